package homework

import (
	"slices"
	"testing"
	"time"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// toldOf is what the therapist reads of one round.
func toldOf(def *exercise.Definition, moves []exercise.Move) []string {
	var said []string
	for _, line := range progressOf[def.ID](def, pair, []Sighted{{Sight: View(def, pair, moves, Viewer{Staff: true}), Zone: time.UTC, Today: "2026-03-03",
		Now: time.Date(2026, 3, 3, 8, 0, 0, 0, time.UTC)}}) {
		said = append(said, line.String())
	}
	return said
}

// Progress is made of what staff see: a sealed figure is none of it.
func TestProgressOfTheJointForms(t *testing.T) {
	number := func(n int) exercise.Value { return exercise.Value{Number: &n} }
	text := func(s string) exercise.Value { return exercise.Value{Text: s} }
	list := func(all ...map[exercise.FieldID]exercise.Value) exercise.Value { return exercise.Value{Items: all} }
	for _, c := range []struct {
		name string
		id   tandem.ExerciseID
		acts []string
		set  func(moves []exercise.Move)
		want []string
	}{
		{"a goal, one has answered", "E15", []string{"R frame", "N fits R1", "R seal"}, func(m []exercise.Move) { m[2].Answers["progress"] = number(7) }, nil},
		{"a goal, both have", "E15", []string{"R frame", "N fits R1", "R seal", "N seal"}, func(m []exercise.Move) {
			m[2].Answers["progress"], m[3].Answers["progress"] = number(7), number(3)
		}, []string{"R sees 7 of 10", "N sees 3 of 10", "gap now 4"}},
		{"a decision, sent back once", "E06", []string{"R frame", "N fits R1", "R seal", "N seal", "R edit", "R weigh R3", "N weigh R3", "R return", "R seal", "N seal"},
			func(m []exercise.Move) {
				m[8].Answers["concerns"], m[9].Answers["concerns"] = list(nil, nil), list(nil)
			}, []string{"rounds: 1, decisions reached: 0", "concerns named by R: 2", "concerns named by N: 1", "went back to understanding: 1"}},
		{"needs", "E14", []string{"R seal", "N seal"}, func(m []exercise.Move) {
			m[0].Answers["needs"] = list(map[exercise.FieldID]exercise.Value{"need": text("rest"), "met_now": number(2)})
			m[1].Answers["needs"] = list(map[exercise.FieldID]exercise.Value{"need": text("own"), "own_need": text("music"), "met_now": number(5)})
		}, []string{"R, Rest: met 2 of 10", "N, music: met 5 of 10"}},
		{"promises", "E44", []string{"R seal", "N seal", "R edit", "N agree last", "R agree last", "N revisit"}, func(m []exercise.Move) {
			m[2].Answers["couple_values"] = list(nil, nil)
			m[5].Answers["kept_promises"] = list(map[exercise.FieldID]exercise.Value{"kept": text("yes")}, map[exercise.FieldID]exercise.Value{"kept": text("no")})
		}, []string{"promises that hold: 2; looked back on: 1", "came about: 1 yes, 0 in part, 1 not yet"}},
		{"a map", "E10", []string{"R seal", "N seal", "R edit", "N agree last", "R agree last", "N revisit"}, func(m []exercise.Move) {
			m[0].Answers["memories"], m[1].Answers["memories"] = list(nil, nil, nil), list(nil)
		}, []string{"moments brought by R: 3", "moments brought by N: 1", "the shared story is written; looked at again: 1"}},
		{"a wish for the plan", "E27", []string{"R seal", "N seal", "R edit", "N agree last", "R agree last"}, func(m []exercise.Move) {
			both := exercise.Value{Several: []string{"exercise.E11"}}
			m[0].Answers["helping"], m[1].Answers["helping"] = both, both
			m[2].Answers["agreed_revision"] = text("talks on Sunday")
		}, []string{"changes to the plan that both wish for: 1", "their newest wish for the plan: “talks on Sunday”"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			def, moves := formScene(t, c.id, c.acts...)
			c.set(moves)
			if got := toldOf(def, moves); !slices.Equal(got, c.want) {
				t.Errorf("%q\nwant %q", got, c.want)
			}
		})
	}
}
