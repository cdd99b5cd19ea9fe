package homework

import (
	"context"
	"slices"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// requests is the exercise that a wish becomes (domain inventory, E08 to E05),
// and needs the question of it that the wish answers.
const (
	requests = tandem.ExerciseID("E05")
	needs    = exercise.FieldID("need")
)

// Wish is the reader's own wish here that they can begin a request with, ""
// without one: what they gave and did not take back.
func (h Homework) Wish() string {
	if h.Definition.Asks == "" || h.Viewer.Partner == "" {
		return ""
	}
	for _, e := range h.Sight.Entries {
		i := slices.IndexFunc(e.Fields, func(f Seen) bool { return f.Field == h.Definition.Asks && f.Visibility == exercise.Both })
		if e.Own && e.Open && !e.Taken && i >= 0 {
			return e.Fields[i].Value.Text
		}
	}
	return ""
}

// AskForWish begins a request with the actor's own wish, and gives the homework
// that it becomes. The wish stands in a draft there: nothing is sent, nobody is
// told, and whoever made the wish may change it or leave it. A request that the
// actor began so and has not sent is given again. Conflict when there is no such
// wish, or when a few requests are under way already.
func (s *Service) AskForWish(ctx context.Context, actor tandem.Actor, id tandem.AssignmentID) (tandem.AssignmentID, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseAskForWish, object(id),
		func(ctx context.Context, g *tandem.Grant) (tandem.AssignmentID, error) {
			if g.Partner == "" {
				return "", tandem.NotFound()
			}
			h, _, err := s.load(ctx, actor.Practice, id, Viewer{Partner: g.Partner})
			if err != nil {
				return "", err
			}
			wish := h.Wish()
			if wish == "" {
				return "", tandem.Conflict(tandem.Say("There is no wish of yours here just now."))
			}
			lib, err := s.Library.Of(ctx, actor.Practice)
			if err != nil {
				return "", err
			}
			latest := lib.Latest()
			i := slices.IndexFunc(latest, func(d *exercise.Definition) bool { return d.ID == requests })
			if i < 0 {
				return "", tandem.Internalf("exercise %s is not in the library", requests)
			}
			day := tandem.DateOf(s.Pipeline.Clock.Now(), h.Couple.Zone())
			at, err := s.openedAnew(ctx, h.Couple, WhenNeeded{Item: h.Assignment.Item, Definition: latest[i]}, g.Partner, day)
			if err != nil {
				return "", err
			}
			return at, s.draftWish(ctx, actor.Practice, at, latest[i], g.Partner, wish)
		})
}

// draftWish puts the wish into the author's draft of a request.
func (s *Service) draftWish(ctx context.Context, practice tandem.PracticeID, at tandem.AssignmentID, def *exercise.Definition, me tandem.PartnerID, wish string) error {
	a, err := s.inForce(ctx, practice, at)
	if err != nil {
		return err
	}
	r, err := s.Store.HoldRound(ctx, practice, a)
	if err != nil {
		return err
	}
	step, ok := def.StepFor(exercise.MoveRequest)
	if !ok {
		return tandem.Internalf("exercise %s has no step for a request", def.ID)
	}
	kept, err := s.merged(ctx, practice, r, me, step, "", exercise.Form{string(needs): {wish}})
	if err != nil {
		return err
	}
	return s.Store.KeepDraft(ctx, practice, r, Draft{Round: r.ID, Author: me, Step: step.ID, Form: kept, At: s.Pipeline.Clock.Now()})
}
