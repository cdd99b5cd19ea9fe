package main

import (
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/plan"
	"tandem/internal/tandem"
	files "tandem/templates/library"
)

// TestTheStructuresOneByOne names P1 to P12 of the domain page, each shown on
// the running service or on the pure rules that carry it.
func TestTheStructuresOneByOne(t *testing.T) {
	library, err := exercise.Load(files.Exercises, "exercises")
	if err != nil {
		t.Fatal(err)
	}
	templates, err := plan.LoadTemplates(files.Plans, "plans", library)
	if err != nil {
		t.Fatal(err)
	}
	all := fitted(templates)
	for _, p := range []struct {
		name string
		show func(t *testing.T)
	}{
		{"P1 base rhythm: every week of every template and variant has a talk, something shared, a check-in", func(t *testing.T) { baseRhythmHolds(t, all, library) }},
		{"P2 trial, then review: a trial has weeks and a day, and each template that tries something reviews it", func(t *testing.T) { trialsAreReviewed(t, templates, library) }},
		{"P3 weekly: one change a week, and the last one comes first", func(t *testing.T) { oneChangeAWeek(t, templates, library) }},
		{"P4 quarterly: what the preparation asks, and never later than a quarter", func(t *testing.T) { quarterlyAsks(t, templates, library) }},
		{"P5 setbacks are data: noted, learned from, never counted", func(t *testing.T) { setbacksAsk(t, library) }},
		{"P6 steady beats intense: caps, a ramp, and a light week that shrinks every item", func(t *testing.T) { steadyBeatsIntense(t, all, library) }},
		{"P7 reliability before depth: depth opens after a rhythm that held, or with a reason", func(t *testing.T) { depthWaits(t, templates) }},
		{"P10 quality over length: no minutes in the figures of progress", func(t *testing.T) { minutesAreNoHeadline(t) }},
		{"P12 three good things after a pause and a repair", func(t *testing.T) { comfortIsOffered(t, library) }},
	} {
		t.Run(p.name, p.show)
	}
	t.Run("P9 voluntary: no homework without a way to leave it, no reason asked", func(t *testing.T) { passingAsksNothing(t, library) })
	t.Run("P11 fits life stage: variants, and a change of life that asks for a review", func(t *testing.T) { lifeStages(t, templates, library) })
	structuresInDepth(t, templates, library)
}

// fitted are the templates and each of their variants.
func fitted(templates plan.Templates) []plan.Template {
	var all []plan.Template
	for _, tpl := range templates {
		all = append(all, tpl)
		for _, v := range tpl.Variants {
			all = append(all, tpl.As(v))
		}
	}
	return all
}

func baseRhythmHolds(t *testing.T, all []plan.Template, library *exercise.Library) {
	for _, tpl := range all {
		p := tpl.Plan(library)
		for week := 1; week <= p.Weeks; week++ {
			if lacks := p.LacksIn(week); len(lacks) > 0 {
				t.Errorf("%s, week %d lacks %v", tpl.Name, week, lacks)
			}
		}
	}
}

func trialsAreReviewed(t *testing.T, templates plan.Templates, library *exercise.Library) {
	talk, ok := library.Get("E35", 1)
	if !ok || !talk.On(exercise.ShelfTrials) {
		t.Fatal("no exercise keeps trials")
	}
	for _, id := range []exercise.FieldID{"trial_weeks", "review_on"} {
		if _, asked := talk.Field(id); !asked {
			t.Errorf("a trial asks nothing of %s", id)
		}
	}
	for _, tpl := range templates {
		for _, it := range tpl.Items {
			if it.Exercise == "E35" && !slices.ContainsFunc(tpl.Reviews, func(r plan.ReviewPoint) bool { return r.Week >= it.From }) {
				t.Errorf("%s tries something in week %d and looks at it never", tpl.ID, it.From)
			}
		}
	}
}

func oneChangeAWeek(t *testing.T, templates plan.Templates, library *exercise.Library) {
	weekly, _ := library.Get("E11", 1)
	if weekly == nil || weekly.Carries == "" {
		t.Fatal("the weekly reflection carries nothing over")
	}
	if f, ok := weekly.Field(weekly.Carries); !ok || f.Type != exercise.ShortText || !f.Required {
		t.Error("the week ends without exactly one change")
	}
	for _, tpl := range templates {
		if tpl.ID == "S4" { // a month to start with has its own last week
			continue
		}
		if !slices.ContainsFunc(tpl.Items, func(it plan.TemplateItem) bool { return it.Exercise == "E11" && it.From == 1 }) {
			t.Errorf("%s has no weekly reflection", tpl.ID)
		}
	}
}

func quarterlyAsks(t *testing.T, templates plan.Templates, library *exercise.Library) {
	def, ok := library.Get("REVIEW-QUARTER", 2)
	if !ok {
		t.Fatal("no quarterly preparation")
	}
	for _, id := range []exercise.FieldID{"better", "helps", "does_not", "routines", "limits", "setbacks", "wish"} {
		if f, asked := def.Field(id); !asked || !f.Sealed {
			t.Errorf("%s is not asked, or not sealed", id)
		}
	}
	for _, tpl := range templates {
		last := 0
		for _, r := range tpl.Reviews {
			if r.Week-last > 13 {
				t.Errorf("%s goes from week %d to %d without a review", tpl.ID, last, r.Week)
			}
			last = r.Week
		}
	}
}

func setbacksAsk(t *testing.T, library *exercise.Library) {
	def, ok := library.Get("SETBACK", 1)
	if !ok || !def.BuiltIn || def.Quality != "" {
		t.Fatal("a hard week is no built-in definition, or is rated")
	}
	for _, id := range []exercise.FieldID{"date", "happened", "learned", "change", "lesson"} {
		if f, asked := def.Field(id); !asked || f.Visibility != exercise.Both || f.Type == exercise.Scale || f.Type == exercise.Counter {
			t.Errorf("%s is not asked, or is a figure", id)
		}
	}
	css, err := os.ReadFile("../../templates/pages/together.templ")
	if err != nil {
		t.Fatal(err)
	}
	if _, section, found := strings.Cut(string(css), "templ hardWeeks("); !found || strings.Contains(section[:strings.Index(section, "\n}")], "class=\"word") || strings.Contains(section[:strings.Index(section, "\n}")], "len(") {
		t.Error("the shelf of hard weeks warns or counts")
	}
}

func steadyBeatsIntense(t *testing.T, all []plan.Template, library *exercise.Library) {
	for _, tpl := range all {
		p := tpl.Plan(library)
		for week := 1; week <= p.Weeks; week++ {
			if load := p.LoadOf(week, "", library); load.Heavy(week) || load.Task > 120 || week <= 2 && load.Task > 100 {
				t.Errorf("%s, week %d asks for %d minutes", tpl.Name, week, load.Task)
			}
		}
	}
	for _, d := range library.Latest() {
		if d.Smallest.Minutes > d.Minutes || d.Minutes > 5 && d.Smallest.Minutes == d.Minutes {
			t.Errorf("%s does not shrink in a light week: %d of %d minutes", d.ID, d.Smallest.Minutes, d.Minutes)
		}
	}
}

func depthWaits(t *testing.T, templates plan.Templates) {
	for _, tpl := range templates {
		for _, it := range tpl.Items {
			if it.Exercise != "E29" { // how it was for each: the deepest
				continue
			}
			i := slices.IndexFunc(tpl.Phases, func(ph plan.Phase) bool { return ph.From <= it.From && it.From <= ph.To })
			if i <= 0 || tpl.Phases[i].Opens != plan.OpensByRhythm {
				t.Errorf("%s goes deep in week %d without a rhythm that held", tpl.ID, it.From)
			}
		}
	}
}

func minutesAreNoHeadline(t *testing.T) {
	for _, file := range []string{"../../internal/homework/adherence.go", "../../internal/homework/quality.go", "../../internal/report/figures.go", "../../internal/report/sessions.go", "../../internal/chart/adherence.go"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.SplitSeq(string(text), "\n") {
			if code, _, _ := strings.Cut(line, "//"); strings.Contains(strings.ToLower(code), "minutes") {
				t.Errorf("%s counts minutes: %s", file, line)
			}
		}
	}
}

func comfortIsOffered(t *testing.T, library *exercise.Library) {
	for _, id := range []tandem.ExerciseID{"E13", "E42", "SETBACK"} {
		if d, ok := library.Get(id, 1); !ok || !d.Comfort {
			t.Errorf("%s offers no three good things", id)
		}
	}
}

func passingAsksNothing(t *testing.T, library *exercise.Library) {
	if exercise.MoveKinds()[exercise.MovePass] {
		t.Error("not this week is told to the other")
	}
	cast := []tandem.PartnerID{"one", "two"}
	for _, d := range library.Latest() {
		for _, p := range cast {
			acts := exercise.Fold(d, cast, nil).Acts[p]
			if _, asks := d.StepFor(exercise.MovePass); asks {
				t.Errorf("%s asks why", d.ID)
			}
			if d.Cadence.Kind != exercise.WhenItHappens && len(acts) > 0 && !slices.ContainsFunc(acts, func(a exercise.Act) bool { return a.Kind == exercise.MovePass }) {
				t.Errorf("%s cannot be left", d.ID)
			}
		}
	}
}

func lifeStages(t *testing.T, templates plan.Templates, library *exercise.Library) {
	for _, id := range []plan.TemplateID{"T1", "T2", "T3", "T6"} {
		if tpl, ok := templates.Get(id); !ok || len(tpl.Variants) == 0 {
			t.Errorf("%s fits one stage of life only", id)
		}
	}
	if d, ok := library.Get("E18", 1); !ok || !d.LifeChange {
		t.Error("a change of life asks nobody for a review")
	}
	text, err := os.ReadFile("../../templates/library/plans/T3.json")
	if err != nil {
		t.Fatal(err)
	}
	_, wrong := plan.ParseTemplate("T3.json", []byte(strings.Replace(string(text), `"swap": "E23"`, `"swap": "E02"`, 1)), library)
	if !slices.ContainsFunc(wrong, func(err error) bool {
		return strings.Contains(err.Error(), "T3.json:34: variants.0.changes.0.swap: E02 is not of the family of E07")
	}) {
		t.Errorf("a swap outside the family: %v", wrong)
	}
}

// TestAVariantIsChosen: a draft begins with the template as the variant has it,
// for people and for programs; what is no variant of it is refused.
func TestAVariantIsChosen(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		w.takeIn("mara", "kim", "lou")
		at := "/couples/" + string(s.couples["kim-lou"].ID) + "/plan/draft"
		if page := s.mara.get(strings.TrimSuffix(at, "/draft")).body; !strings.Contains(page, "Begin with “a long bond”") {
			t.Error("the page offers no variant")
		}
		for _, wrong := range []string{"no-such", "full-days"} { // T2 has no such variant
			if a := s.mara.post(at, url.Values{"template": {"T2"}, "variant": {wrong}}); a.status != 422 || !strings.Contains(a.body, `id="f-variant-error"`) {
				t.Errorf("variant %q: %d", wrong, a.status)
			}
		}
		if a := s.mara.post(at, url.Values{"template": {"T2"}, "variant": {"long-bond"}}); a.status != 303 {
			t.Fatalf("a variant: %d\n%s", a.status, wordsOf(a.body))
		}
		c := s.couples["kim-lou"]
		d := s.must(s.store.PlanDraft(bg, c.Practice, c.ID)).(plan.Draft)
		has := func(id tandem.ExerciseID) bool {
			return slices.ContainsFunc(d.Plan.Items, func(it plan.Item) bool { return it.Exercise == id })
		}
		if !has("E10") || has("E20") || !has("E36") || has("E23") || d.Plan.Name != "Rituals that hold us: a long bond" || d.Plan.Template != "T2" {
			t.Errorf("the draft is %q of %s: %+v", d.Plan.Name, d.Plan.Template, d.Plan.Items)
		}
	})
}

// TestAChangeOfLifeAsksForAReview (P11): once one of the two has named a change,
// the care team is asked, on the caseload and on the couple's page, to plan a
// review in one tap or to say "not now". Neither answer is told to partners
// beyond the review itself.
func TestAChangeOfLifeAsksForAReview(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		f := newFlowing(w)
		c := f.couples["rowan-noor"]
		at := "/couples/" + string(c.ID)
		mara, noor := w.browse("mara"), w.browse("noor")
		signals := func() string {
			return fmt.Sprint(w.must(w.homework.Couple(bg, w.people["mara"], c.ID)).(homework.CouplePage).Signals)
		}
		f.items["E18"] = w.needs(c, "E18")
		const asks = "life is changing for them"
		if strings.Contains(signals(), asks) {
			t.Fatal("nobody has named a change")
		}
		id := strings.TrimPrefix(f.open(f.rowan, "E18"), "/homework/")
		if strings.Contains(signals(), asks) {
			t.Error("opening it alone tells the care team")
		}
		f.do("rowan", "/homework/"+id, exercise.MoveOpen, "", "change_kind", "work")
		page := mara.get(at).body
		if !strings.Contains(signals(), asks) || !strings.Contains(page, "Plan a review in a week") || !strings.Contains(mara.get("/caseload").body, asks) {
			t.Fatalf("named, and the care team reads %s", signals())
		}
		before := masked(noor.get("/today")) + masked(noor.get("/homework/"+id)) + masked(noor.get("/together"))
		h := w.must(w.homework.SeeIn(bg, w.people["mara"], c.ID, tandem.AssignmentID(id))).(homework.Homework)
		if a := mara.post(at+"/homework/"+id+"/guide", url.Values{"kind": {string(exercise.MoveNotNow)}, "key": {w.IDs.New()}, "version": {h.Sight.Version}}); a.status != 303 {
			t.Fatalf("not now: %d", a.status)
		}
		if after := masked(noor.get("/today")) + masked(noor.get("/homework/"+id)) + masked(noor.get("/together")); after != before {
			t.Errorf("Noor can tell that the care team said not now:\n%s", firstDifference(before, after))
		}
		if strings.Contains(signals(), asks) {
			t.Error("not now, and it is asked again")
		}
		w.clock.Advance(time.Minute)
		second := f.open(f.noor, "E18")
		f.do("noor", second, exercise.MoveOpen, "", "change_kind", "move")
		if !strings.Contains(signals(), asks) {
			t.Fatal("a second change is not asked about")
		}
		w.clock.Advance(time.Minute)
		if a := w.browse("mara").post(at+"/reviews", url.Values{"kind": {"mid-plan"}, "on": {string(monday.AddDays(7))}}); a.status != 303 {
			t.Fatalf("a review in one tap: %d", a.status)
		}
		if strings.Contains(signals(), asks) {
			t.Error("a review is set, and it is asked again")
		}
	})
}
