package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tandem/internal/catalogue"
	"tandem/internal/exercise"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

// questionKinds are the kinds of questions that can be added, in words.
var questionKinds = []struct {
	kind exercise.FieldType
	name string
}{{exercise.ShortText, "one line of text"}, {exercise.LongText, "a longer text"}, {exercise.Scale, "a scale"}, {exercise.Choice, "one of several answers"},
	{exercise.Multi, "any of several answers"}, {exercise.Bool, "yes or no"}, {exercise.Feelings, "feelings"}, {exercise.Day, "a day"},
	{exercise.TimeOfDay, "a time of day"}, {exercise.Counter, "a number"}, {exercise.Link, "something of theirs"}, {exercise.Photo, "a picture"}, {exercise.List, "a list"}}

// safetyKind is the safety question among the kinds that can be added.
const safetyKind = "safety"

func kindName(k exercise.FieldType) string {
	for _, q := range questionKinds {
		if q.kind == k {
			return q.name
		}
	}
	return string(k)
}

// kinds are the kinds that can be added in a place.
func (b workForm) kinds(name string, inList, safety bool) []pages.Option {
	var out []pages.Option
	add := func(value, label string) {
		out = append(out, pages.Option{Value: value, Label: label, Chosen: b.typed.Get(name) == value})
	}
	for _, q := range questionKinds {
		if !inList || q.kind != exercise.List && q.kind != exercise.Feelings {
			add(string(q.kind), q.name)
		}
	}
	if safety {
		add(safetyKind, "a safety question, which always waits for you")
	}
	return out
}

func (b workForm) step(d *exercise.Definition, n int) pages.WorkStep {
	s := &d.Steps[n]
	at := fmt.Sprintf("steps.%d.", n)
	step := pages.WorkStep{At: n, Move: catalogue.MoveName(s.Move), Title: b.value(at+"title", s.Title), Text: b.value(at+"text", s.Text), Submit: b.value(at+"submit", s.Submit),
		Go: b.value(at+"go", s.Go), Later: b.value(at+"later", s.Later), Rules: b.rules(at+"rules", s.Rules)}
	var timer exercise.Timer
	if s.Timer != nil {
		timer = *s.Timer
	}
	step.Timer, step.TimerMin, step.TimerMax = b.value(at+"timer", timerText(timer.Seconds)), b.value(at+"timer_min", timerText(timer.Min)), b.value(at+"timer_max", timerText(timer.Max))
	if of := fieldsOf(d, func(f *exercise.Field) bool {
		return f.Type == exercise.Choice && f.Visibility == exercise.Both && !f.Sealed
	}); len(of) > 0 {
		step.TimerOf = b.answers(at+"timer_of", string(timer.MinutesOf), of)
	}
	for _, p := range d.Places() {
		if p.Move == s.Move && p.Needed {
			step.Stays = catalogue.StaysBecause(p)
		}
	}
	if link := d.Flow.Link(exercise.FlowTurns); slices.Contains(link.Turn, s.Move) {
		step.Ordered, step.First, step.Last = true, link.Turn[0] == s.Move, link.Turn[len(link.Turn)-1] == s.Move
	}
	step.Fields = b.fields(d, s, at+"fields.", s.Fields, false)
	_, may := d.MayAsk(s.Move)
	_, _, asks := d.Gate()
	step.Adds = b.kinds(at+"add", false, may && !asks)
	return step
}

// timerText is a time in minutes, "" for none, such as "5" or "1:30".
func timerText(seconds int) string {
	switch {
	case seconds == 0:
		return ""
	case seconds%60 == 0:
		return strconv.Itoa(seconds / 60)
	default:
		return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
	}
}

func (b workForm) fields(d *exercise.Definition, s *exercise.Step, at string, fields []exercise.Field, inList bool) []pages.WorkField {
	var out []pages.WorkField
	for i := range fields {
		w := b.field(d, s, fmt.Sprintf("%s%d.", at, i), &fields[i], inList)
		w.First, w.Last = i == 0, i == len(fields)-1
		b.further(&w, d, s, fields, &fields[i], inList)
		out = append(out, w)
	}
	return out
}

func (b workForm) field(d *exercise.Definition, s *exercise.Step, pre string, f *exercise.Field, inList bool) pages.WorkField {
	w := pages.WorkField{Prefix: pre, Kind: tandem.Say("%s", kindName(f.Type)), Label: b.value(pre+"label", f.Label), Help: b.value(pre+"help", f.Help),
		Required: b.ticked(pre+"required", f.Required), Sealed: b.ticked(pre+"sealed", f.Sealed), Removable: true, Removed: b.ticked(pre+"remove", false),
		Scale: f.Type == exercise.Scale, Numbers: f.Type == exercise.Scale || f.Type == exercise.Counter,
		Offers: f.Type == exercise.Choice || f.Type == exercise.Multi || f.Type == exercise.Feelings, Growing: f.Type == exercise.List, Linking: f.Type == exercise.Link,
		Min: b.value(pre+"min", strconv.Itoa(f.Min)), Max: b.number(pre+"max", f.Max), Low: b.value(pre+"low", f.Low), High: b.value(pre+"high", f.High),
		ItemTitle: b.value(pre+"item_title", f.ItemTitle), AtLeast: b.number(pre+"at_least", max(f.Exactly, f.AtLeast)), AtMost: b.number(pre+"at_most", max(f.Exactly, f.AtMost))}
	var lines []string
	for _, o := range f.Choices {
		lines = append(lines, o.Label)
	}
	w.Choices = b.value(pre+"choices", strings.Join(lines, "\n"))
	if !inList {
		w.Sees = sees(f, d.Seal(s.Move), tandem.Say("the other"), false)
		w.Visibility = b.options(pre+"visibility", string(f.Visibility), []string{string(exercise.AuthorOnly), string(exercise.AuthorAndTherapist), string(exercise.Both)},
			func(v string) string { return visibilityNames[exercise.Visibility(v)] })
		if bound, is := d.Binding(f.ID); is {
			b.bound(&w, f, bound)
		}
		b.effects(&w, d, f)
	}
	w.Items = b.fields(d, s, pre+"item.", f.Item, true)
	if w.Growing {
		w.Adds = b.kinds(pre+"add", true, false)
	}
	return w
}

var visibilityNames = map[exercise.Visibility]string{exercise.AuthorOnly: "only whoever writes it", exercise.AuthorAndTherapist: "whoever writes it, and you",
	exercise.Both: "both partners, and you"}

// bound shows a question that something reads as it is: its words are free.
func (b workForm) bound(w *pages.WorkField, f *exercise.Field, by exercise.Binding) {
	w.Visibility, w.Removable = nil, f.Gate
	if f.Gate {
		w.Bound = tandem.Say("The safety question. It is asked alone and last; only you read the answer, and nobody meets it again. Whatever was answered, what comes after waits for you, so a “no” looks like any other wait.")
	} else {
		w.Bound = tandem.Say("“%s” goes on by this answer. So it must be given, and who can read it is fixed; its words are yours.", catalogue.FlowName(by.Flow))
	}
	if by.Values == nil {
		return
	}
	w.Offers = false
	for i, o := range f.Choices {
		name := fmt.Sprintf("%schoice.%d", w.Prefix, i)
		w.Fixed = append(w.Fixed, pages.WorkLine{Name: name, Kind: "text", Value: b.value(name, o.Label), Label: tandem.Say("Answer %d", i+1)})
	}
}

// effects are what follows from each answer to a request.
func (b workForm) effects(w *pages.WorkField, d *exercise.Definition, f *exercise.Field) {
	ask := d.Asking()
	if ask == nil || ask.Answer != f.ID {
		return
	}
	for i, s := range ask.Says {
		if i < len(f.Choices) {
			name := fmt.Sprintf("%sdoes.%d", w.Prefix, i)
			w.Effects = append(w.Effects, pages.WorkSelect{Name: name, Label: tandem.Say("After “%s”", f.Choices[i].Label),
				Options: b.options(name, string(s.Does), toStrings(exercise.Effects()), func(v string) string { return effectNames[exercise.Effect(v)] })})
		}
	}
}

var effectNames = map[exercise.Effect]string{exercise.EffectYes: "it goes on", exercise.EffectOther: "something else is offered, and answered in turn", exercise.EffectAsk: "a question comes first",
	exercise.EffectLater: "not now: it is asked again", exercise.EffectNo: "nothing, without a reason", exercise.EffectSession: "it is taken to the session"}

// further is what a question rarely needs.
func (b workForm) further(w *pages.WorkField, d *exercise.Definition, s *exercise.Step, beside []exercise.Field, f *exercise.Field, inList bool) {
	pre := w.Prefix
	tick := func(name string, label, hint tandem.Text, stored bool) {
		w.Ticks = append(w.Ticks, pages.WorkTick{Name: pre + name, Label: label, Hint: hint, Ticked: b.ticked(pre+name, stored)})
		w.Further = w.Further || stored
	}
	if w.Bound.IsZero() {
		var others []*exercise.Field
		for i := range beside {
			if beside[i].ID != f.ID {
				others = append(others, &beside[i])
			}
		}
		if when := conditions(others); len(when) > 0 || f.When != nil {
			w.When = b.answers(pre+"when", whenValue(f.When), when)
			w.When[0].Label = "always"
			tick("optional", tandem.Say("may be left out even where its condition holds"), tandem.Text{}, f.Optional)
		}
	}
	if f.Type == exercise.Link {
		chosen := b.several(pre+"to", toStrings(f.To))
		for _, to := range linkTargets() {
			w.To = append(w.To, pages.Option{Value: to.Value, Label: to.Label, Chosen: slices.Contains(chosen, to.Value)})
		}
		tick("own", tandem.Say("offers “something else” as well"), tandem.Text{}, f.OffersOwn)
	}
	if f.Type == exercise.ShortText {
		tick("given_name", tandem.Say("a first name or letters only"), tandem.Say("For who somebody else is: nothing by which a stranger could be found."), f.GivenName)
	}
	tick("names", tandem.Say("its words stand for the whole where something points to it"), tandem.Text{}, f.Names)
	if inList {
		w.Further = w.Further || f.When != nil
		return
	}
	on := shelfOf(d, f.ID)
	values, title := []string{""}, func(id string) string { return orNone(exercise.ShelfID(id).Title()) }
	for _, shelf := range exercise.Shelves() {
		values = append(values, string(shelf.ID))
	}
	w.Shelf = b.options(pre+"shelf", string(on), values, title)
	if w.Bound.IsZero() {
		tick("private", tandem.Say("its author may keep it to themselves as they write it"), tandem.Text{}, f.Private)
		tick("recalls", tandem.Say("asked only where something is carried over from the time before"), tandem.Text{}, f.Recalls)
	}
	if s.Move == exercise.MoveEdit {
		tick("parks", tandem.Say("waits for the next session"), tandem.Text{}, f.Parks)
	}
	w.Further = w.Further || f.When != nil || on != "" || f.Type == exercise.Link
}

// shelfOf is the first shelf on which a question's answers are kept.
func shelfOf(d *exercise.Definition, id exercise.FieldID) exercise.ShelfID {
	for _, s := range d.Shelves {
		if slices.Contains(s.Fields, id) {
			return s.ID
		}
	}
	return ""
}

// linkTargets are what a link may point to.
func linkTargets() []pages.Option {
	out := []pages.Option{{Value: string(exercise.LinkExercises), Label: "exercises of the plan"}}
	for _, s := range exercise.Shelves() {
		out = append(out, pages.Option{Value: string(s.ID), Label: s.Title})
	}
	return out
}
