package pages

import "tandem/internal/tandem"

// Coming is what lies ahead for a partner, to be read or printed.
type Coming struct {
	Phone   Phone
	Notes   []string // the therapist's words to the couple
	Paused  bool
	Weeks   []ComingWeek
	Anytime []ComingThing // opened when it happens
}

// ComingWeek is one week ahead.
type ComingWeek struct {
	Title  tandem.Text // such as "Next week"
	Dates  tandem.Text
	Light  bool
	Things []ComingThing
}

// ComingThing is an exercise of that week.
type ComingThing struct {
	Name    tandem.Text
	Summary tandem.Text
	Often   tandem.Text // such as "3 times, on any days"; nothing for what is opened when it happens
	Plan    tandem.Text // what the reader planned
	For     tandem.Text // the couple's own date that it comes on
	Minutes tandem.Text
	With    tandem.Text
	Note    string // the therapist's
	Boxes   int    // to tick on paper
}
