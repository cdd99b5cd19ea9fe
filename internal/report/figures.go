package report

import (
	"context"
	"math"
	"strconv"

	"tandem/internal/homework"
	"tandem/internal/tandem"
)

// adherence is the totals, then the weeks as a picture and as a table.
func (b summary) adherence() Section {
	totals := Table{
		Caption: tandem.T(b.ctx, "Adherence over the period"), HeaderColumn: true,
		Columns: []Column{
			{Title: tandem.T(b.ctx, "Partner")}, {Title: tandem.T(b.ctx, "Credit"), Align: AlignEnd},
			{Title: tandem.T(b.ctx, "Due"), Align: AlignEnd}, {Title: tandem.T(b.ctx, "Adherence"), Align: AlignEnd},
			{Title: tandem.T(b.ctx, "How well, by own ratings"), Align: AlignEnd},
		},
	}
	for i, p := range b.in.Partners {
		totals.Rows = append(totals.Rows, []Cell{
			{Text: b.names[i], Partner: b.position(i)},
			{Text: credit(p.Total.Credit)}, number(p.Total.Due), {Text: b.percent(p.Total)}, {Text: b.rated(p.Quality)},
		})
	}
	s := Section{Title: tandem.T(b.ctx, "Adherence"), Blocks: []Block{totals}}
	if len(b.in.Weeks) > 0 {
		s.Blocks = append(s.Blocks, Heading{Text: tandem.T(b.ctx, "Week by week")},
			Chart{Drawing: b.drawingOf(), Table: b.weeks()})
	}
	return s
}

func (b summary) weeks() Table {
	table := Table{Caption: tandem.T(b.ctx, "Adherence by week"), HeaderColumn: true,
		Columns: []Column{{Title: tandem.T(b.ctx, "Week")}, {Title: tandem.T(b.ctx, "Days")}}}
	for i, name := range b.names {
		table.Columns = append(table.Columns, Column{Title: name, Align: AlignEnd, Partner: b.position(i)})
	}
	table.Columns = append(table.Columns, Column{Title: tandem.T(b.ctx, "Remark")})
	for _, w := range b.in.Weeks {
		row := []Cell{{Text: strconv.Itoa(w.Number)}, {Text: b.days(w)}}
		for i := range b.names {
			row = append(row, Cell{Text: b.figure(at(w.Counts, i))})
		}
		table.Rows = append(table.Rows, append(row, Cell{Text: b.remark(w)}))
	}
	return table
}

func (b summary) remark(w SummaryWeek) string {
	switch {
	case w.Paused:
		return tandem.T(b.ctx, "paused")
	case w.Light:
		return tandem.T(b.ctx, "light week")
	default:
		return ""
	}
}

// figure is one partner's week: credit, due and adherence.
func (b summary) figure(c Count) string {
	if c.Due <= 0 {
		return tandem.T(b.ctx, "nothing due")
	}
	return tandem.T(b.ctx, "%s of %d · %s", credit(c.Credit), c.Due, b.percent(c))
}

// percent is the adherence, never 0 or 100 when nothing was due.
func (b summary) percent(c Count) string {
	if c.Due <= 0 {
		return tandem.T(b.ctx, "nothing due")
	}
	return strconv.Itoa(int(math.Round(100*c.Credit/float64(c.Due)))) + "%"
}

// rated is how well it went by one partner's own ratings.
func (b summary) rated(q homework.Quality) string {
	mean, rated := q.Mean()
	if !rated {
		return tandem.T(b.ctx, "not rated")
	}
	return tandem.T(b.ctx, "%s of 4 (%d)", outOfFour(mean), q.Ratings)
}

// outOfFour is a mean from 0 to 4 with one place after the point.
func outOfFour(mean float64) string { return strconv.FormatFloat(math.Round(10*mean)/10, 'f', 1, 64) }

// credit comes in halves, so one place after the point says it all.
func credit(c float64) string {
	if c == math.Trunc(c) {
		return strconv.FormatFloat(c, 'f', 0, 64)
	}
	return strconv.FormatFloat(c, 'f', 1, 64)
}

func number(n int) Cell { return Cell{Text: strconv.Itoa(n)} }

// days is the first and last day of a week, short.
func (b summary) days(w SummaryWeek) string {
	return tandem.T(b.ctx, "%s – %s", dayOr(b.ctx, w.From.ShortText()), dayOr(b.ctx, w.To.ShortText()))
}

// dayOr is the day in the reader's language; no day is a dash.
func dayOr(ctx context.Context, t tandem.Text) string {
	if t.IsZero() {
		return "–"
	}
	return t.In(ctx)
}
