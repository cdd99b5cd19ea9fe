package homework

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/tandem"
	"tandem/templates/library"
)

// Own words for feelings come back as choices when both can read them, and only
// then: not while they are kept from the other, and not after they were taken
// back.
func TestOwnWordsComeBackOnceBothCanReadThem(t *testing.T) {
	lib, err := exercise.Load(library.Exercises, "exercises")
	if err != nil {
		t.Fatal(err)
	}
	c := casefile.Couple{Partners: []casefile.Partner{{ID: "ana", Position: 1}, {ID: "ben", Position: 2}}}
	move := func(n int, who tandem.PartnerID, kind exercise.MoveKind, step exercise.StepID, answers exercise.Answers) exercise.Move {
		return exercise.Move{ID: tandem.MoveID(string(who) + string(kind)), Seq: n, Author: who, Kind: kind, Step: step, Answers: answers,
			At: time.Date(2026, 3, 2, 8, n, 0, 0, time.UTC)}
	}
	said := exercise.Answers{"emotions": {Several: []string{"sad", "wobbly", "Stretched"}}}
	moves := []exercise.Move{
		move(1, "ana", exercise.MoveSetUp, "set_up", exercise.Answers{"topic": {Text: "the move"}}),
		move(2, "ana", exercise.MoveSpeak, "speak", nil),
		move(3, "ben", exercise.MoveReflect, "reflect", said),
	}
	kept := move(3, "ben", exercise.MoveReflect, "reflect", said)
	kept.Narrowed = map[exercise.FieldID]exercise.Visibility{"emotions": exercise.AuthorAndTherapist}
	back := move(4, "ben", exercise.MoveWithdraw, "", nil)
	back.Target = moves[2].ID
	for name, test := range map[string]struct {
		moves []exercise.Move
		want  []string
	}{
		"said":       {moves, []string{"Stretched", "wobbly"}},
		"kept":       {append(append([]exercise.Move{}, moves[:2]...), kept), nil},
		"taken back": {append(append([]exercise.Move{}, moves...), back), nil},
		"not yet":    {moves[:2], nil},
	} {
		s := &Service{Library: lib}
		for range 2 { // whoever stands first in the couple
			slices.Reverse(c.Partners)
			got, err := s.vocabulary(t.Context(), c, []Round{{Exercise: "E04", Version: 1, Moves: test.moves}, {Exercise: "E04", Version: 1, Moves: test.moves}})
			if err != nil || !reflect.DeepEqual(got, test.want) {
				t.Errorf("%s: %v (%v), want %v", name, got, err, test.want)
			}
		}
	}
}
