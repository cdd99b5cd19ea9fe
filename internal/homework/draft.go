package homework

import (
	"context"
	"slices"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// DraftInput is what a partner has typed and chosen in a step so far.
type DraftInput struct {
	Step  exercise.StepID
	About tandem.MoveID // what the step is about; "" for nothing in particular
	Form  exercise.Form
	// Outside is set for a form as somebody sent it: it never says which picture is
	// meant. One that a page was filled with does.
	Outside bool
	Files   map[string][]byte // pictures that were chosen now, by the form's names
	Key     string            // of the move that is sent with it; once that is made, nothing is kept
}

// KeepDraft keeps what a partner has typed and chosen in a step so far, for them
// alone, and returns the whole form as it is kept. Names that the step does not
// have are left out. Error: Invalid at what is no picture; the others are kept
// all the same, and come back with the form.
func (s *Service) KeepDraft(ctx context.Context, actor tandem.Actor, id tandem.AssignmentID, in DraftInput) (exercise.Form, error) {
	chosen, wrong := s.choose(ctx, actor, id, in)
	if wrong != nil && len(chosen) == 0 {
		return nil, wrong
	}
	kept, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseKeepDraft, object(id),
		func(ctx context.Context, g *tandem.Grant) (exercise.Form, error) {
			if g.Partner == "" {
				return nil, tandem.NotFound()
			}
			a, err := s.inForce(ctx, actor.Practice, id)
			if err != nil {
				return nil, err
			}
			r, err := s.Store.HoldRound(ctx, actor.Practice, a)
			if err != nil {
				return nil, err
			}
			if a.OpenedBy != "" || a.CalledOff {
				h, err := s.meet(ctx, a, r, Viewer{Partner: g.Partner})
				if err != nil {
					return nil, err
				}
				if !h.exists(a.OpenedBy) || !h.there() {
					return nil, tandem.NotFound()
				}
			}
			def, err := s.Library.Definition(ctx, actor.Practice, a.Exercise, a.Version)
			if err != nil {
				return nil, err
			}
			st, ok := def.Step(in.Step)
			if !ok {
				return nil, tooOld()
			}
			if err := s.about(ctx, a, r, g.Partner, in.Step, in.About); err != nil {
				return nil, err
			}
			return s.draft(ctx, a, r, g.Partner, st, in, chosen)
		})
	if err != nil {
		return nil, err
	}
	return kept, wrong
}

// draft keeps the draft in a round that is held, with its pictures.
func (s *Service) draft(ctx context.Context, a Assignment, r Round, author tandem.PartnerID, step *exercise.Step, in DraftInput, chosen map[string]Photo) (exercise.Form, error) {
	if in.Outside {
		in.Form = in.Form.Sent(step)
	}
	if sentBefore(r, author, in.Key) {
		return in.Form, nil
	}
	kept, err := s.merged(ctx, r, author, step, in.About, in.Form)
	if err != nil {
		return nil, err
	}
	kept = kept.Settled(step, func(name string) bool { _, comes := chosen[name]; return comes })
	if len(kept.Pictures(step)) > 0 {
		h, err := s.meet(ctx, a, r, Viewer{Partner: author})
		if err != nil {
			return nil, err
		}
		if kept, err = s.known(ctx, h, r, step, kept); err != nil {
			return nil, err
		}
	}
	if kept, err = s.keepPhotos(ctx, r, author, kept, chosen); err != nil {
		return nil, err
	}
	kept = kept.Draft(step)
	if err := s.Store.KeepDraft(ctx, r.Practice, r, Draft{Round: r.ID, Author: author, Step: step.ID, Target: in.About, Form: kept, At: s.Pipeline.Clock.Now()}); err != nil {
		return nil, err
	}
	return kept, s.drop(ctx, r, author, step, kept)
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
func (s *Service) merged(ctx context.Context, r Round, author tandem.PartnerID,
	step *exercise.Step, about tandem.MoveID, form exercise.Form) (exercise.Form, error) {
	before, ok, err := s.Store.Draft(ctx, r.Practice, r, author)
	if err != nil {
		return nil, err
	}
	if !ok || !before.For(step.ID, about) {
		return form.Keep(step), nil
	}
	return before.Form.Lay(form.Keep(step)), nil
}
