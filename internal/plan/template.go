package plan

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// TemplateID names a plan template.
type TemplateID string

// Template is a plan to start from. It is data (see templates/library/plans).
type Template struct {
	ID      TemplateID     `json:"id"`
	Version int            `json:"version"`
	Name    string         `json:"name"`
	For     string         `json:"for"`    // whom it suits, for the therapist
	Source  string         `json:"source"` // where its practices come from
	Weeks   int            `json:"weeks"`
	Phases  []Phase        `json:"phases"`
	Reviews []ReviewPoint  `json:"reviews"`
	Items   []TemplateItem `json:"items"`
}

// TemplateItem is one line of a template. It names its slot, so that the base
// rhythm can be checked before its exercise is in the library.
type TemplateItem struct {
	Exercise tandem.ExerciseID `json:"exercise"`
	Slot     exercise.Slot     `json:"slot"`
	Cadence  exercise.Cadence  `json:"cadence"`
	From     int               `json:"from"`
	To       int               `json:"to"`
}

// item is the line as a plan has it, without an id.
func (t TemplateItem) item(version int) Item {
	return Item{Exercise: t.Exercise, Version: version, Slot: t.Slot, Cadence: t.Cadence, FromWeek: t.From, ToWeek: t.To}
}

// Missing names the exercises of the template that the library does not have,
// each once, by id.
func (t Template) Missing(library *exercise.Library) []tandem.ExerciseID {
	var missing []tandem.ExerciseID
	for _, it := range t.Items {
		if _, ok := latest(library, it.Exercise); !ok {
			missing = append(missing, it.Exercise)
		}
	}
	slices.Sort(missing)
	return slices.Compact(missing)
}

// Plan is the template as a plan without days, made of what the library has;
// its items have no ids. See Missing for what is left out.
func (t Template) Plan(library *exercise.Library) Plan {
	p := Plan{Name: t.Name, Template: t.ID, State: InDraft, FirstWeek: 1, Weeks: t.Weeks,
		Phases: slices.Clone(t.Phases), Reviews: slices.Clone(t.Reviews)}
	for _, it := range t.Items {
		if def, ok := latest(library, it.Exercise); ok {
			p.Items = append(p.Items, it.item(def.Version))
		}
	}
	return p
}

// latest is the newest version of an exercise that a plan can offer.
func latest(library *exercise.Library, id tandem.ExerciseID) (*exercise.Definition, bool) {
	for _, d := range library.Latest() {
		if d.ID == id {
			return d, true
		}
	}
	return nil, false
}

// Templates are the plan templates that passed every check, by id.
type Templates []Template

// TemplateCatalogue gives each practice its templates: what is built in, and
// what the practice has made of its own.
type TemplateCatalogue interface {
	Of(ctx context.Context, practice tandem.PracticeID) (Templates, error)
}

// Of is the templates themselves, for any practice.
func (ts Templates) Of(context.Context, tandem.PracticeID) (Templates, error) { return ts, nil }

// Get is the template of that id.
func (ts Templates) Get(id TemplateID) (Template, bool) {
	for _, t := range ts {
		if t.ID == id {
			return t, true
		}
	}
	return Template{}, false
}

// LoadTemplates reads every *.json file in dir of files. All mistakes of all
// files come back together; with any, there are no templates. An exercise that
// the library lacks is no mistake: see Template.Missing.
func LoadTemplates(files fs.FS, dir string, library *exercise.Library) (Templates, error) {
	names, err := fs.Glob(files, path.Join(dir, "*.json"))
	if err != nil {
		return nil, err
	}
	var all Templates
	var mistakes []error
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		t, errs := ParseTemplate(path.Base(name), text, library)
		mistakes = append(mistakes, errs...)
		if _, twice := all.Get(t.ID); twice {
			mistakes = append(mistakes, exercise.Mistake{File: path.Base(name), Where: "id", Why: "this template stands in another file too"})
		}
		all = append(all, t)
	}
	if len(names) == 0 {
		mistakes = append(mistakes, exercise.Mistake{File: dir, Why: "no plan template found"})
	}
	if err := errors.Join(mistakes...); err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b Template) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return all, nil
}

// ParseTemplate reads one template strictly: unknown words are mistakes, and
// so is a week without the base rhythm or with more than it should hold.
func ParseTemplate(file string, text []byte, library *exercise.Library) (Template, []error) {
	var t Template
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	err := dec.Decode(&t)
	if err == nil {
		if _, more := dec.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("there is more after the template's end")
		}
	}
	if err != nil {
		return t, []error{exercise.Mistake{File: file, Line: lineAt(text, offsetOf(err, dec)), Why: err.Error()}}
	}
	c := &templateChecker{file: file, text: text, at: places(text), library: library}
	c.words(t)
	c.phases(t)
	c.reviews(t)
	for i, it := range t.Items {
		c.item(t, i, it)
	}
	if len(c.mistakes) == 0 { // sums over broken lines say nothing
		c.weeks(t)
	}
	return t, c.mistakes
}

func offsetOf(err error, dec *json.Decoder) int64 {
	var syntax *json.SyntaxError
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return syntax.Offset
	case errors.As(err, &wrong):
		return wrong.Offset
	}
	return dec.InputOffset()
}

func lineAt(text []byte, offset int64) int {
	return 1 + bytes.Count(text[:min(offset, int64(len(text)))], []byte("\n"))
}

// places says at which byte each value of a sound JSON text ends its name or
// begins, by its path, such as "items.3.cadence".
func places(text []byte) map[string]int64 {
	at := map[string]int64{}
	dec := json.NewDecoder(bytes.NewReader(text))
	var value func(path string)
	value = func(path string) {
		open, err := dec.Token()
		if err != nil {
			return
		}
		if _, known := at[path]; !known {
			at[path] = dec.InputOffset()
		}
		for i := 0; open == json.Delim('{') && dec.More() || open == json.Delim('[') && dec.More(); i++ {
			name := fmt.Sprint(i)
			if open == json.Delim('{') {
				key, err := dec.Token()
				if err != nil {
					return
				}
				name = fmt.Sprint(key)
			}
			inner := strings.TrimPrefix(path+"."+name, ".")
			if open == json.Delim('{') {
				at[inner] = dec.InputOffset()
			}
			value(inner)
		}
		if _, nested := open.(json.Delim); nested {
			_, _ = dec.Token() // its end
		}
	}
	value("")
	return at
}

var (
	templateIDForm = regexp.MustCompile(`^[A-Z][A-Z0-9-]{1,31}$`)
	exerciseForm   = regexp.MustCompile(`^[A-Z][A-Z0-9-]{1,31}$`)
)

// templateChecker gathers what is wrong with one template.
type templateChecker struct {
	file     string
	text     []byte
	at       map[string]int64
	library  *exercise.Library
	mistakes []error
}

// say notes a mistake at the line of the value under the path, or of the next
// one around it that the file has.
func (c *templateChecker) say(path, why string, args ...any) {
	m := exercise.Mistake{File: c.file, Where: path, Why: fmt.Sprintf(why, args...)}
	for p := path; ; {
		if at, ok := c.at[p]; ok {
			m.Line = lineAt(c.text, at)
			break
		}
		i := strings.LastIndexByte(p, '.')
		if i < 0 {
			break
		}
		p = p[:i]
	}
	c.mistakes = append(c.mistakes, m)
}

func (c *templateChecker) words(t Template) {
	if !templateIDForm.MatchString(string(t.ID)) {
		c.say("id", "is not of the form T1")
	}
	if t.Version < 1 {
		c.say("version", "must be 1 or more")
	}
	if t.Weeks < 1 || t.Weeks > MaxWeeks {
		c.say("weeks", "must be from 1 to %d", MaxWeeks)
	}
	for _, w := range []struct{ name, text string }{{"name", t.Name}, {"for", t.For}, {"source", t.Source}} {
		if strings.TrimSpace(w.text) == "" {
			c.say(w.name, "has no words")
		}
	}
	if len(t.Items) == 0 || len(t.Items) > MaxItems {
		c.say("items", "a template has from 1 to %d items", MaxItems)
	}
}

// phases must follow each other without a gap over all weeks.
func (c *templateChecker) phases(t Template) {
	next := 1
	for i, ph := range t.Phases {
		at := fmt.Sprintf("phases.%d", i)
		if strings.TrimSpace(ph.Name) == "" || strings.TrimSpace(ph.Focus) == "" {
			c.say(at, "needs a name and a focus")
		}
		if ph.From != next || ph.To < ph.From {
			c.say(at+".from", "a phase begins where the one before ends: week %d", next)
		}
		next = ph.To + 1
	}
	if next != t.Weeks+1 {
		c.say("phases", "the phases end with week %d, the template with week %d", next-1, t.Weeks)
	}
}

// reviews: one in the middle of anything longer than six weeks, one at the end.
func (c *templateChecker) reviews(t Template) {
	final := false
	for i, r := range t.Reviews {
		at := fmt.Sprintf("reviews.%d", i)
		if !slices.Contains([]ReviewKind{ReviewMid, ReviewTrial, ReviewFinal}, r.Kind) {
			c.say(at+".kind", "%q is unknown", r.Kind)
		}
		if r.Week < 1 || r.Week > t.Weeks {
			c.say(at+".week", "lies outside the template's %d weeks", t.Weeks)
		}
		if i > 0 && r.Week < t.Reviews[i-1].Week {
			c.say(at+".week", "comes before the review above it")
		}
		final = final || r.Kind == ReviewFinal && r.Week == t.Weeks
	}
	if !final {
		c.say("reviews", "the last week needs a final review")
	}
}

func (c *templateChecker) item(t Template, i int, it TemplateItem) {
	at := fmt.Sprintf("items.%d", i)
	if !exerciseForm.MatchString(string(it.Exercise)) {
		c.say(at+".exercise", "%q is not of the form E02", it.Exercise)
	}
	if !slices.Contains([]exercise.Slot{exercise.SlotTalk, exercise.SlotActivity, exercise.SlotCheckIn, exercise.SlotOther}, it.Slot) {
		c.say(at+".slot", "%q is unknown", it.Slot)
	}
	if err := it.Cadence.Check(); err != nil {
		c.say(at+".cadence", "%v", err)
	}
	if it.From < 1 || it.To < it.From || it.To > t.Weeks {
		c.say(at+".from", "weeks %d to %d are not inside the template's %d weeks", it.From, it.To, t.Weeks)
	}
	if it.Cadence.Kind == exercise.Once && it.To != it.From {
		c.say(at+".to", "what comes once has one week")
	}
	for j, other := range t.Items[:i] {
		if other.Exercise == it.Exercise && it.From <= other.To && other.From <= it.To {
			c.say(at, "%s is in weeks of item %d already", it.Exercise, j)
		}
	}
}

// weeks checks the base rhythm (P1) by the slots that the template names, and
// the load (P6) by what the library has.
func (c *templateChecker) weeks(t Template) {
	p := t.Plan(c.library)
	slots := Plan{Weeks: t.Weeks}
	for _, it := range t.Items {
		slots.Items = append(slots.Items, it.item(0))
	}
	for week := 1; week <= t.Weeks; week++ {
		for _, slot := range slots.LacksIn(week) {
			c.say("items", "week %d has no %s", week, slot)
		}
		if load := p.LoadOf(week, "", c.library); load.Heavy(week) {
			c.say("items", "week %d asks for %d minutes of task time, and should ask for no more than %d", week, load.Task, Cap(week))
		}
	}
}
