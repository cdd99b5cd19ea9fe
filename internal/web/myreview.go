package web

import (
	"context"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/review"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

// MyReviews lists the reviews that a partner can read.
func (w *Web) MyReviews(c echo.Context) error {
	ctx, actor := ctxOf(c)
	list, err := w.ReviewsOf.OwnList(ctx, actor)
	if err != nil {
		return err
	}
	m := pages.MyReviews{Phone: w.phone(ctx)}
	for _, o := range list {
		line := pages.ReviewLine{Href: myReviewHref(o.Review.ID), Name: o.Review.Kind.Text(), On: o.Review.On.LongText(), State: tandem.Say("waits for signatures"), Asks: o.Asks()}
		switch {
		case o.Asks():
			line.State = tandem.Say("ready for you to read and sign")
		case o.Review.State == review.Frozen:
			line.State = tandem.Say("signed")
		}
		m.Rows = append(m.Rows, line)
	}
	return w.render(c, http.StatusOK, pages.MyReviewsPage(m))
}

// signingCard is the card of a review that can be read and signed.
func signingCard(ctx context.Context, o review.Own, first bool) pages.Thing {
	return pages.Thing{Title: o.Review.Kind.Text().In(ctx), Summary: tandem.Say("Read what you agreed, and sign it."), Minutes: minutesText(5),
		When: tandem.Say("whenever you like"), Go: tandem.Say("Read and sign"), Href: myReviewHref(o.Review.ID), First: first}
}

func myReviewHref(id tandem.ReviewID) string { return "/reviews/" + string(id) }

// MyReview shows a review to a partner.
func (w *Web) MyReview(c echo.Context) error {
	return w.myReview(c, http.StatusOK, "", pages.Problem{}, tandem.Text{})
}

func (w *Web) myReview(c echo.Context, status int, name string, p pages.Problem, conflict tandem.Text) error {
	ctx, actor := ctxOf(c)
	o, err := w.ReviewsOf.SeeOwn(ctx, actor, tandem.ReviewID(c.Param("review")))
	if err != nil {
		return err
	}
	m := pages.MyReview{Phone: w.phone(ctx), Sheet: sheet(o.Record, zoneOf(o.Couple, o.Partner)), Alone: o.Alone, Conflict: conflict,
		State: tandem.Say("You have signed. The others can still sign.")}
	switch {
	case o.Asks():
		m.State = tandem.Say("This is what was written down. Please read it in peace, then sign.")
		m.Sign = &pages.ReviewSigning{Action: myReviewHref(o.Review.ID) + "/sign", Digest: o.Digest, Name: name, Problem: p}
	case o.Review.State == review.Frozen:
		m.State = tandem.Say("Signed. It stays as it is.")
	case !o.Review.Takes(o.Partner):
		m.State = tandem.Say("You were not there this time, so you need not sign.")
	}
	return w.render(c, status, pages.MyReviewPage(m))
}

// SignReview signs as a partner.
func (w *Web) SignReview(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	id := tandem.ReviewID(c.Param("review"))
	_, err = w.ReviewsOf.Sign(ctx, actor, id, signInput(f))
	if err == nil {
		return w.done(c, myReviewHref(id), "Signed. Thank you.")
	}
	p, status, ok := problem(err)
	switch {
	case !ok:
		return err
	case status == http.StatusConflict:
		return w.myReview(c, status, f.Get(review.FieldName), pages.Problem{}, p.Sentence)
	default:
		return w.myReview(c, status, f.Get(review.FieldName), p, tandem.Text{})
	}
}

func signInput(f exercise.Form) review.SignInput {
	return review.SignInput{Name: f.Get(review.FieldName), Passphrase: f.Get(review.FieldPassphrase), Digest: f.Get("digest")}
}

// sheet is a record as pages print it.
func sheet(rec review.Record, zone string) pages.ReviewSheet {
	r := rec.Review
	s := pages.ReviewSheet{Name: r.Kind.Text(), On: r.On.LongText(), Improvements: r.Content.Improvements, Changes: r.Content.Changes,
		Holds: r.Content.Holds.Text(), Plan: r.Content.Plan.Text(), Difference: rec.PlanChanges(), PlanChanges: r.Content.PlanChanges, Digest: rec.Mark()}
	for _, part := range r.Part {
		p := shownID(rec.Couple, part.Partner)
		s.Partners = append(s.Partners, p)
		if part.Absent {
			s.Absent = append(s.Absent, p)
		}
	}
	for _, d := range r.Content.Decisions {
		line := pages.ReviewDecision{Text: d.Text, Owner: tandem.Say("both of us")}
		if d.Owner != "" {
			line.Owner = tandem.Say("%s takes it on", rec.Name(d.Owner))
		}
		if d.Due != "" {
			line.Due = tandem.Say("until %s", d.Due.LongText())
		}
		s.Decisions = append(s.Decisions, line)
	}
	for _, t := range r.Content.Targets {
		line := pages.ReviewTarget{Text: t.Text, Notice: t.Notice, Due: tandem.Say("until %s", t.Due.LongText())}
		if t.Confidence != nil {
			line.Sure = tandem.Say("How sure we are: %d of %d", *t.Confidence, review.MostConfident)
		}
		s.Targets = append(s.Targets, line)
	}
	for _, v := range r.Content.Trials {
		s.Trials = append(s.Trials, pages.ReviewTrial{Text: v.Text, Becomes: v.Becomes.Text(), Noticed: v.Noticed})
	}
	if r.Content.NextOn != "" {
		s.Next = tandem.Say("We look again on %s.", r.Content.NextOn.LongText())
	}
	for _, g := range rec.Signatures {
		s.Signatures = append(s.Signatures, signature(rec, g, zone))
	}
	for _, a := range r.Additions {
		s.Additions = append(s.Additions, pages.ReviewAddition{Author: rec.Staff(a.Author), When: momentText(a.At, zone), Text: a.Text})
	}
	return s
}

func signature(rec review.Record, g review.Standing, zone string) pages.ReviewSignature {
	s := pages.ReviewSignature{Name: g.Name, As: tandem.Say("therapist"), How: tandem.Say("signed here"), When: momentText(g.At, zone), Void: g.Void}
	if g.Partner != "" {
		s.As = tandem.Text{} // who signs for themselves is said once
		if name := rec.Name(g.Partner); !named(g.Name, name) {
			s.As = tandem.Say("for %s", name)
		}
	}
	if g.How == casefile.SignedOnPaper {
		s.How = tandem.Say("signed on paper")
	}
	return s
}

// named tells whether what was typed names a person: their name is in it, in
// whatever letters.
func named(typed, name string) bool {
	return strings.Contains(" "+strings.ToLower(typed)+" ", " "+strings.ToLower(name)+" ")
}
