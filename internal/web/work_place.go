package web

import (
	"fmt"
	"strconv"
	"strings"

	"tandem/internal/catalogue"
	"tandem/internal/exercise"
)

// inputOf is the name of the input that mends what a mistake is about, or of the
// heading that it stands under.
func inputOf(page catalogue.Page, where string) string {
	if page.Kind == catalogue.KindTemplate {
		return inputOfTemplate(where)
	}
	return inputOfExercise(page.Exercise, where)
}

// wordPlaces are the inputs of what belongs to the whole exercise, by the name
// that a mistake has for it.
var wordPlaces = map[string]string{"smallest": "smallest_text", "done": "done_title", "name": "name", "purpose": "purpose", "summary": "summary", "with": "with",
	"source": "source", "minutes": "minutes", "cadence": "cadence", "slot": "slot", "family": "family", "rules": "rules", "carries": "carries", "carries_own": "carries",
	"leads": "leads", "quality": "quality", "offers_pause": "offers_pause", "again": "again", "compare": "compare", "flow": "flow", "steps": "steps"}

func inputOfExercise(d *exercise.Definition, where string) string {
	if place, ok := wordPlaces[where]; ok {
		if place == "again" && len(againFields(d)) == 0 {
			return "steps" // no box of it is on the page
		}
		return place
	}
	kind, id, _ := strings.Cut(where, " ")
	for i := range d.Steps {
		s := &d.Steps[i]
		if kind == "step" && string(s.ID) == id {
			return fmt.Sprintf("steps.%d.title", i)
		}
		if kind == "field" {
			if at := inputOfField(fmt.Sprintf("steps.%d.fields.", i), s.Fields, id); at != "" {
				return at
			}
		}
	}
	return "steps"
}

func inputOfField(at string, fields []exercise.Field, id string) string {
	for i := range fields {
		pre := fmt.Sprintf("%s%d.", at, i)
		if string(fields[i].ID) == id {
			return pre + "label"
		}
		if in := inputOfField(pre+"item.", fields[i].Item, id); in != "" {
			return in
		}
	}
	return ""
}

// inputOfTemplate is the first input of a line where the mistake is the line's.
func inputOfTemplate(where string) string {
	at := strings.Split(where, ".")
	first := map[string]string{"phases": "name", "reviews": "kind", "items": "exercise"}
	switch {
	case len(at) == 2 && first[at[0]] != "":
		return where + "." + first[at[0]]
	case len(at) == 3 && at[0] == "lead_in":
		return where + ".exercise"
	default:
		return where
	}
}

// placeName is what a mistake is about, in words: a step by its number, a
// question by its label.
func placeName(d *exercise.Definition, where string) string {
	kind, id, _ := strings.Cut(where, " ")
	for i := range d.Steps {
		s := &d.Steps[i]
		if kind == "step" && string(s.ID) == id {
			return fmt.Sprintf("step %d", i+1)
		}
		if f, in := fieldIn(s.Fields, exercise.FieldID(id)); kind == "field" && in {
			if f.Label == "" {
				return fmt.Sprintf("a question in step %d", i+1)
			}
			return fmt.Sprintf("“%s” in step %d", shortened(f.Label), i+1)
		}
	}
	return where
}

// fieldIn is the question of that id among these, also inside a list.
func fieldIn(fields []exercise.Field, id exercise.FieldID) (*exercise.Field, bool) {
	for i := range fields {
		if fields[i].ID == id {
			return &fields[i], true
		}
		if f, in := fieldIn(fields[i].Item, id); in {
			return f, true
		}
	}
	return nil, false
}

// templatePlace is what a mistake of a template is about, in words: a phase or a
// review by its number, a line by the name of its exercise.
func templatePlace(page catalogue.Page, where string) string {
	at, lead := strings.CutPrefix(where, "lead_in.")
	parts := strings.Split(at, ".")
	n := -1
	if len(parts) > 1 {
		if place, err := strconv.Atoi(parts[1]); err == nil {
			n = place
		}
	}
	named := map[string]string{"phases": "phase", "reviews": "review", "items": "line"}[parts[0]]
	items := page.Template.Items
	if lead && page.Template.LeadIn != nil {
		items = page.Template.LeadIn.Items
	}
	switch {
	case where == "lead_in":
		return "the lead-in"
	case n < 0 || named == "":
		return parts[0]
	case named == "line" && n < len(items):
		id := items[n].Exercise
		for _, d := range page.Library.Latest() {
			if d.ID == id {
				named = d.Name
			}
		}
		if named == "line" {
			named = fmt.Sprintf("line %d", n+1)
		}
	default:
		named = fmt.Sprintf("%s %d", named, n+1)
	}
	if lead {
		return "the lead-in, " + named
	}
	return named
}
