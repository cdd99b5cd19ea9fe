package casefile

import (
	"context"
	"slices"
	"strings"

	"tandem/internal/practice"
	"tandem/internal/tandem"
)

// Agreement is a paper as one partner meets it, with their own signature. It
// says nothing of anybody else's.
type Agreement struct {
	Paper  Paper
	Signed Signature // the partner's own under this very text; zero without one
	// TakenBack is the partner's own that they took back; zero unless it is open
	// for that reason.
	TakenBack Signature
}

// Open tells whether the partner has not signed it as it reads now.
func (a Agreement) Open() bool { return a.Signed.ID == "" }

// Agreements are a partner's papers in one couple.
type Agreements struct {
	Couple tandem.CoupleID
	Zone   string // the partner's
	Papers []Agreement
}

// Agreements lists what the actor is asked to sign, and has signed, in each of
// their couples. Partners may, for themselves.
func (s *Service) Agreements(ctx context.Context, actor tandem.Actor) ([]Agreements, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseSeePapers, oneself(actor),
		func(ctx context.Context, _ *tandem.Grant) ([]Agreements, error) { return s.agreements(ctx, actor) })
}

// OpenAgreements counts what the actor has not signed yet and has not taken
// back: nobody is reminded of their own no. Partners may, for themselves. It leaves no entry: it is asked with every day's list.
func (s *Service) OpenAgreements(ctx context.Context, actor tandem.Actor) (int, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseCountPapers, oneself(actor),
		func(ctx context.Context, _ *tandem.Grant) (int, error) {
			open := 0
			all, err := s.agreements(ctx, actor)
			for _, of := range all {
				for _, a := range of.Papers {
					if a.Open() && a.TakenBack.ID == "" {
						open++
					}
				}
			}
			return open, err
		})
}

func (s *Service) agreements(ctx context.Context, actor tandem.Actor) ([]Agreements, error) {
	couples, err := s.Store.PartnerCouples(ctx, actor.Practice, actor.Person)
	if err != nil {
		return nil, err
	}
	var all []Agreements
	for _, c := range couples {
		p, ok := c.PartnerOf(actor.Person)
		if !ok {
			continue
		}
		papers, err := s.agreementsIn(ctx, actor.Practice, c.ID, p)
		if err != nil {
			return nil, err
		}
		all = append(all, Agreements{Couple: c.ID, Zone: p.TimeZone, Papers: papers})
	}
	return all, nil
}

func (s *Service) agreementsIn(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, p Partner) ([]Agreement, error) {
	papers, err := papersOf(ctx, s.Store, practice, couple)
	if err != nil {
		return nil, err
	}
	signatures, err := s.Store.Signatures(ctx, practice, couple)
	if err != nil {
		return nil, err
	}
	var list []Agreement
	for _, paper := range papers {
		own, _ := paper.SignedBy(p.ID, signatures)
		back, _ := paper.TakenBackBy(p.ID, signatures)
		list = append(list, Agreement{Paper: paper, Signed: own, TakenBack: back})
	}
	return list, nil
}

// Agreement is one paper of the actor's own in a couple, by its subject's id.
// Partners of the couple may. Error: NotFound.
func (s *Service) Agreement(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, subject string) (Agreement, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseSeePaper, aCouple(couple),
		func(ctx context.Context, g *tandem.Grant) (Agreement, error) {
			a, _, _, err := s.own(ctx, actor, g, couple, subject)
			return a, err
		})
}

// own finds the paper of the actor's own membership.
func (s *Service) own(ctx context.Context, actor tandem.Actor, g *tandem.Grant, couple tandem.CoupleID, subject string) (Agreement, Couple, Partner, error) {
	c, err := s.Store.Couple(ctx, actor.Practice, couple)
	if err != nil {
		return Agreement{}, Couple{}, Partner{}, err
	}
	p, ok := c.Partner(g.Partner)
	if !ok {
		return Agreement{}, Couple{}, Partner{}, tandem.Unfit()
	}
	list, err := s.agreementsIn(ctx, actor.Practice, couple, p)
	if err != nil {
		return Agreement{}, Couple{}, Partner{}, err
	}
	i := slices.IndexFunc(list, func(a Agreement) bool { return a.Paper.Subject.ID == subject })
	if i < 0 {
		return Agreement{}, Couple{}, Partner{}, tandem.Unfit()
	}
	return list[i], c, p, nil
}

// SignInput is a signature as typed.
type SignInput struct {
	Digest     string // of the text that was shown
	Signed     string // the name
	Passphrase string
}

// Sign signs a paper, having made sure of the actor once more. Signing what is
// signed already changes nothing. Partners of the couple may, for themselves.
// Errors: NotFound; Invalid at FieldSigned or FieldPassphrase; Conflict when
// the text has changed since it was shown; Throttled.
func (s *Service) Sign(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, subject string, in SignInput) error {
	shown, err := s.Agreement(ctx, actor, couple, subject) // authorises before the slow part
	if err != nil || !shown.Open() {
		return err
	}
	var p tandem.Problems
	name, err := practice.CheckName(in.Signed)
	p.AddErr(FieldSigned, err)
	if strings.TrimSpace(in.Passphrase) == "" {
		p.Add(FieldPassphrase, tandem.Say("Please write your passphrase once more."))
	}
	if err := p.Err(); err != nil {
		return err
	}
	if err := s.Proof.SignInAgain(ctx, actor, in.Passphrase); err != nil {
		return err
	}
	_, err = tandem.Run(ctx, s.Pipeline, actor, tandem.UseSignPaper, aCouple(couple),
		func(ctx context.Context, g *tandem.Grant) (struct{}, error) {
			a, c, partner, err := s.own(ctx, actor, g, couple, subject)
			switch {
			case err != nil:
				return struct{}{}, err
			case a.Paper.Digest() != in.Digest:
				return struct{}{}, tandem.Conflict(tandem.Say("The text has changed. Please read it again before you sign."))
			case !a.Open():
				return struct{}{}, nil
			}
			partner.Language = tandem.Language(ctx)
			return struct{}{}, s.sign(ctx, actor, c, partner, a.Paper, name, SignedInAgain)
		})
	return err
}

// TakeBack takes the actor's own signature under a paper back, having made sure
// of the actor once more. The signature stays in the record as one that was taken
// back. The care team finds out, nobody else does, and nothing that runs changes
// by it. What does not stand changes nothing. Partners of the couple may, for
// themselves. Errors: NotFound; Invalid at FieldPassphrase; Throttled.
func (s *Service) TakeBack(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, subject, passphrase string) error {
	shown, err := s.Agreement(ctx, actor, couple, subject) // authorises before the slow part
	if err != nil || shown.Open() {
		return err
	}
	if strings.TrimSpace(passphrase) == "" {
		return tandem.InvalidField(FieldPassphrase, tandem.Say("Please write your passphrase once more."))
	}
	if err := s.Proof.SignInAgain(ctx, actor, passphrase); err != nil {
		return err
	}
	_, err = tandem.Run(ctx, s.Pipeline, actor, tandem.UseTakeBackPaper, aCouple(couple),
		func(ctx context.Context, g *tandem.Grant) (struct{}, error) {
			a, _, _, err := s.own(ctx, actor, g, couple, subject)
			if err != nil || a.Open() {
				return struct{}{}, err
			}
			g.Listed(string(a.Signed.ID))
			_, err = s.Store.TakeBackSignature(ctx, actor.Practice, a.Signed.ID, s.Pipeline.Clock.Now())
			return struct{}{}, err
		})
	return err
}

func oneself(actor tandem.Actor) tandem.Object {
	return tandem.Object{Kind: tandem.ObjectPerson, ID: string(actor.Person)}
}
