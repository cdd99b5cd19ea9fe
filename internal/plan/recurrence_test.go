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
		{"never heard of", "2026-03-05", "2026-03-05", nil},
	} {
		if got := c.r.Next(c.first, c.from, 3); !slices.Equal(got, c.want) {
			t.Errorf("%s from %s after %s: %v, want %v", c.r, c.first, c.from, got, c.want)
		}
	}
}

// Whatever the rule, the days rise, none lies before what was asked for, and
// asking again from the day after one gives the rest.
func TestRecurrenceGoesOn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rapid.SampledFrom([]plan.Recurrence{plan.RecursWeekly, plan.RecursFortnightly, plan.RecursMonthly, plan.RecursYearly}).Draw(t, "rule")
		first := tandem.Date("2024-01-29").AddDays(rapid.IntRange(0, 1500).Draw(t, "first"))
		from := tandem.Date("2024-01-01").AddDays(rapid.IntRange(0, 2500).Draw(t, "from"))
		days := r.Next(first, from, 4)
		if len(days) != 4 || !slices.IsSorted(days) || days[0] < from || days[0] < first {
			t.Fatalf("%s from %s after %s: %v", r, first, from, days)
		}
		if rest := r.Next(first, days[0].AddDays(1), 3); !slices.Equal(rest, days[1:]) {
			t.Fatalf("%v, then %v", days, rest)
		}
	})
}
