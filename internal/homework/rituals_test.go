package homework_test

import (
	"slices"
	"testing"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
)

// ritualStage is where a round stands after some acts.
type ritualStage struct {
	name        string
	id          tandem.ExerciseID
	acts        []string
	rowan, noor []string
	stands      map[tandem.MoveID]exercise.Standing
	parts       [2]exercise.PartState
	live        bool
}

func (c ritualStage) check(t *testing.T) {
	s := open(t, c.id).tell(c.acts...)
	if got := s.asked(rowan); !slices.Equal(got, c.rowan) {
		t.Errorf("Rowan may %q, want %q", got, c.rowan)
	}
	if got := s.asked(noor); !slices.Equal(got, c.noor) {
		t.Errorf("Noor may %q, want %q", got, c.noor)
	}
	for id, want := range c.stands {
		if got := s.standing(id); got != want {
			t.Errorf("%s stands as %q, want %q", id, got, want)
		}
	}
	staff := homework.View(s.def, couple, s.moves, homework.Viewer{Staff: true})
	if got := [2]exercise.PartState{staff.Parts[0].State, staff.Parts[1].State}; got != c.parts {
		t.Errorf("parts %v, want %v", got, c.parts)
	}
	if s.live() != c.live {
		t.Errorf("live: %t, want %t", s.live(), c.live)
	}
}

// TestRitualsStepByStep says for each stage of what is agreed and then noted
// week by week what is open to whom, what waits for whom, and where things stand.
func TestRitualsStepByStep(t *testing.T) {
	agreed := []string{"R propose", "N respond R1 reply=agree"}
	and := func(more ...string) []string { return slices.Concat(agreed, more) }
	for _, c := range []ritualStage{
		{name: "nothing yet", id: "E31", rowan: []string{"as-before", "propose"}, noor: []string{"as-before", "propose"}, parts: [2]exercise.PartState{"none", "none"}},
		{name: "nothing is noted before both agree", id: "E31", acts: []string{"R propose", "N log"},
			rowan: []string{"(propose)"}, noor: []string{"respond R1!", "propose"},
			stands: map[tandem.MoveID]exercise.Standing{"R1": "asked", "N1": "absent"}, parts: [2]exercise.PartState{"partly", "none"}, live: true},
		{name: "both agree: the week's time is noted", id: "E31", acts: agreed,
			rowan: []string{"log", "(rest R1)", "(propose)"}, noor: []string{"log", "(rest R1)", "(propose)"},
			stands: map[tandem.MoveID]exercise.Standing{"R1": "agreed"}, parts: [2]exercise.PartState{"partly", "partly"}},
		{name: "as before: noted at once", id: "E31", acts: []string{"N as-before"},
			rowan: []string{"log", "(rest N1)", "(propose)"}, noor: []string{"log", "(rest N1)", "(propose)"},
			stands: map[tandem.MoveID]exercise.Standing{"N1": "agreed"}, parts: [2]exercise.PartState{"partly", "partly"}},
		{name: "as before once", id: "E31", acts: []string{"N as-before", "R as-before"},
			rowan: []string{"log", "(rest N1)", "(propose)"}, noor: []string{"log", "(rest N1)", "(propose)"},
			stands: map[tandem.MoveID]exercise.Standing{"N1": "agreed", "R1": "absent"}, parts: [2]exercise.PartState{"partly", "partly"}},
		{name: "as before without what it needs is nothing", id: "E31", acts: []string{"N as-before -name"},
			rowan: []string{"as-before", "propose"}, noor: []string{"as-before", "propose"},
			stands: map[tandem.MoveID]exercise.Standing{"N1": "absent"}, parts: [2]exercise.PartState{"none", "none"}},
		{name: "as before taken back: it is open again", id: "E31", acts: []string{"N as-before", "N withdraw N1"},
			rowan: []string{"as-before", "propose"}, noor: []string{"as-before", "propose"},
			stands: map[tandem.MoveID]exercise.Standing{"N1": ""}, parts: [2]exercise.PartState{"none", "none"}},
		{name: "a change is proposed instead", id: "E31", acts: []string{"R propose earlier"},
			rowan: []string{"(propose)"}, noor: []string{"respond R1!", "propose"},
			stands: map[tandem.MoveID]exercise.Standing{"R1": "asked"}, parts: [2]exercise.PartState{"partly", "none"}, live: true},
		{name: "a change that is not for both: as before is there again", id: "E31", acts: []string{"R propose earlier", "N respond R1 reply=not-us"},
			rowan: []string{"(as-before)", "(propose)"}, noor: []string{"(as-before)", "(propose)"},
			stands: map[tandem.MoveID]exercise.Standing{"R1": "declined"}, parts: [2]exercise.PartState{"partly", "partly"}},
		{name: "one has noted it", id: "E31", acts: and("R log"),
			rowan: []string{"(rest R1)", "(propose)"}, noor: []string{"log", "(rest R1)", "(propose)"},
			parts: [2]exercise.PartState{"done", "partly"}},
		{name: "both have", id: "E31", acts: and("R log", "N log"),
			rowan: []string{"(rest R1)", "(propose)"}, noor: []string{"(rest R1)", "(propose)"}, parts: [2]exercise.PartState{"done", "done"}},
		{name: "it rests: nothing more is asked", id: "E31", acts: and("N rest R1"),
			rowan: []string{"(rest R1)", "(propose)"}, noor: []string{"(go-on R1)", "(propose)"},
			stands: map[tandem.MoveID]exercise.Standing{"R1": "resting"}, parts: [2]exercise.PartState{"done", "done"}},
		{name: "it rests after one has noted it", id: "E31", acts: and("R log", "R rest R1"),
			rowan: []string{"(go-on R1)", "(propose)"}, noor: []string{"(rest R1)", "(propose)"}, parts: [2]exercise.PartState{"done", "done"}},
		{name: "it goes on: the time is asked for again", id: "E31", acts: and("N rest R1", "N go-on R1"),
			rowan: []string{"log", "(rest R1)", "(propose)"}, noor: []string{"log", "(rest R1)", "(propose)"},
			stands: map[tandem.MoveID]exercise.Standing{"R1": "agreed"}, parts: [2]exercise.PartState{"partly", "partly"}},
		{name: "taken back after it was agreed: nothing is asked of it", id: "E31", acts: and("R withdraw R1"),
			rowan: []string{"as-before", "propose"}, noor: []string{"(as-before)", "(propose)"}, parts: [2]exercise.PartState{"none", "done"}},
		{name: "a second one beside it waits for an answer", id: "E31", acts: and("R propose"),
			rowan: []string{"log", "(rest R1)", "(propose)"}, noor: []string{"log", "respond R2!", "(rest R1)", "(propose)"},
			stands: map[tandem.MoveID]exercise.Standing{"R1": "agreed", "R2": "asked"}, parts: [2]exercise.PartState{"partly", "partly"}, live: true},
		{name: "not this week: it can still be noted", id: "E31", acts: and("N pass"),
			rowan: []string{"log", "(rest R1)", "(propose)"}, noor: []string{"(log)", "(rest R1)", "(propose)"}, parts: [2]exercise.PartState{"partly", "passed"}},
	} {
		t.Run(string(c.id)+" "+c.name, c.check)
	}
}

// What each sees while rituals are agreed and noted, to the field.
func TestRitualsShowExactly(t *testing.T) {
	anchor := "anchor name recurrence first_on at_time arranger fallback"
	for _, c := range []struct {
		name               string
		id                 tandem.ExerciseID
		acts               []string
		rowan, noor, staff []string
	}{
		{name: "one's note waits for the other's", id: "E31", acts: []string{"R as-before", "R log"},
			rowan: []string{"R1 as-before " + anchor, "R2 log held(sealed) held_note(sealed)"},
			noor:  []string{"R1 as-before " + anchor}, staff: []string{"R1 as-before " + anchor}},
		{name: "both have noted it", id: "E31", acts: []string{"R as-before", "R log", "N log"},
			rowan: []string{"R1 as-before " + anchor, "R2 log held held_note", "N1 log held held_note"},
			noor:  []string{"R1 as-before " + anchor, "R2 log held held_note", "N1 log held held_note"},
			staff: []string{"R1 as-before " + anchor, "R2 log held held_note", "N1 log held held_note"}},
	} {
		t.Run(string(c.id)+" "+c.name, func(t *testing.T) {
			s := open(t, c.id).tell(c.acts...)
			for who, want := range map[string][]string{"Rowan": c.rowan, "Noor": c.noor, "staff": c.staff} {
				v := map[string]homework.Viewer{"Rowan": {Partner: rowan}, "Noor": {Partner: noor}, "staff": {Staff: true}}[who]
				if got := s.sees(v); !slices.Equal(got, want) {
					t.Errorf("%s sees\n  %q\nwant\n  %q", who, got, want)
				}
			}
		})
	}
}
