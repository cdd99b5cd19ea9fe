package homework

import (
	"testing"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// What the other opened because they needed it makes nobody quiet.
func TestNobodyIsQuietForWhatTheOtherOpened(t *testing.T) {
	monday := tandem.Date("2026-03-02")
	p := &plan.Plan{State: plan.Active, StartsOn: monday, Weeks: 20, Begins: time.Monday}
	ana := casefile.Partner{ID: "ana", HasAccount: true}
	day := monday.AddDays(40)
	asked := Assignment{OpensOn: day.AddDays(-3), DueOn: day.AddDays(3), Purpose: PurposePlan}
	opened := asked
	opened.Purpose, opened.OpenedBy = PurposeEvent, "ben"
	if n := quiet(ana, p, []Assignment{opened}, time.Time{}, day, day.Time()); n != 0 {
		t.Errorf("quiet for %d days", n)
	}
	if n := quiet(ana, p, []Assignment{opened, asked}, time.Time{}, day, day.Time()); n != 40 {
		t.Errorf("with homework of the plan quiet for %d days", n)
	}
}
