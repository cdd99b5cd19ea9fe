package plan

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// counter makes ids that are told apart.
func counter(prefix string) func() tandem.ItemID {
	n := 0
	return func() tandem.ItemID { n++; return tandem.ItemID(fmt.Sprintf("%s%d", prefix, n)) }
}

func drawCadence(t *rapid.T) exercise.Cadence {
	return rapid.SampledFrom([]exercise.Cadence{weekly(1), weekly(3), {Kind: exercise.Once}, {Kind: exercise.EveryWeeks, EveryWeeks: 2},
		{Kind: exercise.Monthly}, {Kind: exercise.OnOwnDate}, {Kind: exercise.WhenItHappens}}).Draw(t, "cadence")
}

// drawDate is a date of the couple's own for an item that comes on one.
func drawDate(t *rapid.T, c exercise.Cadence) casefile.OwnDate {
	if c.Kind != exercise.OnOwnDate {
		return casefile.OwnDate{}
	}
	day := tandem.Date("2026-02-20").AddDays(rapid.IntRange(0, 500).Draw(t, "own date"))
	return casefile.OwnDate{ID: "d", Name: "The day we met", On: day, Yearly: rapid.Bool().Draw(t, "yearly")}
}

func drawItem(t *rapid.T, id tandem.ItemID, from, weeks int) Item {
	it := Item{ID: id, Exercise: rapid.SampledFrom([]tandem.ExerciseID{"E02", "E38", "E24"}).Draw(t, "exercise"), Version: 1, Cadence: drawCadence(t)}
	it.Date = drawDate(t, it.Cadence)
	it.FromWeek = rapid.IntRange(from, weeks).Draw(t, "from")
	it.ToWeek = rapid.IntRange(it.FromWeek, weeks).Draw(t, "to")
	if it.Cadence.Kind == exercise.Once {
		it.ToWeek = it.FromWeek
	}
	return it
}

// drawWish is what a therapist could draft of a running plan.
func drawWish(t *rapid.T, p Plan, from int, newID func() tandem.ItemID) Plan {
	w := p.clone()
	w.Weeks = rapid.IntRange(max(from, 1), max(from, 1)+6).Draw(t, "weeks")
	w.Items = nil
	for _, it := range p.Items {
		if !it.Changeable(from) {
			w.Items = append(w.Items, it)
			continue
		}
		switch rapid.SampledFrom([]string{"keep", "drop", "cadence", "swap", "date", "weeks", "keep"}).Draw(t, "wish") {
		case "drop":
			continue
		case "cadence":
			it.Cadence = drawCadence(t)
			it.Date = drawDate(t, it.Cadence)
		case "date":
			it.Date = drawDate(t, it.Cadence)
		case "swap":
			it.Exercise = "E99"
		case "weeks":
			it.ToWeek = rapid.IntRange(max(it.FromWeek, from-1), max(it.FromWeek, w.Weeks)).Draw(t, "to")
		}
		w.Items = append(w.Items, it)
	}
	for range rapid.IntRange(0, 2).Draw(t, "added") {
		w.Items = append(w.Items, drawItem(t, newID(), max(from, 1), w.Weeks))
	}
	return w
}

func before(all []Occurrence, week int) []Occurrence {
	return slices.DeleteFunc(slices.Clone(all), func(o Occurrence) bool { return o.Week >= week })
}

// TestChangesTouchOnlyTheFuture plays random lives of a plan: revised, paused,
// made light, given more, ended. Whatever happens, weeks that have begun keep
// their homework and their days, nothing is due twice under one identity, and
// what a revision wished for is what comes.
func TestChangesTouchOnlyTheFuture(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		newID := counter("i")
		begins := time.Weekday(rapid.IntRange(0, 6).Draw(t, "begins"))
		day := tandem.Date("2026-03-01").AddDays(rapid.IntRange(0, 300).Draw(t, "start"))
		p := Plan{State: Active, Begins: begins, StartsOn: day.OnOrAfter(begins), Weeks: rapid.IntRange(1, 10).Draw(t, "weeks"), Version: 1}
		p.FirstWeek = rapid.IntRange(1, p.Weeks).Draw(t, "first week")
		for range rapid.IntRange(1, 4).Draw(t, "items") {
			p.Items = append(p.Items, drawItem(t, newID(), 1, p.Weeks))
		}
		for range rapid.IntRange(1, 8).Draw(t, "acts") {
			day = day.AddDays(rapid.IntRange(0, 16).Draw(t, "later"))
			from := p.NextOpen(day)
			was := before(p.Occurrences(), from)
			act := rapid.SampledFrom([]string{"revise", "pause", "resume", "light", "once"}).Draw(t, "act")
			switch act {
			case "revise":
				wish := drawWish(t, p, from, newID)
				next := Desk{Current: &p, Day: day, From: from}.Revised(wish, newID)
				for _, o := range next.Occurrences() {
					if o.Week >= from && o.OpensOn < day {
						t.Fatalf("changed on %s, and %v is due", day, o)
					}
				}
				wish.Pauses = next.Pauses // a plan that goes on after its end does so from today
				wishCameTrue(t, p, wish, next, from)
				p = next
			case "pause":
				_ = p.pause(day)
				from = min(from, p.NextOpen(day))
			case "resume":
				_ = p.resume(day)
			case "light":
				p.Light = append(slices.Clone(p.Light), from)
			case "once":
				it := drawItem(t, newID(), 1, p.Weeks)
				if it.FromWeek < from {
					continue
				}
				it.Cadence, it.ToWeek = exercise.Cadence{Kind: exercise.Once}, it.FromWeek
				p.Items = append(slices.Clone(p.Items), it)
			}
			if now := before(p.Occurrences(), from); !slices.Equal(now, before(was, from)) {
				t.Fatalf("%s on %s changed weeks before %d:\n%v\n%v", act, day, from, was, now)
			}
			sound(t, p)
		}
		ended := p.clone()
		ended.State, ended.Closing = Ended, &Closing{On: day}
		for _, o := range ended.Occurrences() {
			if o.DueOn >= day {
				t.Fatalf("ended on %s, and %v is still due", day, o)
			}
		}
		for _, o := range p.Occurrences() {
			if kept := slices.Contains(ended.Occurrences(), o); kept != (o.DueOn < day) || kept != ended.Holds(o.Item, o.Week, o.Nth) {
				t.Fatalf("ended on %s: %v kept: %v", day, o, kept)
			}
		}
	})
}

// sound: what is due has one identity each, lies inside the plan, and is held.
func sound(t *rapid.T, p Plan) {
	seen := map[string]bool{}
	for _, o := range p.Occurrences() {
		id := fmt.Sprint(o.Item, o.Week, o.Nth)
		if seen[id] {
			t.Fatalf("%s is due twice", id)
		}
		seen[id] = true
		first, last, ok := p.WeekDates(o.Week)
		if !ok || o.OpensOn != first || o.DueOn != last || o.Week < p.FirstWeek || o.Week > p.Weeks || !p.Holds(o.Item, o.Week, o.Nth) {
			t.Fatalf("%v of %+v", o, p)
		}
	}
	for week := 1; week < p.FirstWeek; week++ {
		if _, _, ok := p.WeekDates(week); ok {
			t.Fatalf("week %d passed elsewhere, and has days", week)
		}
	}
}

// wishCameTrue: from the week on, each exercise comes as often as was wished.
func wishCameTrue(t *rapid.T, was, wish, next Plan, from int) {
	times := func(p Plan, week int) map[tandem.ExerciseID]int {
		n := map[tandem.ExerciseID]int{}
		for _, it := range p.Items {
			n[it.Exercise] += p.Times(it, week)
		}
		return n
	}
	for week := from; week <= next.Weeks; week++ {
		want := times(wish, week)
		got := times(next, week)
		for _, it := range append(slices.Clone(wish.Items), next.Items...) {
			// What comes every second week, or once, is counted anew from the
			// week of the change, and so is a month; the others are as wished.
			if it.Cadence.Kind == exercise.EveryWeeks || it.ByCalendar() || it.Cadence.Kind == exercise.Once {
				want[it.Exercise], got[it.Exercise] = 0, 0
			}
		}
		for id := range want {
			if want[id] != got[id] {
				t.Fatalf("week %d: %s comes %d times, wished for %d\nwas %+v\nwish %+v\nnext %+v", week, id, got[id], want[id], was.Items, wish.Items, next.Items)
			}
		}
	}
}

// A difference says each change once, in words.
func TestADifferenceInWords(t *testing.T) {
	p := fourWeeks()
	for i, id := range []tandem.ExerciseID{"E02", "E09", "E38", "E24"} {
		p.Items[i].Exercise, p.Items[i].Version = id, 1
	}
	p.Name, p.Note = "A plan", ""
	wish := p.clone()
	wish.Weeks, wish.Note, wish.Name = 5, "Gently.", "Another"
	wish.Items[0].Cadence, wish.Items[0].ToWeek = weekly(2), 5
	wish.Items = slices.Delete(wish.Items, 3, 4)
	wish.Items[2].Exercise = "E31"
	wish.Items = append(wish.Items, Item{ID: "new", Exercise: "E05", Version: 1, Cadence: weekly(1), FromWeek: 3, ToWeek: 5, Partner: "p1"})
	names := Namer{Exercise: func(it Item) tandem.Text { return tandem.Say("%s", string(it.Exercise)) },
		Partner: func(tandem.PartnerID) tandem.Text { return tandem.Say("Rowan") }}
	d := DifferenceOf(p, wish, 3, []tandem.PartnerID{"p1"}, &exercise.Library{})
	var got []string
	for _, text := range names.Words(d) {
		got = append(got, text.String())
	}
	want := []string{
		"E02: 2 times a week instead of every week, from week 3 on.",
		"E02: weeks 1 to 5 instead of weeks 1 to 4.",
		"E31 takes the place of E38 from week 3 on.",
		"Taken out from week 4 on: E24.",
		"Added: E05, every week, weeks 3 to 5, for Rowan.",
		"The plan has 5 weeks instead of 4.",
		"The plan gets another name.",
		"The note to the couple changes.",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if d := DifferenceOf(p, p, 3, []tandem.PartnerID{"p1"}, &exercise.Library{}); !d.IsZero() || len(d.Load) > 0 {
		t.Errorf("nothing changes, and yet %+v", d)
	}
}

// A plan begun elsewhere goes on in the middle.
func TestBegunElsewhere(t *testing.T) {
	p := fourWeeks()
	p.FirstWeek = 3
	if first, last, ok := p.WeekDates(3); !ok || first != "2026-03-02" || last != "2026-03-08" {
		t.Errorf("week 3 lies from %s to %s", first, last)
	}
	if week := p.WeekOn("2026-03-10"); week != 4 {
		t.Errorf("the second week here is week %d", week)
	}
	for _, line := range lines(p) {
		if strings.Contains(line, "week 1") || strings.Contains(line, "week 2") || strings.HasPrefix(line, "b ") {
			t.Errorf("due: %s", line)
		}
	}
	if n := len(p.Occurrences()); n != 6 { // a and c in week 3, a and d three times in week 4
		t.Errorf("%d are due: %v", n, lines(p))
	}
	if p.Holds("a", 2, 1) || !p.Holds("a", 3, 1) {
		t.Error("what passed elsewhere is held")
	}
}
