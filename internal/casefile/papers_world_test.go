package casefile

import (
	"context"
	"slices"

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
