package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/templates/library"
)

// TestAFileSaysNoOtherSeal: a practice's own exercise whose file says that an
// author opens it, where the flow opens it once both are in, is not published.
func TestAFileSaysNoOtherSeal(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.hire("ada", "mara", "therapist")
		mara := w.browse("mara")
		sound := string(w.must(library.Starts.ReadFile("starts/sealed.json")).([]byte))
		planted := strings.Replace(sound, `"move": "seal",`, `"move": "seal", "opens": "share",`, 1)
		brought := mara.post("/library/files", url.Values{"kind": {"exercise"}, "content": {planted}})
		if brought.status == http.StatusSeeOther {
			at := strings.Split(brought.header.Get("Location"), "?")[0]
			page := mara.get(at)
			brought = mara.post(at+"/publish", url.Values{"edits": {hiddenIn(page.body, "edits")}})
		}
		if brought.status != http.StatusUnprocessableEntity || planted == sound {
			t.Errorf("the file's seal is taken: %d", brought.status)
		}
	})
}

// TestNothingBeginsWhileThePlanRests: what leads on from an exercise is not
// offered and not begun during a pause.
func TestNothingBeginsWhileThePlanRests(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		id := w.ask(s.couple, "E08")
		act := func(kind exercise.MoveKind, form exercise.Form) {
			h := w.must(w.homework.See(bg, w.people["rowan"], id)).(homework.Homework)
			w.must(w.homework.Move(bg, w.people["rowan"], id, homework.MoveInput{Kind: kind, Key: w.IDs.New(), Version: h.Sight.Version, Form: form}))
		}
		act(exercise.MovePrepare, exercise.Form{"stars.0.star": {"the soup"}, "stars.1.star": {"the walk"}, "wish": {"an evening without phones"}})
		act(exercise.MoveGive, nil)
		rowan, at := w.browse("rowan"), "/homework/"+string(id)
		if !strings.Contains(rowan.get(at).body, at+"/onward") {
			t.Fatal("while the plan runs, the wish leads nowhere")
		}
		if a := s.mara.post("/couples/"+string(s.couple.ID)+"/plan/pause", nil); a.status != http.StatusSeeOther {
			t.Fatalf("the pause answers %d", a.status)
		}
		if strings.Contains(rowan.get(at).body, at+"/onward") {
			t.Error("it is offered while the plan rests")
		}
		if got := rowan.post(at+"/onward", nil).status; got != http.StatusConflict {
			t.Errorf("it begins while the plan rests: %d", got)
		}
	})
}
