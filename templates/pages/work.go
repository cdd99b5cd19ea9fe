package pages

import (
	"slices"
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
	Changes   []string // what is other than in the version before; nil where there is none
	Before    int      // that version
	Problem   Problem  // what was wrong with the form that comes back
	Exercise  *WorkExercise
	Template  *WorkTemplate
}

// WorkMistake is something that is still missing, with the input to mend it in.
type WorkMistake struct {
	Field string // the input's name, or the heading of what it is about
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

// wrong tells whether something is said at one of the inputs, so that it must not
// be folded away.
func (m Work) wrong(names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return !m.At(name).IsZero() })
}

// Ready tells whether the draft can be published.
func (m Work) Ready() bool { return m.Draft && len(m.Mistakes) == 0 }

// WorkExercise is an exercise in the making.
type WorkExercise struct {
	Parts                                  []WorkPart
	More                                   []Option // parts that can follow; nil when the chain is long enough
	Path                                   []string // its steps, in words
	Name, Purpose, Summary, With, Source   string
	Minutes, SmallestText, SmallestMinutes string
	DoneTitle, DoneText, Fixed             string
	Together, Comfort, CarriesOwn          bool
	Cadences, Slots, Families              []Option
	Rules                                  []RuleChoice
	Quality, Carries, OffersPause          []Option // answers to choose from
	Leads                                  []WorkLead
	Again                                  []Option // nil where nothing can start as before
	Compare                                []Option // lists that can be laid side by side; nil for none
	Gap                                    string
	Against                                []Option
	Steps                                  []WorkStep
	Adds                                   []Option // steps that the flows have room for
	Sees                                   []Seers
	Reading                                WorkReading
}

// WorkReading is how its words read.
type WorkReading struct {
	Judged bool
	Plain  bool // no harder than what is built in
	Line   tandem.Text
	Hard   []WorkMistake // what is hard to read in one go, with its input
}

// WorkPart is one flow of the chain, with how it is set up.
type WorkPart struct {
	Prefix  string
	Name    string
	Does    string
	Ticks   []WorkTick
	Lines   []WorkLine // numbers
	Selects []WorkSelect
	Last    bool // it can be taken out: others come before it
}

// WorkTick is a box to tick.
type WorkTick struct {
	Name    string
	Label   tandem.Text
	Hint    tandem.Text
	Ticked  bool
	Value   string      // "yes" where it is empty
	Because tandem.Text // said instead of a box that nobody can untick
}

func (t WorkTick) value() string {
	if t.Value == "" {
		return "yes"
	}
	return t.Value
}

// WorkLine is a line to type in.
type WorkLine struct {
	Name, Kind, Value string
	Label, Hint       tandem.Text
}

// WorkSelect is a list to choose from.
type WorkSelect struct {
	Name        string
	Label, Hint tandem.Text
	Options     []Option
}

// WorkLead is one exercise that one may begin with words of this one.
type WorkLead struct {
	From, To WorkSelect
	Go       WorkLine
}

// RuleChoice is one conversation rule that may be shown as a hint.
type RuleChoice struct {
	ID     string
	Text   tandem.Text
	Chosen bool
}

// WorkStep is one step of it.
type WorkStep struct {
	At                   int
	Move                 string // what the flow calls it
	Title, Text, Submit  string
	Go, Later            string
	Timer                string // minutes, "" for none
	TimerMin, TimerMax   string
	TimerOf              []Option // answers whose minutes count instead; nil for none
	Rules                []RuleChoice
	Fields               []WorkField
	Adds                 []Option // the kinds of questions that can be added
	Stays                string   // why it cannot be taken out; "" when it can
	First, Last, Ordered bool     // Ordered: its place in a turn can be changed
}

func (s WorkStep) name(rest string) string { return "steps." + strconv.Itoa(s.At) + "." + rest }

// WorkField is one question of a step, or one inside a list.
type WorkField struct {
	Prefix     string // of its inputs' names, with a dot at the end
	Kind       tandem.Text
	Label      string
	Help       string
	Bound      tandem.Text // why it is asked as it is; nothing of that can be changed
	Fixed      []WorkLine  // the words of answers whose number stays
	Required   bool
	Sealed     bool
	Visibility []Option // nil inside a list, and where it is bound
	Sees       tandem.Text
	Choices    string // one answer a line; only where Offers is set
	Offers     bool
	Effects    []WorkSelect // what follows from each answer
	Numbers    bool         // it has a least and a most
	Min, Max   string
	Low, High  string
	Scale      bool
	Growing    bool // a list: from AtLeast to AtMost groups
	AtLeast    string
	AtMost     string
	ItemTitle  string
	Items      []WorkField
	Adds       []Option // kinds of questions for each group of a list
	Linking    bool
	To         []Option // where a link may point
	When       []Option // answers that it may wait for; nil for none
	Shelf      []Option // nil where nothing of it can be kept
	Ticks      []WorkTick
	Further    bool // something that is rarely used is in use
	Removable  bool
	Removed    bool // ticked to be taken out, in a form that came back
	First      bool
	Last       bool
}
