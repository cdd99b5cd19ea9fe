package homework

import (
	"context"
	"slices"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// What other services ask of rounds inside their own use cases, which have
// authorised it: to look through View, to open what was prepared, to move days.

// Seen is an assignment as the viewer meets it. NotFound.
func (s *Service) Seen(ctx context.Context, practice tandem.PracticeID, id tandem.AssignmentID, viewer Viewer) (Homework, error) {
	h, _, err := s.load(ctx, practice, id, viewer)
	if err == nil {
		err = s.linked(ctx, &h)
	}
	return h, err
}

// Release opens what was prepared in a round that waits for the care team, in
// the name of the member who opens it. It does so once. NotFound.
func (s *Service) Release(ctx context.Context, practice tandem.PracticeID, id tandem.AssignmentID, by tandem.PersonID) error {
	a, err := s.Store.Assignment(ctx, practice, id)
	if err != nil {
		return err
	}
	r, err := s.Store.HoldRound(ctx, practice, a)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(r.Moves, func(m exercise.Move) bool { return m.Kind == exercise.MoveRelease && m.Author == "" }) {
		return nil
	}
	h, err := s.meet(ctx, a, r, Viewer{Staff: true})
	if err != nil {
		return err
	}
	return s.append(ctx, a, r, exercise.Move{ID: tandem.MoveID(s.Pipeline.IDs.New()), Seq: len(r.Moves) + 1, Staff: by,
		Kind: exercise.MoveRelease, Key: s.Pipeline.IDs.New(), At: s.Pipeline.Clock.Now()}, h)
}

// Redate moves the days of something that was asked for outside of a plan. What
// was written stays. NotFound, also for an assignment of a plan.
func (s *Service) Redate(ctx context.Context, practice tandem.PracticeID, id tandem.AssignmentID, opensOn, dueOn tandem.Date) error {
	return s.Store.RedateAssignment(ctx, practice, id, opensOn, dueOn)
}
