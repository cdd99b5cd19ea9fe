package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"tandem/internal/homework"
	"tandem/internal/tandem"
)

// TestARequestThatWaitsIsASignal: once three days have passed the caseload and
// the couple's page say so, to the care team alone and on no paper; an answer
// ends it.
func TestARequestThatWaitsIsASignal(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		at := "/couples/" + string(s.couple.ID)
		if a := s.mara.post(at+"/plan/once", url.Values{"exercise": {"E05"}, "week": {"1"}}); a.status != http.StatusSeeOther {
			t.Fatalf("given: %d", a.status)
		}
		asks := tandem.AssignmentID(s.rows("SELECT id FROM assignments WHERE exercise_id = 'E05'")[0][0])
		s.move(s.rowan, asks, "request", url.Values{"need": {"A quiet evening"}, "by_when": {"On Friday"}, "why": {"I am tired"}})
		const signal = "a request has waited for an answer for"
		tells := func(when string, want bool) {
			t.Helper()
			s.mara, s.rowan, s.noor_ = s.browse("mara"), s.browse("rowan"), s.browse("noor")
			for path, shows := range map[string]bool{"/caseload": want, at: want, at + "/brief": false} {
				if a := s.mara.get(path); a.status != http.StatusOK || strings.Contains(a.body, signal) != shows {
					t.Errorf("%s, %s: %d, the signal shows: %t", when, path, a.status, !shows)
				}
			}
			for _, path := range []string{"/today", "/homework/" + string(asks), "/together"} {
				if a := s.noor_.get(path); strings.Contains(a.body, signal) {
					t.Errorf("%s: %s tells a partner", when, path)
				}
			}
		}
		tells("at once", false)
		s.clock.Advance(73 * time.Hour)
		tells("after three days", true)
		request := s.must(s.homework.See(bg, s.people["noor"], asks)).(homework.Homework).Sight.Entries[0]
		s.move(s.noor_, asks, "answer", url.Values{"target": {string(request.Move)}, "response": {"not-now"}, "not_now_until": {"2026-04-01"}})
		tells("after an answer", false)
	})
}
