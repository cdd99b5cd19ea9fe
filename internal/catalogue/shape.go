package catalogue

import (
	"fmt"
	"reflect"
	"slices"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// The shape of an exercise is its chain of flows with the steps that they need.
// What is said here holds for a draft too, which may lack anything.

// Extend adds a part at the end of the chain, with its steps. Errors: Invalid at
// "flow" where the chain has that flow already or is long enough.
func (s *Starts) Extend(d *exercise.Definition, p Part) error {
	parts := partsOf(d)
	if len(parts) >= LongestChain || slices.ContainsFunc(parts, func(have Part) bool { return have.Kind == p.Kind }) {
		return tandem.InvalidField("flow", tandem.Say("A chain has %d parts or fewer, and each of them once.", LongestChain))
	}
	start, ok := s.start(p)
	if !ok {
		return tandem.InvalidField("flow", tandem.Say("Please choose how the exercise goes."))
	}
	link := start.Clone().Flow
	link.Waits = p.Waits
	last := &d.Flow
	for last.Then != nil {
		last = last.Then
	}
	last.Then = &link
	for _, step := range start.Clone().Steps {
		if _, has := d.StepFor(step.Move); !has {
			if err := insert(d, step); err != nil {
				return err
			}
		}
	}
	return nil
}

// Shorten takes the last part out of the chain, with the steps that nothing else
// needs. A chain of one stays.
func (s *Starts) Shorten(d *exercise.Definition) {
	last := &d.Flow
	if last.Then == nil {
		return
	}
	for last.Then.Then != nil {
		last = last.Then
	}
	last.Then = nil
	s.Settle(d)
}

// AddStep adds a step that the chain has room for. Errors: Invalid at "steps"
// where it has none, or where a question is in its way.
func (s *Starts) AddStep(d *exercise.Definition, move exercise.MoveKind) error {
	i := slices.IndexFunc(d.Places(), func(p exercise.Place) bool { return p.Move == move && !p.SetUp })
	if _, has := d.StepFor(move); i < 0 || has {
		return tandem.InvalidField("steps", tandem.Say("This exercise has no room for that step."))
	}
	place := d.Places()[i]
	step, ok := s.step(d.Flow.Link(place.Flow), move)
	if !ok {
		return tandem.Internalf("there is no start for the step %s of %s", move, place.Flow)
	}
	if err := insert(d, step); err != nil {
		return err
	}
	if place.Flow == exercise.FlowTurns && slices.Contains(exercise.TurnKinds(), move) {
		link := d.Flow.Part(place.Flow)
		link.Turn = inTurn(link.Turn, move)
	}
	if move == exercise.MoveAsBefore && len(d.Again) == 0 {
		d.Again = asBefore(d)
	}
	return nil
}

// RemoveStep takes a step out. Errors: Invalid at "steps" where the flow needs
// it, with the reason.
func (s *Starts) RemoveStep(d *exercise.Definition, id exercise.StepID) error {
	i := slices.IndexFunc(d.Steps, func(st exercise.Step) bool { return st.ID == id })
	if i < 0 {
		return nil
	}
	move := d.Steps[i].Move
	for _, p := range d.Places() {
		if p.Move == move && p.Needed {
			return tandem.InvalidField("steps", tandem.Say("The step “%s” stays: %s", MoveName(move), StaysBecause(p)))
		}
	}
	d.Steps = slices.Delete(slices.Clone(d.Steps), i, i+1)
	if link := d.Flow.Part(exercise.FlowTurns); link != nil {
		link.Turn = slices.DeleteFunc(slices.Clone(link.Turn), func(k exercise.MoveKind) bool { return k == move })
	}
	if move == exercise.MoveAsBefore {
		d.Again = nil
	}
	d.Forget()
	return nil
}

// Reorder moves a step of a turn by one place. Where it cannot go the checker
// says so.
func Reorder(d *exercise.Definition, move exercise.MoveKind, later bool) {
	link := d.Flow.Part(exercise.FlowTurns)
	if link == nil {
		return
	}
	at := slices.Index(link.Turn, move)
	to := at - 1
	if later {
		to = at + 1
	}
	if at < 0 || to < 0 || to >= len(link.Turn) {
		return
	}
	link.Turn[at], link.Turn[to] = link.Turn[to], link.Turn[at]
	place := func(k exercise.MoveKind) int {
		return slices.IndexFunc(d.Steps, func(s exercise.Step) bool { return s.Move == k })
	}
	if a, b := place(link.Turn[at]), place(link.Turn[to]); a >= 0 && b >= 0 {
		d.Steps[a], d.Steps[b] = d.Steps[b], d.Steps[a]
	}
}

// Settle brings the steps into line with how the flows are set up: what they
// need is added, what they have no room for goes. What is settled stays as it is.
func (s *Starts) Settle(d *exercise.Definition) {
	for range mostSettling {
		before := d.Clone()
		s.settle(d)
		if reflect.DeepEqual(before, d) {
			return
		}
	}
}

// mostSettling bounds how often one thing can follow from another: an answer
// brings a step, its step a question, its question a place on a line.
const mostSettling = 6

func (s *Starts) settle(d *exercise.Definition) {
	places := d.Places()
	d.Steps = slices.DeleteFunc(slices.Clone(d.Steps), func(st exercise.Step) bool {
		return !slices.ContainsFunc(places, func(p exercise.Place) bool { return p.Move == st.Move })
	})
	for _, p := range places {
		if _, has := d.StepFor(p.Move); has || !p.Needed {
			continue
		}
		if step, ok := s.step(d.Flow.Link(p.Flow), p.Move); ok {
			_ = insert(d, step) // where a question is in its way, the checker says what is missing
		}
		if ask := d.Asking(); ask != nil && p.Move == exercise.MoveWord && ask.Line.Agreed == "" {
			ask.Line.Agreed = firstWords(d, exercise.MoveWord)
		}
	}
	settleAsking(d)
	s.steered(d)
	d.Forget()
}

// steered gives back what a flow reads and what somebody has lost: questions of
// a step that must be there.
func (s *Starts) steered(d *exercise.Definition) {
	for _, by := range d.Steering() {
		step, asked := d.StepFor(by.Move)
		if _, has := d.Field(by.Field); has || !asked {
			continue
		}
		like, ok := s.step(d.Flow.Link(by.Flow), by.Move)
		if !ok {
			continue
		}
		if f, ok := like.Field(by.Field); ok {
			step.Fields = append(slices.Clone(step.Fields), *f)
		}
	}
}

// inTurn is the turn with one more kind, before what follows it by nature.
func inTurn(turn []exercise.MoveKind, move exercise.MoveKind) []exercise.MoveKind {
	order := exercise.TurnKinds()
	at := slices.IndexFunc(turn, func(k exercise.MoveKind) bool { return slices.Index(order, k) > slices.Index(order, move) })
	if at < 0 {
		at = len(turn)
	}
	return slices.Insert(slices.Clone(turn), at, move)
}

// asBefore are the answers with which a round may start as before: those that a
// step which is agreed requires, of one step alone.
func asBefore(d *exercise.Definition) (ids []exercise.FieldID) {
	var of *exercise.Step
	for _, f := range d.Agreeable() {
		if step, _ := d.StepOf(f.ID); f.Required && (of == nil || step == of) {
			of, ids = step, append(ids, f.ID)
		}
	}
	return ids
}

// insert puts a step in, before the first that comes later in the chain. Its id
// and those of its questions become ones that nothing else has; a question that
// a flow reads by its name keeps it. Error: Invalid at "steps" where another
// question has that name.
func insert(d *exercise.Definition, step exercise.Step) error {
	places := d.Places()
	rank := func(move exercise.MoveKind) int {
		return slices.IndexFunc(places, func(p exercise.Place) bool { return p.Move == move })
	}
	at := slices.IndexFunc(d.Steps, func(s exercise.Step) bool { return rank(s.Move) > rank(step.Move) })
	if at < 0 || rank(step.Move) < 0 {
		at = len(d.Steps)
	}
	step.ID = unlike(step.ID, func(id exercise.StepID) bool { _, taken := d.Step(id); return taken })
	with := d.Clone()
	with.Steps = slices.Insert(with.Steps, at, step)
	for i := range step.Fields {
		id := step.Fields[i].ID
		if _, taken := d.Field(id); !taken {
			continue
		}
		if slices.ContainsFunc(with.Steering(), func(by exercise.Steering) bool { return by.Move == step.Move && by.Field == id && !by.Free }) {
			return tandem.InvalidField("steps", tandem.Say("Another question stands in the way of the step “%s”. Please take it out and add it anew.", MoveName(step.Move)))
		}
		rename(step.Fields, id, unlike(id, func(id exercise.FieldID) bool { _, taken := with.Field(id); return taken }))
	}
	d.Steps = slices.Insert(slices.Clone(d.Steps), at, step)
	return nil
}

// rename gives a question another id, and what waits for its answer too.
func rename(fields []exercise.Field, from, to exercise.FieldID) {
	for i := range fields {
		f := &fields[i]
		if f.ID == from {
			f.ID = to
		}
		if f.When != nil && f.When.Field == from {
			f.When = &exercise.When{Field: to, Is: f.When.Is}
		}
	}
}

// unlike is the id, or the first with a number behind it, that is not taken.
func unlike[ID ~string](id ID, taken func(ID) bool) ID {
	for n, next := 2, id; ; n++ {
		if !taken(next) {
			return next
		}
		next = ID(fmt.Sprintf("%s_%d", id, n))
	}
}
