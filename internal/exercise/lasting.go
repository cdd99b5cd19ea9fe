package exercise

import (
	"slices"

	"tandem/internal/tandem"
)

// lasting is a flow that goes on beside the one after it, in moves of its own kinds.
type lasting interface {
	Flow
	also() []MoveKind
	lasts()
}

// share says which moves are the first flow's and which are left to those after it.
func share(flow Flow, cut int, moves []Move) (mine, rest []int) {
	var kinds []MoveKind
	if on, ok := flow.(lasting); ok {
		kinds = append(on.Steps(), on.also()...)
	}
	for i := range moves {
		of := about(moves[i].Kind) && slices.ContainsFunc(mine, func(j int) bool { return moves[j].ID == moves[i].Target })
		if i < cut || of || slices.Contains(kinds, moves[i].Kind) {
			mine = append(mine, i)
		} else {
			rest = append(rest, i)
		}
	}
	return mine, rest
}

// beside lets a flow that lasts go on in the joined state s. While what
// completed it still holds, the flow after it asks first; else (a ritual rests,
// or was taken back) nothing is asked but what the first one asks.
func (s *State) beside(before, after State, cast []tandem.PartnerID) {
	s.Live = before.Live || after.Live
	for _, p := range cast {
		if s.Stage[p].IsZero() || !before.Complete {
			s.Stage[p] = before.Stage[p]
		}
		if s.Waiting[p].IsZero() || !before.Complete {
			s.Waiting[p] = before.Waiting[p]
		}
		if before.Complete {
			s.Acts[p] = append(s.Acts[p], slices.DeleteFunc(slices.Clone(before.Acts[p]), func(a Act) bool { return a.Step == "" })...)
			continue
		}
		s.Parts[p] = before.Parts[p]
		s.Acts[p] = append(slices.Clone(before.Acts[p]), slices.DeleteFunc(slices.Clone(after.Acts[p]), func(a Act) bool { return !about(a.Kind) })...)
	}
}
