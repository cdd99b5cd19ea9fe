package web

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

func (w *Web) phone(ctx context.Context) pages.Phone {
	p := pages.Phone{Demo: w.Demo, Notice: w.notice(ctx)}
	if actor := tandem.ActorOf(ctx); actor.Has(tandem.RolePartner) {
		n, ok, err := w.Homework.FindPause(ctx, actor)
		if err != nil { // the page is worth more than its button
			w.Log.WarnContext(ctx, "looking for the pause", "kind", string(tandem.KindOf(err)))
		}
		if ok {
			a := openAction(n)
			p.Pause = &a
		}
	}
	return p
}

// Today is a partner's home: what is open, smallest first.
func (w *Web) Today(c echo.Context) error {
	ctx, actor := ctxOf(c)
	today, err := w.Homework.Today(ctx, actor)
	if err != nil {
		return err
	}
	waiting, err := w.Cases.OpenAgreements(ctx, actor)
	if err != nil {
		return err
	}
	m := pages.Today{Phone: w.phone(ctx), Mood: pages.TodayNotStarted, Greeting: tandem.Say("Hello")}
	if waiting > 0 {
		m.Papers = one(waiting, "One agreement waits for you to read it.", "%d agreements wait for you to read them.")
	}
	minutes, open, before := 0, 0, 0
	own, err := w.ReviewsOf.OwnList(ctx, actor)
	if err != nil {
		return err
	}
	m.Reviews = len(own) > 0
	for _, o := range own {
		if o.Asks() {
			m.Cards = append(m.Cards, signingCard(ctx, o, open == 0))
			open++
		}
	}
	for _, ct := range today.Couples {
		m.Greeting = tandem.Say("Hello, %s", shownID(ct.Couple, ct.Partner).Name)
		m.HardDay = m.HardDay || ct.Gathered
		m.Mood = moodOf(ct, m.Mood)
		for _, o := range ct.Open {
			card := w.thing(ctx, ct, o)
			if !card.Done {
				card.First = open == 0
				open++
				if o.DueOn < ct.Day { // a word that is left to say is not this week's work
					before++
				} else if !o.Definition.Together { // time together is no task (P6)
					minutes += o.Minutes
				}
			}
			m.Cards = append(m.Cards, card)
		}
		m.Still = append(m.Still, underWay(ctx, ct.Couple, ct.Still)...)
		m.Earlier = append(m.Earlier, underWay(ctx, ct.Couple, ct.Earlier)...)
		m.Back = append(m.Back, toLookBack(ctx, ct)...)
		if ct.Ask != nil {
			m.Asks = append(m.Asks, plannedThing(ctx, *ct.Ask, "/today"))
		}
		m.Plans = m.Plans || ct.Plan != nil
		for _, n := range ct.Needs {
			m.Needs = append(m.Needs, openAction(n))
		}
	}
	switch {
	case open > 0:
		m.Mood = pages.TodayOpen
		if open > before {
			m.Line = one(open-before, "One small thing this week.", "%d small things this week.")
		}
		if minutes > 0 {
			m.Line = tandem.Say("%s %s", m.Line, one(minutes, "About one minute of quiet work.", "About %d minutes of quiet work."))
		}
	case len(m.Cards) > 0 && m.Mood == pages.TodayOpen:
		m.Mood = pages.TodayNothing
	}
	return w.render(c, http.StatusOK, pages.TodayPage(m))
}

// underWay is homework in lines.
func underWay(ctx context.Context, c casefile.Couple, all []homework.Homework) []pages.Still {
	var lines []pages.Still
	for _, h := range all {
		lines = append(lines, pages.Still{Title: words(h.Definition.Name).In(ctx), State: c.Named(h.Sight.Stage), Href: homeworkHref(h.Assignment.ID)})
	}
	return lines
}

// toLookBack are promises and agreements of past weeks in lines.
func toLookBack(ctx context.Context, ct homework.CoupleToday) []pages.Still {
	var lines []pages.Still
	t := homework.Together{Couple: ct.Couple, Viewer: homework.Viewer{Partner: ct.Partner}}
	for _, l := range ct.Back {
		line := ledgerLine(t, l)
		s := pages.Still{Title: cmp.Or(line.Words, words(l.Definition.Name).In(ctx)), State: words(l.Definition.Name), Href: line.Href}
		if l.Due != "" {
			s.State = tandem.Say("%s, %s", s.State, l.Due.Text())
		}
		for _, act := range line.Links[:min(len(line.Links), 1)] {
			s.Href = act.Href
		}
		lines = append(lines, s)
	}
	return lines
}

func moodOf(ct homework.CoupleToday, before pages.TodayState) pages.TodayState {
	switch {
	case ct.Plan == nil && ct.Ended != "":
		return pages.TodayEnded
	case ct.Plan == nil || ct.Day < ct.Plan.StartsOn:
		return before
	case ct.Plan.Paused():
		return pages.TodayPaused
	default:
		return pages.TodayNothing
	}
}

// thing is one card of the day's list.
func (w *Web) thing(ctx context.Context, ct homework.CoupleToday, o homework.Open) pages.Thing {
	next := o.Times[max(o.Next, 0)]
	t := pages.Thing{Title: words(o.Definition.Name).In(ctx), Summary: words(o.Definition.Summary), Minutes: minutesText(o.Minutes),
		With: words(o.Definition.With), When: tandem.Say("any day until %s", tandem.WeekdayText(o.DueOn.Weekday())),
		Done: o.Next < 0, Href: homeworkHref(next.Assignment.ID), Go: tandem.Say("Start")}
	if t.For = dateText(o.Item, o.Day); o.Review() {
		t.For = tandem.Say("For your review: %s, %s", tandem.WeekdayText(o.DueOn.Weekday()), o.DueOn.Text())
	}
	// Who glances at the phone need not read that something is not for them, and
	// what was planned is for this week.
	if mine := ct.Own.Of(o.Item.ID, ct.Partner); !mine.Out() && o.DueOn >= ct.Day {
		t.Plan = planText(mine)
	}
	if o.Definition.Together {
		t.Minutes = tandem.Say("%d min together", o.Minutes)
	}
	if o.DueOn > ct.Day.AddDays(6) {
		t.When = tandem.Say("any day until %s", o.DueOn.Text())
	}
	if o.DueOn < ct.Day {
		t.When = tandem.Say("whenever you like")
	}
	if o.Light {
		t.Summary = words(o.Definition.Smallest.Text)
	}
	if len(o.Times) > 1 {
		count := 0
		for _, h := range o.Times {
			done := h.Sight.Own == exercise.PartDone
			if done {
				count++
			}
			t.Marks = append(t.Marks, done)
		}
		t.MarksIn = tandem.Say("%d of %d this week", count, len(o.Times))
	}
	t.State, t.Go = ct.Couple.Named(next.Sight.Stage), goOn(next)
	act, _ := next.Next()
	if st, ok := next.Definition.Step(act.Step); ok && st.Go != "" {
		t.Go = words(st.Go)
	}
	switch {
	case t.Done && next.Sight.Own == exercise.PartPassed:
		t.State, t.Go = tandem.Say("Not this week. That is fine."), tandem.Say("I have changed my mind")
	case t.Done:
		if t.State.IsZero() {
			t.State = tandem.Say("Your part is done.")
		}
		t.Go = tandem.Say("Look again")
	}
	if next.Has(exercise.MovePass) && !t.Done {
		t.Pass = w.passAction(next)
	}
	return t
}

// openAction opens an exercise of the plan when it is needed.
func openAction(n homework.WhenNeeded) pages.Action {
	return pages.Action{Label: words(n.Definition.Name), Href: "/items/" + string(n.Item) + "/open"}
}

func goOn(h homework.Homework) tandem.Text {
	if h.Sight.Own == exercise.PartPartly || h.Draft != nil {
		return tandem.Say("Go on")
	}
	return tandem.Say("Start")
}

func (w *Web) passAction(h homework.Homework) *pages.Action {
	return &pages.Action{Label: tandem.Say("Not this week"), Href: homeworkHref(h.Assignment.ID) + "/moves", About: h.Definition.Name,
		Hidden: []pages.Hidden{{Name: "kind", Value: string(exercise.MovePass)}, {Name: "key", Value: w.IDs.New()}, {Name: "version", Value: h.Sight.Version}}}
}

func homeworkHref(id tandem.AssignmentID) string { return "/homework/" + string(id) }

// staffHomeworkHref is the care team's page of it.
func staffHomeworkHref(couple tandem.CoupleID, id tandem.AssignmentID) string {
	return "/couples/" + string(couple) + homeworkHref(id)
}

// mostKept bounds what a partner reads of their own on one page: each entry has
// its forms, and a phone loads them all.
const mostKept = 20

// Privacy shows a partner what they wrote and who can see it, the newest first;
// "of" asks for one exercise, "page" for what lies further back.
func (w *Web) Privacy(c echo.Context) error {
	ctx, actor := ctxOf(c)
	all, err := w.Homework.Privacy(ctx, actor)
	if err != nil {
		return err
	}
	m := pages.Privacy{Phone: w.phone(ctx)}
	of, page := c.QueryParam("of"), screenNumber(c.QueryParam("page"), 1000)
	skip, left := max(page-1, 0)*mostKept, mostKept
	for _, p := range all {
		for _, member := range p.Couple.TeamAt(w.Clock.Now()) {
			m.Team = append(m.Team, pages.TeamMember{Name: member.Name, As: tandem.Say("works with the two of you"),
				Since: tandem.Say("since %s", dayOf(member.From, zoneOf(p.Couple, p.Partner)))})
		}
		for _, written := range p.Written {
			id := string(written.Definition.ID)
			href := "/privacy?of=" + url.QueryEscape(id)
			if !slices.ContainsFunc(m.Exercises, func(l pages.Link) bool { return l.Href == href }) {
				m.Exercises = append(m.Exercises, pages.Link{Label: words(written.Definition.Name), Href: href})
			}
			switch {
			case of != "" && of != id:
			case skip > 0:
				skip--
			case left == 0:
				m.Older = "/privacy?of=" + url.QueryEscape(of) + "&page=" + strconv.Itoa(max(page, 1)+1)
			default:
				left--
				m.Groups = w.group(ctx, m.Groups, p, written)
			}
		}
	}
	m.Whole = of == "" && page < 2
	return w.render(c, http.StatusOK, pages.PrivacyPage(m))
}

func (w *Web) group(ctx context.Context, groups []pages.Written, p homework.Privacy, written homework.Written) []pages.Written {
	name := words(written.Definition.Name).In(ctx)
	i := slices.IndexFunc(groups, func(g pages.Written) bool { return g.Exercise == name })
	if i < 0 {
		i = len(groups)
		groups = append(groups, pages.Written{Exercise: name})
	}
	groups[i].Entries = append(groups[i].Entries, w.kept(p.Couple, p.Partner, written))
	return groups
}

func (w *Web) kept(couple casefile.Couple, me tandem.PartnerID, written homework.Written) pages.Kept {
	e := written.Entry
	base := homeworkHref(written.Assignment) + "/moves/" + string(e.Move)
	hidden := func() []pages.Hidden {
		return []pages.Hidden{{Name: "key", Value: w.IDs.New()}, {Name: "version", Value: written.Version}}
	}
	whole, each := seenBy(written.Definition, photosAt(homework.Viewer{Partner: me}, couple.ID, written.Assignment), e, others(couple, me), written.Alone)
	k := pages.Kept{When: momentText(e.At, zoneOf(couple, me)), Answers: each, Sees: whole,
		TakeBack: &pages.Action{Label: tandem.Say("Take back"), Href: base + "/withdraw", Hidden: hidden(), About: written.Definition.Name}}
	if written.About != nil {
		k.About, k.TakeBack.About = words(written.About.Name), written.About.Name
	}
	widest := exercise.AuthorOnly
	for _, f := range e.Fields {
		if f.Visibility.Width() > widest.Width() {
			widest = f.Visibility
		}
	}
	n := &pages.Narrowing{ID: string(e.Move), Href: base + "/narrow", Hidden: hidden()}
	if widest.Width() > exercise.AuthorAndTherapist.Width() {
		n.To = append(n.To, pages.Choice{Value: string(exercise.AuthorAndTherapist), Label: tandem.Say("Only me and my therapist")})
	}
	if widest.Width() > exercise.AuthorOnly.Width() {
		n.To = append(n.To, pages.Choice{Value: string(exercise.AuthorOnly), Label: tandem.Say("Only me")})
		k.Narrow = n
	}
	return k
}

// TakeBack withdraws an own entry.
func (w *Web) TakeBack(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	_, err = w.Homework.Move(ctx, actor, tandem.AssignmentID(c.Param("assignment")), homework.MoveInput{Kind: exercise.MoveWithdraw,
		Target: tandem.MoveID(c.Param("move")), Key: f.Get("key"), Version: f.Get("version")})
	if err != nil {
		return err
	}
	return w.done(c, "/privacy", "Taken back. Nobody can read it any more.")
}

// Narrow shows an own entry to fewer people.
func (w *Web) Narrow(c echo.Context) error {
	f, err := form(c)
	if err != nil {
		return err
	}
	ctx, actor := ctxOf(c)
	id, move := tandem.AssignmentID(c.Param("assignment")), tandem.MoveID(c.Param("move"))
	_, err = w.Homework.Narrow(ctx, actor, id, move, exercise.Visibility(f.Get("to")), homework.MoveInput{Key: f.Get("key"), Version: f.Get("version")})
	if err != nil {
		return err
	}
	return w.done(c, "/privacy", "Done. Fewer people can see it now.")
}

func screenNumber(text string, of int) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > of {
		return 0
	}
	return n
}
