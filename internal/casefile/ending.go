package casefile

import (
	"context"

	"tandem/internal/practice"
	"tandem/internal/tandem"
)

// EndMembership ends one partner's membership now. Their next request finds
// nothing of the couple, their open links are dead, and nobody is told. The
// record stays. Therapists of the care team may. Errors: NotFound; Conflict
// when nobody would be left, or care has ended.
func (s *Service) EndMembership(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, partner tandem.PartnerID) error {
	_, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseEndMembership, aCouple(couple),
		func(ctx context.Context, g *tandem.Grant) (struct{}, error) {
			none := struct{}{}
			c, p, err := s.partnerInCare(ctx, actor, couple, partner)
			if err != nil {
				return none, err
			}
			if len(c.ActivePartners()) == 1 {
				return none, tandem.Conflict(tandem.Say("This is the last partner in care. Please close the case instead."))
			}
			g.Listed(string(p.Person))
			now := s.Pipeline.Clock.Now()
			if _, err := s.Invitations.Store.WithdrawInvitations(ctx, actor.Practice, p.Person, couple, now); err != nil {
				return none, err
			}
			return none, s.Store.EndMembership(ctx, actor.Practice, couple, partner, now)
		})
	return err
}

// CloseCouple ends the care of a couple now. No partner gets in any more, open
// links are dead; the care team keeps the record to read. Therapists of the
// care team may. Errors: NotFound; Conflict when it has ended already.
func (s *Service) CloseCouple(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID) error {
	_, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseCloseCouple, aCouple(couple),
		func(ctx context.Context, g *tandem.Grant) (struct{}, error) {
			none := struct{}{}
			c, err := s.inCare(ctx, actor, couple)
			if err != nil {
				return none, err
			}
			now := s.Pipeline.Clock.Now()
			for _, p := range c.Partners {
				if _, err := s.Invitations.Store.WithdrawInvitations(ctx, actor.Practice, p.Person, couple, now); err != nil {
					return none, err
				}
			}
			return none, s.Store.CloseCouple(ctx, actor.Practice, couple, now)
		})
	return err
}

// ResetPartner makes a one-time link by which a partner who has an account sets
// a new passphrase: the way back for one that was lost. Therapists of the care
// team may, and hand it to that partner alone. Errors: NotFound; Conflict when
// there is no account, or care has ended.
func (s *Service) ResetPartner(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, partner tandem.PartnerID) (practice.Link, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseResetPartner, aCouple(couple),
		func(ctx context.Context, g *tandem.Grant) (practice.Link, error) {
			_, p, err := s.partnerInCare(ctx, actor, couple, partner)
			if err != nil {
				return practice.Link{}, err
			}
			g.Listed(string(p.Person))
			link, err := s.Invitations.MakeReset(ctx, actor.Practice, p.Person, couple, actor.Person)
			link.Name = p.Name
			return link, err
		})
}

// ShutOut closes the account that somebody opened with a partner's invitation:
// its sessions are dead, its log-in name is free, and the partner can be invited
// anew. What was written under it stays. Therapists of the care team may.
// Errors: NotFound; Conflict when there is no account, or care has ended.
func (s *Service) ShutOut(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, partner tandem.PartnerID) error {
	_, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseShutOut, aCouple(couple),
		func(ctx context.Context, g *tandem.Grant) (struct{}, error) {
			none := struct{}{}
			_, p, err := s.partnerInCare(ctx, actor, couple, partner)
			if err != nil {
				return none, err
			}
			g.Listed(string(p.Person))
			now := s.Pipeline.Clock.Now()
			if _, err := s.Invitations.Store.WithdrawInvitations(ctx, actor.Practice, p.Person, couple, now); err != nil {
				return none, err
			}
			shut, err := s.Store.ShutAccount(ctx, actor.Practice, p.Person, now)
			if err == nil && !shut {
				err = tandem.Conflict(tandem.Say("There is no account to shut out."))
			}
			return none, err
		})
	return err
}
