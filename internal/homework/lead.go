package homework

import (
	"context"
	"slices"

	"tandem/internal/exercise"
	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// Leading is an exercise that the reader can begin with words of this homework.
type Leading struct {
	exercise.Lead
	With   string               // the words, as they stand here for both
	Target *exercise.Definition // what it begins, in the version that it begins in
}

// leading is what the reader has words for here; ok is false without anything.
// It is made of what both can read.
func (h Homework) leading() (l Leading, ok bool) {
	if h.Viewer.Partner == "" {
		return Leading{}, false
	}
	for _, lead := range h.Definition.Leads {
		with := h.ownWords(lead.Words)
		if lead.When != nil {
			with = h.agreedWords(*lead.When)
		}
		if with != "" {
			return Leading{Lead: lead, With: with}, true
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
// has not sent is given again. Conflict when nothing leads on from here, while the
// plan is paused or over, or when a few of these are under way already.
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
			on, err := s.onward(ctx, h)
			if err != nil {
				return "", err
			}
			day := tandem.DateOf(s.Pipeline.Clock.Now(), h.Couple.Zone())
			at, err := s.openedAnew(ctx, h.Couple, WhenNeeded{Item: h.Assignment.Item, Definition: on.Target}, g.Partner, day)
			if err != nil {
				return "", err
			}
			return at, s.draftWith(ctx, actor.Practice, at, on.Target, g.Partner, on)
		})
}

// offerOnward adds what the reader can begin from here.
func (s *Service) offerOnward(ctx context.Context, h *Homework) error {
	on, err := s.onward(ctx, *h)
	switch {
	case err == nil:
		h.Onward = &on
	case tandem.KindOf(err) == tandem.KindConflict:
		return nil
	}
	return err
}

// onward is what the reader can begin from here, with the exercise that it is.
// Nothing is begun while the plan is paused or over. What is built in leads where
// it says; what a practice has made leads to what the running plan has in a week
// that is open, and nowhere else. So nothing that a plan's gate or phase keeps
// back begins here. No safety screen is asked: a button that came and went with
// one would tell of it. Conflict when nothing can be begun.
func (s *Service) onward(ctx context.Context, h Homework) (Leading, error) {
	lead, ok := h.leading()
	if !ok {
		return Leading{}, nowhere()
	}
	items, err := s.whileItRuns(ctx, h)
	if err != nil {
		return Leading{}, err
	}
	practice := h.Assignment.Practice
	if i := slices.IndexFunc(items, func(it plan.Item) bool { return it.Exercise == lead.To }); i >= 0 {
		lead.Target, err = s.Library.Definition(ctx, practice, lead.To, items[i].Version)
	} else if !h.Definition.Own {
		lead.Target, err = s.newest(ctx, practice, lead.To)
	}
	if err != nil {
		return Leading{}, err
	}
	if lead.Target == nil {
		return Leading{}, notNow()
	}
	if _, ok := lead.Target.StepOf(lead.In); !ok {
		return Leading{}, nowhere()
	}
	return lead, nil
}

// newest is the newest version of an exercise that is offered; nil without one.
func (s *Service) newest(ctx context.Context, practice tandem.PracticeID, id tandem.ExerciseID) (*exercise.Definition, error) {
	lib, err := s.Library.Of(ctx, practice)
	if err != nil {
		return nil, err
	}
	for _, d := range lib.Latest() {
		if d.ID == id {
			return d, nil
		}
	}
	return nil, nil
}

// whileItRuns are the items of the running plan that concern the reader in the
// week that is open; none where no plan runs. Conflict while the plan is paused,
// and once the plan to which this homework belonged is over.
func (s *Service) whileItRuns(ctx context.Context, h Homework) ([]plan.Item, error) {
	a, day := h.Assignment, tandem.DateOf(s.Pipeline.Clock.Now(), h.Couple.Zone())
	p, err := s.Plans.CurrentPlan(ctx, a.Practice, a.Couple)
	switch {
	case tandem.KindOf(err) == tandem.KindNotFound:
		ended, err := s.Plans.LastEnded(ctx, a.Practice, []tandem.CoupleID{a.Couple})
		if on, was := ended[a.Couple]; err == nil && was && (a.Purpose == PurposePlan || a.OpensOn <= on) {
			err = notNow()
		}
		return nil, err
	case err != nil:
		return nil, err
	case p.Paused():
		return nil, tandem.Conflict(tandem.Say("Your therapist has paused the plan. Nothing needs doing now."))
	case p.State != plan.Active, p.WeekOn(day) > p.Weeks && !p.WaitsOn(day):
		return nil, notNow()
	}
	week := p.WeekFor(day)
	return slices.DeleteFunc(slices.Clone(p.Items), func(it plan.Item) bool {
		return week < it.FromWeek || week > it.ToWeek || it.Partner != "" && it.Partner != h.Viewer.Partner
	}), nil
}

func notNow() error {
	return tandem.Conflict(tandem.Say("This is not part of your plan just now."))
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
