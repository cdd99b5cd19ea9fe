package store_test

import (
	"context"
	"reflect"
	"testing"

	"tandem/internal/homework"
	"tandem/internal/tandem"
)

// needed: what a partner opened comes back as it was stored, and only for a
// partner of the couple, from a line of the couple's plan.
func needed(t *testing.T, g *ground) {
	c, o := g.clinic(t), g.clinic(t)
	opened := c.newAsked(795, c.couple.ID)
	opened.Purpose, opened.OpenedBy, opened.OpenedOf = homework.PurposeEvent, c.anaPartner, c.plan.Items[0].ID
	must(t, g.Store, func(ctx context.Context) error { return g.CreateAssignment(ctx, c.practice, opened) })
	if got, err := g.Assignment(bg, c.practice, opened.ID); err != nil || !reflect.DeepEqual(got, opened) {
		t.Errorf("opened %+v, want %+v (%v)", got, opened, err)
	}
	for what, change := range map[string]func(*homework.Assignment){
		"by a partner of another couple":     func(a *homework.Assignment) { a.OpenedBy = o.anaPartner },
		"from a line of another couple's":    func(a *homework.Assignment) { a.OpenedOf = o.plan.Items[0].ID },
		"by nobody of that name":             func(a *homework.Assignment) { a.OpenedBy = "stranger" },
		"from a line that stands in no plan": func(a *homework.Assignment) { a.OpenedOf = "nothing" },
	} {
		a := opened
		a.ID = tandem.AssignmentID(c.id(796))
		change(&a)
		wantKind(t, what, g.InTx(bg, func(ctx context.Context) error { return g.CreateAssignment(ctx, c.practice, a) }), tandem.KindNotFound)
	}
}

// live: a round that is under way is found whatever its week, until it is over.
func live(t *testing.T, g *ground) {
	c := g.clinic(t)
	found := func(want ...tandem.AssignmentID) {
		t.Helper()
		list, err := g.AssignmentsLive(bg, c.practice, c.couple.ID)
		var ids []tandem.AssignmentID
		for _, a := range list {
			ids = append(ids, a.ID)
		}
		if err != nil || !reflect.DeepEqual(ids, want) {
			t.Errorf("live %v, want %v (%v)", ids, want, err)
		}
	}
	set := func(live bool) {
		t.Helper()
		must(t, g.Store, func(ctx context.Context) error { return g.SetLive(ctx, c.practice, c.round, live) })
	}
	found()
	set(true)
	found(c.first.ID)
	if list, err := g.Rounds(bg, c.practice, c.couple.ID, c.first.ID); err != nil || len(list) != 1 || !list[0].Live {
		t.Errorf("the round is %+v (%v)", list, err)
	}
	set(false)
	found()
	wantKind(t, "no such round", g.InTx(bg, func(ctx context.Context) error {
		return g.SetLive(ctx, c.practice, homework.Round{ID: tandem.RoundID(c.id(799))}, true)
	}), tandem.KindNotFound)
}
