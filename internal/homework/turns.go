package homework

import (
	"slices"
	"strconv"

	"tandem/internal/exercise"
)

// OffersPause tells whether somebody has said, open to the viewer, what the
// definition offers a pause on.
func (h Homework) OffersPause() bool {
	w := h.Definition.OffersPause
	return w != nil && slices.ContainsFunc(h.Sight.Entries, func(e Entry) bool {
		return slices.ContainsFunc(e.Fields, func(f Seen) bool { return f.Field == w.Field && !f.Sealed && says(f.Value, w.Is) })
	})
}

// says tells whether a choice, or a yes or no, was answered so.
func says(v exercise.Value, what string) bool {
	if v.Yes != nil {
		return *v.Yes == (what == "yes")
	}
	return v.Text == what
}

// Seconds is how long a step's timer runs for the viewer to begin with: the
// minutes that the two have agreed on in this round, else the definition's.
func (h Homework) Seconds(t *exercise.Timer) int {
	seconds := t.Seconds
	for _, e := range h.Sight.Entries { // the newest counts
		if n, err := strconv.Atoi(e.text(t.MinutesOf)); err == nil {
			seconds = min(max(n*60, t.Min), t.Max)
		}
	}
	return seconds
}
