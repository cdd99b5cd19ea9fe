package homework

import (
	"context"
	"slices"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// HeldWeeks are the weeks of the plan in which the base rhythm held: what
// plan.Rhythm asks for. It runs inside another use case, which has authorised
// it.
func (s *Service) HeldWeeks(ctx context.Context, p plan.Plan) ([]int, error) {
	c, err := s.Cases.Couple(ctx, p.Practice, p.Couple)
	if err != nil {
		return nil, err
	}
	assignments, err := s.Store.Assignments(ctx, p.Practice, p.Couple, p.ID)
	if err != nil {
		return nil, err
	}
	return Held(p, active(c), assignments), nil
}

// active are the partners who are in care now.
func active(c casefile.Couple) []tandem.PartnerID {
	var ids []tandem.PartnerID
	for _, p := range c.ActivePartners() {
		ids = append(ids, p.ID)
	}
	return ids
}

// Held are the weeks of the plan in which the base rhythm held (P1, P7): of
// each of its parts that the week has, at least one time was done or begun by
// every partner whom it concerns. It says nothing of how much or how well, and
// a light week counts like any other. Weeks without a base rhythm are not among
// them.
func Held(p plan.Plan, partners []tandem.PartnerID, assignments []Assignment) []int {
	type part struct {
		week int
		slot exercise.Slot
	}
	held, asked := map[part]bool{}, map[int][]exercise.Slot{}
	for _, a := range assignments {
		it, ok := p.Item(a.Item)
		if !ok || it.Slot == exercise.SlotOther {
			continue
		}
		at := part{a.Week, it.Slot}
		if _, known := held[at]; !known {
			asked[a.Week] = append(asked[a.Week], it.Slot)
		}
		held[at] = held[at] || !slices.ContainsFunc(partners, func(partner tandem.PartnerID) bool {
			state := a.Part(partner)
			return it.Concerns(partner) && state != exercise.PartDone && state != exercise.PartPartly
		})
	}
	var weeks []int
	for week, slots := range asked {
		if !slices.ContainsFunc(slots, func(s exercise.Slot) bool { return !held[part{week, s}] }) {
			weeks = append(weeks, week)
		}
	}
	slices.Sort(weeks)
	return weeks
}
