package homework

import (
	"testing"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// TestQualityIsTheMeanOfOwnRatings: every scale lands on 0 to 4 with its ends at
// the ends, the newest standing rating of each counts once, and what the sight
// does not show counts for nothing.
func TestQualityIsTheMeanOfOwnRatings(t *testing.T) {
	ten, five := exercise.Field{Min: 0, Max: 10}, exercise.Field{Min: 1, Max: 5}
	for _, c := range []struct {
		f      exercise.Field
		answer int
		want   float64
	}{{ten, 0, 0}, {ten, 5, 2}, {ten, 10, 4}, {five, 1, 0}, {five, 2, 1}, {five, 5, 4}} {
		if got := worth(&c.f, c.answer); got != c.want {
			t.Errorf("%d of %d to %d is %g, want %g", c.answer, c.f.Min, c.f.Max, got, c.want)
		}
	}
	def := &exercise.Definition{Quality: "ease", Steps: []exercise.Step{{ID: "log", Fields: []exercise.Field{
		{ID: "ease", Type: exercise.Scale, Min: 1, Max: 5, Visibility: exercise.AuthorAndTherapist}, {ID: "other", Type: exercise.Scale, Min: 1, Max: 5}}}}}
	said := func(author tandem.PartnerID, field exercise.FieldID, n int) Entry {
		return Entry{Author: author, Fields: []Seen{{Field: field, Visibility: exercise.AuthorAndTherapist, Value: exercise.Value{Number: &n}}}}
	}
	older, taken := said("rowan", "ease", 1), said("noor", "ease", 5)
	older.Older, taken.Taken = true, true
	got := QualityOf(def, Sight{Entries: []Entry{older, said("rowan", "ease", 4), said("rowan", "other", 1), taken, said("", "ease", 5)}})
	if len(got) != 1 || got["rowan"] != (Quality{3, 1}) {
		t.Errorf("%+v", got)
	}
	if q := QualityOf(def, Sight{}); len(q) != 0 {
		t.Errorf("of nothing: %+v", q)
	}
	if _, rated := (Quality{}).Mean(); rated {
		t.Error("nothing rated has a mean")
	}
	if mean, _ := (Quality{3, 1}).Add(Quality{1, 1}).Mean(); mean != 2 {
		t.Errorf("the mean of 3 and 1 is %g", mean)
	}
	def.Quality = ""
	if q := QualityOf(def, Sight{Entries: []Entry{said("rowan", "ease", 4)}}); q != nil {
		t.Errorf("an exercise without a rating: %+v", q)
	}
}

// TestOwnQualityHoldsNothingThatIsClosed: of one's own ratings those count that
// others can read by now; one that is sealed, kept to oneself or not handed over
// would tell the therapist in the sum.
func TestOwnQualityHoldsNothingThatIsClosed(t *testing.T) {
	def := &exercise.Definition{Quality: "ease", Steps: []exercise.Step{{ID: "log", Fields: []exercise.Field{{ID: "ease", Type: exercise.Scale, Min: 1, Max: 5}}}}}
	four := 4
	mine := func(change func(*Entry)) Sight {
		e := Entry{Author: "rowan", Own: true, Open: true, Fields: []Seen{{Field: "ease", Visibility: exercise.AuthorAndTherapist, Value: exercise.Value{Number: &four}}}}
		change(&e)
		return Sight{Entries: []Entry{e}}
	}
	for name, change := range map[string]func(*Entry){"sealed": func(e *Entry) { e.Fields[0].Sealed = true },
		"one's own alone": func(e *Entry) { e.Fields[0].Visibility = exercise.AuthorOnly }, "not handed over": func(e *Entry) { e.Open = false }} {
		if q := QualityOf(def, mine(change)); len(q) != 0 {
			t.Errorf("%s: %+v", name, q)
		}
	}
	if q := QualityOf(def, mine(func(*Entry) {})); q["rowan"] != (Quality{3, 1}) {
		t.Errorf("open: %+v", q)
	}
}
