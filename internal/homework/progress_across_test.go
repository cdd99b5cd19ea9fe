package homework

import (
	"slices"
	"testing"
	"time"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

func spoken(lines []tandem.Text) []string {
	var all []string
	for _, l := range lines {
		all = append(all, l.String())
	}
	return all
}

// Give and take over all exercises: the two side by side, and what one does
// alone begins nothing.
func TestGiveAndTake(t *testing.T) {
	later := func(e Entry) Entry { e.At = e.At.Add(time.Hour); return e }
	taken := func(e Entry) Entry { e.Taken = true; return e }
	round := func(all ...Entry) Sighted { return Sighted{Sight: Sight{Entries: all}} }
	of := map[tandem.ExerciseID][]Sighted{
		"E02": {round(seenEntry("R", exercise.MoveGive), later(seenEntry("N", exercise.MoveGive))), round(taken(seenEntry("N", exercise.MoveGive)), later(seenEntry("R", exercise.MoveGive)))},
		"E13": {round(later(seenEntry("R", exercise.MoveSeal)), seenEntry("N", exercise.MoveOpen))},
		"E24": {round(seenEntry("R", exercise.MoveKeep))},
		"E14": {round(seenEntry("N", exercise.MoveSeal), seenEntry("R", exercise.MoveSeal), later(seenEntry("R", exercise.MoveEdit)))}, // opened at once: nobody began it
	}
	want := []string{"given to the other: R 2, N 1", "began what both took part in: R 1, N 1, of 2", "repairs opened: R 0, N 1"}
	if got := spoken(reciprocity(pair, of)); !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
	if got := reciprocity(pair, map[tandem.ExerciseID][]Sighted{"E24": of["E24"]}); got != nil {
		t.Errorf("what one did alone: %q", spoken(got))
	}
}

// A wish counts as turned into a request once the request that it began is sent.
func TestWishesTurnedIntoRequests(t *testing.T) {
	asked := func(a tandem.AssignmentID, kind exercise.MoveKind, standing exercise.Standing) Sighted {
		e := seenEntry("R", kind)
		e.Standing = standing
		return Sighted{Assignment: a, Sight: Sight{Entries: []Entry{e}}}
	}
	plans := map[tandem.ItemID]tandem.ExerciseID{"i8": "E08", "i5": "E05"}
	begun := begunFrom("E08", plans, []Assignment{{ID: "a", OpenedOf: "i8", Exercise: "E05"}, {ID: "b", OpenedOf: "i8", Exercise: "E05"}, {ID: "c", OpenedOf: "i8", Exercise: "E05"}, {ID: "d", OpenedOf: "i5", Exercise: "E05"}})
	of := map[tandem.ExerciseID][]Sighted{"E05": {asked("a", exercise.MoveRequest, exercise.StandingAgreed), asked("b", exercise.MoveRequest, exercise.StandingAsked),
		asked("c", exercise.MoveLog, exercise.StandingAgreed), asked("d", exercise.MoveRequest, exercise.StandingAgreed)}}
	def, _ := formScene(t, "E08")
	if got, want := spoken(ledOn(def, begun, of)), []string{"wishes turned into a request: 2, agreed to: 1"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := spoken(ledOn(def, nil, of)), []string{"wishes turned into a request: 0, agreed to: 0"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// An exercise of a practice's own goes by its questions.
func TestProgressOfOnesOwnExercise(t *testing.T) {
	def := &exercise.Definition{Own: true, Steps: []exercise.Step{{ID: "note", Move: exercise.MoveLog, Fields: []exercise.Field{
		{ID: "calm", Label: "How calm?", Type: exercise.Scale, Min: 1, Max: 5}, {ID: "where", Label: "Where?", Type: exercise.Choice, Choices: []exercise.Option{{Value: "home", Label: "At home."}, {Value: "out", Label: "Outside."}}},
		{ID: "things", Label: "Things", Type: exercise.List}, {ID: "words", Label: "In words", Type: exercise.ShortText}}}}}
	things := Seen{Field: "things", Visibility: exercise.Both, Value: exercise.Value{Items: make([]map[exercise.FieldID]exercise.Value, 2)}}
	first := &exercise.Definition{Own: true, Steps: []exercise.Step{{ID: "note", Move: exercise.MoveLog, Fields: []exercise.Field{{ID: "calm", Label: "Calm?", Type: exercise.Scale, Min: 0, Max: 10}}}}}
	rounds := []Sighted{{Definition: first, Sight: Sight{Entries: []Entry{seenEntry("R", exercise.MoveLog, rated("calm", 9))}}}, {Definition: def, Sight: Sight{Entries: []Entry{seenEntry("R", exercise.MoveLog, rated("calm", 2), saidText("where", "home"), saidText("words", "secret"))}}},
		{Definition: def, Sight: Sight{Entries: []Entry{seenEntry("R", exercise.MoveLog, rated("calm", 4), saidText("where", "home"), things), seenEntry("N", exercise.MoveLog, rated("calm", 3))}}}}
	want := []string{"times begun: 3", "“How calm?”, R: 2 → 4 of 5", "“How calm?”, N: 3 of 5", "“Where?”, R: At home 2", "“Things”, R: 2 in all"}
	if got := spoken(ownProgress(def, pair, rounds)); !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
}
