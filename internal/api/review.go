package api

import (
	"context"
	"strings"
	"time"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/review"
	"tandem/internal/tandem"
)

// forReviews is the group of reviews.
const forReviews = "Reviews"

// ReviewLine is one review of a list.
type ReviewLine struct {
	Review tandem.ReviewID `json:"review"`
	Kind   review.Kind     `json:"kind"`
	On     tandem.Date     `json:"on"`
	State  review.State    `json:"state"`
}

// Reviews are a couple's reviews.
type Reviews struct {
	Day     tandem.Date  `json:"day" doc:"Today in the couple's time zone."`
	Reviews []ReviewLine `json:"reviews" doc:"The newest day first."`
}

func reviewLine(r review.Review) ReviewLine {
	return ReviewLine{Review: r.ID, Kind: r.Kind, On: r.On, State: r.State}
}

// Reviews lists a couple's reviews.
func (a *API) Reviews() Operation {
	return operation(forReviews, "A couple's reviews", func(ctx context.Context, actor tandem.Actor, in *OfCouple) (Reviews, error) {
		list, err := a.ReviewsOf.List(ctx, actor, in.Couple)
		return Reviews{Day: list.Day, Reviews: each(list.Reviews, reviewLine)}, err
	})
}

type scheduleReview struct {
	OfCouple
	Body struct {
		Kind string `json:"kind" maxLength:"40" doc:"mid-plan, trial, quarterly or final."`
		On   string `json:"on" maxLength:"20"`
	}
}

// ScheduleReview sets a day for a review.
func (a *API) ScheduleReview() Operation {
	return operation(forReviews, "Set a day for a review", func(ctx context.Context, actor tandem.Actor, in *scheduleReview) (ReviewLine, error) {
		r, err := a.ReviewsOf.Schedule(ctx, actor, in.Couple, review.ScheduleInput{Kind: in.Body.Kind, On: in.Body.On})
		return reviewLine(r), err
	})
}

// OfReview names a review of a couple in a path.
type OfReview struct {
	OfCouple
	Review tandem.ReviewID `path:"review" doc:"A review of that couple."`
}

// ReviewRecord is a review as both partners and the care team may read it.
type ReviewRecord struct {
	ReviewLine
	Digest     string            `json:"digest" doc:"Of the text as it stands; a signature names it."`
	Partners   []Attendance      `json:"partners"`
	Content    ReviewContent     `json:"content"`
	Difference []string          `json:"plan_difference" doc:"What changes in the plan, as all may read it, in words: while it is open as it would be fixed now, then as it was fixed. Part of what is signed."`
	Signatures []ReviewSignature `json:"signatures" doc:"The oldest first."`
	Additions  []ReviewAddition  `json:"additions" doc:"After it was frozen, the oldest first."`
}

// Attendance is one partner's place in a review.
type Attendance struct {
	Partner tandem.PartnerID `json:"partner"`
	Name    string           `json:"name"`
	Absent  bool             `json:"absent"`
}

// ReviewSignature is one signature under a review.
type ReviewSignature struct {
	By   string     `json:"by"`
	At   *time.Time `json:"at" doc:"To the minute."`
	Void bool       `json:"void" doc:"The text has changed since."`
}

// ReviewAddition is something added to a frozen review.
type ReviewAddition struct {
	By   string     `json:"by"`
	At   *time.Time `json:"at" doc:"To the minute."`
	Text string     `json:"text"`
}

// ReviewContent is what was agreed.
type ReviewContent struct {
	Improvements []string         `json:"improvements" doc:"Celebrated first; may be empty."`
	Changes      []string         `json:"changes"`
	Decisions    []ReviewDecision `json:"decisions"`
	Targets      []ReviewTarget   `json:"targets"`
	Trials       []ReviewTrial    `json:"trials,omitempty" doc:"What becomes of what they tried for a time."`
	Holds        string           `json:"holds,omitempty" maxLength:"10" doc:"Whether what matters to them still holds: yes, or no where they look at it again."`
	Plan         string           `json:"plan_decision,omitempty" maxLength:"40" doc:"continue, adjust, step-down, other-template, pause or close."`
	PlanChanges  string           `json:"plan_changes,omitempty" doc:"A remark on what changes in the plan."`
	NextOn       string           `json:"next_on,omitempty" maxLength:"20"`
}

// ReviewDecision is one thing decided; owner is "both" or a partner's position.
type ReviewDecision struct {
	Text  string `json:"text"`
	Owner string `json:"owner" maxLength:"20" doc:"both, or a partner's position from 1."`
	Due   string `json:"due,omitempty" maxLength:"20"`
}

// ReviewTarget is one thing to reach.
type ReviewTarget struct {
	Text   string `json:"text"`
	Notice string `json:"notice" doc:"How it will be noticed."`
	Due    string `json:"due,omitempty" maxLength:"20"`

	Confidence string `json:"confidence,omitempty" maxLength:"4" doc:"How sure the two are that it will work, a whole number from 0 to 10. Below 7 a smaller target helps; nothing is refused."`
}

// ReviewTrial is what becomes of something that was tried.
type ReviewTrial struct {
	Text    string `json:"text" doc:"What they tried."`
	Becomes string `json:"becomes" maxLength:"20" doc:"keep, adapt or drop."`
	Noticed string `json:"noticed,omitempty" doc:"What they noticed."`
}

// BetweenThem is something that stands between the two, as both read it.
type BetweenThem struct {
	Shelf    exercise.ShelfID    `json:"shelf" doc:"rituals, boundaries, trials, values or purpose."`
	Homework tandem.AssignmentID `json:"homework"`
	Exercise string              `json:"exercise" doc:"The name of its exercise."`
	Words    string              `json:"words,omitempty" doc:"As both agreed on it."`
	LookOn   tandem.Date         `json:"look_on,omitempty" doc:"When they look back on it."`
}

func record(ctx context.Context, r review.Record) ReviewRecord {
	typed := review.Typed(r.Review, r.Couple)
	c := r.Review.Content
	content := ReviewContent{Improvements: append([]string{}, c.Improvements...), Changes: append([]string{}, c.Changes...), Plan: typed.Plan,
		PlanChanges: typed.PlanChanges, NextOn: typed.NextOn,
		Decisions: each(typed.Decisions, func(d review.DecisionInput) ReviewDecision { return ReviewDecision(d) }),
		Targets:   each(typed.Targets, func(t review.TargetInput) ReviewTarget { return ReviewTarget(t) }),
		Trials:    each(typed.Trials, func(t review.TrialInput) ReviewTrial { return ReviewTrial(t) }), Holds: typed.Holds}
	return ReviewRecord{ReviewLine: reviewLine(r.Review), Digest: r.Digest, Content: content, Difference: each(r.PlanChanges(), said(ctx)),
		Partners: each(r.Review.Part, func(p review.Part) Attendance {
			return Attendance{Partner: p.Partner, Name: r.Name(p.Partner), Absent: p.Absent}
		}),
		Signatures: each(r.Signatures, func(s review.Standing) ReviewSignature {
			by := r.Name(s.Partner)
			if s.Partner == "" {
				by = r.Staff(s.Person)
			}
			return ReviewSignature{By: by, At: minute(s.At), Void: s.Void}
		}),
		Additions: each(r.Review.Additions, func(x review.Addition) ReviewAddition {
			return ReviewAddition{By: r.Staff(x.Author), At: minute(x.At), Text: x.Text}
		})}
}

// ReviewPage is a review as the care team meets it.
type ReviewPage struct {
	ReviewRecord
	Version   string  `json:"version" doc:"What a change of the content carries back."`
	Preparing []Part  `json:"preparing" doc:"How far each partner is, before it is opened."`
	Brought   []Entry `json:"brought" doc:"What both prepared for both, once it is open."`

	Since tandem.Date `json:"since,omitempty" doc:"From when on it looks back: the review before, else the start of the plan."`

	Between []BetweenThem `json:"between" doc:"What may be adjusted, and the trials that are running, until it is frozen."`

	Alone []AloneChange `json:"alone" doc:"What changes in the plan for one partner only. No part of what is signed, and not for the other's eyes."`
}

// AloneChange is what changes in the plan for one partner only.
type AloneChange struct {
	Partner tandem.PartnerID `json:"partner"`
	Changes []string         `json:"changes"`
}

// Review shows a review to the care team.
func (a *API) Review() Operation {
	return operation(forReviews, "A review", func(ctx context.Context, actor tandem.Actor, in *OfReview) (ReviewPage, error) {
		p, err := a.ReviewsOf.See(ctx, actor, in.Couple, in.Review)
		if err != nil {
			return ReviewPage{}, err
		}
		return ReviewPage{ReviewRecord: record(ctx, p.Record), Version: review.Typed(p.Review, p.Couple).Version,
			Preparing: each(p.Preparing, func(s homework.PartSight) Part {
				return Part{Partner: s.Partner, State: s.State, Waiting: s.Waiting.In(ctx)}
			}),
			Brought: each(p.Brought, func(e homework.Entry) Entry { return entry(ctx, p.Couple, "", e) }),
			Since:   p.Since,
			Between: each(p.Between, func(b homework.Between) BetweenThem {
				return BetweenThem{Shelf: b.Shelf, Homework: b.Assignment, Exercise: tandem.T(ctx, b.Name), Words: b.Words, LookOn: b.Due}
			}),
			Alone: each(p.Alone, func(x review.AloneText) AloneChange {
				return AloneChange{Partner: x.Partner, Changes: each(x.Changes, said(ctx))}
			})}, nil
	})
}

type reviewDay struct {
	OfReview
	Body struct {
		On string `json:"on" maxLength:"20"`
	}
}

// MoveReview moves a review to another day.
func (a *API) MoveReview() Operation {
	return act(forReviews, "Move a review to another day", func(ctx context.Context, actor tandem.Actor, in *reviewDay) error {
		_, err := a.ReviewsOf.Reschedule(ctx, actor, in.Couple, in.Review, in.Body.On)
		return err
	})
}

// CancelReview calls a review off before it is opened.
func (a *API) CancelReview() Operation {
	return act(forReviews, "Cancel a review before it is opened", func(ctx context.Context, actor tandem.Actor, in *OfReview) error {
		_, err := a.ReviewsOf.Cancel(ctx, actor, in.Couple, in.Review)
		return err
	})
}

// OpenReview opens a review in session.
func (a *API) OpenReview() Operation {
	return act(forReviews, "Open a review in session", func(ctx context.Context, actor tandem.Actor, in *OfReview) error {
		_, err := a.ReviewsOf.Open(ctx, actor, in.Couple, in.Review)
		return err
	})
}

type writeReview struct {
	OfReview
	Body struct {
		ReviewContent
		Version string `json:"version" maxLength:"40" doc:"Of the review that it changes."`
		Anew    bool   `json:"anew,omitempty" doc:"Once it is put up for signing: take over what changes in the plan as it stands now. Whoever has signed signs again."`
	}
}

// WriteReview writes down what was agreed.
func (a *API) WriteReview() Operation {
	return act(forReviews, "Write down what was agreed", func(ctx context.Context, actor tandem.Actor, in *writeReview) error {
		b := in.Body
		_, err := a.ReviewsOf.Write(ctx, actor, in.Couple, in.Review, review.ContentInput{Version: b.Version,
			Improvements: strings.Join(b.Improvements, "\n"), Changes: strings.Join(b.Changes, "\n"), Plan: b.Plan, PlanChanges: b.PlanChanges, Anew: b.Anew, NextOn: b.NextOn,
			Decisions: each(b.Decisions, func(d ReviewDecision) review.DecisionInput { return review.DecisionInput(d) }),
			Targets:   each(b.Targets, func(t ReviewTarget) review.TargetInput { return review.TargetInput(t) }),
			Trials:    each(b.Trials, func(t ReviewTrial) review.TrialInput { return review.TrialInput(t) }), Holds: b.Holds})
		return err
	})
}

// OfferReview puts a review up for signing.
func (a *API) OfferReview() Operation {
	return act(forReviews, "Put a review up for signing", func(ctx context.Context, actor tandem.Actor, in *OfReview) error {
		_, err := a.ReviewsOf.Offer(ctx, actor, in.Couple, in.Review)
		return err
	})
}

// OfReviewPartner names a partner's place in a review in a path.
type OfReviewPartner struct {
	OfReview
	Partner tandem.PartnerID `path:"partner" doc:"A partner of that couple."`
}

type attendReview struct {
	OfReviewPartner
	Body struct {
		Absent bool `json:"absent"`
	}
}

// AttendReview marks whether a partner was there.
func (a *API) AttendReview() Operation {
	return act(forReviews, "Mark whether a partner was there", func(ctx context.Context, actor tandem.Actor, in *attendReview) error {
		_, err := a.ReviewsOf.Attend(ctx, actor, in.Couple, in.Review, in.Partner, in.Body.Absent)
		return err
	})
}

type paperReview struct {
	OfReviewPartner
	Body struct {
		Digest string `json:"digest" maxLength:"100" doc:"Of the text that was signed."`
	}
}

// PaperReview records a partner's signature on paper.
func (a *API) PaperReview() Operation {
	return act(forReviews, "Record a partner's signature on paper", func(ctx context.Context, actor tandem.Actor, in *paperReview) error {
		_, err := a.ReviewsOf.SignOnPaper(ctx, actor, in.Couple, in.Review, in.Partner, in.Body.Digest)
		return err
	})
}

type addToReview struct {
	OfReview
	Body struct {
		Text string `json:"text"`
	}
}

// AddToReview adds to a frozen review.
func (a *API) AddToReview() Operation {
	return act(forReviews, "Add to a signed review", func(ctx context.Context, actor tandem.Actor, in *addToReview) error {
		return a.ReviewsOf.Add(ctx, actor, in.Couple, in.Review, in.Body.Text)
	})
}

// ReviewSigning is a signature as sent.
type ReviewSigning struct {
	Name       string `json:"name" maxLength:"400" doc:"Of who signs, as typed."`
	Passphrase string `json:"passphrase" maxLength:"800" doc:"Typed by that person at that moment. A program must not keep it."`
	Digest     string `json:"digest" maxLength:"100" doc:"Of the text that was read."`
}

func (s ReviewSigning) input() review.SignInput {
	return review.SignInput{Name: s.Name, Passphrase: s.Passphrase, Digest: s.Digest}
}

type signReview struct {
	OfReview
	Body ReviewSigning
}

// SignReview signs a review for the care team.
func (a *API) SignReview() Operation {
	return act(forReviews, "Sign a review for the care team", func(ctx context.Context, actor tandem.Actor, in *signReview) error {
		_, err := a.ReviewsOf.SignAsStaff(ctx, actor, in.Couple, in.Review, in.Body.input())
		return err
	})
}

// OwnReviews are the reviews that a partner took part in.
type OwnReviews struct {
	Reviews []OwnReview `json:"reviews" doc:"The newest day first."`
}

// OwnReview is a review as one of its partners meets it.
type OwnReview struct {
	ReviewRecord
	Me    tandem.PartnerID `json:"me"`
	Asks  bool             `json:"asks" doc:"One's signature is asked for."`
	Alone []string         `json:"alone" doc:"What changes in the plan for oneself only. No part of what is signed; the other has nothing of it."`
}

func ownReview(ctx context.Context) func(review.Own) OwnReview {
	return func(o review.Own) OwnReview {
		return OwnReview{ReviewRecord: record(ctx, o.Record), Me: o.Partner, Asks: o.Asks(), Alone: each(o.Alone, said(ctx))}
	}
}

// OwnReviews lists a partner's reviews.
func (a *API) OwnReviews() Operation {
	return operation(forPartners, "One's reviews", func(ctx context.Context, actor tandem.Actor, _ *nothing) (OwnReviews, error) {
		all, err := a.ReviewsOf.OwnList(ctx, actor)
		return OwnReviews{each(all, ownReview(ctx))}, err
	})
}

type ofOwnReview struct {
	Review tandem.ReviewID `path:"review" doc:"A review that one took part in."`
}

// OneOwnReview shows a partner one review.
func (a *API) OneOwnReview() Operation {
	return operation(forPartners, "One of one's reviews", func(ctx context.Context, actor tandem.Actor, in *ofOwnReview) (OwnReview, error) {
		o, err := a.ReviewsOf.SeeOwn(ctx, actor, in.Review)
		if err != nil {
			return OwnReview{}, err
		}
		return ownReview(ctx)(o), nil
	})
}

type signOwnReview struct {
	Review tandem.ReviewID `path:"review" doc:"A review that one took part in."`
	Body   ReviewSigning
}

// SignOwnReview signs a review as the partner that the actor is.
func (a *API) SignOwnReview() Operation {
	return act(forPartners, "Sign a review", func(ctx context.Context, actor tandem.Actor, in *signOwnReview) error {
		_, err := a.ReviewsOf.Sign(ctx, actor, in.Review, in.Body.input())
		return err
	})
}
