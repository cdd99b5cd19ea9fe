package report

import (
	"context"
	"slices"
	"strconv"

	"tandem/internal/chart"
	"tandem/internal/homework"
	"tandem/internal/tandem"
)

// OwnInput is what one partner's own edition is made of: their own figures, and
// what both partners may see. It has no place for anything of the other's.
type OwnInput struct {
	Letterhead Letterhead
	Paper      Paper
	Demo       bool
	CaseCode   string
	NamesShown bool
	Reader     SummaryPartner // with the totals of the period
	Therapist  string
	Period     Period
	Plan       SummaryPlan
	Weeks      []SummaryWeek     // Counts hold the reader's own alone
	Exercises  []SummaryExercise // the same
	Shelves    []ShelfCount      // as the reader sees them
}

// JointInput is what the joint edition is made of. It has no place for a
// figure of one partner.
type JointInput struct {
	Letterhead Letterhead
	Paper      Paper
	Demo       bool
	CaseCode   string
	NamesShown bool
	Partners   []SummaryPartner // Total is not read
	Therapist  string
	Period     Period
	Plan       SummaryPlan
	Weeks      []JointWeek
	Exercises  []JointExercise
	Shelves    []ShelfCount // what every partner can read
	Reviews    []SummaryReview
}

// JointWeek is one plan week with how often the partners did something together.
type JointWeek struct {
	Number   int
	From, To tandem.Date
	Light    bool
	Together int
}

// JointExercise is one exercise with how often both took part in it.
type JointExercise struct {
	Name  string
	Times int
}

// BuildOwn makes one partner's own edition of the progress summary in the
// language of ctx. Its words are for that partner.
func BuildOwn(ctx context.Context, in OwnInput) Document {
	b := summary{ctx: ctx, in: SummaryInput{CaseCode: in.CaseCode, NamesShown: in.NamesShown, Partners: []SummaryPartner{in.Reader},
		Therapist: in.Therapist, Period: in.Period, Plan: in.Plan, Weeks: in.Weeks, Exercises: in.Exercises, Demo: in.Demo}}
	b.names = []string{b.nameOf(in.Reader, 0)}
	doc := b.document(in.Letterhead, in.Paper, EditionOwn)
	doc.Title = tandem.T(ctx, "Your summary")
	doc.Subtitle = tandem.T(ctx, "For you alone · %s", b.period())
	doc.Sections = []Section{b.glance(), b.ownWeeks(), b.ownExercises(), b.ownShelves(in.Shelves),
		b.signatures([]SummaryPartner{in.Reader}),
		b.about(
			tandem.T(ctx, "This summary was made for you. Your partner is not shown it."),
			tandem.T(ctx, "It tells nothing of what your partner keeps private."),
			tandem.T(ctx, "It has not been passed on to anybody else."),
			tandem.T(ctx, "Marks that only you can see are not in it."),
			tandem.T(ctx, "Light weeks and “not this week” are not counted. A week that is still open counts once you have begun."))}
	return doc
}

// BuildJoint makes the joint edition of the progress summary in the language of
// ctx. Its words are for both partners.
func BuildJoint(ctx context.Context, in JointInput) Document {
	b := summary{ctx: ctx, in: SummaryInput{CaseCode: in.CaseCode, NamesShown: in.NamesShown, Partners: in.Partners,
		Therapist: in.Therapist, Period: in.Period, Plan: in.Plan, Demo: in.Demo, Reviews: in.Reviews}}
	for i, p := range in.Partners {
		b.names = append(b.names, b.nameOf(p, i))
	}
	doc := b.document(in.Letterhead, in.Paper, EditionJoint)
	doc.Title = tandem.T(ctx, "Summary for both of you")
	doc.Subtitle = tandem.T(ctx, "For the two of you · %s", b.period())
	doc.Sections = []Section{b.glance(), b.together(in), b.gathered(in.Shelves), b.reviews(), b.signatures(in.Partners),
		b.about(
			tandem.T(ctx, "This summary was made for both of you."),
			tandem.T(ctx, "It says what you did together. It gives no figure for one of you."),
			tandem.T(ctx, "It has not been passed on to anybody else."),
			tandem.T(ctx, "Something counts once each of you has done a part that the other can see."))}
	doc.Sections = slices.DeleteFunc(doc.Sections, func(s Section) bool { return len(s.Blocks) == 0 })
	return doc
}

// document is the frame that every edition has around its sections.
func (b summary) document(sender Letterhead, paper Paper, edition Edition) Document {
	doc := Document{Kind: KindSummary, Edition: edition, CaseCode: b.in.CaseCode, Language: tandem.Language(b.ctx),
		Letterhead: sender, Period: b.in.Period, Paper: paper, Labels: labels(b.ctx)}
	if b.in.Demo {
		doc.Notice = tandem.T(b.ctx, "Synthetic data.")
	}
	return doc
}

// about ends an edition: what it holds, and for whom it is.
func (b summary) about(sentences ...string) Section {
	s := Section{Title: tandem.T(b.ctx, "About this summary"),
		Blocks: []Block{Paragraph{Text: tandem.T(b.ctx, "It contains no psychotherapy notes.")}}}
	for _, text := range sentences {
		s.Blocks = append(s.Blocks, Paragraph{Text: text, Quiet: true})
	}
	return s
}

// ownWeeks is the reader's weeks as a picture and as a table.
func (b summary) ownWeeks() Section {
	s := Section{Title: tandem.T(b.ctx, "Your weeks")}
	if len(b.in.Weeks) == 0 {
		s.Blocks = []Block{Paragraph{Text: tandem.T(b.ctx, "No week of the plan falls into this period.")}}
		return s
	}
	table := Table{Caption: tandem.T(b.ctx, "Your weeks"), HeaderColumn: true, Columns: []Column{{Title: tandem.T(b.ctx, "Week")},
		{Title: tandem.T(b.ctx, "Days")}, {Title: tandem.T(b.ctx, "What you did"), Align: AlignEnd}, {Title: tandem.T(b.ctx, "Remark")}}}
	picture := chart.Adherence{Title: tandem.T(b.ctx, "Your weeks"), Summary: tandem.T(b.ctx, "The table says the same week by week."),
		Words: chart.Words{Week: tandem.T(b.ctx, "Week of the plan"), Light: tandem.T(b.ctx, "light week"),
			Paused: tandem.T(b.ctx, "paused"), NothingDue: tandem.T(b.ctx, "nothing due")},
		Members: []chart.Member{{Name: b.names[0], Position: b.position(0)}}}
	for _, w := range b.in.Weeks {
		c := at(w.Counts, 0)
		week := chart.Week{Number: w.Number, Light: w.Light, Paused: w.Paused, Shares: []chart.Share{{Due: c.Due > 0}}}
		if c.Due > 0 {
			week.Shares[0].Value = c.Credit / float64(c.Due)
		}
		picture.Weeks = append(picture.Weeks, week)
		table.Rows = append(table.Rows, []Cell{{Text: strconv.Itoa(w.Number)}, {Text: b.days(w)}, {Text: b.done(c)}, {Text: b.remark(w)}})
	}
	s.Blocks = []Block{Paragraph{Text: b.ownTotal(b.in.Partners[0].Total)}, Paragraph{Text: b.ownQuality(b.in.Partners[0].Quality)}, Chart{Drawing: chart.DrawAdherence(picture), Table: table}}
	return s
}

func (b summary) ownTotal(c Count) string {
	if c.Due <= 0 {
		return tandem.T(b.ctx, "Nothing was due in this period.")
	}
	return tandem.T(b.ctx, "In all you did %s of %d. What you began counts for half.", credit(c.Credit), c.Due)
}

// ownQuality is how well it went, by the reader's own word.
func (b summary) ownQuality(q homework.Quality) string {
	mean, rated := q.Mean()
	if !rated {
		return tandem.T(b.ctx, "You have not marked how it went.")
	}
	return tandem.T(b.ctx, "How it went, by your own marks: %s of 4. You marked it %d times.", outOfFour(mean), q.Ratings)
}

// done is one week of one partner in words for that partner.
func (b summary) done(c Count) string {
	if c.Due <= 0 {
		return tandem.T(b.ctx, "nothing due")
	}
	return tandem.T(b.ctx, "%s of %d", credit(c.Credit), c.Due)
}

func (b summary) ownExercises() Section {
	s := Section{Title: tandem.T(b.ctx, "Your exercises")}
	if len(b.in.Exercises) == 0 {
		s.Blocks = []Block{Paragraph{Text: tandem.T(b.ctx, "There were no exercises in this period.")}}
		return s
	}
	table := Table{Caption: tandem.T(b.ctx, "Your exercises"), HeaderColumn: true,
		Columns: []Column{{Title: tandem.T(b.ctx, "Exercise")}, {Title: tandem.T(b.ctx, "What you did")}}}
	for _, e := range b.in.Exercises {
		table.Rows = append(table.Rows, []Cell{{Text: tandem.Text{Source: e.Name}.In(b.ctx)}, {Text: b.outcome(at(e.Counts, 0))}})
	}
	s.Blocks = []Block{table}
	return s
}

// ownShelves is what the reader shared, and what both have of the two together.
// What the other shared is not counted: nobody's share is laid beside another's.
func (b summary) ownShelves(shelves []ShelfCount) Section {
	s := Section{Title: tandem.T(b.ctx, "What you have gathered")}
	if len(shelves) == 0 {
		s.Blocks = []Block{Paragraph{Text: tandem.T(b.ctx, "Nothing is on your shelves from this period.")}}
		return s
	}
	var facts []Fact
	for _, shelf := range shelves {
		value := tandem.T(b.ctx, "%d shared by you", shelf.Own)
		switch {
		case shelf.Both > 0 && shelf.Own > 0:
			value = tandem.T(b.ctx, "%d shared by you, %d of the two of you", shelf.Own, shelf.Both)
		case shelf.Both > 0:
			value = tandem.T(b.ctx, "%d of the two of you", shelf.Both)
		}
		facts = append(facts, Fact{Term: tandem.Text{Source: shelf.Title}.In(b.ctx), Value: value})
	}
	s.Blocks = []Block{Facts{Items: facts}}
	return s
}

// together is what both took part in, by exercise and by week.
func (b summary) together(in JointInput) Section {
	s := Section{Title: tandem.T(b.ctx, "What you did together")}
	if len(in.Exercises) == 0 {
		s.Blocks = []Block{Paragraph{Text: tandem.T(b.ctx, "Nothing is listed here for this period.")}}
	} else {
		table := Table{Caption: tandem.T(b.ctx, "What you did together"), HeaderColumn: true,
			Columns: []Column{{Title: tandem.T(b.ctx, "Exercise")}, {Title: tandem.T(b.ctx, "Times"), Align: AlignEnd}}}
		for _, e := range in.Exercises {
			table.Rows = append(table.Rows, []Cell{{Text: tandem.Text{Source: e.Name}.In(b.ctx)}, number(e.Times)})
		}
		s.Blocks = []Block{table}
	}
	if len(in.Weeks) == 0 {
		return s
	}
	weeks := Table{Caption: tandem.T(b.ctx, "Week by week"), HeaderColumn: true, Columns: []Column{{Title: tandem.T(b.ctx, "Week")},
		{Title: tandem.T(b.ctx, "Days")}, {Title: tandem.T(b.ctx, "Done together"), Align: AlignEnd}, {Title: tandem.T(b.ctx, "Remark")}}}
	for _, w := range in.Weeks {
		plain := SummaryWeek{Number: w.Number, From: w.From, To: w.To, Light: w.Light}
		weeks.Rows = append(weeks.Rows, []Cell{{Text: strconv.Itoa(w.Number)}, {Text: b.days(plain)}, number(w.Together), {Text: b.remark(plain)}})
	}
	s.Blocks = append(s.Blocks, Heading{Text: tandem.T(b.ctx, "Week by week")}, weeks)
	return s
}

// gathered is how much both can read on their shelves.
func (b summary) gathered(shelves []ShelfCount) Section {
	s := Section{Title: tandem.T(b.ctx, "What you have gathered")}
	if len(shelves) == 0 {
		s.Blocks = []Block{Paragraph{Text: tandem.T(b.ctx, "Nothing is on your shelves from this period.")}}
		return s
	}
	var facts []Fact
	for _, shelf := range shelves {
		facts = append(facts, Fact{Term: tandem.Text{Source: shelf.Title}.In(b.ctx), Value: tandem.T(b.ctx, "%d in all", shelf.All)})
	}
	s.Blocks = []Block{Facts{Items: facts}}
	return s
}
