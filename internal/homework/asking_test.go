package homework_test

import (
	"reflect"
	"slices"
	"testing"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
)

// TestAskingStepByStep says for each exercise that asks and answers in a way of
// its own what waits for whom, and where things stand.
func TestAskingStepByStep(t *testing.T) {
	yes := func(s *scene, id tandem.MoveID, is bool) {
		for i := range s.moves {
			if s.moves[i].ID == id {
				s.moves[i].Answers["understood"] = exercise.Value{Yes: &is}
			}
		}
	}
	t.Run("no wish before its author is understood", func(t *testing.T) {
		s := open(t, "E16").tell("R request", "N answer R1 response=adapt", "R suggest R1", "N reflect R1", "R check N2")
		yes(s, "R3", false)
		if s.standing("R2") != "absent" || s.standing("N1") != "absent" {
			t.Errorf("the wish is %q, its answer %q", s.standing("R2"), s.standing("N1"))
		}
		if got := s.asked(noor); !slices.Equal(got, []string{"reflect R1!", "(request)"}) {
			t.Errorf("not understood yet: Noor may %q", got)
		}
		s.tell("N reflect R1", "R check N3")
		yes(s, "R4", true)
		if got := s.asked(rowan); !slices.Equal(got, []string{"suggest R1!"}) {
			t.Errorf("understood: Rowan may %q", got)
		}
	})
	t.Run("a question is answered by its author alone", func(t *testing.T) {
		s := open(t, "E22").tell("R keep", "R share", "N answer R1 partner_response=question", "N explain N1", "N answer R1 partner_response=honour")
		if got := s.asked(rowan); !slices.Contains(got, "explain N1!") {
			t.Errorf("Rowan may %q", got)
		}
		if s.standing("N2") != "absent" || s.standing("N3") != "absent" {
			t.Error("Noor answered their own question, or past it")
		}
	})
	t.Run("what was agreed holds until new words are", func(t *testing.T) {
		s := open(t, "E22").tell("R keep", "R share", "N answer R1 partner_response=honour", "R word R1", "N fits R3", "N word R1")
		if s.standing("R3") != exercise.StandingAgreed || s.standing("R1") != exercise.StandingChange {
			t.Errorf("the agreed words are %q, the limit %q", s.standing("R3"), s.standing("R1"))
		}
		if s.tell("R fits N3").standing("R3") != exercise.StandingReplaced || s.standing("N3") != exercise.StandingAgreed {
			t.Errorf("then the old words are %q, the new ones %q", s.standing("R3"), s.standing("N3"))
		}
		if s.tell("R retire R1").standing("R1") != exercise.StandingClosed || s.live() {
			t.Error("a limit that ended is still under way")
		}
	})
	t.Run("a verdict counts once both say it", func(t *testing.T) {
		s := open(t, "E35")
		s.moves = append(s.moves, s.opened()...)
		s.tell("R reflect", "N reflect", "R request", "N answer R4 response=try", "N kept R4 verdict=keep")
		if s.standing("R4") != exercise.StandingAgreed || !s.live() {
			t.Errorf("one verdict ended it: %q", s.standing("R4"))
		}
		if s.tell("R fits N4").standing("R4") != exercise.StandingClosed {
			t.Errorf("two verdicts did not: %q", s.standing("R4"))
		}
	})
}

// opened are the moves of E35 up to the reveal.
func (s *scene) opened() []exercise.Move {
	s.play("R open", "R seal", "N seal")
	s.moves = append(s.moves, exercise.Move{ID: "M1", Seq: 4, Staff: mara, Kind: exercise.MoveRelease, At: s.moves[2].At})
	all := s.moves
	s.moves = nil
	return all
}

// TestWhatIsSortedAloneTellsNobody: E45's note and E22's draft change nothing
// that the other can see, however often they are written, narrowed or taken
// back; the therapist reads them.
func TestWhatIsSortedAloneTellsNobody(t *testing.T) {
	for _, id := range []tandem.ExerciseID{"E22", "E45"} {
		sees := func(s *scene) homework.Sight {
			return homework.View(s.def, couple, s.moves, homework.Viewer{Partner: noor})
		}
		before := sees(open(t, id))
		for _, acts := range [][]string{{"R keep"}, {"R keep", "R keep"}, {"R keep", "R withdraw R1"}, {"R keep", "R pass"}} {
			s := open(t, id).tell(acts...)
			if after := sees(s); !reflect.DeepEqual(before, after) {
				t.Errorf("%s, after %q Noor gets\n%+v\nand before\n%+v", id, acts, after, before)
			}
		}
		if got := open(t, id).tell("R keep").sees(homework.Viewer{Staff: true}); len(got) != 1 {
			t.Errorf("%s: the therapist sees %q", id, got)
		}
	}
}
