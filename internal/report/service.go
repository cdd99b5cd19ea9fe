package report

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/practice"
	"tandem/internal/tandem"
)

// Issued is one document that was issued: what is kept beside its bytes.
type Issued struct {
	ID            tandem.DocumentID
	Couple        tandem.CoupleID
	Kind          Kind
	Edition       Edition
	ContentDigest string // of the content, printed on the document
	BytesDigest   string // SHA-256 of the file, for the log
	IssuedBy      tandem.PersonID
	IssuedAt      time.Time
}

// Store keeps issued documents, their bytes sealed. What belongs to another
// practice is NotFound or not listed.
type Store interface {
	// CreateDocument adds a document with its bytes.
	CreateDocument(ctx context.Context, practice tandem.PracticeID, d Issued, file []byte) error
	// Document is one document with its bytes. Error: NotFound.
	Document(ctx context.Context, practice tandem.PracticeID, id tandem.DocumentID) (Issued, []byte, error)
	// Documents lists a couple's documents, newest first, without bytes.
	Documents(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) ([]Issued, error)
}

// Service builds documents, issues them, and hands them out again. All fields
// must be set.
type Service struct {
	Pipeline  *tandem.Pipeline
	Store     Store
	Practices practice.Store
	Homework  *homework.Service
	// Render turns content into a file. The issue time is printed in the zone.
	Render func(doc Document, issuedAt time.Time, zone *time.Location) ([]byte, error)
}

// PeriodInput is a period as typed; empty ends are filled in: from the plan's
// first day (or the day care began) to today.
type PeriodInput struct{ From, To string }

// The names of the fields that field errors of a period point at.
const (
	FieldFrom = "from"
	FieldTo   = "to"
)

// longestPeriod is a plan of a year with room for pauses.
const longestPeriod = 800 // days

// Preview is the summary's content before it is issued. The care team may.
// Error: Invalid at the fields "from" and "to".
func (s *Service) Preview(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, in PeriodInput) (Document, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UsePreviewSummary, aCouple(couple),
		func(ctx context.Context, _ *tandem.Grant) (Document, error) {
			doc, _, err := s.summary(ctx, actor, couple, in)
			return doc, err
		})
}

// Issue prints the summary, keeps it and returns what was kept. The care team
// may. Error: Invalid at the fields "from" and "to".
func (s *Service) Issue(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, in PeriodInput) (Issued, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseIssueSummary, aCouple(couple),
		func(ctx context.Context, g *tandem.Grant) (Issued, error) {
			doc, zone, err := s.summary(ctx, actor, couple, in)
			if err != nil {
				return Issued{}, err
			}
			now := s.Pipeline.Clock.Now()
			file, err := s.Render(doc, now, zone)
			if err != nil {
				return Issued{}, err
			}
			sum := sha256.Sum256(file)
			d := Issued{ID: tandem.DocumentID(s.Pipeline.IDs.New()), Couple: couple, Kind: doc.Kind, Edition: doc.Edition,
				ContentDigest: Digest(doc), BytesDigest: hex.EncodeToString(sum[:]), IssuedBy: actor.Person, IssuedAt: now}
			g.About(actor.Practice, actor.Person, tandem.Object{Kind: tandem.ObjectDocument, ID: string(d.ID)}, couple)
			g.Listed("content:"+d.ContentDigest, "file:"+d.BytesDigest)
			return d, s.Store.CreateDocument(ctx, actor.Practice, d, file)
		})
}

// Read is an issued document with its file.
func (s *Service) Read(ctx context.Context, actor tandem.Actor, id tandem.DocumentID) (Issued, []byte, error) {
	type result struct {
		issued Issued
		file   []byte
	}
	r, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseReadDocument, tandem.Object{Kind: tandem.ObjectDocument, ID: string(id)},
		func(ctx context.Context, _ *tandem.Grant) (result, error) {
			d, file, err := s.Store.Document(ctx, actor.Practice, id)
			return result{d, file}, err
		})
	return r.issued, r.file, err
}

// List names a couple's issued documents, newest first.
func (s *Service) List(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID) ([]Issued, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseListDocuments, aCouple(couple),
		func(ctx context.Context, _ *tandem.Grant) ([]Issued, error) {
			return s.Store.Documents(ctx, actor.Practice, couple)
		})
}

func aCouple(couple tandem.CoupleID) tandem.Object {
	return tandem.Object{Kind: tandem.ObjectCouple, ID: string(couple)}
}

// summary gathers the figures of the period and builds the document.
func (s *Service) summary(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, typed PeriodInput) (Document, *time.Location, error) {
	work, err := s.Homework.Work(ctx, actor.Practice, couple)
	if err != nil {
		return Document{}, nil, err
	}
	period, err := readPeriod(typed, work)
	if err != nil {
		return Document{}, nil, err
	}
	p, err := s.Practices.Practice(ctx, actor.Practice)
	if err != nil {
		return Document{}, nil, err
	}
	gathered, err := s.Homework.Gathered(ctx, work.Couple, homework.Viewer{Staff: true})
	if err != nil {
		return Document{}, nil, err
	}
	in := SummaryInput{Letterhead: Letterhead{Name: p.Name}, Demo: p.Demo, CaseCode: work.Couple.Code, NamesShown: true, Period: period}
	for _, m := range work.Couple.TeamAt(s.Pipeline.Clock.Now()) {
		if m.Function == casefile.FunctionLead {
			in.Therapist = m.Name
		}
	}
	in.fill(work, gathered, s.Homework.Library)
	return BuildSummary(ctx, in), work.Couple.Zone(), nil
}

func readPeriod(typed PeriodInput, work homework.CouplePage) (Period, error) {
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
	read(FieldFrom, typed.From, &period.From)
	read(FieldTo, typed.To, &period.To)
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

// fill counts what lies in the period.
func (in *SummaryInput) fill(work homework.CouplePage, gathered homework.Together, library *exercise.Library) {
	partners := work.Couple.ActivePartners()
	totals := make([]homework.Figures, len(partners))
	for _, w := range work.Weeks {
		if w.From == "" || w.To < in.Period.From || w.From > in.Period.To {
			continue
		}
		week := SummaryWeek{Number: w.Week, From: w.From, To: w.To, Light: w.Light}
		for i, p := range partners {
			f := w.Partners[p.ID]
			totals[i] = totals[i].Add(f)
			week.Counts = append(week.Counts, Count{Due: f.Due, Credit: f.Credit})
		}
		in.Weeks = append(in.Weeks, week)
	}
	for i, p := range partners {
		in.Partners = append(in.Partners, SummaryPartner{Name: p.Name, Position: p.Position,
			Total: Count{Due: totals[i].Due, Credit: totals[i].Credit}})
	}
	if p := work.Plan; p != nil {
		in.Plan = SummaryPlan{Name: p.Name, Week: min(work.Week, p.Weeks), Weeks: p.Weeks, State: tandem.Text{Source: string(p.State)}}
	}
	in.exercises(partners, work.Assignments, library, work.Day)
	in.appreciation(partners, gathered, work.Couple.Zone())
}

// exercises counts each exercise that was open in the period.
func (in *SummaryInput) exercises(partners []casefile.Partner, assignments []homework.Assignment, library *exercise.Library, today tandem.Date) {
	at := map[tandem.ExerciseID]int{}
	for _, a := range assignments {
		def, ok := library.Get(a.Exercise, a.Version)
		if !ok || a.OpensOn == "" || a.DueOn < in.Period.From || a.OpensOn > in.Period.To {
			continue
		}
		i, known := at[def.ID]
		if !known {
			i = len(in.Exercises)
			at[def.ID] = i
			in.Exercises = append(in.Exercises, SummaryExercise{Name: def.Name, Counts: make([]ExerciseCount, len(partners))})
		}
		for j, p := range partners {
			c := &in.Exercises[i].Counts[j]
			state := a.Part(p.ID)
			if state == exercise.PartNone && (a.Light || a.DueOn >= today) {
				continue // still open, or not asked for: as adherence counts it
			}
			c.Assigned++
			switch state {
			case exercise.PartDone:
				c.Done++
			case exercise.PartPartly:
				c.Partly++
			case exercise.PartPassed:
				c.NotThisWeek++
			}
		}
	}
}

// appreciation counts what each partner gave in the period, as staff see it.
func (in *SummaryInput) appreciation(partners []casefile.Partner, gathered homework.Together, zone *time.Location) {
	in.Appreciation = make([]int, len(partners))
	for _, e := range gathered.Entries {
		day := tandem.DateOf(e.At, zone)
		i := slices.IndexFunc(partners, func(p casefile.Partner) bool { return p.ID == e.Author })
		if e.Shelf != exercise.ShelfAppreciations || i < 0 || e.Taken || day < in.Period.From || day > in.Period.To {
			continue
		}
		for _, f := range e.Fields {
			in.Appreciation[i] += len(f.Value.Items)
		}
	}
}

// AdherenceChart is the picture of a couple's weeks so far with the table that
// says the same, for staff pages. ok is false before the first week has begun.
func AdherenceChart(ctx context.Context, work homework.CouplePage) (c Chart, ok bool) {
	in := SummaryInput{NamesShown: true, Period: Period{From: "1900-01-01", To: work.Day}}
	in.fill(work, homework.Together{}, &exercise.Library{})
	if len(in.Weeks) == 0 {
		return Chart{}, false
	}
	b := summary{ctx: ctx, in: in}
	for i, p := range in.Partners {
		b.names = append(b.names, b.nameOf(p, i))
	}
	return Chart{Drawing: b.drawingOf(), Table: b.weeks()}, true
}
