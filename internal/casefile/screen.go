package casefile

import (
	"context"
	"time"

	"tandem/internal/tandem"
)

// ScreenResult is what a safety screen came to.
type ScreenResult string

// The results of a safety screen.
const (
	// NoConcern: nothing speaks against joint work.
	NoConcern ScreenResult = "no-concern"
	// Monitor: joint work goes on, and safety is asked about again soon.
	Monitor ScreenResult = "monitor"
	// JointNotIndicated: conjoint work is not indicated. No override passes it.
	JointNotIndicated ScreenResult = "joint-not-indicated"
)

// ScreenResults lists what a clinician can choose from.
func ScreenResults() []ScreenResult { return []ScreenResult{NoConcern, Monitor, JointNotIndicated} }

// ScreenHow is how a safety screen was done.
type ScreenHow string

// The ways of a safety screen. The partner is alone in each.
const (
	ScreenInterview ScreenHow = "interview"
	ScreenWritten   ScreenHow = "written"
	ScreenBoth      ScreenHow = "interview-and-written"
)

// ScreenHows lists what a clinician can choose from.
func ScreenHows() []ScreenHow { return []ScreenHow{ScreenInterview, ScreenWritten, ScreenBoth} }

// Goal is what a partner wants of the work, as they said it when they were seen
// alone. No other partner may learn it.
type Goal string

// The goals.
const (
	GoalImprove Goal = "improve" // the relationship
	GoalClarify Goal = "clarify" // its future
)

// Goals lists what a partner can have said.
func Goals() []Goal { return []Goal{GoalImprove, GoalClarify} }

// GoalTold is what a partner has written about their goal on their own phone,
// for the care team alone. The zero GoalTold is nothing asked and nothing said.
type GoalTold struct {
	Asked bool // a question is open that they have not answered
	Goal  Goal // "" when it was not said
	Words string
	At    time.Time
}

// GoalRounds asks partners on their own phones for their goal, and reads what they
// have written there as far as the care team may see it. homework.Service is
// one: an answer leaves only through its View.
type GoalRounds interface {
	// AskGoal asks one partner. It joins the transaction. Error: Conflict when a
	// question is open already.
	AskGoal(ctx context.Context, c Couple, partner tandem.PartnerID) error
	// GoalsTold is what the partners of the couples have said; those who were
	// never asked are absent.
	GoalsTold(ctx context.Context, practice tandem.PracticeID, couples []Couple) (map[tandem.PartnerID]GoalTold, error)
}

// Screen is what the care team found out about one partner's safety, after
// seeing that partner alone. Only the care team and its supervisors may read
// it; no partner may learn that it exists, the one it is about included. All
// but the ids and the moment of recording is sealed under a key of its own.
type Screen struct {
	ID         tandem.ScreenID
	Couple     tandem.CoupleID
	Partner    tandem.PartnerID
	Person     tandem.PersonID // of the partner
	On         tandem.Date     // when the partner was seen
	How        ScreenHow
	Result     ScreenResult
	NextDue    tandem.Date // when to ask again
	Goal       Goal        // as said in that talk; "" when it was not
	GoalWords  string      // in the partner's own words
	RecordedBy tandem.PersonID
	RecordedAt time.Time
}
