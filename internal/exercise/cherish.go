package exercise

import "tandem/internal/tandem"

// What a partner keeps for a hard day is a mark of their own on something that
// they can read. It belongs to no flow, shows to nobody else, and changes
// nothing in the round.
const (
	MoveCherish MoveKind = "cherish" // keeps it for a hard day
	MoveLetGo   MoveKind = "let-go"  // keeps it no longer
)

// FieldThing says which thing of the target is meant: the nth of its list, from
// 1, or 0 for all of it. No definition has a field of that name.
const FieldThing FieldID = "thing."

// Cherishes tells whether the kind keeps something for a hard day or lets it go.
func Cherishes(kind MoveKind) bool { return kind == MoveCherish || kind == MoveLetGo }

// Thing is which thing of its target a cherishing move means.
func (m Move) Thing() int {
	if n := m.Answers[FieldThing].Number; n != nil {
		return *n
	}
	return 0
}

// Cherished is what a partner keeps for a hard day: of each move, which things.
func Cherished(moves []Move, by tandem.PartnerID) map[tandem.MoveID]map[int]bool {
	kept := map[tandem.MoveID]map[int]bool{}
	for i := range moves {
		m := &moves[i]
		if m.Author != by || by == "" || !Cherishes(m.Kind) {
			continue
		}
		if kept[m.Target] == nil {
			kept[m.Target] = map[int]bool{}
		}
		kept[m.Target][m.Thing()] = m.Kind == MoveCherish
	}
	return kept
}
