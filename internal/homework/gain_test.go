package homework

import (
	"testing"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// A thing is counted once, however many moves led to it: a ritual kept as before
// for weeks, a request with its answer and its words. What is listed is counted
// by what it lists, and a pool of ideas beside a ledger is counted for itself.
func TestAThingIsOneHoweverOftenItWasWorded(t *testing.T) {
	rituals := &exercise.Definition{ID: "R", Flow: exercise.Parameters{Kind: exercise.FlowPropose}}
	bank := &exercise.Definition{ID: "B", Flow: exercise.Parameters{Kind: exercise.FlowGive}}
	list := []Seen{{Field: "items", Value: exercise.Value{Items: make([]map[exercise.FieldID]exercise.Value, 3)}}}
	one := []Seen{{Field: "name", Value: exercise.Value{Text: "words"}}}
	of := func(def *exercise.Definition, shelf exercise.ShelfID, kind exercise.MoveKind, at string, fields []Seen) ShelfEntry {
		return ShelfEntry{Shelf: shelf, Definition: def, Kind: kind, Assignment: tandem.AssignmentID(at), Move: "m", Author: "p1", Fields: fields}
	}
	got := map[exercise.ShelfID]int{}
	both := map[exercise.ShelfID]bool{}
	together := Together{
		Lines: []Line{{Shelf: exercise.ShelfRituals, Assignment: "week 3", Author: "p1", Ritual: &Ritual{}}},
		Entries: []ShelfEntry{
			of(rituals, exercise.ShelfRituals, exercise.MovePropose, "week 1", one),
			of(rituals, exercise.ShelfRituals, exercise.MoveAsBefore, "week 2", one),
			of(rituals, exercise.ShelfRituals, exercise.MoveAsBefore, "week 3", one),
			of(rituals, exercise.ShelfPlaylist, exercise.MoveFeed, "week 1", list),
			of(bank, exercise.ShelfAppreciations, exercise.MovePrepare, "week 1", list),
			of(bank, exercise.ShelfDecisions, exercise.MoveEdit, "week 1", one),
			{Shelf: exercise.ShelfAppreciations, Definition: bank, Taken: true},
		}}
	for _, g := range together.Gains() {
		got[g.Shelf] += g.Count
		both[g.Shelf] = g.Both
	}
	for shelf, want := range map[exercise.ShelfID]int{exercise.ShelfRituals: 1, exercise.ShelfPlaylist: 3, exercise.ShelfAppreciations: 3, exercise.ShelfDecisions: 1} {
		if got[shelf] != want {
			t.Errorf("%s: %d, want %d", shelf, got[shelf], want)
		}
	}
	if !both[exercise.ShelfRituals] || !both[exercise.ShelfDecisions] || both[exercise.ShelfAppreciations] {
		t.Errorf("what is both partners' is told wrong: %v", both)
	}
}
