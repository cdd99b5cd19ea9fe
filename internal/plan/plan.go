// Package plan holds what a couple was assigned and when it is due: plans,
// their items, weeks, light weeks and pauses, and the schedule that follows
// from them.
package plan

import (
	"time"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// State is where a plan stands.
type State string

// The states of a plan.
const (
	Active State = "active"
	Paused State = "paused"
	Ended  State = "ended"
)

// MaxWeeks bounds a plan; the longest template runs for a year.
const MaxWeeks = 52

// Plan is homework assigned to a couple over weeks.
type Plan struct {
	ID        tandem.PlanID
	Practice  tandem.PracticeID
	Couple    tandem.CoupleID
	Name      string
	State     State
	StartsOn  tandem.Date // the first day of week 1, on WeekBegins
	Weeks     int         // 1 to MaxWeeks
	Begins    time.Weekday
	Items     []Item
	Light     []int // weeks in which every item is at its smallest and leaves the count
	Pauses    []Pause
	CreatedBy tandem.PersonID
	CreatedAt time.Time
	Version   int // counts changes, so that two editors cannot overwrite each other
}

// Item is one line of a plan: an exercise, in the version it was assigned
// with, and how often it comes round in which weeks.
type Item struct {
	ID       tandem.ItemID
	Exercise tandem.ExerciseID
	Version  int
	Slot     exercise.Slot
	Cadence  exercise.Cadence
	FromWeek int // 1-based, inclusive
	ToWeek   int
}

// Pause is a stretch of whole calendar weeks that the plan skips. From is the
// first day of the first skipped week; To is the first day of the week in
// which the plan goes on, "" while it is paused.
type Pause struct {
	From tandem.Date
	To   tandem.Date
}

// Paused tells whether the plan is paused now.
func (p Plan) Paused() bool { return p.State == Paused }

// IsLight tells whether the week is light.
func (p Plan) IsLight(week int) bool {
	for _, w := range p.Light {
		if w == week {
			return true
		}
	}
	return false
}

// Item is the plan's item of that id.
func (p Plan) Item(id tandem.ItemID) (Item, bool) {
	for _, it := range p.Items {
		if it.ID == id {
			return it, true
		}
	}
	return Item{}, false
}
