package homework

import (
	"slices"

	"tandem/internal/exercise"
	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// Ritual is what is known of something that both agreed on: on the calendar,
// among the keepsakes, in the circle of support.
type Ritual struct {
	Recurrence plan.Recurrence
	Next       []Turn  // at most three; none while it rests
	Card       []Told  // what was said of it, each in its author's own name
	Noted      []Noted // the last times, oldest first; at most three
	CheckOn    tandem.Date

	move, from tandem.MoveID // what stands for it, and what it keeps or changes
}

// Turn is one of the next times, and who gets it ready; nobody where nothing
// was said of that.
type Turn struct {
	Day tandem.Date
	By  tandem.PartnerID
}

// Told is what one partner said.
type Told struct {
	By     tandem.PartnerID
	Fields []Seen
}

// Noted is one time. How it went is said once for both, and not at all where
// they saw it differently: a page for two does not lay one beside the other.
type Noted struct {
	Day   tandem.Date
	How   []Seen // the answer that both gave; one at most
	Words []Told
}

// nextDays is how many times ahead, and how many behind, a ritual shows.
const nextDays = 3

// The fields that the calendar reads in an exercise's own places.
const (
	fieldName       exercise.FieldID = "name"
	fieldRecurrence exercise.FieldID = "recurrence"
	fieldFirst      exercise.FieldID = "first_on"
	fieldCheck      exercise.FieldID = "check_on"
	fieldReview     exercise.FieldID = "review_on"
)

// whoFields say who gets a ritual ready, howFields how a time of it was.
func whoFields() []exercise.FieldID { return []exercise.FieldID{"arranger", "prepares"} }
func howFields() []exercise.FieldID { return []exercise.FieldID{"held", "kept"} }

// proposes tells whether what an exercise grows is proposed and agreed.
func proposes(def *exercise.Definition) bool { return def.Flow.Link(exercise.FlowPropose).Kind != "" }

// ritual reads off a sight what is known of a ritual that was agreed.
func (l *Line) ritual(e Entry, sight Sight, people []tandem.PartnerID, today tandem.Date) {
	l.Words = e.text(fieldName)
	r := &Ritual{Recurrence: plan.Recurrence(e.text(fieldRecurrence)), move: e.Move, from: e.Target, CheckOn: e.day(fieldCheck)}
	if r.CheckOn == "" {
		r.CheckOn = e.day(fieldReview)
	}
	if first := e.day(fieldFirst); first != "" && e.Standing == exercise.StandingAgreed {
		for _, t := range r.Recurrence.Times(first, today, nextDays) {
			r.Next = append(r.Next, Turn{t.Day, arranges(e, people, t.Nth)})
		}
	}
	for _, o := range sight.Entries {
		if o.Kind == exercise.MoveOpen && !o.Taken { // what changes, where something does
			r.Card = append(r.Card, l.told(o))
		}
	}
	r.Card = append(r.Card, l.told(e))
	l.follow(sight, e.Move)
	for _, o := range sight.Entries {
		switch {
		case o.Taken || o.Older:
		case o.Kind == exercise.MoveRespond && o.Target == e.Move:
			r.Card = append(r.Card, l.told(o))
		case o.Kind == exercise.MoveOccur && o.Target == e.Move:
			r.Noted = append(r.Noted, Noted{Day: o.day("occurred_on"), How: how(o), Words: words(o)})
		}
	}
	if logged, ok := together(sight, people); ok {
		day := tandem.DateOf(logged[0].At, e.At.Location())
		if last, held := r.Recurrence.Last(e.day(fieldFirst), day); held {
			day = last.Day
		}
		n := Noted{Day: day, How: how(logged[0])}
		for _, o := range logged {
			if !slices.EqualFunc(n.How, how(o), sameAnswer) {
				n.How = nil
			}
			n.Words = append(n.Words, words(o)...)
		}
		r.Noted = append(r.Noted, n)
	}
	r.Card = slices.DeleteFunc(r.Card, func(t Told) bool { return len(t.Fields) == 0 })
	l.Ritual = r
}

// told is what of an entry belongs on the card: what goes on the shelf and is
// for both, without what the calendar says in its own way.
func (l *Line) told(e Entry) Told {
	t := Told{By: e.Author}
	own := slices.Concat([]exercise.FieldID{fieldName, fieldRecurrence, fieldFirst, fieldCheck, fieldReview}, whoFields())
	for _, f := range e.Fields {
		kept := slices.ContainsFunc(l.Definition.Shelves, func(s exercise.Shelf) bool { return slices.Contains(s.Fields, f.Field) })
		if kept && f.Visibility == exercise.Both && !f.Sealed && !slices.Contains(own, f.Field) {
			t.Fields = append(t.Fields, f)
		}
	}
	return t
}

// arranges is who gets the nth time ready. Turns go by the order of the couple,
// so that keeping a ritual as before changes nobody's turn.
func arranges(e Entry, people []tandem.PartnerID, nth int) tandem.PartnerID {
	if len(people) != 2 {
		return ""
	}
	for _, id := range whoFields() {
		switch e.text(id) {
		case exercise.WhoMe:
			return e.Author
		case exercise.WhoYou:
			return people[1-slices.Index(people, e.Author)]
		case exercise.WhoTurn:
			return people[nth%2]
		}
	}
	return ""
}

// together are the notes of the week, when everybody's are open.
func together(sight Sight, people []tandem.PartnerID) (notes []Entry, all bool) {
	for _, e := range sight.Entries {
		if e.Kind == exercise.MoveLog && !e.Taken && len(how(e)) > 0 {
			notes = append(notes, e)
		}
	}
	return notes, len(notes) > 0 && len(notes) == len(people)
}

// how is the answer of an entry that says how it went, once it is open.
func how(e Entry) []Seen {
	for _, f := range e.Fields {
		if slices.Contains(howFields(), f.Field) && !f.Sealed && f.Visibility == exercise.Both {
			return []Seen{f}
		}
	}
	return nil
}

// words are the few words that go with a note.
func words(e Entry) []Told {
	for _, f := range e.Fields {
		if (f.Field == "held_note" || f.Field == "cue_noticed") && !f.Sealed && f.Visibility == exercise.Both {
			return []Told{{By: e.Author, Fields: []Seen{f}}}
		}
	}
	return nil
}

func sameAnswer(a, b Seen) bool {
	if a.Value.Yes != nil && b.Value.Yes != nil {
		return *a.Value.Yes == *b.Value.Yes
	}
	return a.Field == b.Field && a.Value.Text == b.Value.Text
}

// calendar joins what was kept as before, or changed, with what it comes from:
// one line for a ritual, however many weeks it has run. Lines are the newest first.
func calendar(lines []Line) []Line {
	gone := map[tandem.MoveID]bool{}
	at := func(id tandem.MoveID) int {
		return slices.IndexFunc(lines, func(l Line) bool { return l.Ritual != nil && l.Ritual.move == id })
	}
	for i := len(lines) - 1; i >= 0; i-- {
		r := lines[i].Ritual
		if r == nil || r.from == "" {
			continue
		}
		j := at(r.from)
		if j < 0 || j == i || gone[r.from] {
			continue
		}
		gone[r.from] = true
		lines[i].take(lines[j])
	}
	return slices.DeleteFunc(lines, func(l Line) bool { return l.Ritual != nil && gone[l.Ritual.move] })
}

// take takes over what an earlier line of the same ritual holds: its times, who
// said why, and that somebody lets it rest.
func (l *Line) take(before Line) {
	l.Was = append(append(l.Was, before.Ref), before.Was...)
	noted := slices.Concat(before.Ritual.Noted, l.Ritual.Noted)
	l.Ritual.Noted = noted[max(0, len(noted)-nextDays):]
	for _, t := range before.Ritual.Card {
		t.Fields = slices.DeleteFunc(slices.Clone(t.Fields), func(f Seen) bool { return slices.Contains(l.Definition.Again, f.Field) })
		if len(t.Fields) > 0 {
			l.Ritual.Card = append(l.Ritual.Card, t)
		}
	}
	if before.Standing == exercise.StandingResting {
		l.Standing, l.Ritual.Next = exercise.StandingResting, nil
		for _, a := range before.Acts {
			if a.Kind == exercise.MoveGoOn {
				l.Elsewhere = append(l.Elsewhere, Elsewhere{before.Assignment, a})
			}
		}
	}
}

// Elsewhere is an act about a line that belongs to another round of it.
type Elsewhere struct {
	Assignment tandem.AssignmentID
	Act        exercise.Act
}
