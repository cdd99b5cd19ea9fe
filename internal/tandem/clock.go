package tandem

import (
	"fmt"
	"sync"
	"time"
)

// Clock tells the time. It is passed in, never asked for globally, so that a
// test can move twelve weeks in a second.
type Clock interface {
	// Now is the present moment in UTC, to the microsecond.
	Now() time.Time
}

// SystemClock is the machine's clock.
type SystemClock struct{}

// Now is the present moment in UTC, cut to the microsecond that both
// databases can keep.
func (SystemClock) Now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// Date is a day of the calendar without a time or a zone, written 2006-01-02.
// The zero value "" is no day. Dates compare as text. Plans count in dates, so
// a change to summer time cannot move homework.
type Date string

const dateLayout = "2006-01-02"

// DateOf is the day that the moment falls on in the zone.
func DateOf(at time.Time, zone *time.Location) Date { return Date(at.In(zone).Format(dateLayout)) }

// ParseDate reads 2006-01-02 between the years 1900 and 2200. The error is of
// kind Invalid.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(dateLayout, s)
	if err != nil || t.Year() < 1900 || t.Year() > 2200 {
		return "", Invalid(Say("This is not a day we can read. Please write it as year-month-day."))
	}
	return Date(t.Format(dateLayout)), nil
}

// Time is the date's midnight in UTC; use it for formatting and arithmetic only.
func (d Date) Time() time.Time {
	t, err := time.Parse(dateLayout, string(d))
	if err != nil {
		return time.Time{}
	}
	return t
}

// AddDays is the date n days later; n may be negative.
func (d Date) AddDays(n int) Date { return Date(d.Time().AddDate(0, 0, n).Format(dateLayout)) }

// DaysSince is the number of days from o to d.
func (d Date) DaysSince(o Date) int { return int(d.Time().Sub(o.Time()).Hours() / 24) }

// Weekday is the day of the week of d.
func (d Date) Weekday() time.Weekday { return d.Time().Weekday() }

// OnOrAfter is the first day on or after d that falls on the weekday.
func (d Date) OnOrAfter(w time.Weekday) Date {
	return d.AddDays((int(w) - int(d.Weekday()) + 7) % 7)
}

// OnOrBefore is the last day on or before d that falls on the weekday.
func (d Date) OnOrBefore(w time.Weekday) Date {
	return d.AddDays(-((int(d.Weekday()) - int(w) + 7) % 7))
}

// zones keeps what was loaded by name: reading a zone takes longer than all
// else that is done with it, and there are a few hundred at most.
var zones sync.Map

// Zone loads a time zone by its IANA name. The error is of kind Invalid. The
// empty name and "Local" are refused: they would mean the server's zone.
func Zone(name string) (*time.Location, error) {
	if name == "" || name == "Local" {
		return nil, Invalid(Say("Please choose a time zone."))
	}
	if loc, ok := zones.Load(name); ok {
		return loc.(*time.Location), nil
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, Invalid(Say("We do not know this time zone. Please choose one from the list."))
	}
	zones.Store(name, loc)
	return loc, nil
}

// MustZone is Zone for names that were checked when they were stored. It
// panics on an unknown name.
func MustZone(name string) *time.Location {
	loc, err := Zone(name)
	if err != nil {
		panic(fmt.Sprintf("tandem: stored time zone %q is unknown", name))
	}
	return loc
}
