package practice

import (
	"context"
	"slices"
	"time"

	"tandem/internal/tandem"
)

// Supervision is who reads the record of whose couples, from when to when.
// The zero To is open.
type Supervision struct {
	Supervisor tandem.PersonID
	Supervisee tandem.PersonID
	From, To   time.Time
}

// ActiveAt tells whether the link holds at the moment.
func (s Supervision) ActiveAt(at time.Time) bool {
	return !at.Before(s.From) && (s.To.IsZero() || at.Before(s.To))
}

// SupervisionStore keeps who supervises whom. Methods that write must run in a
// transaction.
type SupervisionStore interface {
	// Supervisions lists the links that hold at the moment, by supervisee and
	// then by beginning.
	Supervisions(ctx context.Context, practice tandem.PracticeID, now time.Time) ([]Supervision, error)
	// AddSupervision adds a link. It is false, and nothing changes, when one of
	// the two is open already, however many try at once. Error: NotFound for a
	// person of another practice.
	AddSupervision(ctx context.Context, practice tandem.PracticeID, s Supervision) (added bool, err error)
	// EndSupervision ends the link at the moment. It is false when none holds.
	EndSupervision(ctx context.Context, practice tandem.PracticeID, supervisor, supervisee tandem.PersonID, at time.Time) (ended bool, err error)
}

// Supervise links a supervisor to a therapist from now on: the supervisor reads
// the record of the therapist's couples, beginning with the next request.
// Owners may. Errors: NotFound for a supervisee who is not of the staff;
// Invalid at FieldSupervisor unless that is somebody else who has come and
// holds the role; Conflict when the supervisee's access has ended, they are no
// therapist, or the link is there already.
func (s *Service) Supervise(ctx context.Context, actor tandem.Actor, supervisor, supervisee tandem.PersonID) error {
	_, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseSupervise, aPerson(supervisee),
		func(ctx context.Context, _ *tandem.Grant) (struct{}, error) {
			none := struct{}{}
			now := s.Pipeline.Clock.Now()
			below, err := s.Store.Member(ctx, actor.Practice, supervisee, now)
			if err != nil {
				return none, err
			}
			if below.State == MemberRevoked {
				return none, accessHasEnded()
			}
			if err := s.checkSupervisor(ctx, actor.Practice, supervisor, supervisee, now); err != nil {
				return none, err
			}
			if !slices.Contains(below.Roles, tandem.RoleTherapist) {
				return none, tandem.Conflict(tandem.Say("Only a therapist has couples to supervise. Please give them that role first."))
			}
			added, err := s.Store.AddSupervision(ctx, actor.Practice, Supervision{Supervisor: supervisor, Supervisee: supervisee, From: now})
			if err == nil && !added {
				err = tandem.Conflict(tandem.Say("This supervision has begun already."))
			}
			return none, err
		})
	return err
}

// checkSupervisor tells whether the choice can supervise that person. Whoever
// is not of the practice looks like anybody else who cannot.
func (s *Service) checkSupervisor(ctx context.Context, practice tandem.PracticeID, supervisor, supervisee tandem.PersonID, now time.Time) error {
	if tandem.WellFormedID(string(supervisor)) { // it was sent by hand, and a database need not take it
		above, err := s.Store.Member(ctx, practice, supervisor, now)
		if err != nil && tandem.KindOf(err) != tandem.KindNotFound {
			return err
		}
		if err == nil && supervisor != supervisee && above.Has(tandem.RoleSupervisor) {
			return nil
		}
	}
	var p tandem.Problems
	p.Add(FieldSupervisor, tandem.Say("Please choose a supervisor from the list."))
	return p.Err()
}

// EndSupervision ends a link now: from the next request on the supervisor no
// longer reads the record of that person's couples. Owners may. Errors:
// NotFound for a supervisee who is not of the staff; Conflict when no such link
// holds, whoever the supervisor is said to be.
func (s *Service) EndSupervision(ctx context.Context, actor tandem.Actor, supervisor, supervisee tandem.PersonID) error {
	_, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseEndSupervision, aPerson(supervisee),
		func(ctx context.Context, _ *tandem.Grant) (struct{}, error) {
			now := s.Pipeline.Clock.Now()
			if _, err := s.Store.Member(ctx, actor.Practice, supervisee, now); err != nil {
				return struct{}{}, err
			}
			ended, err := false, error(nil)
			if tandem.WellFormedID(string(supervisor)) {
				ended, err = s.Store.EndSupervision(ctx, actor.Practice, supervisor, supervisee, now)
			}
			if err == nil && !ended {
				err = tandem.Conflict(tandem.Say("This supervision has ended already."))
			}
			return struct{}{}, err
		})
	return err
}

// addSupervisors notes at each of the staff who supervises them now.
func (s *Service) addSupervisors(ctx context.Context, practice tandem.PracticeID, staff []Member) error {
	links, err := s.Store.Supervisions(ctx, practice, s.Pipeline.Clock.Now())
	if err != nil {
		return err
	}
	for _, l := range links {
		if i := slices.IndexFunc(staff, func(m Member) bool { return m.Person == l.Supervisee }); i >= 0 {
			staff[i].Supervisors = append(staff[i].Supervisors, l.Supervisor)
		}
	}
	return nil
}
