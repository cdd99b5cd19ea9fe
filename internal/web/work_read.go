package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tandem/internal/exercise"
	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// workReader lays what was typed over a definition and gathers what cannot be
// read. What is merely missing is no fault of a draft.
type workReader struct {
	form     exercise.Form
	problems tandem.Problems
}

func (r *workReader) text(name string) string {
	return strings.TrimSpace(strings.ReplaceAll(r.form.Get(name), "\r\n", "\n"))
}

// number is a whole number; 0 where nothing was typed.
func (r *workReader) number(name string) int {
	typed := r.text(name)
	if typed == "" {
		return 0
	}
	n, err := strconv.Atoi(typed)
	if err != nil || n < 0 || n > 100_000 {
		r.problems.Add(name, tandem.Say("Please give a whole number."))
	}
	return n
}

func (r *workReader) ticked(name string) bool { return r.form.Get(name) == "yes" }

func (r *workReader) cadence(name string, before exercise.Cadence) exercise.Cadence {
	typed := r.text(name)
	c, ok := plan.ReadCadence(typed)
	if !ok {
		if typed != "" {
			r.problems.Add(name, tandem.Say("Please choose how often."))
		}
		return before
	}
	return c
}

// exercise is the definition as typed. Its flow, the steps that the flow needs
// and what binds one question to another stay.
func (r *workReader) exercise(d exercise.Definition) exercise.Definition {
	d.Name, d.Purpose, d.Summary, d.With, d.Source = r.text("name"), r.text("purpose"), r.text("summary"), r.text("with"), r.text("source")
	d.Minutes, d.Together = r.number("minutes"), r.ticked("together")
	d.Smallest = exercise.Smallest{Text: r.text("smallest_text"), Minutes: r.number("smallest_minutes")}
	d.Done = exercise.Finish{Title: r.text("done_title"), Text: r.text("done_text")}
	d.Cadence, d.Slot, d.Family = r.cadence("cadence", d.Cadence), exercise.Slot(r.text("slot")), exercise.Family(r.text("family"))
	d.Rules = []exercise.RuleID{}
	for _, id := range r.form["rules"] {
		d.Rules = append(d.Rules, exercise.RuleID(id))
	}
	ids := &freshIDs{}
	for i := range d.Steps {
		ids.take(d.Steps[i].Fields)
	}
	var kept []exercise.FieldID
	d.Steps = slices.Clone(d.Steps)
	for i := range d.Steps {
		r.step(&d.Steps[i], i, ids, &kept)
	}
	r.shelf(&d, kept)
	return d
}

// shelf puts what was ticked on the shelf that was chosen; further shelves of a
// copy stay.
func (r *workReader) shelf(d *exercise.Definition, kept []exercise.FieldID) {
	var others []exercise.Shelf
	if len(d.Shelves) > 1 {
		others = d.Shelves[1:]
	}
	d.Shelves = nil
	if id := exercise.ShelfID(r.text("shelf")); id != "" {
		d.Shelves = append(d.Shelves, exercise.Shelf{ID: id, Fields: kept})
	}
	d.Shelves = append(d.Shelves, others...)
}

func (r *workReader) step(s *exercise.Step, n int, ids *freshIDs, kept *[]exercise.FieldID) {
	at := fmt.Sprintf("steps.%d.", n)
	s.Title, s.Text, s.Submit = r.text(at+"title"), r.text(at+"text"), r.text(at+"submit")
	if minutes := r.number(at + "timer"); minutes == 0 {
		s.Timer = nil
	} else if s.Timer == nil || s.Timer.Seconds/60 != minutes {
		s.Timer = &exercise.Timer{Seconds: 60 * minutes, Min: 60, Max: max(60*minutes, 1200)}
	}
	s.Fields = r.fields(at+"fields.", s.Fields, kept)
	if r.form.Get("go") == fmt.Sprintf("step-%d", n) {
		f := blank(exercise.FieldType(r.text(at+"add")), ids)
		f.Sealed = slices.Contains([]exercise.MoveKind{exercise.MoveSeal, exercise.MovePrepare, exercise.MoveKeep, exercise.MoveRate}, s.Move)
		s.Fields = append(s.Fields, f)
	}
}

// fields are the questions as typed: changed, moved by one, or taken out.
func (r *workReader) fields(at string, before []exercise.Field, kept *[]exercise.FieldID) []exercise.Field {
	var out []exercise.Field
	move, place := 0, -1
	for i := range before {
		pre := fmt.Sprintf("%s%d.", at, i)
		if r.ticked(pre + "remove") {
			continue
		}
		switch r.form.Get("go") {
		case "up-" + pre:
			move, place = -1, len(out)
		case "down-" + pre:
			move, place = 1, len(out)
		}
		f := r.field(pre, before[i])
		if kept != nil && r.ticked(pre+"shelf") {
			*kept = append(*kept, f.ID)
		}
		out = append(out, f)
	}
	if to := place + move; place >= 0 && to >= 0 && to < len(out) {
		out[place], out[to] = out[to], out[place]
	}
	return out
}

func (r *workReader) field(pre string, f exercise.Field) exercise.Field {
	f.Label, f.Help, f.Required = r.text(pre+"label"), r.text(pre+"help"), r.ticked(pre+"required")
	if _, sent := r.form[pre+"visibility"]; sent {
		f.Visibility, f.Sealed = exercise.Visibility(r.text(pre+"visibility")), r.ticked(pre+"sealed")
	}
	switch f.Type {
	case exercise.Scale:
		f.Low, f.High = r.text(pre+"low"), r.text(pre+"high")
		f.Min, f.Max = r.number(pre+"min"), r.number(pre+"max")
	case exercise.Counter:
		f.Min, f.Max = r.number(pre+"min"), r.number(pre+"max")
	case exercise.Choice, exercise.Multi:
		f.Choices = options(f.Choices, r.text(pre+"choices"))
	case exercise.List:
		f.ItemTitle = r.text(pre + "item_title")
		least, most := r.number(pre+"at_least"), r.number(pre+"at_most")
		f.Exactly, f.AtLeast, f.AtMost = 0, least, most
		if least == most {
			f.Exactly, f.AtLeast, f.AtMost = most, 0, 0
		}
		f.Item = r.fields(pre+"item.", f.Item, nil)
	}
	return f
}

// options are the answers, one a line. One whose words stay, or that stands
// where it stood, keeps the value that the flow and earlier answers know.
func options(before []exercise.Option, typed string) []exercise.Option {
	var lines []string
	for line := range strings.Lines(typed) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	var out []exercise.Option
	used := map[string]bool{}
	value := func(i int, label string) string {
		if at := slices.IndexFunc(before, func(o exercise.Option) bool { return o.Label == label }); at >= 0 && !used[before[at].Value] {
			return before[at].Value
		}
		if i < len(before) && !slices.Contains(lines, before[i].Label) && !used[before[i].Value] {
			return before[i].Value
		}
		for n := 1; ; n++ {
			v := fmt.Sprintf("a%d", n)
			if !used[v] && !slices.ContainsFunc(before, func(o exercise.Option) bool { return o.Value == v }) {
				return v
			}
		}
	}
	for i, label := range lines {
		v := value(i, label)
		used[v] = true
		out = append(out, exercise.Option{Value: v, Label: label})
	}
	return out
}

// freshIDs names new questions so that no two have the same id.
type freshIDs struct{ taken []exercise.FieldID }

func (ids *freshIDs) take(fields []exercise.Field) {
	for i := range fields {
		ids.taken = append(ids.taken, fields[i].ID)
		ids.take(fields[i].Item)
	}
}

func (ids *freshIDs) next() exercise.FieldID {
	for n := 1; ; n++ {
		if id := exercise.FieldID(fmt.Sprintf("q%d", n)); !slices.Contains(ids.taken, id) {
			ids.taken = append(ids.taken, id)
			return id
		}
	}
}

// blank is a new question of the kind. Until somebody says otherwise, only its
// author can read the answer.
func blank(kind exercise.FieldType, ids *freshIDs) exercise.Field {
	f := exercise.Field{ID: ids.next(), Type: kind, Visibility: exercise.AuthorOnly}
	switch kind {
	case exercise.Scale:
		f.Max = 4
	case exercise.Counter:
		f.Max = 100
	case exercise.List:
		f.AtLeast, f.AtMost = 1, 3
		f.Item = []exercise.Field{{ID: ids.next(), Type: exercise.ShortText, Required: true}}
	}
	return f
}
