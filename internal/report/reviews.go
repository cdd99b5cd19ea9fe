package report

import (
	"cmp"
	"slices"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/review"
	"tandem/internal/tandem"
)

// SummaryReview is a signed review as everybody who took part has read it.
type SummaryReview struct {
	Kind       tandem.Text
	On         tandem.Date
	Decisions  []ReviewDecision
	Targets    []review.Target
	Trials     []review.Verdict
	Holds      tandem.Text // whether what matters to them still does; zero where they have not looked
	Plan       tandem.Text // what becomes of the plan; zero where it was left open
	Signatures []ReviewSignature
}

// ReviewDecision is one thing decided; the zero Owner is everybody.
type ReviewDecision struct {
	Text  string
	Owner SummaryPartner
	Due   tandem.Date
}

// ReviewSignature is one line under a review: who signed when, or was absent.
type ReviewSignature struct {
	Partner SummaryPartner // zero for the care team
	Name    string         // as the care team's member typed it
	On      tandem.Date    // in the couple's time zone; "" for who was absent
	Paper   bool
}

// signedReviews are those whose last signature falls into the period.
func signedReviews(records []review.Record, period Period) []SummaryReview {
	var out []SummaryReview
	for _, rec := range records {
		if rec.Review.State != review.Frozen {
			continue
		}
		if day := tandem.DateOf(rec.Review.FrozenAt, rec.Couple.Zone()); day >= period.From && day <= period.To {
			out = append(out, summaryReview(rec))
		}
	}
	return out
}

// forAll are the records that every partner of today may read: who was not
// asked to take part does not see a review.
func forAll(records []review.Record) []review.Record {
	return slices.DeleteFunc(slices.Clone(records), func(rec review.Record) bool {
		return slices.ContainsFunc(rec.Couple.ActivePartners(), func(p casefile.Partner) bool { return !rec.Review.Asked(p.ID) })
	})
}

func summaryReview(rec review.Record) SummaryReview {
	r := rec.Review
	out := SummaryReview{Kind: r.Kind.Text(), On: r.On, Targets: r.Content.Targets, Trials: r.Content.Trials,
		Holds: r.Content.Holds.Text(), Plan: r.Content.Plan.Text()}
	partner := func(id tandem.PartnerID) SummaryPartner {
		for _, p := range rec.Couple.Partners {
			if p.ID == id {
				return SummaryPartner{Name: p.Name, Position: p.Position}
			}
		}
		return SummaryPartner{}
	}
	for _, d := range r.Content.Decisions {
		out.Decisions = append(out.Decisions, ReviewDecision{Text: d.Text, Owner: partner(d.Owner), Due: d.Due})
	}
	zone := rec.Couple.Zone()
	for _, part := range r.Part {
		line := ReviewSignature{Partner: partner(part.Partner)}
		if s, ok := rec.Signed(part.Partner); ok && !part.Absent {
			line.sign(s, zone)
		}
		out.Signatures = append(out.Signatures, line)
	}
	for _, s := range rec.Signatures {
		if s.Partner == "" && !s.Void {
			line := ReviewSignature{Name: s.Name}
			line.sign(s, zone)
			out.Signatures = append(out.Signatures, line)
		}
	}
	return out
}

func (l *ReviewSignature) sign(s review.Standing, zone *time.Location) {
	l.On, l.Paper = tandem.DateOf(s.At, zone), s.How == casefile.SignedOnPaper
}

// reviews is what was decided and aimed for in each signed review, and who has
// signed it. It has no blocks when none was signed.
func (b summary) reviews() Section {
	s := Section{Title: tandem.T(b.ctx, "Reviews signed in this period")}
	for _, r := range b.in.Reviews {
		s.Blocks = append(s.Blocks, Heading{Text: tandem.T(b.ctx, "%s, %s", r.Kind, r.On.LongText())})
		if len(r.Decisions) > 0 {
			s.Blocks = append(s.Blocks, b.decisions(r))
		}
		if len(r.Targets) > 0 {
			s.Blocks = append(s.Blocks, b.targets(r))
		}
		if len(r.Trials) > 0 {
			s.Blocks = append(s.Blocks, b.trials(r))
		}
		if !r.Holds.IsZero() {
			s.Blocks = append(s.Blocks, Paragraph{Text: r.Holds.In(b.ctx)})
		}
		if !r.Plan.IsZero() {
			s.Blocks = append(s.Blocks, Facts{Items: []Fact{{Term: tandem.T(b.ctx, "How the plan goes on"), Value: r.Plan.In(b.ctx)}}})
		}
		s.Blocks = append(s.Blocks, b.signed(r))
	}
	if len(s.Blocks) > 0 && !b.in.NamesShown {
		s.Blocks = append(s.Blocks, b.ownWords())
	}
	return s
}

// ownWords warns where names are left out and somebody's words are not.
func (b summary) ownWords() Paragraph {
	return Paragraph{Quiet: true, Text: tandem.T(b.ctx, "What was agreed stands in its own words. Names can be among them.")}
}

func (b summary) decisions(r SummaryReview) Table {
	table := Table{Caption: tandem.T(b.ctx, "What we decided"), HeaderColumn: true, Columns: []Column{{Title: tandem.T(b.ctx, "What we decided")},
		{Title: tandem.T(b.ctx, "Who takes it on")}, {Title: tandem.T(b.ctx, "By when")}}}
	for _, d := range r.Decisions {
		owner := Cell{Text: tandem.T(b.ctx, "both of us")}
		if d.Owner.Position > 0 {
			owner = b.who(d.Owner)
		}
		table.Rows = append(table.Rows, []Cell{{Text: d.Text}, owner, {Text: dayOr(b.ctx, d.Due.LongText())}})
	}
	return table
}

func (b summary) targets(r SummaryReview) Table {
	table := Table{Caption: tandem.T(b.ctx, "What we aim for"), HeaderColumn: true, Columns: []Column{{Title: tandem.T(b.ctx, "What we aim for")},
		{Title: tandem.T(b.ctx, "How we will notice")}, {Title: tandem.T(b.ctx, "By when")}}}
	asked := slices.ContainsFunc(r.Targets, func(t review.Target) bool { return t.Confidence != nil })
	if asked {
		table.Columns = append(table.Columns, Column{Title: tandem.T(b.ctx, "How sure we are")})
	}
	for _, t := range r.Targets {
		row := []Cell{{Text: t.Text}, {Text: t.Notice}, {Text: dayOr(b.ctx, t.Due.LongText())}}
		if asked {
			sure := "–"
			if t.Confidence != nil {
				sure = tandem.T(b.ctx, "%d of %d", *t.Confidence, review.MostConfident)
			}
			row = append(row, Cell{Text: sure})
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

func (b summary) trials(r SummaryReview) Table {
	table := Table{Caption: tandem.T(b.ctx, "What we tried"), HeaderColumn: true, Columns: []Column{{Title: tandem.T(b.ctx, "What we tried")},
		{Title: tandem.T(b.ctx, "What becomes of it")}, {Title: tandem.T(b.ctx, "What we noticed")}}}
	for _, v := range r.Trials {
		table.Rows = append(table.Rows, []Cell{{Text: v.Text}, {Text: v.Becomes.Text().In(b.ctx)}, {Text: cmp.Or(v.Noticed, "–")}})
	}
	return table
}

func (b summary) signed(r SummaryReview) Table {
	table := Table{Caption: tandem.T(b.ctx, "Signed by"), HeaderColumn: true, Whole: true, Columns: []Column{{Title: tandem.T(b.ctx, "Signed by")}, {Title: tandem.T(b.ctx, "Date")}}}
	for _, g := range r.Signatures {
		name := Cell{Text: g.Name}
		if g.Partner.Position > 0 {
			name = b.who(g.Partner)
		}
		when := tandem.T(b.ctx, "was not there")
		switch {
		case g.On != "" && g.Paper:
			when = tandem.T(b.ctx, "%s, on paper", g.On.LongText())
		case g.On != "":
			when = g.On.LongText().In(b.ctx)
		}
		table.Rows = append(table.Rows, []Cell{name, {Text: when}})
	}
	return table
}

func (b summary) who(p SummaryPartner) Cell {
	return Cell{Text: b.nameOf(p, 0), Partner: p.Position}
}
