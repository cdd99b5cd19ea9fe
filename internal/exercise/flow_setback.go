package exercise

import "tandem/internal/tandem"

// FlowSetback notes a hard week as what it is: information (P5).
const FlowSetback FlowKind = "setback"

// The kinds of moves in it.
const (
	MoveSetback MoveKind = "setback" // what happened, and what its author learns
	MoveLesson  MoveKind = "lesson"  // what somebody else learns from it
)

// setbackFlow is one hard week (P5): whoever notes it shares it with that one
// act; until then it is a draft, which nobody else sees. The other may add what
// they learn, and nobody waits for it. The care team may note one in the room,
// and word anew what it noted.
type setbackFlow struct{}

func (setbackFlow) Steps() []MoveKind { return []MoveKind{MoveSetback, MoveLesson} }

func (setbackFlow) Fold(def *Definition, cast []tandem.PartnerID, moves []Move) State {
	f := newProtocol(def, cast, moves)
	return f.run(func() protocol { return &setback{fold: f, at: -1, lessons: map[tandem.PartnerID]int{}} })
}

// setback is the state of the flow.
type setback struct {
	*fold
	at       int                      // index of the note, or -1
	lessons  map[tandem.PartnerID]int // index of what each learns from it
	replaced []int                    // what newer words stand for
}

// byStaff tells which moves of the care team count.
func (b *setback) byStaff(kind MoveKind) bool { return kind == MoveSetback }

func (b *setback) take(i int, m Move) bool {
	switch {
	case m.Kind == MoveSetback && b.at < 0:
		b.at = i
	case m.Kind == MoveSetback && m.Author == "" && b.moves[b.at].Author == "":
		b.replaced = append(b.replaced, b.at)
		b.at = i
	case m.Kind == MoveLesson && b.at >= 0 && m.Author != b.moves[b.at].Author:
		if before, learned := b.lessons[m.Author]; learned {
			b.replaced = append(b.replaced, before)
		}
		b.lessons[m.Author] = i
	default:
		return false
	}
	return true
}

func (b *setback) acts(p tandem.PartnerID) []Act {
	if b.at < 0 {
		return []Act{b.begins(MoveSetback, -1)}
	}
	if b.moves[b.at].Author == p {
		return nil
	}
	lesson := b.may(MoveLesson, b.at)
	if before, learned := b.lessons[p]; learned {
		lesson = lesson.editing(b.fold, before)
	}
	return []Act{lesson}
}

func (b *setback) tell(s *State) {
	for _, i := range b.replaced {
		s.stands(i, StandingReplaced)
	}
	s.Complete = b.at >= 0
	if b.at >= 0 && b.moves[b.at].Author == "" {
		s.Staff = append(s.Staff, stepAct(b.def, MoveSetback, "").editing(b.fold, b.at))
	}
	for _, p := range b.cast {
		s.Parts[p], s.Stage[p] = PartNone, b.setbackStage(p)
		if _, learned := b.lessons[p]; learned || b.at >= 0 && b.moves[b.at].Author == p {
			s.Parts[p] = PartDone
		}
	}
}

func (b *setback) setbackStage(p tandem.PartnerID) tandem.Text {
	_, learned := b.lessons[p]
	switch {
	case b.at < 0:
		return tandem.Text{}
	case learned || b.moves[b.at].Author == p:
		return tandem.Say("It stands under Together. Look at it again whenever you like.")
	case b.moves[b.at].Author == "":
		return tandem.Say("It was noted in your session. You can add what you learn.")
	default:
		return tandem.Say("%s has noted a hard week. You can add what you learn, or just read it.", b.moves[b.at].Author)
	}
}
