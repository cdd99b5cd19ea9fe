package homework_test

import (
	"encoding/json"
	"fmt"
	"maps"
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

const (
	rowan = tandem.PartnerID("00000000-0000-4000-8000-00000000000a")
	noor  = tandem.PartnerID("00000000-0000-4000-8000-00000000000b")
)

var couple = []tandem.PartnerID{rowan, noor}

// definitions are the library's own exercises, each with a field of every
// visibility added to every step that is filled in, so that each kind of
// secret takes part in each flow.
func definitions(t testing.TB) []*exercise.Definition {
	t.Helper()
	lib, err := exercise.Load(library.Exercises, "exercises")
	if err != nil {
		t.Fatal(err)
	}
	defs := slices.DeleteFunc(lib.Latest(), func(d *exercise.Definition) bool {
		return d.Flow.Kind == exercise.FlowReview // has rules of its own: see review_view_test.go
	})
	for _, d := range defs {
		for i := range d.Steps {
			s := &d.Steps[i]
			if len(s.Fields) == 0 {
				continue
			}
			for _, extra := range []exercise.Field{
				{ID: exercise.FieldID("p_" + s.ID), Visibility: exercise.AuthorOnly},
				{ID: exercise.FieldID("t_" + s.ID), Visibility: exercise.AuthorAndTherapist},
				{ID: exercise.FieldID("s_" + s.ID), Visibility: exercise.Both},
				{ID: exercise.FieldID("u_" + s.ID), Visibility: "a word nobody knows"},
			} {
				extra.Type, extra.Label = exercise.ShortText, "test"
				s.Fields = append(s.Fields, extra)
			}
		}
	}
	return defs
}

// chooser makes the choices of a history: rapid's, or a seeded source's where
// a planted fault must be found again each time.
type chooser interface{ upTo(n int) int }

type rapidChooser struct{ t *rapid.T }

func (c rapidChooser) upTo(n int) int { return rapid.IntRange(0, n-1).Draw(c.t, "choice") }

type seededChooser struct{ *rand.Rand }

func (c seededChooser) upTo(n int) int { return c.IntN(n) }

// history plays random moves, allowed ones and others, with a clock that runs.
type history struct {
	def   *exercise.Definition
	moves []exercise.Move
	made  map[tandem.PartnerID]int
	pick  func(n int) int // among the answers of a choice; the first without it

	allowed map[exercise.MoveKind]int // how often each act was made where the flow allowed it
}

var start = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

// marker is a text that says whose answer in which field of which move it is,
// so that a search of what somebody sees finds every leak.
func marker(id tandem.MoveID, f exercise.FieldID) string { return fmt.Sprintf("<%s/%s>", id, f) }

func (h *history) move(author tandem.PartnerID, kind exercise.MoveKind, target tandem.MoveID) exercise.Move {
	h.made[author]++
	m := exercise.Move{ID: tandem.MoveID(fmt.Sprintf("%s-%d", author[len(author)-1:], h.made[author])),
		Seq: len(h.moves) + 1, Author: author, Kind: kind, Target: target, At: start.Add(time.Duration(len(h.moves)) * time.Hour)}
	s, ok := h.def.StepFor(kind)
	if kept, keeps := h.def.Agreed(); ok && keeps && kind == exercise.MoveAsBefore { // the service writes these
		s = kept
	}
	if ok {
		m.Step, m.Answers = s.ID, exercise.Answers{}
		for i := range s.Fields {
			m.Answers[s.Fields[i].ID] = h.answer(m.ID, &s.Fields[i])
		}
		if len(s.Fields) == 0 {
			m.Answers = nil
		}
	}
	return m
}

// answer is a marker, or one of a choice's answers where they steer the flow.
func (h *history) answer(id tandem.MoveID, f *exercise.Field) exercise.Value {
	texts := []string{marker(id, f.ID)}
	switch f.Type {
	case exercise.Choice:
		texts = nil
		for _, c := range f.Choices {
			texts = append(texts, c.Value)
		}
	case exercise.Bool:
		texts = append(texts, "yes", "no")
	}
	if h.pick == nil || len(texts) == 1 {
		return exercise.Value{Text: texts[0]}
	}
	return exercise.Value{Text: texts[h.pick(len(texts))]}
}

// kinds are all there are, in the order that a choice needs.
var kinds = slices.Sorted(maps.Keys(exercise.MoveKinds()))

func (h *history) play(c chooser, steps int) {
	h.pick = c.upTo
	for range steps {
		author := couple[c.upTo(2)]
		acts := exercise.Fold(h.def, couple, h.moves).Acts[author]
		var m exercise.Move
		if c.upTo(8) == 0 || len(acts) == 0 { // sometimes what nobody allowed
			var target tandem.MoveID
			if len(h.moves) > 0 {
				target = h.moves[c.upTo(len(h.moves))].ID
			}
			m = h.move(author, kinds[c.upTo(len(kinds))], target)
		} else {
			a := acts[c.upTo(len(acts))]
			m = h.move(author, a.Kind, a.Target)
			h.allow(m.Kind)
		}
		if m.Kind == exercise.MoveNarrow || c.upTo(6) == 0 {
			m.Narrowed = map[exercise.FieldID]exercise.Visibility{}
			for _, s := range h.def.Steps {
				for _, f := range s.Fields {
					if c.upTo(3) == 0 {
						m.Narrowed[f.ID] = []exercise.Visibility{exercise.AuthorOnly, exercise.AuthorAndTherapist}[c.upTo(2)]
					}
				}
			}
		}
		h.moves = append(h.moves, m)
	}
}

type viewFunc func(*exercise.Definition, []tandem.PartnerID, []exercise.Move, homework.Viewer) homework.Sight

// leak searches everything that a viewer gets for answers that must not be
// there. The rule is written down here a second time, and differently: from
// what each field promises its author, not from openings.
func leak(view viewFunc, h *history, viewer homework.Viewer) error {
	text, err := json.Marshal(view(h.def, couple, h.moves, viewer))
	if err != nil {
		return err
	}
	seen := strings.NewReplacer(`\u003c`, "<", `\u003e`, ">").Replace(string(text))
	for i, m := range h.moves {
		for id := range m.Answers {
			if m.Author == viewer.Partner || !strings.Contains(seen, marker(m.ID, id)) {
				continue
			}
			f, _ := h.def.Field(id)
			switch {
			case viewer.Staff && f.Visibility != exercise.Both && f.Visibility != exercise.AuthorAndTherapist:
				return fmt.Errorf("staff see %s, which is its author's alone", marker(m.ID, id))
			case !viewer.Staff && f.Visibility != exercise.Both:
				return fmt.Errorf("the other partner sees %s, which is not for both", marker(m.ID, id))
			case h.narrowedBelow(m, id, viewer):
				return fmt.Errorf("%s shows although its author narrowed it", marker(m.ID, id))
			case f.Sealed && !h.unsealedBy(m, i, viewer):
				return fmt.Errorf("%s shows although it is sealed", marker(m.ID, id))
			case h.withdrawn(m):
				return fmt.Errorf("%s shows although it was taken back", marker(m.ID, id))
			}
		}
	}
	return nil
}

func (h *history) narrowedBelow(m exercise.Move, id exercise.FieldID, viewer homework.Viewer) bool {
	for i, n := range h.moves {
		own := n.Author == m.Author && (n.ID == m.ID || n.Kind == exercise.MoveNarrow && n.Target == m.ID && h.indexOf(m.ID) < i)
		if v := n.Narrowed[id]; own && v != "" && (v == exercise.AuthorOnly || !viewer.Staff) {
			return true
		}
	}
	return false
}

func (h *history) indexOf(id tandem.MoveID) int {
	return slices.IndexFunc(h.moves, func(m exercise.Move) bool { return m.ID == id })
}

// unsealedBy: a preparation is unsealed when its author has given; for the
// other partner it also takes their own preparation, unless each writes alone. A log's sealed fields
// open when both have logged.
func (h *history) unsealedBy(m exercise.Move, at int, viewer homework.Viewer) bool {
	if open, known := h.openedBy(m, at, viewer); known {
		return open
	}
	after := func(author tandem.PartnerID, kind exercise.MoveKind, from int) bool {
		return slices.ContainsFunc(h.moves[from:], func(o exercise.Move) bool { return o.Author == author && o.Kind == kind })
	}
	other := couple[0]
	if m.Author == other {
		other = couple[1]
	}
	if m.Kind == exercise.MoveLog {
		return after(other, exercise.MoveLog, 0)
	}
	return after(m.Author, exercise.MoveGive, at) && (viewer.Staff || h.def.Flow.Alone || after(viewer.Partner, exercise.MovePrepare, 0))
}

func (h *history) withdrawn(m exercise.Move) bool {
	i := h.indexOf(m.ID)
	return slices.ContainsFunc(h.moves[i:], func(o exercise.Move) bool {
		return o.Kind == exercise.MoveWithdraw && o.Target == m.ID && o.Author == m.Author
	})
}

// interference plays one history twice for Rowan, the second time with other
// unannounced acts, and compares all that Noor gets.
func interference(view viewFunc, c chooser, h *history) error {
	h = h.settled()
	other := h.varied(c)
	a := view(h.def, couple, h.moves, homework.Viewer{Partner: noor})
	b := view(h.def, couple, other, homework.Viewer{Partner: noor})
	if !reflect.DeepEqual(a, b) {
		return fmt.Errorf("what Noor sees tells of what Rowan kept private:\n%+v\n%+v", a, b)
	}
	return nil
}

// settled leaves out what Rowan tried to give or receive before preparing
// anything. The service refuses such moves; here, another preparation in front
// of them would make announced acts of them.
func (h *history) settled() *history {
	prepared := false
	kept := *h
	kept.moves = slices.DeleteFunc(slices.Clone(h.moves), func(m exercise.Move) bool {
		prepared = prepared || m.Author == rowan && m.Kind == exercise.MovePrepare
		return m.Author == rowan && !prepared && (m.Kind == exercise.MoveGive || m.Kind == exercise.MoveAcknowledge)
	})
	return &kept
}

// varied is the history with Rowan's unannounced acts changed: more of them
// before the preparation that was given, that preparation at another time, and
// other words in whatever is not for both.
func (h *history) varied(c chooser) []exercise.Move {
	last, given := -1, -1 // Rowan's preparation that counts, and where it was given
	for i, m := range h.moves {
		if m.Author != rowan || given >= 0 {
			continue
		}
		switch {
		case m.Kind == exercise.MovePrepare:
			last = i
		case m.Kind == exercise.MoveGive && last >= 0:
			given = i
		}
	}
	if h.def.Flow.Kind == exercise.FlowLog {
		last = slices.IndexFunc(h.moves, func(m exercise.Move) bool { return m.Author == rowan && m.Kind == exercise.MoveLog })
		if last < 0 {
			last = len(h.moves)
		}
	}
	if h.livesOn() { // nothing there is prepared: quiet acts may stand anywhere
		last = len(h.moves)
	}
	var moves []exercise.Move
	noise := &history{def: h.def, made: map[tandem.PartnerID]int{rowan: 1000}}
	for i, m := range h.moves {
		if i <= last && c.upTo(2) == 0 {
			moves = append(moves, h.quietly(c, noise, m.At.Add(-time.Minute))...)
		}
		if m.Author == rowan {
			m = h.rewritten(m, i == last && given >= 0)
		}
		moves = append(moves, m)
	}
	if given < 0 && h.def.Flow.Kind == exercise.FlowGive {
		extra := noise.move(rowan, exercise.MovePrepare, "")
		extra.At = start.Add(1000 * time.Hour)
		moves = append(moves, extra)
	}
	for i := range moves {
		moves[i].Seq = i + 1
	}
	return moves
}

// quietly makes unannounced acts of Rowan's, of every kind that the table of
// kinds calls so; taking back and narrowing are about what was never open.
func (h *history) quietly(c chooser, noise *history, at time.Time) []exercise.Move {
	var kinds []exercise.MoveKind
	for kind, announced := range exercise.MoveKinds() {
		if !announced {
			kinds = append(kinds, kind)
		}
	}
	slices.Sort(kinds)
	var made []exercise.Move
	if h.def.Flow.Kind == exercise.FlowGive {
		made = append(made, noise.move(rowan, exercise.MovePrepare, ""))
	}
	kind := kinds[c.upTo(len(kinds))]
	if _, needs := h.def.StepFor(exercise.MovePrepare); kind == exercise.MovePass || kind == exercise.MoveBreathe || kind == exercise.MoveKeep && h.notes() || needs {
		m := noise.move(rowan, kind, "")
		if len(made) > 0 && m.Step == "" {
			m.Target = made[0].ID
			m.Narrowed = map[exercise.FieldID]exercise.Visibility{"items": exercise.AuthorOnly}
		}
		made = append(made, m)
	}
	for i := range made {
		made[i].At = at
	}
	return made
}

// notes tells whether what somebody writes alone stays between them and the
// therapist, whatever they ask for later.
func (h *history) notes() bool {
	ask := h.def.Asking()
	return ask != nil && ask.Alone == exercise.AloneNote
}

// livesOn tells whether every act of the flow is announced as it is made.
func (h *history) livesOn() bool {
	return slices.Contains([]exercise.FlowKind{exercise.FlowRequest, exercise.FlowOffer, exercise.FlowPropose,
		exercise.FlowWrite, exercise.FlowEvent, exercise.FlowToday,
		exercise.FlowStory, exercise.FlowSkill}, h.def.Flow.Kind)
}

// rewritten is Rowan's move with other words where Noor may never read them.
func (h *history) rewritten(m exercise.Move, counts bool) exercise.Move {
	if m.Kind == exercise.MovePrepare {
		m.At = m.At.Add(7 * time.Minute)
	}
	answers := exercise.Answers{}
	for id, v := range m.Answers {
		f, _ := h.def.Field(id)
		if (f.Visibility != exercise.Both || m.Kind == exercise.MovePrepare && !counts) && !(m.Kind == exercise.MoveReady && id == fieldRelease && h.wentOn()) {
			v = exercise.Value{Text: "other words, longer than the first"}
		}
		answers[id] = v
	}
	if m.Answers != nil {
		m.Answers = answers
	}
	return m
}

var viewers = []homework.Viewer{{Partner: rowan}, {Partner: noor}, {Staff: true}}

func play(def *exercise.Definition, c chooser) *history {
	h := &history{def: def, made: map[tandem.PartnerID]int{}}
	h.onward(c, max(0, c.upTo(deepest*5/4)-deepest/4)) // some begin at the beginning
	h.play(c, c.upTo(14))
	return h
}

func TestNoSequenceOfMovesShowsWhatIsSealedOrPrivate(t *testing.T) {
	for _, def := range definitions(t) {
		t.Run(string(def.ID), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				h := play(def, rapidChooser{t})
				for _, v := range viewers {
					if err := leak(homework.View, h, v); err != nil {
						t.Fatalf("%v: %v", v, err)
					}
				}
			})
		})
	}
}

func TestUnannouncedActsShowNowhereToTheOther(t *testing.T) {
	for _, def := range definitions(t) {
		t.Run(string(def.ID), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				c := rapidChooser{t}
				h := play(def, c)
				if h.withdrawsOrNarrows() {
					return // taking back what was open is an act that shows; see the tables below
				}
				if err := interference(homework.View, c, h); err != nil {
					t.Fatal(err)
				}
			})
		})
	}
}

func (h *history) withdrawsOrNarrows() bool {
	return slices.ContainsFunc(h.moves, func(m exercise.Move) bool {
		return m.Author == rowan && (m.Kind == exercise.MoveWithdraw || len(m.Narrowed) > 0)
	})
}

func TestNobodySeesNothing(t *testing.T) {
	for _, def := range definitions(t) {
		h := play(def, seededChooser{rand.New(rand.NewPCG(1, 1))})
		for _, nobody := range []homework.Viewer{{}, {Partner: "somebody else"}, {Partner: rowan, Staff: true}} {
			if s := homework.View(def, couple, h.moves, nobody); !reflect.DeepEqual(s, homework.Sight{}) {
				t.Errorf("%v sees %+v", nobody, s)
			}
		}
	}
}

// TestPlantedLeaksAreSeen plants one leak for each visibility and for each
// thing that may give an unannounced act away, and wants every one found.
func TestPlantedLeaksAreSeen(t *testing.T) {
	widen := func(from, to exercise.Visibility) viewFunc {
		return func(def *exercise.Definition, cast []tandem.PartnerID, moves []exercise.Move, v homework.Viewer) homework.Sight {
			return homework.View(withFields(def, func(f *exercise.Field) {
				if f.Visibility == from {
					f.Visibility = to
				}
			}), cast, moves, v)
		}
	}
	after := func(change func(s *homework.Sight, moves []exercise.Move, v homework.Viewer)) viewFunc {
		return func(def *exercise.Definition, cast []tandem.PartnerID, moves []exercise.Move, v homework.Viewer) homework.Sight {
			s := homework.View(def, cast, moves, v)
			change(&s, moves, v)
			return s
		}
	}
	planted := map[string]viewFunc{
		"author only shows to the therapist":           widen(exercise.AuthorOnly, exercise.AuthorAndTherapist),
		"author only shows to the partner":             widen(exercise.AuthorOnly, exercise.Both),
		"author and therapist shows to the partner":    widen(exercise.AuthorAndTherapist, exercise.Both),
		"an unknown visibility shows to the therapist": widen("a word nobody knows", exercise.AuthorAndTherapist),
		"narrowing is forgotten": func(def *exercise.Definition, cast []tandem.PartnerID, moves []exercise.Move, v homework.Viewer) homework.Sight {
			moves = slices.Clone(moves)
			for i := range moves {
				moves[i].Narrowed = nil
			}
			return homework.View(def, cast, moves, v)
		},
		"taking back is forgotten": func(def *exercise.Definition, cast []tandem.PartnerID, moves []exercise.Move, v homework.Viewer) homework.Sight {
			return homework.View(def, cast, slices.DeleteFunc(slices.Clone(moves), func(m exercise.Move) bool { return m.Kind == exercise.MoveWithdraw }), v)
		},
		"what is sealed shows": after(func(s *homework.Sight, moves []exercise.Move, v homework.Viewer) {
			for _, m := range moves {
				if m.Author != v.Partner && m.Kind == exercise.MovePrepare {
					s.Entries = append(s.Entries, homework.Entry{Fields: []homework.Seen{{Field: "items", Value: m.Answers["items"]}}})
				}
			}
		}),
		"a count of moves": after(func(s *homework.Sight, moves []exercise.Move, _ homework.Viewer) {
			s.Version += fmt.Sprint(len(moves))
		}),
		"the time of the last move": after(func(s *homework.Sight, moves []exercise.Move, _ homework.Viewer) {
			if len(moves) > 0 {
				s.Version += moves[len(moves)-1].At.String()
			}
		}),
		"the time of preparing": after(func(s *homework.Sight, moves []exercise.Move, _ homework.Viewer) {
			for i := range s.Entries {
				for _, m := range moves {
					if m.ID == s.Entries[i].Move {
						s.Entries[i].At = m.At
					}
				}
			}
		}),
		"the other's state": after(func(s *homework.Sight, moves []exercise.Move, _ homework.Viewer) {
			for _, m := range moves {
				if m.Author == rowan {
					s.Own = exercise.PartState(m.Kind)
				}
			}
		}),
	}
	defs := definitions(t)
	for name, view := range planted {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(2000 * len(defs)) { // two thousand histories of each exercise
				c := seededChooser{rand.New(rand.NewPCG(seed, 7))}
				h := play(defs[seed%uint64(len(defs))], c)
				for _, v := range viewers {
					if leak(view, h, v) != nil {
						return
					}
				}
				if !h.withdrawsOrNarrows() && interference(view, c, h) != nil {
					return
				}
			}
			t.Error("nothing found the planted leak")
		})
	}
}

func withFields(def *exercise.Definition, change func(*exercise.Field)) *exercise.Definition {
	d := *def
	d.Steps = slices.Clone(def.Steps)
	for i := range d.Steps {
		d.Steps[i].Fields = slices.Clone(def.Steps[i].Fields)
		for j := range d.Steps[i].Fields {
			change(&d.Steps[i].Fields[j])
		}
	}
	return &d
}
