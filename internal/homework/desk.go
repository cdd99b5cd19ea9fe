package homework

import (
	"context"
	"slices"
	"strings"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// CouplePage is a couple as the care team meets it.
type CouplePage struct {
	Couple      casefile.Couple
	Day         tandem.Date     // today in the couple's time zone
	Plan        *plan.Plan      // nil before one is assigned
	Week        int             // plan week; 0 before the start, in a pause, or while the next phase waits
	Next        *plan.NextPhase // what waits to be opened; nil where nothing does
	Assignments []Assignment
	Weeks       []WeekFigures
	ByExercise  []ItemFigures // only where Couple shows it
	Intended    []Intended    // what partners plan, as the care team may know it; only where Couple shows it
	Together    Together
	Signals     []Signal
	Progress    []Progress     // how the exercises go; only where Couple shows it
	Across      []tandem.Text  // the same over all of them, with PartnerIDs as in Progress
	Facts       plan.GateFacts // what stands before a plan; only where Couple shows it
	Care        Care           // sessions and outside help; only where Couple shows it
	// Carried is the homework of a session without a plan that is not over; ""
	// where there is none, and only where Couple shows it.
	Carried tandem.AssignmentID
	Noted   []Afterwards // done without being written down here; only where Couple or a document asks for it
	Library *exercise.Library
}

// Couple shows a couple to its care team.
func (s *Service) Couple(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID) (CouplePage, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseSeeCouple, tandem.Object{Kind: tandem.ObjectCouple, ID: string(couple)},
		func(ctx context.Context, _ *tandem.Grant) (CouplePage, error) {
			page, err := s.Work(ctx, actor.Practice, couple)
			if err != nil {
				return page, err
			}
			if page.Facts, err = plan.FactsOf(ctx, s.Cases, s, actor.Practice, couple, s.Pipeline.Clock); err != nil {
				return page, err
			}
			if page.Care, err = s.CareOf(ctx, page.Couple, page.Day); err != nil {
				return page, err
			}
			if page.Carried, err = s.CarriedHome(ctx, page.Couple); err != nil {
				return page, err
			}
			if page.ByExercise, err = s.byExercise(ctx, page); err != nil {
				return page, err
			}
			if page.Intended, err = s.Intended(ctx, page.Couple, page.Plan); err != nil {
				return page, err
			}
			if err := s.progress(ctx, &page); err != nil {
				return page, err
			}
			if page.Noted, err = s.NotedAfterwards(ctx, page.Couple, Viewer{Staff: true}); err != nil {
				return page, err
			}
			page.Together, err = s.Gathered(ctx, page.Couple, Viewer{Staff: true})
			page.Progress = toldEarly(page.Progress, page.Together.Lines)
			return page, err
		})
}

// Work is the couple's plan with its figures and without any answer. It runs
// inside another use case, which has authorised it.
func (s *Service) Work(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) (CouplePage, error) {
	c, err := s.Cases.Couple(ctx, practice, couple)
	if err != nil {
		return CouplePage{}, err
	}
	now := s.Pipeline.Clock.Now()
	page := CouplePage{Couple: c, Day: tandem.DateOf(now, c.Zone())}
	if page.Library, err = s.Library.Of(ctx, practice); err != nil {
		return page, err
	}
	p, err := s.Plans.CurrentPlan(ctx, practice, couple)
	switch {
	case tandem.KindOf(err) == tandem.KindNotFound:
	case err != nil:
		return page, err
	default:
		page.Plan, page.Week = &p, p.WeekOn(page.Day)
		if page.Assignments, err = s.Store.Assignments(ctx, practice, couple, p.ID); err != nil {
			return page, err
		}
		outs, err := s.Plans.OptOuts(ctx, practice, []tandem.CoupleID{couple})
		if err != nil {
			return page, err
		}
		leaveOut(p.Carried(outs), page.Assignments)
		page.Weeks = ByWeek(p, cast(c), page.Assignments, page.Day)
		if n, waits := p.Next(page.Day, Held(p, active(c), page.Assignments)); waits {
			page.Next = &n
		}
	}
	changes, err := s.Store.LastChanges(ctx, practice, []tandem.CoupleID{couple})
	if err != nil {
		return page, err
	}
	plans := map[tandem.CoupleID]plan.Plan{}
	if page.Plan != nil {
		plans[couple] = *page.Plan
	}
	around, err := s.around(ctx, practice, []casefile.Couple{c}, plans)
	if err != nil {
		return page, err
	}
	if page.Plan != nil {
		old, err := s.oldDates(ctx, page)
		if err != nil {
			return page, err
		}
		a := around[couple]
		a.More = append(a.More, old...)
		around[couple] = a
	}
	page.Signals = Signals(c, page.Plan, around[couple], page.Assignments, changes, page.Day, now)
	return page, nil
}

// oldDates says where the couple's own dates have changed since the plan took
// them over.
func (s *Service) oldDates(ctx context.Context, page CouplePage) ([]Signal, error) {
	if !slices.ContainsFunc(page.Plan.Items, plan.Item.ByCalendar) {
		return nil, nil
	}
	var all []Signal
	dates, err := s.Cases.OwnDates(ctx, page.Couple.Practice, page.Couple.ID)
	for _, d := range page.Plan.OldDates(dates, page.Plan.NextOpen(page.Day)) {
		all = append(all, Signal{Text: tandem.Say("“%s” has changed. The plan keeps it as it was until you change the plan", d.Name), Weight: 40, Revise: true})
	}
	return all, err
}

// CaseloadRow is one couple on the caseload.
type CaseloadRow struct {
	Couple  casefile.Couple
	Plan    *plan.Plan
	Week    int
	Last    []WeekFigures // the last four plan weeks up to the current one, oldest first
	Signals []Signal      // the most pressing first
}

// Caseload lists the couples that the actor cares for or supervises, those
// that need a word first.
func (s *Service) Caseload(ctx context.Context, actor tandem.Actor) ([]CaseloadRow, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseSeeCaseload, tandem.Object{Kind: tandem.ObjectPractice, ID: string(actor.Practice)},
		func(ctx context.Context, g *tandem.Grant) ([]CaseloadRow, error) {
			now := s.Pipeline.Clock.Now()
			couples, err := s.Cases.CouplesOfStaff(ctx, actor.Practice, actor.Person, now)
			if err != nil || len(couples) == 0 {
				return nil, err
			}
			ids := make([]tandem.CoupleID, len(couples))
			for i, c := range couples {
				ids[i] = c.ID
				g.Listed(string(c.ID))
			}
			plans, err := s.Plans.CurrentPlans(ctx, actor.Practice, ids)
			if err != nil {
				return nil, err
			}
			changes, err := s.Store.LastChanges(ctx, actor.Practice, ids)
			if err != nil {
				return nil, err
			}
			assignments, err := s.lately(ctx, actor.Practice, couples, plans, now)
			if err != nil {
				return nil, err
			}
			around, err := s.around(ctx, actor.Practice, couples, plans)
			if err != nil {
				return nil, err
			}
			var outs []plan.OptOut
			for _, a := range around {
				outs = append(outs, a.Outs...)
			}
			leaveOut(outs, assignments)
			return caseload(couples, plans, around, assignments, changes, now), nil
		})
}

// around reads for all couples at once what stands around their homework. Of
// couples with a plan it does not look at the gate.
func (s *Service) around(ctx context.Context, practice tandem.PracticeID, couples []casefile.Couple,
	plans map[tandem.CoupleID]plan.Plan) (map[tandem.CoupleID]Around, error) {
	var ids, without, single []tandem.CoupleID
	var waiting []casefile.Couple
	of, days := map[tandem.CoupleID]casefile.Couple{}, map[tandem.CoupleID]tandem.Date{}
	for _, c := range couples {
		ids = append(ids, c.ID)
		of[c.ID], days[c.ID] = c, tandem.DateOf(s.Pipeline.Clock.Now(), c.Zone())
		if _, planned := plans[c.ID]; !planned {
			without, waiting = append(without, c.ID), append(waiting, c)
			if c.Course == casefile.CourseSingle {
				single = append(single, c.ID)
			}
		}
	}
	reviews, err := s.ReviewsDue(ctx, practice, ids, plans, days)
	if err != nil {
		return nil, err
	}
	facts, err := plan.FactsAmong(ctx, s.Cases, s, practice, waiting, s.Pipeline.Clock)
	if err != nil {
		return nil, err
	}
	ended, err := s.Plans.LastEnded(ctx, practice, without)
	if err != nil {
		return nil, err
	}
	held, err := s.Cases.LastSessions(ctx, practice, single)
	if err != nil {
		return nil, err
	}
	waits, err := s.awaiting(ctx, practice, of)
	if err != nil {
		return nil, err
	}
	outs, err := s.Plans.OptOuts(ctx, practice, ids)
	if err != nil {
		return nil, err
	}
	library, err := s.Library.Of(ctx, practice)
	if err != nil {
		return nil, err
	}
	by := map[tandem.CoupleID][]plan.OptOut{}
	for _, o := range outs {
		by[o.Couple] = append(by[o.Couple], o)
	}
	for id, of := range by {
		if p, planned := plans[id]; planned {
			by[id] = p.Carried(of)
		}
	}
	refused, err := s.refused(ctx, practice, of)
	if err != nil {
		return nil, err
	}
	stands, err := s.noticedIn(ctx, practice, of)
	if err != nil {
		return nil, err
	}
	all := map[tandem.CoupleID]Around{}
	for _, id := range ids {
		a := Around{Review: reviews[id], Facts: facts[id], Ended: ended[id], Held: held[id], Waits: waits[id], Outs: by[id], More: stands[id], Refused: refused[id]}
		if p, planned := plans[id]; planned && len(a.Outs) > 0 {
			a.More = append(a.More, declined(of[id], p, a.Outs, library, days[id])...)
		}
		all[id] = a
	}
	return all, nil
}

// reaches are how many days back a caseload looks: as far as four weeks and one
// under way go, and further for couples whose last weeks lie behind a pause.
// There are few of them, so that many couples share a query.
var reaches = [...]int{lookBack + 7, 63, 112}

// lately reads each couple's assignments as far back as its last four weeks.
func (s *Service) lately(ctx context.Context, practice tandem.PracticeID, couples []casefile.Couple,
	plans map[tandem.CoupleID]plan.Plan, now time.Time) ([]Assignment, error) {
	today := tandem.DateOf(now, time.UTC)
	by := map[int][]tandem.CoupleID{}
	for _, c := range couples {
		p, planned := plans[c.ID]
		i := 0
		for i < len(reaches)-1 && planned && today.AddDays(-reaches[i]) > fourBack(p, today) {
			i++
		}
		by[i] = append(by[i], c.ID)
	}
	var all []Assignment
	for i, days := range reaches {
		some, err := s.Store.AssignmentsOpened(ctx, practice, by[i], today.AddDays(-days), today.AddDays(1))
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

// fourBack is the first day of the fourth week back, counted from the last
// that has begun; of the first week when there are fewer.
func fourBack(p plan.Plan, day tandem.Date) tandem.Date {
	first, begun := day, 0
	for week := p.Weeks; week >= 1 && begun < 4; week-- {
		if from, _, ok := p.WeekDates(week); ok && from <= day {
			first, begun = from, begun+1
		}
	}
	return first
}

func caseload(couples []casefile.Couple, plans map[tandem.CoupleID]plan.Plan, around map[tandem.CoupleID]Around, assignments []Assignment,
	changes map[tandem.PartnerID]time.Time, now time.Time) []CaseloadRow {
	by := map[tandem.CoupleID][]Assignment{}
	for _, a := range assignments {
		by[a.Couple] = append(by[a.Couple], a)
	}
	rows := make([]CaseloadRow, 0, len(couples))
	for _, c := range couples {
		row := CaseloadRow{Couple: c}
		day := tandem.DateOf(now, c.Zone())
		if p, ok := plans[c.ID]; ok {
			row.Plan, row.Week = &p, p.WeekOn(day)
			own := slices.DeleteFunc(by[c.ID], func(a Assignment) bool { return a.Plan != p.ID })
			row.Last = lastFour(ByWeek(p, cast(c), own, day), day)
		}
		row.Signals = Signals(c, row.Plan, around[c.ID], by[c.ID], changes, day, now)
		rows = append(rows, row)
	}
	slices.SortStableFunc(rows, func(a, b CaseloadRow) int {
		if d := weight(b.Signals) - weight(a.Signals); d != 0 {
			return d
		}
		return strings.Compare(a.Couple.Code, b.Couple.Code)
	})
	return rows
}

// lastFour are the newest four weeks that have begun.
func lastFour(weeks []WeekFigures, day tandem.Date) []WeekFigures {
	var begun []WeekFigures
	for _, w := range weeks {
		if w.From != "" && w.From <= day {
			begun = append(begun, w)
		}
	}
	return begun[max(0, len(begun)-4):]
}
