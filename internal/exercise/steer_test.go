package exercise_test

import (
	"os"
	"strings"
	"testing"

	"tandem/internal/exercise"
)

// A choice that steers a flow must be asked as the flow reads it.
func TestChoicesThatSteerAreChecked(t *testing.T) {
	sound, err := os.ReadFile("../../templates/library/exercises/E42.json")
	if err != nil {
		t.Fatal(err)
	}
	if _, errs := exercise.Parse("E42.json", sound); len(errs) > 0 {
		t.Fatal(errs)
	}
	field := `"id": "next", "type": "choice", "label": "What would help now?", "required": true, "visibility": "both"`
	for name, c := range map[string]struct{ old, new string }{
		"another answer":     {`"value": "parked"`, `"value": "later"`},
		"not for both":       {field, strings.Replace(field, `"both"`, `"author+therapist"`, 1)},
		"not required":       {field, strings.Replace(field, `"required": true, `, "", 1)},
		"sealed":             {field, field + `, "sealed": true`},
		"several may be set": {field, strings.Replace(field, `"choice"`, `"multi"`, 1)},
		"under another name": {`"id": "next"`, `"id": "then"`},
	} {
		text := strings.Replace(string(sound), c.old, c.new, 1)
		_, errs := exercise.Parse("E42.json", []byte(text))
		said := ""
		for _, e := range errs {
			said += e.Error() + "\n"
		}
		if text == string(sound) || !strings.Contains(said, "the flow event reads it") {
			t.Errorf("%s: %q", name, said)
		}
	}
}
