package web

import (
	"slices"
	"strconv"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

// comparison is what each of the cast named, side by side; nil until it is open
// to both.
func comparison(def *exercise.Definition, c casefile.Couple, cast []tandem.PartnerID, rows []homework.Compared) *pages.Comparison {
	if len(rows) == 0 {
		return nil
	}
	list, _ := def.Field(def.Compare.Field)
	item := func(id exercise.FieldID) *exercise.Field {
		return &list.Item[slices.IndexFunc(list.Item, func(f exercise.Field) bool { return f.ID == id })]
	}
	m := &pages.Comparison{}
	for _, p := range cast {
		m.Partners = append(m.Partners, shownID(c, p))
	}
	for _, r := range rows {
		row := pages.ComparedRow{Words: r.Words, Said: optionText(item(def.Compare.By), r.Choice)}
		for _, p := range cast {
			cell := pages.ComparedCell{}
			if n, ok := r.By[p]; ok {
				cell.Weight = strconv.Itoa(n)
			}
			if n, ok := r.Now[p]; ok {
				cell.Now = tandem.Say("there now: %d of %d", n, item(def.Compare.Against).Max)
			}
			row.Cells = append(row.Cells, cell)
		}
		switch {
		case r.Apart:
			row.Note = tandem.Say("You both named it, and it weighs differently. Worth a talk.")
		case len(r.By) == len(cast):
			row.Note = tandem.Say("You both named it.")
		}
		m.Rows = append(m.Rows, row)
	}
	return m
}
