package plan

import (
	"slices"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// ByCalendar tells whether days of the calendar say in which weeks the item is
// due: a day of the month, or a date of the couple's own.
func (it Item) ByCalendar() bool {
	return it.Cadence.Kind == exercise.Monthly || it.Cadence.Kind == exercise.OnOwnDate
}

// monthOfWeeks is how many weeks a month is in a plan that has no days.
const monthOfWeeks = 4

// DayIn is the day of the calendar for which the item is due in the week; ok is
// false where the week holds none. What comes monthly keeps the day on which its
// first week began. A day that passes while the plan is paused, or waits for a
// phase, belongs to the week in which the plan goes on; several such days come
// once. So each day is due in exactly one week, and a pause loses none.
func (p Plan) DayIn(it Item, week int) (day tandem.Date, ok bool) {
	if !it.ByCalendar() || week < it.FromWeek || week > it.ToWeek {
		return "", false
	}
	if p.StartsOn == "" { // a template
		return "", it.Cadence.Kind == exercise.Monthly && (week-it.FromWeek)%monthOfWeeks == 0
	}
	_, last, dated := p.WeekDates(week)
	if !dated {
		if p = p.unhindered(); week < p.first() {
			return "", false
		}
		_, last, _ = p.WeekDates(week)
	}
	from := p.StartsOn // what lies before it passed elsewhere
	if _, before, dated := p.WeekDates(week - 1); dated {
		from = before.AddDays(1)
	}
	recurrence, first := RecursMonthly, p.firstDay(it)
	if it.Cadence.Kind == exercise.OnOwnDate {
		recurrence, first = RecursOnce, it.Date.On
		if it.Date.Yearly {
			recurrence = RecursYearly
		}
	}
	times := recurrence.Times(first, from, 1)
	if len(times) == 0 || times[0].Day > last {
		return "", false
	}
	return times[0].Day, true
}

// firstDay is the first day of the item's first week, also where that week lies
// before the one in which a plan begun elsewhere goes on here.
func (p Plan) firstDay(it Item) tandem.Date {
	if it.FromWeek < p.first() {
		return p.StartsOn.AddDays(7 * (it.FromWeek - p.first()))
	}
	first, _, _ := p.WeekDates(it.FromWeek)
	return first
}

// unhindered is the plan as it would go on if its phases were opened in time
// and a pause ended in the week that it began in.
func (p Plan) unhindered() Plan {
	p.Waits = false
	if n := len(p.Pauses); n > 0 && p.Pauses[n-1].To == "" {
		p.Pauses = p.Pauses[: n-1 : n-1]
	}
	return p
}

// takeDates takes over what the couple's dates are called and when they are by
// now. What was taken out since stays as it was.
func (p *Plan) takeDates(dates []casefile.OwnDate) {
	for i, it := range p.Items {
		if d, moved := it.moved(dates); moved {
			p.Items[i].Date = d
		}
	}
}

// moved is the date of the item as the couple has it by now, where it differs.
func (it Item) moved(dates []casefile.OwnDate) (casefile.OwnDate, bool) {
	i := slices.IndexFunc(dates, func(d casefile.OwnDate) bool { return d.ID == it.Date.ID })
	if i < 0 || dates[i] == it.Date {
		return casefile.OwnDate{}, false
	}
	return dates[i], true
}

// OldDates are those dates of the couple's that have another name or day by now
// than the plan has them with in a week from the given one on.
func (p Plan) OldDates(dates []casefile.OwnDate, from int) []casefile.OwnDate {
	var old []casefile.OwnDate
	for _, it := range p.Items {
		if d, moved := it.moved(dates); moved && it.ToWeek >= from && !slices.Contains(old, d) {
			old = append(old, d)
		}
	}
	return old
}
