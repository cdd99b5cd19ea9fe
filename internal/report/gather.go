package report

import (
	"context"
	"slices"
	"strings"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
)

// ratings are how well each piece of homework went, by partner.
type ratings = map[tandem.AssignmentID]map[tandem.PartnerID]homework.Quality

// fill counts what lies in the period, for the clinical edition.
func (in *SummaryInput) fill(work homework.CouplePage, gathered homework.Together, rated ratings) {
	in.count(work, work.Couple.ActivePartners(), rated)
	in.appreciation(work.Couple.ActivePartners(), gathered, work.Couple.Zone())
	in.Shelves = shelfCounts(gathered, in.Period, work.Couple.Zone(), "")
}

// count counts the homework of these partners and of nobody else.
func (in *SummaryInput) count(work homework.CouplePage, partners []casefile.Partner, rated ratings) {
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
	in.Plan = planOf(work)
	in.exercises(work, partners, rated)
}

func planOf(work homework.CouplePage) SummaryPlan {
	p := work.Plan
	if p == nil {
		return SummaryPlan{}
	}
	out := SummaryPlan{Name: p.Name, Week: min(work.Week, p.Weeks), Weeks: p.Weeks, State: tandem.Text{Source: string(p.State)}}
	if ph, ok := p.PhaseOf(work.Week); ok {
		out.Phase = ph.Name
	}
	return out
}

// forPartners leaves out what only staff read: how they call the plan and its
// phases.
func (p SummaryPlan) forPartners() SummaryPlan {
	p.Name, p.Phase = "", ""
	return p
}

// shelfCounts counts what stands on each shelf from the period, each thing once,
// in the order of the shelves' titles. Of what a reader of an own edition sees it
// tells apart what is theirs and what is both partners': never the other's, beside
// which theirs could be laid.
func shelfCounts(gathered homework.Together, period Period, zone *time.Location, own tandem.PartnerID) []ShelfCount {
	var shelves []ShelfCount
	for _, g := range gathered.Gains() {
		day := tandem.DateOf(g.At, zone)
		if day < period.From || day > period.To || own != "" && g.Author != own && !g.Both {
			continue
		}
		c := shelf(&shelves, g.Shelf.Title())
		switch {
		case own == "":
			c.All += g.Count
		case g.Both:
			c.Both += g.Count
		default:
			c.Own += g.Count
		}
	}
	slices.SortFunc(shelves, func(a, b ShelfCount) int { return strings.Compare(a.Title, b.Title) })
	return shelves
}

func shelf(shelves *[]ShelfCount, title string) *ShelfCount {
	i := slices.IndexFunc(*shelves, func(c ShelfCount) bool { return c.Title == title })
	if i < 0 {
		i = len(*shelves)
		*shelves = append(*shelves, ShelfCount{Title: title})
	}
	return &(*shelves)[i]
}

// fill counts what both did together in the period: shared rounds by the days
// of their assignment, which tell nothing of when anybody acted.
func (in *JointInput) fill(work homework.CouplePage, shared []homework.Shared) {
	for _, p := range work.Couple.ActivePartners() {
		in.Partners = append(in.Partners, SummaryPartner{Name: p.Name, Position: p.Position})
	}
	in.Plan = planOf(work)
	for _, w := range work.Weeks {
		if w.From != "" && w.To >= in.Period.From && w.From <= in.Period.To {
			in.Weeks = append(in.Weeks, JointWeek{Number: w.Week, From: w.From, To: w.To, Light: w.Light})
		}
	}
	of := map[tandem.AssignmentID]homework.Shared{}
	for _, s := range shared {
		of[s.Assignment] = s
	}
	for _, a := range work.Assignments {
		s, done := of[a.ID]
		if !done || a.OpensOn == "" || a.DueOn < in.Period.From || a.OpensOn > in.Period.To {
			continue
		}
		in.count(s, a.Week)
	}
	slices.SortFunc(in.Shelves, func(a, b ShelfCount) int { return strings.Compare(a.Title, b.Title) })
}

func (in *JointInput) count(s homework.Shared, week int) {
	i := slices.IndexFunc(in.Exercises, func(e JointExercise) bool { return e.Name == s.Definition.Name })
	if i < 0 {
		i = len(in.Exercises)
		in.Exercises = append(in.Exercises, JointExercise{Name: s.Definition.Name})
	}
	in.Exercises[i].Times++
	for id, n := range s.Shelved {
		shelf(&in.Shelves, id.Title()).All += n
	}
	for i := range in.Weeks {
		if in.Weeks[i].Number == week {
			in.Weeks[i].Together++
		}
	}
}

// exercises counts each exercise that was open in the period.
func (in *SummaryInput) exercises(work homework.CouplePage, partners []casefile.Partner, rated ratings) {
	couple, today := work.Couple, work.Day
	at := map[tandem.ExerciseID]int{}
	for _, a := range work.Assignments {
		def, ok := work.Library.Get(a.Exercise, a.Version)
		concerned := func(p casefile.Partner) bool { return slices.Contains(a.Cast(couple), p.ID) }
		if !ok || a.OpensOn == "" || a.DueOn < in.Period.From || a.OpensOn > in.Period.To || !slices.ContainsFunc(partners, concerned) {
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
			c.Quality = c.Quality.Add(rated[a.ID][p.ID])
			in.Partners[j].Quality = in.Partners[j].Quality.Add(rated[a.ID][p.ID])
			state := a.Part(p.ID)
			if !concerned(p) || state == exercise.PartNone && (a.Light || a.DueOn >= today) {
				continue // still open, or not asked for: as adherence counts it
			}
			c.Assigned++
			if work.NotedFor(a.ID, p.ID) {
				c.Noted++
			}
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
	work.Library = &exercise.Library{} // only weeks are drawn
	in.fill(work, homework.Together{}, nil)
	if len(in.Weeks) == 0 {
		return Chart{}, false
	}
	b := summary{ctx: ctx, in: in}
	for i, p := range in.Partners {
		b.names = append(b.names, b.nameOf(p, i))
	}
	return Chart{Drawing: b.drawingOf(), Table: b.weeks()}, true
}
