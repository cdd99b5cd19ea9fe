package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tandem/internal/review"
)

// TestACancelledReviewKeepsWhatWasPrepared: after it is cancelled nobody is
// asked any more, each finds their own words and nobody finds the other's, and
// another review can be scheduled.
func TestACancelledReviewKeepsWhatWasPrepared(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		r := s.scheduledReview()
		at, prep := reviewHref(r), "/homework/"+string(r.Preparation)
		s.prepare(s.rowan, r.Preparation, "rowan", "3")
		s.prepare(s.noor_, r.Preparation, "noor", "5")
		status := func(what string, a answer, want int) {
			t.Helper()
			if a.status != want || strings.Contains(a.body, "sleeps better") {
				t.Errorf("%s: %d, want %d, or it holds what was prepared", what, a.status, want)
			}
		}
		status("a partner cancels", s.noor_.post(at+"/cancel", nil), http.StatusNotFound)
		status("cancelled", s.mara.post(at+"/cancel", nil), http.StatusSeeOther)
		for what, more := range map[string]string{"cancelled again": "/cancel", "opened": "/open", "put up": "/offer"} {
			status(what, s.mara.post(at+more, nil), http.StatusConflict)
		}
		status("moved", s.mara.post(at+"/day", url.Values{"on": {"2026-03-30"}}), http.StatusConflict)
		if a := s.mara.get(at); a.status != http.StatusOK || !strings.Contains(a.body, "This review was cancelled") || strings.Contains(a.body, "sleeps better") {
			t.Errorf("its page: %d", a.status)
		}
		status("the therapist looks for the preparation", s.mara.get("/couples/"+string(r.Couple)+prep), http.StatusNotFound)
		for who, c := range map[string]*client{"rowan": s.rowan, "noor": s.noor_} {
			status(who+"'s preparation", c.get(prep), http.StatusNotFound)
			status(who+"'s review", c.get("/reviews/"+string(r.ID)), http.StatusNotFound)
			if a := c.get("/today"); strings.Contains(a.body, prep) {
				t.Errorf("%s is still asked to prepare", who)
			}
			other := map[string]string{"rowan": "noor", "noor": "rowan"}[who]
			if a := c.get("/privacy"); !strings.Contains(a.body, who+" sleeps better") || strings.Contains(a.body, other+" sleeps better") {
				t.Errorf("%s does not find what is theirs, or finds the other's", who)
			}
		}
		next := s.must(s.reviews.Schedule(bg, s.people["mara"], r.Couple, review.ScheduleInput{Kind: "quarterly", On: "2026-03-20"})).(review.Review)
		if a := s.rowan.get("/homework/" + string(next.Preparation)); a.status != http.StatusOK || strings.Contains(a.body, "sleeps better") {
			t.Errorf("the next preparation: %d", a.status)
		}
	})
}
