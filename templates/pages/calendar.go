package pages

import "tandem/internal/tandem"

// CardSection is a shelf of things that the two agreed on.
type CardSection struct {
	Title tandem.Text
	Cards []RitualCard
	Turning
}

// RitualCard is one thing that the two agreed on: what it is, when it comes
// next and who gets it ready, what each said of it, and the last times.
type RitualCard struct {
	Words  string
	Status tandem.Text // that it rests; zero when it does not
	When   tandem.Text // how often
	Days   []RitualDay
	Check  tandem.Text // when they look at it again
	Said   []Entry
	Noted  []RitualNote
	Links  []Link
	Href   string
}

// RitualDay is one of the next times.
type RitualDay struct {
	Day tandem.Text
	By  Partner // who gets it ready; nobody where nothing was said of that
}

// RitualNote is one of the last times. What is said of it is said for both.
type RitualNote struct {
	Day   tandem.Text
	Said  []tandem.Text
	Words []Told
}
