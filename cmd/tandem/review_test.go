package main

import (
	"net/url"
	"strconv"

	"tandem/internal/review"
	"tandem/internal/tandem"
)

// reviewHref is the care team's page of a review.
func reviewHref(r review.Review) string {
	return "/couples/" + string(r.Couple) + "/reviews/" + string(r.ID)
}

// newest is the couple's review of the newest day, if it has one.
func (s *stage) newest() (review.Review, bool) {
	s.t.Helper()
	all := s.must(s.store.Reviews(bg, s.couple.Practice, s.couple.ID)).([]review.Review)
	if len(all) == 0 {
		return review.Review{}, false
	}
	return all[0], true
}

// scheduledReview is the couple's review, made when there is none.
func (s *stage) scheduledReview() review.Review {
	s.t.Helper()
	if r, ok := s.newest(); ok {
		return r
	}
	return s.must(s.reviews.Schedule(bg, s.people["mara"], s.couple.ID, review.ScheduleInput{Kind: "mid-plan", On: "2026-03-20"})).(review.Review)
}

// offeredReview is the couple's review, brought so far that it can be signed.
func (s *stage) offeredReview() review.Review {
	s.t.Helper()
	r, mara := s.scheduledReview(), s.people["mara"]
	if r.State == review.Scheduled {
		s.must(s.reviews.Open(bg, mara, r.Couple, r.ID))
		s.must(s.reviews.Write(bg, mara, r.Couple, r.ID, review.ContentInput{Version: "2", Improvements: "We laugh more"}))
		r = s.must(s.reviews.Offer(bg, mara, r.Couple, r.ID)).(review.Review)
	}
	return r
}

// digested is a form with the digest of the couple's review as it stands.
func (s *stage) digested(form url.Values) url.Values {
	s.t.Helper()
	if form == nil {
		form = url.Values{}
	}
	r, _ := s.newest()
	form.Set("digest", r.Digest())
	return form
}

// contentForm is what a therapist writes down in session.
func contentForm(s *stage) url.Values {
	r := s.offeredReview()
	return url.Values{"version": {versionOf(r)}, "improvements": {"We laugh more\nWe eat together"}, "changes": {"Evenings are loud"},
		"decisions.0.text": {"Phones away at dinner"}, "decisions.0.owner": {"both"}, "decisions.0.due": {"2026-04-01"},
		"decisions.1.text": {"A walk on Sundays"}, "decisions.1.owner": {"1"}, "decisions.1.due": {"2026-04-01"},
		"targets.0.text": {"Two calm evenings a week"}, "targets.0.notice": {"We both sleep well"}, "targets.0.due": {"2026-05-01"},
		"plan": {string(review.PlanAdjust)}, "plan_changes": {"One exercise less."}, "next_on": {"2026-06-01"}}
}

// versionOf is a review's version as its page sends it.
func versionOf(r review.Review) string { return strconv.Itoa(r.Version) }

// partnerOf is somebody's membership in the couple.
func (s *stage) partnerOf(name string) tandem.PartnerID {
	s.t.Helper()
	p, ok := s.couple.PartnerOf(s.people[name].Person)
	if !ok {
		s.t.Fatalf("%s is no partner here", name)
	}
	return p.ID
}
