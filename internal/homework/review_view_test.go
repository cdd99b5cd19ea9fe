package homework_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
	"tandem/templates/library"
)

// The flows of looking back, over random histories. What holds is said here a
// second time, from the words of the exercise: nothing of what somebody wrote
// shows before both have written (or, of a preparation, before the therapist
// opens it), and until then nothing that one does shows to the other at all.

// lookingBack are the weekly reflection and the preparations, each with a field
// of every visibility added.
func lookingBack(t testing.TB) []*exercise.Definition {
	t.Helper()
	lib, err := exercise.Load(library.Exercises, "exercises")
	if err != nil {
		t.Fatal(err)
	}
	var defs []*exercise.Definition
	for _, d := range lib.All() {
		if d.Flow.Kind != exercise.FlowReview && d.Flow.Kind != exercise.FlowPreparation {
			continue
		}
		for i := range d.Steps {
			s := &d.Steps[i]
			if len(s.Fields) == 0 {
				continue
			}
			for _, v := range []exercise.Visibility{exercise.AuthorOnly, exercise.AuthorAndTherapist, exercise.Both, "a word nobody knows"} {
				s.Fields = append(s.Fields, exercise.Field{ID: exercise.FieldID(fmt.Sprintf("x%d_%s", len(s.Fields), s.ID)),
					Type: exercise.ShortText, Label: "test", Visibility: v, Sealed: s.Move == exercise.MovePrepare})
			}
		}
		defs = append(defs, d)
	}
	if len(defs) < 5 {
		t.Fatalf("%d definitions", len(defs))
	}
	return defs
}

// past is a random history of looking back. Some moves lie a week apart.
type past struct {
	def   *exercise.Definition
	moves []exercise.Move
}

func (p *past) add(c chooser, author tandem.PartnerID, kind exercise.MoveKind, target tandem.MoveID) {
	at := start
	if n := len(p.moves); n > 0 {
		at = p.moves[n-1].At.Add(time.Hour)
		if c.upTo(5) == 0 {
			at = at.Add(8 * 24 * time.Hour)
		}
	}
	m := exercise.Move{ID: tandem.MoveID(fmt.Sprintf("m%d", len(p.moves))), Seq: len(p.moves) + 1, Author: author, Kind: kind, Target: target, At: at}
	if author == "" {
		m.Staff = "therapist"
	} else if s, ok := p.def.StepFor(kind); ok {
		m.Step = s.ID
		for i := range s.Fields {
			if m.Answers == nil {
				m.Answers = exercise.Answers{}
			}
			m.Answers[s.Fields[i].ID] = exercise.Value{Text: marker(m.ID, s.Fields[i].ID)}
		}
	}
	if author != "" && (kind == exercise.MoveNarrow || c.upTo(8) == 0) {
		m.Narrowed = map[exercise.FieldID]exercise.Visibility{}
		for _, s := range p.def.Steps {
			for _, f := range s.Fields {
				if c.upTo(3) == 0 {
					m.Narrowed[f.ID] = exercise.AuthorOnly
				}
			}
		}
	}
	p.moves = append(p.moves, m)
}

func (p *past) play(c chooser, steps int) *past {
	kinds := []exercise.MoveKind{exercise.MovePrepare, exercise.MoveDecide, exercise.MoveConfirm, exercise.MoveAlone,
		exercise.MovePass, exercise.MoveWithdraw, exercise.MoveNarrow, exercise.MoveGive}
	for range steps {
		if c.upTo(9) == 0 {
			p.add(c, "", []exercise.MoveKind{exercise.MoveHold, exercise.MoveRelease}[c.upTo(2)], "")
			continue
		}
		author := couple[c.upTo(2)]
		acts := exercise.Fold(p.def, couple, p.moves).Acts[author]
		if c.upTo(6) == 0 || len(acts) == 0 { // sometimes what nobody allowed
			var target tandem.MoveID
			if len(p.moves) > 0 {
				target = p.moves[c.upTo(len(p.moves))].ID
			}
			p.add(c, author, kinds[c.upTo(len(kinds))], target)
			continue
		}
		a := acts[c.upTo(len(acts))]
		p.add(c, author, a.Kind, a.Target)
	}
	return p
}

// opened is where in the history what both wrote may be read, by the words of
// the exercise; -1 when never.
func (p *past) opened() int {
	written, held := map[tandem.PartnerID]tandem.MoveID{}, false
	for i, m := range p.moves {
		switch {
		case m.Author == "" && p.def.Flow.Kind == exercise.FlowPreparation:
			if m.Kind == exercise.MoveRelease {
				return i
			}
			continue
		case m.Author == "":
			held = m.Kind == exercise.MoveHold
		case m.Kind == exercise.MovePrepare && !p.wentAlone(m.Author, i, written[m.Author]):
			written[m.Author] = m.ID
		case m.Kind == exercise.MoveWithdraw && m.Target == written[m.Author]:
			delete(written, m.Author)
		}
		if p.def.Flow.Kind == exercise.FlowReview && len(written) == 2 && !held {
			return i
		}
	}
	return -1
}

// wentAlone: who went on alone, a week after what they wrote last, writes no
// more before the other is in.
func (p *past) wentAlone(who tandem.PartnerID, before int, last tandem.MoveID) bool {
	at := slices.IndexFunc(p.moves, func(m exercise.Move) bool { return m.ID == last })
	if last == "" || at < 0 {
		return false
	}
	return slices.ContainsFunc(p.moves[at:before], func(m exercise.Move) bool {
		return m.Author == who && m.Kind == exercise.MoveAlone && !m.At.Before(p.moves[at].At.Add(7*24*time.Hour))
	})
}

// leakOf searches what a viewer gets for what must not be in it.
func leakOf(view viewFunc, p *past, viewer homework.Viewer) error {
	text, err := json.Marshal(view(p.def, couple, p.moves, viewer))
	if err != nil {
		return err
	}
	seen := strings.NewReplacer(`\u003c`, "<", `\u003e`, ">").Replace(string(text))
	opened := p.opened()
	h := &history{def: p.def, moves: p.moves}
	for _, m := range p.moves {
		for id := range m.Answers {
			if m.Author == viewer.Partner || !strings.Contains(seen, marker(m.ID, id)) {
				continue
			}
			f, _ := p.def.Field(id)
			alone := viewer.Staff && slices.ContainsFunc(p.moves, func(o exercise.Move) bool { return o.Author == m.Author && o.Kind == exercise.MoveAlone })
			switch {
			case viewer.Staff && f.Visibility != exercise.Both && f.Visibility != exercise.AuthorAndTherapist:
				return fmt.Errorf("staff see %s, which is its author's alone", marker(m.ID, id))
			case !viewer.Staff && f.Visibility != exercise.Both:
				return fmt.Errorf("the other sees %s, which is not for both", marker(m.ID, id))
			case h.narrowedBelow(m, id, viewer):
				return fmt.Errorf("%s shows although its author narrowed it", marker(m.ID, id))
			case opened < 0 && !alone:
				return fmt.Errorf("%s shows before it was opened", marker(m.ID, id))
			case h.withdrawn(m):
				return fmt.Errorf("%s shows although it was taken back", marker(m.ID, id))
			}
		}
	}
	return nil
}

// tells compares what Noor gets with and without all that Rowan has done, as
// long as nothing is open: it must be the same. Once it is open, other words
// where only the therapist reads must change nothing either.
func tells(view viewFunc, p *past) error {
	me := homework.Viewer{Partner: noor}
	a := view(p.def, couple, p.moves, me)
	var other []exercise.Move
	for _, m := range p.moves {
		if p.opened() < 0 && m.Author == rowan {
			continue
		}
		if m.Author == rowan {
			answers := exercise.Answers{}
			for id, v := range m.Answers {
				if f, _ := p.def.Field(id); f.Visibility != exercise.Both {
					v = exercise.Value{Text: "other words"}
				}
				answers[id] = v
			}
			if m.Answers != nil {
				m.Answers = answers
			}
		}
		other = append(other, m)
	}
	if b := view(p.def, couple, other, me); !reflect.DeepEqual(a, b) {
		return fmt.Errorf("what Noor sees tells of what Rowan kept:\n%+v\n%+v", a, b)
	}
	return nil
}

func TestLookingBackShowsNothingEarly(t *testing.T) {
	for _, def := range lookingBack(t) {
		t.Run(string(def.ID), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				c := rapidChooser{t}
				p := (&past{def: def}).play(c, c.upTo(16))
				for _, v := range viewers {
					if err := leakOf(homework.View, p, v); err != nil {
						t.Fatalf("%v: %v", v, err)
					}
				}
				if err := tells(homework.View, p); err != nil {
					t.Fatal(err)
				}
			})
		})
	}
}

func TestPlantedLeaksOfLookingBackAreSeen(t *testing.T) {
	unsealed := func(def *exercise.Definition, cast []tandem.PartnerID, moves []exercise.Move, v homework.Viewer) homework.Sight {
		s := homework.View(def, cast, moves, v)
		for _, m := range moves {
			if m.Author != v.Partner && m.Kind == exercise.MovePrepare {
				s.Entries = append(s.Entries, homework.Entry{Fields: []homework.Seen{{Value: m.Answers["working"]}, {Value: m.Answers["better"]}}})
			}
		}
		return s
	}
	counted := func(def *exercise.Definition, cast []tandem.PartnerID, moves []exercise.Move, v homework.Viewer) homework.Sight {
		s := homework.View(def, cast, moves, v)
		s.Version += fmt.Sprint(len(moves))
		return s
	}
	early := func(def *exercise.Definition, cast []tandem.PartnerID, moves []exercise.Move, v homework.Viewer) homework.Sight {
		return homework.View(def, cast, append(slices.Clone(moves), exercise.Move{ID: "r", Staff: "therapist", Kind: exercise.MoveRelease}), v)
	}
	rated := func(def *exercise.Definition, cast []tandem.PartnerID, moves []exercise.Move, v homework.Viewer) homework.Sight {
		return homework.View(withFields(def, func(f *exercise.Field) {
			if f.Visibility == exercise.AuthorAndTherapist {
				f.Visibility = exercise.Both
			}
		}), cast, moves, v)
	}
	defs := lookingBack(t)
	for name, view := range map[string]viewFunc{"what is sealed shows": unsealed, "a count of moves": counted, "it opens too early": early, "ratings show to the other": rated} {
		found := false
		for seed := range uint64(3000) {
			c := seededChooser{rand.New(rand.NewPCG(seed, 11))}
			p := (&past{def: defs[seed%uint64(len(defs))]}).play(c, c.upTo(16))
			for _, v := range viewers {
				found = found || leakOf(view, p, v) != nil
			}
			if found = found || tells(view, p) != nil; found {
				break
			}
		}
		if !found {
			t.Errorf("%s: nothing found it", name)
		}
	}
}

// TestLookingBackStepByStep says for each stage what Rowan, Noor and the
// therapist see, and what each may do. "W" lets a week go by, "T" is the
// therapist.
func TestLookingBackStepByStep(t *testing.T) {
	const wrote = "last_change working not_working would_help"
	for _, c := range []struct {
		name, acts         string
		id                 tandem.ExerciseID
		rowan, noor, staff []string
		rowanMay, noorMay  []string
		parts              [2]exercise.PartState
	}{
		{name: "one has written", id: "E11", acts: "R prepare",
			rowan:    []string{"R1 prepare last_change(sealed) working(sealed) not_working(sealed) would_help(sealed)"},
			rowanMay: []string{"prepare", "alone"}, noorMay: []string{"prepare", "pass"}, parts: [2]exercise.PartState{"partly", "none"}},
		{name: "both have written", id: "E11", acts: "R prepare; N prepare",
			rowan: []string{"R1 prepare " + wrote, "N1 prepare " + wrote}, noor: []string{"R1 prepare " + wrote, "N1 prepare " + wrote},
			staff:    []string{"N1 prepare " + wrote, "R1 prepare " + wrote},
			rowanMay: []string{"decide"}, noorMay: []string{"decide"}, parts: [2]exercise.PartState{"partly", "partly"}},
		{name: "both have written, and the therapist lets it wait", id: "E11", acts: "T hold; R prepare; N prepare",
			rowan:    []string{"R1 prepare last_change(sealed) working(sealed) not_working(sealed) would_help(sealed)"},
			noor:     []string{"N1 prepare last_change(sealed) working(sealed) not_working(sealed) would_help(sealed)"},
			staff:    []string{"T1 hold"},
			rowanMay: []string{"prepare", "alone"}, noorMay: []string{"prepare", "alone"}, parts: [2]exercise.PartState{"partly", "partly"}},
		{name: "a change is written down", id: "E11", acts: "R prepare; N prepare; R decide",
			rowan:    []string{"R1 prepare " + wrote, "N1 prepare " + wrote, "R2 decide one_change owner"},
			noor:     []string{"R1 prepare " + wrote, "N1 prepare " + wrote, "R2 decide one_change owner"},
			staff:    []string{"N1 prepare " + wrote, "R1 prepare " + wrote, "R2 decide one_change owner"},
			rowanMay: []string{"decide"}, noorMay: []string{"confirm R2", "decide"}, parts: [2]exercise.PartState{"partly", "partly"}},
		{name: "an edit asks for every yes again", id: "E11", acts: "R prepare; N prepare; R decide; N decide",
			rowan:    []string{"R1 prepare " + wrote, "N1 prepare " + wrote, "N2 decide one_change owner"},
			noor:     []string{"R1 prepare " + wrote, "N1 prepare " + wrote, "N2 decide one_change owner"},
			staff:    []string{"N1 prepare " + wrote, "R1 prepare " + wrote, "N2 decide one_change owner"},
			rowanMay: []string{"confirm N2", "decide"}, noorMay: []string{"decide"}, parts: [2]exercise.PartState{"partly", "partly"}},
		{name: "a yes to what was edited since does not count", id: "E11", acts: "R prepare; N prepare; R decide; N decide; N confirm R2; R confirm R2",
			rowan:    []string{"R1 prepare " + wrote, "N1 prepare " + wrote, "N2 decide one_change owner"},
			noor:     []string{"R1 prepare " + wrote, "N1 prepare " + wrote, "N2 decide one_change owner"},
			staff:    []string{"N1 prepare " + wrote, "R1 prepare " + wrote, "N2 decide one_change owner"},
			rowanMay: []string{"confirm N2", "decide"}, noorMay: []string{"decide"}, parts: [2]exercise.PartState{"partly", "partly"}},
		{name: "both say yes", id: "E11", acts: "R prepare; N prepare; R decide; N confirm R2",
			rowan:    []string{"R1 prepare " + wrote, "N1 prepare " + wrote, "R2 decide one_change owner", "N2 confirm"},
			noor:     []string{"R1 prepare " + wrote, "N1 prepare " + wrote, "R2 decide one_change owner", "N2 confirm"},
			staff:    []string{"N1 prepare " + wrote, "R1 prepare " + wrote, "R2 decide one_change owner", "N2 confirm"},
			rowanMay: nil, noorMay: nil, parts: [2]exercise.PartState{"done", "done"}},
		{name: "going on alone too soon changes nothing", id: "E11", acts: "R prepare; R alone; R decide",
			rowan:    []string{"R1 prepare last_change(sealed) working(sealed) not_working(sealed) would_help(sealed)"},
			rowanMay: []string{"prepare", "alone"}, noorMay: []string{"prepare", "pass"}, parts: [2]exercise.PartState{"partly", "none"}},
		{name: "a week later one goes on alone", id: "E11", acts: "R prepare; W; R alone; R decide",
			rowan: []string{"R1 prepare " + wrote, "R2 alone", "R3 decide one_change owner"},
			staff: []string{"R1 prepare " + wrote, "R3 decide one_change owner"}, noor: nil,
			rowanMay: []string{"decide"}, noorMay: []string{"prepare", "pass"}, parts: [2]exercise.PartState{"done", "none"}},
		{name: "the other comes later: it opens, and the change waits for a yes", id: "E11", acts: "R prepare; W; R alone; R decide; N prepare",
			rowan:    []string{"R1 prepare " + wrote, "R2 alone", "R3 decide one_change owner", "N1 prepare " + wrote},
			noor:     []string{"N1 prepare " + wrote, "R1 prepare " + wrote, "R3 decide one_change owner"},
			staff:    []string{"N1 prepare " + wrote, "R1 prepare " + wrote, "R3 decide one_change owner"},
			rowanMay: []string{"decide"}, noorMay: []string{"confirm R3", "decide"}, parts: [2]exercise.PartState{"done", "partly"}},

		{name: "one has prepared for a review", id: "REVIEW-PLAN", acts: "R prepare",
			rowan:    []string{"R1 prepare better(sealed) helps(sealed) does_not(sealed) setbacks(sealed) wish(sealed) closeness(sealed) heard(sealed)"},
			rowanMay: []string{"prepare"}, noorMay: []string{"prepare", "pass"}, parts: [2]exercise.PartState{"done", "none"}},
		{name: "both have prepared, and nobody can read before the therapist opens", id: "REVIEW-PLAN", acts: "R prepare; N prepare",
			rowan:    []string{"R1 prepare better(sealed) helps(sealed) does_not(sealed) setbacks(sealed) wish(sealed) closeness(sealed) heard(sealed)"},
			noor:     []string{"N1 prepare better(sealed) helps(sealed) does_not(sealed) setbacks(sealed) wish(sealed) closeness(sealed) heard(sealed)"},
			rowanMay: []string{"prepare"}, noorMay: []string{"prepare"}, parts: [2]exercise.PartState{"done", "done"}},
		{name: "the therapist opens: ratings are for the author and the therapist", id: "REVIEW-PLAN", acts: "R prepare; T release; N prepare",
			rowan:    []string{"R1 prepare better helps does_not setbacks wish closeness heard"},
			noor:     []string{"R1 prepare better helps does_not setbacks wish"},
			staff:    []string{"R1 prepare better helps does_not setbacks wish closeness heard", "T1 release"},
			rowanMay: nil, noorMay: nil, parts: [2]exercise.PartState{"done", "none"}},
		{name: "taken back before it is opened: no trace", id: "REVIEW-QUARTER", acts: "R prepare; R withdraw R1; T release",
			staff: []string{"T1 release"}, parts: [2]exercise.PartState{"none", "none"}},
		{name: "taken back afterwards: a tombstone", id: "REVIEW-PLAN", acts: "R prepare; T release; R withdraw R1",
			rowan: []string{"R1 prepare taken back"}, noor: []string{"R1 prepare taken back"}, staff: []string{"R1 prepare taken back", "T1 release"},
			parts: [2]exercise.PartState{"done", "none"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := open(t, c.id)
			var pause time.Duration
			for act := range strings.SplitSeq(c.acts, "; ") {
				if act == "W" {
					pause += 7 * 24 * time.Hour
					continue
				}
				who, kind, _ := strings.Cut(act, " ")
				if who == "T" {
					s.moves = append(s.moves, exercise.Move{ID: "T1", Staff: "therapist", Kind: exercise.MoveKind(kind), Seq: len(s.moves) + 1})
				} else {
					s.play(act)
				}
				s.moves[len(s.moves)-1].At = start.Add(time.Duration(len(s.moves))*time.Hour + pause)
			}
			for who, want := range map[string][]string{"Rowan": c.rowan, "Noor": c.noor, "staff": c.staff} {
				v := map[string]homework.Viewer{"Rowan": {Partner: rowan}, "Noor": {Partner: noor}, "staff": {Staff: true}}[who]
				got := s.sees(v)
				slices.Sort(got)
				want = slices.Sorted(slices.Values(want))
				if !slices.Equal(got, want) {
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
			if got := [2]exercise.PartState{staff.Parts[0].State, staff.Parts[1].State}; got != c.parts {
				t.Errorf("parts %v, want %v", got, c.parts)
			}
			if c.id != "E11" && slices.ContainsFunc(staff.Acts, func(a exercise.Act) bool { return a.Kind == exercise.MoveRelease }) {
				t.Error("the round itself offers the opening of a review")
			}
		})
	}
}
