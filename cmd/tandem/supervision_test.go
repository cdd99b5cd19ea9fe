package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tandem/internal/tandem"
)

// TestSupervisionFromTheStaffPage: the owner's two buttons open the record of a
// therapist's couples to a supervisor, and close it, at the next request.
func TestSupervisionFromTheStaffPage(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		soren, mara, fina := s.people["soren"].Person, s.people["mara"].Person, s.people["fina"].Person
		browser, page := w.browse("soren"), "/couples/"+string(s.couple.ID)
		at := func(who tandem.PersonID) string { return "/staff/" + string(who) + "/supervision" }
		reads := func(what string, want int) {
			t.Helper()
			if a := browser.get(page); a.status != want {
				t.Errorf("%s: the supervisor gets %d, want %d", what, a.status, want)
			}
		}
		offers := func(what string, begin, end bool) {
			t.Helper()
			body := s.ada.get("/staff").body
			for form, want := range map[string]bool{at(mara): begin, at(mara) + "/end": end, at(fina): false, at(soren): false} {
				if got := strings.Contains(body, `action="`+form+`"`); got != want {
					t.Errorf("%s: the form for %s is there: %t, want %t", what, form, got, want)
				}
			}
			if said := strings.Contains(body, "supervised by <bdi>soren</bdi>"); said != end {
				t.Errorf("%s: the page says who supervises: %t", what, said)
			}
		}
		press := func(what, path string, want int) {
			t.Helper()
			if a := s.ada.post(path, url.Values{"supervisor": {string(soren)}}); a.status != want {
				t.Errorf("%s: %d, want %d", what, a.status, want)
			}
		}
		reads("at first", http.StatusNotFound)
		offers("at first", true, false)
		press("end what has not begun", at(mara)+"/end", http.StatusConflict)
		press("begin", at(mara), http.StatusSeeOther)
		reads("begun", http.StatusOK)
		offers("begun", false, true)
		press("begin twice", at(mara), http.StatusConflict)
		press("for the front desk", at(fina), http.StatusConflict)
		press("end", at(mara)+"/end", http.StatusSeeOther)
		reads("ended", http.StatusNotFound)
		offers("ended", true, false)
	})
}
