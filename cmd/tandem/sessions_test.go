package main

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/plan"
	"tandem/internal/practice"
	"tandem/internal/tandem"
)

// TestSessionsAreFactsOfTheCareTeam (P8): a session is a day, an outcome and who
// was there; the brief counts from the last one; the couple page, the brief and
// the clinical edition say how often each was there and what was used at home,
// and neither partner can tell that any of it was recorded.
func TestSessionsAreFactsOfTheCareTeam(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		at := "/couples/" + string(s.couple.ID)
		before := map[string]string{"rowan": s.everythingFor(s.rowan, "rowan"), "noor": s.everythingFor(s.noor_, "noor")}
		for _, f := range []url.Values{{"on": {"2026-02-20"}, "outcome": {"held"}, "there": {"1", "2"}}, {"on": {"2026-02-25"}, "outcome": {"held"}, "there": {"1"}},
			{"on": {"2026-02-26"}, "outcome": {"called-off"}, "there": {"1", "2"}}, {"on": {"2026-02-27"}, "outcome": {"not-held"}}} {
			if a := s.mara.post(at+"/sessions", f); a.status != 303 {
				t.Fatalf("a session %v: %d\n%s", f, a.status, wordsOf(a.body))
			}
		}
		if a := s.mara.post(at+"/help", url.Values{"step": {"physician"}, "state": {"suggested"}}); a.status != 303 {
			t.Fatalf("outside help: %d", a.status)
		}
		for name, c := range map[string]*client{"rowan": s.rowan, "noor": s.noor_} {
			if after := s.everythingFor(c, name); after != before[name] {
				t.Errorf("%s can tell that sessions were recorded:\n%s", name, firstDifference(before[name], after))
			}
			if a := c.get(at + "/sessions"); a.status != 404 {
				t.Errorf("%s reads the sessions: %d", name, a.status)
			}
		}
		figures := []string{"2 held, 1 called off beforehand, 1 did not come about", "rowan", "there 2 of 2 times", "there 1 of 2 times", "a physician"}
		for page, wants := range map[string][]string{at: figures, at + "/brief": {figures[0], "since 25 February"}} {
			for _, want := range wants {
				if body := s.mara.get(page).body; !strings.Contains(body, want) {
					t.Errorf("%s lacks %q:\n%s", page, want, wordsOf(body))
				}
			}
		}
		for _, alone := range figures[2:] {
			if strings.Contains(s.mara.get(at+"/brief").body, alone) {
				t.Errorf("the brief, which may lie on the table, says %q", alone)
			}
		}
		preview := wordsOf(s.mara.get(at + "/summary").body)
		if !strings.Contains(preview, "Sessions and outside help") {
			t.Errorf("the clinical edition lacks the sessions:\n%s", preview)
		}
		for _, partner := range s.couple.Partners {
			if own := wordsOf(s.mara.get(at + "/partners/" + string(partner.ID) + "/summary").body); strings.Contains(own, "held") || strings.Contains(own, "physician") {
				t.Errorf("a partner's own edition tells of sessions:\n%s", own)
			}
		}
		if a := s.mara.post(at+"/sessions", url.Values{"on": {"2026-02-25"}, "outcome": {"none"}}); a.status != 303 {
			t.Fatalf("taken off: %d", a.status)
		}
		if brief := wordsOf(s.mara.get(at + "/brief").body); !strings.Contains(brief, "since 20 February") {
			t.Error("the brief counts from a session that was taken off")
		}
	})
}

// TestOneSessionFirst (P8): such a case asks for no plan and no gate; the session
// can carry one skill home without a plan; a course of care is one act away.
func TestOneSessionFirst(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		form := takeInForm(s)
		form.Set("course", "single")
		at := s.mara.post("/couples", form).header.Get("Location")
		c := s.must(s.store.Couple(bg, s.couple.Practice, tandem.CoupleID(strings.TrimPrefix(at, "/couples/")))).(casefile.Couple)
		signals := func() string {
			page := s.must(s.homework.Couple(bg, s.people["mara"], c.ID)).(homework.CouplePage)
			return fmt.Sprint(page.Signals)
		}
		if got := signals(); strings.Contains(got, "not ready") || strings.Contains(got, "no homework yet") || !strings.Contains(got, "one session first") {
			t.Errorf("the caseload says %s", got)
		}
		if page := s.mara.get(at).body; !strings.Contains(page, "They came for one session.") || !strings.Contains(page, "Begin a course of care") || strings.Contains(page, "Draft a plan") {
			t.Errorf("the couple's page:\n%s", page)
		}
		s.mara.post(at+"/sessions", url.Values{"on": {string(monday)}, "outcome": {"held"}, "there": {"1", "2"}})
		if got := signals(); !strings.Contains(got, "the one session was on") {
			t.Errorf("after it the caseload says %s", got)
		}
		given := s.mara.post(at+"/carry-over", nil)
		again := s.mara.post(at+"/carry-over", nil)
		if given.status != 303 || again.header.Get("Location") != given.header.Get("Location") {
			t.Fatalf("carried home: %d, again %q", given.status, again.header.Get("Location"))
		}
		id := tandem.AssignmentID(given.header.Get("Location")[strings.LastIndex(given.header.Get("Location"), "/")+1:])
		h := s.must(s.homework.SeeIn(bg, s.people["mara"], c.ID, id)).(homework.Homework)
		s.must(s.homework.Guide(bg, s.people["mara"], c.ID, id, homework.GuideInput{Kind: exercise.MoveSkill, Key: s.IDs.New(), Version: h.Sight.Version,
			Form: exercise.Form{"session_date": {string(monday)}, "focus": {"de-escalation"}, "skill": {"Say pause, and breathe"}}}))
		s.join("kim", s.must(s.cases.InvitePartner(bg, s.people["mara"], c.ID, c.Partners[0].ID)).(practice.Link))
		kim := s.browse("kim")
		if today := wordsOf(kim.get("/today").body); !strings.Contains(today, "From the session into the week") {
			t.Errorf("Kim's day without a plan:\n%s", today)
		}
		if a := kim.get("/homework/" + string(id)); !strings.Contains(a.body, "Say pause, and breathe") {
			t.Errorf("Kim reads %d:\n%s", a.status, wordsOf(a.body))
		}
		do := func(kind exercise.MoveKind, form exercise.Form) {
			t.Helper()
			seen := s.must(s.homework.See(bg, s.people["kim"], id)).(homework.Homework)
			s.must(s.homework.Move(bg, s.people["kim"], id, homework.MoveInput{Kind: kind, Key: s.IDs.New(), Version: seen.Sight.Version, Form: form}))
		}
		do(exercise.MoveIntend, exercise.Form{"if_then": {"If it gets loud, I say pause"}, "attended": {"yes"}})
		s.clock.Advance(48 * time.Hour)
		s.mara = s.browse("mara")
		do(exercise.MoveUse, exercise.Form{"uses": {"3"}, "went": {"4"}})
		if page := s.must(s.homework.Couple(bg, s.people["mara"], c.ID)).(homework.CouplePage); page.Care.Since != monday || page.Care.Uses[c.Partners[0].ID] != 3 || page.Care.Uses[c.Partners[1].ID] != 0 {
			t.Errorf("carried over since %s: %v", page.Care.Since, page.Care.Uses)
		}
		if a := s.mara.post(at+"/course", url.Values{"course": {"ongoing"}}); a.status != 303 {
			t.Fatalf("a course of care: %d", a.status)
		}
		if got := signals(); !strings.Contains(got, "not ready to begin") {
			t.Errorf("as a course of care the caseload says %s", got)
		}
		if a := s.mara.post("/couples/"+string(s.couple.ID)+"/carry-over", nil); a.status != 409 {
			t.Errorf("beside a running plan: %d", a.status)
		}
		s.mara.post(at+"/partners/"+string(c.Partners[1].ID)+"/screen", url.Values{"on": {string(monday)}, "how": {"interview"}, "result": {"joint-not-indicated"}, "next_due": {"2026-06-01"}})
		if facts := s.must(plan.FactsOf(bg, s.store, s.homework, c.Practice, c.ID, s.clock)).(plan.GateFacts); !facts.SoloOnly() {
			t.Fatal("the screen is not there")
		}
		if a := s.mara.post(at+"/carry-over", nil); a.status != 409 {
			t.Errorf("against the safety screen: %d", a.status)
		}
	})
}
