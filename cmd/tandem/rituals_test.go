package main

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// TestWhatWasAgreedIsKeptAsBefore plays an anchor over three weeks: agreed in
// the first, kept with one tap in the second, resting before the third. Nobody
// can put other words into what is kept.
func TestWhatWasAgreedIsKeptAsBefore(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.hire("ada", "mara", tandem.RoleTherapist)
		def := w.must(w.homework.Library.Definition(bg, "", "E31", 1)).(*exercise.Definition)
		k := newWalk(t, w, def, 700)
		k.play(`
Rowan propose arranger=me name="tea at five" first_on=` + string(tandem.DateOf(w.clock.Now(), time.UTC)) + `
  all +R1{anchor name recurrence first_on at_time arranger fallback}
Noor respond R1 reply=agree
  all +N1{reply}
done nobody`)
		first := k.at
		k.nextWeek()
		for _, name := range []string{"Rowan", "Noor"} {
			if page := k.page[name].get(k.path(name)).body; !strings.Contains(page, "Keep it as before?") || !strings.Contains(page, "tea at five") {
				t.Errorf("%s is not offered what both agreed", name)
			}
		}
		if today := k.page["Noor"].get("/today").body; !strings.Contains(today, "Keep it as before") {
			t.Error("Today does not offer it")
		}
		if status, _ := k.sendAsBefore("Noor", map[string]any{"name": map[string]any{"text": "something else"}}); status != http.StatusUnprocessableEntity {
			t.Errorf("other words put into it: %d", status)
		}
		k.page["Noor"].sends(k.path("Noor")+"/moves", url.Values{"kind": {"as-before"}, "step": {"as_before"}, "key": {"the-key-of-noor"}, "version": {k.look("Noor").Version},
			"name": {"something else"}, "arranger": {"me"}, "target": {"00000000-0000-4000-8000-000000000001"}}, http.StatusSeeOther)
		answer := k.askWith(k.token["Rowan"], http.MethodGet, "/api/v1"+k.path("Rowan"), nil).body
		if strings.Contains(answer, "something else") || !strings.Contains(answer, "tea at five") || !strings.Contains(answer, `"you"`) {
			t.Errorf("what was kept: %s", answer)
		}
		if status, _ := k.sendAsBefore("Rowan", nil); status != http.StatusConflict {
			t.Errorf("kept twice: %d", status)
		}
		together := k.page["Rowan"].get("/together").body
		if n := strings.Count(together, "tea at five"); n != 1 || !strings.Contains(together, "gets it ready") {
			t.Errorf("the calendar names it %d times", n)
		}
		if desk := k.page["Mara"].get("/couples/" + string(k.couple.ID)).body; !strings.Contains(desk, "tea at five") {
			t.Error("Mara does not read it on the couple's page")
		}

		second := k.at
		k.at = first
		if status, answer := k.move("Rowan", "rest", []string{"R1"}); status != http.StatusOK {
			t.Fatalf("resting: %d %s", status, answer)
		}
		k.at = second
		k.nextWeek()
		if page := k.page["Noor"].get(k.path("Noor")).body; strings.Contains(page, "Keep it as before") || strings.Contains(page, "tea at five") {
			t.Error("what rests is offered")
		}
		if status, _ := k.sendAsBefore("Noor", nil); status != http.StatusConflict {
			t.Errorf("keeping what rests: %d", status)
		}
		if page := k.page["Noor"].get("/together").body; !strings.Contains(page, "resting") {
			t.Error("the calendar does not say that it rests")
		}
	})
}

// nextWeek gives the couple the exercise again, a week on.
func (k *walk) nextWeek() {
	k.t.Helper()
	k.clock.Advance(7 * 24 * time.Hour)
	k.arrive()
	k.at = k.ask(k.couple, k.def.ID)
	for name := range k.sees {
		k.sees[name] = map[string]bool{}
	}
	k.ended = false
}

// sendAsBefore keeps what was agreed, with whatever answers a program adds.
func (k *walk) sendAsBefore(name string, answers map[string]any) (int, string) {
	k.t.Helper()
	k.clock.Advance(time.Minute)
	body := map[string]any{"kind": exercise.MoveAsBefore, "version": k.look(name).Version, "key": "the-key-as-before-" + name + k.clock.Now().Format("150405")}
	if answers != nil {
		body["answers"] = answers
	}
	a := k.askWith(k.token[name], http.MethodPost, "/api/v1"+k.path(name)+"/moves", body)
	if !json.Valid([]byte(a.body)) {
		k.t.Fatalf("%s", a.body)
	}
	return a.status, a.body
}
