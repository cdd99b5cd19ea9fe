package homework

import (
	"slices"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// Signal is something that staff should know of a couple, in words. Signals
// are staff's knowledge alone.
type Signal struct {
	Text   tandem.Text
	Word   bool // it needs a word with somebody
	Weight int  // the larger, the more pressing
}

// silenceDays is how long a partner may be quiet with homework open before it
// shows (domain page 1.7, "silence").
const silenceDays = 10

// Signals are what stands out for a couple, the most pressing first. Changes
// tell when a part of each partner last changed; of the assignments those of
// the last weeks are enough.
func Signals(c casefile.Couple, p *plan.Plan, assignments []Assignment, changes map[tandem.PartnerID]time.Time, day tandem.Date, now time.Time) []Signal {
	var all []Signal
	add := func(weight int, word bool, text tandem.Text) {
		all = append(all, Signal{Text: text, Word: word, Weight: weight})
	}
	for _, partner := range c.Partners {
		if !partner.Active() {
			continue
		}
		if !partner.HasAccount {
			add(20, false, tandem.Say("%s has not joined yet", partner.Name))
		} else if days := quiet(partner, p, assignments, changes[partner.ID], day, now); days >= silenceDays {
			add(100+days, true, tandem.Say("%s has been quiet for %d days", partner.Name, days))
		}
	}
	switch {
	case p == nil:
		add(10, false, tandem.Say("no homework yet"))
	case p.Paused():
		add(5, false, tandem.Say("the plan is paused"))
	case p.WeekOn(day) > p.Weeks:
		add(30, true, tandem.Say("the plan has come to its end"))
	}
	slices.SortStableFunc(all, func(a, b Signal) int { return b.Weight - a.Weight })
	return all
}

// quiet is for how many days the partner has made no move while something was
// open; 0 while nothing asks for one.
func quiet(partner casefile.Partner, p *plan.Plan, assignments []Assignment, changed time.Time, day tandem.Date, now time.Time) int {
	waits := slices.ContainsFunc(assignments, func(a Assignment) bool {
		state := a.Part(partner.ID)
		return a.Open(day) && a.DueOn >= day.AddDays(-lookBack) && state != exercise.PartDone && state != exercise.PartPassed
	})
	if p == nil || p.State != plan.Active || !waits {
		return 0
	}
	last := partner.Invitation.UsedAt
	if changed.After(last) {
		last = changed
	}
	return min(int(now.Sub(last).Hours()/24), day.DaysSince(p.StartsOn))
}

func weight(signals []Signal) int {
	if len(signals) == 0 {
		return 0
	}
	return signals[0].Weight
}
