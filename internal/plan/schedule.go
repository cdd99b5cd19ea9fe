package plan

import (
	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// Occurrence is one time an item is due: what becomes an assignment. Item,
// Week and Nth identify it for good; pauses move only its days.
type Occurrence struct {
	Item    tandem.ItemID
	Week    int // plan week, from 1
	Nth     int // 1 to PerWeek inside the week
	OpensOn tandem.Date
	DueOn   tandem.Date // last day, inclusive
	Light   bool
}

// WeekDates are the first and last day of a plan week in the couple's
// calendar. Weeks that fall into a pause move behind it. ok is false while an
// open pause keeps the week from having a date, while its phase waits to be
// opened, and for weeks that passed elsewhere, before the plan went on here.
func (p Plan) WeekDates(week int) (first, last tandem.Date, ok bool) {
	if week < p.first() || week >= p.shutFrom() {
		return "", "", false
	}
	if len(p.Pauses) == 0 { // one step, however far: a caseload asks for many weeks
		first = p.StartsOn.AddDays(7 * (week - p.first()))
		return first, first.AddDays(6), true
	}
	first = p.StartsOn
	for n := p.first(); ; n++ {
		if first, ok = p.skipPauses(first); !ok {
			return "", "", false
		}
		if n == week {
			return first, first.AddDays(6), true
		}
		first = first.AddDays(7)
	}
}

// skipPauses is the first week start on or after first that is not paused.
func (p Plan) skipPauses(first tandem.Date) (tandem.Date, bool) {
	for moved := true; moved; {
		moved = false
		for _, pause := range p.Pauses {
			switch {
			case first < pause.From:
			case pause.To == "":
				return "", false
			case first < pause.To:
				first, moved = pause.To, true
			}
		}
	}
	return first, true
}

// WeekOn is the plan week that the day falls in: 0 before the plan starts or
// in a pause, Weeks+1 after its end.
func (p Plan) WeekOn(day tandem.Date) int {
	for week := p.first(); week <= p.Weeks; week++ {
		first, last, ok := p.WeekDates(week)
		switch {
		case !ok || day < first:
			return 0
		case day <= last:
			return week
		}
	}
	return p.Weeks + 1
}

// Occurrences lists everything the plan makes due, by week, then item, then
// number. Weeks without a date yet, behind an open pause, are left out, and so
// is what was not over when the plan ended. All of one week's times are open
// for any day of that week.
func (p Plan) Occurrences() []Occurrence {
	var all []Occurrence
	for week := p.first(); week <= p.Weeks; week++ {
		first, last, ok := p.WeekDates(week)
		if !ok || p.Closing != nil && last >= p.Closing.On {
			break
		}
		for _, it := range p.Items {
			for nth := 1; nth <= p.Times(it, week); nth++ {
				all = append(all, Occurrence{Item: it.ID, Week: week, Nth: nth,
					OpensOn: first, DueOn: last, Light: p.IsLight(week)})
			}
		}
	}
	return all
}

// Times is how often the item is due in the week. A week that has no days yet,
// because its phase waits or the plan is paused, is counted as it would come if
// nothing held the plan up: sums look ahead.
func (p Plan) Times(it Item, week int) int {
	if week < it.FromWeek || week > it.ToWeek {
		return 0
	}
	switch it.Cadence.Kind {
	case exercise.Once:
		if week == it.FromWeek {
			return 1
		}
	case exercise.Weekly:
		return it.Cadence.PerWeek
	case exercise.EveryWeeks:
		if (week-it.FromWeek)%it.Cadence.EveryWeeks == 0 {
			return 1
		}
	case exercise.Monthly, exercise.OnOwnDate:
		if _, due := p.DayIn(it, week); due {
			return 1
		}
	}
	return 0
}

// Holds tells whether the plan means this time of an item to be worked on,
// now or once a pause is over. What goes by the calendar is held in any of its
// weeks that has no days: only days can tell.
func (p Plan) Holds(item tandem.ItemID, week, nth int) bool {
	_, last, dated := p.WeekDates(week)
	if p.Closing != nil && (!dated || last >= p.Closing.On) {
		return false
	}
	it, ok := p.Item(item)
	if !ok || week < p.first() || week > p.Weeks || nth < 1 {
		return false
	}
	if it.ByCalendar() && !dated {
		return nth == 1 && week >= it.FromWeek && week <= it.ToWeek
	}
	return nth <= p.Times(it, week)
}

// NextOpen is the first week that has not begun on the day: what can still be
// planned anew. Weeks+1 when there is none.
func (p Plan) NextOpen(day tandem.Date) int {
	for week := p.first(); week <= p.Weeks; week++ {
		if first, _, ok := p.WeekDates(week); !ok || first > day {
			return week
		}
	}
	return p.Weeks + 1
}

// pause skips whole weeks from the one that today falls in. Before the start
// it skips from the first week.
func (p *Plan) pause(today tandem.Date) error {
	if p.State != Active {
		return tandem.Conflict(tandem.Say("This plan is not running, so it cannot be paused."))
	}
	from := today.OnOrBefore(p.Begins)
	if from < p.StartsOn {
		from = p.StartsOn
	}
	if p.WeekOn(today) > p.Weeks {
		return tandem.Conflict(tandem.Say("This plan has come to its end."))
	}
	if n := len(p.Pauses); n > 0 && p.Pauses[n-1].To > from {
		// Resumed for a later week and paused again before it came: one pause.
		p.Pauses[n-1].To = ""
	} else {
		p.Pauses = append(p.Pauses, Pause{From: from})
	}
	p.State = Paused
	return nil
}

// resume lets the plan go on. Resumed in the week it was paused in, nothing
// moves. Later it goes on today when a week begins today, else with the next
// week, so that a plan week is never cut short.
func (p *Plan) resume(today tandem.Date) error {
	n := len(p.Pauses)
	if p.State != Paused || n == 0 || p.Pauses[n-1].To != "" {
		return tandem.Conflict(tandem.Say("This plan is not paused."))
	}
	from := p.Pauses[n-1].From
	if today < from.AddDays(7) {
		p.Pauses = p.Pauses[:n-1]
	} else {
		p.Pauses[n-1].To = today.OnOrAfter(p.Begins)
	}
	p.State = Active
	return nil
}
