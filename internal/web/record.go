package web

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"tandem/internal/report"
	"tandem/templates/pages"
)

// RecordPage previews the record of a signed review as an accessible page.
func (w *Web) RecordPage(c echo.Context) error {
	return w.record(c, http.StatusOK, recordAsked(c.QueryParams()), pages.Problem{})
}

func recordAsked(f url.Values) report.RecordRequest {
	return report.RecordRequest{Language: f.Get(report.FieldLanguage), CodeOnly: f.Get(fieldCodeOnly) == "yes"}
}

func (w *Web) record(c echo.Context, status int, typed report.RecordRequest, p pages.Problem) error {
	ctx, actor := ctxOf(c)
	couple, id := reviewOf(c)
	asked := typed
	if !p.IsZero() {
		asked.Language = "" // what was sent is none; the page offers the languages that there are
	}
	seen, err := w.Reports.PreviewRecord(ctx, actor, couple, id, asked)
	if found, at, ok := problem(err); ok && at == http.StatusUnprocessableEntity && p.IsZero() {
		return w.record(c, at, typed, found)
	}
	if err != nil {
		return err
	}
	content := contentOf(seen.Document)
	return w.render(c, status, pages.RecordPage(pages.Record{Desk: w.desk(ctx, actor), Back: reviewHref(couple, id), Action: reviewHref(couple, id) + "/record",
		CodeOnly: typed.CodeOnly, Languages: languages(seen.Document.Language), Document: content, Problem: p}))
}

// IssueRecord prints the record of a signed review and opens its page.
func (w *Web) IssueRecord(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	couple, id := reviewOf(c)
	typed := recordAsked(url.Values(f))
	d, err := w.Reports.IssueRecord(ctx, actor, couple, id, typed)
	if p, status, ok := problem(err); ok && status == http.StatusUnprocessableEntity {
		return w.record(c, status, typed, p)
	}
	if err != nil {
		return err
	}
	return w.issued(c, d)
}
