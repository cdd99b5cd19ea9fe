package exercise

import (
	"slices"
	"time"

	"tandem/internal/tandem"
)

// The flows of looking back (REV).
const (
	// FlowReview is the weekly form: sealed until all are in, then one change
	// that all confirm.
	FlowReview FlowKind = "review"
	// FlowPreparation is what each brings to a review that is held with the
	// therapist: sealed until the therapist opens it.
	FlowPreparation FlowKind = "preparation"
)

// The moves of looking back.
const (
	MoveDecide  MoveKind = "decide"  // the one change is written down, or written anew
	MoveConfirm MoveKind = "confirm" // somebody says yes to it as it stands
	MoveAlone   MoveKind = "alone"   // somebody goes on without the other, who was not there
)

// aloneAfter is how long the other has time before somebody can go on alone.
const aloneAfter = 7 * 24 * time.Hour

// preparationFlow: each prepares sealed, as often as they like, until the
// therapist opens the review. Who has not prepared by then was not there; what
// the other brought opens all the same.
//
// Opening is no act that the round offers to the care team: only the review
// itself opens, so that no other request can.
type preparationFlow struct{}

func (preparationFlow) Steps() []MoveKind { return []MoveKind{MovePrepare} }

func (preparationFlow) Fold(def *Definition, cast []tandem.PartnerID, moves []Move) State {
	f := newFold(cast, moves)
	prepared := map[tandem.PartnerID]int{}
	opened := false
	for i, m := range moves {
		f.openings[i].Gone = true // until the move is found to count
		switch {
		case m.Kind == MoveRelease && m.Staff != "" && m.Author == "" && !opened:
			opened = true
			for p, at := range prepared {
				f.openings[at] = Opening{Partners: f.others(p), Staff: true, Unsealed: true, At: m.At}
			}
		case f.plays(m.Author) && (!opened || m.Kind == MoveWithdraw):
			f.prepare(i, m, prepared)
		}
	}
	s := newState(f.openings)
	s.Complete = opened
	for _, p := range cast {
		at, has := prepared[p]
		s.Parts[p] = preparedPart(has, f.passed[p])
		switch {
		case opened:
		case has:
			again := stepAct(def, MovePrepare, "")
			again.Later, again.From = true, moves[at].ID
			s.Acts[p] = append(s.Acts[p], again)
		default:
			begin := stepAct(def, MovePrepare, "")
			begin.Later = f.passed[p]
			s.Acts[p] = append(s.Acts[p], begin, Act{Kind: MovePass})
			s.Waiting[p] = tandem.Say("has not prepared yet")
			if f.passed[p] {
				s.Waiting[p] = tandem.Say("chose not to prepare")
			}
		}
		s.Acts[p] = append(s.Acts[p], f.ownActs(p)...)
		s.Stage[p] = preparationStage(opened, has)
	}
	return s
}

func preparationStage(opened, has bool) tandem.Text {
	switch {
	case opened:
		return tandem.Say("Your review has begun. You can both read what each of you brought.")
	case has:
		return tandem.Say("What you wrote is kept. It opens when you look back together.")
	default:
		return tandem.Text{}
	}
}

// prepare takes what somebody writes before anything is open: the newest counts
// and the one before leaves no trace.
func (f *fold) prepare(i int, m Move, prepared map[tandem.PartnerID]int) {
	switch m.Kind {
	case MovePrepare:
		if before, has := prepared[m.Author]; has {
			f.openings[before].Gone = true
		}
		prepared[m.Author] = i
		f.passed[m.Author] = false
		f.openings[i] = Opening{At: m.At}
	case MovePass:
		f.openings[i] = Opening{At: m.At}
		f.passed[m.Author] = true
	case MoveWithdraw:
		if t := f.targeted(m); t >= 0 && t < i && !f.takeBack(t) && prepared[m.Author] == t {
			delete(prepared, m.Author)
		}
	}
}

func preparedPart(has, passed bool) PartState {
	switch {
	case has:
		return PartDone
	case passed:
		return PartPassed
	default:
		return PartNone
	}
}

// reviewFlow is the weekly reflection: each writes sealed; when all are in it
// opens to all; then one change is written down, by whoever holds the pen, and
// the others say yes to it as it stands. Writing it anew asks for every yes
// again. Whoever has waited a week for the other may go on alone, and what
// they choose is theirs until the other is in too. Nothing here can fail.
type reviewFlow struct{}

func (reviewFlow) Steps() []MoveKind {
	return []MoveKind{MovePrepare, MoveDecide, MoveConfirm, MoveAlone}
}

// reflection is where a round of the weekly form stands.
type reflection struct {
	*fold
	prepared  map[tandem.PartnerID]int
	alone     map[tandem.PartnerID]bool
	own       map[tandem.PartnerID]int // what somebody chose alone, by where it stands
	held      bool
	open      bool
	change    int // the one change as it stands, or -1
	confirmed map[tandem.PartnerID]bool
	settled   bool
}

func (reviewFlow) Fold(def *Definition, cast []tandem.PartnerID, moves []Move) State {
	r := &reflection{fold: newFold(cast, moves), prepared: map[tandem.PartnerID]int{}, alone: map[tandem.PartnerID]bool{},
		own: map[tandem.PartnerID]int{}, change: -1, confirmed: map[tandem.PartnerID]bool{}}
	for i, m := range moves {
		r.openings[i].Gone = true // until the move is found to count
		switch {
		case m.Staff != "" && m.Author == "":
			r.guided(m)
		case r.plays(m.Author):
			r.move(i, m)
		}
	}
	s := newState(r.openings)
	s.Complete = r.settled
	for _, p := range cast {
		s.Acts[p] = append(r.acts(def, p), r.ownActs(p)...)
		s.Parts[p], s.Waiting[p], s.Stage[p] = r.part(p), r.waiting(p), r.stage(p)
	}
	if !r.open {
		s.Staff = append(s.Staff, Act{Kind: MoveHold})
		if r.held {
			s.Staff = []Act{{Kind: MoveRelease}}
		}
	}
	return s
}

// guided reads a hold and a release. A held reveal waits like any other.
func (r *reflection) guided(m Move) {
	switch {
	case r.open:
	case m.Kind == MoveHold:
		r.held = true
	case m.Kind == MoveRelease:
		r.held = false
		r.reveal(m.At)
	}
}

func (r *reflection) move(i int, m Move) {
	switch m.Kind {
	case MovePrepare, MovePass:
		if r.open || r.alone[m.Author] {
			return
		}
		r.prepare(i, m, r.prepared)
		r.reveal(m.At)
	case MoveWithdraw:
		r.withdraw(i, m)
	case MoveAlone:
		at, has := r.prepared[m.Author]
		if r.open || r.alone[m.Author] || !has || m.At.Before(r.moves[at].At.Add(aloneAfter)) {
			return
		}
		r.alone[m.Author] = true
		r.openings[i] = Opening{At: m.At}
		r.openings[at] = Opening{Staff: true, Unsealed: true, At: m.At, Confided: true}
	case MoveDecide:
		r.decide(i, m)
	case MoveConfirm:
		if !r.open || r.settled || r.change < 0 || m.Target != r.moves[r.change].ID || r.confirmed[m.Author] {
			return
		}
		r.openings[i] = Opening{Partners: r.others(m.Author), Staff: true, Unsealed: true, At: m.At}
		r.confirm(m.Author)
	}
}

// reveal opens what all have written, once all are in and nobody holds it. What
// somebody had chosen alone becomes the change that stands, for the others to
// say yes to; of two, the later one.
func (r *reflection) reveal(at time.Time) {
	if r.open || r.held || len(r.prepared) < len(r.cast) {
		return
	}
	r.open = true
	for p, i := range r.prepared {
		r.openings[i] = Opening{Partners: r.others(p), Staff: true, Unsealed: true, At: at}
	}
	for _, i := range r.own {
		r.openings[i].Gone = true
		r.change = max(r.change, i)
	}
	if r.change >= 0 {
		by := r.moves[r.change].Author
		r.openings[r.change] = Opening{Partners: r.others(by), Staff: true, Unsealed: true, At: at}
		r.confirm(by)
	}
}

// decide writes the change down. Who writes it says yes to it by that.
func (r *reflection) decide(i int, m Move) {
	switch {
	case r.settled || !r.open && !r.alone[m.Author]:
		return
	case !r.open:
		if before, has := r.own[m.Author]; has {
			r.openings[before].Gone = true
		}
		r.own[m.Author] = i
		r.openings[i] = Opening{Staff: true, Unsealed: true, At: m.At, Confided: true}
		return
	}
	if r.change >= 0 {
		r.openings[r.change].Gone = true
		for n := range r.moves[:i] {
			if r.moves[n].Kind == MoveConfirm {
				r.openings[n].Gone = true
			}
		}
	}
	r.change, r.confirmed = i, map[tandem.PartnerID]bool{}
	r.openings[i] = Opening{Partners: r.others(m.Author), Staff: true, Unsealed: true, At: m.At}
	r.confirm(m.Author)
}

func (r *reflection) confirm(p tandem.PartnerID) {
	r.confirmed[p] = true
	r.settled = !slices.ContainsFunc(r.cast, func(c tandem.PartnerID) bool { return !r.confirmed[c] })
}

// withdraw takes back an own answer. A change that was taken back stands no
// more, unless everybody had said yes: then its tombstone stays.
func (r *reflection) withdraw(i int, m Move) {
	t := r.targeted(m)
	if t < 0 || t >= i || r.openings[t].Gone || r.openings[t].Taken {
		return
	}
	r.takeBack(t)
	if at, has := r.prepared[m.Author]; has && at == t && !r.open {
		delete(r.prepared, m.Author)
		delete(r.alone, m.Author)
	}
	if at, has := r.own[m.Author]; has && at == t && !r.open {
		delete(r.own, m.Author)
	}
	if r.change == t && !r.settled {
		r.change, r.confirmed = -1, map[tandem.PartnerID]bool{}
	}
}

// acts are what p may do next, first what is waited for.
func (r *reflection) acts(def *Definition, p tandem.PartnerID) []Act {
	at, has := r.prepared[p]
	own, chosen := r.own[p]
	step := func(kind MoveKind, later bool, target, from tandem.MoveID) Act {
		a := stepAct(def, kind, target)
		a.Later, a.From = later, from
		return a
	}
	switch {
	case r.settled:
		return nil
	case r.open && r.change < 0:
		return []Act{step(MoveDecide, false, "", "")}
	case r.open:
		stands := r.moves[r.change].ID
		again := step(MoveDecide, true, "", stands)
		if r.confirmed[p] {
			return []Act{again}
		}
		return []Act{step(MoveConfirm, false, stands, ""), again}
	case r.alone[p] && chosen:
		return []Act{step(MoveDecide, true, "", r.moves[own].ID)}
	case r.alone[p]:
		return []Act{step(MoveDecide, false, "", "")}
	case has:
		alone := step(MoveAlone, true, "", "")
		alone.After = r.moves[at].At.Add(aloneAfter)
		return []Act{step(MovePrepare, true, "", r.moves[at].ID), alone}
	default:
		return []Act{step(MovePrepare, r.passed[p], "", ""), {Kind: MovePass}}
	}
}

func (r *reflection) part(p tandem.PartnerID) PartState {
	_, has := r.prepared[p]
	_, chosen := r.own[p]
	switch {
	case r.settled || chosen:
		return PartDone
	case has:
		return PartPartly
	case r.passed[p]:
		return PartPassed
	default:
		return PartNone
	}
}

// waiting is for staff: what still waits on p.
func (r *reflection) waiting(p tandem.PartnerID) tandem.Text {
	_, has := r.prepared[p]
	_, chosen := r.own[p]
	switch {
	case r.settled:
		return tandem.Text{}
	case r.open && r.change < 0:
		return tandem.Say("can write down the one change")
	case r.open && !r.confirmed[p]:
		return tandem.Say("has not said yes to the change yet")
	case !has && r.passed[p]:
		return tandem.Say("chose not this week")
	case !has && len(r.alone) > 0:
		return tandem.Say("was not there this time")
	case !has:
		return tandem.Say("has not written yet")
	case chosen:
		return tandem.Say("went on alone this time")
	default:
		return tandem.Text{}
	}
}

// stage says where the round stands, made of what p may know.
func (r *reflection) stage(p tandem.PartnerID) tandem.Text {
	_, has := r.prepared[p]
	_, chosen := r.own[p]
	switch {
	case r.settled:
		return tandem.Say("You have chosen your one change for the week.")
	case r.open && r.change < 0:
		return tandem.Say("You can both read it now. Choose one small change together.")
	case r.open && r.confirmed[p]:
		return tandem.Say("Your change is written down. It needs a yes from both of you.")
	case r.open:
		return tandem.Say("A change is written down. Read it, and say yes if it fits.")
	case chosen:
		return tandem.Say("You went on alone this time. That is fine.")
	case r.alone[p]:
		return tandem.Say("You go on alone this time. Choose one small change for yourself.")
	case has:
		return tandem.Say("What you wrote is kept. It opens when you have both written.")
	default:
		return tandem.Text{}
	}
}
