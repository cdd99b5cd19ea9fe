package plan

import (
	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// Namer gives the words for what a change is about: an exercise's name, and
// who a partner is. Names of exercises are library words.
type Namer struct {
	Exercise func(Item) tandem.Text
	Partner  func(tandem.PartnerID) tandem.Text
}

// NamesFrom names exercises by the library and partners by what is given.
func NamesFrom(library *exercise.Library, partner func(tandem.PartnerID) tandem.Text) Namer {
	return Namer{Partner: partner, Exercise: func(it Item) tandem.Text {
		if def, ok := library.Get(it.Exercise, it.Version); ok {
			return tandem.Text{Source: def.Name}
		}
		return tandem.Say("%s", string(it.Exercise))
	}}
}

// WeeksText is a run of weeks in words.
func WeeksText(from, to int) tandem.Text {
	if from == to {
		return tandem.Say("week %d", from)
	}
	return tandem.Say("weeks %d to %d", from, to)
}

// Line is an item in words, such as "Easy company, every week, weeks 1 to 4".
func (n Namer) Line(it Item) tandem.Text {
	line := tandem.Say("%s, %s, %s", n.Exercise(it), OftenText(it), WeeksText(it.FromWeek, it.ToWeek))
	if it.Partner != "" {
		line = tandem.Say("%s, for %s", line, n.Partner(it.Partner))
	}
	return line
}

// Words are the changes in words, for the therapist; from is the first week
// that they touch.
func (n Namer) Words(d Difference) []tandem.Text {
	var out []tandem.Text
	for _, c := range d.Changes {
		switch c.Kind {
		case ItemAdded:
			out = append(out, tandem.Say("Added: %s.", n.Line(*c.After)))
		case ItemRemoved:
			out = append(out, tandem.Say("Taken out from week %d on: %s.", max(d.From, c.Before.FromWeek), n.Exercise(*c.Before)))
		case ItemSwapped:
			out = append(out, tandem.Say("%s takes the place of %s from week %d on.", n.Exercise(*c.After), n.Exercise(*c.Before), max(d.From, c.After.FromWeek)))
		case ItemChanged:
			out = append(out, n.changed(*c.Before, *c.After, d.From)...)
		case LengthChanged:
			out = append(out, tandem.Say("The plan has %d weeks instead of %d.", c.Weeks[1], c.Weeks[0]))
		case NoteChanged:
			out = append(out, tandem.Say("The note to the couple changes."))
		case NameChanged:
			out = append(out, tandem.Say("The plan gets another name."))
		}
	}
	return out
}

func (n Namer) changed(before, after Item, from int) []tandem.Text {
	var out []tandem.Text
	name := n.Exercise(after)
	if before.Cadence != after.Cadence || before.Date != after.Date {
		out = append(out, tandem.Say("%s: %s instead of %s, from week %d on.", name, OftenText(after), OftenText(before), max(from, after.FromWeek)))
	}
	if before.FromWeek != after.FromWeek || before.ToWeek != after.ToWeek {
		out = append(out, tandem.Say("%s: %s instead of %s.", name, WeeksText(after.FromWeek, after.ToWeek), WeeksText(before.FromWeek, before.ToWeek)))
	}
	if before.Partner != after.Partner {
		out = append(out, tandem.Say("%s: now for %s.", name, n.who(after.Partner)))
	}
	if before.Note != after.Note {
		out = append(out, tandem.Say("%s: another note.", name))
	}
	return out
}

func (n Namer) who(p tandem.PartnerID) tandem.Text {
	if p == "" {
		return tandem.Say("both")
	}
	return n.Partner(p)
}

// LoadWords are the changes of the load in words.
func (n Namer) LoadWords(d Difference) []tandem.Text {
	var out []tandem.Text
	for _, l := range d.Load {
		line := tandem.Say("%s, %s: %d minutes of task time instead of %d.", WeeksText(l.From, l.To), n.Partner(l.Partner), l.After.Task, l.Before.Task)
		if l.After.Task == l.Before.Task {
			line = tandem.Say("%s, %s: %d minutes together instead of %d.", WeeksText(l.From, l.To), n.Partner(l.Partner), l.After.Together, l.Before.Together)
		} else if l.After.Together != l.Before.Together {
			line = tandem.Say("%s, %s: %d minutes of task time and %d together, instead of %d and %d.", WeeksText(l.From, l.To), n.Partner(l.Partner),
				l.After.Task, l.After.Together, l.Before.Task, l.Before.Together)
		}
		out = append(out, line)
	}
	return out
}
