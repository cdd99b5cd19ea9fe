package report

import (
	"context"
	"slices"

	"tandem/internal/casefile"
	"tandem/internal/practice"
	"tandem/internal/review"
	"tandem/internal/tandem"
)

// RecordInput is what the record of a signed review is made of: all that
// everybody who took part has read and signed, and what was added later. It
// has no place for what somebody prepared.
type RecordInput struct {
	Letterhead   Letterhead
	Paper        Paper
	Demo         bool
	CaseCode     string
	NamesShown   bool             // else "Partner 1", "Partner 2"; what was written stays as it is
	Partners     []SummaryPartner // who was asked to take part; Total is not read
	Therapist    string
	Review       SummaryReview
	Improvements []string
	Changes      []string
	Difference   []tandem.Text // what changes in the plan, as all may read it
	PlanChanges  string        // a remark on that
	NextOn       tandem.Date
	Mark         string // of the text that was signed, see review.Record.Mark
	Additions    []RecordAddition
}

// RecordAddition is something that the care team added after everybody had
// signed. On is in the couple's time zone.
type RecordAddition struct {
	On     tandem.Date
	Author string
	Text   string
}

// BuildRecord makes the record of a review in the language of ctx. Its words
// are for both partners.
func BuildRecord(ctx context.Context, in RecordInput) Document {
	b := summary{ctx: ctx, in: SummaryInput{CaseCode: in.CaseCode, NamesShown: in.NamesShown, Partners: in.Partners,
		Therapist: in.Therapist, Period: Period{From: in.Review.On, To: in.Review.On}, Demo: in.Demo}}
	for i, p := range in.Partners {
		b.names = append(b.names, b.nameOf(p, i))
	}
	doc := b.document(in.Letterhead, in.Paper, EditionJoint)
	doc.Kind, doc.Title = KindRecord, in.Review.Kind.In(ctx)
	doc.Subtitle = tandem.T(ctx, "For the two of you · %s", b.period())
	doc.Sections = []Section{b.glance(), listed(tandem.T(ctx, "What got better"), in.Improvements), listed(tandem.T(ctx, "What we want to change"), in.Changes),
		b.agreed(in.Review), b.goesOn(in), b.under(in), b.addedLater(in.Additions), b.aboutRecord()}
	doc.Sections = slices.DeleteFunc(doc.Sections, func(s Section) bool { return len(s.Blocks) == 0 })
	return doc
}

// listed is a section of one line after another. It has no blocks when there
// is none.
func listed(title string, lines []string) Section {
	s := Section{Title: title}
	for _, line := range lines {
		s.Blocks = append(s.Blocks, Paragraph{Text: line})
	}
	return s
}

// agreed is what was decided and aimed for.
func (b summary) agreed(r SummaryReview) Section {
	s := Section{Title: tandem.T(b.ctx, "What you agreed")}
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
	return s
}

// goesOn is what becomes of the plan, and when to look again.
func (b summary) goesOn(in RecordInput) Section {
	s := Section{Title: tandem.T(b.ctx, "How the plan goes on")}
	if text := in.Review.Plan; !text.IsZero() {
		s.Blocks = append(s.Blocks, Paragraph{Text: text.In(b.ctx)})
	}
	if len(in.Difference) > 0 {
		s.Blocks = append(s.Blocks, Heading{Text: tandem.T(b.ctx, "What changes in the plan")})
		for _, line := range in.Difference {
			s.Blocks = append(s.Blocks, Paragraph{Text: line.In(b.ctx)})
		}
	}
	if in.PlanChanges != "" {
		s.Blocks = append(s.Blocks, Paragraph{Text: in.PlanChanges})
	}
	if in.NextOn != "" {
		s.Blocks = append(s.Blocks, Paragraph{Text: tandem.T(b.ctx, "We look again on %s.", in.NextOn.LongText())})
	}
	return s
}

// under is who has signed, and the mark of what they signed.
func (b summary) under(in RecordInput) Section {
	return Section{Title: tandem.T(b.ctx, "Signatures"), Blocks: []Block{b.signed(in.Review),
		Paragraph{Quiet: true, Text: tandem.T(b.ctx, "Mark of this text: %s", in.Mark)}}}
}

func (b summary) addedLater(additions []RecordAddition) Section {
	s := Section{Title: tandem.T(b.ctx, "Added later")}
	for _, a := range additions {
		s.Blocks = append(s.Blocks, Paragraph{Quiet: true, Text: tandem.T(b.ctx, "%s, %s", a.Author, a.On.LongText())}, Paragraph{Text: a.Text})
	}
	return s
}

func (b summary) aboutRecord() Section {
	s := Section{Title: tandem.T(b.ctx, "About this record"), Blocks: []Block{
		Paragraph{Text: tandem.T(b.ctx, "It contains no psychotherapy notes.")},
		Paragraph{Quiet: true, Text: tandem.T(b.ctx, "It holds what all who took part have read and signed. What each of you prepared alone is not in it.")},
		Paragraph{Quiet: true, Text: tandem.T(b.ctx, "It has not been passed on to anybody else.")}}}
	if !b.in.NamesShown {
		s.Blocks = append(s.Blocks, b.ownWords())
	}
	return s
}

// RecordRequest is the record of a review as asked for.
type RecordRequest struct {
	CodeOnly bool   // the case code stands for the names
	Language string // "" is the asking reader's
}

// PreviewRecord is the record of a signed review of this very couple before it
// is issued. The care team may. Errors: Invalid at FieldLanguage; Conflict
// while somebody has not signed, and when somebody who is a partner now was
// not asked to take part: the record would reach them too.
func (s *Service) PreviewRecord(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, id tandem.ReviewID, in RecordRequest) (Previewed, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UsePreviewRecord, aReview(id),
		func(ctx context.Context, _ *tandem.Grant) (Previewed, error) {
			doc, c, err := s.record(ctx, actor, couple, id, in)
			return Previewed{doc, c}, err
		})
}

// IssueRecord prints the record and keeps it: from now on both partners can
// open it. The care team may. Errors as for PreviewRecord.
func (s *Service) IssueRecord(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, id tandem.ReviewID, in RecordRequest) (Issued, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseIssueRecord, aReview(id),
		func(ctx context.Context, g *tandem.Grant) (Issued, error) {
			doc, c, err := s.record(ctx, actor, couple, id, in)
			if err != nil {
				return Issued{}, err
			}
			g.Listed(string(id))
			return s.keep(ctx, actor, g, Issued{Couple: couple}, doc, c.Zone())
		})
}

func (s *Service) record(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, id tandem.ReviewID, in RecordRequest) (Document, casefile.Couple, error) {
	rec, err := s.Reviews.Record(ctx, actor.Practice, id)
	switch {
	case err != nil:
		return Document{}, rec.Couple, err
	case rec.Review.Couple != couple:
		return Document{}, rec.Couple, tandem.Unfit()
	case rec.Review.State != review.Frozen:
		return Document{}, rec.Couple, tandem.Conflict(tandem.Say("Not everybody has signed this review yet. Its record can be made when all have."))
	case len(forAll([]review.Record{rec})) == 0:
		return Document{}, rec.Couple, tandem.Conflict(tandem.Say("Somebody who is in the couple now was not asked to take part in this review. They would get its record too."))
	}
	if in.Language != "" {
		if err := practice.CheckLanguage(in.Language); err != nil {
			var problems tandem.Problems
			problems.AddErr(FieldLanguage, err)
			return Document{}, rec.Couple, problems.Err()
		}
		ctx = s.Speak(ctx, in.Language)
	}
	p, err := s.Practices.Practice(ctx, actor.Practice)
	if err != nil {
		return Document{}, rec.Couple, err
	}
	out := RecordInput{Letterhead: Letterhead{Name: p.Name}, Demo: p.Demo, CaseCode: rec.Couple.Code, NamesShown: !in.CodeOnly, Therapist: s.lead(rec.Couple)}
	out.fill(rec)
	return BuildRecord(ctx, out), rec.Couple, nil
}

// fill takes over what the record says.
func (in *RecordInput) fill(rec review.Record) {
	in.Review, in.Mark = summaryReview(rec), rec.Mark()
	content := rec.Review.Content
	in.Improvements, in.Changes, in.PlanChanges, in.NextOn = content.Improvements, content.Changes, content.PlanChanges, content.NextOn
	in.Difference = rec.PlanChanges()
	for _, p := range rec.Couple.Partners {
		if rec.Review.Asked(p.ID) {
			in.Partners = append(in.Partners, SummaryPartner{Name: p.Name, Position: p.Position})
		}
	}
	for _, a := range rec.Review.Additions {
		in.Additions = append(in.Additions, RecordAddition{On: tandem.DateOf(a.At, rec.Couple.Zone()), Author: rec.Staff(a.Author), Text: a.Text})
	}
}

func aReview(id tandem.ReviewID) tandem.Object {
	return tandem.Object{Kind: tandem.ObjectReview, ID: string(id)}
}
