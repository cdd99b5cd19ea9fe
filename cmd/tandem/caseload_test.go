package main

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"tandem/internal/api"
	"tandem/internal/casefile"
	"tandem/internal/review"
	"tandem/internal/tandem"
)

// TestTheCaseloadSaysWhyInWords: whom a review waits for, who is not ready to
// begin and whose plan has ended, in the order of attention, on the page as for
// programs.
func TestTheCaseloadSaysWhyInWords(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		mara := w.hire("ada", "mara", tandem.RoleTherapist)
		w.takeIn("mara", "ines", "juri")
		ended := w.takeIn("mara", "kim", "lior")
		reviewed := w.takeIn("mara", "rowan", "noor")
		w.assign("mara", ended)
		w.assign("mara", reviewed)
		w.must(nil, w.plans.End(bg, mara, ended.ID, "Enough for now."))
		w.must(w.reviews.Schedule(bg, mara, reviewed.ID, review.ScheduleInput{Kind: "mid-plan", On: string(monday.AddDays(2))}))
		today := tandem.DateOf(w.clock.Now(), ended.Zone()).Text().String()

		token, _ := w.token("mara")
		var load api.Caseload
		w.must(nil, json.Unmarshal([]byte(w.askWith(token, http.MethodGet, "/api/v1/caseload", nil).body), &load))
		page := w.browse("mara").get("/caseload").body
		want := []string{"review due on " + monday.AddDays(2).Text().String(),
			"not ready to begin: consents, confidentiality policy, safety screen, own goal; no homework yet", "the plan ended on " + today}
		var got []string
		for _, c := range load.Couples {
			var why []string
			for _, s := range c.Signals {
				why = append(why, s.Text)
				if at := strings.Index(page, s.Text); at < 0 {
					t.Errorf("the page does not say %q next", s.Text)
				} else {
					page = page[at:]
				}
			}
			got = append(got, strings.Join(why, "; "))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
		for who, says := range map[string]string{"kim": "Your plan has ended", "ines": "Your first exercises will stand here soon"} {
			w.browse(who).reads("/today", says)
		}
	})
}

// TestAReviewIsDueByTheCouplesDay: where the couple's day is ahead of the
// practice's clock, a review is due by the couple's.
func TestAReviewIsDueByTheCouplesDay(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		mara := w.hire("ada", "mara", tandem.RoleTherapist)
		w.clock.Set(time.Date(2026, 3, 2, 12, 30, 0, 0, time.UTC)) // the third in Auckland
		for _, zone := range []string{"Pacific/Auckland", "Europe/Berlin"} {
			c := w.must(w.cases.TakeIn(bg, mara, casefile.TakeInInput{TimeZone: zone, Partners: []casefile.PartnerInput{{Name: "Kim", Language: "en"}, {Name: "Lou", Language: "en"}}})).(casefile.Couple)
			w.must(w.reviews.Schedule(bg, mara, c.ID, review.ScheduleInput{Kind: "quarterly", On: "2026-03-10"}))
			due := strings.Contains(w.browse("mara").get("/couples/"+string(c.ID)).body, "review due on")
			if due != (zone == "Pacific/Auckland") {
				t.Errorf("%s, eight days before by the clock: due %v", zone, due)
			}
		}
	})
}

// TestTheCouplesPageSaysWhatStandsBeforeAPlan: the care team reads it in the
// header, one click from where it is settled; no partner comes there.
func TestTheCouplesPageSaysWhatStandsBeforeAPlan(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.hire("ada", "mara", tandem.RoleTherapist)
		c := w.takeIn("mara", "rowan", "noor")
		page := "/couples/" + string(c.ID)
		mara := w.browse("mara")
		mara.reads(page, `<a class="row" href="`+page+`/gate"><span class="word">Consents: rowan: not there yet; noor: not there yet</span>`)
		mara.reads(page, `<span class="word">Safety screen: rowan: not there yet; noor: not there yet</span>`)
		w.ready("mara", c)
		mara.reads(page, `<span class="muted">Consents: there</span>`)
		mara.reads(page, `<span class="muted">Confidentiality policy: there</span>`)
		mara.reads(page, `<span class="muted">Safety screen: there, again by `)
		rowan := w.browse("rowan")
		for _, at := range []string{page, page + "/gate"} {
			if a := rowan.get(at); a.status == http.StatusOK || strings.Contains(a.body, "Safety screen") {
				t.Errorf("Rowan reads %s: %d", at, a.status)
			}
		}
	})
}
