package web

import (
	"context"
	"slices"

	"github.com/labstack/echo/v4"

	"tandem/internal/practice"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

// Supervise gives a therapist a supervisor.
func (w *Web) Supervise(c echo.Context) error {
	return w.link(c, w.Practice.Supervise, func() error {
		return w.done(c, "/staff", "The supervisor reads this person's couples from now on.")
	})
}

// EndSupervision takes a supervisor from somebody.
func (w *Web) EndSupervision(c echo.Context) error {
	return w.link(c, w.Practice.EndSupervision, func() error { return w.done(c, "/staff", "The supervision has ended.") })
}

// relink is a use case that changes who supervises whom.
type relink func(ctx context.Context, actor tandem.Actor, supervisor, supervisee tandem.PersonID) error

// link changes who supervises the person of the path. The form's supervisor is
// a choice, which the service looks for in the actor's own practice alone.
func (w *Web) link(c echo.Context, change relink, done func() error) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	person := tandem.PersonID(c.Param("person"))
	if err := change(ctx, actor, tandem.PersonID(f.Get(practice.FieldSupervisor)), person); err != nil {
		p, status, ok := problem(err)
		if !ok {
			return err
		}
		return w.staff(c, status, pages.Staff{Roles: ticks(nil), Linked: &pages.TriedLink{Person: person, Problem: p}})
	}
	return done()
}

// supervision is who supervises the member, and who else of the staff could.
func supervision(member practice.Member, staff []practice.Member) pages.Supervision {
	var m pages.Supervision
	for _, other := range staff {
		linked := slices.Contains(member.Supervisors, other.Person)
		switch {
		case linked:
			m.By = append(m.By, pages.Supervisor{Person: other.Person, Name: other.Name})
		case other.Person != member.Person && other.Has(tandem.RoleSupervisor) && slices.Contains(member.Roles, tandem.RoleTherapist):
			m.Choices = append(m.Choices, pages.Option{Value: string(other.Person), Label: other.Name})
		}
	}
	return m
}
