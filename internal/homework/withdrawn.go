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
// called off is for those who wrote in it, and what somebody had begun before the
// plan let it go is for whoever began, and for the others once something in it is
// open to them. It follows from the viewer's own entries and drafts and from what
// they see, so it tells nobody of anybody else.
func (h Homework) there() bool {
	own := func(e Entry) bool { return e.Own }
	switch {
	case h.Assignment.Withdrawn:
		return !h.Viewer.Staff && slices.ContainsFunc(h.Sight.Entries, own)
	case h.Assignment.CalledOff && !h.Viewer.Staff:
		return len(h.Sight.Entries) > 0 || h.Draft != nil
	default:
		return true
	}
}

// ownDraft fills in the viewer's draft where it alone makes the homework theirs.
func (s *Service) ownDraft(ctx context.Context, h *Homework, r Round) error {
	if !h.Assignment.CalledOff || h.Viewer.Partner == "" || r.ID == "" || len(h.Sight.Entries) > 0 {
		return nil
	}
	d, ok, err := s.Store.Draft(ctx, h.Assignment.Practice, r, h.Viewer.Partner)
	if ok {
		h.Draft = &d
	}
	return err
}
