package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tandem/internal/review"
)

// frozenReview is the couple's review, signed by all.
func (s *stage) frozenReview() review.Review {
	s.t.Helper()
	r := s.offeredReview()
	if r.State == review.Signing {
		for _, who := range []string{"rowan", "noor"} {
			s.must(s.reviews.SignOnPaper(bg, s.people["mara"], r.Couple, r.ID, s.partnerOf(who), r.Digest()))
		}
		s.must(s.reviews.SignAsStaff(bg, s.people["mara"], r.Couple, r.ID, review.SignInput{Name: "Mara M.", Passphrase: passphrase, Digest: r.Digest()}))
		r, _ = s.newest()
	}
	return r
}

// TestTheRecordOfAReview: once all have signed, the therapist issues the record;
// preview, page and file say the same in each language, and both partners find
// it. What was prepared and not agreed is not in it.
func TestTheRecordOfAReview(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		r := s.scheduledReview()
		s.prepare(s.rowan, r.Preparation, "rowan", "3")
		at := reviewHref(r) + "/record"
		if a := s.mara.post(reviewHref(s.offeredReview())+"/content", contentForm(s)); a.status != http.StatusSeeOther {
			t.Fatalf("writing: %d", a.status)
		}
		for _, ask := range []answer{s.mara.get(at), s.mara.post(at, nil)} {
			if ask.status != http.StatusConflict || strings.Contains(ask.body, "Phones away") {
				t.Errorf("before all have signed: %d", ask.status)
			}
		}
		r = s.frozenReview()
		s.must(nil, s.reviews.Add(bg, s.people["mara"], r.Couple, r.ID, "We spoke on the phone."))
		for lang, title := range map[string]string{"en": "Mid-plan review", "es": "Revisión a mitad del plan"} {
			preview := wordsOf(s.mara.get(at + "?language=" + lang).body)
			issued := s.mara.post(at, url.Values{"language": {lang}})
			to := issued.header.Get("Location")
			file, page := s.noor_.get(strings.TrimSuffix(to, "/page")), s.rowan.get(to)
			if got := printed(t, file.body, "Riverside", title, "Riverside "+title); preview == "" || got != preview {
				t.Errorf("%s: the file does not say what the page says:\n%s", lang, firstDifference(got, preview))
			}
			if got := wordsOf(page.body); got != preview {
				t.Errorf("%s: a partner's page differs:\n%s", lang, firstDifference(got, preview))
			}
			for _, want := range []string{"We laugh more", "Evenings are loud", "Phones away at dinner", "Two calm evenings a week We both sleep well",
				"Tea before talks", "We are calmer", map[string]string{"en": "6 of 10", "es": "6 de 10"}[lang],
				"One exercise less.", "Mara M.", "We spoke on the phone.", r.Digest()[:12]} {
				if !strings.Contains(preview, want) {
					t.Errorf("%s: the record lacks %q: %s", lang, want, preview)
				}
			}
			if strings.Contains(preview, "rowan sleeps better") {
				t.Error("the record holds what Rowan prepared")
			}
		}
		if list := s.noor_.get("/documents").body; strings.Count(list, "What you agreed in a review") != 2 {
			t.Error("a partner's list lacks the record")
		}
		if log := s.mara.get("/couples/" + string(r.Couple) + "/documents").body; strings.Count(log, ">Review record<") != 2 || !strings.Contains(log, "noor, first on") {
			t.Error("the issue log lacks the record, or who has opened it")
		}
		if coded := wordsOf(s.mara.get(at + "?code_only=yes").body); !strings.Contains(coded, "Partner 2") || !strings.Contains(coded, "Names can be among them") {
			t.Errorf("names stand where the case code was asked for: %s", coded)
		}
		elsewhere := strings.Replace(at, string(r.Couple), string(w.takeIn("mara", "kim", "lou").ID), 1)
		for who, a := range map[string]answer{"a partner": s.noor_.get(at), "a partner who issues": s.noor_.post(at, nil), "the front desk": s.fina.get(at),
			"another couple's path": s.mara.get(elsewhere)} {
			if a.status != http.StatusNotFound {
				t.Errorf("%s: %d", who, a.status)
			}
		}
	})
}

// TestTheRecordReachesNobodyWhoWasNotAsked: the record goes to all partners of
// today, so it is not made while one of them had no part in the review.
func TestTheRecordReachesNobodyWhoWasNotAsked(t *testing.T) {
	s := newStage(newWorld(t, ""))
	r := s.frozenReview()
	if a := s.mara.get(reviewHref(r) + "/record"); a.status != http.StatusOK {
		t.Fatalf("with both asked: %d", a.status)
	}
	s.exec("DELETE FROM review_parts WHERE review_id = ? AND partner_id = ?", string(r.ID), string(s.partnerOf("noor")))
	for _, a := range []answer{s.mara.get(reviewHref(r) + "/record"), s.mara.post(reviewHref(r)+"/record", nil)} {
		if a.status != http.StatusConflict || !strings.Contains(a.body, "was not asked to take part") {
			t.Errorf("with one who was not asked: %d", a.status)
		}
	}
	if n := len(s.rows("SELECT id FROM documents")); n != 0 {
		t.Errorf("%d documents were made of it", n)
	}
}
