package plan

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"path"
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
	Ready   string         `json:"ready"`  // what comes before the first week, for the therapist
	Gate    GateKind       `json:"gate,omitempty"`
	Weeks   int            `json:"weeks"`
	Phases  []Phase        `json:"phases"`
	Reviews []ReviewPoint  `json:"reviews"`
	LeadIn  *LeadIn        `json:"lead_in,omitempty"`
	Items   []TemplateItem `json:"items"`
	// Variants fit it to a stage of life; the therapist may choose one.
	Variants []Variant `json:"variants,omitempty"`
}

// LeadIn is what one partner can begin with while the other has not decided
// yet: items that are done alone, behind a gate of that person's own.
type LeadIn struct {
	Weeks int            `json:"weeks"`
	Items []TemplateItem `json:"items"`
}

// TemplateItem is one line of a template. It names its slot, so that the base
// rhythm can be checked before its exercise is in the library.
type TemplateItem struct {
	Exercise tandem.ExerciseID `json:"exercise"`
	Slot     exercise.Slot     `json:"slot"`
	Cadence  exercise.Cadence  `json:"cadence"`
	From     int               `json:"from"`
	To       int               `json:"to"`
	note     string            // of a variant
}

// item is the line as a plan has it, without an id.
func (t TemplateItem) item(version int) Item {
	return Item{Exercise: t.Exercise, Version: version, Slot: t.Slot, Cadence: t.Cadence, FromWeek: t.From, ToWeek: t.To, Note: t.note}
}

// Missing names the exercises of the template that the library does not have,
// each once, by id.
func (t Template) Missing(library *exercise.Library) []tandem.ExerciseID {
	var missing []tandem.ExerciseID
	items := t.Items
	if t.LeadIn != nil {
		items = append(slices.Clone(items), t.LeadIn.Items...)
	}
	for _, it := range items {
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
	return Plan{Name: t.Name, Template: t.ID, State: InDraft, FirstWeek: 1, Weeks: t.Weeks,
		Phases: slices.Clone(t.Phases), Reviews: slices.Clone(t.Reviews), Items: known(t.Items, library)}
}

// Alone is the template's lead-in as a plan for one partner; ok is false where
// it has none. Its items have no ids.
func (t Template) Alone(partner tandem.PartnerID, library *exercise.Library) (p Plan, ok bool) {
	if t.LeadIn == nil {
		return Plan{}, false
	}
	p = Plan{Name: t.Name, Template: t.ID, State: InDraft, FirstWeek: 1, Weeks: t.LeadIn.Weeks, Items: known(t.LeadIn.Items, library)}
	for i := range p.Items {
		p.Items[i].Partner = partner
	}
	return p, true
}

// known are those of the lines whose exercise the library has.
func known(lines []TemplateItem, library *exercise.Library) []Item {
	var items []Item
	for _, it := range lines {
		if def, ok := latest(library, it.Exercise); ok {
			items = append(items, it.item(def.Version))
		}
	}
	return items
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
		return t, []error{exercise.NoJSON(file, text, err, dec)}
	}
	c := &templateChecker{file: file, text: text, at: places(text), library: library}
	c.words(t)
	c.phases(t)
	c.reviews(t)
	c.items("items", t.Items, t.Weeks)
	c.leadIn(t)
	if len(c.mistakes) == 0 { // sums over broken lines say nothing
		c.weeks(t, "items", "phases.0")
	}
	if len(c.mistakes) == 0 { // a variant of what is not sound says nothing
		c.variants(t)
	}
	return t, c.mistakes
}
