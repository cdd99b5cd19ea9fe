package homework

import (
	"slices"
	"strconv"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// cherish is the move that keeps something for a hard day, or lets it go. What
// may be kept is a good thing on a shelf that the partner can read; it needs no
// turn and tells nobody. Conflict when it is not there any more, or when marks
// on this round have been changed very often.
func (h Homework) cherish(m exercise.Move, r Round, in MoveInput) (exercise.Move, error) {
	i := slices.IndexFunc(shelve(h.Definition, r, h.Sight), func(e ShelfEntry) bool { return e.Move == in.Target && e.Good() })
	if i < 0 {
		return m, tandem.Conflict(tandem.Say("This is not on your shelves any more."))
	}
	marks := 0
	for _, o := range r.Moves {
		if o.Author == m.Author && exercise.Cherishes(o.Kind) {
			marks++
		}
	}
	if marks >= maxMoves {
		return m, tandem.Conflict(tandem.Say("This has been changed many times. Please leave it as it is now, or ask your therapist."))
	}
	n, err := strconv.Atoi(in.Thing)
	if in.Thing == "" {
		n, err = 0, nil
	}
	if err != nil || n < 0 || n > shelve(h.Definition, r, h.Sight)[i].Things() {
		return m, tandem.Invalid(tandem.Say("This page is too old to be sent. Please load it again."))
	}
	m.Target, m.Answers = in.Target, exercise.Answers{exercise.FieldThing: {Number: &n}}
	m.Alone = []exercise.FieldID{exercise.FieldThing}
	return m, nil
}
