package homework_test

import (
	"reflect"
	"testing"
	"time"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
)

// guide lets the care team act at the next place in the scene.
func (s *scene) guide(kind exercise.MoveKind) *scene {
	s.moves = append(s.moves, exercise.Move{ID: tandem.MoveID("M" + string(kind)), Seq: len(s.moves) + 1, Staff: mara, Kind: kind,
		At: start.Add(time.Duration(len(s.moves)) * time.Hour)})
	return s
}

// Whatever Rowan does with an account before the therapist goes on, Noor gets
// the same: not yet, in a session only, now, not safe, taken back.
func TestNotYetLooksLikeNobodyHasWritten(t *testing.T) {
	noors := []string{"N keep", "N ready release=now safe_to_share=yes"}
	sight := func(acts ...string) homework.Sight {
		s := open(t, "E29").tell(append(acts, noors...)...)
		return homework.View(s.def, couple, s.moves, homework.Viewer{Partner: noor})
	}
	nothing := sight("R pass", "R pass", "R pass")
	for _, acts := range [][]string{
		{"R keep", "R pass", "R pass"},
		{"R keep", "R ready release=not-yet safe_to_share=yes", "R pass"},
		{"R keep", "R ready release=session safe_to_share=no", "R pass"},
		{"R keep", "R ready release=now safe_to_share=yes", "R pass"},
		{"R keep", "R ready release=now safe_to_share=yes", "R withdraw R1"},
		{"R keep", "R ready release=now safe_to_share=yes", "R narrow R2 release"},
	} {
		if got := sight(acts...); !reflect.DeepEqual(got, nothing) {
			t.Errorf("after %q Noor gets\n%+v\nand else\n%+v", acts, got, nothing)
		}
	}
}

// The next part begins by the therapist alone, once both have written and would
// go on; then only what its author lets open now opens.
func TestAnAccountOpensByItsAuthorAndTheTherapist(t *testing.T) {
	for _, c := range []struct {
		name        string
		acts        []string
		begun, sees bool // whether the next part begins; whether Noor reads Rowan's
	}{
		{"now", []string{"R ready release=now", "N ready release=session"}, true, true},
		{"in a session", []string{"R ready release=session", "N ready release=now"}, true, false},
		{"not yet", []string{"R ready release=not-yet", "N ready release=now"}, false, false},
		{"the other's not yet", []string{"R ready release=now", "N ready release=not-yet"}, false, false},
		{"changed before", []string{"R ready release=now", "N ready release=now", "R ready release=not-yet"}, false, false},
		{"kept from the therapist", []string{"R ready release=now", "N ready release=now", "R narrow R2 release"}, false, false},
		{"taken back", []string{"R ready release=now", "N ready release=now", "R withdraw R1"}, false, false},
		{"one has not said", []string{"N ready release=now"}, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := open(t, "E29").play("R keep", "N keep").tell(c.acts...)
			s.guide(exercise.MoveRelease).play("N set-up")
			view := homework.View(s.def, couple, s.moves, homework.Viewer{Partner: noor})
			begun, sees := false, false
			for _, e := range view.Entries {
				begun = begun || e.Kind == exercise.MoveSetUp
				sees = sees || e.Author == rowan && len(e.Fields) > 0
			}
			if begun != c.begun || sees != c.sees {
				t.Errorf("begun %v, Noor reads it %v; want %v, %v", begun, sees, c.begun, c.sees)
			}
		})
	}
}

// What the therapist alone may read is on no shelf.
func TestAnAccountForTheTherapistIsOnNoShelf(t *testing.T) {
	s := open(t, "E29").play("R keep")
	for _, v := range []homework.Viewer{{Partner: rowan}, {Staff: true}} {
		for _, e := range homework.View(s.def, couple, s.moves, v).Entries {
			if !e.Confided {
				t.Errorf("%v: %+v is not marked as the therapist's alone", v, e)
			}
		}
	}
}
