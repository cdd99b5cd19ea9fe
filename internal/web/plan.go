package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/plan"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

func planPath(couple tandem.CoupleID, more string) string {
	return "/couples/" + string(couple) + "/plan" + more
}

func coupleIn(c echo.Context) tandem.CoupleID { return tandem.CoupleID(c.Param("couple")) }

func partnersOf(c casefile.Couple) []pages.Partner {
	var out []pages.Partner
	for _, p := range c.ActivePartners() {
		out = append(out, shown(p))
	}
	return out
}

// namesIn are the words for what stands in the couple's plans, for staff.
func namesIn(library *exercise.Library, couple casefile.Couple) plan.Namer {
	return plan.NamesFrom(library, func(id tandem.PartnerID) tandem.Text { return tandem.Say("%s", shownID(couple, id).Name) })
}

// PlanStart leads to what runs or is drafted, or to the templates.
func (w *Web) PlanStart(c echo.Context) error { return w.planStart(c, http.StatusOK, pages.Problem{}) }

func (w *Web) planStart(c echo.Context, status int, p pages.Problem) error {
	ctx, actor := ctxOf(c)
	d, err := w.Plans.Begin(ctx, actor, coupleIn(c))
	if err != nil {
		return err
	}
	m := pages.PlanStart{Desk: w.desk(ctx, actor), Couple: d.Couple.ID, Partners: partnersOf(d.Couple), Running: d.Current != nil, Problem: p}
	if d.Current != nil {
		m.Name = d.Current.Name
	}
	switch {
	case d.Draft != nil && d.Draft.Revises:
		m.Drafted = tandem.Say("A change of the plan has been drafted on %s.", tandem.DateOf(d.Draft.ChangedAt, d.Couple.Zone()).Text())
	case d.Draft != nil:
		m.Drafted = tandem.Say("The plan “%s” has been drafted on %s.", d.Draft.Plan.Name, tandem.DateOf(d.Draft.ChangedAt, d.Couple.Zone()).Text())
	}
	for _, t := range d.Templates {
		card := templateCard(t, d.Library)
		if partners := d.Couple.ActivePartners(); t.LeadIn != nil && len(partners) > 1 {
			for _, p := range partners {
				card.Alone = append(card.Alone, pages.AloneStart{Position: strconv.Itoa(p.Position), Partner: shown(p)})
			}
		}
		m.Templates = append(m.Templates, card)
	}
	return w.render(c, status, pages.PlanStartPage(m))
}

func templateCard(t plan.Template, library *exercise.Library) pages.TemplateCard {
	card := pages.TemplateCard{ID: string(t.ID), Name: t.Name, For: words(t.For), Ready: words(t.Ready), Facts: tandem.Say("%d weeks, %d lines", t.Weeks, len(t.Items)),
		Missing: missing(t, library)}
	p := t.Plan(library)
	least, most := p.LoadOf(1, "", library).Task, 0
	for week := 1; week <= p.Weeks; week++ {
		task := p.LoadOf(week, "", library).Task
		least, most = min(least, task), max(most, task)
	}
	card.Load = tandem.Say("%d to %d minutes of task time a week", least, most)
	for _, v := range t.Variants {
		card.Variants = append(card.Variants, pages.VariantLine{Value: v.ID, Name: words(v.Name), For: words(v.For)})
	}
	for _, ph := range t.Phases {
		card.Phases = append(card.Phases, tandem.Say("%s: %s", plan.WeeksText(ph.From, ph.To), words(ph.Name)))
	}
	return card
}

// missing names what a template asks for and the library lacks.
func missing(t plan.Template, library *exercise.Library) []tandem.Text {
	var out []tandem.Text
	for _, id := range t.Missing(library) {
		out = append(out, tandem.Say("%s", string(id)))
	}
	return out
}

// StartPlanDraft begins a draft.
func (w *Web) StartPlanDraft(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	in := plan.StartInput{Template: plan.TemplateID(f.Get("template")), Revise: f.Get("revise") == "yes", Alone: f.Get("alone"), Variant: f.Get("variant")}
	if _, err := w.Plans.StartDraft(ctx, actor, coupleIn(c), in); err != nil {
		p, status, ok := problem(err)
		if !ok {
			return err
		}
		return w.planStart(c, status, p)
	}
	return see(c, planPath(coupleIn(c), "/draft"))
}

// PlanDraft is the builder.
func (w *Web) PlanDraft(c echo.Context) error {
	return w.planDraft(c, http.StatusOK, nil, pages.Problem{})
}

func (w *Web) planDraft(c echo.Context, status int, typed exercise.Form, p pages.Problem) error {
	ctx, actor := ctxOf(c)
	d, err := w.Plans.SeeDraft(ctx, actor, coupleIn(c))
	if err != nil {
		return err
	}
	if d.Draft == nil {
		return w.noDraft(c, p)
	}
	if status == http.StatusConflict {
		typed = nil // the lines may be others by now
	}
	b := builder{ctx: ctx, desk: d, typed: typed, library: d.Library}
	m := b.page()
	m.Desk, m.Problem = w.desk(ctx, actor), p
	if t, ok := d.Templates.Get(d.Draft.Plan.Template); ok && !d.Draft.Revises {
		m.Missing = missing(t, d.Library)
	}
	wish := d.Draft.Plan
	if d.Draft.Revises && d.Current != nil {
		wish = d.Revised(wish, func() tandem.ItemID { return "" })
	}
	m.Made = made(d.Library, d.Couple, wish)
	names := namesIn(d.Library, d.Couple)
	for _, it := range d.Draft.Plan.Items {
		if d.Draft.Revises && !it.Changeable(d.From) {
			m.Fixed = append(m.Fixed, names.Line(it))
		}
	}
	return w.render(c, status, pages.PlanBuilderPage(m))
}

// noDraft leads to where a draft begins, and says what became of the one that
// somebody wanted to change.
func (w *Web) noDraft(c echo.Context, p pages.Problem) error {
	if p.IsZero() {
		return see(c, planPath(coupleIn(c), ""))
	}
	return w.done(c, planPath(coupleIn(c), ""), "There is no draft any more. Somebody has used or dropped it.")
}

// builder fills the builder's form, with what was typed where it came back.
type builder struct {
	ctx     context.Context
	desk    plan.Desk
	typed   exercise.Form
	library *exercise.Library
}

func (b builder) value(name, stored string) string {
	if b.typed != nil {
		return b.typed.Get(name)
	}
	return stored
}

func (b builder) page() pages.PlanBuilder {
	d := b.desk.Draft
	p := d.Plan
	m := pages.PlanBuilder{Couple: b.desk.Couple.ID, Partners: partnersOf(b.desk.Couple), Revision: d.Revises, From: b.desk.From,
		Version: strconv.Itoa(d.Version), Name: b.value(plan.FieldName, p.Name), Starts: b.value(plan.FieldStarts, string(p.StartsOn)),
		FirstWeek: b.value(plan.FieldFirstWeek, strconv.Itoa(p.FirstWeek)), Weeks: b.value(plan.FieldWeeks, strconv.Itoa(p.Weeks)),
		Note: b.value(plan.FieldNote, p.Note)}
	begins := b.value(plan.FieldBegins, strconv.Itoa(int(p.Begins)))
	for n := range 7 {
		day := time.Weekday((n + 1) % 7) // Monday first
		value := strconv.Itoa(int(day))
		m.WeekBegins = append(m.WeekBegins, pages.Option{Value: value, Label: tandem.WeekdayText(day).In(b.ctx), Chosen: value == begins})
	}
	for i, it := range p.Items {
		if !d.Revises || it.Changeable(b.desk.From) {
			m.Items = append(m.Items, b.line(fmt.Sprintf("items.%d.", i), it))
		}
	}
	m.Add, m.Exercises = b.adding()
	return m
}

// line is one line of the draft.
func (b builder) line(field string, it plan.Item) pages.PlanLine {
	l := pages.PlanLine{Field: field, Name: string(it.Exercise), From: b.value(field+"from", strconv.Itoa(it.FromWeek)),
		To: b.value(field+"to", strconv.Itoa(it.ToWeek)), Note: b.value(field+"note", it.Note),
		Cadences: b.cadences(b.value(field+"cadence", plan.OftenValue(it)), it.Date)}
	if b.desk.Draft.Revises && it.FromWeek < b.desk.From {
		l.Begun = tandem.Say("since week %d", it.FromWeek)
	}
	for _, id := range plan.Declined(b.desk.Outs, it.ID) {
		if who := tandem.Say("%s: not for me", shownID(b.desk.Couple, id).Name); l.Declined.IsZero() {
			l.Declined = who
		} else {
			l.Declined = tandem.Say("%s; %s", l.Declined, who)
		}
	}
	def, ok := b.library.Get(it.Exercise, it.Version)
	if !ok {
		return l
	}
	l.Name, l.Minutes = words(def.Name).In(b.ctx), minutesOf(def)
	if plan.Solo(def) {
		l.Who = b.who(field+"who", it.Partner)
	}
	chosen := b.value(field+"swap", string(it.Exercise))
	for _, other := range plan.Family(b.library, it) {
		l.Swap = append(l.Swap, pages.Option{Value: string(other.ID), Label: words(other.Name).In(b.ctx), Chosen: string(other.ID) == chosen})
	}
	return l
}

func minutesOf(def *exercise.Definition) tandem.Text {
	if def.Together {
		return tandem.Say("%d min together", def.Minutes)
	}
	return minutesText(def.Minutes)
}

// cadences offers how often, and the couple's own dates; own is the one that the
// line has, which may have been taken out since.
func (b builder) cadences(chosen string, own casefile.OwnDate) []pages.Option {
	var out []pages.Option
	for _, cadence := range plan.Cadences() {
		value := plan.CadenceValue(cadence)
		out = append(out, pages.Option{Value: value, Label: plan.CadenceText(cadence).In(b.ctx), Chosen: value == chosen})
	}
	dates := b.desk.Dates
	if own.ID != "" && !slices.ContainsFunc(dates, func(d casefile.OwnDate) bool { return d.ID == own.ID }) {
		dates = append(slices.Clone(dates), own)
	}
	for _, d := range dates {
		value := plan.DateValue(d)
		out = append(out, pages.Option{Value: value, Label: plan.DateText(d).In(b.ctx), Chosen: value == chosen})
	}
	return out
}

// who offers everybody, and each partner alone.
func (b builder) who(field string, only tandem.PartnerID) []pages.Option {
	return whoOptions(b.ctx, b.desk.Couple, func(position string, p tandem.PartnerID) bool {
		if b.typed != nil {
			return b.typed.Get(field) == position
		}
		return p == only
	})
}

func whoOptions(ctx context.Context, couple casefile.Couple, chosen func(position string, p tandem.PartnerID) bool) []pages.Option {
	out := []pages.Option{{Value: "both", Label: tandem.T(ctx, "Both"), Chosen: chosen("both", "")}}
	for _, p := range couple.ActivePartners() {
		position := strconv.Itoa(p.Position)
		out = append(out, pages.Option{Value: position, Label: p.Name, Chosen: chosen(position, p.ID)})
	}
	return out
}

// adding is the empty line under the others.
func (b builder) adding() (pages.PlanLine, []pages.Option) {
	const field = "add.0."
	first := 1
	if b.desk.Draft.Revises {
		first = b.desk.From
	}
	last := max(first, b.desk.Draft.Plan.Weeks)
	l := pages.PlanLine{Field: field, From: b.value(field+"from", strconv.Itoa(first)), To: b.value(field+"to", strconv.Itoa(last)),
		Note: b.value(field+"note", ""), Cadences: b.cadences(b.value(field+"cadence", "weekly-1"), casefile.OwnDate{}), Who: b.who(field+"who", "")}
	return l, exercisesOf(b.ctx, b.library, b.value(field+"exercise", ""), tandem.Say("none"))
}

// exercisesOf are the exercises to choose from, none first.
func exercisesOf(ctx context.Context, library *exercise.Library, chosen string, none tandem.Text) []pages.Option {
	out := []pages.Option{{Value: "", Label: none.In(ctx)}}
	for _, def := range library.Latest() {
		out = append(out, pages.Option{Value: string(def.ID), Label: tandem.T(ctx, "%s, %s", words(def.Name), minutesOf(def)), Chosen: string(def.ID) == chosen})
	}
	return out
}

// made is the calendar that the plan makes, week by week, with the load.
func made(library *exercise.Library, couple casefile.Couple, p plan.Plan) pages.PlanMade {
	m := pages.PlanMade{Partners: partnersOf(couple)}
	names := namesIn(library, couple)
	for week := max(1, p.FirstWeek); week <= p.Weeks; week++ {
		m.Weeks = append(m.Weeks, madeWeek(library, couple, p, week, names))
	}
	return m
}

func madeWeek(library *exercise.Library, couple casefile.Couple, p plan.Plan, week int, names plan.Namer) pages.MadeWeek {
	row := pages.MadeWeek{Number: week}
	if first, last, ok := p.WeekDates(week); ok {
		row.Dates = tandem.Say("%s to %s", first.ShortText(), last.ShortText())
	}
	if ph, ok := p.PhaseOf(week); ok && (ph.From == week || week == p.FirstWeek) {
		row.Phase = words(ph.Name)
	}
	for _, it := range p.Items {
		if times := p.Times(it, week); times > 0 {
			what := names.Exercise(it)
			if times > 1 {
				what = tandem.Say("%s × %d", what, times)
			}
			if it.Partner != "" {
				what = tandem.Say("%s (%s)", what, names.Partner(it.Partner))
			}
			row.What = append(row.What, what)
		}
	}
	for _, kind := range p.ReviewsIn(week) {
		row.Said = append(row.Said, reviewText(kind))
	}
	if p.IsLight(week) {
		row.Said = append(row.Said, tandem.Say("light week"))
	}
	together := 0
	for _, partner := range couple.ActivePartners() {
		load := p.LoadOf(week, partner.ID, library)
		together = max(together, load.Together)
		row.Loads = append(row.Loads, pages.MadeLoad{Minutes: minutesText(load.Task), Heavy: load.Heavy(week)})
		if load.Heavy(week) {
			row.Marks = append(row.Marks, tandem.Say("%s: over %d minutes", partner.Name, plan.Cap(week)))
		}
	}
	row.Together = minutesText(together)
	for _, slot := range p.LacksIn(week) {
		row.Marks = append(row.Marks, lackText(slot))
	}
	return row
}

func lackText(slot exercise.Slot) tandem.Text {
	switch slot {
	case exercise.SlotTalk:
		return tandem.Say("no talk")
	case exercise.SlotActivity:
		return tandem.Say("nothing done together")
	default:
		return tandem.Say("no check-in")
	}
}

func reviewText(kind plan.ReviewKind) tandem.Text {
	switch kind {
	case plan.ReviewMid:
		return tandem.Say("mid-plan review")
	case plan.ReviewTrial:
		return tandem.Say("trial review")
	case plan.ReviewQuarterly:
		return tandem.Say("quarterly review")
	default:
		return tandem.Say("final review")
	}
}

// ChangePlanDraft keeps what was typed in the builder.
func (w *Web) ChangePlanDraft(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	if _, err := w.Plans.ChangeDraft(ctx, actor, coupleIn(c), draftInput(f)); err != nil {
		p, status, ok := problem(err)
		if !ok {
			return err
		}
		return w.planDraft(c, status, f, p)
	}
	if f.Get("go") == "check" {
		return see(c, planPath(coupleIn(c), "/check"))
	}
	return w.done(c, planPath(coupleIn(c), "/draft"), "Saved. The calendar below shows what it makes.")
}

// draftInput reads the builder's form. Lines are named by their place; a line
// that the form does not have stays as it is.
func draftInput(f exercise.Form) plan.DraftInput {
	in := plan.DraftInput{Version: f.Get("version"), Name: f.Get(plan.FieldName), StartsOn: f.Get(plan.FieldStarts), Begins: f.Get(plan.FieldBegins),
		FirstWeek: f.Get(plan.FieldFirstWeek), Weeks: f.Get(plan.FieldWeeks), Note: f.Get(plan.FieldNote), Items: map[int]plan.ItemInput{}}
	for name := range f {
		rest, ok := strings.CutPrefix(name, "items.")
		if !ok {
			continue
		}
		place, _, _ := strings.Cut(rest, ".")
		if n, err := strconv.Atoi(place); err == nil && n >= 0 && n < 2*plan.MaxItems && strconv.Itoa(n) == place {
			in.Items[n] = itemInput(f, "items."+place+".", "swap")
		}
	}
	if f.Get("add.0.exercise") != "" {
		in.Add = append(in.Add, itemInput(f, "add.0.", "exercise"))
	}
	return in
}

func itemInput(f exercise.Form, field, exerciseIn string) plan.ItemInput {
	return plan.ItemInput{Exercise: tandem.ExerciseID(f.Get(field + exerciseIn)), Who: f.Get(field + "who"), Cadence: f.Get(field + "cadence"),
		FromWeek: f.Get(field + "from"), ToWeek: f.Get(field + "to"), Note: f.Get(field + "note"), Remove: f.Get(field+"remove") != ""}
}

// DropPlanDraft throws the draft away.
func (w *Web) DropPlanDraft(c echo.Context) error {
	ctx, actor := ctxOf(c)
	if err := w.Plans.DropDraft(ctx, actor, coupleIn(c)); err != nil {
		return err
	}
	return w.done(c, "/couples/"+string(coupleIn(c)), "The draft is gone.")
}

// PlanCheck is the last look before a draft starts or changes a plan.
func (w *Web) PlanCheck(c echo.Context) error { return w.planCheck(c, http.StatusOK, pages.Problem{}) }

func (w *Web) planCheck(c echo.Context, status int, p pages.Problem) error {
	ctx, actor := ctxOf(c)
	d, err := w.Plans.Check(ctx, actor, coupleIn(c))
	if err != nil {
		return err
	}
	if d.Draft == nil {
		return w.noDraft(c, p)
	}
	wish := d.Draft.Plan
	m := pages.PlanCheck{Desk: w.desk(ctx, actor), Couple: d.Couple.ID, Partners: partnersOf(d.Couple), Revision: d.Draft.Revises,
		Version: strconv.Itoa(d.Draft.Version), Name: wish.Name, Problem: p}
	names := namesIn(d.Library, d.Couple)
	if d.Draft.Revises && d.Current != nil {
		m.Line = tandem.Say("from week %d on", d.From)
		m.Changes, m.Load = names.Words(d.Changes), names.LoadWords(d.Changes)
		wish = d.Revised(wish, func() tandem.ItemID { return "" })
	} else {
		m.Line = tandem.Say("starts on %s, %d weeks", wish.StartsOn.LongText(), wish.Weeks)
		if err := d.Startable(); err != nil {
			m.Wrong = append(m.Wrong, sentence(err))
		}
	}
	for _, u := range d.Unmet {
		m.Unmet = append(m.Unmet, pages.UnmetLine{Partner: shownID(d.Couple, u.Partner), Text: u.Text})
	}
	m.Made = made(d.Library, d.Couple, wish)
	return w.render(c, status, pages.PlanCheckPage(m))
}

// ActivatePlan starts the drafted plan.
func (w *Web) ActivatePlan(c echo.Context) error {
	return w.settle(c, func(ctx context.Context, actor tandem.Actor, version string) error {
		_, err := w.Plans.Activate(ctx, actor, coupleIn(c), version)
		return err
	}, "The plan has started. Both partners will find it on their phones.")
}

// RevisePlan accepts the drafted change.
func (w *Web) RevisePlan(c echo.Context) error {
	return w.settle(c, func(ctx context.Context, actor tandem.Actor, version string) error {
		_, err := w.Plans.Revise(ctx, actor, coupleIn(c), version)
		return err
	}, "The plan has changed. What had begun is as it was.")
}

func (w *Web) settle(c echo.Context, work func(ctx context.Context, actor tandem.Actor, version string) error, said string) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	if err := work(ctx, actor, f.Get("version")); err != nil {
		p, status, ok := problem(err)
		if !ok {
			return err
		}
		return w.planCheck(c, status, p)
	}
	return w.done(c, "/couples/"+string(coupleIn(c)), said)
}
