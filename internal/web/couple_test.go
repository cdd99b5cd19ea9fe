package web

import (
	"testing"

	"tandem/internal/casefile"
	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// TestWhatStandsBeforeAPlanInTheHeader: the care team reads of each partner
// what is there, what is not, what is due again and what was left out.
func TestWhatStandsBeforeAPlanInTheHeader(t *testing.T) {
	c := casefile.Couple{Partners: []casefile.Partner{{ID: "p1", Name: "Rowan"}, {ID: "p2", Name: "Noor"}}}
	ready := plan.PartnerFacts{Partner: "p1", Consents: true, Policy: true, Screen: casefile.NoConcern, NextDue: "2026-06-01", Goal: true}
	for name, tt := range map[string]struct {
		spoil func(p *plan.PartnerFacts)
		want  [3]string // consents, policy, safety screen
		unmet int
	}{
		"everything is there": {func(*plan.PartnerFacts) {}, [3]string{"there", "there", "there, again by 1 June 2026"}, 0},
		"one has not signed":  {func(p *plan.PartnerFacts) { p.Consents, p.Policy = false, false }, [3]string{"Noor: not there yet", "Noor: not there yet", "there, again by 1 June 2026"}, 2},
		"not seen alone yet":  {func(p *plan.PartnerFacts) { p.Screen, p.NextDue = "", "" }, [3]string{"there", "there", "Noor: not there yet"}, 1},
		"to be asked again":   {func(p *plan.PartnerFacts) { p.NextDue = "2026-03-01" }, [3]string{"there", "there", "Noor: due again"}, 1},
		"joint work ruled out": {func(p *plan.PartnerFacts) { p.Screen = casefile.JointNotIndicated },
			[3]string{"there", "there", "Noor: conjoint work not indicated"}, 1},
		"left out": {func(p *plan.PartnerFacts) {
			p.Consents, p.Waived = false, []casefile.Requirement{casefile.RequireConsents}
		},
			[3]string{"Noor: left out, signed by a clinician", "there", "there, again by 1 June 2026"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			second := ready
			second.Partner = "p2"
			tt.spoil(&second)
			unmet := 0
			for i, l := range beforeLines(c, plan.GateFacts{Today: tandem.Date("2026-03-02"), Partners: []plan.PartnerFacts{ready, second}}) {
				if l.State.String() != tt.want[i] {
					t.Errorf("%s: %q, want %q", l.Name, l.State, tt.want[i])
				}
				if !l.Met {
					unmet++
				}
			}
			if unmet != tt.unmet {
				t.Errorf("%d are missing, want %d", unmet, tt.unmet)
			}
		})
	}
}
