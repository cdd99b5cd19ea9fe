package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tandem/internal/casefile"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

// Agreements lists what a partner is asked to sign, and has signed.
func (w *Web) Agreements(c echo.Context) error {
	ctx, actor := ctxOf(c)
	all, err := w.Cases.Agreements(ctx, actor)
	if err != nil {
		return err
	}
	m := pages.Agreements{Phone: w.phone(ctx)}
	for _, of := range all {
		for _, a := range of.Papers {
			line := pages.AgreementLine{Title: a.Paper.Title, State: tandem.Say("Please read it."), Href: agreementHref(of.Couple, a.Paper.Subject.ID)}
			switch {
			case !a.Open():
				line.Signed, line.State = true, signedOn(a, of.Zone)
			case a.TakenBack.ID != "":
				line.Signed, line.State = true, takenBackOn(a, of.Zone)
			}
			m.Papers = append(m.Papers, line)
		}
	}
	return w.render(c, http.StatusOK, pages.AgreementsPage(m))
}

func agreementHref(couple tandem.CoupleID, subject string) string {
	return "/agreements/" + string(couple) + "/" + subject
}

func signedOn(a casefile.Agreement, zone string) tandem.Text {
	return tandem.Say("You signed this on %s.", dayOf(a.Signed.At, zone))
}

func takenBackOn(a casefile.Agreement, zone string) tandem.Text {
	return tandem.Say("You took this back on %s.", dayOf(a.TakenBack.TakenBackAt, zone))
}

// Agreement is one paper to read and sign.
func (w *Web) Agreement(c echo.Context) error {
	return w.agreement(c, http.StatusOK, "", pages.Problem{})
}

func (w *Web) agreement(c echo.Context, status int, name string, p pages.Problem) error {
	ctx, actor := ctxOf(c)
	couple, subject := tandem.CoupleID(c.Param("couple")), c.Param("paper")
	a, err := w.Cases.Agreement(ctx, actor, couple, subject)
	if err != nil {
		return err
	}
	m := pages.Agreement{Phone: w.phone(ctx), Title: a.Paper.Title, Body: a.Paper.Body, Action: agreementHref(couple, subject),
		Digest: a.Paper.Digest(), Name: name, Problem: p}
	switch {
	case !a.Open():
		m.State, m.Signed = signedOn(a, "UTC"), true
	case a.TakenBack.ID != "":
		m.State = takenBackOn(a, "UTC")
	}
	return w.render(c, status, pages.AgreementPage(m))
}

// Sign signs a paper.
func (w *Web) Sign(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	in := casefile.SignInput{Digest: f.Get("digest"), Signed: f.Get(casefile.FieldSigned), Passphrase: f.Get(casefile.FieldPassphrase)}
	if err := w.Cases.Sign(ctx, actor, tandem.CoupleID(c.Param("couple")), c.Param("paper"), in); err != nil {
		p, status, ok := problem(err)
		if !ok {
			return err
		}
		return w.agreement(c, status, in.Signed, p)
	}
	return w.done(c, "/agreements", "Thank you. It is signed.")
}

// TakeBackAgreement takes back what the partner has signed.
func (w *Web) TakeBackAgreement(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	if err := w.Cases.TakeBack(ctx, actor, tandem.CoupleID(c.Param("couple")), c.Param("paper"), f.Get(casefile.FieldPassphrase)); err != nil {
		p, status, ok := problem(err)
		if !ok {
			return err
		}
		return w.agreement(c, status, "", p)
	}
	return w.done(c, "/agreements", "It is taken back. Your therapist will talk with you.")
}
