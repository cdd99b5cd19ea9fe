package exercise

// The flows that live on for weeks.
const (
	FlowRequest FlowKind = "request-and-answer"   // RR
	FlowOffer   FlowKind = "offer-and-outcome"    // OC
	FlowPropose FlowKind = "propose-and-agree"    // PA
	FlowWrite   FlowKind = "taking-turns-writing" // TW
	FlowEvent   FlowKind = "event"                // EV
)

// The flows that lead from one to the next in a chain.
const (
	FlowOpening FlowKind = "opening" // EV: says that something happened
	FlowMirror  FlowKind = "mirror"  // each says back what the other wrote
)

// MoveOpen says that something happened, and begins what follows.
const MoveOpen MoveKind = "open"

// The kinds of moves in request-and-answer.
const (
	MoveRequest MoveKind = "request" // asks the other for something
	MoveAnswer  MoveKind = "answer"  // yes, something else, not now, no, or take it to the session
	MoveSettle  MoveKind = "settle"  // the answer once three suggestions have gone back and forth
	MoveWord    MoveKind = "word"    // the text of what is agreed; a new text clears what was confirmed
	MoveFits    MoveKind = "fits"    // these words are right
	MoveKept    MoveKind = "kept"    // how it went
	MoveExplain MoveKind = "explain" // the answer to a question about what was asked
	MoveRetire  MoveKind = "retire"  // what was agreed holds no longer
)

// The kinds of moves in offer-and-outcome.
const (
	MoveOffer   MoveKind = "offer"   // a small promise
	MoveSize    MoveKind = "size"    // ok, smaller, or unclear
	MoveOutcome MoveKind = "outcome" // its owner: how it went
	MoveNoticed MoveKind = "noticed" // the other: whether it was noticed
)

// The kinds of moves in propose-and-agree.
const (
	MoveFeed    MoveKind = "feed"    // ideas for the pool that both pick from
	MovePropose MoveKind = "propose" // a ritual, with why it matters
	MoveRespond MoveKind = "respond" // agrees, would change it, or not for us
	MoveOccur   MoveKind = "occur"   // one time: held, in a smaller way, or skipped
	MoveRest    MoveKind = "rest"    // pauses a ritual, at once
	MoveGoOn    MoveKind = "go-on"   // ends one's own pause
)

// The kinds of moves in taking turns to write.
const (
	MoveHandOn   MoveKind = "hand-on"  // an entry, handed on
	MoveSchedule MoveKind = "schedule" // a time to read together
	MoveRead     MoveKind = "read"     // read together
	MoveNote     MoveKind = "note"     // what story the other's entry tells
	MoveRepeat   MoveKind = "repeat"   // a moment to have again
	MoveRepeated MoveKind = "repeated" // whether it came about
)

// The kinds of moves in a round that an event opens.
const (
	MoveCall    MoveKind = "call"    // a pause
	MoveHalt    MoveKind = "halt"    // the other has stopped too
	MoveBreathe MoveKind = "breathe" // the breathing is done
	MoveReframe MoveKind = "reframe" // the matter as a question for a solution
	MoveClose   MoveKind = "close"   // go on, park it, or take it to the session
)

// Standing is what became of something that a partner set down: a request, a
// promise, a ritual, a pause. It follows from announced moves only, so whoever
// sees the move may see its standing.
type Standing string

// The standings.
const (
	StandingNone     Standing = ""
	StandingAsked    Standing = "asked"      // waits for the other's answer
	StandingLater    Standing = "later"      // not now: asked again from a day on
	StandingDeclined Standing = "declined"   // no, without a reason
	StandingAccepted Standing = "accepted"   // yes; the words are not settled yet
	StandingAgreed   Standing = "agreed"     // holds for both
	StandingChange   Standing = "change"     // to be made smaller, clearer or different by its owner
	StandingReplaced Standing = "replaced"   // a newer one stands in its place
	StandingResting  Standing = "resting"    // agreed, and paused by one of the two
	StandingParked   Standing = "parked"     // put off until a day
	StandingSession  Standing = "to session" // taken to the next session
	StandingClosed   Standing = "closed"     // its outcome is noted
)
