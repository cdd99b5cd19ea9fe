package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"tandem/internal/exercise"
	"tandem/internal/plan"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

// Coming is what lies ahead for a partner, to be read or printed.
func (w *Web) Coming(c echo.Context) error {
	ctx, actor := ctxOf(c)
	all, err := w.Plans.SeeComing(ctx, actor)
	if err != nil {
		return err
	}
	own, err := w.Homework.Planning(ctx, actor)
	if err != nil {
		return err
	}
	plans := map[tandem.ItemID]tandem.Text{}
	for _, p := range own {
		for _, it := range p.Items {
			plans[it.Item.ID] = planText(it.Intention)
		}
	}
	m := pages.Coming{Phone: w.phone(ctx)}
	for _, coming := range all {
		if coming.Plan == nil {
			continue
		}
		for _, it := range coming.Plan.Items { // what was said of an item holds for what takes its place
			for _, before := range coming.Plan.Line(it.ID) {
				if said := plans[before]; plans[it.ID].IsZero() {
					plans[it.ID] = said
				}
			}
		}
		m.Paused = m.Paused || coming.Plan.Paused()
		if coming.Plan.Note != "" {
			m.Notes = append(m.Notes, coming.Plan.Note)
		}
		for _, week := range coming.Weeks {
			m.Weeks = append(m.Weeks, comingWeek(coming, week, plans))
		}
		for _, it := range coming.Anytime {
			m.Anytime = append(m.Anytime, comingThing(coming.Library, it, plan.ComingItem{Item: it}, false, plans[it.ID]))
		}
	}
	return w.render(c, http.StatusOK, pages.ComingPage(m))
}

func comingWeek(coming plan.Coming, week plan.ComingWeek, plans map[tandem.ItemID]tandem.Text) pages.ComingWeek {
	out := pages.ComingWeek{Dates: tandem.Say("%s to %s", week.First.Text(), week.Last.Text()), Light: week.Light}
	switch {
	case week.Now:
		out.Title = tandem.Say("This week")
	case week.First.DaysSince(coming.Day) <= 7:
		out.Title = tandem.Say("Next week")
	default:
		out.Title = tandem.Say("Later on")
	}
	for _, item := range week.Items {
		out.Things = append(out.Things, comingThing(coming.Library, item.Item, item, week.Light, plans[item.Item.ID]))
	}
	return out
}

// dateText says for which of the couple's own dates an item comes; nothing for
// any other.
func dateText(it plan.Item, day tandem.Date) tandem.Text {
	if it.Date.Name == "" || day == "" {
		return tandem.Text{}
	}
	return tandem.Say("For: %s, %s", it.Date.Name, day.Text())
}

func comingThing(library *exercise.Library, it plan.Item, item plan.ComingItem, light bool, own tandem.Text) pages.ComingThing {
	thing := pages.ComingThing{Name: tandem.Say("%s", string(it.Exercise)), Note: it.Note, Boxes: item.Times, Plan: own}
	switch {
	case item.Times > 1:
		thing.Often = tandem.Say("%d times, on any days", item.Times)
	case item.Times == 1:
		thing.Often = tandem.Say("once, on any day")
	}
	thing.For = dateText(it, item.Day)
	def, ok := library.Get(it.Exercise, it.Version)
	if !ok {
		return thing
	}
	thing.Name, thing.Summary, thing.With = words(def.Name), words(def.Summary), words(def.With)
	if light {
		thing.Summary = words(def.Smallest.Text)
	}
	minutes := def.Minutes
	if light {
		minutes = def.Smallest.Minutes
	}
	thing.Minutes = minutesText(minutes)
	if def.Together {
		thing.Minutes = tandem.Say("%d min together", minutes)
	}
	return thing
}
