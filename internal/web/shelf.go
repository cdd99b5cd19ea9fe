package web

import (
	"slices"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

// ownForm are the shelves that a page shows in a form of their own: as a bank, a
// log, a journal or a ledger. Every other shelf is a list of cards.
var ownForm = []exercise.ShelfID{exercise.ShelfAppreciations, exercise.ShelfJoy, exercise.ShelfJournal,
	exercise.ShelfRequests, exercise.ShelfCommitments, exercise.ShelfPauses, exercise.ShelfRituals}

// onShelf is how many cards of one shelf stand on a page before older ones are
// asked for.
const onShelf = 8

// sections are the shelves without a form of their own, in the library's order,
// each with its newest entries, or with all.
func sections(t homework.Together, zone string, all bool) []pages.ShelfSection {
	var out []pages.ShelfSection
	for _, shelf := range exercise.Shelves() {
		if slices.Contains(ownForm, shelf.ID) {
			continue
		}
		s := pages.ShelfSection{Title: words(shelf.Title)}
		for _, e := range t.Entries {
			if e.Shelf != shelf.ID {
				continue
			}
			if len(s.Entries) >= onShelf && !all {
				s.More = "/together?all=1"
				break
			}
			if shelf.ID == exercise.ShelfStars { // a star is a thing of its own
				s.Entries = append(s.Entries, appreciations(e, pages.Entry{Author: shownID(t.Couple, e.Author), When: dayOf(e.At, zone)})...)
				continue
			}
			s.Entries = append(s.Entries, shelfCard(t, e, zone))
		}
		if len(s.Entries) > 0 {
			out = append(out, s)
		}
	}
	return out
}

// shelfCard is one entry of a shelf as a card.
func shelfCard(t homework.Together, e homework.ShelfEntry, zone string) pages.Entry {
	return goneWhen(e.Taken, pages.Entry{Author: shownID(t.Couple, e.Author), When: dayOf(e.At, zone), Answers: answers(e.Definition, e.Fields), Keep: keeping(e, 0)})
}

// feelingQuestions are the two questions of a field for feelings: the words to
// choose from, the couple's own among them, and room for others.
func feelingQuestions(f *exercise.Field, a asking, seen tandem.Text) []pages.Field {
	list := question(f, string(f.ID), a, tandem.Text{})
	list.Short = true
	for _, word := range slices.Concat(a.vocabulary, f.Own(exercise.Value{Several: list.Values})) {
		if !slices.ContainsFunc(list.Choices, func(c pages.Choice) bool { return c.Value == word }) {
			list.Choices = append(list.Choices, pages.Choice{Value: word, Label: tandem.Say("%s", word)})
		}
	}
	own := exercise.OwnName(f.ID)
	return []pages.Field{list, {Name: own, Type: pages.FieldShort, Label: tandem.Say("Other words of your own"),
		Help: tandem.Say("Put commas between them. They come back as choices for the two of you."), Values: a.typed[own], Error: a.problem.At(own), Visibility: seen}}
}
