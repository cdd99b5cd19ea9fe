package main

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

// TestEveryStepIsMadeInAScript: no step of any exercise is left out of its
// rounds; and what is no step of a worksheet, to leave it, to let the therapist
// alone read it, to let it wait and to open it, is made in every flow that has it.
func TestEveryStepIsMadeInAScript(t *testing.T) {
	all, err := exercise.Load(library.Exercises, "exercises")
	if err != nil {
		t.Fatal(err)
	}
	has, made := played{}, played{}
	for _, def := range all.Latest() {
		kinds := map[exercise.MoveKind]bool{}
		for _, line := range strings.Split(strings.Join(scripts(t, def.ID), "\n"), "\n") {
			if words := split(line); len(words) > 1 && !strings.HasPrefix(line, " ") && slices.Contains(players(), words[0]) {
				kinds[exercise.MoveKind(words[1])] = true
			}
		}
		for _, s := range def.Steps {
			if !kinds[s.Move] {
				t.Errorf("%s: nobody makes the step %s (%s) in testdata/rounds", def.ID, s.ID, s.Move)
			}
		}
		for _, link := range links(def) {
			for kind := range kinds {
				made.note(link.Flow.Kind, kind)
			}
			has.offered(link)
		}
	}
	for _, w := range has.without(made) {
		t.Errorf("nobody makes %s in testdata/rounds", w)
	}
}

// asides are the moves that are no step of a worksheet.
func asides() []exercise.MoveKind {
	return []exercise.MoveKind{exercise.MovePass, exercise.MoveConfide, exercise.MoveHold, exercise.MoveRelease}
}

// played are the moves of each flow.
type played map[exercise.FlowKind]map[exercise.MoveKind]bool

func (p played) note(flow exercise.FlowKind, kind exercise.MoveKind) {
	if p[flow] == nil {
		p[flow] = map[exercise.MoveKind]bool{}
	}
	p[flow][kind] = true
}

// without lists those of the asides that others lack.
func (p played) without(other played) []string {
	var all []string
	for flow, kinds := range p {
		for _, kind := range asides() {
			if kinds[kind] && !other[flow][kind] {
				all = append(all, fmt.Sprintf("%q in the flow %s", kind, flow))
			}
		}
	}
	slices.Sort(all)
	return all
}

// offered notes the asides that a flow offers anybody within its first moves, and
// that what waits is opened.
func (p played) offered(link *exercise.Definition) {
	cast := []tandem.PartnerID{"one", "two"}
	var look func(moves []exercise.Move, deep int)
	look = func(moves []exercise.Move, deep int) {
		s := exercise.Fold(link, cast, moves)
		for _, a := range slices.Concat(s.Acts["one"], s.Acts["two"], s.Staff) {
			if p.note(link.Flow.Kind, a.Kind); a.Kind == exercise.MoveHold {
				p.note(link.Flow.Kind, exercise.MoveRelease)
			}
		}
		for _, who := range cast {
			for _, a := range s.Acts[who] {
				if deep > 0 && a.Step != "" {
					n := len(moves) + 1
					look(append(slices.Clone(moves), exercise.Move{ID: tandem.MoveID(fmt.Sprint(n)), Seq: n, Author: who, Kind: a.Kind, Step: a.Step, Target: a.Target, At: time.Unix(int64(n), 0)}), deep-1)
				}
			}
		}
	}
	look(nil, 2)
}

// links are the parts of an exercise's chain, each as if it stood alone.
func links(def *exercise.Definition) []*exercise.Definition {
	var all []*exercise.Definition
	for p := &def.Flow; p != nil; p = p.Then {
		link := def.Clone()
		link.Flow = *p
		link.Flow.Then = nil
		all = append(all, link)
	}
	return all
}

// flow is the part of the chain in which the round is now.
func (k *walk) flow() exercise.FlowKind {
	k.t.Helper()
	var moves []exercise.Move
	for _, r := range k.must(k.store.Rounds(bg, k.couple.Practice, k.couple.ID, k.at)).([]homework.Round) {
		moves = r.Moves
	}
	cast := []tandem.PartnerID{k.couple.Partners[0].ID, k.couple.Partners[1].ID}
	so := k.def.Clone() // the chain up to each of its parts
	p := &so.Flow
	for p.Then != nil {
		then := p.Then
		if p.Then = nil; !exercise.Fold(so, cast, moves).Complete {
			break
		}
		p.Then, p = then, then
	}
	return p.Kind
}
