package homework

import (
	"context"
	"slices"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// Store keeps assignments, rounds and drafts. Every method works inside the
// practice that it is given; what belongs to another practice is NotFound or
// absent. Rounds and drafts come back opened from their seals.
type Store interface {
	PhotoStore
	// Assignment is one assignment with its parts, also one that was withdrawn.
	// NotFound.
	Assignment(ctx context.Context, practice tandem.PracticeID, id tandem.AssignmentID) (Assignment, error)
	// Assignments lists a couple's assignments of one plan, by week, item and
	// number, with their parts.
	Assignments(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, p tandem.PlanID) ([]Assignment, error)
	// AssignmentsOpened lists assignments of the couples whose first day lies
	// from one day to another, with their parts.
	AssignmentsOpened(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID, from, to tandem.Date) ([]Assignment, error)
	// LastChanges tells for partners of the couples when a part of theirs last
	// changed; those who never changed one are absent.
	LastChanges(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID) (map[tandem.PartnerID]time.Time, error)
	// AssignmentsAsked lists a couple's assignments that no plan asks for, by
	// their first day, with their parts.
	AssignmentsAsked(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) ([]Assignment, error)
	// AssignmentsFor lists those of many couples that were asked for a purpose
	// other than a plan, by their first day, with their parts.
	AssignmentsFor(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID, purpose string) ([]Assignment, error)
	// RoundsFor lists the rounds of AssignmentsFor with their moves.
	RoundsFor(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID, purpose string) ([]Round, error)
	// SetPresence notes that a partner is there until the moment. NotFound, also
	// for a partner of another couple.
	SetPresence(ctx context.Context, practice tandem.PracticeID, a Assignment, partner tandem.PartnerID, until time.Time) error
	// EndPresence takes a partner's presence away, if there is one.
	EndPresence(ctx context.Context, practice tandem.PracticeID, assignment tandem.AssignmentID, partner tandem.PartnerID) error
	// Presences lists the partners who are there at the moment.
	Presences(ctx context.Context, practice tandem.PracticeID, assignment tandem.AssignmentID, now time.Time) ([]tandem.PartnerID, error)
	// CreateAssignment stores an assignment that no plan asks for. NotFound, also
	// for a partner of another couple.
	CreateAssignment(ctx context.Context, practice tandem.PracticeID, a Assignment) error
	// RedateAssignment moves the days of an assignment that no plan asks for.
	// NotFound.
	RedateAssignment(ctx context.Context, practice tandem.PracticeID, id tandem.AssignmentID, opensOn, dueOn tandem.Date) error
	// WithdrawAssignment takes back an assignment that no plan asks for: it stands
	// on no list any more, and its round stays. NotFound.
	WithdrawAssignment(ctx context.Context, practice tandem.PracticeID, id tandem.AssignmentID, at time.Time) error
	// Rounds lists the rounds of a couple with their moves; with assignments
	// given, of those only. Assignments without a round are absent.
	Rounds(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, of ...tandem.AssignmentID) ([]Round, error)
	// RoundsOf lists the rounds of a couple in some exercises, with their moves.
	RoundsOf(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, exercises []tandem.ExerciseID) ([]Round, error)
	// AssignmentsLive lists a couple's assignments in whose round something is
	// under way, with their parts.
	AssignmentsLive(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) ([]Assignment, error)
	// SetLive notes whether something in a round is under way.
	SetLive(ctx context.Context, practice tandem.PracticeID, r Round, live bool) error
	// RoundsAwaiting lists the rounds of the couples in which answers wait for
	// the care team, with their moves.
	RoundsAwaiting(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID) ([]Round, error)
	// SetAwaits notes whether answers in a round wait for the care team.
	SetAwaits(ctx context.Context, practice tandem.PracticeID, r Round, awaits bool) error
	// RoundsNoticed lists the rounds of the couples in which something has stood
	// out to the care team since the moment, with their moves.
	RoundsNoticed(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID, since time.Time) ([]Round, error)
	// SetNoticed notes since when something in a round stands out; zero for
	// nothing.
	SetNoticed(ctx context.Context, practice tandem.PracticeID, r Round, since time.Time) error
	// HoldRound gives the assignment's round, made when there is none, and
	// keeps others from appending to it until the transaction ends.
	HoldRound(ctx context.Context, practice tandem.PracticeID, a Assignment) (Round, error)
	// AppendMove adds a move to a round held in this transaction. A second
	// move with the same Seq, or the same author and Key, is a Conflict. Answers
	// in Alone are sealed with keys of their own.
	AppendMove(ctx context.Context, practice tandem.PracticeID, r Round, m exercise.Move) error
	// SetPart stores a partner's state of an assignment.
	SetPart(ctx context.Context, practice tandem.PracticeID, a Assignment, p Part) error
	// Draft is the author's draft in a round; ok is false when there is none.
	Draft(ctx context.Context, practice tandem.PracticeID, r Round, author tandem.PartnerID) (d Draft, ok bool, err error)
	// KeepDraft replaces the author's draft in a round.
	KeepDraft(ctx context.Context, practice tandem.PracticeID, r Round, d Draft) error
	// DropDraft removes the author's draft in a round, if there is one.
	DropDraft(ctx context.Context, practice tandem.PracticeID, r Round, author tandem.PartnerID) error
}

// Service runs what partners and staff do with homework.
type Service struct {
	Pipeline *tandem.Pipeline
	Store    Store
	Cases    casefile.Store
	Plans    plan.Store
	// ReviewsDue tells for many couples, in words, which review asks for
	// something of the care team; couples without one are absent.
	ReviewsDue func(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID,
		plans map[tandem.CoupleID]plan.Plan, today map[tandem.CoupleID]tandem.Date) (map[tandem.CoupleID]tandem.Text, error)
	// ReviewsSet tells when a review was last set for many couples; those without
	// one that stands are absent.
	ReviewsSet func(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID) (map[tandem.CoupleID]time.Time, error)
	Library    exercise.Catalogue
	Pictures   Pictures

	opening  tandem.Turns // of files, by the partner who chose them
	attempts attempts
}

// Homework is one assignment as one viewer meets it.
type Homework struct {
	Assignment Assignment // without Parts for a partner
	Definition *exercise.Definition
	Couple     casefile.Couple
	Viewer     Viewer
	Sight      Sight
	Draft      *Draft // the viewer's own, if any
	Paused     bool   // the plan holds it back for now
	// Kept is what the viewer can keep as both agreed it in an earlier round; nil
	// where that is not open.
	Kept  *Agreed
	again *exercise.Act // of keeping it, until offerKept has found something
	// Before is what the definition carries over from the round before, as far
	// as the viewer can read it; "" when there is nothing.
	Before string
	// Offered is what the viewer may take in, ready filled: no answer until they
	// send it. Nil where nothing is.
	Offered []Seen
	// Vocabulary are the couple's own words for feelings, for a partner in an
	// exercise that asks for feelings; else nil.
	Vocabulary []string
	Onward     *Leading // what a partner can begin from here; nil without anything
	Presence   Presence // of a partner's; the zero value for staff
	// About is the exercise that the viewer plans for, where this is about one.
	About *exercise.Definition
	// Things are what the viewer's answers can link to; nil where nothing links.
	Things Things
}

// Alone tells whether it is one partner's alone: for the other it does not exist.
func (h Homework) Alone() bool { return len(h.Assignment.Cast(h.Couple)) == 1 }

// See shows one assignment: to a partner of the couple what they may see and
// do, to the couple's staff what was opened to them.
func (s *Service) See(ctx context.Context, actor tandem.Actor, id tandem.AssignmentID) (Homework, error) {
	return s.see(ctx, actor, id, func(Homework) bool { return true })
}

// SeeIn shows one assignment of this very couple to the couple's staff.
func (s *Service) SeeIn(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, id tandem.AssignmentID) (Homework, error) {
	return s.see(ctx, actor, id, func(h Homework) bool { return h.Viewer.Staff && h.Assignment.Couple == couple })
}

func (s *Service) see(ctx context.Context, actor tandem.Actor, id tandem.AssignmentID, fits func(Homework) bool) (Homework, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseSeeRound, object(id),
		func(ctx context.Context, g *tandem.Grant) (Homework, error) {
			viewer := Viewer{Partner: g.Partner, Staff: g.Partner == ""}
			h, r, err := s.load(ctx, actor.Practice, id, viewer)
			if err == nil && (!fits(h) || !h.exists(h.Assignment.OpenedBy)) {
				return Homework{}, tandem.Unfit()
			}
			if err == nil {
				err = s.plannedFor(ctx, &h)
			}
			if err == nil {
				err = s.linked(ctx, &h)
			}
			if err != nil || viewer.Staff {
				return h, err
			}
			if err := s.presence(ctx, &h); err != nil {
				return h, err
			}
			if err := s.gather(ctx, &h); err != nil || r.ID == "" {
				return h.shown(ctx, r.Moves), err
			}
			d, ok, err := s.Store.Draft(ctx, actor.Practice, r, viewer.Partner)
			if ok {
				h.Draft = &d
			}
			return h.shown(ctx, r.Moves), err
		})
}

// gather adds what earlier rounds bring to this one.
func (s *Service) gather(ctx context.Context, h *Homework) error {
	if err := s.recall(ctx, h); err != nil {
		return err
	}
	if err := s.offerKept(ctx, h.Couple, h); err != nil {
		return err
	}
	if err := s.taken(ctx, h); err != nil {
		return err
	}
	if err := s.offerOnward(ctx, h); err != nil {
		return err
	}
	return s.carry(ctx, h)
}

// carry finds what the definition carries over from the round before.
func (s *Service) carry(ctx context.Context, h *Homework) error {
	a := h.Assignment
	if h.Definition.Carries == "" || h.Viewer.Staff || h.Sight.Own == exercise.PartDone {
		return nil
	}
	rounds, err := s.Store.RoundsOf(ctx, a.Practice, a.Couple, []tandem.ExerciseID{a.Exercise})
	if err != nil {
		return err
	}
	var latest time.Time
	for _, r := range rounds {
		if r.Assignment == a.ID || r.Exercise != a.Exercise {
			continue
		}
		def, err := s.Library.Definition(ctx, a.Practice, r.Exercise, r.Version)
		if err != nil {
			return err
		}
		for _, e := range View(def, r.cast(h.Couple), r.Moves, h.Viewer).Entries {
			for _, f := range e.Fields {
				if f.Field == def.Carries && e.At.After(latest) && (e.Own || !h.Definition.CarriesOwn && !def.CarriesOwn) {
					h.Before, latest = f.Value.Text, e.At
				}
			}
		}
	}
	return nil
}

func (s *Service) load(ctx context.Context, practice tandem.PracticeID, id tandem.AssignmentID, viewer Viewer) (Homework, Round, error) {
	a, err := s.Store.Assignment(ctx, practice, id)
	if err != nil {
		return Homework{}, Round{}, err
	}
	rounds, err := s.Store.Rounds(ctx, practice, a.Couple, a.ID)
	if err != nil {
		return Homework{}, Round{}, err
	}
	var r Round
	if len(rounds) > 0 {
		r = rounds[0]
	}
	h, err := s.meet(ctx, a, r, viewer)
	if err == nil && !h.there() {
		err = tandem.NotFound()
	}
	return h, r, err
}

// meet is the assignment and its round as the viewer meets them.
func (s *Service) meet(ctx context.Context, a Assignment, r Round, viewer Viewer) (Homework, error) {
	couple, err := s.Cases.Couple(ctx, a.Practice, a.Couple)
	if err != nil {
		return Homework{}, err
	}
	return s.met(ctx, a, r, couple, viewer)
}

// met is meet with the couple at hand.
func (s *Service) met(ctx context.Context, a Assignment, r Round, couple casefile.Couple, viewer Viewer) (Homework, error) {
	def, err := s.Library.Definition(ctx, a.Practice, a.Exercise, a.Version)
	if err != nil {
		return Homework{}, err
	}
	h := Homework{Assignment: a, Definition: def, Couple: couple, Viewer: viewer, Paused: a.OpensOn == ""}
	h.Sight = View(def, a.Cast(couple), r.Moves, viewer)
	h.Sight.Acts = slices.DeleteFunc(h.Sight.Acts, func(act exercise.Act) bool { // what was asked for is answered, not noted as done
		return act.Kind == exercise.MoveRecord && a.Purpose != PurposePlan && a.Purpose != PurposeExercise
	})
	if a.Withdrawn { // taking back and showing to fewer is all that is left
		h.Sight.Acts = slices.DeleteFunc(h.Sight.Acts, func(act exercise.Act) bool {
			return act.Kind != exercise.MoveWithdraw && act.Kind != exercise.MoveNarrow
		})
	}
	if err := s.ownDraft(ctx, &h, r); err != nil {
		return h, err
	}
	h.withoutAgain()
	h.notYet(s.Pipeline.Clock.Now())
	if !viewer.Staff {
		h.Assignment.Parts = nil
	}
	return h, nil
}

func object(id tandem.AssignmentID) tandem.Object {
	return tandem.Object{Kind: tandem.ObjectAssignment, ID: string(id)}
}
