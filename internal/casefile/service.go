package casefile

import (
	"cmp"
	"context"
	"slices"

	"tandem/internal/practice"
	"tandem/internal/tandem"
)

// Register lists the couples of the practice with their partners and how far
// their invitations are, by case code. It holds nothing clinical. The front
// desk may.
func (s *Service) Register(ctx context.Context, actor tandem.Actor) ([]Couple, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseSeeRegister, wholePractice(actor),
		func(ctx context.Context, g *tandem.Grant) ([]Couple, error) {
			couples, err := s.Store.Couples(ctx, actor.Practice)
			if err != nil {
				return nil, err
			}
			slices.SortFunc(couples, byCode)
			for _, c := range couples {
				g.Listed(string(c.ID))
			}
			return couples, nil
		})
}

// byCode puts TD-99 before TD-101: shorter codes first.
func byCode(a, b Couple) int {
	return cmp.Or(cmp.Compare(len(a.Code), len(b.Code)), cmp.Compare(a.Code, b.Code), cmp.Compare(a.ID, b.ID))
}

// InvitePartner makes a partner's one-time link, or a new one in place of the
// one that is open. The care team's therapists and the front desk may. Errors:
// NotFound; Conflict when the partner has an account or care has ended.
func (s *Service) InvitePartner(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, partner tandem.PartnerID) (practice.Link, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseInvitePartner, aCouple(couple),
		func(ctx context.Context, g *tandem.Grant) (practice.Link, error) {
			c, p, err := s.partner(ctx, actor, couple, partner)
			if err != nil {
				return practice.Link{}, err
			}
			if c.State != StateActive {
				return practice.Link{}, tandem.Conflict(tandem.Say("Care has ended for this couple. Nobody can be invited."))
			}
			g.Listed(string(p.Person))
			link, err := s.Invitations.Make(ctx, actor.Practice, p.Person, couple, actor.Person)
			link.Name = p.Name
			return link, err
		})
}

// WithdrawPartnerInvitation withdraws a partner's open invitation. The care
// team's therapists and the front desk may. Errors: NotFound; Conflict when
// none is open.
func (s *Service) WithdrawPartnerInvitation(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, partner tandem.PartnerID) error {
	_, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseWithdrawPartner, aCouple(couple),
		func(ctx context.Context, g *tandem.Grant) (struct{}, error) {
			_, p, err := s.partner(ctx, actor, couple, partner)
			if err != nil {
				return struct{}{}, err
			}
			g.Listed(string(p.Person))
			return struct{}{}, s.Invitations.Withdraw(ctx, actor.Practice, p.Person, couple)
		})
	return err
}

// partner is a lasting membership in this very couple: an id from another
// couple is NotFound.
func (s *Service) partner(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, partner tandem.PartnerID) (Couple, Partner, error) {
	c, err := s.Store.Couple(ctx, actor.Practice, couple)
	if err != nil {
		return Couple{}, Partner{}, err
	}
	p, ok := c.Partner(partner)
	if !ok {
		return Couple{}, Partner{}, tandem.Unfit()
	}
	return c, p, nil
}

func aCouple(couple tandem.CoupleID) tandem.Object {
	return tandem.Object{Kind: tandem.ObjectCouple, ID: string(couple)}
}
