package main

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"tandem/internal/casefile"
	"tandem/internal/homework"
	"tandem/internal/plan"
	"tandem/internal/practice"
	"tandem/internal/tandem"
)

// goalOf is the open question for a partner's goal.
func (w *world) goalOf(c casefile.Couple, partner tandem.PartnerID) tandem.AssignmentID {
	w.t.Helper()
	all := w.must(w.store.AssignmentsFor(bg, c.Practice, []tandem.CoupleID{c.ID}, homework.PurposeIntake)).([]homework.Assignment)
	i := slices.IndexFunc(all, func(a homework.Assignment) bool { return slices.Contains(a.For, partner) && len(a.Parts) == 0 })
	if i < 0 {
		w.t.Fatal("nobody was asked for a goal")
	}
	return all[i].ID
}

// hope answers the question for the goal on the partner's own phone.
func (s *stage) hope(by *client, c casefile.Couple, partner tandem.PartnerID, words string) tandem.AssignmentID {
	s.t.Helper()
	id := s.goalOf(c, partner)
	s.move(by, id, "log", url.Values{"goal": {"clarify"}, "words": {words}})
	return id
}

// TestTheGoalOnOnesOwnPhone: taking in a couple asks each partner; each answers
// alone, and the gate counts it as it counts a goal told in a talk. The other
// gets nothing of it, and a goal taken back is none.
func TestTheGoalOnOnesOwnPhone(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		form := takeInForm(s)
		form.Set("ask_goals", "yes")
		couple := strings.TrimPrefix(s.mara.post("/couples", form).header.Get("Location"), "/couples/")
		c := s.must(s.store.Couple(bg, s.couple.Practice, tandem.CoupleID(couple))).(casefile.Couple)
		at := func(i int) string { return "/couples/" + couple + "/partners/" + string(c.Partners[i].ID) }
		for i, name := range []string{"kim", "lou"} {
			s.join(name, s.must(s.cases.InvitePartner(bg, s.people["mara"], c.ID, c.Partners[i].ID)).(practice.Link))
		}
		kim, lou := s.browse("kim"), s.browse("lou")
		goals := func() (missing int) {
			facts := s.must(plan.FactsOf(bg, s.store, s.homework, c.Practice, c.ID, s.clock)).(plan.GateFacts)
			for _, u := range plan.Gate(facts) {
				if u.Requirement == casefile.RequireGoal {
					missing++
				}
			}
			return missing
		}
		if n := goals(); n != 2 || !strings.Contains(s.mara.get(at(0)+"/gate").body, "asked on their phone") {
			t.Errorf("asked and not answered: %d goals are missing", n)
		}
		if a := s.mara.post(at(0)+"/goal", nil); a.status != http.StatusConflict {
			t.Errorf("asked twice: %d", a.status)
		}
		other := s.goalOf(c, c.Partners[0].ID)
		before := masked(lou.get("/today")) + masked(lou.get("/privacy"))
		if !strings.Contains(kim.get("/today").body, "What you hope for") {
			t.Error("Kim's day lacks the question")
		}
		id := s.hope(kim, c, c.Partners[0].ID, "To know where I stand")
		if after := masked(lou.get("/today")) + masked(lou.get("/privacy")); after != before {
			t.Errorf("Lou can tell that Kim has answered:\n%s", firstDifference(before, after))
		}
		if a := lou.get("/homework/" + string(other)); a.status != http.StatusNotFound || strings.Contains(a.body, "where I stand") {
			t.Errorf("Lou opens Kim's goal: %d", a.status)
		}
		gate := s.mara.get(at(0) + "/gate").body
		if n := goals(); n != 1 || !strings.Contains(gate, "clarify its future") || !strings.Contains(gate, "To know where I stand") {
			t.Errorf("Kim has answered: %d goals are missing", n)
		}
		s.clock.Advance(60e9)
		if a := s.mara.post(at(0)+"/screen", url.Values{"on": {string(monday)}, "how": {"interview"}, "result": {"no-concern"}, "next_due": {"2026-06-01"}, "goal": {"improve"}, "goal_words": {"Said in the talk"}}); a.status != http.StatusSeeOther {
			t.Errorf("recorded after a talk: %d", a.status)
		}
		if gate = s.mara.get(at(0) + "/gate").body; !strings.Contains(gate, "Said in the talk") || strings.Contains(gate, "where I stand") {
			t.Error("what was said last does not count")
		}
		own := s.must(s.homework.See(bg, s.people["kim"], id)).(homework.Homework)
		if a := kim.post("/homework/"+string(id)+"/moves/"+string(own.Sight.Entries[0].Move)+"/withdraw", url.Values{"key": {s.IDs.New()}, "version": {own.Sight.Version}}); a.status != http.StatusSeeOther {
			t.Errorf("taking back: %d", a.status)
		}
		if n := goals(); n != 1 || !strings.Contains(s.mara.get(at(0)+"/gate").body, "Said in the talk") {
			t.Errorf("taken back on the phone, still told in the talk: %d goals are missing", n)
		}
		s.hope(lou, c, c.Partners[1].ID, "Quiet evenings")
		if n := goals(); n != 0 {
			t.Errorf("both have said it: %d goals are missing", n)
		}
		if a := s.mara.post(at(1)+"/goal", nil); a.status != http.StatusSeeOther {
			t.Errorf("asking anew once it was answered: %d", a.status)
		}
	})
}
