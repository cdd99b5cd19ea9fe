package exercise

import (
	"slices"

	"tandem/internal/tandem"
)

// MoveTap is a reaction to what the other has noted: one tap.
const MoveTap MoveKind = "tap"

// logFlow is the quick log (LOG): whoever did it notes it in two taps; each
// partner notes it for themselves. Sealed fields open when everybody has, and
// stay open when one of them takes theirs back.
//
// Where a definition has a step for a reaction, one note is enough: either of
// the two notes something, and the other may react to it with one tap.
type logFlow struct{}

func (logFlow) Steps() []MoveKind { return []MoveKind{MoveLog} }

func (logFlow) also() []MoveKind { return []MoveKind{MoveTap} }

// logs is where a round stands.
type logs struct {
	by      map[tandem.PartnerID]int             // index of the standing log
	reacted map[tandem.PartnerID][]tandem.MoveID // the logs that a partner reacted to
}

func (logFlow) Fold(def *Definition, cast []tandem.PartnerID, moves []Move) State {
	f, l := newFold(cast, moves), &logs{by: map[tandem.PartnerID]int{}, reacted: map[tandem.PartnerID][]tandem.MoveID{}}
	_, either := def.StepFor(MoveTap)
	for i, m := range moves {
		f.openings[i].Gone = true
		if f.plays(m.Author) {
			f.log(i, m, l, either)
		}
	}
	s := newState(f.openings)
	s.Complete = len(l.by) == len(cast) || either && len(l.by) > 0
	for _, p := range cast {
		s.Acts[p] = append(f.logActs(def, p, l), f.ownActs(p)...)
		s.Parts[p], s.Waiting[p] = f.logPart(p, l, either)
		if either {
			s.Stage[p] = f.reactionStage(p, l)
		}
	}
	return s
}

// logActs are what the partner may do now: react to what others noted, and note
// something.
func (f *fold) logActs(def *Definition, p tandem.PartnerID, l *logs) []Act {
	var acts []Act
	for _, i := range f.unanswered(def, p, l) {
		tap := stepAct(def, MoveTap, f.moves[i].ID)
		tap.Later = f.passed[p]
		acts = append(acts, tap)
	}
	waits := len(acts) > 0
	if _, noted := l.by[p]; noted {
		return acts
	}
	log := stepAct(def, MoveLog, "")
	log.Later = f.passed[p] || waits || len(l.reacted[p]) > 0
	if acts = append(acts, log); waits || len(l.reacted[p]) == 0 {
		acts = append(acts, Act{Kind: MovePass})
	}
	return acts
}

// unanswered are the logs of others that the partner may still react to.
func (f *fold) unanswered(def *Definition, p tandem.PartnerID, l *logs) []int {
	if _, either := def.StepFor(MoveTap); !either {
		return nil
	}
	var all []int
	for _, other := range f.cast {
		if i, noted := l.by[other]; noted && other != p && !slices.Contains(l.reacted[p], f.moves[i].ID) {
			all = append(all, i)
		}
	}
	return all
}

func (f *fold) logPart(p tandem.PartnerID, l *logs, either bool) (PartState, tandem.Text) {
	_, noted := l.by[p]
	switch {
	case noted || len(l.reacted[p]) > 0:
		return PartDone, tandem.Text{}
	case f.passed[p]:
		return PartPassed, tandem.Say("chose not this week")
	case either && len(l.by) > 0:
		return PartNone, tandem.Text{} // nobody has to react
	default:
		return PartNone, tandem.Say("has not noted anything yet")
	}
}

// reactionStage is where a round stands in which one may react.
func (f *fold) reactionStage(p tandem.PartnerID, l *logs) tandem.Text {
	for _, other := range f.cast {
		switch i, noted := l.by[other]; {
		case !noted || other == p:
		case slices.Contains(l.reacted[p], f.moves[i].ID):
			return tandem.Say("You have told %s what it does with you.", other)
		default:
			return tandem.Say("%s has noted a good moment.", other)
		}
	}
	return tandem.Text{}
}

func (f *fold) log(i int, m Move, l *logs, either bool) {
	switch m.Kind {
	case MoveLog:
		if _, done := l.by[m.Author]; done {
			return
		}
		l.by[m.Author] = i
	case MoveTap:
		n := slices.IndexFunc(f.moves[:i], func(o Move) bool { return o.ID == m.Target && o.Author != m.Author })
		if !either || n < 0 || l.by[f.moves[n].Author] != n || f.openings[n].Gone || f.openings[n].Taken || slices.Contains(l.reacted[m.Author], m.Target) {
			return
		}
		l.reacted[m.Author] = append(l.reacted[m.Author], m.Target)
	case MovePass:
		f.openings[i] = Opening{At: m.At}
		f.passed[m.Author] = true
		return
	case MoveWithdraw:
		if t := f.targeted(m); t >= 0 && t < i {
			f.takeBack(t)
			if at, noted := l.by[m.Author]; noted && at == t {
				delete(l.by, m.Author)
			}
			if f.moves[t].Kind == MoveTap {
				l.reacted[m.Author] = slices.DeleteFunc(l.reacted[m.Author], func(id tandem.MoveID) bool { return id == f.moves[t].Target })
			}
		}
		return
	default:
		return
	}
	f.passed[m.Author] = false
	f.openings[i] = Opening{Partners: f.others(m.Author), Staff: true, At: m.At}
	if m.Kind == MoveLog && len(l.by) == len(f.cast) {
		for _, of := range l.by {
			f.openings[of].Unsealed = true
		}
	}
}
