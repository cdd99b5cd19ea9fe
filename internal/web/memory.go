package web

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"tandem/internal/chart"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

// The fields of the memory map.
const (
	fieldMemories exercise.FieldID = "memories"
	fieldTitle    exercise.FieldID = "title"
	fieldYear     exercise.FieldID = "year"
	fieldMonth    exercise.FieldID = "month"
	fieldKind     exercise.FieldID = "kind"
	fieldPiece    exercise.FieldID = "my_piece"
	fieldMeaning  exercise.FieldID = "meaning_now"
	fieldPhoto    exercise.FieldID = "photo"
)

// dated is a moment with when it was.
type dated struct {
	pages.Moment
	year, month int
}

// memoryMap draws the moments of a couple on a line of time and lists them in
// its order; nil when there are none. It is made of what the shelf holds for the
// reader.
func memoryMap(ctx context.Context, t homework.Together, at *looking) (*pages.MemoryMap, pages.Turning) {
	var all []dated
	for _, e := range t.Entries {
		for _, seen := range e.Fields {
			if f, ok := e.Definition.Field(seen.Field); ok && e.Shelf == exercise.ShelfMemories && seen.Field == fieldMemories && !e.Taken {
				for _, item := range seen.Value.Items {
					all = append(all, moment(t, e, f, item))
				}
			}
		}
	}
	all, turning := some(at, exercise.ShelfMemories, all) // those that came last
	if len(all) == 0 {
		return nil, pages.Turning{}
	}
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b dated) int {
		return cmp.Or(a.year-b.year, a.month-b.month, cmp.Compare(a.Title, b.Title))
	})
	m := &pages.MemoryMap{}
	line := chart.Timeline{Title: tandem.T(ctx, "Your moments on a line of time"),
		Summary: tandem.T(ctx, "From %s to %s. Each moment stands in the list below.",
			strconv.Itoa(all[0].year), strconv.Itoa(all[len(all)-1].year))}
	for _, d := range all {
		m.Moments = append(m.Moments, d.Moment)
		line.Moments = append(line.Moments, chart.Moment{Year: d.year, Position: d.By.Position, Label: d.Title})
	}
	m.Drawing = line.Draw()
	return m, turning
}

func moment(t homework.Together, e homework.ShelfEntry, f *exercise.Field, item map[exercise.FieldID]exercise.Value) dated {
	number := func(id exercise.FieldID) int {
		if n := item[id].Number; n != nil {
			return *n
		}
		return 0
	}
	d := dated{year: number(fieldYear), month: number(fieldMonth)}
	d.Moment = pages.Moment{By: shownID(t.Couple, e.Author), When: strconv.Itoa(d.year), Title: item[fieldTitle].Text,
		Piece: item[fieldPiece].Text, Meaning: item[fieldMeaning].Text}
	if v := item[fieldPhoto]; v.Picture != nil {
		d.Photo = shownPhoto(photosAt(t.Viewer, t.Couple.ID, e.Assignment), *v.Picture, v.Text)
	}
	if d.month > 0 {
		d.When = strconv.Itoa(d.month) + "/" + d.When
	}
	for i := range f.Item {
		if f.Item[i].ID == fieldKind {
			d.Kind = optionText(&f.Item[i], item[fieldKind].Text)
		}
	}
	return d
}
