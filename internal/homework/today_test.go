package homework

import (
	"testing"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// What a week that has passed left open stands on the day's list only while the
// other's announced act waits for it, and for a week at most unless something in
// it is under way. What no plan asked for stays.
func TestWhatIsAskedToday(t *testing.T) {
	const due = tandem.Date("2026-03-08")
	turn := exercise.Act{Kind: exercise.MoveReflect, Step: "reflect", Waited: true}
	own := exercise.Act{Kind: exercise.MovePrepare, Step: "prepare"}
	for name, c := range map[string]struct {
		act   exercise.Act
		item  tandem.ItemID
		after int // days after the last one
		live  bool
		want  bool
	}{
		"this week's":                            {own, "i", 0, false, true},
		"begun last week":                        {own, "i", 1, false, false},
		"the other's turn came last week":        {turn, "i", 7, false, true},
		"the other's turn came a fortnight ago":  {turn, "i", 8, false, false},
		"a promise of a fortnight ago":           {turn, "i", 14, true, true},
		"a promise that asks for nothing now":    {own, "i", 1, true, false},
		"what the therapist asked for beside it": {own, "", 30, false, true},
	} {
		h := Homework{Assignment: Assignment{DueOn: due, Item: c.item}, Sight: Sight{Acts: []exercise.Act{c.act}}}
		if got := h.asked(due.AddDays(c.after), c.live); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
