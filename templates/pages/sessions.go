package pages

import "tandem/internal/tandem"

// Sessions is what is recorded of a couple's sessions and of outside help, for
// the care team alone.
type Sessions struct {
	Desk     Desk
	Couple   tandem.CoupleID
	Partners []Partner
	CanWrite bool
	Single   bool // they came for one session first
	Rows     []SessionLine
	Ladder   []LadderLine
	Problem  Problem
	// The form for a session, as typed.
	On       string
	Outcomes []Option
	Could    []Choice // who may have been there, by position
	There    []string
	// The form for the ladder.
	Steps    []Option
	States   []Option
	HardWeek *CareStep // nil where nothing can be noted
}

// SessionLine is one session as a fact.
type SessionLine struct {
	On, Outcome tandem.Text
	There       []Partner
}

// LadderLine is one step of the ladder.
type LadderLine struct {
	Step, State tandem.Text
	Noted       bool
}

func (m Sessions) at(more string) string { return coupleHref(m.Couple) + more }

// courseAction sets what a couple came for.
func courseAction(couple tandem.CoupleID, course string, label tandem.Text) Action {
	return Action{Label: label, Href: coupleHref(couple) + "/course", Hidden: []Hidden{{Name: "course", Value: course}}}
}
