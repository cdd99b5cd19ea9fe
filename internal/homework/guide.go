package homework

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// Ask gives a couple something to answer that no plan asks for, such as a
// consent or the preparation of a review. It concerns the partners named, all
// of the couple's when none is; for the others it does not exist. It runs
// inside the transaction of another use case, which has authorised it. The
// definition must be one of the library's. Errors: NotFound, also for a partner
// of another couple; Invalid without days.
func (s *Service) Ask(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, partners []tandem.PartnerID,
	def *exercise.Definition, opensOn, dueOn tandem.Date, purpose string) (tandem.AssignmentID, error) {
	if _, err := s.Library.Definition(ctx, practice, def.ID, def.Version); err != nil {
		return "", err
	}
	for _, day := range []tandem.Date{opensOn, dueOn} {
		if _, err := tandem.ParseDate(string(day)); err != nil {
			return "", err
		}
	}
	if dueOn < opensOn || purpose == "" || purpose == PurposePlan {
		return "", tandem.Internalf("an assignment without a plan needs a purpose, and days in their order")
	}
	a := Assignment{ID: tandem.AssignmentID(s.Pipeline.IDs.New()), Practice: practice, Couple: couple, Purpose: purpose,
		Exercise: def.ID, Version: def.Version, OpensOn: opensOn, DueOn: dueOn, Some: len(partners) > 0, For: slices.Clone(partners)}
	return a.ID, s.Store.CreateAssignment(ctx, practice, a)
}

// Withdraw takes back what Ask gave. What was answered stays with its authors, as
// sealed as it was. It runs inside another use case, which has authorised it.
func (s *Service) Withdraw(ctx context.Context, practice tandem.PracticeID, id tandem.AssignmentID) error {
	return s.Store.WithdrawAssignment(ctx, practice, id, s.Pipeline.Clock.Now())
}

// The fields of what the care team sends.
const (
	FieldText  = "text"  // of a reply
	FieldTo    = "to"    // whom a reply is for
	FieldThere = "there" // of a record: who was there
	FieldOn    = "on"    // the day on which something was done
	FieldSure  = "sure"  // of a release: although a safety answer is not a yes
)

// GuideInput is what the care team does in a round.
type GuideInput struct {
	Kind    exercise.MoveKind // hold, release, reply, record, or that of a step which the flow leaves to the care team too
	To      []string          // positions of partners in the couple, from "1"; for reply, record and mark
	Text    string            // of a reply
	On      string            // of a record
	Form    exercise.Form     // of a step that the care team may fill in
	Sure    bool              // of a release: although a safety answer is not a yes
	Key     string            // as of MoveInput
	Version string
}

// Guide lets somebody of the couple's care team act in a round: let what is
// sealed wait, open what waits, reply, or note that it was done in the room.
// Errors: Invalid at its field; Conflict when the round has moved on since
// Version, when the act is not open now, or when the case has ended.
func (s *Service) Guide(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, id tandem.AssignmentID, in GuideInput) (Homework, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseGuideRound, object(id),
		func(ctx context.Context, g *tandem.Grant) (Homework, error) {
			viewer := Viewer{Staff: true}
			a, err := s.inForce(ctx, actor.Practice, id)
			if err != nil {
				return Homework{}, err
			}
			if g.Partner != "" || a.Couple != couple {
				return Homework{}, tandem.Unfit()
			}
			r, err := s.Store.HoldRound(ctx, actor.Practice, a)
			if err != nil {
				return Homework{}, err
			}
			h, err := s.meet(ctx, a, r, viewer)
			if err != nil || slices.ContainsFunc(r.Moves, func(m exercise.Move) bool { return m.Staff == actor.Person && m.Key == in.Key }) {
				return h, err
			}
			m, err := s.guiding(h, r, actor.Person, in)
			if err != nil {
				return h, err
			}
			if err := s.append(ctx, a, r, m, h); err != nil {
				return h, err
			}
			r.Moves = append(slices.Clone(r.Moves), m)
			if h, err = s.meet(ctx, a, r, viewer); err == nil {
				err = s.linked(ctx, &h)
			}
			return h, err
		})
}

// guiding turns the care team's input into a move when the round allows it now.
func (s *Service) guiding(h Homework, r Round, who tandem.PersonID, in GuideInput) (exercise.Move, error) {
	m := exercise.Move{ID: tandem.MoveID(s.Pipeline.IDs.New()), Seq: len(r.Moves) + 1, Staff: who,
		Kind: in.Kind, Key: in.Key, At: s.Pipeline.Clock.Now()}
	switch {
	case !wellFormedKey(in.Key):
		return m, tandem.Invalid(tandem.Say("This page is too old to be sent. Please load it again."))
	case h.Couple.State != casefile.StateActive:
		return m, tandem.Conflict(tandem.Say("Care has ended for this couple. Its homework stays as it is."))
	case in.Version != h.Sight.Version:
		return m, tandem.Conflict(tandem.Say("Something has changed here since you opened this page. What you wrote is kept. Please look again."))
	case !h.Has(in.Kind), r.madeBy("", who) >= maxMoves:
		return m, tandem.Conflict(tandem.Say("This step is not open just now. What you wrote is kept."))
	}
	var problems tandem.Problems
	if in.Kind == exercise.MoveMark {
		if m.Target = h.marked(h.at(in.To)); m.Target == "" {
			problems.Add(FieldTo, tandem.Say("Please choose at least one."))
		}
	}
	if in.Kind == exercise.MoveRelease && h.Sight.Unsure() && !in.Sure {
		problems.Add(FieldSure, tandem.Say("Somebody's safety answer is not a yes. Please confirm that you open it all the same."))
	}
	if in.Kind == exercise.MoveReply || in.Kind == exercise.MoveRecord {
		field := map[exercise.MoveKind]string{exercise.MoveReply: FieldTo, exercise.MoveRecord: FieldThere}[in.Kind]
		if m.For = h.at(in.To); len(m.For) == 0 {
			problems.Add(field, tandem.Say("Please choose at least one."))
		}
	}
	if in.Kind == exercise.MoveReply {
		text := strings.TrimSpace(strings.ReplaceAll(in.Text, "\r\n", "\n"))
		if text == "" {
			problems.Add(FieldText, tandem.Say("Please write something."))
		}
		problems.AddErr(FieldText, exercise.CheckText(text, exercise.LongLimit, true))
		m.Answers = exercise.Answers{exercise.FieldReply: {Text: text}}
	}
	if in.Kind == exercise.MoveRecord {
		day, err := h.recordDay(in.On, tandem.DateOf(m.At, h.Couple.Zone()))
		problems.AddErr(FieldOn, err)
		m.On = day
	}
	if step, ok := h.Definition.StepFor(in.Kind); ok {
		answers, err := step.Read(in.Form.Sent(step))
		if err != nil {
			return m, err
		}
		m.Step, m.Answers = step.ID, answers
	}
	return m, problems.Err()
}

// marked is what the care team may mark of one partner's, "" where there is
// nothing, or more than one partner was chosen.
func (h Homework) marked(partners []tandem.PartnerID) tandem.MoveID {
	if len(partners) != 1 {
		return ""
	}
	for _, a := range h.Sight.Acts {
		if a.Kind == exercise.MoveMark && slices.ContainsFunc(h.Sight.Entries, func(e Entry) bool { return e.Move == a.Target && e.Author == partners[0] }) {
			return a.Target
		}
	}
	return ""
}

// at finds active partners whom the assignment concerns by their positions.
// One position that is none makes the whole choice none.
func (h Homework) at(positions []string) []tandem.PartnerID {
	concerned := h.Assignment.Cast(h.Couple)
	var ids []tandem.PartnerID
	for _, position := range positions {
		i := slices.IndexFunc(h.Couple.Partners, func(p casefile.Partner) bool {
			return p.Active() && position == strconv.Itoa(p.Position) && slices.Contains(concerned, p.ID)
		})
		if i < 0 {
			return nil
		}
		if id := h.Couple.Partners[i].ID; !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// recordDay is the day of a record: not before the homework began, not ahead.
func (h Homework) recordDay(text string, today tandem.Date) (tandem.Date, error) {
	day, err := tandem.ParseDate(strings.TrimSpace(text))
	if err != nil {
		return "", tandem.InvalidField(FieldOn, tandem.Say("Please choose the day."))
	}
	if h.Assignment.OpensOn == "" || day < h.Assignment.OpensOn || day > today {
		return "", tandem.InvalidField(FieldOn, tandem.Say("Please choose a day that has been, from the first day on."))
	}
	return day, nil
}
