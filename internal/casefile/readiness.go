package casefile

import (
	"context"
	"slices"

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
	Screens    []Screen     // all, the oldest first
	Partners   []PartnerReadiness
	Overrides  []Override // all, the oldest first
}

// PartnerReadiness is what is known of one active partner.
type PartnerReadiness struct {
	Partner  Partner
	Unsigned []Paper // of those to sign now
	// TakenBack are those of Unsigned that the partner had signed and took back.
	TakenBack []Paper
	Screen    Screen // the latest; zero when there was none
	Goal      Goal   // as last said, in a talk alone or on their own phone; "" when it never was
	Words     string // the partner's own on that goal
	Asked     bool   // for the goal on their own phone, and it is not answered yet
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

// Refuses tells whether the partner has taken back something that belongs to the
// requirement. Nobody signs over that no.
func (p PartnerReadiness) Refuses(requirement Requirement) bool {
	return slices.ContainsFunc(p.TakenBack, func(paper Paper) bool { return requirementOf(paper.Subject.Kind) == requirement })
}

// requirementOf is what a signed text of the kind is asked for by.
func requirementOf(kind SubjectKind) Requirement {
	if kind == SubjectPolicy {
		return RequirePolicy
	}
	return RequireConsents
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
func ReadinessOf(ctx context.Context, store Store, goals GoalRounds, practice tandem.PracticeID, couple tandem.CoupleID) (Readiness, error) {
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
	if r.Signatures, err = store.Signatures(ctx, practice, couple); err != nil {
		return Readiness{}, err
	}
	if r.Screens, err = store.Screens(ctx, practice, couple); err != nil {
		return Readiness{}, err
	}
	if r.Overrides, err = store.Overrides(ctx, practice, couple); err != nil {
		return Readiness{}, err
	}
	told, err := goals.GoalsTold(ctx, practice, []Couple{r.Couple})
	return r.gathered(own, told), err
}

// ReadinessAmong is ReadinessOf for many couples at once, in as many queries as
// for few, without the names under signatures, the reasons of overrides and
// what was before. It belongs inside a use case of somebody who may know the
// facts of each of these couples.
func ReadinessAmong(ctx context.Context, store Store, goals GoalRounds, practice tandem.PracticeID, couples []Couple) (map[tandem.CoupleID]Readiness, error) {
	all := map[tandem.CoupleID]Readiness{}
	if len(couples) == 0 {
		return all, nil
	}
	own, err := store.Consents(ctx, practice)
	if err != nil {
		return nil, err
	}
	ids := make([]tandem.CoupleID, len(couples))
	for i, c := range couples {
		ids[i] = c.ID
	}
	papers, err := store.PapersAmong(ctx, practice, ids)
	if err != nil {
		return nil, err
	}
	told, err := goals.GoalsTold(ctx, practice, couples)
	if err != nil {
		return nil, err
	}
	for _, c := range couples {
		r, known := papers[c.ID]
		if !known {
			r.Intake.Model = ModelRelationship
		}
		r.Couple = c
		all[c.ID] = r.gathered(own, told)
	}
	return all, nil
}

// gathered is what the facts say of each active partner; own are the
// practice's own texts, told what partners wrote about their goals. Of what was
// said about a goal the latest counts, wherever it was said.
func (r Readiness) gathered(own []Consent, told map[tandem.PartnerID]GoalTold) Readiness {
	r.Papers = Papers(r.Choice, r.Intake.Model, own)
	for _, p := range r.Couple.ActivePartners() {
		ready := PartnerReadiness{Partner: p}
		for _, paper := range r.Papers {
			if _, signed := paper.SignedBy(p.ID, r.Signatures); !signed {
				ready.Unsigned = append(ready.Unsigned, paper)
				if _, back := paper.TakenBackBy(p.ID, r.Signatures); back {
					ready.TakenBack = append(ready.TakenBack, paper)
				}
			}
		}
		wrote := told[p.ID]
		ready.Goal, ready.Words, ready.Asked = wrote.Goal, wrote.Words, wrote.Asked
		for _, s := range r.Screens { // the latest comes last
			if s.Partner == p.ID {
				ready.Screen = s
				if s.Goal != "" && !s.RecordedAt.Before(wrote.At) {
					ready.Goal, ready.Words = s.Goal, s.GoalWords
				}
			}
		}
		r.Partners = append(r.Partners, ready)
	}
	return r
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
