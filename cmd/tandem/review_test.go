package main

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/homework"
	"tandem/internal/review"
	"tandem/internal/tandem"
	"tandem/internal/testkit"
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
	return s.must(s.reviews.Schedule(bg, s.people["mara"], s.couple.ID, review.ScheduleInput{Kind: "mid-plan", On: "2026-03-12"})).(review.Review)
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
		"targets.0.text": {"Two calm evenings a week"}, "targets.0.notice": {"We both sleep well"}, "targets.0.due": {"2026-05-01"}, "targets.0.confidence": {"6"},
		"trials.0.text": {"Tea before talks"}, "trials.0.becomes": {"keep"}, "trials.0.noticed": {"We are calmer"}, "holds": {"no"},
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

// prepared are answers to a preparation, each naming its author.
func prepared(who, rating string) url.Values {
	return url.Values{"better.0.better_one": {who + " sleeps better"}, "helps.0.helps_one": {who + " likes walks"},
		"does_not.0.does_not_one": {who + " dreads Mondays"}, "wish.0.wish_one": {who + " wishes for quiet"}, "closeness": {rating}, "heard": {rating}}
}

// prepare sends a whole preparation as its last screen would.
func (s *stage) prepare(c *client, id tandem.AssignmentID, who, rating string) answer {
	s.t.Helper()
	h := s.must(s.homework.Seen(bg, s.couple.Practice, id, homework.Viewer{Staff: true})).(homework.Homework)
	last := strconv.Itoa(len(h.Definition.Steps[0].Screens()))
	f := url.Values{"kind": {"prepare"}, "step": {"prepare"}, "key": {s.IDs.New()}, "screen": {last},
		"version": {hiddenIn(c.get("/homework/"+string(id)+"?do=prepare").body, "version")}}
	maps.Copy(f, prepared(who, rating))
	return c.post("/homework/"+string(id)+"/moves", f)
}

// TestAReviewFromPreparationToFreezing plays the line of a review over HTTP and
// looks at each station at what may be read and done by whom.
func TestAReviewFromPreparationToFreezing(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		r := s.scheduledReview()
		at, mine, prep := reviewHref(r), "/reviews/"+string(r.ID), "/homework/"+string(r.Preparation)
		says := func(what string, a answer, status int, holds, lacks string) {
			t.Helper()
			if a.status != status || holds != "" && !strings.Contains(a.body, holds) || lacks != "" && strings.Contains(a.body, lacks) {
				t.Errorf("%s: %d, want %d; with %q: %v, without %q: %v", what, a.status, status, holds, strings.Contains(a.body, holds), lacks, !strings.Contains(a.body, lacks))
			}
		}
		says("the day's list asks to prepare", s.rowan.get("/today"), 200, prep, "")
		if a := s.prepare(s.rowan, r.Preparation, "rowan", "3"); a.status != http.StatusSeeOther {
			t.Fatalf("preparing: %d\n%s", a.status, excerpt(a.body, `role="alert"`))
		}
		says("prepared", s.rowan.get(prep), 200, "rowan sleeps better", "")
		says("moved to another day", s.mara.post(at+"/day", url.Values{"on": {"2026-03-13"}}), 303, "", "")
		says("what was prepared is kept", s.rowan.get(prep), 200, "rowan sleeps better", "")
		s.sealedFrom(t, s.noor_, r)
		for _, who := range []string{at, "/couples/" + string(s.couple.ID) + prep} {
			says("the therapist before opening", s.mara.get(who), 200, "", "sleeps better")
		}
		says("the round opens no review", s.mara.post("/couples/"+string(s.couple.ID)+prep+"/guide", url.Values{"kind": {"release"}, "key": {s.IDs.New()},
			"version": {hiddenIn(s.mara.get("/couples/"+string(s.couple.ID)+prep).body, "version")}}), 409, "", "")
		says("writing before it is open", s.mara.post(at+"/content", url.Values{"version": {"3"}, "improvements": {"x"}}), 409, "", "")
		says("signing before it is open", s.mara.post(at+"/sign", s.digested(url.Values{"name": {"Mara"}, "passphrase": {passphrase}})), 409, "", "")

		says("opened", s.mara.post(at+"/open", nil), 303, "", "")
		says("opened twice", s.mara.post(at+"/open", nil), 409, "", "")
		says("in session", s.mara.get(at), 200, "rowan sleeps better", "How close do you feel")
		says("Noor reads what Rowan brought", s.noor_.get(prep), 200, "rowan sleeps better", "How close do you feel")
		if a := s.prepare(s.noor_, r.Preparation, "noor", "4"); a.status != http.StatusConflict {
			t.Errorf("preparing after it was opened: %d", a.status)
		}
		says("not for partners yet", s.noor_.get(mine), 404, "", "")
		says("written", s.mara.post(at+"/content", contentOfSession(s)), 303, "", "")
		stale := contentOfSession(s)
		stale.Set("version", "3")
		stale.Set("improvements", "Somebody else's words")
		says("written over", s.mara.post(at+"/content", stale), 409, "Somebody else&#39;s words", "")
		says("put up", s.mara.post(at+"/offer", nil), 303, "", "")
		says("Noor's day", s.noor_.get("/today"), 200, mine, "")
		says("Noor reads", s.noor_.get(mine), 200, "Phones away at dinner", "")

		sign := func(c *client, path, name string) answer {
			return c.post(path, s.digested(url.Values{"name": {name}, "passphrase": {passphrase}}))
		}
		says("Noor signs", sign(s.noor_, mine+"/sign", "Noor of the river"), 303, "", "")
		changed := contentOfSession(s)
		changed.Set("improvements", "We laugh every day")
		old := s.digested(url.Values{"name": {"Rowan"}, "passphrase": {passphrase}})
		says("an edit after a signature", s.mara.post(at+"/content", changed), 303, "", "")
		says("the signature is void, and visible as such", s.mara.get(at), 200, "The text was changed after this", "")
		says("signing the text of before", s.rowan.post(mine+"/sign", old), 409, "The text has changed", "")
		says("Rowan signs", sign(s.rowan, mine+"/sign", "Rowan"), 303, "", "")
		says("the therapist signs", sign(s.mara, at+"/sign", "Mara"), 303, "", "")
		if now, _ := s.newest(); now.State != review.Signing {
			t.Errorf("frozen without Noor: %s", now.State)
		}
		says("Noor signs again", sign(s.noor_, mine+"/sign", "Noor of the river"), 303, "", "")
		if now, _ := s.newest(); now.State != review.Frozen {
			t.Errorf("all have signed, and it is %s", now.State)
		}
		before := s.fingerprint()
		for path, form := range map[string]url.Values{"/content": contentOfSession(s), "/offer": nil, "/open": nil, "/day": {"on": {"2026-03-30"}},
			"/sign": s.digested(url.Values{"name": {"Mara"}, "passphrase": {passphrase}}), "/partners/" + string(s.partnerOf("noor")) + "/absent": {"absent": {"yes"}},
			"/partners/" + string(s.partnerOf("noor")) + "/paper": s.digested(nil)} {
			says("frozen: "+path, s.mara.post(at+path, form), 409, "", "")
		}
		if s.fingerprint() != before {
			t.Error("a frozen review was changed")
		}
		says("added", s.mara.post(at+"/additions", url.Values{"text": {"The walk is on Saturdays now."}}), 303, "", "")
		says("Noor reads the addition", s.noor_.get(mine), 200, "The walk is on Saturdays now.", "")
		says("and what was signed", s.noor_.get(mine), 200, "Noor of the river", "for noor")
	})
}

// TestThePreparationHasItsPlaceOnTheDay: it stands first, done or not, with the
// day of the review, and is nothing for a phone that goes round.
func TestThePreparationHasItsPlaceOnTheDay(t *testing.T) {
	s := newStage(newWorld(t, ""))
	s.clock.Set(morning.AddDate(0, 0, 1))
	s.noor_ = s.browse("noor")
	r := s.scheduledReview()
	prep := "/homework/" + string(r.Preparation)
	first := func(when string) {
		t.Helper()
		body := s.noor_.get("/today").body
		at, other := strings.Index(body, prep), strings.Index(body, "/homework/"+string(s.talk))
		if at < 0 || other < 0 || at > other || !strings.Contains(body, "For your review: Thursday, 12 March") {
			t.Errorf("%s: the preparation is not first, or its day is not said", when)
		}
	}
	first("open")
	if a := s.noor_.get(prep); strings.Contains(a.body, prep+"/phone") || s.noor_.get(prep+"/phone").status != http.StatusNotFound {
		t.Error("one phone is offered for what each prepares alone")
	}
	s.prepare(s.noor_, r.Preparation, "noor", "4")
	first("prepared")
}

// contentOfSession is the form of the session with the version as it stands.
func contentOfSession(s *stage) url.Values {
	f := contentForm(s)
	r, _ := s.newest()
	f.Set("version", versionOf(r))
	return f
}

// sealedFrom: whatever a partner asks for, in whatever order, nothing of what
// the other has prepared comes back before the therapist opens the review.
func (s *stage) sealedFrom(t *testing.T, c *client, r review.Review) {
	t.Helper()
	at, mine, prep := reviewHref(r), "/reviews/"+string(r.ID), "/homework/"+string(r.Preparation)
	form := func() url.Values { return s.digested(url.Values{"name": {"Noor"}, "passphrase": {passphrase}}) }
	asks := map[string]func() answer{
		"the preparation": func() answer { return c.get(prep) }, "its screens": func() answer { return c.get(prep + "?do=prepare&step=2") },
		"the review": func() answer { return c.get(mine) }, "the session": func() answer { return c.get(at) },
		"opening": func() answer { return c.post(at+"/open", nil) }, "releasing": func() answer {
			return c.post("/couples/"+string(r.Couple)+prep+"/guide", url.Values{"kind": {"release"}, "key": {s.IDs.New()}})
		},
		"putting up": func() answer { return c.post(at+"/offer", nil) }, "signing": func() answer { return c.post(mine+"/sign", form()) },
		"passing":      func() answer { return c.post(prep+"/moves", url.Values{"kind": {"pass"}, "key": {s.IDs.New()}}) },
		"the day":      func() answer { return c.get("/today") },
		"the shelves":  func() answer { return c.get("/together?shelf=repairs") },
		"own reviews":  func() answer { return c.get("/reviews") },
		"own words":    func() answer { return c.get("/privacy") },
		"as staff":     func() answer { return c.get("/couples/" + string(r.Couple) + prep) },
		"the document": func() answer { return c.get("/documents") },
	}
	for range 2 { // whatever one request has changed, the next must not profit
		for name, ask := range asks {
			if a := ask(); strings.Contains(a.body, "sleeps better") || strings.Contains(a.body, "dreads Mondays") || a.status >= 500 {
				t.Errorf("%s gives away what was prepared, or fails (%d)", name, a.status)
			}
		}
	}
}

// TestWhatIsPreparedNobodyCanTell: two worlds, one in which Rowan prepares, and
// one in which Rowan does not. Before the therapist opens the review Noor gets
// the same; afterwards, other ratings change nothing that Noor gets.
func TestWhatIsPreparedNobodyCanTell(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		quiet := newStage(w)
		database := ""
		if w.dollars {
			database = testkit.Postgres(t)
		}
		busy := newStage(newWorld(t, database))
		paths := func(s *stage) map[string]string {
			r, _ := s.newest()
			got := map[string]string{}
			fetch := map[string]string{"today": "/today", "preparation": "/homework/" + string(r.Preparation),
				"change": "/homework/" + string(r.Preparation) + "?do=prepare", "review": "/reviews/" + string(r.ID), "reviews": "/reviews",
				"together": "/together", "privacy": "/privacy", "session": reviewHref(r)}
			for _, name := range slices.Sorted(maps.Keys(fetch)) { // the first one renews the session
				got[name] = masked(s.noor_.get(fetch[name]))
			}
			return got
		}
		same := func(when string) {
			t.Helper()
			one, two := paths(quiet), paths(busy)
			for _, what := range apart(one, two) {
				t.Errorf("%s: %s differs:\n%s", when, what, firstDifference(one[what], two[what]))
			}
		}
		for _, s := range []*stage{quiet, busy} {
			s.scheduledReview()
		}
		prep := busy.scheduledReview().Preparation
		same("scheduled")
		busy.rowan.post("/homework/"+string(prep)+"/draft", url.Values{"step": {"prepare"}, "better.0.better_one": {"a draft"}})
		busy.prepare(busy.rowan, prep, "rowan", "9")
		busy.prepare(busy.rowan, prep, "rowan", "1")
		same("Rowan has prepared")
		for _, s := range []*stage{quiet, busy} {
			s.prepare(s.noor_, s.scheduledReview().Preparation, "noor", "5")
		}
		same("both have prepared")
		if strings.Contains(paths(busy)["preparation"], "rowan sleeps") || !strings.Contains(paths(busy)["preparation"], "noor sleeps") {
			t.Error("the comparison would mean nothing")
		}
		quiet.prepare(quiet.rowan, quiet.scheduledReview().Preparation, "rowan", "8") // other ratings, the same words
		for _, s := range []*stage{quiet, busy} {
			r := s.scheduledReview()
			s.clock.Advance(5 * time.Minute)
			s.must(s.reviews.Open(bg, s.people["mara"], r.Couple, r.ID))
		}
		same("opened")
		if !strings.Contains(paths(busy)["preparation"], "rowan sleeps") {
			t.Error("what was opened is not there: the comparison would mean nothing")
		}
	})
}

// TestSigningAtOnce: whoever signs at the same moment, each signature is kept
// once and the review freezes once; an edit at that moment either comes before
// and voids, or is refused.
func TestSigningAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		r := s.offeredReview()
		in := review.SignInput{Name: "A name", Passphrase: passphrase, Digest: r.Digest()}
		var group sync.WaitGroup
		for range 3 {
			group.Go(func() { _, _ = s.reviews.Sign(bg, s.people["rowan"], r.ID, in) })
			group.Go(func() { _, _ = s.reviews.Sign(bg, s.people["noor"], r.ID, in) })
			group.Go(func() { _, _ = s.reviews.SignAsStaff(bg, s.people["mara"], r.Couple, r.ID, in) })
		}
		group.Wait()
		now, _ := s.newest()
		all := s.must(s.store.Signatures(bg, s.couple.Practice, s.couple.ID)).([]casefile.Signature)
		mine := slices.DeleteFunc(all, func(sig casefile.Signature) bool { return sig.Subject.Kind != review.SubjectReview })
		if now.State != review.Frozen || len(mine) != 3 || now.Digest() != r.Digest() {
			t.Errorf("%d signatures, state %s", len(mine), now.State)
		}
	})
}

// TestAnEditAgainstASignature: of an edit and the last signature at one moment
// one is first; never does a changed text stand frozen without its signatures.
func TestAnEditAgainstASignature(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		r := s.offeredReview()
		mara := s.people["mara"]
		in := review.SignInput{Name: "A name", Passphrase: passphrase, Digest: r.Digest()}
		for _, p := range []string{"rowan", "noor"} {
			s.must(s.reviews.Sign(bg, s.people[p], r.ID, in))
		}
		var group sync.WaitGroup
		var signed, edited error
		group.Go(func() { _, signed = s.reviews.SignAsStaff(bg, mara, r.Couple, r.ID, in) })
		group.Go(func() {
			_, edited = s.reviews.Write(bg, mara, r.Couple, r.ID, review.ContentInput{Version: versionOf(r), Improvements: "Other words"})
		})
		group.Wait()
		now, _ := s.newest()
		frozen, changed := now.State == review.Frozen, now.Digest() != r.Digest()
		if frozen == changed || (signed == nil) != frozen || (edited == nil) != changed {
			t.Errorf("frozen %v, changed %v; signing gave %v, the edit %v", frozen, changed, signed, edited)
		}
	})
}

// TestOneWasNotThere: who was not there need not sign, and the record says so.
func TestOneWasNotThere(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		r := s.offeredReview()
		mara := s.people["mara"]
		s.must(s.reviews.Attend(bg, mara, r.Couple, r.ID, s.partnerOf("noor"), true))
		r, _ = s.newest()
		in := review.SignInput{Name: "A name", Passphrase: passphrase, Digest: r.Digest()}
		if _, err := s.reviews.Sign(bg, s.people["noor"], r.ID, in); tandem.KindOf(err) != tandem.KindConflict {
			t.Errorf("signing without having been there: %v", err)
		}
		s.must(s.reviews.SignOnPaper(bg, mara, r.Couple, r.ID, s.partnerOf("rowan"), r.Digest()))
		s.must(s.reviews.SignAsStaff(bg, mara, r.Couple, r.ID, in))
		if now, _ := s.newest(); now.State != review.Frozen {
			t.Errorf("state %s", now.State)
		}
		for _, c := range []*client{s.rowan, s.noor_} {
			if a := c.get("/reviews/" + string(r.ID)); a.status != http.StatusOK || !strings.Contains(a.body, "was not there this time") || !strings.Contains(a.body, "signed on paper") {
				t.Errorf("the record says nothing of it (%d)", a.status)
			}
		}
	})
}
