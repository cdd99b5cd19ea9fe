package homework

import (
	"context"
	"slices"
	"time"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// Shown is something that a partner chose to show to their therapist.
type Shown struct {
	Assignment Assignment // without Parts
	Definition *exercise.Definition
	Author     tandem.PartnerID
	At         time.Time
	Fields     []Seen
	Confided   bool // given to the care team alone, whatever its fields allow
}

// Lately is what partners have shown since a day in the homework of their
// plan, as the care team sees it, oldest first. It runs inside another use
// case, which has authorised it.
func (s *Service) Lately(ctx context.Context, page CouplePage, since tandem.Date) ([]Shown, error) {
	of := map[tandem.AssignmentID]Assignment{}
	var ids []tandem.AssignmentID
	for _, a := range page.Assignments {
		if a.Open(page.Day) && a.DueOn >= since.AddDays(-lookBack) {
			a.Parts = nil
			of[a.ID] = a
			ids = append(ids, a.ID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	rounds, err := s.Store.Rounds(ctx, page.Couple.Practice, page.Couple.ID, ids...)
	if err != nil {
		return nil, err
	}
	var all []Shown
	point := s.pointer(ctx, page.Couple, Viewer{Staff: true})
	for _, r := range rounds {
		def, err := s.Library.Definition(ctx, page.Couple.Practice, r.Exercise, r.Version)
		if err != nil {
			return nil, err
		}
		for _, e := range View(def, r.cast(page.Couple), r.Moves, Viewer{Staff: true}).Entries {
			if e.Author == "" || e.Taken || len(e.Fields) == 0 || tandem.DateOf(e.At, page.Couple.Zone()) < since {
				continue
			}
			if err := point(def, e.Fields); err != nil {
				return nil, err
			}
			all = append(all, Shown{Assignment: of[r.Assignment], Definition: def, Author: e.Author, At: e.At, Fields: e.Fields, Confided: e.Confided})
		}
	}
	slices.SortStableFunc(all, func(a, b Shown) int { return a.At.Compare(b.At) })
	return all, nil
}
