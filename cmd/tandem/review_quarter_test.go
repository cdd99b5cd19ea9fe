package main

import (
	"encoding/json"
	"html"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tandem/internal/api"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/review"
	"tandem/internal/tandem"
)

// TestAReviewNamesTheTrialThatIsRunning: what both are trying stands in the form
// by its name, ready filled; nothing is recorded of it until somebody says what
// becomes of it, and then it stands in what both sign.
func TestAReviewNamesTheTrialThatIsRunning(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		r := s.must(s.reviews.Schedule(bg, s.people["mara"], s.couple.ID, review.ScheduleInput{Kind: "trial", On: "2026-03-12"})).(review.Review)
		s.must(s.reviews.Open(bg, s.people["mara"], r.Couple, r.ID))
		before := s.mara.get(reviewHref(r)).body
		if strings.Contains(before, "tea before talks") || !strings.Contains(before, `name="trials.0.text"`) {
			t.Error("a trial review has no room for a trial, or names one that is not running")
		}
		trial, _ := s.trying(s.couple, "rowan", "noor")
		page := html.UnescapeString(s.mara.get(reviewHref(r)).body)
		for _, want := range []string{`value="tea before talks"`, "Running; they look back on ", `href="/couples/` + string(s.couple.ID) + "/homework/" + string(trial) + `"`,
			"Keep it", "Change it and try again", "Drop it"} {
			if !strings.Contains(page, want) {
				t.Errorf("the form lacks %q", want)
			}
		}
		offered := url.Values{"version": {"2"}, "improvements": {"We are calmer"}, "trials.0.text": {"tea before talks"}}
		s.mara.post(reviewHref(r)+"/content", offered)
		if now, _ := s.newest(); len(now.Content.Trials) != 0 || len(now.Content.Improvements) != 1 {
			t.Errorf("offered and not judged: %+v", now.Content)
		}
		offered.Set("version", "3")
		offered.Set("trials.0.becomes", "keep")
		offered.Set("trials.0.noticed", "It helps")
		s.mara.post(reviewHref(r)+"/content", offered)
		s.must(s.reviews.Offer(bg, s.people["mara"], r.Couple, r.ID))
		for _, c := range []*client{s.rowan, s.noor_} {
			if page := c.get("/reviews/" + string(r.ID)).body; !strings.Contains(page, "tea before talks") || !strings.Contains(page, "Keep it") || !strings.Contains(page, "It helps") {
				t.Error("a partner does not read what becomes of the trial")
			}
		}
		token, _ := s.token("mara")
		var in api.ReviewPage
		if a := s.askWith(token, http.MethodGet, "/api/v1"+reviewHref(r), nil); json.Unmarshal([]byte(a.body), &in) != nil || len(in.Content.Trials) != 1 ||
			len(in.Between) != 1 || in.Between[0].Homework != trial || in.Between[0].Words != "tea before talks" {
			t.Errorf("in JSON: %+v, %+v", in.Content.Trials, in.Between)
		}
	})
}

// TestWhatOneKeepsToThemselvesIsNotBetweenThem: a limit that is not shared, a
// request that waits, and a trial whose words were narrowed stand on no page
// that is looked at together.
func TestWhatOneKeepsToThemselvesIsNotBetweenThem(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		r := s.scheduledReview()
		s.must(s.reviews.Open(bg, s.people["mara"], r.Couple, r.ID))
		limit := s.ask(s.couple, "E22")
		s.does("rowan", limit, exercise.MoveKeep, "", exercise.Form{"area": {"time"}, "my_limit": {"I need the attic"}, "what_helps": {"a door"}, "firmness": {"firm"}})
		page := s.mara.get(reviewHref(r)).body
		if strings.Contains(page, "attic") || !strings.Contains(page, "Nothing is agreed yet.") {
			t.Error("a limit that is Rowan's draft stands on the page")
		}
		s.does("rowan", limit, exercise.MoveShare, exercise.MoveKeep, nil)
		if strings.Contains(s.mara.get(reviewHref(r)).body, "attic") {
			t.Error("a limit that waits for an answer stands as agreed")
		}
		trial, _ := s.trying(s.couple, "rowan", "noor")
		if !strings.Contains(s.mara.get(reviewHref(r)).body, "tea before talks") {
			t.Error("the trial is not there: the comparison would mean nothing")
		}
		h := s.must(s.homework.See(bg, s.people["rowan"], trial)).(homework.Homework)
		asked := h.Sight.Entries[slices.IndexFunc(h.Sight.Entries, func(e homework.Entry) bool { return e.Kind == exercise.MoveRequest })]
		s.must(s.homework.Narrow(bg, s.people["rowan"], trial, asked.Move, exercise.AuthorAndTherapist, homework.MoveInput{Key: s.IDs.New(), Version: h.Sight.Version}))
		if strings.Contains(s.mara.get(reviewHref(r)).body, "tea before talks") {
			t.Error("words that Rowan has narrowed stand on the page")
		}
		for _, want := range []string{"/plan/once?exercise=E44", "/plan/once?exercise=E09", `name="holds"`, "Below 7: make it smaller."} {
			if !strings.Contains(page, want) {
				t.Errorf("the page lacks %q", want)
			}
		}
		if once := s.mara.get("/couples/" + string(s.couple.ID) + "/plan/once?exercise=E44").body; !strings.Contains(once, `<option value="E44" selected`) {
			t.Error("the exercise is not chosen where it is given once")
		}
	})
}

// TestASmallTargetIsAHint: below seven the page asks for a smaller step, and
// what was typed is kept as it is.
func TestASmallTargetIsAHint(t *testing.T) {
	s := newStage(newWorld(t, ""))
	r := s.scheduledReview()
	s.must(s.reviews.Open(bg, s.people["mara"], r.Couple, r.ID))
	for version, sure := range map[string]string{"2": "6"} {
		form := url.Values{"version": {version}, "targets.0.text": {"Talk each day"}, "targets.0.notice": {"We do"}, "targets.0.due": {"2026-04-01"}, "targets.0.confidence": {sure}}
		if a := s.mara.post(reviewHref(r)+"/content", form); a.status != http.StatusSeeOther {
			t.Fatalf("a target of %s: %d", sure, a.status)
		}
	}
	hint := "What would be a smaller step?"
	if page := s.mara.get(reviewHref(r)).body; !strings.Contains(page, hint) {
		t.Error("no hint")
	}
	s.must(s.reviews.Write(bg, s.people["mara"], r.Couple, r.ID, review.ContentInput{Version: "3",
		Targets: []review.TargetInput{{Text: "Talk each day", Notice: "We do", Due: "2026-04-01", Confidence: "7"}}}))
	if page := s.mara.get(reviewHref(r)).body; strings.Contains(page, hint) {
		t.Error("a hint where they are sure enough")
	}
}

// TestThePreparationNamesWhatIsThere: a trial review asks each alone what shall
// become of the trial that is running, by its name; a quarterly one which limits
// and habits should change. Opened, the page says it in words, and what one of
// them keeps to themselves is not said there.
func TestThePreparationNamesWhatIsThere(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		trial, h := s.trying(s.couple, "rowan", "noor")
		asked := h.Sight.Entries[slices.IndexFunc(h.Sight.Entries, func(e homework.Entry) bool { return e.Kind == exercise.MoveRequest })]
		r := s.must(s.reviews.Schedule(bg, s.people["mara"], s.couple.ID, review.ScheduleInput{Kind: "trial", On: "2026-03-12"})).(review.Review)
		prep := "/homework/" + string(r.Preparation)
		page := s.rowan.get(prep + "?do=prepare&step=2")
		if ref := string(exercise.RefEntry(asked.Move)); !strings.Contains(page.body, `value="`+ref+`"`) || !strings.Contains(page.body, "tea before talks") {
			t.Errorf("the preparation does not name the trial:\n%s", wordsOf(page.body))
		}
		send := func(c *client, id tandem.AssignmentID, answers url.Values) {
			t.Helper()
			f := url.Values{"kind": {"prepare"}, "step": {"prepare"}, "key": {s.IDs.New()}, "screen": {"9"}, "version": {hiddenIn(c.get("/homework/"+string(id)+"?do=prepare").body, "version")}}
			maps.Copy(f, answers)
			h := s.must(s.homework.Seen(bg, s.couple.Practice, id, homework.Viewer{Staff: true})).(homework.Homework)
			f.Set("screen", strconv.Itoa(len(h.Definition.Steps[0].Screens())))
			if a := c.post("/homework/"+string(id)+"/moves", f); a.status != http.StatusSeeOther {
				t.Fatalf("preparing: %d\n%s", a.status, excerpt(a.body, `role="alert"`))
			}
		}
		send(s.rowan, r.Preparation, url.Values{"tried.0.which": {string(exercise.RefEntry(asked.Move))}, "tried.0.becomes": {"adapt"}, "tried.0.noticed": {"Later is better"}})
		s.must(s.reviews.Open(bg, s.people["mara"], r.Couple, r.ID))
		opened := func() string { return s.mara.get(reviewHref(r)).body }
		if !strings.Contains(opened(), "tea before talks · Change it and try again · Later is better") {
			t.Error("what Rowan brought is not said in words")
		}
		seen := s.must(s.homework.See(bg, s.people["rowan"], trial)).(homework.Homework)
		s.must(s.homework.Narrow(bg, s.people["rowan"], trial, asked.Move, exercise.AuthorAndTherapist, homework.MoveInput{Key: s.IDs.New(), Version: seen.Sight.Version}))
		if page := opened(); strings.Contains(page, "tea before talks") || !strings.Contains(page, "Change it and try again · Later is better") {
			t.Error("words that Rowan has narrowed since are said where both look")
		}
	})
}

// TestAReviewSaysWhatItLooksBackOn: from the plan's start, and later from the
// review before; the figures of that time are those that both may read.
func TestAReviewSaysWhatItLooksBackOn(t *testing.T) {
	s := newStage(newWorld(t, ""))
	first := s.frozenReview()
	s.clock.Set(morning.AddDate(0, 0, 60))
	s.mara = s.browse("mara")
	day := func(n int) string { return string(monday.AddDays(n)) }
	second := s.must(s.reviews.Schedule(bg, s.people["mara"], s.couple.ID, review.ScheduleInput{Kind: "quarterly", On: day(61)})).(review.Review)
	s.must(s.reviews.Open(bg, s.people["mara"], second.Couple, second.ID))
	for r, from := range map[tandem.ReviewID]string{first.ID: day(0), second.ID: string(first.On)} {
		page := html.UnescapeString(s.mara.get("/couples/" + string(s.couple.ID) + "/reviews/" + string(r)).body)
		link := regexp.MustCompile(`/couples/[^"]*/summary\?edition=joint&from=[^"]*`).FindString(page)
		if !strings.Contains(link, "from="+from+"&") {
			t.Errorf("looks back by %q, want from %s", link, from)
		} else if a := s.mara.get(link); a.status != http.StatusOK || strings.Contains(a.body, `role="alert"`) {
			t.Errorf("its figures: %d", a.status)
		}
	}
}
