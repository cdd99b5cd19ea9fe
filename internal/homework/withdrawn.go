package homework

import (
	"context"
	"slices"

	"tandem/internal/tandem"
)

// What was called off: nobody is asked any more, and whoever wrote in it keeps
// their own words.

// inForce is an assignment that was not called off. Error: NotFound.
func (s *Service) inForce(ctx context.Context, practice tandem.PracticeID, id tandem.AssignmentID) (Assignment, error) {
	a, err := s.Store.Assignment(ctx, practice, id)
	if err == nil && a.Withdrawn {
		return Assignment{}, tandem.NotFound()
	}
	return a, err
}

// there tells whether the homework is there for the viewer at all: what was
// called off is for those who wrote in it alone. It follows from the viewer's
// own entries, so it tells nobody of anybody else.
func (h Homework) there() bool {
	return !h.Assignment.Withdrawn || !h.Viewer.Staff && slices.ContainsFunc(h.Sight.Entries, func(e Entry) bool { return e.Own })
}
