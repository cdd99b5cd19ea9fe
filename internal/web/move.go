package web

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

// Move takes what a partner sends from an exercise: one screen further, kept
// for later, or an act in the round.
func (w *Web) Move(c echo.Context) error {
	f, files, err := formWithFiles(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	id, kind := tandem.AssignmentID(c.Param("assignment")), exercise.MoveKind(f.Get("kind"))
	in := homework.MoveInput{Kind: kind, Step: exercise.StepID(f.Get("step")), Target: tandem.MoveID(f.Get("target")),
		Key: f.Get("key"), Version: f.Get("version"), On: f.Get("on"), Form: f}
	if kind == exercise.MovePass {
		if _, err := w.Homework.Move(ctx, actor, id, in); err != nil {
			return err
		}
		return w.done(c, "/today", "Not this week, then. That is fine.")
	}
	if exercise.Cherishes(kind) {
		in.Thing = f.Get("thing")
		return w.cherish(c, id, in)
	}
	h, err := w.Homework.See(ctx, actor, id)
	if err != nil {
		return err
	}
	st, ok := h.Definition.StepFor(kind)
	if !ok && pressText(kind).IsZero() && kind != exercise.MoveRecord {
		return tandem.Invalid(tandem.Say("This page is too old to be sent. Please load it again."))
	}
	if !ok || len(st.Fields) == 0 {
		if _, err := w.Homework.Move(ctx, actor, id, in); err != nil {
			return w.again(c, h, attempt{form: f}, err)
		}
		return see(c, homeworkHref(id))
	}
	act, ok := chosen(h, kind, in.Target, w.Clock.Now())
	if !ok || act.Kind != kind {
		act = exercise.Act{Kind: kind, Step: st.ID}
	}
	return w.moveScreen(c, h, st, act, in, files)
}

// moveScreen handles one screen of a step with fields. A picture goes into the
// draft before anything else is looked at, so that it need not be sent again.
func (w *Web) moveScreen(c echo.Context, h homework.Homework, st *exercise.Step, act exercise.Act, in homework.MoveInput, files map[string][]byte) error {
	ctx, actor := ctxOf(c)
	screens := st.Screens()
	n := max(1, screenNumber(in.Form.Get("screen"), len(screens)))
	for _, name := range screens[n-1] {
		if _, sent := in.Form[name]; !sent {
			in.Form[name] = []string{} // a choice left open is an answer too
		}
	}
	typed := typedSoFar(h, st, act).Lay(in.Form.Sent(st)).Settled(st, func(name string) bool { _, comes := files[name]; return comes })
	a := attempt{form: typed, screen: n, key: in.Key, about: in.Target}
	keep := func() error {
		kept, err := w.Homework.KeepDraft(ctx, actor, h.Assignment.ID, homework.DraftInput{Step: st.ID, About: in.Target, Form: typed, Files: files, Key: in.Key})
		if kept != nil {
			typed, a.form = typed.Lay(kept), typed.Lay(kept)
		}
		return err
	}
	if len(files) > 0 {
		if err := keep(); err != nil {
			return w.again(c, h, a, err)
		}
	}
	stop, more := in.Form.Get("stop") != "", in.Form.Get("more") != ""
	if stop || more || n < len(screens) {
		if !stop && !more {
			if err := st.Check(typed, screens[n-1]); err != nil {
				return w.again(c, h, a, err)
			}
		}
		if len(files) == 0 {
			if err := keep(); err != nil {
				return w.again(c, h, a, err)
			}
		}
		if stop {
			return w.done(c, "/today", "Saved. Only you can see it. Go on whenever you like.")
		}
		if a.more = more; more {
			return w.render(c, http.StatusOK, pages.ExercisePage(w.exercisePage(ctx, h, "", string(in.Kind), a)))
		}
		return see(c, homeworkHref(h.Assignment.ID)+doing(in.Kind, in.Target)+"&step="+strconv.Itoa(n+1))
	}
	in.Form, in.Narrow = typed, st.Kept(typed)
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
	m := w.exercisePage(ctx, h, "", kindOf(c), a)
	return w.render(c, status, pages.ExercisePage(m))
}

func kindOf(c echo.Context) string { return c.Request().PostForm.Get("kind") }

// Version says in which version the viewer sees the exercise now.
func (w *Web) Version(c echo.Context) error {
	ctx, actor := ctxOf(c)
	news, err := w.Homework.Watch(ctx, actor, tandem.AssignmentID(c.Param("assignment")))
	if err != nil {
		return err
	}
	return c.String(http.StatusOK, mark(news.Version, news.Presence))
}

// Draft keeps what was typed on a screen. The answer is empty: the page says
// itself that it is saved.
func (w *Web) Draft(c echo.Context) error {
	f, files, err := formWithFiles(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	_, err = w.Homework.KeepDraft(ctx, actor, tandem.AssignmentID(c.Param("assignment")),
		homework.DraftInput{Step: exercise.StepID(f.Get("step")), About: tandem.MoveID(f.Get("target")), Form: f, Outside: true, Files: files, Key: f.Get("key")})
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// TakeOnward begins what a piece of homework leads to.
func (w *Web) TakeOnward(c echo.Context) error {
	ctx, actor := ctxOf(c)
	id, err := w.Homework.TakeOnward(ctx, actor, tandem.AssignmentID(c.Param("assignment")))
	if err != nil {
		return err
	}
	return see(c, homeworkHref(id))
}

// OpenRound opens an exercise of the plan because it is needed now.
func (w *Web) OpenRound(c echo.Context) error {
	ctx, actor := ctxOf(c)
	id, err := w.Homework.Open(ctx, actor, tandem.ItemID(c.Param("item")))
	if err != nil {
		return err
	}
	return see(c, homeworkHref(id))
}
