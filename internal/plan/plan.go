// Package plan holds what a couple was assigned and when it is due: templates,
// drafts, plans with their items, phases, light weeks and pauses, the schedule
// that follows from them, revisions, and the gate before a plan begins.
package plan

import (
	"slices"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// State is where a plan stands.
type State string

// The states of a plan. A draft is known to the care team alone.
const (
	InDraft State = "draft"
	Active  State = "active"
	Paused  State = "paused"
	Ended   State = "ended"
)

// MaxWeeks bounds a plan; the longest template runs for a year.
const MaxWeeks = 52

// MaxItems bounds a plan's lines, so that nobody can make it slow for others.
const MaxItems = 60

// Plan is homework assigned to a couple over weeks.
type Plan struct {
	ID        tandem.PlanID
	Practice  tandem.PracticeID
	Couple    tandem.CoupleID
	Name      string // staff's; no partner reads it
	Template  TemplateID
	State     State
	StartsOn  tandem.Date // the first day of week FirstWeek, on a weekday Begins
	FirstWeek int         // 1, or the week in which a plan begun elsewhere goes on here
	Weeks     int         // 1 to MaxWeeks, those before FirstWeek included
	Begins    time.Weekday
	Note      string // to the couple, in the therapist's words
	Phases    []Phase
	Waits     bool      // phases after the first wait for the therapist; plans of before there were openings do not
	Openings  []Opening // in their order
	Reviews   []ReviewPoint
	Items     []Item
	Light     []int // weeks in which every item is at its smallest and leaves the count
	Pauses    []Pause
	CreatedBy tandem.PersonID
	CreatedAt time.Time
	Closing   *Closing // once it has ended
	Version   int      // counts changes, so that two editors cannot overwrite each other
}

// Item is one line of a plan: an exercise, in the version it was assigned
// with, and how often it comes round in which weeks.
type Item struct {
	ID       tandem.ItemID
	Exercise tandem.ExerciseID
	Version  int
	Slot     exercise.Slot
	Cadence  exercise.Cadence
	Date     casefile.OwnDate // of an item that comes on one, as the plan was given it; a later change waits for a revision
	Partner  tandem.PartnerID // the only one whom it concerns; "" concerns everybody
	Note     string           // to those whom it concerns
	FromWeek int              // 1-based, inclusive
	ToWeek   int
}

// Phase is a stretch of a plan with a focus. Gate says what the therapist
// looks at before the next phase.
type Phase struct {
	Name  string   `json:"name"`
	From  int      `json:"from"`
	To    int      `json:"to"`
	Focus string   `json:"focus"`
	Gate  string   `json:"gate,omitempty"`
	Opens OpenRule `json:"opens,omitempty"`
}

// OpenRule is what a phase asks for before the therapist opens it.
type OpenRule string

// What a phase can ask for.
const (
	// OpensByJudgement: the therapist's judgement alone.
	OpensByJudgement OpenRule = ""
	// OpensByRhythm: reliability before depth (P7). The base rhythm held in two
	// of three weeks of the phase before, or the therapist says why not.
	OpensByRhythm OpenRule = "base-rhythm"
)

// OpenRules lists them.
func OpenRules() []OpenRule { return []OpenRule{OpensByJudgement, OpensByRhythm} }

// GateKind is which gate a template starts behind.
type GateKind string

// The gates.
const (
	GateUsual GateKind = ""
	// GateNoFlag: the usual one, and no safety screen that is old, was waived,
	// or raised any concern. Nothing passes it.
	GateNoFlag GateKind = "no-safety-flag"
)

// GateKinds lists them.
func GateKinds() []GateKind { return []GateKind{GateUsual, GateNoFlag} }

// ReviewKind is the kind of a review that a plan foresees.
type ReviewKind string

// The kinds of reviews that a plan can foresee.
const (
	ReviewMid   ReviewKind = "mid"
	ReviewTrial ReviewKind = "trial"
	ReviewFinal ReviewKind = "final"
	// ReviewQuarterly closes each quarter of a year of upkeep, the last one too.
	ReviewQuarterly ReviewKind = "quarterly"
)

// ReviewPoint is a week at whose end a review is foreseen.
type ReviewPoint struct {
	Week int        `json:"week"`
	Kind ReviewKind `json:"kind"`
}

// Pause is a stretch of whole calendar weeks that the plan skips. From is the
// first day of the first skipped week; To is the first day of the week in
// which the plan goes on, "" while it is paused.
type Pause struct {
	From tandem.Date
	To   tandem.Date
}

// Closing is how a plan ended. The reason is for staff only.
type Closing struct {
	On     tandem.Date // the day in the couple's time zone
	By     tandem.PersonID
	At     time.Time
	Reason string
}

// Paused tells whether the plan is paused now.
func (p Plan) Paused() bool { return p.State == Paused }

// IsLight tells whether the week is light.
func (p Plan) IsLight(week int) bool { return slices.Contains(p.Light, week) }

// Item is the plan's item of that id.
func (p Plan) Item(id tandem.ItemID) (Item, bool) {
	for _, it := range p.Items {
		if it.ID == id {
			return it, true
		}
	}
	return Item{}, false
}

// PhaseOf is the phase that the week lies in.
func (p Plan) PhaseOf(week int) (Phase, bool) {
	for _, ph := range p.Phases {
		if week >= ph.From && week <= ph.To {
			return ph, true
		}
	}
	return Phase{}, false
}

// ReviewsIn are the reviews foreseen at the end of the week.
func (p Plan) ReviewsIn(week int) []ReviewKind {
	var kinds []ReviewKind
	for _, r := range p.Reviews {
		if r.Week == week {
			kinds = append(kinds, r.Kind)
		}
	}
	return kinds
}

// Concerns tells whether the item asks anything of the partner.
func (it Item) Concerns(partner tandem.PartnerID) bool {
	return it.Partner == "" || it.Partner == partner
}

// Joint tells whether the item asks something of more than one partner.
func (it Item) Joint() bool { return it.Partner == "" }

// first is the first week that is worked on here.
func (p Plan) first() int { return max(1, p.FirstWeek) }

// clone is the plan with lists of its own.
func (p Plan) clone() Plan {
	p.Phases, p.Reviews, p.Items = slices.Clone(p.Phases), slices.Clone(p.Reviews), slices.Clone(p.Items)
	p.Light, p.Pauses = slices.Clone(p.Light), slices.Clone(p.Pauses)
	p.Openings = slices.Clone(p.Openings)
	return p
}
