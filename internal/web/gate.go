package web

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/plan"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

// Gate is "Before you begin" of a couple.
func (w *Web) Gate(c echo.Context) error { return w.gate(c, http.StatusOK, nil, pages.Problem{}) }

func (w *Web) gate(c echo.Context, status int, typed exercise.Form, p pages.Problem) error {
	ctx, actor := ctxOf(c)
	id := tandem.CoupleID(c.Param("couple"))
	g, err := w.Cases.Gate(ctx, actor, id, "")
	if err != nil {
		return err
	}
	facts := plan.FactsFrom(g.Readiness, tandem.DateOf(w.Clock.Now(), g.Couple.Zone()))
	unmet := plan.Gate(facts)
	m := pages.Gate{Desk: w.desk(ctx, actor), Couple: id, Code: g.Couple.Code, Missing: stillMissing(len(unmet)), Ready: len(unmet) == 0,
		SoloOnly: facts.SoloOnly(), CanWrite: w.caresFor(actor, g.Couple), Problem: p}
	for _, partner := range g.Partners {
		own := plan.Gate(facts.For(partner.Partner.ID))
		m.Partners = append(m.Partners, pages.GatePartner{ID: partner.Partner.ID, Partner: shown(partner.Partner), Lines: w.gateLines(g, partner, own),
			Missing: beginsAlone(len(own)), Ready: len(own) == 0})
	}
	chosen, i := g.Choice.Policy, g.Intake
	week := ""
	if i.BeganWeek > 0 {
		week = strconv.Itoa(i.BeganWeek)
	}
	if typed != nil && typed.Get(casefile.FieldPolicy) != "" {
		chosen = casefile.Policy(typed.Get(casefile.FieldPolicy))
	}
	if typed != nil && typed.Get(casefile.FieldModel) != "" {
		i.Model, i.Identified = casefile.ClientModel(typed.Get(casefile.FieldModel)), tandem.PartnerID(typed.Get(casefile.FieldIdentified))
		week, i.Before = typed.Get(casefile.FieldBeganWeek), typed.Get(casefile.FieldBefore)
	}
	m.BeganWeek, m.Before = week, i.Before
	for _, policy := range casefile.Policies() {
		paper := casefile.PolicyChoice{ID: "shown", Policy: policy}.Paper()
		m.Policies = append(m.Policies, pages.PolicyChoice{Value: string(policy), Title: paper.Title, Body: paper.Body, Chosen: policy == chosen})
	}
	for _, model := range casefile.ClientModels() {
		m.Models = append(m.Models, pages.Option{Value: string(model), Label: modelText(model).In(ctx), Chosen: model == i.Model})
	}
	m.Identified = []pages.Option{{Label: tandem.T(ctx, "nobody")}}
	for _, partner := range g.Couple.ActivePartners() {
		m.Identified = append(m.Identified, pages.Option{Value: string(partner.ID), Label: partner.Name, Chosen: partner.ID == i.Identified})
	}
	return w.render(c, status, pages.GatePage(m))
}

// caresFor tells whether the page offers what the care team's therapists may
// do; the policy decides it.
func (w *Web) caresFor(actor tandem.Actor, c casefile.Couple) bool {
	return c.State == casefile.StateActive && actor.Has(tandem.RoleTherapist) &&
		slices.ContainsFunc(c.TeamAt(w.Clock.Now()), func(m casefile.Member) bool { return m.Person == actor.Person })
}

func stillMissing(n int) tandem.Text {
	if n == 0 {
		return tandem.Say("Everything is there. The plan can begin.")
	}
	return one(n, "One thing is missing before a plan can begin.", "%d things are missing before a plan can begin.")
}

func beginsAlone(n int) tandem.Text {
	if n == 0 {
		return tandem.Say("Could begin alone, with items done alone.")
	}
	return one(n, "One thing is missing.", "%d things are missing.")
}

func modelText(m casefile.ClientModel) tandem.Text {
	switch m {
	case casefile.ModelIdentified:
		return tandem.Say("one partner is the identified client")
	case casefile.ModelTwoIndividuals:
		return tandem.Say("two individual records")
	default:
		return tandem.Say("the relationship: one joint record")
	}
}

func requirementText(r casefile.Requirement) tandem.Text {
	switch r {
	case casefile.RequireConsents:
		return tandem.Say("Consents")
	case casefile.RequirePolicy:
		return tandem.Say("Confidentiality policy")
	case casefile.RequireScreen, casefile.RequireJoint:
		return tandem.Say("Safety screen")
	default:
		return tandem.Say("Own goal")
	}
}

// gateLines are the requirements of one partner with how they stand.
func (w *Web) gateLines(g casefile.Gate, p casefile.PartnerReadiness, unmet []plan.Unmet) []pages.GateLine {
	var lines []pages.GateLine
	for _, r := range plan.Requirements() {
		line := pages.GateLine{Name: requirementText(r), State: tandem.Say("there"), Met: true}
		if r == casefile.RequireScreen && p.Screen.Result != "" {
			line.State = tandem.Say("%s, seen on %s, again by %s", resultText(p.Screen.Result), p.Screen.On.Text(), p.Screen.NextDue.LongText())
		}
		if r == casefile.RequireGoal && p.Goal != "" {
			line.State = goalText(p.Goal)
			if p.Words != "" {
				line.State = tandem.Say("%s: %s", goalText(p.Goal), tandem.Say("%s", p.Words))
			}
		}
		if g.Granted(r, p.Partner.ID) {
			line.State = tandem.Say("left out, signed by a clinician")
		}
		for _, u := range unmet {
			if u.Requirement == r || r == casefile.RequireScreen && u.Requirement == casefile.RequireJoint {
				line.Met = false
				line.State = u.Text
			}
		}
		if r == casefile.RequireGoal && p.Asked {
			line.State = tandem.Say("%s · asked on their phone", line.State)
		}
		lines = append(lines, line)
	}
	return lines
}

func resultText(r casefile.ScreenResult) tandem.Text {
	switch r {
	case casefile.NoConcern:
		return tandem.Say("no concern")
	case casefile.Monitor:
		return tandem.Say("monitor")
	default:
		return tandem.Say("conjoint work not indicated")
	}
}

func goalText(g casefile.Goal) tandem.Text {
	switch g {
	case casefile.GoalImprove:
		return tandem.Say("improve the relationship")
	case casefile.GoalClarify:
		return tandem.Say("clarify its future")
	}
	return tandem.Say("not said yet")
}

func howText(h casefile.ScreenHow) tandem.Text {
	switch h {
	case casefile.ScreenInterview:
		return tandem.Say("interview")
	case casefile.ScreenWritten:
		return tandem.Say("written tool")
	default:
		return tandem.Say("interview and written tool")
	}
}

// SettleIntake keeps how a couple came.
func (w *Web) SettleIntake(c echo.Context) error {
	return w.onCouple(c, func(ctx context.Context, actor tandem.Actor, id tandem.CoupleID, f exercise.Form) error {
		return w.Cases.SettleIntake(ctx, actor, id, casefile.IntakeInput{Model: f.Get(casefile.FieldModel), Identified: tandem.PartnerID(f.Get(casefile.FieldIdentified)),
			BeganWeek: f.Get(casefile.FieldBeganWeek), Before: f.Get(casefile.FieldBefore)})
	}, w.gate, "/gate", "Saved.")
}

// ChoosePolicy chooses the confidentiality policy.
func (w *Web) ChoosePolicy(c echo.Context) error {
	return w.onCouple(c, func(ctx context.Context, actor tandem.Actor, id tandem.CoupleID, f exercise.Form) error {
		return w.Cases.ChoosePolicy(ctx, actor, id, casefile.Policy(f.Get(casefile.FieldPolicy)))
	}, w.gate, "/gate", "Chosen. Both partners are asked to sign it.")
}

// PartnerGate is one partner's part of "Before you begin".
func (w *Web) PartnerGate(c echo.Context) error {
	return w.partnerGate(c, http.StatusOK, nil, pages.Problem{})
}

// screenAgain is how long after a screen the next one is proposed, in days: the
// rhythm of the quarterly review.
const screenAgain = 91

func (w *Web) partnerGate(c echo.Context, status int, typed exercise.Form, problem pages.Problem) error {
	ctx, actor := ctxOf(c)
	id, partner := tandem.CoupleID(c.Param("couple")), tandem.PartnerID(c.Param("partner"))
	g, err := w.Cases.Gate(ctx, actor, id, partner)
	if err != nil {
		return err
	}
	p, _ := g.Of(partner)
	today := tandem.DateOf(w.Clock.Now(), g.Couple.Zone())
	unmet := plan.Gate(plan.FactsFrom(g.Readiness, today))
	m := pages.PartnerGate{Desk: w.desk(ctx, actor), Couple: id, ID: partner, Partner: shown(p.Partner), Lines: w.gateLines(g, p, unmet), CanWrite: w.caresFor(actor, g.Couple),
		Problem: problem, Name: p.Partner.Name, On: string(today), NextDue: string(today.AddDays(screenAgain)), Alone: !g.Second,
		Reason: typed.Get(casefile.FieldReason), Signed: typed.Get(casefile.FieldSigned)}
	if typed != nil && typed.Get(casefile.FieldHow) != "" {
		m.On, m.NextDue = typed.Get(casefile.FieldOn), typed.Get(casefile.FieldNextDue)
	}
	if typed[casefile.FieldPaperName] != nil {
		m.Name = typed.Get(casefile.FieldPaperName)
	}
	for _, paper := range g.Papers {
		line := pages.PaperLine{Title: paper.Title, State: tandem.Say("not signed"), Digest: paper.Digest(), Ticked: slices.Contains(typed[casefile.FieldPapers], paper.Digest())}
		if s, ok := paper.SignedBy(partner, g.Signatures); ok {
			line.Digest = ""
			line.State = tandem.Say("signed on %s", dayOf(s.At, g.Couple.TimeZone))
			if s.How == casefile.SignedOnPaper {
				line.State = tandem.Say("signed on paper, recorded on %s", dayOf(s.At, g.Couple.TimeZone))
			}
		}
		if s, back := paper.TakenBackBy(partner, g.Signatures); back {
			line.State = tandem.Say("signed on %s, taken back on %s", dayOf(s.At, g.Couple.TimeZone), dayOf(s.TakenBackAt, g.Couple.TimeZone))
		}
		m.Papers = append(m.Papers, line)
	}
	for _, how := range casefile.ScreenHows() {
		m.Hows = append(m.Hows, pages.Option{Value: string(how), Label: howText(how).In(ctx), Chosen: string(how) == typed.Get(casefile.FieldHow)})
	}
	for _, result := range append([]casefile.ScreenResult{""}, casefile.ScreenResults()...) {
		label := tandem.T(ctx, "Please choose")
		if result != "" {
			label = resultText(result).In(ctx)
		}
		m.Results = append(m.Results, pages.Option{Value: string(result), Label: label, Chosen: string(result) == typed.Get(casefile.FieldResult)})
	}
	m.GoalWords = typed.Get(casefile.FieldGoalWords)
	for _, goal := range append([]casefile.Goal{""}, casefile.Goals()...) {
		m.Goals = append(m.Goals, pages.Option{Value: string(goal), Label: goalText(goal).In(ctx), Chosen: string(goal) == typed.Get(casefile.FieldGoal)})
	}
	m.AskGoal = m.CanWrite && !p.Asked
	w.overridesOf(ctx, &m, g, unmet, typed)
	return w.render(c, status, pages.PartnerGatePage(m))
}

// overridesOf fills what was asked to be left out, and what could be.
func (w *Web) overridesOf(ctx context.Context, m *pages.PartnerGate, g casefile.Gate, unmet []plan.Unmet, typed exercise.Form) {
	waits := map[casefile.Requirement]bool{}
	for _, o := range g.Overrides {
		if o.Partner != m.ID {
			continue
		}
		waits[o.Requirement] = waits[o.Requirement] || o.State == casefile.OverrideAsked
		m.Overrides = append(m.Overrides, pages.OverrideLine{Name: requirementText(o.Requirement), State: overrideText(o.State), Reason: o.Reason})
	}
	for _, u := range unmet {
		if u.Overridable && !waits[u.Requirement] {
			m.Require = append(m.Require, pages.Option{Value: string(u.Requirement), Label: requirementText(u.Requirement).In(ctx), Chosen: string(u.Requirement) == typed.Get(casefile.FieldRequire)})
		}
	}
}

func overrideText(s casefile.OverrideState) tandem.Text {
	switch s {
	case casefile.OverrideAsked:
		return tandem.Say("waits for a second clinician")
	case casefile.OverrideGranted:
		return tandem.Say("granted and signed")
	case casefile.OverrideWithdrawn:
		return tandem.Say("withdrawn by whoever asked")
	default:
		return tandem.Say("declined")
	}
}

// onGate runs a change of one partner's part from a form.
func (w *Web) onGate(c echo.Context, change func(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, partner tandem.PartnerID, f exercise.Form) error, source string) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	id, partner := tandem.CoupleID(c.Param("couple")), tandem.PartnerID(c.Param("partner"))
	if err := change(ctx, actor, id, partner, f); err != nil {
		p, status, ok := problem(err)
		if !ok {
			return err
		}
		return w.partnerGate(c, status, f, p)
	}
	return w.done(c, "/couples/"+string(id)+"/partners/"+string(partner)+"/gate", source)
}

// RecordPaper writes down what was signed on paper.
func (w *Web) RecordPaper(c echo.Context) error {
	return w.onGate(c, func(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, partner tandem.PartnerID, f exercise.Form) error {
		return w.Cases.RecordPaper(ctx, actor, couple, partner, casefile.PaperInput{Digests: f[casefile.FieldPapers], Name: f.Get(casefile.FieldPaperName)})
	}, "Recorded.")
}

// RecordScreen records a safety screen.
func (w *Web) RecordScreen(c echo.Context) error {
	return w.onGate(c, func(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, partner tandem.PartnerID, f exercise.Form) error {
		return w.Cases.RecordScreen(ctx, actor, couple, partner, casefile.ScreenInput{On: f.Get(casefile.FieldOn), How: f.Get(casefile.FieldHow),
			Result: f.Get(casefile.FieldResult), NextDue: f.Get(casefile.FieldNextDue),
			Goal: f.Get(casefile.FieldGoal), Words: f.Get(casefile.FieldGoalWords)})
	}, "Recorded.")
}

// AskGoal asks a partner on their own phone what they hope for.
func (w *Web) AskGoal(c echo.Context) error {
	return w.onGate(c, func(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, partner tandem.PartnerID, _ exercise.Form) error {
		return w.Cases.AskGoal(ctx, actor, couple, partner)
	}, "Asked. They find the question on their phone.")
}

// AskOverride asks to begin without something.
func (w *Web) AskOverride(c echo.Context) error {
	return w.onGate(c, func(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, partner tandem.PartnerID, f exercise.Form) error {
		return w.Cases.AskOverride(ctx, actor, couple, partner, casefile.OverrideInput{Requirement: casefile.Requirement(f.Get(casefile.FieldRequire)),
			Reason: f.Get(casefile.FieldReason), Signed: f.Get(casefile.FieldSigned), Passphrase: f.Get(casefile.FieldPassphrase)})
	}, "Noted, with its reason.")
}

// Overrides is what waits for a second clinician.
func (w *Web) Overrides(c echo.Context) error {
	return w.overrides(c, http.StatusOK, "", "", pages.Problem{})
}

func (w *Web) overrides(c echo.Context, status int, tried tandem.OverrideID, signed string, p pages.Problem) error {
	ctx, actor := ctxOf(c)
	list, err := w.Cases.Requests(ctx, actor)
	if err != nil {
		return err
	}
	m := pages.Overrides{Desk: w.desk(ctx, actor)}
	for _, r := range list {
		o := pages.OverrideRequest{ID: r.Override.ID, Name: requirementText(r.Override.Requirement), Reason: r.Override.Reason, By: r.By,
			When: dayOf(r.Override.AskedAt, "UTC"), Own: r.Own}
		if r.Override.ID == tried {
			o.Signed, o.Problem = signed, renamed(p, "-"+string(tried))
		}
		m.Requests = append(m.Requests, o)
	}
	return w.render(c, status, pages.OverridesPage(m))
}

// renamed is the problem for a form whose fields' names end so.
func renamed(p pages.Problem, end string) pages.Problem {
	p.Fields = slices.Clone(p.Fields)
	for i := range p.Fields {
		p.Fields[i].Field += end
	}
	return p
}

// SettleOverride grants or declines.
func (w *Web) SettleOverride(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	id := tandem.OverrideID(c.Param("override"))
	at := func(name string) string { return f.Get(name + "-" + string(id)) }
	in := casefile.SettleInput{Grant: f.Get("decision") == "grant", Signed: at(casefile.FieldSigned), Passphrase: at(casefile.FieldPassphrase)}
	if !in.Grant && f.Get("decision") != "decline" {
		return tandem.Invalid(tandem.Say("Please sign or decline."))
	}
	if err := w.Cases.SettleOverride(ctx, actor, id, in); err != nil {
		p, status, ok := problem(err)
		if !ok {
			return err
		}
		return w.overrides(c, status, id, in.Signed, p)
	}
	if in.Grant {
		return w.done(c, "/overrides", "Signed.")
	}
	return w.done(c, "/overrides", "Declined.")
}

// WithdrawOverride takes back a request of one's own.
func (w *Web) WithdrawOverride(c echo.Context) error {
	ctx, actor := ctxOf(c)
	if err := w.Cases.WithdrawOverride(ctx, actor, tandem.OverrideID(c.Param("override"))); err != nil {
		return err
	}
	return w.done(c, "/overrides", "Withdrawn. Nobody is asked to sign it any more.")
}

// Consents is what the practice asks its clients to sign.
func (w *Web) Consents(c echo.Context) error {
	return w.consents(c, http.StatusOK, casefile.ConsentInput{}, pages.Problem{})
}

func (w *Web) consents(c echo.Context, status int, typed casefile.ConsentInput, p pages.Problem) error {
	ctx, actor := ctxOf(c)
	own, err := w.Cases.Consents(ctx, actor)
	if err != nil {
		return err
	}
	m := pages.Consents{Desk: w.desk(ctx, actor), Title: typed.Title, Words: typed.Words, Problem: p}
	for _, o := range own {
		m.Own = append(m.Own, pages.OwnConsent{ID: o.ID, Title: o.Title, Words: o.Words, Since: tandem.Say("asked since %s", dayOf(o.AddedAt, "UTC"))})
	}
	for _, paper := range casefile.Papers(casefile.PolicyChoice{}, casefile.ModelRelationship, nil) {
		m.Ours = append(m.Ours, pages.PolicyChoice{Title: paper.Title, Body: paper.Body})
	}
	return w.render(c, status, pages.ConsentsPage(m))
}

// AddConsent adds a text of the practice's own.
func (w *Web) AddConsent(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	in := casefile.ConsentInput{Title: f.Get(casefile.FieldTitle), Words: f.Get(casefile.FieldWords)}
	if err := w.Cases.AddConsent(ctx, actor, in); err != nil {
		p, status, ok := problem(err)
		if !ok {
			return err
		}
		return w.consents(c, status, in, p)
	}
	return w.done(c, "/agreements-of-practice", "Added. Every partner is asked to sign it.")
}

// RetireConsent takes a text back.
func (w *Web) RetireConsent(c echo.Context) error {
	ctx, actor := ctxOf(c)
	if err := w.Cases.RetireConsent(ctx, actor, tandem.ConsentID(c.Param("consent"))); err != nil {
		return err
	}
	return w.done(c, "/agreements-of-practice", "Taken back.")
}
