package homework

import (
	"slices"
	"testing"
	"time"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// What progress leaves out: what was taken back or replaced, what only one has
// noted, what is said twice, what cannot be read. Each line of the table is a
// guard that would let a wrong figure through.
func TestProgressLeavesOutWhatDoesNotCount(t *testing.T) {
	at := time.Date(2026, 3, 12, 8, 0, 0, 0, time.UTC)
	round := func(all ...Entry) Sighted {
		return Sighted{Sight: Sight{Entries: all}, Zone: time.UTC, Today: "2026-03-14", Now: at.Add(48 * time.Hour)}
	}
	with := func(e Entry, change func(*Entry)) Entry { change(&e); return e }
	older := func(e *Entry) { e.Older = true }
	taken := func(e *Entry) { e.Taken = true }
	listOf := func(id exercise.FieldID, n int) Seen {
		return Seen{Field: id, Visibility: exercise.Both, Value: exercise.Value{Items: make([]map[exercise.FieldID]exercise.Value, n)}}
	}
	refs := func(id exercise.FieldID, what ...string) Seen {
		return Seen{Field: id, Visibility: exercise.Both, Value: exercise.Value{Several: what, Of: []exercise.Linked{{Said: tandem.Say("walks")}}}}
	}
	valued := func(said ...int) Seen { // importance and how much it is there, by turns
		v := exercise.Value{}
		for i := 0; i < len(said); i += 2 {
			v.Items = append(v.Items, map[exercise.FieldID]exercise.Value{"value": {Text: []string{"family", "health", "growth", "humour", "faith"}[i/2]}, "importance": {Number: &said[i]}, "lived": {Number: &said[i+1]}})
		}
		return Seen{Field: "values", Visibility: exercise.Both, Value: v}
	}
	for _, c := range []struct {
		name   string
		id     tandem.ExerciseID
		rounds []Sighted
		want   []string
	}{
		{"what matters much is 4 or more, and half there is 5 or less", "E09", []Sighted{round(seenEntry("R", exercise.MoveSeal, valued(4, 5, 3, 5, 4, 6, 5, 2)), seenEntry("N", exercise.MoveSeal, valued(3, 0)))},
			[]string{"values named by both: 1 of 4", "matters much to R and is half there at most: 2", "areas to work on: 0"}},
		{"a safety answer that is a yes", "E13", []Sighted{{Sight: Sight{Entries: []Entry{seenEntry("R", exercise.MoveOpen)}, Gates: []GateAnswer{{Partner: "R", Answer: exercise.GateYes}, {Partner: "N", Answer: exercise.GateNotSure}}}, Zone: time.UTC}},
			[]string{"opened: R 1, N 0; led to a repair: 0 of 1", "safety answers that were not a yes: 1"}},
		{"closeness of one says nothing of a gap", "E07", []Sighted{round(seenEntry("R", exercise.MoveLog, rated("closeness_after", 4)))}, []string{"times done: 1", "closeness for R: 4 of 5"}},
		{"given twice in a round is one time, and what cannot be read is none", "E08", []Sighted{round(seenEntry("R", exercise.MovePrepare, saidText("wish", "a")), seenEntry("R", exercise.MovePrepare, saidText("wish", "b")), seenEntry("N", exercise.MovePrepare))},
			[]string{"days on which R gave stars and a wish: 1 of 1", "days on which N gave stars and a wish: 0 of 1"}},
		{"a version that was replaced", "E02", []Sighted{round(with(seenEntry("R", exercise.MovePrepare, listOf("items", 3)), older), seenEntry("R", exercise.MovePrepare, listOf("items", 3)))},
			[]string{"given by R: 1 of 1 times, 3 appreciations", "given by N: 0 of 1 times, 0 appreciations"}},
		{"a slip taken back", "E25", []Sighted{round(with(seenEntry("R", exercise.MoveRequest, saidText("slip", "x")), taken), seenEntry("N", exercise.MoveRequest, saidText("slip", "x")))}, []string{"slips owned: R 0, N 1"}},
		{"a request of five days that was answered", "E05", []Sighted{round(with(seenEntry("R", exercise.MoveRequest, saidText("need", "x")), func(e *Entry) { e.At, e.Standing = at.AddDate(0, 0, -5), exercise.StandingAgreed }))},
			[]string{"asked: R 1, N 0", "answers: yes 0, something else 0, not now 0, no 0, to the session 0"}},
		{"one has said back, the other has not", "E35", []Sighted{round(seenEntry("R", exercise.MoveReflect, saidText("reflected", "x")))}, nil},
		{"forgiving, not for the session", "E45", []Sighted{round(seenEntry("R", exercise.MoveKeep, saidText("forgiveness", "not-yet")))}, []string{"sorted: R 1, N 0; new hopes shared: 0"}},
		{"the earlier day of the conflict counts", "E13", []Sighted{round(seenEntry("N", exercise.MoveOpen, saidText("conflict_date", "2026-03-10")), seenEntry("R", exercise.MoveSeal, saidText("conflict_date", "2026-03-09")),
			with(seenEntry("R", exercise.MoveEdit, saidText("repair_act", "x")), func(e *Entry) { e.Standing = exercise.StandingAgreed }), seenEntry("N", exercise.MoveAgree))},
			[]string{"opened: R 0, N 1; led to a repair: 1 of 1", "hours from opening to the agreed repair: 0", "days from the conflict to the agreed repair: 3"}},
		{"helps, as one says", "E27", []Sighted{round(seenEntry("R", exercise.MoveSeal, refs("helping", "exercise:E38")))}, nil},
		{"gone back, and taken back", "E06", []Sighted{round(with(seenEntry("R", exercise.MoveReturn), taken))}, []string{"rounds: 1, decisions reached: 0"}},
		{"no promise holds", "E44", []Sighted{round(seenEntry("R", exercise.MoveSeal))}, nil},
		{"phones, noted by one", "E37", []Sighted{round(seenEntry("R", exercise.MoveLog, yesNo("kept", true)))}, nil},
		{"played, noted by one", "E23", []Sighted{round(seenEntry("R", exercise.MoveLog, rated("fun", 3)))}, []string{"Played and noted by both: 0 times", "Fun, of 5: R 3.0, N –"}},
		{"an anchor, noted by one", "E31", []Sighted{round(seenEntry("R", exercise.MoveLog, saidText("held", "held")))}, nil},
		{"wanted by the other", "E28", []Sighted{round(seenEntry("R", exercise.MoveSeal, rated("wanted", 9)), seenEntry("N", exercise.MoveSeal, rated("wanted", 2)))},
			[]string{"Wanted, of 10: R 9, N 2", "4 or more apart: one of them may be doing it out of duty."}},
		{"presence taken back and replaced", "E36", []Sighted{round(with(seenEntry("R", exercise.MoveLog, rated("presence", 1)), taken), with(seenEntry("R", exercise.MoveLog, rated("presence", 1)), older), seenEntry("R", exercise.MoveLog, rated("presence", 5)))},
			[]string{"Presence, of 5: R 5.0, N –"}},
		{"a keepsake without a reason of the other's own", "E19", []Sighted{round(seenEntry("N", exercise.MoveRespond, saidText("reply", "agree")))}, []string{"Keepsakes with a reason of each: 0"}},
		{"a person proposed, and one answer that would share it otherwise", "E26", []Sighted{round(seenEntry("R", exercise.MovePropose, saidText("person", "A")), seenEntry("N", exercise.MoveRespond, saidText("reply", "not-us")))},
			[]string{"People agreed on: 0", "Turned to one of them: 0 times", "Answers that would share it differently: 1"}},
		{"an evening that only one has kept", "E24", []Sighted{{Sight: Sight{Parts: []PartSight{{Partner: "R", State: exercise.PartDone}, {Partner: "N", State: exercise.PartPassed}}}}},
			[]string{"evenings of R: 1, shared 0", "evenings of N: 0, shared 0"}},
		{"a promise kept and noticed, another not kept", "E32", []Sighted{round(with(seenEntry("R", exercise.MoveOffer, saidText("what", "x")), func(e *Entry) { e.Move = "o1" }),
			with(seenEntry("R", exercise.MoveOutcome, saidText("outcome", "kept")), func(e *Entry) { e.Target = "o1" }), with(seenEntry("N", exercise.MoveNoticed, saidText("noticed", "yes")), func(e *Entry) { e.Target = "o1" }),
			with(seenEntry("R", exercise.MoveOutcome, saidText("outcome", "not")), func(e *Entry) { e.Target = "o2" }), with(seenEntry("N", exercise.MoveNoticed, saidText("noticed", "no")), func(e *Entry) { e.Target = "o2" }))},
			[]string{"offered: R 1, N 0; to be made smaller: 0", "kept by R in the last four weeks: 1 of 2"}},
		{"a pause that only one would end", "E42", []Sighted{round(seenEntry("R", exercise.MoveCall), seenEntry("R", exercise.MoveClose, saidText("next", "resumed")))},
			[]string{"pauses called: R 1, N 0", "gone on together: 0 of 1; parked: 0; taken to the session: 0"}},
		{"a weather of one, and of eight days ago", "E01", []Sighted{round(seenEntry("R", exercise.MoveSetUp, rated("weather", 4)), with(seenEntry("R", exercise.MoveSpeak), func(e *Entry) { e.At = at.AddDate(0, 0, -8) }))},
			[]string{"R: 0 of the last 7 days", "N: 0 of the last 7 days", "R began 1 of 1", "N began 0 of 1"}},
		{"how near one came is the other's word", "E34", []Sighted{round(seenEntry("N", exercise.MoveCheck, rated("accuracy", 6)))}, []string{"how near R came, 0 to 10, as the other says: 6; something was added 0 times"}},
		{"an account that waits for nothing", "E29", []Sighted{{Sight: Sight{Parts: []PartSight{{Partner: "R"}, {Partner: "N", Waiting: tandem.Say("has not written yet")}}}}}, []string{"N has not written yet"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			def, _ := formScene(t, c.id)
			var got []string
			for _, line := range progressOf[c.id](def, pair, c.rounds) {
				got = append(got, line.String())
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%q\nwant %q", got, c.want)
			}
		})
	}
}
