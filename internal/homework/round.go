// Package homework holds assignments and their rounds: what each partner may
// do next, what each viewer sees, what grows out of it on the shelves, and how
// the work goes. Its View is the only door through which answers leave.
package homework

import (
	"slices"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// Assignment is one due instance of an exercise for a couple: the homework.
type Assignment struct {
	ID       tandem.AssignmentID
	Practice tandem.PracticeID
	Couple   tandem.CoupleID
	Plan     tandem.PlanID // "" when no plan asks for it
	Item     tandem.ItemID // "" when no plan asks for it
	Purpose  string        // what it is for; PurposePlan when a plan asks for it
	Exercise tandem.ExerciseID
	Version  int
	Week     int         // plan week
	Nth      int         // which of the week's times
	OpensOn  tandem.Date // "" while a pause leaves it without days
	DueOn    tandem.Date // last day, inclusive
	Light    bool
	Parts    []Part // one for each partner who has begun; staff's knowledge
	Some     bool   // it concerns only those in For; for the others it does not exist
	For      []tandem.PartnerID
	OpenedBy tandem.PartnerID // who opened it when it was needed; "" when nobody had to
	OpenedOf tandem.ItemID    // the plan's item that it was opened from
	// Withdrawn: it was called off. It stands on no list; whoever wrote in it
	// still finds their own words, and nobody else finds anything.
	Withdrawn bool
	// CalledOff: the plan no longer holds it, and somebody had begun. It stays
	// theirs, and nobody else's until something in it is open to them.
	CalledOff bool
}

// What an assignment is for.
const (
	PurposePlan     = "plan"
	PurposeIntake   = "intake"
	PurposeReview   = "review"
	PurposeExercise = "exercise" // one exercise beside the plan
	PurposeEvent    = "event"    // opened by a partner when it was needed
	// PurposeIntention is for when and where a partner will do an item.
	PurposeIntention = "intention"
)

// Cast are the couple's partners whom the assignment concerns, those who left
// included: their moves keep their meaning.
func (a Assignment) Cast(c casefile.Couple) []tandem.PartnerID { return castOf(c, a.Some, a.For) }

func castOf(c casefile.Couple, some bool, of []tandem.PartnerID) []tandem.PartnerID {
	var ids []tandem.PartnerID
	for _, p := range c.Partners {
		if !some || slices.Contains(of, p.ID) {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

// Part is one partner's share of an assignment.
type Part struct {
	Partner   tandem.PartnerID
	State     exercise.PartState
	Recorded  *exercise.Record // done, and not written down here
	ChangedAt time.Time
}

// Part is the state of the partner's share; PartNone when nothing has begun.
func (a Assignment) Part(p tandem.PartnerID) exercise.PartState {
	for _, part := range a.Parts {
		if part.Partner == p {
			return part.State
		}
	}
	return exercise.PartNone
}

// Open tells whether the assignment can be worked on that day: from its first
// day on. It stays open when its week has passed; nothing shuts in anybody's face.
func (a Assignment) Open(day tandem.Date) bool { return a.OpensOn != "" && a.OpensOn <= day }

// Round is one run of an assignment's flow. It holds every answer and so never
// leaves this package's Service: only Sight does.
type Round struct {
	ID         tandem.RoundID
	Practice   tandem.PracticeID
	Couple     tandem.CoupleID
	Assignment tandem.AssignmentID
	Exercise   tandem.ExerciseID
	Version    int
	Moves      []exercise.Move // in the order of Seq
	Some       bool            // as of the assignment
	For        []tandem.PartnerID
	Live       bool      // something in it is under way
	Awaits     bool      // answers in it wait for the care team
	Noticed    time.Time // since when something in it stands out to the care team; zero for nothing
}

// cast are those whom the round concerns.
func (r Round) cast(c casefile.Couple) []tandem.PartnerID { return castOf(c, r.Some, r.For) }

// Draft is what one partner has typed and not sent, kept for them alone. It
// belongs to a step and to what that is about: what was half typed about one
// promise stands under no other.
type Draft struct {
	Round  tandem.RoundID
	Author tandem.PartnerID
	Step   exercise.StepID
	Target tandem.MoveID // "" where the step is about nothing in particular
	Form   exercise.Form
	At     time.Time
}

// For tells whether the draft is of this step, about this move.
func (d *Draft) For(step exercise.StepID, about tandem.MoveID) bool {
	return d != nil && d.Step == step && d.Target == about
}

// cast is everybody who is or was a partner in the couple.
func cast(c casefile.Couple) []tandem.PartnerID { return castOf(c, false, nil) }
