package exercise

import (
	"slices"

	"tandem/internal/tandem"
)

// soloFlow is one author alone (SOLO): written, it is done, and stays the
// author's. Sharing is an act of its own, and the only one that is announced.
// What was shared can be taken back or kept to oneself again, and then leaves a
// tombstone: sharing was announced. Whether the other has looked decides
// nothing, for that would tell the author of it.
type soloFlow struct{}

func (soloFlow) Steps() []MoveKind { return []MoveKind{MoveKeep} }

// also: which of the two a definition needs follows from whether it waits.
func (soloFlow) also() []MoveKind { return []MoveKind{MoveShare, MoveReady} }

func (soloFlow) Fold(def *Definition, cast []tandem.PartnerID, moves []Move) State {
	if def.Flow.Link(FlowSolo).Waits {
		return foldAccount(def, cast, moves)
	}
	f, told := newFold(cast, moves), def.Flow.Link(FlowSolo).Told
	written := map[tandem.PartnerID]int{} // partner → index of the standing entry
	shared := map[tandem.PartnerID]bool{}
	for i, m := range moves {
		f.openings[i].Gone = true
		if f.plays(m.Author) {
			f.solo(i, m, written, shared, told)
		}
	}
	s := newState(f.openings)
	s.Complete = len(written) == len(cast)
	for _, p := range cast {
		i, done := written[p]
		write := stepAct(def, MoveKeep, "")
		switch {
		case done && shared[p]:
			s.Parts[p] = PartDone
		case done:
			share := stepAct(def, MoveShare, "")
			share.Hands, share.Later = moves[i].ID, true
			write.From, write.Later = moves[i].ID, true
			s.Parts[p], s.Acts[p] = PartDone, []Act{share, write}
			if len(cast) == 1 { // there is nobody to share it with
				s.Acts[p] = []Act{write}
			}
		default:
			s.Parts[p], s.Waiting[p] = PartNone, tandem.Say("has not written anything yet")
			if f.passed[p] {
				write.Later = true
				s.Parts[p], s.Waiting[p] = PartPassed, tandem.Say("chose not this week")
			}
			s.Acts[p] = []Act{write, {Kind: MovePass}}
		}
		s.Acts[p] = append(s.Acts[p], f.ownActs(p)...)
		s.Stage[p] = soloStage(done, shared[p], len(cast) == 1)
		if told {
			s.Acts[p] = slices.DeleteFunc(s.Acts[p], func(a Act) bool { return a.Kind == MovePass || a.Kind == MoveShare })
			s.Stage[p] = tandem.Text{}
		}
	}
	return s
}

func soloStage(done, shared, alone bool) tandem.Text {
	switch {
	case done && alone: // there is nobody to share it with
		return tandem.Say("It is yours. You can change it whenever you like.")
	case shared:
		return tandem.Say("You shared it. It waits for you both under Together.")
	case done:
		return tandem.Say("It is yours. Share it whenever you like, or keep it.")
	default:
		return tandem.Text{}
	}
}

func (f *fold) solo(i int, m Move, written map[tandem.PartnerID]int, shared map[tandem.PartnerID]bool, told bool) {
	before, done := written[m.Author]
	switch m.Kind {
	case MoveKeep:
		if shared[m.Author] {
			return
		}
		if done {
			f.openings[before].Gone = true
		}
		written[m.Author] = i
		f.passed[m.Author] = false
		f.openings[i] = Opening{At: m.At, Staff: told}
	case MoveShare:
		if told || !done || shared[m.Author] {
			return
		}
		shared[m.Author] = true
		f.openings[before] = Opening{Partners: f.others(m.Author), Staff: true, Unsealed: true, At: m.At}
		f.openings[i] = Opening{Partners: f.others(m.Author), Staff: true, At: m.At, Of: f.moves[before].ID}
	case MovePass:
		if told || done {
			return
		}
		f.openings[i] = Opening{At: m.At}
		f.passed[m.Author] = true
	case MoveWithdraw:
		if t := f.targeted(m); t >= 0 && t < i && done && t == before {
			if open := f.takeBack(t); open {
				shared[m.Author] = false
			}
			delete(written, m.Author)
		}
	}
}
