package homework_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
)

// inTheRoom lets the care team note, somewhere in the history, that it was done
// with one partner or with both.
func inTheRoom(c chooser, h *history) {
	for range c.upTo(3) {
		at := c.upTo(len(h.moves) + 1)
		m := exercise.Move{ID: tandem.MoveID(fmt.Sprintf("record-%d-%d", at, len(h.moves))), Staff: "mara", Kind: exercise.MoveRecord, At: start}
		if at > 0 {
			m.At = h.moves[at-1].At
		}
		switch c.upTo(3) {
		case 0:
			m.For = []tandem.PartnerID{rowan}
		case 1:
			m.For = []tandem.PartnerID{noor}
		default:
			m.For = couple
		}
		h.moves = slices.Insert(h.moves, at, m)
	}
	for i := range h.moves {
		h.moves[i].Seq = i + 1
	}
}

type shareFunc func(def *exercise.Definition, cast []tandem.PartnerID, moves []exercise.Move) (homework.Shared, bool)

// sharedTells plays a history twice for Rowan, the second time with other
// unannounced acts, and compares what is counted of it for both.
func sharedTells(share shareFunc, c chooser, h *history) error {
	h = h.settled()
	inTheRoom(c, h)
	a, one := share(h.def, couple, h.moves)
	b, two := share(h.def, couple, h.varied(c))
	if one != two || !reflect.DeepEqual(a.Shelved, b.Shelved) {
		return fmt.Errorf("what both are told tells of what Rowan kept private: %t %v, %t %v", one, a.Shelved, two, b.Shelved)
	}
	return nil
}

// TestWhatBothAreToldOfARoundTellsNothing: what counts as done together, and what
// of it stands on the shelves of both, follows from announced acts alone.
func TestWhatBothAreToldOfARoundTellsNothing(t *testing.T) {
	for _, def := range definitions(t) {
		t.Run(string(def.ID), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				c := rapidChooser{t}
				if h := play(def, c); !h.withdrawsOrNarrows() {
					if err := sharedTells(homework.ShareOf, c, h); err != nil {
						t.Fatal(err)
					}
				}
			})
		})
	}
}

// TestPlantedLeaksOfSharedRoundsAreSeen: a count of what all can read, whatever
// makes the round one that they share, waits on unannounced acts.
func TestPlantedLeaksOfSharedRoundsAreSeen(t *testing.T) {
	readable := func(def *exercise.Definition, cast []tandem.PartnerID, moves []exercise.Move) (homework.Shared, bool) {
		s, ok := homework.ShareOf(def, cast, moves)
		s.Shelved = map[exercise.ShelfID]int{}
		for _, e := range homework.View(def, cast, moves, homework.Viewer{Partner: rowan}).Entries {
			if e.Author == noor {
				s.Shelved["all"]++
			}
		}
		return s, ok
	}
	defs := definitions(t)
	for seed := range uint64(500 * len(defs)) {
		c := seededChooser{rand.New(rand.NewPCG(seed, 7))}
		if h := play(defs[seed%uint64(len(defs))], c); !h.withdrawsOrNarrows() && sharedTells(readable, c, h) != nil {
			return
		}
	}
	t.Error("nothing found the planted leak")
}

// TestASessionWithOneIsNothingShared: what the care team noted with one partner
// alone makes nothing of it the other's.
func TestASessionWithOneIsNothingShared(t *testing.T) {
	def := definitions(t)[slices.IndexFunc(definitions(t), func(d *exercise.Definition) bool { return d.ID == "E02" })]
	h := &history{def: def, made: map[tandem.PartnerID]int{}}
	with := func(there ...tandem.PartnerID) exercise.Move {
		return exercise.Move{ID: "record", Staff: "mara", Kind: exercise.MoveRecord, For: there, At: start}
	}
	gave := []exercise.Move{h.move(rowan, exercise.MovePrepare, ""), h.move(rowan, exercise.MoveGive, "")}
	prepared := h.move(noor, exercise.MovePrepare, "")
	for _, c := range []struct {
		name  string
		moves []exercise.Move
		both  bool
	}{
		{"Rowan gave, and did it in the room", append(slices.Clone(gave), with(rowan)), false},
		{"Rowan gave, Noor prepared, and Rowan did it in the room", append(slices.Clone(gave), prepared, with(rowan)), false},
		{"Rowan gave, and both did it in the room", append(slices.Clone(gave), with(rowan, noor)), true},
		{"both did it in the room", []exercise.Move{with(rowan, noor)}, true},
	} {
		for i := range c.moves {
			c.moves[i].Seq = i + 1
		}
		if s, both := homework.ShareOf(def, couple, c.moves); both != c.both || len(s.Shelved) > 0 {
			t.Errorf("%s: shared %t, %v", c.name, both, s.Shelved)
		}
	}
}
