package exercise

import "tandem/internal/tandem"

// mirrorFlow lets each say back once what they read or heard of the other,
// before anything goes on. What is said back is open as it is said. It is
// complete when all have.
type mirrorFlow struct{}

func (mirrorFlow) Steps() []MoveKind { return []MoveKind{MoveReflect} }

func (mirrorFlow) Fold(def *Definition, cast []tandem.PartnerID, moves []Move) State {
	f := newProtocol(def, cast, moves)
	return f.run(func() protocol { return &mirror{fold: f, said: map[tandem.PartnerID]int{}} })
}

// mirror is the state of the flow: who has said back, and where.
type mirror struct {
	*fold
	said map[tandem.PartnerID]int
}

func (r *mirror) take(i int, m Move) bool {
	if _, already := r.said[m.Author]; already || m.Kind != MoveReflect {
		return false
	}
	r.said[m.Author] = i
	return true
}

func (r *mirror) acts(p tandem.PartnerID) []Act {
	if _, already := r.said[p]; already {
		return nil
	}
	a := r.begins(MoveReflect, -1)
	a.Later = r.passed[p]
	return []Act{a}
}

func (r *mirror) tell(s *State) {
	s.Complete = len(r.said) == len(r.cast)
	for _, p := range r.cast {
		_, already := r.said[p]
		s.Parts[p], s.Stage[p] = PartPartly, mirrorStage(already)
		if already {
			s.Parts[p] = PartDone
			continue
		}
		s.Waiting[p] = tandem.Say("has not said back yet what they read")
	}
}

func mirrorStage(already bool) tandem.Text {
	if already {
		return tandem.Say("You have said it back. It goes on when you both have.")
	}
	return tandem.Say("Both of you have answered. It is open now.")
}
