package main

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/review"
	"tandem/internal/tandem"
)

// noted is where the partner notes a hard week.
func (s *stage) noted(c *client) tandem.AssignmentID {
	s.t.Helper()
	a := c.post("/together/"+string(s.couple.ID)+"/setback", nil)
	if a.status != 303 {
		s.t.Fatalf("a place to note a hard week: %d", a.status)
	}
	return tandem.AssignmentID(strings.TrimPrefix(a.header.Get("Location"), "/homework/"))
}

// everythingFor is what a partner can fetch of their couple's pages and programs.
func (s *stage) everythingFor(c *client, name string) string {
	s.t.Helper()
	token, _ := s.token(name)
	all := ""
	for _, page := range []string{"/today", "/coming", "/together", "/together?all=1", "/privacy", "/reviews", "/documents", "/agreements", "/homework/" + string(s.walk), "/homework/" + string(s.talk)} {
		a := c.get(page)
		all += page + " " + masked(a) + "\n"
	}
	for _, op := range []string{"today", "coming", "together", "privacy", "reviews", "documents", "agreements", "agreements/waiting", "homework/" + string(s.walk)} {
		all += op + " " + masked(s.askWith(token, "GET", "/api/v1/"+op, nil)) + "\n"
	}
	return all
}

var aNote = url.Values{"step": {"note"}, "screen": {"1"}, "date": {string(monday)}, "happened": {"We shouted at dinner"}, "learned": {"I was hungry"}, "change": {"Eat first"}}

// TestAHardWeekIsInformation (P5): a draft that nobody else can tell from
// nothing, an announced act, the other's own lesson, and a shelf that both and
// the care team read, without a colour or a count.
func TestAHardWeekIsInformation(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		before := s.everythingFor(s.noor_, "noor")
		id := s.noted(s.rowan)
		if s.noted(s.rowan) != id {
			t.Error("what was opened and is not shared is not given again")
		}
		if a := s.rowan.post("/homework/"+string(id)+"/draft", url.Values{"step": {"note"}, "happened": {"We shouted at dinner"}}); a.status != 204 {
			t.Fatalf("a draft: %d", a.status)
		}
		if after := s.everythingFor(s.noor_, "noor"); after != before {
			t.Errorf("Noor can tell that Rowan has a draft:\n%s", firstDifference(before, after))
		}
		for who, c := range map[string]*client{"/homework/": s.noor_, "/couples/" + string(s.couple.ID) + "/homework/": s.mara} {
			if a := c.get(who + string(id)); a.status != 404 || strings.Contains(a.body, "shouted") {
				t.Errorf("a draft is open at %s: %d", who, a.status)
			}
		}
		s.move(s.rowan, id, "setback", aNote)
		today, shelf := s.noor_.get("/today").body, s.noor_.get("/together").body
		if !strings.Contains(today, "A hard week") || !strings.Contains(shelf, "What hard weeks taught us") || !strings.Contains(shelf, "We shouted at dinner") {
			t.Errorf("shared, and Noor reads\n%s\n%s", today, shelf)
		}
		page := s.noor_.get("/homework/" + string(id))
		if !strings.Contains(page.body, "rowan has noted a hard week. You can add what you learn, or just read it.") || strings.Contains(page.body, `class="word"`) {
			t.Errorf("the other's page:\n%s", wordsOf(page.body))
		}
		form := s.moveForm(s.noor_, id, "lesson", url.Values{"step": {"lesson"}, "screen": {"1"}, "lesson": {"A snack helps us"}})
		form.Set("target", hiddenIn(s.noor_.get("/homework/"+string(id)+"?do=lesson").body, "target"))
		if a := s.noor_.post("/homework/"+string(id)+"/moves", form); a.status != 303 {
			t.Fatalf("a lesson: %d\n%s", a.status, wordsOf(a.body))
		}
		for name, c := range map[string]*client{"rowan": s.rowan, "noor": s.noor_} {
			if shelf := c.get("/together").body; !strings.Contains(shelf, "What noor learns from it") || !strings.Contains(shelf, "A snack helps us") {
				t.Errorf("%s reads on the shelf:\n%s", name, shelf)
			}
		}
		brief := wordsOf(s.mara.get("/couples/" + string(s.couple.ID) + "/brief").body)
		for _, want := range []string{"Hard weeks, as information", "We shouted at dinner", "I was hungry · noor: A snack helps us", "Eat first"} {
			if !strings.Contains(brief, want) {
				t.Errorf("the brief lacks %q:\n%s", want, brief)
			}
		}
		own := s.must(s.homework.See(bg, s.people["rowan"], id)).(homework.Homework)
		if a := s.rowan.post("/homework/"+string(id)+"/moves/"+string(own.Sight.Entries[0].Move)+"/withdraw", url.Values{"key": {s.IDs.New()}, "version": {own.Sight.Version}}); a.status != 303 {
			t.Fatalf("taking back: %d", a.status)
		}
		if shelf := s.noor_.get("/together").body; strings.Contains(shelf, "shouted") || !strings.Contains(shelf, "taken back by its author") {
			t.Error("what was taken back leaves no tombstone")
		}
	})
}

// TestHardWeeksOfADayAreBounded: by one's own alone, so that nobody learns how
// many the other noted.
func TestHardWeeksOfADayAreBounded(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		for n := range 12 {
			w.does("rowan", s.noted(s.rowan), exercise.MoveSetback, "", exercise.Form{"date": {string(monday)}, "happened": {"Week " + strconv.Itoa(n)}})
		}
		if a := s.rowan.post("/together/"+string(s.couple.ID)+"/setback", nil); a.status != http.StatusConflict || !strings.Contains(a.body, "That is a lot for one day.") {
			t.Errorf("the thirteenth of a day: %d", a.status)
		}
		s.noted(s.noor_)
		w.clock.Advance(24 * time.Hour)
		s.rowan = w.browse("rowan")
		s.noted(s.rowan)
	})
}

// TestAHardWeekNotedInTheRoom: the care team notes it for both, once, and may
// word it anew; both may add what they learn.
func TestAHardWeekNotedInTheRoom(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		at := "/couples/" + string(s.couple.ID) + "/setbacks"
		form := url.Values{"key": {s.IDs.New()}, "date": {string(monday)}, "happened": {"The move was loud"}, "learned": {"Plan a quiet day"}}
		first, second := s.mara.post(at, form), s.mara.post(at, form)
		if first.status != 303 || second.header.Get("Location") != first.header.Get("Location") {
			t.Fatalf("noted in the room: %d, then %q", first.status, second.header.Get("Location"))
		}
		for name, c := range map[string]*client{"rowan": s.rowan, "noor": s.noor_} {
			if a := wordsOf(c.get("/together").body); strings.Count(a, "The move was loud") != 1 {
				t.Errorf("%s reads on the shelf:\n%s", name, a)
			}
		}
		page := s.mara.get(first.header.Get("Location"))
		if !strings.Contains(page.body, "In the room: A hard week is information") {
			t.Fatal("the care team cannot word it anew")
		}
		id := tandem.AssignmentID(first.header.Get("Location")[strings.LastIndex(first.header.Get("Location"), "/")+1:])
		h := s.must(s.homework.SeeIn(bg, s.people["mara"], s.couple.ID, id)).(homework.Homework)
		s.must(s.homework.Guide(bg, s.people["mara"], s.couple.ID, id, homework.GuideInput{Kind: exercise.MoveSetback, Key: s.IDs.New(), Version: h.Sight.Version,
			Form: exercise.Form{"date": {string(monday)}, "happened": {"The move was long"}}}))
		if shelf := wordsOf(s.noor_.get("/together").body); !strings.Contains(shelf, "The move was long") || strings.Contains(shelf, "The move was loud") {
			t.Errorf("worded anew:\n%s", shelf)
		}
		if a := s.noor_.get("/homework/" + string(id)); !strings.Contains(a.body, "It was noted in your session. You can add what you learn.") {
			t.Errorf("Noor reads:\n%s", wordsOf(a.body))
		}
		if a := s.soren().post(at, form); a.status != 404 {
			t.Errorf("a supervisor notes in the room: %d", a.status)
		}
	})
}

// soren is a supervisor of Mara's.
func (s *stage) soren() *client {
	s.t.Helper()
	s.must(nil, s.practice.Supervise(bg, s.people["ada"], s.people["soren"].Person, s.people["mara"].Person))
	return s.browse("soren")
}

// TestTheNextReviewOffersHardWeeks: what came since the review before stands in
// the preparation, ready filled, and is no answer until its reader sends it; a
// list that was emptied stays empty, and the other's draft of a lesson changes
// nothing.
func TestTheNextReviewOffersHardWeeks(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		id := s.noted(s.rowan)
		s.move(s.rowan, id, "setback", aNote)
		r := s.must(s.reviews.Schedule(bg, s.people["mara"], s.couple.ID, review.ScheduleInput{Kind: "quarterly", On: "2026-03-10"})).(review.Review)
		h := s.must(s.homework.See(bg, s.people["noor"], r.Preparation)).(homework.Homework)
		if len(h.Offered) != 1 || len(h.Offered[0].Value.Items) != 1 || h.Offered[0].Value.Items[0][homework.SetbackHappened].Text != "We shouted at dinner" {
			t.Fatalf("Noor is offered %+v", h.Offered)
		}
		at := "/homework/" + string(r.Preparation)
		step, _ := h.Definition.StepFor(exercise.MovePrepare)
		screen := slices.IndexFunc(step.Screens(), func(names []string) bool { return slices.Contains(names, "setbacks.0.happened") }) + 1
		page := s.noor_.get(at + "?do=prepare&step=" + strconv.Itoa(screen))
		if !strings.Contains(page.body, `value="We shouted at dinner"`) {
			t.Errorf("the screen is not filled:\n%s", wordsOf(page.body))
		}
		if seen := s.must(s.homework.Seen(bg, s.couple.Practice, r.Preparation, homework.Viewer{Staff: true})).(homework.Homework); len(seen.Sight.Entries) > 0 || len(seen.Offered) > 0 {
			t.Error("what is offered counts as an answer")
		}
		if a := s.noor_.post(at+"/draft", url.Values{"step": {"prepare"}, "setbacks.0.happened": {""}}); a.status != 204 {
			t.Fatalf("emptied: %d", a.status)
		}
		if page := s.noor_.get(at + "?do=prepare&step=" + strconv.Itoa(screen)); strings.Contains(page.body, "We shouted at dinner") || strings.Contains(page.body, "I was hungry") {
			t.Error("what was emptied is filled again")
		}
		s.move(s.rowan, r.Preparation, "prepare", url.Values{"screen": {strconv.Itoa(len(step.Screens()))}})
		if own := s.must(s.homework.See(bg, s.people["rowan"], r.Preparation)).(homework.Homework); len(own.Offered) > 0 {
			t.Error("what is prepared is offered something")
		}
		s.must(s.reviews.Cancel(bg, s.people["mara"], s.couple.ID, r.ID))
		s.must(nil, s.store.InTx(bg, func(ctx context.Context) error {
			_, err := s.homework.Ask(ctx, s.couple.Practice, s.couple.ID, nil, h.Definition, monday, monday, homework.PurposeReview)
			return err
		}))
		next := s.must(s.reviews.Schedule(bg, s.people["mara"], s.couple.ID, review.ScheduleInput{Kind: "final", On: "2026-04-20"})).(review.Review)
		if h := s.must(s.homework.See(bg, s.people["noor"], next.Preparation)).(homework.Homework); len(h.Offered) > 0 {
			t.Error("what the review before could take in is offered again")
		}
	})
}
