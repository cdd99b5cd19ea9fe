package homework

import (
	"context"
	"slices"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// Care is what regular help is carried by (P8): sessions as recorded, the
// ladder of outside help, and how often each has used the session's skill at
// home since the last one. It is the care team's knowledge alone.
type Care struct {
	casefile.Attendance
	Since tandem.Date              // the last session held before today; "" without one
	Uses  map[tandem.PartnerID]int // since then; nil where no skill was set
}

// CareOf reads it for a couple. It runs inside another use case of the care
// team, which has authorised it.
func (s *Service) CareOf(ctx context.Context, c casefile.Couple, day tandem.Date) (Care, error) {
	var care Care
	var err error
	if care.Attendance, err = s.Cases.Attendance(ctx, c.Practice, c.ID); err != nil {
		return care, err
	}
	if last, ok := care.Last(day); ok {
		care.Since = last.On
	}
	care.Uses, err = s.uses(ctx, c, care.Since)
	return care, err
}

// uses counts how often each partner has used a skill that a session set, as
// they noted it from a day on and as staff see it.
func (s *Service) uses(ctx context.Context, c casefile.Couple, since tandem.Date) (map[tandem.PartnerID]int, error) {
	def, err := s.carryOver(ctx, c.Practice)
	if err != nil {
		return nil, err
	}
	rounds, err := s.Store.RoundsOf(ctx, c.Practice, c.ID, []tandem.ExerciseID{def.ID})
	if err != nil || len(rounds) == 0 {
		return nil, err
	}
	uses := map[tandem.PartnerID]int{}
	for _, r := range rounds {
		met, err := s.Library.Definition(ctx, c.Practice, r.Exercise, r.Version)
		if err != nil {
			return nil, err
		}
		for _, e := range View(met, r.cast(c), r.Moves, Viewer{Staff: true}).Entries {
			if e.Kind != exercise.MoveUse || e.Taken || tandem.DateOf(e.At, c.Zone()) < since {
				continue
			}
			if v, ok := e.value("uses"); ok && v.Number != nil {
				uses[e.Author] += *v.Number
			}
		}
	}
	return uses, nil
}

// carryOver is the exercise that carries a session's skill home, in its newest
// version.
func (s *Service) carryOver(ctx context.Context, practice tandem.PracticeID) (*exercise.Definition, error) {
	lib, err := s.Library.Of(ctx, practice)
	if err != nil {
		return nil, err
	}
	latest := lib.Latest()
	i := slices.IndexFunc(latest, func(d *exercise.Definition) bool { return !d.Own && d.Flow.Kind == exercise.FlowSkill })
	if i < 0 {
		return nil, tandem.Internalf("no exercise of the library carries a session over")
	}
	return latest[i], nil
}

// carryDays is for how long what a single session gave home says a day: until
// about when a second one would be.
const carryDays = 14

// GiveCarryOver gives a couple without a running plan the exercise that carries
// a session home, so that one session can bear something without a plan (P8).
// Therapists of the care team may. What is given and not over is given again.
// Errors: Conflict when care has ended, while a plan runs, or where a safety
// screen speaks against joint work.
func (s *Service) GiveCarryOver(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID) (tandem.AssignmentID, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseGiveCarryOver, tandem.Object{Kind: tandem.ObjectCouple, ID: string(couple)},
		func(ctx context.Context, _ *tandem.Grant) (tandem.AssignmentID, error) {
			c, err := s.Cases.Couple(ctx, actor.Practice, couple)
			if err != nil {
				return "", err
			}
			if c.State != casefile.StateActive {
				return "", tandem.Conflict(tandem.Say("Care has ended for this couple. Its homework stays as it is."))
			}
			if err := s.withoutPlan(ctx, c); err != nil {
				return "", err
			}
			def, err := s.carryOver(ctx, c.Practice)
			if err != nil {
				return "", err
			}
			if id, err := s.CarriedHome(ctx, c); err != nil || id != "" {
				return id, err
			}
			today := tandem.DateOf(s.Pipeline.Clock.Now(), c.Zone())
			return s.Ask(ctx, c.Practice, c.ID, nil, def, today, today.AddDays(carryDays-1), PurposeExercise)
		})
}

// withoutPlan tells whether an exercise for both may be given beside any plan.
// The error is of kind Conflict.
func (s *Service) withoutPlan(ctx context.Context, c casefile.Couple) error {
	_, err := s.Plans.CurrentPlan(ctx, c.Practice, c.ID)
	if err == nil {
		return tandem.Conflict(tandem.Say("A plan is running. Please give this exercise in the plan."))
	}
	if tandem.KindOf(err) != tandem.KindNotFound {
		return err
	}
	facts, err := plan.FactsOf(ctx, s.Cases, s, c.Practice, c.ID, s.Pipeline.Clock)
	if err == nil && facts.SoloOnly() {
		err = tandem.Conflict(tandem.Say("The safety screen speaks against joint work. Items done alone remain possible."))
	}
	return err
}

// CarriedHome is the homework of a session without a plan that is not over, ""
// where there is none. It runs inside another use case of the care team, which
// has authorised it.
func (s *Service) CarriedHome(ctx context.Context, c casefile.Couple) (tandem.AssignmentID, error) {
	asked, err := s.Store.AssignmentsFor(ctx, c.Practice, []tandem.CoupleID{c.ID}, PurposeExercise)
	today := tandem.DateOf(s.Pipeline.Clock.Now(), c.Zone())
	for _, a := range asked {
		if a.DueOn >= today {
			return a.ID, err
		}
	}
	return "", err
}
