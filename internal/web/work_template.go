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
		Weeks: b.number("weeks", t.Weeks), Grid: weekGrid(t, page.Library),
		Gates: b.options("gate", string(t.Gate), toStrings(plan.GateKinds()), func(v string) string { return gateNames[plan.GateKind(v)] })}
	for i, ph := range append(slices.Clone(t.Phases), plan.Phase{}) {
		pre := fmt.Sprintf("phases.%d.", i)
		line := pages.WorkPhase{Prefix: pre, Name: b.value(pre+"name", ph.Name), Focus: b.value(pre+"focus", ph.Focus), Gate: b.value(pre+"gate", ph.Gate),
			From: b.number(pre+"from", ph.From), To: b.number(pre+"to", ph.To)}
		if i > 0 || ph.Opens != plan.OpensByJudgement {
			line.Opens = b.options(pre+"opens", string(ph.Opens), toStrings(plan.OpenRules()), func(v string) string { return openNames[plan.OpenRule(v)] })
		}
		m.Phases = append(m.Phases, line)
	}
	for i, r := range append(slices.Clone(t.Reviews), plan.ReviewPoint{}) {
		pre := fmt.Sprintf("reviews.%d.", i)
		m.Reviews = append(m.Reviews, pages.WorkReview{Prefix: pre, Week: b.number(pre+"week", r.Week),
			Kinds: b.options(pre+"kind", string(r.Kind), []string{"", string(plan.ReviewMid), string(plan.ReviewTrial), string(plan.ReviewQuarterly), string(plan.ReviewFinal)}, orNone)})
	}
	m.Items = b.items("items.", t.Items, page.Library.Latest())
	var lead []plan.TemplateItem
	if t.LeadIn != nil {
		lead, m.LeadWeeks = t.LeadIn.Items, b.number("lead_in.weeks", t.LeadIn.Weeks)
	} else {
		m.LeadWeeks = b.value("lead_in.weeks", "")
	}
	m.Lead = b.items("lead_in.items.", lead, slices.DeleteFunc(page.Library.Latest(), func(d *exercise.Definition) bool { return !plan.BegunAlone(d) }))
	return m
}

var gateNames = map[plan.GateKind]string{plan.GateUsual: "the usual one", plan.GateNoFlag: "the usual one, and no safety flag that is open; nothing waives it"}

var openNames = map[plan.OpenRule]string{plan.OpensByJudgement: "by your judgement", plan.OpensByRhythm: "once the base rhythm has held; else with a reason"}

// items are the lines of a template, and an empty one.
func (b workForm) items(under string, items []plan.TemplateItem, offered []*exercise.Definition) []pages.WorkItem {
	var out []pages.WorkItem
	for i, it := range append(slices.Clone(items), newLine()) {
		out = append(out, b.item(fmt.Sprintf("%s%d.", under, i), it, offered))
	}
	return out
}

// newLine is how an empty line begins.
func newLine() plan.TemplateItem {
	return plan.TemplateItem{Slot: exercise.SlotOther, Cadence: exercise.Cadence{Kind: exercise.Weekly, PerWeek: 1}}
}

func (b workForm) item(pre string, it plan.TemplateItem, offered []*exercise.Definition) pages.WorkItem {
	values, names := []string{""}, map[string]string{"": "none"}
	for _, d := range offered {
		values, names[string(d.ID)] = append(values, string(d.ID)), d.Name
	}
	if id := string(it.Exercise); names[id] == "" { // what is not offered stays chosen until somebody chooses
		values, names[id] = append(values, id), id
	}
	return pages.WorkItem{Prefix: pre, Exercises: b.options(pre+"exercise", string(it.Exercise), values, func(v string) string { return names[v] }),
		Slots: b.slots(pre+"slot", it.Slot), Cadences: b.cadences(pre+"cadence", it.Cadence), From: b.number(pre+"from", it.From), To: b.number(pre+"to", it.To)}
}

// template is the template as typed. An empty line is none.
func (r *workReader) template(t plan.Template) plan.Template {
	t.Name, t.For, t.Source, t.Ready, t.Weeks = r.text("name"), r.text("for"), r.text("source"), r.text("ready"), r.number("weeks")
	t.Gate = plan.GateKind(r.text("gate"))
	phases := t.Phases
	t.Phases = []plan.Phase{}
	for i := range min(len(phases)+1, mostLines) {
		pre, ph := fmt.Sprintf("phases.%d.", i), plan.Phase{}
		if i < len(phases) {
			ph = phases[i]
		}
		ph.Name, ph.Focus, ph.Gate, ph.From, ph.To = r.text(pre+"name"), r.text(pre+"focus"), r.text(pre+"gate"), r.number(pre+"from"), r.number(pre+"to")
		ph.Opens = plan.OpenRule(r.text(pre + "opens"))
		if ph.Name != "" || ph.Focus != "" || ph.Gate != "" || ph.From != 0 || ph.To != 0 {
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
	t.Items = r.items("items.", t.Items)
	r.leadIn(&t)
	return t
}

// leadIn is what can be begun alone; without weeks and items there is none.
func (r *workReader) leadIn(t *plan.Template) {
	lead := plan.LeadIn{}
	if t.LeadIn != nil {
		lead = *t.LeadIn
	}
	lead.Weeks, lead.Items = r.number("lead_in.weeks"), r.items("lead_in.items.", lead.Items)
	t.LeadIn = nil
	if lead.Weeks != 0 || len(lead.Items) > 0 {
		t.LeadIn = &lead
	}
}

// items are the lines as typed. A new one that has weeks and no exercise would
// vanish without a word, so it is asked about.
func (r *workReader) items(under string, before []plan.TemplateItem) []plan.TemplateItem {
	out := []plan.TemplateItem{}
	for i := range min(len(before)+1, 2*plan.MaxItems) {
		pre, it := fmt.Sprintf("%s%d.", under, i), plan.TemplateItem{}
		if i < len(before) {
			it = before[i]
		}
		it.Exercise, it.Slot = tandem.ExerciseID(r.text(pre+"exercise")), exercise.Slot(r.text(pre+"slot"))
		it.Cadence, it.From, it.To = r.cadence(pre+"cadence", it.Cadence), r.number(pre+"from"), r.number(pre+"to")
		switch {
		case it.Exercise != "":
			out = append(out, it)
		case i == len(before) && (it.From != 0 || it.To != 0):
			r.problems.Add(pre+"exercise", tandem.Say("Please choose an exercise, or leave the weeks empty."))
		}
	}
	return out
}

// mostLines bounds phases and reviews of a template.
const mostLines = 60
