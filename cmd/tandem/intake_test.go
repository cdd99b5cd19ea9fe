package main

import (
	"testing"

	"tandem/internal/plan"
)

// A couple that was just taken in does not pass the gate; one that is ready
// does.
func TestReadyPassesTheGate(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.hire("ada", "mara", "therapist")
		c := w.takeIn("mara", "rowan", "noor")
		unmet := func() []plan.Unmet {
			return plan.Gate(w.must(plan.FactsOf(bg, w.store, w.homework, c.Practice, c.ID, w.clock)).(plan.GateFacts))
		}
		if got := unmet(); len(got) != 8 {
			t.Errorf("at first %d things are missing: %v", len(got), got)
		}
		w.ready("mara", c)
		if got := unmet(); len(got) != 0 {
			t.Errorf("ready, and yet %v", got)
		}
		w.clock.Advance(100 * 24 * 3600e9)
		if got := unmet(); len(got) != 2 {
			t.Errorf("after the screens are due again: %v", got)
		}
	})
}
