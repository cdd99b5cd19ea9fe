package exercise

import (
	"slices"
	"strconv"
	"strings"
)

// Asking are the parameters of request-and-answer: what may be answered, what
// follows from it, and what comes before and after. Each exercise states all of
// it; nothing is assumed.
type Asking struct {
	Alone  Alone        `json:"alone,omitempty"`  // what one writes for oneself first
	Once   bool         `json:"once,omitempty"`   // where one of the two has asked, the other need not
	Listen bool         `json:"listen,omitempty"` // the suggestion comes once the author says that they were understood
	Answer FieldID      `json:"answer"`           // the choice that answers
	Says   []Saying     `json:"says"`             // its answers, in order
	Until  FieldID      `json:"until,omitempty"`  // of "later": the day on which it is asked again
	Settle FieldID      `json:"settle,omitempty"` // the choice when suggestions have gone back and forth often enough
	Last   FieldID      `json:"last,omitempty"`   // its Until
	Words  bool         `json:"words,omitempty"`  // both settle the words
	Renews bool         `json:"renews,omitempty"` // it holds until its author ends it, and its words may change
	Flags  bool         `json:"flags,omitempty"`  // the care team may mark what is asked as a rule over the other
	Due    []FieldID    `json:"due,omitempty"`    // days on which one looks back; the first that was given counts
	Weeks  []FieldID    `json:"weeks,omitempty"`  // choices of how many weeks it holds: without a day one looks back at their end
	Line   Line         `json:"line"`             // what stands for it on its shelf
	Kept   *LookingBack `json:"kept,omitempty"`   // nil where nobody looks back
}

// Line names what stands for a request on its shelf.
type Line struct {
	Words  FieldID `json:"words"`
	Beside FieldID `json:"beside,omitempty"`
	Agreed FieldID `json:"agreed,omitempty"` // the words that both confirmed
	Other  FieldID `json:"other,omitempty"`  // what was offered instead
	Change FieldID `json:"change,omitempty"` // what it is from a look back on that both agree to
}

// Asking is how the exercise asks and answers; nil where it does not.
func (d *Definition) Asking() *Asking { return d.Flow.Link(FlowRequest).Ask }

// Alone is what somebody writes before they ask for anything.
type Alone string

// What is written alone. The therapist can read either (visibility permitting).
const (
	AloneNote  Alone = "note"  // stays between author and therapist; asking is a choice
	AloneDraft Alone = "draft" // is itself what is shared when its author likes
)

// Saying is one of the answers with what follows from it.
type Saying struct {
	Is   string `json:"is"`
	Does Effect `json:"does"`
}

// Effect is what follows from an answer.
type Effect string

// The effects.
const (
	EffectYes     Effect = "yes"     // it goes on
	EffectOther   Effect = "other"   // something else is offered, and is answered in turn
	EffectAsk     Effect = "ask"     // a question that the author answers first
	EffectLater   Effect = "later"   // not now: asked again from a day on
	EffectNo      Effect = "no"      // no, without a reason; nothing follows
	EffectSession Effect = "session" // taken to the next session
)

// LookingBack is how it went, said once its day has come.
type LookingBack struct {
	Field FieldID  `json:"field"`
	Says  []string `json:"says"`
	Both  bool     `json:"both,omitempty"`  // counts once the other says the same
	Again string   `json:"again,omitempty"` // the answer after which it goes on for another while
}

// effect is what follows from an answer, "" from none that is known.
func (a *Asking) effect(is string) Effect {
	for _, s := range a.Says {
		if s.Is == is {
			return s.Does
		}
	}
	return ""
}

// returns tells whether an answer may come back to the author for another.
func (a *Asking) returns() bool {
	return slices.ContainsFunc(a.Says, func(s Saying) bool { return s.Does == EffectOther || s.Does == EffectAsk })
}

// does tells whether one of the answers has the effect.
func (a *Asking) does(e Effect) bool {
	return slices.ContainsFunc(a.Says, func(s Saying) bool { return s.Does == e })
}

// first is the move that sets down what is asked.
func (a *Asking) first() MoveKind {
	if a.Alone == AloneDraft {
		return MoveShare
	}
	return MoveRequest
}

// steps are the moves that the parameters make.
func (a *Asking) steps() []MoveKind {
	all := []MoveKind{a.first(), MoveAnswer}
	for kind, needed := range map[MoveKind]bool{MoveKeep: a.Alone != "", MoveReflect: a.Listen, MoveCheck: a.Listen, MoveSuggest: a.Listen,
		MoveSettle: a.returns(), MoveExplain: a.does(EffectAsk), MoveWord: a.Words, MoveFits: a.Words || a.Kept != nil && a.Kept.Both,
		MoveKept: a.Kept != nil, MoveRetire: a.Renews} {
		if needed {
			all = append(all, kind)
		}
	}
	return all
}

// steers are the choices that the parameters read.
func (a *Asking) steers() []steer {
	var all, last []string
	for _, s := range a.Says {
		all = append(all, s.Is)
		if s.Does != EffectOther && s.Does != EffectAsk {
			last = append(last, s.Is)
		}
	}
	list := []steer{{MoveAnswer, a.Answer, all}}
	if a.returns() {
		list = append(list, steer{MoveSettle, a.Settle, last})
	}
	if a.Listen {
		list = append(list, steer{MoveCheck, fieldUnderstood, nil})
	}
	if a.Kept != nil {
		list = append(list, steer{MoveKept, a.Kept.Field, a.Kept.Says})
	}
	return list
}

// marking lets the care team mark what somebody asks, where the exercise has
// it: a limit that is a rule over the other (decision 19). The mark is the care
// team's alone, and so is that there is one.
func marking(def *Definition, s *State, moves []Move) {
	ask := def.Asking()
	if ask == nil || !ask.Flags {
		return
	}
	kind := MoveRequest
	if ask.Alone == AloneDraft {
		kind = MoveKeep
	}
	for i := range moves {
		m := &moves[i]
		switch {
		case m.Kind == MoveMark && m.Staff != "" && m.Author == "":
			s.Openings[i] = Opening{Staff: true, At: m.At}
		case m.Kind == kind && m.Author != "" && !s.Openings[i].Gone && !s.Openings[i].Taken && s.Openings[i].Staff:
			s.Staff = append(s.Staff, Act{Kind: MoveMark, Target: m.ID})
		}
	}
}

// asking checks the parameters of request-and-answer, and that the exercise has
// the steps that they need and no others.
func (c *checker) asking(d *Definition) {
	link := d.Flow.Link(FlowRequest)
	a := link.Ask
	if (link.Kind == FlowRequest) != (a != nil) {
		c.say("flow", "flow", "request-and-answer says what may be answered, and no other flow does")
		return
	}
	if a == nil {
		return
	}
	for _, s := range a.Says {
		if !slices.Contains(Effects(), s.Does) {
			c.say("says", "flow", "nothing is known to follow from %q", s.Does)
		}
	}
	if a.Alone != "" && a.Alone != AloneNote && a.Alone != AloneDraft || !a.does(EffectYes) || a.Renews && !a.Words ||
		a.Kept != nil && a.Kept.Again != "" && !slices.Contains(a.Kept.Says, a.Kept.Again) {
		c.say("flow", "flow", "asks in a way that cannot work out")
	}
	for _, kind := range a.steps() {
		if _, ok := d.StepFor(kind); !ok {
			c.say("steps", "steps", "the flow %s needs a step for %q", FlowRequest, kind)
		}
	}
	for _, kind := range (requestFlow{}).also() {
		if _, ok := d.StepFor(kind); ok && !slices.Contains(a.steps(), kind) && !made(d, kind) {
			c.say("steps", "steps", "the flow %s does not come to %q here", FlowRequest, kind)
		}
	}
	if f, ok := d.Field(a.Line.Words); !ok || f.Visibility != Both {
		c.say("line", "flow", "the words that stand for it are a field for both")
	}
	if f, ok := d.Field(a.Line.Change); a.Line.Change != "" && (!ok || f.Visibility != Both) {
		c.say("line", "flow", "the words that stand for it from then on are a field for both")
	}
	for _, id := range a.Weeks {
		f, ok := d.Field(id)
		if !ok || f.Type != Choice || f.Visibility != Both || slices.ContainsFunc(f.Choices, func(o Option) bool { n, err := strconv.Atoi(o.Value); return err != nil || n < 1 }) {
			c.say(string(id), "field "+string(id), "how long something holds is a choice of weeks for both")
		}
	}
	for _, id := range append(slices.Clone(a.Due), a.Until, a.Last) {
		if f, ok := d.Field(id); id != "" && (!ok || f.Type != Day || f.Visibility != Both) {
			c.say(string(id), "field "+string(id), "a day that the flow reads is a date for both")
		}
	}
}

// made tells whether another flow of the chain makes the move.
func made(d *Definition, kind MoveKind) bool {
	for p := &d.Flow; p != nil; p = p.Then {
		if flow, ok := FlowOf(p.Kind); ok && p.Kind != FlowRequest && slices.Contains(flow.Steps(), kind) {
			return true
		}
	}
	return false
}

// steering tells whether a choice that steers a flow is asked as the flow reads
// it: of both to see, required, with these answers and no others.
func (c *checker) steering(d *Definition, by Steering) {
	s, _ := d.StepFor(by.Move)
	f, ok := s.field(by.Field)
	fits := ok && f.Required && f.Visibility == Both && !f.Sealed && f.When == nil
	if by.Values == nil {
		fits = fits && f.Type == Bool
	} else {
		fits = fits && f.Type == Choice && slices.EqualFunc(f.Choices, by.Values, func(o Option, v string) bool { return o.Value == v })
	}
	if !fits {
		c.say(string(by.Field), "field "+string(by.Field), "the flow %s reads it: required, open to both, with the answers %s", by.Flow, strings.Join(by.Values, ", "))
	}
}
