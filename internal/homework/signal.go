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
	// About is the homework that it is about; "" when there is none.
	About tandem.AssignmentID
	// Revise: changing the plan may answer it.
	Revise bool
	// Changed is set where it says that life changes for the couple: the version
	// that "not now" in that homework carries back.
	Changed string
	// Screen keeps it on the care team's screens: it stands on no paper that may
	// lie on the table.
	Screen bool
	// Alone: it tells of one partner what the other need not know, so it is a
	// word with that partner alone.
	Alone bool
}

// Around is what a couple's signals are made of besides the homework.
type Around struct {
	Review tandem.Text    // the review that asks for something; zero when none does
	Facts  plan.GateFacts // of the gate, for couples without a running plan
	Ended  tandem.Date    // when the last plan ended; "" when none has
	Held   tandem.Date    // of a couple that came for one session first: when it was; "" before it
	Waits  []Awaiting     // answers that wait for the care team
	Outs   []plan.OptOut  // items that are not for a partner
	More   []Signal       // what else stands out
	// Refused are the partners who have taken an agreement back.
	Refused []tandem.PartnerID
}

// silenceDays is how long a partner may be quiet with homework open before it
// shows (domain page 1.7, "silence").
const silenceDays = 10

// Signals are what stands out for a couple, the most pressing first. Changes
// tell when a part of each partner last changed; of the assignments those of
// the last weeks are enough.
func Signals(c casefile.Couple, p *plan.Plan, around Around, assignments []Assignment, changes map[tandem.PartnerID]time.Time, day tandem.Date, now time.Time) []Signal {
	var all []Signal
	add := func(weight int, word bool, text tandem.Text) {
		all = append(all, Signal{Text: text, Word: word, Weight: weight})
	}
	alone := func(weight int, text tandem.Text) {
		all = append(all, Signal{Text: text, Word: true, Weight: weight, Alone: true})
	}
	for _, partner := range c.Partners {
		if !partner.Active() {
			continue
		}
		if !partner.HasAccount {
			add(20, false, tandem.Say("%s has not joined yet", partner.Name))
		} else if days := quiet(partner, p, assignments, changes[partner.ID], day, now); days >= silenceDays {
			alone(100+days, tandem.Say("%s has been quiet for %d days", partner.Name, days))
		}
	}
	for _, id := range around.Refused {
		if partner, ok := c.Partner(id); ok { // on no paper: the other must not find it on a table
			all = append(all, Signal{Text: tandem.Say("%s has taken an agreement back", partner.Name), Word: true, Weight: 950, Screen: true})
		}
	}
	for _, w := range around.Waits {
		all = append(all, w.signal())
	}
	all = append(all, around.More...)
	for _, m := range missing(c, p, assignments, day) {
		alone(50+10*m.weeks, tandem.Say("%s's part has been missing for %d weeks", m.partner.Name, m.weeks))
	}
	if !around.Review.IsZero() {
		add(45, true, around.Review)
	}
	single := p == nil && c.Course == casefile.CourseSingle // nothing more is asked of them
	if p == nil && !single {
		if lacks := lacking(around.Facts); !lacks.IsZero() {
			all = append(all, Signal{Text: tandem.Say("not ready to begin: %s", lacks), Weight: 15, Screen: len(around.Refused) > 0})
		}
	}
	switch {
	case single && around.Held != "":
		add(8, false, tandem.Say("the one session was on %s; what follows is open", around.Held.Text()))
	case single:
		add(3, false, tandem.Say("one session first"))
	case p == nil && around.Ended != "":
		add(10, false, tandem.Say("the plan ended on %s", around.Ended.Text()))
	case p == nil:
		add(10, false, tandem.Say("no homework yet"))
	case p.Paused():
		add(5, false, tandem.Say("the plan is paused"))
	case p.WaitsOn(day):
		n, _ := p.Next(day, nil)
		add(60, true, tandem.Say("the homework stands still until you open the phase “%s”", n.Phase.Name))
	case p.WeekOn(day) > p.Weeks:
		add(30, true, tandem.Say("the plan has come to its end"))
	default:
		if n, waits := p.Next(day, nil); waits && n.Ending {
			add(35, true, tandem.Say("the phase “%s” waits to be opened", n.Phase.Name))
		}
	}
	slices.SortStableFunc(all, func(a, b Signal) int { return b.Weight - a.Weight })
	return all
}

// lacking names what the gate still asks for, each once; nothing when a plan
// can begin.
func lacking(f plan.GateFacts) tandem.Text {
	var lacks []casefile.Requirement
	for _, u := range plan.Gate(f) {
		if u.Requirement == casefile.RequireJoint {
			u.Requirement = casefile.RequireScreen // what it found stays on the pages of the couple
		}
		lacks = append(lacks, u.Requirement)
	}
	var list tandem.Text
	for _, r := range plan.Requirements() {
		switch {
		case !slices.Contains(lacks, r):
		case list.IsZero():
			list = requirementText(r)
		default:
			list = tandem.Say("%s, %s", list, requirementText(r))
		}
	}
	return list
}

func requirementText(r casefile.Requirement) tandem.Text {
	switch r {
	case casefile.RequireConsents:
		return tandem.Say("consents")
	case casefile.RequirePolicy:
		return tandem.Say("confidentiality policy")
	case casefile.RequireScreen:
		return tandem.Say("safety screen")
	default:
		return tandem.Say("own goal")
	}
}

// missingWeeks is for how many weeks in a row one partner's part is missing
// before it shows.
const missingWeeks = 2

// missed is a partner who has done nothing for some weeks in which the other
// has.
type missed struct {
	partner casefile.Partner
	weeks   int
}

// missing finds those whose part is missing in each of the last weeks that are
// over, while somebody else did theirs. Weeks with nothing due break no row;
// where nobody did anything, silence says it.
func missing(c casefile.Couple, p *plan.Plan, assignments []Assignment, day tandem.Date) []missed {
	if p == nil || p.State != plan.Active {
		return nil
	}
	var all []missed
	own := slices.DeleteFunc(slices.Clone(assignments), func(a Assignment) bool { return a.Plan != p.ID })
	weeks := lastFour(ByWeek(*p, cast(c), own, day), day)
	for _, partner := range c.ActivePartners() {
		row, alone := 0, false
		for i := len(weeks) - 1; i >= 0; i-- {
			f := weeks[i].Partners[partner.ID]
			if weeks[i].To >= day || f.Due == 0 {
				continue
			}
			if f.Credit > 0 {
				break
			}
			row++
			for other, g := range weeks[i].Partners {
				alone = alone || other != partner.ID && g.Credit > 0
			}
		}
		if row >= missingWeeks && alone {
			all = append(all, missed{partner, row})
		}
	}
	return all
}

// quiet is for how many days the partner has made no move while something was
// open; 0 while nothing asks for one. What the other opened because they needed
// it asks for nothing.
func quiet(partner casefile.Partner, p *plan.Plan, assignments []Assignment, changed time.Time, day tandem.Date, now time.Time) int {
	waits := slices.ContainsFunc(assignments, func(a Assignment) bool {
		state := a.Part(partner.ID)
		return !a.CalledOff && a.Purpose != PurposeEvent && a.Purpose != PurposeIntention && a.Open(day) && a.DueOn >= day.AddDays(-lookBack) && state != exercise.PartDone && state != exercise.PartPassed
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
