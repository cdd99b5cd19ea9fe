package homework

import (
	"context"
	"slices"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// maxOpened is how many rounds of one item somebody may have opened and not
// finished. It counts their own only: a limit that both shared would tell one
// what the other opened.
const maxOpened = 3

// maxOpenedADay is how many of one kind somebody may open in a day outside of
// the plan, finished or not: more than anybody needs, so that no phone fills the
// shelves by itself. What the plan holds for the moment, a pause above all, is
// never refused by a count of days.
const maxOpenedADay = 12

// openDays is for how long something that was opened is this week's.
const openDays = 7

// WhenNeeded is an item of the plan that a partner may open when it is needed.
type WhenNeeded struct {
	Item       tandem.ItemID
	Definition *exercise.Definition
	Alone      bool // it concerns this partner only
}

// whenNeeded are the items that the partner may open on the day: those of a
// running plan, in their weeks, that concern them.
func (s *Service) whenNeeded(ctx context.Context, p *plan.Plan, day tandem.Date, me tandem.PartnerID) ([]WhenNeeded, error) {
	var all []WhenNeeded
	if p == nil || p.State != plan.Active {
		return nil, nil
	}
	week := p.WeekFor(day)
	for _, it := range p.Items {
		if it.Cadence.Kind != exercise.WhenItHappens || week < it.FromWeek || week > it.ToWeek ||
			it.Partner != "" && it.Partner != me {
			continue
		}
		def, err := s.Library.Definition(ctx, p.Practice, it.Exercise, it.Version)
		if err != nil {
			return nil, err
		}
		all = append(all, WhenNeeded{Item: it.ID, Definition: def, Alone: it.Partner != ""})
	}
	return all, nil
}

// FindPause is the item with which the actor can call a pause now; ok is false
// when their plans have none. It tells that an item is there and nothing of
// anybody's doing.
func (s *Service) FindPause(ctx context.Context, actor tandem.Actor) (n WhenNeeded, ok bool, err error) {
	n, err = tandem.Run(ctx, s.Pipeline, actor, tandem.UseFindPause, tandem.Object{Kind: tandem.ObjectPerson, ID: string(actor.Person)},
		func(ctx context.Context, _ *tandem.Grant) (WhenNeeded, error) {
			couples, err := s.Cases.PartnerCouples(ctx, actor.Practice, actor.Person)
			if err != nil {
				return WhenNeeded{}, err
			}
			for _, c := range couples {
				me, _ := c.PartnerOf(actor.Person)
				p, err := s.Plans.CurrentPlan(ctx, c.Practice, c.ID)
				if tandem.KindOf(err) == tandem.KindNotFound {
					continue
				}
				if err != nil {
					return WhenNeeded{}, err
				}
				items, err := s.whenNeeded(ctx, &p, tandem.DateOf(s.Pipeline.Clock.Now(), c.Zone()), me.ID)
				if err != nil {
					return WhenNeeded{}, err
				}
				for _, it := range items {
					if it.Definition.Flow.Kind == exercise.FlowEvent {
						return it, nil
					}
				}
			}
			return WhenNeeded{}, nil
		})
	return n, n.Definition != nil, err
}

// Open opens an item of the running plan because it is needed now, and gives
// the homework that it becomes. What the actor opened and has not touched is
// given again instead of another one. Nobody is told: what the other sees
// follows from what is done in it. Errors: Conflict when the plan does not run,
// or when a few are open already.
func (s *Service) Open(ctx context.Context, actor tandem.Actor, item tandem.ItemID) (tandem.AssignmentID, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseOpenRound, tandem.Object{Kind: tandem.ObjectItem, ID: string(item)},
		func(ctx context.Context, g *tandem.Grant) (tandem.AssignmentID, error) {
			if g.Partner == "" {
				return "", tandem.NotFound()
			}
			c, err := s.Cases.Couple(ctx, actor.Practice, g.Couple)
			if err != nil {
				return "", err
			}
			p, err := s.Plans.CurrentPlan(ctx, actor.Practice, c.ID)
			if err != nil && tandem.KindOf(err) != tandem.KindNotFound {
				return "", err
			}
			day := tandem.DateOf(s.Pipeline.Clock.Now(), c.Zone())
			items, err := s.whenNeeded(ctx, &p, day, g.Partner)
			if err != nil {
				return "", err
			}
			i := slices.IndexFunc(items, func(n WhenNeeded) bool { return n.Item == item })
			if i < 0 {
				return "", notNow()
			}
			return s.openedAnew(ctx, c, items[i], g.Partner, day)
		})
}

// openedAnew is the untouched one of those that the partner opened, or a new one.
func (s *Service) openedAnew(ctx context.Context, c casefile.Couple, n WhenNeeded, me tandem.PartnerID, day tandem.Date) (tandem.AssignmentID, error) {
	asked, err := s.Store.AssignmentsAsked(ctx, c.Practice, c.ID)
	if err != nil {
		return "", err
	}
	asked = slices.DeleteFunc(asked, func(a Assignment) bool {
		return a.OpenedOf != n.Item || a.OpenedBy != me || a.Exercise != n.Definition.ID
	})
	unfinished, onTheDay := 0, 0
	for _, a := range asked {
		if a.OpensOn == day {
			onTheDay++
		}
		h, r, err := s.load(ctx, c.Practice, a.ID, Viewer{Partner: me})
		if err != nil {
			return "", err
		}
		if len(h.Sight.Entries) == 0 {
			return a.ID, nil
		}
		if exercise.Fold(h.Definition, a.Cast(c), r.Moves).Live {
			unfinished++
		}
	}
	if n.Item == "" && onTheDay >= maxOpenedADay {
		return "", tandem.Conflict(tandem.Say("That is a lot for one day. Please go on tomorrow."))
	}
	if unfinished >= maxOpened {
		return "", tandem.Conflict(tandem.Say("A few of these are under way already. Please go on with one of them."))
	}
	a := Assignment{ID: tandem.AssignmentID(s.Pipeline.IDs.New()), Practice: c.Practice, Couple: c.ID, Purpose: PurposeEvent,
		Exercise: n.Definition.ID, Version: n.Definition.Version, OpensOn: day, DueOn: day.AddDays(openDays - 1), OpenedBy: me, OpenedOf: n.Item}
	if n.Alone {
		a.Some, a.For = true, []tandem.PartnerID{me}
	}
	return a.ID, s.Store.CreateAssignment(ctx, c.Practice, a)
}

// notYet puts aside what is asked for from a later day or time on.
func (h Homework) notYet(now time.Time) {
	today := tandem.DateOf(now, h.Couple.Zone())
	for i := range h.Sight.Acts {
		if a := &h.Sight.Acts[i]; a.AskedOn > today || a.After.After(now) {
			a.Later, a.Waited = true, false
		}
	}
}

// exists tells whether what somebody opened when it was needed is there for the
// viewer: for whoever opened it always, for the others once something in it is
// open to them. So opening it tells nobody anything.
func (h Homework) exists(opener tandem.PartnerID) bool {
	return opener == "" || opener == h.Viewer.Partner || len(h.Sight.Entries) > 0
}
