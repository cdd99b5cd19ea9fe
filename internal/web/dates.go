package web

import (
	"context"
	"slices"

	"github.com/labstack/echo/v4"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

// datesOf fills in the couple's own dates, and the form of the one to change,
// with what was typed where it came back.
func datesOf(c echo.Context, m *pages.Details, dates []casefile.OwnDate, typed exercise.Form) {
	for _, d := range dates {
		line := pages.DateLine{ID: d.ID, Name: d.Name, When: d.On.LongText()}
		if d.Yearly {
			line.When = tandem.Say("%s, every year", d.On.Text())
		}
		m.Dates = append(m.Dates, line)
	}
	id := tandem.OwnDateID(c.Param("date"))
	if typed == nil {
		id = tandem.OwnDateID(c.QueryParam("date"))
	}
	m.Date = pages.DateForm{Yearly: true}
	if i := slices.IndexFunc(dates, func(d casefile.OwnDate) bool { return d.ID == id }); i >= 0 {
		m.Date = pages.DateForm{ID: id, Name: dates[i].Name, On: string(dates[i].On), Yearly: dates[i].Yearly}
	}
	if typed[casefile.FieldDateName] != nil || typed[casefile.FieldDateOn] != nil {
		in := dateInput(typed)
		m.Date.Name, m.Date.On, m.Date.Yearly = in.Name, in.On, in.Yearly
	}
}

func dateInput(f exercise.Form) casefile.OwnDateInput {
	return casefile.OwnDateInput{Name: f.Get(casefile.FieldDateName), On: f.Get(casefile.FieldDateOn), Yearly: f.Get("date_yearly") == "yes"}
}

// AddDate keeps a date of the couple's own.
func (w *Web) AddDate(c echo.Context) error {
	return w.onCouple(c, func(ctx context.Context, actor tandem.Actor, id tandem.CoupleID, f exercise.Form) error {
		return w.Cases.AddDate(ctx, actor, id, dateInput(f))
	}, w.details, "/details", "The date is kept.")
}

// ChangeDate renames or moves one.
func (w *Web) ChangeDate(c echo.Context) error {
	return w.onCouple(c, func(ctx context.Context, actor tandem.Actor, id tandem.CoupleID, f exercise.Form) error {
		return w.Cases.ChangeDate(ctx, actor, id, tandem.OwnDateID(c.Param("date")), dateInput(f))
	}, w.details, "/details", "The date is kept.")
}

// DropDate takes one out.
func (w *Web) DropDate(c echo.Context) error {
	ctx, actor := ctxOf(c)
	id := tandem.CoupleID(c.Param("couple"))
	if err := w.Cases.DropDate(ctx, actor, id, tandem.OwnDateID(c.Param("date"))); err != nil {
		return err
	}
	return w.done(c, "/couples/"+string(id)+"/details", "The date is taken out.")
}
