package catalogue

import (
	"strings"
	"testing"

	"tandem/internal/exercise"
	files "tandem/templates/library"
)

func newStarts(t *testing.T) *Starts {
	t.Helper()
	s, err := LoadStarts(files.Starts, "starts")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// In every flow: what it needs cannot be taken out, and why is said; what it can
// do without comes and goes, and leaves the exercise as it was.
func TestStepsComeAndGo(t *testing.T) {
	s := newStarts(t)
	for _, kind := range exercise.FlowKinds() {
		if onlyInChains(kind) {
			continue
		}
		d, err := s.begin([]Part{{Kind: kind}})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range d.Places() {
			step, has := d.StepFor(p.Move)
			switch {
			case has && p.Needed:
				if err := s.RemoveStep(&d, step.ID); err == nil || !strings.Contains(err.Error(), MoveName(p.Move)) {
					t.Errorf("%s: taking out %s is answered with %v", kind, p.Move, err)
				}
			case !has && !p.Needed:
				before := d.Clone()
				if err := s.AddStep(&d, p.Move); err != nil {
					t.Errorf("%s: adding %s: %v", kind, p.Move, err)
					continue
				}
				added, ok := d.StepFor(p.Move)
				if !ok || added.Title == "" || added.Submit == "" {
					t.Errorf("%s: %s came without words", kind, p.Move)
					continue
				}
				if p.Flow == exercise.FlowTurns && p.Move != exercise.MoveGuess && p.Move != exercise.MoveCorrect && p.Move != exercise.MoveReact {
					continue // others may lean on it: see the checker
				}
				if err := s.RemoveStep(&d, added.ID); err == nil && !alike(before, &d) {
					t.Errorf("%s: %s came and went, and something stayed", kind, p.Move)
				}
			}
		}
	}
}

// A part comes at the end with its steps, once, and goes with them.
func TestPartsComeAndGo(t *testing.T) {
	s := newStarts(t)
	d, err := s.begin([]Part{{Kind: exercise.FlowSealed}})
	if err != nil {
		t.Fatal(err)
	}
	before := d.Clone()
	if err := s.Extend(&d, Part{Kind: exercise.FlowSealed}); err == nil {
		t.Error("one flow stands twice in a chain")
	}
	if err := s.Extend(&d, Part{Kind: exercise.FlowForm}); err != nil {
		t.Fatal(err)
	}
	if got := Key(partsOf(&d)); got != "sealed+joint-form" || s.sound(exercise.Definition{}) == nil {
		t.Errorf("the chain is %s", got)
	}
	s.Shorten(&d)
	if !alike(before, &d) {
		t.Error("the part went, and something of it stayed")
	}
	s.Shorten(&d)
	if !alike(before, &d) {
		t.Error("the last part went")
	}
	if _, err := s.begin([]Part{{Kind: exercise.FlowOpening}}); err == nil || !strings.Contains(err.Error(), "follows") {
		t.Errorf("an opening of nothing is answered with %v", err)
	}
}
