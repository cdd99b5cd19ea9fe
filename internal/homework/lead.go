package homework

import (
	"context"
	"slices"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// Leading is an exercise that the reader can begin with words of this homework.
type Leading struct {
	exercise.Lead
	With string // the words, as they stand here for both
}

// Leading is what the reader can begin from here; ok is false without anything.
// It is made of what both can read.
func (h Homework) Leading() (l Leading, ok bool) {
	if h.Viewer.Partner == "" {
		return Leading{}, false
	}
	for _, lead := range h.Definition.Leads {
		with := h.ownWords(lead.Words)
		if lead.When != nil {
			with = h.agreedWords(*lead.When)
		}
		if with != "" {
			return Leading{lead, with}, true
		}
	}
	return Leading{}, false
}

// ownWords is what the reader gave here and did not take back.
func (h Homework) ownWords(id exercise.FieldID) string {
	for _, e := range h.Sight.Entries {
		i := slices.IndexFunc(e.Fields, func(f Seen) bool { return f.Field == id && f.Visibility == exercise.Both })
		if e.Own && e.Open && !e.Taken && i >= 0 {
			return e.Fields[i].Value.Text
		}
	}
	return ""
}

// agreedWords is what the two agreed on here, once a look back has ended with
// that answer and both have said so.
func (h Homework) agreedWords(when exercise.When) string {
	for _, l := range lines(h.Definition, h.Assignment.ID, h.Assignment.Cast(h.Couple), h.Sight, "") {
		said := slices.ContainsFunc(l.Facts, func(e Entry) bool {
			return e.Standing == exercise.StandingClosed && slices.ContainsFunc(e.Fields, func(f Seen) bool {
				return f.Field == when.Field && f.Visibility == exercise.Both && f.Value.Text == when.Is
			})
		})
		switch {
		case !said || l.Narrowed:
		case l.Agreed != "":
			return l.Agreed
		default:
			return l.Words
		}
	}
	return ""
}

// TakeOnward begins what the homework leads to, and gives the homework that it
// becomes. The words stand in a draft there: nothing is sent, nobody is told, and
// whoever began it may change them or leave it. One that the actor began so and
// has not sent is given again. Conflict when nothing leads on from here, or when a
// few of these are under way already.
func (s *Service) TakeOnward(ctx context.Context, actor tandem.Actor, id tandem.AssignmentID) (tandem.AssignmentID, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseTakeOnward, object(id),
		func(ctx context.Context, g *tandem.Grant) (tandem.AssignmentID, error) {
			if g.Partner == "" {
				return "", tandem.NotFound()
			}
			h, _, err := s.load(ctx, actor.Practice, id, Viewer{Partner: g.Partner})
			if err != nil {
				return "", err
			}
			lead, ok := h.Leading()
			if !ok {
				return "", nowhere()
			}
			lib, err := s.Library.Of(ctx, actor.Practice)
			if err != nil {
				return "", err
			}
			latest := lib.Latest()
			i := slices.IndexFunc(latest, func(d *exercise.Definition) bool { return d.ID == lead.To })
			if i < 0 { // a practice's own may lead to what is not offered any more
				return "", nowhere()
			}
			day := tandem.DateOf(s.Pipeline.Clock.Now(), h.Couple.Zone())
			at, err := s.openedAnew(ctx, h.Couple, WhenNeeded{Item: h.Assignment.Item, Definition: latest[i]}, g.Partner, day)
			if err != nil {
				return "", err
			}
			return at, s.draftWith(ctx, actor.Practice, at, latest[i], g.Partner, lead)
		})
}

func nowhere() error {
	return tandem.Conflict(tandem.Say("There is nothing of yours here to go on with just now."))
}

// draftWith puts the words into the author's draft.
func (s *Service) draftWith(ctx context.Context, practice tandem.PracticeID, at tandem.AssignmentID, def *exercise.Definition, me tandem.PartnerID, lead Leading) error {
	step, ok := def.StepOf(lead.In)
	if !ok {
		return nowhere()
	}
	a, err := s.inForce(ctx, practice, at)
	if err != nil {
		return err
	}
	r, err := s.Store.HoldRound(ctx, practice, a)
	if err != nil {
		return err
	}
	kept, err := s.merged(ctx, r, me, step, "", exercise.Form{string(lead.In): {lead.With}})
	if err != nil {
		return err
	}
	return s.Store.KeepDraft(ctx, practice, r, Draft{Round: r.ID, Author: me, Step: step.ID, Form: kept, At: s.Pipeline.Clock.Now()})
}
