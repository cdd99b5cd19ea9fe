package catalogue

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"tandem/internal/exercise"
	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// The bounds of one definition, beside those that files have.
const (
	longestName  = 80
	longestText  = 2000
	longestLabel = 300
	mostSteps    = 30
	mostFields   = 30
	mostChoices  = 30
	mostMistakes = 60 // said at once
)

// inspector gathers what is wrong with a definition of a practice's own beyond
// what is wrong with any.
type inspector struct {
	file     string
	text     []byte
	mistakes []error
}

// say notes a mistake about what the anchor names.
func (c *inspector) say(anchor, where, why string, args ...any) {
	c.mistakes = append(c.mistakes, exercise.MistakeAt(c.file, c.text, anchor, where, fmt.Sprintf(why, args...)))
}

// words tells whether a text is short enough and holds nothing hidden.
func (c *inspector) words(anchor, where, text string, longest int) {
	if err := exercise.CheckText(text, longest, true); err != nil {
		c.say(anchor, where, "%s", reason(err))
	}
}

// reason is an error's sentence.
func reason(err error) string {
	if e, ok := err.(*tandem.Error); ok { //nolint:errorlint // CheckText makes no other
		return e.Text.String()
	}
	return "cannot be read"
}

// ownExercise is what is wrong with an exercise because a practice made it: the
// flow must be one that a plan can give, and everything has a bound.
func ownExercise(file string, text []byte, d *exercise.Definition) []error {
	c := &inspector{file: file, text: text}
	for p := &d.Flow; p != nil; p = p.Then {
		if p.Kind == exercise.FlowPreparation {
			c.say("flow", "flow", "%q belongs to reviews and is not given by plans", p.Kind)
		}
		if p.Kind == exercise.FlowOpening && p.Then == nil {
			c.say("flow", "flow", "%q opens what follows it, and nothing follows", p.Kind)
		}
	}
	c.words("name", "name", d.Name, longestName)
	for _, w := range []struct{ name, text string }{{"purpose", d.Purpose}, {"summary", d.Summary}, {"with", d.With}, {"source", d.Source},
		{"smallest", d.Smallest.Text}, {"done", d.Done.Title}, {"done", d.Done.Text}} {
		c.words(w.name, w.name, w.text, longestText)
	}
	for _, l := range d.Leads {
		c.words("leads", "leads", l.Go, longestLabel)
	}
	if len(d.Steps) > mostSteps {
		c.say("steps", "steps", "an exercise has %d steps or fewer", mostSteps)
	}
	for i := range d.Steps {
		s := &d.Steps[i]
		for _, text := range []string{s.Title, s.Text, s.Submit, s.Go, s.Later, s.Sees} {
			c.words(string(s.ID), "step "+string(s.ID), text, longestText)
		}
		if slices.Contains(asks, s.Move) && len(s.Fields) == 0 {
			c.say(string(s.ID), "step "+string(s.ID), "needs a question: there is nothing to write here")
		}
		c.fields(string(s.ID), "step "+string(s.ID), s.Fields)
	}
	return c.mistakes
}

// asks are the moves that bring nothing without an answer: with no question in
// their step an exercise comes to a dead end.
var asks = []exercise.MoveKind{exercise.MoveKeep, exercise.MovePrepare, exercise.MoveSeal, exercise.MoveEdit, exercise.MoveHandOn}

func (c *inspector) fields(anchor, where string, fields []exercise.Field) {
	if len(fields) > mostFields {
		c.say(anchor, where, "%d questions or fewer stand in one place", mostFields)
	}
	for i := range fields {
		f := &fields[i]
		at := "field " + string(f.ID)
		for _, text := range []string{f.Label, f.Help, f.Low, f.High, f.ItemTitle} {
			c.words(string(f.ID), at, text, longestLabel)
		}
		if len(f.Choices) > mostChoices {
			c.say(string(f.ID), at, "a question offers %d answers or fewer", mostChoices)
		}
		for _, o := range f.Choices {
			c.words(string(f.ID), at, o.Label, longestLabel)
			c.words(string(f.ID), at, o.Value, longestName)
		}
		c.fields(string(f.ID), at, f.Item)
	}
}

// ownTemplate is what is wrong with a template because a practice made it: it
// may name only what the practice has.
func ownTemplate(file string, text []byte, t plan.Template, library *exercise.Library) []error {
	c := &inspector{file: file, text: text}
	c.words("name", "name", t.Name, longestName)
	c.words("for", "for", t.For, longestText)
	c.words("source", "source", t.Source, longestText)
	for i, ph := range t.Phases {
		for _, text := range []string{ph.Name, ph.Focus} {
			c.words("phases", fmt.Sprintf("phases.%d", i), text, longestText)
		}
	}
	for _, id := range t.Missing(library) {
		c.say(string(id), itemOf(t, id), "%s is not in this practice's library", id)
	}
	return c.mistakes
}

func itemOf(t plan.Template, id tandem.ExerciseID) string {
	i := slices.IndexFunc(t.Items, func(it plan.TemplateItem) bool { return it.Exercise == id })
	return fmt.Sprintf("items.%d.exercise", i)
}

// mistakesOf are errors as mistakes, few enough to be read.
func mistakesOf(errs []error) []exercise.Mistake {
	var all []exercise.Mistake
	for _, err := range errs {
		if m, ok := err.(exercise.Mistake); ok { //nolint:errorlint // the checkers make no other
			all = append(all, m)
		}
	}
	return all[:min(len(all), mostMistakes)]
}

// mistakes is what is wrong with a work as it stands.
func (w Work) mistakes(library *exercise.Library) []exercise.Mistake {
	if w.Kind == KindTemplate {
		_, errs := w.template(library)
		return mistakesOf(errs)
	}
	_, errs := w.definition()
	return mistakesOf(errs)
}

// neat is a value in the form of a file.
func neat(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return nil, tandem.Internal(err)
	}
	return b.Bytes(), nil
}

// strictly reads one JSON value without a word that nobody knows.
func strictly(text []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	return dec.Decode(into)
}
