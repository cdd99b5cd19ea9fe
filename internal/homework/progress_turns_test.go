package homework

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
	"tandem/templates/library"
)

// TestProgressIsMadeOfWhatTheTherapistSees plays a check-in and looks at its
// lines, before and after the ratings open.
func TestProgressIsMadeOfWhatTheTherapistSees(t *testing.T) {
	lib, err := exercise.Load(library.Exercises, "exercises")
	if err != nil {
		t.Fatal(err)
	}
	def, _ := lib.Get("E01", 1)
	cast := []tandem.PartnerID{"ana", "ben"}
	number := func(n int) exercise.Value { return exercise.Value{Number: &n} }
	var moves []exercise.Move
	add := func(who tandem.PartnerID, kind exercise.MoveKind, answers exercise.Answers) {
		st, _ := def.StepFor(kind)
		moves = append(moves, exercise.Move{ID: tandem.MoveID(fmt.Sprint(len(moves))), Seq: len(moves) + 1, Author: who, Kind: kind, Step: st.ID,
			Answers: answers, At: time.Date(2026, 3, 2, 20, len(moves), 0, 0, time.UTC)})
	}
	add("ana", exercise.MoveSetUp, nil)
	for _, turn := range []struct {
		who, other tandem.PartnerID
		weather    int
	}{{"ana", "ben", 2}, {"ben", "ana", 5}} {
		add(turn.who, exercise.MoveSpeak, exercise.Answers{"prompt": {Text: "weather"}, "weather": number(turn.weather)})
		add(turn.other, exercise.MoveReflect, nil)
		add(turn.other, exercise.MoveAsk, nil)
		add(turn.who, exercise.MoveCheck, exercise.Answers{"match": {Text: "matches"}})
	}
	add("ana", exercise.MoveRate, exercise.Answers{"felt_heard": number(7)})
	lines := func() string {
		sight := View(def, cast, moves, Viewer{Staff: true})
		var all []string
		for _, l := range checkInsProgress(def, cast, []Sighted{{Sight: sight, Zone: time.UTC, Today: "2026-03-04"}}) {
			all = append(all, l.In(context.Background()))
		}
		return strings.Join(all, "\n")
	}
	const days = "ana: 1 of the last 7 days\nben: 1 of the last 7 days\n"
	const rest = "ana began 1 of 1\nben began 0 of 1\ntheir weathers lay 3.0 apart on average, on a scale of 1 to 5"
	if got := lines(); got != days+rest {
		t.Errorf("before both have rated:\n%s", got)
	}
	add("ben", exercise.MoveRate, exercise.Answers{"felt_heard": number(4)})
	if got := lines(); got != days+"ana felt heard, 0 to 10: 7\nben felt heard, 0 to 10: 4\n"+rest {
		t.Errorf("after both have rated:\n%s", got)
	}
}
