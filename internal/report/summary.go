package report

import (
	"context"
	"slices"
	"strings"

	"tandem/internal/chart"
	"tandem/internal/homework"
	"tandem/internal/tandem"
)

// SummaryInput is what a progress summary is made of. All figures arrive
// counted, and signed reviews as both partners may read them. It has no place
// for answers, safety screens or author-only entries, so none of them can be
// printed. Lists per partner stand in the order of
// Partners; a missing entry counts as nothing due.
type SummaryInput struct {
	Letterhead   Letterhead
	Paper        Paper
	Demo         bool // the practice's data are synthetic
	CaseCode     string
	NamesShown   bool // else "Partner 1", "Partner 2"
	Partners     []SummaryPartner
	Therapist    string
	Period       Period
	Plan         SummaryPlan
	Weeks        []SummaryWeek
	Exercises    []SummaryExercise
	Appreciation []int        // given by each partner in the period
	Shelves      []ShelfCount // what the couple's staff may see on them
	Reviews      []SummaryReview
	Sessions     SessionFigures
}

// ShelfCount is how much of the period stands on one shelf. An own edition holds
// Own and Both, the others All.
type ShelfCount struct {
	Title string // in the library's own words
	Own   int    // what the reader put there
	Both  int    // what both have agreed on or written together
	All   int
}

// SummaryPartner is one partner with the totals of the period.
type SummaryPartner struct {
	Name     string // as shown to staff; used only when names are shown
	Position int    // from 1
	Total    Count
	Quality  homework.Quality // by the partner's own ratings
}

// SummaryPlan is where the couple stands.
type SummaryPlan struct {
	Name        string
	Week, Weeks int         // 0 when not yet begun
	State       tandem.Text // such as Say("active")
	Phase       string      // of the plan, such as "Being heard"; may be empty
}

// SummaryWeek is one plan week in the couple's time zone.
type SummaryWeek struct {
	Number        int
	From, To      tandem.Date
	Light, Paused bool
	Counts        []Count
}

// Count is homework that was due and the credit for it: 1 for done in full and
// .5 for done in part. Declined items and those of a light week are not due.
type Count struct {
	Due    int
	Credit float64
}

// SummaryExercise is one exercise of the period with each partner's count.
type SummaryExercise struct {
	Name   string
	Counts []ExerciseCount
}

// ExerciseCount is how often one partner had the exercise, what came of it, and
// how it went by that partner's own ratings.
type ExerciseCount struct {
	Assigned, Done, Partly, NotThisWeek int
	Noted                               int // done without the phone, and noted afterwards
	Quality                             homework.Quality
}

// BuildSummary makes the clinical edition of the progress summary in the
// language of ctx. The caller has checked that the reader is on the care team.
func BuildSummary(ctx context.Context, in SummaryInput) Document {
	b := summary{ctx: ctx, in: in}
	for i, p := range in.Partners {
		b.names = append(b.names, b.nameOf(p, i))
	}
	doc := b.document(in.Letterhead, in.Paper, EditionClinical)
	doc.Title = tandem.T(ctx, "Progress summary")
	doc.Subtitle = tandem.T(ctx, "Clinical edition · %s", b.period())
	doc.Sections = []Section{b.glance(), b.adherence(), b.exercises(), b.appreciation(), b.shelves(), b.sessions(), b.reviews(), b.signatures(nil), b.statements()}
	doc.Sections = slices.DeleteFunc(doc.Sections, func(s Section) bool { return len(s.Blocks) == 0 })
	return doc
}

func labels(ctx context.Context) Labels {
	return Labels{
		Case:   tandem.T(ctx, "Case"),
		Page:   tandem.T(ctx, "Page {page} of {pages}"),
		Issued: tandem.T(ctx, "Issued"),
		Digest: tandem.T(ctx, "Content digest (SHA-256)"),
	}
}

// summary is the work in hand.
type summary struct {
	ctx   context.Context
	in    SummaryInput
	names []string
}

// nameOf is the name as shown, or the place in the list when names are left
// out or missing.
func (b summary) nameOf(p SummaryPartner, index int) string {
	if b.in.NamesShown && p.Name != "" {
		return p.Name
	}
	return tandem.T(b.ctx, "Partner %d", positionOf(p, index))
}

func positionOf(p SummaryPartner, index int) int {
	if p.Position > 0 {
		return p.Position
	}
	return index + 1
}

func (b summary) position(i int) int { return positionOf(b.in.Partners[i], i) }

// period is the days covered; a single day stands alone.
func (b summary) period() string {
	if b.in.Period.From == b.in.Period.To {
		return dayOr(b.ctx, b.in.Period.From.LongText())
	}
	return tandem.T(b.ctx, "%s to %s", dayOr(b.ctx, b.in.Period.From.LongText()), dayOr(b.ctx, b.in.Period.To.LongText()))
}

// glance is who, when and which plan.
func (b summary) glance() Section {
	var facts []Fact
	add := func(term, value string, partner int) {
		if value != "" {
			facts = append(facts, Fact{Term: term, Value: value, Partner: partner})
		}
	}
	add(tandem.T(b.ctx, "Case"), b.in.CaseCode, 0)
	for i, name := range b.names {
		add(tandem.T(b.ctx, "Partner %d", b.position(i)), b.shownName(i, name), b.position(i))
	}
	add(tandem.T(b.ctx, "Therapist"), b.in.Therapist, 0)
	term := tandem.T(b.ctx, "Period")
	if b.in.Period.From == b.in.Period.To {
		term = tandem.T(b.ctx, "Day")
	}
	add(term, b.period(), 0)
	add(tandem.T(b.ctx, "Plan"), b.plan(), 0)
	return Section{Title: tandem.T(b.ctx, "At a glance"), Blocks: []Block{Facts{Items: facts}}}
}

func (b summary) shownName(i int, name string) string {
	if b.in.NamesShown && b.in.Partners[i].Name != "" {
		return name
	}
	return tandem.T(b.ctx, "name left out")
}

func (b summary) plan() string {
	p := b.in.Plan
	out := p.Name
	add := func(part string) {
		if out != "" && part != "" {
			out += " · "
		}
		out += part
	}
	if p.Week > 0 && p.Weeks > 0 {
		add(tandem.T(b.ctx, "week %d of %d", p.Week, p.Weeks))
	}
	add(tandem.Text{Source: p.Phase}.In(b.ctx))
	add(p.State.In(b.ctx))
	return out
}

// shelves is how much the couple has gathered, never what.
func (b summary) shelves() Section {
	var facts []Fact
	for _, s := range b.in.Shelves {
		facts = append(facts, Fact{Term: tandem.Text{Source: s.Title}.In(b.ctx), Value: tandem.T(b.ctx, "%d entries", s.All)})
	}
	if len(facts) == 0 {
		return Section{}
	}
	return Section{Title: tandem.T(b.ctx, "Shelves and ledgers"), Blocks: []Block{Facts{Items: facts}}}
}

// signatures is room for the names of those who sign: the therapist, and the
// partners whom the edition is for.
func (b summary) signatures(partners []SummaryPartner) Section {
	table := Table{Caption: tandem.T(b.ctx, "Signatures"), HeaderColumn: true, Roomy: true, Whole: true, Columns: []Column{{Title: tandem.T(b.ctx, "Name")},
		{Title: tandem.T(b.ctx, "Signature")}, {Title: tandem.T(b.ctx, "Date")}}}
	line := func(name string, partner int) {
		table.Rows = append(table.Rows, []Cell{{Text: name, Partner: partner}, {}, {}})
	}
	for i, p := range partners {
		line(b.nameOf(p, i), positionOf(p, i))
	}
	therapist := b.in.Therapist
	if therapist == "" {
		therapist = tandem.T(b.ctx, "Therapist")
	}
	line(therapist, 0)
	return Section{Title: tandem.T(b.ctx, "Signatures"), Blocks: []Block{table}}
}

// exercises is what was assigned and what came of it.
func (b summary) exercises() Section {
	s := Section{Title: tandem.T(b.ctx, "Exercises")}
	if len(b.in.Exercises) == 0 {
		s.Blocks = []Block{Paragraph{Text: tandem.T(b.ctx, "No exercises were assigned in this period.")}}
		return s
	}
	table := Table{Caption: tandem.T(b.ctx, "Exercises in the period, by partner"), HeaderColumn: true,
		Columns: []Column{{Title: tandem.T(b.ctx, "Exercise")}}}
	for i, name := range b.names {
		table.Columns = append(table.Columns, Column{Title: name, Partner: b.position(i)})
	}
	for _, e := range b.in.Exercises {
		row := []Cell{{Text: tandem.Text{Source: e.Name}.In(b.ctx)}}
		for i := range b.names {
			row = append(row, Cell{Text: b.outcome(at(e.Counts, i))})
		}
		table.Rows = append(table.Rows, row)
	}
	s.Blocks = []Block{table}
	return s
}

// outcome is what came of one exercise for one partner.
func (b summary) outcome(c ExerciseCount) string {
	if c.Assigned <= 0 {
		return tandem.T(b.ctx, "nothing due")
	}
	out := tandem.T(b.ctx, "%d of %d done", c.Done, c.Assigned)
	if c.Partly > 0 {
		out += " · " + tandem.T(b.ctx, "%d in part", c.Partly)
	}
	if c.Noted > 0 {
		out += " · " + tandem.T(b.ctx, "%d noted afterwards", c.Noted)
	}
	if c.NotThisWeek > 0 {
		out += " · " + tandem.T(b.ctx, "%d not this week", c.NotThisWeek)
	}
	if mean, rated := c.Quality.Mean(); rated {
		out += " · " + tandem.T(b.ctx, "went %s of 4", outOfFour(mean))
	}
	return out
}

// appreciation is how many were given, never what they said.
func (b summary) appreciation() Section {
	facts := make([]Fact, 0, len(b.names))
	for i, name := range b.names {
		facts = append(facts, Fact{Term: name, Partner: b.position(i),
			Value: tandem.T(b.ctx, "%d given", at(b.in.Appreciation, i))})
	}
	return Section{Title: tandem.T(b.ctx, "Appreciations exchanged"), Blocks: []Block{Facts{Items: facts}}}
}

func (b summary) statements() Section {
	blocks := []Block{
		Paragraph{Text: tandem.T(b.ctx, "This document contains no psychotherapy notes.")},
		Paragraph{Text: tandem.T(b.ctx, "Release status: for the treating staff. It has not been released to anybody else.")},
		Paragraph{Quiet: true, Text: tandem.T(b.ctx, "Adherence is credit divided by what was due: 1 for done, one half for done in part. Declined items and light weeks are left out. With nothing due there is no figure. Homework whose week is still open counts once it is begun. Weeks that reach into the period count whole.")},
		Paragraph{Quiet: true, Text: tandem.T(b.ctx, "How well it went is the mean of a partner's own ratings, each mapped onto 0 to 4. It stands beside how much was done, and is never one number for both.")},
	}
	if b.in.Demo {
		blocks = append(blocks, Paragraph{Text: tandem.T(b.ctx, "Synthetic data.")})
	}
	return Section{Title: tandem.T(b.ctx, "About this document"), Blocks: blocks}
}

// at is the i-th entry, or the zero value when the list is shorter.
func at[T any](list []T, i int) (zero T) {
	if i < len(list) {
		return list[i]
	}
	return zero
}

// drawingOf is the chart of the weeks.
func (b summary) drawingOf() chart.Drawing {
	var totals []string
	for i, name := range b.names {
		totals = append(totals, name+" "+b.percent(b.in.Partners[i].Total))
	}
	in := chart.Adherence{
		Title:   tandem.T(b.ctx, "Adherence by week"),
		Summary: tandem.T(b.ctx, "Over the period: %s. The table says the same week by week.", strings.Join(totals, "; ")),
		Words: chart.Words{
			Week: tandem.T(b.ctx, "Week of the plan"), Light: tandem.T(b.ctx, "light week"),
			Paused: tandem.T(b.ctx, "paused"), NothingDue: tandem.T(b.ctx, "nothing due"),
		},
	}
	for i, name := range b.names {
		in.Members = append(in.Members, chart.Member{Name: name, Position: b.position(i)})
	}
	for _, w := range b.in.Weeks {
		week := chart.Week{Number: w.Number, Light: w.Light, Paused: w.Paused}
		for i := range b.names {
			c := at(w.Counts, i)
			share := chart.Share{Due: c.Due > 0}
			if share.Due {
				share.Value = c.Credit / float64(c.Due)
			}
			week.Shares = append(week.Shares, share)
		}
		in.Weeks = append(in.Weeks, week)
	}
	return chart.DrawAdherence(in)
}
