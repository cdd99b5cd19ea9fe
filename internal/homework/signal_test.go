package homework

import (
	"testing"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/plan"
	"tandem/internal/practice"
	"tandem/internal/tandem"
)

// However few weeks a caseload reads, a long silence is told in full, and never
// as longer than there has been a plan.
func TestSilenceIsToldInFull(t *testing.T) {
	monday := tandem.Date("2026-03-02")
	p := &plan.Plan{State: plan.Active, StartsOn: monday, Weeks: 20, Begins: time.Monday}
	ana := casefile.Partner{ID: "ana", HasAccount: true, Invitation: practice.Invitation{UsedAt: monday.AddDays(-30).Time()}}
	at := func(days int) (tandem.Date, time.Time) { return monday.AddDays(days), monday.AddDays(days).Time() }
	open := func(day tandem.Date, state exercise.PartState) []Assignment {
		return []Assignment{{OpensOn: day.AddDays(-3), DueOn: day.AddDays(3), Parts: []Part{{Partner: "ana", State: state}}}}
	}
	for _, c := range []struct {
		name    string
		today   int // days since the plan began
		changed int // the day of the last change; -1 is never
		state   exercise.PartState
		want    int
	}{
		{"a change eleven days ago", 70, 59, exercise.PartNone, 11},
		{"a change further back than the caseload reads", 70, 5, exercise.PartNone, 65},
		{"never a change", 70, -1, exercise.PartNone, 70},
		{"all is done", 70, 5, exercise.PartDone, 0},
		{"passed on", 70, 5, exercise.PartPassed, 0},
	} {
		day, now := at(c.today)
		var changed time.Time
		if c.changed >= 0 {
			_, changed = at(c.changed)
		}
		if got := quiet(ana, p, open(day, c.state), changed, day, now); got != c.want {
			t.Errorf("%s: %d days, want %d", c.name, got, c.want)
		}
	}
}

// A caseload reads as far back as the last four weeks go, also behind a pause.
func TestFourWeeksBack(t *testing.T) {
	monday := tandem.Date("2026-03-02")
	p := plan.Plan{State: plan.Active, StartsOn: monday, Weeks: 20, Begins: time.Monday}
	paused := p
	paused.Pauses = []plan.Pause{{From: monday.AddDays(35), To: monday.AddDays(77)}}
	for _, c := range []struct {
		p    plan.Plan
		day  int
		want int
	}{{p, 0, 0}, {p, 20, 0}, {p, 70, 49}, {paused, 84, 21}, {paused, 60, 7}, {p, 200, 112}} {
		if got := fourBack(c.p, monday.AddDays(c.day)); got != monday.AddDays(c.want) {
			t.Errorf("on day %d: %s, want %s", c.day, got, monday.AddDays(c.want))
		}
	}
}
