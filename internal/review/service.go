package review

import (
	"context"
	"slices"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// Store keeps reviews. Every method works inside the practice that it is given;
// what belongs to another practice is NotFound or not listed. Content comes
// back opened from its seal. Methods that write must run in a transaction.
type Store interface {
	// Review is one review with its parts and additions. NotFound.
	Review(ctx context.Context, practice tandem.PracticeID, id tandem.ReviewID) (Review, error)
	// HoldReview is Review, and keeps others from changing it until the
	// transaction ends. NotFound.
	HoldReview(ctx context.Context, practice tandem.PracticeID, id tandem.ReviewID) (Review, error)
	// Reviews lists a couple's reviews, the newest day first.
	Reviews(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) ([]Review, error)
	// ReviewDays lists the reviews of many couples by day, with their kind and
	// state alone.
	ReviewDays(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID) ([]Review, error)
	// CreateReview adds a review with its parts. NotFound for a couple elsewhere.
	CreateReview(ctx context.Context, r Review) error
	// SaveReview replaces day, state, content and who was absent of the review
	// whose stored version is r.Version-1 and that is not frozen. Conflict.
	SaveReview(ctx context.Context, r Review) error
	// AddToReview appends to a frozen review. Conflict when it is not frozen.
	AddToReview(ctx context.Context, practice tandem.PracticeID, id tandem.ReviewID, a Addition) error
}

// Confirmer checks that the actor signs in again. Its errors are fit for a form:
// Invalid at the field of the passphrase, or Throttled.
type Confirmer interface {
	SignInAgain(ctx context.Context, actor tandem.Actor, passphrase string) error
}

// Service runs the use cases of reviews. All fields must be set.
type Service struct {
	Pipeline *tandem.Pipeline
	Store    Store
	Cases    casefile.Store
	Plans    plan.Store
	Planning *plan.Service // which knows what changes in a plan
	Homework *homework.Service
	Confirm  Confirmer
	Library  exercise.Catalogue // the built-in definitions of preparations
}

func aReview(id tandem.ReviewID) tandem.Object {
	return tandem.Object{Kind: tandem.ObjectReview, ID: string(id)}
}

func aCouple(id tandem.CoupleID) tandem.Object {
	return tandem.Object{Kind: tandem.ObjectCouple, ID: string(id)}
}

// List is a couple's reviews, for its care team.
type List struct {
	Couple  casefile.Couple
	Day     tandem.Date // today in the couple's time zone
	Reviews []Review    // the newest day first
	// Foreseen are those that the couple's plan foresees and that are to come.
	Foreseen []Foreseen
}

// List shows a couple's reviews to those who care for it.
func (s *Service) List(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID) (List, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseListReviews, aCouple(couple),
		func(ctx context.Context, g *tandem.Grant) (List, error) {
			if g.Partner != "" {
				return List{}, tandem.Unfit()
			}
			c, err := s.Cases.Couple(ctx, actor.Practice, couple)
			if err != nil {
				return List{}, err
			}
			list := List{Couple: c, Day: s.today(c)}
			list.Reviews, err = s.Store.Reviews(ctx, actor.Practice, couple)
			for _, r := range list.Reviews {
				g.Listed(string(r.ID))
			}
			if err != nil {
				return list, err
			}
			p, err := s.Plans.CurrentPlan(ctx, actor.Practice, couple)
			if tandem.KindOf(err) == tandem.KindNotFound {
				return list, nil
			}
			list.Foreseen = foreseen(p, list.Day)
			return list, err
		})
}

func (s *Service) today(c casefile.Couple) tandem.Date {
	return tandem.DateOf(s.Pipeline.Clock.Now(), c.Zone())
}

// ScheduleInput is what a therapist chooses for a new review, as typed.
type ScheduleInput struct{ Kind, On string }

// Schedule sets a day for a review and asks both partners to prepare, each
// for themselves. The care team may. Errors: Invalid at "kind" and "on";
// Conflict when care has ended or another review is under way.
func (s *Service) Schedule(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, in ScheduleInput) (Review, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseScheduleReview, aCouple(couple),
		func(ctx context.Context, g *tandem.Grant) (Review, error) {
			c, err := s.Cases.Couple(ctx, actor.Practice, couple)
			if err != nil {
				return Review{}, err
			}
			r, err := s.scheduled(c, in)
			if err != nil {
				return Review{}, err
			}
			if err := s.oneAtATime(ctx, c); err != nil {
				return Review{}, err
			}
			r.ScheduledBy = actor.Person
			def, err := s.Library.Newest(preparations[r.Kind])
			if err != nil {
				return Review{}, err
			}
			partners := make([]tandem.PartnerID, len(r.Part))
			for i, part := range r.Part {
				partners[i] = part.Partner
			}
			opens, due := preparationDays(s.today(c), r.On)
			r.Preparation, err = s.Homework.Ask(ctx, actor.Practice, couple, partners, def, opens, due, homework.PurposeReview)
			if err != nil {
				return Review{}, err
			}
			g.About(actor.Practice, actor.Person, aReview(r.ID), couple)
			return r, s.Store.CreateReview(ctx, r)
		})
}

// prepareFor is how long before the day a preparation opens.
const prepareFor = 14

// preparationDays are the days of a preparation for a review on that day.
func preparationDays(today, on tandem.Date) (opens, due tandem.Date) {
	return max(today, on.AddDays(-prepareFor)), on
}

// scheduled is a new review as typed.
func (s *Service) scheduled(c casefile.Couple, in ScheduleInput) (Review, error) {
	if c.State != casefile.StateActive {
		return Review{}, tandem.Conflict(tandem.Say("Care has ended for this couple. Nothing can be scheduled."))
	}
	rd := &reader{from: s.today(c)}
	r := Review{ID: tandem.ReviewID(s.Pipeline.IDs.New()), Practice: c.Practice, Couple: c.ID, Kind: Kind(in.Kind),
		State: Scheduled, ScheduledAt: s.Pipeline.Clock.Now(), Version: 1}
	if !slices.Contains(Kinds(), r.Kind) {
		rd.problems.Add(FieldKind, tandem.Say("Please choose one of these."))
	}
	r.On = rd.dayNeeded(FieldOn, in.On)
	for _, p := range c.ActivePartners() {
		r.Part = append(r.Part, Part{Partner: p.ID})
	}
	return r, rd.problems.Err()
}

func (r *reader) dayNeeded(field, typed string) tandem.Date {
	if typed == "" {
		r.problems.Add(field, tandem.Say("Please choose a day."))
	}
	return r.day(field, typed)
}

// oneAtATime: a couple prepares one review at a time.
func (s *Service) oneAtATime(ctx context.Context, c casefile.Couple) error {
	all, err := s.Store.ReviewDays(ctx, c.Practice, []tandem.CoupleID{c.ID})
	if err != nil {
		return err
	}
	if slices.ContainsFunc(all, func(r Review) bool { return r.State == Scheduled || r.State == Open }) {
		return tandem.Conflict(tandem.Say("A review is under way already. Please hold that one, or move it to another day."))
	}
	return nil
}

// preparations name the built-in definition for each kind.
var preparations = map[Kind]tandem.ExerciseID{
	MidPlan: "REVIEW-PLAN", Trial: "REVIEW-TRIAL", Final: "REVIEW-PLAN", Quarterly: "REVIEW-QUARTER",
}

// change holds a review of the couple, changes it and saves it. A review of
// another couple counts as a denial.
func (s *Service) change(ctx context.Context, actor tandem.Actor, use tandem.UseCaseName, couple tandem.CoupleID, id tandem.ReviewID,
	work func(ctx context.Context, r *Review, c casefile.Couple) error) (Review, error) {
	return tandem.Run(ctx, s.Pipeline, actor, use, aReview(id),
		func(ctx context.Context, _ *tandem.Grant) (Review, error) {
			r, c, err := s.hold(ctx, actor, couple, id)
			if err != nil {
				return Review{}, err
			}
			if err := work(ctx, &r, c); err != nil {
				return Review{}, err
			}
			r.Version++
			return r, s.Store.SaveReview(ctx, r)
		})
}

func (s *Service) hold(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, id tandem.ReviewID) (Review, casefile.Couple, error) {
	r, err := s.Store.HoldReview(ctx, actor.Practice, id)
	if err != nil {
		return Review{}, casefile.Couple{}, err
	}
	if r.Couple != couple {
		return Review{}, casefile.Couple{}, tandem.Unfit()
	}
	c, err := s.inCare(ctx, r)
	return r, c, err
}

// inCare is the couple of a review. Conflict when its care has ended.
func (s *Service) inCare(ctx context.Context, r Review) (casefile.Couple, error) {
	c, err := s.Cases.Couple(ctx, r.Practice, r.Couple)
	if err == nil && c.State != casefile.StateActive {
		err = tandem.Conflict(tandem.Say("Care has ended for this couple. Its reviews stay as they are."))
	}
	return c, err
}

// Reschedule moves a review to another day; what was prepared is kept. The
// care team may. Errors: Invalid at "on"; Conflict once it was opened.
func (s *Service) Reschedule(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, id tandem.ReviewID, on string) (Review, error) {
	return s.change(ctx, actor, tandem.UseRescheduleReview, couple, id,
		func(ctx context.Context, r *Review, c casefile.Couple) error {
			rd := &reader{from: s.today(c)}
			day := rd.dayNeeded(FieldOn, on)
			if err := rd.problems.Err(); err != nil {
				return err
			}
			if err := r.reschedule(day); err != nil {
				return err
			}
			opens, due := preparationDays(s.today(c), day)
			return s.Homework.Redate(ctx, actor.Practice, r.Preparation, opens, due)
		})
}

// Cancel calls a review off before it is opened. What was prepared stays sealed
// with its authors: nobody else ever reads it, and nobody is asked any more. The
// care team may. Error: Conflict once it was opened.
func (s *Service) Cancel(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, id tandem.ReviewID) (Review, error) {
	return s.change(ctx, actor, tandem.UseCancelReview, couple, id,
		func(ctx context.Context, r *Review, _ casefile.Couple) error {
			if err := r.cancel(s.Pipeline.Clock.Now()); err != nil {
				return err
			}
			return s.Homework.Withdraw(ctx, actor.Practice, r.Preparation)
		})
}

// Open begins a review in session: what both have prepared opens to both and
// to the care team, whoever has prepared. The care team may. Error: Conflict
// when it is open already.
func (s *Service) Open(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, id tandem.ReviewID) (Review, error) {
	return s.change(ctx, actor, tandem.UseOpenReview, couple, id,
		func(ctx context.Context, r *Review, _ casefile.Couple) error {
			if err := r.open(s.Pipeline.Clock.Now()); err != nil {
				return err
			}
			return s.Homework.Release(ctx, actor.Practice, r.Preparation, actor.Person)
		})
}

// Write writes down what was agreed. The care team may, until it is frozen;
// signatures under what stood before are void. What changes in the plan is taken
// over anew where that is asked for: else a couple could only sign a draft that
// they had talked out of. Errors: Invalid at the fields of ContentInput; Conflict when somebody else has saved since, before it was
// opened, and once it is frozen.
func (s *Service) Write(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, id tandem.ReviewID, in ContentInput) (Review, error) {
	return s.change(ctx, actor, tandem.UseRecordReview, couple, id,
		func(ctx context.Context, r *Review, c casefile.Couple) error {
			if err := r.changeable(); err != nil {
				return err
			}
			if in.Version != versionText(r.Version) {
				return tandem.Conflict(tandem.Say("Somebody else has saved this review since. What you typed is below; please compare and save again."))
			}
			content, err := in.content(c, tandem.DateOf(r.OpenedAt, c.Zone()))
			if err != nil {
				return err
			}
			if err := r.record(content); err != nil || !in.Anew || r.State != Signing {
				return err
			}
			changes, err := s.Planning.ChangesSince(ctx, r.Practice, r.Couple, r.OpenedAt)
			if err == nil {
				r.carry(changes)
			}
			return err
		})
}

// Offer puts a review up for signing: from now on both partners can read it.
//
// What changes in the plan is fixed here: what was accepted since the review
// was opened, and what is drafted at this moment. What the plan becomes later
// is not this review's any more, so all sign one text; what is revised while
// the next review is open belongs to that one. Only what all may read is
// signed; what changes for one partner alone is kept beside it.
//
// The care team may. Error: Conflict when nothing is written down, or it is
// not open.
func (s *Service) Offer(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, id tandem.ReviewID) (Review, error) {
	return s.change(ctx, actor, tandem.UseOfferReview, couple, id,
		func(ctx context.Context, r *Review, _ casefile.Couple) error {
			changes, err := s.Planning.ChangesSince(ctx, r.Practice, r.Couple, r.OpenedAt)
			if err != nil {
				return err
			}
			return r.offer(changes)
		})
}

// Attend marks a partner as not there, or as there after all. The care team
// may. Whoever was not there need not sign. When all others have signed the
// text as it then stands, it stays open: a mark is an edit and voids what was
// signed. Error: Conflict once it is frozen, or when nobody would be left.
func (s *Service) Attend(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, id tandem.ReviewID, p tandem.PartnerID, absent bool) (Review, error) {
	return s.change(ctx, actor, tandem.UseAttendReview, couple, id,
		func(_ context.Context, r *Review, _ casefile.Couple) error {
			if !r.Asked(p) {
				return tandem.Unfit()
			}
			return r.attend(p, absent)
		})
}

// Add appends to a frozen review. The care team may; both partners can read
// it. Errors: Invalid at "text"; Conflict while the review is not frozen.
func (s *Service) Add(ctx context.Context, actor tandem.Actor, couple tandem.CoupleID, id tandem.ReviewID, text string) error {
	_, err := tandem.Run(ctx, s.Pipeline, actor, tandem.UseAddToReview, aReview(id),
		func(ctx context.Context, _ *tandem.Grant) (struct{}, error) {
			r, _, err := s.hold(ctx, actor, couple, id)
			if err != nil {
				return struct{}{}, err
			}
			if r.State != Frozen {
				return struct{}{}, tandem.Conflict(tandem.Say("This review is not signed yet. Please change it instead."))
			}
			rd := &reader{}
			a := Addition{ID: s.Pipeline.IDs.New(), Author: actor.Person, Text: rd.needed(FieldAddition, text, wordsLimit, true), At: s.Pipeline.Clock.Now()}
			if err := rd.problems.Err(); err != nil {
				return struct{}{}, err
			}
			return struct{}{}, s.Store.AddToReview(ctx, actor.Practice, id, a)
		})
	return err
}
