package plan

import (
	"time"

	"tandem/internal/tandem"
)

// Recurrence is how a ritual comes round: the answer of its proposal.
type Recurrence string

// The recurrences.
const (
	RecursOnce        Recurrence = "once"
	RecursDaily       Recurrence = "daily"
	RecursWeekly      Recurrence = "weekly"
	RecursFortnightly Recurrence = "fortnightly"
	RecursMonthly     Recurrence = "monthly" // on the month's last day where the month is too short
	RecursYearly      Recurrence = "yearly"  // on 28 February where there is no 29th
	// RecursWhenItHappens has no days: something calls for it.
	RecursWhenItHappens Recurrence = "when-it-happens"
)

// maxDays is how long the longest way from one time to the next is, in days.
const maxDays = 366

// Time is one time of a recurrence.
type Time struct {
	Day tandem.Date
	Nth int // from 0, the first time
}

// Times lists the first n times on or after from, none before first. What is
// unknown has none.
func (r Recurrence) Times(first, from tandem.Date, n int) []Time {
	var times []Time
	if _, ok := r.nth(first, 0); !ok {
		return nil
	}
	begin := r.before(first, from)
	for i := begin; i < begin+n+near && len(times) < n; i++ {
		day, ok := r.nth(first, i)
		if !ok || len(day) != len(first) { // past the last day that can be written
			break
		}
		if day >= from {
			times = append(times, Time{day, i})
		}
	}
	return times
}

// Last is the newest time on or before a day; ok is false when there is none.
func (r Recurrence) Last(first, day tandem.Date) (t Time, ok bool) {
	if _, known := r.nth(first, 0); !known || day < first {
		return Time{}, false
	}
	begin := r.before(first, day)
	for i := begin; i < begin+near; i++ {
		next, more := r.nth(first, i)
		if !more || next > day {
			break
		}
		t, ok = Time{next, i}, true
	}
	return t, ok
}

// near is how many times lie between the one that before gives and its day, at
// most: a month is counted as 31 days, over two hundred years.
const near = 64

// before is the number of a time that lies before the day, and near it.
func (r Recurrence) before(first, day tandem.Date) int {
	every := map[Recurrence]int{RecursDaily: 1, RecursWeekly: 7, RecursFortnightly: 14, RecursMonthly: 31, RecursYearly: maxDays}[r]
	if every == 0 || day <= first {
		return 0
	}
	return max(0, day.DaysSince(first)/every-1)
}

// nth is the ith time, from 0.
func (r Recurrence) nth(first tandem.Date, i int) (tandem.Date, bool) {
	switch r {
	case RecursOnce:
		return first, i == 0
	case RecursDaily:
		return first.AddDays(i), true
	case RecursWeekly:
		return first.AddDays(7 * i), true
	case RecursFortnightly:
		return first.AddDays(14 * i), true
	case RecursMonthly:
		return monthsAfter(first, i), true
	case RecursYearly:
		return monthsAfter(first, 12*i), true
	}
	return "", false
}

// monthsAfter is the same day some months later, or the last day of that month.
func monthsAfter(d tandem.Date, months int) tandem.Date {
	t := d.Time()
	month := time.Date(t.Year(), t.Month()+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	last := month.AddDate(0, 1, -1).Day()
	return tandem.DateOf(month.AddDate(0, 0, min(t.Day(), last)-1), time.UTC)
}
