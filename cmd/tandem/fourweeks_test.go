package main

import (
	"encoding/base64"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/plan"
	"tandem/internal/tandem"
	"tandem/internal/testkit"
)

// TestFourWeeks plays the main job whole in a real browser: a couple is taken
// in properly and passes the gate, gets the starter plan, works through every
// exercise of it, holds its review and signs, and each reader gets the edition
// that is theirs.
func TestFourWeeks(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.hire("ada", "mara", tandem.RoleTherapist)
		g := gallery{t, filepath.Base(t.Name()) + "-weeks"}
		f := &fourWeeks{world: w, g: g, seen: map[string]bool{}, ended: map[string]bool{}}
		chromium := testkit.Browser(t)
		f.mara, f.rowan, f.noor = chromium.Desk(t), chromium.Phone(t), chromium.Phone(t)
		f.c = w.takeIn("mara", "Rowan", "Noor")
		f.comeIn()
		f.passTheGate()
		f.startThePlan()
		for week := range 4 {
			f.clock.Set(time.Date(2026, 3, 10+7*week, 17, 0, 0, 0, time.UTC))
			f.comeIn()
			f.playTheWeek(week)
			if week == 1 {
				f.openThePhase()
			}
		}
		f.wholeStarter()
		f.holdTheReview()
		f.printEditions()
	})
}

// fourWeeks is the story on three screens.
type fourWeeks struct {
	*world
	g                 gallery
	mara, rowan, noor *testkit.Page
	c                 casefile.Couple
	seen              map[string]bool // pages that were looked at
	met               map[string]int  // acts in each exercise since the week began
	ended             map[string]bool // exercises that were played to their end
}

func (f *fourWeeks) at(path string) string { return f.url("/couples/" + string(f.c.ID) + path) }

// look is at each page once, by its name.
func (f *fourWeeks) look(p *testkit.Page, name string) {
	if !f.seen[name] {
		f.seen[name] = true
		f.g.look(p, name)
	}
}

func (f *fourWeeks) comeIn() {
	f.logInOn(f.g, f.mara, "mara", false)
	f.logInOn(f.g, f.rowan, "Rowan", false)
	f.logInOn(f.g, f.noor, "Noor", false)
}

// says fails the story when the page does not say it.
func (f *fourWeeks) says(p *testkit.Page, want string) {
	f.t.Helper()
	if text := p.Text("main"); !strings.Contains(text, want) {
		f.t.Fatalf("%s does not say %q:\n%s", p.URL(), want, text)
	}
}

// passTheGate: policy and screens by the therapist; Rowan signs on the phone,
// Noor signed on paper; each says what they come for, for the therapist alone.
func (f *fourWeeks) passTheGate() {
	f.mara.Go(f.at("/gate"))
	f.look(f.mara, "gate-first")
	f.mara.Check(`[name="policy"]`)
	f.mara.Click(`form[action$="/policy"] button`)
	for i, p := range f.c.Partners {
		f.mara.Go(f.at("/partners/" + string(p.ID) + "/gate"))
		f.look(f.mara, "gate-partner")
		f.mara.Select(`[name="result"]`, "no-concern")
		f.mara.Select(`[name="goal"]`, "improve")
		f.mara.Click(`form[action$="/screen"] button`)
		if i == 1 {
			testkit.Eval[bool](f.mara, `(document.querySelectorAll('[name="papers"]').forEach(b => { if (!b.checked) b.click() }), true)`)
			f.mara.Fill(`[name="paper_name"]`, "Noor")
			f.mara.Click(`form[action$="/papers"] button`)
		}
	}
	f.rowan.Go(f.url("/today"))
	f.look(f.rowan, "today-papers")
	for n := 0; ; n++ {
		f.rowan.Go(f.url("/agreements"))
		f.look(f.rowan, "agreements")
		if !f.rowan.Has(`main a.btn.go[href^="/agreements/"]`) {
			break
		}
		if n > 9 {
			f.t.Fatal("there is always one more agreement: " + f.rowan.Text("main"))
		}
		f.rowan.Click(`main a.btn.go[href^="/agreements/"]`)
		f.look(f.rowan, "agreement")
		f.rowan.Fill(`[name="signed"]`, "Rowan")
		f.rowan.Fill(`[name="passphrase"]`, passphrase)
		f.rowan.Click(`form[action^="/agreements/"] button.go`)
	}
	for _, p := range []*testkit.Page{f.rowan, f.noor} {
		f.playAll(p)
	}
	f.mara.Go(f.at("/gate"))
	f.look(f.mara, "gate-passed")
}

// startThePlan: the starter template, adapted by nothing, checked and started.
func (f *fourWeeks) startThePlan() {
	f.mara.Go(f.at("/plan"))
	f.mara.Click(`form[action$="/plan/draft"] button[aria-label*="First four weeks"]`)
	f.look(f.mara, "starter-draft")
	f.mara.Click(`form[action$="/plan/draft/change"] button[name="go"]`)
	f.look(f.mara, "starter-check")
	if text := f.mara.Text("main"); strings.Contains(text, "Not in the library") {
		f.t.Error("the starter template is not whole: " + text)
	}
	f.mara.Click(`form[action$="/plan/activate"] button`)
	f.look(f.mara, "starter-running")
	f.rowan.Go(f.url("/today"))
	f.look(f.rowan, "starter-coming")
}

// openThePhase: the second phase waits until the therapist has looked and opens
// it.
func (f *fourWeeks) openThePhase() {
	f.mara.Go(f.at(""))
	f.says(f.mara, "Next phase: Saying and asking")
	f.says(f.mara, "the base rhythm held in 2 of 2 weeks")
	f.look(f.mara, "phase-waits")
	f.mara.Click(`form[action$="/plan/phase"] button`)
	f.says(f.mara, "The next phase is open.")
}

// playTheWeek: both do what the day's list offers, in turns, until neither has
// anything left to do. The week met what the starter asks for in it, and every one
// of its exercises came to its end.
func (f *fourWeeks) playTheWeek(week int) {
	f.t.Helper()
	f.met = map[string]int{}
	for range 5 {
		if acts := f.playAll(f.rowan) + f.playAll(f.noor); acts == 0 {
			break
		}
	}
	if week == 2 {
		f.playThePause()
	}
	f.cameToAnEnd(week + 1)
	f.rowan.Go(f.url("/together"))
	f.look(f.rowan, "together")
	f.mara.Go(f.at(""))
	f.look(f.mara, "couple")
}

// cards are the titles and addresses of what a partner's list offers to do: its
// cards, and what is to be looked back on.
func (f *fourWeeks) cards(p *testkit.Page) [][2]string {
	p.Go(f.url("/today"))
	return testkit.Eval[[][2]string](p, `[...document.querySelectorAll("main article.thing:not(.done)")].map(a => [a.querySelector("h2").textContent.trim(), a.querySelector('a[href^="/homework/"]')?.getAttribute("href") || ""]).filter(c => c[1]).concat([...document.querySelectorAll('main details li a[href*="?do="]')].map(a => [a.parentElement.querySelector("p").textContent.split(",")[0].trim(), a.getAttribute("href")]))`)
}

// playAll does each open card of a partner as far as it goes now, and counts
// the acts.
func (f *fourWeeks) playAll(p *testkit.Page) (acts int) {
	f.t.Helper()
	for _, card := range f.cards(p) {
		did := f.play(p, card)
		f.met[card[0]] += did
		acts += did
	}
	return acts
}

// metIn are the exercises that each week of the starter asks for, as its partners
// meet them on the day's list.
func metIn(week int) []string {
	always := []string{"Easy company", "One good thing tonight", "Small promises", "Weekly reflection"}
	return slices.Sorted(slices.Values(slices.Concat(always, map[int][]string{
		1: {"Three appreciations"},
		2: {"A turn to be heard", "Milestones and traditions"},
		3: {"A turn to be heard", "Ask and answer", "Connection journal", "We need a pause"},
		4: {"Ask and answer", "What matters to us"},
	}[week])))
}

// cameToAnEnd: the week met what the starter asks for in it and nothing else; each
// partner's part of it is done, and nothing in it waits for anybody.
func (f *fourWeeks) cameToAnEnd(week int) {
	f.t.Helper()
	if met := slices.Sorted(maps.Keys(f.met)); !slices.Equal(met, metIn(week)) {
		f.t.Errorf("week %d met %q, want %q", week, met, metIn(week))
	}
	for name, acts := range f.met {
		if acts < 2 { // one of each partner's
			f.t.Errorf("week %d: %d acts in %q", week, acts, name)
		}
	}
	page := f.must(f.homework.Couple(bg, f.people["mara"], f.c.ID)).(homework.CouplePage)
	for _, a := range page.Assignments {
		if a.Week != week || a.Item == "" {
			continue
		}
		h := f.must(f.homework.SeeIn(bg, f.people["mara"], f.c.ID, a.ID)).(homework.Homework)
		f.ended[h.Definition.Name] = true
		for _, part := range h.Sight.Parts {
			if part.State != exercise.PartDone || !part.Waiting.IsZero() {
				f.t.Errorf("week %d, %s is not at its end: %s, %q", week, h.Definition.Name, part.State, part.Waiting)
			}
		}
	}
	for _, l := range page.Together.Lines {
		if l.Shelf == exercise.ShelfPauses && l.Standing == exercise.StandingClosed {
			f.ended[l.Definition.Name] = true
		}
	}
}

// wholeStarter: every exercise of the starter template was played to its end.
func (f *fourWeeks) wholeStarter() {
	f.t.Helper()
	starter, _ := f.must(f.plans.Templates.Of(bg, f.c.Practice)).(plan.Templates).Get("S4")
	library := f.must(f.homework.Library.Of(bg, f.c.Practice)).(*exercise.Library)
	for _, it := range starter.Items {
		i := slices.IndexFunc(library.Latest(), func(d *exercise.Definition) bool { return d.ID == it.Exercise })
		if name := library.Latest()[i].Name; !f.ended[name] {
			f.t.Errorf("%s of the starter was never played to its end", name)
		}
	}
}

// playThePause: one of them calls a pause, both breathe, and both go on.
func (f *fourWeeks) playThePause() {
	f.t.Helper()
	f.rowan.Go(f.url("/today"))
	f.rowan.Click(`main form[action^="/items/"][action$="/open"] button`)
	at := strings.TrimPrefix(f.rowan.URL(), f.srv.URL)
	name := "We need a pause"
	for range 6 {
		for _, p := range []*testkit.Page{f.rowan, f.noor} {
			f.met[name] += f.play(p, [2]string{name, at})
		}
		f.clock.Advance(10 * time.Minute)
	}
}

// fill gives every open question of the page's form a plain answer.
const fill = `(() => {
	const form = document.querySelector("main form[data-draft]");
	if (!form) return "";
	for (const e of form.elements) {
		if (!e.name || e.type === "hidden" || e.tagName === "BUTTON" || e.closest("[hidden]")) continue;
		if (e.type === "radio") { if (!form.querySelector('[name="' + CSS.escape(e.name) + '"]:checked')) e.click(); }
		else if (e.type === "checkbox") { if (e.value === "yes" || !form.querySelector('[name="' + CSS.escape(e.name) + '"]:checked')) { if (!e.checked) e.click(); } }
		else if (e.type === "file") {
			const chosen = new DataTransfer();
			chosen.items.add(new File([Uint8Array.from(atob(%PICTURE%), (c) => c.charCodeAt(0))], "IMG_0001.png", { type: "image/png" }));
			e.files = chosen.files;
		}
		else if (e.tagName === "SELECT") { if (!e.value) e.selectedIndex = e.options.length - 1; }
		else if (!e.value) {
			e.value = e.type === "date" ? %TODAY% : e.type === "time" ? "19:30" : e.type === "number" ? (e.min || "1") : e.name === "name" ? "Sam" : "Words of " + e.name.replace(/[._]/g, " ");
		}
		e.dispatchEvent(new Event("change", {bubbles: true}));
	}
	return form.getAttribute("action");
})()`

// previewed waits until what was chosen shows: a picture that comes in between
// moves the button that is about to be pressed.
const previewed = `new Promise((done) => {
	const look = () => [...document.querySelectorAll("input[data-photo]")].every((i) => !i.files.length || i.parentElement.querySelector("canvas")) ? done(true) : setTimeout(look, 20);
	look();
})`

// play follows one card as the page leads.
func (f *fourWeeks) play(p *testkit.Page, card [2]string) (acts int) {
	f.t.Helper()
	return f.follow(p, card[0], card[1], f.c.TimeZone, func(title string) { f.look(p, slug(card[0]+" "+title)) })
}

// follow does what an exercise's pages ask for, as far as it goes now, and
// counts the acts. Each page is given to look, by its title.
func (w *world) follow(p *testkit.Page, name, path, zone string, look func(title string)) (acts int) {
	w.t.Helper()
	p.Go(w.url(path))
	today := `"` + string(tandem.DateOf(w.clock.Now(), tandem.MustZone(zone))) + `"`
	for range 30 {
		if strings.HasSuffix(p.URL(), "/phone") { // one phone, laid down
			return acts
		}
		title := strings.TrimSpace(p.Text("h1"))
		look(title)
		switch {
		case p.Has(`main form[data-draft]`):
			testkit.Eval[string](p, strings.NewReplacer("%TODAY%", today, "%PICTURE%", `"`+base64.StdEncoding.EncodeToString(drawn(180))+`"`).Replace(fill))
			testkit.Eval[bool](p, previewed)
			p.Click(`main form[data-draft] button:not([name])`)
		case p.Has(`main .acts form button.go`):
			p.Click(`main .acts form button.go`)
		case p.Has(`main form[action$="/moves"] button.go`):
			p.Click(`main form[action$="/moves"] button.go`)
		default:
			return acts
		}
		if p.Status() >= 400 {
			w.t.Fatalf("%s, %q: %d\n%s", name, title, p.Status(), p.Text("main"))
		}
		acts++
		if !strings.Contains(p.URL(), "/homework/") {
			return acts
		}
	}
	w.t.Fatalf("%s never comes to an end:\n%s", name, p.Text("main"))
	return acts
}

func slug(text string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '-'
	}, text), "-")
}

// holdTheReview: scheduled, prepared apart, opened together, decided, put up
// for signing, signed by all three, and frozen.
func (f *fourWeeks) holdTheReview() {
	f.mara.Go(f.at("/reviews"))
	f.mara.Select(`[name="kind"]`, "mid-plan")
	f.mara.Fill(`[name="on"]`, string(tandem.DateOf(f.clock.Now(), tandem.MustZone(f.c.TimeZone)).AddDays(1)))
	f.mara.Click(`form[action$="/reviews"] button`)
	held := f.mara.URL()
	for _, p := range []*testkit.Page{f.rowan, f.noor} {
		if f.playAll(p) == 0 {
			f.t.Error("nobody is asked to prepare: " + p.Text("main"))
		}
	}
	f.mara.Go(held)
	f.look(f.mara, "review-prepared")
	f.mara.Tap("summary.sure")
	f.mara.Click(`form[action$="/open"] button`)
	f.draftTwoWeeksMore()
	f.mara.Go(held)
	f.says(f.mara, twoWeeksMore)
	f.look(f.mara, "review-opened")
	f.mara.Fill(`[name="improvements"]`, "We talk before we sleep")
	f.mara.Fill(`[name="decisions.0.text"]`, "Tea at nine, phones in the hall")
	f.mara.Select(`[name="decisions.0.owner"]`, "both")
	f.mara.Fill(`[name="targets.0.text"]`, "Two calm evenings a week")
	f.mara.Fill(`[name="targets.0.notice"]`, "We both say so on Sunday")
	for _, until := range []string{"decisions.0.due", "targets.0.due"} {
		f.mara.Fill(`[name="`+until+`"]`, "2026-05-01")
	}
	f.mara.Click(`form[action$="/content"] .btn.go`)
	f.mara.Click(`form[action$="/offer"] button`)
	f.look(f.mara, "review-signing")
	for _, s := range []struct {
		p    *testkit.Page
		name string
	}{{f.rowan, "Rowan"}, {f.noor, "Noor"}, {f.mara, "mara"}} {
		if s.p != f.mara {
			s.p.Go(f.url("/reviews/" + filepath.Base(held)))
			f.says(s.p, "Tea at nine")
			f.says(s.p, twoWeeksMore)
			f.look(s.p, "review-sign")
		} else {
			s.p.Go(held)
		}
		s.p.Fill("#f-name", s.name)
		s.p.Fill("#f-passphrase", passphrase)
		s.p.Click(`form[action$="/sign"] .btn.go`)
	}
	f.look(f.mara, "review-frozen")
	if f.mara.Has(`form[action$="/content"]`) {
		f.t.Error("a signed review can still be changed")
	}
}

// twoWeeksMore is what the record says of the change that is drafted in session.
const twoWeeksMore = "The plan has 6 weeks instead of 4."

func (f *fourWeeks) draftTwoWeeksMore() {
	f.mara.Go(f.at("/plan"))
	f.mara.Click(`form[action$="/plan/draft"]:has([name="revise"]) button`)
	f.mara.Fill(`[name="weeks"]`, "6")
	f.mara.Click(`form[action$="/plan/draft/change"] button:not([name])`)
}

// printEditions: the clinical one for staff, the joint one, and Rowan's own,
// each read back as a reader would.
func (f *fourWeeks) printEditions() {
	for _, e := range []struct {
		name, path string
		has        []string
	}{
		{"clinical", "/summary?edition=clinical", []string{"Rowan", "Noor", "Page 1 of"}},
		{"joint", "/summary?edition=joint", []string{"It says what you did together", "Two calm evenings a week", "Page 1 of"}},
		{"own", "/partners/" + string(f.c.Partners[0].ID) + "/summary", []string{"Rowan", "Page 1 of"}},
	} {
		f.mara.Go(f.at(e.path))
		f.look(f.mara, "edition-"+e.name)
		text := pdfText(f.t, f.issuedOn(f.mara), e.name, "-layout")
		for _, want := range e.has {
			if !strings.Contains(text, want) {
				f.t.Errorf("the %s edition does not say %q:\n%s", e.name, want, text)
			}
		}
	}
	f.rowan.Go(f.url("/documents"))
	f.look(f.rowan, "documents-received")
}
