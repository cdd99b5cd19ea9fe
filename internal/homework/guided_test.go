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
)

const mara = tandem.PersonID("00000000-0000-4000-8000-00000000000c")

// openedBy states a second time what breaks the seal of a move, for the kinds
// that are sealed in a way of their own; known is false for others. It asks
// what must have happened, not what the flow says.
func (h *history) openedBy(m exercise.Move, at int, viewer homework.Viewer) (open, known bool) {
	other := couple[0]
	if m.Author == other {
		other = couple[1]
	}
	made := func(moves []exercise.Move, by tandem.PartnerID, kind exercise.MoveKind) bool {
		return slices.ContainsFunc(moves, func(o exercise.Move) bool { return o.Author == by && o.Kind == kind })
	}
	switch m.Kind {
	case exercise.MoveSort:
		return viewer.Staff || made(h.moves[at:], m.Author, exercise.MoveShow) && made(h.moves, other, exercise.MoveShow), true
	case exercise.MoveKeep:
		if h.def.Flow.Link(exercise.FlowSolo).Waits {
			return viewer.Staff || h.wentOn(m.Author), true
		}
		if viewer.Staff && h.def.Asking() != nil { // written between its author and the therapist
			return true, true
		}
		return made(h.moves[at:], m.Author, exercise.MoveShare), true
	case exercise.MoveRate:
		return made(h.moves, m.Author, exercise.MoveRate) && made(h.moves, other, exercise.MoveRate), true
	case exercise.MoveWeigh: // of one and the same version
		return made(slices.DeleteFunc(slices.Clone(h.moves), func(o exercise.Move) bool { return o.Target != m.Target }), other, exercise.MoveWeigh), true
	case exercise.MoveSeal:
		if viewer.Staff && slices.ContainsFunc(h.moves[at:], func(o exercise.Move) bool {
			return o.Kind == exercise.MoveConfide && o.Author == m.Author && o.Target == m.ID && o.At.Sub(m.At) >= 7*24*time.Hour
		}) {
			return true, true
		}
		waits := h.def.Flow.Link(exercise.FlowSealed).Waits
		for n := range h.moves { // some time at which both were in and nothing held it back
			if o := h.moves[n]; o.Staff != "" && (o.Kind == exercise.MoveHold || o.Kind == exercise.MoveRelease) {
				_, named := h.def.StepFor(exercise.MoveFrame) // while a matter is being named there is nothing to hold
				_, opens := h.def.StepFor(exercise.MoveOpen)  // nor before somebody has said what happened
				opened := made(h.moves[:n], rowan, exercise.MoveOpen) || made(h.moves[:n], noor, exercise.MoveOpen)
				waits = o.Kind == exercise.MoveHold && !named && (!opens || opened) || o.Kind == exercise.MoveRelease && waits && opens && !opened
			}
			if !waits && made(h.moves[:n+1], rowan, exercise.MoveSeal) && made(h.moves[:n+1], noor, exercise.MoveSeal) {
				return true, true
			}
		}
		return false, true
	}
	return false, false
}

// fieldRelease says when what somebody wrote may be heard: now, in a session, or
// not yet.
const fieldRelease = exercise.FieldID("release")

// wentOn tells whether the care team went on at a time when both had written
// and said that it may be heard, those named with "now". That it did is
// announced to both, and so is what each had said.
func (h *history) wentOn(now ...tandem.PartnerID) bool {
	says := map[tandem.PartnerID]string{}
	heard := func(p tandem.PartnerID) bool {
		return says[p] == "now" || says[p] == "session" && !slices.Contains(now, p)
	}
	for _, m := range h.moves {
		switch {
		case m.Kind == exercise.MoveReady:
			says[m.Author] = m.Answers[fieldRelease].Text
		case m.Kind == exercise.MoveRelease && m.Staff != "" && heard(rowan) && heard(noor):
			return true
		}
	}
	return false
}

// guided plays a random history in which the care team acts too, days apart.
func guided(def *exercise.Definition, c chooser) *history {
	h := &history{def: def, made: map[tandem.PartnerID]int{}}
	h.onward(c, max(0, c.upTo(deepest*5/4)-deepest/4)) // some begin at the beginning
	h.apart()
	for range c.upTo(14) {
		if c.upTo(4) == 0 {
			h.moves = append(h.moves, h.byStaff(c))
		} else {
			h.play(c, 1)
		}
		h.apart()
	}
	return h
}

// apart lets days pass between the moves.
func (h *history) apart() {
	for i := range h.moves {
		h.moves[i].At = start.Add(time.Duration(i) * 60 * time.Hour)
	}
}

func (h *history) byStaff(c chooser) exercise.Move {
	kinds := []exercise.MoveKind{exercise.MoveHold, exercise.MoveRelease, exercise.MoveReply, exercise.MoveRecord}
	m := h.staff(kinds[c.upTo(4)])
	if m.Kind == exercise.MoveReply || m.Kind == exercise.MoveRecord {
		m.For = [][]tandem.PartnerID{{rowan}, {noor}, couple}[c.upTo(3)]
	}
	if m.Kind == exercise.MoveReply {
		m.Answers = exercise.Answers{exercise.FieldReply: {Text: marker(m.ID, exercise.FieldReply)}}
	}
	return m
}

func (h *history) staff(kind exercise.MoveKind) exercise.Move {
	return exercise.Move{ID: tandem.MoveID(fmt.Sprintf("staff-%d", len(h.moves))), Seq: len(h.moves) + 1, Staff: mara, Kind: kind,
		On: "2026-03-02", At: start.Add(time.Duration(len(h.moves)) * time.Hour)}
}

// withWaiting adds to the library's exercises one whose reveal always waits.
func withWaiting(t testing.TB) []*exercise.Definition {
	defs := definitions(t)
	for _, d := range slices.Clone(defs) {
		if d.Flow.Kind == exercise.FlowSealed {
			waits := *d
			waits.ID, waits.Flow.Waits = d.ID+"-waits", true
			defs = append(defs, &waits)
		}
	}
	return defs
}

// leakOfReplies searches what a viewer gets for replies that are not theirs.
func leakOfReplies(view viewFunc, h *history, viewer homework.Viewer) error {
	text, err := json.Marshal(view(h.def, couple, h.moves, viewer))
	if err != nil {
		return err
	}
	seen := strings.NewReplacer(`\u003c`, "<", `\u003e`, ">").Replace(string(text))
	for _, m := range h.moves {
		mine := viewer.Staff || slices.Contains(m.For, viewer.Partner)
		if !mine && (strings.Contains(seen, string(m.ID)+"/") || m.Kind == exercise.MoveReply && strings.Contains(seen, `"Move":"`+string(m.ID)+`"`)) && m.Staff != "" {
			return fmt.Errorf("%s shows to somebody whom it was not written to", m.ID)
		}
	}
	return nil
}

func TestNoGuidedHistoryShowsWhatIsSealedOrPrivate(t *testing.T) {
	for _, def := range withWaiting(t) {
		t.Run(string(def.ID), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				h := guided(def, rapidChooser{t})
				for _, v := range viewers {
					if err := seenOf(homework.View, h, v); err != nil {
						t.Fatalf("%v: %v", v, err)
					}
				}
			})
		})
	}
}

// seenOf is leak, with the care team's moves looked at for themselves.
func seenOf(view viewFunc, h *history, v homework.Viewer) error {
	if err := leakOfReplies(view, h, v); err != nil {
		return err
	}
	full := h.moves
	partners := *h
	partners.moves = slices.Clone(full)
	for i := range partners.moves {
		if partners.moves[i].Staff != "" {
			partners.moves[i].Answers = nil
		}
	}
	return leak(func(def *exercise.Definition, cast []tandem.PartnerID, _ []exercise.Move, v homework.Viewer) homework.Sight {
		return view(def, cast, full, v)
	}, &partners, v)
}

// unmade is the history without what Rowan did and did not announce, and ok
// tells whether it may be left out: nothing of Rowan's was announced, and
// nothing that both had answered has opened.
func (h *history) unmade() (without []exercise.Move, ok bool) {
	announced := exercise.MoveKinds()
	var rowans, noors []exercise.MoveKind
	for _, m := range h.moves {
		switch m.Author {
		case rowan:
			rowans = append(rowans, m.Kind)
			if announced[m.Kind] {
				return nil, false
			}
		case noor:
			noors = append(noors, m.Kind)
		}
		if m.Author != rowan {
			without = append(without, m)
		}
	}
	for i, m := range h.moves { // the reveal is announced
		if open, known := h.openedBy(m, i, homework.Viewer{Partner: noor}); known && open && m.Author != "" {
			return nil, false
		}
	}
	if h.wentOn() { // and so is that they go on in the session
		return nil, false
	}
	return without, len(rowans) > 0 && len(noors) >= 0
}

// nothing compares what Noor gets with and without Rowan's unannounced acts.
func nothing(view viewFunc, h *history) error {
	without, ok := h.unmade()
	if !ok {
		return nil
	}
	a := view(h.def, couple, h.moves, homework.Viewer{Partner: noor})
	b := view(h.def, couple, without, homework.Viewer{Partner: noor})
	if !reflect.DeepEqual(a, b) {
		return fmt.Errorf("Noor sees that Rowan did something:\n%+v\n%+v", a, b)
	}
	return nil
}

func TestWhatIsNotAnnouncedMightAsWellNotBe(t *testing.T) {
	for _, def := range withWaiting(t) {
		t.Run(string(def.ID), func(t *testing.T) {
			met := 0
			rapid.Check(t, func(t *rapid.T) {
				h := guided(def, rapidChooser{t})
				if _, ok := h.unmade(); ok {
					met++
				}
				if err := nothing(homework.View, h); err != nil {
					t.Fatal(err)
				}
			})
			if met == 0 {
				t.Error("no history had anything unannounced")
			}
		})
	}
}

// TestPlantedLeaksOfGuidedRoundsAreSeen plants one leak for each new way in
// which something could show.
func TestPlantedLeaksOfGuidedRoundsAreSeen(t *testing.T) {
	with := func(change func(moves []exercise.Move) []exercise.Move) viewFunc {
		return func(def *exercise.Definition, cast []tandem.PartnerID, moves []exercise.Move, v homework.Viewer) homework.Sight {
			return homework.View(def, cast, change(slices.Clone(moves)), v)
		}
	}
	add := func(change func(s *homework.Sight, moves []exercise.Move, v homework.Viewer)) viewFunc {
		return func(def *exercise.Definition, cast []tandem.PartnerID, moves []exercise.Move, v homework.Viewer) homework.Sight {
			s := homework.View(def, cast, moves, v)
			change(&s, moves, v)
			return s
		}
	}
	shows := func(s *homework.Sight, m exercise.Move) {
		for id, value := range m.Answers {
			s.Entries = append(s.Entries, homework.Entry{Fields: []homework.Seen{{Field: id, Value: value}}})
		}
	}
	planted := map[string]viewFunc{
		"a reply to one is read by both": with(func(moves []exercise.Move) []exercise.Move {
			for i := range moves {
				moves[i].For = couple
			}
			return moves
		}),
		"what is kept opens without being shared": with(func(moves []exercise.Move) []exercise.Move {
			for _, m := range slices.Clone(moves) {
				if m.Kind == exercise.MoveKeep {
					moves = append(moves, exercise.Move{ID: "planted", Author: m.Author, Kind: exercise.MoveShare})
				}
			}
			return moves
		}),
		"a hold is passed over": with(func(moves []exercise.Move) []exercise.Move {
			return slices.DeleteFunc(moves, func(m exercise.Move) bool { return m.Kind == exercise.MoveHold })
		}),
		"a confided answer shows to the other": add(func(s *homework.Sight, moves []exercise.Move, _ homework.Viewer) {
			for _, m := range moves {
				if slices.ContainsFunc(moves, func(o exercise.Move) bool { return o.Kind == exercise.MoveConfide && o.Target == m.ID }) {
					shows(s, m)
				}
			}
		}),
		"a rating shows before both are in": add(func(s *homework.Sight, moves []exercise.Move, _ homework.Viewer) {
			for _, m := range moves {
				if m.Kind == exercise.MoveRate {
					shows(s, m)
				}
			}
		}),
		"that the other has sealed": add(func(s *homework.Sight, moves []exercise.Move, v homework.Viewer) {
			for _, m := range moves {
				if m.Kind == exercise.MoveSeal && m.Author != v.Partner {
					s.Version += "!"
				}
			}
		}),
		"that the other passed": add(func(s *homework.Sight, moves []exercise.Move, v homework.Viewer) {
			for _, m := range moves {
				if m.Kind == exercise.MovePass && m.Author != v.Partner {
					s.Stage = tandem.Say("not this week")
				}
			}
		}),
	}
	defs := withWaiting(t)
	for name, view := range planted {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(6000) {
				h := guided(defs[seed%uint64(len(defs))], seededChooser{rand.New(rand.NewPCG(seed, 11))})
				for _, v := range viewers {
					if seenOf(view, h, v) != nil {
						return
					}
				}
				if nothing(view, h) != nil {
					return
				}
			}
			t.Error("nothing found the planted leak")
		})
	}
}

// A hold cannot be told from a partner who has not answered.
func TestAHoldLooksLikeWaiting(t *testing.T) {
	s := open(t, "E09").play("R seal")
	waiting := homework.View(s.def, couple, s.moves, homework.Viewer{Partner: rowan})
	held := append(slices.Clone(s.moves), exercise.Move{ID: "h", Seq: 2, Staff: mara, Kind: exercise.MoveHold, At: start.Add(time.Hour)})
	s.moves = held
	s.play("N seal")
	if got := homework.View(s.def, couple, s.moves, homework.Viewer{Partner: rowan}); !reflect.DeepEqual(got, waiting) {
		t.Errorf("Rowan can tell:\n%+v\n%+v", got, waiting)
	}
	noors := homework.View(s.def, couple, s.moves, homework.Viewer{Partner: noor})
	alone := homework.View(s.def, couple, s.moves[2:], homework.Viewer{Partner: noor})
	if !reflect.DeepEqual(noors, alone) {
		t.Errorf("Noor can tell:\n%+v\n%+v", noors, alone)
	}
	s.moves = append(s.moves, exercise.Move{ID: "r", Seq: 4, Staff: mara, Kind: exercise.MoveRelease, At: start.Add(9 * time.Hour)})
	if got := s.sees(homework.Viewer{Partner: noor}); len(got) != 2 {
		t.Errorf("released, Noor sees %q", got)
	}
}
