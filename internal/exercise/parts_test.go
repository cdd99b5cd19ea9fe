package exercise

import (
	"slices"
	"testing"

	"tandem/internal/tandem"
	"tandem/templates/library"
)

// Before anything is written down, and after somebody noted that they did it
// elsewhere, each partner's part has a state that can be kept.
func TestEveryPartHasAStateFromTheStart(t *testing.T) {
	lib, err := Load(library.Exercises, "exercises")
	if err != nil {
		t.Fatal(err)
	}
	cast := []tandem.PartnerID{"rowan", "noor"}
	recorded := []Move{{ID: "m1", Seq: 1, Author: "rowan", Kind: MoveRecord, On: "2026-03-02"}}
	for _, d := range lib.All() {
		for what, moves := range map[string][]Move{"nothing": nil, "noted by Rowan": recorded} {
			s := Fold(d, cast, moves)
			for _, p := range cast {
				if !slices.Contains([]PartState{PartNone, PartPartly, PartDone, PartPassed}, s.Parts[p]) {
					t.Errorf("%s, %s: %s's part is %q", d.ID, what, p, s.Parts[p])
				}
			}
		}
	}
}
