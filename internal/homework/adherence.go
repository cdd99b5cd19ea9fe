package homework

import (
	"slices"

	"tandem/internal/exercise"
	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// Figures are one partner's adherence over some weeks (domain page 8.2):
// Σ credit / Σ due, with credit 1 for done and 0.5 for begun; what was
// declined and what falls into a light week leaves the denominator.
type Figures struct {
	Due    int     // parts that count
	Credit float64 // 0 to Due
	Done   int     // parts done among those that count
	Passed int     // parts declined, which do not count
}

// Ratio is the adherence from 0 to 1; ok is false when nothing is due, which
// is neither 0 nor 1.
func (f Figures) Ratio() (ratio float64, ok bool) {
	if f.Due == 0 {
		return 0, false
	}
	return f.Credit / float64(f.Due), true
}

// Add sums two figures.
func (f Figures) Add(o Figures) Figures {
	return Figures{f.Due + o.Due, f.Credit + o.Credit, f.Done + o.Done, f.Passed + o.Passed}
}

// Count is what one assignment adds to a partner's figures on the day. An
// assignment counts once its last day has passed, and before that as soon as
// the partner has begun; so an open week never reads as undone. What the plan let
// go counts for whoever had begun it.
func Count(a Assignment, partner tandem.PartnerID, today tandem.Date) Figures {
	if a.Some && !slices.Contains(a.For, partner) {
		return Figures{} // for this partner it does not exist
	}
	state := a.Part(partner)
	if state == exercise.PartPassed {
		return Figures{Passed: 1}
	}
	begun := state == exercise.PartDone || state == exercise.PartPartly
	over := a.DueOn != "" && a.DueOn < today
	if a.Light || !begun && (!over || a.CalledOff) {
		return Figures{}
	}
	f := Figures{Due: 1}
	switch state {
	case exercise.PartDone:
		f.Credit, f.Done = 1, 1
	case exercise.PartPartly:
		f.Credit = 0.5
	}
	return f
}

// WeekFigures is one plan week with the figures of each partner.
type WeekFigures struct {
	Week     int
	From, To tandem.Date // "" while a pause leaves the week without days
	Light    bool
	Partners map[tandem.PartnerID]Figures
}

// ByWeek counts each week of the plan for each partner.
func ByWeek(p plan.Plan, partners []tandem.PartnerID, assignments []Assignment, today tandem.Date) []WeekFigures {
	weeks := make([]WeekFigures, p.Weeks)
	for i := range weeks {
		from, to, _ := p.WeekDates(i + 1)
		weeks[i] = WeekFigures{Week: i + 1, From: from, To: to, Light: p.IsLight(i + 1), Partners: map[tandem.PartnerID]Figures{}}
	}
	for _, a := range assignments {
		if a.Week < 1 || a.Week > len(weeks) {
			continue
		}
		for _, partner := range partners {
			w := weeks[a.Week-1].Partners
			w[partner] = w[partner].Add(Count(a, partner, today))
		}
	}
	return weeks
}
