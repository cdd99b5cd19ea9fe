package catalogue_test

import (
	"strings"
	"testing"

	"tandem/internal/catalogue"
	"tandem/internal/tandem"
)

// TestAListReadsOnlyWhatHasChanged: the content of a work is read once for each
// edit, whoever looks at the list, and a page reads its own work alone.
func TestAListReadsOnlyWhatHasChanged(t *testing.T) {
	s := newShop(t)
	var works []catalogue.Work
	for range 5 {
		works = append(works, s.must(s.Start(t.Context(), s.me, catalogue.StartInput{Kind: catalogue.KindExercise, Copy: "E24"})).(catalogue.Work))
	}
	reads := func(what string, want int, do func()) {
		t.Helper()
		before, released := s.drawer.opened, s.drawer.read
		do()
		if got := s.drawer.opened - before; got != want || s.drawer.read != released {
			t.Errorf("%s: %d works and %d libraries read, want %d", what, got, s.drawer.read-released, want)
		}
	}
	list := func() { s.must(s.See(t.Context(), s.me)) }
	reads("the first list", 5, list)
	reads("the second", 0, list)
	reads("a page", 1, func() { s.must(s.Open(t.Context(), s.me, works[0].ID)) })
	s.must(s.Change(t.Context(), s.me, works[1].ID, catalogue.ChangeInput{Edits: 1, Content: works[1].Content}))
	reads("after an edit", 1, list)
	s.must(nil, s.Drop(t.Context(), s.me, works[2].ID))
	reads("after one was dropped", 0, list)
}

// TestTheFormThatIsKeptIsMeasured: what is short only without its indents is too
// long when it comes, not when it is to be changed or renewed.
func TestTheFormThatIsKeptIsMeasured(t *testing.T) {
	s := newShop(t)
	w := s.must(s.Start(t.Context(), s.me, catalogue.StartInput{Kind: catalogue.KindExercise, Copy: "E24"})).(catalogue.Work)
	tight := `{"name": "Long", "steps": [{"fields": [` + strings.Repeat(`{},`, 20_000) + `{}]}]}`
	if _, err := s.Change(t.Context(), s.me, w.ID, catalogue.ChangeInput{Edits: 1, Content: []byte(tight)}); len(tight) > catalogue.MaxContent || tandem.KindOf(err) != tandem.KindInvalid {
		t.Errorf("%d bytes: %v", len(tight), err)
	}
	if now := s.must(s.Open(t.Context(), s.me, w.ID)).(catalogue.Page); now.Edits != 1 {
		t.Error("it was kept all the same")
	}
}
