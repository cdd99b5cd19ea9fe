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
	Problem Problem
	Gates   []GateAnswer
	Marks   []Marking
	Release *Action  // opening it although a safety answer is not a yes: asks for a second tick
	Care    []Entry  // what the care team wrote or noted
	Presses []Action // hold, release
	Steps   []CareStep
	Reply   *Guiding // nil where nothing can be written
	Record  *Guiding // nil where nothing is left to note as done
}

// Marking is what the care team marks for itself about one partner's words.
type Marking struct {
	Partner Partner
	Marked  bool
	Press   Action
}

// CareStep is a step of the exercise that the care team may fill in for both.
type CareStep struct {
	Title tandem.Text
	Open  bool // it came back with something wrong
	Form  Worksheet
}

// GateAnswer is what a partner answered to the safety question, in private.
type GateAnswer struct {
	Partner Partner
	Answer  tandem.Text
	Unsure  bool
	When    tandem.Text
}

// Guiding is a form of the care team's: a reply, or a note that it was done.
type Guiding struct {
	Href   string
	Hidden []Hidden
	To     []Choice // positions of partners
	Chosen []string
	Text   string      // of a reply
	On     tandem.Date // of a record
	Open   bool        // it came back
}

// HomeworkPart is one partner's part: how far it is, and what they chose to
// show. What is sealed is only said to be sealed.
type HomeworkPart struct {
	Partner Partner
	State   State
	Entries []Entry
	Sealed  tandem.Text
	Done    tandem.Text // how it was recorded, when it was not written down here
}
