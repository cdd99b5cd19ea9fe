package web

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

// trying is one request to a page on which an exercise is tried out.
type trying struct {
	def    *exercise.Definition
	trial  homework.Trial
	tried  homework.Tried
	href   string
	back   string
	as     int // whose form was sent; -1 for none
	kind   string
	again  attempt // the form that comes back to that phone
	status int
}

// TryExercise plays an exercise of the library on two phones, with nothing
// stored.
func (w *Web) TryExercise(c echo.Context) error {
	id := tandem.ExerciseID(c.Param("exercise"))
	return w.try(c, "/library/exercises/"+string(id)+"/try", "/library", func(ctx context.Context, actor tandem.Actor, t homework.Trial) (*exercise.Definition, homework.Tried, error) {
		return w.Catalogue.Try(ctx, actor, id, t)
	})
}

// TryWork is TryExercise for a work of the practice's own.
func (w *Web) TryWork(c echo.Context) error {
	return w.try(c, workPath(workIn(c), "/try"), workPath(workIn(c), ""), func(ctx context.Context, actor tandem.Actor, t homework.Trial) (*exercise.Definition, homework.Tried, error) {
		p, tried, err := w.Catalogue.TryWork(ctx, actor, workIn(c), t)
		return p.Exercise, tried, err
	})
}

func (w *Web) try(c echo.Context, href, back string, play func(context.Context, tandem.Actor, homework.Trial) (*exercise.Definition, homework.Tried, error)) error {
	ctx, actor := ctxOf(c)
	f := exercise.Form{}
	if c.Request().Method == http.MethodPost {
		var err error
		if f, err = form(c); err != nil {
			return err
		}
	}
	trial, err := homework.ReadTrial(f.Get("trial"))
	if err != nil {
		return err
	}
	t := trying{trial: trial, href: href, back: back, as: -1, status: http.StatusOK}
	if t.def, t.tried, err = play(ctx, actor, trial); err != nil {
		return err
	}
	if as, err := strconv.Atoi(f.Get("as")); err == nil && as >= 0 && as <= len(t.tried.Phones) {
		t.as, t.kind = as, f.Get("kind")
		w.sent(&t, f)
	}
	return w.render(c, t.status, pages.TryPage(w.tryPage(ctx, actor, t)))
}

// prefixOf keeps the names of the two phones' inputs apart on one page.
func prefixOf(as int) string { return strconv.Itoa(as) + "-" }

// sent takes what one of the phones, or the therapist, sent: one screen
// further, or an act.
func (w *Web) sent(t *trying, f exercise.Form) {
	typed := exercise.Form{}
	for name, values := range f {
		if own, is := strings.CutPrefix(name, prefixOf(t.as)); is {
			typed[own] = values
		}
	}
	if f.Get("look") != "" {
		return // another act is asked for, and nothing was sent
	}
	st, ok := t.def.StepFor(exercise.MoveKind(t.kind))
	if ok && len(st.Fields) > 0 && t.as > 0 && w.keptScreen(t, st, typed, f) {
		return
	}
	act := homework.TrialAct{As: t.as, Kind: exercise.MoveKind(t.kind), Target: tandem.MoveID(f.Get("target")), Form: typed}
	if ok {
		act.Step = st.ID
	}
	next := t.trial.With(act)
	tried, err := next.Play(t.def, w.Clock.Now())
	if err == nil {
		t.trial, t.tried, t.kind = next, tried, ""
		return
	}
	p, status, mendable := problem(err)
	if !mendable {
		p, status = pages.Problem{Sentence: tandem.Say("This step is not open just now. What you wrote is kept.")}, http.StatusConflict
	}
	t.status = status
	if status == http.StatusConflict {
		t.again, t.kind = attempt{conflict: p.Sentence}, ""
		return
	}
	t.again = attempt{form: next.Acts[len(next.Acts)-1].Form, problem: p}
	if ok && len(p.Fields) > 0 {
		for i, names := range st.Screens() {
			if slices.Contains(names, p.Fields[0].Field) {
				t.again.screen = i + 1
			}
		}
	}
}

// keptScreen keeps one screen of a step that has more; false on the last, when
// the act itself is sent.
func (w *Web) keptScreen(t *trying, st *exercise.Step, typed, f exercise.Form) bool {
	screens := st.Screens()
	n := max(1, screenNumber(f.Get("screen"), len(screens)))
	for _, name := range screens[n-1] {
		if _, sent := typed[name]; !sent {
			typed[name] = []string{}
		}
	}
	more := f.Get("more") != ""
	if !more && n == len(screens) {
		return false
	}
	if err := st.Check(typed, screens[n-1]); err != nil && !more {
		p, status, _ := problem(err)
		t.again, t.status = attempt{form: typed, screen: n, problem: p}, status
		return true
	}
	t.trial = t.trial.Keep(t.as, st.ID, typed.Keep(st))
	t.tried, _ = t.trial.Play(t.def, w.Clock.Now()) // the acts are those that were taken before
	t.again = attempt{screen: min(n+1, len(screens))}
	if more {
		t.again = attempt{screen: n, more: true}
	}
	return true
}

func (w *Web) tryPage(ctx context.Context, actor tandem.Actor, t trying) pages.Try {
	m := pages.Try{Desk: w.desk(ctx, actor), Name: t.def.Name, Back: t.back, Href: t.href, Begun: len(t.trial.Acts)+len(t.trial.Kept) > 0, Full: t.trial.Full()}
	carried, err := json.Marshal(t.trial)
	if err != nil {
		carried = nil // an empty trial then: nothing is lost that was stored
	}
	press := func(as int, kind exercise.MoveKind, target tandem.MoveID, label tandem.Text, look bool) pages.Action {
		a := pages.Action{Label: label, Href: t.href, Hidden: []pages.Hidden{{Name: "trial", Value: string(carried)}, {Name: "as", Value: strconv.Itoa(as)},
			{Name: "kind", Value: string(kind)}, {Name: "target", Value: string(target)}}}
		if look {
			a.Hidden = append(a.Hidden, pages.Hidden{Name: "look", Value: "yes"})
		}
		return a
	}
	for i, h := range t.tried.Phones {
		m.Phones = append(m.Phones, w.triedPhone(ctx, t, i+1, h, string(carried), press))
	}
	m.Staff = w.entries(t.tried.Desk, exercise.Act{}, tandem.Text{})
	for _, part := range t.tried.Desk.Sight.Parts {
		if !part.Waiting.IsZero() {
			m.Waits = append(m.Waits, tandem.Say("%s %s.", shownID(t.tried.Desk.Couple, part.Partner).Name, part.Waiting))
		}
	}
	for _, a := range t.tried.Desk.Sight.Acts {
		switch a.Kind {
		case exercise.MoveHold:
			m.Acts = append(m.Acts, press(0, a.Kind, "", tandem.Say("Let it wait for me"), false))
		case exercise.MoveRelease:
			m.Acts = append(m.Acts, press(0, a.Kind, "", tandem.Say("Open it for both"), false))
		}
	}
	return m
}

func (w *Web) triedPhone(ctx context.Context, t trying, as int, h homework.Homework, carried string,
	press func(int, exercise.MoveKind, tandem.MoveID, tandem.Text, bool) pages.Action) pages.TriedPhone {
	var a attempt
	kind := ""
	if as == t.as {
		a, kind = t.again, t.kind
	}
	p := pages.TriedPhone{Partner: shownID(h.Couple, h.Viewer.Partner), Exercise: w.exercisePage(ctx, h, "", kind, a)}
	shown := exercise.MoveKind("")
	if f := p.Exercise.Form; f != nil {
		shown = exercise.MoveKind(f.Kind)
		f.Action, f.Draft, f.BackHref = t.href, "", ""
		f.Buttons = slices.DeleteFunc(f.Buttons, func(b pages.Button) bool { return b.Name != "more" })
		f.Hidden = append(f.Hidden, pages.Hidden{Name: "trial", Value: carried}, pages.Hidden{Name: "as", Value: strconv.Itoa(as)})
		for i := range f.Groups {
			for j := range f.Groups[i].Fields {
				own(&f.Groups[i].Fields[j], as)
			}
		}
	}
	for i := range p.Exercise.Problem.Fields {
		p.Exercise.Problem.Fields[i].Field = prefixOf(as) + p.Exercise.Problem.Fields[i].Field
	}
	other := others(h.Couple, h.Viewer.Partner)
	for _, act := range h.Sight.Acts {
		st, ok := h.Definition.Step(act.Step)
		switch {
		case ok && act.Kind != shown && st.Later != "":
			p.Acts = append(p.Acts, press(as, act.Kind, act.Target, said(st.Later, other), true))
		case !ok && !pressText(act.Kind).IsZero():
			p.Acts = append(p.Acts, press(as, act.Kind, act.Target, pressText(act.Kind), false))
		case act.Kind == exercise.MovePass && h.Sight.Own != exercise.PartPassed:
			p.Acts = append(p.Acts, press(as, act.Kind, "", tandem.Say("Not this week"), false))
		}
	}
	return p
}

// own gives an input of a phone a name that the other phone's has not.
func own(f *pages.Field, as int) {
	f.Name = prefixOf(as) + f.Name
	if p := f.Photo; p != nil {
		p.AltName, p.StaysName = prefixOf(as)+p.AltName, prefixOf(as)+p.StaysName
	}
	if f.OnlyIf != nil {
		f.OnlyIf = &pages.Hidden{Name: prefixOf(as) + f.OnlyIf.Name, Value: f.OnlyIf.Value}
	}
}
