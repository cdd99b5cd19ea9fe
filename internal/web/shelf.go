package web

import (
	"context"
	"slices"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

// ownForm are the shelves that a page shows in a form of their own: as a bank, a
// log, a journal or a ledger. Every other shelf is a list of cards.
var ownForm = []exercise.ShelfID{exercise.ShelfAppreciations, exercise.ShelfJoy, exercise.ShelfJournal,
	exercise.ShelfRequests, exercise.ShelfCommitments, exercise.ShelfPauses, exercise.ShelfRituals, exercise.ShelfSetbacks}

// sections are the shelves without a form of their own, in the library's order,
// each with what of it is looked at.
func sections(ctx context.Context, t homework.Together, zone string, at *looking) []pages.ShelfSection {
	var out []pages.ShelfSection
	for _, shelf := range exercise.Shelves() {
		if slices.Contains(ownForm, shelf.ID) {
			continue
		}
		s := pages.ShelfSection{Title: words(shelf.Title)}
		var cards []pages.Entry
		for _, e := range t.Entries {
			switch {
			case e.Shelf != shelf.ID || e.Definition.Asking() != nil || onCards(e) || lined(t, e): // a line or a card stands for it
			case shelf.ID == exercise.ShelfStars: // a star is a thing of its own
				cards = append(cards, appreciations(t, e, pages.Entry{Author: shownID(t.Couple, e.Author), When: dayOf(e.At, zone)})...)
			default:
				if card := shelfCard(t, e, zone); !card.Gone.IsZero() || len(card.Answers) > 0 {
					cards = append(cards, card)
				}
			}
		}
		kept, of := ledgerOf(t, at, shelf.ID)
		s.Lines, s.Past = kept.Lines, kept.Past
		s.Entries, s.Turning = some(at, shelf.ID, cards)
		s.Turning = s.Turning.Or(of)
		if at.shelf == "" && at.room == 0 || at.shelf != "" && at.shelf != shelf.ID {
			if len(s.Entries)+len(s.Lines)+len(s.Past) > 0 {
				out = append(out, s)
			}
			continue // a drawing takes room too
		}
		switch shelf.ID {
		case exercise.ShelfCheckIns:
			s.Chart, s.Table = weather(ctx, t, zone)
		case exercise.ShelfMemories:
			s.Map, s.Turning = memoryMap(ctx, t, at)
		case exercise.ShelfValues:
			s.Compare = valuesGrid(t)
		}
		if len(s.Entries)+len(s.Lines)+len(s.Past) > 0 || s.Map != nil {
			out = append(out, s)
		}
	}
	return out
}

// lined tells whether a line of a ledger stands for the entry.
func lined(t homework.Together, e homework.ShelfEntry) bool {
	return !e.Taken && slices.ContainsFunc(t.Lines, func(l homework.Line) bool { return l.Shelf == e.Shelf && l.Ref == exercise.RefEntry(e.Move) })
}

// valuesGrid lays the newest values that both have named side by side.
func valuesGrid(t homework.Together) *pages.Comparison {
	by := map[tandem.AssignmentID][]homework.ShelfEntry{}
	var newest []tandem.AssignmentID
	for _, e := range t.Entries {
		if e.Shelf != exercise.ShelfValues || e.Definition.Compare == nil {
			continue
		}
		if by[e.Assignment] == nil {
			newest = append(newest, e.Assignment)
		}
		by[e.Assignment] = append(by[e.Assignment], e)
	}
	for _, id := range newest {
		def := by[id][0].Definition
		var cast []tandem.PartnerID
		for _, p := range t.Couple.ActivePartners() {
			cast = append(cast, p.ID)
		}
		if m := comparison(def, t.Couple, cast, homework.CompareKept(def, by[id])); m != nil {
			return m
		}
	}
	return nil
}

// shelfCard is one entry of a shelf as a card. What the map shows is not said
// again.
func shelfCard(t homework.Together, e homework.ShelfEntry, zone string) pages.Entry {
	fields := slices.DeleteFunc(slices.Clone(e.Fields), func(s homework.Seen) bool { return e.Shelf == exercise.ShelfMemories && s.Field == fieldMemories })
	card := pages.Entry{Author: shownID(t.Couple, e.Author), When: dayOf(e.At, zone), Answers: answers(e.Definition, photosAt(t.Viewer, t.Couple.ID, e.Assignment), fields), Keep: keeping(e, 0)}
	if e.Author == "" {
		card.Care = careName(t.Couple, e.Staff)
	}
	return goneWhen(e.Taken, card)
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
