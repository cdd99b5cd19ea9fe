package pages

import (
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"tandem/internal/tandem"
)

// Exercise is one step of one exercise, as a partner meets it.
type Exercise struct {
	Phone    Phone
	Name     string // "" where the title says it
	At, Of   int    // step n of m; Of 0 hides the bar
	Why      tandem.Text
	Title    tandem.Text
	Text     []tandem.Text
	Stage    tandem.Text   // where the two of you stand, as this reader may know it
	Hints    []tandem.Text // rules of conversation
	Timer    *Timer
	Conflict tandem.Text // something changed in between; what was typed is kept below
	Problem  Problem
	Watch    string     // where the page asks whether there is something new; "" when it does not
	Version  string     // of what is shown
	Self     string     // this page
	Form     *Worksheet // nil when there is nothing to fill in
	Actions  []Action   // single presses, such as "I have read them"
	Later    []Link     // what else can be done, and nobody waits for
	Kept     []Answer   // what both agreed before and can keep; it stands before the form
	Entries  []Entry    // what is already visible, own and the other's; it stands before the form
	Heading  tandem.Text
	Compare  *Comparison
	Heated   *Heated    // a pause is offered
	Presses  []Action   // acts without words, such as stopping; offered below
	Record   *Recording // "we did it" for a day that has been
	Pass     *Action    // "Not this week"
	Presence *Presence  // who is there on a phone of their own; nil when there is nothing to join
	Done     *Finish
}

// Presence is who is there on a phone of their own.
type Presence struct {
	Text     tandem.Text
	Together bool   // the reader and somebody else are both there
	Press    Action // to join or to leave
}

// Timer is the time that a step may take. Its end locks nothing.
type Timer struct {
	Seconds  int
	Min, Max int // the shortest and the longest that can be chosen
}

func (t Timer) minutes() int { return (t.Seconds + 59) / 60 }

// Heated offers a pause after somebody has said that it gets too hot.
type Heated struct {
	Pause *Action // calls it; nil where the plan has none
}

// Comparison lays side by side what each named.
type Comparison struct {
	Partners []Partner
	Rows     []ComparedRow
}

// ComparedRow is one thing that somebody named: how much it matters to each.
type ComparedRow struct {
	Said  tandem.Text // one of ours
	Words string      // own words
	Cells []ComparedCell
	Note  tandem.Text
}

// ComparedCell is what one of the two said of it; empty where it was not named.
type ComparedCell struct {
	Weight string
	Now    tandem.Text // how much of it is there
}

// Recording is a note that something was done, without writing it down.
type Recording struct {
	Href   string
	Hidden []Hidden
	On     string
	Error  tandem.Text
}

// onScreen is how many entries stand open above a form: what was said last is
// what is answered, and a phone is small.
const onScreen = 3

// halves are the entries that stand folded away above a form, and those that
// stand open: the last ones, and what the form is about. Without a form they all stand open.
func (m Exercise) halves() (earlier, latest []Entry) {
	all := m.entries(false)
	for i, e := range all {
		if m.Form != nil && i < len(all)-onScreen && !e.Asked {
			earlier = append(earlier, e)
		} else {
			latest = append(latest, e)
		}
	}
	return earlier, latest
}

func (m Exercise) latest() []Entry {
	_, latest := m.halves()
	return latest
}

func (m Exercise) older() []Entry { return m.entries(true) }

func (m Exercise) entries(older bool) []Entry {
	var out []Entry
	for _, e := range m.Entries {
		if e.Older == older {
			out = append(out, e)
		}
	}
	return out
}

func (t Timer) data() templ.Attributes {
	return templ.Attributes{"data-timer": strconv.Itoa(t.Seconds), "data-min": strconv.Itoa(t.Min), "data-max": strconv.Itoa(t.Max)}
}

// Link leads somewhere else.
type Link struct {
	Label   tandem.Text
	Href    string
	Current bool // it leads to what is on the page already
}

// Worksheet is the form of a step. It posts key (the client's key of this
// move), version (of what was seen), kind, step, the hidden values and the
// fields.
type Worksheet struct {
	Action   string // /homework/…/moves
	Draft    string // /homework/…/draft; "" where nothing is kept
	Key      string
	Version  string
	Kind     string
	Step     string
	Hidden   []Hidden
	Groups   []Group
	Sees     tandem.Text // who will see all of this, above the buttons
	Submit   tandem.Text // "Next", or what the last press does
	Buttons  []Button    // more ways to send the form, such as "Save and stop here"
	BackHref string      // the step before, "" on the first
	Kept     bool        // a draft is there: says so
}

// sends are the form's attributes that say how it is sent: with files where it
// asks for any, and where what is typed is kept.
func (w Worksheet) sends() templ.Attributes {
	a := templ.Attributes{}
	if w.Draft != "" {
		a["data-draft"] = w.Draft
	}
	if w.asksPhoto() {
		a["enctype"] = "multipart/form-data"
	}
	return a
}

// asksPhoto tells whether the form asks for a picture that is kept.
func (w Worksheet) asksPhoto() bool {
	return slices.ContainsFunc(w.Groups, func(g Group) bool {
		return slices.ContainsFunc(g.Fields, func(f Field) bool { return f.Photo != nil && f.Photo.Sample == "" })
	})
}

// Group is a set of fields under a title, such as one item of a list.
type Group struct {
	Title  tandem.Text
	Fields []Field
}

// Button sends the form another way: with a value of its own, or elsewhere.
// What is required is not asked for.
type Button struct {
	Label       tandem.Text
	Name, Value string
	Href        string // posts there instead of the form's own address
}

// Finish is said when the own part is done.
type Finish struct {
	Title tandem.Text
	Text  tandem.Text
}

func (m Exercise) barWidth() string { return strconv.Itoa(max(m.Of, 1) * 40) }
