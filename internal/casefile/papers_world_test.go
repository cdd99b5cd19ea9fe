package casefile

import (
	"context"
	"slices"
	"time"

	"tandem/internal/tandem"
)

// cabinet keeps in memory what is settled before a plan begins, of one
// practice.
type cabinet struct {
	signatures []Signature
	choices    []PolicyChoice
	consents   []Consent
	screens    []Screen
	overrides  []Override
	intakes    map[tandem.CoupleID]Intake
	contacts   map[tandem.PartnerID]Contact
	dates      []OwnDate
	clinicians []tandem.PersonID
	proved     int // how often somebody gave their passphrase
	goals      map[tandem.PartnerID]GoalTold
}

func (k *cabinet) AddSignature(_ context.Context, _ tandem.PracticeID, s Signature) error {
	if slices.ContainsFunc(k.signatures, func(o Signature) bool {
		return o.Couple == s.Couple && o.Person == s.Person && o.Under(s.Subject, s.Digest)
	}) {
		return tandem.Conflict(tandem.Say("signed"))
	}
	k.signatures = append(k.signatures, s)
	return nil
}

func (k *cabinet) Signatures(_ context.Context, _ tandem.PracticeID, couple tandem.CoupleID) ([]Signature, error) {
	return slices.DeleteFunc(slices.Clone(k.signatures), func(s Signature) bool { return s.Couple != couple }), nil
}

func (k *cabinet) TakeBackSignature(_ context.Context, _ tandem.PracticeID, id tandem.SignatureID, at time.Time) (bool, error) {
	for i, s := range k.signatures {
		if s.ID == id && s.Partner != "" && s.TakenBackAt.IsZero() {
			k.signatures[i].TakenBackAt = at
			return true, nil
		}
	}
	return false, nil
}

func (k *cabinet) TakenBackIn(_ context.Context, _ tandem.PracticeID, couples []tandem.CoupleID) ([]tandem.CoupleID, error) {
	return slices.DeleteFunc(slices.Clone(couples), func(id tandem.CoupleID) bool {
		return !slices.ContainsFunc(k.signatures, func(s Signature) bool { return s.Couple == id && !s.TakenBackAt.IsZero() })
	}), nil
}

func (k *cabinet) PolicyOf(_ context.Context, _ tandem.PracticeID, couple tandem.CoupleID) (PolicyChoice, error) {
	for _, c := range slices.Backward(k.choices) {
		if c.Couple == couple {
			return c, nil
		}
	}
	return PolicyChoice{}, nil
}

func (k *cabinet) ChoosePolicy(_ context.Context, _ tandem.PracticeID, c PolicyChoice) error {
	k.choices = append(k.choices, c)
	return nil
}

func (k *cabinet) Consents(context.Context, tandem.PracticeID) ([]Consent, error) {
	return k.consents, nil
}

func (k *cabinet) Screens(_ context.Context, _ tandem.PracticeID, couple tandem.CoupleID) ([]Screen, error) {
	return slices.DeleteFunc(slices.Clone(k.screens), func(s Screen) bool { return s.Couple != couple }), nil
}

func (k *cabinet) AddScreen(_ context.Context, _ tandem.PracticeID, s Screen) error {
	k.screens = append(k.screens, s)
	return nil
}

func (k *cabinet) Overrides(_ context.Context, _ tandem.PracticeID, couple tandem.CoupleID) ([]Override, error) {
	return slices.DeleteFunc(slices.Clone(k.overrides), func(o Override) bool { return o.Couple != couple }), nil
}

func (k *cabinet) SignInAgain(_ context.Context, _ tandem.Actor, passphrase string) error {
	if passphrase != rightWords {
		return tandem.InvalidField(FieldPassphrase, tandem.Say("wrong"))
	}
	k.proved++
	return nil
}

const rightWords = "copper kettle under nine stars"

func (k *cabinet) IntakeOf(_ context.Context, _ tandem.PracticeID, couple tandem.CoupleID) (Intake, error) {
	if i, ok := k.intakes[couple]; ok {
		return i, nil
	}
	return Intake{Model: ModelRelationship}, nil
}

func (k *cabinet) PapersAmong(context.Context, tandem.PracticeID, []tandem.CoupleID) (map[tandem.CoupleID]Readiness, error) {
	return nil, nil // no list of couples is drawn here
}

func (k *cabinet) SaveIntake(_ context.Context, _ tandem.PracticeID, couple tandem.CoupleID, i Intake, _ time.Time) error {
	if k.intakes == nil {
		k.intakes = map[tandem.CoupleID]Intake{}
	}
	k.intakes[couple] = i
	return nil
}

func (k *cabinet) Clinicians(context.Context, tandem.PracticeID, time.Time) ([]tandem.PersonID, error) {
	return k.clinicians, nil
}

func (k *cabinet) AddOverride(_ context.Context, _ tandem.PracticeID, o Override) error {
	k.overrides = append(k.overrides, o)
	return nil
}

func (k *cabinet) Override(_ context.Context, _ tandem.PracticeID, id tandem.OverrideID) (Override, error) {
	for _, o := range k.overrides {
		if o.ID == id {
			return o, nil
		}
	}
	return Override{}, tandem.NotFound()
}

func (k *cabinet) OverridesAsked(context.Context, tandem.PracticeID) ([]Override, error) {
	return slices.DeleteFunc(slices.Clone(k.overrides), func(o Override) bool { return o.State != OverrideAsked }), nil
}

func (k *cabinet) SettleOverride(_ context.Context, _ tandem.PracticeID, id tandem.OverrideID, state OverrideState, by tandem.PersonID, at time.Time) (bool, error) {
	for i := range k.overrides {
		if o := &k.overrides[i]; o.ID == id && o.State == OverrideAsked {
			o.State, o.SettledBy, o.SettledAt = state, by, at
			return true, nil
		}
	}
	return false, nil
}

func (k *cabinet) AddConsent(_ context.Context, _ tandem.PracticeID, c Consent) error {
	k.consents = append(k.consents, c)
	return nil
}

func (k *cabinet) RetireConsent(_ context.Context, _ tandem.PracticeID, id tandem.ConsentID, _ time.Time) (bool, error) {
	before := len(k.consents)
	k.consents = slices.DeleteFunc(k.consents, func(c Consent) bool { return c.ID == id })
	return len(k.consents) < before, nil
}

func (k *cabinet) Contacts(context.Context, tandem.PracticeID, tandem.CoupleID) (map[tandem.PartnerID]Contact, error) {
	return k.contacts, nil
}

func (k *cabinet) SetContact(_ context.Context, _ tandem.PracticeID, _ tandem.CoupleID, p Partner, c Contact, _ time.Time) error {
	if k.contacts == nil {
		k.contacts = map[tandem.PartnerID]Contact{}
	}
	k.contacts[p.ID] = c
	return nil
}

func (k *cabinet) OwnDates(context.Context, tandem.PracticeID, tandem.CoupleID) ([]OwnDate, error) {
	return k.dates, nil
}

func (k *cabinet) KeepOwnDate(_ context.Context, _ tandem.PracticeID, _ tandem.CoupleID, d OwnDate, _ time.Time) error {
	k.dates = append(slices.DeleteFunc(k.dates, func(o OwnDate) bool { return o.ID == d.ID }), d)
	return nil
}

func (k *cabinet) DropOwnDate(_ context.Context, _ tandem.PracticeID, _ tandem.CoupleID, id tandem.OwnDateID) error {
	k.dates = slices.DeleteFunc(k.dates, func(o OwnDate) bool { return o.ID == id })
	return nil
}

// of is the couple itself, to be changed in place.
func (w *memory) of(practice tandem.PracticeID, couple tandem.CoupleID) *Couple {
	for i := range w.couples {
		if c := &w.couples[i]; c.Practice == practice && c.ID == couple {
			return c
		}
	}
	return &Couple{}
}

func (w *memory) SaveCouple(_ context.Context, practice tandem.PracticeID, couple tandem.CoupleID, code, zone string) error {
	c := w.of(practice, couple)
	c.Code, c.TimeZone = code, zone
	return nil
}

func (w *memory) SavePartner(_ context.Context, practice tandem.PracticeID, couple tandem.CoupleID, p Partner) error {
	w.of(practice, couple).Partners[p.Position-1] = p
	return nil
}

func (w *memory) AddToTeam(_ context.Context, practice tandem.PracticeID, couple tandem.CoupleID, m Member) (bool, error) {
	c := w.of(practice, couple)
	c.Team = append(c.Team, m)
	return true, nil
}

func (w *memory) EndOnTeam(_ context.Context, practice tandem.PracticeID, couple tandem.CoupleID, person tandem.PersonID, at time.Time) error {
	for i := range w.of(practice, couple).Team {
		if m := &w.of(practice, couple).Team[i]; m.Person == person && m.ActiveAt(at) {
			m.To = at
		}
	}
	return nil
}

func (w *memory) EndMembership(_ context.Context, practice tandem.PracticeID, couple tandem.CoupleID, partner tandem.PartnerID, at time.Time) error {
	for i := range w.of(practice, couple).Partners {
		if p := &w.of(practice, couple).Partners[i]; p.ID == partner {
			p.LeftAt = at
		}
	}
	return nil
}

func (w *memory) CloseCouple(_ context.Context, practice tandem.PracticeID, couple tandem.CoupleID, _ time.Time) error {
	w.of(practice, couple).State = StateClosed
	return nil
}

func (w *memory) ShutAccount(_ context.Context, _ tandem.PracticeID, person tandem.PersonID, _ time.Time) (bool, error) {
	had := w.accounts[person]
	delete(w.accounts, person)
	return had, nil
}

func (k *cabinet) AskGoal(_ context.Context, _ Couple, partner tandem.PartnerID) error {
	if k.goals[partner].Asked {
		return tandem.Conflict(tandem.Say("asked"))
	}
	if k.goals == nil {
		k.goals = map[tandem.PartnerID]GoalTold{}
	}
	told := k.goals[partner]
	told.Asked = true
	k.goals[partner] = told
	return nil
}

func (k *cabinet) GoalsTold(context.Context, tandem.PracticeID, []Couple) (map[tandem.PartnerID]GoalTold, error) {
	return k.goals, nil
}
