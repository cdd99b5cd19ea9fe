package web

import (
	"context"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tandem/internal/catalogue"
	"tandem/internal/exercise"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

// Work is where an exercise or a template of the practice's own is written.
func (w *Web) Work(c echo.Context) error {
	return w.work(c, http.StatusOK, nil, pages.Problem{})
}

// work shows it, with what was typed where a form comes back.
func (w *Web) work(c echo.Context, status int, typed exercise.Form, p pages.Problem) error {
	ctx, actor := ctxOf(c)
	page, err := w.Catalogue.Open(ctx, actor, workIn(c))
	if err != nil {
		return err
	}
	m := workPage(ctx, page, typed, p)
	m.Desk = w.desk(ctx, actor)
	return w.render(c, status, pages.WorkPage(m))
}

func workPage(ctx context.Context, page catalogue.Page, typed exercise.Form, p pages.Problem) pages.Work {
	m := pages.Work{ID: page.ID, Edits: strconv.Itoa(page.Edits), Draft: page.State == catalogue.Draft,
		Published: page.State == catalogue.Published, Drafted: page.Drafted, Problem: p, Before: page.Before, Changes: page.Changes}
	listed := catalogue.Listed{Work: page.Work, Open: len(page.Mistakes)}
	m.Line = tandem.Say("%s, %s", kindText(page.Kind), workRow(ctx, listed).State)
	b := workForm{ctx: ctx, typed: typed}
	if page.Kind == catalogue.KindTemplate {
		m.Name, m.Template = page.Template.Name, b.template(page)
	} else {
		m.Name, m.Exercise = page.Exercise.Name, b.exercise(page.Exercise, page.Library)
	}
	for _, wrong := range page.Mistakes {
		m.Mistakes = append(m.Mistakes, pages.WorkMistake{Field: inputOf(page, wrong.Where), Text: inputSays(page, wrong)})
	}
	return m
}

// inputSays is a mistake as the page says it: neither the line of a file nor an
// id means anything here.
func inputSays(page catalogue.Page, m exercise.Mistake) string {
	m.Line = 0
	if page.Kind == catalogue.KindExercise {
		m.Where = placeName(page.Exercise, m.Where)
	} else {
		m.Where = templatePlace(page, m.Where)
	}
	return catalogue.MistakeText(m).String()
}

// workForm fills the inputs, with what was typed where a form comes back.
type workForm struct {
	ctx   context.Context
	typed exercise.Form
}

func (b workForm) value(name, stored string) string {
	if b.typed != nil {
		return b.typed.Get(name)
	}
	return stored
}

func (b workForm) number(name string, stored int) string {
	if stored == 0 {
		return b.value(name, "")
	}
	return b.value(name, strconv.Itoa(stored))
}

func (b workForm) ticked(name string, stored bool) bool {
	if b.typed != nil {
		return b.typed.Get(name) == "yes"
	}
	return stored
}

// options are values as a list to choose from, under the labels given.
func (b workForm) options(name, stored string, values []string, label func(string) string) []pages.Option {
	chosen := b.value(name, stored)
	var out []pages.Option
	for _, v := range values {
		out = append(out, pages.Option{Value: v, Label: label(v), Chosen: v == chosen})
	}
	return out
}

// ChangeWork keeps what was typed. A draft need not be complete.
func (w *Web) ChangeWork(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	page, err := w.Catalogue.Open(ctx, actor, workIn(c))
	if err != nil {
		return err
	}
	content, err := workContent(page, f)
	if err == nil {
		edits, _ := strconv.Atoi(f.Get("edits")) // what is no number is no version that there is
		_, err = w.Catalogue.Change(ctx, actor, workIn(c), catalogue.ChangeInput{Edits: edits, Content: content})
	}
	if err != nil {
		p, status, ok := problem(err)
		if !ok {
			return err
		}
		return w.work(c, status, f, p)
	}
	return w.done(c, workPath(workIn(c), ""), "Saved.")
}

// PublishWork offers the draft to the practice.
func (w *Web) PublishWork(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	edits, _ := strconv.Atoi(f.Get("edits")) // what is no number is no version that there is
	if _, err := w.Catalogue.Publish(ctx, actor, workIn(c), edits); err != nil {
		p, status, ok := problem(err)
		if !ok {
			return err
		}
		return w.work(c, status, nil, pages.Problem{Sentence: p.Sentence})
	}
	return w.done(c, "/library", "Published. Every therapist of the practice can give it now.")
}

// RenewWork begins the next version.
func (w *Web) RenewWork(c echo.Context) error {
	ctx, actor := ctxOf(c)
	next, err := w.Catalogue.Renew(ctx, actor, workIn(c))
	if err != nil {
		p, status, ok := problem(err)
		if !ok {
			return err
		}
		return w.work(c, status, nil, p)
	}
	return see(c, workPath(next.ID, ""))
}

// RetireWork takes a work out of what is offered.
func (w *Web) RetireWork(c echo.Context) error {
	ctx, actor := ctxOf(c)
	if err := w.Catalogue.Retire(ctx, actor, workIn(c)); err != nil {
		p, status, ok := problem(err)
		if !ok {
			return err
		}
		return w.work(c, status, nil, p)
	}
	return w.done(c, "/library", "It is offered no more. Wherever it was given it goes on.")
}

// DropWork throws a draft away.
func (w *Web) DropWork(c echo.Context) error {
	ctx, actor := ctxOf(c)
	if err := w.Catalogue.Drop(ctx, actor, workIn(c)); err != nil {
		p, status, ok := problem(err)
		if !ok {
			return err
		}
		return w.work(c, status, nil, p)
	}
	return w.done(c, "/library", "The draft is gone.")
}

// ExportWork hands the work out as a file.
func (w *Web) ExportWork(c echo.Context) error {
	ctx, actor := ctxOf(c)
	work, err := w.Catalogue.Export(ctx, actor, workIn(c))
	if err != nil {
		return err
	}
	c.Response().Header().Set("Content-Disposition", `attachment; filename="`+work.File()+`"`)
	return c.Blob(http.StatusOK, "application/json", work.Content)
}
