package homework

import (
	"slices"
	"testing"
	"time"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// seenEntry is an entry as staff see it.
func seenEntry(by tandem.PartnerID, kind exercise.MoveKind, fields ...Seen) Entry {
	return Entry{Move: tandem.MoveID(string(by) + string(kind)), Author: by, Kind: kind, At: time.Date(2026, 3, 12, 8, 0, 0, 0, time.UTC), Fields: fields}
}

func saidText(id exercise.FieldID, text string) Seen {
	return Seen{Field: id, Value: exercise.Value{Text: text}, Visibility: exercise.Both}
}

func rated(id exercise.FieldID, n int) Seen {
	return Seen{Field: id, Value: exercise.Value{Number: &n}, Visibility: exercise.AuthorAndTherapist}
}

func yesNo(id exercise.FieldID, yes bool) Seen {
	return Seen{Field: id, Value: exercise.Value{Yes: &yes}, Visibility: exercise.Both}
}

// What a therapist reads of rituals: figures of each, and where the two differ.
func TestProgressOfRituals(t *testing.T) {
	people := []tandem.PartnerID{"R", "N"}
	held := func(r, n string) Sighted {
		return Sighted{Sight: Sight{Entries: []Entry{
			seenEntry("R", exercise.MovePropose, saidText("recurrence", "weekly"), saidText("first_on", "2026-03-05"), saidText("arranger", "rotate")),
			seenEntry("R", exercise.MoveLog, saidText("held", r), rated("presence", 4), rated("fun", 5)),
			seenEntry("N", exercise.MoveLog, saidText("held", n), rated("presence", 1), rated("fun", 2))}}}
	}
	wanted := func(r, n int) Sighted {
		return Sighted{Sight: Sight{Entries: []Entry{seenEntry("R", exercise.MoveSeal, rated("wanted", r)), seenEntry("N", exercise.MoveSeal, rated("wanted", n))}}}
	}
	kept := func(r, n bool) Sighted {
		return Sighted{Sight: Sight{Entries: []Entry{seenEntry("R", exercise.MoveLog, yesNo("kept", r)), seenEntry("N", exercise.MoveLog, yesNo("kept", n))}}}
	}
	for _, c := range []struct {
		name   string
		id     tandem.ExerciseID
		rounds []Sighted
		want   []string
	}{
		{"an anchor", "E31", []Sighted{held("held", "held"), held("fallback", "fallback"), held("held", "skipped")},
			[]string{"Held: 2 of 3 times noted, 1 of them in the small version", "Seen differently by the two: 1 times", "Got ready by R 0 times, by N 3 times"}},
		{"closeness", "E36", []Sighted{held("held", "held")}, []string{"Held: 1 of 1 times noted, 0 of them in the small version", "Presence, of 5: R 4.0, N 1.0"}},
		{"play", "E23", []Sighted{held("held", "held")}, []string{"Played and noted by both: 1 times", "Fun, of 5: R 5.0, N 2.0"}},
		{"phones", "E37", []Sighted{kept(true, true), kept(true, false), kept(false, false)}, []string{"Kept, as both say: 1 of 3 times", "Seen differently by the two: 1 times"}},
		{"wanted alike", "E28", []Sighted{wanted(9, 6)}, []string{"Wanted, of 10: R 9, N 6"}},
		{"wanted by one", "E28", []Sighted{wanted(2, 6)}, []string{"Wanted, of 10: R 2, N 6", "4 or more apart: one of them may be doing it out of duty."}},
		{"nothing yet", "E31", nil, nil},
	} {
		var got []string
		for _, line := range progressOf[c.id](nil, people, c.rounds) {
			got = append(got, line.String())
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
