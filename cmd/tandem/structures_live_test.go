package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/plan"
	"tandem/internal/review"
	"tandem/internal/tandem"
)

// TestWhatATrialBecomesIsChosenAndProposed (P2, P9): the verdict is both's; what
// is kept becomes a ritual because one of the two begins it, and nothing of that
// is the other's to see before it is proposed. Keeping it asks nothing of anybody.
func TestWhatATrialBecomesIsChosenAndProposed(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		id := w.ask(s.couple, "E35")
		talk := func(name string, kind, about exercise.MoveKind, form exercise.Form) homework.Homework {
			t.Helper()
			w.clock.Advance(time.Minute)
			return w.does(name, id, kind, about, form)
		}
		talk("rowan", exercise.MoveOpen, "", exercise.Form{"talk_on": {string(monday.AddDays(1))}, "talk_at": {"19:30"}})
		for _, name := range []string{"rowan", "noor"} {
			talk(name, exercise.MoveSeal, "", exercise.Form{"thanks": {"The soup"}, "need_now": {"A calm hour"}, "tone_sarcasm": {"yes"}, "tone_always": {"yes"}, "safe_to_do_together": {"yes"}})
		}
		h := w.must(w.homework.SeeIn(bg, w.people["mara"], s.couple.ID, id)).(homework.Homework)
		w.must(w.homework.Guide(bg, w.people["mara"], s.couple.ID, id, homework.GuideInput{Kind: exercise.MoveRelease, Key: w.IDs.New(), Version: h.Sight.Version}))
		talk("rowan", exercise.MoveReflect, "", exercise.Form{"reflected": {"You need quiet"}})
		talk("noor", exercise.MoveReflect, "", exercise.Form{"reflected": {"So do you"}})
		talk("rowan", exercise.MoveRequest, "", exercise.Form{"approach": {"Tea at eight, no phones"}, "trial_weeks": {"1"}})
		talk("noor", exercise.MoveAnswer, exercise.MoveRequest, exercise.Form{"response": {"try"}})
		w.clock.Advance(8 * 24 * time.Hour)
		talk("noor", exercise.MoveKept, exercise.MoveRequest, exercise.Form{"verdict": {"keep"}, "evidence": {"We sleep better"}, "becomes": {"ritual"}})
		rowan, noor, at := w.browse("rowan"), w.browse("noor"), "/homework/"+string(id)
		if strings.Contains(rowan.get(at).body, at+"/onward") {
			t.Error("the verdict of one promotes it")
		}
		talk("rowan", exercise.MoveFits, exercise.MoveKept, nil)
		rituals := func() int { return len(w.rows("SELECT id FROM assignments WHERE exercise_id = 'E17'")) }
		if rituals() > 0 {
			t.Error("it becomes a ritual by itself")
		}
		pages := func() string {
			return masked(noor.get("/today")) + masked(noor.get(at)) + masked(noor.get("/together"))
		}
		_ = pages() // the first renews the session
		before := pages()
		begun := rowan.post(at+"/onward", nil)
		ritual := begun.header.Get("Location")
		if begun.status != http.StatusSeeOther || rituals() != 1 || !strings.Contains(rowan.get(ritual).body, "Tea at eight, no phones") {
			t.Fatalf("begun: %d at %s", begun.status, ritual)
		}
		if after := pages(); after != before {
			t.Errorf("Noor can tell that Rowan has begun it:\n%s", firstDifference(before, after))
		}
		own := tandem.AssignmentID(strings.TrimPrefix(ritual, "/homework/"))
		w.does("rowan", own, exercise.MovePropose, "", exercise.Form{"name": {"Tea at eight"}, "occasion": {"own"}, "recurrence": {"weekly"}, "first_on": {string(monday.AddDays(12))}, "prepares": {"rotate"}, "why": {"Calm"}})
		if a := noor.get(ritual); a.status != 200 || !strings.Contains(a.body, "Tea at eight") {
			t.Errorf("proposed, and Noor finds %d", a.status)
		}
		if again := rowan.post(at+"/onward", nil); again.status == http.StatusSeeOther && again.header.Get("Location") == ritual {
			t.Error("the promotion that was proposed is given again")
		}
	})
}

// TestNotForMeAsksNoReason (P9): it is one tap, its form has no words, no figure
// counts it against anybody, and it can be taken back at any time.
func TestNotForMeAsksNoReason(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		walk := s.itemOf(s.couple, "E38")
		form := regexp.MustCompile(`(?s)<form[^>]*action="/items/` + string(walk) + `/answer".*?</form>`).FindString(s.noor_.get("/when").body + s.noor_.get("/today").body)
		if form == "" || strings.Contains(form, "<textarea") || strings.Contains(form, `type="text"`) {
			t.Errorf("the way to leave it asks for words, or is not there: %s", form)
		}
		s.says(s.noor_, walk, homework.IntentionNot)
		w.clock.Set(morning.AddDate(0, 0, 8))
		due := func() (f homework.Figures) {
			for _, wk := range w.must(w.homework.Couple(bg, w.people["mara"], s.couple.ID)).(homework.CouplePage).Weeks {
				f = f.Add(wk.Partners[s.partnerOf("noor")])
			}
			return f
		}
		if f := due(); f.Due != 1 || f.Credit != 0 || f.Passed < 1 { // E02 of the first week, and no walk
			t.Errorf("what is not for her is held against her: %+v", f)
		}
		s.noor_ = w.browse("noor")
		s.says(s.noor_, walk, homework.IntentionAny)
		if !strings.Contains(s.noor_.get("/today").body, "/homework/"+string(w.assignment(s.couple, "E38", 2))) {
			t.Error("wanted again, and it is not there")
		}
	})
}

// structuresInDepth are further facts of P4, P5, P8 and P10.
func structuresInDepth(t *testing.T, templates plan.Templates, library *exercise.Library) {
	t.Run("P4: a quarter after the last review another is due, with no plan's word for it", func(t *testing.T) {
		p := &plan.Plan{State: plan.Active, FirstWeek: 1, Weeks: 52, Begins: time.Monday, StartsOn: monday}
		for days, want := range map[int]bool{90: false, 91: true} {
			if d, due := review.DueOf(nil, p, monday.AddDays(days)); due != want || due && d.Kind != review.Quarterly {
				t.Errorf("after %d days: %v, %v", days, due, d.Kind)
			}
		}
		held := []review.Review{{State: review.Frozen, On: monday.AddDays(60)}}
		if _, due := review.DueOf(held, p, monday.AddDays(150)); due {
			t.Error("due within a quarter of the last one")
		}
		quarter, err := library.Newest("REVIEW-QUARTER")
		if err != nil {
			t.Fatal(err)
		}
		if step, _ := quarter.StepFor(exercise.MovePrepare); step.Fields[0].ID != "better" {
			t.Errorf("what went better does not come first, but %s", step.Fields[0].ID)
		}
		for id, most := range map[exercise.FieldID]int{"helps": 5, "does_not": 5} {
			if f, ok := quarter.Field(id); !ok || f.AtMost != most {
				t.Errorf("%s takes %d", id, f.AtMost)
			}
		}
		if _, f, ok := quarter.TakesIn(); !ok || f.TakesIn != exercise.ShelfSetbacks {
			t.Error("hard weeks are not taken in")
		}
	})
	t.Run("P5: no sentence for partners scolds or counts what was not done", func(t *testing.T) {
		unkind := regexp.MustCompile(`(?i)\b(overdue|failed|failure|compliance|streak|you missed|too late again|score|behind schedule)\b`)
		for _, source := range sentences(t) {
			if unkind.MatchString(source) {
				t.Errorf("%q", source)
			}
		}
		for _, d := range library.All() {
			for _, passage := range exercise.Sentences(d.Passages()) {
				if unkind.MatchString(passage) {
					t.Errorf("%s: %q", d.ID, passage)
				}
			}
		}
		if !unkind.MatchString("You missed it.") {
			t.Error("a planted scolding is not seen")
		}
	})
	t.Run("P8: the ladder begins with one session, and templates carry sessions home", func(t *testing.T) {
		steps := casefile.HelpSteps()
		if steps[0] != casefile.HelpSingle || steps[1] != casefile.HelpRegular {
			t.Errorf("the ladder begins with %v", steps[:2])
		}
		home, ok := library.Get("E43", 1)
		if !ok || home.Flow.Kind != exercise.FlowSkill || !slices.Contains(home.Fixed, "one session is the smallest way in (C10)") {
			t.Error("what carries a session home is not there")
		}
		if !slices.ContainsFunc(templates, func(tpl plan.Template) bool {
			return slices.ContainsFunc(tpl.Items, func(it plan.TemplateItem) bool { return it.Exercise == "E43" && it.From == 1 && it.To == tpl.Weeks })
		}) {
			t.Error("no template carries sessions home for its whole length")
		}
	})
	t.Run("P10: what is done for its presence is rated, not measured", func(t *testing.T) {
		for _, id := range []tandem.ExerciseID{"E07", "E21", "E23", "E36", "E38"} {
			d, _ := library.Get(id, 1)
			if f, rated := d.Field(d.Quality); !rated || f.Type != exercise.Scale {
				t.Errorf("%s has no scale for how it was", id)
			}
		}
		for _, of := range []any{homework.Figures{}, homework.WeekFigures{}, homework.Quality{}} {
			if said, err := json.Marshal(of); err != nil || strings.Contains(strings.ToLower(string(said)), "minute") {
				t.Errorf("%s counts minutes (%v)", fmt.Sprintf("%T", of), err)
			}
		}
	})
}

// sentences are the English sources of everything that partners read.
func sentences(t *testing.T) []string {
	t.Helper()
	var all []string
	paths, err := filepath.Glob("../../templates/language/es/*.json")
	if err != nil || len(paths) == 0 {
		t.Fatal("no catalogue", err)
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		into := map[string]string{}
		if err == nil {
			err = json.Unmarshal(text, &into)
		}
		if err != nil {
			t.Fatal(path, err)
		}
		all = slices.AppendSeq(all, maps.Keys(into))
	}
	return all
}

// TestNoEditionHasMinutesForItsHeadline (P10): neither the clinical summary nor
// the partners' pages say how many minutes anybody did.
func TestNoEditionHasMinutesForItsHeadline(t *testing.T) {
	s := newStage(newWorld(t, ""))
	s.move(s.rowan, s.walk, "log", walked("4"))
	s.move(s.noor_, s.walk, "log", walked("2"))
	s.clock.Set(morning.AddDate(0, 0, 22))
	mara, noor := s.browse("mara"), s.browse("noor")
	minutes := regexp.MustCompile(`(?i)\d+ (of \d+ )?min`)
	base := "/couples/" + string(s.couple.ID)
	for _, path := range []string{base + "/summary", base + "/summary?edition=joint", base + "/partners/" + string(s.couple.Partners[1].ID) + "/summary"} {
		if page := wordsOf(mara.get(path).body); page == "" || minutes.MatchString(page) {
			t.Errorf("%s: %q", path, minutes.FindString(page))
		}
	}
	for _, path := range []string{"/how", "/together"} {
		if page := noor.get(path); page.status != 200 || minutes.MatchString(page.body) {
			t.Errorf("%s: %d %q", path, page.status, minutes.FindString(page.body))
		}
	}
	if !minutes.MatchString("You did 20 minutes.") {
		t.Error("a planted headline is not seen")
	}
}
