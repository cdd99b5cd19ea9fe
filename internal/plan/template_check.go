package plan

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

func lineAt(text []byte, offset int64) int {
	return 1 + bytes.Count(text[:min(offset, int64(len(text)))], []byte("\n"))
}

// places says at which byte each value of a sound JSON text ends its name or
// begins, by its path, such as "items.3.cadence".
func places(text []byte) map[string]int64 {
	at := map[string]int64{}
	dec := json.NewDecoder(bytes.NewReader(text))
	var value func(path string)
	value = func(path string) {
		open, err := dec.Token()
		if err != nil {
			return
		}
		if _, known := at[path]; !known {
			at[path] = dec.InputOffset()
		}
		for i := 0; open == json.Delim('{') && dec.More() || open == json.Delim('[') && dec.More(); i++ {
			name := fmt.Sprint(i)
			if open == json.Delim('{') {
				key, err := dec.Token()
				if err != nil {
					return
				}
				name = fmt.Sprint(key)
			}
			inner := strings.TrimPrefix(path+"."+name, ".")
			if open == json.Delim('{') {
				at[inner] = dec.InputOffset()
			}
			value(inner)
		}
		if _, nested := open.(json.Delim); nested {
			_, _ = dec.Token() // its end
		}
	}
	value("")
	return at
}

var (
	templateIDForm = regexp.MustCompile(`^[A-Z][A-Z0-9-]{1,31}$`)
	exerciseForm   = regexp.MustCompile(`^[A-Z][A-Z0-9-]{1,31}$`)
)

// templateChecker gathers what is wrong with one template.
type templateChecker struct {
	file     string
	text     []byte
	at       map[string]int64
	library  *exercise.Library
	mistakes []error
}

// say notes a mistake at the line of the value under the path, or of the next
// one around it that the file has.
func (c *templateChecker) say(path, why string, args ...any) {
	m := exercise.Mistake{File: c.file, Where: path, Why: fmt.Sprintf(why, args...)}
	for p := path; ; {
		if at, ok := c.at[p]; ok {
			m.Line = lineAt(c.text, at)
			break
		}
		i := strings.LastIndexByte(p, '.')
		if i < 0 {
			break
		}
		p = p[:i]
	}
	c.mistakes = append(c.mistakes, m)
}

func (c *templateChecker) words(t Template) {
	if !templateIDForm.MatchString(string(t.ID)) {
		c.say("id", "is not of the form T1")
	}
	if t.Version < 1 {
		c.say("version", "must be 1 or more")
	}
	if t.Weeks < 1 || t.Weeks > MaxWeeks {
		c.say("weeks", "must be from 1 to %d", MaxWeeks)
	}
	for _, w := range []struct{ name, text string }{{"name", t.Name}, {"for", t.For}, {"source", t.Source}, {"ready", t.Ready}} {
		if strings.TrimSpace(w.text) == "" {
			c.say(w.name, "has no words")
		}
	}
	if !slices.Contains(GateKinds(), t.Gate) {
		c.say("gate", "%q is unknown", t.Gate)
	}
	if len(t.Items) == 0 || len(t.Items) > MaxItems {
		c.say("items", "a template has from 1 to %d items", MaxItems)
	}
}

// phases must follow each other without a gap over all weeks.
func (c *templateChecker) phases(t Template) {
	next := 1
	for i, ph := range t.Phases {
		at := fmt.Sprintf("phases.%d", i)
		if strings.TrimSpace(ph.Name) == "" || strings.TrimSpace(ph.Focus) == "" {
			c.say(at, "needs a name and a focus")
		}
		if ph.From != next || ph.To < ph.From {
			c.say(at+".from", "a phase begins where the one before ends: week %d", next)
		}
		switch {
		case !slices.Contains(OpenRules(), ph.Opens):
			c.say(at+".opens", "%q is unknown", ph.Opens)
		case i == 0 && ph.Opens != OpensByJudgement:
			c.say(at+".opens", "the first phase opens with the plan")
		}
		next = ph.To + 1
	}
	if next != t.Weeks+1 {
		c.say("phases", "the phases end with week %d, the template with week %d", next-1, t.Weeks)
	}
}

// longestUnreviewed is for how many weeks a template may go on without a review
// (C11: a check-in every quarter); middleFrom is from how many weeks on it needs
// one before its end.
const (
	longestUnreviewed = 13
	middleFrom        = 6
)

// reviews: one on the way through anything of six weeks or more, never more than
// a quarter apart, and one at the end.
func (c *templateChecker) reviews(t Template) {
	last, middle := 0, false
	for i, r := range t.Reviews {
		at := fmt.Sprintf("reviews.%d", i)
		if !slices.Contains([]ReviewKind{ReviewMid, ReviewTrial, ReviewQuarterly, ReviewFinal}, r.Kind) {
			c.say(at+".kind", "%q is unknown", r.Kind)
		}
		if r.Week < 1 || r.Week > t.Weeks {
			c.say(at+".week", "lies outside the template's %d weeks", t.Weeks)
		}
		if r.Week < last {
			c.say(at+".week", "comes before the review above it")
		}
		if r.Week > last+longestUnreviewed {
			c.say(at+".week", "comes more than %d weeks after the one before", longestUnreviewed)
		}
		middle = middle || r.Week < t.Weeks
		last = max(last, r.Week)
	}
	if n := len(t.Reviews); n == 0 || t.Reviews[n-1].Week != t.Weeks || !slices.Contains([]ReviewKind{ReviewFinal, ReviewQuarterly}, t.Reviews[n-1].Kind) {
		c.say("reviews", "the last week needs a final review")
	}
	if t.Weeks >= middleFrom && !middle {
		c.say("reviews", "a template of %d weeks needs a review on its way", t.Weeks)
	}
}

func (c *templateChecker) items(under string, items []TemplateItem, weeks int) {
	for i, it := range items {
		c.item(fmt.Sprintf("%s.%d", under, i), it, items[:i], weeks)
	}
}

// leadIn holds what is done alone, as far as the library tells.
func (c *templateChecker) leadIn(t Template) {
	if t.LeadIn == nil {
		return
	}
	if t.LeadIn.Weeks < 1 || t.LeadIn.Weeks > t.Weeks || len(t.LeadIn.Items) == 0 {
		c.say("lead_in", "needs items, and from 1 to %d weeks", t.Weeks)
	}
	c.items("lead_in.items", t.LeadIn.Items, t.LeadIn.Weeks)
	for i, it := range t.LeadIn.Items {
		if def, ok := latest(c.library, it.Exercise); ok && !BegunAlone(def) {
			c.say(fmt.Sprintf("lead_in.items.%d.exercise", i), "%s cannot be begun alone", it.Exercise)
		}
	}
}

func (c *templateChecker) item(at string, it TemplateItem, before []TemplateItem, weeks int) {
	if !exerciseForm.MatchString(string(it.Exercise)) {
		c.say(at+".exercise", "%q is not of the form E02", it.Exercise)
	}
	if !slices.Contains([]exercise.Slot{exercise.SlotTalk, exercise.SlotActivity, exercise.SlotCheckIn, exercise.SlotOther}, it.Slot) {
		c.say(at+".slot", "%q is unknown", it.Slot)
	}
	if err := it.Cadence.Check(); err != nil {
		c.say(at+".cadence", "%v", err)
	}
	if it.From < 1 || it.To < it.From || it.To > weeks {
		c.say(at+".from", "weeks %d to %d are not inside the template's %d weeks", it.From, it.To, weeks)
	}
	if it.Cadence.Kind == exercise.Once && it.To != it.From {
		c.say(at+".to", "what comes once has one week")
	}
	for j, other := range before {
		if other.Exercise == it.Exercise && it.From <= other.To && other.From <= it.To {
			c.say(at, "%s is in weeks of item %d already", it.Exercise, j)
		}
	}
}

// weeks checks the base rhythm (P1) by the slots that the template names, and
// the load (P6) by what the library has. Mistakes stand at the paths given.
func (c *templateChecker) weeks(t Template, items, first string) {
	p := t.Plan(c.library)
	slots := Plan{Weeks: t.Weeks}
	for _, it := range t.Items {
		slots.Items = append(slots.Items, it.item(0))
	}
	for _, slot := range baseRhythm {
		c.lacking(slots, slot, items)
	}
	for week := 1; week <= t.Weeks; week++ {
		if load := p.LoadOf(week, "", c.library); load.Heavy(week) {
			c.say(items, "week %d asks for %d minutes of task time, and should ask for no more than %d", week, load.Task, Cap(week))
		}
	}
	c.rampUp(t, p, items, first)
}

// lacking says in which weeks nothing fills the slot, weeks in a row at once.
func (c *templateChecker) lacking(p Plan, slot exercise.Slot, items string) {
	lacks := func(week int) bool { return week <= p.Weeks && slices.Contains(p.LacksIn(week), slot) }
	for from := 1; from <= p.Weeks; from++ {
		to := from
		for lacks(from) && lacks(to+1) {
			to++
		}
		switch {
		case !lacks(from):
		case to == from:
			c.say(items, "week %d has no %s", from, slot)
		default:
			c.say(items, "weeks %d to %d have no %s", from, to, slot)
		}
		from = to
	}
}

// mostNew is how many things that recur may begin in one week after the first.
const mostNew = 3

// rampUp: a little is added at a time (P6). No week begins more than a few new
// things that recur, and the first phase holds no busier week than the others.
func (c *templateChecker) rampUp(t Template, p Plan, items, phase string) {
	for week := 2; week <= t.Weeks; week++ {
		if begun := t.beginning(week); len(begun) > mostNew {
			c.say(items, "week %d begins %d things that recur, and should begin no more than %d", week, len(begun), mostNew)
		}
	}
	first, later := 0, 0
	for week := 1; week <= t.Weeks && len(t.Phases) > 1; week++ {
		if load := p.LoadOf(week, "", c.library).Task; week <= t.Phases[0].To {
			first = max(first, load)
		} else {
			later = max(later, load)
		}
	}
	if first > later {
		c.say(phase, "its busiest week asks for %d minutes of task time, more than any later one", first)
	}
}

// beginning are the exercises that recur from the week on and did not before.
func (t Template) beginning(week int) []tandem.ExerciseID {
	var ids []tandem.ExerciseID
	for _, it := range t.Items {
		recurs := it.Cadence.Kind != exercise.Once && it.Cadence.Kind != exercise.WhenItHappens
		if recurs && it.From == week && !slices.ContainsFunc(t.Items, func(o TemplateItem) bool { return o.Exercise == it.Exercise && o.From < week }) {
			ids = append(ids, it.Exercise)
		}
	}
	return ids
}
