package homework_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
	"tandem/templates/library"
)

// scene plays moves by name: "R prepare", "N give", "N acknowledge R1" (of
// Rowan's first move), "R withdraw R1", "R narrow R1 items author".
type scene struct {
	t     *testing.T
	def   *exercise.Definition
	moves []exercise.Move
	count map[tandem.PartnerID]int
}

func open(t *testing.T, id tandem.ExerciseID) *scene {
	t.Helper()
	lib, err := exercise.Load(library.Exercises, "exercises")
	if err != nil {
		t.Fatal(err)
	}
	def, ok := lib.Get(id, 1)
	if !ok {
		t.Fatalf("%s is not in the library", id)
	}
	return &scene{t: t, def: def, count: map[tandem.PartnerID]int{}}
}

var players = map[string]tandem.PartnerID{"R": rowan, "N": noor}

func (s *scene) play(acts ...string) *scene {
	s.t.Helper()
	for _, act := range acts {
		w := strings.Fields(act)
		author := players[w[0]]
		s.count[author]++
		m := exercise.Move{ID: tandem.MoveID(fmt.Sprint(w[0], s.count[author])), Seq: len(s.moves) + 1, Author: author,
			Kind: exercise.MoveKind(w[1]), At: start.Add(time.Duration(len(s.moves)) * time.Hour)}
		if len(w) > 2 {
			m.Target = tandem.MoveID(w[2])
		}
		if len(w) > 4 {
			m.Narrowed = map[exercise.FieldID]exercise.Visibility{exercise.FieldID(w[3]): exercise.Visibility(w[4])}
		}
		st, ok := s.def.StepFor(m.Kind)
		if kept, keeps := s.def.Agreed(); ok && keeps && m.Kind == exercise.MoveAsBefore { // the service writes these
			st = kept
		}
		if ok {
			m.Step = st.ID
			for i := range st.Fields {
				if m.Answers == nil {
					m.Answers = exercise.Answers{}
				}
				m.Answers[st.Fields[i].ID] = exercise.Value{Text: string(m.ID)}
			}
		}
		s.moves = append(s.moves, m)
	}
	return s
}

// sees writes down what a viewer sees: "R1 prepare: mood_before items".
func (s *scene) sees(v homework.Viewer) []string {
	var out []string
	for _, e := range homework.View(s.def, couple, s.moves, v).Entries {
		line := fmt.Sprintf("%s %s", e.Move, e.Kind)
		if e.Taken {
			line += " taken back"
		}
		for _, f := range e.Fields {
			line += " " + string(f.Field)
			if f.Sealed {
				line += "(sealed)"
			}
		}
		out = append(out, line)
	}
	return out
}

func (s *scene) may(p tandem.PartnerID) []string {
	var out []string
	for _, a := range homework.View(s.def, couple, s.moves, homework.Viewer{Partner: p}).Acts {
		if a.Kind != exercise.MoveWithdraw && a.Kind != exercise.MoveNarrow && a.Kind != exercise.MoveRecord {
			out = append(out, strings.TrimSpace(string(a.Kind)+" "+string(a.Target)))
		}
	}
	return out
}

// TestExactlyWhatIsSeen says for each stage of both exercises what Rowan, Noor
// and the therapist see, to the field.
func TestExactlyWhatIsSeen(t *testing.T) {
	for _, c := range []struct {
		name, acts          string
		id                  tandem.ExerciseID
		rowan, noor, staff  []string
		rowanMay, noorMay   []string
		partRowan, partNoor exercise.PartState
	}{
		{name: "nothing yet", id: "E02", rowanMay: []string{"prepare", "pass"}, noorMay: []string{"prepare", "pass"}, partRowan: "none", partNoor: "none"},
		{name: "Rowan has prepared", id: "E02", acts: "R prepare",
			rowan:    []string{"R1 prepare mood_before(sealed) items(sealed)"},
			rowanMay: []string{"give", "prepare", "pass"}, noorMay: []string{"prepare", "pass"}, partRowan: "partly", partNoor: "none"},
		{name: "Rowan has given, Noor has not prepared", id: "E02", acts: "R prepare; R give",
			rowan:   []string{"R1 prepare mood_before items", "R2 give"},
			noor:    []string{"R2 give"},
			staff:   []string{"R1 prepare mood_before items", "R2 give"},
			noorMay: []string{"prepare", "pass"}, partRowan: "done", partNoor: "none"},
		{name: "Noor has prepared too and can read", id: "E02", acts: "R prepare; R give; N prepare",
			rowan:   []string{"R1 prepare mood_before items", "R2 give"},
			noor:    []string{"R1 prepare items", "R2 give", "N1 prepare mood_before(sealed) items(sealed)"},
			staff:   []string{"R1 prepare mood_before items", "R2 give"},
			noorMay: []string{"acknowledge R1", "give", "prepare", "pass"}, partRowan: "done", partNoor: "partly"},
		{name: "both have given, both have received", id: "E02", acts: "R prepare; N prepare; R give; N acknowledge R1; N give; R acknowledge N1",
			rowan: []string{"R1 prepare mood_before items", "R2 give", "N2 acknowledge acknowledgement own_words", "N1 prepare items", "N3 give",
				"R3 acknowledge acknowledgement own_words mood_after"},
			noor: []string{"N1 prepare mood_before items", "R1 prepare items", "R2 give", "N2 acknowledge acknowledgement own_words mood_after", "N3 give",
				"R3 acknowledge acknowledgement own_words"},
			staff: []string{"R1 prepare mood_before items", "R2 give", "N2 acknowledge acknowledgement own_words mood_after", "N1 prepare mood_before items", "N3 give",
				"R3 acknowledge acknowledgement own_words mood_after"},
			partRowan: "done", partNoor: "done"},
		{name: "taken back before it was given: no trace", id: "E02", acts: "R prepare; N prepare; R withdraw R1",
			noor:     []string{"N1 prepare mood_before(sealed) items(sealed)"},
			rowanMay: []string{"prepare", "pass"}, noorMay: []string{"give", "prepare", "pass"}, partRowan: "none", partNoor: "partly"},
		{name: "taken back after it was given: a tombstone", id: "E02", acts: "R prepare; N prepare; R give; R withdraw R1",
			rowan:   []string{"R1 prepare taken back", "R2 give taken back"},
			noor:    []string{"N1 prepare mood_before(sealed) items(sealed)", "R1 prepare taken back", "R2 give taken back"},
			staff:   []string{"R1 prepare taken back", "R2 give taken back"},
			noorMay: []string{"give", "prepare", "pass"}, partRowan: "done", partNoor: "partly"},
		{name: "shown to fewer people after it was read", id: "E02", acts: "R prepare; N prepare; R give; R narrow R1 items author+therapist",
			rowan:   []string{"R1 prepare mood_before items", "R2 give taken back"},
			noor:    []string{"N1 prepare mood_before(sealed) items(sealed)", "R1 prepare taken back", "R2 give taken back"},
			staff:   []string{"R1 prepare mood_before items", "R2 give taken back"},
			noorMay: []string{"give", "prepare", "pass"}, partRowan: "done", partNoor: "partly"},
		{name: "shown to fewer people before it was given: it cannot be given", id: "E02", acts: "R prepare; N prepare; R narrow R1 items author",
			rowan:    []string{"R1 prepare mood_before(sealed) items(sealed)"},
			noor:     []string{"N1 prepare mood_before(sealed) items(sealed)"},
			rowanMay: []string{"prepare", "pass"}, noorMay: []string{"give", "prepare", "pass"}, partRowan: "partly", partNoor: "partly"},
		{name: "taken back before the other had prepared: nothing waits", id: "E02", acts: "R prepare; R give; R withdraw R1",
			rowan:   []string{"R1 prepare taken back", "R2 give taken back"},
			noor:    []string{"R1 prepare taken back", "R2 give taken back"},
			staff:   []string{"R1 prepare taken back", "R2 give taken back"},
			noorMay: []string{"prepare", "pass"}, partRowan: "done", partNoor: "none"},
		{name: "not this week shows to its author alone", id: "E02", acts: "R pass",
			rowan: []string{"R1 pass"}, rowanMay: []string{"prepare", "pass"}, noorMay: []string{"prepare", "pass"}, partRowan: "passed", partNoor: "none"},
		{name: "a mind changed", id: "E02", acts: "R pass; R prepare",
			rowan:    []string{"R1 pass", "R2 prepare mood_before(sealed) items(sealed)"},
			rowanMay: []string{"give", "prepare", "pass"}, noorMay: []string{"prepare", "pass"}, partRowan: "partly", partNoor: "none"},
		{name: "prepared anew: the last counts", id: "E02", acts: "R prepare; R prepare; N prepare; R give",
			rowan:   []string{"R2 prepare mood_before items", "R3 give"},
			noor:    []string{"N1 prepare mood_before(sealed) items(sealed)", "R2 prepare items", "R3 give"},
			staff:   []string{"R2 prepare mood_before items", "R3 give"},
			noorMay: []string{"acknowledge R2", "give", "prepare", "pass"}, partRowan: "done", partNoor: "partly"},
		{name: "what the flow does not allow is ignored", id: "E02", acts: "R give; N acknowledge R1; N withdraw R1; R log",
			rowanMay: []string{"prepare", "pass"}, noorMay: []string{"prepare", "pass"}, partRowan: "none", partNoor: "none"},

		{name: "one has noted it", id: "E38", acts: "R log",
			rowan:   []string{"R1 log activity other_activity date ease(sealed) laughed"},
			noor:    []string{"R1 log activity other_activity date laughed"},
			staff:   []string{"R1 log activity other_activity date laughed"},
			noorMay: []string{"log", "pass"}, partRowan: "done", partNoor: "none"},
		{name: "both have noted it: ease opens, to the therapist", id: "E38", acts: "R log; N log",
			rowan:     []string{"R1 log activity other_activity date ease laughed", "N1 log activity other_activity date laughed"},
			noor:      []string{"R1 log activity other_activity date laughed", "N1 log activity other_activity date ease laughed"},
			staff:     []string{"R1 log activity other_activity date ease laughed", "N1 log activity other_activity date ease laughed"},
			partRowan: "done", partNoor: "done"},
		{name: "noted, taken back, noted again", id: "E38", acts: "R log; R withdraw R1; R log",
			rowan:   []string{"R1 log taken back", "R3 log activity other_activity date ease(sealed) laughed"},
			noor:    []string{"R1 log taken back", "R3 log activity other_activity date laughed"},
			staff:   []string{"R1 log taken back", "R3 log activity other_activity date laughed"},
			noorMay: []string{"log", "pass"}, partRowan: "done", partNoor: "none"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := open(t, c.id)
			if c.acts != "" {
				s.play(strings.Split(c.acts, "; ")...)
			}
			for who, want := range map[string][]string{"Rowan": c.rowan, "Noor": c.noor, "staff": c.staff} {
				v := map[string]homework.Viewer{"Rowan": {Partner: rowan}, "Noor": {Partner: noor}, "staff": {Staff: true}}[who]
				if got := s.sees(v); !slices.Equal(got, want) {
					t.Errorf("%s sees\n  %q\nwant\n  %q", who, got, want)
				}
			}
			if got := s.may(rowan); !slices.Equal(got, c.rowanMay) {
				t.Errorf("Rowan may %q, want %q", got, c.rowanMay)
			}
			if got := s.may(noor); !slices.Equal(got, c.noorMay) {
				t.Errorf("Noor may %q, want %q", got, c.noorMay)
			}
			staff := homework.View(s.def, couple, s.moves, homework.Viewer{Staff: true})
			if staff.Parts[0].State != c.partRowan || staff.Parts[1].State != c.partNoor {
				t.Errorf("parts %s, %s; want %s, %s", staff.Parts[0].State, staff.Parts[1].State, c.partRowan, c.partNoor)
			}
		})
	}
}

// The time that shows is that of the giving, not of the preparing.
func TestWhenSomethingWasPreparedDoesNotShow(t *testing.T) {
	s := open(t, "E02").play("R prepare", "N prepare", "R give")
	for _, e := range homework.View(s.def, couple, s.moves, homework.Viewer{Partner: noor}).Entries {
		if e.Move == "R1" && !e.At.Equal(s.moves[2].At) {
			t.Errorf("shown as of %s", e.At)
		}
	}
}

func TestCount(t *testing.T) {
	day := tandem.Date("2026-03-10")
	past := homework.Assignment{OpensOn: "2026-03-02", DueOn: "2026-03-08"}
	now := homework.Assignment{OpensOn: "2026-03-09", DueOn: "2026-03-15"}
	with := func(a homework.Assignment, s exercise.PartState) homework.Assignment {
		a.Parts = []homework.Part{{Partner: rowan, State: s}}
		return a
	}
	light := past
	light.Light = true
	for name, c := range map[string]struct {
		a    homework.Assignment
		want homework.Figures
	}{
		"over, nothing done":        {past, homework.Figures{Due: 1}},
		"over, done":                {with(past, "done"), homework.Figures{Due: 1, Credit: 1, Done: 1}},
		"over, begun":               {with(past, "partly"), homework.Figures{Due: 1, Credit: .5}},
		"over, not this week":       {with(past, "passed"), homework.Figures{Passed: 1}},
		"over, light week":          {light, homework.Figures{}},
		"light week, done anyway":   {with(light, "done"), homework.Figures{}},
		"open, nothing done":        {now, homework.Figures{}},
		"open, done already":        {with(now, "done"), homework.Figures{Due: 1, Credit: 1, Done: 1}},
		"behind a pause, no days":   {homework.Assignment{}, homework.Figures{}},
		"done, then moved by pause": {with(homework.Assignment{}, "done"), homework.Figures{Due: 1, Credit: 1, Done: 1}},
	} {
		if got := homework.Count(c.a, rowan, day); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
	if _, due := (homework.Figures{}).Ratio(); due {
		t.Error("nothing due has a ratio")
	}
	if r, due := (homework.Figures{Due: 4, Credit: 2.5}).Ratio(); !due || r != .625 {
		t.Errorf("%v %v", r, due)
	}
}
