package store_test

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"

	"tandem/internal/catalogue"
	"tandem/internal/store"
	"tandem/internal/tandem"
)

// newWork is a work of the clinic's own, a draft in its first edit.
func (c *clinic) newWork(n int) catalogue.Work {
	return catalogue.Work{ID: tandem.WorkID(c.id(n)), Practice: c.practice, Kind: catalogue.KindExercise, Code: "OWN-" + strings.ToUpper(c.id(n)[30:]),
		Version: 1, State: catalogue.Draft, Edits: 1, Content: []byte(`{"name": "` + c.word("work") + `"}`), ChangedBy: c.therapist, ChangedAt: start}
}

// works: a draft is replaced edit by edit, published once and never changed
// after; what is offered gets another revision.
func works(t *testing.T, g *ground) {
	c := g.clinic(t)
	w := c.newWork(98)
	same := func(when string, want catalogue.Work) {
		t.Helper()
		got, err := g.Work(bg, c.practice, w.ID)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, want %+v (%v)", when, got, want, err)
		}
		released, err := g.Released(bg, c.practice)
		if err != nil || (len(released) == 1) != (want.State != catalogue.Draft) || len(released) > 0 && !reflect.DeepEqual(released[0], want) {
			t.Errorf("%s: released is %+v (%v)", when, released, err)
		}
		want.Content = nil
		list, err := g.Works(bg, c.practice)
		if err != nil || len(list) != 1 || !reflect.DeepEqual(list[0], want) {
			t.Errorf("%s: %+v, want %+v (%v)", when, list, want, err)
		}
	}
	keeps := func(what string, w catalogue.Work, want tandem.Kind) {
		t.Helper()
		if err := g.InTx(bg, func(ctx context.Context) error { return g.KeepWork(ctx, w) }); tandem.KindOf(err) != want {
			t.Errorf("%s: %v, want %q", what, err, want)
		}
	}
	same("a draft", w)
	again := w
	again.ID = tandem.WorkID(c.id(724))
	keeps("a second draft of that version", again, tandem.KindConflict)
	later := w
	later.Edits, later.Content = 3, []byte(`{"name": "late"}`)
	keeps("an edit that skips one", later, tandem.KindConflict)
	later.Edits = 2
	keeps("the next edit", later, "")
	keeps("the same edit again", later, tandem.KindConflict)
	same("changed", later)
	later.Edits, later.State, later.PublishedAt = 3, catalogue.Published, &w.ChangedAt
	keeps("publishing", later, "")
	same("published", later)
	later.Edits = 4
	keeps("changing what is published", later, tandem.KindConflict)
	must(t, g.Store, func(ctx context.Context) error { return g.DropWork(ctx, c.practice, w.ID) })
	later.Edits = 3
	same("after dropping what is published", later)
	must(t, g.Store, func(ctx context.Context) error {
		return all(g.RetireWorks(ctx, c.practice, w.Kind, w.Code), g.SetLibraryRevision(ctx, c.practice, "second"))
	})
	later.State = catalogue.Retired
	same("retired", later)
	if revision, err := g.LibraryRevision(bg, c.practice); err != nil || revision != "second" {
		t.Errorf("revision %q, %v", revision, err)
	}
	if revision, err := g.LibraryRevision(bg, tandem.PracticeID(c.id(777))); err != nil || revision != "" {
		t.Errorf("of nobody: revision %q, %v", revision, err)
	}
}

func libraryCases() map[string]outcome {
	type ctxT = context.Context
	type sT = *store.Store
	return map[string]outcome{
		"Works": nothing("false", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			list, err := s.Works(ctx, m.practice)
			return slices.ContainsFunc(list, func(w catalogue.Work) bool { return w.Practice != m.practice || w.ID == o.newWork(98).ID }), err
		}),
		"Work": notFound(func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.Work(ctx, m.practice, o.newWork(98).ID)
		}),
		"Released": nothing("false", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			list, err := s.Released(ctx, m.practice)
			return slices.ContainsFunc(list, func(w catalogue.Work) bool { return w.Practice != m.practice || w.ID == o.newWork(98).ID }), err
		}),
		"KeepWork": {kind: tandem.KindConflict, try: only(func(ctx ctxT, s sT, m, o *clinic) error {
			w := o.newWork(98)
			w.Practice, w.ChangedBy, w.Edits = m.practice, m.therapist, 2
			return s.KeepWork(ctx, w)
		})},
		"DropWork": nothing("<nil>", only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.DropWork(ctx, m.practice, o.newWork(98).ID)
		})),
		"RetireWorks": nothing("<nil>", only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.RetireWorks(ctx, m.practice, catalogue.KindExercise, o.newWork(98).Code)
		})),
		"LibraryRevision": nothing("false", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			revision, err := s.LibraryRevision(ctx, m.practice)
			return revision == "first "+string(o.practice), err
		}),
		"SetLibraryRevision": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.SetLibraryRevision(ctx, tandem.PracticeID(m.id(777)), "of nobody")
		})),
	}
}
