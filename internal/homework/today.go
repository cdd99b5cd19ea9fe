package homework

import (
	"context"
	"slices"
	"strings"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// lookBack is how long homework of past weeks stays on the day's list when it
// was begun or has something to receive: four weeks of days.
const lookBack = 28

// Today is what is open for a partner.
type Today struct {
	Couples []CoupleToday // one for each couple that the person is a partner in
}

// CoupleToday is what is open for a partner in one couple.
type CoupleToday struct {
	Couple  casefile.Couple
	Partner tandem.PartnerID
	Day     tandem.Date  // in the couple's time zone
	Plan    *plan.Plan   // nil before one is assigned
	Week    int          // plan week; 0 before the start or in a pause
	Ended   tandem.Date  // when the last plan ended, where none runs; "" where there was none
	Open    []Open       // a review's preparation first, then the smallest, what is done last
	Still   []Homework   // under way since earlier, or done by the partner and not over
	Earlier []Homework   // begun in weeks that have passed, and not asked for any more
	Back    []Line       // promised or agreed on in past weeks, and to be looked back on, by its day
	Needs   []WhenNeeded // what may be opened when it is needed
	Own     Intentions   // what the partner plans for the items, as they said it
	Ask     *ItemIntention
	// Gathered tells whether the shelves hold anything that this partner may read.
	Gathered bool
}

// Open is one card: an item of the week with all of its times.
type Open struct {
	Definition *exercise.Definition
	Light      bool
	Minutes    int // as the week asks for it
	DueOn      tandem.Date
	Item       plan.Item   // of the plan; the zero value where no plan asks for it
	Day        tandem.Date // of what goes by the calendar
	Times      []Homework  // in order; at least one
	Next       int         // index in Times of the one to go on with; -1 when all is done
}

// Review tells whether the card prepares a review; its last day is the review's.
func (o Open) Review() bool { return o.Times[0].Assignment.Purpose == PurposeReview }

// Today lists what is open for the actor as a partner, smallest first. It is
// made of the viewer's own states and of what View shows them, nothing else.
func (s *Service) Today(ctx context.Context, actor tandem.Actor) (Today, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseSeeToday, tandem.Object{Kind: tandem.ObjectPerson, ID: string(actor.Person)},
		func(ctx context.Context, g *tandem.Grant) (Today, error) {
			var today Today
			couples, err := s.Cases.PartnerCouples(ctx, actor.Practice, actor.Person)
			if err != nil {
				return today, err
			}
			for _, c := range couples {
				ct, err := s.coupleToday(ctx, c, actor.Person)
				if err != nil {
					return today, err
				}
				for _, o := range ct.Open {
					for _, h := range o.Times {
						g.Listed(string(h.Assignment.ID))
					}
				}
				today.Couples = append(today.Couples, ct)
			}
			return today, nil
		})
}

func (s *Service) coupleToday(ctx context.Context, c casefile.Couple, person tandem.PersonID) (CoupleToday, error) {
	ct := CoupleToday{Couple: c, Day: tandem.DateOf(s.Pipeline.Clock.Now(), c.Zone())}
	if me, ok := c.PartnerOf(person); ok {
		ct.Partner = me.ID
	}
	p, err := s.Plans.CurrentPlan(ctx, c.Practice, c.ID)
	if err != nil && tandem.KindOf(err) != tandem.KindNotFound {
		return ct, err
	}
	if err == nil {
		ct.Plan, ct.Week = &p, p.WeekOn(ct.Day)
	} else {
		ended, err := s.Plans.LastEnded(ctx, c.Practice, []tandem.CoupleID{c.ID})
		if err != nil {
			return ct, err
		}
		ct.Ended = ended[c.ID]
	}
	assignments, err := s.open(ctx, c, ct.Plan, ct.Partner, ct.Day)
	if err != nil {
		return ct, err
	}
	ids := make([]tandem.AssignmentID, len(assignments))
	for i, a := range assignments {
		ids[i] = a.ID
	}
	var rounds []Round
	if len(ids) > 0 {
		if rounds, err = s.Store.Rounds(ctx, c.Practice, c.ID, ids...); err != nil {
			return ct, err
		}
	}
	if err := s.own(ctx, &ct); err != nil {
		return ct, err
	}
	met := make([]*Homework, len(assignments))
	of := make([]Round, len(assignments))
	for i, a := range assignments {
		if j := slices.IndexFunc(rounds, func(r Round) bool { return r.Assignment == a.ID }); j >= 0 {
			of[i] = rounds[j]
		}
		h, err := s.met(ctx, a, of[i], c, Viewer{Partner: ct.Partner})
		if err != nil {
			return ct, err
		}
		met[i] = &h
	}
	if err := s.offerKept(ctx, c, met...); err != nil {
		return ct, err
	}
	for i, a := range assignments {
		h, r := *met[i], of[i]
		ct.Gathered = ct.Gathered || slices.ContainsFunc(shelve(h.Definition, r, h.Sight), ShelfEntry.Good)
		if r.ID != "" && h.Wants() {
			d, ok, err := s.Store.Draft(ctx, c.Practice, r, ct.Partner)
			if err != nil {
				return ct, err
			}
			if ok {
				h.Draft = &d
			}
		}
		switch {
		case !h.exists(a.OpenedBy) || !h.there() || ct.leftOut(h):
		case h.onList(ct.Day) && h.asked(ct.Day, r.Live):
			if back, ok := ct.lookBack(h, r); ok {
				ct.Back = append(ct.Back, back...)
			} else {
				ct.add(h)
			}
		case r.Live:
			ct.Still = append(ct.Still, h)
		case h.onList(ct.Day):
			ct.Earlier = append(ct.Earlier, h)
		}
	}
	if ct.Needs, err = s.whenNeeded(ctx, ct.Plan, ct.Day, ct.Partner); err != nil {
		return ct, err
	}
	ct.Needs = slices.DeleteFunc(ct.Needs, func(n WhenNeeded) bool { return ct.Own.Of(n.Item, ct.Partner).Out() })
	if !ct.Gathered { // what was gathered earlier counts too
		all, err := s.Gathered(ctx, c, Viewer{Partner: ct.Partner})
		if err != nil {
			return ct, err
		}
		ct.Gathered = slices.ContainsFunc(all.Entries, ShelfEntry.Good)
	}
	byDay(ct.Back)
	for i := range ct.Open {
		ct.Open[i].Next = slices.IndexFunc(ct.Open[i].Times, Homework.Wants)
	}
	slices.SortStableFunc(ct.Open, func(a, b Open) int {
		if a.Review() != b.Review() { // what a day is set for has one place, done or not
			if a.Review() {
				return -1
			}
			return 1
		}
		if (a.Next < 0) != (b.Next < 0) { // what is done stands last
			if a.Next < 0 {
				return 1
			}
			return -1
		}
		if c := a.Minutes - b.Minutes; c != 0 {
			return c
		}
		return strings.Compare(string(a.Definition.ID), string(b.Definition.ID))
	})
	return ct, nil
}

// open are the assignments that may stand on a partner's list: what the plan
// asked for lately, and what was asked for beside it, however long ago.
func (s *Service) open(ctx context.Context, c casefile.Couple, p *plan.Plan, me tandem.PartnerID, day tandem.Date) ([]Assignment, error) {
	all, err := s.Store.AssignmentsAsked(ctx, c.Practice, c.ID)
	if err != nil {
		return nil, err
	}
	if p != nil {
		planned, err := s.Store.AssignmentsOpened(ctx, c.Practice, []tandem.CoupleID{c.ID}, day.AddDays(-lookBack), day)
		if err != nil {
			return nil, err
		}
		all = append(slices.DeleteFunc(planned, func(a Assignment) bool { return a.Item == "" }), all...)
	}
	live, err := s.Store.AssignmentsLive(ctx, c.Practice, c.ID)
	if err != nil {
		return nil, err
	}
	for _, a := range live { // whatever the plan's week, and after its end
		if !slices.ContainsFunc(all, func(b Assignment) bool { return b.ID == a.ID }) {
			all = append(all, a)
		}
	}
	return slices.DeleteFunc(all, func(a Assignment) bool {
		return a.Purpose == PurposeIntention || !a.Open(day) || !slices.Contains(a.Cast(c), me)
	}), nil
}

// onList tells whether the assignment stands on the day's list: this week's
// all, of past weeks what was begun, what the other's announced acts ask for,
// and what no plan asked for until it is answered.
func (h Homework) onList(day tandem.Date) bool {
	if day <= h.Assignment.DueOn {
		return h.Assignment.OpenedBy == "" || h.Sight.Own != exercise.PartDone || h.Wants()
	}
	if h.Assignment.OpenedBy != "" && len(h.Sight.Entries) == 0 {
		return h.Draft != nil // opened, and not needed after all
	}
	return h.Sight.Own == exercise.PartPartly || h.Draft != nil || h.Assignment.Item == "" && h.Wants() ||
		slices.ContainsFunc(h.Sight.Acts, func(a exercise.Act) bool { return a.Waited && !a.Later })
}

// askedAfter is how many days after its week homework of the plan is still asked
// for when the other has announced something in it and nothing is under way: a
// talk that was begun a fortnight ago is not today's any more.
const askedAfter = 7

// asked tells whether what stands on the day's list is asked for today. What a
// week that has passed left open can be gone on with, and need not stand in the
// way of what this week asks for.
func (h Homework) asked(day tandem.Date, live bool) bool {
	if day <= h.Assignment.DueOn || h.Assignment.Item == "" {
		return true
	}
	waited := slices.ContainsFunc(h.Sight.Acts, func(a exercise.Act) bool { return a.Waited && !a.Later })
	return h.Wants() && waited && (live || day <= h.Assignment.DueOn.AddDays(askedAfter))
}

// Next is the act that a page asks for: the first that has a step and that
// somebody waits for. ok is false when there is none.
func (h Homework) Next() (exercise.Act, bool) {
	for _, a := range h.Sight.Acts {
		if a.Step != "" && !a.Later {
			return a, true
		}
	}
	return exercise.Act{}, false
}

// Has tells whether the viewer may make a move of the kind now.
func (h Homework) Has(kind exercise.MoveKind) bool {
	return slices.ContainsFunc(h.Sight.Acts, func(a exercise.Act) bool { return a.Kind == kind })
}

// Wants tells whether something is left for the viewer to do here.
func (h Homework) Wants() bool {
	_, ok := h.Next()
	return ok
}

func (ct *CoupleToday) add(h Homework) {
	for i := range ct.Open {
		o := &ct.Open[i]
		if first := o.Times[0].Assignment; first.Item != "" && first.Item == h.Assignment.Item && first.Week == h.Assignment.Week {
			o.Times = append(o.Times, h)
			return
		}
	}
	o := Open{Definition: h.Definition, Light: h.Assignment.Light, Minutes: h.Definition.Minutes, DueOn: h.Assignment.DueOn, Times: []Homework{h}}
	if o.Light {
		o.Minutes = h.Definition.Smallest.Minutes
	}
	if ct.Plan != nil && h.Assignment.Item != "" {
		if it, ok := ct.Plan.Item(h.Assignment.Item); ok {
			o.Item = it
			o.Day, _ = ct.Plan.DayIn(it, h.Assignment.Week)
		}
	}
	ct.Open = append(ct.Open, o)
}
