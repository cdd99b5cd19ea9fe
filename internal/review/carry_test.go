package review

import (
	"testing"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/plan"
	"tandem/internal/tandem"
)

func line(of tandem.ExerciseID, p tandem.PartnerID) *plan.Item {
	return &plan.Item{ID: "i-" + tandem.ItemID(of), Exercise: of, Version: 1, Slot: exercise.SlotTalk, Partner: p, FromWeek: 3, ToWeek: 8,
		Cadence: exercise.Cadence{Kind: exercise.Weekly, PerWeek: 2}}
}

// changes are a revision with a line for both, and one for Rowan alone.
func changes() []plan.Difference {
	return []plan.Difference{
		{From: 3, Changes: []plan.Change{{Kind: plan.ItemRemoved, Before: line("E24", rowan)}}},
		{From: 3, Changes: []plan.Change{{Kind: plan.ItemAdded, After: line("E04", "")}, {Kind: plan.ItemAdded, After: line("E29", rowan)}}},
	}
}

// TestWhatChangesForOneIsNotSigned: the text that all sign, its digest and its
// mark are those of a review in which nothing changes for Rowan alone; beside
// it stands what does.
func TestWhatChangesForOneIsNotSigned(t *testing.T) {
	open := func() Review { r := agreed(); r.State = Open; return r }
	with, without := open(), open()
	if err := with.offer(changes()); err != nil {
		t.Fatal(err)
	}
	if err := without.offer([]plan.Difference{changes()[1].Shared()}); err != nil {
		t.Fatal(err)
	}
	if with.Digest() != without.Digest() {
		t.Error("what changes for Rowan alone is in the digest")
	}
	if len(with.Alone) != 1 || with.Alone[0].Partner != rowan || len(with.Alone[0].Changes) != 2 || without.Alone != nil {
		t.Errorf("beside it: %+v, and %+v", with.Alone, without.Alone)
	}
	none := open()
	if err := none.offer(nil); err != nil || none.Digest() == with.Digest() {
		t.Errorf("what changes for both is not signed, %v", err)
	}
	// Nothing but Rowan's own changes: nothing to sign, as if there were none.
	empty, bare := open(), open()
	empty.Content, bare.Content = Content{}, Content{}
	first, second := empty.offer(changes()[:1]), bare.offer(nil)
	kindOf(t, "nothing that all may read", first, tandem.KindConflict)
	if first.Error() != second.Error() {
		t.Errorf("told apart: %v, %v", first, second)
	}
}

// TestTheDifferenceStaysAsItWasOffered: an edit of the words takes no other.
func TestTheDifferenceStaysAsItWasOffered(t *testing.T) {
	r := agreed()
	r.State = Open
	if err := r.offer(changes()); err != nil {
		t.Fatal(err)
	}
	if err := r.record(Content{Changes: []string{"Evenings"}}); err != nil || len(r.Content.Difference) != 1 || len(r.Alone) != 1 {
		t.Errorf("after an edit: %+v, %v", r, err)
	}
	kindOf(t, "put up again", r.offer(nil), tandem.KindConflict)
	if len(r.Content.Difference) != 1 {
		t.Error("what was refused has taken the difference away")
	}
}

// TestARecordOfBeforeStillStands: reviews were signed before this version; the
// digest of their text, and of a difference as it is kept today, never becomes
// another. Whoever adds to Content, Target, plan.Item or what they hold must
// leave out what is empty.
func TestARecordOfBeforeStillStands(t *testing.T) {
	r := agreed()
	r.Content.Targets = []Target{{Text: "Two walks a month", Notice: "Muddy shoes", Due: "2026-04-01"}}
	r.Content.Plan, r.Content.PlanChanges, r.Content.NextOn = PlanAdjust, "Less", "2026-06-01"
	if got := r.Digest(); got != "a0076ba70bfe853d63fff0c35a82c6d795d14043d84bbf4fbb2a064b59014646" {
		t.Errorf("signed before there were differences: %s", got)
	}
	r.State = Open
	day := line("E17", "")
	day.Cadence, day.Date, day.Note = exercise.Cadence{Kind: exercise.OnOwnDate}, casefile.OwnDate{ID: "d", Name: "The day we met", On: "2026-05-01", Yearly: true}, "Gently"
	all := append(changes(), plan.Difference{From: 4, Changes: []plan.Change{{Kind: plan.ItemChanged, Before: line("E17", ""), After: day},
		{Kind: plan.LengthChanged, Weeks: [2]int{8, 9}}}})
	if err := r.offer(all); err != nil {
		t.Fatal(err)
	}
	if got := r.Digest(); got != "87a8f3ea14d9094e9c349be3ad91f56ae12a9121cda71731495456bf9e7f6864" {
		t.Errorf("signed with a difference: %s", got)
	}
}
