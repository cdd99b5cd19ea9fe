package practice

import (
	"cmp"
	"context"
	"slices"

	"tandem/internal/tandem"
)

// Staff lists the people who work in the actor's practice, by name, those with
// ended access last, each with who supervises them. Owners may.
func (s *Service) Staff(ctx context.Context, actor tandem.Actor) ([]Member, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseSeeStaff, wholePractice(actor),
		func(ctx context.Context, g *tandem.Grant) ([]Member, error) {
			staff, err := s.Store.Staff(ctx, actor.Practice, s.Pipeline.Clock.Now())
			if err != nil {
				return nil, err
			}
			slices.SortFunc(staff, func(a, b Member) int {
				return cmp.Or(cmp.Compare(lastIfRevoked(a), lastIfRevoked(b)), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Person, b.Person))
			})
			for _, m := range staff {
				g.Listed(string(m.Person))
			}
			return staff, s.addSupervisors(ctx, actor.Practice, staff)
		})
}

func lastIfRevoked(m Member) int {
	if m.State == MemberRevoked {
		return 1
	}
	return 0
}

// InviteStaffInput is who is to join the staff, as what.
type InviteStaffInput struct {
	Name  string
	Roles []tandem.Role
}

// The names of the fields that field errors of this package point at.
const (
	FieldName       = "name"
	FieldRoles      = "roles"
	FieldPractice   = "practice"
	FieldSupervisor = "supervisor"
)

// InviteStaff adds a person to the staff and returns the one-time link to hand
// to them. Owners may. Error: Invalid at the field.
func (s *Service) InviteStaff(ctx context.Context, actor tandem.Actor, in InviteStaffInput) (Link, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseInviteStaff, wholePractice(actor),
		func(ctx context.Context, g *tandem.Grant) (Link, error) {
			var p tandem.Problems
			name, err := CheckName(in.Name)
			p.AddErr(FieldName, err)
			roles, err := checkRoles(in.Roles)
			p.AddErr(FieldRoles, err)
			if err := p.Err(); err != nil {
				return Link{}, err
			}
			m := Member{Person: tandem.PersonID(s.Pipeline.IDs.New()), Name: name, Roles: roles, State: MemberInvited}
			g.About(actor.Practice, actor.Person, aPerson(m.Person), "")
			if err := s.Store.CreateMember(ctx, actor.Practice, m, s.Pipeline.Clock.Now()); err != nil {
				return Link{}, err
			}
			link, err := s.invitations().Make(ctx, actor.Practice, m.Person, "", actor.Person)
			link.Name = m.Name
			return link, err
		})
}

// ChangeRoles gives a person of the staff exactly these roles, from now on.
// Owners may. Errors: Invalid at the field; NotFound; Conflict when the access
// has ended or the practice would be left without an active owner.
func (s *Service) ChangeRoles(ctx context.Context, actor tandem.Actor, person tandem.PersonID, roles []tandem.Role) error {
	_, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseChangeStaffRoles, aPerson(person),
		func(ctx context.Context, _ *tandem.Grant) (struct{}, error) {
			none := struct{}{}
			roles, err := checkRoles(roles)
			if err != nil {
				var p tandem.Problems
				p.AddErr(FieldRoles, err)
				return none, p.Err()
			}
			if err := s.stillHere(ctx, actor, person); err != nil {
				return none, err
			}
			if !slices.Contains(roles, tandem.RoleOwner) {
				if err := s.notTheLastOwner(ctx, actor, person); err != nil {
					return none, err
				}
			}
			return none, s.Store.SetRoles(ctx, actor.Practice, person, roles, s.Pipeline.Clock.Now())
		})
	return err
}

// RevokeStaff ends a person's access: all roles, all sessions, every open
// invitation. The next request of that person finds nobody signed in. Owners
// may. Errors: NotFound; Conflict when it has ended already or the practice
// would be left without an active owner.
func (s *Service) RevokeStaff(ctx context.Context, actor tandem.Actor, person tandem.PersonID) error {
	_, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseRevokeStaff, aPerson(person),
		func(ctx context.Context, _ *tandem.Grant) (struct{}, error) {
			none := struct{}{}
			if err := s.stillHere(ctx, actor, person); err != nil {
				return none, err
			}
			if err := s.notTheLastOwner(ctx, actor, person); err != nil {
				return none, err
			}
			now := s.Pipeline.Clock.Now()
			if _, err := s.Store.WithdrawInvitations(ctx, actor.Practice, person, "", now); err != nil {
				return none, err
			}
			return none, s.Store.Revoke(ctx, actor.Practice, person, now)
		})
	return err
}

// WithdrawStaffInvitation withdraws a person's open invitation. Owners may.
// Errors: NotFound; Conflict when none is open.
func (s *Service) WithdrawStaffInvitation(ctx context.Context, actor tandem.Actor, person tandem.PersonID) error {
	_, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseWithdrawStaffLink, aPerson(person),
		func(ctx context.Context, _ *tandem.Grant) (struct{}, error) {
			if _, err := s.Store.Member(ctx, actor.Practice, person, s.Pipeline.Clock.Now()); err != nil {
				return struct{}{}, err
			}
			return struct{}{}, s.invitations().Withdraw(ctx, actor.Practice, person, "")
		})
	return err
}

// ResetStaff makes a one-time link by which somebody of the staff sets a new
// passphrase. Owners may, and hand it to that person alone. Errors: NotFound;
// Conflict when there is no account or the access has ended.
func (s *Service) ResetStaff(ctx context.Context, actor tandem.Actor, person tandem.PersonID) (Link, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseResetStaff, aPerson(person),
		func(ctx context.Context, _ *tandem.Grant) (Link, error) {
			m, err := s.Store.Member(ctx, actor.Practice, person, s.Pipeline.Clock.Now())
			if err != nil {
				return Link{}, err
			}
			if m.State == MemberRevoked {
				return Link{}, accessHasEnded()
			}
			link, err := s.invitations().MakeReset(ctx, actor.Practice, person, "", actor.Person)
			link.Name = m.Name
			return link, err
		})
}

// stillHere refuses for a person whose access has ended.
func (s *Service) stillHere(ctx context.Context, actor tandem.Actor, person tandem.PersonID) error {
	m, err := s.Store.Member(ctx, actor.Practice, person, s.Pipeline.Clock.Now())
	if err == nil && m.State == MemberRevoked {
		return accessHasEnded()
	}
	return err
}

func accessHasEnded() error {
	return tandem.Conflict(tandem.Say("This person's access has ended already."))
}

// notTheLastOwner refuses when no other active owner would be left. An owner
// who was invited and has not come yet does not count: they may never come.
func (s *Service) notTheLastOwner(ctx context.Context, actor tandem.Actor, person tandem.PersonID) error {
	owners, err := s.Store.OwnersToKeep(ctx, actor.Practice, s.Pipeline.Clock.Now())
	if err != nil {
		return err
	}
	if len(owners) == 1 && owners[0] == person {
		return tandem.Conflict(tandem.Say("A practice needs an owner. Please make somebody else an owner first."))
	}
	return nil
}

// checkRoles puts roles into the vocabulary's order, each once. The error is
// of kind Invalid.
func checkRoles(roles []tandem.Role) ([]tandem.Role, error) {
	if len(roles) == 0 {
		return nil, tandem.Invalid(tandem.Say("Please choose at least one role."))
	}
	var kept []tandem.Role
	for _, r := range StaffRoles() {
		if slices.Contains(roles, r) {
			kept = append(kept, r)
		}
	}
	for _, r := range roles {
		if !slices.Contains(kept, r) {
			return nil, tandem.Invalid(tandem.Say("Please choose from the roles in the list."))
		}
	}
	return kept, nil
}
