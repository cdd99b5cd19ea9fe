package exercise

import (
	"maps"
	"regexp"
	"slices"
	"strconv"

	"tandem/internal/tandem"
)

// LinkTo says where a link may point: to a shelf, by its id, or to the
// exercises of the plan.
type LinkTo string

// LinkExercises are the exercises of the couple's plan; without one, those that
// both know to have done.
const LinkExercises LinkTo = "exercises"

// Ref is what a link keeps: which thing it points to, and none of its words.
type Ref string

var refForm = regexp.MustCompile(`^(exercise|entry)\.[A-Za-z0-9-]{1,64}(\.[a-z][a-z0-9_]{0,31}\.[0-9])?$`)

// RefExercise points to an exercise.
func RefExercise(id tandem.ExerciseID) Ref { return Ref("exercise." + string(id)) }

// RefEntry points to what a move set down.
func RefEntry(move tandem.MoveID) Ref { return Ref("entry." + string(move)) }

// RefItem points to the nth group (from 0) of a list in a move.
func RefItem(move tandem.MoveID, list FieldID, n int) Ref {
	return RefEntry(move) + Ref("."+string(list)+"."+strconv.Itoa(n))
}

// Linked is what a link points to, as one viewer may see it. The zero Linked is
// not open to them, or not there any more.
type Linked struct {
	Words string      // what a partner wrote, as it was written
	Said  tandem.Text // one of our own words, where nobody's stand for it
}

// IsZero tells whether there is nothing to show.
func (l Linked) IsZero() bool { return l.Words == "" && l.Said.IsZero() }

// Text is what a link points to, in one line.
func (l Linked) Text() tandem.Text {
	switch {
	case l.Words != "":
		return tandem.Say("%s", l.Words)
	case !l.Said.IsZero():
		return l.Said
	default:
		return tandem.Say("something that is not open to you")
	}
}

// Pointed is one thing that an answer links to, in the words that its reader may
// see.
type Pointed struct {
	Ref  Ref
	Text tandem.Text
}

// Pointed is what an answer links to, thing by thing, those in the groups of a
// list too. It is empty until the words were fetched for a reader.
func (v Value) Pointed() []Pointed {
	var all []Pointed
	for i, l := range v.Of {
		all = append(all, Pointed{v.Refs()[i], l.Text()})
	}
	for _, item := range v.Items {
		for _, id := range slices.Sorted(maps.Keys(item)) {
			all = append(all, item[id].Pointed()...)
		}
	}
	return all
}

// Refs are the things that an answer to a link points to; "something else" is
// none.
func (v Value) Refs() []Ref {
	all := v.Several
	if v.Text != "" {
		all = append([]string{v.Text}, all...)
	}
	var refs []Ref
	for _, r := range all {
		if r != OwnChoice {
			refs = append(refs, Ref(r))
		}
	}
	return refs
}

// readLink reads what was chosen. Whether the author can see what it points to
// is checked by whoever knows the author.
func (f *Field) readLink(name string, form Form, problems *tandem.Problems) (Value, bool) {
	var chosen []string
	for _, v := range form[name] {
		if v == "" {
			continue
		}
		if !refForm.MatchString(v) && (!f.OffersOwn || v != OwnChoice) {
			problems.Add(name, tandem.Say("Please choose from these."))
			return Value{}, false
		}
		if !slices.Contains(chosen, v) {
			chosen = append(chosen, v)
		}
	}
	switch most := max(f.AtMost, 1); {
	case len(chosen) == 0 && f.needed():
		problems.Add(name, tandem.Say("Please choose one of these."))
		return Value{}, false
	case len(chosen) > most:
		problems.Add(name, tandem.Say("Please choose %d at most.", most))
		return Value{}, false
	case len(chosen) == 0:
		return Value{}, false
	case f.AtMost > 1:
		return Value{Several: chosen}, true
	default:
		return Value{Text: chosen[0]}, true
	}
}

// Links tells whether the exercise has a field that links to something.
func (d *Definition) Links() bool {
	for i := range d.Steps {
		if d.Steps[i].Links() {
			return true
		}
	}
	return false
}

// Links tells whether the step has a field that links to something.
func (s *Step) Links() bool {
	return slices.ContainsFunc(s.Fields, func(f Field) bool {
		return f.Type == Link || slices.ContainsFunc(f.Item, func(sub Field) bool { return sub.Type == Link })
	})
}

// LinkedOf is what names a group of answers: the field that is marked for it,
// else the first that holds a text or a choice of ours.
func LinkedOf(fields []Field, answers map[FieldID]Value) Linked {
	var first Linked
	for i := range fields {
		f := &fields[i]
		v, ok := answers[f.ID]
		if !ok {
			continue
		}
		var l Linked
		switch f.Type {
		case ShortText, LongText:
			l.Words = clipped(v.Text)
		case Choice:
			for _, o := range f.Choices {
				if o.Value == v.Text && v.Text != OwnChoice {
					l.Said = tandem.Text{Source: o.Label}
				}
			}
		}
		if f.Names && !l.IsZero() {
			return l
		}
		if first.IsZero() {
			first = l
		}
	}
	return first
}

// clipped is a text short enough to stand in a list.
func clipped(text string) string {
	r := []rune(text)
	if len(r) <= ShortLimit {
		return text
	}
	return string(r[:ShortLimit-1]) + "…"
}
