package plan

import (
	"slices"
	"strconv"
	"time"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// Revision is one accepted change of a plan, kept with who and when. The first
// is the activation and has no changes.
type Revision struct {
	Plan    tandem.PlanID
	Number  int // from 1
	From    int // the first week that it touches
	By      tandem.PersonID
	At      time.Time
	Changes Difference
}

// ChangeKind is what a revision does to one thing.
type ChangeKind string

// The kinds of changes.
const (
	ItemAdded     ChangeKind = "added"
	ItemRemoved   ChangeKind = "removed"
	ItemChanged   ChangeKind = "changed"
	ItemSwapped   ChangeKind = "swapped"
	LengthChanged ChangeKind = "length"
	NoteChanged   ChangeKind = "note"
	NameChanged   ChangeKind = "name"
)

// Change is one thing that a revision changes.
type Change struct {
	Kind   ChangeKind `json:"kind"`
	Before *Item      `json:"before,omitempty"`
	After  *Item      `json:"after,omitempty"`
	Weeks  [2]int     `json:"weeks,omitempty"` // before and after, of a plan's length
}

// LoadChange is how the load of a run of weeks changes for a partner.
type LoadChange struct {
	Partner  tandem.PartnerID `json:"partner"`
	From, To int
	Before   Load
	After    Load
}

// Difference is what a revision changes: from which week on, line by line, and
// what it does to the weeks' load.
type Difference struct {
	From    int          `json:"from"`
	Changes []Change     `json:"changes,omitempty"`
	Load    []LoadChange `json:"load,omitempty"`
}

// IsZero tells whether nothing changes.
func (d Difference) IsZero() bool { return len(d.Changes) == 0 }

// given are the items that the difference gives anew, or in another way.
func (d Difference) given() []Item {
	var items []Item
	for _, c := range d.Changes {
		if c.After != nil {
			items = append(items, *c.After)
		}
	}
	return items
}

// added are the items that the difference brings in.
func (d Difference) added() []Item {
	var items []Item
	for _, c := range d.Changes {
		if c.Kind == ItemAdded || c.Kind == ItemSwapped {
			items = append(items, *c.After)
		}
	}
	return items
}

// DifferenceOf says what the wish changes in the running plan from the week
// on. partners are those whose load is compared.
func DifferenceOf(current, wish Plan, from int, partners []tandem.PartnerID, library *exercise.Library) Difference {
	d := Difference{From: from}
	for _, it := range current.Items {
		w, kept := wish.Item(it.ID)
		switch {
		case !it.Changeable(from) || !kept && it.ToWeek < from: // it is over anyway
		case !kept:
			d.Changes = append(d.Changes, Change{Kind: ItemRemoved, Before: &it})
		case w.Exercise != it.Exercise:
			d.Changes = append(d.Changes, Change{Kind: ItemSwapped, Before: &it, After: &w})
		case w != it:
			d.Changes = append(d.Changes, Change{Kind: ItemChanged, Before: &it, After: &w})
		}
	}
	for _, w := range wish.Items {
		if _, old := current.Item(w.ID); !old {
			d.Changes = append(d.Changes, Change{Kind: ItemAdded, After: &w})
		}
	}
	if wish.Weeks != current.Weeks {
		d.Changes = append(d.Changes, Change{Kind: LengthChanged, Weeks: [2]int{current.Weeks, wish.Weeks}})
	}
	if wish.Name != current.Name {
		d.Changes = append(d.Changes, Change{Kind: NameChanged})
	}
	if wish.Note != current.Note {
		d.Changes = append(d.Changes, Change{Kind: NoteChanged})
	}
	n := 0
	after := Revised(current, wish, from, func() tandem.ItemID { n++; return tandem.ItemID(strconv.Itoa(n)) })
	for _, p := range partners {
		d.Load = append(d.Load, loadChanges(current, after, from, p, library)...)
	}
	return d
}

// loadChanges are the runs of weeks whose load for the partner differs alike.
func loadChanges(before, after Plan, from int, partner tandem.PartnerID, library *exercise.Library) []LoadChange {
	var runs []LoadChange
	for week := max(from, 1); week <= max(before.Weeks, after.Weeks); week++ {
		l := LoadChange{Partner: partner, From: week, To: week}
		if week <= before.Weeks {
			l.Before = before.LoadOf(week, partner, library)
		}
		if week <= after.Weeks {
			l.After = after.LoadOf(week, partner, library)
		}
		if l.Before == l.After {
			continue
		}
		if n := len(runs); n > 0 && runs[n-1].To == week-1 && runs[n-1].Before == l.Before && runs[n-1].After == l.After {
			runs[n-1].To = week
			continue
		}
		runs = append(runs, l)
	}
	return runs
}

// Revised is the running plan with the wish laid over it from the week on.
// Weeks before that stay as they were: what has begun is cut short or goes on,
// never rewritten, and what replaces it is an item of its own. Light weeks,
// pauses and the calendar are the running plan's.
func Revised(current, wish Plan, from int, newID func() tandem.ItemID) Plan {
	next := current.clone()
	next.Name, next.Note, next.Weeks = wish.Name, wish.Note, max(wish.Weeks, from-1)
	next.Phases, next.Reviews = slices.Clone(wish.Phases), slices.Clone(wish.Reviews)
	next.Light = slices.DeleteFunc(next.Light, func(week int) bool { return week > next.Weeks })
	next.Items = nil
	for _, it := range current.Items {
		w, kept := wish.Item(it.ID)
		next.Items = append(next.Items, revisedItem(it, w, kept, from, newID)...)
	}
	for _, w := range wish.Items {
		if _, old := current.Item(w.ID); !old {
			if w.FromWeek = max(w.FromWeek, from); w.ToWeek >= w.FromWeek {
				next.Items = append(next.Items, w)
			}
		}
	}
	return next
}

// Revised is the running plan as it would go on with the wish from the desk's
// week on. A plan that is lengthened after its last week goes on with the week
// that begins next: nothing becomes due in weeks that have passed.
func (d Desk) Revised(wish Plan, newID func() tandem.ItemID) Plan {
	next := Revised(*d.Current, wish, d.From, newID)
	first, _, dated := next.WeekDates(d.Current.Weeks + 1)
	if next.Weeks > d.Current.Weeks && dated && first < d.Day {
		next.Pauses = append(next.Pauses, Pause{From: first, To: d.Day.OnOrAfter(next.Begins)})
	}
	return next
}

// revisedItem is what becomes of one item: itself, cut short, and what takes
// its place.
func revisedItem(it, wish Item, kept bool, from int, newID func() tandem.ItemID) []Item {
	if !it.Changeable(from) {
		return []Item{it}
	}
	begun := it.FromWeek < from
	same := kept && wish.Exercise == it.Exercise && wish.Version == it.Version && wish.Partner == it.Partner
	if same && (!begun || wish.Cadence == it.Cadence && wish.Date == it.Date) {
		if begun {
			wish.FromWeek, wish.ToWeek = it.FromWeek, max(wish.ToWeek, from-1)
		} else {
			wish.FromWeek = max(wish.FromWeek, from)
		}
		if wish.ToWeek < wish.FromWeek { // its weeks have passed since it was wished for
			return nil
		}
		return []Item{wish}
	}
	var out []Item
	if begun {
		past := it
		past.ToWeek = from - 1
		out = append(out, past)
	}
	if kept {
		wish.ID, wish.FromWeek = newID(), max(wish.FromWeek, from)
		if wish.ToWeek >= wish.FromWeek {
			out = append(out, wish)
		}
	}
	return out
}
