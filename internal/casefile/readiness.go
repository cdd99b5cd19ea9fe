package casefile

import (
	"context"

	"tandem/internal/tandem"
)

// Readiness is what is known of a couple before a plan begins: the facts of
// the gate. It is for the care team; no partner may be shown any of it.
type Readiness struct {
	Couple     Couple
	Intake     Intake
	Choice     PolicyChoice // zero while none was made
	Papers     []Paper      // what each partner is asked to sign
	Signatures []Signature  // all of the couple, the oldest first
	Partners   []PartnerReadiness
	Overrides  []Override // all, the oldest first
}

// PartnerReadiness is what is known of one active partner.
type PartnerReadiness struct {
	Partner  Partner
	Unsigned []Paper // of those to sign now
	Screen   Screen  // the latest; zero when there was none
	Goal     Goal    // as last said; "" when it never was
	Words    string  // the partner's own on that goal
}

// Signed tells whether the partner has signed everything of the kind that
// there is to sign, and that there is something.
func (r Readiness) Signed(p PartnerReadiness, kind SubjectKind) bool {
	asked := false
	for _, paper := range r.Papers {
		asked = asked || paper.Subject.Kind == kind
	}
	for _, paper := range p.Unsigned {
		if paper.Subject.Kind == kind {
			return false
		}
	}
	return asked
}

// Granted tells whether an override stands for the requirement.
func (r Readiness) Granted(requirement Requirement, partner tandem.PartnerID) bool {
	for _, o := range r.Overrides {
		if o.State == OverrideGranted && o.Requirement == requirement && o.Partner == partner {
			return true
		}
	}
	return false
}

// Of is the partner's part; false for somebody else.
func (r Readiness) Of(partner tandem.PartnerID) (PartnerReadiness, bool) {
	for _, p := range r.Partners {
		if p.Partner.ID == partner {
			return p, true
		}
	}
	return PartnerReadiness{}, false
}

// ReadinessOf gathers the facts of a couple. It belongs inside a use case of
// somebody who may know them: the care team, its supervisors. Error: NotFound.
func ReadinessOf(ctx context.Context, store Store, practice tandem.PracticeID, couple tandem.CoupleID) (Readiness, error) {
	var r Readiness
	var err error
	if r.Couple, err = store.Couple(ctx, practice, couple); err != nil {
		return Readiness{}, err
	}
	if r.Intake, err = store.IntakeOf(ctx, practice, couple); err != nil {
		return Readiness{}, err
	}
	if r.Choice, err = store.PolicyOf(ctx, practice, couple); err != nil {
		return Readiness{}, err
	}
	own, err := store.Consents(ctx, practice)
	if err != nil {
		return Readiness{}, err
	}
	r.Papers = Papers(r.Choice, r.Intake.Model, own)
	if r.Signatures, err = store.Signatures(ctx, practice, couple); err != nil {
		return Readiness{}, err
	}
	screens, err := store.Screens(ctx, practice, couple)
	if err != nil {
		return Readiness{}, err
	}
	if r.Overrides, err = store.Overrides(ctx, practice, couple); err != nil {
		return Readiness{}, err
	}
	for _, p := range r.Couple.ActivePartners() {
		ready := PartnerReadiness{Partner: p}
		for _, paper := range r.Papers {
			if _, signed := paper.SignedBy(p.ID, r.Signatures); !signed {
				ready.Unsigned = append(ready.Unsigned, paper)
			}
		}
		for _, s := range screens { // the latest comes last
			if s.Partner == p.ID {
				ready.Screen = s
				if s.Goal != "" {
					ready.Goal, ready.Words = s.Goal, s.GoalWords
				}
			}
		}
		r.Partners = append(r.Partners, ready)
	}
	return r, nil
}

// papersOf are what each partner of a couple is asked to sign now.
func papersOf(ctx context.Context, store Store, practice tandem.PracticeID, couple tandem.CoupleID) ([]Paper, error) {
	intake, err := store.IntakeOf(ctx, practice, couple)
	if err != nil {
		return nil, err
	}
	choice, err := store.PolicyOf(ctx, practice, couple)
	if err != nil {
		return nil, err
	}
	own, err := store.Consents(ctx, practice)
	return Papers(choice, intake.Model, own), err
}
