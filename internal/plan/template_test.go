package plan_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"tandem/internal/exercise"
	"tandem/internal/plan"
	"tandem/internal/tandem"
	"tandem/templates/library"
)

func ourLibrary(t *testing.T) *exercise.Library {
	t.Helper()
	lib, err := exercise.Load(library.Exercises, "exercises")
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

// TestOurTemplatesPassTheirChecks: each line becomes an item, and the library
// misses nothing.
func TestOurTemplatesPassTheirChecks(t *testing.T) {
	lib := ourLibrary(t)
	templates, err := plan.LoadTemplates(library.Plans, "plans", lib)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, tpl := range templates {
		ids = append(ids, string(tpl.ID))
		if missing := tpl.Missing(lib); len(missing) > 0 || len(tpl.Plan(lib).Items) != len(tpl.Items) {
			t.Errorf("%s: of %d lines %v are missing", tpl.ID, len(tpl.Items), missing)
		}
	}
	if got := strings.Join(ids, " "); got != "S4 T1 T2 T3 T4 T5 T6" {
		t.Errorf("templates: %s", got)
	}
}

// TestTheStarterHoldsTheBaseRhythm: a talk, something together and a check-in
// in every week, in the loads of P6.
func TestTheStarterHoldsTheBaseRhythm(t *testing.T) {
	lib := ourLibrary(t)
	templates, err := plan.LoadTemplates(library.Plans, "plans", lib)
	if err != nil {
		t.Fatal(err)
	}
	s4, _ := templates.Get("S4")
	p := s4.Plan(lib)
	for week, want := range map[int]int{1: 68, 2: 83, 3: 93, 4: 103} {
		if lacks := p.LacksIn(week); len(lacks) > 0 {
			t.Errorf("week %d has no %v", week, lacks)
		}
		if load := p.LoadOf(week, "", lib); load != (plan.Load{Task: want, Together: 45}) || load.Heavy(week) {
			t.Errorf("week %d asks for %+v, want %d", week, load, want)
		}
	}
}

// TestLoadsAreThoseOfTheDomain: week by week the task and together minutes that
// the domain page gives for each template. What comes every few weeks the page
// spreads over all of them; here it counts where it falls.
func TestLoadsAreThoseOfTheDomain(t *testing.T) {
	lib := ourLibrary(t)
	templates, err := plan.LoadTemplates(library.Plans, "plans", lib)
	if err != nil {
		t.Fatal(err)
	}
	var year []plan.Load
	for week := 1; week <= 52; week++ {
		task := 15 + map[int]int{13: 30, 15: 25, 20: 45, 26: 40, 39: 45}[week] // E12 each week, and what comes once
		if week <= 26 || week%2 == 1 {
			task += 30 // E11, every second week from week 27 on
		}
		if week%4 == 0 {
			task += 15 // E27
		}
		year = append(year, plan.Load{Task: task, Together: 60})
	}
	for id, want := range map[plan.TemplateID][]plan.Load{
		"T1": {{65, 60}, {95, 60}, {95, 60}, {105, 60}, {120, 60}, {120, 60}, {115, 60}, {115, 60}, {85, 60}, {120, 90}, {115, 90}, {95, 90}},
		"T2": {{100, 45}, {75, 45}, {120, 45}, {110, 45}, {105, 45}, {115, 45}, {85, 45}, {115, 45}},
		"T3": {{95, 20}, {95, 20}, {110, 20}, {105, 20}, {105, 20}, {95, 20}},
		"T4": {{90, 45}, {90, 45}, {100, 60}, {90, 60}, {90, 60}, {120, 60}, {105, 60}, {65, 60}},
		"T5": {{96, 45}, {71, 45}, {116, 45}, {111, 45}, {116, 45}, {116, 45}, {116, 45}, {96, 45}, {111, 45}, {76, 45}},
		"T6": year,
	} {
		tpl, ok := templates.Get(id)
		if !ok || tpl.Weeks != len(want) {
			t.Fatalf("%s has %d weeks, want %d", id, tpl.Weeks, len(want))
		}
		for i, load := range want {
			if got := tpl.Plan(lib).LoadOf(i+1, "", lib); got != load {
				t.Errorf("%s, week %d: %+v, want %+v", id, i+1, got, load)
			}
		}
	}
}

// TestPlantedMistakesInTemplates changes one thing in a sound file at a time.
// Each must be refused at the line where it stands, with a reason.
func TestPlantedMistakesInTemplates(t *testing.T) {
	sound, err := os.ReadFile("../../templates/library/plans/S4.json")
	if err != nil {
		t.Fatal(err)
	}
	lib := ourLibrary(t)
	if _, errs := plan.ParseTemplate("S4.json", sound, lib); len(errs) > 0 {
		t.Fatal(errs)
	}
	for name, c := range map[string]struct{ old, new, where, why string }{
		"not JSON":               {`"version": 1,`, `"version": 1`, "S4.json:4: ", "invalid character"},
		"an unknown word":        {`"source"`, `"sauce"`, "S4.json:6: ", "unknown field"},
		"a wrong type":           {`"weeks": 4`, `"weeks": "four"`, "S4.json:8: ", "cannot unmarshal"},
		"more after the end":     {"\n  ]\n}", "\n  ]\n} {}", "S4.json:27: ", "more after"},
		"a malformed id":         {`"id": "S4"`, `"id": "starter!"`, "S4.json:2: ", "form T1"},
		"no version":             {`"version": 1`, `"version": 0`, "S4.json:3: ", "1 or more"},
		"no name":                {`"First four weeks"`, `" "`, "S4.json:4: ", "no words"},
		"no weeks":               {`"weeks": 4`, `"weeks": 0`, "S4.json:8: ", "from 1 to 52"},
		"too many weeks":         {`"weeks": 4`, `"weeks": 53`, "S4.json:8: ", "from 1 to 52"},
		"a phase without a name": {`"name": "A steady start"`, `"name": ""`, "S4.json:10: ", "a name and a focus"},
		"a gap between phases":   {`"from": 3, "to": 4, "focus"`, `"from": 4, "to": 4, "focus"`, "S4.json:11: ", "begins where the one before ends"},
		"phases that end early":  {`"from": 3, "to": 4, "focus"`, `"from": 3, "to": 3, "focus"`, "S4.json:9: ", "end with week 3"},
		"an unknown review":      {`"kind": "final"`, `"kind": "quick"`, "S4.json:13: ", "unknown"},
		"a review too late":      {`{"week": 4, "kind"`, `{"week": 5, "kind"`, "S4.json:13: ", "outside"},
		"no final review":        {`{"week": 4, "kind"`, `{"week": 3, "kind"`, "S4.json:13: ", "final review"},
		"a malformed exercise":   {`"exercise": "E24"`, `"exercise": "e24"`, "S4.json:17: ", "form E02"},
		"an unknown slot":        {`"slot": "check-in"`, `"slot": "chat"`, "S4.json:17: ", `"chat" is unknown`},
		"an impossible cadence":  {`"per_week": 4`, `"per_week": 9`, "S4.json:17: ", "how often"},
		"a line that ends early": {`"from": 2, "to": 3`, `"from": 3, "to": 2`, "S4.json:20: ", "not inside"},
		"a line past the end":    {`"from": 2, "to": 3`, `"from": 2, "to": 5`, "S4.json:20: ", "not inside"},
		"once, over two weeks":   {`{"kind": "once"}, "from": 1, "to": 1`, `{"kind": "once"}, "from": 1, "to": 2`, "S4.json:19: ", "has one week"},
		"an exercise twice":      {`"exercise": "E17"`, `"exercise": "E04"`, "S4.json:21: ", "already"},
		"a week without a talk":  {`"slot": "talk", "cadence": {"kind": "weekly", "per_week": 1}, "from": 1`, `"slot": "talk", "cadence": {"kind": "weekly", "per_week": 1}, "from": 2`, "S4.json:14: ", "week 1 has no talk"},
		"nothing done together":  {`"slot": "activity"`, `"slot": "other"`, "S4.json:14: ", "weeks 1 to 4 have no activity"},
		"no check-in":            {`"slot": "check-in"`, `"slot": "other"`, "S4.json:14: ", "weeks 1 to 4 have no check-in"},
		"too much in one week":   {`"slot": "talk", "cadence": {"kind": "weekly", "per_week": 1}`, `"slot": "talk", "cadence": {"kind": "weekly", "per_week": 3}`, "S4.json:14: ", "week 4 asks for 163 minutes"},
		"too much in the second": {`{"kind": "once"}, "from": 2, "to": 2`, `{"kind": "weekly", "per_week": 2}, "from": 2, "to": 2`, "S4.json:14: ", "no more than 100"},
		"an unknown gate":        {`"ready"`, `"gate": "strict", "ready"`, "S4.json:7: ", `gate: "strict" is unknown`},
		"an unknown opening":     {`"from": 3, "to": 4, "focus"`, `"from": 3, "to": 4, "opens": "luck", "focus"`, "S4.json:11: ", `opens: "luck" is unknown`},
		"a first phase shut":     {`"from": 1, "to": 2, "focus"`, `"from": 1, "to": 2, "opens": "base-rhythm", "focus"`, "S4.json:10: ", "opens with the plan"},
		"nothing made ready":     {`"ready": "Papers`, `"ready": "", "gate": "Papers`, "S4.json:7: ", "ready: has no words"},
		"no lines":               {string(sound[strings.Index(string(sound), "\n    {\"exercise\""):strings.LastIndex(string(sound), "\n  ]")]), "", "S4.json:14: ", "items"},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(string(sound), c.old, c.new, 1)
			if text == string(sound) {
				t.Fatal("nothing was planted")
			}
			_, errs := plan.ParseTemplate("S4.json", []byte(text), lib)
			found := slices.ContainsFunc(errs, func(err error) bool {
				return strings.HasPrefix(err.Error(), c.where) && strings.Contains(err.Error(), c.why)
			})
			if !found {
				t.Errorf("%v does not say %q at %s", errs, c.why, c.where)
			}
		})
	}
	_, err = plan.LoadTemplates(fstest.MapFS{"p/a.json": {Data: sound}, "p/b.json": {Data: sound}}, "p", lib)
	if err == nil || !strings.Contains(err.Error(), "b.json: id: this template stands in another file too") {
		t.Errorf("a template twice: %v", err)
	}
	if _, err := plan.LoadTemplates(fstest.MapFS{}, "p", lib); err == nil {
		t.Error("no template, and no word of it")
	}
}

// TestPlantedMistakesInLongTemplates: rules that a month cannot break.
func TestPlantedMistakesInLongTemplates(t *testing.T) {
	lib := ourLibrary(t)
	for name, c := range map[string]struct {
		file     string
		line     int
		old, new string
		why      string
	}{
		"no review on the way":       {"T1", 15, `{"week": 6, "kind": "mid"}, {"week": 9, "kind": "trial"}, `, ``, "reviews: a template of 12 weeks needs a review on its way"},
		"a quarter without a review": {"T6", 15, `{"week": 26, "kind": "quarterly"}, `, ``, "reviews.1.week: comes more than 13 weeks after the one before"},
		"an unfit last review":       {"T6", 15, `{"week": 52, "kind": "quarterly"}`, `{"week": 52, "kind": "trial"}`, "the last week needs a final review"},
		"too much begins at once":    {"T4", 16, `"E31", "slot": "activity", "cadence": {"kind": "weekly", "per_week": 1}, "from": 3`, `"E31", "slot": "activity", "cadence": {"kind": "weekly", "per_week": 1}, "from": 4`, "week 4 begins 4 things that recur"},
		"a talk too rarely":          {"T6", 16, `"every_weeks": 2}, "from": 27`, `"every_weeks": 3}, "from": 27`, "week 35 has no talk"},
		"a lead-in that takes two":   {"T1", 18, `{"exercise": "E45", "slot": "other", "cadence": {"kind": "once"}, "from": 2, "to": 2}`, `{"exercise": "E30", "slot": "other", "cadence": {"kind": "once"}, "from": 2, "to": 2}`, "lead_in.items.1.exercise: E30 cannot be begun alone"},
		"a variant without a form":   {"T3", 33, `"id": "new-love"`, `"id": "New love"`, "variants.0.id: must be of the form"},
		"a variant twice":            {"T3", 37, `"id": "after-conflict"`, `"id": "new-love"`, "variants.1.id: must be of the form"},
		"a variant without words":    {"T3", 33, `"name": "new love"`, `"name": " "`, "variants.0: needs a name"},
		"a variant of nothing":       {"T3", 34, `"swap": "E23"}`, `"swap": ""}`, "variants.0.changes.0: changes nothing"},
		"a line that is not there":   {"T3", 34, `{"exercise": "E07", "swap": "E23"}`, `{"exercise": "E41", "swap": "E23"}`, "no such line of E41"},
		"swapped for itself":         {"T3", 34, `"swap": "E23"`, `"swap": "E07"`, "swaps E07 for itself"},
		"a variant that repeats":     {"T1", 50, `{"exercise": "E31", "swap": "E38"}`, `{"exercise": "E31", "swap": "E36"}, {"exercise": "E38", "swap": "E36"}`, "variants.0.changes: E36 is in weeks of item"},
		"an impossible variant":      {"T1", 56, `"from": 4, "cadence": {"kind": "weekly", "per_week": 1}`, `"from": 4, "cadence": {"kind": "weekly", "per_week": 9}`, "variants.1.changes.1.cadence"},
		"a variant that is too much": {"T1", 54, `"from": 2, "cadence": {"kind": "weekly", "per_week": 2}`, `"from": 2, "cadence": {"kind": "weekly", "per_week": 6}`, "variants.1.changes: week 2 asks for 125 minutes"},
		"a variant without rhythm":   {"T6", 33, `{"exercise": "E31", "swap": "E23"}`, `{"exercise": "E31", "cadence": {"kind": "every-weeks", "every_weeks": 2}}`, "variants.0.changes: week 2 has no activity"},
		"a lead-in without end":      {"T1", 16, `"lead_in": {"weeks": 3`, `"lead_in": {"weeks": 13`, "lead_in: needs items, and from 1 to 12 weeks"},
		"a lead-in past its end":     {"T1", 17, `"lead_in": {"weeks": 3`, `"lead_in": {"weeks": 2`, "lead_in.items.0.from: weeks 1 to 3 are not inside"},
	} {
		t.Run(name, func(t *testing.T) {
			sound, err := os.ReadFile("../../templates/library/plans/" + c.file + ".json")
			if err != nil {
				t.Fatal(err)
			}
			text := strings.Replace(string(sound), c.old, c.new, 1)
			if text == string(sound) {
				t.Fatal("nothing was planted")
			}
			_, errs := plan.ParseTemplate(c.file+".json", []byte(text), lib)
			if where := fmt.Sprintf("%s.json:%d: ", c.file, c.line); !slices.ContainsFunc(errs, func(err error) bool {
				return strings.HasPrefix(err.Error(), where) && strings.Contains(err.Error(), c.why)
			}) {
				t.Errorf("%v does not say %q at %s", errs, c.why, where)
			}
		})
	}
}

// TestTheFirstPhaseIsNoBusierThanTheRest: two phases of which the second is the
// quiet last week.
func TestTheFirstPhaseIsNoBusierThanTheRest(t *testing.T) {
	sound, err := os.ReadFile("../../templates/library/plans/T5.json")
	if err != nil {
		t.Fatal(err)
	}
	before, rest, _ := strings.Cut(string(sound), `"phases": [`)
	_, after, found := strings.Cut(rest, "\n  ],")
	if !found {
		t.Fatal("no phases")
	}
	text := before + `"phases": [{"name": "All", "from": 1, "to": 9, "focus": "all"}, {"name": "Rest", "from": 10, "to": 10, "focus": "rest"}],` + after
	_, errs := plan.ParseTemplate("T5.json", []byte(text), ourLibrary(t))
	if len(errs) != 1 || !strings.Contains(errs[0].Error(), "phases.0: its busiest week asks for 116 minutes") {
		t.Errorf("%v", errs)
	}
}

// TestMissingExercisesAreNamed: a library without one says so.
func TestMissingExercisesAreNamed(t *testing.T) {
	sound, err := os.ReadFile("../../templates/library/plans/S4.json")
	if err != nil {
		t.Fatal(err)
	}
	few := ourLibrary(t)
	tpl, errs := plan.ParseTemplate("S4.json", []byte(strings.Replace(string(sound), `"E24"`, `"E99"`, 1)), few)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	if got := tpl.Missing(few); !slices.Equal(got, []tandem.ExerciseID{"E99"}) {
		t.Errorf("missing: %v", got)
	}
	if p := tpl.Plan(few); len(p.Items) != len(tpl.Items)-1 || slices.ContainsFunc(p.Items, func(it plan.Item) bool { return it.Exercise == "E99" }) {
		t.Error("what is missing is in the plan")
	}
}
