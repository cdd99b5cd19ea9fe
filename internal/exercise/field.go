package exercise

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"tandem/internal/tandem"
)

// FieldID names a field of a worksheet.
type FieldID string

// Visibility is who may see an answer once nothing seals it any more. The
// order is from closed to open: an author may narrow, nobody may widen.
type Visibility string

// The visibilities. What is unknown or empty counts as AuthorOnly.
const (
	AuthorOnly         Visibility = "author"           // P: the therapist sees only that it was done
	AuthorAndTherapist Visibility = "author+therapist" // T
	Both               Visibility = "both"             // S: both partners and the therapist
)

// Width orders visibilities; 0 is the most closed. What is unknown is closed.
func (v Visibility) Width() int {
	switch v {
	case Both:
		return 2
	case AuthorAndTherapist:
		return 1
	default:
		return 0
	}
}

// FieldType is what kind of answer a field takes.
type FieldType string

// The types of fields.
const (
	ShortText FieldType = "short text" // one line, at most ShortLimit characters
	LongText  FieldType = "long text"  // at most LongLimit characters
	Scale     FieldType = "scale"      // a whole number from Min to Max
	Choice    FieldType = "choice"     // one of Choices
	Multi     FieldType = "multi"      // several of Choices
	Feelings  FieldType = "feelings"   // several of Choices, and own words for what one feels; see feelings.go
	Bool      FieldType = "bool"
	Day       FieldType = "date"
	TimeOfDay FieldType = "time"    // hours and minutes, such as "18:30"
	Counter   FieldType = "counter" // a whole number from Min to Max, typed
	Link      FieldType = "link"    // to something of the couple's own: one, or up to AtMost, of what To names
	Photo     FieldType = "photo"   // a picture, and what it shows in its author's words; see photo.go
	List      FieldType = "list"    // of groups of Item fields; Exactly, or from AtLeast to AtMost of them
)

// The lengths of texts in characters (domain inventory, 1.3).
const (
	ShortLimit = 140
	LongLimit  = 2000
)

// Field is one field of a worksheet.
type Field struct {
	ID         FieldID    `json:"id"`
	Type       FieldType  `json:"type"`
	Label      string     `json:"label"`
	Help       string     `json:"help,omitempty"`
	Required   bool       `json:"required,omitempty"`
	Visibility Visibility `json:"visibility,omitempty"`
	Sealed     bool       `json:"sealed,omitempty"` // stays with its author until the flow breaks the seal
	Gate       bool       `json:"gate,omitempty"`   // the safety question: see Gate
	// GivenName is of a short text that says who somebody else is: a first name or
	// letters, and nothing by which a stranger could be found.
	GivenName bool     `json:"given_name,omitempty"`
	Min       int      `json:"min,omitempty"`
	Max       int      `json:"max,omitempty"`
	Low       string   `json:"low,omitempty"`  // words at the low end of a scale
	High      string   `json:"high,omitempty"` // words at the high end
	Choices   []Option `json:"choices,omitempty"`
	Recalls   bool     `json:"recalls,omitempty"`  // asked only where the exercise carries something over; never required
	Private   bool     `json:"private,omitempty"`  // its author may keep it to themselves as they write it
	When      *When    `json:"when,omitempty"`     // asked, and then required, only when another choice was made
	Optional  bool     `json:"optional,omitempty"` // what When asks for may be left out
	Exactly   int      `json:"exactly,omitempty"`
	AtLeast   int      `json:"at_least,omitempty"`
	AtMost    int      `json:"at_most,omitempty"`
	ItemTitle string   `json:"item_title,omitempty"` // over each group of a list
	Item      []Field  `json:"item,omitempty"`
	To        []LinkTo `json:"to,omitempty"`    // of a link
	OffersOwn bool     `json:"own,omitempty"`   // a link offers "something else" as well
	Parks     bool     `json:"parks,omitempty"` // of a joint form: it waits for the next session
	Names     bool     `json:"names,omitempty"` // its words stand for the whole where something links to it
	// TakesIn is of a list in a preparation: what stands on that shelf is offered
	// in it, ready filled. Only the shelf of hard weeks can be taken in.
	TakesIn ShelfID `json:"takes_in,omitempty"`
}

// Option is one of the answers that a choice offers.
type Option struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

// When ties a field to an answer of another field in the same step.
type When struct {
	Field FieldID `json:"field"`
	Is    string  `json:"is"`
}

// Value is one answer. Only the part that fits the field's type is set.
type Value struct {
	Text    string              `json:"text,omitempty"` // texts, a choice's value, a date
	Number  *int                `json:"number,omitempty"`
	Yes     *bool               `json:"yes,omitempty"`
	Several []string            `json:"several,omitempty"`
	Items   []map[FieldID]Value `json:"items,omitempty"`
	Picture *Picture            `json:"picture,omitempty"` // of a photo; Text says what it shows
	// Of is what a link points to, in the order of Refs, as its reader may see it.
	// It is never kept.
	Of []Linked `json:"-"`
}

// Answers are what one move says, by field. They never leave the service but
// through homework.View.
type Answers map[FieldID]Value

// Form is what was typed, by the names that Name gives: what a browser posts,
// what a draft keeps.
type Form map[string][]string

// Get is the first value of a name, "" when there is none.
func (f Form) Get(name string) string {
	if v := f[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// Keep is the part of the form that names fields of the step, bounded, so that
// a draft never holds anything else.
func (f Form) Keep(s *Step) Form {
	kept := Form{}
	for _, name := range s.Names() {
		var values []string
		for _, v := range f[name] {
			if len(values) < 50 {
				values = append(values, asKept(v))
			}
		}
		if _, sent := f[name]; sent {
			kept[name] = values // an empty answer is an answer too: it clears
		}
	}
	return kept
}

// asKept is a value as it is kept: what is no text becomes signs that CheckText
// points at, and what is far too long is cut where it is too long anyway. So
// nothing that was typed vanishes without a word.
func asKept(v string) string {
	v = strings.ToValidUTF8(v, string(utf8.RuneError))
	if len(v) <= 4*LongLimit {
		return v
	}
	return strings.ToValidUTF8(v[:4*LongLimit], "")
}

// Lay puts another form over this one, name by name, and returns the result.
func (f Form) Lay(over Form) Form {
	all := Form{}
	for _, form := range []Form{f, over} {
		for name, values := range form {
			all[name] = values
		}
	}
	return all
}

// Groups is how many groups a list can hold.
func (f *Field) Groups() int { return max(f.Exactly, f.AtMost) }

// Screens are the names of a step's form, one thing a screen: each group of a
// list of an exact length stands alone, one that can grow stands together, and
// so do the fields between lists. A safety question has a screen of its own, so
// that no draft needs to keep its answer.
func (s *Step) Screens() [][]string {
	var screens [][]string
	var plain []string
	for i := range s.Fields {
		f := &s.Fields[i]
		if f.Type != List && !f.Gate {
			plain = append(plain, f.names()...)
			continue
		}
		if len(plain) > 0 {
			screens, plain = append(screens, plain), nil
		}
		if f.Gate {
			plain = append(plain, string(f.ID))
			continue
		}
		var all []string
		for n := range f.Groups() {
			var group []string
			for j := range f.Item {
				group = append(group, f.Item[j].namesAs(ItemName(f.ID, n, f.Item[j].ID))...)
			}
			if all = append(all, group...); f.Exactly > 0 {
				screens = append(screens, group)
			}
		}
		if f.Exactly == 0 {
			screens = append(screens, all)
		}
	}
	if len(plain) > 0 {
		screens = append(screens, plain)
	}
	return screens
}

// ItemName is the form's name for a field in the nth group (from 0) of a list.
func ItemName(list FieldID, n int, field FieldID) string {
	return string(list) + "." + strconv.Itoa(n) + "." + string(field)
}

// KeepName is the form's name for "keep this to myself" beside a private field.
func KeepName(id FieldID) string { return string(id) + ".keep" }

// names are the names that a field outside of lists has in a form.
func (f *Field) names() []string {
	names := f.namesAs(string(f.ID))
	if f.Type == Feelings {
		names = append(names, OwnName(f.ID))
	}
	if f.Private {
		names = append(names, KeepName(f.ID))
	}
	return names
}

// namesAs are the names that a field has in a form where it stands under name.
func (f *Field) namesAs(name string) []string {
	if f.Type == Photo {
		return []string{name, AltName(name), StaysName(name)}
	}
	return []string{name}
}

// Kept are the fields that the form's author keeps to themselves, nil for none.
func (s *Step) Kept(form Form) map[FieldID]Visibility {
	var kept map[FieldID]Visibility
	for i := range s.Fields {
		if f := &s.Fields[i]; f.Private && form.Get(KeepName(f.ID)) == "yes" {
			if kept == nil {
				kept = map[FieldID]Visibility{}
			}
			kept[f.ID] = AuthorOnly
		}
	}
	return kept
}

// Names lists every name that the step's form may hold.
func (s *Step) Names() []string {
	var names []string
	for i := range s.Fields {
		f := &s.Fields[i]
		if f.Type != List {
			names = append(names, f.names()...)
			continue
		}
		for n := range f.Groups() {
			for j := range f.Item {
				names = append(names, f.Item[j].namesAs(ItemName(f.ID, n, f.Item[j].ID))...)
			}
		}
	}
	return names
}

// Read turns a form into the step's answers. The error is of kind Invalid and
// names each field at fault; unknown names are ignored.
func (s *Step) Read(form Form) (Answers, error) {
	var problems tandem.Problems
	answers := Answers{}
	for i := range s.Fields {
		f := &s.Fields[i]
		if f.When != nil && form.Get(string(f.When.Field)) != f.When.Is {
			continue
		}
		v, given := f.read(string(f.ID), form, &problems)
		if given {
			answers[f.ID] = v
		}
	}
	return answers, problems.Err()
}

// Check tells what is wrong with the fields of one group or the named fields
// only, for a step that is filled in screen by screen.
func (s *Step) Check(form Form, names []string) error {
	_, err := s.Read(form)
	e, ok := err.(*tandem.Error) //nolint:errorlint // made by Problems.Err just above
	if !ok || e == nil {
		return err
	}
	var problems tandem.Problems
	for _, f := range e.Fields {
		if slices.Contains(names, f.Field) {
			problems.Add(f.Field, f.Text)
		}
	}
	return problems.Err()
}

func (f *Field) read(name string, form Form, problems *tandem.Problems) (Value, bool) {
	if f.Type == List {
		return f.readList(form, problems)
	}
	if f.Type == Multi {
		return f.readMulti(name, form, problems)
	}
	if f.Type == Feelings {
		return f.readFeelings(form, problems)
	}
	if f.Type == Link {
		return f.readLink(name, form, problems)
	}
	if f.Type == Photo {
		return f.readPhoto(name, form, problems)
	}
	text := strings.TrimSpace(strings.ReplaceAll(form.Get(name), "\r\n", "\n"))
	if text == "" {
		if f.needed() {
			problems.Add(name, tandem.Say("Please fill this in, or save and stop here."))
		}
		return Value{}, false
	}
	v, err := f.readOne(text)
	if err != nil {
		problems.AddErr(name, err)
		return Value{}, false
	}
	return v, true
}

// needed tells whether a field that is asked must be answered.
func (f *Field) needed() bool { return f.Required || f.When != nil && !f.Optional }

func (f *Field) readOne(text string) (Value, error) {
	switch f.Type {
	case ShortText, LongText:
		limit := ShortLimit
		if f.Type == LongText {
			limit = LongLimit
		}
		if f.GivenName && !givenName(text) {
			return Value{}, tandem.Invalid(tandem.Say("Please write a first name or letters only, %d at most.", nameLimit))
		}
		return Value{Text: text}, CheckText(text, limit, f.Type == LongText)
	case Scale, Counter:
		n, err := strconv.Atoi(text)
		if err != nil || n < f.Min || n > f.Max {
			return Value{}, tandem.Invalid(tandem.Say("Please choose a number from %d to %d.", f.Min, f.Max))
		}
		return Value{Number: &n}, nil
	case TimeOfDay:
		at, err := time.Parse("15:04", text)
		if err != nil {
			return Value{}, tandem.Invalid(tandem.Say("Please give a time, such as 18:30."))
		}
		return Value{Text: at.Format("15:04")}, nil
	case Choice:
		if !f.offers(text) {
			return Value{}, tandem.Invalid(tandem.Say("Please choose one of these."))
		}
		return Value{Text: text}, nil
	case Bool:
		yes := text == "yes" || text == "on"
		if !yes && text != "no" {
			return Value{}, tandem.Invalid(tandem.Say("Please choose yes or no."))
		}
		return Value{Yes: &yes}, nil
	case Day:
		d, err := tandem.ParseDate(text)
		return Value{Text: string(d)}, err
	default:
		return Value{}, tandem.Internalf("field %s has unknown type", f.ID)
	}
}

func (f *Field) readMulti(name string, form Form, problems *tandem.Problems) (Value, bool) {
	var several []string
	for _, v := range form[name] {
		if !f.offers(v) {
			problems.Add(name, tandem.Say("Please choose from these."))
			return Value{}, false
		}
		if !slices.Contains(several, v) {
			several = append(several, v)
		}
	}
	if len(several) == 0 && f.Required {
		problems.Add(name, tandem.Say("Please choose at least one."))
	}
	return Value{Several: several}, len(several) > 0
}

// readList reads the groups of a list. In one that can grow, a group in which
// nothing was typed is none; too few of them are asked for in the first empty one.
func (f *Field) readList(form Form, problems *tandem.Problems) (Value, bool) {
	filled := 0
	for n := range f.Groups() {
		if f.Typed(form, n) {
			filled++
		}
	}
	var items []map[FieldID]Value
	for n := range f.Groups() {
		if f.Exactly == 0 && !f.Typed(form, n) {
			if filled >= f.AtLeast {
				continue
			}
			filled++
		}
		item := map[FieldID]Value{}
		for j := range f.Item {
			sub := &f.Item[j]
			if sub.When != nil && form.Get(ItemName(f.ID, n, sub.When.Field)) != sub.When.Is {
				continue
			}
			if v, given := sub.read(ItemName(f.ID, n, sub.ID), form, problems); given {
				item[sub.ID] = v
			}
		}
		items = append(items, item)
	}
	return Value{Items: items}, len(items) > 0
}

// Typed tells whether anything stands in the nth group (from 0) of a list.
func (f *Field) Typed(form Form, n int) bool {
	return slices.ContainsFunc(f.Item, func(sub Field) bool {
		name := ItemName(f.ID, n, sub.ID)
		values := form[name]
		if sub.Type == Photo {
			values = slices.Concat(values, form[AltName(name)])
		}
		return slices.ContainsFunc(values, func(v string) bool { return strings.TrimSpace(v) != "" })
	})
}

// Sent tells whether the form has the list at all, be it with nothing in it.
func (f *Field) Sent(form Form) bool {
	for n := range f.Groups() {
		for i := range f.Item {
			if _, sent := form[ItemName(f.ID, n, f.Item[i].ID)]; sent {
				return true
			}
		}
	}
	return false
}

func (f *Field) offers(value string) bool {
	return slices.ContainsFunc(f.Choices, func(o Option) bool { return o.Value == value })
}

// nameLimit is how long a first name may be.
const nameLimit = 24

// givenName tells whether a text can be a first name or a few letters: no
// numbers, no addresses, and after the first word single letters only, such as
// "Jo", "Jo B.", "J. M." or "Anne-Marie".
func givenName(text string) bool {
	for i, word := range strings.Fields(text) {
		if i > 0 && utf8.RuneCountInString(strings.Trim(word, ".")) > 1 {
			return false
		}
	}
	return utf8.RuneCountInString(text) <= nameLimit && !strings.ContainsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !strings.ContainsRune(" .-’'", r)
	})
}

// The answers of a choice of who does something, from where its author stands.
const (
	WhoMe   = "me"
	WhoYou  = "you"
	WhoTurn = "rotate" // the partners take turns
)

// Turned is such an answer said by the other; any other answer stays as it is.
func Turned(who string) string {
	switch who {
	case WhoMe:
		return WhoYou
	case WhoYou:
		return WhoMe
	}
	return who
}

// CheckText tells what is wrong with a text: not valid UTF-8, longer than
// limit characters, or holding control characters. Lines may break where many
// is set. Kind Invalid.
func CheckText(text string, limit int, many bool) error {
	if !utf8.ValidString(text) || strings.ContainsRune(text, utf8.RuneError) {
		return tandem.Invalid(tandem.Say("Some letters here cannot be read. Please type them again."))
	}
	if n := utf8.RuneCountInString(text); n > limit {
		return tandem.Invalid(tandem.Say("Please keep this under %d characters. It has %d now.", limit, n))
	}
	for _, r := range text {
		if unicode.IsControl(r) && !(many && (r == '\n' || r == '\t')) {
			return tandem.Invalid(tandem.Say("There is a hidden character in this text. Please type it again."))
		}
	}
	return nil
}

// Form turns answers back into what was typed, to fill a form again.
func (s *Step) Form(answers Answers) Form {
	form := Form{}
	for i := range s.Fields {
		f := &s.Fields[i]
		v, ok := answers[f.ID]
		if !ok {
			continue
		}
		if f.Type != List {
			v.typed(form, string(f.ID))
			continue
		}
		for n, item := range v.Items {
			for id, sub := range item {
				sub.typed(form, ItemName(f.ID, n, id))
			}
		}
	}
	return form
}

// typed puts the answer into a form, under that name.
func (v Value) typed(form Form, name string) {
	switch {
	case v.Picture != nil:
		form[name], form[AltName(name)], form[StaysName(name)] = []string{v.Picture.String()}, []string{v.Text}, []string{"yes"}
	case v.Number != nil:
		form[name] = []string{strconv.Itoa(*v.Number)}
	case v.Yes != nil && *v.Yes:
		form[name] = []string{"yes"}
	case v.Yes != nil:
		form[name] = []string{"no"}
	case v.Several != nil:
		form[name] = v.Several
	default:
		form[name] = []string{v.Text}
	}
}
