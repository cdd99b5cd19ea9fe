package homework

import (
	"context"
	"slices"
	"time"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// presenceLasts is how long a Join counts. Only pressing it begins it: a page
// that is open, or read, says nothing of who looks at it.
const presenceLasts = 30 * time.Minute

// Presence is who is there on a phone of their own, as one partner may know it.
type Presence struct {
	Offered bool               // this homework is done at one time, and can be joined now
	Joined  bool               // the viewer has pressed Join
	Here    []tandem.PartnerID // who else has; nobody before the viewer has
}

// Together tells whether the viewer and somebody else are both there.
func (p Presence) Together() bool { return len(p.Here) > 0 }

// joinable tells whether it makes sense to be there at one time: the exercise
// has a part for that, and is not over for the viewer.
func (h Homework) joinable() bool {
	return h.Definition.Flow.Sitting() && !h.Viewer.Staff && !h.Paused &&
		len(h.Beside()) > 0 && h.Sight.Own != exercise.PartDone && h.Sight.Own != exercise.PartPassed
}

// presence finds who is there. Before the viewer has pressed Join it looks at
// nobody else.
func (s *Service) presence(ctx context.Context, h *Homework) error {
	if h.Viewer.Staff || !h.Definition.Flow.Sitting() {
		return nil
	}
	here, err := s.Store.Presences(ctx, h.Assignment.Practice, h.Assignment.ID, s.Pipeline.Clock.Now())
	if err != nil {
		return err
	}
	h.Presence = Presence{Offered: h.joinable(), Joined: slices.Contains(here, h.Viewer.Partner)}
	if h.Presence.Joined {
		for _, p := range h.Beside() {
			if slices.Contains(here, p.ID) {
				h.Presence.Here = append(h.Presence.Here, p.ID)
			}
		}
	}
	return nil
}

// Join says that the actor is there, on a phone of their own, or with here
// false that they are no more. The others learn of it once they have joined
// too. Errors: NotFound; Conflict where there is nothing to join.
func (s *Service) Join(ctx context.Context, actor tandem.Actor, id tandem.AssignmentID, here bool) error {
	_, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseJoinRound, object(id),
		func(ctx context.Context, g *tandem.Grant) (struct{}, error) {
			none := struct{}{}
			if g.Partner == "" {
				return none, tandem.NotFound()
			}
			h, _, err := s.load(ctx, actor.Practice, id, Viewer{Partner: g.Partner})
			switch {
			case err != nil:
				return none, err
			case !h.exists(h.Assignment.OpenedBy):
				return none, tandem.Unfit()
			case !here:
				return none, s.Store.EndPresence(ctx, actor.Practice, id, g.Partner)
			case !h.joinable():
				return none, tandem.Conflict(tandem.Say("There is nothing to join here just now."))
			}
			return none, s.Store.SetPresence(ctx, actor.Practice, h.Assignment, g.Partner, s.Pipeline.Clock.Now().Add(presenceLasts))
		})
	return err
}
