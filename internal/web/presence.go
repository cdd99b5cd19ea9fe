package web

import (
	"strings"

	"github.com/labstack/echo/v4"

	"tandem/internal/homework"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

// mark is what a page that is open compares: the version of what it shows, and
// who is there, as far as its reader may know either.
func mark(version string, p homework.Presence) string {
	for _, id := range p.Here {
		version += " " + string(id)
	}
	return version
}

// presence is the line on who is there on a phone of their own; nil where there
// is nothing to join.
func presence(h homework.Homework, other tandem.Text) *pages.Presence {
	p := h.Presence
	if !p.Offered {
		return nil
	}
	m := &pages.Presence{Press: pages.Action{Label: tandem.Say("Join"), Href: homeworkHref(h.Assignment.ID) + "/presence", Hidden: []pages.Hidden{{Name: "here", Value: "yes"}}},
		Text: tandem.Say("Each on your own phone? Press Join when you sit down for it. You see each other here once you both have.")}
	if !p.Joined {
		return m
	}
	m.Press.Label, m.Press.Hidden[0].Value = tandem.Say("Leave"), "no"
	m.Text = tandem.Say("You have joined. You see each other here once %s has too.", other)
	if p.Together() {
		var names []string
		for _, id := range p.Here {
			names = append(names, shownID(h.Couple, id).Name)
		}
		m.Text, m.Together = tandem.Say("You are both here: %s and you.", strings.Join(names, ", ")), true
	}
	return m
}

// Join says that a partner is there on a phone of their own, or no more.
func (w *Web) Join(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	id := tandem.AssignmentID(c.Param("assignment"))
	here := f.Get("here")
	if here != "yes" && here != "no" {
		return tandem.Invalid(tandem.Say("Please choose Join or Leave."))
	}
	if err := w.Homework.Join(ctx, actor, id, here == "yes"); err != nil {
		return err
	}
	return see(c, homeworkHref(id))
}
