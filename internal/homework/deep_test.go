package homework_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
)

// deepest is how many acts the longest beginning has that goes straight on.
const deepest = 24

// onward plays acts that take the round further, the therapist's release among
// them, so that what a random mix of acts follows upon is any stage of the
// exercise and not its first alone. What was done least is done most often, and
// every other beginning answers each choice alike, as who never agrees does.
func (h *history) onward(c chooser, acts int) {
	h.pick = c.upTo
	if n := c.upTo(12); n < 6 {
		h.pick = func(among int) int { return n % among }
	}
	for range acts {
		further := h.further()
		if len(further) == 0 {
			return
		}
		if c.upTo(4) > 0 {
			least := slices.MinFunc(further, func(a, b exercise.Move) int { return h.allowed[a.Kind] - h.allowed[b.Kind] })
			further = slices.DeleteFunc(further, func(m exercise.Move) bool { return h.allowed[m.Kind] > h.allowed[least.Kind] })
		}
		m := further[c.upTo(len(further))]
		if m.Staff == "" {
			m = h.move(m.Author, m.Kind, m.Target)
		}
		h.moves = append(h.moves, m)
		h.allow(m.Kind)
	}
}

// further are the acts, each without its answers, that the flow allows now and
// that neither stop it, go back, nor say something of an earlier one.
func (h *history) further() []exercise.Move {
	state := exercise.Fold(h.def, couple, h.moves)
	var moves []exercise.Move
	for _, p := range couple {
		for _, a := range state.Acts[p] {
			switch a.Kind {
			case exercise.MovePass, exercise.MoveWithdraw, exercise.MoveNarrow, exercise.MoveRecord, exercise.MoveBreakOff, exercise.MoveReturn:
			default:
				moves = append(moves, exercise.Move{Author: p, Kind: a.Kind, Target: a.Target})
			}
		}
	}
	if slices.ContainsFunc(state.Staff, func(a exercise.Act) bool { return a.Kind == exercise.MoveRelease }) {
		moves = append(moves, h.staff(exercise.MoveRelease))
	}
	return moves
}

// allow counts an act that the flow allowed.
func (h *history) allow(kind exercise.MoveKind) {
	if h.allowed == nil {
		h.allowed = map[exercise.MoveKind]int{}
	}
	h.allowed[kind]++
}

// TestALeakAtALateStageIsSeen plants leaks that show nowhere but at the end of
// long exercises.
func TestALeakAtALateStageIsSeen(t *testing.T) {
	for kind, in := range map[exercise.MoveKind]tandem.ExerciseID{exercise.MoveRevisit: "E44", exercise.MoveKept: "E35", exercise.MoveRetire: "E22", exercise.MoveCheck: "E29", exercise.MoveAgree: "E06", exercise.MoveGoOn: "E18"} {
		def := definitions(t)[slices.IndexFunc(definitions(t), func(d *exercise.Definition) bool { return d.ID == in })]
		leaky := func(def *exercise.Definition, cast []tandem.PartnerID, moves []exercise.Move, v homework.Viewer) homework.Sight {
			s := homework.View(def, cast, moves, v)
			if slices.ContainsFunc(s.Entries, func(e homework.Entry) bool { return e.Kind == kind }) {
				for _, m := range moves { // whatever anybody wrote, to everybody
					for id, value := range m.Answers {
						s.Entries = append(s.Entries, homework.Entry{Fields: []homework.Seen{{Field: id, Value: value}}})
					}
				}
			}
			return s
		}
		found := false
		for seed := uint64(0); seed < 200 && !found; seed++ {
			h := guided(def, seededChooser{rand.New(rand.NewPCG(seed, 5))})
			found = slices.ContainsFunc(viewers, func(v homework.Viewer) bool { return seenOf(leaky, h, v) != nil })
		}
		if !found {
			t.Errorf("%s: nothing found what leaks once there is a %s", in, kind)
		}
	}
}

// TestHistoriesReachEveryStep fails when the histories that the other tests play
// hardly ever get to a step of an exercise: what is never played is never tested.
func TestHistoriesReachEveryStep(t *testing.T) {
	const histories, enough = 100, 2
	for _, def := range withWaiting(t) {
		reached := map[exercise.MoveKind]int{}
		for seed := range uint64(histories) {
			for kind := range guided(def, seededChooser{rand.New(rand.NewPCG(seed, 3))}).allowed {
				reached[kind]++
			}
		}
		for _, s := range def.Steps {
			if reached[s.Move] < enough {
				t.Errorf("%s: of %d histories %d get to %s", def.ID, histories, reached[s.Move], s.Move)
			}
		}
	}
}
