package homework

import (
	"maps"
	"slices"
	"testing"
	"time"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// Progress of what is given, noted and promised: what is not handed over or kept
// to oneself is none of it.
func TestProgressOfWhatIsGivenAndPromised(t *testing.T) {
	text := func(s string) exercise.Value { return exercise.Value{Text: s} }
	number := func(n int) exercise.Value { return exercise.Value{Number: &n} }
	stuck := func(all ...string) exercise.Value {
		var v exercise.Value
		for _, s := range all {
			v.Items = append(v.Items, map[exercise.FieldID]exercise.Value{"stuck": text(s)})
		}
		return v
	}
	type set func(m []exercise.Move)
	for _, c := range []struct {
		name string
		id   tandem.ExerciseID
		acts []string
		set  set
		want []string
	}{
		{"prepared and not given", "E02", []string{"R prepare"}, func(m []exercise.Move) { m[0].Answers["mood_before"] = number(2) },
			[]string{"given by R: 0 of 1 times, 0 appreciations", "given by N: 0 of 1 times, 0 appreciations"}},
		{"given and received", "E02", []string{"R prepare", "R give", "N prepare", "N acknowledge R1"}, func(m []exercise.Move) {
			m[0].Answers["items"], m[0].Answers["mood_before"], m[3].Answers["mood_after"] = exercise.Value{Items: make([]map[exercise.FieldID]exercise.Value, 3)}, number(2), number(4)
			delete(m[2].Answers, "mood_before")
		}, []string{"given by R: 1 of 1 times, 3 appreciations", "mood of R, of 5: before 2, after –", "given by N: 0 of 1 times, 0 appreciations", "mood of N, of 5: before –, after 4"}},
		{"a journal", "E03", []string{"R hand-on", "N hand-on", "R schedule", "R read", "N read", "R repeat", "N repeated R4"}, func(m []exercise.Move) { m[6].Answers["repeated"] = text("partly") },
			[]string{"entries: R 1, N 1; read together: 1", "moments to have again: 1; came about: yes 0, in part 1, no 0"}},
		{"a week, sealed", "E11", []string{"R prepare"}, func(m []exercise.Move) { m[0].Answers["not_working"] = stuck("Phones") }, []string{"held, with a change chosen: 0 of 1 weeks begun"}},
		{"an evening kept, another shared", "E24", []string{"R keep", "N keep", "N share"}, func([]exercise.Move) {}, []string{"evenings of R: 1, shared 0", "evenings of N: 1, shared 1"}},
		{"a promise kept that did not reach the other", "E32", []string{"R offer", "N size R1", "R outcome R1", "N noticed R1"}, func(m []exercise.Move) {
			m[1].Answers["size"], m[2].Answers["outcome"], m[3].Answers["noticed"] = text("ok"), text("kept"), text("no")
		}, []string{"offered: R 1, N 0; to be made smaller: 0", "kept by R in the last four weeks: 1 of 1", "kept, and it did not reach the other: 1"}},
		{"a promise to be smaller", "E32", []string{"N offer", "R size N1"}, func(m []exercise.Move) { m[1].Answers["size"] = text("smaller") },
			[]string{"offered: R 0, N 1; to be made smaller: 1"}},
		{"easy company, noted by one: ease is sealed", "E38", []string{"R log"}, func(m []exercise.Move) { m[0].Answers["ease"] = number(4) }, []string{"times done: 1"}},
		{"easy company, noted by both", "E38", []string{"R log", "N log"}, func(m []exercise.Move) { m[0].Answers["ease"], m[1].Answers["ease"] = number(4), number(2) },
			[]string{"times done: 1", "ease for R: 4 of 5", "ease for N: 2 of 5"}},
		{"a pause that was parked", "E42", []string{"R call", "N halt", "N close"}, func(m []exercise.Move) { m[2].Answers["next"] = text("parked") },
			[]string{"pauses called: R 1, N 0", "gone on together: 0 of 1; parked: 1; taken to the session: 0"}},
		{"a pause after which both go on", "E42", []string{"N call", "R halt", "R close", "N close"}, func(m []exercise.Move) {
			m[2].Answers["next"], m[3].Answers["next"] = text("resumed"), text("resumed")
		}, []string{"pauses called: R 0, N 1", "gone on together: 1 of 1; parked: 0; taken to the session: 0"}},
		{"a request that waits", "E05", []string{"R request"}, func(m []exercise.Move) { m[0].At = m[0].At.AddDate(0, 0, -4) },
			[]string{"asked: R 1, N 0", "answers: yes 0, something else 0, not now 0, no 0, to the session 0", "unanswered for more than 72 hours: 1"}},
		{"a request of this morning", "E05", []string{"R request"}, func([]exercise.Move) {}, []string{"asked: R 1, N 0", "answers: yes 0, something else 0, not now 0, no 0, to the session 0"}},
		{"a fair choice for one", "E06", []string{"R frame", "N fits R1", "R seal", "N seal", "R edit", "R weigh R3", "N weigh R3"}, func(m []exercise.Move) {
			m[2].Answers["concerns"], m[3].Answers["concerns"] = exercise.Value{}, exercise.Value{}
			m[5].Answers["fairness"], m[6].Answers["fairness"] = number(8), number(3)
		}, []string{"rounds: 1, decisions reached: 0", "fairness for R: 8 of 10", "fairness for N: 3 of 10", "fairness gap now 5"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			def, moves := formScene(t, c.id, c.acts...)
			c.set(moves)
			if got := toldOf(def, moves); !slices.Equal(got, c.want) {
				t.Errorf("%q\nwant %q", got, c.want)
			}
		})
	}
}

// What comes up again is a word of two weeks or more, however it is written; two
// who name it in one week are one week, and what is taken back is none.
func TestWhatComesUpAgainUnderNotWorking(t *testing.T) {
	week := func(taken bool, by map[tandem.PartnerID]string) Sighted {
		var s Sighted
		for _, p := range slices.Sorted(maps.Keys(by)) {
			v := exercise.Value{Items: []map[exercise.FieldID]exercise.Value{{"stuck": {Text: by[p]}}}}
			s.Sight.Entries = append(s.Sight.Entries, Entry{Author: p, Kind: exercise.MovePrepare, Taken: taken, Fields: []Seen{{Field: "not_working", Value: v}}})
		}
		return s
	}
	rounds := []Sighted{week(false, map[tandem.PartnerID]string{"R": "Phones at dinner", "N": "phones again"}), week(false, map[tandem.PartnerID]string{"N": "The PHONES, and there was no dinner"}),
		week(false, map[tandem.PartnerID]string{"R": "phones"}), week(true, map[tandem.PartnerID]string{"R": "Money", "N": "phones"}), week(false, map[tandem.PartnerID]string{"R": "Money once"})}
	got := themes(rounds, "not_working", "stuck")
	if want := []theme{{"phones", 3}, {"dinner", 2}}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// A promise of five weeks ago counts in the rolling rate no more.
func TestOldPromisesLeaveTheRate(t *testing.T) {
	def, moves := formScene(t, "E32", "R offer", "N size R1", "R outcome R1")
	moves[1].Answers["size"], moves[2].Answers["outcome"] = exercise.Value{Text: "ok"}, exercise.Value{Text: "kept"}
	for day, want := range map[tandem.Date]int{"2026-03-29": 2, "2026-03-30": 1} {
		s := Sighted{Sight: View(def, pair, moves, Viewer{Staff: true}), Zone: time.UTC, Today: day}
		if got := promiseProgress(def, pair, []Sighted{s}); len(got) != want {
			t.Errorf("on %s: %v", day, got)
		}
	}
}
