package exercise

import (
	"slices"
	"time"

	"tandem/internal/tandem"
)

// Fold runs the definition's flow, or its chain of flows, over the moves, and
// adds what the care team may do in every flow. A definition whose flow is
// unknown opens nothing and allows nothing.
func Fold(def *Definition, cast []tandem.PartnerID, moves []Move) State {
	s, ok := chain(def, &def.Flow, cast, moves)
	for i := range moves {
		if Cherishes(moves[i].Kind) { // nobody's entry; see Cherished
			s.Openings[i] = Opening{Gone: true}
		}
	}
	if ok {
		guide(&s, cast, moves)
		marking(def, &s, moves)
		changed(def, &s, moves)
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
// moves alone, so later ones never change it. A last flow that goes back sends
// what follows to where understanding began.
func chain(def *Definition, p *Parameters, cast []tandem.PartnerID, moves []Move) (State, bool) {
	flow, ok := FlowOf(p.Kind)
	if !ok {
		return closed(moves), false
	}
	if len(cast) == 1 && p.Kind == FlowSolo { // begun alone: what two do with it waits for both
		return flow.Fold(def, cast, moves), true
	}
	next, over := p.Then, func(s State) bool { return s.Complete }
	if next == nil {
		next, over = def.Flow.understanding(), func(s State) bool { return s.Back }
	}
	cut, done := 0, false
	if p.Then != nil || goesBack(def) {
		cut, done = after(flow, def, cast, moves, over)
	}
	if !done {
		s := flow.Fold(def, cast, moves)
		if p.Then != nil {
			s.begun()
		}
		return s, true
	}
	mine, rest := share(flow, cut, moves)
	before := flow.Fold(def, cast, pick(moves, mine))
	later, ok := chain(def, next, cast, pick(moves, rest))
	if p.Then == nil {
		later.again()
	}
	if later.Again && (p.Then == nil || p.Kind == FlowSealed) {
		before.behind()
	}
	s := join(before, later, mine, rest, cast)
	if _, on := flow.(lasting); on {
		s.beside(before, later, cast)
	}
	return s, ok
}

// goesBack tells whether the exercise has a way back to understanding.
func goesBack(def *Definition) bool {
	_, ok := def.StepFor(MoveReturn)
	return ok
}

// understanding is where a chain goes back to: what each says alone, else its
// beginning.
func (p *Parameters) understanding() *Parameters {
	for l := p; l != nil; l = l.Then {
		if l.Kind == FlowSealed {
			return l
		}
	}
	return p
}

// begun is the state of a flow that others follow: nothing is done with it alone.
func (s *State) begun() {
	s.Complete = false
	for who, part := range s.Parts {
		if part == PartDone {
			s.Parts[who] = PartPartly
		}
	}
}

// again is the state after going back. Who did so is not said.
func (s *State) again() {
	s.Again = true
	for p, said := range s.Stage {
		if said.IsZero() {
			s.Stage[p] = tandem.Say("You went back to listening first. That is fine.")
		}
	}
}

// behind marks what was said before going back as earlier versions.
func (s *State) behind() {
	for i := range s.Openings {
		s.Openings[i].Older = !s.Openings[i].Gone && !s.Openings[i].Taken
	}
}

// about tells whether a move says something of an earlier one instead of going
// further, so that it belongs to that one's flow.
func about(kind MoveKind) bool { return kind == MoveWithdraw || kind == MoveNarrow }

// after is how many moves it took until the flow was over for the first time.
func after(flow Flow, def *Definition, cast []tandem.PartnerID, moves []Move, over func(State) bool) (int, bool) {
	for n := 1; n <= len(moves); n++ {
		if over(flow.Fold(def, cast, moves[:n])) {
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
		if !before.Before.IsZero() {
			s.wait(p, before.Before)
		}
	}
	s.Live = after.Live || before.Live && !after.Complete
	return s
}

// wait asks nothing of the partner before that time.
func (s *State) wait(p tandem.PartnerID, until time.Time) {
	for i := range s.Acts[p] {
		if a := &s.Acts[p][i]; a.Step != "" && a.After.Before(until) {
			a.After = until
		}
	}
	if s.Stage[p].IsZero() {
		s.Stage[p] = coolingStage()
	}
}

func coolingStage() tandem.Text {
	return tandem.Say("First you both cool down. Then each of you answers alone, in peace.")
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
