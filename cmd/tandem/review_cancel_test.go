package main

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tandem/internal/homework"
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
			if a := c.get(prep); a.status != http.StatusOK || !strings.Contains(a.body, "This was called off") ||
				!strings.Contains(a.body, who+" sleeps better") || strings.Contains(a.body, map[string]string{"rowan": "noor", "noor": "rowan"}[who]+" sleeps better") {
				t.Errorf("%s's preparation: %d, or it is not theirs alone", who, a.status)
			}
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

// TestWhatWasPreparedForNothingCanBeTakenBack: after a review was cancelled its
// author takes back what they prepared, and can write nothing new there. Who
// had prepared nothing finds nothing, whatever the other did.
func TestWhatWasPreparedForNothingCanBeTakenBack(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		r := s.scheduledReview()
		prep := "/homework/" + string(r.Preparation)
		s.prepare(s.rowan, r.Preparation, "rowan", "3")
		if a := s.mara.post(reviewHref(r)+"/cancel", nil); a.status != http.StatusSeeOther {
			t.Fatalf("cancelled: %d", a.status)
		}
		h := s.must(s.homework.See(bg, s.people["rowan"], r.Preparation)).(homework.Homework)
		entry := h.Sight.Entries[0]
		sent := func(more url.Values) url.Values {
			f := url.Values{"key": {s.IDs.New()}, "version": {h.Sight.Version}}
			maps.Copy(f, more)
			return f
		}
		again := prepared("rowan", "5")
		maps.Copy(again, url.Values{"kind": {"prepare"}, "step": {"prepare"}, "screen": {"9"}})
		nothing := func(after string) {
			t.Helper()
			unknown := s.noor_.get("/homework/" + s.IDs.New())
			for what, a := range map[string]answer{"page": s.noor_.get(prep), "version": s.noor_.get(prep + "/version"),
				"taking back": s.noor_.post(prep+"/moves/"+string(entry.Move)+"/withdraw", sent(nil)), "writing": s.noor_.post(prep+"/moves", sent(again)),
				"a draft": s.noor_.post(prep+"/draft", url.Values{"step": {"prepare"}}), "sharing": s.noor_.get(prep + "/phone"), "joining": s.noor_.post(prep+"/presence", url.Values{"here": {"yes"}})} {
				if a.status != http.StatusNotFound || what == "page" && masked(a) != masked(unknown) {
					t.Errorf("after %s, Noor's %s: %d", after, what, a.status)
				}
			}
		}
		nothing("the cancelling")
		if a := s.rowan.post(prep+"/moves", sent(again)); a.status != http.StatusNotFound {
			t.Errorf("Rowan writes anew: %d", a.status)
		}
		for what, a := range map[string]answer{"a draft": s.rowan.post(prep+"/draft", url.Values{"step": {"prepare"}}), "sharing": s.rowan.get(prep + "/phone")} {
			if a.status != http.StatusNotFound {
				t.Errorf("Rowan's %s: %d", what, a.status)
			}
		}
		if a := s.rowan.post(prep+"/moves/"+string(entry.Move)+"/withdraw", sent(nil)); a.status != http.StatusSeeOther {
			t.Fatalf("Rowan takes it back: %d\n%s", a.status, excerpt(a.body, `role="alert"`))
		}
		if a := s.rowan.get("/privacy"); strings.Contains(a.body, "rowan sleeps better") {
			t.Error("what was taken back is still there")
		}
		nothing("taking back")
	})
}
