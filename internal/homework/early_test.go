package homework

import (
	"slices"
	"testing"
	"time"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// TestAPromiseIsToldByItsDay: the day itself is in time, in the couple's zone;
// what is about no promise, or about one without a day, is neither.
func TestAPromiseIsToldByItsDay(t *testing.T) {
	def, moves := formScene(t, "E40", "R request")
	moves[0].Answers["promise"] = exercise.Value{Text: string(exercise.RefEntry("P1"))}
	for name, c := range map[string]struct {
		due   tandem.Date
		at    string
		early bool
	}{
		"the day before": {"2026-03-03", "2026-03-02T12:00:00Z", true}, "late that day": {"2026-03-03", "2026-03-03T22:30:00Z", true},
		"after midnight at home": {"2026-03-03", "2026-03-03T23:30:00Z", false}, "no day": {"", "2026-03-02T12:00:00Z", false},
	} {
		moves[0].At, _ = time.Parse(time.RFC3339, c.at)
		told := lines(def, "a1", pair, View(def, pair, moves, Viewer{Staff: true}), "2026-03-10")
		all := append(told, Line{Ref: exercise.RefEntry("P1"), Due: c.due, Definition: &exercise.Definition{ID: "E32"}})
		early(all, time.FixedZone("home", 3600))
		if len(told) != 1 || all[0].Early != c.early {
			t.Errorf("%s: early %v", name, all[0].Early)
		}
		progress := []Progress{{Exercise: def}}
		progress = toldEarly(progress, all)
		want := map[bool]string{true: "told by the day of the promise: 1 of 1", false: "told by the day of the promise: 0 of 1"}[c.early]
		if !slices.ContainsFunc(progress[0].Lines, func(line tandem.Text) bool { return line.String() == want }) {
			t.Errorf("%s: %q", name, progress[0].Lines)
		}
	}
}
