package homework

import (
	"context"

	"tandem/internal/tandem"
)

// News is what a page that is open asks for: the version of what the actor can
// see of one assignment, and who is there. It tells nothing else.
type News struct {
	Version  string
	Presence Presence
}

// Watch is the news of one assignment, so that a page knows when there is
// something new to load. Asking keeps nobody there.
func (s *Service) Watch(ctx context.Context, actor tandem.Actor, id tandem.AssignmentID) (News, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseWatchRound, object(id),
		func(ctx context.Context, g *tandem.Grant) (News, error) {
			h, _, err := s.load(ctx, actor.Practice, id, Viewer{Partner: g.Partner, Staff: g.Partner == ""})
			if err != nil {
				return News{}, err
			}
			err = s.presence(ctx, &h)
			h = h.shown(ctx, nil)
			return News{Version: h.Sight.Version, Presence: h.Presence}, err
		})
}
