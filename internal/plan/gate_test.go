package plan

import (
	"slices"
	"testing"

	"tandem/internal/casefile"
	"tandem/internal/tandem"
)

func readyPartner(id tandem.PartnerID) PartnerFacts {
	return PartnerFacts{Partner: id, Consents: true, Policy: true, Screen: casefile.NoConcern, NextDue: "2026-06-01", Goal: true}
}

// TestGate takes away one fact after the other: each is missed, of the right
// partner, and nothing but a safety screen's word against joint work stands
// above an override.
func TestGate(t *testing.T) {
	requirements := func(unmet []Unmet) (names []casefile.Requirement) {
		for _, u := range unmet {
			names = append(names, u.Requirement)
			if u.Text.IsZero() || u.Partner == "" {
				t.Errorf("%+v says too little", u)
			}
			if u.Overridable == (u.Requirement == casefile.RequireJoint) || u.JointOnly != (u.Requirement == casefile.RequireJoint) {
				t.Errorf("%+v can or cannot be overridden wrongly", u)
			}
		}
		return names
	}
	for _, c := range []struct {
		name   string
		spoil  func(p *PartnerFacts)
		waived casefile.Requirement
		want   []casefile.Requirement
		solo   []casefile.Requirement
	}{
		{name: "everything is there"},
		{"no consents", func(p *PartnerFacts) { p.Consents = false }, casefile.RequireConsents, []casefile.Requirement{casefile.RequireConsents}, []casefile.Requirement{casefile.RequireConsents}},
		{"no policy", func(p *PartnerFacts) { p.Policy = false }, casefile.RequirePolicy, []casefile.Requirement{casefile.RequirePolicy}, []casefile.Requirement{casefile.RequirePolicy}},
		{"no screen", func(p *PartnerFacts) { p.Screen = "" }, casefile.RequireScreen, []casefile.Requirement{casefile.RequireScreen}, []casefile.Requirement{casefile.RequireScreen}},
		{"a screen due again", func(p *PartnerFacts) { p.NextDue = "2026-03-01" }, casefile.RequireScreen, []casefile.Requirement{casefile.RequireScreen}, []casefile.Requirement{casefile.RequireScreen}},
		{"no goal", func(p *PartnerFacts) { p.Goal = false }, casefile.RequireGoal, []casefile.Requirement{casefile.RequireGoal}, []casefile.Requirement{casefile.RequireGoal}},
		{"a screen due today", func(p *PartnerFacts) { p.NextDue = "2026-03-02" }, "", nil, nil},
		{"to be monitored", func(p *PartnerFacts) { p.Screen = casefile.Monitor }, "", nil, nil},
		{"joint work ruled out", func(p *PartnerFacts) { p.Screen = casefile.JointNotIndicated }, casefile.RequireJoint, []casefile.Requirement{casefile.RequireJoint}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := GateFacts{Today: "2026-03-02", Partners: []PartnerFacts{readyPartner("ana"), readyPartner("ben")}}
			if c.spoil != nil {
				c.spoil(&f.Partners[1])
			}
			if got := requirements(Gate(f)); !slices.Equal(got, c.want) {
				t.Errorf("unmet %v, want %v", got, c.want)
			}
			if got := requirements(GateForSolo(f)); !slices.Equal(got, c.solo) {
				t.Errorf("for solo work %v, want %v", got, c.solo)
			}
			if got := Gate(f.For("ana")); len(got) != 0 {
				t.Errorf("one partner waits for the other: %v", got)
			}
			if len(Gate(f.For("ben"))) != len(c.want) || f.SoloOnly() != (c.waived == casefile.RequireJoint) {
				t.Error("the partner's own gate is another one")
			}
			f.Partners[1].Waived = []casefile.Requirement{c.waived}
			left := 0
			if c.waived == casefile.RequireJoint {
				left = 1
			}
			if got := Gate(f); len(got) != left {
				t.Errorf("waived, and yet %v", got)
			}
		})
	}
	if got := Gate(GateFacts{Partners: []PartnerFacts{{Partner: "ana"}}}); len(got) != 4 {
		t.Errorf("what is unknown is not closed: %v", got)
	}
}
