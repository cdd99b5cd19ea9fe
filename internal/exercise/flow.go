package exercise

import (
	"time"

	"tandem/internal/tandem"
)

// MoveKind is the kind of an act in a round.
type MoveKind string

// The kinds of moves. Pass, withdraw and narrow may be made in every flow by a
// partner, record by a partner or the care team, hold, release and reply by the
// care team alone. The others belong to flows.
const (
	MovePrepare     MoveKind = "prepare"     // answers written and sealed
	MoveGive        MoveKind = "give"        // what was prepared is handed over
	MoveAcknowledge MoveKind = "acknowledge" // what was given is received, without a reply to its content
	MoveLog         MoveKind = "log"         // something was done and is noted
	MoveKeep        MoveKind = "keep"        // written alone, and done with that
	MoveShare       MoveKind = "share"       // what was written alone is shared
	MoveSeal        MoveKind = "seal"        // answers that open when all have sealed theirs
	MoveConfide     MoveKind = "confide"     // a sealed answer that the therapist alone may read
	MoveEdit        MoveKind = "edit"        // a version of the joint form
	MoveAgree       MoveKind = "agree"       // yes to the newest version of the joint form
	MoveSetUp       MoveKind = "set-up"      // a talk is set up; its author speaks first
	MoveSpeak       MoveKind = "speak"       // the speaker has spoken
	MoveReflect     MoveKind = "reflect"     // the listener has said back what was heard
	MoveCheck       MoveKind = "check"       // the speaker says whether it matches
	MoveRate        MoveKind = "rate"        // both rate at the end, sealed until both have
	MoveBreakOff    MoveKind = "break-off"   // the talk ends here, without a reason
	MovePass        MoveKind = "pass"        // not this week, without a reason
	MoveWithdraw    MoveKind = "withdraw"    // the author takes an answer back
	MoveNarrow      MoveKind = "narrow"      // the author lets fewer people see an answer
	MoveAsBefore    MoveKind = "as-before"   // what both agreed in a round before holds again; the service writes its answers
	MoveRecord      MoveKind = "record"      // "we did it" for a day that has passed; no answers
	MoveHold        MoveKind = "hold"        // the therapist lets what is sealed wait
	MoveRelease     MoveKind = "release"     // the therapist opens what waits
	MoveMark        MoveKind = "mark"        // the therapist marks something for the care team, or takes the mark off
	MoveReply       MoveKind = "reply"       // the therapist writes to one partner or to both
)

// FieldReply is where a reply keeps its text. No definition has a field of
// that name, so it is no answer of a partner's.
const FieldReply FieldID = "reply."

// MoveKinds lists every kind with whether the other partner is told of it.
// What is not announced may change nothing that the other can fetch. Taking
// back and narrowing are unannounced while nothing was open; what the other
// could already read leaves a tombstone. A hold looks like any other wait; a
// release may be the reveal itself. A reply is between the care team and those
// it is written to, a record between the care team and those it is about.
func MoveKinds() map[MoveKind]bool {
	return map[MoveKind]bool{
		MovePrepare: false, MoveGive: true, MoveAcknowledge: true, MoveLog: true,
		MoveKeep: false, MoveShare: true, MoveSeal: false, MoveConfide: false, MoveEdit: true, MoveAgree: true,
		// That a talk was ended shows: it is over for both. No entry names who did it.
		MoveSetUp: true, MoveSpeak: true, MoveReflect: true, MoveCheck: true, MoveRate: false, MoveBreakOff: true,
		MoveAsk: true, MoveValidate: true, MoveGuess: true, MoveCorrect: true, MoveReact: true,
		MovePass: false, MoveWithdraw: false, MoveNarrow: false, MoveCherish: false, MoveLetGo: false,
		MoveReady:  false,
		MoveRecord: false, MoveHold: false, MoveRelease: true, MoveReply: false, MoveMark: false, MoveNotNow: false,
		// Keeping what both agreed before is said to both, who agreed to it before.
		MoveAsBefore: true,
		// The one change is written in front of both. Going on alone is a matter of
		// whoever does, until the other is in too.
		MoveDecide: true, MoveConfirm: true, MoveAlone: false,
		// A request, an offer and every answer to one are said to the other:
		// that is what they are for (decision 1). Until they are sent they are
		// drafts, which nobody else sees.
		MoveRequest: true, MoveAnswer: true, MoveSettle: true, MoveWord: true, MoveFits: true, MoveKept: true,
		MoveExplain: true, MoveRetire: true,
		MoveOffer: true, MoveSize: true, MoveOutcome: true, MoveNoticed: true,
		MoveFeed: true, MovePropose: true, MoveRespond: true, MoveOccur: true, MoveRest: true, MoveGoOn: true,
		// Handing the journal on gives the turn to the other.
		MoveHandOn: true, MoveSchedule: true, MoveRead: true, MoveNote: true, MoveRepeat: true, MoveRepeated: true,
		// What suits today, and a tap in answer to a good moment, are for the other.
		MoveSuggest: true, MoveJoin: true, MoveTap: true,
		// Of a sorting the other learns once both show theirs. A skill and the plans
		// for it are a matter of both.
		MoveTell: true, MoveSort: false, MoveShow: false,
		MoveSkill: true, MoveIntend: true, MoveUse: true,
		// A hard week is shared by noting it; before that it is a draft.
		MoveSetback: true, MoveLesson: true,
		// A pause is called so that both stop. Whether somebody breathes through
		// it is their own affair.
		MoveOpen: true,
		MoveCall: true, MoveHalt: true, MoveBreathe: false, MoveReframe: true, MoveClose: true,
		// What each says of a page stays with them until all have said.
		MoveFrame: true, MoveWeigh: false, MoveReturn: true, MoveRevisit: true,
	}
}

// Move is one act in a round. Moves are appended and never changed. Either a
// partner is its author or somebody of the care team made it, never both.
type Move struct {
	ID       tandem.MoveID
	Seq      int // order in the round, from 1; never shown
	Author   tandem.PartnerID
	Staff    tandem.PersonID // who of the care team made it, with Author ""
	Kind     MoveKind
	Step     StepID
	Target   tandem.MoveID          // the move that Acknowledge, Withdraw or Narrow is about
	For      []tandem.PartnerID     // of a reply: who may read it; of the care team's record: who was there
	On       tandem.Date            // of a record: the day on which it was done
	Answers  Answers                // sealed in the database
	Alone    []FieldID              // answers that are their author's alone; keys of their own seal them
	Narrowed map[FieldID]Visibility // what the author chose to show to fewer people
	Key      string                 // the client's key, unique per author and round
	At       time.Time
}

// FlowKind names one of the flows.
type FlowKind string

// The flows that the library uses so far.
const (
	FlowGive   FlowKind = "give-and-acknowledge" // GA
	FlowLog    FlowKind = "log"                  // LOG
	FlowSolo   FlowKind = "solo"                 // SOLO
	FlowSealed FlowKind = "sealed"               // SR
	FlowForm   FlowKind = "joint-form"           // JF
	FlowTurns  FlowKind = "speaker-listener"     // SRC
)

// Parameters choose a flow for a definition. With Then, flows follow each
// other: the next begins when the one before is complete for all.
type Parameters struct {
	Kind  FlowKind   `json:"kind"`
	Waits bool       `json:"waits,omitempty"` // what is sealed always waits for the therapist's release
	Alone bool       `json:"alone,omitempty"` // in give-and-acknowledge: written is done, giving is a choice, and receiving asks for nothing written
	Told  bool       `json:"told,omitempty"`  // in solo, for one partner: the therapist reads what was written, and nothing of it is ever shared
	Turn  []MoveKind `json:"turn,omitempty"`  // of speaker-listener: what one turn is made of, in order
	Most  int        `json:"most,omitempty"`  // of propose-and-agree: how many each may propose in a round, 1 to 20
	Lives bool       `json:"lives,omitempty"` // in joint-form: what is kept can be written anew later
	// RevisitDays is after how many days a joint form is looked at again where the
	// two have set no day.
	RevisitDays int         `json:"revisit_days,omitempty"`
	Promise     *Promise    `json:"promise,omitempty"` // of joint-form: what is kept is a promise of both
	Ask         *Asking     `json:"ask,omitempty"`     // of request-and-answer
	Then        *Parameters `json:"then,omitempty"`
}

// Promise makes a joint form a promise of both: the round lives on until one of
// them has said how it went. Each may say so once.
type Promise struct {
	Words FieldID `json:"words"` // what is promised; stands for it on its shelf
	Due   FieldID `json:"due"`   // the day from which they look back
	Kept  FieldID `json:"kept"`  // how it went
}

// Link is the part of a chain that runs the kind of flow; the zero Parameters
// when none does. A flow finds its own parameters with it.
func (p *Parameters) Link(kind FlowKind) Parameters {
	if l := p.Part(kind); l != nil {
		return *l
	}
	return Parameters{}
}

// Part is Link for whoever changes it; nil when no part of the chain runs the
// kind of flow.
func (p *Parameters) Part(kind FlowKind) *Parameters {
	for l := p; l != nil; l = l.Then {
		if l.Kind == kind {
			return l
		}
	}
	return nil
}

// Sitting tells whether the exercise, or a part of it, is for two who are there
// at one time: a talk in turns, something given face to face, a form that both
// fill in. It has nothing to do with how its minutes count.
func (p *Parameters) Sitting() bool {
	for l := p; l != nil; l = l.Then {
		switch l.Kind {
		case FlowTurns, FlowMirror, FlowForm, FlowFrame, FlowStory, FlowReview:
			return true
		case FlowGive:
			if !l.Alone {
				return true
			}
		}
	}
	return false
}

// Ends tells whether the flow of that kind is the last of its chain.
func (p *Parameters) Ends(kind FlowKind) bool { return p.Link(kind).Then == nil }

// PartState is how far one partner's part of an assignment is.
type PartState string

// The states of a part. There is no state for "failed".
const (
	PartNone   PartState = "none"   // nothing yet
	PartPartly PartState = "partly" // begun
	PartDone   PartState = "done"
	PartPassed PartState = "passed" // not this week
)

// Act is something that a partner, or the care team, may do now. The order in
// which a flow offers acts is the order in which a page asks for them: the
// first that has a step and is not Later comes next.
type Act struct {
	Kind   MoveKind      `json:"kind"`
	Step   StepID        `json:"step,omitempty"`
	Target tandem.MoveID `json:"target,omitempty"` // what it is about; whoever acts must be able to read it
	From   tandem.MoveID `json:"from,omitempty"`   // the answers that it starts from: what it replaces or edits
	Hands  tandem.MoveID `json:"hands,omitempty"`  // the own answers that it shows to the other; there must be some
	Later  bool          `json:"later,omitempty"`  // possible, and nobody waits for it: a page offers it below
	Waited bool          `json:"waited,omitempty"` // something that another has announced waits for it
	After  time.Time     `json:"after,omitzero"`   // not before; made of what its author may know
	// AskedOn is the day from which the day's list asks for it, "" at once. It may
	// be made earlier. It is made of what the partner can read.
	AskedOn tandem.Date `json:"asked_on,omitempty"`
}

// Opening says how far the flow has opened the answers of one move. Field
// visibility and narrowing close further; nothing opens further.
type Opening struct {
	Partners map[tandem.PartnerID]bool // the other partners who may see shared answers
	Staff    bool                      // the therapist may see what is visible to the therapist
	Unsealed bool                      // the seal on sealed fields is broken
	At       time.Time                 // when it opened; this time is shown, not the move's own
	// Bare: the act shows even where nothing that was written with it does, so that
	// a note kept to oneself changes nothing for the other.
	Bare     bool
	Gone     bool          // replaced or taken back before anybody saw it: no trace
	Taken    bool          // taken back after it was open: a tombstone
	Of       tandem.MoveID // the move whose answers this one handed over, if any
	Confided bool          // its author opened it to the therapist alone
	Older    bool          // a newer version has taken its place; it stays readable
	Standing Standing      // what became of it; made of announced moves only
	// Due is the day from which the two look back on it, "" without one. It is made
	// of announced moves only.
	Due tandem.Date
}

// State is what a flow makes of the moves so far.
type State struct {
	Openings []Opening // one per move, in the same order
	Acts     map[tandem.PartnerID][]Act
	Staff    []Act // what the flow lets the care team do: hold, release
	Parts    map[tandem.PartnerID]PartState
	Waiting  map[tandem.PartnerID]tandem.Text // for staff only: what still waits on whom
	// Stage is one plain sentence for each partner on where the round stands,
	// made only of what that partner may know. A PartnerID among its arguments
	// is written as that person's name. It is said in functions with Stage in
	// their name: those sentences need every language, Waiting's do not.
	Stage    map[tandem.PartnerID]tandem.Text
	Complete bool // for all: the next flow of a chain begins
	Recorded map[tandem.PartnerID]Record
	Live     bool // something here is still under way, whatever the plan's week
	Back     bool // the chain goes back to understanding
	Again    bool // it has gone back at least once
	// Awaits is set while answers wait for the care team: it let them wait and
	// all are in, or somebody has answered a safety question. It is the care
	// team's knowledge alone.
	Awaits bool
	// Before is the time before which the next flow of a chain asks for nothing;
	// zero when there is none. It is made of announced moves only.
	Before time.Time
}

// newState has every map ready.
func newState(openings []Opening) State {
	return State{Openings: openings, Acts: map[tandem.PartnerID][]Act{}, Parts: map[tandem.PartnerID]PartState{},
		Waiting: map[tandem.PartnerID]tandem.Text{}, Stage: map[tandem.PartnerID]tandem.Text{}}
}

// Record says that a part was done without being written down here.
type Record struct {
	On     tandem.Date // the day on which it was done
	InRoom bool        // the care team noted it with those who were there
}

// Flow is the protocol of an exercise: a pure function of the moves.
type Flow interface {
	// Steps are the kinds of moves that a definition must have a step for. A flow
	// with a method also() []MoveKind lists more, for which it may have one.
	Steps() []MoveKind
	// Fold reads the moves in order. A move that the protocol does not allow
	// at its place is ignored, so no history can break it: its opening is Gone.
	// Of the care team's moves a flow reads hold and release, where it has
	// something that can wait.
	Fold(def *Definition, cast []tandem.PartnerID, moves []Move) State
}

// FlowOf is the flow that a definition asks for.
func FlowOf(kind FlowKind) (Flow, bool) {
	switch kind {
	case FlowGive:
		return giveFlow{}, true
	case FlowLog:
		return logFlow{}, true
	case FlowToday:
		return todayFlow{}, true
	case FlowStory:
		return storyFlow{}, true
	case FlowSkill:
		return skillFlow{}, true
	case FlowSetback:
		return setbackFlow{}, true
	case FlowSolo:
		return soloFlow{}, true
	case FlowSealed:
		return sealedFlow{}, true
	case FlowForm:
		return jointForm(), true
	case FlowFrame:
		return framing(), true
	case FlowTurns:
		return turnsFlow{}, true
	case FlowReview:
		return reviewFlow{}, true
	case FlowPreparation:
		return preparationFlow{}, true
	case FlowRequest:
		return requestFlow{}, true
	case FlowOffer:
		return offerFlow{}, true
	case FlowPropose:
		return proposeFlow{}, true
	case FlowWrite:
		return writeFlow{}, true
	case FlowEvent:
		return eventFlow{}, true
	case FlowOpening:
		return openingFlow{}, true
	case FlowMirror:
		return mirrorFlow{}, true
	}
	return nil, false
}

// fold is what the flows share: who is in the cast, whose part stands where,
// taking back and passing.
type fold struct {
	cast     []tandem.PartnerID
	moves    []Move
	openings []Opening
	passed   map[tandem.PartnerID]bool
	protocolFacts
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
