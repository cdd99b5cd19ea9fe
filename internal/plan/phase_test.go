package plan

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tandem/internal/casefile"
	"tandem/internal/tandem"
)

// phased is six weeks in three phases, of which the second asks for the rhythm.
func phased() Plan {
	p := fourWeeks()
	p.Weeks, p.Waits = 6, true
	p.Items = []Item{{ID: "a", Cadence: weekly(1), FromWeek: 1, ToWeek: 6}}
	p.Phases = []Phase{{Name: "one", From: 1, To: 3, Focus: "f", Gate: "look"}, {Name: "two", From: 4, To: 5, Focus: "f", Opens: OpensByRhythm}, {Name: "three", From: 6, To: 6, Focus: "f"}}
	return p
}

func opened(t *testing.T, p Plan, day tandem.Date, held ...int) Plan {
	t.Helper()
	n, ok := p.Next(day, held)
	if !ok {
		t.Fatal("no phase waits")
	}
	p.open(n, Opening{Phase: n.Place, On: day, Held: n.Held, Of: n.Of})
	return p
}

// TestPhasesWaitForTheTherapist: no week of a later phase has days before the
// therapist opens it; opened in time nothing shifts, opened late its weeks begin
// with the next one.
func TestPhasesWaitForTheTherapist(t *testing.T) {
	for _, c := range []struct {
		name string
		on   tandem.Date // of opening; "" never
		want tandem.Date // first day of week 4
	}{
		{"never", "", ""},
		{"weeks ahead", "2026-03-10", "2026-03-23"},
		{"on the last day before", "2026-03-22", "2026-03-23"},
		{"on the day itself", "2026-03-23", "2026-03-23"},
		{"a day late", "2026-03-24", "2026-03-30"},
		{"three weeks late", "2026-04-09", "2026-04-13"},
	} {
		p := phased()
		if c.on != "" {
			p = opened(t, p, c.on)
		}
		for week, want := range []tandem.Date{"2026-03-02", "2026-03-09", "2026-03-16", c.want} {
			if first, _, ok := p.WeekDates(week + 1); first != want || ok != (want != "") {
				t.Errorf("%s: week %d begins on %q, want %q", c.name, week+1, first, want)
			}
		}
		if _, _, ok := p.WeekDates(6); ok {
			t.Errorf("%s: the third phase has days", c.name)
		}
	}
	p := phased()
	if n := len(p.Occurrences()); n != 3 || !p.Holds("a", 5, 1) {
		t.Errorf("%d times are due, and week 5 is held: %v", n, p.Holds("a", 5, 1))
	}
	if p.WeekOn("2026-03-25") != 0 || !p.WaitsOn("2026-03-25") || p.WeekFor("2026-03-25") != 3 || p.LastBegun("2026-03-25") != 3 {
		t.Error("while the phase waits, what happens belongs to the last week that has begun")
	}
	if p.WaitsOn("2026-03-22") {
		t.Error("it waits before its week is over")
	}
	p.Waits = false // begun before there were openings
	if _, last, ok := p.WeekDates(6); !ok || last != "2026-04-12" {
		t.Errorf("week 6 ends on %s", last)
	}
}

// TestAPlanBegunElsewhereGoesOnInItsPhase: the phases before it are over.
func TestAPlanBegunElsewhereGoesOnInItsPhase(t *testing.T) {
	p := phased()
	p.FirstWeek = 5
	if first, _, ok := p.WeekDates(5); !ok || first != "2026-03-02" {
		t.Errorf("week 5 begins on %q", first)
	}
	if n, ok := p.Next("2026-03-03", nil); !ok || n.Phase.Name != "three" || n.Of != 1 || !n.Ending {
		t.Errorf("next is %+v", n)
	}
}

// TestReliabilityBeforeDepth: the phase that asks for the rhythm opens when it
// held in two of three weeks, or for a reason; and no phase opens before the
// one before it has begun.
func TestReliabilityBeforeDepth(t *testing.T) {
	for _, c := range []struct {
		name   string
		day    tandem.Date
		held   []int
		reason string
		kind   tandem.Kind
	}{
		{"held in all", "2026-03-18", []int{1, 2, 3}, "", ""},
		{"held in two", "2026-03-18", []int{1, 3}, "", ""},
		{"held in one", "2026-03-18", []int{2}, "", tandem.KindInvalid},
		{"held in none, for a reason", "2026-03-18", nil, "They ask for it.", ""},
		{"held elsewhere", "2026-03-18", []int{4, 5, 6}, "", tandem.KindInvalid},
		{"a reason too long", "2026-03-18", []int{1, 2}, string(make([]byte, 2000)), tandem.KindInvalid},
		{"before the plan begins", "2026-02-27", []int{1, 2}, "", tandem.KindConflict},
	} {
		n, waits := phased().Next(c.day, c.held)
		if err := mayOpen(n, waits, c.reason); tandem.KindOf(err) != c.kind || (err == nil) != (c.kind == "") {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	p := opened(t, phased(), "2026-03-18", 1, 2)
	n, waits := p.Next("2026-03-18", nil)
	if err := mayOpen(n, waits, ""); tandem.KindOf(err) != tandem.KindConflict {
		t.Errorf("two phases ahead: %v", err)
	}
	n, waits = p.Next("2026-03-23", nil)
	if err := mayOpen(n, waits, ""); err != nil {
		t.Errorf("a phase that asks for nothing: %v", err)
	}
	p = opened(t, p, "2026-03-23")
	n, waits = p.Next("2026-03-23", nil)
	if err := mayOpen(n, waits, ""); tandem.KindOf(err) != tandem.KindConflict {
		t.Errorf("nothing waits: %v", err)
	}
}

// TestFlagsLock: a template that is never for couples in danger takes no screen
// that is old, missing, waived, or says more than "no concern".
func TestFlagsLock(t *testing.T) {
	for name, c := range map[string]struct {
		spoil  func(p *PartnerFacts)
		locked bool
	}{
		"nothing":       {func(*PartnerFacts) {}, false},
		"a month ago":   {func(p *PartnerFacts) { p.Screened = "2026-02-08" }, false},
		"due again":     {func(p *PartnerFacts) { p.NextDue = "2026-03-09" }, true},
		"watched":       {func(p *PartnerFacts) { p.Screen = casefile.Monitor }, true},
		"not indicated": {func(p *PartnerFacts) { p.Screen = casefile.JointNotIndicated }, true},
		"none, and waived": {func(p *PartnerFacts) {
			p.Screen, p.Screened, p.Waived = "", "", []casefile.Requirement{casefile.RequireScreen}
		}, true},
	} {
		one, two := readyPartner("one"), readyPartner("two")
		one.Screened, two.Screened = "2026-03-09", "2026-03-09"
		c.spoil(&two)
		flags := Flags(GateFacts{Partners: []PartnerFacts{one, two}, Today: "2026-03-10"})
		if c.locked != (len(flags) == 1) || c.locked && (flags[0].Partner != "two" || flags[0].Overridable) {
			t.Errorf("%s: %+v", name, flags)
		}
	}
	old := readyPartner("one")
	for day, stale := range map[tandem.Date]int{"2026-02-08": 0, "2026-02-07": 1} {
		old.Screened = day
		if f := (GateFacts{Partners: []PartnerFacts{old}, Today: "2026-03-10"}); len(Stale(f)) != stale || len(Flags(f)) != 0 {
			t.Errorf("%s: %d stale, %d flags", day, len(Stale(f)), len(Flags(f)))
		}
	}
}

// TestPhasesAndPauses: whatever the order of pauses and openings, weeks that were
// over stay, weeks keep their order and first weekday, and once every phase is
// open each week has its days.
func TestPhasesAndPauses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := phased()
		p.Begins = time.Weekday(rapid.IntRange(0, 6).Draw(t, "begins"))
		day := tandem.Date("2026-02-20").AddDays(rapid.IntRange(0, 10).Draw(t, "start"))
		p.StartsOn = day.OnOrAfter(p.Begins)
		act := func(kind string) {
			past := weeksBefore(p, day)
			switch kind {
			case "pause":
				_ = p.pause(day)
			case "resume":
				_ = p.resume(day)
			default:
				if n, ok := p.Next(day, nil); ok && n.Begun {
					p.open(n, Opening{Phase: n.Place, On: day})
				}
			}
			if now := weeksBefore(p, day); !slices.Equal(now, past) {
				t.Fatalf("%s on %s: weeks that were over have moved: %v, then %v", kind, day, past, now)
			}
		}
		for range rapid.IntRange(0, 12).Draw(t, "acts") {
			day = day.AddDays(rapid.IntRange(0, 15).Draw(t, "later"))
			act(rapid.SampledFrom([]string{"pause", "resume", "open"}).Draw(t, "act"))
		}
		act("resume")
		for range 20 {
			day = day.AddDays(7)
			act("open")
		}
		last := tandem.Date("")
		for week := 1; week <= p.Weeks; week++ {
			first, end, ok := p.WeekDates(week)
			if !ok || first <= last || first.Weekday() != p.Begins || end.DaysSince(first) != 6 {
				t.Fatalf("week %d: %s to %s after %s", week, first, end, last)
			}
			last = end
		}
	})
}
