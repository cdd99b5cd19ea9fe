package pages

import (
	"strconv"

	"tandem/internal/chart"
	"tandem/internal/tandem"
)

// Couple is everything about one couple on one page, for the care team.
type Couple struct {
	Desk       Desk
	Couple     tandem.CoupleID
	Code       string
	Since      tandem.Text // such as "in care since 20 October"
	Partners   []Membership
	Link       *OneTimeLink // once, after an invitation was made
	Before     []GateLine   // how consents, policy and safety screen stand
	Why        []Reason     // what needs a word just now
	Plan       *PlanCard    // nil while there is none
	Adherence  []Adherence
	Gap        tandem.Text // between the two; staff\'s alone
	ByExercise *Table
	Progress   []ExerciseProgress
	Noted      []NotedLine    // done without the phone, and noted afterwards
	Across     []tandem.Text  // over all exercises
	Intended   []IntendedLine // what partners plan
	Chart      *chart.Drawing // adherence by week; Table says the same
	Table      *Table
	Shelf      []Entry // the latest of the appreciation bank
	ShelfMore  tandem.Text
	Agreed     []CardSection // what the two agreed on, with its times
	Documents  []DocumentLine
	Attendance []tandem.Text       // sessions, outside help and what was carried home, in words
	Single     bool                // they came for one session first
	Held       tandem.Text         // when that was, or nothing
	Carried    tandem.AssignmentID // what they carry home from it; "" for nothing
	Problem    Problem
	Reason     string // as typed, for opening a phase
	CanWrite   bool   // may assign, pause, and issue documents; a supervisor may not
}

// PlanCard is the plan as a grid: a row an exercise, a column a week.
type PlanCard struct {
	Name   string
	Line   tandem.Text // such as "week 5 of 12 · about 40 minutes each this week"
	Paused tandem.Text // since when, or nothing
	Phases []PlanPhase // over all weeks; none where the plan has none
	Weeks  []PlanWeek
	Rows   []PlanRow
	Next   *NextPhase
	CanSet bool // shows the controls for light weeks, pauses and phases
}

// NextPhase is the phase that waits for the therapist to open it.
type NextPhase struct {
	Name, Weeks, Focus tandem.Text
	Gate               tandem.Text // what to look at first
	Rhythm             tandem.Text // in how many weeks the base rhythm held
	Stands             tandem.Text // that homework stands still, or nothing
	Asks               bool        // a reason has to be given
}

// PlanPhase is a stretch of columns.
type PlanPhase struct {
	Name tandem.Text // nothing where no phase is
	Span int         // columns
}

// PlanWeek is one column.
type PlanWeek struct {
	Number  int
	Note    tandem.Text // a review foreseen, or that the week passed elsewhere
	From    tandem.Text // its first day, short: "24 Nov"
	Current bool
	Paused  bool
	Waits   bool // for its phase to be opened
	Light   bool
	CanSet  bool // present and future weeks may be made light or normal
}

// PlanRow is one exercise with a cell for each week.
type PlanRow struct {
	Name    string
	Cadence tandem.Text // such as "3 × a week"
	Cells   [][]Occurrence
}

// Occurrence is one assignment in a cell: both partners' states, and the page
// that shows it.
type Occurrence struct {
	Assignment tandem.AssignmentID
	Label      tandem.Text // such as "Three appreciations, week 3"
	Parts      []PartState
}

// Adherence is one partner's figures, in words and as a figure.
type Adherence struct {
	Partner Partner
	Figure  tandem.Text // such as "80 %" or "nothing due"
	Words   tandem.Text // such as "4 of 5, one partly"
	Quality tandem.Text // how well it went, by their own word; nothing where nothing was rated
}

// DocumentLine is one issued document.
type DocumentLine struct {
	Document tandem.DocumentID
	Name     tandem.Text
	Issued   tandem.Text
}

func (m Couple) partners() []Partner {
	out := make([]Partner, 0, len(m.Partners))
	for _, p := range m.Partners {
		out = append(out, p.Partner)
	}
	return out
}

func (m Couple) at(more string) string { return coupleHref(m.Couple) + more }

func (m Couple) weekHref(w PlanWeek) string {
	return m.at("/plan/weeks/" + strconv.Itoa(w.Number) + "/light")
}

func (m Couple) homeworkHref(o Occurrence) string {
	return m.at("/homework/" + string(o.Assignment))
}

func (w PlanWeek) class() string {
	switch {
	case w.Current:
		return "now"
	case w.Paused, w.Waits:
		return "rest"
	default:
		return ""
	}
}

func (p PlanCard) columnClass(i int) string {
	if i >= len(p.Weeks) {
		return ""
	}
	return p.Weeks[i].class()
}

// NotedLine is homework that was noted afterwards, and by whom.
type NotedLine struct {
	Assignment tandem.AssignmentID
	Name, Line tandem.Text
	Partner    Partner
}

// ExerciseProgress is how one exercise goes over its rounds, in words.
type ExerciseProgress struct {
	Name  tandem.Text
	Lines []tandem.Text
	Chart *chart.Drawing // Table says the same
	Table *Table
}
