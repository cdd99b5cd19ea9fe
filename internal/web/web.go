// Package web is the pages and forms: it binds what a browser sends, calls one
// service, and fills the struct of one page. It decides nothing and knows no
// database; ids come from the path alone, never from a form.
package web

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"tandem/internal/auth"
	"tandem/internal/casefile"
	"tandem/internal/catalogue"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/plan"
	"tandem/internal/practice"
	"tandem/internal/report"
	"tandem/internal/review"
	"tandem/internal/tandem"
	"tandem/templates"
	"tandem/templates/pages"
)

// Sessions begins and ends the session of the device that asks.
type Sessions interface {
	Begin(ctx context.Context, s auth.Session, language string) error
	End(ctx context.Context) error
	// Say keeps a sentence for the next page; Said takes it.
	Say(ctx context.Context, source string)
	Said(ctx context.Context) string
	// Share lets the device go from hand to hand in one piece of homework;
	// Shared is how, ok is false when it does not; Turn gives it to a person, ""
	// to nobody.
	Share(ctx context.Context, s Sharing)
	Shared(ctx context.Context) (s Sharing, ok bool)
	Turn(ctx context.Context, person tandem.PersonID)
}

// Sharing is one device that two partners pass between them.
type Sharing struct {
	Assignment tandem.AssignmentID
	Other      auth.Session // who proved themselves beside the session's own person
	Language   string       // of the other
	Until      time.Time
	Turn       tandem.PersonID // whose turn it is; "" while the phone is handed over
}

// Web holds the services that its handlers call.
type Web struct {
	Auth      *auth.Service
	Practice  *practice.Service
	Cases     *casefile.Service
	Plans     *plan.Service
	Homework  *homework.Service
	Reports   *report.Service
	ReviewsOf *review.Service
	Catalogue *catalogue.Service
	Sessions  Sessions
	Clock     tandem.Clock
	IDs       tandem.IDs
	Log       *slog.Logger
	PublicURL string // without a slash at the end; links in invitations begin with it
	LeaveTo   string // where leaving quickly ends
	Demo      bool
	Accounts  []pages.DemoAccount // shown on the log-in page of a demo
}

// render writes a page.
func (w *Web) render(c echo.Context, status int, page templ.Component) error {
	var b bytes.Buffer
	if err := page.Render(c.Request().Context(), &b); err != nil {
		return tandem.Internal(err)
	}
	return c.HTMLBlob(status, b.Bytes())
}

// see sends the browser on after a change, so that loading again sends nothing
// twice.
func see(c echo.Context, path string) error { return c.Redirect(http.StatusSeeOther, path) }

// done sends the browser on with a sentence for the next page.
func (w *Web) done(c echo.Context, path, source string) error {
	w.Sessions.Say(c.Request().Context(), source)
	return see(c, path)
}

func ctxOf(c echo.Context) (context.Context, tandem.Actor) {
	ctx := c.Request().Context()
	return ctx, tandem.ActorOf(ctx)
}

// form is what the body of a POST holds; the address adds nothing to it.
func form(c echo.Context) (exercise.Form, error) {
	if err := c.Request().ParseForm(); err != nil {
		var tooLong *http.MaxBytesError
		if errors.As(err, &tooLong) {
			return nil, err // the server says so
		}
		return nil, tandem.Invalid(tandem.Say("We could not read that request."))
	}
	return exercise.Form(c.Request().PostForm), nil
}

func (w *Web) notice(ctx context.Context) tandem.Text {
	return tandem.Text{Source: w.Sessions.Said(ctx)}
}

// problem is the error as the top of a form says it, when a person can mend it.
func problem(err error) (pages.Problem, int, bool) {
	e, ok := mendable(err)
	if !ok {
		return pages.Problem{}, 0, false
	}
	status := http.StatusUnprocessableEntity
	switch e.Kind {
	case tandem.KindConflict:
		status = http.StatusConflict
	case tandem.KindThrottled:
		status = http.StatusTooManyRequests
	}
	return pages.ProblemOf(e), status, true
}

// Home sends everybody to the page that they work on.
func (w *Web) Home(c echo.Context) error {
	_, actor := ctxOf(c)
	return see(c, homeOf(actor))
}

func homeOf(actor tandem.Actor) string {
	switch {
	case !actor.SignedIn():
		return "/log-in"
	case actor.Has(tandem.RoleTherapist) || actor.Has(tandem.RoleSupervisor):
		return "/caseload"
	case actor.Has(tandem.RoleFrontDesk):
		return "/register"
	case actor.Has(tandem.RoleOwner):
		return "/staff"
	default:
		return "/today"
	}
}

// Health tells a supervisor of processes that this one answers.
func (w *Web) Health(c echo.Context) error { return c.String(http.StatusOK, "ok\n") }

// Asset hands out a fixed file under the name of its content.
func (w *Web) Asset(c echo.Context) error {
	content, kind, ok := templates.Open(c.Param("file"))
	if !ok {
		return tandem.NotFound()
	}
	c.Response().Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	return c.Blob(http.StatusOK, kind, content)
}

// Fault writes the page for an error, in the reader's language.
func (w *Web) Fault(c echo.Context, status int, err error) error {
	m := pages.Fault{Kind: tandem.KindOf(err), Status: status, Sentence: sentence(err), BackHref: "/"}
	return w.render(c, status, pages.FaultPage(m))
}

// local is the path when it leads to a page of ours, else "".
func local(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.Contains(path, "\\") || len(path) > 500 ||
		!utf8.ValidString(path) || strings.ContainsFunc(path, unicode.IsControl) {
		return ""
	}
	return path
}
