package web

import (
	"slices"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

// agreedOn are the things that the two agreed on, shelf by shelf: the rituals
// calendar first, in the reader's own words, then keepsakes and the others.
func agreedOn(t homework.Together, at *looking) []pages.CardSection {
	var out []pages.CardSection
	for _, shelf := range exercise.Shelves() {
		s := pages.CardSection{Title: words(shelf.Title)}
		lines := slices.DeleteFunc(slices.Clone(t.Lines), func(l homework.Line) bool { return l.Ritual == nil || l.Shelf != shelf.ID })
		lines, s.Turning = some(at, shelf.ID, lines)
		for _, l := range lines {
			s.Cards = append(s.Cards, ritualCard(t, l))
		}
		switch {
		case len(s.Cards) == 0:
		case shelf.ID == exercise.ShelfRituals: // first: it says what comes next
			s.Title = tandem.Say("What you do again and again")
			out = slices.Insert(out, 0, s)
		case shelf.ID == exercise.ShelfPlay: // beside the ideas in the pool
			s.Title = tandem.Say("What you picked to do")
			out = append(out, s)
		default:
			out = append(out, s)
		}
	}
	return out
}

// ritualCard is one thing that both agreed on, as a card.
func ritualCard(t homework.Together, l homework.Line) pages.RitualCard {
	r, at := l.Ritual, photosAt(t.Viewer, t.Couple.ID, l.Assignment)
	card := pages.RitualCard{Words: l.Words, When: recurrenceText(r.Recurrence), Href: homeworkHref(l.Assignment)}
	if l.Standing == exercise.StandingResting {
		card.Status = standingText(l)
	}
	for _, turn := range r.Next {
		card.Days = append(card.Days, pages.RitualDay{Day: weekday(turn.Day), By: shownID(t.Couple, turn.By)})
	}
	if r.CheckOn != "" {
		card.Check = tandem.Say("Look at it again on %s", r.CheckOn.Text())
	}
	for _, told := range r.Card {
		card.Said = append(card.Said, pages.Entry{Author: shownID(t.Couple, told.By), Answers: answers(l.Definition, at, told.Fields)})
	}
	for _, n := range r.Noted {
		note := pages.RitualNote{Day: weekday(n.Day)}
		for _, a := range answers(l.Definition, at, n.How) {
			note.Said = append(note.Said, a.Said...)
		}
		for _, told := range n.Words {
			for _, a := range answers(l.Definition, at, told.Fields) {
				note.Words = append(note.Words, pages.Told{By: shownID(t.Couple, told.By), Words: a.Words})
			}
		}
		card.Noted = append(card.Noted, note)
	}
	if !t.Viewer.Staff {
		card.Links = actLinks(t, l)
		for _, e := range l.Elsewhere {
			before := l
			before.Assignment, before.Acts = e.Assignment, []exercise.Act{e.Act}
			card.Links = append(card.Links, actLinks(t, before)...)
		}
	} else {
		card.Href = staffHomeworkHref(t.Couple.ID, l.Assignment)
	}
	return card
}

func weekday(d tandem.Date) tandem.Text {
	return tandem.Say("%s, %s", tandem.WeekdayText(d.Time().Weekday()), d.Text())
}

// onCards tells whether an entry of a shelf stands on a card of its own already:
// what is proposed and agreed does, an idea in the pool does not.
func onCards(e homework.ShelfEntry) bool {
	return e.Definition.Flow.Link(exercise.FlowPropose).Kind != "" && !slices.ContainsFunc(e.Fields, func(f homework.Seen) bool {
		field, ok := e.Definition.Field(f.Field)
		return ok && field.Type == exercise.List
	})
}
