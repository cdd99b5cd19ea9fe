package practice

import (
	"context"

	"tandem/internal/tandem"
)

// FoundInput is what the first start is told.
type FoundInput struct {
	Practice string // the practice's name
	Owner    string // the owner's name
	Demo     bool   // a practice of synthetic people
}

// Founded is the new practice, its owner, and the one-time link with which the
// owner opens their account.
type Founded struct {
	Practice Practice
	Owner    tandem.PersonID
	Link     Link
}

// Found makes the first practice of an installation. It is for the start of
// the service, where nobody can be signed in yet, and never for a route.
// Errors: Invalid at the field; Conflict when there is a practice already.
func (s *Service) Found(ctx context.Context, in FoundInput) (Founded, error) {
	var p tandem.Problems
	name, err := CheckName(in.Practice)
	p.AddErr(FieldPractice, err)
	owner, err := CheckName(in.Owner)
	p.AddErr(FieldName, err)
	if err := p.Err(); err != nil {
		return Founded{}, err
	}
	var out Founded
	err = s.Pipeline.Tx.InTx(ctx, func(ctx context.Context) error {
		if founded, err := s.Directory.HoldFounding(ctx); err != nil || founded {
			return orAlreadyFounded(err)
		}
		now := s.Pipeline.Clock.Now()
		out.Practice = Practice{ID: tandem.PracticeID(s.Pipeline.IDs.New()), Name: name, Demo: in.Demo, FoundedAt: now}
		if err := s.Store.CreatePractice(ctx, out.Practice.ID, out.Practice); err != nil {
			return err
		}
		m := Member{Person: tandem.PersonID(s.Pipeline.IDs.New()), Name: owner, Roles: []tandem.Role{tandem.RoleOwner}, State: MemberInvited}
		if err := s.Store.CreateMember(ctx, out.Practice.ID, m, now); err != nil {
			return err
		}
		out.Owner = m.Person
		if out.Link, err = s.invitations().Make(ctx, out.Practice.ID, m.Person, "", ""); err != nil {
			return err
		}
		return s.Pipeline.Recorder.Record(ctx, tandem.Entry{ID: s.Pipeline.IDs.New(), Practice: out.Practice.ID, At: now,
			Actor: m.Person, Event: tandem.EventPracticeFounded,
			Object: tandem.Object{Kind: tandem.ObjectPractice, ID: string(out.Practice.ID)}})
	})
	if err != nil {
		return Founded{}, err
	}
	return out, nil
}

// InviteFounder makes a new one-time link for the first owner, who has not
// opened an account yet; the earlier link stops working. It is for the start of
// the service and never for a route. Error: Conflict when somebody has an
// account already.
func (s *Service) InviteFounder(ctx context.Context, in Installation) (Link, error) {
	var link Link
	err := s.Pipeline.Tx.InTx(ctx, func(ctx context.Context) error {
		now, err := s.Directory.Installation(ctx)
		if err != nil {
			return err
		}
		if now.Waiting == "" || now != in {
			return tandem.Conflict(tandem.Say("The owner has opened an account already."))
		}
		if link, err = s.invitations().Make(ctx, in.Practice, in.Waiting, "", ""); err != nil {
			return err
		}
		return s.Pipeline.Recorder.Record(ctx, tandem.Entry{ID: s.Pipeline.IDs.New(), Practice: in.Practice, At: s.Pipeline.Clock.Now(),
			Actor: in.Waiting, Event: tandem.EventStaffInvited, Object: aPerson(in.Waiting)})
	})
	return link, err
}

func orAlreadyFounded(err error) error {
	if err != nil {
		return err
	}
	return tandem.Conflict(tandem.Say("There is a practice in this installation already."))
}
