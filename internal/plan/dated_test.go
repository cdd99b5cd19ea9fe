package plan

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

func monthly(from, to int) Item {
	return Item{ID: "m", Cadence: exercise.Cadence{Kind: exercise.Monthly}, FromWeek: from, ToWeek: to}
}

func onDate(on tandem.Date, yearly bool, from, to int) Item {
	return Item{ID: "d", Cadence: exercise.Cadence{Kind: exercise.OnOwnDate}, FromWeek: from, ToWeek: to,
		Date: casefile.OwnDate{ID: "x", Name: "The day we met", On: on, Yearly: yearly}}
}

// dueIn are the weeks in which the plan's one item is due, with their days.
func dueIn(p Plan) (weeks []int, days []tandem.Date) {
	for _, o := range p.Occurrences() {
		day, _ := p.DayIn(p.Items[0], o.Week)
		weeks, days = append(weeks, o.Week), append(days, day)
	}
	return weeks, days
}

func TestMonthsAndOwnDates(t *testing.T) {
	year := func(starts tandem.Date, it Item) Plan {
		return Plan{State: Active, StartsOn: starts, Begins: starts.Weekday(), Weeks: MaxWeeks, Items: []Item{it}}
	}
	paused := func(p Plan, pauses ...Pause) Plan {
		p.Pauses = pauses
		return p
	}
	waits := func(p Plan, from int) Plan {
		p.Waits, p.Phases = true, []Phase{{From: 1, To: from - 1}, {From: from, To: p.Weeks}}
		return p
	}
	late := waits(year("2026-03-02", monthly(1, MaxWeeks)), 4)
	late.open(NextPhase{Phase: late.Phases[1], Place: 1}, Opening{Phase: 1, On: "2026-04-15"})
	elsewhere := year("2026-03-02", monthly(1, MaxWeeks))
	elsewhere.FirstWeek = 40
	short := year("2026-08-31", monthly(1, 27)) // a Monday, the last of its month
	for _, c := range []struct {
		name  string
		plan  Plan
		weeks []int
		days  []tandem.Date
	}{
		{"a year of months", year("2026-03-02", monthly(1, MaxWeeks)), []int{1, 5, 9, 14, 18, 22, 27, 31, 36, 40, 44, 49},
			[]tandem.Date{"2026-03-02", "2026-04-02", "2026-05-02", "2026-06-02", "2026-07-02", "2026-08-02", "2026-09-02", "2026-10-02", "2026-11-02", "2026-12-02", "2027-01-02", "2027-02-02"}},
		{"the last day of a short month, and the day itself again", short, []int{1, 5, 9, 14, 18, 22, 26},
			[]tandem.Date{"2026-08-31", "2026-09-30", "2026-10-31", "2026-11-30", "2026-12-31", "2027-01-31", "2027-02-28"}},
		{"a pause shifts weeks and moves no day", paused(year("2026-03-02", monthly(1, 12)), Pause{"2026-03-16", "2026-03-30"}), []int{1, 3, 7, 12},
			[]tandem.Date{"2026-03-02", "2026-04-02", "2026-05-02", "2026-06-02"}},
		{"a day in a pause is due when the plan goes on", paused(year("2026-03-02", monthly(1, 8)), Pause{"2026-03-30", "2026-04-13"}), []int{1, 5, 7},
			[]tandem.Date{"2026-03-02", "2026-04-02", "2026-05-02"}},
		{"several days in one pause come once", paused(year("2026-03-02", monthly(1, 8)), Pause{"2026-03-30", "2026-06-08"}), []int{1, 5, 8},
			[]tandem.Date{"2026-03-02", "2026-04-02", "2026-07-02"}},
		{"a phase that opens late is like a pause", late, []int{1, 4, 5}, []tandem.Date{"2026-03-02", "2026-04-02", "2026-05-02"}},
		{"what waits for its phase has no days", waits(year("2026-03-02", monthly(1, MaxWeeks)), 4), []int{1}, []tandem.Date{"2026-03-02"}},
		{"begun elsewhere: months go on, past ones are not made up", elsewhere, []int{40, 44, 48},
			[]tandem.Date{"2026-03-02", "2026-04-02", "2026-05-02"}},
		{"an anniversary", year("2026-03-02", onDate("2011-06-12", true, 1, MaxWeeks)), []int{15}, []tandem.Date{"2026-06-12"}},
		{"twice where the plan is long enough", paused(year("2026-03-02", onDate("2011-03-04", true, 1, MaxWeeks)), Pause{"2026-06-01", "2026-06-15"}), []int{1, 51},
			[]tandem.Date{"2026-03-04", "2027-03-04"}},
		{"once is once", year("2026-03-02", onDate("2026-06-12", false, 1, MaxWeeks)), []int{15}, []tandem.Date{"2026-06-12"}},
		{"a leap day in a year without one", year("2027-02-01", onDate("2016-02-29", true, 1, 8)), []int{4}, []tandem.Date{"2027-02-28"}},
		{"a leap day in a year with one", year("2028-02-07", onDate("2016-02-29", true, 1, 8)), []int{4}, []tandem.Date{"2028-02-29"}},
		{"outside of its weeks it does not come", year("2026-03-02", onDate("2011-06-12", true, 1, 14)), nil, nil},
		{"a date in a pause is due when the plan goes on", paused(year("2026-03-02", onDate("2011-06-12", true, 1, MaxWeeks)), Pause{"2026-06-08", "2026-06-29"}), []int{15},
			[]tandem.Date{"2026-06-12"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			weeks, days := dueIn(c.plan)
			if n := len(c.weeks); len(weeks) > n && n > 0 {
				weeks, days = weeks[:n], days[:n]
			}
			if !slices.Equal(days, c.days) {
				t.Errorf("days %v, want %v", days, c.days)
			}
			if !slices.Equal(weeks, c.weeks) {
				t.Errorf("weeks %v, want %v", weeks, c.weeks)
			}
		})
	}
}

func TestSumsLookAhead(t *testing.T) {
	p := Plan{State: Active, StartsOn: "2026-03-02", Begins: time.Monday, Weeks: 12, Items: []Item{monthly(1, 12)}, Waits: true,
		Phases: []Phase{{From: 1, To: 3}, {From: 4, To: 12}}}
	if n := p.Times(p.Items[0], 5); n != 1 {
		t.Errorf("a week whose phase waits is counted %d times", n)
	}
	if err := p.pause("2026-03-10"); err != nil {
		t.Fatal(err)
	}
	if n := p.Times(p.Items[0], 5); n != 1 || len(p.Occurrences()) != 1 {
		t.Errorf("paused: counted %d times, due %v", n, p.Occurrences())
	}
	if !p.Holds("m", 4, 1) || p.Holds("m", 4, 2) || p.Holds("m", 13, 1) {
		t.Error("a week without days holds what may come in it")
	}
	template := Plan{Weeks: 12, Items: []Item{monthly(2, 12), onDate("2011-06-12", true, 1, 12)}}
	var in []int
	for week := 1; week <= 12; week++ {
		if template.Times(template.Items[0], week) > 0 {
			in = append(in, week)
		}
		if template.Times(template.Items[1], week) > 0 {
			t.Error("a template knows no couple's dates")
		}
	}
	if !slices.Equal(in, []int{2, 6, 10}) {
		t.Errorf("without days a month is four weeks: %v", in)
	}
}

// TestEachDayIsDueOnce draws a plan with pauses, late phases, any week start and
// weeks that passed elsewhere, and says independently where each day belongs:
// in the first week of the item that ends on it or later.
func TestEachDayIsDueOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		begins := time.Weekday(rapid.IntRange(0, 6).Draw(t, "begins"))
		p := Plan{State: Active, Begins: begins, Weeks: rapid.IntRange(1, MaxWeeks).Draw(t, "weeks"),
			StartsOn: tandem.Date("2026-01-01").AddDays(rapid.IntRange(0, 1500).Draw(t, "start")).OnOrAfter(begins)}
		p.FirstWeek = rapid.IntRange(1, p.Weeks).Draw(t, "first week")
		if p.Weeks > 4 {
			p.Waits, p.Phases = true, []Phase{{From: 1, To: p.Weeks / 2}, {From: p.Weeks/2 + 1, To: p.Weeks}}
		}
		from := rapid.IntRange(1, p.Weeks).Draw(t, "from")
		to := rapid.IntRange(from, p.Weeks).Draw(t, "to")
		it := monthly(from, to)
		if rapid.Bool().Draw(t, "own date") {
			it = onDate(p.StartsOn.AddDays(rapid.IntRange(-4000, 400).Draw(t, "on")), rapid.Bool().Draw(t, "yearly"), from, to)
		}
		p.Items = []Item{it}
		day := p.StartsOn
		for range rapid.IntRange(0, 6).Draw(t, "acts") {
			day = day.AddDays(rapid.IntRange(0, 60).Draw(t, "later"))
			if n, waits := p.Next(day, nil); waits && n.Begun && rapid.Bool().Draw(t, "open") {
				p.open(n, Opening{Phase: n.Place, On: day})
			} else if p.State == Active {
				_ = p.pause(day)
			} else {
				_ = p.resume(day)
			}
		}
		eachDayOnce(t, p, it)
	})
}

// eachDayOnce compares what is due with the days one by one.
func eachDayOnce(t *rapid.T, p Plan, it Item) {
	var weeks []int
	var last tandem.Date
	for week := p.first(); week <= p.Weeks; week++ {
		if _, end, dated := p.WeekDates(week); dated && week >= it.FromWeek && week <= it.ToWeek {
			weeks, last = append(weeks, week), end
		}
	}
	var want []int
	if len(weeks) > 0 {
		earliest := p.StartsOn
		if _, end, dated := p.WeekDates(weeks[0] - 1); dated {
			earliest = end.AddDays(1)
		}
		for _, day := range daysOf(p, it, last) {
			if day < earliest {
				continue
			}
			i := slices.IndexFunc(weeks, func(week int) bool { _, end, _ := p.WeekDates(week); return end >= day })
			if !slices.Contains(want, weeks[i]) {
				want = append(want, weeks[i])
			}
		}
	}
	got, days := dueIn(p)
	if !slices.Equal(got, want) {
		t.Fatalf("due in weeks %v, want %v, of %+v", got, want, p)
	}
	for i, day := range days {
		first, end, _ := p.WeekDates(got[i])
		inPause := slices.ContainsFunc(p.Pauses, func(q Pause) bool { return day >= q.From && day < q.To })
		if day > end || day < first && !inPause {
			t.Fatalf("%s is due from %s to %s", day, first, end)
		}
	}
}

// daysOf lists the days of an item up to one, counted by hand.
func daysOf(p Plan, it Item, last tandem.Date) (days []tandem.Date) {
	first, step, many := p.firstDay(it), 1, true
	if it.Cadence.Kind == exercise.OnOwnDate {
		first, step, many = it.Date.On, 12, it.Date.Yearly
	}
	t := first.Time()
	for n := 0; n == 0 || many; n += step {
		year, month := t.Year(), int(t.Month())-1+n
		year, month = year+month/12, month%12+1
		ends := time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
		day := tandem.DateOf(time.Date(year, time.Month(month), min(t.Day(), ends), 12, 0, 0, 0, time.UTC), time.UTC)
		if day > last {
			return days
		}
		days = append(days, day)
	}
	return days
}

// TestMomentsLieInOneWeek: whatever the zone does to its clocks, each moment of
// a plan lies in the week that holds its day, for each start of the week.
func TestMomentsLieInOneWeek(t *testing.T) {
	zones := []string{"Europe/Berlin", "America/New_York", "America/Santiago", "Pacific/Auckland", "Asia/Beirut", "Africa/Cairo", "Australia/Lord_Howe", "UTC"}
	for _, name := range zones {
		zone := tandem.MustZone(name)
		for begins := time.Sunday; begins <= time.Saturday; begins++ {
			p := Plan{State: Active, Begins: begins, StartsOn: tandem.Date("2028-02-20").OnOrAfter(begins), Weeks: 40, Items: []Item{monthly(1, 40)}}
			at := p.StartsOn.Time().Add(24 * time.Hour)
			for end := at.AddDate(0, 0, 38*7); at.Before(end); {
				at = at.Add(stepAt(at, zone))
				day := tandem.DateOf(at, zone)
				week := p.WeekOn(day)
				if first, last, ok := p.WeekDates(week); !ok || day < first || day > last {
					t.Fatalf("%s, weeks from %s: %s lies in week %d, %s to %s", name, begins, at, week, first, last)
				}
			}
		}
	}
}

// stepAt is an hour around the moments at which the zone moves its clocks, else
// half a day.
func stepAt(at time.Time, zone *time.Location) time.Duration {
	_, before := at.AddDate(0, 0, -2).In(zone).Zone()
	_, after := at.AddDate(0, 0, 2).In(zone).Zone()
	if before != after {
		return time.Hour
	}
	return 12 * time.Hour
}

// TestAChangedZoneMovesNothing plays a plan whose couple moves between zones.
// Whatever is done on the day that it is there by then, what was over stays.
func TestAChangedZoneMovesNothing(t *testing.T) {
	zones := []string{"Europe/Berlin", "Pacific/Auckland", "America/Los_Angeles", "Asia/Kolkata"}
	rapid.Check(t, func(t *rapid.T) {
		newID := counter("i")
		begins := time.Weekday(rapid.IntRange(0, 6).Draw(t, "begins"))
		p := Plan{State: Active, Begins: begins, Weeks: rapid.IntRange(4, 40).Draw(t, "weeks"), StartsOn: tandem.Date("2026-02-01").OnOrAfter(begins)}
		p.Items = []Item{monthly(1, p.Weeks), onDate("2011-06-12", true, 1, p.Weeks), {ID: "w", Cadence: weekly(2), FromWeek: 1, ToWeek: p.Weeks}}
		at := p.StartsOn.Time()
		for range rapid.IntRange(1, 8).Draw(t, "acts") {
			at = at.Add(time.Duration(rapid.IntRange(0, 1000).Draw(t, "hours")) * time.Hour)
			day := tandem.DateOf(at, tandem.MustZone(rapid.SampledFrom(zones).Draw(t, "zone")))
			planned := p.Weeks
			over := func(p Plan) (all []Occurrence) {
				for _, o := range p.Occurrences() {
					if o.DueOn < day && o.Week <= planned { // what lengthens a plan that is over is no move
						all = append(all, o)
					}
				}
				return all
			}
			was, next := over(p), p
			switch rapid.SampledFrom([]string{"look", "pause", "resume", "revise"}).Draw(t, "act") {
			case "pause":
				_ = next.pause(day)
			case "resume":
				_ = next.resume(day)
			case "revise":
				from := p.NextOpen(day)
				next = Revised(p, drawWish(t, p, from, newID), from, newID)
			}
			if now := over(next); !slices.Equal(was, now) {
				t.Fatalf("on %s what was over moved: %v, then %v", day, was, now)
			}
			p = next.clone()
		}
	})
}
