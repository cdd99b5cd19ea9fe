package main

import (
	"context"
	"fmt"

	"tandem/internal/report"
	"tandem/internal/review"
)

// looking is a review of the demo: its form, its day, and how far it has come.
type looking struct {
	kind    review.Kind // "" is none
	daysAgo int
	signed  bool // written down and signed by all; else prepared by the first partner only
}

// look prepares and holds a review as those concerned would.
func (d *demo) look(ctx context.Context, s story, p pair) error {
	mara := d.people["mara.therapist"]
	on := d.today().AddDays(-s.review.daysAgo)
	d.at(s.review.daysAgo+8, 11)
	r, err := d.reviews.Schedule(ctx, mara, p.couple.ID, review.ScheduleInput{Kind: string(s.review.kind), On: string(on)})
	if err != nil {
		return err
	}
	for i, who := range p.actors {
		if i > 0 && !s.review.signed {
			break // the second partner has not prepared yet
		}
		d.at(s.review.daysAgo+2, 19+i)
		if _, err := d.turn(ctx, who, r.Preparation, false); err != nil {
			return err
		}
	}
	if !s.review.signed {
		return nil
	}
	d.at(s.review.daysAgo, 8)
	if r, err = d.reviews.Open(ctx, mara, p.couple.ID, r.ID); err != nil {
		return err
	}
	in := review.Typed(r, p.couple)
	in.Version = fmt.Sprint(r.Version)
	in.Improvements = "Evenings are calmer.\nYou both say sooner when something is too much."
	in.Changes = "The talk moves to Saturday morning."
	in.Decisions = []review.DecisionInput{{Text: "Phones stay in the hall on Thursdays.", Owner: review.OwnerBoth}}
	in.Targets = []review.TargetInput{{Text: "One evening a week for the two of you.", Notice: "It stands in both calendars.", Due: string(on.AddDays(28)), Confidence: "8"}}
	in.Holds = string(review.StillHolds)
	in.Plan = string(review.PlanContinue)
	if s.ends == "finished" {
		in.Plan = string(review.PlanClose)
	}
	if r, err = d.reviews.Write(ctx, mara, p.couple.ID, r.ID, in); err != nil {
		return err
	}
	if r, err = d.reviews.Offer(ctx, mara, p.couple.ID, r.ID); err != nil {
		return err
	}
	for i, who := range p.actors {
		if _, err := d.reviews.Sign(ctx, who, r.ID, review.SignInput{Name: s.names[i], Passphrase: demoPassphrase, Digest: r.Digest()}); err != nil {
			return err
		}
	}
	_, err = d.reviews.SignAsStaff(ctx, mara, p.couple.ID, r.ID, review.SignInput{Name: "Mara Okafor", Passphrase: demoPassphrase, Digest: r.Digest()})
	return err
}

// issue prints the joint edition of the progress summary, and each partner's own.
func (d *demo) issue(ctx context.Context, p pair, daysAgo int) error {
	mara := d.people["mara.therapist"]
	d.at(daysAgo, 12)
	if _, err := d.reports.Issue(ctx, mara, p.couple.ID, "", report.Request{Edition: report.EditionJoint}); err != nil {
		return err
	}
	for _, partner := range p.couple.ActivePartners() {
		if _, err := d.reports.Issue(ctx, mara, p.couple.ID, partner.ID, report.Request{}); err != nil {
			return err
		}
	}
	return nil
}
