package homework

import (
	"cmp"
	"context"
	"slices"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// How is how it goes for one partner of a couple: what they have done
// themselves, and what the partners have done together. It has no place for
// what another partner did, so that nobody can be held against anybody.
type How struct {
	Couple   casefile.Couple
	Partner  tandem.PartnerID
	Day      tandem.Date // in the couple's time zone
	Plan     *plan.Plan  // nil where none runs
	Week     int         // plan week; 0 before the start, in a pause, or while the next phase waits
	Weeks    []HowWeek   // of the running plan, from the first to the day's
	Own      Share       // of everything so far
	Together int         // things that both have taken part in, so far
	Often    []Often     // the same by exercise, what came most often first
	Gathered []Often     // by shelf title: what every partner finds there, from these
}

// HowWeek is one plan week.
type HowWeek struct {
	Number   int
	From, To tandem.Date
	Light    bool
	Own      Share
	Together int
}

// Share is one partner's own part.
type Share struct {
	Done, Begun int
	Quality     Quality // by their own ratings
}

func (s *Share) add(state exercise.PartState, q Quality) {
	switch state {
	case exercise.PartDone:
		s.Done++
	case exercise.PartPartly:
		s.Begun++
	}
	s.Quality = s.Quality.Add(q)
}

// Often is how often something was done, or how much of something there is.
type Often struct {
	Shelf exercise.ShelfID // "" for an exercise
	Name  string           // in the library's own words
	Times int
}

// HowItGoes tells the actor, as a partner, how it goes in each of their couples.
// It is made of what View shows to the partner, and of what it shows to every
// partner.
func (s *Service) HowItGoes(ctx context.Context, actor tandem.Actor) ([]How, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseSeeHow, tandem.Object{Kind: tandem.ObjectPerson, ID: string(actor.Person)},
		func(ctx context.Context, g *tandem.Grant) ([]How, error) {
			couples, err := s.Cases.PartnerCouples(ctx, actor.Practice, actor.Person)
			if err != nil {
				return nil, err
			}
			var all []How
			for _, c := range couples {
				g.Listed(string(c.ID))
				me, _ := c.PartnerOf(actor.Person)
				h, err := s.how(ctx, c, me.ID)
				if err != nil {
					return nil, err
				}
				all = append(all, h)
			}
			return all, nil
		})
}

func (s *Service) how(ctx context.Context, c casefile.Couple, me tandem.PartnerID) (How, error) {
	h := How{Couple: c, Partner: me, Day: tandem.DateOf(s.Pipeline.Clock.Now(), c.Zone())}
	week, err := s.weeksOf(ctx, &h)
	if err != nil {
		return h, err
	}
	rounds, err := s.Store.Rounds(ctx, c.Practice, c.ID)
	if err != nil {
		return h, err
	}
	gains, err := s.everybodysGains(ctx, c)
	if err != nil {
		return h, err
	}
	for _, r := range rounds {
		if !slices.Contains(r.cast(c), me) {
			continue // for this partner it does not exist
		}
		def, err := s.Library.Definition(ctx, c.Practice, r.Exercise, r.Version)
		if err != nil {
			return h, err
		}
		if def.BuiltIn {
			continue // a preparation or a plan of when and where is no exercise
		}
		h.count(def, r, gains, week[r.Assignment])
	}
	byTimes := func(a, b Often) int { return cmp.Or(cmp.Compare(b.Times, a.Times), cmp.Compare(a.Name, b.Name)) }
	slices.SortFunc(h.Often, byTimes)
	slices.SortFunc(h.Gathered, byTimes)
	return h, nil
}

// weeksOf fills in the running plan with its weeks so far, and tells the week of
// each of its assignments.
func (s *Service) weeksOf(ctx context.Context, h *How) (map[tandem.AssignmentID]int, error) {
	c := h.Couple
	p, err := s.Plans.CurrentPlan(ctx, c.Practice, c.ID)
	if tandem.KindOf(err) == tandem.KindNotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	h.Plan, h.Week = &p, p.WeekOn(h.Day)
	for n := 1; n <= p.Weeks; n++ {
		from, to, ok := p.WeekDates(n)
		if !ok || from > h.Day {
			continue // to come, or before the plan went on here
		}
		h.Weeks = append(h.Weeks, HowWeek{Number: n, From: from, To: to, Light: p.IsLight(n)})
	}
	assignments, err := s.Store.Assignments(ctx, c.Practice, c.ID, p.ID)
	week := map[tandem.AssignmentID]int{}
	for _, a := range assignments {
		week[a.ID] = a.Week
	}
	return week, err
}

// count adds one round, of that plan week; 0 for one outside of the plan.
func (h *How) count(def *exercise.Definition, r Round, gains []Gain, week int) {
	sight := View(def, r.cast(h.Couple), r.Moves, Viewer{Partner: h.Partner})
	quality := QualityOf(def, sight)[h.Partner]
	h.Own.add(sight.Own, quality)
	shared, both := share(def, h.Couple, r, gains)
	if both {
		h.Together++
		often(&h.Often, Often{Name: def.Name, Times: 1})
		for shelf, n := range shared.Shelved {
			often(&h.Gathered, Often{Shelf: shelf, Name: shelf.Title(), Times: n})
		}
	}
	if i := slices.IndexFunc(h.Weeks, func(w HowWeek) bool { return w.Number == week }); i >= 0 {
		h.Weeks[i].Own.add(sight.Own, quality)
		if both {
			h.Weeks[i].Together++
		}
	}
}

// often adds what the list has of the name already.
func often(all *[]Often, more Often) {
	if i := slices.IndexFunc(*all, func(o Often) bool { return o.Name == more.Name }); i >= 0 {
		(*all)[i].Times += more.Times
		return
	}
	*all = append(*all, more)
}
