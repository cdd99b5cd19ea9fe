package exercise

import "tandem/internal/tandem"

// logFlow is the quick log (LOG): whoever did it notes it in two taps; each
// partner notes it for themselves. Sealed fields open when everybody has.
type logFlow struct{}

func (logFlow) Steps() []MoveKind { return []MoveKind{MoveLog} }

func (logFlow) Fold(def *Definition, cast []tandem.PartnerID, moves []Move) State {
	f := newFold(cast, moves)
	logged := map[tandem.PartnerID]int{} // partner → index of the standing log
	for i, m := range moves {
		f.openings[i].Gone = true
		if f.plays(m.Author) {
			f.log(i, m, logged)
		}
	}
	s := newState(f.openings)
	s.Complete = len(logged) == len(cast)
	for _, p := range cast {
		if i, done := logged[p]; done {
			f.openings[i].Unsealed = len(logged) == len(cast)
			s.Parts[p] = PartDone
		} else {
			log := stepAct(def, MoveLog, "")
			s.Parts[p], s.Waiting[p] = PartNone, tandem.Say("has not noted anything yet")
			if f.passed[p] {
				log.Later = true
				s.Parts[p], s.Waiting[p] = PartPassed, tandem.Say("chose not this week")
			}
			s.Acts[p] = append(s.Acts[p], log, Act{Kind: MovePass})
		}
		s.Acts[p] = append(s.Acts[p], f.ownActs(p)...)
	}
	return s
}

func (f *fold) log(i int, m Move, logged map[tandem.PartnerID]int) {
	switch m.Kind {
	case MoveLog:
		if _, done := logged[m.Author]; done {
			return
		}
		logged[m.Author] = i
		f.passed[m.Author] = false
		f.openings[i] = Opening{Partners: f.others(m.Author), Staff: true, At: m.At}
	case MovePass:
		f.openings[i] = Opening{At: m.At}
		f.passed[m.Author] = true
	case MoveWithdraw:
		if t := f.targeted(m); t >= 0 && t < i {
			f.takeBack(t)
			if logged[m.Author] == t {
				delete(logged, m.Author)
			}
		}
	}
}
