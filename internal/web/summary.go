package web

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"tandem/internal/chart"
	"tandem/internal/homework"
	"tandem/internal/report"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

// SummaryPage previews a progress summary as an accessible page.
func (w *Web) SummaryPage(c echo.Context) error {
	typed := report.PeriodInput{From: c.QueryParam("from"), To: c.QueryParam("to")}
	return w.summary(c, http.StatusOK, typed, pages.Problem{})
}

func (w *Web) summary(c echo.Context, status int, typed report.PeriodInput, p pages.Problem) error {
	ctx, actor := ctxOf(c)
	id := tandem.CoupleID(c.Param("couple"))
	period := typed
	if !p.IsZero() {
		period = report.PeriodInput{} // what was typed cannot be read, and stays on the page
	}
	doc, err := w.Reports.Preview(ctx, actor, id, period)
	if found, at, ok := problem(err); ok && p.IsZero() {
		p, status = found, at
		doc, err = w.Reports.Preview(ctx, actor, id, report.PeriodInput{})
	}
	if err != nil {
		return err
	}
	m := pages.Summary{Desk: w.desk(ctx, actor), Couple: id, From: typed.From, To: typed.To, Problem: p, Ready: p.IsZero()}
	if p.IsZero() {
		m.From, m.To = string(doc.Period.From), string(doc.Period.To)
		m.Title, m.Blocks = doc.Title, blocks(doc)
	}
	return w.render(c, status, pages.SummaryPage(m))
}

// IssueSummary prints the summary and opens it.
func (w *Web) IssueSummary(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	id := tandem.CoupleID(c.Param("couple"))
	typed := report.PeriodInput{From: f.Get("from"), To: f.Get("to")}
	d, err := w.Reports.Issue(ctx, actor, id, typed)
	if err != nil {
		p, status, ok := problem(err)
		if !ok {
			return err
		}
		return w.summary(c, status, typed, p)
	}
	return see(c, "/documents/"+string(d.ID))
}

// Document is an issued document's file. Its name tells nothing of whom it is
// about.
func (w *Web) Document(c echo.Context) error {
	ctx, actor := ctxOf(c)
	d, file, err := w.Reports.Read(ctx, actor, tandem.DocumentID(c.Param("document")))
	if err != nil {
		return err
	}
	c.Response().Header().Set("Content-Disposition", `inline; filename="summary-`+d.ContentDigest[:8]+`.pdf"`)
	return c.Blob(http.StatusOK, "application/pdf", file)
}

// blocks are a document's content as the page shows it.
func blocks(doc report.Document) []pages.Block {
	out := []pages.Block{{Kind: pages.BlockParagraph, Text: doc.Subtitle}}
	if doc.Notice != "" {
		out = append(out, pages.Block{Kind: pages.BlockParagraph, Text: doc.Notice})
	}
	for _, s := range doc.Sections {
		out = append(out, pages.Block{Kind: pages.BlockHeading, Text: s.Title})
		for _, b := range s.Blocks {
			out = append(out, block(b))
		}
	}
	return out
}

func block(b report.Block) pages.Block {
	switch b := b.(type) {
	case report.Heading:
		return pages.Block{Kind: pages.BlockHeading, Text: b.Text}
	case report.Paragraph:
		return pages.Block{Kind: pages.BlockParagraph, Text: b.Text}
	case report.Facts:
		out := pages.Block{Kind: pages.BlockFacts}
		for _, f := range b.Items {
			out.Facts = append(out.Facts, pages.Fact{Term: f.Term, Value: f.Value})
		}
		return out
	case report.Table:
		return pages.Block{Kind: pages.BlockTable, Table: tableOf(b)}
	case report.Chart:
		return pages.Block{Kind: pages.BlockChart, Chart: &b.Drawing, Table: tableOf(b.Table)}
	default:
		return pages.Block{}
	}
}

func tableOf(t report.Table) *pages.Table {
	out := &pages.Table{Caption: t.Caption}
	for _, c := range t.Columns {
		out.Columns = append(out.Columns, pages.Column{Label: c.Title, Numeric: c.Align == report.AlignEnd})
	}
	for _, r := range t.Rows {
		row := make([]string, len(r))
		for i, cell := range r {
			row[i] = cell.Text
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// adherenceChart is the couple page's picture of adherence by week, with the
// table that says the same: the summary's own, over the whole plan so far.
func adherenceChart(ctx context.Context, page homework.CouplePage) (*chart.Drawing, *pages.Table) {
	c, ok := report.AdherenceChart(ctx, page)
	if !ok {
		return nil, nil
	}
	return &c.Drawing, tableOf(c.Table)
}
