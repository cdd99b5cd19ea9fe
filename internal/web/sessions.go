package web

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/report"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

// CareSessions is what is recorded of a couple's sessions and of outside help.
func (w *Web) CareSessions(c echo.Context) error {
	return w.sessions(c, http.StatusOK, nil, pages.Problem{})
}

func (w *Web) sessions(c echo.Context, status int, typed exercise.Form, p pages.Problem) error {
	ctx, actor := ctxOf(c)
	page, err := w.Cases.Sessions(ctx, actor, coupleIn(c))
	if err != nil {
		return err
	}
	couple := page.Couple
	m := pages.Sessions{Desk: w.desk(ctx, actor), Couple: couple.ID, Partners: partnersOf(couple), Problem: p, On: string(page.Day),
		CanWrite: couple.State == casefile.StateActive && actor.Has(tandem.RoleTherapist), Single: couple.Course == casefile.CourseSingle}
	if typed[casefile.FieldOutcome] != nil {
		m.On, m.There = typed.Get(casefile.FieldSessionOn), typed[casefile.FieldThere]
	}
	for _, partner := range couple.ActivePartners() {
		m.Could = append(m.Could, pages.Choice{Value: strconv.Itoa(partner.Position), Label: tandem.Say("%s", partner.Name)})
		if typed == nil {
			m.There = append(m.There, strconv.Itoa(partner.Position))
		}
	}
	for _, o := range casefile.SessionOutcomes() {
		m.Outcomes = append(m.Outcomes, option(ctx, string(o), o.Text(), typed.Get(casefile.FieldOutcome)))
	}
	m.Outcomes = append(m.Outcomes, option(ctx, casefile.NoSession, tandem.Say("recorded by mistake: take it off"), typed.Get(casefile.FieldOutcome)))
	for _, one := range page.Sessions {
		m.Rows = append(m.Rows, sessionLine(couple, one))
	}
	for _, step := range casefile.HelpSteps() {
		m.Steps = append(m.Steps, option(ctx, string(step), step.Text(), typed.Get(casefile.FieldHelpStep)))
		line := pages.LadderLine{Step: step.Text(), State: casefile.HelpState("").Text()}
		if i := slices.IndexFunc(page.Help, func(h casefile.Help) bool { return h.Step == step }); i >= 0 {
			line.Noted, line.State = true, tandem.Say("%s since %s", page.Help[i].State.Text(), page.Help[i].Since.LongText())
		}
		m.Ladder = append(m.Ladder, line)
	}
	for _, state := range append(casefile.HelpStates(), "") {
		m.States = append(m.States, option(ctx, string(state), state.Text(), typed.Get(casefile.FieldHelpState)))
	}
	if m.CanWrite {
		if m.HardWeek, err = w.hardWeekForm(ctx, actor, couple, page.Day, typed, p); err != nil {
			return err
		}
	}
	return w.render(c, status, pages.SessionsPage(m))
}

func option(ctx context.Context, value string, label tandem.Text, chosen string) pages.Option {
	return pages.Option{Value: value, Label: label.In(ctx), Chosen: value == chosen}
}

func sessionLine(c casefile.Couple, one casefile.Session) pages.SessionLine {
	line := pages.SessionLine{On: one.On.LongText(), Outcome: one.Outcome.Text()}
	for _, id := range one.There {
		line.There = append(line.There, shownID(c, id))
	}
	return line
}

// hardWeekForm is the step in which a hard week is noted in the room.
func (w *Web) hardWeekForm(ctx context.Context, actor tandem.Actor, c casefile.Couple, day tandem.Date, typed exercise.Form, p pages.Problem) (*pages.CareStep, error) {
	step, err := w.Homework.SetbackForm()
	if err != nil {
		return nil, err
	}
	a := asking{typed: exercise.Form{}, today: day}
	key := typed.Get("key")
	if key != "" {
		a.typed, a.problem = typed.Keep(step), p
	} else {
		key = w.IDs.New()
	}
	return &pages.CareStep{Title: tandem.Say("In the room: %s", words("note a hard week")), Open: typed.Get("key") != "", Form: pages.Worksheet{
		Action: "/couples/" + string(c.ID) + "/setbacks", Key: key, Kind: string(step.Move), Step: string(step.ID), Groups: unseen(groups(step, step.Names(), a)),
		Sees: tandem.Say("Both partners and the care team can read this."), Submit: tandem.Say("Note it for both")}}, nil
}

// unseen leaves out who sees each answer, where one line says it for all, and
// pictures, which only partners choose.
func unseen(all []pages.Group) []pages.Group {
	for i := range all {
		all[i].Fields = slices.DeleteFunc(all[i].Fields, func(f pages.Field) bool { return f.Type == pages.FieldPhoto })
		for j := range all[i].Fields {
			all[i].Fields[j].Visibility = tandem.Text{}
		}
	}
	return all
}

// RecordSession notes what became of a session.
func (w *Web) RecordSession(c echo.Context) error {
	return w.onCouple(c, func(ctx context.Context, actor tandem.Actor, id tandem.CoupleID, f exercise.Form) error {
		return w.Cases.RecordSession(ctx, actor, id, casefile.SessionInput{On: f.Get(casefile.FieldSessionOn), Outcome: f.Get(casefile.FieldOutcome), There: f[casefile.FieldThere]})
	}, w.sessions, "/sessions", "Noted. Only the care team sees it.")
}

// SetHelp notes a step of outside help.
func (w *Web) SetHelp(c echo.Context) error {
	return w.onCouple(c, func(ctx context.Context, actor tandem.Actor, id tandem.CoupleID, f exercise.Form) error {
		return w.Cases.SetHelp(ctx, actor, id, casefile.HelpInput{Step: f.Get(casefile.FieldHelpStep), State: f.Get(casefile.FieldHelpState)})
	}, w.sessions, "/sessions", "Noted. Only the care team sees it.")
}

// SetCourse makes a case one session first, or a course of care.
func (w *Web) SetCourse(c echo.Context) error {
	return w.onCouple(c, func(ctx context.Context, actor tandem.Actor, id tandem.CoupleID, f exercise.Form) error {
		return w.Cases.SetCourse(ctx, actor, id, f.Get(casefile.FieldCourse))
	}, w.sessions, "", "Saved.")
}

// GiveCarryOver gives what carries one session home, and shows it.
func (w *Web) GiveCarryOver(c echo.Context) error {
	ctx, actor := ctxOf(c)
	id, err := w.Homework.GiveCarryOver(ctx, actor, coupleIn(c))
	if err != nil {
		return err
	}
	return see(c, "/couples/"+string(coupleIn(c))+"/homework/"+string(id))
}

// RecordSetback notes a hard week in the room, and shows where it stands.
func (w *Web) RecordSetback(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	id, err := w.Homework.RecordSetback(ctx, actor, coupleIn(c), homework.SetbackInput{Key: f.Get("key"), Form: f})
	if err != nil {
		p, status, ok := problem(err)
		if !ok {
			return err
		}
		return w.sessions(c, status, f, p)
	}
	return w.done(c, "/couples/"+string(coupleIn(c))+"/homework/"+string(id), "Noted for both.")
}

// NoteSetback opens a place for a partner to note a hard week.
func (w *Web) NoteSetback(c echo.Context) error {
	ctx, actor := ctxOf(c)
	id, err := w.Homework.NoteSetback(ctx, actor, coupleIn(c))
	if err != nil {
		return err
	}
	return see(c, homeworkHref(id))
}

// hardWeeks are the cards of what hard weeks taught, each with what the other
// learns from it.
func hardWeeks(t homework.Together, zone string) []pages.Entry {
	var cards []pages.Entry
	for _, week := range t.HardWeeks() {
		var card pages.Entry
		if week.Note != nil {
			card = shelfCard(t, *week.Note, zone)
		}
		for _, l := range week.Lessons {
			if l.Taken {
				continue
			}
			if card.When.IsZero() { // what it was about is gone, and these words stay
				card.Author, card.When = shownID(t.Couple, l.Author), dayOf(l.At, zone)
			}
			for _, a := range answers(l.Definition, photosAt(t.Viewer, t.Couple.ID, l.Assignment), l.Fields) {
				a.Label = tandem.Say("What %s learns from it", shownID(t.Couple, l.Author).Name)
				card.Answers = append(card.Answers, a)
			}
		}
		if !card.When.IsZero() {
			cards = append(cards, card)
		}
	}
	return cards
}

// attendance is what the care team's page of a couple says of sessions, outside
// help and what was carried home.
func attendance(page homework.CouplePage) []tandem.Text {
	care := page.Care
	if len(care.Sessions)+len(care.Help) == 0 && len(care.Uses) == 0 {
		return []tandem.Text{tandem.Say("None recorded yet.")}
	}
	partners := page.Couple.ActivePartners()
	f := report.SessionFiguresOf(care, partners, report.Period{To: page.Day})
	lines := []tandem.Text{f.Text()}
	for i, p := range partners {
		lines = append(lines, tandem.Say("%s: %s", p.Name, f.Partner(i)))
	}
	for _, h := range care.Help {
		lines = append(lines, tandem.Say("%s: %s since %s", h.Step.Text(), h.State.Text(), h.Since.LongText()))
	}
	return lines
}
