package web

import (
	"fmt"
	"slices"

	"tandem/internal/catalogue"
	"tandem/internal/exercise"
	"tandem/internal/plan"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

// template fills the form of a plan template; the last line of each list is an
// empty one.
func (b workForm) template(page catalogue.Page) *pages.WorkTemplate {
	t := page.Template
	m := &pages.WorkTemplate{Name: b.value("name", t.Name), For: b.value("for", t.For), Source: b.value("source", t.Source), Ready: b.value("ready", t.Ready),
		Weeks: b.number("weeks", t.Weeks), Grid: weekGrid(t, page.Library)}
	for i, ph := range append(slices.Clone(t.Phases), plan.Phase{}) {
		pre := fmt.Sprintf("phases.%d.", i)
		m.Phases = append(m.Phases, pages.WorkPhase{Prefix: pre, Name: b.value(pre+"name", ph.Name), Focus: b.value(pre+"focus", ph.Focus), Gate: b.value(pre+"gate", ph.Gate),
			From: b.number(pre+"from", ph.From), To: b.number(pre+"to", ph.To)})
	}
	for i, r := range append(slices.Clone(t.Reviews), plan.ReviewPoint{}) {
		pre := fmt.Sprintf("reviews.%d.", i)
		m.Reviews = append(m.Reviews, pages.WorkReview{Prefix: pre, Week: b.number(pre+"week", r.Week),
			Kinds: b.options(pre+"kind", string(r.Kind), []string{"", string(plan.ReviewMid), string(plan.ReviewTrial), string(plan.ReviewQuarterly), string(plan.ReviewFinal)}, orNone)})
	}
	for i, it := range append(slices.Clone(t.Items), plan.TemplateItem{Slot: exercise.SlotOther, Cadence: exercise.Cadence{Kind: exercise.Weekly, PerWeek: 1}}) {
		m.Items = append(m.Items, b.item(fmt.Sprintf("items.%d.", i), it, page.Library))
	}
	return m
}

func (b workForm) item(pre string, it plan.TemplateItem, library *exercise.Library) pages.WorkItem {
	values, names := []string{""}, map[string]string{"": "none"}
	for _, d := range library.Latest() {
		values, names[string(d.ID)] = append(values, string(d.ID)), d.Name
	}
	if id := string(it.Exercise); names[id] == "" { // what the library lacks stays chosen until somebody chooses
		values, names[id] = append(values, id), id
	}
	return pages.WorkItem{Prefix: pre, Exercises: b.options(pre+"exercise", string(it.Exercise), values, func(v string) string { return names[v] }),
		Slots: b.slots(pre+"slot", it.Slot), Cadences: b.cadences(pre+"cadence", it.Cadence), From: b.number(pre+"from", it.From), To: b.number(pre+"to", it.To)}
}

// template is the template as typed. An empty line is none; how a phase opens,
// the gate and the lead-in of a copy stay.
func (r *workReader) template(t plan.Template) plan.Template {
	t.Name, t.For, t.Source, t.Ready, t.Weeks = r.text("name"), r.text("for"), r.text("source"), r.text("ready"), r.number("weeks")
	phases := t.Phases
	t.Phases = []plan.Phase{}
	for i := range min(len(phases)+1, mostLines) {
		pre, ph := fmt.Sprintf("phases.%d.", i), plan.Phase{}
		if i < len(phases) {
			ph = phases[i]
		}
		ph.Name, ph.Focus, ph.Gate, ph.From, ph.To = r.text(pre+"name"), r.text(pre+"focus"), r.text(pre+"gate"), r.number(pre+"from"), r.number(pre+"to")
		if ph.Name != "" || ph.Focus != "" || ph.From != 0 || ph.To != 0 {
			t.Phases = append(t.Phases, ph)
		}
	}
	reviews := len(t.Reviews)
	t.Reviews = []plan.ReviewPoint{}
	for i := range min(reviews+1, mostLines) {
		pre := fmt.Sprintf("reviews.%d.", i)
		if p := (plan.ReviewPoint{Week: r.number(pre + "week"), Kind: plan.ReviewKind(r.text(pre + "kind"))}); p != (plan.ReviewPoint{}) {
			t.Reviews = append(t.Reviews, p)
		}
	}
	items := t.Items
	t.Items = []plan.TemplateItem{}
	for i := range min(len(items)+1, 2*plan.MaxItems) {
		pre, it := fmt.Sprintf("items.%d.", i), plan.TemplateItem{}
		if i < len(items) {
			it = items[i]
		}
		it.Exercise, it.Slot = tandem.ExerciseID(r.text(pre+"exercise")), exercise.Slot(r.text(pre+"slot"))
		it.Cadence, it.From, it.To = r.cadence(pre+"cadence", it.Cadence), r.number(pre+"from"), r.number(pre+"to")
		if it.Exercise != "" {
			t.Items = append(t.Items, it)
		}
	}
	return t
}

// mostLines bounds phases and reviews of a template.
const mostLines = 60
