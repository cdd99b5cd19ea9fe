package plan

import (
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// TestWhatADifferenceShowsToWhom: a line of all is everybody's, a line of one
// partner alone is theirs, and one that passes from the one to the other reads
// for each as it looks from where they stand.
func TestWhatADifferenceShowsToWhom(t *testing.T) {
	item := func(of tandem.ExerciseID, p tandem.PartnerID, from int) *Item {
		return &Item{ID: tandem.ItemID(of), Exercise: of, Version: 1, Cadence: weekly(1), Partner: p, FromWeek: from, ToWeek: 8}
	}
	for name, c := range map[string]struct {
		change             Change
		shared, rowan, noo ChangeKind // "" is nothing
	}{
		"added for all":          {Change{Kind: ItemAdded, After: item("E02", "", 3)}, ItemAdded, "", ""},
		"taken out for all":      {Change{Kind: ItemRemoved, Before: item("E02", "", 1)}, ItemRemoved, "", ""},
		"added for Rowan":        {Change{Kind: ItemAdded, After: item("E24", "rowan", 3)}, "", ItemAdded, ""},
		"taken out for Rowan":    {Change{Kind: ItemRemoved, Before: item("E24", "rowan", 1)}, "", ItemRemoved, ""},
		"Rowan's changes":        {Change{Kind: ItemChanged, Before: item("E24", "rowan", 1), After: item("E24", "rowan", 2)}, "", ItemChanged, ""},
		"all's becomes Rowan's":  {Change{Kind: ItemChanged, Before: item("E24", "", 1), After: item("E24", "rowan", 1)}, ItemRemoved, ItemChanged, ""},
		"Rowan's becomes all's":  {Change{Kind: ItemChanged, Before: item("E24", "rowan", 1), After: item("E24", "", 1)}, ItemAdded, ItemChanged, ""},
		"Rowan's becomes Noor's": {Change{Kind: ItemChanged, Before: item("E24", "rowan", 1), After: item("E24", "noor", 1)}, "", ItemRemoved, ItemAdded},
		"swapped for Rowan":      {Change{Kind: ItemSwapped, Before: item("E24", "rowan", 1), After: item("E29", "rowan", 1)}, "", ItemSwapped, ""},
		"the length":             {Change{Kind: LengthChanged, Weeks: [2]int{8, 9}}, LengthChanged, "", ""},
		"the note to all":        {Change{Kind: NoteChanged}, NoteChanged, "", ""},
		"the staff's name of it": {Change{Kind: NameChanged}, "", "", ""},
	} {
		d := Difference{From: 3, Changes: []Change{c.change}, Load: []LoadChange{{Partner: "rowan"}}}
		for who, got := range map[string]struct {
			Difference
			want ChangeKind
		}{"all": {d.Shared(), c.shared}, "Rowan": {d.Alone("rowan"), c.rowan}, "Noor": {d.Alone("noor"), c.noo}} {
			switch {
			case got.Load != nil:
				t.Errorf("%s: %s reads a load", name, who)
			case got.want == "" && got.IsZero():
			case len(got.Changes) != 1 || got.Changes[0].Kind != got.want:
				t.Errorf("%s: %s reads %+v, want %q", name, who, got.Changes, got.want)
			}
		}
	}
	turned := Difference{From: 3, Changes: []Change{{Kind: ItemChanged, Before: item("E24", "rowan", 1), After: item("E24", "", 1)}}}.Shared()
	if got := turned.Changes[0].After.FromWeek; got != 3 {
		t.Errorf("what was Rowan's and is all's now tells that it was there in week %d", got)
	}
}

// TestWhatIsOnePartnersLeavesNoTrace: whatever is changed for Rowan alone, the
// difference that all read, and the one that Noor reads, are those of a plan
// that never held it.
func TestWhatIsOnePartnersLeavesNoTrace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		newID := counter("i")
		const from = 3
		whose := func(it Item) Item {
			it.Partner = rapid.SampledFrom([]tandem.PartnerID{"", "rowan", "noor"}).Draw(t, "whose")
			return it
		}
		p := Plan{Weeks: 8}
		for range rapid.IntRange(1, 5).Draw(t, "items") {
			p.Items = append(p.Items, whose(drawItem(t, newID(), 1, p.Weeks)))
		}
		wish := drawWish(t, p, from, newID)
		for i := range wish.Items {
			if wish.Items[i].Changeable(from) && rapid.Bool().Draw(t, "passes on") {
				wish.Items[i] = whose(wish.Items[i])
			}
		}
		without := func(p, other Plan) Plan { // Rowan's lines were never there
			q := p.clone()
			was := func(it Item) bool { old, ok := other.Item(it.ID); return ok && old.Partner == "rowan" }
			q.Items = slices.DeleteFunc(q.Items, func(it Item) bool { return it.Partner == "rowan" || was(it) && it.ToWeek < from })
			for i, it := range q.Items {
				if was(it) {
					q.Items[i].FromWeek = max(it.FromWeek, from)
				}
			}
			return q
		}
		library := &exercise.Library{}
		full := DifferenceOf(p, wish, from, nil, library)
		bare := DifferenceOf(without(p, Plan{}), without(wish, p), from, nil, library)
		if got, want := full.Shared(), bare.Shared(); !reflect.DeepEqual(got, want) {
			t.Fatalf("all read\n%+v, without Rowan's\n%+v", got, want)
		}
		if got, want := full.Alone("noor"), bare.Alone("noor"); !reflect.DeepEqual(got, want) {
			t.Fatalf("Noor reads\n%+v, without Rowan's\n%+v", got, want)
		}
	})
}
