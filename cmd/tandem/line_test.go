package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/tandem"
	"tandem/internal/testkit"
)

// gallery looks at each page that the line passes: a picture at phone and desk
// width in both themes, and axe-core at the narrowest and the widest.
type gallery struct {
	t    *testing.T
	name string // of the database, in front of the pictures' names
}

func (g gallery) look(p *testkit.Page, name string) {
	g.t.Helper()
	for _, theme := range []string{"light", "dark"} {
		p.Theme(theme)
		for _, width := range []int64{320, 390, 1440} {
			p.Size(width, 844)
			if width != 390 {
				p.Axe(g.t)
			}
			if width != 320 {
				p.Shot(strings.Join([]string{g.name, name, theme, map[int64]string{390: "phone", 1440: "desk"}[width]}, "-"))
			}
		}
	}
	p.Theme("light")
}

// TestTheLine plays the first line through Tandem in a real browser: a
// therapist takes in a couple and gives them homework, both partners do it on
// their phones, and the therapist sees who did what and prints a summary.
func TestTheLine(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.hire("ada", "mara", tandem.RoleTherapist)
		w.hire("ada", "fina", tandem.RoleFrontDesk)
		g := gallery{t, filepath.Base(t.Name())}
		chromium := testkit.Browser(t)
		mara, rowan, noor := chromium.Desk(t), chromium.Phone(t), chromium.Phone(t)

		w.logInOn(g, mara, "mara", true)
		g.look(mara, "caseload-empty")
		links := w.takeInOn(g, mara)
		w.joinOn(g, rowan, links[0], "rowan", true)
		w.joinOn(g, noor, links[1], "noor", false)
		g.look(rowan, "today-not-started")
		w.assignOn(g, mara)

		w.clock.Set(time.Date(2026, 3, 10, 17, 0, 0, 0, time.UTC)) // Tuesday of week 1
		w.logInOn(g, mara, "mara", false)
		w.logInOn(g, rowan, "rowan", false)
		w.logInOn(g, noor, "noor", false)
		g.look(rowan, "today")
		w.easyCompanyOn(g, rowan, noor)
		w.appreciationsOn(g, rowan, noor)
		w.afterwardsOn(g, rowan)
		w.deskOn(g, mara)
		w.othersOn(g, chromium)
	})
}

func (w *world) url(path string) string { return w.srv.URL + path }

func (w *world) logInOn(g gallery, p *testkit.Page, name string, look bool) {
	p.Go(w.url("/log-in"))
	if look {
		g.look(p, "log-in")
		p.Fill("#f-name", "nobody at all")
		p.Fill("#f-passphrase", "not the right one, surely")
		p.Click("main button")
		g.look(p, "log-in-refused")
	}
	p.Fill("#f-name", logInName(name))
	p.Fill("#f-passphrase", passphrase)
	p.Click("main button")
}

// takeInOn takes Rowan and Noor in, first with a mistake, and makes both links.
func (w *world) takeInOn(g gallery, p *testkit.Page) (links [2]string) {
	p.Click(`a[href="/couples/new"]`)
	g.look(p, "take-in")
	p.Fill(`[name="partners.0.name"]`, "Rowan")
	p.Select(`[name="time_zone"]`, "Europe/Berlin")
	w.t.Helper()
	testkit.Eval[bool](p, `(document.querySelectorAll("[required]").forEach(e => e.required = false), true)`)
	p.Click("main form button")
	if !p.Has(`[id="f-partners.1.name-error"]`) || testkit.Eval[string](p, `document.querySelector('[name="partners.0.name"]').value`) != "Rowan" {
		w.t.Error("the mistake is not said at its field, or what was typed is gone")
	}
	g.look(p, "take-in-mistake")
	p.Fill(`[name="partners.0.pronouns"]`, "they/them")
	p.Fill(`[name="partners.1.name"]`, "Noor")
	p.Click("main form button")
	g.look(p, "couple-taken-in")
	for i := range links {
		p.Click(fmt.Sprintf(`li:nth-of-type(%d) form[action$="/invitation"] button`, i+1))
		links[i] = w.linkOn(p)
		if i == 0 {
			g.look(p, "couple-link")
		}
	}
	return links
}

func (w *world) linkOn(p *testkit.Page) string {
	w.t.Helper()
	link := testkit.Eval[string](p, `[...document.querySelectorAll("main input, main code, main output, main p")].map(e => e.value || e.textContent).find(t => t && t.includes("/invitation/")).match(/http\S+/)[0]`)
	if !strings.HasPrefix(link, w.srv.URL+"/invitation/") {
		w.t.Fatalf("no link: %q", link)
	}
	return link
}

func (w *world) joinOn(g gallery, p *testkit.Page, link, name string, look bool) {
	p.Go(link)
	if look {
		g.look(p, "invitation")
		p.Fill("#f-name", logInName(name))
		p.Fill("#f-passphrase", "too short")
		p.Click("main form button[type=submit], main form button:not([type])")
		g.look(p, "invitation-mistake")
	}
	p.Fill("#f-name", logInName(name))
	p.Fill("#f-passphrase", passphrase)
	p.Click("main form button[type=submit], main form button:not([type])")
	if !strings.HasSuffix(p.URL(), "/today") {
		w.t.Fatalf("%s is on %s", name, p.URL())
	}
	if look { // the link has worked, once
		p.Go(link)
		g.look(p, "invitation-used")
		p.Go(w.url("/today"))
	}
}

func (w *world) assignOn(g gallery, p *testkit.Page) {
	p.Go(w.url("/caseload"))
	p.Click(`main a[href^="/couples/"]:not([href$="/new"])`)
	p.Click(`a[href$="/plan"]`)
	g.look(p, "plan-templates")
	p.Click(`form[action$="/plan/draft"] button:not([aria-label])`) // an empty plan
	p.Select(`[name="add.0.exercise"]`, "E02")
	p.Fill(`[name="add.0.to"]`, "99")
	testkit.Eval[bool](p, `(document.querySelectorAll("form").forEach(f => f.noValidate = true), true)`)
	p.Click(`form[action$="/plan/draft/change"] button:not([name])`)
	g.look(p, "plan-mistake")
	p.Fill(`[name="add.0.to"]`, "4")
	p.Click(`form[action$="/plan/draft/change"] button:not([name])`)
	p.Select(`[name="add.0.exercise"]`, "E38")
	p.Select(`[name="add.0.cadence"]`, "weekly-2")
	p.Click(`form[action$="/plan/draft/change"] button:not([name])`)
	g.look(p, "plan-draft")
	p.Click(`form[action$="/plan/draft/change"] button[name="go"]`)
	g.look(p, "plan-gate")
	couples := w.must(w.store.Couples(bg, w.people["mara"].Practice)).([]casefile.Couple)
	w.ready("mara", couples[0])
	p.Go(p.URL())
	g.look(p, "plan-check")
	p.Click(`form[action$="/plan/activate"] button`)
	g.look(p, "couple-assigned")
	p.Click(`form[action$="/plan/weeks/3/light"] button`)
	if !p.Has(`form[action$="/plan/weeks/3/light"] button[value="no"]`) {
		w.t.Error("week 3 is not light")
	}
}

// easyCompanyOn: both note an easy time, in two taps.
func (w *world) easyCompanyOn(g gallery, rowan, noor *testkit.Page) {
	rowan.Click(w.cardLink(rowan, "Easy company"))
	g.look(rowan, "easy-company")
	for _, p := range []*testkit.Page{rowan, noor} {
		if p == noor {
			p.Click(w.cardLink(p, "Easy company"))
		}
		p.Check(`[name="activity"][value="other"]`)
		p.Fill(`[name="other_activity"]`, "Feeding the ducks 🦆")
		p.Check(`[name="ease"][value="4"]`)
		p.Check(`[name="laughed"][value="yes"]`)
		p.Click(`form[data-draft] button:not([name])`)
		if !strings.Contains(p.Text("main"), "Feeding the ducks 🦆") {
			w.t.Error("what was noted does not show")
		}
	}
	if text := noor.Text("main"); strings.Count(text, "hard going") != 1 {
		w.t.Error("Noor sees Rowan's rating, or not the own")
	}
	g.look(noor, "easy-company-done")
	rowan.Go(w.url("/today"))
	noor.Go(w.url("/today"))
}

// cardLink is the link of a card of the day's list.
func (w *world) cardLink(p *testkit.Page, title string) string {
	w.t.Helper()
	href := testkit.Eval[string](p, `[...document.querySelectorAll("main article, main li, main section")].filter(e => e.querySelector("h2,h3")?.textContent.trim() === "`+title+`").map(e => e.querySelector('a[href^="/homework/"]'))[0].getAttribute("href")`)
	return `a[href="` + href + `"]`
}

// appreciationsOn: prepared apart and sealed, given, only acknowledged.
func (w *world) appreciationsOn(g gallery, rowan, noor *testkit.Page) {
	rowan.Click(w.cardLink(rowan, "Three appreciations"))
	g.look(rowan, "appreciations-mood")
	rowan.Check(`[name="mood_before"][value="3"]`)
	next := `form[data-draft] button:not([name])`
	rowan.Click(next)
	testkit.Eval[bool](rowan, `(document.querySelectorAll("form").forEach(f => f.noValidate = true), true)`)
	rowan.Fill(`[name="items.0.quality"]`, "Rowan's first secret")
	rowan.Click(next)
	g.look(rowan, "appreciations-mistake")
	rowan.Fill(`[name="items.0.example"]`, "By the lake, last Sunday.")
	rowan.Click(next)
	rowan.Fill(`[name="items.1.quality"]`, "Rowan's second secret")
	rowan.Click(`button[name="stop"]`) // stops in the middle, and goes on
	g.look(rowan, "today-saved")
	rowan.Click(w.cardLink(rowan, "Three appreciations"))
	g.look(rowan, "appreciations-item")
	rowan.Fill(`[name="items.1.example"]`, "On the stairs.")
	rowan.Click(next)
	rowan.Fill(`[name="items.2.quality"]`, "Rowan's third secret")
	rowan.Fill(`[name="items.2.example"]`, "At breakfast.")
	rowan.Click(next)
	g.look(rowan, "appreciations-give")

	noor.Go(w.url("/today"))
	if strings.Contains(noor.Text("body"), "has something for you") {
		w.t.Error("Noor is told that Rowan has prepared")
	}
	rowan.Click(next + `, form[action$="/moves"] button:not([name])`)
	g.look(rowan, "appreciations-given")
	noor.Go(w.url("/today"))
	g.look(noor, "today-gift")
	noor.Click(w.cardLink(noor, "Three appreciations"))
	if strings.Contains(noor.Text("body"), "secret") {
		w.t.Error("Noor reads Rowan's before writing any")
	}
	noor.Click(next) // the mood may stay open
	for _, n := range []string{"0", "1", "2"} {
		noor.Fill(`[name="items.`+n+`.quality"]`, "Noor values this "+n)
		noor.Fill(`[name="items.`+n+`.example"]`, "It was a moment like "+n)
		noor.Click(next)
	}
	if text := noor.Text("main"); !strings.Contains(text, "Rowan's third secret") {
		w.t.Error("Noor has prepared and cannot read: " + text)
	}
	g.look(noor, "appreciations-receive")
	noor.Check(`[name="acknowledgement"][value="own"]`)
	noor.Fill(`[name="own_words"]`, "That warms me.")
	noor.Click(next)
	noor.Click(`form[action$="/moves"] button:not([name])`) // gives hers
	g.look(noor, "appreciations-done")
	rowan.Go(w.url("/today"))
	rowan.Click(w.cardLink(rowan, "Three appreciations"))
	rowan.Check(`[name="acknowledgement"][value="thanks"]`)
	rowan.Click(next)
	if !strings.Contains(rowan.Text("main"), "That warms me.") {
		w.t.Error("Rowan does not see the thanks")
	}
}

// afterwardsOn: the bank, a hard day, one's privacy, the account.
func (w *world) afterwardsOn(g gallery, rowan *testkit.Page) {
	rowan.Go(w.url("/together"))
	g.look(rowan, "together")
	rowan.Click(`a[href*="shelf=appreciations"]`)
	if text := rowan.Text("main"); !strings.Contains(text, "Noor values this 0") || !strings.Contains(text, "Rowan's first secret") {
		w.t.Error("the bank is not whole: " + text)
	}
	g.look(rowan, "together-bank")
	rowan.Go(w.url("/together?three=1"))
	g.look(rowan, "together-three")
	rowan.Go(w.url("/privacy"))
	g.look(rowan, "privacy")
	rowan.Tap("summary.sure")
	rowan.Click(`form[action$="/withdraw"] button`)
	if !strings.Contains(rowan.Text("body"), "Taken back") {
		w.t.Error("nothing says that it was taken back")
	}
	rowan.Go(w.url("/account"))
	g.look(rowan, "account-partner")
	rowan.Go(w.url("/today"))
	g.look(rowan, "today-done")
	rowan.Go(w.url("/caseload/nothing"))
	g.look(rowan, "not-found")
	rowan.Go(w.url("/today"))
}

// deskOn: the therapist sees who did what, and prints it.
func (w *world) deskOn(g gallery, mara *testkit.Page) {
	mara.Go(w.url("/caseload"))
	g.look(mara, "caseload")
	mara.Click(`main a[href^="/couples/"]:not([href$="/new"])`)
	g.look(mara, "couple")
	couple := mara.URL()
	mara.Click(`main a[href*="/homework/"]`)
	g.look(mara, "homework")
	mara.Go(couple + "/summary")
	g.look(mara, "summary")
	w.checkPDF(w.issuedOn(mara))
	mara.Go(couple)
	mara.Click(`form[action$="/plan/pause"] button`)
	g.look(mara, "couple-paused")
	mara.Click(`form[action$="/plan/resume"] button`)
	mara.Go(w.url("/account"))
	g.look(mara, "account-staff")
}

// checkPDF reads the document as a reader would.
func (w *world) checkPDF(file string) {
	w.t.Helper()
	text := pdfText(w.t, file, "summary", "-layout")
	for _, want := range []string{"Progress summary", "TD-101", "Rowan", "Noor", "Three appreciations", "Easy company", "Page 1 of", "no psychotherapy notes"} {
		if !strings.Contains(text, want) {
			w.t.Errorf("the document does not say %q:\n%s", want, text)
		}
	}
	for _, secret := range []string{"secret", "warms me", "ducks"} {
		if strings.Contains(text, secret) {
			w.t.Errorf("the document holds an answer: %q", secret)
		}
	}
}

// othersOn looks at the pages of the owner and of the front desk.
func (w *world) othersOn(g gallery, chromium *testkit.Chromium) {
	ada, fina := chromium.Desk(g.t), chromium.Desk(g.t)
	w.logInOn(g, ada, "ada", false)
	g.look(ada, "staff")
	ada.Fill(`[name="name"]`, "Søren Dahl")
	ada.Check(`form[action="/staff"] [name="roles"][value="supervisor"]`)
	ada.Click(`form[action="/staff"] button`)
	w.linkOn(ada)
	g.look(ada, "staff-link")
	w.logInOn(g, fina, "fina", false)
	g.look(fina, "register")
}
