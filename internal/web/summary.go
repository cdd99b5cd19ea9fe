package web

import (
	"context"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"tandem/internal/casefile"
	"tandem/internal/chart"
	"tandem/internal/homework"
	"tandem/internal/report"
	"tandem/internal/tandem"
	"tandem/templates/language"
	"tandem/templates/pages"
)

// SummaryPage previews a progress summary as an accessible page: the clinical
// or the joint edition, and at a partner's address that partner's own.
func (w *Web) SummaryPage(c echo.Context) error {
	return w.summary(c, http.StatusOK, requested(c.QueryParams()), pages.Problem{})
}

// fieldCodeOnly is the tick for the case code instead of names.
const fieldCodeOnly = "code_only"

func requested(f url.Values) report.Request {
	return report.Request{From: f.Get(report.FieldFrom), To: f.Get(report.FieldTo), Edition: report.Edition(f.Get(report.FieldEdition)),
		Language: f.Get(report.FieldLanguage), CodeOnly: f.Get(fieldCodeOnly) == "yes"}
}

func (w *Web) summary(c echo.Context, status int, typed report.Request, p pages.Problem) error {
	ctx, actor := ctxOf(c)
	id, partner := tandem.CoupleID(c.Param("couple")), tandem.PartnerID(c.Param("partner"))
	asked := typed
	if !p.IsZero() {
		asked = report.Request{} // what was typed cannot be read, and stays on the page
	}
	seen, err := w.Reports.Preview(ctx, actor, id, partner, asked)
	if found, at, ok := problem(err); ok && p.IsZero() {
		p, status = found, at
		seen, err = w.Reports.Preview(ctx, actor, id, partner, report.Request{})
	}
	if err != nil {
		return err
	}
	doc := seen.Document
	m := pages.Summary{Desk: w.desk(ctx, actor), Couple: id, Problem: p, From: typed.From, To: typed.To, CodeOnly: typed.CodeOnly,
		Languages: languages(doc.Language), Action: "/couples/" + string(id) + "/summary"}
	if partner != "" {
		m.Action = "/couples/" + string(id) + "/partners/" + string(partner) + "/summary"
	}
	m.Edition, m.For, m.Editions = editions(seen.Couple, doc.Edition, partner)
	if p.IsZero() {
		m.From, m.To = string(doc.Period.From), string(doc.Period.To)
		content := contentOf(doc)
		m.Document = &content
	}
	return w.render(c, status, pages.SummaryPage(m))
}

// editions are the ones to choose from, with what the form sends for the one
// that is shown and whom that is for.
func editions(couple casefile.Couple, shown report.Edition, partner tandem.PartnerID) (sent string, readers tandem.Text, all []pages.Filter) {
	base := "/couples/" + string(couple.ID)
	all = []pages.Filter{{Label: tandem.Say("Clinical"), Href: base + "/summary", On: shown == report.EditionClinical},
		{Label: tandem.Say("Joint"), Href: base + "/summary?edition=" + string(report.EditionJoint), On: shown == report.EditionJoint}}
	sent, readers = string(shown), tandem.Say("The clinical edition: for the record and for colleagues, not for the partners.")
	if shown == report.EditionJoint {
		readers = tandem.Say("The joint edition: once issued, each partner can open it. It holds no figure of one partner.")
	}
	for _, p := range couple.ActivePartners() {
		all = append(all, pages.Filter{Label: tandem.Say("%s's own", p.Name), Href: base + "/partners/" + string(p.ID) + "/summary", On: p.ID == partner})
		if p.ID == partner {
			sent, readers = "", tandem.Say("%s's own edition: once issued, %s can open it, and nobody else of the couple can know of it.", p.Name, p.Name)
		}
	}
	return sent, readers, all
}

// IssueSummary prints the summary and opens its page.
func (w *Web) IssueSummary(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	typed := requested(url.Values(f))
	d, err := w.Reports.Issue(ctx, actor, tandem.CoupleID(c.Param("couple")), tandem.PartnerID(c.Param("partner")), typed)
	if err != nil {
		p, status, ok := problem(err)
		if !ok {
			return err
		}
		return w.summary(c, status, typed, p)
	}
	return w.issued(c, d)
}

// issued ends on the document's page, which says that it is issued and has the
// file and the way back.
func (w *Web) issued(c echo.Context, d report.Issued) error {
	return w.done(c, "/documents/"+string(d.ID)+"/page", "It is issued, and stands among the couple's documents.")
}

// Document is an issued document's file. Its name tells nothing of whom it is
// about.
func (w *Web) Document(c echo.Context) error {
	ctx, actor := ctxOf(c)
	d, file, err := w.Reports.Read(ctx, actor, tandem.DocumentID(c.Param("document")))
	if err != nil {
		return err
	}
	return pdfFile(c, d.ContentDigest, file)
}

func pdfFile(c echo.Context, digest string, file []byte) error {
	c.Response().Header().Set("Content-Disposition", `inline; filename="document-`+digest[:8]+`.pdf"`)
	return c.Blob(http.StatusOK, "application/pdf", file)
}

// DocumentPage is an issued document as an accessible page.
func (w *Web) DocumentPage(c echo.Context) error {
	ctx, actor := ctxOf(c)
	d, content, err := w.Reports.ReadContent(ctx, actor, tandem.DocumentID(c.Param("document")))
	if err != nil {
		return err
	}
	m := pages.IssuedDocument{File: "/documents/" + string(d.ID), Content: contentOf(content),
		Issued: tandem.Say("Issued on %s", tandem.DateOf(d.IssuedAt, w.Clock.Now().Location()).LongText())}
	if actor.Staff() {
		desk := w.desk(ctx, actor)
		m.Desk, m.Back = &desk, pages.Action{Label: tandem.Say("Documents"), Href: "/couples/" + string(d.Couple) + "/documents"}
	} else {
		phone := w.phone(ctx)
		for i := range m.Content.Blocks {
			m.Content.Blocks[i].Chart = nil // heavy on a phone; the table says the same
		}
		m.Phone, m.Back = &phone, pages.Action{Label: tandem.Say("My documents"), Href: "/documents"}
	}
	return w.render(c, http.StatusOK, pages.IssuedDocumentPage(m))
}

// Received lists for a partner what was issued for them.
func (w *Web) Received(c echo.Context) error {
	ctx, actor := ctxOf(c)
	all, err := w.Reports.Received(ctx, actor)
	if err != nil {
		return err
	}
	m := pages.Received{Phone: w.phone(ctx)}
	for _, r := range all {
		for _, d := range r.Documents {
			line := pages.ReceivedLine{Document: d.ID, Name: tandem.Say("Your summary"), Issued: dayOf(d.IssuedAt, r.Partner.TimeZone)}
			switch {
			case d.Kind == report.KindRecord:
				line.Name = tandem.Say("What you agreed in a review")
			case d.Edition == report.EditionJoint:
				line.Name = tandem.Say("Summary for both of you")
			}
			if d.Language != tandem.Language(ctx) {
				line.Language = language.Name(d.Language)
			}
			m.Lines = append(m.Lines, line)
		}
	}
	return w.render(c, http.StatusOK, pages.ReceivedPage(m))
}

// IssueLog is what was issued about a couple, for whom, and who opened it.
func (w *Web) IssueLog(c echo.Context) error {
	ctx, actor := ctxOf(c)
	log, err := w.Reports.IssueLog(ctx, actor, tandem.CoupleID(c.Param("couple")))
	if err != nil {
		return err
	}
	m := pages.IssueLog{Desk: w.desk(ctx, actor), Couple: log.Couple.ID}
	for _, e := range log.Entries {
		d := e.Issued
		line := pages.IssueLine{Document: d.ID, Name: documentName(d, e.For), For: tandem.Say("the treating staff"), Language: language.Name(d.Language),
			Issued:        tandem.Say("%s, by %s", momentText(d.IssuedAt, log.Couple.TimeZone), e.IssuedBy),
			ContentDigest: d.ContentDigest, FileDigest: d.BytesDigest}
		switch d.Edition {
		case report.EditionJoint:
			line.For = tandem.Say("both partners")
		case report.EditionOwn:
			line.For = words(e.For)
		}
		for _, r := range e.Opened {
			line.Opened = append(line.Opened, tandem.Say("%s, first on %s, %s", r.Name, momentText(r.First, log.Couple.TimeZone), one(r.Times, "once", "%d times")))
		}
		m.Lines = append(m.Lines, line)
	}
	return w.render(c, http.StatusOK, pages.IssueLogPage(m))
}

// documentName is kind and edition, in words for staff.
func documentName(d report.Issued, reader string) tandem.Text {
	switch {
	case d.Kind == report.KindRecord:
		return tandem.Say("Review record")
	case d.Edition == report.EditionJoint:
		return tandem.Say("Progress summary, joint edition")
	case d.Edition == report.EditionOwn:
		return tandem.Say("Progress summary, %s's own edition", reader)
	default:
		return tandem.Say("Progress summary, clinical edition")
	}
}

// contentOf is a document as a page shows it.
func contentOf(doc report.Document) pages.Content {
	c := pages.Content{Language: doc.Language, Sender: doc.Letterhead.Name, Lines: doc.Letterhead.Lines, Notice: doc.Notice,
		Title: doc.Title, Digest: report.Digest(doc), DigestIs: doc.Labels.Digest}
	if doc.Subtitle != "" {
		c.Blocks = append(c.Blocks, pages.Block{Kind: pages.BlockParagraph, Text: doc.Subtitle, Quiet: true})
	}
	for _, s := range doc.Sections {
		if s.Title != "" {
			c.Blocks = append(c.Blocks, pages.Block{Kind: pages.BlockSection, Text: s.Title})
		}
		above := s.Title
		for _, b := range s.Blocks {
			shown := block(b)
			if shown.Kind == pages.BlockHeading {
				above = shown.Text
			}
			if shown.Table != nil {
				shown.Table.Titled = shown.Table.Caption == above
			}
			c.Blocks = append(c.Blocks, shown)
		}
	}
	return c
}

func block(b report.Block) pages.Block {
	switch b := b.(type) {
	case report.Heading:
		return pages.Block{Kind: pages.BlockHeading, Text: b.Text}
	case report.Paragraph:
		return pages.Block{Kind: pages.BlockParagraph, Text: b.Text, Quiet: b.Quiet}
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
