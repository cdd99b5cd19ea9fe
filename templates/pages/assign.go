package pages

import "tandem/internal/tandem"

// Assign is the form that gives exercises to a couple. Field names: "starts",
// "week_begins", and for each exercise "items.E02.on", ".cadence", ".from",
// ".to".
type Assign struct {
	Desk       Desk
	Couple     tandem.CoupleID
	Partners   []Partner
	New        bool     // a new plan: asks when it starts and on which day weeks begin
	Starts     string   // 2006-01-02
	WeekBegins []Option // the seven days
	Exercises  []AssignItem
	Load       []LoadWeek
	Problem    Problem
}

// AssignItem is one exercise of the library with what was chosen for it.
type AssignItem struct {
	Exercise tandem.ExerciseID
	Name     string
	Purpose  tandem.Text
	Minutes  tandem.Text // such as "about 20 minutes"
	On       bool
	Cadences []Option // once, 1 to 7 a week, every so many weeks
	From, To string   // weeks, counted from 1; To "" is until further notice
	Note     tandem.Text
}

// LoadWeek is what the weeks that read alike ask of each partner.
type LoadWeek struct {
	Weeks tandem.Text // such as "week 1" or "weeks 2 to 6"
	Load  tandem.Text // such as "about 35 minutes each"
	Heavy bool        // more than a week should hold
}

func (a AssignItem) field(name string) string { return "items." + string(a.Exercise) + "." + name }
