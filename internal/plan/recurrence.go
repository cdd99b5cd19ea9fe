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
	RecursWeekly      Recurrence = "weekly"
	RecursFortnightly Recurrence = "fortnightly"
	RecursMonthly     Recurrence = "monthly" // on the month's last day where the month is too short
	RecursYearly      Recurrence = "yearly"
)

// maxRecurrences bounds how many times are looked through: a weekly ritual over
// fifty years.
const maxRecurrences = 52 * 50

// Next lists the first n days on or after from, none before first. What is
// unknown has no days.
func (r Recurrence) Next(first, from tandem.Date, n int) []tandem.Date {
	var days []tandem.Date
	for i := 0; i < maxRecurrences && len(days) < n; i++ {
		day, ok := r.nth(first, i)
		if !ok {
			break
		}
		if day >= from {
			days = append(days, day)
		}
	}
	return days
}

// nth is the ith time, from 0.
func (r Recurrence) nth(first tandem.Date, i int) (tandem.Date, bool) {
	switch r {
	case RecursOnce:
		return first, i == 0
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
