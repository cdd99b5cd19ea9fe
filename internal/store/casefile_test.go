package store_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/store"
	"tandem/internal/tandem"
)

func couples(t *testing.T, g *ground) {
	c := g.clinic(t)
	want := c.couple
	want.Course = casefile.CourseOngoing // where nobody said otherwise
	want.Partners = slices.Clone(want.Partners)
	want.Partners[0].HasAccount = true
	want.Partners[1].Invitation = c.benInvitation
	want.Team = slices.Clone(want.Team)
	want.Team[0].Name = c.word("staff" + string(c.therapist[33:]))
	got, err := g.Couple(bg, c.practice, c.couple.ID)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("the couple is\n%+v, want\n%+v (%v)", got, want, err)
	}
	_, err = g.Couple(bg, c.practice, tandem.CoupleID(c.id(777)))
	wantKind(t, "an unknown couple", err, tandem.KindNotFound)

	second := c.newCouple(200, "TD-102", c.person(210), c.person(211))
	create := func(couple casefile.Couple) error {
		return g.InTx(bg, func(ctx context.Context) error { return g.CreateCouple(ctx, c.practice, couple) })
	}
	if err := create(second); err != nil {
		t.Fatal(err)
	}
	wantKind(t, "a code that is taken", create(c.newCouple(220, "TD-102", c.person(230), c.person(231))), tandem.KindConflict)
	if codes, err := g.Codes(bg, c.practice); err != nil || !slices.Equal(codes, []string{"TD-101", "TD-102"}) {
		t.Errorf("codes %v, %v", codes, err)
	}
	list, err := g.Couples(bg, c.practice)
	if err != nil || len(list) != 2 || len(list[0].Partners) != 2 || len(list[1].Team) != 1 {
		t.Errorf("all couples: %+v, %v", list, err)
	}
	// Ana comes into the second couple too, under a name of that couple's own.
	elsewhere := tandem.PartnerID(c.id(240))
	must(t, g.Store, func(ctx context.Context) error {
		sealed, err := g.Seal(ctx, c.practice, store.Scope{Person: c.ana, Couple: second.ID, Class: "profile"}, string(elsewhere), map[string]string{"name": "Anna-Lena"})
		if err != nil {
			return err
		}
		return try(ctx, g.Store, "INSERT INTO partners VALUES (?, ?, ?, ?, 3, 'Europe/Berlin', ?, ?, NULL)",
			c.practice, elsewhere, second.ID, c.ana, sealed, start.Add(time.Minute))
	})
	mine, err := g.PartnerCouples(bg, c.practice, c.ana)
	if err != nil || len(mine) != 2 {
		t.Fatalf("Ana's couples: %+v, %v", mine, err)
	}
	for _, couple := range mine {
		p, ok := couple.PartnerOf(c.ana)
		want := map[tandem.CoupleID]string{c.couple.ID: c.couple.Partners[0].Name, second.ID: "Anna-Lena"}[couple.ID]
		if !ok || p.Name != want || p.Language != "en" {
			t.Errorf("in %s Ana is %+v, want the name %s", couple.Code, p, want)
		}
	}
	if name, err := g.NameOf(bg, c.practice, c.ana); err != nil || name != "Anna-Lena" {
		t.Errorf("the latest name is %q (%v)", name, err)
	}
	must(t, g.Store, func(ctx context.Context) error {
		return all(try(ctx, g.Store, "UPDATE partners SET left_at = ? WHERE practice_id = ? AND id = ?", start.Add(time.Hour), c.practice, elsewhere),
			try(ctx, g.Store, "UPDATE couples SET state = 'closed', closed_at = ? WHERE practice_id = ? AND id = ?", start.Add(time.Hour), c.practice, c.couple.ID))
	})
	if mine, err = g.PartnerCouples(bg, c.practice, c.ana); err != nil || len(mine) != 0 {
		t.Errorf("after leaving one and the end of the other: %d couples, %v", len(mine), err)
	}
	left, err := g.Couple(bg, c.practice, second.ID)
	if err != nil || len(left.Partners) != 3 || left.Partners[2].Active() || left.Partners[2].Position != 3 {
		t.Errorf("who left is listed too: %+v, %v", left.Partners, err)
	}
}

// couplesOfStaff: the list is the filter of single looks, for everybody and at
// every step of who loses what.
func couplesOfStaff(t *testing.T, g *ground) {
	c := g.clinic(t)
	ids := []tandem.CoupleID{c.couple.ID}
	must(t, g.Store, func(ctx context.Context) error {
		for i := range 2 {
			couple := c.newCouple(200+10*i, fmt.Sprint("TD-20", i), c.person(300+2*i), c.person(301+2*i))
			if i == 1 {
				couple.Team[0].Person = c.owner
			}
			ids = append(ids, couple.ID)
			if err := g.CreateCouple(ctx, c.practice, couple); err != nil {
				return err
			}
		}
		return nil
	})
	everybody := []tandem.PersonID{c.owner, c.therapist, c.supervisor, c.newcomer, c.ana}
	check := func(what string, want map[tandem.PersonID]int) {
		t.Helper()
		for _, who := range everybody {
			list, err := g.CouplesOfStaff(bg, c.practice, who, g.base.clock.Now())
			if err != nil || len(list) != want[who] {
				t.Errorf("%s: %s has %d couples, want %d (%v)", what, who, len(list), want[who], err)
			}
			for _, couple := range ids {
				facts := factsOf(t, g.Store, c.practice, who, tandem.ObjectCouple, string(couple))
				single := slices.Contains(facts.Relations, tandem.RelationCareTeam) || slices.Contains(facts.Relations, tandem.RelationSupervises)
				if one, err := g.Couple(bg, c.practice, couple); err != nil || one.State != casefile.StateActive {
					single = false
				}
				if listed := slices.ContainsFunc(list, func(l casefile.Couple) bool { return l.ID == couple }); listed != single {
					t.Errorf("%s: %s and %s: listed %v, looked at alone %v", what, who, couple, listed, single)
				}
			}
		}
	}
	check("at first", map[tandem.PersonID]int{c.owner: 1, c.therapist: 2, c.supervisor: 2})
	past := start.Add(-time.Second)
	for _, step := range []struct {
		what, sql string
		args      []any
		want      map[tandem.PersonID]int
	}{
		{"a couple is closed", "UPDATE couples SET state = 'closed', closed_at = ? WHERE practice_id = ? AND id = ?", []any{past, c.practice, ids[1]},
			map[tandem.PersonID]int{c.owner: 1, c.therapist: 1, c.supervisor: 1}},
		{"care begins tomorrow", "UPDATE care_team SET from_at = ? WHERE practice_id = ? AND person_id = ?", []any{start.AddDate(0, 0, 1), c.practice, c.owner},
			map[tandem.PersonID]int{c.therapist: 1, c.supervisor: 1}},
		{"the therapist's role ends", "UPDATE staff_roles SET from_at = ?, to_at = ? WHERE practice_id = ? AND person_id = ?", []any{past, start, c.practice, c.therapist},
			map[tandem.PersonID]int{c.supervisor: 1}},
		{"the supervision ends", "UPDATE supervision SET to_at = ? WHERE practice_id = ?", []any{start, c.practice}, nil},
	} {
		must(t, g.Store, func(ctx context.Context) error { return try(ctx, g.Store, step.sql, step.args...) })
		check(step.what, step.want)
	}
}

// fewQueries: a list of many couples asks no more than a list of few.
func fewQueries(t *testing.T, g *ground) {
	c := g.clinic(t)
	ids := []tandem.CoupleID{c.couple.ID}
	add := func(n int) {
		must(t, g.Store, func(ctx context.Context) error {
			for range n {
				i := len(ids)
				couple := c.newCouple(100+30*i, fmt.Sprint("TD-3", i), c.person(110+30*i), c.person(111+30*i))
				p := c.newPlan(120+30*i, couple.ID)
				ids = append(ids, couple.ID)
				if err := all(g.CreateCouple(ctx, c.practice, couple), g.CreatePlan(ctx, p), g.PutAssignments(ctx, p, p.Occurrences())); err != nil {
					return err
				}
			}
			return nil
		})
	}
	for name, ask := range map[string]func() (int, error){
		"CouplesOfStaff": func() (int, error) {
			l, err := g.CouplesOfStaff(bg, c.practice, c.therapist, start)
			return len(l), err
		},
		"Couples":      func() (int, error) { l, err := g.Couples(bg, c.practice); return len(l), err },
		"CurrentPlans": func() (int, error) { l, err := g.CurrentPlans(bg, c.practice, ids); return len(l), err },
		"PapersAmong": func() (int, error) {
			_, err := g.PapersAmong(bg, c.practice, ids)
			return len(ids), err
		},
		"LastEnded": func() (int, error) {
			_, err := g.LastEnded(bg, c.practice, ids)
			return len(ids), err
		},
		"AssignmentsOpened": func() (int, error) {
			l, err := g.AssignmentsOpened(bg, c.practice, ids, "2026-11-02", "2026-11-02")
			return len(l) / 3, err
		},
		"LastChanges": func() (int, error) {
			_, err := g.LastChanges(bg, c.practice, ids)
			return len(ids), err
		},
	} {
		if len(ids) < 2 {
			add(1)
		}
		count := func() int {
			return g.counted(t, func() error {
				n, err := ask()
				if err == nil && n != len(ids) {
					t.Errorf("%s found %d of %d", name, n, len(ids))
				}
				return err
			})
		}
		few := count()
		add(5)
		if many := count(); many != few || many > 12 {
			t.Errorf("%s asks %d times for %d couples and %d times for 5 fewer", name, many, len(ids), few)
		}
	}
}
