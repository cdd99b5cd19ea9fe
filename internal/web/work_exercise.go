package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tandem/internal/catalogue"
	"tandem/internal/exercise"
	"tandem/internal/plan"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

// exercise fills the form of an exercise.
func (b workForm) exercise(d *exercise.Definition, library *exercise.Library) *pages.WorkExercise {
	e := &pages.WorkExercise{Name: b.value("name", d.Name), Purpose: b.value("purpose", d.Purpose),
		Summary: b.value("summary", d.Summary), With: b.value("with", d.With), Source: b.value("source", d.Source),
		Minutes: b.number("minutes", d.Minutes), SmallestText: b.value("smallest_text", d.Smallest.Text),
		SmallestMinutes: b.number("smallest_minutes", d.Smallest.Minutes), DoneTitle: b.value("done_title", d.Done.Title),
		DoneText: b.value("done_text", d.Done.Text), Together: b.ticked("together", d.Together), Fixed: b.value("fixed", strings.Join(d.Fixed, "\n"))}
	e.Cadences, e.Slots = b.cadences("cadence", d.Cadence), b.slots("slot", d.Slot)
	families := []string{""}
	for _, f := range exercise.Families() {
		families = append(families, string(f))
	}
	e.Families = b.options("family", string(d.Family), families, orNone)
	e.Rules = b.rules("rules", d.Rules)
	b.after(e, d)
	b.leads(e, d, library)
	b.parts(e, d)
	for i := range d.Steps {
		e.Path = append(e.Path, catalogue.MoveName(d.Steps[i].Move))
		e.Steps = append(e.Steps, b.step(d, i))
	}
	for _, p := range d.Places() {
		if _, has := d.StepFor(p.Move); !has && !p.Needed {
			e.Adds = append(e.Adds, pages.Option{Value: string(p.Move), Label: catalogue.MoveName(p.Move), Chosen: b.typed.Get("step.add") == string(p.Move)})
		}
	}
	for _, s := range catalogue.Seers(d) {
		e.Sees = append(e.Sees, pages.Seers{Who: words(s.Who), What: s.What})
	}
	e.Reading = reading(d)
	return e
}

func orNone(label string) string {
	if label == "" {
		return "none"
	}
	return label
}

// rules are the conversation rules as boxes.
func (b workForm) rules(name string, stored []exercise.RuleID) []pages.RuleChoice {
	var out []pages.RuleChoice
	for _, id := range exercise.Rules() {
		out = append(out, pages.RuleChoice{ID: string(id), Text: ruleText(id), Chosen: slices.Contains(b.several(name, toStrings(stored)), string(id))})
	}
	return out
}

func toStrings[T ~string](list []T) []string {
	var out []string
	for _, v := range list {
		out = append(out, string(v))
	}
	return out
}

// several are the values ticked under one name.
func (b workForm) several(name string, stored []string) []string {
	if b.typed != nil {
		return b.typed[name]
	}
	return stored
}

// after is what becomes of the answers.
func (b workForm) after(e *pages.WorkExercise, d *exercise.Definition) {
	e.Comfort, e.CarriesOwn = b.ticked("comfort", d.Comfort), b.ticked("carries_own", d.CarriesOwn)
	pick := func(name string, stored exercise.FieldID, fits func(f *exercise.Field) bool) []pages.Option {
		return b.answers(name, string(stored), fieldsOf(d, fits))
	}
	short := func(f *exercise.Field) bool { return f.Type == exercise.ShortText }
	e.Quality = pick("quality", d.Quality, func(f *exercise.Field) bool { return f.Type == exercise.Scale && f.Visibility != exercise.AuthorOnly })
	e.Carries = pick("carries", d.Carries, short)
	e.OffersPause = b.answers("offers_pause", whenValue(d.OffersPause), conditions(fieldsOf(d, func(f *exercise.Field) bool {
		return f.Visibility == exercise.Both && !f.Sealed && f.Type != exercise.Link
	})))
	for _, f := range againFields(d) {
		e.Again = append(e.Again, pages.Option{Value: string(f.ID), Label: f.Label, Chosen: slices.Contains(b.several("again", toStrings(d.Again)), string(f.ID))})
	}
	lists := fieldsOf(d, comparable)
	if len(lists) == 0 && d.Compare == nil {
		return
	}
	var on exercise.Comparison
	if d.Compare != nil {
		on = *d.Compare
	}
	e.Compare, e.Gap = b.answers("compare", string(on.Field), lists), b.number("compare_gap", on.Gap)
	var scales []*exercise.Field
	for _, l := range lists {
		for i := range l.Item {
			if l.Item[i].Type == exercise.Scale {
				scales = append(scales, &l.Item[i])
			}
		}
	}
	e.Against = b.answers("compare_against", string(on.Against), scales)
}

// againFields are the answers with which the next time can start as before. What
// is named and fits no more is among them, so that it can be unticked.
func againFields(d *exercise.Definition) []*exercise.Field {
	if _, taps := d.StepFor(exercise.MoveAsBefore); !taps {
		return nil
	}
	agreeable := d.Agreeable()
	return fieldsOf(d, func(f *exercise.Field) bool { return slices.Contains(agreeable, f) || slices.Contains(d.Again, f.ID) })
}

// comparable tells whether a list can be laid beside the other's.
func comparable(f *exercise.Field) bool {
	return f.Type == exercise.List && f.Visibility == exercise.Both && compared(f, nil) != nil
}

// compared is how a list is laid beside the other's: by the first choice, the
// first short text and the first scale of each group, or as it was before.
func compared(f *exercise.Field, before *exercise.Comparison) *exercise.Comparison {
	if before != nil && before.Field == f.ID {
		c := *before
		return &c
	}
	c := &exercise.Comparison{Field: f.ID, Gap: 1}
	for i := range f.Item {
		sub := &f.Item[i]
		for _, part := range []struct {
			of exercise.FieldType
			at *exercise.FieldID
		}{{exercise.Choice, &c.By}, {exercise.ShortText, &c.Own}, {exercise.Scale, &c.Weight}} {
			if sub.Type == part.of && *part.at == "" {
				*part.at = sub.ID
			}
		}
	}
	if c.By == "" || c.Own == "" || c.Weight == "" {
		return nil
	}
	return c
}

// fieldsOf are the questions of all steps that fit, none of those inside lists.
func fieldsOf(d *exercise.Definition, fits func(f *exercise.Field) bool) []*exercise.Field {
	var all []*exercise.Field
	for i := range d.Steps {
		for j := range d.Steps[i].Fields {
			if f := &d.Steps[i].Fields[j]; fits(f) {
				all = append(all, f)
			}
		}
	}
	return all
}

// answers are questions to choose from; what is chosen and fits no more stays
// chosen, so that it can be seen.
func (b workForm) answers(name, stored string, fields []*exercise.Field) []pages.Option {
	values, labels := []string{""}, map[string]string{"": "none"}
	for _, f := range fields {
		values, labels[string(f.ID)] = append(values, string(f.ID)), f.Label
	}
	if labels[stored] == "" {
		values, labels[stored] = append(values, stored), stored
	}
	return b.options(name, stored, values, func(v string) string { return labels[v] })
}

// condition is an answer that a question may wait for, in the form of a question
// to choose.
func conditions(fields []*exercise.Field) []*exercise.Field {
	var all []*exercise.Field
	add := func(f *exercise.Field, is, label string) {
		all = append(all, &exercise.Field{ID: exercise.FieldID(whenValue(&exercise.When{Field: f.ID, Is: is})), Label: fmt.Sprintf("only where “%s” is “%s”", f.Label, label)})
	}
	for _, f := range fields {
		switch {
		case f.Type == exercise.Choice:
			for _, o := range f.Choices {
				add(f, o.Value, o.Label)
			}
		case f.Type == exercise.Bool:
			add(f, "yes", "yes")
			add(f, "no", "no")
		case f.Type == exercise.Link && f.OffersOwn:
			add(f, exercise.OwnChoice, "something else")
		}
	}
	return all
}

// whenValue is a condition as a form writes it; "" for none.
func whenValue(w *exercise.When) string {
	if w == nil {
		return ""
	}
	return string(w.Field) + "=" + w.Is
}

// parts are the flows of the chain, with how each is set up.
func (b workForm) parts(e *pages.WorkExercise, d *exercise.Definition) {
	does := catalogue.FlowWords(d.Flow)
	n := 0
	for l := &d.Flow; l != nil; l = l.Then {
		e.Parts = append(e.Parts, b.part(d, l, n, does[n]))
		n++
	}
	e.Parts[n-1].Last = n > 1
	if n >= catalogue.LongestChain {
		return
	}
	for _, p := range catalogue.Parts() {
		if d.Flow.Link(p.Kind).Kind == "" {
			e.More = append(e.More, pages.Option{Value: p.Key(), Label: p.Name(), Chosen: b.typed.Get("part.add") == p.Key()})
		}
	}
}

func (b workForm) part(d *exercise.Definition, l *exercise.Parameters, n int, does string) pages.WorkPart {
	at := fmt.Sprintf("flow.%d.", n)
	p := pages.WorkPart{Prefix: at, Name: catalogue.FlowName(l.Kind), Does: does}
	takes := l.Kind.Settings()
	if takes.Waits {
		tick := pages.WorkTick{Name: at + "waits", Label: tandem.Say("What is written waits until you open it"), Ticked: b.ticked(at+"waits", l.Waits)}
		if asksSafety(d, l.Kind) {
			tick.Because = tandem.Say("It always waits for you: it asks a safety question, and a wait must tell nobody what was answered.")
		}
		p.Ticks = append(p.Ticks, tick)
	}
	if takes.Alone {
		p.Ticks = append(p.Ticks, pages.WorkTick{Name: at + "alone", Label: tandem.Say("Writing it is enough; giving it is a choice"), Ticked: b.ticked(at+"alone", l.Alone)})
	}
	if takes.Most {
		p.Lines = append(p.Lines, pages.WorkLine{Name: at + "most", Kind: "number", Value: b.number(at+"most", l.Most), Label: tandem.Say("How many each may propose"), Hint: tandem.Say("From 1 to 20. Empty for one at a time.")})
	}
	if takes.Lives {
		p.Ticks = append(p.Ticks, pages.WorkTick{Name: at + "lives", Label: tandem.Say("What is kept can be written anew later"), Ticked: b.ticked(at+"lives", l.Lives)})
		p.Lines = append(p.Lines, pages.WorkLine{Name: at + "revisit_days", Kind: "number", Value: b.number(at+"revisit_days", l.RevisitDays), Label: tandem.Say("Looked at again after so many days"),
			Hint: tandem.Say("Where the two set no day, and the step for it is there.")})
		b.promise(&p, d, l.Promise)
	}
	if l.Kind == exercise.FlowRequest && l.Ask != nil {
		b.asking(&p, d, l.Ask)
	}
	return p
}

// promise is what a sheet promises, with the look back on it.
func (b workForm) promise(p *pages.WorkPart, d *exercise.Definition, on *exercise.Promise) {
	at := p.Prefix + "promise"
	p.Ticks = append(p.Ticks, pages.WorkTick{Name: at, Label: tandem.Say("What is kept is a promise of both"), Ticked: b.ticked(at, on != nil),
		Hint: tandem.Say("It needs a short text, a day and, in the step “%s”, a choice that says how it went, all for both.", catalogue.MoveName(exercise.MoveRevisit))})
	if on == nil {
		return
	}
	pick := func(name string, label tandem.Text, stored exercise.FieldID, of exercise.FieldType) {
		p.Selects = append(p.Selects, pages.WorkSelect{Name: at + "." + name, Label: label, Options: b.answers(at+"."+name, string(stored),
			fieldsOf(d, func(f *exercise.Field) bool { return f.Type == of && f.Visibility == exercise.Both }))})
	}
	pick("words", tandem.Say("What is promised"), on.Words, exercise.ShortText)
	pick("due", tandem.Say("The day from which they look back"), on.Due, exercise.Day)
	pick("kept", tandem.Say("How it went"), on.Kept, exercise.Choice)
}

// leads are the exercises that one may begin with words of this one; the last
// line is an empty one.
func (b workForm) leads(e *pages.WorkExercise, d *exercise.Definition, library *exercise.Library) {
	for n, l := range append(slices.Clone(d.Leads), exercise.Lead{}) {
		at := fmt.Sprintf("leads.%d.", n)
		e.Leads = append(e.Leads, pages.WorkLead{
			From: pages.WorkSelect{Name: at + "from", Label: tandem.Say("With"), Options: b.answers(at+"from", leadFrom(l), leadWords(d))},
			To:   pages.WorkSelect{Name: at + "to", Label: tandem.Say("One may begin"), Options: b.answers(at+"to", leadTo(l), leadTargets(library))},
			Go:   pages.WorkLine{Name: at + "go", Kind: "text", Value: b.value(at+"go", l.Go), Label: tandem.Say("On the button")}})
	}
}

// leadFrom and leadTo are where a lead begins and ends as a form writes it.
func leadFrom(l exercise.Lead) string {
	if l.Words != "" {
		return string(l.Words)
	}
	return whenValue(l.When)
}

func leadTo(l exercise.Lead) string {
	if l.To == "" {
		return ""
	}
	return string(l.To) + "=" + string(l.In)
}

// leadWords are what a lead may begin with: a short answer for both, or what a
// look back of both ends in.
func leadWords(d *exercise.Definition) []*exercise.Field {
	all := fieldsOf(d, func(f *exercise.Field) bool { return f.Type == exercise.ShortText && f.Visibility == exercise.Both })
	if ask := d.Asking(); ask != nil && ask.Kept != nil && ask.Kept.Both {
		if s, ok := d.StepFor(exercise.MoveKept); ok {
			all = append(all, conditions(fieldsOf(d, func(f *exercise.Field) bool {
				_, in := s.Field(f.ID)
				return in && f.Type == exercise.Choice && f.Visibility == exercise.Both
			}))...)
		}
	}
	return all
}

// leadTargets are the questions that another exercise begins with.
func leadTargets(library *exercise.Library) []*exercise.Field {
	var all []*exercise.Field
	for _, d := range library.Latest() {
		for i := range d.Steps[0].Fields {
			if f := &d.Steps[0].Fields[i]; f.Type == exercise.ShortText || f.Type == exercise.LongText {
				all = append(all, &exercise.Field{ID: exercise.FieldID(leadTo(exercise.Lead{To: d.ID, In: f.ID})), Label: d.Name + ": " + f.Label})
			}
		}
	}
	return all
}

// asksSafety tells whether a step of that flow asks a safety question.
func asksSafety(d *exercise.Definition, kind exercise.FlowKind) bool {
	step, _, asks := d.Gate()
	if !asks {
		return false
	}
	of, _ := d.MayAsk(step.Move)
	return of == kind
}

// asking is how one asks and answers.
func (b workForm) asking(p *pages.WorkPart, d *exercise.Definition, ask *exercise.Asking) {
	at := p.Prefix + "ask."
	tick := func(name string, label tandem.Text, stored bool) {
		p.Ticks = append(p.Ticks, pages.WorkTick{Name: at + name, Label: label, Ticked: b.ticked(at+name, stored)})
	}
	tick("once", tandem.Say("Where one of the two has asked, the other need not"), ask.Once)
	tick("listen", tandem.Say("It is said back first, until its author feels understood"), ask.Listen)
	tick("words", tandem.Say("What they agree on is put into words that both confirm"), ask.Words)
	tick("renews", tandem.Say("It holds until its author ends it, and its words may change"), ask.Renews)
	tick("flags", tandem.Say("You may mark what is asked as a rule over the other"), ask.Flags)
	tick("kept", tandem.Say("They look back on how it went"), ask.Kept != nil)
	tick("kept_both", tandem.Say("How it went counts once both say the same"), ask.Kept != nil && ask.Kept.Both)
	pick := func(name string, label tandem.Text, stored exercise.FieldID, fields []*exercise.Field) {
		p.Selects = append(p.Selects, pages.WorkSelect{Name: at + name, Label: label, Options: b.answers(at+name, string(stored), fields)})
	}
	p.Selects = append(p.Selects, pages.WorkSelect{Name: at + "alone", Label: tandem.Say("Written alone first"), Options: b.options(at+"alone", string(ask.Alone),
		[]string{"", string(exercise.AloneNote), string(exercise.AloneDraft)}, func(v string) string {
			return map[string]string{"": "nothing", "note": "a note for its author and you", "draft": "what is shared later"}[v]
		})})
	open := fieldsOf(d, func(f *exercise.Field) bool { return f.Visibility == exercise.Both && f.Type != exercise.Day })
	days := fieldsOf(d, func(f *exercise.Field) bool { return f.Visibility == exercise.Both && f.Type == exercise.Day })
	pick("line", tandem.Say("What stands for it on its shelf"), ask.Line.Words, open)
	pick("beside", tandem.Say("Beside it"), ask.Line.Beside, open)
	pick("agreed", tandem.Say("The words that both confirmed"), ask.Line.Agreed, open)
	pick("other", tandem.Say("What was offered instead"), ask.Line.Other, open)
	pick("change", tandem.Say("What it is from a look back on"), ask.Line.Change, open)
	pick("until", tandem.Say("“Not now” waits until"), ask.Until, days)
	pick("last", tandem.Say("And at the last answer until"), ask.Last, days)
	if ask.Kept == nil {
		return
	}
	for n, stored := range append(slices.Clone(ask.Due), "") {
		pick(fmt.Sprintf("due.%d", n), tandem.Say("They look back on the day, choice %d", n+1), stored, days)
	}
	for n, stored := range append(slices.Clone(ask.Weeks), "") {
		pick(fmt.Sprintf("weeks.%d", n), tandem.Say("Else after so many weeks, choice %d", n+1), stored,
			fieldsOf(d, func(f *exercise.Field) bool { return f.Visibility == exercise.Both && f.Type == exercise.Choice }))
	}
	var again []*exercise.Field
	if f, ok := d.Field(ask.Kept.Field); ok {
		for _, o := range f.Choices {
			again = append(again, &exercise.Field{ID: exercise.FieldID(o.Value), Label: o.Label})
		}
	}
	pick("again", tandem.Say("It goes on for another while after"), exercise.FieldID(ask.Kept.Again), again)
}

func (b workForm) cadences(name string, c exercise.Cadence) []pages.Option {
	var values []string
	labels := map[string]string{}
	for _, offered := range plan.Cadences() {
		v := plan.CadenceValue(offered)
		values, labels[v] = append(values, v), plan.CadenceText(offered).In(b.ctx)
	}
	return b.options(name, plan.CadenceValue(c), values, func(v string) string { return labels[v] })
}

func (b workForm) slots(name string, s exercise.Slot) []pages.Option {
	return b.options(name, string(s), []string{string(exercise.SlotTalk), string(exercise.SlotActivity), string(exercise.SlotCheckIn), string(exercise.SlotOther)},
		func(v string) string {
			return map[string]string{"talk": "a talk", "activity": "something done together", "check-in": "a check-in", "other": "none of it"}[v]
		})
}

// reading says how the exercise's words read. It is help: nothing is refused.
func reading(d *exercise.Definition) pages.WorkReading {
	r := d.Reads()
	if !r.Judged {
		return pages.WorkReading{Line: tandem.Say("Only words in English are measured, and only once there are enough of them.")}
	}
	grade := max(1, int(r.Grade+0.5))
	out := pages.WorkReading{Judged: true, Plain: r.Grade <= exercise.HardestGrade}
	if out.Plain {
		out.Line = tandem.Say("It reads at about grade %d. That is plain enough: partners read best at %d or below.", grade, int(exercise.HardestGrade))
	} else {
		out.Line = tandem.Say("It reads at about grade %d; partners read best at %d or below. Shorter sentences and everyday words help most.", grade, int(exercise.HardestGrade))
	}
	for _, p := range r.Hard {
		out.Hard = append(out.Hard, pages.WorkMistake{Field: inputOfExercise(d, p.Where), Text: strconv.Quote(shortened(p.Text))})
	}
	return out
}

// shortened is the beginning of a text.
func shortened(text string) string {
	const most = 90
	r := []rune(text)
	if len(r) <= most {
		return text
	}
	return string(r[:most]) + "…"
}
