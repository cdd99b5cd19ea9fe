package exercise

import (
	"slices"
	"time"

	"tandem/internal/tandem"
)

// MoveReady is an author's word on when what they wrote alone may come to the
// other. The therapist alone reads it.
const MoveReady MoveKind = "ready"

// The field of that word, and its answers.
const (
	fieldRelease = FieldID("release")

	sayNotYet    = "not-yet"
	sayInSession = "session" // read aloud in a session; it never opens on a phone
	sayNow       = "now"     // it opens when the therapist opens the next part
)

// account is writing alone where the next part waits for the care team (SOLO
// with Waits): each writes, which the therapist may read; each says when it may
// come to the other; the therapist goes on with both when all have said yes in
// one way. Until then a partner's sight is made of their own acts alone, so
// "not yet" looks like somebody who has not written.
type account struct {
	*fold
	written map[tandem.PartnerID]int
	ready   map[tandem.PartnerID]int // the newest word on it
	closed  map[tandem.PartnerID]bool
	gate    gating
	open    bool
}

func foldAccount(def *Definition, cast []tandem.PartnerID, moves []Move) State {
	a := &account{fold: newFold(cast, moves), written: map[tandem.PartnerID]int{}, ready: map[tandem.PartnerID]int{}, closed: map[tandem.PartnerID]bool{}}
	for i, m := range moves {
		a.openings[i].Gone = true
		if !a.open {
			a.gate.read(def, cast, &moves[i])
		}
		switch {
		case m.Staff != "" && m.Author == "" && m.Kind == MoveRelease && !a.open && a.all():
			a.release(m.At)
		case a.plays(m.Author):
			a.take(i, m)
		}
	}
	s := newState(a.openings)
	s.Complete = a.open
	for _, p := range cast {
		s.Acts[p] = append(a.acts(def, p), a.ownActs(p)...)
		s.Parts[p], s.Waiting[p] = a.part(p)
		s.Stage[p] = a.accountStage(p)
	}
	if a.open || len(cast) < 2 {
		return s
	}
	s.Awaits = a.all() || a.gate.asked
	if a.gate.asked && !a.gate.noted {
		s.Staff = append(s.Staff, Act{Kind: MoveHold})
	}
	if a.all() {
		s.Staff = append(s.Staff, Act{Kind: MoveRelease})
	}
	return s
}

func (a *account) take(i int, m Move) {
	before, has := a.written[m.Author]
	said, told := a.ready[m.Author]
	shown := Opening{Staff: true, Unsealed: true, At: m.At, Confided: true}
	switch m.Kind {
	case MoveKeep:
		if a.open {
			return
		}
		if has {
			a.openings[before].Gone = true
		}
		a.written[m.Author], a.passed[m.Author], a.openings[i] = i, false, shown
	case MoveReady:
		if a.open || !has || len(a.cast) < 2 {
			return
		}
		if told {
			a.openings[said].Gone = true
		}
		v, narrowed := m.Narrowed[fieldRelease]
		a.ready[m.Author], a.openings[i] = i, shown
		a.closed[m.Author] = narrowed && v.Width() < AuthorAndTherapist.Width()
	case MovePass:
		if !has && !a.open {
			a.passed[m.Author], a.openings[i] = true, Opening{At: m.At}
		}
	case MoveNarrow:
		v, narrowed := m.Narrowed[fieldRelease]
		if told && m.Target == a.moves[said].ID && narrowed && v.Width() < AuthorAndTherapist.Width() {
			a.closed[m.Author] = true
		}
	case MoveWithdraw:
		a.withdraw(i, m)
	}
}

// withdraw takes back what was written, or the word on when it may open.
func (a *account) withdraw(i int, m Move) {
	t := a.targeted(m)
	if t < 0 || t >= i || a.openings[t].Gone || a.openings[t].Taken {
		return
	}
	a.takeBack(t)
	if before, has := a.written[m.Author]; has && before == t {
		delete(a.written, m.Author)
	}
	if said, told := a.ready[m.Author]; told && said == t {
		delete(a.ready, m.Author)
	}
}

// word is what the partner has said about when theirs may open; "" before, and
// where the therapist cannot read it.
func (a *account) word(p tandem.PartnerID) string {
	i, told := a.ready[p]
	if _, has := a.written[p]; !has || !told || a.closed[p] {
		return ""
	}
	return a.moves[i].Answers[fieldRelease].Text
}

// all tells whether everybody has written and would go on.
func (a *account) all() bool {
	for _, p := range a.cast {
		if w := a.word(p); w != sayInSession && w != sayNow {
			return false
		}
	}
	return len(a.cast) > 1
}

// release goes on to the next part. It opens what its author lets open now;
// what is for a session stays with its author and the therapist.
func (a *account) release(at time.Time) {
	a.open = true
	for p, i := range a.written {
		if a.word(p) == sayNow {
			a.openings[i] = Opening{Partners: a.others(p), Staff: true, Unsealed: true, At: at}
		}
	}
}

func (a *account) acts(def *Definition, p tandem.PartnerID) []Act {
	before, has := a.written[p]
	_, told := a.ready[p]
	write := stepAct(def, MoveKeep, "")
	switch {
	case a.open:
		return nil
	case !has:
		write.Later = a.passed[p]
		return []Act{write, {Kind: MovePass}}
	}
	write.From, write.Later = a.moves[before].ID, true
	if len(a.cast) < 2 { // nobody to open it to
		return []Act{write}
	}
	ready := stepAct(def, MoveReady, "")
	ready.Later = told
	return []Act{ready, write}
}

func (a *account) part(p tandem.PartnerID) (PartState, tandem.Text) {
	_, has := a.written[p]
	_, told := a.ready[p]
	word := a.word(p)
	switch {
	case a.open, has && len(a.cast) < 2:
		return PartDone, tandem.Text{}
	case a.all():
		return PartDone, tandem.Say("would go on; it waits for you to open it")
	case has && word == sayNotYet:
		return PartPartly, tandem.Say("has written, and would wait for now")
	case has && !told:
		return PartPartly, tandem.Say("has written, and not said when it may be heard")
	case has:
		return PartDone, tandem.Text{}
	case a.passed[p]:
		return PartPassed, tandem.Say("chose not this week")
	default:
		return PartNone, tandem.Say("has not written anything yet")
	}
}

// accountStage is made of the partner's own acts until the therapist goes on.
func (a *account) accountStage(p tandem.PartnerID) tandem.Text {
	_, has := a.written[p]
	switch word := a.word(p); {
	case a.open:
		return tandem.Say("Now it is time to listen to each other.")
	case word == sayNotYet:
		return tandem.Say("That is fine. It waits here until you choose another time.")
	case word != "":
		return tandem.Say("Yours is safe here. When you are both in, your therapist picks it up with you.")
	case has:
		return tandem.Say("It is kept. You and your therapist can read it, and nobody else.")
	default:
		return tandem.Text{}
	}
}

// toldWrong tells whether a step of what is told to the care team alone shares
// something.
func toldWrong(s Step) bool {
	return s.Move != MoveKeep || slices.ContainsFunc(s.Fields, func(f Field) bool { return f.Visibility == Both })
}

// confided checks writing alone: it is shared by an act of its own, or it waits
// for the care team, and then each says when it may open, or it is told to the
// care team and never shared.
func (c *checker) confided(d *Definition) {
	for p := &d.Flow; p != nil; p = p.Then {
		if p.Told && (p.Kind != FlowSolo || p.Waits || p.Then != nil || slices.ContainsFunc(d.Steps, toldWrong)) {
			c.say("told", "flow", "told is for solo alone, with one step, and nothing in it for both")
		}
		if p.Kind != FlowSolo || p.Told {
			continue
		}
		needs, not := MoveShare, MoveReady
		if p.Waits {
			needs, not = MoveReady, MoveShare
		}
		step, ok := d.StepFor(needs)
		if !ok {
			c.say("steps", "steps", "the flow %s needs a step for %q", p.Kind, needs)
		}
		if _, both := d.StepFor(not); both {
			c.say("steps", "steps", "the flow %s makes no move %q here", p.Kind, not)
		}
		if f, asks := step.field(fieldRelease); p.Waits && (!asks || f.Type != Choice || !f.Required || f.Visibility != AuthorAndTherapist || f.Sealed ||
			!f.offers(sayNotYet) || !f.offers(sayInSession) || !f.offers(sayNow) || len(f.Choices) != 3) {
			c.say("release", "field release", "is a required choice of not-yet, session and now, for its author and the therapist")
		}
	}
}
