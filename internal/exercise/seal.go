package exercise

import (
	"cmp"
	"slices"
	"strings"

	"tandem/internal/tandem"
)

// Seal says what breaks the seal on what is written. The flow does it, so it is
// the flow that says which: nothing in a file chooses one.
type Seal string

// The seals.
const (
	SealNone  Seal = ""      // the flow keeps none
	SealBoth  Seal = "both"  // all have answered
	SealGive  Seal = "give"  // the author hands it over
	SealShow  Seal = "show"  // each has chosen to show theirs; the therapist reads it at once
	SealShare Seal = "share" // the author shares it; it may stay theirs for good
	// SealReview: the therapist opens a review with both.
	SealReview Seal = "review"
	// SealCare: all have answered, and the care team opens it.
	SealCare Seal = "care"
	// SealConfide: the care team may read it at once; the other once its author
	// lets it open and the care team goes on.
	SealConfide Seal = "confide"
	// SealDraft: the author shares it; the therapist reads it before.
	SealDraft Seal = "draft"
)

// sealing is the seal that a flow keeps on a move, as it is set up here.
func (p *Parameters) sealing(kind MoveKind) Seal {
	set := func(here bool, then, otherwise Seal) Seal {
		if here {
			return then
		}
		return otherwise
	}
	switch (Place{Flow: p.Kind, Move: kind}) {
	case Place{Flow: FlowGive, Move: MovePrepare}:
		return set(p.Alone, SealShare, SealGive)
	case Place{Flow: FlowSolo, Move: MoveKeep}:
		return set(p.Told, SealNone, set(p.Waits, SealConfide, SealShare))
	case Place{Flow: FlowSealed, Move: MoveSeal}:
		return set(p.Waits, SealCare, SealBoth)
	case Place{Flow: FlowRequest, Move: MoveKeep}:
		return set(p.Ask != nil && p.Ask.Alone == AloneDraft, SealDraft, SealNone)
	case Place{Flow: FlowStory, Move: MoveSort}:
		return SealShow
	case Place{Flow: FlowPreparation, Move: MovePrepare}:
		return SealReview
	case Place{Flow: FlowLog, Move: MoveLog}, Place{Flow: FlowTurns, Move: MoveRate}, Place{Flow: FlowForm, Move: MoveWeigh},
		Place{Flow: FlowReview, Move: MovePrepare}:
		return SealBoth
	}
	return SealNone
}

// Seal is what breaks the seal on sealed answers of the move: as the flow of the
// chain that makes the move keeps it. SealNone where it keeps none, and where two
// flows make the move and differ: then nothing is promised.
func (d *Definition) Seal(kind MoveKind) Seal {
	var found []Seal
	for p := &d.Flow; p != nil; p = p.Then {
		flow, ok := FlowOf(p.Kind)
		if !ok {
			continue
		}
		makes := flow.Steps()
		if may, ok := flow.(interface{ also() []MoveKind }); ok {
			makes = slices.Concat(makes, may.also())
		}
		if link := d.Flow.Link(p.Kind); slices.Contains(makes, kind) || slices.Contains(link.Turn, kind) {
			found = append(found, link.sealing(kind))
		}
	}
	if len(found) == 0 || slices.ContainsFunc(found, func(s Seal) bool { return s != found[0] }) {
		return SealNone
	}
	return found[0]
}

// seals tells whether a step says the seal that its flow keeps, where it says
// one, and seals nothing where the flow keeps none.
func (c *checker) seals(d *Definition, s *Step, where string) {
	kept := d.Seal(s.Move)
	if s.Opens != SealNone && s.Opens != kept {
		c.say(string(s.ID), where, "it says that what is sealed opens by %q, and the flow opens it by %q; leave it out", s.Opens, cmp.Or(kept, "nothing"))
	}
	for i := range s.Fields {
		if f := &s.Fields[i]; f.Sealed && kept == SealNone {
			c.say(string(f.ID), "field "+string(f.ID), "the flow keeps no seal on what is written with %q", s.Move)
		}
	}
}

// Told says who can read what after a step that asks nothing; zero where its
// fields say it. What is built in says it in words of its own. What a practice has
// made cannot: there the line is made of how far the flow opens the act.
func (d *Definition) Told(s *Step, other tandem.Text) tandem.Text {
	switch {
	case !d.Own && s.Sees != "":
		t := tandem.Text{Source: s.Sees}
		if strings.Contains(s.Sees, "%s") {
			t.Args = []any{other}
		}
		return t
	case !d.Own || len(s.Fields) > 0:
		return tandem.Text{}
	case MoveKinds()[s.Move]:
		return tandem.Say("You, %s and your therapist.", other)
	case s.Move == MoveShow:
		return tandem.Say("You and your therapist. %s can only see it if you both choose to show yours.", other)
	case s.Move == MoveAlone:
		return tandem.Say("You and your therapist can see this. %s cannot.", other)
	default:
		return tandem.Say("Only you can see this.")
	}
}
