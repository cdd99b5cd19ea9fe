package plan

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

func weekly(n int) exercise.Cadence {
	return exercise.Cadence{Kind: exercise.Weekly, PerWeek: n}
}

func fourWeeks() Plan {
	return Plan{State: Active, StartsOn: "2026-03-02", Begins: time.Monday, Weeks: 4, Items: []Item{
		{ID: "a", Cadence: weekly(1), FromWeek: 1, ToWeek: 4},
		{ID: "b", Cadence: exercise.Cadence{Kind: exercise.Once}, FromWeek: 2, ToWeek: 4},
		{ID: "c", Cadence: exercise.Cadence{Kind: exercise.EveryWeeks, EveryWeeks: 2}, FromWeek: 1, ToWeek: 4},
		{ID: "d", Cadence: weekly(3), FromWeek: 4, ToWeek: 4},
	}}
}

func lines(p Plan) []string {
	var out []string
	for _, o := range p.Occurrences() {
		s := fmt.Sprintf("%s week %d #%d %s to %s", o.Item, o.Week, o.Nth, o.OpensOn, o.DueOn)
		if o.Light {
			s += " light"
		}
		out = append(out, s)
	}
	return out
}

func TestOccurrences(t *testing.T) {
	p := fourWeeks()
	p.Light = []int{2}
	want := []string{
		"a week 1 #1 2026-03-02 to 2026-03-08",
		"c week 1 #1 2026-03-02 to 2026-03-08",
		"a week 2 #1 2026-03-09 to 2026-03-15 light",
		"b week 2 #1 2026-03-09 to 2026-03-15 light",
		"a week 3 #1 2026-03-16 to 2026-03-22",
		"c week 3 #1 2026-03-16 to 2026-03-22",
		"a week 4 #1 2026-03-23 to 2026-03-29",
		"d week 4 #1 2026-03-23 to 2026-03-29",
		"d week 4 #2 2026-03-23 to 2026-03-29",
		"d week 4 #3 2026-03-23 to 2026-03-29",
	}
	if got := lines(p); !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestPauseAndResume(t *testing.T) {
	for _, c := range []struct {
		name           string
		paused, goesOn tandem.Date
		week2, week3   tandem.Date // first days afterwards
	}{
		{"resumed in the same week, nothing moves", "2026-03-11", "2026-03-15", "2026-03-09", "2026-03-16"},
		{"resumed on the day a week begins", "2026-03-11", "2026-03-23", "2026-03-23", "2026-03-30"},
		{"resumed in the middle of a week, the next one counts", "2026-03-11", "2026-03-25", "2026-03-30", "2026-04-06"},
		{"paused on the first day of a week", "2026-03-09", "2026-03-17", "2026-03-23", "2026-03-30"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := fourWeeks()
			if err := p.pause(c.paused); err != nil {
				t.Fatal(err)
			}
			if _, _, ok := p.WeekDates(2); ok {
				t.Error("the paused week still has days")
			}
			if first, _, ok := p.WeekDates(1); !ok || first != "2026-03-02" {
				t.Error("the week before the pause has moved")
			}
			if err := p.pause(c.paused); tandem.KindOf(err) != tandem.KindConflict {
				t.Errorf("paused twice: %v", err)
			}
			if err := p.resume(c.goesOn); err != nil {
				t.Fatal(err)
			}
			week2, _, _ := p.WeekDates(2)
			week3, _, _ := p.WeekDates(3)
			if week2 != c.week2 || week3 != c.week3 {
				t.Errorf("week 2 begins on %s, week 3 on %s; want %s, %s", week2, week3, c.week2, c.week3)
			}
			if err := p.resume(c.goesOn); tandem.KindOf(err) != tandem.KindConflict {
				t.Errorf("resumed twice: %v", err)
			}
		})
	}
}

func TestPausedBeforeAndAfterThePlan(t *testing.T) {
	p := fourWeeks()
	if err := p.pause("2026-02-10"); err != nil {
		t.Fatal(err)
	}
	if err := p.resume("2026-03-18"); err != nil {
		t.Fatal(err)
	}
	if first, _, _ := p.WeekDates(1); first != "2026-03-23" {
		t.Errorf("week 1 begins on %s", first)
	}
	late := fourWeeks()
	if err := late.pause("2026-06-01"); tandem.KindOf(err) != tandem.KindConflict {
		t.Errorf("a plan that is over was paused: %v", err)
	}
}

// The calendar of a plan over any run of pauses: weeks keep their order, their
// length and their first weekday; none falls into a pause; what has an
// identity keeps it; WeekOn is WeekDates read backwards.
func TestScheduleProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		begins := time.Weekday(rapid.IntRange(0, 6).Draw(t, "begins"))
		day := tandem.Date("2026-01-01").AddDays(rapid.IntRange(0, 800).Draw(t, "start"))
		p := Plan{State: Active, Begins: begins, StartsOn: day.OnOrAfter(begins), Weeks: rapid.IntRange(1, 12).Draw(t, "weeks")}
		p.Items = []Item{{ID: "x", Cadence: weekly(rapid.IntRange(1, 7).Draw(t, "times")), FromWeek: 1, ToWeek: p.Weeks}}
		before := len(p.Occurrences())
		for range rapid.IntRange(0, 8).Draw(t, "acts") {
			day = day.AddDays(rapid.IntRange(0, 20).Draw(t, "later"))
			past := weeksBefore(p, day)
			if p.State == Active {
				_ = p.pause(day)
			} else if err := p.resume(day); err != nil {
				t.Fatal(err)
			}
			if now := weeksBefore(p, day); !slices.Equal(now, past) {
				t.Fatalf("weeks that were over have moved: %v, then %v", past, now)
			}
		}
		if p.State == Paused {
			if err := p.resume(day); err != nil {
				t.Fatal(err)
			}
		}
		if after := len(p.Occurrences()); after != before {
			t.Fatalf("%d assignments became %d", before, after)
		}
		var lastDay tandem.Date
		for w := 1; w <= p.Weeks; w++ {
			first, last, ok := p.WeekDates(w)
			if !ok || first <= lastDay || first.Weekday() != begins || last.DaysSince(first) != 6 {
				t.Fatalf("week %d: %s to %s after %s", w, first, last, lastDay)
			}
			for _, pause := range p.Pauses {
				if first >= pause.From && first < pause.To {
					t.Fatalf("week %d begins in the pause %v", w, pause)
				}
			}
			for d := first; d <= last; d = d.AddDays(1) {
				if p.WeekOn(d) != w {
					t.Fatalf("%s lies in week %d, not %d", d, p.WeekOn(d), w)
				}
			}
			lastDay = last
		}
		if p.WeekOn(lastDay.AddDays(1)) != p.Weeks+1 || p.WeekOn(p.StartsOn.AddDays(-1)) != 0 {
			t.Fatal("before and after the plan")
		}
	})
}

// weeksBefore are the first days of the weeks that ended before the day.
func weeksBefore(p Plan, day tandem.Date) []tandem.Date {
	var over []tandem.Date
	for w := 1; w <= p.Weeks; w++ {
		if first, last, ok := p.WeekDates(w); ok && last < day {
			over = append(over, first)
		}
	}
	return over
}

// Dates are days of the calendar, so neither a change to summer time nor a
// leap day moves a week.
func TestWeeksAcrossSummerTimeAndLeapDay(t *testing.T) {
	p := Plan{State: Active, Begins: time.Monday, StartsOn: "2028-02-28", Weeks: 6}
	want := []tandem.Date{"2028-02-28", "2028-03-06", "2028-03-13", "2028-03-20", "2028-03-27", "2028-04-03"}
	for i, w := range want {
		if first, _, _ := p.WeekDates(i + 1); first != w {
			t.Errorf("week %d begins on %s, want %s", i+1, first, w)
		}
	}
	zone := tandem.MustZone("Europe/Berlin")
	for _, at := range []string{"2028-03-25T22:59:00Z", "2028-03-25T23:00:00Z", "2028-03-26T21:59:00Z", "2028-03-26T22:00:00Z"} {
		moment, _ := time.Parse(time.RFC3339, at)
		want := 4
		if at == "2028-03-26T22:00:00Z" { // Monday 00:00 in summer time
			want = 5
		}
		if got := p.WeekOn(tandem.DateOf(moment, zone)); got != want {
			t.Errorf("%s is in week %d, want %d", at, got, want)
		}
	}
}
