package plan_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"tandem/internal/plan"
	"tandem/internal/tandem"
)

func TestRecurrence(t *testing.T) {
	for _, c := range []struct {
		r           plan.Recurrence
		first, from tandem.Date
		want        []tandem.Date
	}{
		{plan.RecursOnce, "2026-03-05", "2026-03-05", []tandem.Date{"2026-03-05"}},
		{plan.RecursOnce, "2026-03-05", "2026-03-06", nil},
		{plan.RecursWeekly, "2026-03-05", "2026-03-06", []tandem.Date{"2026-03-12", "2026-03-19", "2026-03-26"}},
		{plan.RecursWeekly, "2026-03-26", "2026-03-01", []tandem.Date{"2026-03-26", "2026-04-02", "2026-04-09"}},
		{plan.RecursFortnightly, "2026-03-05", "2026-03-06", []tandem.Date{"2026-03-19", "2026-04-02", "2026-04-16"}},
		{plan.RecursMonthly, "2026-01-31", "2026-02-01", []tandem.Date{"2026-02-28", "2026-03-31", "2026-04-30"}},
		{plan.RecursYearly, "2024-02-29", "2025-01-01", []tandem.Date{"2025-02-28", "2026-02-28", "2027-02-28"}},
		{plan.RecursDaily, "2026-03-28", "2026-03-29", []tandem.Date{"2026-03-29", "2026-03-30", "2026-03-31"}}, // over the change of the clocks
		{plan.RecursYearly, "2010-06-05", "2026-06-06", []tandem.Date{"2027-06-05", "2028-06-05", "2029-06-05"}},
		{plan.RecursDaily, "9999-12-30", "2026-06-06", []tandem.Date{"9999-12-30", "9999-12-31"}},
		{plan.RecursWhenItHappens, "2026-03-05", "2026-03-05", nil},
		{"never heard of", "2026-03-05", "2026-03-05", nil},
	} {
		if got := days(c.r.Times(c.first, c.from, 3)); !slices.Equal(got, c.want) {
			t.Errorf("%s from %s after %s: %v, want %v", c.r, c.first, c.from, got, c.want)
		}
	}
}

func days(times []plan.Time) []tandem.Date {
	var all []tandem.Date
	for _, t := range times {
		all = append(all, t.Day)
	}
	return all
}

// The last time on or before a day, with its number: whose turn it was.
func TestTheLastTimeOfARecurrence(t *testing.T) {
	for _, c := range []struct {
		r          plan.Recurrence
		first, day tandem.Date
		want       plan.Time
		none       bool
	}{
		{plan.RecursWeekly, "2026-03-05", "2026-03-25", plan.Time{Day: "2026-03-19", Nth: 2}, false},
		{plan.RecursWeekly, "2026-03-05", "2026-03-05", plan.Time{Day: "2026-03-05", Nth: 0}, false},
		{plan.RecursWeekly, "2026-03-05", "2026-03-04", plan.Time{}, true},
		{plan.RecursMonthly, "2020-01-31", "2026-03-30", plan.Time{Day: "2026-02-28", Nth: 73}, false},
		{plan.RecursOnce, "2026-03-05", "2027-03-04", plan.Time{Day: "2026-03-05", Nth: 0}, false},
		{plan.RecursWhenItHappens, "2026-03-05", "2027-03-04", plan.Time{}, true},
	} {
		if got, ok := c.r.Last(c.first, c.day); got != c.want || ok == c.none {
			t.Errorf("%s from %s on %s: %v, %t", c.r, c.first, c.day, got, ok)
		}
	}
}

// Whatever the rule, the days rise, none lies before what was asked for, and
// asking again from the day after one gives the rest.
func TestRecurrenceGoesOn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rapid.SampledFrom([]plan.Recurrence{plan.RecursDaily, plan.RecursWeekly, plan.RecursFortnightly, plan.RecursMonthly, plan.RecursYearly}).Draw(t, "rule")
		first := tandem.Date("2024-01-29").AddDays(rapid.IntRange(0, 1500).Draw(t, "first"))
		from := tandem.Date("2024-01-01").AddDays(rapid.IntRange(0, 2500).Draw(t, "from"))
		times := r.Times(first, from, 4)
		next := days(times)
		if len(next) != 4 || !slices.IsSorted(next) || next[0] < from || next[0] < first {
			t.Fatalf("%s from %s after %s: %v", r, first, from, next)
		}
		if rest := r.Times(first, next[0].AddDays(1), 3); !slices.Equal(rest, times[1:]) {
			t.Fatalf("%v, then %v", times, rest)
		}
		if last, ok := r.Last(first, next[2].AddDays(-1)); !ok || last != times[1] {
			t.Fatalf("the last before %v is %v", times[2], last)
		}
	})
}
