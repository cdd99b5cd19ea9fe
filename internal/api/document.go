package api

import (
	"context"
	"time"

	"tandem/internal/report"
	"tandem/internal/tandem"
)

// forDocuments is the group of documents.
const forDocuments = "Documents"

// Document is one issued document without its file.
type Document struct {
	Document      tandem.DocumentID `json:"document"`
	Kind          report.Kind       `json:"kind"`
	Edition       report.Edition    `json:"edition"`
	For           tandem.PartnerID  `json:"for,omitempty" doc:"The partner whom an own edition is for."`
	Language      string            `json:"language"`
	ContentDigest string            `json:"content_digest" doc:"As printed on it."`
	FileDigest    string            `json:"file_digest" doc:"SHA-256 of the file."`
	IssuedAt      time.Time         `json:"issued_at"`
}

func issued(d report.Issued) Document {
	return Document{Document: d.ID, Kind: d.Kind, Edition: d.Edition, For: d.For, Language: d.Language, ContentDigest: d.ContentDigest, FileDigest: d.BytesDigest, IssuedAt: d.IssuedAt}
}

// Documents are a couple's issued documents.
type Documents struct {
	Documents []Document `json:"documents" doc:"Newest first."`
}

// Documents lists a couple's documents.
func (a *API) Documents() Operation {
	return operation(forDocuments, "A couple's documents", func(ctx context.Context, actor tandem.Actor, in *OfCouple) (Documents, error) {
		all, err := a.Reports.List(ctx, actor, in.Couple)
		return Documents{each(all, issued)}, err
	})
}

// Content is what a document says.
type Content struct {
	Kind     report.Kind    `json:"kind"`
	Edition  report.Edition `json:"edition"`
	Title    string         `json:"title"`
	Subtitle string         `json:"subtitle"`
	CaseCode string         `json:"case_code"`
	From     tandem.Date    `json:"from"`
	To       tandem.Date    `json:"to"`
	Notice   string         `json:"notice,omitempty"`
	Sections []Section      `json:"sections"`
}

// Section is a titled run of blocks.
type Section struct {
	Title  string  `json:"title"`
	Blocks []Block `json:"blocks"`
}

// Block is a heading, a paragraph, facts or a table; a chart is its table.
type Block struct {
	Text  string `json:"text,omitempty"`
	Facts []Fact `json:"facts,omitempty"`
	Table *Table `json:"table,omitempty"`
}

// Fact is a term with its value.
type Fact struct {
	Term  string `json:"term"`
	Value string `json:"value"`
}

// Table is a table's words.
type Table struct {
	Caption string     `json:"caption"`
	Columns []string   `json:"columns"`
	Rows    [][]string `json:"rows"`
}

func content(d report.Document) Content {
	return Content{Kind: d.Kind, Edition: d.Edition, Title: d.Title, Subtitle: d.Subtitle, CaseCode: d.CaseCode, From: d.Period.From, To: d.Period.To,
		Notice: d.Notice, Sections: each(d.Sections, func(s report.Section) Section { return Section{Title: s.Title, Blocks: each(s.Blocks, block)} })}
}

func block(b report.Block) Block {
	switch b := b.(type) {
	case report.Heading:
		return Block{Text: b.Text}
	case report.Paragraph:
		return Block{Text: b.Text}
	case report.Facts:
		return Block{Facts: each(b.Items, func(f report.Fact) Fact { return Fact{Term: f.Term, Value: f.Value} })}
	case report.Table:
		return Block{Table: table(b)}
	case report.Chart:
		return Block{Table: table(b.Table)}
	}
	return Block{}
}

func table(t report.Table) *Table {
	return &Table{Caption: t.Caption, Columns: each(t.Columns, func(c report.Column) string { return c.Title }),
		Rows: each(t.Rows, func(r []report.Cell) []string {
			return each(r, func(c report.Cell) string { return c.Text })
		})}
}

type preview struct {
	OfCouple
	From string `query:"from" maxLength:"40" doc:"The first day; the plan's, if it is left out."`
	To   string `query:"to" maxLength:"40" doc:"The last day; today, if it is left out."`

	Edition  string `query:"edition" maxLength:"20" doc:"clinical, if it is left out, or joint."`
	Language string `query:"language" maxLength:"20" doc:"Of the document; yours, if it is left out."`
	CodeOnly bool   `query:"code_only" doc:"The case code instead of names."`
}

// PreviewSummary is a progress summary before it is issued.
func (a *API) PreviewSummary() Operation {
	return operation(forDocuments, "A progress summary before it is issued", func(ctx context.Context, actor tandem.Actor, in *preview) (Content, error) {
		d, err := a.Reports.Preview(ctx, actor, in.Couple, "", report.Request{From: in.From, To: in.To, Edition: report.Edition(in.Edition), Language: in.Language, CodeOnly: in.CodeOnly})
		return content(d.Document), err
	})
}

type issue struct {
	OfCouple
	Body struct {
		From string `json:"from,omitempty" maxLength:"40"`
		To   string `json:"to,omitempty" maxLength:"40"`

		Edition  string `json:"edition,omitempty" maxLength:"20" doc:"clinical, if it is left out, or joint."`
		Language string `json:"language,omitempty" maxLength:"20" doc:"Of the document; yours, if it is left out."`
		CodeOnly bool   `json:"code_only,omitempty" doc:"The case code instead of names."`
	}
}

// IssueSummary issues a progress summary.
func (a *API) IssueSummary() Operation {
	return operation(forDocuments, "Issue a progress summary", func(ctx context.Context, actor tandem.Actor, in *issue) (Document, error) {
		d, err := a.Reports.Issue(ctx, actor, in.Couple, "", report.Request{From: in.Body.From, To: in.Body.To, Edition: report.Edition(in.Body.Edition),
			Language: in.Body.Language, CodeOnly: in.Body.CodeOnly})
		return issued(d), err
	})
}

type previewOwn struct {
	OfPartner
	From string `query:"from" maxLength:"40" doc:"The first day; the plan's, if it is left out."`
	To   string `query:"to" maxLength:"40" doc:"The last day; today, if it is left out."`

	Language string `query:"language" maxLength:"20" doc:"Of the document; the partner's, if it is left out."`
	CodeOnly bool   `query:"code_only" doc:"The case code instead of names."`
}

// PreviewOwnSummary is a partner's own edition before it is issued.
func (a *API) PreviewOwnSummary() Operation {
	return operation(forDocuments, "A partner's own summary before it is issued", func(ctx context.Context, actor tandem.Actor, in *previewOwn) (Content, error) {
		d, err := a.Reports.Preview(ctx, actor, in.Couple, in.Partner, report.Request{From: in.From, To: in.To, Language: in.Language, CodeOnly: in.CodeOnly})
		return content(d.Document), err
	})
}

type issueOwn struct {
	OfPartner
	Body struct {
		From string `json:"from,omitempty" maxLength:"40"`
		To   string `json:"to,omitempty" maxLength:"40"`

		Language string `json:"language,omitempty" maxLength:"20" doc:"Of the document; the partner's, if it is left out."`
		CodeOnly bool   `json:"code_only,omitempty" doc:"The case code instead of names."`
	}
}

// IssueOwnSummary issues a partner's own edition: the other cannot know of it.
func (a *API) IssueOwnSummary() Operation {
	return operation(forDocuments, "Issue a partner's own summary", func(ctx context.Context, actor tandem.Actor, in *issueOwn) (Document, error) {
		d, err := a.Reports.Issue(ctx, actor, in.Couple, in.Partner, report.Request{From: in.Body.From, To: in.Body.To, Language: in.Body.Language, CodeOnly: in.Body.CodeOnly})
		return issued(d), err
	})
}

type previewRecord struct {
	OfReview
	Language string `query:"language" maxLength:"20" doc:"Of the document; yours, if it is left out."`
	CodeOnly bool   `query:"code_only" doc:"The case code instead of names."`
}

// PreviewRecord is the record of a signed review before it is issued.
func (a *API) PreviewRecord() Operation {
	return operation(forDocuments, "The record of a signed review before it is issued", func(ctx context.Context, actor tandem.Actor, in *previewRecord) (Content, error) {
		d, err := a.Reports.PreviewRecord(ctx, actor, in.Couple, in.Review, report.RecordRequest{Language: in.Language, CodeOnly: in.CodeOnly})
		return content(d.Document), err
	})
}

type issueRecord struct {
	OfReview
	Body struct {
		Language string `json:"language,omitempty" maxLength:"20" doc:"Of the document; yours, if it is left out."`
		CodeOnly bool   `json:"code_only,omitempty" doc:"The case code instead of names."`
	}
}

// IssueRecord issues the record of a signed review to both partners.
func (a *API) IssueRecord() Operation {
	return operation(forDocuments, "Issue the record of a signed review", func(ctx context.Context, actor tandem.Actor, in *issueRecord) (Document, error) {
		d, err := a.Reports.IssueRecord(ctx, actor, in.Couple, in.Review, report.RecordRequest{Language: in.Body.Language, CodeOnly: in.Body.CodeOnly})
		return issued(d), err
	})
}

type briefing struct {
	OfCouple
	Since string `query:"since" maxLength:"40" doc:"The day of the last session; a week ago, if it is left out."`
}

// Brief is the session brief, for the couple's therapist alone.
func (a *API) Brief() Operation {
	return operation(forDocuments, "The session brief", func(ctx context.Context, actor tandem.Actor, in *briefing) (Content, error) {
		b, err := a.Reports.Brief(ctx, actor, in.Couple, in.Since)
		return content(b.Document), err
	})
}

// PrintBrief is the session brief's file.
func (a *API) PrintBrief() Operation {
	return download(forDocuments, "The session brief as PDF", func(ctx context.Context, actor tandem.Actor, in *briefing) (*file, error) {
		b, err := a.Reports.PrintBrief(ctx, actor, in.Couple, in.Since)
		if err != nil {
			return nil, err
		}
		return &file{Type: "application/pdf", Disposition: `attachment; filename="brief.pdf"`, Body: b}, nil
	})
}

type ofDocument struct {
	Document tandem.DocumentID `path:"document" doc:"An issued document."`
}

// Download is an issued document's file. Its name tells nothing of whom it is
// about.
func (a *API) Download() Operation {
	return download(forDocuments, "An issued document as PDF", func(ctx context.Context, actor tandem.Actor, in *ofDocument) (*file, error) {
		d, b, err := a.Reports.Read(ctx, actor, in.Document)
		if err != nil {
			return nil, err
		}
		return &file{Type: "application/pdf", Disposition: `attachment; filename="document-` + d.ContentDigest[:8] + `.pdf"`, Body: b}, nil
	})
}

// ReceivedDocuments are what was issued for a partner.
type ReceivedDocuments struct {
	Couples []CoupleReceived `json:"couples"`
}

// CoupleReceived is what was issued for a partner in one couple.
type CoupleReceived struct {
	Documents []Document `json:"documents" doc:"Newest first."`
}

// ReceivedDocuments lists what was issued for whoever asks, as a partner.
func (a *API) ReceivedDocuments() Operation {
	return operation(forPartners, "Documents issued for oneself", func(ctx context.Context, actor tandem.Actor, _ *nothing) (ReceivedDocuments, error) {
		all, err := a.Reports.Received(ctx, actor)
		return ReceivedDocuments{each(all, func(r report.Received) CoupleReceived { return CoupleReceived{each(r.Documents, issued)} })}, err
	})
}
