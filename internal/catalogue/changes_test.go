package catalogue

import (
	"encoding/json"
	"strings"
	"testing"

	"tandem/internal/exercise"
	"tandem/internal/plan"
	files "tandem/templates/library"
)

// otherwise calls with every version of a JSON value in which one leaf is other.
func otherwise(v any, path string, with func(path string)) {
	each := func(child any, path string, set func(any)) {
		switch was := child.(type) {
		case string:
			set(was + "x")
		case float64:
			set(was + 1)
		case bool:
			set(!was)
		default:
			otherwise(child, path, with)
			return
		}
		with(path)
		set(child)
	}
	switch v := v.(type) {
	case map[string]any:
		for key, child := range v {
			each(child, path+"."+key, func(to any) { v[key] = to })
		}
	case []any:
		for i, child := range v {
			each(child, path+".n", func(to any) { v[i] = to })
		}
	}
}

// changesOf are the changes between two contents, without the checks, which take
// far longer than the comparison.
func changesOf(kind Kind, before, after []byte, lib *exercise.Library) []string {
	if kind == KindTemplate {
		var a, b plan.Template
		_, _ = json.Unmarshal(before, &a), json.Unmarshal(after, &b)
		return templateChanges(a, b, lib)
	}
	var a, b exercise.Definition
	_, _ = json.Unmarshal(before, &a), json.Unmarshal(after, &b)
	return exerciseChanges(&a, &b)
}

// Whatever is other in a definition is said in words: every word, number and
// tick of every exercise and template of the library.
func TestEveryChangeIsSaid(t *testing.T) {
	lib, err := exercise.Load(files.Exercises, "exercises")
	if err != nil {
		t.Fatal(err)
	}
	templates, err := plan.LoadTemplates(files.Plans, "plans", lib)
	if err != nil {
		t.Fatal(err)
	}
	silent := func(kind Kind, code string, before []byte) {
		var tree any
		if err := json.Unmarshal(before, &tree); err != nil {
			t.Fatal(err)
		}
		otherwise(tree, "", func(path string) {
			after, _ := json.Marshal(tree)
			said := changesOf(kind, before, after, lib)
			if own := path == ".id" || path == ".version"; own != (len(said) == 0) {
				t.Errorf("%s: of %s it says %q", code, path, said)
			} else if len(said) > 0 && strings.HasPrefix(said[0], "Something changes") {
				t.Errorf("%s: of %s it has no words", code, path)
			}
		})
	}
	for _, d := range lib.Latest() {
		text, _ := neat(d)
		silent(KindExercise, string(d.ID), text)
	}
	for _, tpl := range templates {
		text, _ := neat(tpl)
		silent(KindTemplate, string(tpl.ID), text)
	}
}

func TestChangesInWords(t *testing.T) {
	lib, err := exercise.Load(files.Exercises, "exercises")
	if err != nil {
		t.Fatal(err)
	}
	before, _ := lib.Get("E24", 1)
	after := before.Clone()
	after.Name = "Two good things"
	after.Steps[0].Title = "Before you sleep"
	after.Steps[0].Fields[0].Required = false
	after.Steps[0].Fields = append(after.Steps[0].Fields, exercise.Field{ID: "q1", Type: exercise.ShortText, Label: "And what else?"})
	for _, want := range []string{"The name: “" + before.Name + "” becomes “Two good things”.", "becomes “Before you sleep”.", "must be answered: “yes” becomes “no”.", "The question “And what else?” is new."} {
		if said := strings.Join(exerciseChanges(before, after), "\n"); !strings.Contains(said, want) {
			t.Errorf("%q is not in:\n%s", want, said)
		}
	}
	if said := strings.Join(exerciseChanges(after, before), "\n"); !strings.Contains(said, "The question “And what else?” is taken out.") {
		t.Errorf("what goes is not said:\n%s", said)
	}
	if said := exerciseChanges(before, before); said != nil {
		t.Errorf("of nothing it says %q", said)
	}
}
