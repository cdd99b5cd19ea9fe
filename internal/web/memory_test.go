package web

import (
	"context"
	"strings"
	"testing"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/homework"
)

// The memory map holds what stands on its shelf for the reader, in the order of
// time, each with whose it is: nothing that was taken back, of another shelf or
// of another question.
func TestMomentsOnALineOfTime(t *testing.T) {
	def := &exercise.Definition{Steps: []exercise.Step{{ID: "s", Fields: []exercise.Field{{ID: fieldMemories, Type: exercise.List, Item: []exercise.Field{
		{ID: fieldKind, Type: exercise.Choice, Choices: []exercise.Option{{Value: "milestone", Label: "A milestone"}}}}}, {ID: "else", Type: exercise.List}}}}}
	number := func(n int) exercise.Value { return exercise.Value{Number: &n} }
	item := func(title string, year, month int) map[exercise.FieldID]exercise.Value {
		m := map[exercise.FieldID]exercise.Value{fieldTitle: {Text: title}, fieldYear: number(year), fieldKind: {Text: "milestone"}}
		if month > 0 {
			m[fieldMonth] = number(month)
		}
		return m
	}
	entry := func(shelf exercise.ShelfID, field exercise.FieldID, taken bool, items ...map[exercise.FieldID]exercise.Value) homework.ShelfEntry {
		return homework.ShelfEntry{Shelf: shelf, Definition: def, Author: "p2", Taken: taken, Fields: []homework.Seen{{Field: field, Value: exercise.Value{Items: items}}}}
	}
	together := homework.Together{Couple: casefile.Couple{Partners: []casefile.Partner{{ID: "p1", Name: "Robin", Position: 1}, {ID: "p2", Name: "Sasha", Position: 2}}}}
	if m, _ := memoryMap(context.Background(), together, &looking{shelf: exercise.ShelfMemories}); m != nil {
		t.Error("a map of nothing")
	}
	first := entry(exercise.ShelfMemories, fieldMemories, false, item("The dog", 2010, 0), item("The flat", 2009, 11), item("Zoo", 2009, 3))
	first.Author = "p1"
	together.Entries = []homework.ShelfEntry{first, entry(exercise.ShelfMemories, fieldMemories, false, item("The beach", 1999, 0)),
		entry(exercise.ShelfMemories, fieldMemories, true, item("taken back", 2001, 0)), entry(exercise.ShelfJoy, fieldMemories, false, item("another shelf", 2001, 0)),
		entry(exercise.ShelfMemories, "else", false, item("another question", 2001, 0))}
	m, _ := memoryMap(context.Background(), together, &looking{shelf: exercise.ShelfMemories})
	var got []string
	for _, one := range m.Moments {
		got = append(got, one.When+" "+one.Title+" "+one.By.Name+" "+one.Kind.String())
	}
	want := "1999 The beach Sasha A milestone; 3/2009 Zoo Robin A milestone; 11/2009 The flat Robin A milestone; 2010 The dog Robin A milestone"
	if strings.Join(got, "; ") != want {
		t.Errorf("%s\nwant %s", strings.Join(got, "; "), want)
	}
	if !strings.Contains(m.Drawing.Summary, "From 1999 to 2010") || len(m.Drawing.Shapes) == 0 {
		t.Errorf("the drawing: %q with %d shapes", m.Drawing.Summary, len(m.Drawing.Shapes))
	}
}
