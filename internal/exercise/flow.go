package exercise

import (
	"time"

	"tandem/internal/tandem"
)

// MoveKind is the kind of an act in a round.
type MoveKind string

// The kinds of moves. Prepare, Give, Acknowledge and Log belong to flows; the
// others may be made in every flow.
const (
	MovePrepare     MoveKind = "prepare"     // answers written and sealed
	MoveGive        MoveKind = "give"        // what was prepared is handed over
	MoveAcknowledge MoveKind = "acknowledge" // what was given is received, without a reply to its content
	MoveLog         MoveKind = "log"         // something was done and is noted
	MovePass        MoveKind = "pass"        // not this week, without a reason
	MoveWithdraw    MoveKind = "withdraw"    // the author takes an answer back
	MoveNarrow      MoveKind = "narrow"      // the author lets fewer people see an answer
)

// MoveKinds lists every kind with whether the other partner is told of it.
// What is not announced may change nothing that the other can fetch. Taking
// back and narrowing are unannounced while nothing was open; what the other
// could already read leaves a tombstone.
func MoveKinds() map[MoveKind]bool {
	return map[MoveKind]bool{
		MovePrepare: false, MoveGive: true, MoveAcknowledge: true, MoveLog: true,
		MovePass: false, MoveWithdraw: false, MoveNarrow: false,
	}
}

// Move is one act in a round. Moves are appended and never changed.
type Move struct {
	ID       tandem.MoveID
	Seq      int // order in the round, from 1; never shown
	Author   tandem.PartnerID
	Kind     MoveKind
	Step     StepID
	Target   tandem.MoveID          // the move that Acknowledge, Withdraw or Narrow is about
	Answers  Answers                // sealed in the database
	Narrowed map[FieldID]Visibility // what the author chose to show to fewer people
	Key      string                 // the client's key, unique per author and round
	At       time.Time
}

// FlowKind names one of the flows.
type FlowKind string

// The flows that the library uses so far.
const (
	FlowGive FlowKind = "give-and-acknowledge" // GA
	FlowLog  FlowKind = "log"                  // LOG
)

// Parameters choose a flow for a definition.
type Parameters struct {
	Kind FlowKind `json:"kind"`
}

// PartState is how far one partner's part of an assignment is.
type PartState string

// The states of a part. There is no state for "failed".
const (
	PartNone   PartState = "none"   // nothing yet
	PartPartly PartState = "partly" // begun
	PartDone   PartState = "done"
	PartPassed PartState = "passed" // not this week
)

// Act is something that a partner may do now.
type Act struct {
	Kind   MoveKind      `json:"kind"`
	Step   StepID        `json:"step,omitempty"`
	Target tandem.MoveID `json:"target,omitempty"`
}

// Opening says how far the flow has opened the answers of one move. Field
// visibility and narrowing close further; nothing opens further.
type Opening struct {
	Partners map[tandem.PartnerID]bool // the other partners who may see shared answers
	Staff    bool                      // the therapist may see what is visible to the therapist
	Unsealed bool                      // the seal on sealed fields is broken
	At       time.Time                 // when it opened; this time is shown, not the move's own
	Gone     bool                      // replaced or taken back before anybody saw it: no trace
	Taken    bool                      // taken back after it was open: a tombstone
	Of       tandem.MoveID             // the move whose answers this one handed over, if any
}

// State is what a flow makes of the moves so far.
type State struct {
	Openings []Opening // one per move, in the same order
	Acts     map[tandem.PartnerID][]Act
	Parts    map[tandem.PartnerID]PartState
	Waiting  map[tandem.PartnerID]tandem.Text // for staff only: what still waits on whom
}

// Flow is the protocol of an exercise: a pure function of the moves.
type Flow interface {
	// Steps are the kinds of moves that a definition must have a step for.
	Steps() []MoveKind
	// Fold reads the moves in order. A move that the protocol does not allow
	// at its place is ignored, so no history can break it.
	Fold(def *Definition, cast []tandem.PartnerID, moves []Move) State
}

// FlowOf is the flow that a definition asks for.
func FlowOf(kind FlowKind) (Flow, bool) {
	switch kind {
	case FlowGive:
		return giveFlow{}, true
	case FlowLog:
		return logFlow{}, true
	}
	return nil, false
}

// Fold runs the definition's flow over the moves. A definition whose flow is
// unknown opens nothing and allows nothing.
func Fold(def *Definition, cast []tandem.PartnerID, moves []Move) State {
	flow, ok := FlowOf(def.Flow.Kind)
	if !ok {
		return State{Openings: make([]Opening, len(moves))}
	}
	return flow.Fold(def, cast, moves)
}

// fold is what the flows share: who is in the cast, whose part stands where,
// taking back and passing.
type fold struct {
	cast     []tandem.PartnerID
	moves    []Move
	openings []Opening
	passed   map[tandem.PartnerID]bool
}

func newFold(cast []tandem.PartnerID, moves []Move) *fold {
	return &fold{cast: cast, moves: moves, openings: make([]Opening, len(moves)), passed: map[tandem.PartnerID]bool{}}
}

func (f *fold) plays(p tandem.PartnerID) bool {
	for _, c := range f.cast {
		if c == p {
			return true
		}
	}
	return false
}

// others opens a move to everybody else in the cast.
func (f *fold) others(author tandem.PartnerID) map[tandem.PartnerID]bool {
	open := map[tandem.PartnerID]bool{}
	for _, c := range f.cast {
		if c != author {
			open[c] = true
		}
	}
	return open
}

// targeted is the index of the author's own move that m is about, or -1.
func (f *fold) targeted(m Move) int {
	for i := range f.moves {
		if f.moves[i].ID == m.Target && f.moves[i].Author == m.Author && len(f.moves[i].Answers) > 0 {
			return i
		}
	}
	return -1
}

// takeBack marks a move as taken back: without a trace while nobody else could
// see it, with a tombstone afterwards. It tells whether it was open.
func (f *fold) takeBack(i int) (open bool) {
	o := &f.openings[i]
	open = o.Staff || len(o.Partners) > 0
	if open {
		o.Taken = true
	} else {
		o.Gone = true
	}
	return open
}

// ownActs are what an author may do with answers already written.
func (f *fold) ownActs(p tandem.PartnerID) []Act {
	var acts []Act
	for i := range f.moves {
		m := &f.moves[i]
		if m.Author == p && len(m.Answers) > 0 && !f.openings[i].Gone && !f.openings[i].Taken {
			acts = append(acts, Act{Kind: MoveWithdraw, Target: m.ID}, Act{Kind: MoveNarrow, Target: m.ID})
		}
	}
	return acts
}
