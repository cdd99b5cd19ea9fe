package review

import (
	"testing"
	"time"

	"tandem/internal/plan"
	"tandem/internal/tandem"
)

func TestWhatIsDue(t *testing.T) {
	running := func(weeks int) *plan.Plan {
		p := &plan.Plan{State: plan.Active, StartsOn: "2026-03-02", FirstWeek: 1, Weeks: weeks, Begins: time.Monday}
		if weeks < 26 {
			p.Reviews = []plan.ReviewPoint{{Week: 4, Kind: plan.ReviewMid}, {Week: weeks, Kind: plan.ReviewFinal}}
		}
		return p
	}
	on := func(state State, day tandem.Date) []Review {
		return []Review{{ID: "r", Kind: MidPlan, State: state, On: day}}
	}
	paused := running(8)
	paused.State = plan.Paused
	for name, c := range map[string]struct {
		reviews []Review
		plan    *plan.Plan
		today   tandem.Date
		want    string // the state and kind, "" for nothing
	}{
		"no plan":                            {nil, nil, "2026-03-02", ""},
		"the first weeks":                    {nil, running(8), "2026-03-20", ""},
		"the middle":                         {nil, running(8), "2026-03-23", " mid-plan"},
		"the middle, in a pause":             {nil, paused, "2026-03-23", ""},
		"the middle, held this week":         {on(Frozen, "2026-03-24"), running(8), "2026-03-25", ""},
		"the middle, one held long before":   {on(Frozen, "2026-02-20"), running(8), "2026-03-25", " mid-plan"},
		"scheduled for later":                {on(Scheduled, "2026-04-10"), running(8), "2026-03-25", ""},
		"scheduled, and near":                {on(Scheduled, "2026-04-01"), running(8), "2026-03-25", "scheduled mid-plan"},
		"scheduled, and its day has gone by": {on(Scheduled, "2026-03-20"), running(8), "2026-03-25", "scheduled mid-plan"},
		"open":                               {on(Open, "2026-04-30"), running(8), "2026-03-25", "open mid-plan"},
		"waits for signatures":               {on(Signing, "2026-03-20"), nil, "2026-05-25", "signing mid-plan"},
		"the plan is over":                   {on(Frozen, "2026-03-24"), running(8), "2026-04-28", " final"},
		"the plan is over and was looked at": {on(Frozen, "2026-04-25"), running(8), "2026-04-28", ""},
		"a year's plan has quarters":         {nil, running(52), "2026-06-01", " quarterly"},
		"a quarter after the last one":       {on(Frozen, "2026-06-01"), running(52), "2026-08-31", " quarterly"},
		"less than a quarter after the last": {on(Frozen, "2026-06-01"), running(52), "2026-08-30", ""},
		"the last week":                      {on(Frozen, "2026-03-24"), running(8), "2026-04-20", " final"},
	} {
		d, ok := DueOf(c.reviews, c.plan, c.today)
		got := ""
		if ok {
			got = string(d.State) + " " + string(d.Kind)
			if d.Text().IsZero() {
				t.Errorf("%s: no words", name)
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
