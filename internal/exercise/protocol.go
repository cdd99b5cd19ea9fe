package exercise

import (
	"slices"
	"time"

	"tandem/internal/tandem"
)

// protocol is what the flows that live on for weeks have in common: things
// that one partner sets down (a request, a promise, a ritual) and that the
// other answers. Every move of theirs is announced, so each opens at once.
//
// What steers such a flow must be open to both: an answer that its author
// narrowed at writing, narrowed later or took back steers nothing. So the state
// of a round never tells more than its open moves do.
type protocol interface {
	// take adds a move, known by its index, when the protocol allows it now;
	// else it leaves everything as it was.
	take(i int, m Move) bool
	// acts are what the partner may do now, in the order in which it is offered.
	acts(p tandem.PartnerID) []Act
	// tell says how things stand: parts, stages, waiting, standings, live.
	tell(s *State)
	// A protocol with a method opened(int) opens some moves in a way of its own,
	// once each, as they are made; one with byStaff(MoveKind) bool has moves that
	// the care team may make too.
}

// protocolFacts is what a fold knows besides when its flow reads answers.
type protocolFacts struct {
	def      *Definition
	passedAt map[tandem.PartnerID]int           // index of the last pass
	narrowed map[tandem.MoveID]map[FieldID]bool // answers that are not for both any more
}

// newProtocol is a fold for a flow that reads answers.
func newProtocol(def *Definition, cast []tandem.PartnerID, moves []Move) *fold {
	f := newFold(cast, moves)
	f.protocolFacts = protocolFacts{def: def, passedAt: map[tandem.PartnerID]int{}, narrowed: map[tandem.MoveID]map[FieldID]bool{}}
	return f
}

// run folds the moves through a protocol. begin makes a fresh one: after
// something was taken back, what still stands is played again from the start.
func (f *fold) run(begin func() protocol) State {
	p := begin()
	var counted []int
	stays := map[tandem.PartnerID]bool{} // whose part was done before somebody else took something back
	replay := func() {
		p = begin()
		for _, i := range counted {
			p.take(i, f.moves[i])
		}
	}
	for i, m := range f.moves {
		f.openings[i].Gone = true // until the move is found to count
		if !f.plays(m.Author) && !f.ofStaff(p, m) {
			continue
		}
		switch m.Kind {
		case MovePass:
			f.openings[i] = Opening{At: m.At}
			f.passed[m.Author], f.passedAt[m.Author] = true, i
		case MoveWithdraw, MoveNarrow:
			t := f.targeted(m)
			if t < 0 || t >= i || f.openings[t].Gone || f.openings[t].Taken {
				continue
			}
			for _, who := range f.cast {
				stays[who] = who != m.Author && (stays[who] || f.part(p, who) == PartDone)
			}
			if m.Kind == MoveWithdraw {
				f.takeBack(t)
			} else {
				f.narrow(m.Target, m.Narrowed)
			}
			if m.Kind == MoveWithdraw || f.moves[t].Kind != MoveKeep && !f.shared(t) {
				counted = slices.DeleteFunc(counted, func(j int) bool { return j == t })
			}
			replay()
		default:
			f.narrow(m.ID, m.Narrowed)
			if !p.take(i, m) {
				continue
			}
			f.openings[i] = Opening{Partners: f.others(m.Author), Staff: true, Unsealed: true, At: m.At, Of: f.openings[i].Of}
			if !MoveKinds()[m.Kind] {
				f.openings[i] = Opening{At: m.At, Staff: m.Kind == MoveKeep, Unsealed: m.Kind == MoveKeep}
			}
			if o, ok := p.(interface{ opened(int) }); ok {
				o.opened(i)
			}
			if m.Kind != MoveKeep && !f.shared(i) { // kept to themselves from the start: it steers nothing
				replay()
				continue
			}
			counted = append(counted, i)
			f.passed[m.Author] = false
		}
	}
	s := newState(f.openings)
	p.tell(&s)
	for _, who := range f.cast {
		if stays[who] && s.Parts[who] != PartDone {
			s.Parts[who] = PartDone
			delete(s.Waiting, who)
		}
		if f.passed[who] && s.Parts[who] != PartDone {
			s.Parts[who], s.Waiting[who] = PartPassed, tandem.Say("chose not this week")
		}
		acts := p.acts(who)
		for i := range acts {
			acts[i].Later = acts[i].Later || !acts[i].Waited && (s.Parts[who] == PartDone || s.Parts[who] == PartPassed)
		}
		_, urgent := p.(*pause) // "not this week" says nothing to a pause that is called now
		if !urgent && (s.Parts[who] != PartDone && len(acts) > 0 || waited(acts)) {
			acts = append(acts, Act{Kind: MovePass})
		}
		s.Acts[who] = append(acts, f.ownActs(who)...)
	}
	return s
}

// part is how far somebody's part is by what has been taken so far.
func (f *fold) part(p protocol, who tandem.PartnerID) PartState {
	s := newState(make([]Opening, len(f.moves)))
	p.tell(&s)
	return s.Parts[who]
}

// ofStaff tells whether a move of the care team counts in the protocol.
func (f *fold) ofStaff(p protocol, m Move) bool {
	by, ok := p.(interface{ byStaff(MoveKind) bool })
	return ok && m.Author == "" && m.Staff != "" && by.byStaff(m.Kind)
}

// narrow notes what an author lets fewer people see.
func (f *fold) narrow(id tandem.MoveID, fields map[FieldID]Visibility) {
	for field, v := range fields {
		if f.narrowed[id] == nil {
			f.narrowed[id] = map[FieldID]bool{}
		}
		f.narrowed[id][field] = f.narrowed[id][field] || v.Width() < Both.Width()
	}
}

// isOpen tells whether an answer of the move stands open to both partners.
func (f *fold) isOpen(i int, id FieldID) bool {
	m := &f.moves[i]
	field, known := f.def.Field(id)
	_, answered := m.Answers[id]
	return known && answered && field.Visibility == Both && !f.narrowed[m.ID][id]
}

// shared tells whether a move says anything to the other partner: an act
// without answers always does.
func (f *fold) shared(i int) bool {
	for id := range f.moves[i].Answers {
		if f.isOpen(i, id) {
			return true
		}
	}
	return len(f.moves[i].Answers) == 0
}

// said is an answer that both can read, "" when it is not.
func (f *fold) said(i int, id FieldID) string {
	if i < 0 || !f.isOpen(i, id) {
		return ""
	}
	return f.moves[i].Answers[id].Text
}

// day is a date that both can read; without one it is so many days after the
// move was made. It only ever says from when Today asks.
func (f *fold) day(i int, id FieldID, days int) tandem.Date {
	if d, err := tandem.ParseDate(f.said(i, id)); err == nil {
		return d
	}
	return tandem.DateOf(f.moves[i].At, time.UTC).AddDays(days)
}

// asks is an act that waits for the partner since the move at index since. A
// pass after that move means "not now": the act is still there, further down.
func (f *fold) asks(p tandem.PartnerID, kind MoveKind, target, since int) Act {
	a := f.begins(kind, target)
	if at, ever := f.passedAt[p]; ever && f.passed[p] && since < at {
		a.Later = true
	} else {
		a.Waited = true
	}
	return a
}

// begins is an act that comes next for whoever has not done their part.
func (f *fold) begins(kind MoveKind, target int) Act {
	var id tandem.MoveID
	if target >= 0 {
		id = f.moves[target].ID
	}
	return stepAct(f.def, kind, id)
}

// may is an act that is possible and that nobody waits for.
func (f *fold) may(kind MoveKind, target int) Act {
	a := f.begins(kind, target)
	a.Later = true
	return a
}

// on lets the day's list ask for an act from that day.
func (a Act) on(day tandem.Date) Act {
	a.AskedOn = day
	return a
}

// editing lets an act start from the answers of an earlier move.
func (a Act) editing(f *fold, i int) Act {
	if i >= 0 {
		a.From = f.moves[i].ID
	}
	return a
}

// all tells whether everybody but the one has done something.
func (f *fold) all(but tandem.PartnerID, done func(tandem.PartnerID) bool) bool {
	for _, p := range f.cast {
		if p != but && !done(p) {
			return false
		}
	}
	return true
}

// stands says what became of a move.
func (s *State) stands(i int, is Standing) {
	if i >= 0 {
		s.Openings[i].Standing, s.Openings[i].Older = is, is == StandingReplaced
	}
}

// waited tells whether any of the acts waits for somebody.
func waited(acts []Act) bool {
	return slices.ContainsFunc(acts, func(a Act) bool { return a.Waited })
}

// steer is a choice whose answer steers a flow. A definition must ask it, of
// both to see, with these answers and no others.
type steer struct {
	move   MoveKind
	field  FieldID
	values []string
}
