package store_test

import (
	"context"
	"reflect"
	"slices"
	"testing"
	"time"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// leavesOut: an opt-out begins, ends, and begins again on the same day.
func leavesOut(t *testing.T, g *ground, c *clinic, item tandem.ItemID) {
	t.Helper()
	out := plan.OptOut{Couple: c.couple.ID, Partner: c.anaPartner, Item: item, From: "2026-11-09"}
	for _, to := range []tandem.Date{"", "2026-11-09", "", "2026-11-20"} {
		out.To = to
		err := g.InTx(bg, func(ctx context.Context) error { return g.SetOptOut(ctx, c.practice, out) })
		all, failed := g.OptOuts(bg, c.practice, []tandem.CoupleID{c.couple.ID})
		if err != nil || failed != nil || len(all) != 1 || all[0] != out {
			t.Errorf("opt-outs %+v, want %+v (%v, %v)", all, out, err, failed)
		}
	}
	out.Item = tandem.ItemID(c.id(777))
	wantKind(t, "an unknown item", g.InTx(bg, func(ctx context.Context) error { return g.SetOptOut(ctx, c.practice, out) }), tandem.KindNotFound)
}

func plans(t *testing.T, g *ground) {
	c := g.clinic(t)
	current := func() plan.Plan {
		t.Helper()
		p, err := g.CurrentPlan(bg, c.practice, c.couple.ID)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	if p := current(); !reflect.DeepEqual(p, c.plan) {
		t.Errorf("the plan is\n%+v, want\n%+v", p, c.plan)
	}
	_, err := g.CurrentPlan(bg, c.practice, tandem.CoupleID(c.id(777)))
	wantKind(t, "no plan", err, tandem.KindNotFound)
	err = g.InTx(bg, func(ctx context.Context) error { return g.CreatePlan(ctx, c.newPlan(130, c.couple.ID)) })
	wantKind(t, "a second plan", err, tandem.KindConflict)

	save := func(p plan.Plan) error {
		return g.InTx(bg, func(ctx context.Context) error { return g.SavePlan(ctx, p) })
	}
	next := current()
	next.Version++
	next.State, next.Weeks, next.Light = plan.Paused, 6, []int{1, 3}
	next.Pauses = []plan.Pause{{From: "2026-11-09", To: "2026-11-16"}, {From: "2026-11-23"}}
	next.Items = append(slices.Clone(next.Items), plan.Item{ID: tandem.ItemID(c.id(39)), Exercise: "E07", Version: 2, Slot: exercise.SlotOther,
		Cadence: exercise.Cadence{Kind: exercise.EveryWeeks, EveryWeeks: 2}, Partner: c.anaPartner, FromWeek: 5, ToWeek: 6})
	if err := save(next); err != nil {
		t.Fatal(err)
	}
	if p := current(); !reflect.DeepEqual(p, next) {
		t.Errorf("saved as\n%+v, want\n%+v", p, next)
	}
	wantKind(t, "the same version again", save(next), tandem.KindConflict)
	far := next
	far.Version += 2
	wantKind(t, "a version too far", save(far), tandem.KindConflict)
	unknown := next
	unknown.ID, unknown.Version = tandem.PlanID(c.id(777)), next.Version+1
	wantKind(t, "an unknown plan", save(unknown), tandem.KindNotFound)

	leavesOut(t, g, c, next.Items[0].ID)
	last := next
	last.Version++
	last.Items, last.Light, last.Pauses = nil, nil, nil
	last.Items = append(last.Items, next.Items[0]) // the others are dropped
	last.Items[0].ToWeek, last.Items[0].Note = 2, c.word("another note")
	last.State = plan.Active
	if err := save(last); err != nil {
		t.Fatal(err)
	}
	if p := current(); !reflect.DeepEqual(p, last) {
		t.Errorf("afterwards\n%+v, want\n%+v", p, last)
	}
	last.Version++
	last.State = plan.Ended
	last.Closing = &plan.Closing{On: "2026-11-20", By: c.therapist, At: start, Reason: c.word("reason")}
	if err := save(last); err != nil {
		t.Fatal(err)
	}
	_, err = g.CurrentPlan(bg, c.practice, c.couple.ID)
	wantKind(t, "a plan that has ended", err, tandem.KindNotFound)
	ended := func() tandem.Date {
		t.Helper()
		days, err := g.LastEnded(bg, c.practice, []tandem.CoupleID{c.couple.ID})
		if err != nil || len(days) > 1 {
			t.Fatal(days, err)
		}
		return days[c.couple.ID]
	}
	if day := ended(); day != "2026-11-20" {
		t.Errorf("the last plan ended on %q", day)
	}
	again := c.newPlan(130, c.couple.ID)
	must(t, g.Store, func(ctx context.Context) error { return g.CreatePlan(ctx, again) })
	if p := current(); p.ID != again.ID {
		t.Errorf("the current plan is %s, want %s", p.ID, again.ID)
	}
	if all, err := g.Plans(bg, c.practice, c.couple.ID); err != nil || len(all) != 2 || !reflect.DeepEqual(all[0], last) || all[1].ID != again.ID {
		t.Errorf("all plans: %+v, %v", all, err)
	}
	if none, err := g.CurrentPlans(bg, c.practice, nil); err != nil || len(none) != 0 {
		t.Errorf("for no couples: %v, %v", none, err)
	}
}

func assignments(t *testing.T, g *ground) {
	c := g.clinic(t)
	list := func() []homework.Assignment {
		t.Helper()
		l, err := g.Assignments(bg, c.practice, c.couple.ID, c.plan.ID)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	put := func(p plan.Plan) {
		t.Helper()
		must(t, g.Store, func(ctx context.Context) error { return g.PutAssignments(ctx, p, p.Occurrences()) })
	}
	// The list stands in the order of the plan's own occurrences.
	same := func(what string, p plan.Plan) []homework.Assignment {
		t.Helper()
		got, want := list(), p.Occurrences()
		if len(got) != len(want) {
			t.Fatalf("%s: %d assignments, want %d", what, len(got), len(want))
		}
		for i, a := range got {
			o := plan.Occurrence{Item: a.Item, Week: a.Week, Nth: a.Nth, OpensOn: a.OpensOn, DueOn: a.DueOn, Light: a.Light}
			it, _ := p.Item(a.Item)
			if o != want[i] || a.Exercise != it.Exercise || a.Version != it.Version || a.Couple != c.couple.ID || a.Plan != p.ID || a.Practice != c.practice {
				t.Errorf("%s: place %d holds %+v, want %+v", what, i, a, want[i])
			}
		}
		return got
	}
	first := same("new", c.plan)
	put(c.plan)
	if again := same("put again", c.plan); !reflect.DeepEqual(again, first) {
		t.Error("putting the same again changed something")
	}
	light := c.plan
	light.Light = []int{3}
	put(light)
	same("another light week", light)

	paused := light // weeks 2 to 4 lose their days
	paused.Pauses = []plan.Pause{{From: "2026-11-09"}}
	put(paused)
	got := list()
	if len(got) != len(first) {
		t.Fatalf("a pause left %d assignments of %d", len(got), len(first))
	}
	for i, a := range got {
		if (a.OpensOn == "") != (a.Week > 1) || (a.DueOn == "") != (a.Week > 1) || a.ID != first[i].ID || a.Open("2027-01-01") != (a.Week == 1) {
			t.Errorf("paused: %+v", a)
		}
	}
	all, err := g.AssignmentsOpened(bg, c.practice, []tandem.CoupleID{c.couple.ID}, "", "9999-12-31")
	if err != nil || len(all) != 3 {
		t.Errorf("%d assignments have days, want 3 (%v)", len(all), err)
	}
	resumed := light
	resumed.Pauses = []plan.Pause{{From: "2026-11-09", To: "2026-11-23"}}
	resumed.Items = append(slices.Clone(light.Items), plan.Item{ID: tandem.ItemID(c.id(38)), Exercise: "E02", Version: 3, Slot: exercise.SlotTalk,
		Cadence: exercise.Cadence{Kind: exercise.Once}, FromWeek: 4, ToWeek: 4})
	resumed.Version++
	must(t, g.Store, func(ctx context.Context) error { return g.SavePlan(ctx, resumed) })
	put(resumed)
	same("resumed, with one item more", resumed)
	if a, err := g.Assignment(bg, c.practice, c.first.ID); err != nil || len(a.Parts) != 1 || a.Part(c.anaPartner) != exercise.PartPartly {
		t.Errorf("the part was lost: %+v, %v", a, err)
	}
	err = g.InTx(bg, func(ctx context.Context) error {
		return g.PutAssignments(ctx, c.plan, []plan.Occurrence{{Item: "unknown", Week: 1, Nth: 1, OpensOn: "2026-11-02", DueOn: "2026-11-08"}})
	})
	wantKind(t, "an occurrence of no item", err, tandem.KindInternal)
}

func opened(t *testing.T, g *ground) {
	c := g.clinic(t)
	both := []tandem.CoupleID{c.couple.ID, tandem.CoupleID(c.id(200))}
	must(t, g.Store, func(ctx context.Context) error {
		p := c.newPlan(230, both[1])
		return all(g.CreateCouple(ctx, c.practice, c.newCouple(200, "TD-2", c.person(210), c.person(211))), g.CreatePlan(ctx, p),
			g.PutAssignments(ctx, p, p.Occurrences()))
	})
	for _, q := range []struct {
		what     string
		couples  []tandem.CoupleID
		from, to tandem.Date
		want     int
	}{
		{"one week of one couple", both[:1], "2026-11-02", "2026-11-08", 3},
		{"both ends count", both[:1], "2026-11-09", "2026-11-16", 6},
		{"a day in the week", both[:1], "2026-11-03", "2026-11-08", 0},
		{"two couples", both, "2026-11-02", "2026-11-02", 6},
		{"no couples", nil, "2026-11-02", "2026-11-02", 0},
	} {
		l, err := g.AssignmentsOpened(bg, c.practice, q.couples, q.from, q.to)
		if err != nil || len(l) != q.want {
			t.Errorf("%s: %d, want %d (%v)", q.what, len(l), q.want, err)
		}
		if len(l) == 3 && (l[0].ID != c.first.ID || len(l[0].Parts) != 1 || l[0].Parts[0].ChangedAt != start || len(l[1].Parts) != 0) {
			t.Errorf("%s: parts %+v", q.what, l)
		}
	}
	_, err := g.Assignment(bg, c.practice, tandem.AssignmentID(c.id(777)))
	wantKind(t, "an unknown assignment", err, tandem.KindNotFound)
}

func planDrafts(t *testing.T, g *ground) {
	c := g.clinic(t)
	draft := func() plan.Draft {
		t.Helper()
		d, err := g.PlanDraft(bg, c.practice, c.couple.ID)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	keep := func(d plan.Draft) error {
		return g.InTx(bg, func(ctx context.Context) error { return g.KeepPlanDraft(ctx, c.practice, c.couple.ID, d) })
	}
	if d := draft(); !reflect.DeepEqual(d, c.wish) {
		t.Errorf("the draft is\n%+v, want\n%+v", d, c.wish)
	}
	next := c.wish
	next.Version, next.Plan.Note = 2, c.word("another wish")
	if err := keep(next); err != nil {
		t.Fatal(err)
	}
	if d := draft(); !reflect.DeepEqual(d, next) {
		t.Errorf("kept as\n%+v, want\n%+v", d, next)
	}
	wantKind(t, "the same version again", keep(next), tandem.KindConflict)
	must(t, g.Store, func(ctx context.Context) error { return g.DropPlanDraft(ctx, c.practice, c.couple.ID) })
	_, err := g.PlanDraft(bg, c.practice, c.couple.ID)
	wantKind(t, "a draft that was dropped", err, tandem.KindNotFound)
	next.Version = 1
	if err := keep(next); err != nil {
		t.Error(err)
	}
	change := plan.Difference{From: 3, Changes: []plan.Change{{Kind: plan.ItemRemoved, Before: &c.plan.Items[0]}}}
	second := plan.Revision{Plan: c.plan.ID, Number: 2, From: 3, By: c.therapist, At: start.Add(time.Second), Changes: change}
	must(t, g.Store, func(ctx context.Context) error { return g.AddRevision(ctx, c.practice, second) })
	all, err := g.Revisions(bg, c.practice, c.couple.ID)
	if err != nil || len(all) != 2 || all[0].Number != 1 || !reflect.DeepEqual(all[1], second) {
		t.Errorf("revisions %+v, %v; want %+v last", all, err, second)
	}
}

// What a changed plan no longer holds is out of every read, unless somebody
// has begun it; what it holds again comes back as it was.
func withdrawn(t *testing.T, g *ground) {
	c := g.clinic(t)
	ids := func() (ids []tandem.AssignmentID) {
		t.Helper()
		l, err := g.Assignments(bg, c.practice, c.couple.ID, c.plan.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range l {
			ids = append(ids, a.ID)
		}
		return ids
	}
	put := func(p plan.Plan) {
		t.Helper()
		must(t, g.Store, func(ctx context.Context) error { return g.PutAssignments(ctx, p, p.Occurrences()) })
	}
	whole := ids()
	none := c.plan
	none.Items = nil
	put(none)
	if left := ids(); len(left) != 1 || left[0] != c.first.ID {
		t.Errorf("%v is left, and only %s was begun", left, c.first.ID)
	}
	if a, err := g.Assignment(bg, c.practice, whole[len(whole)-1]); err != nil || !a.Withdrawn {
		t.Errorf("what was withdrawn does not say so: %+v, %v", a, err)
	}
	if a, err := g.Assignment(bg, c.practice, c.first.ID); err != nil || a.Withdrawn || !a.CalledOff || a.OpensOn != c.first.OpensOn {
		t.Errorf("what was begun: %+v, %v", a, err)
	}
	put(c.plan)
	if back := ids(); !slices.Equal(back, whole) {
		t.Errorf("came back as %v, were %v", back, whole)
	}
	if a, err := g.Assignment(bg, c.practice, c.first.ID); err != nil || a.CalledOff {
		t.Errorf("what came back is called off: %+v, %v", a, err)
	}
	if week, err := g.BegunWeek(bg, c.practice, c.plan.ID); err != nil || week != 0 {
		t.Errorf("what was begun without a word to the other counts for week %d, %v", week, err)
	}
	gave := c.newMove(61, 2, c.anaPartner)
	gave.Kind = exercise.MoveGive
	must(t, g.Store, func(ctx context.Context) error { return g.AppendMove(ctx, c.practice, c.round, gave) })
	if week, err := g.BegunWeek(bg, c.practice, c.plan.ID); err != nil || week != c.first.Week {
		t.Errorf("begun up to week %d, %v", week, err)
	}
}
