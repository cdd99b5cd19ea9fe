package exercise

import (
	"slices"

	"tandem/internal/tandem"
)

// A safety question asks one partner in private whether doing this together is
// safe for them now (domain page 1.4, the gate; decision 4). Whatever is
// answered, the joint step waits for the care team, so that no wait tells
// anything. The answer leaves through View for the care team alone: its author
// does not meet it again either, for somebody may look over their shoulder.

// The answers of a safety question.
const (
	GateYes     = "yes"
	GateNotSure = "not-sure"
	GateNo      = "no"
)

// Gate is the exercise's safety question with the step that asks it.
func (d *Definition) Gate() (*Step, *Field, bool) {
	for i := range d.Steps {
		if f, ok := d.Steps[i].Gate(); ok {
			return &d.Steps[i], f, true
		}
	}
	return nil, nil, false
}

// Gate is the step's safety question.
func (s *Step) Gate() (*Field, bool) {
	for i := range s.Fields {
		if s.Fields[i].Gate {
			return &s.Fields[i], true
		}
	}
	return nil, false
}

// Asked is the answer to the exercise's safety question that the move brings;
// "" when it brings none.
func (d *Definition) Asked(m *Move) string {
	step, f, ok := d.Gate()
	if !ok || m.Kind != step.Move || m.Author == "" {
		return ""
	}
	return m.Answers[f.ID].Text
}

// Draft is the form as it may be kept: without the answer to a safety question.
func (f Form) Draft(s *Step) Form {
	gate, ok := s.Gate()
	if !ok {
		return f
	}
	kept := Form{}
	for name, values := range f {
		if name != string(gate.ID) {
			kept[name] = values
		}
	}
	return kept
}

// gating is what a flow that waits knows of the safety question.
type gating struct {
	asked bool // somebody has answered it
	noted bool // the care team has seen every answer and lets it wait
}

// read takes one more move.
func (g *gating) read(def *Definition, cast []tandem.PartnerID, m *Move) {
	switch {
	case m.Staff != "" && m.Author == "" && m.Kind == MoveHold:
		g.noted = g.asked
	case slices.Contains(cast, m.Author) && def.Asked(m) != "":
		g.asked, g.noted = true, false
	}
}

// gate checks a safety question: asked by a flow that waits for the care team,
// of its author and the therapist, last in its step.
func (c *checker) gate(d *Definition) {
	step, f, ok := d.Gate()
	if !ok {
		return
	}
	where := "field " + string(f.ID)
	values := []string{GateYes, GateNotSure, GateNo}
	if f.Type != Choice || !f.Required || f.Visibility != AuthorAndTherapist || f.Sealed || f.When != nil ||
		!slices.EqualFunc(f.Choices, values, func(o Option, v string) bool { return o.Value == v }) {
		c.say(string(f.ID), where, "a safety question is a required choice of yes, not-sure and no, for its author and the therapist")
	}
	if last := &step.Fields[len(step.Fields)-1]; last != f {
		c.say(string(f.ID), where, "a safety question is the last of its step")
	}
	for i := range d.Steps {
		if other, asks := d.Steps[i].Gate(); asks && other != f {
			c.say(string(other.ID), "field "+string(other.ID), "an exercise asks one safety question")
		}
	}
	if kind, may := d.MayAsk(step.Move); !may || !d.Flow.Link(kind).Waits {
		c.say("flow", "flow", "what asks a safety question always waits for the care team")
	}
}
