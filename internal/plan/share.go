package plan

import (
	"cmp"
	"context"
	"slices"
	"time"

	"tandem/internal/tandem"
)

// ChangesSince are the differences that were accepted for a couple since a
// moment, the oldest first, and last the one that is drafted now. It runs
// inside another use case of the care team, which has authorised it.
func (s *Service) ChangesSince(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, since time.Time) ([]Difference, error) {
	desk, err := s.desk(ctx, practice, couple)
	if err != nil {
		return nil, err
	}
	revisions, err := s.Store.Revisions(ctx, practice, couple)
	if err != nil {
		return nil, err
	}
	var all []Difference
	for _, r := range revisions {
		// A draft that is accepted at this very moment counts once, as a draft.
		late := desk.Draft != nil && desk.Current != nil && r.Plan == desk.Current.ID && r.Number > desk.Current.Version
		if !r.At.Before(since) && !r.Changes.IsZero() && !late {
			all = append(all, r.Changes)
		}
	}
	if !desk.Changes.IsZero() {
		all = append(all, desk.Changes)
	}
	return all, nil
}

// Shared is what of the difference everybody in the couple may read: what
// becomes of the lines that concern all of them. A line that passes to one
// partner alone is taken out here, and one that was a partner's alone and now
// concerns all is added. What is for one alone leaves no trace: no line, no
// count, and no load, which it would change. The plan's name is the staff's.
func (d Difference) Shared() Difference {
	return d.seen(Item.Joint, func(c Change, _ bool) bool { return c.Kind != NameChanged })
}

// Alone is what of the difference only this partner may read, besides what is
// Shared: what becomes of the lines that concern them alone.
func (d Difference) Alone(p tandem.PartnerID) Difference {
	return d.seen(func(it Item) bool { return it.Concerns(p) }, func(_ Change, own bool) bool { return own })
}

// seen is the difference as it reads for whoever sees these items. Of the
// changes left keep chooses; own tells that a line of one partner alone is in it.
func (d Difference) seen(sees func(Item) bool, keep func(c Change, own bool) bool) Difference {
	out := Difference{From: d.From}
	for _, c := range d.Changes {
		about := c.Before != nil || c.After != nil
		c.Before, c.After = itemSeen(c.Before, sees), itemSeen(c.After, sees)
		switch {
		case about && c.Before == nil && c.After == nil:
			continue
		case about && c.After == nil && c.Before.ToWeek < d.From, about && c.Before == nil && c.After.ToWeek < d.From:
			continue // over anyway, or over before it begins here
		case about && c.Before == nil:
			// What begins here for this reader begins now: its earlier weeks were
			// another's.
			after := *c.After
			after.FromWeek = max(after.FromWeek, d.From)
			c.Kind, c.After = ItemAdded, &after
		case about && c.After == nil:
			c.Kind = ItemRemoved
		}
		if keep(c, alone(c.Before) || alone(c.After)) {
			out.Changes = append(out.Changes, c)
		}
	}
	// Additions stand in an order of their own: that of the plan would tell which
	// line was there before, for another.
	slices.SortStableFunc(out.Changes, func(a, b Change) int {
		if by := a.place() - b.place(); by != 0 || a.place() != additions {
			return by
		}
		return cmp.Or(a.After.FromWeek-b.After.FromWeek, cmp.Compare(a.After.Exercise, b.After.Exercise), cmp.Compare(a.After.ID, b.After.ID))
	})
	return out
}

const additions = 1

// place is where DifferenceOf sets the change among the others.
func (c Change) place() int {
	switch {
	case c.Before != nil:
		return 0
	case c.After != nil:
		return additions
	default:
		return 2
	}
}

func itemSeen(it *Item, sees func(Item) bool) *Item {
	if it == nil || !sees(*it) {
		return nil
	}
	return it
}

func alone(it *Item) bool { return it != nil && !it.Joint() }
