package store_test

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tandem/internal/practice"
	"tandem/internal/tandem"
)

func supervision(t *testing.T, g *ground) {
	c := g.clinic(t) // the supervisor and the therapist are linked since start
	one, two := start.Add(time.Hour), start.Add(2*time.Hour)
	add := func(who tandem.PersonID, at time.Time) (added bool) {
		t.Helper()
		must(t, g.Store, func(ctx context.Context) (err error) {
			added, err = g.AddSupervision(ctx, c.practice, practice.Supervision{Supervisor: c.supervisor, Supervisee: who, From: at})
			return err
		})
		return added
	}
	end := func(who tandem.PersonID, at time.Time) (ended bool) {
		t.Helper()
		must(t, g.Store, func(ctx context.Context) (err error) {
			ended, err = g.EndSupervision(ctx, c.practice, c.supervisor, who, at)
			return err
		})
		return ended
	}
	look := func(what string, at time.Time, want ...practice.Supervision) {
		t.Helper()
		got, err := g.Supervisions(bg, c.practice, at)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %+v, want %+v (%v)", what, got, want, err)
		}
	}
	couples := func(what string, at time.Time, want int) {
		t.Helper()
		if list, err := g.CouplesOfStaff(bg, c.practice, c.supervisor, at); err != nil || len(list) != want {
			t.Errorf("%s: the supervisor reads %d couples, want %d (%v)", what, len(list), want, err)
		}
	}
	first := practice.Supervision{Supervisor: c.supervisor, Supervisee: c.therapist, From: start}
	look("at first", start, first)
	look("a moment before", start.Add(-time.Microsecond))
	couples("at first", start, 1)
	if add(c.therapist, one) {
		t.Error("a link that is open was added again")
	}
	look("added again", one, first)

	newcomer := practice.Supervision{Supervisor: c.supervisor, Supervisee: c.newcomer, From: one}
	if !add(c.newcomer, one) || add(c.newcomer, one) {
		t.Error("a second supervisee is added once")
	}
	look("two", one, first, newcomer)
	if !end(c.therapist, two) || end(c.therapist, two) || end(c.owner, two) {
		t.Error("a link ends once, and one that is not there never")
	}
	look("one ended", two, newcomer)
	ended := first
	ended.To = two
	look("a moment before it ended", two.Add(-time.Microsecond), ended, newcomer)
	couples("ended", two, 0)
	for range 2 { // there and back within one moment, twice
		if !add(c.therapist, two) {
			t.Error("a link that has ended did not begin again")
		}
		look("begun again", two, practice.Supervision{Supervisor: c.supervisor, Supervisee: c.therapist, From: two}, newcomer)
		couples("begun again", two, 1)
		if !end(c.therapist, two) {
			t.Error("a link did not end at the moment it began")
		}
		look("ended again", two, newcomer)
	}
	err := g.InTx(bg, func(ctx context.Context) error {
		_, err := g.AddSupervision(ctx, c.practice, practice.Supervision{Supervisor: c.person(777), Supervisee: c.therapist, From: two})
		return err
	})
	wantKind(t, "by nobody", err, tandem.KindNotFound)
}

// supervisionAtOnce: of many that add one link, one is told true.
func supervisionAtOnce(t *testing.T, g *ground) {
	c := g.clinic(t)
	var work sync.WaitGroup
	var added atomic.Int32
	for i := range 8 {
		work.Go(func() {
			var done bool
			err := g.InTx(bg, func(ctx context.Context) (err error) {
				done, err = g.AddSupervision(ctx, c.practice, practice.Supervision{Supervisor: c.supervisor, Supervisee: c.owner,
					From: start.Add(time.Duration(i) * time.Microsecond)})
				return err
			})
			if err != nil {
				t.Error(err)
			}
			if done {
				added.Add(1)
			}
		})
	}
	work.Wait()
	if links, err := g.Supervisions(bg, c.practice, start.Add(time.Minute)); err != nil || len(links) != 2 || added.Load() != 1 {
		t.Errorf("%d were told that they added it; the links are %+v (%v)", added.Load(), links, err)
	}
}
