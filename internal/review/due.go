package review

import (
	"context"
	"time"

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
// comes first; otherwise a review is due from the week on in which the plan
// foresees it, and a quarter after the last one.
func DueOf(reviews []Review, p *plan.Plan, today tandem.Date) (Due, bool) {
	last := tandem.Date("")
	for _, r := range reviews {
		if r.State == Cancelled {
			continue
		}
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
	week := p.LastBegun(today)
	for i := len(p.Reviews) - 1; i >= 0; i-- { // the latest that has come
		if point := p.Reviews[i]; point.Week <= week {
			first, _, dated := p.WeekDates(point.Week)
			if dated && last < first {
				return Due{Kind: kindOfPoint(point.Kind)}, true
			}
			break
		}
	}
	if today.DaysSince(max(last, p.StartsOn)) >= quarter {
		return Due{Kind: Quarterly}, true
	}
	return Due{}, false
}

// kindOfPoint is the kind of review that a plan foresees.
func kindOfPoint(k plan.ReviewKind) Kind {
	switch k {
	case plan.ReviewTrial:
		return Trial
	case plan.ReviewQuarterly:
		return Quarterly
	case plan.ReviewFinal:
		return Final
	default:
		return MidPlan
	}
}

// Foreseen is a review that the couple's plan foresees.
type Foreseen struct {
	Kind Kind
	Week int
	On   tandem.Date // the last day of that week; "" while a pause keeps it open
}

// foreseen are the reviews of a plan whose week is not over yet.
func foreseen(p plan.Plan, today tandem.Date) []Foreseen {
	var out []Foreseen
	for _, point := range p.Reviews {
		f := Foreseen{Kind: kindOfPoint(point.Kind), Week: point.Week}
		if _, last, dated := p.WeekDates(point.Week); dated {
			f.On = last
		}
		if f.On == "" || f.On >= today {
			out = append(out, f)
		}
	}
	return out
}

// DueAmong is DueOf for many couples at once, in words and by couple; those without
// anything due are absent. It runs inside another use case, which has
// authorised it. Today is each couple's own, in their time zone.
func (s *Service) DueAmong(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID,
	plans map[tandem.CoupleID]plan.Plan, today map[tandem.CoupleID]tandem.Date) (map[tandem.CoupleID]tandem.Text, error) {
	all, err := s.Store.ReviewDays(ctx, practice, couples)
	if err != nil {
		return nil, err
	}
	by := map[tandem.CoupleID][]Review{}
	for _, r := range all {
		by[r.Couple] = append(by[r.Couple], r)
	}
	due := map[tandem.CoupleID]tandem.Text{}
	for _, c := range couples {
		var current *plan.Plan
		if p, ok := plans[c]; ok {
			current = &p
		}
		if d, ok := DueOf(by[c], current, today[c]); ok {
			due[c] = d.Text()
		}
	}
	return due, nil
}

// SetAmong tells when a review was last set for many couples, one that was
// cancelled left out. It runs inside another use case, which has authorised it.
func (s *Service) SetAmong(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID) (map[tandem.CoupleID]time.Time, error) {
	all, err := s.Store.ReviewDays(ctx, practice, couples)
	last := map[tandem.CoupleID]time.Time{}
	for _, r := range all {
		if r.State != Cancelled && r.ScheduledAt.After(last[r.Couple]) {
			last[r.Couple] = r.ScheduledAt
		}
	}
	return last, err
}
