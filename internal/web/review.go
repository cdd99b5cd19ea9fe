package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/report"
	"tandem/internal/review"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

func reviewsHref(couple tandem.CoupleID) string { return "/couples/" + string(couple) + "/reviews" }

func reviewHref(couple tandem.CoupleID, id tandem.ReviewID) string {
	return reviewsHref(couple) + "/" + string(id)
}

// reviewOf are the ids of a staff path about one review.
func reviewOf(c echo.Context) (tandem.CoupleID, tandem.ReviewID) {
	return tandem.CoupleID(c.Param("couple")), tandem.ReviewID(c.Param("review"))
}

// Reviews lists a couple's reviews and offers to schedule one.
func (w *Web) Reviews(c echo.Context) error {
	return w.reviews(c, http.StatusOK, review.ScheduleInput{}, pages.Problem{})
}

func (w *Web) reviews(c echo.Context, status int, typed review.ScheduleInput, p pages.Problem) error {
	ctx, actor := ctxOf(c)
	id := tandem.CoupleID(c.Param("couple"))
	list, err := w.ReviewsOf.List(ctx, actor, id)
	if err != nil {
		return err
	}
	m := pages.Reviews{Desk: w.desk(ctx, actor), Couple: id, CanHold: holds(actor, list.Couple, w), On: typed.On, Problem: p}
	if typed.On == "" && typed.Kind == "" {
		m.On = string(list.Day.AddDays(7))
		if len(list.Foreseen) > 0 { // the next one is offered
			typed.Kind = string(list.Foreseen[0].Kind)
			if on := list.Foreseen[0].On; on != "" {
				m.On = string(on)
			}
		}
	}
	for _, f := range list.Foreseen {
		line := tandem.Say("%s in week %d", f.Kind.Text(), f.Week)
		if f.On != "" {
			line = tandem.Say("%s in week %d, until %s", f.Kind.Text(), f.Week, f.On.Text())
		}
		m.Foreseen = append(m.Foreseen, line)
	}
	for _, partner := range list.Couple.ActivePartners() {
		m.Partners = append(m.Partners, shown(partner))
	}
	for _, k := range review.Kinds() {
		m.Kinds = append(m.Kinds, pages.Option{Value: string(k), Label: k.Text().In(ctx), Chosen: string(k) == typed.Kind})
	}
	for _, r := range list.Reviews {
		m.UnderWay = m.UnderWay || r.State == review.Scheduled || r.State == review.Open
		m.Rows = append(m.Rows, pages.ReviewLine{Href: reviewHref(id, r.ID), Name: r.Kind.Text(), On: r.On.LongText(),
			State: stateForStaff(r), Asks: r.State != review.Frozen && r.State != review.Cancelled && (r.State != review.Scheduled || r.On <= list.Day)})
	}
	return w.render(c, status, pages.ReviewsPage(m))
}

// holds tells whether the page offers what only the care team may do; the
// services decide.
func holds(actor tandem.Actor, c casefile.Couple, w *Web) bool {
	return c.State == casefile.StateActive && actor.Has(tandem.RoleTherapist) &&
		slices.ContainsFunc(c.TeamAt(w.Clock.Now()), func(m casefile.Member) bool { return m.Person == actor.Person })
}

func stateForStaff(r review.Review) tandem.Text {
	switch r.State {
	case review.Scheduled:
		return tandem.Say("being prepared")
	case review.Open:
		return tandem.Say("open in session")
	case review.Signing:
		return tandem.Say("waits for signatures")
	case review.Cancelled:
		return tandem.Say("cancelled")
	default:
		return tandem.Say("signed")
	}
}

// ScheduleReview sets a day for a review.
func (w *Web) ScheduleReview(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	id := tandem.CoupleID(c.Param("couple"))
	in := review.ScheduleInput{Kind: f.Get("kind"), On: f.Get("on")}
	r, err := w.ReviewsOf.Schedule(ctx, actor, id, in)
	if err != nil {
		p, status, ok := problem(err)
		if !ok {
			return err
		}
		return w.reviews(c, status, in, p)
	}
	return w.done(c, reviewHref(id, r.ID), "Scheduled. Each partner finds the preparation on their phone.")
}

// Review shows one review to the care team.
func (w *Web) Review(c echo.Context) error { return w.review(c, http.StatusOK, back{}) }

// back is a form of the review's page that came back.
type back struct {
	problem  pages.Problem
	conflict tandem.Text
	content  *review.ContentInput // as typed
	on       string
	text     string
	name     string // of the signer
	signing  bool
}

func (w *Web) review(c echo.Context, status int, b back) error {
	ctx, actor := ctxOf(c)
	couple, id := reviewOf(c)
	page, err := w.ReviewsOf.See(ctx, actor, couple, id)
	if err != nil {
		return err
	}
	r := page.Review
	if c.QueryParam("alone") != "" && status == http.StatusOK {
		return w.render(c, status, pages.ReviewAlonePage(w.reviewAlone(ctx, actor, page)))
	}
	can := holds(actor, page.Couple, w)
	m := pages.Review{Desk: w.desk(ctx, actor), Couple: couple, Review: id, Sheet: sheet(page.Record, page.Couple.TimeZone),
		State: pages.ReviewState(r.State), CanHold: can, Problem: b.problem, Conflict: b.conflict, On: string(r.On), Typed: b.text}
	if b.on != "" {
		m.On = b.on
	}
	switch r.State {
	case review.Scheduled:
		m.Preparing = preparing(page)
	case review.Cancelled:
		m.CanHold = false
	case review.Frozen:
		m.Adding = can
	default:
		w.reviewTools(ctx, &m, page, actor, b)
	}
	if r.State != review.Scheduled && r.State != review.Cancelled {
		m.Brought = brought(ctx, page)
		m.Figures, m.Period = lookedBackOn(page)
		m.Private = staffHomeworkHref(couple, r.Preparation)
	}
	return w.render(c, status, pages.ReviewPage(m))
}

// lookedBackOn is the time that a review looks back on, and where the figures of
// that time stand as both may read them.
func lookedBackOn(page review.Page) (href string, period tandem.Text) {
	to := min(page.Review.On, page.Day)
	if page.Since == "" || page.Since >= to {
		return "", tandem.Text{}
	}
	q := url.Values{report.FieldEdition: {string(report.EditionJoint)}, report.FieldFrom: {string(page.Since)}, report.FieldTo: {string(to)}}
	return "/couples/" + string(page.Couple.ID) + "/summary?" + q.Encode(), tandem.Say("Looking back on %s to %s", page.Since.LongText(), to.LongText())
}

// reviewAlone is what stands on a page of the care team's own.
func (w *Web) reviewAlone(ctx context.Context, actor tandem.Actor, page review.Page) pages.ReviewAlone {
	r := page.Review
	m := pages.ReviewAlone{Desk: w.desk(ctx, actor), Couple: r.Couple, Review: r.ID, Name: r.Kind.Text(), On: r.On.LongText()}
	for _, a := range page.Alone {
		m.For = append(m.For, pages.ReviewAloneFor{Partner: shownID(page.Couple, a.Partner), Changes: a.Changes})
	}
	return m
}

// reviewTools are the forms of a review that is being held or signed.
func (w *Web) reviewTools(ctx context.Context, m *pages.Review, page review.Page, actor tandem.Actor, b back) {
	if !m.CanHold {
		return
	}
	m.Form = contentForm(ctx, page, b.content)
	r, base := page.Review, reviewHref(page.Couple.ID, page.Review.ID)
	for _, part := range r.Part {
		p := shownID(page.Couple, part.Partner)
		m.Absent = append(m.Absent, pages.ReviewAttendance{Partner: p, Absent: part.Absent, Href: base + "/partners/" + string(part.Partner) + "/absent"})
		if _, done := page.Signed(part.Partner); !done && !part.Absent && r.State == review.Signing {
			m.Paper = append(m.Paper, pages.ReviewPaper{Partner: p, Href: base + "/partners/" + string(part.Partner) + "/paper", Digest: page.Digest})
		}
	}
	mine := slices.ContainsFunc(page.Signatures, func(s review.Standing) bool { return !s.Void && s.Person == actor.Person })
	if r.State == review.Signing && !mine {
		m.Sign = &pages.ReviewSigning{Action: base + "/sign", Digest: page.Digest}
		if b.signing {
			m.Sign.Name, m.Sign.Problem = b.name, b.problem
		}
	}
}

func preparing(page review.Page) []pages.ReviewPreparing {
	var out []pages.ReviewPreparing
	for _, p := range page.Preparing {
		line := pages.ReviewPreparing{Partner: shownID(page.Couple, p.Partner), State: tandem.Say("has not begun")}
		switch p.State {
		case exercise.PartDone:
			line.State = tandem.Say("has prepared")
		case exercise.PartPartly:
			line.State = tandem.Say("has begun")
		case exercise.PartPassed:
			line.State = tandem.Say("chose not to prepare")
		}
		out = append(out, line)
	}
	return out
}

// brought is what both prepared, question by question in the order in which
// they were asked, so that what got better stands first.
func brought(ctx context.Context, page review.Page) []pages.ReviewBrought {
	var out []pages.ReviewBrought
	for _, st := range page.Definition.Steps {
		for i := range st.Fields {
			q := pages.ReviewBrought{Question: words(st.Fields[i].Label)}
			for _, e := range page.Brought {
				if lines := linesOf(ctx, &st.Fields[i], e); len(lines) > 0 {
					q.By = append(q.By, pages.ReviewWords{Author: shownID(page.Couple, e.Author), Lines: lines})
				}
			}
			slices.SortFunc(q.By, func(a, b pages.ReviewWords) int { return a.Author.Position - b.Author.Position })
			if len(q.By) > 0 {
				out = append(out, q)
			}
		}
	}
	return out
}

// linesOf are the lines that an entry has under a question, one for each thing
// of a list.
func linesOf(ctx context.Context, f *exercise.Field, e homework.Entry) []string {
	var lines []string
	add := func(all ...pages.Answer) {
		var parts []string
		for _, a := range all {
			if a.Words != "" {
				parts = append(parts, a.Words)
			}
			for _, said := range a.Said {
				parts = append(parts, said.In(ctx))
			}
		}
		if len(parts) > 0 {
			lines = append(lines, strings.Join(parts, " · "))
		}
	}
	for _, s := range e.Fields {
		switch {
		case s.Field != f.ID:
		case f.Type != exercise.List:
			add(answer(f, "", s.Value))
		default:
			for _, item := range s.Value.Items {
				add(itemAnswers(f, "", item)...)
			}
		}
	}
	return lines
}

// contentForm is the form with what stands, or with what was typed.
func contentForm(ctx context.Context, page review.Page, typed *review.ContentInput) *pages.ReviewForm {
	in := review.Typed(page.Review, page.Couple)
	if typed != nil {
		version := in.Version
		in = *typed
		in.Version = version
	}
	f := &pages.ReviewForm{Trials: trialFields(ctx, page, in.Trials), Version: in.Version, Improvements: in.Improvements, Changes: in.Changes, PlanChanges: in.PlanChanges, NextOn: in.NextOn,
		Signed: slices.ContainsFunc(page.Signatures, func(s review.Standing) bool { return !s.Void })}
	for n := range review.MaxDecisions {
		d := pages.ReviewDecisionFields{}
		owner := review.OwnerBoth
		if n < len(in.Decisions) {
			d.Text, d.Due, owner = in.Decisions[n].Text, in.Decisions[n].Due, in.Decisions[n].Owner
		}
		d.Owners = []pages.Option{{Value: review.OwnerBoth, Label: tandem.T(ctx, "Both"), Chosen: owner == review.OwnerBoth}}
		for _, p := range page.Couple.ActivePartners() {
			value := strconv.Itoa(p.Position)
			d.Owners = append(d.Owners, pages.Option{Value: value, Label: p.Name, Chosen: owner == value})
		}
		f.Decisions = append(f.Decisions, d)
	}
	for n := range review.MaxTargets {
		var t review.TargetInput
		if n < len(in.Targets) {
			t = in.Targets[n]
		}
		f.Targets = append(f.Targets, targetFields(ctx, t))
	}
	f.Plan = optionsOf(ctx, tandem.Say("Not decided"), review.PlanDecisions(), in.Plan)
	f.Holds = optionsOf(ctx, tandem.Say("Not looked at"), review.HoldsAnswers(), in.Holds)
	f.Again, f.Adjust = againLinks(ctx, page), adjustLinks(page)
	return f
}

// optionsOf are the values that can be chosen, and nothing before them.
func optionsOf[T interface {
	~string
	Text() tandem.Text
}](ctx context.Context, none tandem.Text, all []T, chosen string) []pages.Option {
	out := []pages.Option{{Value: "", Label: none.In(ctx), Chosen: chosen == ""}}
	for _, v := range all {
		out = append(out, pages.Option{Value: string(v), Label: v.Text().In(ctx), Chosen: string(v) == chosen})
	}
	return out
}

// targetFields are a target as typed, with a hint where a smaller one may help.
func targetFields(ctx context.Context, in review.TargetInput) pages.ReviewTargetFields {
	f := pages.ReviewTargetFields{Text: in.Text, Notice: in.Notice, Due: in.Due,
		Confidence: []pages.Option{{Value: "", Label: tandem.T(ctx, "Not asked"), Chosen: in.Confidence == ""}}}
	for n := range review.MostConfident + 1 {
		value := strconv.Itoa(n)
		f.Confidence = append(f.Confidence, pages.Option{Value: value, Label: value, Chosen: in.Confidence == value})
		f.Smaller = f.Smaller || in.Confidence == value && review.Target{Confidence: &n}.Small()
	}
	return f
}

// trialFields are what was tried: what is written down already, then each trial
// that is running, by its name; in a trial review there is room for one more.
func trialFields(ctx context.Context, page review.Page, in []review.TrialInput) []pages.ReviewTrialFields {
	running := map[string]homework.Between{}
	for _, b := range page.Between {
		if b.Shelf != exercise.ShelfTrials {
			continue
		}
		running[b.Words] = b
		if !slices.ContainsFunc(in, func(t review.TrialInput) bool { return t.Text == b.Words }) {
			in = append(slices.Clone(in), review.TrialInput{Text: b.Words})
		}
	}
	if page.Review.Kind == review.Trial && len(in) < review.MaxTrials && !slices.ContainsFunc(in, func(t review.TrialInput) bool { return t.Text == "" }) {
		in = append(slices.Clone(in), review.TrialInput{})
	}
	var out []pages.ReviewTrialFields
	for _, t := range in[:min(len(in), review.MaxTrials)] {
		f := pages.ReviewTrialFields{Text: t.Text, Noticed: t.Noticed, Becomes: optionsOf(ctx, tandem.Say("Not looked at"), review.AllBecomes(), t.Becomes)}
		if b, ok := running[t.Text]; ok {
			f.Href = staffHomeworkHref(page.Couple.ID, b.Assignment)
			if f.Running = tandem.Say("Running"); b.Due != "" {
				f.Running = tandem.Say("Running; they look back on %s", b.Due.LongText())
			}
		}
		out = append(out, f)
	}
	return out
}

// againLinks are where what matters to the two stands, and how it can be looked
// at anew.
func againLinks(ctx context.Context, page review.Page) []pages.Link {
	var links []pages.Link
	for _, b := range page.Between {
		if b.Shelf == exercise.ShelfValues || b.Shelf == exercise.ShelfPurpose {
			links = append(links, pages.Link{Label: tandem.Say("What stands in “%s”", words(b.Name)), Href: staffHomeworkHref(page.Couple.ID, b.Assignment)})
		}
	}
	for _, def := range page.Again {
		links = append(links, pages.Link{Label: tandem.Say("Give “%s” once", words(def.Name)), Href: planPath(page.Couple.ID, "/once?exercise="+string(def.ID))})
	}
	return links
}

// adjustLinks are the rituals and limits that may be changed, each on its page.
func adjustLinks(page review.Page) []pages.ReviewAdjust {
	var out []pages.ReviewAdjust
	for _, group := range []struct {
		shelf exercise.ShelfID
		title tandem.Text
	}{{exercise.ShelfRituals, tandem.Say("Habits and rituals")}, {exercise.ShelfBoundaries, tandem.Say("Limits")}} {
		a := pages.ReviewAdjust{Title: group.title}
		for _, b := range page.Between {
			if b.Shelf == group.shelf {
				a.Links = append(a.Links, pages.Link{Label: tandem.Say("%s", b.Words), Href: staffHomeworkHref(page.Couple.ID, b.Assignment)})
			}
		}
		out = append(out, a)
	}
	return out
}

// agreedOf is what a posted form says was agreed.
func agreedOf(f exercise.Form) review.ContentInput {
	in := review.ContentInput{Version: f.Get("version"), Improvements: f.Get(review.FieldImprovements), Changes: f.Get(review.FieldChanges),
		Plan: f.Get(review.FieldPlan), PlanChanges: f.Get(review.FieldPlanChanges), Anew: f.Get(review.FieldAnew) == "yes", Holds: f.Get(review.FieldHolds), NextOn: f.Get(review.FieldNextOn)}
	for n := range review.MaxDecisions {
		at := func(part string) string { return f.Get(review.DecisionField(n, part)) }
		in.Decisions = append(in.Decisions, review.DecisionInput{Text: at("text"), Owner: at("owner"), Due: at("due")})
	}
	for n := range review.MaxTargets {
		at := func(part string) string { return f.Get(review.TargetField(n, part)) }
		in.Targets = append(in.Targets, review.TargetInput{Text: at("text"), Notice: at("notice"), Due: at("due"), Confidence: at("confidence")})
	}
	for n := range review.MaxTrials {
		at := func(part string) string { return f.Get(review.TrialField(n, part)) }
		in.Trials = append(in.Trials, review.TrialInput{Text: at("text"), Becomes: at("becomes"), Noticed: at("noticed")})
	}
	return in
}

// reviewAgain shows the review's page with what went wrong, or passes the
// error on.
func (w *Web) reviewAgain(c echo.Context, err error, b back) error {
	p, status, ok := problem(err)
	if !ok {
		return err
	}
	if status == http.StatusConflict {
		b.conflict = p.Sentence
	} else {
		b.problem = p
	}
	return w.review(c, status, b)
}

// MoveReview moves a review to another day.
func (w *Web) MoveReview(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	couple, id := reviewOf(c)
	if _, err := w.ReviewsOf.Reschedule(ctx, actor, couple, id, f.Get("on")); err != nil {
		return w.reviewAgain(c, err, back{on: f.Get("on")})
	}
	return w.done(c, reviewHref(couple, id), "Moved. What was prepared is kept.")
}

// CancelReview calls a review off before it is opened.
func (w *Web) CancelReview(c echo.Context) error {
	ctx, actor := ctxOf(c)
	couple, id := reviewOf(c)
	if _, err := w.ReviewsOf.Cancel(ctx, actor, couple, id); err != nil {
		return w.reviewAgain(c, err, back{})
	}
	return w.done(c, reviewsHref(couple), "Cancelled. What was prepared stays with whoever wrote it.")
}

// OpenReview opens a review in session.
func (w *Web) OpenReview(c echo.Context) error {
	ctx, actor := ctxOf(c)
	couple, id := reviewOf(c)
	if _, err := w.ReviewsOf.Open(ctx, actor, couple, id); err != nil {
		return w.reviewAgain(c, err, back{})
	}
	return see(c, reviewHref(couple, id))
}

// WriteReview writes down what was agreed.
func (w *Web) WriteReview(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	couple, id := reviewOf(c)
	in := agreedOf(f)
	if _, err := w.ReviewsOf.Write(ctx, actor, couple, id, in); err != nil {
		return w.reviewAgain(c, err, back{content: &in})
	}
	return w.done(c, reviewHref(couple, id), "Saved.")
}

// OfferReview puts a review up for signing.
func (w *Web) OfferReview(c echo.Context) error {
	ctx, actor := ctxOf(c)
	couple, id := reviewOf(c)
	if _, err := w.ReviewsOf.Offer(ctx, actor, couple, id); err != nil {
		return w.reviewAgain(c, err, back{})
	}
	return w.done(c, reviewHref(couple, id), "Up for signing. Both can read it on their phones.")
}

// AttendReview marks whether a partner was there.
func (w *Web) AttendReview(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	couple, id := reviewOf(c)
	absent := f.Get("absent")
	if absent != "yes" && absent != "no" {
		return tandem.Invalid(tandem.Say("Please choose there or not there."))
	}
	if _, err := w.ReviewsOf.Attend(ctx, actor, couple, id, tandem.PartnerID(c.Param("partner")), absent == "yes"); err != nil {
		return w.reviewAgain(c, err, back{})
	}
	return see(c, reviewHref(couple, id))
}

// PaperReview records a signature on paper.
func (w *Web) PaperReview(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	couple, id := reviewOf(c)
	if _, err := w.ReviewsOf.SignOnPaper(ctx, actor, couple, id, tandem.PartnerID(c.Param("partner")), f.Get("digest")); err != nil {
		return w.reviewAgain(c, err, back{})
	}
	return w.done(c, reviewHref(couple, id), "Recorded.")
}

// AddToReview adds to a review that everybody has signed.
func (w *Web) AddToReview(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	couple, id := reviewOf(c)
	if err := w.ReviewsOf.Add(ctx, actor, couple, id, f.Get(review.FieldAddition)); err != nil {
		return w.reviewAgain(c, err, back{text: f.Get(review.FieldAddition)})
	}
	return w.done(c, reviewHref(couple, id), "Added.")
}

// SignReviewAsStaff signs for the care team.
func (w *Web) SignReviewAsStaff(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	couple, id := reviewOf(c)
	if _, err := w.ReviewsOf.SignAsStaff(ctx, actor, couple, id, signInput(f)); err != nil {
		return w.reviewAgain(c, err, back{name: f.Get(review.FieldName), signing: true})
	}
	return w.done(c, reviewHref(couple, id), "Signed. Thank you.")
}
