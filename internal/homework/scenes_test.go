package homework_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
)

// TestExactlyWhatIsSeenAloneSealedAndInTurns says for each stage of E24, E09
// and E04 what Rowan, Noor and the therapist see, to the field.
func TestExactlyWhatIsSeenAloneSealedAndInTurns(t *testing.T) {
	value := "R1 seal values"
	for _, c := range []struct {
		name, acts         string
		id                 tandem.ExerciseID
		rowan, noor, staff []string
		rowanMay, noorMay  []string
	}{
		{name: "kept: nobody else's", id: "E24", acts: "R keep", rowan: []string{"R1 keep grateful_for(sealed)"},
			rowanMay: []string{"share", "keep"}, noorMay: []string{"keep", "pass"}},
		{name: "shared: for both", id: "E24", acts: "R keep; R share",
			rowan: []string{"R1 keep grateful_for", "R2 share"}, noor: []string{"R1 keep grateful_for", "R2 share"}, staff: []string{"R1 keep grateful_for", "R2 share"},
			noorMay: []string{"keep", "pass"}},
		{name: "shared, and kept to oneself again: a tombstone", id: "E24", acts: "R keep; R share; R narrow R1 grateful_for author",
			rowan: []string{"R1 keep grateful_for", "R2 share taken back"}, noor: []string{"R1 keep taken back", "R2 share taken back"},
			staff: []string{"R1 keep taken back", "R2 share taken back"}, noorMay: []string{"keep", "pass"}},
		{name: "written anew and taken back unshared: no trace", id: "E24", acts: "R keep; R keep; R withdraw R2",
			rowanMay: []string{"keep", "pass"}, noorMay: []string{"keep", "pass"}},

		{name: "one has sealed", id: "E09", acts: "R seal", rowan: []string{"R1 seal values(sealed)"},
			rowanMay: []string{"seal", "confide R1"}, noorMay: []string{"seal", "pass"}},
		{name: "both have sealed: open at once, and the joint page begins", id: "E09", acts: "R seal; N seal",
			rowan: []string{value, "N1 seal values"}, noor: []string{"N1 seal values", value}, staff: []string{"N1 seal values", value},
			rowanMay: []string{"edit", "pass"}, noorMay: []string{"edit", "pass"}},
		{name: "an edit asks both", id: "E09", acts: "R seal; N seal; R edit",
			rowan: []string{value, "N1 seal values", "R2 edit hidden_assumption work_areas"}, noor: []string{"N1 seal values", value, "R2 edit hidden_assumption work_areas"},
			staff:    []string{"N1 seal values", value, "R2 edit hidden_assumption work_areas"},
			rowanMay: []string{"agree R2", "edit", "pass"}, noorMay: []string{"agree R2", "edit", "pass"}},
		{name: "an edit clears what was agreed", id: "E09", acts: "R seal; N seal; R edit; R agree R2; N edit",
			rowan:    []string{value, "N1 seal values", "R2 edit hidden_assumption work_areas", "R3 agree", "N2 edit hidden_assumption work_areas"},
			noor:     []string{"N1 seal values", value, "R2 edit hidden_assumption work_areas", "R3 agree", "N2 edit hidden_assumption work_areas"},
			staff:    []string{"N1 seal values", value, "R2 edit hidden_assumption work_areas", "R3 agree", "N2 edit hidden_assumption work_areas"},
			rowanMay: []string{"agree N2", "edit", "pass"}, noorMay: []string{"agree N2", "edit", "pass"}},
		{name: "agreed by both: nothing can change", id: "E09", acts: "R seal; N seal; R edit; R agree R2; N agree R2; N edit",
			rowan: []string{value, "N1 seal values", "R2 edit hidden_assumption work_areas", "R3 agree", "N2 agree"},
			noor:  []string{"N1 seal values", value, "R2 edit hidden_assumption work_areas", "R3 agree", "N2 agree"},
			staff: []string{"N1 seal values", value, "R2 edit hidden_assumption work_areas", "R3 agree", "N2 agree"}},
		{name: "taken back before the reveal: no trace", id: "E09", acts: "R seal; R withdraw R1; N seal", noor: []string{"N1 seal values(sealed)"},
			rowanMay: []string{"seal", "pass"}, noorMay: []string{"seal", "confide N1"}},
		{name: "the joint page is not open before the reveal", id: "E09", acts: "R seal; R edit; N edit", rowan: []string{"R1 seal values(sealed)"},
			rowanMay: []string{"seal", "confide R1"}, noorMay: []string{"seal", "pass"}},

		{name: "one speaks", id: "E04", acts: "R set-up; N speak", rowan: []string{"R1 set-up topic"}, noor: []string{"R1 set-up topic"}, staff: []string{"R1 set-up topic"},
			rowanMay: []string{"speak", "break-off"}, noorMay: []string{"break-off"}},
		{name: "what the listener wrote is the listener's", id: "E04", acts: "R set-up; R speak; N reflect",
			rowan: []string{"R1 set-up topic", "R2 speak", "N1 reflect emotions"}, noor: []string{"R1 set-up topic", "R2 speak", "N1 reflect summary emotions"},
			staff:    []string{"R1 set-up topic", "R2 speak", "N1 reflect emotions"},
			rowanMay: []string{"check", "break-off"}, noorMay: []string{"break-off"}},
		{name: "not quite: said back once more, then they swap", id: "E04", acts: "R set-up; R speak; N reflect; R check; N reflect",
			rowan:    []string{"R1 set-up topic", "R2 speak", "N1 reflect emotions", "R3 check match correction", "N2 reflect emotions"},
			noor:     []string{"R1 set-up topic", "R2 speak", "N1 reflect summary emotions", "R3 check match", "N2 reflect summary emotions"},
			staff:    []string{"R1 set-up topic", "R2 speak", "N1 reflect emotions", "R3 check match", "N2 reflect emotions"},
			rowanMay: []string{"break-off"}, noorMay: []string{"speak", "break-off"}},
		{name: "stopped: nobody is named, and nothing more is asked", id: "E04", acts: "R set-up; N break-off; R speak",
			rowan: []string{"R1 set-up topic"}, noor: []string{"R1 set-up topic", "N1 break-off"}, staff: []string{"R1 set-up topic"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := open(t, c.id).play(strings.Split(c.acts, "; ")...)
			for who, want := range map[string][]string{"Rowan": c.rowan, "Noor": c.noor, "staff": c.staff} {
				v := map[string]homework.Viewer{"Rowan": {Partner: rowan}, "Noor": {Partner: noor}, "staff": {Staff: true}}[who]
				got := s.sees(v)
				slices.Sort(got)
				want = slices.Sorted(slices.Values(want))
				if !slices.Equal(got, want) {
					t.Errorf("%s sees\n  %q\nwant\n  %q", who, got, want)
				}
			}
			if got := s.may(rowan); !slices.Equal(got, c.rowanMay) {
				t.Errorf("Rowan may %q, want %q", got, c.rowanMay)
			}
			if got := s.may(noor); !slices.Equal(got, c.noorMay) {
				t.Errorf("Noor may %q, want %q", got, c.noorMay)
			}
		})
	}
}

// A rating shows in nothing that the other gets until both are in.
func TestARatingAloneDoesNotShow(t *testing.T) {
	talk := []string{"R set-up", "R speak", "N reflect", "R check", "N reflect", "N speak", "R reflect", "N check", "R reflect"}
	before := open(t, "E04").play(talk...)
	after := open(t, "E04").play(append(talk, "R rate")...)
	sight := func(s *scene) homework.Sight {
		return homework.View(s.def, couple, s.moves, homework.Viewer{Partner: noor})
	}
	if a, b := sight(before), sight(after); !reflect.DeepEqual(a, b) || len(a.Acts) == 0 || a.Acts[0].Kind != exercise.MoveRate {
		t.Errorf("Noor gets\n%+v\nthen\n%+v", a, b)
	}
	if got := after.play("N rate").sees(homework.Viewer{Partner: noor}); !slices.Contains(got, "R6 rate accuracy") {
		t.Errorf("both in, Noor sees %q", got)
	}
}

// After seven days, and not before, an author may let the therapist alone read
// what they sealed; it never opens to the other, also when they answer.
func TestWhoWaitsMayLetTheTherapistRead(t *testing.T) {
	s := open(t, "E09").play("R seal")
	confide := exercise.Move{ID: "R2", Seq: 2, Author: rowan, Kind: exercise.MoveConfide, Target: "R1"}
	for days, want := range map[int]int{6: 0, 7: 1} {
		confide.At = start.Add(time.Duration(days) * 24 * time.Hour)
		early := &scene{t: t, def: s.def, moves: append(slices.Clone(s.moves), confide), count: map[tandem.PartnerID]int{}}
		if got := early.sees(homework.Viewer{Staff: true}); len(got) != want {
			t.Errorf("after %d days the therapist sees %q", days, got)
		}
		early.play("N seal")
		if got := early.sees(homework.Viewer{Partner: noor}); days == 7 && !slices.Equal(got, []string{"N1 seal values(sealed)"}) {
			t.Errorf("Noor sees %q", got)
		}
	}
}

// What both named stands in front, with the weights of each; a large distance
// is marked. Own words count as the same when they read alike.
func TestCompare(t *testing.T) {
	s := open(t, "E09")
	item := func(value, own string, weight int) map[exercise.FieldID]exercise.Value {
		return map[exercise.FieldID]exercise.Value{"value": {Text: value}, "own_value": {Text: own}, "importance": {Number: &weight}}
	}
	s.play("R seal", "N seal")
	s.moves[0].Answers["values"] = exercise.Value{Items: []map[exercise.FieldID]exercise.Value{item("faith", "", 2), item("family", "", 5), item("own", "The sea ", 3)}}
	s.moves[1].Answers["values"] = exercise.Value{Items: []map[exercise.FieldID]exercise.Value{item("own", "the sea", 4), item("family", "", 3)}}
	got := homework.Compare(s.def, homework.View(s.def, couple, s.moves, homework.Viewer{Partner: noor}))
	if len(got) != 3 || len(got[2].By) != 1 || got[2].Choice != "faith" {
		t.Fatalf("compared %+v", got)
	}
	for _, r := range got[:2] {
		if family := r.Choice == "family"; len(r.By) != 2 || r.Apart != family || !family && r.Words == "" {
			t.Errorf("compared %+v", r)
		}
	}
	if rows := homework.Compare(s.def, homework.View(s.def, couple, s.moves[:1], homework.Viewer{Partner: rowan})); rows != nil {
		t.Errorf("one alone is compared: %+v", rows)
	}
}

// A chain's second flow reads only what came after the first was complete, and
// what the first opened stays open.
func TestAChainGoesOnWhenTheFirstIsComplete(t *testing.T) {
	s := open(t, "E09").play("N edit", "R seal", "N seal", "R seal", "R edit")
	state := exercise.Fold(s.def, couple, s.moves)
	for i, gone := range []bool{true, false, false, true, false} {
		if state.Openings[i].Gone != gone {
			t.Errorf("move %d: gone %v", i+1, state.Openings[i].Gone)
		}
	}
	if s.play("R withdraw R1"); !exercise.Fold(s.def, couple, s.moves).Openings[1].Taken {
		t.Error("what opened before cannot be taken back")
	}
}
