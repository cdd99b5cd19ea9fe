package web

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"tandem/internal/tandem"
	"tandem/templates/pages"
)

// sharedLasts is how long a phone may go from hand to hand after the other has
// proved themselves on it.
const sharedLasts = 2 * time.Hour

// PhonePage is where the two begin to use one phone, and the screen between
// their turns.
func (w *Web) PhonePage(c echo.Context) error { return w.phonePage(c, http.StatusOK, pages.Problem{}) }

func (w *Web) phonePage(c echo.Context, status int, p pages.Problem) error {
	ctx, actor := ctxOf(c)
	h, other, err := w.Homework.SeeBeside(ctx, actor, tandem.AssignmentID(c.Param("assignment")))
	if err != nil {
		return err
	}
	m := pages.OnePhone{Phone: w.phone(ctx), Problem: p, Other: shown(other), Me: shownID(h.Couple, h.Viewer.Partner),
		Href: homeworkHref(h.Assignment.ID)}
	_, m.On = w.Sessions.Shared(ctx)
	m.Phone.Shared = m.On
	return w.render(c, status, pages.OnePhonePage(m))
}

// SharePhone begins with the other's passphrase, once.
func (w *Web) SharePhone(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	id := tandem.AssignmentID(c.Param("assignment"))
	_, other, err := w.Homework.SeeBeside(ctx, actor, id)
	if err != nil {
		return err
	}
	if _, on := w.Sessions.Shared(ctx); on {
		return see(c, homeworkHref(id)+"/phone")
	}
	session, err := w.Auth.Beside(ctx, tandem.Actor{Person: other.Person, Practice: actor.Practice}, f.Get("passphrase"))
	if err != nil {
		p, status, ok := problem(err)
		if !ok {
			return err
		}
		return w.phonePage(c, status, p)
	}
	if err := w.Homework.SharePhone(ctx, actor, id); err != nil {
		return err
	}
	w.Sessions.Share(ctx, Sharing{Assignment: id, Other: session, Language: other.Language, Until: w.Clock.Now().Add(sharedLasts)})
	return see(c, homeworkHref(id)+"/phone")
}

// PassPhone gives the phone to the one or the other, or lets it rest.
func (w *Web) PassPhone(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	id := tandem.AssignmentID(c.Param("assignment"))
	sh, on := w.Sessions.Shared(ctx)
	if err := w.Homework.PassPhone(ctx, actor, id, on); err != nil {
		return err
	}
	switch {
	case sh.Turn != "" || f.Get("to") != "me" && f.Get("to") != "other": // whoever has it, it rests first
		w.Sessions.Turn(ctx, "")
		return see(c, homeworkHref(id)+"/phone")
	case f.Get("to") == "other":
		w.Sessions.Turn(ctx, sh.Other.Person)
	default:
		w.Sessions.Turn(ctx, actor.Person)
	}
	return see(c, homeworkHref(id))
}
