package web

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/plan"
	"tandem/internal/review"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

// Couple is everything about one couple.
func (w *Web) Couple(c echo.Context) error { return w.couple(c, nil) }

func (w *Web) couple(c echo.Context, link *pages.OneTimeLink) error {
	return w.coupleWith(c, http.StatusOK, link, pages.Problem{}, "")
}

// coupleWith is the couple's page with what was wrong in the reason sent to it.
func (w *Web) coupleWith(c echo.Context, status int, link *pages.OneTimeLink, wrong pages.Problem, reason string) error {
	ctx, actor := ctxOf(c)
	id := tandem.CoupleID(c.Param("couple"))
	page, err := w.Homework.Couple(ctx, actor, id)
	if err != nil {
		return err
	}
	documents, err := w.Reports.List(ctx, actor, id)
	if err != nil {
		return err
	}
	canWrite := actor.Has(tandem.RoleTherapist) && slices.ContainsFunc(page.Couple.TeamAt(w.Clock.Now()), func(m casefile.Member) bool { return m.Person == actor.Person })
	m := pages.Couple{Desk: w.desk(ctx, actor), Couple: id, Code: page.Couple.Code, CanWrite: canWrite, Link: link, Problem: wrong, Reason: reason,
		Since:    tandem.Say("in care since %s", tandem.DateOf(page.Couple.TakenInAt, page.Couple.Zone()).LongText()),
		Partners: w.memberships(page.Couple, canWrite), Why: reasons(page.Signals), Before: beforeLines(page.Couple, page.Facts)}
	m.Attendance, m.Carried = attendance(page), page.Carried
	if m.Single = page.Couple.Course == casefile.CourseSingle; m.Single && page.Care.Since != "" {
		m.Held = tandem.Say("It was on %s.", page.Care.Since.LongText())
	}
	if m.Single && page.Plan == nil { // what stands before a plan is nothing that they lack
		m.Before = nil
	}
	if canWrite {
		w.changeOfLife(m.Why, page)
	}
	if page.Plan != nil {
		m.Plan = w.planCard(page, canWrite)
		m.Adherence, m.Gap, m.ByExercise = adherenceOf(page), gapText(page), byExercise(ctx, page)
		m.Chart, m.Table = adherenceChart(ctx, page)
	}
	for _, said := range page.Across {
		m.Across = append(m.Across, page.Couple.Named(said))
	}
	for _, p := range page.Progress {
		line := pages.ExerciseProgress{Name: words(p.Exercise.Name)}
		for _, said := range p.Lines {
			line.Lines = append(line.Lines, page.Couple.Named(said))
		}
		if _, asks := p.Exercise.Field(fieldWeather); asks {
			line.Chart, line.Table = weather(ctx, page.Together, page.Couple.TimeZone)
		}
		m.Progress = append(m.Progress, line)
	}
	m.Intended, m.Noted = intendedOf(page.Intended), notedLines(page)
	bank, joy := shelves(page.Together, page.Couple.TimeZone)
	m.Shelf = bank[:min(3, len(bank))]
	m.Agreed = agreedOn(page.Together, &looking{room: fewInAll})
	m.ShelfMore = tandem.Say("%s, %s", one(standing(bank), "1 appreciation", "%d appreciations"), one(standing(joy), "1 easy time", "%d easy times"))
	for _, d := range documents[:min(6, len(documents))] {
		m.Documents = append(m.Documents, pages.DocumentLine{Document: d.ID, Name: documentName(d, shownID(page.Couple, d.For).Name),
			Issued: momentText(d.IssuedAt, page.Couple.TimeZone)})
	}
	return w.render(c, status, pages.CouplePage(m))
}

// notedLines are what was done without being written down here, and who said so.
func notedLines(page homework.CouplePage) []pages.NotedLine {
	var lines []pages.NotedLine
	for _, n := range page.Noted {
		l := pages.NotedLine{Assignment: n.Assignment, Name: words(n.Exercise.Name), Partner: shownID(page.Couple, n.Partner),
			Line: tandem.Say("done on %s, by their own note", n.On.Text())}
		if n.InRoom {
			l.Line = tandem.Say("in the room on %s, noted by %s", n.On.Text(), careName(page.Couple, n.By))
		}
		lines = append(lines, l)
	}
	return lines
}

// beforeLines say how consents, policy and safety screen stand, for the header
// of the couple's page.
func beforeLines(c casefile.Couple, f plan.GateFacts) []pages.GateLine {
	var lines []pages.GateLine
	unmet := plan.Gate(f)
	for _, r := range []casefile.Requirement{casefile.RequireConsents, casefile.RequirePolicy, casefile.RequireScreen} {
		line := pages.GateLine{Name: requirementText(r), State: tandem.Say("there"), Met: true}
		again := tandem.Date("")
		for _, p := range f.Partners {
			if slices.Contains(p.Waived, r) {
				line.State = tandem.Say("%s: left out, signed by a clinician", shownID(c, p.Partner).Name)
			}
			if p.NextDue != "" && (again == "" || p.NextDue < again) {
				again = p.NextDue
			}
		}
		if r == casefile.RequireScreen && again != "" && line.State.Source == "there" {
			line.State = tandem.Say("there, again by %s", again.LongText())
		}
		for _, u := range unmet {
			if u.Requirement != r && (r != casefile.RequireScreen || u.Requirement != casefile.RequireJoint) {
				continue
			}
			lacks := lackOf(u, f.For(u.Partner).Partners[0], shownID(c, u.Partner).Name)
			if line.Met {
				line.Met, line.State = false, lacks
			} else {
				line.State = tandem.Say("%s; %s", line.State, lacks)
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// lackOf is what a partner lacks, in a few words.
func lackOf(u plan.Unmet, p plan.PartnerFacts, name string) tandem.Text {
	switch {
	case slices.Contains(p.Refused, u.Requirement):
		return tandem.Say("%s: taken back", name)
	case u.Requirement == casefile.RequireJoint:
		return tandem.Say("%s: conjoint work not indicated", name)
	case u.Requirement == casefile.RequireScreen && p.Screen != "":
		return tandem.Say("%s: due again", name)
	default:
		return tandem.Say("%s: not there yet", name)
	}
}

// planCard is the plan as a grid of weeks.
func (w *Web) planCard(page homework.CouplePage, canWrite bool) *pages.PlanCard {
	p := page.Plan
	card := &pages.PlanCard{Name: p.Name, Line: tandem.Say("%s, %s", weekOf(page.Week, p.Weeks), loadText(p, max(page.Week, 1), page.Library)), CanSet: canWrite}
	if page.Week == 0 && page.Day < p.StartsOn {
		card.Line = tandem.Say("starts on %s", p.StartsOn.LongText())
	}
	if p.Paused() {
		card.Line = tandem.Say("%d weeks", p.Weeks)
		card.Paused = tandem.Say("paused since %s", p.Pauses[len(p.Pauses)-1].From.Text())
	}
	for n := 1; n <= p.Weeks; n++ {
		first, last, dated := p.WeekDates(n)
		week := pages.PlanWeek{Number: n, From: first.ShortText(), Current: n == page.Week, Light: p.IsLight(n),
			Paused: !dated && p.OpenOn(n), Waits: !p.OpenOn(n), CanSet: canWrite && (!dated || last >= page.Day)}
		if n < p.FirstWeek {
			week.Paused, week.CanSet, week.Note = false, false, tandem.Say("elsewhere")
		}
		if len(p.ReviewsIn(n)) > 0 {
			week.Note = tandem.Say("review")
		}
		card.Weeks = append(card.Weeks, week)
	}
	card.Phases, card.Next = phasesOf(p), nextPhase(page)
	if p.WaitsOn(page.Day) {
		card.Line = tandem.Say("%d weeks", p.Weeks)
	}
	type line struct {
		exercise tandem.ExerciseID
		partner  tandem.PartnerID
	}
	rows := map[line]int{}
	for _, it := range p.Items { // what a revision has cut in two is one row
		row := w.planRow(page, it)
		at := line{it.Exercise, it.Partner}
		i, known := rows[at]
		if !known {
			rows[at] = len(card.Rows)
			card.Rows = append(card.Rows, row)
			continue
		}
		if it.ToWeek >= page.Week {
			card.Rows[i].Cadence = row.Cadence
		}
		for n, cell := range row.Cells {
			card.Rows[i].Cells[n] = append(card.Rows[i].Cells[n], cell...)
		}
	}
	return card
}

// nextPhase is what the therapist has to decide about, or nothing.
func nextPhase(page homework.CouplePage) *pages.NextPhase {
	n := page.Next
	if n == nil || !n.Begun {
		return nil
	}
	card := &pages.NextPhase{Name: words(n.Phase.Name), Weeks: plan.WeeksText(n.Phase.From, n.Phase.To), Focus: words(n.Phase.Focus), Gate: words(n.Gate),
		Rhythm: tandem.Say("So far the base rhythm held in %d of %d weeks.", n.Held, n.Of), Asks: n.Asks}
	if page.Plan.WaitsOn(page.Day) {
		card.Stands = tandem.Say("The weeks before it are over. Homework goes on once you open it.")
	}
	return card
}

// phasesOf are the plan's phases as stretches of columns over all weeks.
func phasesOf(p *plan.Plan) []pages.PlanPhase {
	var out []pages.PlanPhase
	if len(p.Phases) == 0 {
		return nil
	}
	for n := 1; n <= p.Weeks; n++ {
		ph, _ := p.PhaseOf(n)
		if i := len(out) - 1; i >= 0 && out[i].Name.Source == ph.Name {
			out[i].Span++
			continue
		}
		out = append(out, pages.PlanPhase{Name: words(ph.Name), Span: 1})
	}
	return out
}

func (w *Web) planRow(page homework.CouplePage, it plan.Item) pages.PlanRow {
	row := pages.PlanRow{Name: string(it.Exercise), Cadence: plan.OftenText(it), Cells: make([][]pages.Occurrence, page.Plan.Weeks)}
	if def, ok := page.Library.Get(it.Exercise, it.Version); ok {
		row.Name = def.Name
	}
	for _, a := range page.Assignments {
		if a.Item != it.ID || a.Week < 1 || a.Week > len(row.Cells) {
			continue
		}
		o := pages.Occurrence{Assignment: a.ID, Label: tandem.Say("%s, week %d", words(row.Name), a.Week)}
		for _, p := range page.Couple.ActivePartners() {
			if it.Concerns(p.ID) {
				o.Parts = append(o.Parts, pages.PartState{Partner: shown(p), State: stateOf(a, p.ID, page.Day)})
			}
		}
		row.Cells[a.Week-1] = append(row.Cells[a.Week-1], o)
	}
	return row
}

// stateOf is a part as the grid draws it.
func stateOf(a homework.Assignment, p tandem.PartnerID, day tandem.Date) pages.State {
	switch a.Part(p) {
	case exercise.PartDone:
		return pages.StateDone
	case exercise.PartPartly:
		return pages.StatePartly
	case exercise.PartPassed:
		return pages.StatePassed
	}
	switch {
	case !a.Open(day):
		return pages.StateLater
	case a.Light:
		return pages.StateLight
	default:
		return pages.StateNotYet
	}
}

func loadText(p *plan.Plan, week int, library *exercise.Library) tandem.Text {
	load := p.LoadOf(week, "", library)
	if load.Together == 0 {
		return tandem.Say("about %d minutes each this week", load.Task)
	}
	return tandem.Say("about %d minutes each this week, and %d together", load.Task, load.Together)
}

func adherenceOf(page homework.CouplePage) []pages.Adherence {
	var out []pages.Adherence
	for _, p := range page.Couple.ActivePartners() {
		var f homework.Figures
		for _, wk := range page.Weeks {
			f = f.Add(wk.Partners[p.ID])
		}
		a := pages.Adherence{Partner: shown(p), Figure: tandem.Say("nothing due"), Words: tandem.Say("nothing due so far")}
		if ratio, due := f.Ratio(); due {
			a.Figure = tandem.Say("%d%%", int(ratio*100+.5))
			a.Words = tandem.Say("%s done or begun", figures(f, false))
			if f.Passed > 0 {
				a.Words = tandem.Say("%s done or begun; %s", figures(f, false), one(f.Passed, "one not this week, not counted", "%d not this week, not counted"))
			}
		}
		a.Quality = qualityText(page.QualityFor(p.ID))
		out = append(out, a)
	}
	return out
}

// LightWeek makes a week light, or normal again.
func (w *Web) LightWeek(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	id := tandem.CoupleID(c.Param("couple"))
	light := f.Get("light")
	if light != "yes" && light != "no" {
		return tandem.Invalid(tandem.Say("Please choose light or normal."))
	}
	if err := w.Plans.SetLight(ctx, actor, id, c.Param("week"), light == "yes"); err != nil {
		return err
	}
	if light == "yes" {
		return w.done(c, "/couples/"+string(id), "That week is light now. It leaves the count.")
	}
	return w.done(c, "/couples/"+string(id), "That week is normal again.")
}

// OpenPhase opens the plan's next phase.
func (w *Web) OpenPhase(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	id := coupleIn(c)
	if err := w.Plans.OpenPhase(ctx, actor, id, f.Get(plan.FieldReason)); err != nil {
		wrong, status, ok := problem(err)
		if !ok {
			return err
		}
		return w.coupleWith(c, status, nil, wrong, f.Get(plan.FieldReason))
	}
	return w.done(c, "/couples/"+string(id), "The next phase is open.")
}

// Pause holds the plan.
func (w *Web) Pause(c echo.Context) error {
	ctx, actor := ctxOf(c)
	id := tandem.CoupleID(c.Param("couple"))
	if err := w.Plans.Pause(ctx, actor, id); err != nil {
		return err
	}
	return w.done(c, "/couples/"+string(id), "Paused. Later weeks will shift when it goes on.")
}

// Resume lets the plan go on.
func (w *Web) Resume(c echo.Context) error {
	ctx, actor := ctxOf(c)
	id := tandem.CoupleID(c.Param("couple"))
	if err := w.Plans.Resume(ctx, actor, id); err != nil {
		return err
	}
	return w.done(c, "/couples/"+string(id), "The plan goes on.")
}

// reviewAhead is in how many days a review stands that is planned in one tap, so
// that both can prepare.
const reviewAhead = 7

// changeOfLife offers, where life changes for the two, to plan a review in one
// tap or to say "not now".
func (w *Web) changeOfLife(why []pages.Reason, page homework.CouplePage) {
	at := "/couples/" + string(page.Couple.ID)
	for i, s := range page.Signals {
		if s.Changed == "" {
			continue
		}
		why[i].Presses = []pages.Action{
			{Label: tandem.Say("Plan a review in a week"), Href: at + "/reviews", Hidden: []pages.Hidden{{Name: review.FieldKind, Value: string(review.MidPlan)},
				{Name: review.FieldOn, Value: string(page.Day.AddDays(reviewAhead))}}},
			{Label: tandem.Say("Not now"), Href: at + "/homework/" + string(s.About) + "/guide", Hidden: []pages.Hidden{{Name: "kind", Value: string(exercise.MoveNotNow)},
				{Name: "key", Value: w.IDs.New()}, {Name: "version", Value: s.Changed}}}}
	}
}
