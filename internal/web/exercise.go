package web

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

// attempt is a form that came back: what was typed, on which screen, and what
// was wrong.
type attempt struct {
	form     exercise.Form
	screen   int
	problem  pages.Problem
	conflict tandem.Text
	key      string
}

// Exercise shows a partner the next thing to do in one exercise.
func (w *Web) Exercise(c echo.Context) error {
	ctx, actor := ctxOf(c)
	h, err := w.Homework.See(ctx, actor, tandem.AssignmentID(c.Param("assignment")))
	if err != nil {
		return err
	}
	if h.Viewer.Staff {
		return see(c, "/couples/"+string(h.Assignment.Couple)+"/homework/"+string(h.Assignment.ID))
	}
	m := w.exercisePage(ctx, h, c.QueryParam("step"), c.QueryParam("change") != "", attempt{})
	return w.render(c, http.StatusOK, pages.ExercisePage(m))
}

// exercisePage is the page for where the viewer stands in the exercise.
func (w *Web) exercisePage(ctx context.Context, h homework.Homework, step string, change bool, a attempt) pages.Exercise {
	m := pages.Exercise{Phone: w.phone(ctx), Name: words(h.Definition.Name).In(ctx), Why: words(h.Definition.Purpose), Problem: a.problem, Conflict: a.conflict}
	if h.Assignment.Light {
		m.Text = append(m.Text, words(h.Definition.Smallest.Text))
	}
	other := others(h.Couple, h.Viewer.Partner)
	m.Entries = w.entries(h, other)
	kind := nextKind(h, change || step != "" || a.form != nil)
	switch {
	case h.Paused && kind != "":
		m.Title, m.Text = tandem.Say("Taking a break"), []tandem.Text{tandem.Say("Your therapist has paused the plan. Nothing needs doing now.")}
	case kind == exercise.MoveGive:
		w.givePage(&m, h, other)
	case kind != "":
		w.worksheet(&m, h, kind, step, a, other)
	default:
		finish(&m, h, other)
	}
	if h.Gift() && !h.Has(exercise.MoveAcknowledge) {
		m.Hint = tandem.Say("%s has given you theirs. Write yours first, so that it stays yours. Then you can read.", other)
	} else if len(h.Definition.Rules) > 0 && (kind == exercise.MoveAcknowledge || kind == exercise.MoveLog) {
		m.Hint = ruleText(h.Definition.Rules[0])
	}
	if h.Has(exercise.MovePass) && h.Sight.Own != exercise.PartPassed {
		m.Pass = w.passAction(h)
	}
	return m
}

// nextKind is the kind of move that comes next for the viewer, "" when none does.
// Editing goes back to what was prepared and not given yet.
func nextKind(h homework.Homework, editing bool) exercise.MoveKind {
	order := []exercise.MoveKind{exercise.MoveAcknowledge, exercise.MoveGive, exercise.MovePrepare, exercise.MoveLog}
	if editing {
		order = []exercise.MoveKind{exercise.MoveAcknowledge, exercise.MovePrepare, exercise.MoveLog}
	}
	for _, kind := range order {
		if h.Has(kind) {
			return kind
		}
	}
	return ""
}

func ruleText(r exercise.RuleID) tandem.Text {
	switch r {
	case "R5":
		return tandem.Say("Take praise with a plain thanks. There is no need to discuss it.")
	case "R13":
		return tandem.Say("Small good things count. Enjoy them.")
	}
	return tandem.Text{}
}

// givePage shows what was prepared and asks whether to hand it over.
func (w *Web) givePage(m *pages.Exercise, h homework.Homework, other tandem.Text) {
	step, _ := h.Definition.StepFor(exercise.MoveGive)
	m.Title, m.Text = words(step.Title), append(m.Text, words(step.Text))
	m.Heading = tandem.Say("What you wrote")
	m.Form = &pages.Worksheet{Action: homeworkHref(h.Assignment.ID) + "/moves", Key: w.IDs.New(), Version: h.Sight.Version,
		Kind: string(exercise.MoveGive), Step: string(step.ID),
		Sees:     tandem.Say("After this your therapist can read it, and %s can once theirs is written.", other),
		Submit:   tandem.Say("Give it to %s", other),
		BackHref: homeworkHref(h.Assignment.ID) + "?change=1"}
}

// finish says where things stand when nothing is left to do.
func finish(m *pages.Exercise, h homework.Homework, other tandem.Text) {
	m.Title, m.Name = words(h.Definition.Name), ""
	switch {
	case h.Definition.Flow.Kind == exercise.FlowGive:
		m.Done = &pages.Finish{Title: tandem.Say("Your part is done"), Text: tandem.Say("When %s gives you theirs, you will find it here.", other)}
		if received(h) {
			m.Done.Text = tandem.Say("You gave, and you took in what was given. It waits for you both under Together.")
		}
	default:
		m.Done = &pages.Finish{Title: tandem.Say("Noted"), Text: tandem.Say("Good that you took the time. It is kept under Together.")}
	}
}

func received(h homework.Homework) bool {
	return slices.ContainsFunc(h.Sight.Entries, func(e homework.Entry) bool { return e.Own && e.Kind == exercise.MoveAcknowledge })
}

// entries are what the viewer sees of the round so far.
func (w *Web) entries(h homework.Homework, other tandem.Text) []pages.Entry {
	zone := zoneOf(h.Couple, h.Viewer.Partner)
	var out []pages.Entry
	for _, e := range h.Sight.Entries {
		entry := pages.Entry{Author: shownID(h.Couple, e.Author), When: momentText(e.At, zone), Answers: answers(h.Definition, e.Fields)}
		switch {
		case e.Kind == exercise.MoveGive: // what was given stands for itself
			continue
		case e.Taken && e.Own:
			entry.Gone = tandem.Say("You took this back.")
		case e.Taken:
			entry.Gone = tandem.Say("taken back by its author")
		case len(e.Fields) == 0:
			continue
		case e.Own:
			entry.Visibility = seenBy(h.Definition, e, other)
		}
		out = append(out, entry)
	}
	return out
}

// worksheet is one screen of the step that the kind of move belongs to.
func (w *Web) worksheet(m *pages.Exercise, h homework.Homework, kind exercise.MoveKind, step string, a attempt, other tandem.Text) {
	st, ok := h.Definition.StepFor(kind)
	if !ok {
		return
	}
	screens := st.Screens()
	typed := typedSoFar(h, st, kind)
	if a.form != nil {
		typed = typed.Lay(a.form)
	}
	n := screenNumber(step, len(screens))
	if a.screen > 0 {
		n = a.screen
	}
	if n == 0 {
		n = firstOpen(st, screens, typed)
	}
	m.Title, m.Text = words(st.Title), append(m.Text, words(st.Text))
	if len(screens) > 1 {
		m.At, m.Of = n, len(screens)
	}
	key := a.key
	if key == "" {
		key = w.IDs.New()
	}
	base := homeworkHref(h.Assignment.ID)
	f := &pages.Worksheet{Action: base + "/moves", Draft: base + "/draft", Key: key, Version: h.Sight.Version, Kind: string(kind), Step: string(st.ID),
		Hidden: []pages.Hidden{{Name: "screen", Value: strconv.Itoa(n)}}, Kept: h.Draft != nil && h.Draft.Step == st.ID && a.form == nil,
		Submit:  tandem.Say("Next"),
		Buttons: []pages.Button{{Label: tandem.Say("Save and stop here"), Name: "stop", Value: "yes"}}}
	if n == len(screens) {
		f.Submit = map[exercise.MoveKind]tandem.Text{exercise.MovePrepare: tandem.Say("Keep these for now"), exercise.MoveLog: tandem.Say("We did it"),
			exercise.MoveAcknowledge: tandem.Say("Say this to %s", other)}[kind]
	}
	if n > 1 {
		f.BackHref = base + "?step=" + strconv.Itoa(n-1)
	}
	for _, act := range h.Sight.Acts {
		if act.Kind == kind && act.Target != "" {
			f.Hidden = append(f.Hidden, pages.Hidden{Name: "target", Value: string(act.Target)})
			break
		}
	}
	f.Groups = groups(st, screens[n-1], typed, h, a.problem, other, w.today(h))
	m.Form = f
}

func (w *Web) today(h homework.Homework) tandem.Date {
	return tandem.DateOf(w.Clock.Now(), tandem.MustZone(h.Couple.TimeZone))
}

// typedSoFar is the draft, or else what was prepared before and can still change.
func typedSoFar(h homework.Homework, st *exercise.Step, kind exercise.MoveKind) exercise.Form {
	if h.Draft != nil && h.Draft.Step == st.ID {
		return h.Draft.Form
	}
	if kind == exercise.MovePrepare {
		for _, e := range h.Sight.Entries {
			if e.Own && e.Kind == kind {
				given := exercise.Answers{}
				for _, s := range e.Fields {
					given[s.Field] = s.Value
				}
				return st.Form(given)
			}
		}
	}
	return exercise.Form{}
}

// firstOpen is the first screen on which something required is missing, or the
// last.
func firstOpen(st *exercise.Step, screens [][]string, typed exercise.Form) int {
	for i, names := range screens {
		untouched := !slices.ContainsFunc(names, func(name string) bool { _, sent := typed[name]; return sent })
		if untouched || st.Check(typed, names) != nil {
			return i + 1
		}
	}
	return len(screens)
}

// groups are the questions of one screen, as the page asks them.
func groups(st *exercise.Step, names []string, typed exercise.Form, h homework.Homework, p pages.Problem, other tandem.Text, today tandem.Date) []pages.Group {
	var all []pages.Group
	for i := range st.Fields {
		f := &st.Fields[i]
		if f.Type != exercise.List {
			if slices.Contains(names, string(f.ID)) {
				q := question(f, string(f.ID), typed, p, sees(f, h.Definition.Flow.Kind, other))
				if f.Type == exercise.Day && f.Required && len(q.Values) == 0 {
					q.Values = []string{string(today)}
				}
				all = append(all, pages.Group{Fields: []pages.Field{q}})
			}
			continue
		}
		for n := range f.Exactly {
			if !slices.Contains(names, exercise.ItemName(f.ID, n, f.Item[0].ID)) {
				continue
			}
			g := pages.Group{Title: tandem.Say("%s, %d of %d", words(f.ItemTitle), n+1, f.Exactly)}
			for j := range f.Item {
				seen := tandem.Text{}
				if j == len(f.Item)-1 {
					seen = sees(f, h.Definition.Flow.Kind, other) // said once for the group
				}
				g.Fields = append(g.Fields, question(&f.Item[j], exercise.ItemName(f.ID, n, f.Item[j].ID), typed, p, seen))
			}
			all = append(all, g)
		}
	}
	return all
}

func question(f *exercise.Field, name string, typed exercise.Form, p pages.Problem, seen tandem.Text) pages.Field {
	q := pages.Field{Name: name, Label: words(f.Label), Help: words(f.Help), Values: typed[name], Required: f.Required,
		Error: p.At(name), Min: f.Min, Max: f.Max, Low: words(f.Low), High: words(f.High), Visibility: seen,
		Type: map[exercise.FieldType]pages.FieldType{exercise.ShortText: pages.FieldShort, exercise.LongText: pages.FieldLong,
			exercise.Scale: pages.FieldScale, exercise.Choice: pages.FieldChoice, exercise.Multi: pages.FieldMulti,
			exercise.Bool: pages.FieldBool, exercise.Day: pages.FieldDate}[f.Type]}
	for _, o := range f.Choices {
		q.Choices = append(q.Choices, pages.Choice{Value: o.Value, Label: words(o.Label)})
	}
	if f.When != nil {
		q.OnlyIf = &pages.Hidden{Name: string(f.When.Field), Value: f.When.Is}
	}
	if f.Type == exercise.Bool { // a tick may stay off, but it must be sent as an answer
		q.Type = pages.FieldChoice
		q.Choices = []pages.Choice{{Value: "yes", Label: tandem.Say("Yes")}, {Value: "no", Label: tandem.Say("No")}}
	}
	return q
}

// Move takes what a partner sends from an exercise: one screen further, kept
// for later, or an act in the round.
func (w *Web) Move(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	id, kind := tandem.AssignmentID(c.Param("assignment")), exercise.MoveKind(f.Get("kind"))
	in := homework.MoveInput{Kind: kind, Step: exercise.StepID(f.Get("step")), Target: tandem.MoveID(f.Get("target")),
		Key: f.Get("key"), Version: f.Get("version"), Form: f}
	if kind == exercise.MovePass {
		if _, err := w.Homework.Move(ctx, actor, id, in); err != nil {
			return err
		}
		return w.done(c, "/today", "Not this week, then. That is fine.")
	}
	h, err := w.Homework.See(ctx, actor, id)
	if err != nil {
		return err
	}
	st, ok := h.Definition.StepFor(kind)
	if !ok {
		return tandem.Invalid(tandem.Say("This page is too old to be sent. Please load it again."))
	}
	if len(st.Fields) == 0 {
		if _, err := w.Homework.Move(ctx, actor, id, in); err != nil {
			return w.again(c, h, attempt{form: f}, err)
		}
		return see(c, homeworkHref(id))
	}
	return w.moveScreen(c, h, st, in)
}

// moveScreen handles one screen of a step with fields.
func (w *Web) moveScreen(c echo.Context, h homework.Homework, st *exercise.Step, in homework.MoveInput) error {
	ctx, actor := ctxOf(c)
	screens := st.Screens()
	n := max(1, screenNumber(in.Form.Get("screen"), len(screens)))
	for _, name := range screens[n-1] {
		if _, sent := in.Form[name]; !sent {
			in.Form[name] = []string{} // a choice left open is an answer too
		}
	}
	typed := typedSoFar(h, st, in.Kind).Lay(in.Form.Keep(st))
	a := attempt{form: typed, screen: n, key: in.Key}
	if in.Form.Get("stop") != "" || n < len(screens) {
		if in.Form.Get("stop") == "" {
			if err := st.Check(typed, screens[n-1]); err != nil {
				return w.again(c, h, a, err)
			}
		}
		if err := w.Homework.KeepDraft(ctx, actor, h.Assignment.ID, st.ID, typed); err != nil {
			return w.again(c, h, a, err)
		}
		if in.Form.Get("stop") != "" {
			return w.done(c, "/today", "Saved. Only you can see it. Go on whenever you like.")
		}
		return see(c, homeworkHref(h.Assignment.ID)+"?step="+strconv.Itoa(n+1))
	}
	in.Form = typed
	if _, err := w.Homework.Move(ctx, actor, h.Assignment.ID, in); err != nil {
		return w.again(c, h, a, err)
	}
	return see(c, homeworkHref(h.Assignment.ID))
}

// again shows the page with what was typed and what was wrong. After a
// conflict the round is read afresh.
func (w *Web) again(c echo.Context, h homework.Homework, a attempt, err error) error {
	p, status, ok := problem(err)
	if !ok {
		return err
	}
	ctx, actor := ctxOf(c)
	if status == http.StatusConflict {
		a.conflict, a.key = p.Sentence, ""
		if h, err = w.Homework.See(ctx, actor, h.Assignment.ID); err != nil {
			return err
		}
	} else {
		a.problem = p
		if st, ok := h.Definition.StepFor(exercise.MoveKind(kindOf(c))); ok && len(p.Fields) > 0 {
			for i, names := range st.Screens() {
				if slices.Contains(names, p.Fields[0].Field) {
					a.screen = i + 1
				}
			}
		}
	}
	m := w.exercisePage(ctx, h, "", false, a)
	return w.render(c, status, pages.ExercisePage(m))
}

func kindOf(c echo.Context) string { return c.Request().PostForm.Get("kind") }

// Draft keeps what was typed on a screen. The answer is empty: the page says
// itself that it is saved.
func (w *Web) Draft(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	if err := w.Homework.KeepDraft(ctx, actor, tandem.AssignmentID(c.Param("assignment")), exercise.StepID(f.Get("step")), f); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
