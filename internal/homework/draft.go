package homework

import (
	"context"
	"slices"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// KeepDraft keeps what a partner has typed in a step so far, for them alone.
// Names that the step does not have are left out.
func (s *Service) KeepDraft(ctx context.Context, actor tandem.Actor, id tandem.AssignmentID, step exercise.StepID, about tandem.MoveID, form exercise.Form) error {
	_, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseKeepDraft, object(id),
		func(ctx context.Context, g *tandem.Grant) (struct{}, error) {
			if g.Partner == "" {
				return struct{}{}, tandem.NotFound()
			}
			a, err := s.inForce(ctx, actor.Practice, id)
			if err != nil {
				return struct{}{}, err
			}
			def, err := s.Library.Definition(ctx, actor.Practice, a.Exercise, a.Version)
			if err != nil {
				return struct{}{}, err
			}
			st, ok := def.Step(step)
			if !ok {
				return struct{}{}, tandem.Invalid(tandem.Say("This page is too old to be sent. Please load it again."))
			}
			r, err := s.Store.HoldRound(ctx, actor.Practice, a)
			if err != nil {
				return struct{}{}, err
			}
			if err := s.about(ctx, a, r, g.Partner, step, about); err != nil {
				return struct{}{}, err
			}
			kept, err := s.merged(ctx, actor.Practice, r, g.Partner, st, about, form)
			if err != nil {
				return struct{}{}, err
			}
			return struct{}{}, s.Store.KeepDraft(ctx, actor.Practice, r,
				Draft{Round: r.ID, Author: g.Partner, Step: step, Target: about, Form: kept.Draft(st), At: s.Pipeline.Clock.Now()})
		})
	return err
}

// about tells whether the step can be about that move for the partner now. A
// draft must not be kept under a name of the sender's making.
func (s *Service) about(ctx context.Context, a Assignment, r Round, partner tandem.PartnerID, step exercise.StepID, move tandem.MoveID) error {
	if move == "" {
		return nil
	}
	h, err := s.meet(ctx, a, r, Viewer{Partner: partner})
	if err == nil && !slices.ContainsFunc(h.Sight.Acts, func(act exercise.Act) bool { return act.Step == step && act.Target == move }) {
		err = tandem.Unfit()
	}
	return err
}

// merged lays one screen's names over the draft so far: a step can be filled
// in over several screens.
func (s *Service) merged(ctx context.Context, practice tandem.PracticeID, r Round, author tandem.PartnerID,
	step *exercise.Step, about tandem.MoveID, form exercise.Form) (exercise.Form, error) {
	before, ok, err := s.Store.Draft(ctx, practice, r, author)
	if err != nil {
		return nil, err
	}
	if !ok || !before.For(step.ID, about) {
		return form.Keep(step), nil
	}
	return before.Form.Lay(form.Keep(step)), nil
}
