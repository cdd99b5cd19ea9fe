package main

import (
	"context"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"tandem/internal/api"
	"tandem/internal/plan"
	"tandem/internal/review"
)

// wish drafts a change of the running plan: one exercise more for both, less of
// another, and one for Rowan alone.
func (s *stage) wish() plan.Draft {
	s.t.Helper()
	mara := s.people["mara"]
	d := s.must(s.plans.StartDraft(bg, mara, s.couple.ID, plan.StartInput{Revise: true})).(plan.Draft)
	in := plan.DraftInput{Version: fmt.Sprint(d.Version), Name: d.Plan.Name, Weeks: "8", Items: map[int]plan.ItemInput{},
		Add: []plan.ItemInput{{Exercise: "E04", Cadence: "weekly-1", FromWeek: "3", ToWeek: "8"}, {Exercise: "E24", Who: "1", Cadence: "once", FromWeek: "3", ToWeek: "3"}}}
	for i, it := range d.Plan.Items {
		if it.Exercise == "E38" {
			in.Items[i] = plan.ItemInput{Cadence: "every-2", FromWeek: fmt.Sprint(it.FromWeek), ToWeek: fmt.Sprint(it.ToWeek)}
		}
	}
	return s.must(s.plans.ChangeDraft(bg, mara, s.couple.ID, in)).(plan.Draft)
}

// What the wish says to both, and to Rowan and the care team alone.
var (
	wishedForBoth = []string{"every week, weeks 3 to 8.", "Easy company: every 2 weeks instead of every week"}
	wishedAlone   = "once, week 3, for rowan"
)

// TestAReviewCarriesWhatChangesInThePlan plays it over HTTP: what is drafted
// while the review is open shows on its page, is fixed when it is put up, signed
// and frozen, and stands in the record; what is for Rowan alone is Rowan's and
// the care team's, and changes nothing that Noor can fetch.
func TestAReviewCarriesWhatChangesInThePlan(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		r := s.scheduledReview()
		at, mine := reviewHref(r), "/reviews/"+string(r.ID)
		reads := func(what string, a answer, shared, alone bool) {
			t.Helper()
			if a.status != http.StatusOK {
				t.Fatalf("%s: %d", what, a.status)
			}
			text := html.UnescapeString(a.body)
			for _, line := range wishedForBoth {
				if strings.Contains(text, line) != shared {
					t.Errorf("%s: %q is there: %v", what, line, !shared)
				}
			}
			if strings.Contains(text, wishedAlone) != alone {
				t.Errorf("%s: what is for Rowan alone is there: %v", what, !alone)
			}
		}
		old := s.wish() // drafted before, and not accepted: it is what the couple looks at now
		s.must(s.reviews.Open(bg, s.people["mara"], r.Couple, r.ID))
		reads("in session", s.mara.get(at), true, false)
		reads("the care team's own page", s.mara.get(at+"?alone=1"), false, true)
		if a := s.mara.post("/couples/"+string(s.couple.ID)+"/plan/revise", url.Values{"version": {fmt.Sprint(old.Version)}}); a.status != http.StatusSeeOther {
			t.Fatalf("accepted: %d\n%s", a.status, excerpt(a.body, `role="alert"`))
		}
		reads("accepted since it was opened", s.mara.get(at), true, false)
		reads("the care team's own page, accepted", s.mara.get(at+"?alone=1"), false, true)
		s.must(s.reviews.Write(bg, s.people["mara"], r.Couple, r.ID, review.ContentInput{Version: "2", Plan: "adjust", PlanChanges: "Less on weekdays."}))
		s.must(s.reviews.Offer(bg, s.people["mara"], r.Couple, r.ID))

		offered, _ := s.newest()
		later := s.must(s.plans.StartDraft(bg, s.people["mara"], s.couple.ID, plan.StartInput{Revise: true})).(plan.Draft)
		s.must(s.plans.ChangeDraft(bg, s.people["mara"], s.couple.ID, plan.DraftInput{Version: fmt.Sprint(later.Version), Name: later.Plan.Name, Weeks: "9"}))
		s.must(s.reviews.Write(bg, s.people["mara"], r.Couple, r.ID, review.ContentInput{Version: versionOf(offered), Plan: "adjust", PlanChanges: "Less on weekdays."}))
		if now, _ := s.newest(); now.Digest() != offered.Digest() {
			t.Error("what is drafted after it was put up is in what is signed")
		}
		reads("Noor", s.noor_.get(mine), true, false)
		reads("Rowan", s.rowan.get(mine), true, true)
		s.leavesNoTrace(t, offered)

		for name, c := range map[string]*client{"noor": s.noor_, "rowan": s.rowan} {
			if a := c.post(mine+"/sign", s.digested(url.Values{"name": {name}, "passphrase": {passphrase}})); a.status != http.StatusSeeOther {
				t.Fatalf("%s signs: %d", name, a.status)
			}
		}
		s.mara.post(at+"/sign", s.digested(url.Values{"name": {"Mara"}, "passphrase": {passphrase}}))
		if now, _ := s.newest(); now.State != review.Frozen || now.Digest() != offered.Digest() || len(now.Alone) != 1 {
			t.Errorf("frozen as %+v", now)
		}
		preview := s.mara.get(at + "/record")
		reads("the record", preview, true, false)
		file := s.noor_.get(strings.TrimSuffix(s.mara.post(at+"/record", nil).header.Get("Location"), "/page"))
		reads("the record as printed", answer{status: file.status, body: printed(t, file.body, "Riverside", "Mid-plan review", "Riverside Mid-plan review")}, true, false)
		s.inPrograms(t, r)
	})
}

// leavesNoTrace: with what is Rowan's alone taken out of the kept review,
// everything of it that Noor can fetch is the same to the byte.
func (s *stage) leavesNoTrace(t *testing.T, r review.Review) {
	t.Helper()
	token, _ := s.token("noor")
	fetch := func() string {
		var all strings.Builder
		for _, path := range []string{"/reviews/" + string(r.ID), "/reviews", "/today", "/together", "/privacy", "/documents", reviewHref(r) + "?alone=1", "/reviews/" + string(r.ID) + "?alone=1"} {
			all.WriteString(masked(s.noor_.get(path)))
			all.WriteString(masked(s.askWith(token, http.MethodGet, "/api/v1"+path, nil)))
		}
		return all.String()
	}
	fetch() // the first one renews the session
	with := fetch()
	was := s.must(s.store.Review(bg, s.couple.Practice, r.ID)).(review.Review)
	set := func(alone []review.Alone) {
		s.must(nil, s.store.InTx(bg, func(ctx context.Context) error {
			now, err := s.store.HoldReview(ctx, s.couple.Practice, r.ID)
			if err != nil {
				return err
			}
			now.Alone, now.Version = alone, now.Version+1
			return s.store.SaveReview(ctx, now)
		}))
	}
	set(nil)
	if without := fetch(); without != with {
		t.Errorf("what is Rowan's alone shows to Noor:\n%s", firstDifference(with, without))
	}
	set(was.Alone)
}

// inPrograms: JSON says the same, to each what is theirs.
func (s *stage) inPrograms(t *testing.T, r review.Review) {
	t.Helper()
	ask := func(name, path string, into any) {
		t.Helper()
		token, _ := s.token(name)
		if a := s.askWith(token, http.MethodGet, "/api/v1"+path, nil); a.status != http.StatusOK || json.Unmarshal([]byte(a.body), into) != nil {
			t.Fatalf("%s asks for %s: %d", name, path, a.status)
		}
	}
	var staff api.ReviewPage
	var rowan, noor api.OwnReview
	ask("mara", reviewHref(r), &staff)
	ask("rowan", "/reviews/"+string(r.ID), &rowan)
	ask("noor", "/reviews/"+string(r.ID), &noor)
	for name, got := range map[string][]string{"staff": staff.Difference, "rowan": rowan.Difference, "noor": noor.Difference} {
		if len(got) != 2 {
			t.Errorf("%s reads %q", name, got)
		}
	}
	if len(staff.Alone) != 1 || staff.Alone[0].Partner != s.partnerOf("rowan") || len(rowan.Alone) != 1 || !strings.Contains(rowan.Alone[0], wishedAlone) || len(noor.Alone) != 0 {
		t.Errorf("alone: staff %+v, Rowan %q, Noor %q", staff.Alone, rowan.Alone, noor.Alone)
	}
}

// TestADraftThatIsAcceptedCountsOnce: in whatever order the plan and the review
// are looked at, a change stands in it once, and one of before the review was
// opened does not.
func TestADraftThatIsAcceptedCountsOnce(t *testing.T) {
	s := newStage(newWorld(t, ""))
	mara := s.people["mara"]
	d := s.wish()
	s.must(s.plans.Revise(bg, mara, s.couple.ID, fmt.Sprint(d.Version)))
	s.clock.Advance(time.Minute)
	opened := s.clock.Now()
	count := func() (n int) {
		all := s.must(s.plans.ChangesSince(bg, s.couple.Practice, s.couple.ID, opened)).([]plan.Difference)
		for _, d := range all {
			n += len(d.Changes)
		}
		return n
	}
	if n := count(); n != 0 {
		t.Errorf("%d changes of before", n)
	}
	d = s.must(s.plans.StartDraft(bg, mara, s.couple.ID, plan.StartInput{Revise: true})).(plan.Draft)
	d = s.must(s.plans.ChangeDraft(bg, mara, s.couple.ID, plan.DraftInput{Version: fmt.Sprint(d.Version), Name: d.Plan.Name, Weeks: "9"})).(plan.Draft)
	if n := count(); n != 1 {
		t.Errorf("drafted: %d changes", n)
	}
	s.must(s.plans.Revise(bg, mara, s.couple.ID, fmt.Sprint(d.Version)))
	if n := count(); n != 1 {
		t.Errorf("accepted: %d changes", n)
	}
}

// TestWhatTheCoupleTalkedOutOfNeedNotBeSigned: a change that was only drafted is
// taken out again while the review is being signed, and whoever had signed the
// other text has not signed this one.
func TestWhatTheCoupleTalkedOutOfNeedNotBeSigned(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		r := s.scheduledReview()
		mara := s.people["mara"]
		s.wish()
		s.must(s.reviews.Open(bg, mara, r.Couple, r.ID))
		s.must(s.reviews.Write(bg, mara, r.Couple, r.ID, review.ContentInput{Version: "2", Plan: "adjust"}))
		s.must(s.reviews.Offer(bg, mara, r.Couple, r.ID))
		signs := func(c *client, name string) int {
			return c.post("/reviews/"+string(r.ID)+"/sign", s.digested(url.Values{"name": {name}, "passphrase": {passphrase}})).status
		}
		if got := signs(s.noor_, "noor"); got != http.StatusSeeOther {
			t.Fatalf("Noor signs: %d", got)
		}
		if err := s.plans.DropDraft(bg, mara, s.couple.ID); err != nil {
			t.Fatal(err)
		}
		offered, _ := s.newest()
		s.must(s.reviews.Write(bg, mara, r.Couple, r.ID, review.ContentInput{Version: versionOf(offered), Plan: "continue"}))
		if now, _ := s.newest(); len(now.Content.Difference) == 0 {
			t.Error("saving alone takes a change out that is being signed")
		}
		saved, _ := s.newest()
		s.must(s.reviews.Write(bg, mara, r.Couple, r.ID, review.ContentInput{Version: versionOf(saved), Plan: "continue", Anew: true}))
		now, _ := s.newest()
		if len(now.Content.Difference)+len(now.Alone) != 0 || now.State != review.Signing {
			t.Errorf("taken over anew: %+v", now)
		}
		for name, c := range map[string]*client{"rowan": s.rowan, "noor": s.noor_} {
			if got := signs(c, name); got != http.StatusSeeOther {
				t.Errorf("%s signs the text as it is now: %d", name, got)
			}
		}
	})
}
