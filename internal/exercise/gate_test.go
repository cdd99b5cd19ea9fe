package exercise_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"tandem/internal/exercise"
)

// TestASafetyQuestionIsAskedAsItMustBe plants one mistake at a time into the
// exercise after a fight.
func TestASafetyQuestionIsAskedAsItMustBe(t *testing.T) {
	sound, err := os.ReadFile("../../templates/library/exercises/E13.json")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ old, new, why string }{
		"the flow goes on by itself": {`"waits": true, `, ``, "always waits"},
		"the other could read it":    {`"visibility": "author+therapist", "gate": true`, `"visibility": "both", "gate": true`, "for its author and the therapist"},
		"it may be left out":         {`"required": true, "visibility": "author+therapist", "gate": true`, `"visibility": "author+therapist", "gate": true`, "required choice"},
		"it has other answers":       {`{"value": "not-sure", "label": "I am not sure"},`, ``, "yes, not-sure and no"},
		"it is not the last": {`            {"value": "no", "label": "No"}
          ]
        }`, `            {"value": "no", "label": "No"}
          ]
        },
        {"id": "last", "type": "short text", "label": "One more", "visibility": "both"}`, "last of its step"},
	} {
		t.Run(name, func(t *testing.T) {
			text := string(sound)
			planted := strings.Replace(text, c.old, c.new, 1)
			if planted == text {
				t.Fatal("nothing was planted")
			}
			_, errs := exercise.Parse("E13.json", []byte(planted))
			if !slices.ContainsFunc(errs, func(e error) bool { return strings.Contains(e.Error(), c.why) }) {
				t.Errorf("said %v, want %q", errs, c.why)
			}
		})
	}
}

// A safety question stands only where what comes after it can wait: not at the
// end of a talk, not in a log that says it waits.
func TestASafetyQuestionStandsWhereSomethingWaits(t *testing.T) {
	for id, plant := range map[string]func(d *exercise.Definition) *exercise.Step{
		"E04": func(d *exercise.Definition) *exercise.Step { s, _ := d.StepFor(exercise.MoveRate); return s },
		"E38": func(d *exercise.Definition) *exercise.Step {
			d.Flow.Waits = true
			s, _ := d.StepFor(exercise.MoveLog)
			return s
		},
	} {
		text, err := os.ReadFile("../../templates/library/exercises/" + id + ".json")
		if err != nil {
			t.Fatal(err)
		}
		def, _ := exercise.Parse(id+".json", text)
		step := plant(def)
		step.Fields = append(step.Fields, exercise.SafetyQuestion("safe"))
		planted, err := json.Marshal(def)
		if err != nil {
			t.Fatal(err)
		}
		if _, errs := exercise.Parse(id+".json", planted); !slices.ContainsFunc(errs, func(e error) bool { return strings.Contains(e.Error(), "wait") }) {
			t.Errorf("%s: said %v", id, errs)
		}
	}
}

// TestADraftKeepsNoSafetyAnswer: it stands on a screen of its own, the last.
func TestADraftKeepsNoSafetyAnswer(t *testing.T) {
	text, err := os.ReadFile("../../templates/library/exercises/E13.json")
	if err != nil {
		t.Fatal(err)
	}
	def, _ := exercise.Parse("E13.json", text)
	step, gate, ok := def.Gate()
	if !ok {
		t.Fatal("there is no safety question")
	}
	screens := step.Screens()
	if last := screens[len(screens)-1]; !slices.Equal(last, []string{string(gate.ID)}) || len(screens) < 2 {
		t.Errorf("the screens are %v", screens)
	}
	form := exercise.Form{"need": {"time"}, string(gate.ID): {"no"}}
	if kept := form.Draft(step); len(kept) != 1 || kept.Get("need") != "time" || form.Get(string(gate.ID)) != "no" {
		t.Errorf("the draft is %v", kept)
	}
}
