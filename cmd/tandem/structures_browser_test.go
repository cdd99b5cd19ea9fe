package main

import (
	"net/url"
	"testing"

	"tandem/internal/exercise"
	"tandem/internal/review"
	"tandem/internal/testkit"
)

// TestTheStructuresInABrowser notes a hard week on a phone and has it learned
// from on another, takes it into a review, records sessions at a desk, and looks
// at each page that they pass.
func TestTheStructuresInABrowser(t *testing.T) {
	s := newStage(newWorld(t, ""))
	g := gallery{t, "structures"}
	chromium := testkit.Browser(t)
	mara, rowan, noor := chromium.Desk(t), chromium.Phone(t), chromium.Phone(t)
	s.logInOn(g, mara, "mara", false)
	s.logInOn(g, rowan, "rowan", false)
	s.logInOn(g, noor, "noor", false)

	g.at(rowan, s.url("/together"), "shelf-empty")
	rowan.Click(`form[action$="/setback"] button`)
	g.look(rowan, "note")
	rowan.Fill(`[name="happened"]`, "We shouted at dinner, and the evening was gone")
	rowan.Fill(`[name="learned"]`, "I was hungry and tired")
	rowan.Click("form[data-draft] .btn.go")
	g.look(rowan, "noted")
	g.at(noor, s.url("/today"), "today-of-the-other")
	noor.Go(s.url("/together"))
	id := s.rows("SELECT id FROM assignments WHERE exercise_id = 'SETBACK'")[0][0]
	g.at(noor, s.url("/homework/"+id), "the-other-reads")
	noor.Go(s.url("/homework/" + id + "?do=" + string(exercise.MoveLesson)))
	g.look(noor, "lesson")
	noor.Fill(`[name="lesson"]`, "A snack at six helps us both")
	noor.Click("form[data-draft] .btn.go")
	g.at(noor, s.url("/together"), "shelf")
	r := s.must(s.reviews.Schedule(bg, s.people["mara"], s.couple.ID, review.ScheduleInput{Kind: "quarterly", On: "2026-03-10"})).(review.Review)
	g.at(noor, s.url("/homework/"+string(r.Preparation)+"?do=prepare&step=5"), "taken-in")

	couple := "/couples/" + string(s.couple.ID)
	g.at(mara, s.url(couple+"/sessions"), "sessions-empty")
	for _, f := range []url.Values{{"on": {"2026-02-20"}, "outcome": {"held"}, "there": {"1", "2"}}, {"on": {"2026-02-25"}, "outcome": {"called-off"}}} {
		s.mara.post(couple+"/sessions", f)
	}
	s.mara.post(couple+"/help", url.Values{"step": {"individual-therapy"}, "state": {"begun"}})
	mara.Go(s.url(couple + "/sessions"))
	testkit.Eval[bool](mara, `(document.querySelectorAll("details").forEach(d => d.open = true), document.querySelectorAll("[required]").forEach(e => e.required = false), true)`)
	g.look(mara, "sessions")
	mara.Click(`form[action$="/setbacks"] .btn.go`)
	g.look(mara, "room-mistake")
	g.at(mara, s.url(couple), "couple")
	g.at(mara, s.url(couple+"/brief"), "brief")

	c := s.takeIn("mara", "kim", "lou")
	s.must(nil, s.cases.SetCourse(bg, s.people["mara"], c.ID, "single"))
	g.at(mara, s.url("/couples/"+string(c.ID)), "single")
	g.at(mara, s.url("/couples/"+string(c.ID)+"/details"), "details")
	g.at(mara, s.url("/couples/new"), "take-in")
	mara.Go(s.url("/couples/" + string(c.ID) + "/plan"))
	testkit.Eval[bool](mara, `(document.querySelectorAll("details").forEach(d => d.open = true), true)`)
	g.look(mara, "variants")
	g.at(mara, s.url("/caseload"), "caseload")
}
