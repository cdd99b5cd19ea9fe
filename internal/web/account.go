package web

import (
	"context"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"tandem/internal/auth"
	"tandem/internal/practice"
	"tandem/internal/tandem"
	"tandem/templates/language"
	"tandem/templates/pages"
)

// LogInPage asks who is there.
func (w *Web) LogInPage(c echo.Context) error {
	ctx, actor := ctxOf(c)
	if actor.SignedIn() {
		return see(c, homeOf(actor))
	}
	return w.render(c, http.StatusOK, pages.LogInPage(pages.LogIn{Notice: w.notice(ctx), Next: local(c.QueryParam("next")), Demo: w.Demo, Hints: w.Accounts}))
}

// LogIn checks who is there and begins a session.
func (w *Web) LogIn(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, _ := ctxOf(c)
	next := local(f.Get("next"))
	session, err := w.Auth.LogIn(ctx, auth.LogInInput{Name: f.Get("name"), Passphrase: f.Get("passphrase"), Address: c.RealIP()})
	if err != nil {
		p, status, ok := problem(err)
		if !ok {
			return err
		}
		return w.render(c, status, pages.LogInPage(pages.LogIn{Name: f.Get("name"), Next: next, Problem: p, Demo: w.Demo, Hints: w.Accounts}))
	}
	if err := w.begin(ctx, session); err != nil {
		return err
	}
	if next == "" {
		next = "/"
	}
	return see(c, next)
}

// begin starts the session of somebody who has just proved who they are, in
// the language that they chose.
func (w *Web) begin(ctx context.Context, session auth.Session) error {
	language, err := w.Practice.LanguageOf(ctx, session.Practice, session.Person)
	if err != nil {
		return err
	}
	return w.Sessions.Begin(ctx, session, language)
}

// LogOut ends the session of this device.
func (w *Web) LogOut(c echo.Context) error {
	ctx, actor := ctxOf(c)
	if err := w.Auth.LogOut(ctx, actor); err != nil {
		return err
	}
	return w.leave(c, "/log-in")
}

// LogOutEverywhere ends every session of the person.
func (w *Web) LogOutEverywhere(c echo.Context) error {
	ctx, actor := ctxOf(c)
	if err := w.Auth.LogOutEverywhere(ctx, actor); err != nil {
		return err
	}
	return w.leave(c, "/log-in")
}

// Leave is the quick exit: it ends the session, if there is one, and leads
// away. It works for anybody and says nothing.
func (w *Web) Leave(c echo.Context) error {
	ctx, actor := ctxOf(c)
	if err := w.Auth.Leave(ctx, actor); err != nil {
		w.Log.WarnContext(ctx, "leaving quickly", "error", err.Error()) // leaving must work whatever else does not
	}
	return w.leave(c, w.LeaveTo)
}

func (w *Web) leave(c echo.Context, to string) error {
	if err := w.Sessions.End(c.Request().Context()); err != nil {
		return err
	}
	c.Response().Header().Set("Clear-Site-Data", `"cache", "storage"`)
	return see(c, to)
}

// AccountPage is a person's own account.
func (w *Web) AccountPage(c echo.Context) error { return w.account(c, http.StatusOK, pages.Problem{}) }

func (w *Web) account(c echo.Context, status int, p pages.Problem) error {
	ctx, actor := ctxOf(c)
	a, err := w.Auth.Account(ctx, actor)
	if err != nil {
		return err
	}
	tokens, err := w.Auth.Tokens(ctx, actor)
	if err != nil {
		return err
	}
	m := pages.Account{AsPartner: !actor.Staff(), LogInName: a.LogInName, Problem: p}
	for _, t := range tokens {
		line := pages.TokenLine{Label: t.Label, Until: tandem.DateOf(t.ExpiresAt, time.UTC).LongText(), Used: tandem.Say("not used yet"),
			End: &pages.Action{Label: tandem.Say("End it"), Href: "/account/tokens/" + string(t.ID) + "/revoke", About: t.Label}}
		if t.UsedOn != "" {
			line.Used = tandem.Say("last used on %s", t.UsedOn.LongText())
		}
		m.Tokens = append(m.Tokens, line)
	}
	if m.AsPartner {
		m.Phone = w.phone(ctx)
	} else {
		m.Desk = w.desk(ctx, actor)
	}
	return w.render(c, status, pages.AccountPage(m))
}

// ChangePassphrase sets a new one. Other devices are logged out, this one
// stays.
func (w *Web) ChangePassphrase(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	session, err := w.Auth.ChangePassphrase(ctx, actor, auth.ChangeInput{Current: f.Get(auth.FieldCurrent), New: f.Get(auth.FieldPassphrase)})
	if err != nil {
		p, status, ok := problem(err)
		if !ok {
			return err
		}
		return w.account(c, status, p)
	}
	if err := w.begin(ctx, session); err != nil {
		return err
	}
	return w.done(c, "/account", "Your passphrase has changed. Other devices are logged out.")
}

// RevokeToken ends a program's access to the person's own account.
func (w *Web) RevokeToken(c echo.Context) error {
	ctx, actor := ctxOf(c)
	if err := w.Auth.RevokeToken(ctx, actor, tandem.TokenID(c.Param("access"))); err != nil {
		return err
	}
	return w.done(c, "/account", "That program can do nothing here any more.")
}

// InvitationPage is the page behind a one-time link.
func (w *Web) InvitationPage(c echo.Context) error {
	return w.invitation(c, http.StatusOK, AcceptForm{}, pages.Problem{})
}

// AcceptForm is what somebody invited typed, without the passphrase.
type AcceptForm struct{ Name, Language string }

func (w *Web) invitation(c echo.Context, status int, typed AcceptForm, p pages.Problem) error {
	ctx, _ := ctxOf(c)
	opened, err := w.Practice.OpenInvitation(ctx, c.Param("token"))
	if tandem.KindOf(err) == tandem.KindNotFound {
		return w.render(c, http.StatusNotFound, pages.InvitationPage(pages.Invitation{Demo: w.Demo}))
	}
	if err != nil {
		return err
	}
	if typed.Language == "" {
		typed.Language = tandem.Language(ctx)
	}
	return w.render(c, status, pages.InvitationPage(pages.Invitation{Works: true, Action: "/invitation/" + c.Param("token"), Practice: opened.Practice,
		Person: opened.For, AsPartner: !opened.Staff, Reset: opened.Reset, LogInName: typed.Name, Languages: languages(typed.Language), Problem: p, Demo: w.Demo}))
}

// AcceptInvitation opens the account and begins the first session.
func (w *Web) AcceptInvitation(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, _ := ctxOf(c)
	in := practice.AcceptInput{LogInName: f.Get(auth.FieldLogInName), Passphrase: f.Get(auth.FieldPassphrase), Language: f.Get(practice.FieldLanguage)}
	accepted, err := w.Practice.AcceptInvitation(ctx, c.Param("token"), in)
	if err != nil {
		p, status, ok := problem(err)
		switch {
		case tandem.KindOf(err) == tandem.KindNotFound:
			return w.render(c, http.StatusNotFound, pages.InvitationPage(pages.Invitation{Demo: w.Demo}))
		case !ok:
			return err
		}
		return w.invitation(c, status, AcceptForm{Name: in.LogInName, Language: in.Language}, p)
	}
	if accepted.Reset { // whoever holds the link is not signed in by it
		return w.done(c, "/log-in", "Your passphrase is new. Please log in.")
	}
	session, err := w.Auth.LogIn(ctx, auth.LogInInput{Name: in.LogInName, Passphrase: in.Passphrase, Address: c.RealIP()})
	if err != nil {
		return err
	}
	if err := w.begin(ctx, session); err != nil {
		return err
	}
	return see(c, "/")
}

func languages(chosen string) []pages.Option {
	var out []pages.Option
	for _, l := range practice.Languages() {
		out = append(out, pages.Option{Value: l, Label: language.Name(l), Chosen: l == chosen})
	}
	return out
}
