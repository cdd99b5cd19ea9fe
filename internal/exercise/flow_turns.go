package exercise

import (
	"slices"

	"tandem/internal/tandem"
)

// turnsFlow is speaker and listener (SRC): one sets up and has the first turn;
// the two go through what the definition puts into a turn (Parameters.Turn),
// and then they swap. Where the speaker tells that what was said back does not
// match, it is said back once more. Where the definition asks for a rating,
// both rate at the end, sealed until both have. Either may stop at any time
// without a reason; what was done stays, and counts as begun.
type turnsFlow struct{}

// The field of a check that says whether what was heard matches, and the answer
// that needs no second try. A check without it always goes on.
const (
	fieldMatch = FieldID("match")
	matches    = "matches"
)

// What a turn may be made of, beside speaking, saying back and checking.
const (
	MoveAsk      MoveKind = "ask"      // the listener asks one question at most, or none
	MoveValidate MoveKind = "validate" // the listener says what is understandable in it
	MoveGuess    MoveKind = "guess"    // whoever has the turn says how it may be for the other
	MoveCorrect  MoveKind = "correct"  // the other tells how near that is
	MoveReact    MoveKind = "react"    // whoever has the turn adds their own view
)

// turnKinds tells for everything that a turn may be made of whether it is up to
// the listener; else it is up to whoever has the turn.
func turnKinds() map[MoveKind]bool {
	return map[MoveKind]bool{MoveSpeak: false, MoveReflect: true, MoveAsk: true, MoveCheck: false, MoveValidate: true,
		MoveGuess: false, MoveCorrect: true, MoveReact: false}
}

func (turnsFlow) Steps() []MoveKind { return []MoveKind{MoveSetUp} }

// also: which of these a definition needs follows from its turn.
func (turnsFlow) also() []MoveKind {
	kinds := []MoveKind{MoveRate}
	for kind := range turnKinds() {
		kinds = append(kinds, kind)
	}
	slices.Sort(kinds)
	return kinds
}

// turned tells whether the definition's turn can be played: something begins
// it, each step stands in it once, what is said back follows what was said, and
// every step has its words and no other has.
func (c *checker) turned(d *Definition) {
	for p := &d.Flow; p != nil; p = p.Then {
		if p.Kind != FlowTurns {
			if len(p.Turn) > 0 {
				c.say("turn", "flow", "the flow %s has no turns", p.Kind)
			}
			continue
		}
		kinds := turnKinds()
		after := turnNeeds()
		for i, kind := range p.Turn {
			_, known := kinds[kind]
			needs, follows := after[kind]
			switch {
			case !known:
				c.say("turn", "flow", "a turn is not made of %q", kind)
			case slices.Contains(p.Turn[:i], kind):
				c.say("turn", "flow", "%q stands twice in a turn", kind)
			case follows && !slices.Contains(p.Turn[:i], needs):
				c.say("turn", "flow", "%q follows %q in a turn", kind, needs)
			}
		}
		if len(p.Turn) < shortestTurn {
			c.say("flow", "flow", "a turn needs two steps or more")
		}
		for kind := range kinds {
			if _, has := d.StepFor(kind); has != slices.Contains(p.Turn, kind) {
				c.say("turn", "flow", "the turn and the steps do not agree about %q", kind)
			}
		}
	}
}

// turns is where the talk stands.
type turns struct {
	order    []MoveKind
	rates    bool             // the definition asks for a rating
	match    bool             // its check asks whether it matches
	speaker  tandem.PartnerID // whose turn it is; "" before it is set up
	listener tandem.PartnerID
	at       int  // the place in the turn
	again    bool // said back a second time in this turn
	turn     int  // from 1; past the cast when everybody had one
	rated    map[tandem.PartnerID]int
	stopped  bool
}

func newTurns(def *Definition) *turns {
	t := &turns{order: def.Flow.Link(FlowTurns).Turn, rated: map[tandem.PartnerID]int{}}
	_, t.rates = def.StepFor(MoveRate)
	if check, ok := def.StepFor(MoveCheck); ok {
		_, t.match = check.Field(fieldMatch)
	}
	return t
}

func (turnsFlow) Fold(def *Definition, cast []tandem.PartnerID, moves []Move) State {
	f := newFold(cast, moves)
	t := newTurns(def)
	for i, m := range moves {
		f.openings[i].Gone = true
		if f.plays(m.Author) && len(cast) > 1 && len(t.order) > 0 {
			f.take(i, m, t)
		}
	}
	s := newState(f.openings)
	s.Complete = t.over(len(cast))
	for _, p := range cast {
		if i, ok := t.rated[p]; ok {
			f.openings[i].Unsealed = s.Complete
		}
		s.Acts[p] = append(f.turnActs(def, p, t), f.ownActs(p)...)
		s.Parts[p], s.Waiting[p] = f.turnPart(p, t)
		s.Stage[p] = t.stage(p, len(cast))
	}
	return s
}

// turned tells whether everybody had a turn.
func (t *turns) turned(of int) bool { return t.turn > of }

// over tells whether nothing is left: all turns are done, and rated where that
// is asked for.
func (t *turns) over(of int) bool {
	return t.turned(of) && (!t.rates || len(t.rated) == of)
}

// next is what comes next; "" before the talk is set up and after the last turn.
func (t *turns) next(of int) MoveKind {
	if t.speaker == "" || t.turned(of) {
		return ""
	}
	return t.order[t.at]
}

// take reads one move of the talk.
func (f *fold) take(i int, m Move, t *turns) {
	switch m.Kind {
	case MovePass:
		if t.speaker == "" {
			f.openings[i] = Opening{At: m.At}
			f.passed[m.Author] = true
		}
		return
	case MoveBreakOff:
		if t.speaker != "" && !t.stopped && !t.over(len(f.cast)) {
			t.stopped = true
			f.openings[i] = Opening{At: m.At}
		}
		return
	case MoveWithdraw:
		if n := f.targeted(m); n >= 0 && n < i {
			f.takeBack(n)
			if at, ok := t.rated[m.Author]; ok && at == n && f.openings[n].Gone {
				delete(t.rated, m.Author)
			}
		}
		return
	}
	if t.stopped || !f.turn(i, m, t) {
		return
	}
	f.passed[m.Author] = false
	if m.Kind == MoveRate {
		f.openings[i] = Opening{At: m.At}
		if len(t.rated) < len(f.cast) {
			return
		}
		for p, n := range t.rated { // both in: open at one time
			f.openings[n] = Opening{Partners: f.others(p), Staff: true, At: m.At}
		}
		return
	}
	f.openings[i] = Opening{Partners: f.others(m.Author), Staff: true, At: m.At, Bare: true}
}

// turn goes one step further; false when it is not that one's turn.
func (f *fold) turn(i int, m Move, t *turns) bool {
	of := len(f.cast)
	switch {
	case m.Kind == MoveSetUp:
		if t.speaker != "" {
			return false
		}
		t.speaker, t.turn = m.Author, 1
		for p := range f.others(m.Author) {
			t.listener = p
		}
		return true
	case m.Kind == MoveRate:
		if _, done := t.rated[m.Author]; done || !t.rates || !t.turned(of) {
			return false
		}
		t.rated[m.Author] = i
		return true
	case t.next(of) != m.Kind || m.Author != t.whose():
		return false
	case m.Kind == MoveCheck && t.match && narrowsMatch(m):
		return false // it says how things go on, so the other must be able to read it
	}
	t.step(m, of)
	return true
}

// narrowsMatch tells whether the author keeps to themselves what steers the talk.
func narrowsMatch(m Move) bool {
	v, narrowed := m.Narrowed[fieldMatch]
	return narrowed && v.Width() < Both.Width()
}

// step goes on in the turn, and to the next turn at its end.
func (t *turns) step(m Move, of int) {
	reflect := slices.Index(t.order, MoveReflect)
	switch {
	case m.Kind == MoveCheck && t.match && m.Answers[fieldMatch].Text != matches:
		t.at, t.again = reflect, true
	case m.Kind == MoveReflect && t.again:
		t.at = slices.Index(t.order, MoveCheck) + 1
	default:
		t.at++
	}
	if t.at < len(t.order) {
		return
	}
	t.at, t.again = 0, false
	if t.turn++; !t.turned(of) {
		t.speaker, t.listener = t.listener, t.speaker
	}
}

// whose turn it is to act.
func (t *turns) whose() tandem.PartnerID {
	if turnKinds()[t.order[t.at]] {
		return t.listener
	}
	return t.speaker
}

// asked is what a partner is asked for now; "" when nothing.
func (t *turns) asked(p tandem.PartnerID, of int) MoveKind {
	_, rated := t.rated[p]
	switch {
	case t.speaker == "":
		return MoveSetUp
	case !t.turned(of) && t.whose() == p:
		return t.next(of)
	case t.turned(of) && t.rates && !rated:
		return MoveRate
	}
	return ""
}

func (f *fold) turnActs(def *Definition, p tandem.PartnerID, t *turns) []Act {
	of := len(f.cast)
	kind := t.asked(p, of)
	switch {
	case of < 2 || len(t.order) == 0 || t.stopped || t.over(of):
		return nil
	case kind == MoveSetUp:
		begin := stepAct(def, MoveSetUp, "")
		begin.Later = f.passed[p]
		return []Act{begin, {Kind: MovePass}}
	case kind == "":
		return []Act{{Kind: MoveBreakOff}}
	}
	act := stepAct(def, kind, "")
	act.Waited = kind != MoveRate
	return []Act{act, {Kind: MoveBreakOff}}
}

func (f *fold) turnPart(p tandem.PartnerID, t *turns) (PartState, tandem.Text) {
	of := len(f.cast)
	_, rated := t.rated[p]
	switch {
	case rated || t.over(of):
		return PartDone, tandem.Text{}
	case t.stopped:
		return PartPartly, tandem.Say("stopped part of the way; that is always all right")
	case t.speaker == "" && f.passed[p]:
		return PartPassed, tandem.Say("chose not this week")
	case t.speaker == "":
		return PartNone, tandem.Say("has not begun yet")
	case t.turned(of):
		return PartPartly, tandem.Say("has not rated it yet")
	case t.whose() == p:
		return PartPartly, tandem.Say("has the next step")
	default:
		return PartPartly, tandem.Text{}
	}
}

// stage is where the talk stands for a partner. Who stopped is not said, and
// not who has rated.
func (t *turns) stage(p tandem.PartnerID, of int) tandem.Text {
	_, rated := t.rated[p]
	switch {
	case t.stopped:
		return tandem.Say("You stopped here, and that is fine. What you did counts.")
	case t.speaker == "":
		return tandem.Text{}
	case t.over(of):
		return tandem.Say("You both had your turn. Good listening.")
	case rated:
		return tandem.Say("Yours is in. It opens when you have both answered.")
	case t.turned(of):
		return tandem.Say("You both had your turn. One last question.")
	case t.whose() == p:
		return tandem.Say("It is your turn now.")
	default:
		return t.otherStage(t.order[t.at])
	}
}

// otherStage is what the other does just now.
func (t *turns) otherStage(kind MoveKind) tandem.Text {
	switch kind {
	case MoveReflect:
		return tandem.Say("%s now says back what was heard. Listen.", t.listener)
	case MoveAsk:
		return tandem.Say("%s may ask you one question now. Answer it aloud.", t.listener)
	case MoveValidate:
		return tandem.Say("%s now says what makes sense in it. Listen.", t.listener)
	case MoveCorrect:
		return tandem.Say("%s now tells you how near you came.", t.listener)
	case MoveCheck:
		return tandem.Say("%s now tells you whether it matches.", t.speaker)
	case MoveGuess:
		return tandem.Say("%s now says how it may be for you. Listen to the end.", t.speaker)
	case MoveReact:
		return tandem.Say("%s now adds an own view. Listen.", t.speaker)
	default:
		return tandem.Say("%s is speaking. Listen, and let the phone rest.", t.speaker)
	}
}
