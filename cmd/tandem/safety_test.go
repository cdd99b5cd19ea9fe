package main

import (
	"net/http"
	"strings"
	"testing"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
	"tandem/internal/testkit"
)

// response is what the service answered; the word answer is taken below.
type response = answer

// answering is a round of E13 in which Rowan gives one answer to the safety
// question, up to the point at which only the therapist can go on.
func answering(t *testing.T, database, answer string) (*walk, []map[string]string) {
	w := newWorld(t, database)
	w.hire("ada", "mara", tandem.RoleTherapist)
	def := w.must(w.homework.Library.Definition(bg, w.people["mara"].Practice, "E13", 1)).(*exercise.Definition)
	k := newWalk(t, w, def, 0)
	stages := []map[string]string{}
	for _, words := range [][]string{{"Rowan", "open", "cool_off=0"}, {"Rowan", "seal", "safe_to_do_together=" + answer}, {"Noor", "seal", "safe_to_do_together=yes"}, {"Rowan", "seal", "safe_to_do_together=" + answer}} {
		k.said = strings.Join(words, " ")
		k.line(words)
		stages = append(stages, k.partnersGet(nil))
	}
	return k, stages
}

// partnersGet is all that the two partners can fetch of a round and around it,
// through a change that plants a leak.
func (k *walk) partnersGet(leak func(path string, a response) response) map[string]string {
	got := map[string]string{}
	for _, name := range players()[:2] {
		for _, path := range []string{"/today", "/together", "/together?shelf=repairs", "/privacy", "/documents", k.path(name), k.path(name) + "?do=seal", k.path(name) + "?do=seal&step=1",
			k.path(name) + "?do=seal&step=2", k.path(name) + "/version", k.path("Mara"), "/caseload"} {
			a := k.page[name].get(path)
			if leak != nil {
				a = leak(path, a)
			}
			if strings.HasSuffix(path, "/version") {
				a.body = "" // masked below where it stands in a page; how long it is says nothing
			}
			got[name+" "+path] = masked(a)
		}
		for _, path := range []string{"/today", "/together", "/privacy", k.path(name), k.path("Mara")} {
			got[name+" for a program "+path] = masked(k.askWith(k.token[name], http.MethodGet, "/api/v1"+path, nil))
		}
	}
	masks := map[string]string{}
	for name, text := range got {
		masks[randomID.ReplaceAllString(name, "·")] = text
	}
	return masks
}

// TestNobodyCanTellASafetyAnswer plays E13 three times, with a yes, an unsure
// and a no. All that the partners can fetch is the same to the byte at every
// stage, for the one who answered too, while their therapist is told.
func TestNobodyCanTellASafetyAnswer(t *testing.T) {
	databases := map[string]func() string{"sqlite": func() string { return "" }, "postgres": func() string { return testkit.Postgres(t) }}
	for name, database := range databases {
		t.Run(name, func(t *testing.T) {
			calm, first := answering(t, database(), exercise.GateYes)
			for _, answer := range []string{exercise.GateNotSure, exercise.GateNo} {
				k, stages := answering(t, database(), answer)
				for i := range stages {
					for _, what := range apart(first[i], stages[i]) {
						t.Errorf("%s, stage %d: %s differs:\n%s", answer, i+1, what, firstDifference(first[i][what], stages[i][what]))
					}
				}
				planted := k.partnersGet(func(path string, a response) response {
					if path == "/today" {
						a.body += "Your therapist will talk to you first."
					}
					return a
				})
				if len(apart(first[3], planted)) == 0 {
					t.Error("a planted leak is not seen: the comparison would mean nothing")
				}
				k.caresFor(answer)
			}
			if page := calm.page["Mara"].get("/caseload").body; strings.Contains(page, "a safety answer in") || !strings.Contains(page, "waits for you to open it") {
				t.Error("a yes is not told to the therapist as what it is")
			}
			if calm.must(calm.app.homework.SafetyOpen(bg, calm.couple)).(bool) {
				t.Error("a yes is a safety flag")
			}
		})
	}
}

// caresFor: the therapist is told at once, on caseload, couple's page and the
// homework's own, and opens it with a second tick only.
func (k *walk) caresFor(answer string) {
	k.t.Helper()
	label := map[string]string{exercise.GateNotSure: "I am not sure", exercise.GateNo: "No"}[answer]
	mara := k.page["Mara"]
	for _, path := range []string{"/caseload", "/couples/" + string(k.couple.ID)} {
		if page := mara.get(path); !strings.Contains(page.body, "a safety answer in “After a fight” needs you") {
			k.t.Errorf("%s does not say that a safety answer needs somebody", path)
		}
	}
	if page := mara.get(k.path("Mara")); !strings.Contains(page.body, label) || !strings.Contains(page.body, `name="sure"`) {
		k.t.Error("the homework does not show the answer and ask for a second tick")
	}
	if !k.must(k.app.homework.SafetyOpen(bg, k.couple)).(bool) {
		k.t.Error("it is no safety flag")
	}
	if brief := mara.get("/couples/" + string(k.couple.ID) + "/brief"); strings.Contains(brief.body, "safety answer") {
		k.t.Error("the brief, which may lie on the table, speaks of the safety answer")
	}
	if status, _ := k.move("Mara", "release", nil); status != http.StatusUnprocessableEntity {
		k.t.Errorf("opened without a second tick: %d", status)
	}
	if status, body := k.move("Mara", "release", []string{"sure=true"}); status != http.StatusOK {
		k.t.Errorf("not opened: %d %s", status, body)
	}
	for _, name := range players()[:2] {
		for _, path := range []string{k.path(name), "/privacy", "/together?shelf=repairs"} {
			if page := k.page[name].get(path); strings.Contains(page.body, label+"<") {
				k.t.Errorf("%s can read the safety answer at %s", name, path)
			}
		}
		raw := k.askWith(k.token[name], http.MethodGet, "/api/v1"+k.path(name), nil).body
		if strings.Contains(raw, `"gates"`) || strings.Contains(raw, `"field":"safe_to_do_together"`) {
			k.t.Errorf("%s's program gets the safety answer", name)
		}
	}
	if page := mara.get("/caseload"); strings.Contains(page.body, "safety answer") {
		k.t.Error("it still needs somebody after it was opened")
	}
}
