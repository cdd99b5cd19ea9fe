package main

import (
	"net/url"
	"testing"

	"tandem/internal/casefile"
	"tandem/internal/homework"
	"tandem/internal/testkit"
)

// TestPlanningInABrowser looks at when and where on a phone, and at what the
// care team sees of it, of the couple's own dates and of who declined.
func TestPlanningInABrowser(t *testing.T) {
	w := newWorld(t, "")
	s := newStage(w)
	g := gallery{t, "planning"}
	s.must(nil, s.cases.AddDate(bg, s.people["mara"], s.couple.ID, casefile.OwnDateInput{Name: "The day we met", On: "2019-06-12", Yearly: true}))
	logIn := func(p *testkit.Page, name string) {
		p.Go(w.srv.URL + "/log-in")
		p.Fill("#f-name", logInName(name))
		p.Fill("#f-passphrase", passphrase)
		p.Click(".btn.go")
	}
	noor := testkit.Browser(t).Phone(t)
	logIn(noor, "noor")
	g.at(noor, w.srv.URL+"/today", "asked")
	noor.Click(`form[action$="/when"] .btn`)
	g.look(noor, "plan")
	noor.Tap(`label:has(input[value="tuesday"])`)
	noor.Fill(`[name="at"]`, "20:00")
	noor.Fill(`[name="cue"]`, "after dinner")
	noor.Fill(`[name="where"]`, "in the kitchen")
	noor.Fill(`[name="obstacle"]`, "a long day")
	noor.Fill(`[name="then"]`, "the smallest version")
	noor.Click(`.btn.go`)
	g.look(noor, "kept")
	g.at(noor, w.srv.URL+"/today", "next-asked")
	noor.Click(`form[action$="/answer"] .btn.soft`)
	g.at(noor, w.srv.URL+"/when", "when")
	g.at(noor, w.srv.URL+"/coming", "coming")

	mara := testkit.Browser(t).Desk(t)
	logIn(mara, "mara")
	at := "/couples/" + string(s.couple.ID)
	g.at(mara, w.srv.URL+at, "couple")
	g.at(mara, w.srv.URL+at+"/details", "details")
	s.says(s.rowan, s.itemOf(s.couple, "E38"), homework.IntentionNot)
	s.mara.post(at+"/plan/draft", url.Values{"revise": {"yes"}})
	g.at(mara, w.srv.URL+at+"/plan/draft", "builder")
	g.at(mara, w.srv.URL+at+"/brief", "brief")
}
