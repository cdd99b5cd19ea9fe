package homework

import (
	"cmp"
	"slices"

	"tandem/internal/exercise"
)

// lookBack takes from homework of past weeks what it only asks about things that
// the two promised or agreed on: one line for each, as the partner sees it. ok is
// false where it asks for anything else, and so stays a card of its own. It stays
// in reach until it is looked back on: all of it is one card, which is folded.
func (ct *CoupleToday) lookBack(h Homework, r Round) (asked []Line, ok bool) {
	if ct.Day <= h.Assignment.DueOn {
		return nil, false
	}
	wants := func(a exercise.Act) bool { return a.Waited && !a.Later }
	all := lines(h.Definition, h.Assignment.ID, r.cast(h.Couple), h.Sight, ct.Day)
	all = slices.DeleteFunc(all, func(l Line) bool { return l.Shelf == exercise.ShelfPauses }) // a pause is no promise
	for _, act := range h.Sight.Acts {
		of := func(l Line) bool {
			return slices.ContainsFunc(l.Acts, func(a exercise.Act) bool { return a.Kind == act.Kind && a.Target == act.Target })
		}
		if wants(act) && !slices.ContainsFunc(all, of) {
			return nil, false
		}
	}
	all = slices.DeleteFunc(all, func(l Line) bool {
		return !slices.ContainsFunc(l.Acts, wants)
	})
	for i := range all {
		all[i].Acts = slices.DeleteFunc(all[i].Acts, func(a exercise.Act) bool { return !wants(a) })
	}
	return all, true
}

// byDay puts what is to be looked back on in the order of its days: it says
// nothing of when anybody wrote.
func byDay(lines []Line) {
	slices.SortStableFunc(lines, func(a, b Line) int {
		return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.Definition.ID, b.Definition.ID), cmp.Compare(a.Words, b.Words))
	})
}
