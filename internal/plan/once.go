package plan

import (
	"cmp"
	"context"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// OnceInput is one exercise for one week, beside what the plan foresees.
type OnceInput struct {
	Exercise tandem.ExerciseID
	Who      string // a partner's position; "" or "both" is everybody
	Week     string // of the running plan: one that is not over
	Note     string
}

// GiveOnce gives one exercise in one week of the running plan. Errors: Invalid
// at "exercise", "who", "week", "note"; Conflict without a running plan.
func (s *Service) GiveOnce(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, in OnceInput) error {
	_, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseGiveOnce, object(couple),
		func(ctx context.Context, _ *tandem.Grant) (struct{}, error) {
			desk, err := s.open(ctx, actor.Practice, couple)
			if err != nil {
				return struct{}{}, err
			}
			if desk.Current == nil {
				return struct{}{}, tandem.Conflict(tandem.Say("This couple has no plan yet."))
			}
			it, err := s.once(desk, in)
			if err != nil {
				return struct{}{}, err
			}
			if err := cmp.Or(s.mayGive(ctx, desk, it), s.mayAdd(ctx, desk, it)); err != nil {
				return struct{}{}, err
			}
			p := desk.Current.clone()
			p.Items = append(p.Items, it)
			if len(p.Items) > 2*MaxItems {
				return struct{}{}, tandem.Conflict(tandem.Say("This plan has been changed very often. Please end it and begin another."))
			}
			if d := desk.Draft; d != nil && d.Revises { // what is given now is no wish of the draft's to take away
				d.Plan.Items = append(d.Plan.Items, it)
				d.Version++
				if err := s.Store.KeepPlanDraft(ctx, actor.Practice, couple, *d); err != nil {
					return struct{}{}, err
				}
			}
			return struct{}{}, s.save(ctx, p)
		})
	return err
}

// once reads the item that is given once.
func (s *Service) once(desk Desk, in OnceInput) (Item, error) {
	r := &reader{library: desk.Library, couple: desk.Couple, today: desk.Day, ids: s.Pipeline.IDs}
	week, ok := number(in.Week, desk.FirstWeek(), desk.Current.Weeks)
	if !ok {
		r.problems.Add("week", tandem.Say("Please choose a week of the plan that is not over."))
	}
	it := Item{ID: tandem.ItemID(s.Pipeline.IDs.New()), Cadence: exercise.Cadence{Kind: exercise.Once}, FromWeek: week, ToWeek: week}
	if def, ok := latest(desk.Library, in.Exercise); ok {
		it.Exercise, it.Version, it.Slot = def.ID, def.Version, exercise.SlotOther
		it.Partner = r.who(it, in.Who, "who")
	} else {
		r.problems.Add("exercise", tandem.Say("This exercise is not in the library."))
	}
	it.Note = r.text(FieldNote, in.Note, longestNote, true)
	return it, r.problems.Err()
}

// longestReason bounds why a plan ended, in characters.
const longestReason = 1000
