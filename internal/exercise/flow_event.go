package exercise

import "tandem/internal/tandem"

// eventFlow is opened by an event (EV): a talk gets too hot and either of the
// two calls a pause. Both stop; who likes breathes for three minutes; later one
// puts the matter as a question for a solution. Then it goes on when both say
// so; one alone may park it until a day, or take it to the session.
type eventFlow struct{}

// The fields that steer a pause, and what they may say.
const (
	fieldNext      FieldID = "next"
	fieldParkUntil FieldID = "park_until"

	sayResumed = "resumed"
	sayParked  = "parked"
	saySession = "session"
)

func (eventFlow) Steps() []MoveKind {
	return []MoveKind{MoveCall, MoveHalt, MoveBreathe, MoveReframe, MoveClose}
}

func (eventFlow) steers() []steer {
	return []steer{{MoveClose, fieldNext, []string{sayResumed, sayParked, saySession}}}
}

func (eventFlow) Fold(def *Definition, cast []tandem.PartnerID, moves []Move) State {
	f := newProtocol(def, cast, moves)
	return f.run(func() protocol {
		return &pause{fold: f, call: -1, reframe: -1, parked: -1, session: -1, stopped: map[tandem.PartnerID]bool{},
			breathed: map[tandem.PartnerID]bool{}, resumed: map[tandem.PartnerID]int{}, ended: map[tandem.PartnerID]bool{}}
	})
}

// pause is the state of the flow: indices of moves, -1 where there is none.
type pause struct {
	*fold
	call     int
	stopped  map[tandem.PartnerID]bool
	breathed map[tandem.PartnerID]bool
	reframe  int
	resumed  map[tandem.PartnerID]int // who would go on
	parked   int
	session  int
	ended    map[tandem.PartnerID]bool // who has said how it goes on, at least once
}

func (e *pause) over() bool { return e.session >= 0 || e.call >= 0 && len(e.resumed) == len(e.cast) }

func (e *pause) take(i int, m Move) bool {
	if m.Kind == MoveCall {
		if e.call >= 0 {
			return false
		}
		e.call, e.stopped[m.Author] = i, true
		return true
	}
	if e.call < 0 || e.over() {
		return false
	}
	switch m.Kind {
	case MoveHalt:
		if e.stopped[m.Author] {
			return false
		}
		e.stopped[m.Author] = true
	case MoveBreathe:
		if e.breathed[m.Author] {
			return false
		}
		e.breathed[m.Author] = true
	case MoveReframe:
		e.reframe = i
	case MoveClose:
		return e.closed(i, m)
	default:
		return false
	}
	return true
}

// closed: going on takes both, because nobody is drawn back into a talk alone.
// Parking it and taking it to the session takes one.
func (e *pause) closed(i int, m Move) bool {
	switch e.said(i, fieldNext) {
	case sayResumed:
		if _, already := e.resumed[m.Author]; already {
			return false
		}
		e.resumed[m.Author] = i
	case sayParked:
		e.parked, e.resumed = i, map[tandem.PartnerID]int{}
	case saySession:
		e.session = i
	default:
		return false
	}
	e.ended[m.Author] = true
	return true
}

func (e *pause) acts(p tandem.PartnerID) []Act {
	if e.call < 0 {
		return []Act{e.begins(MoveCall, -1)}
	}
	if e.over() {
		return nil
	}
	var asked, may []Act
	if !e.stopped[p] {
		asked = append(asked, e.asks(p, MoveHalt, -1, e.call))
	}
	if !e.breathed[p] && e.parked < 0 {
		asked = append(asked, e.begins(MoveBreathe, -1))
	}
	reframe, closing := e.may(MoveReframe, -1).editing(e.fold, e.reframe), e.begins(MoveClose, -1)
	_, would := e.resumed[p]
	switch {
	case e.parked >= 0:
		closing = e.asks(p, MoveClose, -1, e.parked).on(e.day(e.parked, fieldParkUntil, 7))
	case !would && len(e.resumed) > 0:
		closing = e.asks(p, MoveClose, -1, e.call)
	case would:
		closing = e.may(MoveClose, -1)
	}
	if e.reframe < 0 && e.parked < 0 {
		reframe = e.begins(MoveReframe, -1)
	}
	if closing.Later {
		return append(asked, reframe, closing)
	}
	if reframe.Later {
		asked, may = append(asked, closing), append(may, reframe)
	} else {
		asked = append(asked, reframe, closing)
	}
	return append(asked, may...)
}

func (e *pause) tell(s *State) {
	is := StandingAsked
	switch {
	case e.session >= 0:
		is = StandingSession
	case e.over():
		is = StandingClosed
	case e.parked >= 0:
		is = StandingParked
	}
	for _, i := range []int{e.call, e.reframe, e.parked, e.session} {
		s.stands(i, is)
	}
	s.Live = e.call >= 0 && !e.over()
	for _, p := range e.cast {
		s.Parts[p], s.Stage[p] = PartNone, e.pauseStage(p)
		switch {
		case e.call >= 0 && (e.over() || e.ended[p]):
			s.Parts[p] = PartDone
		case e.call >= 0 && e.moves[e.call].Author == p:
			s.Parts[p] = PartPartly
		}
	}
}

func (e *pause) pauseStage(p tandem.PartnerID) tandem.Text {
	_, would := e.resumed[p]
	switch {
	case e.call < 0:
		return tandem.Text{}
	case e.session >= 0:
		return tandem.Say("You take this to your next session.")
	case e.over():
		return tandem.Say("You have both gone on. Well paused.")
	case e.parked >= 0:
		return tandem.Say("This is parked. Nothing needs doing before its day.")
	case would:
		return tandem.Say("You would go on. It goes on when both want to.")
	case len(e.resumed) > 0:
		return tandem.Say("One of you would go on. Take the time you need.")
	case e.moves[e.call].Author == p:
		return tandem.Say("You have called a pause. Nothing has to be solved now.")
	default:
		return tandem.Say("%s has called a pause. Nothing has to be solved now.", e.moves[e.call].Author)
	}
}
