package report

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
)

// Brief is a session brief with the couple that it is about.
type Brief struct {
	Document Document
	Couple   casefile.Couple
	Since    tandem.Date
}

// FieldSince is the name of the field for the day of the last session.
const FieldSince = "since"

// briefDays is how far back a brief looks when nobody says so and no session is
// recorded: one session a week is the usual rhythm.
const briefDays = 7

// mostShown keeps the brief on one page, and mostAlike keeps one exercise from
// filling it; the rest is one click away.
const (
	mostShown = 7
	mostAlike = 1 // of one author in one exercise
)

// Brief is what a therapist wants to know before the couple comes in, made of
// what is there: nobody writes it. A therapist of the care team may. Since is a
// day as typed; "" is the last session that was recorded, or else a week ago. Error: Invalid at "since".
func (s *Service) Brief(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, since string) (Brief, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseSeeBrief, aCouple(couple),
		func(ctx context.Context, _ *tandem.Grant) (Brief, error) { return s.brief(ctx, actor, couple, since) })
}

// PrintBrief is the brief as a file. It is not kept. As for Brief.
func (s *Service) PrintBrief(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, since string) ([]byte, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UsePrintBrief, aCouple(couple),
		func(ctx context.Context, g *tandem.Grant) ([]byte, error) {
			b, err := s.brief(ctx, actor, couple, since)
			if err != nil {
				return nil, err
			}
			g.Listed("content:" + Digest(b.Document))
			return s.Render(b.Document, s.Pipeline.Clock.Now(), b.Couple.Zone())
		})
}

func (s *Service) brief(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, typed string) (Brief, error) {
	work, err := s.Homework.Work(ctx, actor.Practice, couple)
	if err != nil {
		return Brief{}, err
	}
	care, err := s.Homework.CareOf(ctx, work.Couple, work.Day)
	if err != nil {
		return Brief{}, err
	}
	since := work.Day.AddDays(-briefDays)
	if care.Since != "" && work.Day.DaysSince(care.Since) <= longestPeriod {
		since = care.Since
	}
	if typed != "" {
		var problems tandem.Problems
		since, err = tandem.ParseDate(typed)
		problems.AddErr(FieldSince, err)
		if err == nil && since > work.Day {
			problems.Add(FieldSince, tandem.Say("The last session cannot lie in the future."))
		}
		if err == nil && work.Day.DaysSince(since) > longestPeriod {
			problems.Add(FieldSince, tandem.Say("Please choose a day of the last two years."))
		}
		if err := problems.Err(); err != nil {
			return Brief{}, err
		}
	}
	p, err := s.Practices.Practice(ctx, actor.Practice)
	if err != nil {
		return Brief{}, err
	}
	shown, err := s.Homework.Lately(ctx, work, since)
	if err != nil {
		return Brief{}, err
	}
	topics, err := s.Homework.Topics(ctx, work.Couple)
	if err != nil {
		return Brief{}, err
	}
	gathered, err := s.Homework.Gathered(ctx, work.Couple, homework.Viewer{Staff: true})
	if err != nil {
		return Brief{}, err
	}
	intended, err := s.Homework.Intended(ctx, work.Couple, work.Plan)
	if err != nil {
		return Brief{}, err
	}
	b := briefing{ctx: ctx, intended: intended, work: work, since: since, shown: shown, topics: topics, lines: gathered.Lines, weeks: gathered.HardWeeks(), care: care}
	doc := Document{Kind: KindBrief, Edition: EditionClinical, Title: tandem.T(ctx, "Session brief"), CaseCode: work.Couple.Code,
		Subtitle: tandem.T(ctx, "For the therapist alone · since %s", since.LongText()), Language: tandem.Language(ctx),
		Letterhead: Letterhead{Name: p.Name}, Period: Period{From: since, To: work.Day}, Labels: labels(ctx),
		Sections: []Section{b.now(), b.agenda(), b.brought(), b.hardWeeks(), b.promises(), b.done(), b.planned(), b.chosen(), b.sessions()}}
	doc.Sections = slices.DeleteFunc(doc.Sections, func(s Section) bool { return len(s.Blocks) == 0 })
	if p.Demo {
		doc.Notice = tandem.T(ctx, "Synthetic data.")
	}
	return Brief{Document: doc, Couple: work.Couple, Since: since}, nil
}

// briefing is the work in hand.
type briefing struct {
	ctx    context.Context
	work   homework.CouplePage
	since  tandem.Date
	shown  []homework.Shown
	topics []homework.Topic
	lines  []homework.Line // as staff see them

	intended []homework.Intended
	weeks    []homework.HardWeek
	care     homework.Care
}

// signals are what may stand on paper: the brief can lie on the table.
func (b briefing) signals() []homework.Signal {
	return slices.DeleteFunc(slices.Clone(b.work.Signals), func(s homework.Signal) bool { return s.Screen })
}

// now is where the couple stands, and what stands out.
func (b briefing) now() Section {
	facts := Facts{}
	if p := b.work.Plan; p != nil {
		text := tandem.T(b.ctx, "week %d of %d", min(max(b.work.Week, 1), p.Weeks), p.Weeks)
		if ph, ok := p.PhaseOf(b.work.Week); ok {
			text += " · " + tandem.Text{Source: ph.Name}.In(b.ctx)
		}
		facts.Items = append(facts.Items, Fact{Term: p.Name, Value: text})
	}
	for _, s := range b.signals() {
		facts.Items = append(facts.Items, Fact{Term: tandem.T(b.ctx, "Stands out"), Value: s.Text.In(b.ctx)})
	}
	for _, text := range b.hot() {
		facts.Items = append(facts.Items, Fact{Term: tandem.T(b.ctx, "Stands out"), Value: text.In(b.ctx)})
	}
	if len(facts.Items) == 0 {
		return Section{Title: tandem.T(b.ctx, "Just now"), Blocks: []Block{Paragraph{Text: tandem.T(b.ctx, "There is no plan yet.")}}}
	}
	return Section{Title: tandem.T(b.ctx, "Just now"), Blocks: []Block{facts}}
}

// planned is when and where partners mean to do things, each for themselves. The
// brief can lie on the table: that something is not for one of them, and what
// could get in the way, stay on the care team's screens.
func (b briefing) planned() Section {
	table := Table{Caption: tandem.T(b.ctx, "When and where"), HeaderColumn: true, Columns: []Column{{Title: tandem.T(b.ctx, "Who")},
		{Title: tandem.T(b.ctx, "Exercise")}, {Title: tandem.T(b.ctx, "Their plan")}, {Title: tandem.T(b.ctx, "Open to")}}}
	for _, i := range b.intended {
		if i.Intention.Out() {
			continue
		}
		table.Rows = append(table.Rows, []Cell{{Text: i.Partner.Name, Partner: i.Partner.Position}, {Text: tandem.Text{Source: i.Definition.Name}.In(b.ctx)},
			{Text: i.Intention.Text().In(b.ctx)}, {Text: tandem.T(b.ctx, "you, not the other")}})
	}
	return b.listed(table, 0)
}

// lately are the assignments whose days touch the time since the last session.
func (b briefing) lately() []homework.Assignment {
	var all []homework.Assignment
	for _, a := range b.work.Assignments {
		if a.Open(b.work.Day) && a.DueOn >= b.since {
			all = append(all, a)
		}
	}
	return all
}

// done is what was done, and how it was for each.
func (b briefing) done() Section {
	s := Section{Title: tandem.T(b.ctx, "Homework since then")}
	partners := b.work.Couple.ActivePartners()
	table := Table{Caption: tandem.T(b.ctx, "Homework since then"), HeaderColumn: true, Columns: []Column{{Title: tandem.T(b.ctx, "Exercise")}}}
	for _, p := range partners {
		table.Columns = append(table.Columns, Column{Title: p.Name, Partner: p.Position})
	}
	var untouched []string
	for _, times := range b.items() {
		def, ok := b.work.Library.Get(times[0].Exercise, times[0].Version)
		if !ok {
			continue
		}
		if b.untouched(times) {
			untouched = append(untouched, tandem.Text{Source: def.Name}.In(b.ctx))
			continue
		}
		row := []Cell{{Text: tandem.T(b.ctx, "%s, week %d", tandem.Text{Source: def.Name}, times[0].Week)}}
		for _, p := range partners {
			row = append(row, Cell{Text: b.parts(times, p)})
		}
		table.Rows = append(table.Rows, row)
	}
	still := Paragraph{Quiet: true, Text: tandem.T(b.ctx, "Still open, and not begun by anybody: %s.", strings.Join(untouched, ", "))}
	if len(table.Rows) == 0 && len(untouched) > 0 {
		s.Blocks = []Block{still}
		return s
	}
	if len(table.Rows) == 0 {
		s.Blocks = []Block{Paragraph{Text: tandem.T(b.ctx, "Nothing was open in this time.")}}
		return s
	}
	s.Blocks = []Block{table}
	if len(untouched) > 0 {
		s.Blocks = append(s.Blocks, still)
	}
	return s
}

// items are the assignments since the last session, those of one item and week
// together.
func (b briefing) items() [][]homework.Assignment {
	var all [][]homework.Assignment
	for _, a := range b.lately() {
		i := slices.IndexFunc(all, func(of []homework.Assignment) bool {
			return a.Item != "" && of[0].Item == a.Item && of[0].Week == a.Week
		})
		if i < 0 {
			all = append(all, []homework.Assignment{a})
		} else {
			all[i] = append(all[i], a)
		}
	}
	return all
}

// untouched tells whether the week is not over and nobody has begun any of it.
func (b briefing) untouched(times []homework.Assignment) bool {
	return !slices.ContainsFunc(times, func(a homework.Assignment) bool {
		return a.DueOn < b.work.Day || a.Light || slices.ContainsFunc(a.Parts, func(p homework.Part) bool { return p.State != exercise.PartNone })
	})
}

// parts is one partner's share of all the times in a week: what is the same is
// said once, with how often.
func (b briefing) parts(times []homework.Assignment, p casefile.Partner) string {
	var said []string
	often := map[string]int{}
	for _, a := range times {
		text := b.part(a, p)
		if often[text]++; often[text] == 1 {
			said = append(said, text)
		}
	}
	if len(times) > 1 {
		for i, text := range said {
			said[i] = fmt.Sprintf("%d × %s", often[text], text)
		}
	}
	return strings.Join(said, " · ")
}

// part is one partner's share in words, with how it was where they rated it.
func (b briefing) part(a homework.Assignment, p casefile.Partner) string {
	text := ""
	switch a.Part(p.ID) {
	case exercise.PartDone:
		text = tandem.T(b.ctx, "done")
	case exercise.PartPartly:
		text = tandem.T(b.ctx, "begun")
	case exercise.PartPassed:
		text = tandem.T(b.ctx, "not this week")
	default:
		switch {
		case a.Some && !concerns(a, p.ID):
			return tandem.T(b.ctx, "not for them")
		case a.Light:
			return tandem.T(b.ctx, "light week")
		case a.DueOn >= b.work.Day:
			return tandem.T(b.ctx, "still open")
		}
		return tandem.T(b.ctx, "nothing yet")
	}
	for _, s := range b.shown {
		if _, felt, _ := toldAndFelt(b.ctx, s); s.Assignment.ID == a.ID && s.Author == p.ID && felt != "" {
			text += " · " + felt
		}
	}
	return text
}

func concerns(a homework.Assignment, p tandem.PartnerID) bool {
	for _, id := range a.For {
		if id == p {
			return true
		}
	}
	return false
}

// chosen is what they chose to show, newest first, with what the other partner
// cannot read marked as such.
func (b briefing) chosen() Section {
	s := Section{Title: tandem.T(b.ctx, "What they chose to show")}
	table := Table{Caption: tandem.T(b.ctx, "What they chose to show"), HeaderColumn: true, Columns: []Column{{Title: tandem.T(b.ctx, "Who")},
		{Title: tandem.T(b.ctx, "Exercise")}, {Title: tandem.T(b.ctx, "In their words")}, {Title: tandem.T(b.ctx, "Open to")}}}
	left := 0
	type kind struct {
		exercise tandem.ExerciseID
		author   tandem.PartnerID
	}
	alike := map[kind]int{}
	for i := len(b.shown) - 1; i >= 0; i-- {
		e := b.shown[i]
		told, _, alone := toldAndFelt(b.ctx, e)
		if told == "" {
			continue
		}
		of := kind{e.Definition.ID, e.Author}
		if len(table.Rows) == mostShown || alike[of] == mostAlike {
			left++
			continue
		}
		alike[of]++
		readers := b.openTo(alone)
		who := b.partner(e.Author)
		table.Rows = append(table.Rows, []Cell{{Text: who.Name, Partner: who.Position}, {Text: tandem.Text{Source: e.Definition.Name}.In(b.ctx)}, {Text: told}, {Text: readers}})
	}
	if len(table.Rows) == 0 {
		s.Blocks = []Block{Paragraph{Text: tandem.T(b.ctx, "Nothing in words since then.")}}
		return s
	}
	s.Blocks = []Block{table}
	if left > 0 {
		s.Blocks = append(s.Blocks, Paragraph{Quiet: true, Text: tandem.T(b.ctx, "%d more stand with their homework.", left)})
	}
	return s
}

func (b briefing) partner(id tandem.PartnerID) casefile.Partner {
	for _, p := range b.work.Couple.Partners {
		if p.ID == id {
			return p
		}
	}
	return casefile.Partner{}
}

// agenda is a suggestion: what both did first, then what stands out, then
// what is next.
func (b briefing) agenda() Section {
	var points []string
	say := func(t tandem.Text) { points = append(points, t.In(b.ctx)) }
	if name := b.bothDid(); name != "" {
		say(tandem.Say("Begin with what both did: %s.", tandem.Text{Source: name}))
	} else {
		say(tandem.Say("Begin with how the time since then was for each."))
	}
	for _, t := range b.topics[:min(len(b.topics), mostTopics)] {
		say(tandem.Say("Take up what they brought: %s.", tandem.Text{Source: t.Definition.Name}))
	}
	for _, s := range b.signals() {
		switch {
		case s.Word && s.Alone:
			say(tandem.Say("Only with one of them alone: %s.", s.Text))
		case s.Word:
			say(tandem.Say("Take up what stands out: %s.", s.Text))
		}
	}
	for _, text := range b.hot() {
		say(tandem.Say("Take up what stands out: %s.", text))
	}
	if next := b.beginning(); next != "" {
		say(tandem.Say("Introduce what begins next week: %s.", tandem.Text{Source: next}))
	}
	say(tandem.Say("Go through the homework together, and make it smaller where it was too much."))
	facts := Facts{}
	for i, p := range points {
		facts.Items = append(facts.Items, Fact{Term: tandem.T(b.ctx, "Point %d", i+1), Value: p})
	}
	return Section{Title: tandem.T(b.ctx, "Suggested agenda"), Blocks: []Block{facts}}
}

// bothDid is the latest exercise that every partner did.
func (b briefing) bothDid() string {
	name := ""
	for _, a := range b.lately() {
		all := true
		for _, p := range b.work.Couple.ActivePartners() {
			all = all && a.Part(p.ID) == exercise.PartDone
		}
		if def, ok := b.work.Library.Get(a.Exercise, a.Version); ok && all {
			name = def.Name
		}
	}
	return name
}

// beginning is the first exercise that comes into the plan in its next week.
func (b briefing) beginning() string {
	p := b.work.Plan
	if p == nil || b.work.Week == 0 {
		return ""
	}
	for _, it := range p.Items {
		if def, ok := b.work.Library.Get(it.Exercise, it.Version); ok && it.FromWeek == b.work.Week+1 {
			return def.Name
		}
	}
	return ""
}
