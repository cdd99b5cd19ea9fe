package report

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/homework"
	"tandem/internal/practice"
	"tandem/internal/tandem"
)

// Request is a progress summary as asked for. The empty Request is the
// clinical edition of the whole plan, with names, in the reader's language.
type Request struct {
	From, To string  // as typed; from the plan's first day, or the day care began, to today where empty
	Edition  Edition // EditionClinical or EditionJoint; a partner's own edition is asked for by naming the partner
	CodeOnly bool    // the case code stands for the names
	Language string  // "" is the partner's own for an own edition, else the asking reader's
}

// The names of the fields that field errors of a request point at.
const (
	FieldFrom     = "from"
	FieldTo       = "to"
	FieldEdition  = "edition"
	FieldLanguage = "language"
)

// longestPeriod is a plan of a year with room for pauses.
const longestPeriod = 800 // days

// Previewed is a summary before it is issued, with the couple that it is about.
type Previewed struct {
	Document Document
	Couple   casefile.Couple
}

// Preview is the summary's content before it is issued; with a partner, that
// partner's own edition. The care team may. Error: Invalid at the fields of a
// Request; NotFound for a partner of another couple.
func (s *Service) Preview(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, partner tandem.PartnerID, in Request) (Previewed, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UsePreviewSummary, aCouple(couple),
		func(ctx context.Context, _ *tandem.Grant) (Previewed, error) {
			doc, c, err := s.summary(ctx, actor, couple, partner, in)
			return Previewed{doc, c}, err
		})
}

// Issue prints the summary and keeps it: from now on those whom its edition is
// for can open it. The care team may. Errors as for Preview.
func (s *Service) Issue(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, partner tandem.PartnerID, in Request) (Issued, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseIssueSummary, aCouple(couple),
		func(ctx context.Context, g *tandem.Grant) (Issued, error) {
			doc, c, err := s.summary(ctx, actor, couple, partner, in)
			if err != nil {
				return Issued{}, err
			}
			return s.keep(ctx, actor, g, Issued{Couple: couple, For: partner}, doc, c.Zone())
		})
}

// keep prints a document and stores it with its content.
func (s *Service) keep(ctx context.Context, actor tandem.Actor, g *tandem.Grant, d Issued, doc Document, zone *time.Location) (Issued, error) {
	now := s.Pipeline.Clock.Now()
	file, err := s.Render(doc, now, zone)
	if err != nil {
		return Issued{}, err
	}
	sum := sha256.Sum256(file)
	d.ID, d.Kind, d.Edition, d.Language = tandem.DocumentID(s.Pipeline.IDs.New()), doc.Kind, doc.Edition, doc.Language
	d.ContentDigest, d.BytesDigest, d.IssuedBy, d.IssuedAt = Digest(doc), hex.EncodeToString(sum[:]), actor.Person, now
	g.About(actor.Practice, actor.Person, tandem.Object{Kind: tandem.ObjectDocument, ID: string(d.ID)}, d.Couple)
	g.Listed("content:"+d.ContentDigest, "file:"+d.BytesDigest)
	if d.For != "" {
		g.Listed(string(d.For))
	}
	return d, s.Store.CreateDocument(ctx, actor.Practice, d, file, doc)
}

// summary gathers the figures of the period and builds the edition.
func (s *Service) summary(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, partner tandem.PartnerID, typed Request) (Document, casefile.Couple, error) {
	work, err := s.Homework.Work(ctx, actor.Practice, couple)
	if err != nil {
		return Document{}, work.Couple, err
	}
	reader, ok := work.Couple.Partner(partner)
	if partner != "" && !ok {
		return Document{}, work.Couple, tandem.Unfit()
	}
	if partner != "" {
		typed.Edition = EditionOwn
		if typed.Language == "" {
			typed.Language = reader.Language
		}
	}
	period, err := typed.check(work, partner != "")
	if err != nil {
		return Document{}, work.Couple, err
	}
	p, err := s.Practices.Practice(ctx, actor.Practice)
	if err != nil {
		return Document{}, work.Couple, err
	}
	if typed.Language != "" {
		ctx = s.Speak(ctx, typed.Language)
	}
	g := gathering{Service: s, work: work, practice: p, period: period, names: !typed.CodeOnly, therapist: s.lead(work.Couple)}
	var doc Document
	switch typed.Edition {
	case EditionOwn:
		doc, err = g.own(ctx, reader)
	case EditionJoint:
		doc, err = g.joint(ctx)
	default:
		doc, err = g.clinical(ctx)
	}
	return doc, work.Couple, err
}

// lead is the name of who leads the couple's care today, "" when nobody does.
func (s *Service) lead(c casefile.Couple) string {
	name := ""
	for _, m := range c.TeamAt(s.Pipeline.Clock.Now()) {
		if m.Function == casefile.FunctionLead {
			name = m.Name
		}
	}
	return name
}

// gathering is what every edition is made from.
type gathering struct {
	*Service
	work      homework.CouplePage
	practice  practice.Practice
	period    Period
	names     bool
	therapist string
}

func (g gathering) clinical(ctx context.Context) (Document, error) {
	gathered, err := g.Homework.Gathered(ctx, g.work.Couple, homework.Viewer{Staff: true})
	if err != nil {
		return Document{}, err
	}
	rated, err := g.Homework.Qualities(ctx, g.work.Couple, homework.Viewer{Staff: true})
	if err != nil {
		return Document{}, err
	}
	in := SummaryInput{Letterhead: Letterhead{Name: g.practice.Name}, Demo: g.practice.Demo, CaseCode: g.work.Couple.Code,
		NamesShown: g.names, Period: g.period, Therapist: g.therapist}
	if g.work.Noted, err = g.Homework.NotedAfterwards(ctx, g.work.Couple, homework.Viewer{Staff: true}); err != nil {
		return Document{}, err
	}
	in.fill(g.work, gathered, rated)
	care, err := g.Homework.CareOf(ctx, g.work.Couple, g.work.Day)
	if err != nil {
		return Document{}, err
	}
	in.Sessions = SessionFiguresOf(care, g.work.Couple.ActivePartners(), g.period)
	records, err := g.Reviews.Records(ctx, g.work.Couple.Practice, g.work.Couple.ID)
	if err != nil {
		return Document{}, err
	}
	in.Reviews = signedReviews(records, g.period)
	return BuildSummary(ctx, in), nil
}

// own asks for the reader's own parts and ratings, and for what View shows to
// the reader.
func (g gathering) own(ctx context.Context, reader casefile.Partner) (Document, error) {
	gathered, err := g.Homework.Gathered(ctx, g.work.Couple, homework.Viewer{Partner: reader.ID})
	if err != nil {
		return Document{}, err
	}
	rated, err := g.Homework.Qualities(ctx, g.work.Couple, homework.Viewer{Partner: reader.ID})
	if err != nil {
		return Document{}, err
	}
	if g.work.Noted, err = g.Homework.NotedAfterwards(ctx, g.work.Couple, homework.Viewer{Partner: reader.ID}); err != nil {
		return Document{}, err
	}
	in := SummaryInput{Period: g.period}
	in.count(g.work, []casefile.Partner{reader}, rated)
	in.Plan = in.Plan.forPartners()
	return BuildOwn(ctx, OwnInput{Letterhead: Letterhead{Name: g.practice.Name}, Demo: g.practice.Demo, CaseCode: g.work.Couple.Code,
		NamesShown: g.names, Reader: in.Partners[0], Therapist: g.therapist, Period: g.period, Plan: in.Plan,
		Weeks: in.Weeks, Exercises: in.Exercises, Shelves: shelfCounts(gathered, g.period, g.work.Couple.Zone(), reader.ID)}), nil
}

func (g gathering) joint(ctx context.Context) (Document, error) {
	shared, err := g.Homework.SharedRounds(ctx, g.work.Couple)
	if err != nil {
		return Document{}, err
	}
	in := JointInput{Letterhead: Letterhead{Name: g.practice.Name}, Demo: g.practice.Demo, CaseCode: g.work.Couple.Code,
		NamesShown: g.names, Period: g.period, Therapist: g.therapist}
	in.fill(g.work, shared)
	records, err := g.Reviews.Records(ctx, g.work.Couple.Practice, g.work.Couple.ID)
	if err != nil {
		return Document{}, err
	}
	in.Reviews = signedReviews(forAll(records), g.period)
	in.Plan = in.Plan.forPartners()
	return BuildJoint(ctx, in), nil
}

// check reads the period and refuses what no summary can be.
func (r Request) check(work homework.CouplePage, own bool) (Period, error) {
	switch {
	case own, r.Edition == "", r.Edition == EditionClinical, r.Edition == EditionJoint:
	default: // it stands in no field that a person fills in
		return Period{}, tandem.Invalid(tandem.Say("Please choose an edition."))
	}
	period := Period{From: tandem.DateOf(work.Couple.TakenInAt, work.Couple.Zone()), To: work.Day}
	if work.Plan != nil && work.Plan.StartsOn <= work.Day {
		period.From = work.Plan.StartsOn
	}
	var problems tandem.Problems
	read := func(field, text string, into *tandem.Date) {
		if text != "" {
			d, err := tandem.ParseDate(text)
			problems.AddErr(field, err)
			*into = d
		}
	}
	read(FieldFrom, r.From, &period.From)
	read(FieldTo, r.To, &period.To)
	if r.Language != "" {
		problems.AddErr(FieldLanguage, practice.CheckLanguage(r.Language))
	}
	if err := problems.Err(); err != nil {
		return period, err
	}
	switch {
	case period.To < period.From:
		problems.Add(FieldTo, tandem.Say("The last day cannot come before the first."))
	case period.To > work.Day:
		problems.Add(FieldTo, tandem.Say("The last day cannot lie in the future."))
	case period.To.DaysSince(period.From) > longestPeriod:
		problems.Add(FieldFrom, tandem.Say("Please choose a period of two years or less."))
	}
	return period, problems.Err()
}
