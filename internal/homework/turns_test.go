package homework_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
	"tandem/templates/library"
)

// TestTurnsGoInTheOrderOfTheirExercise says for each stage of the exercises that
// take turns what either may do.
func TestTurnsGoInTheOrderOfTheirExercise(t *testing.T) {
	const turn = "R set-up; R speak; N reflect; "
	for _, c := range []struct {
		name, acts string
		id         tandem.ExerciseID
		rowan      []string
		noor       []string
		parts      [2]exercise.PartState
	}{
		{name: "who listens asks once, or not at all", id: "E01", acts: turn, rowan: []string{"break-off"}, noor: []string{"ask!", "break-off"}, parts: [2]exercise.PartState{"partly", "partly"}},
		{name: "then it is for who spoke to say whether it matches", id: "E01", acts: turn + "N ask; N ask", rowan: []string{"check!", "break-off"}, noor: []string{"break-off"}, parts: [2]exercise.PartState{"partly", "partly"}},
		{name: "it matches: they swap", id: "E01", acts: turn + "N ask; R check match=matches", rowan: []string{"break-off"}, noor: []string{"speak!", "break-off"}, parts: [2]exercise.PartState{"partly", "partly"}},
		{name: "not yet: said back once more, and not asked again", id: "E01", acts: turn + "N ask; R check match=no; N reflect; N ask", rowan: []string{"break-off"}, noor: []string{"speak!", "break-off"}, parts: [2]exercise.PartState{"partly", "partly"}},
		{name: "kept to oneself, an answer that steers is none", id: "E01", acts: turn + "N ask; R check match=matches -match", rowan: []string{"check!", "break-off"}, noor: []string{"break-off"}, parts: [2]exercise.PartState{"partly", "partly"}},
		{name: "what makes sense comes before the swap", id: "E21", acts: turn + "R speak; N validate", rowan: []string{"break-off"}, noor: []string{"speak!", "break-off"}, parts: [2]exercise.PartState{"partly", "partly"}},
		{name: "a rating ends it for who gave it", id: "E21", acts: turn + "N validate; N speak; R reflect; R validate; R rate", rowan: []string{"break-off"}, noor: []string{"rate", "break-off"}, parts: [2]exercise.PartState{"done", "partly"}},
		{name: "the other's side comes first", id: "E34", acts: "R set-up; R react; R guess; R react", rowan: []string{"break-off"}, noor: []string{"correct!", "break-off"}, parts: [2]exercise.PartState{"partly", "partly"}},
		{name: "and one's own last", id: "E34", acts: "R set-up; R guess; N correct; R react", rowan: []string{"break-off"}, noor: []string{"guess!", "break-off"}, parts: [2]exercise.PartState{"partly", "partly"}},
		{name: "after both turns one sentence is found together", id: "E34", acts: "R set-up; R guess; N correct; R react; N guess; R correct; N react", rowan: []string{"edit"}, noor: []string{"edit"}, parts: [2]exercise.PartState{"partly", "partly"}},
		{name: "stopped, and nothing follows", id: "E34", acts: "R set-up; R guess; N correct; N break-off; R react; R edit", parts: [2]exercise.PartState{"partly", "partly"}},
		{name: "without a rating both turns are all", id: "E41", acts: turn + "N speak; R reflect; R break-off", parts: [2]exercise.PartState{"done", "done"}},
		{name: "no talk before the pact is signed by both", id: "E30", acts: "R edit; R agree R1; R set-up", rowan: []string{"(edit)"}, noor: []string{"agree R1!", "(edit)"}, parts: [2]exercise.PartState{"partly", "none"}},
		{name: "either may speak first", id: "E30", acts: "R edit; R agree R1; N agree R1", rowan: []string{"set-up"}, noor: []string{"set-up"}, parts: [2]exercise.PartState{"partly", "partly"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := open(t, c.id).tell(slices.DeleteFunc(strings.Split(c.acts, "; "), func(a string) bool { return a == "" })...)
			if got := s.asked(rowan); !slices.Equal(got, c.rowan) {
				t.Errorf("Rowan may %q, want %q", got, c.rowan)
			}
			if got := s.asked(noor); !slices.Equal(got, c.noor) {
				t.Errorf("Noor may %q, want %q", got, c.noor)
			}
			parts := exercise.Fold(s.def, couple, s.moves).Parts
			if got := [2]exercise.PartState{parts[rowan], parts[noor]}; got != c.parts {
				t.Errorf("parts %q, want %q", got, c.parts)
			}
		})
	}
}

// takesTurns are the exercises in which two take turns.
func takesTurns(t *testing.T) []*exercise.Definition {
	t.Helper()
	lib, err := exercise.Load(library.Exercises, "exercises")
	if err != nil {
		t.Fatal(err)
	}
	defs := slices.DeleteFunc(lib.Latest(), func(d *exercise.Definition) bool { return d.Flow.Link(exercise.FlowTurns).Kind == "" })
	if len(defs) < 6 {
		t.Fatalf("only %d exercises take turns", len(defs))
	}
	return defs
}

// TestANoteOfOnesOwnLeavesNoGap: in a talk the other gets the same whether
// somebody wrote down what is theirs alone, or not.
func TestANoteOfOnesOwnLeavesNoGap(t *testing.T) {
	gaps := func(def *exercise.Definition, view viewFunc) int {
		found := 0
		for seed := range uint64(60) {
			h := &history{def: def, made: map[tandem.PartnerID]int{}}
			h.play(seededChooser{rand.New(rand.NewPCG(seed, 7))}, 24)
			if h.withdrawsOrNarrows() {
				for i := range h.moves {
					h.moves[i].Narrowed = nil
				}
			}
			without := slices.Clone(h.moves)
			for i, m := range without {
				if m.Author == rowan {
					without[i].Answers = bothOnly(def, m.Answers)
				}
			}
			a := view(def, couple, h.moves, homework.Viewer{Partner: noor})
			if b := view(def, couple, without, homework.Viewer{Partner: noor}); !reflect.DeepEqual(a, b) {
				found++
			}
		}
		return found
	}
	for _, def := range takesTurns(t) {
		if n := gaps(def, homework.View); n > 0 {
			t.Errorf("%s: what Rowan keeps shows in %d of 60 talks", def.ID, n)
		}
	}
}

// bothOnly leaves out what is not for both.
func bothOnly(def *exercise.Definition, answers exercise.Answers) exercise.Answers {
	var kept exercise.Answers
	for id, v := range answers {
		if f, ok := def.Field(id); ok && f.Visibility == exercise.Both {
			if kept == nil {
				kept = exercise.Answers{}
			}
			kept[id] = v
		}
	}
	return kept
}

// The timer of the pact runs for the minutes in its newest version.
func TestTheTimerTakesTheAgreedMinutes(t *testing.T) {
	s := open(t, "E30")
	step, _ := s.def.Step("speak")
	seconds := func() int {
		h := homework.Homework{Definition: s.def, Sight: homework.View(s.def, couple, s.moves, homework.Viewer{Partner: noor})}
		return h.Seconds(step.Timer)
	}
	for _, c := range []struct {
		act  string
		want int
	}{{"", 600}, {"R edit minutes=15", 900}, {"N edit minutes=5", 300}, {"N withdraw N1", 900}} {
		if c.act != "" {
			s.tell(c.act)
		}
		if got := seconds(); got != c.want {
			t.Errorf("after %q it runs for %d seconds, not %d", c.act, got, c.want)
		}
	}
}

// A pause is offered to both once one says, so that both can read it, that it
// gets too hot; and no more once that is taken back.
func TestAPauseIsOfferedWhenItGetsHot(t *testing.T) {
	yes, no := true, false
	s := open(t, "E41").play("R set-up", "R speak", "N reflect")
	offered := func() bool {
		return homework.Homework{Definition: s.def, Sight: homework.View(s.def, couple, s.moves, homework.Viewer{Partner: rowan})}.OffersPause()
	}
	for said, want := range map[*bool]bool{&yes: true, &no: false} {
		s.moves[2].Answers["charged"] = exercise.Value{Yes: said}
		if offered() != want {
			t.Errorf("said %v, offered %v", *said, !want)
		}
	}
	s.moves[2].Answers["charged"] = exercise.Value{Yes: &yes}
	if s.play("N withdraw N1"); offered() {
		t.Error("offered although it was taken back")
	}
}
