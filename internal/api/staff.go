package api

import (
	"context"

	"tandem/internal/practice"
	"tandem/internal/tandem"
)

// forOwners is the group of what owners do.
const forOwners = "For owners"

// Staff is the practice's own people.
type Staff struct {
	People []Member `json:"people"`
}

// Member is somebody of the staff.
type Member struct {
	Person      tandem.PersonID          `json:"person"`
	Name        string                   `json:"name"`
	Roles       []tandem.Role            `json:"roles"`
	State       practice.MemberState     `json:"state" enum:"invited,active,revoked"`
	Invitation  practice.InvitationState `json:"invitation" enum:"none,open,used,withdrawn,expired"`
	Supervisors []tandem.PersonID        `json:"supervisors"`
}

// Staff lists the practice's own people.
func (a *API) Staff() Operation {
	return operation(forOwners, "The staff", func(ctx context.Context, actor tandem.Actor, _ *nothing) (Staff, error) {
		all, err := a.Practice.Staff(ctx, actor)
		if err != nil {
			return Staff{}, err
		}
		now := a.Clock.Now()
		return Staff{each(all, func(m practice.Member) Member {
			return Member{Person: m.Person, Name: m.Name, Roles: each(m.Roles, func(r tandem.Role) tandem.Role { return r }), State: m.State,
				Invitation: m.Invitation.State(now), Supervisors: each(m.Supervisors, func(p tandem.PersonID) tandem.PersonID { return p })}
		})}, nil
	})
}

// Link is a one-time link. It is shown this once.
type Link struct {
	For   string      `json:"for" doc:"Whom to hand it to."`
	URL   string      `json:"url"`
	Until tandem.Date `json:"until"`
}

func (a *API) link(l practice.Link) Link {
	return Link{For: l.Name, URL: a.PublicURL + "/invitation/" + l.Token, Until: tandem.DateOf(l.Invitation.ExpiresAt, utc)}
}

type newMember struct {
	Body struct {
		Name  string        `json:"name" maxLength:"400"`
		Roles []tandem.Role `json:"roles" maxItems:"10"`
	}
}

// InviteStaff adds somebody to the staff.
func (a *API) InviteStaff() Operation {
	return operation(forOwners, "Invite somebody to the staff", func(ctx context.Context, actor tandem.Actor, in *newMember) (Link, error) {
		l, err := a.Practice.InviteStaff(ctx, actor, practice.InviteStaffInput{Name: in.Body.Name, Roles: in.Body.Roles})
		if err != nil {
			return Link{}, err
		}
		return a.link(l), nil
	})
}

type newRoles struct {
	OfPerson
	Body struct {
		Roles []tandem.Role `json:"roles" maxItems:"10"`
	}
}

// ChangeRoles gives somebody of the staff other roles.
func (a *API) ChangeRoles() Operation {
	return act(forOwners, "Give somebody these roles and no other", func(ctx context.Context, actor tandem.Actor, in *newRoles) error {
		return a.Practice.ChangeRoles(ctx, actor, in.Person, in.Body.Roles)
	})
}

// RevokeStaff ends somebody's access.
func (a *API) RevokeStaff() Operation {
	return act(forOwners, "End somebody's access", func(ctx context.Context, actor tandem.Actor, in *OfPerson) error {
		return a.Practice.RevokeStaff(ctx, actor, in.Person)
	})
}

// WithdrawStaff makes an open staff link stop working.
func (a *API) WithdrawStaff() Operation {
	return act(forOwners, "Withdraw an invitation to the staff", func(ctx context.Context, actor tandem.Actor, in *OfPerson) error {
		return a.Practice.WithdrawStaffInvitation(ctx, actor, in.Person)
	})
}

// supervising names who supervises; whom is in the path.
type supervising struct {
	OfPerson
	Body struct {
		Supervisor tandem.PersonID `json:"supervisor" maxLength:"40" doc:"A choice among the practice's supervisors."`
	}
}

// Supervise gives a therapist a supervisor.
func (a *API) Supervise() Operation {
	return act(forOwners, "Give a therapist a supervisor", func(ctx context.Context, actor tandem.Actor, in *supervising) error {
		return a.Practice.Supervise(ctx, actor, in.Body.Supervisor, in.Person)
	})
}

// EndSupervision takes a supervisor from somebody.
func (a *API) EndSupervision() Operation {
	return act(forOwners, "End a supervision", func(ctx context.Context, actor tandem.Actor, in *supervising) error {
		return a.Practice.EndSupervision(ctx, actor, in.Body.Supervisor, in.Person)
	})
}
