package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tandem/internal/exercise"
	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// TestWhatAPlanLetsGoTellsNobodyWhoHadBegun: a plan ends, or is changed, while
// Rowan has a draft, or something sealed. It stays Rowan's, and Noor finds what
// she would find had nobody begun. Once Rowan gives it, it is there for both.
func TestWhatAPlanLetsGoTellsNobodyWhoHadBegun(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		if a := s.rowan.post("/homework/"+string(s.walk)+"/draft", url.Values{"step": {"log"}, "other_activity": {"the river"}}); a.status != http.StatusNoContent {
			t.Fatalf("a draft: %d", a.status)
		}
		items := exercise.Form{"mood_before": {"3"}}
		for n, words := range []string{"calm", "funny", "kind"} {
			at := "items." + string(rune('0'+n)) + "."
			items[at+"quality"], items[at+"example"] = []string{words}, []string{"Yesterday, " + words}
		}
		w.does("rowan", s.talk, exercise.MovePrepare, "", items)
		running := w.must(w.store.CurrentPlan(bg, s.couple.Practice, s.couple.ID)).(plan.Plan)
		if week := w.must(w.store.BegunWeek(bg, s.couple.Practice, running.ID)).(int); week != 0 {
			t.Errorf("what was begun without a word counts as begun in week %d: a change of the plan would tell of it", week)
		}
		untouched := w.assignment(s.couple, "E38", 2)
		if err := w.plans.End(bg, w.people["mara"], s.couple.ID, "They have what they came for."); err != nil {
			t.Fatal(err)
		}
		never := "/homework/" + string(untouched)
		for _, id := range []tandem.AssignmentID{s.walk, s.talk} {
			begun := "/homework/" + string(id)
			if got, want := s.noor_.get(begun), s.noor_.get(never); got.status != http.StatusNotFound || masked(got) != masked(want) {
				t.Errorf("Noor gets %d, and %d where nobody had begun", got.status, want.status)
			}
			for _, act := range []struct {
				path string
				form url.Values
			}{{"/draft", url.Values{"step": {"log"}, "other_activity": {"x"}}}, {"/moves", url.Values{"kind": {"log"}, "step": {"log"}, "key": {"a-key-of-noors"}, "version": {"x"}}}, {"/moves", url.Values{"kind": {"pass"}, "key": {"a-key-of-noors"}, "version": {"x"}}},
				{"/presence", nil}, {"/phone", nil}} {
				if got, want := s.noor_.post(begun+act.path, act.form), s.noor_.post(never+act.path, act.form); got.status != want.status || masked(got) != masked(want) {
					t.Errorf("%s: Noor gets %d, and %d where nobody had begun", act.path, got.status, want.status)
				}
			}
			if got := s.rowan.get(begun).status; got != http.StatusOK {
				t.Errorf("what Rowan had begun is gone: %d", got)
			}
		}
		day := s.noor_.get("/today").body
		if strings.Contains(day, string(s.walk)) || strings.Contains(day, string(s.talk)) {
			t.Error("Noor's day lists what Rowan had begun")
		}
		if day := s.rowan.get("/today").body; !strings.Contains(day, string(s.talk)) && !strings.Contains(s.rowan.get("/privacy").body, string(s.talk)) {
			t.Error("Rowan does not find what they had begun")
		}
		w.does("rowan", s.talk, exercise.MoveGive, "", nil)
		if got := s.noor_.get("/homework/" + string(s.talk)).status; got != http.StatusOK {
			t.Errorf("what Rowan gave is not there for Noor: %d", got)
		}
		if week := w.must(w.store.BegunWeek(bg, s.couple.Practice, running.ID)).(int); week != 1 {
			t.Errorf("what was given in week 1 counts for week %d", week)
		}
	})
}
