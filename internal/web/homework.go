package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

// StaffHomework is one assignment as the care team sees it.
func (w *Web) StaffHomework(c echo.Context) error {
	return w.staffHomework(c, http.StatusOK, homework.GuideInput{}, pages.Problem{})
}

// staffHomework shows it, with a form that comes back where there is one.
func (w *Web) staffHomework(c echo.Context, status int, typed homework.GuideInput, p pages.Problem) error {
	ctx, actor := ctxOf(c)
	h, err := w.Homework.SeeIn(ctx, actor, tandem.CoupleID(c.Param("couple")), tandem.AssignmentID(c.Param("assignment")))
	if err != nil {
		return err
	}
	a := h.Assignment
	m := pages.Homework{Desk: w.desk(ctx, actor), Couple: a.Couple, Name: h.Definition.Name, Week: weekText(a), Problem: p, Gates: w.gateAnswers(h)}
	for _, part := range h.Sight.Parts {
		if !part.Waiting.IsZero() {
			m.Waiting = append(m.Waiting, tandem.Say("%s %s.", shownID(h.Couple, part.Partner).Name, part.Waiting))
		}
		m.Parts = append(m.Parts, w.homeworkPart(h, part))
	}
	for _, e := range w.entries(h, exercise.Act{}, tandem.Text{}) {
		if e.Care != "" {
			m.Care = append(m.Care, e)
		}
	}
	if actor.Has(tandem.RoleTherapist) {
		w.guiding(&m, h, typed)
	}
	return w.render(c, status, pages.HomeworkPage(m))
}

func weekText(a homework.Assignment) tandem.Text {
	switch {
	case a.Week > 0 && a.OpensOn != "":
		return tandem.Say("week %d, %s to %s", a.Week, a.OpensOn.Text(), a.DueOn.Text())
	case a.Week > 0:
		return tandem.Say("week %d", a.Week)
	default:
		return tandem.Say("%s to %s", a.OpensOn.Text(), a.DueOn.Text())
	}
}

func (w *Web) homeworkPart(h homework.Homework, part homework.PartSight) pages.HomeworkPart {
	p := shownID(h.Couple, part.Partner)
	view := pages.HomeworkPart{Partner: p, State: stateOf(h.Assignment, part.Partner, w.today(h))}
	for _, e := range w.entries(h, exercise.Act{}, tandem.Text{}) {
		if e.Care == "" && e.Author == p {
			e.Visibility = tandem.Text{}
			view.Entries = append(view.Entries, e)
		}
	}
	if r := part.Recorded; r != nil {
		view.Done = tandem.Say("Noted afterwards: done on %s.", r.On.LongText())
		if r.InRoom {
			view.Done = tandem.Say("Done together in the room on %s.", r.On.LongText())
		}
	} else if len(view.Entries) == 0 && (part.State == exercise.PartPartly || part.State == exercise.PartDone) {
		view.Sealed = tandem.Say("Something is written and sealed.")
	}
	return view
}

// gateAnswers are the answers to the safety question, newest first.
func (w *Web) gateAnswers(h homework.Homework) []pages.GateAnswer {
	var all []pages.GateAnswer
	for _, g := range h.Sight.Gates {
		f, ok := h.Definition.Field(g.Field)
		if !ok {
			continue
		}
		all = append(all, pages.GateAnswer{Partner: shownID(h.Couple, g.Partner), Answer: optionText(f, g.Answer), Unsure: g.Answer != exercise.GateYes,
			When: momentText(g.At, h.Couple.TimeZone)})
	}
	slices.Reverse(all)
	return all
}

// guiding offers what the care team may do now.
func (w *Web) guiding(m *pages.Homework, h homework.Homework, typed homework.GuideInput) {
	href := staffHomeworkHref(h.Assignment.Couple, h.Assignment.ID) + "/guide"
	hidden := func(kind exercise.MoveKind) []pages.Hidden {
		return []pages.Hidden{{Name: "kind", Value: string(kind)}, {Name: "key", Value: w.IDs.New()}, {Name: "version", Value: h.Sight.Version}}
	}
	var to []pages.Choice
	for _, p := range h.Couple.ActivePartners() {
		if slices.Contains(h.Assignment.Cast(h.Couple), p.ID) {
			to = append(to, pages.Choice{Value: strconv.Itoa(p.Position), Label: tandem.Say("%s", p.Name)})
		}
	}
	if h.Has(exercise.MoveRelease) && h.Sight.Unsure() {
		m.Release = &pages.Action{Label: tandem.Say("Open it for both"), Href: href, Hidden: hidden(exercise.MoveRelease)}
	}
	for kind, label := range map[exercise.MoveKind]tandem.Text{exercise.MoveHold: tandem.Say("Let it wait for me"), exercise.MoveRelease: tandem.Say("Open it for both"),
		exercise.MoveNotNow: tandem.Say("No review for this change just now")} {
		if kind == exercise.MoveHold && len(h.Sight.Gates) > 0 {
			label = tandem.Say("I have seen this; it stays closed for now")
		}
		if h.Has(kind) && (kind != exercise.MoveRelease || m.Release == nil) {
			m.Presses = append(m.Presses, pages.Action{Label: label, Href: href, Hidden: hidden(kind)})
		}
	}
	for _, a := range h.Sight.Acts {
		if a.Kind == exercise.MoveMark {
			m.Marks = append(m.Marks, w.markPress(h, a, href))
		}
	}
	m.Steps = w.careSteps(h, href, typed, m.Problem)
	if h.Has(exercise.MoveReply) && len(to) > 0 {
		m.Reply = &pages.Guiding{Href: href, Hidden: hidden(exercise.MoveReply), To: to}
		if typed.Kind == exercise.MoveReply {
			m.Reply.Text, m.Reply.Chosen = typed.Text, typed.To
		}
	}
	if h.Has(exercise.MoveRecord) && len(to) > 0 {
		m.Record = &pages.Guiding{Href: href, Hidden: hidden(exercise.MoveRecord), To: to, On: w.today(h)}
		if typed.Kind == exercise.MoveRecord {
			m.Record.On, m.Record.Chosen, m.Record.Open = tandem.Date(typed.On), typed.To, true
		}
	}
}

// markPress marks a limit as a rule over the other, or takes the mark off.
func (w *Web) markPress(h homework.Homework, a exercise.Act, href string) pages.Marking {
	press := pages.Marking{Press: pages.Action{Label: tandem.Say("Mark as a rule over the other"), Href: href, Hidden: []pages.Hidden{{Name: "kind", Value: string(a.Kind)},
		{Name: "key", Value: w.IDs.New()}, {Name: "version", Value: h.Sight.Version}}}}
	for _, e := range h.Sight.Entries {
		if e.Move == a.Target {
			press.Partner, press.Press.About = shownID(h.Couple, e.Author), shownID(h.Couple, e.Author).Name
			if p, ok := h.Couple.Partner(e.Author); ok {
				press.Press.Hidden = append(press.Press.Hidden, pages.Hidden{Name: homework.FieldTo, Value: strconv.Itoa(p.Position)})
			}
			if press.Marked = e.Marked; e.Marked {
				press.Press.Label = tandem.Say("Take the mark off")
			}
		}
	}
	return press
}

// careSteps are the steps of the exercise that the care team may fill in.
func (w *Web) careSteps(h homework.Homework, href string, typed homework.GuideInput, p pages.Problem) []pages.CareStep {
	var out []pages.CareStep
	for _, act := range h.Sight.Acts {
		st, ok := h.Definition.Step(act.Step)
		if !ok {
			continue
		}
		a := asking{typed: exercise.Form{}, today: w.today(h)}
		if typed.Kind == act.Kind {
			a.typed, a.problem = typed.Form.Keep(st), p
		}
		all := unseen(groups(st, st.Names(), a))
		out = append(out, pages.CareStep{Title: tandem.Say("In the room: %s", words(st.Title)), Open: typed.Kind == act.Kind, Form: pages.Worksheet{Action: href, Key: w.IDs.New(), Version: h.Sight.Version,
			Kind: string(act.Kind), Step: string(st.ID), Groups: all, Sees: tandem.Say("Both partners and the care team can read this."), Submit: tandem.Say("Note it for both")}})
	}
	return out
}

// Guide takes what the care team does in a piece of homework.
func (w *Web) Guide(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	couple, id := c.Param("couple"), c.Param("assignment")
	in := homework.GuideInput{Kind: exercise.MoveKind(f.Get("kind")), To: slices.Concat(f["to"], f["there"]), Text: f.Get("text"), On: f.Get("on"), Sure: f.Get(homework.FieldSure) == "yes",
		Form: f, Key: f.Get("key"), Version: f.Get("version")}
	if _, err := w.Homework.Guide(ctx, actor, tandem.CoupleID(couple), tandem.AssignmentID(id), in); err != nil {
		p, status, ok := problem(err)
		if !ok {
			return err
		}
		return w.staffHomework(c, status, in, p)
	}
	said := map[exercise.MoveKind]string{exercise.MoveReply: "Sent.", exercise.MoveRecord: "Noted as done.",
		exercise.MoveHold: "It waits for you now. Nobody is told.", exercise.MoveRelease: "Open now, for both.", exercise.MoveMark: "Noted. Only the care team sees it.",
		exercise.MoveNotNow: "Noted. Only the care team sees it."}
	if said[in.Kind] == "" {
		said[in.Kind] = "Noted for both."
	}
	w.Sessions.Say(ctx, said[in.Kind])
	return see(c, "/couples/"+couple+"/homework/"+id)
}

// doing asks an exercise's page for one act, and for what it is about.
func doing(kind exercise.MoveKind, about tandem.MoveID) string {
	q := "?do=" + string(kind)
	if about != "" {
		q += "&about=" + url.QueryEscape(string(about))
	}
	return q
}
