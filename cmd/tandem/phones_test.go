package main

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
	"tandem/internal/testkit"
)

// ask gives a couple one exercise beside any plan, from today on.
func (w *world) ask(c casefile.Couple, id tandem.ExerciseID, partners ...tandem.PartnerID) tandem.AssignmentID {
	w.t.Helper()
	def := w.must(w.homework.Library.Definition(bg, c.Practice, id, 1)).(*exercise.Definition)
	today := tandem.DateOf(w.clock.Now(), time.UTC)
	var made tandem.AssignmentID
	w.must(nil, w.store.InTx(bg, func(ctx context.Context) (err error) {
		made, err = w.homework.Ask(ctx, c.Practice, c.ID, partners, def, today, today.AddDays(6), homework.PurposeExercise)
		return err
	}))
	return made
}

// TestOnTwoPhones plays a talk in turns, a page written together and a good
// thing kept and shared, each partner on a phone of their own. The other's
// phone finds by itself that there is something new.
func TestOnTwoPhones(t *testing.T) {
	w := newWorld(t, "")
	g := gallery{t, filepath.Base(t.Name())}
	w.hire("ada", "mara", tandem.RoleTherapist)
	c := w.takeIn("mara", "rowan", "noor")
	talk, values, good := w.ask(c, "E04"), w.ask(c, "E09"), w.ask(c, "E24")
	chromium := testkit.Browser(t)
	rowan, noor, mara := chromium.Phone(t), chromium.Phone(t), chromium.Desk(t)
	w.logInOn(g, rowan, "rowan", false)
	w.logInOn(g, noor, "noor", false)
	w.logInOn(g, mara, "mara", false)
	at := func(id tandem.AssignmentID) string { return w.srv.URL + "/homework/" + string(id) }
	says := func(p *testkit.Page, words string) {
		t.Helper()
		for until := time.Now().Add(20 * time.Second); !strings.Contains(p.Text("main"), words); time.Sleep(200 * time.Millisecond) {
			if time.Now().After(until) {
				t.Fatalf("%s does not say %q but\n%s", p.URL(), words, p.Text("main"))
			}
		}
	}
	send := func(p *testkit.Page) { p.Click("form[data-draft] .acts .btn.go") }

	g.look(rowan, "today-asked")
	rowan.Go(at(talk))
	g.look(rowan, "turns-set-up")
	noor.Go(at(talk))
	rowan.Fill(`[name="topic"]`, "The long week")
	send(rowan)
	says(rowan, "You speak")
	says(noor, "is speaking") // of itself, without a press
	g.look(noor, "turns-listening")
	g.look(rowan, "turns-speaking")
	rowan.Click(`form[action$="/moves"] .btn.go`)
	says(noor, "Say back what you heard")
	noor.Fill(`[name="summary"]`, "A week without a pause")
	g.look(noor, "turns-reflect")
	send(noor)
	says(rowan, "Does it match?")
	g.look(rowan, "turns-check")
	noor.Click(`.btn.soft[aria-label*="Stop here"]`)
	says(noor, "that is fine")
	says(rowan, "that is fine")
	g.look(rowan, "turns-stopped")

	for _, p := range []*testkit.Page{rowan, noor} {
		p.Go(at(values))
		p.Check(`[name="values.0.value"][value="family"]`)
		p.Fill(`[name="values.0.how"]`, "Sunday lunch")
		p.Check(map[*testkit.Page]string{rowan: `[name="values.0.importance"][value="5"]`, noor: `[name="values.0.importance"][value="3"]`}[p])
		p.Check(`[name="values.0.lived"][value="6"]`)
		if p == rowan {
			g.look(p, "sealed")
			p.Click(`button[name="more"]`)
			p.Check(`[name="values.1.value"][value="own"]`)
			p.Fill(`[name="values.1.own_value"]`, "The sea")
			p.Fill(`[name="values.1.how"]`, "Once a month")
			p.Check(`[name="values.1.importance"][value="4"]`)
			p.Check(`[name="values.1.lived"][value="2"]`)
		}
		send(p)
		if p == rowan {
			says(p, "Yours is safe here")
			g.look(p, "sealed-waiting")
			mara.Go(w.srv.URL + "/couples/" + string(c.ID) + "/homework/" + string(values))
			g.look(mara, "staff-sealed")
		}
	}
	says(noor, "Worth a talk")
	says(rowan, "Worth a talk")
	g.look(rowan, "side-by-side")
	send(rowan) // nothing was thought without saying it
	rowan.Fill(`[name="work_areas.0.area"]`, "More lunches")
	rowan.Fill(`[name="work_areas.0.first_action"]`, "Ask on Friday")
	send(rowan)
	says(noor, "wrote the last version")
	g.look(noor, "joint-form")
	noor.Click(`form[action$="/moves"] .btn.go`)
	says(noor, "You said yes to it")
	rowan.Go(at(values))
	rowan.Click(`form[action$="/moves"] .btn.go`)
	says(rowan, "You both said yes")
	g.look(rowan, "joint-form-agreed")

	rowan.Go(at(good))
	rowan.Fill(`[name="grateful_for"]`, "The first warm evening")
	g.look(rowan, "solo")
	send(rowan)
	says(rowan, "It is yours")
	g.look(rowan, "solo-kept")
	rowan.Click(`a[href$="do=share"]`)
	g.look(rowan, "solo-share")
	rowan.Click(`form[action$="/moves"] .btn.go`)
	says(rowan, "You shared it")
	noor.Go(at(good))
	says(noor, "The first warm evening")

	mara.Go(w.srv.URL + "/couples/" + string(c.ID) + "/homework/" + string(values))
	mara.Fill(`[name="text"]`, "A good page. Bring it along.")
	mara.Check(`[name="to"][value="1"]`)
	g.look(mara, "staff-reply")
	mara.Click(`form[action$="/guide"] .btn.go`)
	says(mara, "can read this")
	rowan.Go(at(values))
	says(rowan, "Bring it along")
	g.look(rowan, "reply-read")
	if got := w.browse("noor").get("/homework/" + string(values)).body; strings.Contains(got, "Bring it along") {
		t.Error("a reply to one is read by the other")
	}
}
