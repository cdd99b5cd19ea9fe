package review

import (
	"context"

	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// Due is a review that asks for something of the care team.
type Due struct {
	Review tandem.ReviewID // "" when none is scheduled and one should be
	Kind   Kind
	State  State       // "" when none is scheduled
	On     tandem.Date // its day; "" when none is scheduled
}

// Text is what asks for attention, in words.
func (d Due) Text() tandem.Text {
	switch d.State {
	case "":
		return tandem.Say("review due: %s, not scheduled yet", d.Kind.Text())
	case Signing:
		return tandem.Say("review waits for signatures")
	case Open:
		return tandem.Say("review is open")
	default:
		return tandem.Say("review due on %s", d.On.Text())
	}
}

// How early a review that is scheduled counts as due, and how long a quarter
// lasts (C11: quarterly check-ins).
const (
	dueAhead = 7
	quarter  = 13 * 7
)

// DueOf is what is due for a couple on a day, from the days of their reviews
// and their plan, nil when they have none. Of what is under way the oldest
// comes first; otherwise a review is due at the middle of a plan of four weeks
// or more, at its end, and a quarter after the last one.
func DueOf(reviews []Review, p *plan.Plan, today tandem.Date) (Due, bool) {
	last := tandem.Date("")
	for _, r := range reviews {
		if r.State != Frozen && (r.State != Scheduled || r.On <= today.AddDays(dueAhead)) {
			return Due{Review: r.ID, Kind: r.Kind, State: r.State, On: r.On}, true
		}
		if r.State != Frozen {
			return Due{}, false // one is scheduled, for later
		}
		last = max(last, r.On)
	}
	if p == nil || p.Paused() || today < p.StartsOn {
		return Due{}, false
	}
	week := p.WeekOn(today)
	since := func(week int) bool { // nothing was held since that week began
		first, _, dated := p.WeekDates(week)
		return dated && last < first
	}
	switch {
	case week > p.Weeks && since(p.Weeks):
		return Due{Kind: Final}, true
	case p.Weeks >= 4 && week <= p.Weeks && week >= p.Weeks/2 && p.Weeks < 26 && since(p.Weeks/2):
		return Due{Kind: MidPlan}, true
	case today.DaysSince(max(last, p.StartsOn)) >= quarter:
		return Due{Kind: Quarterly}, true
	}
	return Due{}, false
}

// DueAmong is DueOf for many couples at once, by couple; those without
// anything due are absent. It runs inside another use case, which has
// authorised it. The day is the same for all.
func (s *Service) DueAmong(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID,
	plans map[tandem.CoupleID]plan.Plan, today tandem.Date) (map[tandem.CoupleID]Due, error) {
	all, err := s.Store.ReviewDays(ctx, practice, couples)
	if err != nil {
		return nil, err
	}
	by := map[tandem.CoupleID][]Review{}
	for _, r := range all {
		by[r.Couple] = append(by[r.Couple], r)
	}
	due := map[tandem.CoupleID]Due{}
	for _, c := range couples {
		var current *plan.Plan
		if p, ok := plans[c]; ok {
			current = &p
		}
		if d, ok := DueOf(by[c], current, today); ok {
			due[c] = d
		}
	}
	return due, nil
}
