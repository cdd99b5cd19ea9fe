package homework_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
)

var pair = casefile.Couple{Partners: []casefile.Partner{{ID: rowan, Position: 1}, {ID: noor, Position: 2}}}

// weeks plays one round a week, "R propose" and so on in each. Moves of the nth
// week are called R1.n; "=R1.1" keeps or changes what stood under that name.
func weeks(t *testing.T, id tandem.ExerciseID, acts ...string) (*exercise.Definition, []homework.Round) {
	t.Helper()
	var rounds []homework.Round
	var def *exercise.Definition
	for n, week := range acts {
		s := open(t, id)
		def = s.def
		for _, act := range strings.Split(week, "; ") {
			act, about, _ := strings.Cut(act, " =")
			s.tell(act)
			if about != "" {
				s.moves[len(s.moves)-1].Target = tandem.MoveID(about)
			}
		}
		name := func(id tandem.MoveID) tandem.MoveID {
			if id == "" || strings.Contains(string(id), ".") {
				return id
			}
			return tandem.MoveID(fmt.Sprintf("%s.%d", id, n+1))
		}
		for i := range s.moves {
			m := &s.moves[i]
			m.ID, m.Target, m.At = name(m.ID), name(m.Target), m.At.Add(time.Duration(n)*7*24*time.Hour)
		}
		rounds = append(rounds, homework.Round{Assignment: tandem.AssignmentID(fmt.Sprint(n + 1)), Exercise: def.ID, Version: def.Version, Moves: s.moves})
	}
	return def, rounds
}

// What both agreed in an earlier week can be kept by either; what one of them
// took back, paused or kept back cannot.
func TestWhatCanBeKeptAsBefore(t *testing.T) {
	agreed := "R propose; N respond R1 reply=agree"
	for _, c := range []struct {
		name  string
		weeks []string
		want  tandem.MoveID
	}{
		{"nothing yet", []string{"R pass"}, ""},
		{"proposed, and not answered", []string{"R propose"}, ""},
		{"not for us", []string{"R propose; N respond R1 reply=not-us"}, ""},
		{"both agreed", []string{agreed}, "R1.1"},
		{"both agreed, and noted it", []string{agreed + "; R log; N log"}, "R1.1"},
		{"kept the week after", []string{agreed, "N as-before =R1.1"}, "N1.2"},
		{"nothing done the week after", []string{agreed, "N pass"}, "R1.1"},
		{"it rests", []string{agreed + "; N rest R1"}, ""},
		{"it goes on", []string{agreed + "; N rest R1; N go-on R1"}, "R1.1"},
		{"kept, and then it rests", []string{agreed, "N as-before =R1.1; R rest N1"}, ""},
		{"kept, and it rests where it began", []string{agreed + "; R rest R1", "N as-before =R1.1"}, ""},
		{"taken back", []string{agreed + "; R withdraw R1"}, ""},
		{"kept, and taken back where it began", []string{agreed + "; R withdraw R1", "N as-before =R1.1"}, ""},
		{"the yes taken back", []string{agreed + "; N withdraw N1"}, ""},
		{"keeping it taken back", []string{agreed, "N as-before =R1.1; N withdraw N1"}, "R1.1"},
		{"what it needs is narrowed", []string{agreed + "; R narrow R1 name"}, ""},
		{"what it can do without is narrowed", []string{agreed + "; R narrow R1 at_time"}, "R1.1"},
		{"changed", []string{agreed, "N propose =R1.1; R respond N1 reply=agree"}, "N1.2"},
		{"a change that is not answered", []string{agreed, "N propose =R1.1"}, "R1.1"},
		{"a change that was not for both", []string{agreed, "N propose =R1.1; R respond N1 reply=not-us"}, "R1.1"},
		{"a change that rests", []string{agreed, "N propose =R1.1; R respond N1 reply=agree; R rest N1"}, ""},
		{"said to be as before, and nothing is known of it", []string{"N as-before =R9.9"}, ""},
		{"said to be as before of nothing", []string{"N as-before"}, ""},
	} {
		def, rounds := weeks(t, "E31", c.weeks...)
		for _, who := range couple {
			var got tandem.MoveID
			if kept := homework.KeptBefore(def, pair, rounds, who); kept != nil {
				got = kept.Move
			}
			if got != c.want {
				t.Errorf("%s: %s can keep %q, want %q", c.name, who, got, c.want)
			}
		}
	}
}

// Who gets it ready is said from where each stands; what a field lacks for one
// lacks for both.
func TestWhatIsKeptIsSaidByWhoeverKeepsIt(t *testing.T) {
	def, rounds := weeks(t, "E31", "R propose arranger=me -at_time; N respond R1 reply=agree")
	for who, want := range map[tandem.PartnerID]string{rowan: "me", noor: "you"} {
		kept := homework.KeptBefore(def, pair, rounds, who)
		if kept == nil {
			t.Fatal("nothing is kept")
		}
		var names []exercise.FieldID
		for _, f := range kept.Fields {
			names = append(names, f.Field)
			if f.Field == "arranger" && f.Value.Text != want {
				t.Errorf("%s reads %q, want %q", who, f.Value.Text, want)
			}
		}
		if !slices.Equal(names, []exercise.FieldID{"anchor", "name", "recurrence", "first_on", "arranger", "fallback"}) {
			t.Errorf("%s reads %q", who, names)
		}
	}
}

// keeping are the exercises that can start as before.
func keeping(t testing.TB) []*exercise.Definition {
	return slices.DeleteFunc(definitions(t), func(d *exercise.Definition) bool { _, ok := d.Agreed(); return !ok })
}

type keptFunc func(*exercise.Definition, casefile.Couple, []homework.Round, tandem.PartnerID) *homework.Agreed

// keptLeak looks for an answer in what can be kept that somebody could not read
// in the earlier round, and for what tells Noor of Rowan's unannounced acts.
func keptLeak(kept keptFunc, c chooser, h *history) error {
	round := func(moves []exercise.Move) []homework.Round {
		return []homework.Round{{Assignment: "1", Exercise: h.def.ID, Version: h.def.Version, Moves: moves}}
	}
	for _, who := range couple {
		k := kept(h.def, pair, round(h.moves), who)
		if k == nil {
			continue
		}
		for _, reader := range couple {
			sight := homework.View(h.def, couple, h.moves, homework.Viewer{Partner: reader})
			for _, f := range k.Fields {
				i := slices.IndexFunc(sight.Entries, func(e homework.Entry) bool { return e.Move == k.Move })
				if i < 0 || !slices.ContainsFunc(sight.Entries[i].Fields, func(s homework.Seen) bool {
					return s.Field == f.Field && !s.Sealed && s.Visibility == exercise.Both
				}) {
					return fmt.Errorf("%s could keep %s of %s, which %s cannot read", who, f.Field, k.Move, reader)
				}
			}
		}
	}
	if h.withdrawsOrNarrows() {
		return nil
	}
	before, other := kept(h.def, pair, round(h.moves), noor), kept(h.def, pair, round(h.varied(c)), noor)
	if !reflect.DeepEqual(before, other) {
		return fmt.Errorf("what Noor can keep tells of what Rowan kept private:\n%+v\n%+v", before, other)
	}
	return nil
}

func TestWhatCanBeKeptTellsNothingUnread(t *testing.T) {
	defs := keeping(t)
	if len(defs) == 0 {
		t.Fatal("no exercise can start as before")
	}
	for _, def := range defs {
		t.Run(string(def.ID), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				c := rapidChooser{t}
				if err := keptLeak(homework.KeptBefore, c, play(def, c)); err != nil {
					t.Fatal(err)
				}
			})
		})
	}
	planted := func(def *exercise.Definition, couple casefile.Couple, rounds []homework.Round, who tandem.PartnerID) *homework.Agreed {
		for i := range rounds[0].Moves {
			rounds[0].Moves[i].Narrowed = nil // what somebody keeps back is kept all the same
		}
		return homework.KeptBefore(def, couple, rounds, who)
	}
	for seed := range uint64(3000) {
		c := seededChooser{rand.New(rand.NewPCG(seed, 5))}
		h := play(defs[seed%uint64(len(defs))], c)
		open := *h
		open.moves = slices.Clone(h.moves)
		if keptLeak(func(d *exercise.Definition, p casefile.Couple, rounds []homework.Round, who tandem.PartnerID) *homework.Agreed {
			rounds[0].Moves = slices.Clone(rounds[0].Moves)
			return planted(d, p, rounds, who)
		}, c, &open) != nil {
			return
		}
	}
	t.Error("nothing found the planted leak")
}
