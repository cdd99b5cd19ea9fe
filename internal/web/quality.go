package web

import (
	"context"
	"math"
	"strconv"

	"tandem/internal/homework"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

// qualityText is how well one partner's homework went, by their own word.
func qualityText(q homework.Quality) tandem.Text {
	mean, rated := q.Mean()
	if !rated {
		return tandem.Text{}
	}
	return tandem.Say("went %s of 4, by %s", outOfFour(mean), one(q.Ratings, "1 rating of their own", "%d ratings of their own"))
}

// outOfFour is a mean from 0 to 4 with one place after the point.
func outOfFour(mean float64) string { return strconv.FormatFloat(math.Round(10*mean)/10, 'f', 1, 64) }

// gapText is how far the two partners lie apart, in how much and in how well:
// for the therapist alone, and never a word on which of them.
func gapText(page homework.CouplePage) tandem.Text {
	g, due := page.Gap()
	switch {
	case due && g.Rated:
		return tandem.Say("Gap between the two, in points: %d in how much, %s of 4 in how well.", g.Points, outOfFour(g.Quality))
	case due:
		return tandem.Say("Gap between the two, in points: %d in how much.", g.Points)
	default:
		return tandem.Text{}
	}
}

// byExercise is a row for each exercise of the plan with what each partner did
// of it, and how it went.
func byExercise(ctx context.Context, page homework.CouplePage) *pages.Table {
	if len(page.ByExercise) == 0 {
		return nil
	}
	t := &pages.Table{Caption: tandem.T(ctx, "Adherence by exercise"), Columns: []pages.Column{{Label: tandem.T(ctx, "Exercise")}}}
	for _, p := range page.Couple.ActivePartners() {
		t.Columns = append(t.Columns, pages.Column{Label: p.Name, Numeric: true})
	}
	for _, f := range page.ByExercise {
		row := []string{tandem.T(ctx, f.Exercise.Name)}
		for _, p := range page.Couple.ActivePartners() {
			cell := figures(f.Partners[p.ID], false)
			if mean, rated := f.Quality[p.ID].Mean(); rated {
				cell = tandem.Say("%s · went %s of 4", cell, outOfFour(mean))
			}
			row = append(row, cell.In(ctx))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
