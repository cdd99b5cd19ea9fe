package homework

import (
	"context"
	"slices"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// The built-in definition in which a hard week is noted (P5), with the names of
// its fields.
const (
	setbackDefinition = tandem.ExerciseID("SETBACK")
	SetbackHappened   = exercise.FieldID("happened")
	SetbackLearned    = exercise.FieldID("learned")
	SetbackChange     = exercise.FieldID("change")
	SetbackLesson     = exercise.FieldID("lesson")
	setbackDate       = exercise.FieldID("date")
)

// NoteSetback opens a place in which the actor, as a partner of the couple, can
// note a hard week, at any time and without a plan. Nobody is told: what the
// other sees follows from what is shared there. What the actor opened and has
// not shared is given again. Conflict when care has ended.
func (s *Service) NoteSetback(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID) (tandem.AssignmentID, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseNoteSetback, tandem.Object{Kind: tandem.ObjectCouple, ID: string(couple)},
		func(ctx context.Context, g *tandem.Grant) (tandem.AssignmentID, error) {
			if g.Partner == "" {
				return "", tandem.NotFound()
			}
			c, def, err := s.forSetback(ctx, actor, couple)
			if err != nil {
				return "", err
			}
			day := tandem.DateOf(s.Pipeline.Clock.Now(), c.Zone())
			return s.openedAnew(ctx, c, WhenNeeded{Definition: def}, g.Partner, day)
		})
}

// SetbackInput is a hard week as the care team notes it in the room.
type SetbackInput struct {
	Key  string // as of MoveInput
	Form exercise.Form
}

// RecordSetback notes a hard week in the room, for both partners and the care
// team to read, and gives the homework that it stands in. Errors: Invalid at
// the fields; Conflict when care has ended. The same key is taken once.
func (s *Service) RecordSetback(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, in SetbackInput) (tandem.AssignmentID, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseRecordSetback, tandem.Object{Kind: tandem.ObjectCouple, ID: string(couple)},
		func(ctx context.Context, g *tandem.Grant) (tandem.AssignmentID, error) {
			if g.Partner != "" {
				return "", tandem.Unfit()
			}
			c, def, err := s.forSetback(ctx, actor, couple)
			if err != nil {
				return "", err
			}
			if !wellFormedKey(in.Key) {
				return "", tandem.Invalid(tandem.Say("This page is too old to be sent. Please load it again."))
			}
			step, _ := def.StepFor(exercise.MoveSetback)
			answers, err := step.Read(in.Form)
			if err != nil {
				return "", err
			}
			if id, sent, err := s.noted(ctx, c, actor.Person, in.Key); err != nil || sent {
				return id, err
			}
			now := s.Pipeline.Clock.Now()
			day := tandem.DateOf(now, c.Zone())
			a := Assignment{ID: tandem.AssignmentID(s.Pipeline.IDs.New()), Practice: c.Practice, Couple: c.ID, Purpose: PurposeEvent,
				Exercise: def.ID, Version: def.Version, OpensOn: day, DueOn: day.AddDays(openDays - 1)}
			if err := s.Store.CreateAssignment(ctx, c.Practice, a); err != nil {
				return "", err
			}
			r, err := s.Store.HoldRound(ctx, c.Practice, a)
			if err != nil {
				return "", err
			}
			h, err := s.met(ctx, a, r, c, Viewer{Staff: true})
			if err != nil {
				return "", err
			}
			return a.ID, s.append(ctx, a, r, exercise.Move{ID: tandem.MoveID(s.Pipeline.IDs.New()), Seq: 1, Staff: actor.Person, Kind: exercise.MoveSetback,
				Step: step.ID, Answers: answers, Key: in.Key, At: now}, h)
		})
}

// noted finds the hard week that somebody of the care team noted with the key.
func (s *Service) noted(ctx context.Context, c casefile.Couple, by tandem.PersonID, key string) (tandem.AssignmentID, bool, error) {
	rounds, err := s.Store.RoundsOf(ctx, c.Practice, c.ID, []tandem.ExerciseID{setbackDefinition})
	for _, r := range rounds {
		if slices.ContainsFunc(r.Moves, func(m exercise.Move) bool { return m.Staff == by && m.Key == key }) {
			return r.Assignment, true, err
		}
	}
	return "", false, err
}

// forSetback is a couple in care with the definition of a hard week.
func (s *Service) forSetback(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID) (casefile.Couple, *exercise.Definition, error) {
	c, err := s.Cases.Couple(ctx, actor.Practice, couple)
	if err != nil {
		return c, nil, err
	}
	if c.State != casefile.StateActive {
		return c, nil, tandem.Conflict(tandem.Say("Care has ended for this couple. Its homework stays as it is."))
	}
	def, err := s.Library.Newest(setbackDefinition)
	return c, def, err
}

// SetbackForm is the step in which a hard week is noted, for a page of the
// care team's.
func (s *Service) SetbackForm() (*exercise.Step, error) {
	def, err := s.Library.Newest(setbackDefinition)
	if err != nil {
		return nil, err
	}
	step, _ := def.StepFor(exercise.MoveSetback)
	return step, nil
}

// HardWeek is one hard week as one viewer sees it on the shelf.
type HardWeek struct {
	Note    *ShelfEntry  // nil once it is taken back without a trace
	Lessons []ShelfEntry // what others learn from it, oldest first
}

// Day is the day that it was, "" where the viewer cannot see it.
func (w HardWeek) Day() tandem.Date {
	if w.Note == nil {
		return ""
	}
	day, _ := tandem.ParseDate(w.Note.Text(setbackDate))
	return day
}

// Text is one of its answers, "" where there is none to see.
func (w HardWeek) Text(id exercise.FieldID) string {
	if w.Note == nil {
		return ""
	}
	return w.Note.Text(id)
}

// HardWeeks puts what stands on the shelf of hard weeks together, each with
// what the other learns from it, the newest first.
func (t Together) HardWeeks() []HardWeek {
	var all []HardWeek
	at := map[tandem.AssignmentID]int{}
	for i := range t.Entries {
		e := t.Entries[i]
		if e.Shelf != exercise.ShelfSetbacks {
			continue
		}
		n, known := at[e.Assignment]
		if !known {
			n, at[e.Assignment] = len(all), len(all)
			all = append(all, HardWeek{})
		}
		if note, ok := e.Definition.StepFor(exercise.MoveSetback); ok && e.Step == note.ID {
			all[n].Note = &e
		} else {
			all[n].Lessons = slices.Insert(all[n].Lessons, 0, e)
		}
	}
	return all
}
