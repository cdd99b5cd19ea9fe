package plan

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// Store keeps plans. Every method works inside the practice that it is given;
// what belongs to another practice is NotFound or absent.
type Store interface {
	// CurrentPlan is the couple's active or paused plan, with items, light
	// weeks and pauses. NotFound when there is none.
	CurrentPlan(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) (Plan, error)
	// CurrentPlans is CurrentPlan for many couples at once, by couple; couples
	// without a plan are absent.
	CurrentPlans(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID) (map[tandem.CoupleID]Plan, error)
	// CreatePlan stores a new plan with all it holds. A couple can have one
	// active or paused plan only: Conflict.
	CreatePlan(ctx context.Context, p Plan) error
	// SavePlan replaces state, weeks, items, light weeks and pauses of a plan
	// whose stored version is p.Version-1; another version is a Conflict.
	// Items already stored keep their rows; new ones are added; none is removed.
	SavePlan(ctx context.Context, p Plan) error
	// PutAssignments stores the plan's occurrences: new ones are added with
	// ids of their own, known ones (by item, week and number) take over days
	// and light; known ones that are missing lose their days ("") until the
	// plan gives them new ones.
	PutAssignments(ctx context.Context, p Plan, occurrences []Occurrence) error
}

// Service assigns plans and changes them. Only the care team may.
type Service struct {
	Pipeline *tandem.Pipeline
	Store    Store
	Cases    casefile.Store
	Library  *exercise.Library
}

// Assign is what a therapist chooses on the assign page.
type Assign struct {
	StartsOn string // 2006-01-02; "" is the next day on which weeks begin
	Begins   string // weekday by number, 0 Sunday to 6 Saturday
	Items    []AssignItem
}

// AssignItem is one exercise chosen, as typed.
type AssignItem struct {
	Exercise tandem.ExerciseID
	Cadence  string // "once", "weekly-1" to "weekly-7", "every-2" to "every-12"
	FromWeek string
	ToWeek   string
}

// FieldItems is the field that errors about the choice of exercises as a whole
// point at.
const FieldItems = "items"

// Assign gives a couple a plan made of the chosen exercises, or adds them to
// the plan they have, from the current week on. Errors: Invalid with the
// fields "starts", "week_begins", "items" and "items.E02.cadence", "items.E02.from",
// "E02.to_week".
func (s *Service) Assign(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, in Assign) (Plan, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseAssign, tandem.Object{Kind: tandem.ObjectCouple, ID: string(couple)},
		func(ctx context.Context, _ *tandem.Grant) (Plan, error) {
			today, err := s.today(ctx, actor.Practice, couple)
			if err != nil {
				return Plan{}, err
			}
			current, err := s.Store.CurrentPlan(ctx, actor.Practice, couple)
			isNew := tandem.KindOf(err) == tandem.KindNotFound
			if err != nil && !isNew {
				return Plan{}, err
			}
			if isNew {
				current = Plan{ID: tandem.PlanID(s.Pipeline.IDs.New()), Practice: actor.Practice, Couple: couple,
					Name: "Homework plan", State: Active, CreatedBy: actor.Person, CreatedAt: s.Pipeline.Clock.Now(), Version: 1}
			}
			next, err := s.assigned(current, isNew, today, in)
			if err != nil {
				return Plan{}, err
			}
			if isNew {
				err = s.Store.CreatePlan(ctx, next)
			} else {
				next.Version++
				err = s.Store.SavePlan(ctx, next)
			}
			if err != nil {
				return Plan{}, err
			}
			return next, s.Store.PutAssignments(ctx, next, next.Occurrences())
		})
}

// assigned is the plan with the chosen items: the rules of the assign form.
func (s *Service) assigned(p Plan, isNew bool, today tandem.Date, in Assign) (Plan, error) {
	var problems tandem.Problems
	first := 1
	if isNew {
		p.Begins, p.StartsOn = startOf(in, today, &problems)
	} else {
		first = max(1, p.WeekOn(today))
		if first > p.Weeks {
			first = p.Weeks + 1
		}
	}
	if len(in.Items) == 0 {
		problems.Add(FieldItems, tandem.Say("Please choose at least one exercise."))
	}
	p.Items = slices.Clone(p.Items)
	for _, typed := range in.Items {
		if it, ok := s.item(typed, first, &problems); ok {
			p.Items = append(p.Items, it)
			p.Weeks = max(p.Weeks, it.ToWeek)
		}
	}
	return p, problems.Err()
}

func startOf(in Assign, today tandem.Date, problems *tandem.Problems) (time.Weekday, tandem.Date) {
	begins := time.Monday
	if in.Begins != "" {
		n, ok := number(in.Begins, 0, 6)
		if !ok {
			problems.Add("week_begins", tandem.Say("Please choose a weekday."))
		}
		begins = time.Weekday(n)
	}
	if in.StartsOn == "" {
		return begins, today.AddDays(1).OnOrAfter(begins)
	}
	starts, err := tandem.ParseDate(in.StartsOn)
	problems.AddErr("starts", err)
	if err == nil {
		switch {
		case starts.Weekday() != begins:
			problems.Add("starts", tandem.Say("The first day must be a day on which weeks begin."))
		case starts.DaysSince(today) < -366 || starts.DaysSince(today) > 366:
			problems.Add("starts", tandem.Say("Please choose a day within a year from today."))
		}
	}
	return begins, starts
}

// item reads one chosen exercise. Weeks already gone cannot be assigned.
func (s *Service) item(typed AssignItem, first int, problems *tandem.Problems) (Item, bool) {
	field := func(name string) string { return "items." + string(typed.Exercise) + "." + name }
	var def *exercise.Definition
	for _, d := range s.Library.Latest() {
		if d.ID == typed.Exercise {
			def = d
		}
	}
	if def == nil {
		problems.Add(FieldItems, tandem.Say("This exercise is not in the library."))
		return Item{}, false
	}
	cadence, ok := ReadCadence(typed.Cadence)
	if !ok {
		problems.Add(field("cadence"), tandem.Say("Please choose how often."))
	}
	from, okFrom := number(typed.FromWeek, 1, MaxWeeks)
	if !okFrom {
		problems.Add(field("from"), tandem.Say("Please choose a week from 1 to %d.", MaxWeeks))
	} else if from < first {
		okFrom = false
		problems.Add(field("from"), tandem.Say("Weeks that have passed cannot be assigned. The earliest is week %d.", first))
	}
	to, okTo := number(typed.ToWeek, 1, MaxWeeks)
	if !okTo {
		problems.Add(field("to"), tandem.Say("Please choose a week from 1 to %d.", MaxWeeks))
	} else if okFrom && to < from {
		okTo = false
		problems.Add(field("to"), tandem.Say("The last week cannot come before the first."))
	}
	return Item{ID: tandem.ItemID(s.Pipeline.IDs.New()), Exercise: def.ID, Version: def.Version, Slot: def.Slot,
		Cadence: cadence, FromWeek: from, ToWeek: to}, ok && okFrom && okTo
}

// ReadCadence reads the value of a cadence select.
func ReadCadence(value string) (exercise.Cadence, bool) {
	for _, c := range Cadences() {
		if CadenceValue(c) == value {
			return c, true
		}
	}
	return exercise.Cadence{}, false
}

// Cadences lists what can be chosen: once, 1 to 7 times a week, every 2 to 12 weeks.
func Cadences() []exercise.Cadence {
	all := []exercise.Cadence{{Kind: exercise.Once}}
	for n := 1; n <= 7; n++ {
		all = append(all, exercise.Cadence{Kind: exercise.Weekly, PerWeek: n})
	}
	for n := 2; n <= 12; n++ {
		all = append(all, exercise.Cadence{Kind: exercise.EveryWeeks, EveryWeeks: n})
	}
	return all
}

// CadenceValue is the cadence as a form writes it.
func CadenceValue(c exercise.Cadence) string {
	switch c.Kind {
	case exercise.Weekly:
		return fmt.Sprintf("weekly-%d", c.PerWeek)
	case exercise.EveryWeeks:
		return fmt.Sprintf("every-%d", c.EveryWeeks)
	default:
		return "once"
	}
}

// CadenceText is the cadence in words.
func CadenceText(c exercise.Cadence) tandem.Text {
	switch {
	case c.Kind == exercise.Weekly && c.PerWeek == 1:
		return tandem.Say("every week")
	case c.Kind == exercise.Weekly:
		return tandem.Say("%d times a week", c.PerWeek)
	case c.Kind == exercise.EveryWeeks:
		return tandem.Say("every %d weeks", c.EveryWeeks)
	default:
		return tandem.Say("once")
	}
}

func number(text string, low, high int) (int, bool) {
	n := 0
	if text == "" || len(text) > 3 {
		return 0, false
	}
	for _, r := range text {
		if r < '0' || r > '9' {
			return 0, false
		}
		n = n*10 + int(r-'0')
	}
	return n, n >= low && n <= high
}

// SetLight makes a week light, or not light again. The week must not be over.
func (s *Service) SetLight(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, week string, light bool) error {
	return s.change(ctx, actor, tandem.UseLightWeek, couple, func(p *Plan, today tandem.Date) error {
		n, ok := number(week, 1, p.Weeks)
		if !ok {
			return tandem.Invalid(tandem.Say("This plan has no such week."))
		}
		if _, last, dated := p.WeekDates(n); dated && last < today {
			return tandem.Conflict(tandem.Say("This week is over. Only the current week and later ones can change."))
		}
		p.Light = slices.DeleteFunc(slices.Clone(p.Light), func(w int) bool { return w == n })
		if light {
			p.Light = append(p.Light, n)
			slices.Sort(p.Light)
		}
		return nil
	})
}

// Pause holds the plan from the week that today falls in. Later weeks shift.
func (s *Service) Pause(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID) error {
	return s.change(ctx, actor, tandem.UsePausePlan, couple, func(p *Plan, today tandem.Date) error { return p.pause(today) })
}

// Resume lets the plan go on; see the schedule's rule for when.
func (s *Service) Resume(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID) error {
	return s.change(ctx, actor, tandem.UseResumePlan, couple, func(p *Plan, today tandem.Date) error { return p.resume(today) })
}

func (s *Service) change(ctx context.Context, actor tandem.Actor, use tandem.UseCaseName, couple tandem.CoupleID,
	work func(p *Plan, today tandem.Date) error) error {
	_, err := tandem.Run(ctx, s.Pipeline, actor, use, tandem.Object{Kind: tandem.ObjectCouple, ID: string(couple)},
		func(ctx context.Context, _ *tandem.Grant) (struct{}, error) {
			today, err := s.today(ctx, actor.Practice, couple)
			if err != nil {
				return struct{}{}, err
			}
			p, err := s.Store.CurrentPlan(ctx, actor.Practice, couple)
			if tandem.KindOf(err) == tandem.KindNotFound {
				return struct{}{}, tandem.Conflict(tandem.Say("This couple has no plan yet."))
			}
			if err != nil {
				return struct{}{}, err
			}
			p.Pauses = slices.Clone(p.Pauses)
			if err := work(&p, today); err != nil {
				return struct{}{}, err
			}
			p.Version++
			if err := s.Store.SavePlan(ctx, p); err != nil {
				return struct{}{}, err
			}
			return struct{}{}, s.Store.PutAssignments(ctx, p, p.Occurrences())
		})
	return err
}

// today is the day it is for a couple whose plan is about to change. Error:
// Conflict when care has ended.
func (s *Service) today(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) (tandem.Date, error) {
	c, err := s.Cases.Couple(ctx, practice, couple)
	if err != nil {
		return "", err
	}
	if c.State == casefile.StateClosed {
		return "", tandem.Conflict(tandem.Say("Care has ended for this couple. Its plan stays as it is."))
	}
	return tandem.DateOf(s.Pipeline.Clock.Now(), c.Zone()), nil
}
