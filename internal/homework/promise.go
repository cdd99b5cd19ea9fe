package homework

import (
	"slices"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// The fields of a promise in a list, and of a look back on it.
const (
	fieldPromise exercise.FieldID = "promise"
	fieldOwner   exercise.FieldID = "owner"
	fieldCadence exercise.FieldID = "cadence"

	ownerBoth  = "both"
	ownerOther = "other"
)

// promised are the lines of a joint page that both said yes to: the page itself
// where it is a promise, else one for each promise in its lists. l is what they
// have in common.
func promised(l Line, e Entry, sight Sight) []Line {
	if e.Standing != exercise.StandingAgreed && e.Standing != exercise.StandingClosed {
		return nil
	}
	l.Due = e.Due
	for _, a := range sight.Acts {
		if a.Kind == exercise.MoveRevisit {
			l.Acts = append(l.Acts, a)
		}
	}
	if p := l.Definition.Flow.Link(exercise.FlowForm).Promise; p != nil {
		l.Words, l.Both = e.text(p.Words), true
		for _, f := range sight.Entries {
			if f.Kind == exercise.MoveRevisit && !f.Taken && len(f.Fields) > 0 {
				l.Facts = append(l.Facts, f)
			}
		}
		return []Line{l}
	}
	if !l.Definition.On(exercise.ShelfCommitments) {
		return nil
	}
	l.Shelf = exercise.ShelfCommitments
	return promises(l, e, sight)
}

// promises are the lines that a joint page puts on the ledger of commitments.
func promises(l Line, e Entry, sight Sight) []Line {
	var all []Line
	for _, seen := range e.Fields {
		f, ok := l.Definition.Field(seen.Field)
		if !ok {
			continue
		}
		for n, item := range seen.Value.Items {
			words := item[fieldPromise].Text
			if words == "" {
				continue
			}
			one := l
			one.Words, one.Ref = words, exercise.RefItem(e.Move, seen.Field, n)
			one.Author, one.Both = takenOn(item[fieldOwner].Text, e.Author, sight)
			one.Often = optionOf(f, fieldCadence, item[fieldCadence].Text)
			one.Facts = lookedBack(one.Ref, l.Definition, sight)
			all = append(all, one)
		}
	}
	return all
}

// takenOn is who has taken a promise on, as its writer put it.
func takenOn(owner string, writer tandem.PartnerID, sight Sight) (who tandem.PartnerID, both bool) {
	if owner != ownerOther {
		return writer, owner == ownerBoth
	}
	i := slices.IndexFunc(sight.Entries, func(e Entry) bool { return e.Author != "" && e.Author != writer })
	if i < 0 {
		return "", false
	}
	return sight.Entries[i].Author, false
}

func optionOf(list *exercise.Field, id exercise.FieldID, value string) tandem.Text {
	for _, f := range list.Item {
		for _, o := range f.Choices {
			if f.ID == id && o.Value == value {
				return tandem.Text{Source: o.Label}
			}
		}
	}
	return tandem.Text{}
}

// lookedBack are the notes on one promise: of each look back that group which
// links to it.
func lookedBack(ref exercise.Ref, def *exercise.Definition, sight Sight) []Entry {
	var facts []Entry
	for _, e := range sight.Entries {
		if e.Kind != exercise.MoveRevisit || e.Taken {
			continue
		}
		for _, seen := range e.Fields {
			for _, item := range seen.Value.Items {
				if note, ok := noteOn(ref, def, seen.Field, item); ok {
					one := e
					seen.Value = exercise.Value{Items: []map[exercise.FieldID]exercise.Value{note}}
					one.Fields = []Seen{seen}
					facts = append(facts, one)
				}
			}
		}
	}
	return facts
}

// noteOn is what a group says of the thing it links to, without the link.
func noteOn(ref exercise.Ref, def *exercise.Definition, list exercise.FieldID, item map[exercise.FieldID]exercise.Value) (map[exercise.FieldID]exercise.Value, bool) {
	f, ok := def.Field(list)
	if !ok {
		return nil, false
	}
	note, about := map[exercise.FieldID]exercise.Value{}, false
	for _, sub := range f.Item {
		v, said := item[sub.ID]
		switch {
		case !said:
		case sub.Type == exercise.Link:
			about = about || slices.Contains(v.Refs(), ref)
		default:
			note[sub.ID] = v
		}
	}
	return note, about
}
