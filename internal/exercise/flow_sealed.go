package exercise

import (
	"time"

	"tandem/internal/tandem"
)

// sealedFlow is sealed, then revealed (SR): each answers alone; when all have,
// everything opens at once. The therapist may let the reveal wait, or the
// definition always does (Waits). Nobody can tell that from a partner who has
// not answered: until the reveal a partner's sight is made of their own acts
// alone.
//
// After seven days of waiting an author may let the therapist alone read what
// they wrote. Then it is not in any more; it never opens to the other.
type sealedFlow struct{}

// waitBefore is how long one waits before one may let the therapist read alone
// (domain page 1.4, SR).
const waitBefore = 7 * 24 * time.Hour

func (sealedFlow) Steps() []MoveKind { return []MoveKind{MoveSeal} }

// sealing is where the round stands.
type sealing struct {
	in       map[tandem.PartnerID]int // index of the standing sealed answer
	confided map[tandem.PartnerID]int
	held     bool // the therapist lets it wait
	revealed bool
	gate     gating
}

func (sealedFlow) Fold(def *Definition, cast []tandem.PartnerID, moves []Move) State {
	f := newFold(cast, moves)
	s := &sealing{in: map[tandem.PartnerID]int{}, confided: map[tandem.PartnerID]int{}, held: def.Flow.Link(FlowSealed).Waits}
	for i, m := range moves {
		f.openings[i].Gone = true
		if !s.revealed {
			s.gate.read(def, cast, &moves[i])
		}
		switch {
		case m.Staff != "" && m.Author == "":
			f.holding(m, s)
		case f.plays(m.Author):
			f.seal(i, m, s)
		}
	}
	return f.sealedState(def, s)
}

// holding reads what the care team does to the seal.
func (f *fold) holding(m Move, s *sealing) {
	switch {
	case s.revealed:
	case m.Kind == MoveHold:
		s.held = true
	case m.Kind == MoveRelease && s.held && len(s.in) == len(f.cast):
		s.held = false
		f.reveal(s, m.At)
	}
}

func (f *fold) seal(i int, m Move, s *sealing) {
	before, in := s.in[m.Author]
	switch m.Kind {
	case MoveSeal:
		if s.revealed {
			return
		}
		if in {
			f.openings[before].Gone = true
		}
		s.in[m.Author] = i
		f.passed[m.Author] = false
		f.openings[i] = Opening{At: m.At}
		if len(s.in) == len(f.cast) && !s.held {
			f.reveal(s, m.At)
		}
	case MoveConfide:
		if s.revealed || !in || f.moves[before].ID != m.Target || m.At.Before(f.moves[before].At.Add(waitBefore)) {
			return
		}
		delete(s.in, m.Author)
		s.confided[m.Author] = before
		f.openings[before] = Opening{Staff: true, Unsealed: true, At: m.At, Confided: true}
		f.openings[i] = Opening{At: m.At}
	case MovePass:
		if in || s.revealed {
			return
		}
		f.openings[i] = Opening{At: m.At}
		f.passed[m.Author] = true
	case MoveWithdraw:
		t := f.targeted(m)
		if t < 0 || t >= i {
			return
		}
		f.takeBack(t)
		if in && t == before && !s.revealed {
			delete(s.in, m.Author)
		}
		if c, ok := s.confided[m.Author]; ok && c == t {
			delete(s.confided, m.Author)
		}
	}
}

// reveal opens every standing answer to everybody at one time.
func (f *fold) reveal(s *sealing, at time.Time) {
	s.revealed = true
	for p, i := range s.in {
		f.openings[i] = Opening{Partners: f.others(p), Staff: true, Unsealed: true, At: at}
	}
}

func (f *fold) sealedState(def *Definition, s *sealing) State {
	state := newState(f.openings)
	state.Complete = s.revealed
	for _, p := range f.cast {
		state.Parts[p], state.Waiting[p] = f.sealedPart(p, s)
		state.Stage[p] = f.sealedStage(p, s, def.Flow.Link(FlowSealed).Waits)
		if s.revealed {
			state.Acts[p] = f.ownActs(p)
			continue
		}
		seal := stepAct(def, MoveSeal, "")
		i, in := s.in[p]
		_, confided := s.confided[p]
		seal.Later = in || confided || f.passed[p]
		if in {
			seal.From = f.moves[i].ID
			state.Acts[p] = append(state.Acts[p], seal, Act{Kind: MoveConfide, Target: f.moves[i].ID, After: f.moves[i].At.Add(waitBefore)})
		} else {
			state.Acts[p] = append(state.Acts[p], seal, Act{Kind: MovePass})
		}
		state.Acts[p] = append(state.Acts[p], f.ownActs(p)...)
	}
	if s.revealed {
		return state
	}
	all := len(s.in) == len(f.cast)
	state.Awaits = s.held && (all || s.gate.asked)
	if !s.held || s.gate.asked && !s.gate.noted {
		state.Staff = append(state.Staff, Act{Kind: MoveHold})
	}
	if s.held && all {
		state.Staff = append(state.Staff, Act{Kind: MoveRelease})
	}
	return state
}

func (f *fold) sealedPart(p tandem.PartnerID, s *sealing) (PartState, tandem.Text) {
	_, in := s.in[p]
	_, confided := s.confided[p]
	switch {
	case s.revealed, confided && !in:
		return PartDone, tandem.Text{}
	case in && s.held && len(s.in) == len(f.cast):
		return PartDone, tandem.Say("has answered; it waits for you to open it")
	case in:
		return PartDone, tandem.Text{}
	case f.passed[p]:
		return PartPassed, tandem.Say("chose not this week")
	default:
		return PartNone, tandem.Say("has not answered yet")
	}
}

// sealedStage tells a partner where the round stands. Whether the other has
// answered, and whether the therapist holds it back, is not part of it.
func (f *fold) sealedStage(p tandem.PartnerID, s *sealing, waits bool) tandem.Text {
	_, in := s.in[p]
	_, confided := s.confided[p]
	switch {
	case s.revealed:
		return tandem.Say("Both of you have answered. It is open now.")
	case in && waits: // the same whoever has answered what
		return tandem.Say("Yours is safe here. When you are both in, your therapist picks it up with you.")
	case in:
		return tandem.Say("Yours is safe here. It opens when both are in. Sometimes your therapist opens it with you.")
	case confided:
		return tandem.Say("Your therapist can read what you wrote. Nobody else can.")
	default:
		return tandem.Text{}
	}
}
