package web

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"tandem/internal/homework"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

// Planning is a partner's page of when and where: what they have planned for
// each exercise, and what is not for them.
func (w *Web) Planning(c echo.Context) error {
	ctx, actor := ctxOf(c)
	all, err := w.Homework.Planning(ctx, actor)
	if err != nil {
		return err
	}
	m := pages.Planning{Phone: w.phone(ctx)}
	for _, p := range all {
		for _, it := range p.Items {
			m.Things = append(m.Things, plannedThing(ctx, it, "/when"))
		}
	}
	return w.render(c, http.StatusOK, pages.PlanningPage(m))
}

// plannedThing is an item with what was said of it and what can be said now;
// back is the page that an answer leads back to.
func plannedThing(ctx context.Context, it homework.ItemIntention, back string) pages.PlannedThing {
	name := it.Definition.Name
	t := pages.PlannedThing{Name: words(name).In(ctx), Asks: !it.Intention.Said}
	answer := func(label tandem.Text, value string) pages.Action {
		return pages.Action{Label: label, About: name, Href: itemHref(it.Item.ID, "/answer"), Hidden: []pages.Hidden{{Name: homework.FieldAnswer, Value: value}, {Name: "back", Value: back}}}
	}
	form := pages.Action{Label: tandem.Say("Yes, plan it"), About: name, Href: itemHref(it.Item.ID, "/when")}
	switch {
	case it.Intention.Out():
		t.Line = tandem.Say("Not for you just now.")
		t.Acts = []pages.Action{answer(tandem.Say("Bring it back"), homework.IntentionAny)}
		return t
	case it.Intention.Planned():
		t.Line, t.Hurdle = tandem.Say("You planned: %s", it.Intention.Text()), it.Intention.Hurdle()
		form.Label = tandem.Say("Change my plan")
	case it.Asks():
		t.Line = tandem.Say("Nothing is planned yet.")
	}
	if it.Asks() {
		t.Acts = append(t.Acts, form)
	}
	t.Acts = append(t.Acts, answer(tandem.Say("Not for me"), homework.IntentionNot))
	if it.Asks() && !it.Intention.Said {
		t.Acts = append(t.Acts, answer(tandem.Say("Later"), homework.IntentionLater))
	}
	return t
}

// planText is what a partner planned, or that the exercise is not for them.
func planText(i homework.Intention) tandem.Text {
	switch {
	case i.Out():
		return tandem.Say("Not for you just now.")
	case i.Planned():
		return tandem.Say("You planned: %s", i.Text())
	}
	return tandem.Text{}
}

func itemHref(item tandem.ItemID, more string) string { return "/items/" + string(item) + more }

// OpenPlanning leads to where a partner says when and where.
func (w *Web) OpenPlanning(c echo.Context) error {
	ctx, actor := ctxOf(c)
	id, err := w.Homework.OpenPlanning(ctx, actor, tandem.ItemID(c.Param("item")))
	if err != nil {
		return err
	}
	return see(c, homeworkHref(id))
}

// AnswerPlanning takes an answer of one tap.
func (w *Web) AnswerPlanning(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	if err := w.Homework.AnswerPlanning(ctx, actor, tandem.ItemID(c.Param("item")), f.Get(homework.FieldAnswer)); err != nil {
		return err
	}
	if f.Get("back") == "/when" {
		return see(c, "/when")
	}
	return see(c, "/today")
}

// intendedOf are the plans of partners for the care team.
func intendedOf(all []homework.Intended) []pages.IntendedLine {
	var lines []pages.IntendedLine
	for _, i := range all {
		l := pages.IntendedLine{Partner: shown(i.Partner), Exercise: words(i.Definition.Name), Plan: i.Intention.Text(), Hurdle: i.Intention.Hurdle()}
		if i.Intention.Out() {
			l.Plan = tandem.Say("not for them just now")
		}
		lines = append(lines, l)
	}
	return lines
}
