package exercise

import (
	"fmt"
	"slices"
)

// Place is a step that the chain of flows has room for, in a definition.
type Place struct {
	Flow FlowKind
	Move MoveKind
	// Needed: the flow, as it is set up here, cannot do without it.
	Needed bool
	// SetUp: it comes and goes with how the flow is set up, and by nothing else.
	SetUp bool
}

// FlowKinds lists every flow that an exercise can be made of, in the order of
// pages: from what is done alone to what goes on for weeks.
func FlowKinds() []FlowKind {
	return []FlowKind{FlowLog, FlowSolo, FlowSealed, FlowGive, FlowTurns, FlowForm, FlowWrite, FlowStory, FlowReview,
		FlowRequest, FlowOffer, FlowPropose, FlowSkill, FlowToday, FlowEvent, FlowOpening, FlowFrame, FlowMirror}
}

// Places are the steps that the definition may have, flow by flow.
func (d *Definition) Places() []Place {
	var all []Place
	for p := &d.Flow; p != nil; p = p.Then {
		flow, ok := FlowOf(p.Kind)
		if !ok {
			continue
		}
		for _, kind := range flow.Steps() {
			if p.Kind != FlowRequest || p.Ask == nil {
				all = append(all, Place{Flow: p.Kind, Move: kind, Needed: true})
			}
		}
		for _, place := range p.further(flow) {
			if !slices.ContainsFunc(all, func(have Place) bool { return have.Move == place.Move }) {
				all = append(all, place)
			}
		}
	}
	return all
}

// further are the steps that the flow may have beside those that it always has.
func (p *Parameters) further(flow Flow) []Place {
	var all []Place
	may, ok := flow.(interface{ also() []MoveKind })
	switch {
	case p.Kind == FlowSolo && p.Waits:
		return []Place{{p.Kind, MoveReady, true, true}}
	case p.Kind == FlowSolo:
		return []Place{{p.Kind, MoveShare, true, true}}
	case p.Kind == FlowRequest && p.Ask != nil:
		for _, kind := range askingOrder() {
			if slices.Contains(p.Ask.steps(), kind) {
				all = append(all, Place{p.Kind, kind, true, true})
			}
		}
	case p.Kind == FlowTurns:
		for _, kind := range TurnKinds() {
			all = append(all, Place{p.Kind, kind, p.leans(kind), false})
		}
		all = append(all, Place{p.Kind, MoveRate, false, false})
	case ok:
		for _, kind := range may.also() {
			all = append(all, Place{p.Kind, kind, false, false})
		}
	}
	return all
}

// askingOrder are the steps of request-and-answer as they come.
func askingOrder() []MoveKind {
	return []MoveKind{MoveKeep, MoveShare, MoveRequest, MoveReflect, MoveCheck, MoveSuggest, MoveAnswer, MoveExplain, MoveSettle, MoveWord, MoveFits, MoveKept, MoveRetire}
}

// TurnKinds lists what a turn may be made of, in an order in which each follows
// what it needs.
func TurnKinds() []MoveKind {
	return []MoveKind{MoveSpeak, MoveReflect, MoveAsk, MoveCheck, MoveValidate, MoveGuess, MoveCorrect, MoveReact}
}

// turnNeeds says what of a turn follows what.
func turnNeeds() map[MoveKind]MoveKind {
	return map[MoveKind]MoveKind{MoveReflect: MoveSpeak, MoveAsk: MoveReflect, MoveCheck: MoveReflect, MoveValidate: MoveReflect,
		MoveCorrect: MoveGuess, MoveReact: MoveGuess}
}

// leans tells whether the turn cannot do without the kind: something in it
// follows that, or too little would be left.
func (p *Parameters) leans(kind MoveKind) bool {
	if !slices.Contains(p.Turn, kind) {
		return false
	}
	return len(p.Turn) <= shortestTurn || slices.ContainsFunc(p.Turn, func(k MoveKind) bool { return turnNeeds()[k] == kind })
}

// shortestTurn is how many steps a turn has at least.
const shortestTurn = 2

// Settings are the parts of how a flow is set up that its kind reads.
type Settings struct {
	Waits bool // what was written can wait for the care team
	Alone bool // writing is enough, and giving a choice
	Most  bool // how many each may propose
	Lives bool // what is kept can be written anew, or looked at again
}

// Settings tells how a flow of the kind can be set up. What a turn is made of,
// and how one asks and answers, are settings of their own.
func (k FlowKind) Settings() Settings {
	return Settings{Waits: k == FlowSolo || k == FlowSealed, Alone: k == FlowGive, Most: k == FlowPropose, Lives: k == FlowForm}
}

// Steering is an answer that a flow reads, as the flow reads it: required, open
// to both, never sealed. Its words are free, and where Free is set so are the
// answers that it offers.
type Steering struct {
	Flow   FlowKind
	Move   MoveKind
	Field  FieldID
	Values []string // in their order; nil for yes or no
	Free   bool
}

// Steering lists the answers that steer the definition.
func (d *Definition) Steering() []Steering {
	var all []Steering
	for p := &d.Flow; p != nil; p = p.Then {
		flow, _ := FlowOf(p.Kind)
		var list []steer
		free := false
		if reads, ok := flow.(interface{ steers() []steer }); ok {
			list = reads.steers()
		}
		if p.Kind == FlowRequest && p.Ask != nil {
			list, free = p.Ask.steers(), true
		}
		for _, by := range list {
			if _, asked := d.StepFor(by.move); asked || slices.Contains(flow.Steps(), by.move) {
				all = append(all, Steering{p.Kind, by.move, by.field, by.values, free})
			}
		}
	}
	return all
}

// Binding is how a question has to be asked because something reads its answer.
type Binding struct {
	Flow       FlowKind // that reads it; "" for a safety question
	Visibility Visibility
	Values     []string // the answers that it offers; nil where they are free
}

// Binding is how the question of that id has to be asked; ok is false where it
// is free.
func (d *Definition) Binding(id FieldID) (b Binding, ok bool) {
	for _, by := range d.Steering() {
		if by.Field == id && by.Free {
			return Binding{Flow: by.Flow, Visibility: Both}, true
		}
		if by.Field == id {
			return Binding{by.Flow, Both, by.Values}, true
		}
	}
	if _, f, asks := d.Gate(); asks && f.ID == id {
		return Binding{Visibility: AuthorAndTherapist, Values: []string{GateYes, GateNotSure, GateNo}}, true
	}
	if id == fieldRelease && d.Flow.Link(FlowSolo).Waits {
		return Binding{FlowSolo, AuthorAndTherapist, []string{sayNotYet, sayInSession, sayNow}}, true
	}
	return Binding{}, false
}

// Bind asks the question as it has to be asked. Its words stay.
func (b Binding) Bind(f *Field) {
	f.Required, f.Visibility, f.Sealed, f.When = true, b.Visibility, false, nil
	if b.Values == nil || f.Type != Choice {
		return
	}
	var choices []Option
	for _, v := range b.Values {
		o := Option{Value: v, Label: v}
		if at := slices.IndexFunc(f.Choices, func(have Option) bool { return have.Value == v }); at >= 0 {
			o = f.Choices[at]
		}
		choices = append(choices, o)
	}
	f.Choices = choices
}

// SafetyQuestion is a safety question to add to a step, in plain words.
func SafetyQuestion(id FieldID) Field {
	return Field{ID: id, Type: Choice, Label: "Do you feel safe to do the next part with each other?", Help: "Every answer is fine. What comes next looks the same each time.",
		Required: true, Visibility: AuthorAndTherapist, Gate: true, Choices: []Option{{GateYes, "Yes"}, {GateNotSure, "I am not sure"}, {GateNo, "No"}}}
}

// MayAsk is the part of the chain whose answers can wait for the care team after
// a safety question in a step for the move; ok is false where none can.
func (d *Definition) MayAsk(move MoveKind) (kind FlowKind, ok bool) {
	for _, p := range d.Places() {
		if p.Move == move {
			return p.Flow, p.Flow.Settings().Waits
		}
	}
	return "", false
}

// Forget takes out of the definition whatever points to a field or a step that
// it does not have any more, such as a condition or a place on a shelf. What a
// flow needs stays and is found by the checker.
func (d *Definition) Forget() {
	has := func(id FieldID) bool { _, ok := d.Field(id); return ok }
	drop := func(id *FieldID) {
		if !has(*id) {
			*id = ""
		}
	}
	gone := func(id FieldID) bool { return !has(id) }
	drop(&d.Carries)
	d.CarriesOwn = d.CarriesOwn && d.Carries != ""
	drop(&d.Quality)
	d.Again = without(d.Again, gone)
	d.Leads = slices.DeleteFunc(slices.Clone(d.Leads), func(l Lead) bool { return l.Words != "" && gone(l.Words) || l.When != nil && gone(l.When.Field) })
	if d.OffersPause != nil && gone(d.OffersPause.Field) {
		d.OffersPause = nil
	}
	if d.Compare != nil && gone(d.Compare.Field) {
		d.Compare = nil
	}
	shelves := []Shelf{}
	for _, s := range d.Shelves {
		if kept := without(s.Fields, gone); len(kept) > 0 || len(s.Fields) == 0 {
			shelves = append(shelves, Shelf{s.ID, kept})
		}
	}
	if len(d.Shelves) > 0 {
		d.Shelves = shelves
	}
	for i := range d.Steps {
		s := &d.Steps[i]
		if s.Timer != nil && s.Timer.MinutesOf != "" && gone(s.Timer.MinutesOf) {
			timer := *s.Timer
			timer.MinutesOf, s.Timer = "", &timer
		}
		s.Fields = unbound(s.Fields)
	}
	if ask := d.Asking(); ask != nil {
		for _, id := range []*FieldID{&ask.Until, &ask.Last, &ask.Line.Beside, &ask.Line.Agreed, &ask.Line.Other, &ask.Line.Change} {
			drop(id)
		}
		ask.Due, ask.Weeks = without(ask.Due, gone), without(ask.Weeks, gone)
	}
}

// without is a copy of the ids without those that are gone, and nil stays nil.
func without(ids []FieldID, gone func(FieldID) bool) []FieldID {
	return slices.DeleteFunc(slices.Clone(ids), gone)
}

// unbound are the fields without conditions on what does not stand beside them
// any more.
func unbound(fields []Field) []Field {
	fields = slices.Clone(fields)
	for i := range fields {
		f := &fields[i]
		if f.When != nil && !slices.ContainsFunc(fields, func(on Field) bool { return on.ID == f.When.Field }) {
			f.When = nil
		}
		f.Item = unbound(f.Item)
	}
	return fields
}

// Clone is a deep copy: whatever is done to it leaves the definition as it is.
func (d *Definition) Clone() *Definition {
	c := *d
	c.Flow = d.Flow.clone()
	c.Steps = slices.Clone(d.Steps)
	for i := range c.Steps {
		s := &c.Steps[i]
		s.Fields, s.Rules = cloneFields(s.Fields), slices.Clone(s.Rules)
		s.Timer = copied(s.Timer)
	}
	c.Shelves = slices.Clone(d.Shelves)
	for i := range c.Shelves {
		c.Shelves[i].Fields = slices.Clone(c.Shelves[i].Fields)
	}
	c.Again, c.Rules, c.Fixed = slices.Clone(d.Again), slices.Clone(d.Rules), slices.Clone(d.Fixed)
	c.Leads = slices.Clone(d.Leads)
	for i := range c.Leads {
		c.Leads[i].When = copied(c.Leads[i].When)
	}
	c.OffersPause, c.Compare = copied(d.OffersPause), copied(d.Compare)
	return &c
}

func (p Parameters) clone() Parameters {
	p.Turn, p.Promise = slices.Clone(p.Turn), copied(p.Promise)
	if p.Ask = copied(p.Ask); p.Ask != nil {
		p.Ask.Says, p.Ask.Due, p.Ask.Kept = slices.Clone(p.Ask.Says), slices.Clone(p.Ask.Due), copied(p.Ask.Kept)
		p.Ask.Weeks = slices.Clone(p.Ask.Weeks)
		if p.Ask.Kept != nil {
			p.Ask.Kept.Says = slices.Clone(p.Ask.Kept.Says)
		}
	}
	if p.Then != nil {
		then := p.Then.clone()
		p.Then = &then
	}
	return p
}

func cloneFields(fields []Field) []Field {
	fields = slices.Clone(fields)
	for i := range fields {
		f := &fields[i]
		f.Choices, f.To, f.When, f.Item = slices.Clone(f.Choices), slices.Clone(f.To), copied(f.When), cloneFields(f.Item)
	}
	return fields
}

func copied[T any](v *T) *T {
	if v == nil {
		return nil
	}
	c := *v
	return &c
}

// Effects lists what may follow from an answer to a request.
func Effects() []Effect {
	return []Effect{EffectYes, EffectOther, EffectAsk, EffectLater, EffectNo, EffectSession}
}

// Rules lists the conversation rules, R1 to R13.
func Rules() []RuleID {
	var all []RuleID
	for n := 1; n <= 13; n++ {
		all = append(all, RuleID(fmt.Sprintf("R%d", n)))
	}
	return all
}
