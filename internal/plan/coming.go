package plan

import (
	"context"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// comingWeeks is how far ahead a partner looks: this week and the three after.
const comingWeeks = 4

// Coming is what a plan holds for one partner in the weeks to come. It is made
// of the plan alone: nothing in it depends on what anybody has done.
type Coming struct {
	Couple  casefile.Couple
	Partner tandem.PartnerID
	Day     tandem.Date // in the couple's time zone
	Plan    *Plan       // with the items that concern the partner; nil while there is none
	Weeks   []ComingWeek
	Anytime []Item // opened when it happens
	Library *exercise.Library
}

// ComingWeek is one week ahead.
type ComingWeek struct {
	Week        int
	First, Last tandem.Date
	Now         bool // today lies in it
	Light       bool
	Items       []ComingItem
}

// ComingItem is an exercise of that week.
type ComingItem struct {
	Item  Item
	Times int
	Day   tandem.Date // of what goes by the calendar
}

// SeeComing shows the actor, as a partner, what lies ahead in each of their
// couples.
func (s *Service) SeeComing(ctx context.Context, actor tandem.Actor) ([]Coming, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseSeeComing, tandem.Object{Kind: tandem.ObjectPerson, ID: string(actor.Person)},
		func(ctx context.Context, g *tandem.Grant) ([]Coming, error) {
			couples, err := s.Cases.PartnerCouples(ctx, actor.Practice, actor.Person)
			if err != nil {
				return nil, err
			}
			library, err := s.Library.Of(ctx, actor.Practice)
			if err != nil {
				return nil, err
			}
			var all []Coming
			for _, c := range couples {
				me, ok := c.PartnerOf(actor.Person)
				if !ok {
					continue
				}
				g.Listed(string(c.ID))
				coming := Coming{Couple: c, Partner: me.ID, Day: tandem.DateOf(s.Pipeline.Clock.Now(), c.Zone()), Library: library}
				p, err := s.Store.CurrentPlan(ctx, actor.Practice, c.ID)
				switch {
				case err == nil:
					coming.look(p)
				case tandem.KindOf(err) != tandem.KindNotFound:
					return nil, err
				}
				all = append(all, coming)
			}
			return all, nil
		})
}

// look fills in what of the plan the partner may know: what concerns them.
func (c *Coming) look(p Plan) {
	p = p.clone()
	var own []Item
	for _, it := range p.Items {
		if it.Concerns(c.Partner) {
			own = append(own, it)
		}
	}
	p.Items = own
	p.Name, p.Template, p.Reviews, p.Closing = "", "", nil, nil // staff's, as are phases, below
	c.Plan = &p
	ahead := 0
	for week := p.first(); week <= p.Weeks && ahead < comingWeeks; week++ {
		first, last, ok := p.WeekDates(week)
		if !ok || last < c.Day {
			continue
		}
		ahead++
		w := ComingWeek{Week: week, First: first, Last: last, Now: first <= c.Day, Light: p.IsLight(week)}
		for _, it := range p.Items {
			if times := p.Times(it, week); times > 0 {
				day, _ := p.DayIn(it, week)
				w.Items = append(w.Items, ComingItem{Item: it, Times: times, Day: day})
			}
		}
		c.Weeks = append(c.Weeks, w)
	}
	now := p.NextOpen(c.Day)
	for _, it := range p.Items {
		if it.Cadence.Kind == exercise.WhenItHappens && it.FromWeek <= max(now, p.first()) && it.ToWeek >= now-1 {
			c.Anytime = append(c.Anytime, it)
		}
	}
	p.Phases, p.Openings = nil, nil // the weeks have their days by now
}
