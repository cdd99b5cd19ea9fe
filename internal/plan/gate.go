package plan

import (
	"context"
	"slices"

	"tandem/internal/casefile"
	"tandem/internal/tandem"
)

// GateFacts are what the gate before activation looks at.
type GateFacts struct {
	Partners []PartnerFacts // whom the plan is for, by position
	Today    tandem.Date    // in the couple's time zone
}

// PartnerFacts are the facts of one partner.
type PartnerFacts struct {
	Partner  tandem.PartnerID
	Consents bool // every consent is signed as it reads now
	Policy   bool // a policy is chosen, and signed
	Screen   casefile.ScreenResult
	Screened tandem.Date // when it was; "" where there is none
	NextDue  tandem.Date // when safety is to be asked about again
	Goal     bool        // the partner has said what they want of the work
	Waived   []casefile.Requirement
	// Refused is what the partner had signed and took back: no waiver passes it.
	Refused []casefile.Requirement
}

// Unmet is one thing that stands between a couple and their plan. It is for
// the care team alone: a safety screen shows to no partner.
type Unmet struct {
	Requirement casefile.Requirement
	Partner     tandem.PartnerID
	Text        tandem.Text
	Overridable bool // with a reason and a second clinician
	JointOnly   bool // items that the partner does alone remain possible
}

// Requirements lists what the gate asks for, in the order in which it is shown.
// casefile.RequireJoint is asked of the safety screen.
func Requirements() []casefile.Requirement {
	return []casefile.Requirement{casefile.RequireConsents, casefile.RequirePolicy, casefile.RequireScreen, casefile.RequireGoal}
}

// Gate says what is not there yet before a plan can begin: nothing means that
// it may. Requirements that were waived are left out, but for an agreement
// that its partner took back and a safety screen that speaks against joint work,
// which nothing passes.
func Gate(f GateFacts) []Unmet {
	var unmet []Unmet
	for _, p := range f.Partners {
		need := func(met bool, requirement casefile.Requirement, text tandem.Text) {
			if slices.Contains(p.Refused, requirement) {
				unmet = append(unmet, Unmet{Requirement: requirement, Partner: p.Partner, Text: tandem.Say("An agreement was taken back. It has to be signed again.")})
				return
			}
			if !met && !slices.Contains(p.Waived, requirement) {
				unmet = append(unmet, Unmet{Requirement: requirement, Partner: p.Partner, Text: text, Overridable: true})
			}
		}
		need(p.Consents, casefile.RequireConsents, tandem.Say("The consents are not all signed."))
		need(p.Policy, casefile.RequirePolicy, tandem.Say("The confidentiality policy is not signed."))
		switch {
		case p.Screen == "":
			need(false, casefile.RequireScreen, tandem.Say("There is no safety screen yet."))
		case p.NextDue != "" && p.NextDue < f.Today:
			need(false, casefile.RequireScreen, tandem.Say("The safety screen is due again."))
		}
		need(p.Goal, casefile.RequireGoal, tandem.Say("The partner's own goal is not known yet."))
		if p.Screen == casefile.JointNotIndicated {
			unmet = append(unmet, Unmet{Requirement: casefile.RequireJoint, Partner: p.Partner, JointOnly: true,
				Text: tandem.Say("The safety screen speaks against joint work. Items done alone remain possible.")})
		}
	}
	return unmet
}

// freshDays is how old a safety screen may be where a template asks for a fresh
// one.
const freshDays = 30

// Flags are what keeps a template behind GateNoFlag locked: it is never for a
// couple in which one may not be safe with the other (T4). Nothing waives them.
func Flags(f GateFacts) []Unmet {
	return unfit(f, tandem.Say("This template is locked while a safety screen is missing, due again, or raises a concern."), func(p PartnerFacts) bool {
		return p.Screen != casefile.NoConcern || p.NextDue != "" && p.NextDue < f.Today
	})
}

// Stale are the safety screens that are too old to begin such a template.
func Stale(f GateFacts) []Unmet {
	return unfit(f, tandem.Say("This template asks for a safety screen of the last %d days.", freshDays), func(p PartnerFacts) bool {
		return p.Screen == casefile.NoConcern && f.Today.DaysSince(p.Screened) > freshDays
	})
}

// unfit names the screens of those partners of whom it is so.
func unfit(f GateFacts, text tandem.Text, is func(PartnerFacts) bool) []Unmet {
	var all []Unmet
	for _, p := range f.Partners {
		if is(p) {
			all = append(all, Unmet{Requirement: casefile.RequireScreen, Partner: p.Partner, Text: text})
		}
	}
	return all
}

// GateForSolo is the gate for a plan that holds nothing but items that each
// partner does alone.
func GateForSolo(f GateFacts) []Unmet {
	return slices.DeleteFunc(Gate(f), func(u Unmet) bool { return u.JointOnly })
}

// SoloOnly tells whether a safety screen leaves only items that a partner does
// alone.
func (f GateFacts) SoloOnly() bool {
	return slices.ContainsFunc(f.Partners, func(p PartnerFacts) bool { return p.Screen == casefile.JointNotIndicated })
}

// Refuses tells whether a partner whom the item concerns has taken an agreement
// back.
func (f GateFacts) Refuses(it Item) bool {
	return slices.ContainsFunc(f.Partners, func(p PartnerFacts) bool {
		return len(p.Refused) > 0 && (it.Partner == "" || it.Partner == p.Partner)
	})
}

// For narrows the facts to one partner, who begins first: the gate is then
// that person's own.
func (f GateFacts) For(partner tandem.PartnerID) GateFacts {
	f.Partners = slices.DeleteFunc(slices.Clone(f.Partners), func(p PartnerFacts) bool { return p.Partner != partner })
	return f
}

// FactsOf gathers the facts of a couple. It belongs inside a use case of the
// care team. Error: NotFound.
func FactsOf(ctx context.Context, cases casefile.Store, goals casefile.GoalRounds, practice tandem.PracticeID, couple tandem.CoupleID, clock tandem.Clock) (GateFacts, error) {
	r, err := casefile.ReadinessOf(ctx, cases, goals, practice, couple)
	if err != nil {
		return GateFacts{}, err
	}
	return FactsFrom(r, tandem.DateOf(clock.Now(), r.Couple.Zone())), nil
}

// FactsAmong is FactsOf for many couples at once, in as many queries as for few.
func FactsAmong(ctx context.Context, cases casefile.Store, goals casefile.GoalRounds, practice tandem.PracticeID, couples []casefile.Couple, clock tandem.Clock) (map[tandem.CoupleID]GateFacts, error) {
	all, err := casefile.ReadinessAmong(ctx, cases, goals, practice, couples)
	if err != nil {
		return nil, err
	}
	facts := map[tandem.CoupleID]GateFacts{}
	for id, r := range all {
		facts[id] = FactsFrom(r, tandem.DateOf(clock.Now(), r.Couple.Zone()))
	}
	return facts, nil
}

// FactsFrom are the facts as the gate looks at them.
func FactsFrom(r casefile.Readiness, today tandem.Date) GateFacts {
	f := GateFacts{Today: today}
	for _, p := range r.Partners {
		facts := PartnerFacts{Partner: p.Partner.ID, Consents: r.Signed(p, casefile.SubjectConsent), Policy: r.Signed(p, casefile.SubjectPolicy),
			Screen: p.Screen.Result, Screened: p.Screen.On, NextDue: p.Screen.NextDue, Goal: p.Goal != ""}
		for _, requirement := range []casefile.Requirement{casefile.RequireConsents, casefile.RequirePolicy} {
			if p.Refuses(requirement) {
				facts.Refused = append(facts.Refused, requirement)
			}
		}
		for _, o := range r.Overrides {
			if o.State == casefile.OverrideGranted && o.Partner == p.Partner.ID {
				facts.Waived = append(facts.Waived, o.Requirement)
			}
		}
		f.Partners = append(f.Partners, facts)
	}
	return f
}
