package main

import (
	"context"
	"net/url"
	"testing"
	"time"

	"tandem/internal/exercise"
	"tandem/internal/review"
	"tandem/internal/tandem"
	"tandem/internal/testkit"
)

// TestReviewsInABrowser plays a review and the weekly reflection on a desk and
// two phones, and looks at each page that they pass.
func TestReviewsInABrowser(t *testing.T) {
	s := newStage(newWorld(t, ""))
	g := gallery{t, "review"}
	chromium := testkit.Browser(t)
	mara, rowan, noor := chromium.Desk(t), chromium.Phone(t), chromium.Phone(t)
	s.logInOn(g, mara, "mara", false)
	s.logInOn(g, rowan, "rowan", false)
	s.logInOn(g, noor, "noor", false)

	couple := "/couples/" + string(s.couple.ID)
	mara.Go(s.url(couple + "/reviews"))
	g.look(mara, "list-empty")
	mara.Select(`[name="kind"]`, string(review.Quarterly))
	mara.Fill(`[name="on"]`, "2026-03-12")
	mara.Click(`form[action$="/reviews"] button`)
	g.look(mara, "scheduled")
	r, _ := s.newest()
	prep := "/homework/" + string(r.Preparation)
	g.at(rowan, s.url("/today"), "today-prepare")
	g.at(rowan, s.url(prep), "prepare")
	rowan.Fill(`[name="better.0.better_one"]`, "We laugh at breakfast again")
	rowan.Click("form[data-draft] .btn.go")
	g.look(rowan, "prepare-second")
	for _, p := range []struct {
		c      *client
		name   string
		rating string
	}{{s.rowan, "rowan", "7"}, {s.noor_, "noor", "4"}} {
		if a := s.prepare(p.c, r.Preparation, p.name, p.rating); a.status != 303 {
			t.Fatalf("preparing: %d", a.status)
		}
	}
	g.at(rowan, s.url(prep), "prepared")
	g.at(mara, s.url(reviewHref(r)), "ready")
	s.must(s.reviews.Open(bg, s.people["mara"], r.Couple, r.ID))
	s.wish()
	s.trying(s.couple, "rowan", "noor")
	g.at(mara, s.url(reviewHref(r)+"?alone=1"), "session-alone")
	g.at(mara, s.url(reviewHref(r)), "session")
	g.at(rowan, s.url(prep), "opened")
	mara.Fill(`[name="improvements"]`, "We laugh at breakfast again\nWe sleep better")
	mara.Fill(`[name="decisions.0.text"]`, "Phones away at dinner")
	mara.Fill(`[name="targets.0.text"]`, "Two calm evenings a week")
	testkit.Eval[bool](mara, `(document.querySelectorAll("[required]").forEach(e => e.required = false), true)`)
	mara.Click(`form[action$="/content"] .btn.go`)
	g.look(mara, "session-mistake")
	form := contentForm2(s)
	s.mara.post(reviewHref(r)+"/content", form)
	s.must(s.reviews.Offer(bg, s.people["mara"], r.Couple, r.ID))
	g.at(mara, s.url(reviewHref(r)), "signing")
	g.at(noor, s.url("/today"), "today-sign")
	g.at(noor, s.url("/reviews/"+string(r.ID)), "sign")
	g.at(rowan, s.url("/reviews/"+string(r.ID)), "sign-alone")
	noor.Fill("#f-name", "Noor of the river")
	noor.Fill("#f-passphrase", "not the right one")
	noor.Click(`form[action$="/sign"] .btn.go`)
	g.look(noor, "sign-refused")
	now, _ := s.newest()
	in := review.SignInput{Name: "Rowan", Passphrase: passphrase, Digest: now.Digest()}
	s.must(s.reviews.Sign(bg, s.people["rowan"], r.ID, in))
	in.Name = "Noor of the river"
	s.must(s.reviews.Sign(bg, s.people["noor"], r.ID, in))
	in.Name = "Mara"
	s.must(s.reviews.SignAsStaff(bg, s.people["mara"], r.Couple, r.ID, in))
	s.must(nil, s.reviews.Add(bg, s.people["mara"], r.Couple, r.ID, "The walk is on Saturdays from now on."))
	g.at(mara, s.url(reviewHref(r)), "frozen")
	g.at(mara, s.url(reviewHref(r)+"/record"), "record")
	s.mara.post(reviewHref(r)+"/record", nil)
	g.at(noor, s.url("/documents"), "record-received")
	noor.Click(`.lines a[href^="/documents/"]`)
	g.look(noor, "record-read")
	g.at(mara, s.url(couple+"/reviews"), "list")
	g.at(noor, s.url("/reviews/"+string(r.ID)), "signed")
	g.at(noor, s.url("/reviews"), "own")
	s.reflectOn(g, rowan, noor)
}

// at goes to a page and looks at it.
func (g gallery) at(p *testkit.Page, address, name string) {
	g.t.Helper()
	p.Go(address)
	g.look(p, name)
}

// contentForm2 is contentForm without bringing the review anywhere.
func contentForm2(s *stage) url.Values {
	r, _ := s.newest()
	return url.Values{"version": {versionOf(r)}, "improvements": {"We laugh at breakfast again\nWe sleep better"}, "changes": {"Evenings are loud"},
		"decisions.0.text": {"Phones away at dinner"}, "decisions.0.owner": {"both"}, "decisions.0.due": {"2026-04-01"},
		"decisions.1.text": {"A walk on Sundays"}, "decisions.1.owner": {"1"},
		"targets.0.text": {"Two calm evenings a week"}, "targets.0.notice": {"We both sleep well"}, "targets.0.due": {"2026-05-01"}, "targets.0.confidence": {"6"},
		"trials.0.text": {"tea before talks"}, "trials.0.becomes": {"keep"}, "trials.0.noticed": {"We are calmer"}, "holds": {"yes"},
		"plan": {string(review.PlanAdjust)}, "plan_changes": {"One exercise less on weekdays."}, "next_on": {"2026-06-01"}}
}

// reflectOn plays the weekly reflection on both phones.
func (s *stage) reflectOn(g gallery, rowan, noor *testkit.Page) {
	def := s.must(s.homework.Library.Definition(bg, s.couple.Practice, "E11", 1)).(*exercise.Definition)
	var id tandem.AssignmentID
	s.must(nil, s.pipeline.Tx.InTx(bg, func(ctx context.Context) error {
		var err error
		id, err = s.homework.Ask(ctx, s.couple.Practice, s.couple.ID, nil, def, monday, monday.AddDays(6), "exercise")
		return err
	}))
	at := s.url("/homework/" + string(id))
	g.at(rowan, at, "reflect")
	for name, c := range map[string]*client{"rowan": s.rowan, "noor": s.noor_} {
		f := url.Values{"kind": {"prepare"}, "step": {"reflect"}, "key": {s.IDs.New()}, "screen": {"9"}, "version": {hiddenIn(c.get("/homework/"+string(id)).body, "version")},
			"working.0.worked": {name + " liked the walk"}, "not_working.0.stuck": {name + " was tired"}, "would_help.0.help": {"An early night"}}
		f.Set("screen", "4")
		if a := c.post("/homework/"+string(id)+"/moves", f); a.status != 303 {
			s.t.Fatalf("reflecting: %d", a.status)
		}
		s.clock.Advance(time.Minute)
		if name == "rowan" {
			g.at(rowan, at, "reflect-waiting")
		}
	}
	g.at(rowan, at, "reflect-open")
	rowan.Fill(`[name="one_change"]`, "Lights out at ten on weekdays")
	testkit.Eval[bool](rowan, `(document.querySelector('[name="owner"][value="both"]').click(), true)`)
	rowan.Click("form[data-draft] .btn.go")
	g.look(rowan, "reflect-written")
	g.at(noor, at, "reflect-confirm")
	noor.Click(`main .acts .btn.go`)
	g.look(noor, "reflect-done")
}
