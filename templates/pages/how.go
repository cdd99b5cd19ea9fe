package pages

import "tandem/internal/tandem"

// How is how it goes for one partner: what was done together, and their own
// part. It has no place for what the other did.
type How struct {
	Phone   Phone
	Couples []HowCouple
}

// HowCouple is how it goes in one couple.
type HowCouple struct {
	Where    tandem.Text // of the plan; zero where none runs
	Both     tandem.Text // how much was done together; zero for nothing yet
	Often    []HowOften  // what was done together most often
	Rest     []HowOften  // and the others
	Gathered []HowOften
	Own      tandem.Text   // how much the reader did; zero for nothing yet
	Went     []tandem.Text // by the reader's own marks
	Weeks    []HowWeek     // newest first
}

// HowOften is one thing with how often it came, or how much of it there is.
type HowOften struct {
	Name, Times tandem.Text
	Href        string // "" for none
}

// HowWeek is one week of the plan.
type HowWeek struct {
	Title, Days tandem.Text
	Lines       []tandem.Text
}
