package pages

import "tandem/internal/tandem"

// Planning is a partner's page of when and where.
type Planning struct {
	Phone  Phone
	Things []PlannedThing
}

// PlannedThing is an exercise with what the reader planned for it.
type PlannedThing struct {
	Name   string
	Line   tandem.Text // such as "You planned: Tuesday, 20:00"
	Hurdle tandem.Text // what could get in the way, and what then
	Asks   bool        // nothing was said of it yet
	Acts   []Action
}

// IntendedLine is what a partner plans for an exercise, as the care team reads
// it.
type IntendedLine struct {
	Partner      Partner
	Exercise     tandem.Text
	Plan, Hurdle tandem.Text
}
