package homework

import (
	"cmp"
	"context"
	"slices"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// Afterwards is homework that was done without being written down here, and noted
// afterwards: by the partner, or by the care team with whom it was done in the room.
type Afterwards struct {
	Assignment tandem.AssignmentID
	Exercise   *exercise.Definition
	Partner    tandem.PartnerID
	On         tandem.Date
	InRoom     bool
	By         tandem.PersonID // who of the care team; "" where the partner noted it
}

// noted is what of a round was noted afterwards, as far as the viewer may know it:
// a partner their own part.
func noted(def *exercise.Definition, id tandem.AssignmentID, sight Sight, viewer Viewer) []Afterwards {
	var all []Afterwards
	add := func(n Afterwards) {
		n.Assignment, n.Exercise = id, def
		if viewer.Staff || n.Partner == viewer.Partner {
			all = append(all, n)
		}
	}
	for _, e := range sight.Entries {
		switch {
		case e.Kind != exercise.MoveRecord || e.Taken:
		case e.Author != "":
			add(Afterwards{Partner: e.Author, On: e.On})
		default:
			for _, p := range e.For {
				add(Afterwards{Partner: p, On: e.On, InRoom: true, By: e.Staff})
			}
		}
	}
	return all
}

// NotedAfterwards lists it for a couple, by its day. It runs inside another use
// case, which has authorised it.
func (s *Service) NotedAfterwards(ctx context.Context, c casefile.Couple, viewer Viewer) ([]Afterwards, error) {
	rounds, err := s.Store.Rounds(ctx, c.Practice, c.ID)
	if err != nil {
		return nil, err
	}
	var all []Afterwards
	for _, r := range rounds {
		def, err := s.Library.Definition(ctx, c.Practice, r.Exercise, r.Version)
		if err != nil {
			return nil, err
		}
		all = append(all, noted(def, r.Assignment, View(def, r.cast(c), r.Moves, viewer), viewer)...)
	}
	slices.SortStableFunc(all, func(a, b Afterwards) int {
		return cmp.Or(cmp.Compare(a.On, b.On), cmp.Compare(a.Exercise.ID, b.Exercise.ID), cmp.Compare(a.Assignment, b.Assignment))
	})
	return all, nil
}

// NotedFor tells whether a partner's part was noted afterwards.
func (p CouplePage) NotedFor(id tandem.AssignmentID, partner tandem.PartnerID) bool {
	return slices.ContainsFunc(p.Noted, func(n Afterwards) bool { return n.Assignment == id && n.Partner == partner })
}
