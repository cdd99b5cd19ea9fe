package plan

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// Store keeps plans. Every method works inside the practice that it is given;
// what belongs to another practice is NotFound or absent.
type Store interface {
	// CurrentPlan is the couple's active or paused plan, with all it holds.
	// NotFound when there is none.
	CurrentPlan(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) (Plan, error)
	// CurrentPlans is CurrentPlan for many couples at once, by couple; couples
	// without a plan are absent.
	CurrentPlans(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID) (map[tandem.CoupleID]Plan, error)
	// Plans lists all plans of a couple, also those that have ended, the oldest
	// first.
	Plans(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) ([]Plan, error)
	// LastEnded is the day on which the last plan of each couple ended; couples
	// of which none has ended are absent.
	LastEnded(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID) (map[tandem.CoupleID]tandem.Date, error)
	// CreatePlan stores a new plan with all it holds. A couple can have one
	// active or paused plan only: Conflict.
	CreatePlan(ctx context.Context, p Plan) error
	// SavePlan replaces everything but the calendar of a plan whose stored
	// version is p.Version-1; another version is a Conflict. Items that p lacks
	// are dropped from every later read; their past stays in the assignments.
	SavePlan(ctx context.Context, p Plan) error
	// PutAssignments stores the plan's occurrences: new ones are added with
	// ids of their own, known ones (by item, week and number) take over days
	// and light. Known ones that are missing lose their days ("") while the
	// plan still holds them; what it no longer holds is withdrawn, unless a
	// partner has begun it.
	PutAssignments(ctx context.Context, p Plan, occurrences []Occurrence) error
	// BegunWeek is the last week of the plan in which a partner has done something
	// that the other is told of; 0 when none has. What somebody began without a
	// word to the other decides nothing that the other reads.
	BegunWeek(ctx context.Context, practice tandem.PracticeID, p tandem.PlanID) (int, error)
	// PlanDraft is the couple's draft. NotFound when there is none.
	PlanDraft(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) (Draft, error)
	// KeepPlanDraft stores a draft in place of the one whose version is
	// d.Version-1, or as the first; another version is a Conflict.
	KeepPlanDraft(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, d Draft) error
	// DropPlanDraft removes the couple's draft, if there is one.
	DropPlanDraft(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) error
	// OptOuts lists the opt-outs of many couples, the earliest first.
	OptOuts(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID) ([]OptOut, error)
	// SetOptOut adds one, or sets the end of the one that began on the same day.
	// NotFound for an item or a partner of another couple.
	SetOptOut(ctx context.Context, practice tandem.PracticeID, o OptOut) error
	// AddRevision keeps an accepted change. NotFound for a plan elsewhere.
	AddRevision(ctx context.Context, practice tandem.PracticeID, r Revision) error
	// Revisions lists the revisions of all plans of a couple, the oldest first.
	Revisions(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) ([]Revision, error)
}

// Service drafts plans, starts them and changes them. Only the care team may.
type Service struct {
	Pipeline  *tandem.Pipeline
	Store     Store
	Cases     casefile.Store
	Goals     casefile.GoalRounds
	Library   exercise.Catalogue
	Templates TemplateCatalogue
	Held      Rhythm
	// SafetyOpen tells whether a safety answer in the couple's homework keeps a
	// round closed.
	SafetyOpen func(ctx context.Context, c casefile.Couple) (bool, error)
}

// Desk is a couple as the builder meets it.
type Desk struct {
	Couple  casefile.Couple
	Day     tandem.Date // today in the couple's time zone
	Current *Plan       // nil while there is none
	Draft   *Draft      // nil while there is none
	From    int         // the first week of the running plan that can still change; 1 without one
	Changes Difference  // of a draft that changes the running plan
	Unmet   []Unmet     // what keeps a new plan from starting; filled by Check
	Dates   []casefile.OwnDate
	Outs    []OptOut // items that are not for a partner, by their own word

	Library   *exercise.Library // of the practice, with what it has made itself
	Templates Templates
}

// Partners are those for whom a plan can be made.
func (d Desk) Partners() []tandem.PartnerID {
	var ids []tandem.PartnerID
	for _, p := range d.Couple.ActivePartners() {
		ids = append(ids, p.ID)
	}
	return ids
}

// FirstWeek is the earliest week of the running plan that is not over.
func (d Desk) FirstWeek() int {
	if d.Current == nil {
		return 1
	}
	if now := d.Current.WeekOn(d.Day); now >= 1 && now <= d.Current.Weeks {
		return now
	}
	return d.Current.NextOpen(d.Day)
}

func object(couple tandem.CoupleID) tandem.Object {
	return tandem.Object{Kind: tandem.ObjectCouple, ID: string(couple)}
}

// Begin shows what there is to begin with, or to change: the running plan and
// the draft.
func (s *Service) Begin(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID) (Desk, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseBeginPlan, object(couple),
		func(ctx context.Context, _ *tandem.Grant) (Desk, error) { return s.desk(ctx, actor.Practice, couple) })
}

// SeeDraft is Begin for the builder's pages.
func (s *Service) SeeDraft(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID) (Desk, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseSeePlanDraft, object(couple),
		func(ctx context.Context, _ *tandem.Grant) (Desk, error) { return s.desk(ctx, actor.Practice, couple) })
}

func (s *Service) desk(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) (Desk, error) {
	c, err := s.Cases.Couple(ctx, practice, couple)
	if err != nil {
		return Desk{}, err
	}
	d := Desk{Couple: c, Day: tandem.DateOf(s.Pipeline.Clock.Now(), c.Zone()), From: 1}
	if d.Library, err = s.Library.Of(ctx, practice); err != nil {
		return d, err
	}
	if d.Templates, err = s.Templates.Of(ctx, practice); err != nil {
		return d, err
	}
	if d.Dates, err = s.Cases.OwnDates(ctx, practice, couple); err != nil {
		return d, err
	}
	if d.Outs, err = s.Store.OptOuts(ctx, practice, []tandem.CoupleID{couple}); err != nil {
		return d, err
	}
	current, err := s.Store.CurrentPlan(ctx, practice, couple)
	switch {
	case err == nil:
		d.Current, d.Outs = &current, current.Carried(d.Outs)
		begun, err := s.Store.BegunWeek(ctx, practice, current.ID)
		if err != nil {
			return d, err
		}
		d.From = max(current.NextOpen(d.Day), begun+1)
	case tandem.KindOf(err) != tandem.KindNotFound:
		return d, err
	}
	draft, err := s.Store.PlanDraft(ctx, practice, couple)
	switch {
	case tandem.KindOf(err) == tandem.KindNotFound:
		return d, nil
	case err != nil:
		return d, err
	}
	d.Draft = &draft
	if draft.Revises && d.Current != nil {
		d.Changes = DifferenceOf(current, draft.Plan, d.From, d.Partners(), d.Library)
	}
	return d, nil
}

// open is desk for a couple whose plan is about to change. Error: Conflict
// when care has ended.
func (s *Service) open(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) (Desk, error) {
	d, err := s.desk(ctx, practice, couple)
	if err == nil && d.Couple.State == casefile.StateClosed {
		err = tandem.Conflict(tandem.Say("Care has ended for this couple. Its plan stays as it is."))
	}
	return d, err
}

// settle stores what follows from a plan that was started or changed through
// its draft: the assignments, the revision, and no draft any more.
func (s *Service) settle(ctx context.Context, p Plan, r Revision) error {
	if err := s.Store.PutAssignments(ctx, p, p.Occurrences()); err != nil {
		return err
	}
	if err := s.Store.AddRevision(ctx, p.Practice, r); err != nil {
		return err
	}
	return s.Store.DropPlanDraft(ctx, p.Practice, p.Couple)
}

// Revise accepts the drafted change of the running plan. It touches only weeks
// that have not begun. Errors: Conflict without a draft in this version, when
// the plan has ended meanwhile, or when nothing changes.
func (s *Service) Revise(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, version string) (Plan, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseRevisePlan, object(couple),
		func(ctx context.Context, _ *tandem.Grant) (Plan, error) {
			desk, d, err := s.drafted(ctx, actor.Practice, couple, version)
			if err != nil {
				return Plan{}, err
			}
			switch {
			case !d.Revises || desk.Current == nil || desk.Current.ID != d.Plan.ID:
				return Plan{}, tandem.Conflict(tandem.Say("This draft does not belong to the plan that is running."))
			case desk.Changes.IsZero():
				return Plan{}, tandem.Conflict(tandem.Say("Nothing would change."))
			}
			if err := cmp.Or(s.mayGive(ctx, desk, desk.Changes.given()...), s.mayAdd(ctx, desk, desk.Changes.added()...)); err != nil {
				return Plan{}, err
			}
			next := desk.Revised(d.Plan, func() tandem.ItemID { return tandem.ItemID(s.Pipeline.IDs.New()) })
			if len(next.Items) > 2*MaxItems {
				return Plan{}, tandem.Conflict(tandem.Say("This plan has been changed very often. Please end it and begin another."))
			}
			next.Version++
			if err := s.Store.SavePlan(ctx, next); err != nil {
				return Plan{}, err
			}
			return next, s.settle(ctx, next, Revision{Plan: next.ID, Number: next.Version, From: desk.From, By: actor.Person,
				At: s.Pipeline.Clock.Now(), Changes: desk.Changes})
		})
}

// End ends the running plan on this day. What partners have begun stays open to
// them; what they have not begun is withdrawn. The reason is for staff only.
// Errors: Invalid at "reason"; Conflict without a running plan.
func (s *Service) End(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, reason string) error {
	return s.change(ctx, actor, tandem.UseEndPlan, couple, func(p *Plan, today tandem.Date) error {
		reason = strings.TrimSpace(strings.ReplaceAll(reason, "\r\n", "\n"))
		var problems tandem.Problems
		problems.AddErr(FieldReason, exercise.CheckText(reason, longestReason, true))
		if reason == "" {
			problems.Add(FieldReason, tandem.Say("Please say in a few words why it ends."))
		}
		p.State, p.Closing = Ended, &Closing{On: today, By: actor.Person, At: s.Pipeline.Clock.Now(), Reason: reason}
		return problems.Err()
	})
}

// SetLight makes a week light, or not light again. The week must not be over.
func (s *Service) SetLight(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, week string, light bool) error {
	return s.change(ctx, actor, tandem.UseLightWeek, couple, func(p *Plan, today tandem.Date) error {
		n, ok := number(week, p.first(), p.Weeks)
		if !ok {
			return tandem.Invalid(tandem.Say("This plan has no such week."))
		}
		if _, last, dated := p.WeekDates(n); dated && last < today {
			return tandem.Conflict(tandem.Say("This week is over. Only the current week and later ones can change."))
		}
		p.Light = slices.DeleteFunc(p.Light, func(w int) bool { return w == n })
		if light {
			p.Light = append(p.Light, n)
			slices.Sort(p.Light)
		}
		return nil
	})
}

// Pause holds the plan from the week that today falls in. Later weeks shift.
func (s *Service) Pause(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID) error {
	return s.change(ctx, actor, tandem.UsePausePlan, couple, func(p *Plan, today tandem.Date) error { return p.pause(today) })
}

// Resume lets the plan go on; see the schedule's rule for when.
func (s *Service) Resume(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID) error {
	return s.change(ctx, actor, tandem.UseResumePlan, couple, func(p *Plan, today tandem.Date) error { return p.resume(today) })
}

func (s *Service) change(ctx context.Context, actor tandem.Actor, use tandem.UseCaseName, couple tandem.CoupleID,
	work func(p *Plan, today tandem.Date) error) error {
	_, err := tandem.Run(ctx, s.Pipeline, actor, use, object(couple),
		func(ctx context.Context, _ *tandem.Grant) (struct{}, error) {
			desk, err := s.open(ctx, actor.Practice, couple)
			if err != nil {
				return struct{}{}, err
			}
			if desk.Current == nil {
				return struct{}{}, tandem.Conflict(tandem.Say("This couple has no plan yet."))
			}
			p := desk.Current.clone()
			if err := work(&p, desk.Day); err != nil {
				return struct{}{}, err
			}
			return struct{}{}, s.save(ctx, p)
		})
	return err
}

// save stores a changed plan and what follows from it.
func (s *Service) save(ctx context.Context, p Plan) error {
	p.Version++
	if err := s.Store.SavePlan(ctx, p); err != nil {
		return err
	}
	return s.Store.PutAssignments(ctx, p, p.Occurrences())
}

// Past is a plan with how it came to be what it is.
type Past struct {
	Plan      Plan
	Revisions []Revision // the oldest first
}

// History is all plans of a couple, the newest first, with their revisions.
type History struct {
	Couple  casefile.Couple
	Plans   []Past
	Library *exercise.Library
}

// History shows how the couple's plans came and went.
func (s *Service) History(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID) (History, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseSeePlanHistory, object(couple),
		func(ctx context.Context, _ *tandem.Grant) (History, error) {
			var h History
			var err error
			if h.Couple, err = s.Cases.Couple(ctx, actor.Practice, couple); err != nil {
				return h, err
			}
			if h.Library, err = s.Library.Of(ctx, actor.Practice); err != nil {
				return h, err
			}
			plans, err := s.Store.Plans(ctx, actor.Practice, couple)
			if err != nil {
				return h, err
			}
			revisions, err := s.Store.Revisions(ctx, actor.Practice, couple)
			for _, p := range slices.Backward(plans) {
				past := Past{Plan: p}
				for _, r := range revisions {
					if r.Plan == p.ID {
						past.Revisions = append(past.Revisions, r)
					}
				}
				h.Plans = append(h.Plans, past)
			}
			return h, err
		})
}
