package homework

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// Trial is an exercise played by two imagined partners and an imagined
// therapist, so that staff can meet it as partners will. It is carried in the
// page alone: nothing of it is stored.
type Trial struct {
	Acts []TrialAct      `json:"acts,omitempty"`
	Kept map[string]Kept `json:"kept,omitempty"` // by position: screens of a step that is not sent yet
}

// TrialAssignment stands for the homework that a trial plays.
const TrialAssignment tandem.AssignmentID = "trial"

// TrialAct is one act in a trial.
type TrialAct struct {
	As     int               `json:"as"` // 1 and 2 are the partners, 0 the therapist
	Kind   exercise.MoveKind `json:"kind"`
	Step   exercise.StepID   `json:"step,omitempty"`
	Target tandem.MoveID     `json:"target,omitempty"`
	Form   exercise.Form     `json:"form,omitempty"`
}

// Kept is what was typed on earlier screens of a step.
type Kept struct {
	Step exercise.StepID `json:"step"`
	Form exercise.Form   `json:"form"`
}

// ReadTrial reads a trial as a page or a program carries it; "" is one in which
// nothing has happened. Error: Invalid for what is none.
func ReadTrial(text string) (Trial, error) {
	var t Trial
	if text == "" {
		return t, nil
	}
	dec := json.NewDecoder(strings.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&t); err != nil || len(t.Acts) > mostTried {
		return Trial{}, tandem.Invalid(tandem.Say("This page is too old to be sent. Please load it again."))
	}
	return t, nil
}

// mostTried bounds the acts of a trial.
const mostTried = 60

// Tried is where a trial stands.
type Tried struct {
	Phones []Homework // as the two partners meet it
	Desk   Homework   // as the therapist meets it
}

// counted makes identifiers that are the same each time a trial is played.
type counted struct{ n int }

// New is the next identifier.
func (c *counted) New() string {
	c.n++
	return fmt.Sprintf("00000000-0000-4000-8000-%012d", c.n)
}

type standing struct{ at time.Time }

// Now is the time of the act being played.
func (c *standing) Now() time.Time { return c.at }

// Play plays the acts in their order, each an hour after the one before, with
// the same checks as homework has. The last act may be refused; the error says
// why, Invalid at its fields or Conflict, and the trial stands as it did before
// it. Pure but for now, the time of the last act.
func (t Trial) Play(def *exercise.Definition, now time.Time) (Tried, error) {
	const hour = time.Hour
	clock := &standing{at: now.Add(-time.Duration(len(t.Acts)) * hour)}
	s := &Service{Pipeline: &tandem.Pipeline{IDs: &counted{}, Clock: clock}}
	couple := imagined()
	today := tandem.DateOf(now, time.UTC)
	a := Assignment{ID: TrialAssignment, Couple: couple.ID, Purpose: PurposeExercise, Exercise: def.ID, Version: def.Version,
		OpensOn: today.AddDays(-7), DueOn: today.AddDays(7)}
	r := Round{ID: "trial", Couple: couple.ID, Assignment: a.ID, Exercise: def.ID, Version: def.Version}
	sees := func(v Viewer) Homework {
		h := Homework{Assignment: a, Definition: def, Couple: couple, Viewer: v}
		h.Sight = View(def, cast(couple), r.Moves, v)
		for _, e := range h.Sight.Entries {
			Things{}.point(def, e.Fields) // there is nothing of theirs to link to
		}
		return h
	}
	var refused error
	for i, act := range t.Acts[:min(len(t.Acts), mostTried)] {
		clock.at = clock.at.Add(hour)
		var m exercise.Move
		var err error
		key := fmt.Sprintf("trial-%04d", i)
		switch {
		case act.As == 1 || act.As == 2:
			h := sees(Viewer{Partner: couple.Partners[act.As-1].ID})
			m, err = s.check(h, r, MoveInput{Kind: act.Kind, Step: act.Step, Target: act.Target, Key: key, Version: h.Sight.Version, Form: act.Form, Narrow: kept(def, act)})
		default:
			h := sees(Viewer{Staff: true})
			m, err = s.guiding(h, r, "therapist", GuideInput{Kind: act.Kind, Key: key, Version: h.Sight.Version})
		}
		if err != nil {
			refused = err
			break
		}
		r.Moves = append(r.Moves, m)
	}
	out := Tried{Desk: sees(Viewer{Staff: true})}
	for i, p := range couple.Partners {
		h := sees(Viewer{Partner: p.ID})
		if kept, ok := t.Kept[strconv.Itoa(i+1)]; ok {
			h.Draft = &Draft{Author: p.ID, Step: kept.Step, Form: kept.Form}
		}
		out.Phones = append(out.Phones, h)
	}
	return out, refused
}

// kept is what of an act its author keeps to themselves.
func kept(def *exercise.Definition, act TrialAct) map[exercise.FieldID]exercise.Visibility {
	st, ok := def.StepFor(act.Kind)
	if !ok {
		return nil
	}
	return st.Kept(act.Form)
}

// With is the trial with one more act: the screens that were kept for it are
// used up by it.
func (t Trial) With(act TrialAct) Trial {
	if kept, ok := t.Kept[strconv.Itoa(act.As)]; ok && kept.Step == act.Step {
		act.Form = kept.Form.Lay(act.Form)
	}
	return Trial{Acts: append(slices.Clone(t.Acts), act), Kept: t.without(act.As)}
}

// Keep is the trial with what was typed on one screen.
func (t Trial) Keep(as int, step exercise.StepID, form exercise.Form) Trial {
	kept := t.without(as)
	if before, ok := t.Kept[strconv.Itoa(as)]; ok && before.Step == step {
		form = before.Form.Lay(form)
	}
	kept[strconv.Itoa(as)] = Kept{Step: step, Form: form}
	return Trial{Acts: t.Acts, Kept: kept}
}

func (t Trial) without(as int) map[string]Kept {
	kept := map[string]Kept{}
	for p, k := range t.Kept {
		if p != strconv.Itoa(as) {
			kept[p] = k
		}
	}
	return kept
}

// Full tells whether a trial can go no further.
func (t Trial) Full() bool { return len(t.Acts) >= mostTried }

// imagined are the two who try an exercise out.
func imagined() casefile.Couple {
	c := casefile.Couple{ID: "trial", TimeZone: "UTC", State: casefile.StateActive}
	for i, name := range []string{"Rowan", "Noor"} {
		c.Partners = append(c.Partners, casefile.Partner{ID: tandem.PartnerID("partner-" + strconv.Itoa(i+1)), Position: i + 1, Name: name, Language: "en", TimeZone: "UTC"})
	}
	return c
}
