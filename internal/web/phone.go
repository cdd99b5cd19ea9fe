package web

import (
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"tandem/internal/casefile"
	"tandem/internal/homework"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

// sharedLasts is how long a phone may go from hand to hand after the other has
// proved themselves on it.
const sharedLasts = 2 * time.Hour

// beside is the one other partner with an account whom the homework concerns;
// ok is false where there is none, or more than one.
func beside(h homework.Homework) (casefile.Partner, bool) {
	var others []casefile.Partner
	for _, p := range h.Couple.ActivePartners() {
		if p.ID != h.Viewer.Partner && p.HasAccount && slices.Contains(h.Assignment.Cast(h.Couple), p.ID) {
			others = append(others, p)
		}
	}
	if len(others) != 1 || h.Viewer.Staff {
		return casefile.Partner{}, false
	}
	return others[0], true
}

// PhonePage is where the two begin to use one phone, and the screen between
// their turns.
func (w *Web) PhonePage(c echo.Context) error { return w.phonePage(c, http.StatusOK, pages.Problem{}) }

func (w *Web) phonePage(c echo.Context, status int, p pages.Problem) error {
	ctx, actor := ctxOf(c)
	h, err := w.Homework.See(ctx, actor, tandem.AssignmentID(c.Param("assignment")))
	if err != nil {
		return err
	}
	other, ok := beside(h)
	if !ok {
		return tandem.NotFound()
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
	h, err := w.Homework.See(ctx, actor, id)
	if err != nil {
		return err
	}
	other, ok := beside(h)
	if _, on := w.Sessions.Shared(ctx); !ok || on {
		return tandem.NotFound()
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
