package catalogue

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tandem/internal/exercise"
	"tandem/internal/plan"
)

// Before a version is published, what it changes is said in words. A definition
// is laid out as things (the whole, its steps, its questions) with their traits;
// two layouts are compared name by name.

// thing is a part of a definition that can come, go and change.
type thing struct {
	key    string // the same in both versions
	name   string // in words, "" for the whole
	traits []trait
}

// trait is one thing that is said of it.
type trait struct {
	label string
	value string
	bare  bool // its value is not for reading; that it changed is
	echo  bool // it is the one before in full: said only where that one is silent
}

// Changes say what is other in the work than in the one before, both of one
// kind; nil where nothing is. What cannot be read has no changes.
func Changes(before, after Work, library *exercise.Library) []string {
	if after.Kind == KindTemplate {
		a, _ := before.template(library)
		b, _ := after.template(library)
		return templateChanges(a, b, library)
	}
	a, _ := before.definition()
	b, _ := after.definition()
	if a == nil || b == nil {
		return nil
	}
	return exerciseChanges(a, b)
}

func exerciseChanges(before, after *exercise.Definition) []string {
	a := before.Clone()
	a.ID, a.Version = after.ID, after.Version
	return compareThings(layExercise(a), layExercise(after), alike(a, after))
}

func templateChanges(before, after plan.Template, library *exercise.Library) []string {
	before.ID, before.Version = after.ID, after.Version
	return compareThings(layTemplate(before, library), layTemplate(after, library), alike(before, after))
}

// alike tells whether two values make the same file.
func alike(a, b any) bool {
	x, _ := neat(a)
	y, _ := neat(b)
	return bytes.Equal(x, y)
}

func compareThings(before, after []thing, alike bool) []string {
	var out []string
	find := func(in []thing, key string) int {
		return slices.IndexFunc(in, func(t thing) bool { return t.key == key })
	}
	for _, was := range before {
		if find(after, was.key) < 0 {
			out = append(out, was.name+" is taken out.")
		}
	}
	var order []int
	for _, now := range after {
		i := find(before, now.key)
		if i < 0 {
			out = append(out, now.name+" is new.")
			continue
		}
		order = append(order, i)
		changed := false // the trait before was said to change
		for n, t := range now.traits {
			if said := t.change(before[i].traits[n]); said != "" && !(t.echo && changed) {
				out, changed = append(out, strings.TrimPrefix(now.name+": "+said, ": ")), true
			} else {
				changed = false
			}
		}
	}
	if !slices.IsSorted(order) {
		out = append(out, "The order changes.")
	}
	if len(out) == 0 && !alike {
		out = append(out, "Something changes that has no words here. The file shows it.")
	}
	return out
}

// change says how a trait changed; "" where it did not.
func (t trait) change(was trait) string {
	quoted := func(text string) string {
		if r := []rune(text); len(r) > mostQuoted {
			text = string(r[:mostQuoted]) + "…"
		}
		return "“" + text + "”"
	}
	switch {
	case t.value == was.value:
		return ""
	case t.bare:
		return t.label + " changes."
	case was.value == "":
		return fmt.Sprintf("%s is now %s.", t.label, quoted(t.value))
	case t.value == "":
		return fmt.Sprintf("%s, %s, goes.", t.label, quoted(was.value))
	default:
		return fmt.Sprintf("%s: %s becomes %s.", t.label, quoted(was.value), quoted(t.value))
	}
}

// mostQuoted is how much of a text is repeated in a change.
const mostQuoted = 80

func said(label, value string) trait { return trait{label: label, value: value} }

func told(label string, is bool) trait {
	return trait{label: label, value: map[bool]string{true: "yes", false: "no"}[is]}
}

func counted(label string, n int) trait { return trait{label: label, value: strconv.Itoa(n)} }

// inFull is the trait before it as it is kept, for what its words do not tell.
func inFull(label string, value any) trait {
	t := bare(label, value)
	t.echo = true
	return t
}

// bare is a trait of which only is said that it changes.
func bare(label string, value any) trait {
	text, _ := json.Marshal(value)
	return trait{label: label, value: string(text), bare: true}
}

func listed[T ~string](label string, list []T) trait {
	var words []string
	for _, v := range list {
		words = append(words, string(v))
	}
	return said(label, strings.Join(words, ", "))
}

func layExercise(d *exercise.Definition) []thing {
	label := func(id exercise.FieldID) string {
		if f, ok := d.Field(id); ok && f.Label != "" {
			return f.Label
		}
		return string(id)
	}
	shelves := ""
	for _, s := range d.Shelves {
		var on []string
		for _, id := range s.Fields {
			on = append(on, label(id))
		}
		shelves += s.ID.Title() + ": " + strings.Join(on, ", ") + ". "
	}
	again := ""
	for _, id := range d.Again {
		again += label(id) + ". "
	}
	all := []thing{{key: "", traits: []trait{said("The name", d.Name), said("Why it helps", d.Purpose), said("The line on its card", d.Summary), said("Who does it", d.With),
		said("Where it comes from", d.Source), said("How it goes", wayName(partsOf(d))), inFull("How its parts are set up", d.Flow), counted("The minutes", d.Minutes),
		said("How often", plan.CadenceText(d.Cadence).String()), inFull("How often it comes", d.Cadence), said("Its part of the base rhythm", string(d.Slot)), said("Its family", string(d.Family)),
		told("Counted as time together", d.Together), said("Its smallest version", d.Smallest.Text), counted("The minutes of its smallest version", d.Smallest.Minutes),
		said("What is said at the end", d.Done.Title), said("The sentence at the end", d.Done.Text), said("What is kept", strings.TrimSpace(shelves)),
		said("The scale of how well it went", label(d.Quality)), said("What comes first the next time", label(d.Carries)), told("Each meets only their own of that", d.CarriesOwn),
		said("What starts as before", strings.TrimSpace(again)), bare("What may begin with its words", d.Leads), bare("The answer on which a pause is offered", d.OffersPause),
		told("Three good things are offered", d.Comfort), told("It says that life changes", d.LifeChange), bare("How both answers are compared", d.Compare), listed("The conversation rules", d.Rules), listed("What its source fixes", d.Fixed)}}}
	for i := range d.Steps {
		s := &d.Steps[i]
		name := "The step “" + s.Title + "”"
		all = append(all, thing{key: "step " + string(s.ID), name: name, traits: []trait{said("its title", s.Title), said("its text", s.Text), said("its button", s.Submit),
			said("the words on the day's card", s.Go), said("the link to it", s.Later), said("who can see it", s.Sees), bare("what opens its seal", d.Seal(s.Move)), bare("its timer", s.Timer),
			listed("its conversation rules", s.Rules), said("what it is in the flow", MoveName(s.Move))}})
		all = append(all, layFields("step "+string(s.ID), s.Fields)...)
	}
	return all
}

func layFields(under string, fields []exercise.Field) []thing {
	var all []thing
	for i := range fields {
		f := &fields[i]
		key := under + " field " + string(f.ID)
		var choices []string
		for _, o := range f.Choices {
			choices = append(choices, o.Label)
		}
		all = append(all, thing{key: key, name: "The question “" + f.Label + "”", traits: []trait{said("its words", f.Label), said("the help under it", f.Help), bare("its kind", f.Type),
			told("must be answered", f.Required), said("who can read the answer", seenBy(f.Visibility)), told("sealed", f.Sealed), told("the safety question", f.Gate),
			counted("from", f.Min), counted("to", f.Max), said("words at the low end", f.Low), said("words at the high end", f.High), said("the answers offered", strings.Join(choices, ", ")), inFull("what its answers stand for", f.Choices),
			bare("when it is asked", f.When), bare("how many there are", []int{f.Exactly, f.AtLeast, f.AtMost}), said("the words over each", f.ItemTitle), listed("where it may point", f.To),
			told("something else is offered", f.OffersOwn), told("may be kept to oneself", f.Private), told("asked only where something is carried over", f.Recalls),
			told("waits for the session", f.Parks), told("stands for the whole", f.Names), said("takes in what stands on", f.TakesIn.Title()), told("a first name only", f.GivenName), told("may be left out even where it is asked", f.Optional)}})
		all = append(all, layFields(key, f.Item)...)
	}
	return all
}

// seenBy is who can read an answer, in words for a therapist.
func seenBy(v exercise.Visibility) string {
	switch v {
	case exercise.Both:
		return "both partners, and you"
	case exercise.AuthorAndTherapist:
		return "whoever writes it, and you"
	case exercise.AuthorOnly:
		return "only whoever writes it"
	default:
		return string(v)
	}
}

func layTemplate(t plan.Template, library *exercise.Library) []thing {
	leadWeeks := 0
	if t.LeadIn != nil {
		leadWeeks = t.LeadIn.Weeks
	}
	all := []thing{{key: "", traits: []trait{said("The name", t.Name), said("Whom it suits", t.For), said("Where it comes from", t.Source), said("What comes before it", t.Ready),
		bare("The gate before it", t.Gate), counted("The weeks", t.Weeks), counted("The weeks of the lead-in", leadWeeks)}}}
	for i, ph := range t.Phases {
		all = append(all, thing{key: fmt.Sprintf("phase %d", i), name: "The phase “" + ph.Name + "”", traits: []trait{said("its name", ph.Name), said("its focus", ph.Focus),
			said("what is looked at before the next", ph.Gate), bare("how you open it", ph.Opens), said("its weeks", plan.WeeksText(ph.From, ph.To).String())}})
	}
	for i, r := range t.Reviews {
		all = append(all, thing{key: fmt.Sprintf("review %d", i), name: fmt.Sprintf("Review %d", i+1), traits: []trait{said("its kind", string(r.Kind)), counted("its week", r.Week)}})
	}
	all = append(all, layItems("", t.Items, library)...)
	if t.LeadIn != nil {
		all = append(all, layItems("In the lead-in, ", t.LeadIn.Items, library)...)
	}
	for i, v := range t.Variants {
		all = append(all, thing{key: fmt.Sprintf("variant %d", i), name: "The variant “" + v.Name + "”", traits: []trait{said("its name", v.Name), said("whom it suits", v.For),
			bare("its code", v.ID), bare("what it changes", v.Changes)}})
	}
	return all
}

func layItems(in string, items []plan.TemplateItem, library *exercise.Library) []thing {
	var all []thing
	seen := map[string]int{}
	for _, it := range items {
		name := string(it.Exercise)
		if i := slices.IndexFunc(library.Latest(), func(d *exercise.Definition) bool { return d.ID == it.Exercise }); i >= 0 {
			name = library.Latest()[i].Name
		}
		seen[name]++
		all = append(all, thing{key: fmt.Sprintf("%sitem %s %d", in, it.Exercise, seen[name]), name: in + "“" + name + "”", traits: []trait{said("how often", plan.CadenceText(it.Cadence).String()),
			inFull("how often it comes", it.Cadence), said("its part of the base rhythm", string(it.Slot)), said("its weeks", plan.WeeksText(it.From, it.To).String())}})
	}
	return all
}
