package pages

import "tandem/internal/tandem"

// Homework is one assignment as the care team sees it.
type Homework struct {
	Desk    Desk
	Couple  tandem.CoupleID
	Name    string
	Week    tandem.Text   // such as "week 3 of 12, 7 to 13 December"
	Waiting []tandem.Text // who is waiting on whom, in words
	Parts   []HomeworkPart
}

// HomeworkPart is one partner's part: how far it is, and what they chose to
// show. What is sealed is only said to be sealed.
type HomeworkPart struct {
	Partner Partner
	State   State
	Entries []Entry
	Sealed  tandem.Text
}
