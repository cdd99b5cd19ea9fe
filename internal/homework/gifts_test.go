package homework_test

import (
	"slices"
	"testing"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
)

// stage is one point of a round: what was done, and what each may do then.
type stage struct {
	name        string
	id          tandem.ExerciseID
	acts        []string
	rowan, noor []string // what each may do, as asked writes it
	sees        []string // what Noor sees; not looked at where it is nil
	staff       []string // what the therapist sees; not looked at where it is nil
	parts       [2]exercise.PartState
}

func (c stage) hold(t *testing.T) {
	t.Helper()
	s := open(t, c.id).tell(c.acts...)
	if got := s.asked(rowan); !slices.Equal(got, c.rowan) {
		t.Errorf("Rowan may %q, want %q", got, c.rowan)
	}
	if got := s.asked(noor); !slices.Equal(got, c.noor) {
		t.Errorf("Noor may %q, want %q", got, c.noor)
	}
	for who, want := range map[homework.Viewer][]string{{Partner: noor}: c.sees, {Staff: true}: c.staff} {
		if got := s.sees(who); want != nil && !slices.Equal(got, want) {
			t.Errorf("%+v sees\n  %q\nwant\n  %q", who, got, want)
		}
	}
	staff := homework.View(s.def, couple, s.moves, homework.Viewer{Staff: true})
	if got := [2]exercise.PartState{staff.Parts[0].State, staff.Parts[1].State}; got != c.parts {
		t.Errorf("parts %q, want %q", got, c.parts)
	}
}

// TestATenderMoment: what is kept shows to nobody and is done; what is shown
// opens at once, and whoever reads it has nothing to bare.
func TestATenderMoment(t *testing.T) {
	for _, c := range []stage{
		{name: "nothing yet", rowan: []string{"prepare"}, noor: []string{"prepare"}, sees: []string{}, parts: [2]exercise.PartState{"none", "none"}},
		{name: "kept: done, and nobody else's", acts: []string{"R prepare"}, rowan: []string{"(give)", "(prepare)"}, noor: []string{"prepare"},
			sees: []string{}, staff: []string{}, parts: [2]exercise.PartState{"done", "none"}},
		{name: "shown: Noor reads without writing", acts: []string{"R prepare", "R give"}, noor: []string{"acknowledge R1!", "prepare"},
			sees:  []string{"R1 prepare need_or_fear wish", "R2 give"},
			staff: []string{"R1 prepare need_or_fear strength wish", "R2 give"}, parts: [2]exercise.PartState{"done", "none"}},
		{name: "answered: being there was Noor's part", acts: []string{"R prepare", "R give", "N acknowledge R1"}, noor: []string{"(prepare)"},
			parts: [2]exercise.PartState{"done", "done"}},
		{name: "not now: it waits further down", acts: []string{"R prepare", "R give", "N pass"}, noor: []string{"(acknowledge R1!)", "(prepare)"},
			parts: [2]exercise.PartState{"done", "passed"}},
		{name: "taken back before Noor answered", acts: []string{"R prepare", "R give", "R withdraw R1"}, noor: []string{"prepare"},
			sees: []string{"R1 prepare taken back", "R2 give taken back"}, parts: [2]exercise.PartState{"done", "none"}},
		{name: "taken back while it was kept: no trace", acts: []string{"R prepare", "R withdraw R1"}, rowan: []string{"prepare"}, noor: []string{"prepare"},
			sees: []string{}, staff: []string{}, parts: [2]exercise.PartState{"none", "none"}},
		{name: "both kept theirs: over", acts: []string{"R prepare", "N prepare"}, rowan: []string{"(give)", "(prepare)"}, noor: []string{"(give)", "(prepare)"},
			staff: []string{}, parts: [2]exercise.PartState{"done", "done"}},
	} {
		c.id = "E33"
		t.Run(c.name, c.hold)
	}
}
