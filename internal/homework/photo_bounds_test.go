package homework

import (
	"testing"
	"time"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// TestSomebodyElsesPictureShowsByTheirOwnEntry: what the other wrote with it
// carries it along and does not keep it once its owner has taken theirs back.
func TestSomebodyElsesPictureShowsByTheirOwnEntry(t *testing.T) {
	holds := []Seen{{Field: "memories", Value: exercise.Value{Items: []map[exercise.FieldID]exercise.Value{{"photo": {Picture: &exercise.Picture{ID: "one"}}}}}}}
	both := Sight{Entries: []Entry{{Author: "rowan", Fields: holds, Older: true}, {Author: "noor", Fields: holds}}}
	if by := both.showing("one"); len(by) != 2 || by[0] != "rowan" {
		t.Errorf("shown by %v", by)
	}
	both.Entries[0] = Entry{Author: "rowan", Taken: true}
	if by := both.showing("one"); len(by) != 1 || by[0] != "noor" {
		t.Errorf("taken back, shown by %v", by)
	}
	if by := both.showing("another"); by != nil {
		t.Errorf("another one is shown by %v", by)
	}
}

// TestAttemptsAreForEachAndForADay: they are counted apart, and never beyond the
// bound, however many come at once.
func TestAttemptsAreForEachAndForADay(t *testing.T) {
	var a attempts
	day := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		who   tandem.PartnerID
		at    time.Time
		files int
		want  bool
	}{{"rowan", day, filesInDay + 1, false}, {"rowan", day, filesInDay, true}, {"rowan", day, 1, false}, {"noor", day, 1, true}, {"rowan", day.AddDate(0, 0, 1), 1, true}} {
		if got := a.spend(c.who, c.at, c.files); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
	if len(a.files) != 1 {
		t.Errorf("%d are remembered from one day to the next", len(a.files)-1)
	}
}
