package main

import (
	"strings"
	"testing"
	"time"

	"tandem/internal/api"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
)

// TestHowItGoesIsOnesOwnAndWhatIsShared: a partner reads what they did
// themselves and what both did. What the other did alone is in no figure.
func TestHowItGoesIsOnesOwnAndWhatIsShared(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.hire("ada", "mara", tandem.RoleTherapist)
		c := w.takeIn("mara", "rowan", "noor")
		note := func(name string, id tandem.AssignmentID) {
			h := w.must(w.homework.See(bg, w.people[name], id)).(homework.Homework)
			w.must(w.homework.Move(bg, w.people[name], id, homework.MoveInput{Kind: exercise.MoveLog, Key: w.IDs.New(), Version: h.Sight.Version,
				Form: exercise.Form{"moment": {"The soup of " + name}, "date": {string(tandem.DateOf(w.clock.Now(), time.UTC))}}}))
		}
		programs := map[string]*program{"rowan": w.program("rowan"), "noor": w.program("noor")}
		how := func(name string) api.CoupleHow {
			var got api.How
			programs[name].get("/how", &got)
			return got.Couples[0]
		}
		rowan, noor := w.browse("rowan"), w.browse("noor")
		if page := rowan.get("/how").body; !strings.Contains(page, "It is early days") {
			t.Error("an empty page is not told kindly")
		}
		both, alone := w.ask(c, "E39"), w.ask(c, "E39")
		note("rowan", both)
		if got := how("noor"); got.Together != 0 || got.Own.Done != 0 {
			t.Errorf("what Rowan noted counts for Noor: %+v", got)
		}
		note("noor", both)
		before := masked(noor.get("/how"))
		for name, want := range map[string]int{"rowan": 1, "noor": 1} {
			if got := how(name); got.Together != 1 || got.Own.Done != want || len(got.Often) != 1 || got.Often[0].Times != 1 || len(got.Gathered) != 1 || got.Gathered[0].Times != 2 {
				t.Errorf("%s: %+v", name, got)
			}
		}
		note("rowan", alone)
		if got := how("rowan"); got.Own.Done != 2 || got.Together != 1 {
			t.Errorf("what Rowan did alone: %+v", got)
		}
		if page := rowan.get("/how").body; !strings.Contains(page, "You have finished 2 things.") || !strings.Contains(page, "You both took part in one thing.") {
			t.Error("Rowan's page does not say what they did")
		}
		if masked(noor.get("/how")) != before {
			t.Error("Noor's page counts what Rowan did alone")
		}
	})
}
