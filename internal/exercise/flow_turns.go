package exercise

import "tandem/internal/tandem"

// turnsFlow is speaker and listener (SRC): one sets up and speaks first, the
// other says back what was heard, the speaker tells whether it matches; if not,
// it is said back once more; then they swap. At the end both rate, sealed until
// both have. Either may stop at any time without a reason; what was done stays,
// and counts as begun.
type turnsFlow struct{}

// The field of a check that says whether what was heard matches, and the answer
// that needs no second try.
const (
	fieldMatch = FieldID("match")
	matches    = "matches"
)

func (turnsFlow) Steps() []MoveKind {
	return []MoveKind{MoveSetUp, MoveSpeak, MoveReflect, MoveCheck, MoveRate}
}

// turns is where the talk stands.
type turns struct {
	speaker  tandem.PartnerID // "" before it is set up
	listener tandem.PartnerID
	next     MoveKind // what comes next in this turn; rate at the end
	again    bool     // said back a second time in this turn
	turn     int      // from 1
	rated    map[tandem.PartnerID]int
	stopped  bool
}

func (turnsFlow) Fold(def *Definition, cast []tandem.PartnerID, moves []Move) State {
	f := newFold(cast, moves)
	t := &turns{rated: map[tandem.PartnerID]int{}}
	for i, m := range moves {
		f.openings[i].Gone = true
		if f.plays(m.Author) && len(cast) > 1 {
			f.take(i, m, t)
		}
	}
	s := newState(f.openings)
	s.Complete = len(t.rated) == len(cast)
	for _, p := range cast {
		if i, ok := t.rated[p]; ok {
			f.openings[i].Unsealed = s.Complete
		}
		s.Acts[p] = append(f.turnActs(def, p, t), f.ownActs(p)...)
		s.Parts[p], s.Waiting[p] = f.turnPart(p, t)
		s.Stage[p] = t.stage(p)
	}
	return s
}

// take reads one move of the talk.
func (f *fold) take(i int, m Move, t *turns) {
	switch m.Kind {
	case MovePass:
		if t.speaker == "" {
			f.openings[i] = Opening{At: m.At}
			f.passed[m.Author] = true
		}
		return
	case MoveBreakOff:
		if t.speaker != "" && !t.stopped && len(t.rated) < len(f.cast) {
			t.stopped = true
			f.openings[i] = Opening{At: m.At}
		}
		return
	case MoveWithdraw:
		if n := f.targeted(m); n >= 0 && n < i {
			f.takeBack(n)
			if at, ok := t.rated[m.Author]; ok && at == n && f.openings[n].Gone {
				delete(t.rated, m.Author)
			}
		}
		return
	}
	if t.stopped || !f.turn(i, m, t) {
		return
	}
	f.passed[m.Author] = false
	if m.Kind == MoveRate {
		f.openings[i] = Opening{Partners: f.others(m.Author), Staff: true, At: m.At}
		if len(t.rated) < len(f.cast) {
			f.openings[i].Partners = nil
			f.openings[i].Staff = false
			return
		}
		for p, n := range t.rated { // both in: open at one time
			f.openings[n] = Opening{Partners: f.others(p), Staff: true, At: m.At}
		}
		return
	}
	f.openings[i] = Opening{Partners: f.others(m.Author), Staff: true, At: m.At}
}

// turn goes one step further; false when it is not that one's turn.
func (f *fold) turn(i int, m Move, t *turns) bool {
	if m.Kind == MoveSetUp {
		if t.speaker != "" {
			return false
		}
		t.speaker, t.next, t.turn = m.Author, MoveSpeak, 1
		for p := range f.others(m.Author) {
			t.listener = p
		}
		return true
	}
	if m.Kind != t.next || m.Kind != MoveRate && m.Author != t.whose() {
		return false
	}
	switch m.Kind {
	case MoveSpeak:
		t.next = MoveReflect
	case MoveReflect:
		t.next = MoveCheck
		if t.again {
			t.swap(len(f.cast))
		}
	case MoveCheck:
		if m.Answers[fieldMatch].Text != matches {
			t.next, t.again = MoveReflect, true
		} else {
			t.swap(len(f.cast))
		}
	case MoveRate:
		if _, done := t.rated[m.Author]; done {
			return false
		}
		t.rated[m.Author] = i
	}
	return true
}

// whose turn it is to act.
func (t *turns) whose() tandem.PartnerID {
	if t.next == MoveReflect {
		return t.listener
	}
	return t.speaker
}

func (t *turns) swap(of int) {
	t.again = false
	if t.turn++; t.turn > of {
		t.next = MoveRate
		return
	}
	t.speaker, t.listener, t.next = t.listener, t.speaker, MoveSpeak
}

func (f *fold) turnActs(def *Definition, p tandem.PartnerID, t *turns) []Act {
	_, rated := t.rated[p]
	switch {
	case len(f.cast) < 2 || t.stopped || len(t.rated) == len(f.cast):
		return nil
	case t.speaker == "":
		begin := stepAct(def, MoveSetUp, "")
		begin.Later = f.passed[p]
		return []Act{begin, {Kind: MovePass}}
	case t.next == MoveRate && !rated, t.next != MoveRate && t.whose() == p:
		act := stepAct(def, t.next, "")
		act.Waited = t.next != MoveRate
		return []Act{act, {Kind: MoveBreakOff}}
	default:
		return []Act{{Kind: MoveBreakOff}}
	}
}

func (f *fold) turnPart(p tandem.PartnerID, t *turns) (PartState, tandem.Text) {
	_, rated := t.rated[p]
	switch {
	case rated:
		return PartDone, tandem.Text{}
	case t.stopped:
		return PartPartly, tandem.Say("stopped part of the way; that is always all right")
	case t.speaker == "" && f.passed[p]:
		return PartPassed, tandem.Say("chose not this week")
	case t.speaker == "":
		return PartNone, tandem.Say("has not begun yet")
	case t.next == MoveRate:
		return PartPartly, tandem.Say("has not rated it yet")
	case t.whose() == p:
		return PartPartly, tandem.Say("has the next step")
	default:
		return PartPartly, tandem.Text{}
	}
}

// stage is where the talk stands for a partner. Who stopped is not said, and
// not who has rated.
func (t *turns) stage(p tandem.PartnerID) tandem.Text {
	_, rated := t.rated[p]
	switch {
	case t.stopped:
		return tandem.Say("You stopped here, and that is fine. What you did counts.")
	case t.speaker == "":
		return tandem.Text{}
	case len(t.rated) == 2:
		return tandem.Say("You both had your turn. Good listening.")
	case rated:
		return tandem.Say("Yours is in. It opens when you have both answered.")
	case t.next == MoveRate:
		return tandem.Say("You both had your turn. One last question.")
	case t.whose() == p:
		return tandem.Say("It is your turn now.")
	case t.next == MoveReflect:
		return tandem.Say("%s now says back what was heard. Listen.", t.listener)
	case t.next == MoveCheck:
		return tandem.Say("%s now tells you whether it matches.", t.speaker)
	default:
		return tandem.Say("%s is speaking. Listen, and let the phone rest.", t.speaker)
	}
}
