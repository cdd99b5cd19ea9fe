package exercise

import (
	"slices"
	"time"

	"tandem/internal/tandem"
)

// formFlow is one joint form (JF): anybody in it edits, and every edit is a
// version with its writer. All confirm the newest version; an edit clears every
// confirmation. Confirmed by all, it is kept.
//
// A definition may ask for more by having a step for it: a weighing, sealed
// until all have weighed the newest version, before anybody confirms; going
// back to what comes before the form; looking back on what is kept. With Lives
// what is kept can be written anew later: it stands until all say yes to the
// new version.
//
// The same flow names a matter in front of a chain (frame). There, whoever
// writes has said yes by that.
type formFlow struct {
	edit, agree MoveKind
	frame       bool
}

// FlowFrame is a joint form in front of another flow: all put a matter into
// words that fit for all.
const FlowFrame FlowKind = "frame"

// The kinds of moves around a joint form.
const (
	MoveFrame   MoveKind = "frame"   // the matter in words, or in other words; the others answer with fits
	MoveWeigh   MoveKind = "weigh"   // says of the newest version how it is for oneself, sealed
	MoveReturn  MoveKind = "return"  // back to understanding, before anything is decided
	MoveRevisit MoveKind = "revisit" // a look back on what was kept
)

// The fields that say when a form is looked at again.
const (
	fieldRevisitOn FieldID = "revisit_on" // of the form
	fieldNextOn    FieldID = "next_on"    // of a look back
)

func jointForm() formFlow { return formFlow{edit: MoveEdit, agree: MoveAgree} }
func framing() formFlow   { return formFlow{edit: MoveFrame, agree: MoveFits, frame: true} }

func (k formFlow) Steps() []MoveKind { return []MoveKind{k.edit, k.agree} }

func (k formFlow) also() []MoveKind {
	if k.frame {
		return nil
	}
	return []MoveKind{MoveAsBefore, MoveWeigh, MoveReturn, MoveRevisit}
}

// drafting is where the form stands: indices of moves, -1 where there is none.
type drafting struct {
	*fold
	kinds     formFlow
	lives     bool
	promise   *Promise                 // of both; nil where nothing is promised
	version   int                      // the newest
	kept      int                      // the one that all said yes to
	revisited int                      // the last look back
	told      map[tandem.PartnerID]int // of a promise: how it went, for each who has said so
	confirmed map[tandem.PartnerID]bool
	edited    map[tandem.PartnerID]bool
	weighed   map[tandem.PartnerID]int // of the newest version
	open      bool                     // the weighings are
	held      bool                     // the therapist lets them wait
	back      bool
}

func (k formFlow) Fold(def *Definition, cast []tandem.PartnerID, moves []Move) State {
	d := &drafting{fold: newProtocol(def, cast, moves), kinds: k, lives: !k.frame && def.Flow.Link(FlowForm).Lives, version: -1, kept: -1, revisited: -1, told: map[tandem.PartnerID]int{},
		confirmed: map[tandem.PartnerID]bool{}, edited: map[tandem.PartnerID]bool{}, weighed: map[tandem.PartnerID]int{}}
	if !k.frame {
		d.promise = def.Flow.Link(FlowForm).Promise
	}
	for i, m := range moves {
		d.openings[i].Gone = true // until the move is found to count
		switch {
		case m.Staff != "" && m.Author == "":
			d.holding(m)
		case d.plays(m.Author):
			d.move(i, m)
		}
	}
	s := newState(d.openings)
	s.Complete, s.Back = d.kept >= 0, d.back
	s.Live = d.kept >= 0 && (d.version != d.kept || d.has(MoveRevisit) && !d.over())
	for _, p := range cast {
		s.Acts[p] = append(d.acts(p), d.ownActs(p)...)
		s.Stage[p], s.Parts[p], s.Waiting[p] = d.formStage(p), d.part(p), d.waiting(p)
	}
	if d.weighing() && d.version >= 0 && !d.held {
		s.Staff = append(s.Staff, Act{Kind: MoveHold})
	} else if d.weighing() && d.held && len(d.weighed) == len(d.cast) {
		s.Staff = append(s.Staff, Act{Kind: MoveRelease})
	}
	d.tell(&s)
	return s
}

// tell says what became of each version.
func (d *drafting) tell(s *State) {
	for i := range d.moves {
		if d.moves[i].Kind == d.kinds.edit && d.openings[i].Older {
			s.Openings[i].Standing = StandingReplaced
		}
	}
	if d.version != d.kept {
		s.stands(d.version, StandingAsked)
	}
	s.stands(d.kept, StandingAgreed)
	if d.over() {
		s.stands(d.kept, StandingClosed)
	} else if d.kept >= 0 && d.has(MoveRevisit) {
		s.Openings[d.kept].Due = d.lookOn()
	}
}

// over tells whether somebody has said how a promise went, open to both.
func (d *drafting) over() bool {
	for _, i := range d.told {
		if d.said(i, d.promise.Kept) != "" {
			return true
		}
	}
	return false
}

// has tells whether the exercise has a step for a further move of the form.
func (d *drafting) has(kind MoveKind) bool {
	_, ok := d.def.StepFor(kind)
	return ok && slices.Contains(d.kinds.also(), kind)
}

// settled tells whether the newest version is the one that all said yes to.
func (d *drafting) settled() bool { return d.kept >= 0 && d.version == d.kept }

// weighing tells whether the newest version is still to be weighed by somebody,
// or to be opened.
func (d *drafting) weighing() bool { return d.has(MoveWeigh) && !d.open && !d.settled() && !d.back }

// holding reads what the care team does to the weighings.
func (d *drafting) holding(m Move) {
	switch {
	case !d.weighing():
	case m.Kind == MoveHold:
		d.held = true
	case m.Kind == MoveRelease && d.held && len(d.weighed) == len(d.cast):
		d.held = false
		d.openWeighings(m.At)
	}
}

func (d *drafting) move(i int, m Move) {
	switch m.Kind {
	case MovePass:
		d.passed[m.Author] = true
		d.openings[i] = Opening{At: m.At}
		return
	case MoveWithdraw, MoveNarrow:
		d.less(i, m)
		return
	}
	if d.back || !d.taken(i, m) {
		return
	}
	d.narrow(m.ID, m.Narrowed)
	d.passed[m.Author] = false
	if m.Kind == MoveWeigh {
		d.openings[i] = Opening{At: m.At}
		if len(d.weighed) == len(d.cast) && !d.held {
			d.openWeighings(m.At)
		}
		return
	}
	d.openings[i] = Opening{Partners: d.others(m.Author), Staff: true, Unsealed: true, At: m.At}
}

// taken tells whether the form takes the move now, and takes it.
func (d *drafting) taken(i int, m Move) bool {
	newest := d.version >= 0 && d.moves[d.version].ID == m.Target
	switch {
	case m.Kind == d.kinds.edit && (!d.settled() || d.lives):
		d.put(i, m)
	case m.Kind == MoveAsBefore && d.has(MoveAsBefore) && d.version < 0 && d.def.again(&m):
		d.version, d.kept, d.edited[m.Author] = i, i, true
	case m.Kind == d.kinds.agree && newest && !d.settled() && !d.confirmed[m.Author] && !d.weighing():
		d.confirm(m.Author)
	case m.Kind == MoveWeigh && newest && d.weighing():
		if before, has := d.weighed[m.Author]; has {
			d.openings[before].Gone = true
		}
		d.weighed[m.Author] = i
	case m.Kind == MoveReturn && d.has(MoveReturn) && !d.settled():
		d.back = true
	case m.Kind == MoveRevisit && d.has(MoveRevisit) && d.kept >= 0 && d.promise == nil:
		d.revisited = i
	case m.Kind == MoveRevisit && d.has(MoveRevisit) && d.kept >= 0 && !d.hasTold(m.Author):
		d.told[m.Author] = i
	default:
		return false
	}
	return true
}

// put makes a new version of the form.
func (d *drafting) put(i int, m Move) {
	if d.version >= 0 && d.version != d.kept {
		d.openings[d.version].Older = true
	}
	for _, w := range d.weighed { // what was said of another version
		d.openings[w].Older = d.open
		d.openings[w].Gone = !d.open
	}
	d.version, d.open, d.held = i, false, false
	d.confirmed, d.weighed = map[tandem.PartnerID]bool{}, map[tandem.PartnerID]int{}
	d.edited[m.Author] = true
	if d.kinds.frame {
		d.confirm(m.Author)
	}
}

func (d *drafting) confirm(p tandem.PartnerID) {
	d.confirmed[p] = true
	if len(d.confirmed) < len(d.cast) {
		return
	}
	if d.kept >= 0 {
		d.openings[d.kept].Older = true
	}
	d.kept = d.version
}

// openWeighings opens what all said of the newest version, at one time.
func (d *drafting) openWeighings(at time.Time) {
	d.open = true
	for p, i := range d.weighed {
		d.openings[i] = Opening{Partners: d.others(p), Staff: true, Unsealed: true, At: at}
	}
}

// less reads what an author takes back or shows to fewer people.
func (d *drafting) less(i int, m Move) {
	t := d.targeted(m)
	switch {
	case t < 0 || t >= i || d.openings[t].Gone || d.openings[t].Taken:
		return
	case m.Kind == MoveNarrow:
		d.narrow(m.Target, m.Narrowed)
		return
	}
	open := d.takeBack(t)
	if w, has := d.weighed[m.Author]; has && w == t && !open {
		delete(d.weighed, m.Author)
	}
	if t == d.revisited {
		d.revisited = -1
	}
	if i, ok := d.told[m.Author]; ok && i == t {
		delete(d.told, m.Author)
	}
	if t != d.version || t == d.kept {
		return
	}
	d.confirmed = map[tandem.PartnerID]bool{} // what was confirmed is not there any more
	for _, w := range d.weighed {
		d.openings[w].Older, d.openings[w].Gone = d.open, !d.open
	}
	d.weighed, d.open = map[tandem.PartnerID]int{}, false
	if d.version = d.before(t); d.version >= 0 {
		d.openings[d.version].Older = false
	}
}

// before is the newest version before that one which still stands, or -1.
func (d *drafting) before(version int) int {
	for i := version - 1; i >= 0; i-- {
		if d.moves[i].Kind == d.kinds.edit && !d.openings[i].Gone && !d.openings[i].Taken {
			return i
		}
	}
	return -1
}
