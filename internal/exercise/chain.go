package exercise

import (
	"slices"

	"tandem/internal/tandem"
)

// Fold runs the definition's flow, or its chain of flows, over the moves, and
// adds what the care team may do in every flow. A definition whose flow is
// unknown opens nothing and allows nothing.
func Fold(def *Definition, cast []tandem.PartnerID, moves []Move) State {
	s, ok := chain(def, &def.Flow, cast, moves)
	if ok {
		guide(&s, cast, moves)
	}
	return s
}

// closed opens nothing and allows nothing.
func closed(moves []Move) State {
	openings := make([]Opening, len(moves))
	for i := range openings {
		openings[i].Gone = true
	}
	return newState(openings)
}

// chain folds the first flow over its moves and the next one over those that
// follow once the first is complete. Where that is, is decided by the first
// moves alone, so later ones never change it.
func chain(def *Definition, p *Parameters, cast []tandem.PartnerID, moves []Move) (State, bool) {
	flow, ok := FlowOf(p.Kind)
	if !ok {
		return closed(moves), false
	}
	if p.Then == nil || len(cast) == 1 && p.Kind == FlowSolo { // begun alone: what two do with it waits for both
		return flow.Fold(def, cast, moves), true
	}
	cut, done := completeAfter(flow, def, cast, moves)
	if !done {
		s := flow.Fold(def, cast, moves)
		s.Complete = false
		for who, part := range s.Parts {
			if part == PartDone {
				s.Parts[who] = PartPartly
			}
		}
		return s, true
	}
	var mine, rest []int
	for i := range moves {
		if i < cut || slices.ContainsFunc(moves[:cut], func(m Move) bool { return m.ID == moves[i].Target }) && about(moves[i].Kind) {
			mine = append(mine, i)
		} else {
			rest = append(rest, i)
		}
	}
	before := flow.Fold(def, cast, pick(moves, mine))
	after, ok := chain(def, p.Then, cast, pick(moves, rest))
	return join(before, after, mine, rest, cast), ok
}

// about tells whether a move says something of an earlier one instead of going
// further, so that it belongs to that one's flow.
func about(kind MoveKind) bool { return kind == MoveWithdraw || kind == MoveNarrow }

// completeAfter is after how many moves the flow was complete for the first time.
func completeAfter(flow Flow, def *Definition, cast []tandem.PartnerID, moves []Move) (int, bool) {
	for n := 1; n <= len(moves); n++ {
		if flow.Fold(def, cast, moves[:n]).Complete {
			return n, true
		}
	}
	return 0, false
}

func pick(moves []Move, at []int) []Move {
	picked := make([]Move, len(at))
	for i, n := range at {
		picked[i] = moves[n]
	}
	return picked
}

// join puts the two flows' openings back in their places. What may be done next
// is the later flow's; of the earlier one, authors may still take back and
// narrow.
func join(before, after State, mine, rest []int, cast []tandem.PartnerID) State {
	s := after
	s.Openings = make([]Opening, len(mine)+len(rest))
	for i, n := range mine {
		s.Openings[n] = before.Openings[i]
	}
	for i, n := range rest {
		s.Openings[n] = after.Openings[i]
	}
	for _, p := range cast {
		for _, a := range before.Acts[p] {
			if about(a.Kind) {
				s.Acts[p] = append(s.Acts[p], a)
			}
		}
		if s.Parts[p] == PartNone {
			s.Parts[p] = PartPartly
		}
	}
	return s
}

// guide adds what belongs to no flow: replies, records, and that the care team
// can see its own moves.
func guide(s *State, cast []tandem.PartnerID, moves []Move) {
	s.Recorded = map[tandem.PartnerID]Record{}
	for i := range moves {
		m := &moves[i]
		staff := m.Staff != "" && m.Author == ""
		switch {
		case m.Kind == MoveReply && staff:
			s.Openings[i] = Opening{Partners: among(cast, m.For), Staff: true, At: m.At}
		case m.Kind == MoveRecord && staff:
			s.Openings[i] = Opening{Partners: among(cast, m.For), Staff: true, At: m.At}
			for p := range s.Openings[i].Partners {
				s.Recorded[p] = Record{On: m.On, InRoom: true}
			}
		case m.Kind == MoveRecord && slices.Contains(cast, m.Author):
			s.Openings[i] = Opening{Partners: map[tandem.PartnerID]bool{}, Staff: true, At: m.At}
			if _, before := s.Recorded[m.Author]; !before {
				s.Recorded[m.Author] = Record{On: m.On}
			}
		case (m.Kind == MoveHold || m.Kind == MoveRelease) && staff:
			s.Openings[i] = Opening{Staff: true, At: m.At}
		}
	}
	room := false
	for _, p := range cast {
		if _, recorded := s.Recorded[p]; recorded && s.Parts[p] != PartDone {
			s.Parts[p] = PartDone
			delete(s.Waiting, p)
			for i := range s.Acts[p] {
				s.Acts[p][i].Later = true
			}
		}
		if s.Parts[p] != PartDone {
			room = true
			s.Acts[p] = append(s.Acts[p], Act{Kind: MoveRecord})
		}
	}
	s.Staff = append(s.Staff, Act{Kind: MoveReply})
	if room {
		s.Staff = append(s.Staff, Act{Kind: MoveRecord})
	}
}

// among keeps those of the partners who are in the cast.
func among(cast, some []tandem.PartnerID) map[tandem.PartnerID]bool {
	kept := map[tandem.PartnerID]bool{}
	for _, p := range some {
		if slices.Contains(cast, p) {
			kept[p] = true
		}
	}
	return kept
}
