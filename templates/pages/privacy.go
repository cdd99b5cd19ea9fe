package pages

import "tandem/internal/tandem"

// Privacy is what one partner wrote, who can see it, and what they may do
// about it. It tells nothing of the other partner.
type Privacy struct {
	Phone    Phone
	Practice string
	Team     []TeamMember
	Groups   []Written
	// Whole: this is the first page of everything; else it holds the words of one
	// exercise, or older ones, and nothing beside them.
	Whole     bool
	Exercises []Link // in which the reader has written
	Older     string // where the page before in time is; "" for none
}

// TeamMember is somebody of the staff who works with this couple.
type TeamMember struct {
	Name  string
	As    tandem.Text // such as "your therapist"
	Since tandem.Text
}

// Written is what one person wrote in one exercise.
type Written struct {
	Exercise string
	Entries  []Kept
}

// Kept is one move of one's own. TakeBack and Narrow are nil where there is
// nothing left to take back or to narrow.
type Kept struct {
	When     tandem.Text
	About    tandem.Text // the exercise that a plan of when and where is for; else zero
	Answers  []Answer
	Sees     tandem.Text // who can see it now, in words
	TakeBack *Action
	Narrow   *Narrowing
}

// Narrowing is the form that shows an entry to fewer people; its field is
// "to".
type Narrowing struct {
	ID     string // the move's id, to tell the forms of the page apart
	Href   string
	Hidden []Hidden
	To     []Choice
}
