package web

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/plan"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

// PlanOncePage offers one exercise for one week; the address may name one.
func (w *Web) PlanOncePage(c echo.Context) error {
	return w.planOnce(c, http.StatusOK, exercise.Form{"exercise": {c.QueryParam("exercise")}}, pages.Problem{})
}

func (w *Web) planOnce(c echo.Context, status int, typed exercise.Form, p pages.Problem) error {
	ctx, actor := ctxOf(c)
	d, err := w.Plans.Begin(ctx, actor, coupleIn(c))
	if err != nil {
		return err
	}
	if d.Current == nil {
		return see(c, planPath(d.Couple.ID, ""))
	}
	m := pages.PlanOnce{Desk: w.desk(ctx, actor), Couple: d.Couple.ID, Partners: partnersOf(d.Couple), Note: typed.Get("note"), Problem: p,
		Exercises: exercisesOf(ctx, d.Library, typed.Get("exercise"), tandem.Say("please choose")),
		Who: whoOptions(ctx, d.Couple, func(position string, _ tandem.PartnerID) bool {
			return typed.Get("who") == position || typed.Get("who") == "" && position == "both"
		})}
	for week := d.FirstWeek(); week <= d.Current.Weeks; week++ {
		value := strconv.Itoa(week)
		label := tandem.Say("week %d", week)
		if first, last, ok := d.Current.WeekDates(week); ok {
			label = tandem.Say("week %d, %s to %s", week, first.Text(), last.Text())
		}
		m.Weeks = append(m.Weeks, pages.Option{Value: value, Label: label.In(ctx), Chosen: typed.Get("week") == value})
	}
	return w.render(c, status, pages.PlanOncePage(m))
}

// PlanOnce gives one exercise in one week.
func (w *Web) PlanOnce(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	in := plan.OnceInput{Exercise: tandem.ExerciseID(f.Get("exercise")), Who: f.Get("who"), Week: f.Get("week"), Note: f.Get("note")}
	if err := w.Plans.GiveOnce(ctx, actor, coupleIn(c), in); err != nil {
		p, status, ok := problem(err)
		if !ok {
			return err
		}
		return w.planOnce(c, status, f, p)
	}
	return w.done(c, "/couples/"+string(coupleIn(c)), "Given. It stands in the week that you chose.")
}

// PlanEndPage asks why the plan ends.
func (w *Web) PlanEndPage(c echo.Context) error {
	return w.planEnd(c, http.StatusOK, "", pages.Problem{})
}

func (w *Web) planEnd(c echo.Context, status int, reason string, p pages.Problem) error {
	ctx, actor := ctxOf(c)
	d, err := w.Plans.Begin(ctx, actor, coupleIn(c))
	if err != nil {
		return err
	}
	if d.Current == nil {
		return see(c, planPath(d.Couple.ID, ""))
	}
	return w.render(c, status, pages.PlanEndPage(pages.PlanEnd{Desk: w.desk(ctx, actor), Couple: d.Couple.ID, Partners: partnersOf(d.Couple),
		Name: d.Current.Name, Reason: reason, Problem: p}))
}

// EndPlan ends the running plan.
func (w *Web) EndPlan(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	if err := w.Plans.End(ctx, actor, coupleIn(c), f.Get("reason")); err != nil {
		p, status, ok := problem(err)
		if !ok {
			return err
		}
		return w.planEnd(c, status, f.Get("reason"), p)
	}
	return w.done(c, "/couples/"+string(coupleIn(c)), "The plan has ended. Another can begin when you like.")
}

// PlanHistory is how the couple's plans came and went.
func (w *Web) PlanHistory(c echo.Context) error {
	ctx, actor := ctxOf(c)
	h, err := w.Plans.History(ctx, actor, coupleIn(c))
	if err != nil {
		return err
	}
	m := pages.PlanHistory{Desk: w.desk(ctx, actor), Couple: h.Couple.ID, Partners: partnersOf(h.Couple)}
	for _, past := range h.Plans {
		m.Plans = append(m.Plans, pastPlan(h.Library, h.Couple, past))
	}
	return w.render(c, http.StatusOK, pages.PlanHistoryPage(m))
}

func pastPlan(library *exercise.Library, couple casefile.Couple, past plan.Past) pages.PastPlan {
	p := past.Plan
	out := pages.PastPlan{Name: p.Name, Line: tandem.Say("from %s, %d weeks", p.StartsOn.LongText(), p.Weeks)}
	if c := p.Closing; c != nil {
		out.Line = tandem.Say("from %s, ended on %s", p.StartsOn.LongText(), c.On.LongText())
		out.Reason = c.Reason
	}
	names := namesIn(library, couple)
	for _, r := range past.Revisions {
		line := pages.PastRevision{When: momentText(r.At, couple.TimeZone), Who: tandem.Say("changed by %s", staffName(couple, r.By)), Changes: names.Words(r.Changes)}
		if r.Number == 1 {
			line.Who = tandem.Say("started by %s", staffName(couple, r.By))
		}
		out.Revisions = append(out.Revisions, line)
	}
	return out
}

// staffName is who of the care team that is.
func staffName(couple casefile.Couple, person tandem.PersonID) tandem.Text {
	for _, m := range couple.Team {
		if m.Person == person {
			return tandem.Say("%s", m.Name)
		}
	}
	return tandem.Say("somebody of the staff")
}
