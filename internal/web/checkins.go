package web

import (
	"context"
	"slices"
	"strconv"

	"tandem/internal/chart"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

// fieldWeather is the answer of a check-in that says how it is inside.
const fieldWeather exercise.FieldID = "weather"

// weatherDays is how many days with a check-in the chart shows.
const weatherDays = 14

// weather is the chart of the check-ins, with the table that says the same; nil
// until somebody has said how it is inside. Of two on one day the later counts.
func weather(ctx context.Context, t homework.Together, zone string) (*chart.Drawing, *pages.Table) {
	said := map[tandem.Date]map[tandem.PartnerID]int{}
	low, high := 1, 5
	for _, e := range slices.Backward(t.Entries) { // the newest stands first
		for _, f := range e.Fields {
			if f.Field != fieldWeather || f.Value.Number == nil || e.Taken {
				continue
			}
			if field, ok := e.Definition.Field(fieldWeather); ok {
				low, high = field.Min, field.Max
			}
			day := tandem.DateOf(e.At, tandem.MustZone(zone))
			if said[day] == nil {
				said[day] = map[tandem.PartnerID]int{}
			}
			said[day][e.Author] = *f.Value.Number
		}
	}
	if len(said) == 0 {
		return nil, nil
	}
	var days []tandem.Date
	for day := range said {
		days = append(days, day)
	}
	slices.Sort(days)
	days = days[max(0, len(days)-weatherDays):]
	scale := chart.Scale{Title: tandem.T(ctx, "Your weather inside, day by day"), Min: low, Max: high, Width: 340,
		Summary: tandem.T(ctx, "From %d (stormy) to %d (clear). Every weather is all right.", low, high)}
	table := &pages.Table{Caption: scale.Title, Columns: []pages.Column{{Label: tandem.T(ctx, "Day")}}}
	partners := t.Couple.ActivePartners()
	for _, p := range partners {
		scale.Members = append(scale.Members, chart.Member{Name: p.Name, Position: p.Position})
		table.Columns = append(table.Columns, pages.Column{Label: p.Name, Numeric: true})
	}
	for _, day := range days {
		column, row := chart.ScaleDay{Label: day.ShortText().In(ctx)}, []string{day.Text().In(ctx)}
		for _, p := range partners {
			n, has := said[day][p.ID]
			if !has {
				column.Values, row = append(column.Values, low-1), append(row, "–")
				continue
			}
			column.Values, row = append(column.Values, n), append(row, strconv.Itoa(n))
		}
		scale.Days, table.Rows = append(scale.Days, column), append(table.Rows, row)
	}
	d := chart.DrawScale(scale)
	return &d, table
}
