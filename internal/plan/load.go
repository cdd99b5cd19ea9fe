package plan

import (
	"slices"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// The most task time that a week should ask of a partner, in minutes: steady
// beats intense, and the first weeks are lighter (P6 and the load rule of the
// plan templates). Time together is counted apart and has no cap.
const (
	firstWeeksCap = 100
	weekCap       = 120
	firstWeeks    = 2
)

// Load is the minutes that a week asks of a partner: task time, and time
// together, which is counted apart (P6). What is opened by an event counts
// nothing before it is used.
type Load struct{ Task, Together int }

// LoadOf sums the minutes that a week asks of a partner; partner "" counts what
// concerns everybody. A light week counts the smallest version.
func (p Plan) LoadOf(week int, partner tandem.PartnerID, library *exercise.Library) Load {
	var load Load
	for _, it := range p.Items {
		def, ok := library.Get(it.Exercise, it.Version)
		if !ok || !it.Concerns(partner) {
			continue
		}
		minutes := def.Minutes
		if p.IsLight(week) {
			minutes = def.Smallest.Minutes
		}
		if def.Together {
			load.Together += minutes * p.Times(it, week)
		} else {
			load.Task += minutes * p.Times(it, week)
		}
	}
	return load
}

// Cap is the most task time that the plan week should ask of a partner, in
// minutes.
func Cap(week int) int {
	if week <= firstWeeks {
		return firstWeeksCap
	}
	return weekCap
}

// Heavy tells whether the load is more than the plan week should hold.
func (l Load) Heavy(week int) bool { return l.Task > Cap(week) }

// baseRhythm is what every week holds before anything else is added (P1): a
// talk, something done together, a check-in.
var baseRhythm = [...]exercise.Slot{exercise.SlotTalk, exercise.SlotActivity, exercise.SlotCheckIn}

// fortnightlyFrom is the week from which on a talk every second week is enough:
// late in a year of upkeep the weekly reflection comes every two weeks (T6).
const fortnightlyFrom = 27

// LacksIn lists the parts of the base rhythm that the week does not have.
func (p Plan) LacksIn(week int) []exercise.Slot {
	var lacks []exercise.Slot
	for _, slot := range baseRhythm {
		late := slot == exercise.SlotTalk && week > fortnightlyFrom
		if !slices.ContainsFunc(p.Items, func(it Item) bool {
			return it.Slot == slot && (p.Times(it, week) > 0 || late && p.Times(it, week-1) > 0)
		}) {
			lacks = append(lacks, slot)
		}
	}
	return lacks
}
