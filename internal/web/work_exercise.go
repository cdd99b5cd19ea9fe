package web

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tandem/internal/catalogue"
	"tandem/internal/exercise"
	"tandem/internal/plan"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

// exercise fills the form of an exercise.
func (b workForm) exercise(d *exercise.Definition) *pages.WorkExercise {
	e := &pages.WorkExercise{Flow: catalogue.FlowWords(d.Flow), Name: b.value("name", d.Name), Purpose: b.value("purpose", d.Purpose),
		Summary: b.value("summary", d.Summary), With: b.value("with", d.With), Source: b.value("source", d.Source),
		Minutes: b.number("minutes", d.Minutes), SmallestText: b.value("smallest_text", d.Smallest.Text),
		SmallestMinutes: b.number("smallest_minutes", d.Smallest.Minutes), DoneTitle: b.value("done_title", d.Done.Title),
		DoneText: b.value("done_text", d.Done.Text), Together: b.ticked("together", d.Together)}
	e.Cadences, e.Slots = b.cadences("cadence", d.Cadence), b.slots("slot", d.Slot)
	families := []string{""}
	for _, f := range exercise.Families() {
		families = append(families, string(f))
	}
	e.Families = b.options("family", string(d.Family), families, orNone)
	shelves, on := []string{""}, ""
	for _, s := range exercise.Shelves() {
		shelves = append(shelves, string(s.ID))
	}
	if len(d.Shelves) > 0 {
		on = string(d.Shelves[0].ID)
	}
	e.Shelves = b.options("shelf", on, shelves, func(id string) string { return orNone(exercise.ShelfID(id).Title()) })
	for n := 1; n <= 13; n++ {
		id := exercise.RuleID(fmt.Sprintf("R%d", n))
		chosen := slices.Contains(d.Rules, id)
		if b.typed != nil {
			chosen = slices.Contains(b.typed["rules"], string(id))
		}
		e.Rules = append(e.Rules, pages.RuleChoice{ID: string(id), Text: ruleText(id), Chosen: chosen})
	}
	kept := keptOn(d)
	for i := range d.Steps {
		e.Steps = append(e.Steps, b.step(i, &d.Steps[i], kept))
	}
	return e
}

func orNone(label string) string {
	if label == "" {
		return "none"
	}
	return label
}

// keptOn are the fields that go on the exercise's first shelf.
func keptOn(d *exercise.Definition) []exercise.FieldID {
	if len(d.Shelves) == 0 {
		return nil
	}
	return d.Shelves[0].Fields
}

func (b workForm) cadences(name string, c exercise.Cadence) []pages.Option {
	var values []string
	labels := map[string]string{}
	for _, offered := range plan.Cadences() {
		v := plan.CadenceValue(offered)
		values, labels[v] = append(values, v), plan.CadenceText(offered).In(b.ctx)
	}
	return b.options(name, plan.CadenceValue(c), values, func(v string) string { return labels[v] })
}

func (b workForm) slots(name string, s exercise.Slot) []pages.Option {
	return b.options(name, string(s), []string{string(exercise.SlotTalk), string(exercise.SlotActivity), string(exercise.SlotCheckIn), string(exercise.SlotOther)},
		func(v string) string {
			return map[string]string{"talk": "a talk", "activity": "something done together", "check-in": "a check-in", "other": "none of it"}[v]
		})
}

// questionKinds are the kinds of questions that can be added, in words.
var questionKinds = []struct {
	kind exercise.FieldType
	name string
}{{exercise.ShortText, "one line of text"}, {exercise.LongText, "a longer text"}, {exercise.Scale, "a scale"}, {exercise.Choice, "one of several answers"},
	{exercise.Multi, "any of several answers"}, {exercise.Bool, "yes or no"}, {exercise.Feelings, "feelings"}, {exercise.Day, "a day"},
	{exercise.TimeOfDay, "a time of day"}, {exercise.Counter, "a number"}, {exercise.List, "a list"}}

func kindName(k exercise.FieldType) string {
	for _, q := range questionKinds {
		if q.kind == k {
			return q.name
		}
	}
	return string(k)
}

func (b workForm) step(n int, s *exercise.Step, kept []exercise.FieldID) pages.WorkStep {
	at := fmt.Sprintf("steps.%d.", n)
	step := pages.WorkStep{At: n, Move: moveName(s.Move), Title: b.value(at+"title", s.Title), Text: b.value(at+"text", s.Text), Submit: b.value(at+"submit", s.Submit)}
	if s.Timer != nil {
		step.Timer = strconv.Itoa(s.Timer.Seconds / 60)
	}
	step.Timer = b.value(at+"timer", step.Timer)
	step.Fields = b.fields(at+"fields.", s.Fields, kept, false)
	for _, q := range questionKinds {
		step.Adds = append(step.Adds, pages.Option{Value: string(q.kind), Label: q.name})
	}
	return step
}

// moveName says what a step is in the flow, where its own name is not plain.
func moveName(k exercise.MoveKind) string {
	if name, ok := map[exercise.MoveKind]string{exercise.MoveSeal: "each answers alone", exercise.MovePrepare: "each prepares alone", exercise.MoveKeep: "each writes alone",
		exercise.MoveEdit: "the sheet that both fill in", exercise.MoveAgree: "yes to the sheet", exercise.MoveGive: "giving it", exercise.MoveAcknowledge: "taking it in",
		exercise.MoveShare: "sharing it", exercise.MoveLog: "noting it", exercise.MoveSetUp: "setting up the talk", exercise.MoveSpeak: "the speaker has spoken",
		exercise.MoveReflect: "the listener says it back", exercise.MoveCheck: "whether it matches", exercise.MoveRate: "each rates", exercise.MoveHandOn: "an entry, handed on",
		exercise.MoveSchedule: "a time to read together", exercise.MoveRead: "read together", exercise.MoveNote: "a note on the other's entry",
		exercise.MoveRepeat: "a moment to have again", exercise.MoveRepeated: "whether it came about"}[k]; ok {
		return name
	}
	return strings.ReplaceAll(string(k), "-", " ")
}

func (b workForm) fields(at string, fields []exercise.Field, kept []exercise.FieldID, inList bool) []pages.WorkField {
	var out []pages.WorkField
	for i := range fields {
		f := &fields[i]
		pre := fmt.Sprintf("%s%d.", at, i)
		w := pages.WorkField{Prefix: pre, Kind: tandem.Say("%s", kindName(f.Type)), Label: b.value(pre+"label", f.Label), Help: b.value(pre+"help", f.Help),
			Required: b.ticked(pre+"required", f.Required), Sealed: b.ticked(pre+"sealed", f.Sealed), Shelf: b.ticked(pre+"shelf", slices.Contains(kept, f.ID)),
			CanShelf: !inList, First: i == 0, Last: i == len(fields)-1, Scale: f.Type == exercise.Scale, Numbers: f.Type == exercise.Scale || f.Type == exercise.Counter,
			Offers: f.Type == exercise.Choice || f.Type == exercise.Multi, Growing: f.Type == exercise.List,
			Min: b.value(pre+"min", strconv.Itoa(f.Min)), Max: b.number(pre+"max", f.Max), Low: b.value(pre+"low", f.Low), High: b.value(pre+"high", f.High),
			ItemTitle: b.value(pre+"item_title", f.ItemTitle), AtLeast: b.number(pre+"at_least", max(f.Exactly, f.AtLeast)), AtMost: b.number(pre+"at_most", max(f.Exactly, f.AtMost))}
		if !inList {
			w.Visibility = b.options(pre+"visibility", string(f.Visibility), []string{string(exercise.AuthorOnly), string(exercise.AuthorAndTherapist), string(exercise.Both)},
				func(v string) string {
					return map[string]string{"author": "only the author", "author+therapist": "author and therapist", "both": "both partners and therapist"}[v]
				})
		}
		var lines []string
		for _, o := range f.Choices {
			lines = append(lines, o.Label)
		}
		w.Choices = b.value(pre+"choices", strings.Join(lines, "\n"))
		if f.When != nil {
			w.Fixed = tandem.Say("Asked only where “%s” is answered with “%s”.", string(f.When.Field), f.When.Is)
		}
		w.Items = b.fields(pre+"item.", f.Item, nil, true)
		out = append(out, w)
	}
	return out
}

// inputOf is the name of the input that mends what a mistake is about; "" where
// there is none.
func inputOf(page catalogue.Page, where string) string {
	if page.Kind == catalogue.KindTemplate {
		return inputOfTemplate(where)
	}
	switch where {
	case "smallest":
		return "smallest_text"
	case "done":
		return "done_title"
	case "name", "purpose", "summary", "with", "source", "minutes", "cadence", "slot", "family", "rules":
		return where
	case "shelves", "shelf":
		return "shelf"
	}
	kind, id, _ := strings.Cut(where, " ")
	for i := range page.Exercise.Steps {
		s := &page.Exercise.Steps[i]
		if kind == "step" && string(s.ID) == id {
			return fmt.Sprintf("steps.%d.title", i)
		}
		if kind == "field" {
			if at := inputOfField(fmt.Sprintf("steps.%d.fields.", i), s.Fields, id); at != "" {
				return at
			}
		}
	}
	return ""
}

// inputOfTemplate is the first input of a line where the mistake is the line's.
func inputOfTemplate(where string) string {
	list, rest, in := strings.Cut(where, ".")
	first := map[string]string{"phases": "name", "reviews": "kind", "items": "exercise"}[list]
	if in && first != "" && !strings.Contains(rest, ".") {
		return where + "." + first
	}
	return where
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

// workContent is what was typed as the content of a file. Error: Invalid at
// inputs that hold no number.
func workContent(page catalogue.Page, f exercise.Form) ([]byte, error) {
	r := &workReader{form: f}
	var value any
	if page.Kind == catalogue.KindTemplate {
		value = r.template(page.Template)
	} else {
		value = r.exercise(*page.Exercise)
	}
	if err := r.problems.Err(); err != nil {
		return nil, err
	}
	content, err := json.Marshal(value)
	if err != nil {
		return nil, tandem.Internal(err)
	}
	return content, nil
}
