package exercise

import "tandem/internal/tandem"

// writeFlow is taking turns to write (TW): one writes and hands the journal on,
// the other writes; then they find a time, read both together, and each notes
// what story the other's entry tells. What is typed and not handed on is a draft
// and its author's alone. Either may have the first turn.
type writeFlow struct{}

// The fields that steer taking turns to write, and what they may say.
const (
	fieldReadOn   FieldID = "read_on"
	fieldRepeatOn FieldID = "repeat_on"
	fieldRepeated FieldID = "repeated"
)

func (writeFlow) Steps() []MoveKind {
	return []MoveKind{MoveHandOn, MoveSchedule, MoveRead, MoveNote, MoveRepeat, MoveRepeated}
}

func (writeFlow) steers() []steer {
	return []steer{{MoveRepeated, fieldRepeated, []string{"yes", "partly", "no"}}}
}

func (writeFlow) Fold(def *Definition, cast []tandem.PartnerID, moves []Move) State {
	f := newProtocol(def, cast, moves)
	return f.run(func() protocol {
		return &journal{fold: f, wrote: map[tandem.PartnerID]int{}, noted: map[tandem.PartnerID]int{}, when: -1, read: -1, again: -1, came: -1}
	})
}

// journal is the state of the flow: indices of moves, -1 where there is none.
type journal struct {
	*fold
	wrote, noted map[tandem.PartnerID]int
	times        []int // times that were set before
	when         int   // the time that holds
	read         int
	again        int // the moment to have again
	moments      []int
	came         int // whether it came about
}

func (j *journal) full() bool { return len(j.wrote) == len(j.cast) }

func (j *journal) take(i int, m Move) bool {
	_, wrote := j.wrote[m.Author]
	_, noted := j.noted[m.Author]
	switch {
	case m.Kind == MoveHandOn && !wrote:
		j.wrote[m.Author] = i
	case m.Kind == MoveSchedule && j.full() && j.read < 0: // the last word counts
		if j.when >= 0 {
			j.times = append(j.times, j.when)
		}
		j.when = i
	case m.Kind == MoveRead && j.full() && j.read < 0:
		j.read = i
	case m.Kind == MoveNote && j.read >= 0 && !noted:
		j.noted[m.Author] = i
	case m.Kind == MoveRepeat && j.read >= 0 && j.came < 0:
		if j.again >= 0 {
			j.moments = append(j.moments, j.again)
		}
		j.again = i
	case m.Kind == MoveRepeated && j.again >= 0 && j.came < 0 && j.moves[j.again].ID == m.Target && j.said(i, fieldRepeated) != "":
		j.came = i
	default:
		return false
	}
	return true
}

func (j *journal) acts(p tandem.PartnerID) []Act {
	_, wrote := j.wrote[p]
	_, noted := j.noted[p]
	var asked, may []Act
	switch {
	case !wrote && len(j.wrote) > 0:
		asked = append(asked, j.asks(p, MoveHandOn, -1, j.turn()))
	case !wrote:
		asked = append(asked, j.begins(MoveHandOn, -1))
	}
	if j.full() && j.read < 0 {
		if j.when < 0 {
			asked = append(asked, j.asks(p, MoveSchedule, -1, j.turn()))
			may = append(may, j.may(MoveRead, -1))
		} else {
			asked = append(asked, j.asks(p, MoveRead, -1, j.when).on(j.day(j.when, fieldReadOn, 0)))
			may = append(may, j.may(MoveSchedule, -1).editing(j.fold, j.when))
		}
	}
	if j.read >= 0 && !noted {
		asked = append(asked, j.asks(p, MoveNote, -1, j.read))
	}
	switch {
	case j.read < 0 || j.came >= 0:
	case j.again < 0:
		may = append(may, j.may(MoveRepeat, -1))
	default:
		asked = append(asked, j.asks(p, MoveRepeated, j.again, j.again).on(j.day(j.again, fieldRepeatOn, 7)))
		may = append(may, j.may(MoveRepeat, -1).editing(j.fold, j.again))
	}
	return append(asked, may...)
}

// turn is the index of the last entry.
func (j *journal) turn() int {
	last := -1
	for _, i := range j.wrote {
		last = max(last, i)
	}
	return last
}

func (j *journal) tell(s *State) {
	for _, i := range j.times {
		s.stands(i, StandingReplaced)
	}
	for _, i := range j.moments {
		s.stands(i, StandingReplaced)
	}
	if j.again >= 0 {
		s.stands(j.again, StandingAgreed)
		if j.came >= 0 {
			s.stands(j.again, StandingClosed)
		}
	}
	s.Live = len(j.wrote) > 0 && len(j.noted) < len(j.cast) || j.again >= 0 && j.came < 0
	for _, p := range j.cast {
		_, wrote := j.wrote[p]
		_, noted := j.noted[p]
		s.Parts[p], s.Stage[p] = PartNone, j.journalStage(p)
		switch {
		case noted:
			s.Parts[p] = PartDone
		case wrote:
			s.Parts[p] = PartPartly
		}
		switch {
		case !wrote:
			s.Waiting[p] = tandem.Say("has not written yet")
		case j.full() && j.read < 0:
			s.Waiting[p] = tandem.Say("can read together with the other")
		case j.read >= 0 && !noted:
			s.Waiting[p] = tandem.Say("has not noted what the other's entry tells")
		}
	}
}

func (j *journal) journalStage(p tandem.PartnerID) tandem.Text {
	_, wrote := j.wrote[p]
	_, noted := j.noted[p]
	switch {
	case len(j.wrote) == 0:
		return tandem.Text{}
	case !wrote:
		return tandem.Say("The journal is with you. It is your turn to write.")
	case !j.full():
		return tandem.Say("You have written. The journal has been handed on.")
	case j.read < 0 && j.when < 0:
		return tandem.Say("Both entries are there. Find a time to read them together.")
	case j.read < 0:
		return tandem.Say("You have a time to read together.")
	case !noted:
		return tandem.Say("You have read together. Note what stays with you.")
	default:
		return tandem.Say("Your part of the journal is done. It is kept under Together.")
	}
}
