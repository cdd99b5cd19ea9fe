package pages

import (
	"context"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"tandem/internal/tandem"
)

// Problem is what was wrong with a form that comes back: one sentence, and the
// fields at fault under the names that the form gave them.
type Problem struct {
	Sentence tandem.Text
	Fields   []tandem.FieldError
}

// ProblemOf is the problem that an error of kind Invalid, Conflict or
// Throttled tells, ready for the top of the form.
func ProblemOf(e *tandem.Error) Problem {
	if e == nil {
		return Problem{}
	}
	return Problem{Sentence: e.Text, Fields: e.Fields}
}

// IsZero tells whether nothing was wrong.
func (p Problem) IsZero() bool { return p.Sentence.IsZero() && len(p.Fields) == 0 }

// At is what was wrong with the field of that name.
func (p Problem) At(name string) tandem.Text {
	for _, f := range p.Fields {
		if f.Field == name {
			return f.Text
		}
	}
	return tandem.Text{}
}

// FieldType says how a question is asked.
type FieldType string

// The types of fields.
const (
	FieldShort   FieldType = "short"   // one line
	FieldLong    FieldType = "long"    // several lines
	FieldScale   FieldType = "scale"   // whole numbers from Min to Max
	FieldChoice  FieldType = "choice"  // one of Choices
	FieldMulti   FieldType = "multi"   // any of Choices
	FieldBool    FieldType = "bool"    // a tick; its value is "yes"
	FieldDate    FieldType = "date"    // 2006-01-02
	FieldTime    FieldType = "time"    // 15:04
	FieldCounter FieldType = "counter" // a whole number from Min to Max, typed
	FieldPhoto   FieldType = "photo"   // a picture and what it shows; see PhotoField
)

// Choice is one answer to pick. Value is what the form sends.
type Choice struct {
	Value string
	Label tandem.Text
}

// Field is one question of a worksheet.
type Field struct {
	Name       string // such as "items.0.quality"
	Label      tandem.Text
	Help       tandem.Text
	Type       FieldType
	Values     []string // what was answered; one value but for FieldMulti
	Required   bool
	Error      tandem.Text
	Min, Max   int         // a scale's ends; Max is a text's length in characters
	Low, High  tandem.Text // what the ends of a scale mean
	Choices    []Choice
	Short      bool        // its choices are single words and stand beside each other
	Visibility tandem.Text // who sees the answer, and when
	// OnlyIf hides the field, where there is a script, until the other field of
	// the page has the value. Such a field must not be Required.
	OnlyIf *Hidden
	Photo  *PhotoField // of a FieldPhoto
}

// PhotoField is how a picture is chosen.
type PhotoField struct {
	AltName   string // of the input for what it shows
	Alt       string
	AltError  tandem.Text
	StaysName string // of the tick that keeps the one that is chosen
	Chosen    bool   // one is chosen already
	Shown     *Photo // that one; nil where it must not show
	Sample    string // what a tick sends in place of a file, where nothing is kept; "" elsewhere
}

// Photo is a picture that its reader may see now.
type Photo struct {
	Full, Small   string // addresses
	Alt           string // what it shows, in its author's words
	Width, Height int
}

// width is how wide the small picture is shown: no taller than it is wide.
func (p Photo) width() string { return strconv.Itoa(min(p.Width, 640)) }

func (p Photo) height() string {
	if p.Width == 0 {
		return "0"
	}
	return strconv.Itoa(p.Height * min(p.Width, 640) / p.Width)
}

// Value is the single value, or "".
func (f Field) Value() string {
	if len(f.Values) == 0 {
		return ""
	}
	return f.Values[0]
}

func (f Field) has(value string) bool { return slices.Contains(f.Values, value) }

// grouped tells whether the field is a set of inputs under one question.
func (f Field) grouped() bool {
	return f.Type == FieldScale || f.Type == FieldChoice || f.Type == FieldMulti
}

func (f Field) scale() []Choice {
	var out []Choice
	for n := f.Min; n <= f.Max && len(out) < 21; n++ {
		out = append(out, Choice{Value: strconv.Itoa(n)})
	}
	return out
}

func (f Field) maxLength() int {
	switch {
	case f.Max > 0:
		return f.Max
	case f.Type == FieldShort:
		return 140
	default:
		return 2000
	}
}

// describedBy lists the ids of what explains the input of that name.
func describedBy(name string, hint, wrong bool) string {
	s := ""
	if hint {
		s = idOf(name) + "-hint"
	}
	if wrong {
		s += " " + idOf(name) + "-error"
	}
	return s
}

// idOf is the id of the input of that name.
func idOf(name string) string { return "f-" + name }

// input is a plain field of a staff or account form.
type input struct {
	name, kind, value string
	label, hint, err  tandem.Text
	autocomplete      string
	required          bool
	max               int
}

func (i input) attributes() templ.Attributes {
	a := templ.Attributes{}
	if i.autocomplete != "" {
		a["autocomplete"] = i.autocomplete
	}
	if i.max > 0 {
		a["maxlength"] = strconv.Itoa(i.max)
	}
	if i.kind == "password" || i.autocomplete == "username" {
		a["autocapitalize"], a["spellcheck"] = "none", "false"
	}
	return describe(a, i.name, i.hint, i.err)
}

// describe adds what a screen reader needs to tie hint and error to the input.
func describe(a templ.Attributes, name string, hint, err tandem.Text) templ.Attributes {
	if by := describedBy(name, !hint.IsZero(), !err.IsZero()); by != "" {
		a["aria-describedby"] = by
	}
	if !err.IsZero() {
		a["aria-invalid"] = "true"
	}
	return a
}

// Option is one line of a list to choose from; the label is data, such as the
// name of a time zone or of a language in that language.
type Option struct {
	Value, Label string
	Chosen       bool
}

// Hidden is a value that a form sends along.
type Hidden struct{ Name, Value string }

// Action is something to do with one press: a form with one button.
type Action struct {
	Label  tandem.Text
	Href   string // where the form is posted to
	Hidden []Hidden
	About  string // a name for screen readers, where several buttons read alike
}

// labelled is the same action under another label.
func (a Action) labelled(label tandem.Text) Action {
	a.Label = label
	return a
}

func (a Action) spoken(ctx context.Context) string {
	if a.About == "" {
		return ""
	}
	return a.Label.In(ctx) + ": " + a.About
}
