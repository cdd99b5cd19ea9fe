package main

import (
	"context"
	"fmt"
	"os"
	"path"
	"strings"
	"testing"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/plan"
	"tandem/internal/tandem"
	"tandem/templates/library"
)

// TestTemplatesToTheirEnd starts each template with a couple of its own, runs it
// to its last day under a moved clock, with a phase opened late, a pause and a
// light week, and compares each partner's figures with what was worked out
// without the program.
func TestTemplatesToTheirEnd(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		want := worked(t)
		w.hire("ada", "mara", tandem.RoleTherapist)
		for _, id := range []plan.TemplateID{"T1", "T2", "T3", "T4", "T5", "T6"} {
			t.Run(string(id), func(t *testing.T) {
				w.t = t
				w.clock.Set(morning)
				r := &course{world: w, c: w.takeIn("mara", "rowan"+string(id), "noor"+string(id))}
				got := r.toItsEnd(id)
				if got != want[id] {
					t.Errorf("\n%swant\n%s", got, want[id])
				}
			})
		}
	})
}

// TestASafetyAnswerLocksTheRepairPlan: T4 neither begins nor goes on to its next
// phase while one keeps homework closed, whatever else is there; another template
// does.
func TestASafetyAnswerLocksTheRepairPlan(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.hire("ada", "mara", tandem.RoleTherapist)
		r := &course{world: w, c: w.takeIn("mara", "rowan", "noor")}
		w.ready("mara", r.c)
		answered := true
		w.plans.SafetyOpen = func(context.Context, casefile.Couple) (bool, error) { return answered, nil }
		d := w.must(w.plans.StartDraft(bg, r.mara(), r.c.ID, plan.StartInput{Template: "T4"})).(plan.Draft)
		d = w.must(w.plans.ChangeDraft(bg, r.mara(), r.c.ID, plan.DraftInput{Version: fmt.Sprint(d.Version), Name: "Repair", StartsOn: string(monday), Weeks: "8"})).(plan.Draft)
		if _, err := w.plans.Activate(bg, r.mara(), r.c.ID, fmt.Sprint(d.Version)); tandem.KindOf(err) != tandem.KindConflict {
			t.Fatalf("T4 began: %v", err)
		}
		page := w.browse("mara").get("/couples/" + string(r.c.ID) + "/plan/check")
		if !strings.Contains(page.body, "This template is locked while a safety answer in the homework needs you.") {
			t.Error("the last look does not say why")
		}
		answered = false
		w.must(w.plans.Activate(bg, r.mara(), r.c.ID, fmt.Sprint(d.Version)))
		r.at(monday.AddDays(9))
		answered = true
		if err := w.plans.OpenPhase(bg, r.mara(), r.c.ID, "Both are ready for it."); tandem.KindOf(err) != tandem.KindConflict {
			t.Errorf("the next phase opened: %v", err)
		}
		answered = false
		w.must(nil, w.plans.OpenPhase(bg, r.mara(), r.c.ID, "Both are ready for it."))
		answered = true
		w.must(nil, w.plans.End(bg, r.mara(), r.c.ID, "Time for another."))
		w.must(w.startFrom(bg, r.mara(), r.c.ID, "T3", plan.DraftInput{Weeks: "6"}))
	})
}

// TestTheTemplatesMissNothing: whatever a template names is in the library.
func TestTheTemplatesMissNothing(t *testing.T) {
	lib, err := exercise.Load(library.Exercises, "exercises")
	if err != nil {
		t.Fatal(err)
	}
	templates, err := plan.LoadTemplates(library.Plans, "plans", lib)
	if err != nil {
		t.Fatal(err)
	}
	for _, tpl := range templates {
		if missing := tpl.Missing(lib); len(missing) > 0 {
			t.Errorf("%s: the library lacks %v", tpl.ID, missing)
		}
	}
}

// worked reads the lines of the fixture, by template.
func worked(t *testing.T) map[plan.TemplateID]string {
	t.Helper()
	text, err := os.ReadFile(path.Join("testdata", "templates.txt"))
	if err != nil {
		t.Fatal(err)
	}
	all := map[plan.TemplateID]string{}
	for line := range strings.Lines(string(text)) {
		if id, rest, ok := strings.Cut(strings.TrimSpace(line), " "); ok && id != "#" {
			all[plan.TemplateID(id)] += rest + "\n"
		}
	}
	return all
}

// course is one couple on its way through a template.
type course struct {
	*world
	c casefile.Couple
}

func (r *course) mara() tandem.Actor { return r.people["mara"] }

func (r *course) plan() plan.Plan {
	return r.must(r.store.CurrentPlan(bg, r.c.Practice, r.c.ID)).(plan.Plan)
}

// at moves the clock to noon of a day.
func (r *course) at(day tandem.Date) { r.clock.Set(day.Time().Add(12 * time.Hour)) }

func (r *course) toItsEnd(id plan.TemplateID) string {
	r.t.Helper()
	r.ready("mara", r.c)
	p := r.must(r.startFrom(bg, r.mara(), r.c.ID, id, plan.DraftInput{StartsOn: string(monday), Weeks: fmt.Sprint(r.length(id))})).(plan.Plan)
	r.must(nil, r.plans.SetLight(bg, r.mara(), r.c.ID, "2", true))
	if p.Weeks > 27 {
		r.must(nil, r.plans.SetLight(bg, r.mara(), r.c.ID, "28", true))
	}
	for week := 1; week <= p.Weeks; week++ {
		r.openAt(week)
		if week == 3 {
			r.pauseIn(week)
		}
		first, _, dated := r.plan().WeekDates(week)
		if !dated {
			r.t.Fatalf("week %d has no days", week)
		}
		r.at(first.AddDays(2))
		r.playWeek(week)
	}
	_, last, _ := r.plan().WeekDates(p.Weeks)
	r.at(last.AddDays(1))
	page := r.must(r.app.homework.Couple(bg, r.mara(), r.c.ID)).(homework.CouplePage)
	text := ""
	for i, partner := range r.c.Partners {
		var f homework.Figures
		for _, w := range page.Weeks {
			f = f.Add(w.Partners[partner.ID])
		}
		text += fmt.Sprintf("%s due=%d credit=%g passed=%d\n", [...]string{"rowan", "noor"}[i], f.Due, f.Credit, f.Passed)
	}
	return text + fmt.Sprintf("ends %s\n", last)
}

func (r *course) length(id plan.TemplateID) int {
	for _, t := range r.must(r.plans.Begin(bg, r.mara(), r.c.ID)).(plan.Desk).Templates {
		if t.ID == id {
			return t.Weeks
		}
	}
	r.t.Fatalf("no template %s", id)
	return 0
}

// openAt opens the phase that begins in the week: the second on the Wednesday
// after it could have begun, the others in time.
func (r *course) openAt(week int) {
	p := r.plan()
	ph, ok := p.PhaseOf(week)
	if !ok || week == 1 || ph.From != week {
		return
	}
	if _, _, dated := p.WeekDates(week); dated {
		r.t.Fatalf("%s has days before it was opened", ph.Name)
	}
	_, last, _ := p.WeekDates(week - 1)
	day := last
	if p.Phases[1].From == week {
		day = last.AddDays(3)
	}
	r.at(day)
	r.must(nil, r.plans.OpenPhase(bg, r.mara(), r.c.ID, "Both are ready for it."))
}

// pauseIn pauses on the week's second day, and goes on two weeks later.
func (r *course) pauseIn(week int) {
	first, _, _ := r.plan().WeekDates(week)
	r.at(first.AddDays(1))
	r.must(nil, r.plans.Pause(bg, r.mara(), r.c.ID))
	r.at(first.AddDays(15))
	r.must(nil, r.plans.Resume(bg, r.mara(), r.c.ID))
}

// playWeek is both partners' week, as the fixture says.
func (r *course) playWeek(week int) {
	rowan := [4]exercise.PartState{exercise.PartNone, exercise.PartDone, exercise.PartPartly, exercise.PartPassed}[week%4]
	noor := exercise.PartDone
	if week%3 == 0 {
		noor = exercise.PartNone
	}
	for _, a := range r.must(r.store.Assignments(bg, r.c.Practice, r.c.ID, r.plan().ID)).([]homework.Assignment) {
		if a.Week == week {
			r.does(a, 1, noor)
			r.does(a, 0, rowan) // last: a later move would fold the round anew
		}
	}
}

// does lets a partner note that it was done, say "not this week", or leave it
// half done, which is written as the flow would leave it.
func (r *course) does(a homework.Assignment, i int, state exercise.PartState) {
	r.t.Helper()
	partner := r.c.Partners[i]
	actor := r.people[partner.Name]
	in := homework.MoveInput{Key: r.IDs.New(), On: string(tandem.DateOf(r.clock.Now(), r.c.Zone()))}
	switch state {
	case exercise.PartNone:
		return
	case exercise.PartPartly:
		r.must(nil, r.store.InTx(bg, func(ctx context.Context) error {
			return r.store.SetPart(ctx, a.Practice, a, homework.Part{Partner: partner.ID, State: state, ChangedAt: r.clock.Now()})
		}))
		return
	case exercise.PartPassed:
		in.Kind = exercise.MovePass
	default:
		in.Kind = exercise.MoveRecord
	}
	h := r.must(r.app.homework.See(bg, actor, a.ID)).(homework.Homework)
	in.Version = h.Sight.Version
	if _, err := r.app.homework.Move(bg, actor, a.ID, in); err != nil {
		r.t.Fatalf("%s, week %d: %s: %v", a.Exercise, a.Week, in.Kind, err)
	}
}
