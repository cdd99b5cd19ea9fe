package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tandem/internal/report"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

// Brief is the session brief of a couple, for their therapist alone.
func (w *Web) Brief(c echo.Context) error {
	ctx, actor := ctxOf(c)
	id, typed := tandem.CoupleID(c.Param("couple")), c.QueryParam(report.FieldSince)
	b, err := w.Reports.Brief(ctx, actor, id, typed)
	p, status, wrong := problem(err)
	if wrong {
		b, err = w.Reports.Brief(ctx, actor, id, "")
	}
	if err != nil {
		return err
	}
	m := pages.Brief{Desk: w.desk(ctx, actor), Couple: id, Since: string(b.Since), Problem: p, Content: contentOf(b.Document)}
	if wrong {
		m.Since = typed
		return w.render(c, status, pages.BriefPage(m))
	}
	return w.render(c, http.StatusOK, pages.BriefPage(m))
}

// PrintBrief is the brief as a file. Its name tells nothing of whom it is
// about.
func (w *Web) PrintBrief(c echo.Context) error {
	ctx, actor := ctxOf(c)
	file, err := w.Reports.PrintBrief(ctx, actor, tandem.CoupleID(c.Param("couple")), c.QueryParam(report.FieldSince))
	if err != nil {
		return err
	}
	c.Response().Header().Set("Content-Disposition", `inline; filename="brief.pdf"`)
	return c.Blob(http.StatusOK, "application/pdf", file)
}
