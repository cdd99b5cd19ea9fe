package web

import (
	"testing"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
	"tandem/templates/library"
)

// What stands beside an own answer must be true of that answer: one card can
// hold notes that are the author's alone beside feelings that both can see.
func TestWhoCanSeeItIsSaidOfEachAnswer(t *testing.T) {
	lib, err := exercise.Load(library.Exercises, "exercises")
	if err != nil {
		t.Fatal(err)
	}
	def, _ := lib.Get("E04", 1)
	other := tandem.Say("%s", "Noor")
	text := exercise.Value{Text: "words"}
	alone, both := homework.Seen{Field: "summary", Value: text, Visibility: exercise.AuthorOnly}, homework.Seen{Field: "topic", Value: text, Visibility: exercise.Both}
	sealed := homework.Seen{Field: "topic", Value: text, Visibility: exercise.Both, Sealed: true}
	onlyYou, all := visibleTo(exercise.AuthorOnly, other).Source, visibleTo(exercise.Both, other).Source
	for name, c := range map[string]struct {
		entry homework.Entry
		lone  bool
		whole string
		each  []string
	}{
		"open to both":            {homework.Entry{Open: true, Fields: []homework.Seen{both}}, false, all, []string{""}},
		"the author's alone":      {homework.Entry{Open: true, Fields: []homework.Seen{alone}}, false, onlyYou, []string{""}},
		"some of it":              {homework.Entry{Open: true, Fields: []homework.Seen{alone, both}}, false, "", []string{onlyYou, all}},
		"sealed still":            {homework.Entry{Open: true, Fields: []homework.Seen{sealed, both}}, false, "", []string{onlyYou, all}},
		"not open yet":            {homework.Entry{Fields: []homework.Seen{both}}, false, onlyYou, []string{""}},
		"for the therapist now":   {homework.Entry{Open: true, Confided: true, Fields: []homework.Seen{both}}, false, visibleTo(exercise.AuthorAndTherapist, other).Source, []string{""}},
		"homework for one alone":  {homework.Entry{Open: true, Fields: []homework.Seen{both}}, true, visibleTo(exercise.AuthorAndTherapist, other).Source, []string{""}},
		"confided, and one's own": {homework.Entry{Open: true, Confided: true, Fields: []homework.Seen{alone, both}}, false, "", []string{onlyYou, visibleTo(exercise.AuthorAndTherapist, other).Source}},
	} {
		whole, each := seenBy(def, "", c.entry, other, c.lone)
		if whole.Source != c.whole || len(each) != len(c.each) {
			t.Errorf("%s: of the whole it says %q", name, whole.Source)
			continue
		}
		for i, want := range c.each {
			if each[i].Sees.Source != want {
				t.Errorf("%s: of answer %d it says %q, want %q", name, i, each[i].Sees.Source, want)
			}
		}
	}
}
