package homework

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
	"tandem/templates/library"
)

// formScene plays moves of a joint form by name: "R seal", "N agree R2", "R
// agree last" (of whatever page was written last), "M hold".
func formScene(t *testing.T, id tandem.ExerciseID, acts ...string) (*exercise.Definition, []exercise.Move) {
	t.Helper()
	lib, err := exercise.Load(library.Exercises, "exercises")
	if err != nil {
		t.Fatal(err)
	}
	def, ok := lib.Get(id, 1)
	if !ok {
		t.Fatalf("%s is not in the library", id)
	}
	var moves []exercise.Move
	count, last := map[string]int{}, tandem.MoveID("")
	for _, act := range acts {
		w := strings.Fields(act)
		count[w[0]]++
		m := exercise.Move{ID: tandem.MoveID(fmt.Sprint(w[0], count[w[0]])), Seq: len(moves) + 1, Author: tandem.PartnerID(w[0]), Kind: exercise.MoveKind(w[1]),
			At: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC).Add(time.Duration(len(moves)) * time.Hour)}
		if w[0] == "M" {
			m.Author, m.Staff = "", "mara"
		}
		if len(w) > 2 {
			m.Target = tandem.MoveID(w[2])
		}
		if m.Target == "last" {
			m.Target = last
		}
		if st, ok := def.StepFor(m.Kind); ok {
			m.Step = st.ID
			for _, f := range st.Fields {
				if m.Answers == nil {
					m.Answers = exercise.Answers{}
				}
				m.Answers[f.ID] = exercise.Value{Text: string(m.ID) + " words"}
			}
		}
		if m.Kind == exercise.MoveEdit {
			last = m.ID
		}
		moves = append(moves, m)
	}
	return def, moves
}

var pair = []tandem.PartnerID{"R", "N"}

// What one says of a page stays with them until both have said: the other gets
// the very same, whether it was said, said anew, taken back or not said at all.
func TestAWeighingShowsNowhereBeforeBothHaveWeighed(t *testing.T) {
	before := []string{"R frame", "N fits R1", "R seal", "N seal", "R edit"}
	def, plain := formScene(t, "E06", before...)
	want := View(def, pair, plain, Viewer{Partner: "N"})
	for _, more := range [][]string{{"R weigh R3"}, {"R weigh R3", "R weigh R3"}, {"R weigh R3", "R withdraw R4"}, {"R pass"}, {"M hold", "R weigh R3"}} {
		_, moves := formScene(t, "E06", append(before, more...)...)
		if got := View(def, pair, moves, Viewer{Partner: "N"}); !reflect.DeepEqual(got, want) {
			t.Errorf("%v shows to Noor:\n%+v\n%+v", more, got, want)
		}
	}
	_, both := formScene(t, "E06", append(before, "R weigh R3", "N weigh R3")...)
	if got := View(def, pair, both, Viewer{Partner: "N"}); reflect.DeepEqual(got, want) {
		t.Error("both have weighed, and nothing opened")
	}
}

// A page stands on its shelf from when both said yes. One that is being written
// anew leaves the earlier one there until both say yes again.
func TestAPageStandsOnItsShelfOnceBothSaidYes(t *testing.T) {
	start := []string{"R seal", "N seal", "R edit"}
	for name, c := range map[string]struct {
		more []string
		want string // the page on the shelf
	}{
		"only written":           {nil, ""},
		"one said yes":           {[]string{"N agree R2"}, ""},
		"both said yes":          {[]string{"N agree R2", "R agree R2"}, "R2"},
		"written anew":           {[]string{"N agree R2", "R agree R2", "N edit", "N agree N3"}, "R2"},
		"written anew, and kept": {[]string{"N agree R2", "R agree R2", "N edit", "N agree N3", "R agree N3"}, "N3"},
		"the new one taken back": {[]string{"N agree R2", "R agree R2", "N edit", "N withdraw N3"}, "R2"},
	} {
		t.Run(name, func(t *testing.T) {
			def, moves := formScene(t, "E14", append(start, c.more...)...)
			for _, who := range pair {
				got := ""
				for _, e := range shelve(def, Round{}, View(def, pair, moves, Viewer{Partner: who})) {
					for _, f := range e.Fields {
						if f.Field == "joint_ways" {
							got += string(e.Move)
						}
					}
				}
				if got != c.want {
					t.Errorf("%s finds %q on the shelf, want %q", who, got, c.want)
				}
			}
		})
	}
}

// Going back keeps what was said as an earlier version, and asks again; what
// comes after a second understanding counts.
func TestGoingBackAsksAgain(t *testing.T) {
	def, moves := formScene(t, "E06", "R frame", "N fits R1", "R seal", "N seal", "R edit", "R weigh R3", "N weigh R3", "N return", "N seal")
	s := View(def, pair, moves, Viewer{Partner: "R"})
	for _, e := range s.Entries {
		want := e.Kind == exercise.MoveSeal || e.Kind == exercise.MoveEdit || e.Kind == exercise.MoveWeigh || e.Kind == exercise.MoveReturn
		if e.Older != want {
			t.Errorf("%s %s: older %t", e.Move, e.Kind, e.Older)
		}
		if e.Move == "N5" {
			t.Error("what Noor wrote since then is sealed, and shows")
		}
	}
	next := exercise.Act{}
	for _, a := range s.Acts {
		if a.Step != "" && !a.Later && next.Kind == "" {
			next = a
		}
	}
	if next.Kind != exercise.MoveSeal {
		t.Errorf("next is %q", next.Kind)
	}
}

// The look back is asked for from the day that the two set, whoever does it.
func TestAMapIsLookedAtAgain(t *testing.T) {
	def, moves := formScene(t, "E10", "R seal", "N seal", "R edit", "N agree R2", "R agree R2")
	asked := func() tandem.Date {
		for _, a := range View(def, pair, moves, Viewer{Partner: "N"}).Acts {
			if a.Kind == exercise.MoveRevisit {
				return a.AskedOn
			}
		}
		return "never"
	}
	if got := asked(); got != "2026-04-01" { // thirty days after it was written
		t.Errorf("asked on %s", got)
	}
	moves[2].Answers["revisit_on"] = exercise.Value{Text: "2026-05-05"}
	if got := asked(); got != "2026-05-05" {
		t.Errorf("asked on %s", got)
	}
	moves[2].Answers["revisit_on"] = exercise.Value{Text: "2026-03-02"} // the very day: not before the next
	if got := asked(); got != "2026-03-03" {
		t.Errorf("asked on %s", got)
	}
	moves = append(moves, exercise.Move{ID: "N9", Author: "N", Kind: exercise.MoveRevisit, Step: "revisit", At: moves[4].At.AddDate(0, 2, 0),
		Answers: exercise.Answers{"today": {Text: "we laughed"}, "next_on": {Text: "2026-08-01"}}})
	if got := asked(); got != "2026-08-01" {
		t.Errorf("asked on %s", got)
	}
	if !exercise.Fold(def, pair, moves).Live {
		t.Error("a map lives on")
	}
}

// Promises of the page stand on the ledger from when both said yes: each with
// who took it on, and how it went.
func TestPromisesOfAPageStandOnTheLedger(t *testing.T) {
	def, moves := formScene(t, "E44", "R seal", "N seal", "R edit", "N agree last", "R agree last", "N revisit")
	text := func(s string) exercise.Value { return exercise.Value{Text: s} }
	items := func(all ...map[exercise.FieldID]exercise.Value) exercise.Value { return exercise.Value{Items: all} }
	moves[2].Answers["couple_values"] = items(
		map[exercise.FieldID]exercise.Value{"value": text("family"), "promise": text("Sunday lunch"), "owner": text("both"), "cadence": text("weekly")},
		map[exercise.FieldID]exercise.Value{"value": text("health"), "promise": text("a walk"), "owner": text("other"), "cadence": text("daily")})
	moves[5].Answers["kept_promises"] = items(map[exercise.FieldID]exercise.Value{"which": text("entry.R2.couple_values.1"), "kept": text("partly")})
	moves[5].Answers["next_on"] = text("2026-07-01")
	for _, v := range []Viewer{{Partner: "R"}, {Partner: "N"}, {Staff: true}} {
		all := lines(def, "a1", pair, View(def, pair, moves, v), "2026-03-20")
		if len(all) != 2 {
			t.Fatalf("%v finds %d lines", v, len(all))
		}
		if l := all[0]; l.Words != "Sunday lunch" || !l.Both || len(l.Facts) != 0 || l.Shelf != exercise.ShelfCommitments || l.Often.String() != "Every week" {
			t.Errorf("%v: %+v", v, l)
		}
		if l := all[1]; l.Author != "N" || l.Both || len(l.Facts) != 1 || l.Facts[0].Author != "N" || l.Facts[0].Fields[0].Value.Items[0]["kept"].Text != "partly" {
			t.Errorf("%v: %+v", v, l)
		}
		if !v.Staff && all[0].Due != "2026-07-01" {
			t.Errorf("look back on %q", all[0].Due)
		}
	}
	if all := lines(def, "a1", pair, View(def, pair, moves[:4], Viewer{Partner: "R"}), "2026-03-20"); len(all) != 0 {
		t.Errorf("promises before both said yes: %+v", all)
	}
}

// What a page sets aside goes to the session, once both said yes and as long as
// it is the newest version.
func TestWhatIsParkedGoesToTheSession(t *testing.T) {
	for n, want := range map[int]bool{5: false, 6: false, 7: true} {
		def, moves := formScene(t, "E15", "R frame", "N fits R1", "R seal", "N seal", "R edit", "N agree last", "R agree last")
		parked := 0
		for _, e := range View(def, pair, moves[:n], Viewer{Staff: true}).Entries {
			if aside, ok := setAside(def, e); ok {
				parked++
				if len(aside.Fields) != 1 || aside.Fields[0].Field != "parking_lot" {
					t.Errorf("%+v", aside.Fields)
				}
			}
		}
		if parked > 1 || (parked == 1) != want {
			t.Errorf("after %d moves %d pages are parked", n, parked)
		}
	}
}
