package main

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
	"tandem/internal/testkit"
)

// response is what the service answered; the word answer is taken below.
type response = answer

// gated is an exercise with a safety question: how it comes to the point at which
// only the therapist can go on. ANSWER is what Rowan says.
type gated struct {
	id    tandem.ExerciseID
	field string
	shelf string
	lines []string
}

// gatedExercises are all that ask for it.
func gatedExercises() []gated {
	return []gated{
		{"E13", "safe_to_do_together", "repairs", []string{"Rowan open cool_off=0", "Rowan seal safe_to_do_together=ANSWER", "Noor seal safe_to_do_together=yes", "Rowan seal safe_to_do_together=ANSWER"}},
		{"E29", "safe_to_share", "accounts", []string{"Rowan keep", "Rowan ready release=now safe_to_share=ANSWER", "Noor keep", "Noor ready release=now safe_to_share=yes"}},
		{"E35", "safe_to_do_together", "trials", []string{"Rowan open", "Rowan seal safe_to_do_together=ANSWER", "Noor seal safe_to_do_together=yes"}},
	}
}

// answering is a round of it in which Rowan gives one answer to the safety
// question, and what the partners can fetch after each step.
func (g gated) answering(t *testing.T, database, answer string) (*walk, []map[string]string) {
	w := newWorld(t, database)
	w.hire("ada", "mara", tandem.RoleTherapist)
	def := w.must(w.homework.Library.Definition(bg, w.people["mara"].Practice, g.id, 1)).(*exercise.Definition)
	k := newWalk(t, w, def, 0)
	stages := []map[string]string{}
	for _, line := range g.lines {
		k.said = strings.ReplaceAll(line, "ANSWER", answer)
		k.line(strings.Fields(k.said))
		stages = append(stages, k.partnersGet(g, nil))
	}
	return k, stages
}

// partnersGet is all that the two partners can fetch of a round and around it,
// through a change that plants a leak.
func (k *walk) partnersGet(g gated, leak func(path string, a response) response) map[string]string {
	got := map[string]string{}
	for _, name := range players()[:2] {
		at := k.path(name)
		for _, path := range []string{"/today", "/coming", "/when", "/together", "/together?shelf=" + g.shelf, "/together?three=1", "/privacy", "/privacy?of=" + string(g.id),
			"/documents", "/reviews", "/agreements", "/account", at, at + "?do=seal", at + "?do=seal&step=1", at + "?do=seal&step=2", at + "?do=ready", at + "/phone", at + "/version",
			k.path("Mara"), "/caseload"} {
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

// TestNobodyCanTellASafetyAnswer plays each exercise that asks for it three times,
// with a yes, an unsure and a no. All that the partners can fetch is the same to
// the byte at every stage, for the one who answered too, while their therapist is
// told.
func TestNobodyCanTellASafetyAnswer(t *testing.T) {
	databases := map[string]func() string{"sqlite": func() string { return "" }, "postgres": func() string { return testkit.Postgres(t) }}
	for name, database := range databases {
		for _, g := range gatedExercises() {
			t.Run(name+"/"+string(g.id), func(t *testing.T) { g.cannotBeTold(t, database) })
		}
	}
}

// TestEverySafetyQuestionIsCompared: no exercise asks without standing above.
func TestEverySafetyQuestionIsCompared(t *testing.T) {
	w := newWorld(t, "")
	for _, def := range w.must(w.homework.Library.Of(bg, "")).(*exercise.Library).Latest() {
		_, _, asks := def.Gate()
		if known := slices.ContainsFunc(gatedExercises(), func(g gated) bool { return g.id == def.ID }); asks != known {
			t.Errorf("%s asks for safety: %t, compared: %t", def.ID, asks, known)
		}
	}
}

func (g gated) cannotBeTold(t *testing.T, database func() string) {
	calm, first := g.answering(t, database(), exercise.GateYes)
	for _, answer := range []string{exercise.GateNotSure, exercise.GateNo} {
		k, stages := g.answering(t, database(), answer)
		for i := range stages {
			for _, what := range apart(first[i], stages[i]) {
				t.Errorf("%s, stage %d: %s differs:\n%s", answer, i+1, what, firstDifference(first[i][what], stages[i][what]))
			}
		}
		planted := k.partnersGet(g, func(path string, a response) response {
			if path == "/today" {
				a.body += "Your therapist will talk to you first."
			}
			return a
		})
		if len(apart(first[len(first)-1], planted)) == 0 {
			t.Error("a planted leak is not seen: the comparison would mean nothing")
		}
		k.caresFor(g, answer)
	}
	if page := calm.page["Mara"].get("/caseload").body; strings.Contains(page, "a safety answer in") || !strings.Contains(page, "waits for you to open it") {
		t.Error("a yes is not told to the therapist as what it is")
	}
	if calm.must(calm.app.homework.SafetyOpen(bg, calm.couple)).(bool) {
		t.Error("a yes is a safety flag")
	}
}

// caresFor: the therapist is told at once, on caseload, couple's page and the
// homework's own, and opens it with a second tick only.
func (k *walk) caresFor(g gated, answer string) {
	k.t.Helper()
	label := map[string]string{exercise.GateNotSure: "I am not sure", exercise.GateNo: "No"}[answer]
	mara := k.page["Mara"]
	for _, path := range []string{"/caseload", "/couples/" + string(k.couple.ID)} {
		if page := mara.get(path); !strings.Contains(page.body, "a safety answer in “"+k.def.Name+"” needs you") {
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
		for _, path := range []string{k.path(name), "/privacy", "/together?shelf=" + g.shelf} {
			if page := k.page[name].get(path); strings.Contains(page.body, label+"<") {
				k.t.Errorf("%s can read the safety answer at %s", name, path)
			}
		}
		raw := k.askWith(k.token[name], http.MethodGet, "/api/v1"+k.path(name), nil).body
		if strings.Contains(raw, `"gates"`) || strings.Contains(raw, `"field":"`+g.field+`"`) {
			k.t.Errorf("%s's program gets the safety answer", name)
		}
	}
	if page := mara.get("/caseload"); strings.Contains(page.body, "safety answer") {
		k.t.Error("it still needs somebody after it was opened")
	}
}
