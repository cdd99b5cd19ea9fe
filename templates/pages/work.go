package pages

import (
	"strconv"

	"tandem/internal/tandem"
)

// Work is the page on which somebody writes an exercise of the practice's own.
type Work struct {
	Desk      Desk
	ID        tandem.WorkID
	Name      string
	Line      tandem.Text // version and state
	Edits     string
	Draft     bool
	Published bool
	Drafted   bool // another version is in the making
	Mistakes  []WorkMistake
	Problem   Problem // what was wrong with the form that comes back
	Exercise  *WorkExercise
	Template  *WorkTemplate
}

// WorkMistake is something that is still missing, with the input to mend it in.
type WorkMistake struct {
	Field string // the input's name; "" where no input mends it
	Text  string
}

// At is what is missing beside an input.
func (m Work) At(name string) tandem.Text {
	if t := m.Problem.At(name); !t.IsZero() {
		return t
	}
	for _, w := range m.Mistakes {
		if w.Field == name {
			return tandem.Say("%s", w.Text)
		}
	}
	return tandem.Text{}
}

// Ready tells whether the draft can be published.
func (m Work) Ready() bool { return m.Draft && len(m.Mistakes) == 0 }

// WorkExercise is an exercise in the making.
type WorkExercise struct {
	Flow                                   []string
	Name, Purpose, Summary, With, Source   string
	Minutes, SmallestText, SmallestMinutes string
	DoneTitle, DoneText                    string
	Together                               bool
	Cadences, Slots, Families, Shelves     []Option
	Rules                                  []RuleChoice
	Steps                                  []WorkStep
}

// RuleChoice is one conversation rule that may be shown as a hint.
type RuleChoice struct {
	ID     string
	Text   tandem.Text
	Chosen bool
}

// WorkStep is one step of it.
type WorkStep struct {
	At                  int
	Move                string // what the flow calls it
	Title, Text, Submit string
	Timer               string // minutes, "" for none
	Fields              []WorkField
	Adds                []Option // the kinds of questions that can be added
}

func (s WorkStep) name(rest string) string { return "steps." + strconv.Itoa(s.At) + "." + rest }

// WorkField is one question of a step, or one inside a list.
type WorkField struct {
	Prefix     string // of its inputs' names, with a dot at the end
	Kind       tandem.Text
	Label      string
	Help       string
	Required   bool
	Sealed     bool
	Visibility []Option // nil inside a list
	Choices    string   // one answer a line; only where Offers is set
	Offers     bool
	Numbers    bool // it has a least and a most
	Min, Max   string
	Low, High  string
	Scale      bool
	Growing    bool // a list: from AtLeast to AtMost groups
	AtLeast    string
	AtMost     string
	ItemTitle  string
	Items      []WorkField
	Fixed      tandem.Text // why some of it stays as it is
	Shelf      bool        // its answers go on the shelf
	CanShelf   bool
	First      bool
	Last       bool
}

// WorkTemplate is a plan template in the making.
type WorkTemplate struct {
	Name, For, Source, Ready, Weeks string
	Phases                          []WorkPhase
	Reviews                         []WorkReview
	Items                           []WorkItem
	Grid                            WeekGrid
}

// WorkPhase is one phase; the last line is an empty one to add.
type WorkPhase struct {
	Prefix, Name, Focus, Gate, From, To string
}

// WorkReview is one review point; the last line is an empty one to add.
type WorkReview struct {
	Prefix, Week string
	Kinds        []Option
}

// WorkItem is one line; the last is an empty one to add.
type WorkItem struct {
	Prefix    string
	Exercises []Option
	Slots     []Option
	Cadences  []Option
	From, To  string
}
