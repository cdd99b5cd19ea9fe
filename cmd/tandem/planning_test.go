package main

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/homework"
	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// itemOf is the plan's item of an exercise.
func (w *world) itemOf(c casefile.Couple, id tandem.ExerciseID) tandem.ItemID {
	w.t.Helper()
	for _, it := range w.must(w.store.CurrentPlan(bg, c.Practice, c.ID)).(plan.Plan).Items {
		if it.Exercise == id {
			return it.ID
		}
	}
	w.t.Fatalf("%s has no %s", c.Code, id)
	return ""
}

// intends says on the partner's phone when and where they will do an exercise.
func (s *stage) intends(by *client, item tandem.ItemID, answers url.Values) string {
	s.t.Helper()
	at := by.post("/items/"+string(item)+"/when", nil).header.Get("Location")
	form := url.Values{"kind": {"keep"}, "step": {"plan"}, "key": {s.IDs.New()}, "screen": {"1"}, "version": {hiddenIn(by.get(at+"?do=keep").body, "version")}}
	for name, v := range answers {
		form[name] = v
	}
	if a := by.post(at+"/moves", form); a.status != http.StatusSeeOther {
		s.t.Fatalf("planning: %d\n%s", a.status, a.body)
	}
	return at
}

// says answers about an item in one tap.
func (s *stage) says(by *client, item tandem.ItemID, answer string) {
	s.t.Helper()
	if a := by.post("/items/"+string(item)+"/answer", url.Values{"answer": {answer}}); a.status != http.StatusSeeOther {
		s.t.Fatalf("%s: %d\n%s", answer, a.status, a.body)
	}
}

var inTheKitchen = url.Values{"day": {"tuesday"}, "at": {"20:00"}, "cue": {"after dinner"}, "where": {"kitchen"}, "obstacle": {"a long day"}, "then": {"the smallest version"}}

// TestWhenAndWhere: each partner is asked on their own phone, one thing at a
// time. What they plan stands beside the exercise for them, with the care team
// for the care team, and nowhere for the other.
func TestWhenAndWhere(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		walk := s.itemOf(s.couple, "E38")
		if page := s.noor_.get("/today").body; !strings.Contains(page, "When will you do it?") || !strings.Contains(page, "Only you and your therapist see this.") ||
			!strings.Contains(page, "Not for me") || !strings.Contains(page, ">Later<") {
			t.Error("nobody is asked")
		}
		at := s.intends(s.noor_, walk, inTheKitchen)
		const line = "You planned: Tuesday, 20:00, after dinner, kitchen"
		for _, page := range []string{"/today", "/coming", "/when"} {
			if !strings.Contains(s.noor_.get(page).body, line) {
				t.Errorf("%s lacks her plan", page)
			}
			if body := s.rowan.get(page).body; strings.Contains(body, "kitchen") || strings.Contains(body, "after dinner") {
				t.Errorf("%s tells her plan", page)
			}
		}
		couple := "/couples/" + string(s.couple.ID)
		for _, page := range []string{couple, couple + "/brief"} {
			body := s.mara.get(page).body
			if !strings.Contains(body, "Tuesday, 20:00, after dinner, kitchen") {
				t.Errorf("%s lacks her plan", page)
			}
			// The brief can lie on the table: what could get in the way is on screens alone.
			if hurdle := strings.Contains(body, "If this gets in the way: a long day. Then: the smallest version"); hurdle == strings.HasSuffix(page, "/brief") {
				t.Errorf("%s says what could get in the way: %t", page, hurdle)
			}
		}
		for _, c := range []*client{s.rowan, s.fina} {
			if a := c.get(at); a.status != http.StatusNotFound {
				t.Errorf("somebody else opens it: %d", a.status)
			}
		}
		for name, c := range map[string]*client{"who planned": s.noor_, "who did not": s.rowan} {
			if a := c.get("/homework/" + string(s.walk)); a.status != http.StatusOK || !strings.Contains(a.body, "Easy company") {
				t.Errorf("%s cannot open the exercise: %d", name, a.status)
			}
		}
		s.intends(s.noor_, walk, url.Values{"day": {"any"}, "where": {"the park"}})
		if body := s.noor_.get("/when").body; !strings.Contains(body, "You planned: a day that changes, the park") || strings.Contains(body, "kitchen") {
			t.Error("a plan can be changed at any time")
		}
		if at2 := s.noor_.post("/items/"+string(walk)+"/when", nil).header.Get("Location"); at2 != at {
			t.Error("each item has one plan of each partner")
		}
		s.says(s.noor_, s.itemOf(s.couple, "E02"), homework.IntentionLater)
		if strings.Contains(s.noor_.get("/today").body, "When will you do it?") {
			t.Error("who said later is asked again")
		}
	})
}

// TestNotForMe: an item that is not for a partner leaves their own list and
// their count as a pass does, comes back with one tap, and is the care team's
// knowledge.
func TestNotForMe(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		walk, couple := s.itemOf(s.couple, "E38"), "/couples/"+string(s.couple.ID)
		named := func(c *client) bool { return strings.Contains(c.get("/today").body, "/homework/"+string(s.walk)) }
		figures := func() (passed, due int) {
			for _, wk := range s.must(s.homework.Couple(bg, s.people["mara"], s.couple.ID)).(homework.CouplePage).Weeks {
				f := wk.Partners[s.couple.Partners[1].ID]
				passed, due = passed+f.Passed, due+f.Due
			}
			return passed, due
		}
		if !named(s.noor_) || !named(s.rowan) {
			t.Fatal("the walk is not there")
		}
		theirs := s.rowan.get("/today").body
		s.says(s.noor_, walk, homework.IntentionNot)
		if named(s.noor_) || !named(s.rowan) {
			t.Error("it leaves the list of whom it is not for, and nobody else's")
		}
		if now := s.rowan.get("/today").body; randomID.ReplaceAllString(now, "") != randomID.ReplaceAllString(theirs, "") {
			t.Error("the other can tell")
		}
		for _, page := range []string{couple, "/caseload"} {
			if !strings.Contains(s.mara.get(page).body, "is not for them just now") {
				t.Errorf("%s does not say so", page)
			}
		}
		if strings.Contains(s.mara.get(couple+"/brief").body, "not for them") {
			t.Error("the brief, which may lie on the table, says that something is not for one of them")
		}
		if !strings.Contains(s.mara.get(couple).body, `href="`+couple+`/plan"`) {
			t.Error("nothing leads to changing the plan")
		}
		s.mara.post(couple+"/plan/draft", url.Values{"revise": {"yes"}})
		if !strings.Contains(s.mara.get(couple+"/plan/draft").body, "noor: not for me") {
			t.Error("the builder does not say who declined")
		}
		s.clock.Set(morning.AddDate(0, 0, 15)) // two weeks are over
		s.noor_, s.mara, s.rowan = s.browse("noor"), s.browse("mara"), s.browse("rowan")
		passed, due := figures()
		if due != 2 || passed < 2 { // of the talk, in both weeks
			t.Errorf("%d due, %d passed: what is not for her does not count", due, passed)
		}
		s.says(s.noor_, walk, homework.IntentionAny)
		if s.noor_.get("/today"); !strings.Contains(s.noor_.get("/today").body, "/homework/"+string(s.assignment(s.couple, "E38", 3))) {
			t.Error("one tap brings it back")
		}
		if _, due := figures(); due != 2 {
			t.Errorf("coming back makes %d due: what was left out stays left out", due)
		}
		s.clock.Set(morning.AddDate(0, 0, 22))
		if _, due := figures(); due != 4 {
			t.Errorf("%d due: from then on it counts again", due)
		}
	})
}

// TestWhatIsTakenBackIsNoOptOut: an answer that its author takes back, or keeps
// to themselves, is nothing that the care team knows of.
func TestWhatIsTakenBackIsNoOptOut(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		walk, couple := s.itemOf(s.couple, "E38"), "/couples/"+string(s.couple.ID)
		out := func() bool { return strings.Contains(s.mara.get(couple).body, "not for them just now") }
		act := func(more string, form url.Values) {
			all := s.must(s.homework.Planning(bg, s.people["noor"])).([]homework.Planning)
			for _, it := range all[0].Items {
				if it.Item.ID != walk {
					continue
				}
				h := s.must(s.homework.See(bg, s.people["noor"], it.Intention.Assignment)).(homework.Homework)
				e := h.Sight.Entries[len(h.Sight.Entries)-1]
				form.Set("key", s.IDs.New())
				form.Set("version", h.Sight.Version)
				if a := s.noor_.post("/homework/"+string(h.Assignment.ID)+"/moves/"+string(e.Move)+more, form); a.status != http.StatusSeeOther {
					t.Fatalf("%s: %d", more, a.status)
				}
			}
		}
		s.says(s.noor_, walk, homework.IntentionNot)
		if !out() {
			t.Fatal("the care team does not see it")
		}
		act("/narrow", url.Values{"to": {"author"}})
		if out() {
			t.Error("the author's alone is the author's alone")
		}
		if strings.Contains(s.noor_.get("/today").body, "/homework/"+string(s.walk)) {
			t.Error("it is still not for her")
		}
		s.clock.Advance(time.Minute)
		s.says(s.noor_, walk, homework.IntentionAny)
		s.says(s.noor_, walk, homework.IntentionNot)
		act("/withdraw", url.Values{})
		if out() || !strings.Contains(s.noor_.get("/today").body, "/homework/"+string(s.walk)) {
			t.Error("taken back, it is as if nothing was said")
		}
	})
}

// TestATapTakenTwiceIsOne: a phone that sends the same tap several times at once
// is answered as if it had sent it once, and nobody is told to look again.
func TestATapTakenTwiceIsOne(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		for _, item := range []tandem.ItemID{s.itemOf(s.couple, "E38"), s.itemOf(s.couple, "E02")} {
			var all sync.WaitGroup
			for range 6 {
				all.Go(func() {
					if err := w.homework.AnswerPlanning(bg, w.people["noor"], item, homework.IntentionAny); err != nil {
						t.Errorf("%v", err)
					}
				})
			}
			all.Wait()
			asked := slices.DeleteFunc(w.must(w.store.AssignmentsFor(bg, s.couple.Practice, []tandem.CoupleID{s.couple.ID}, homework.PurposeIntention)).([]homework.Assignment),
				func(a homework.Assignment) bool { return a.OpenedOf != item })
			if len(asked) != 1 {
				t.Fatalf("%d places for one answer", len(asked))
			}
			if moves := w.must(w.store.Rounds(bg, s.couple.Practice, s.couple.ID, asked[0].ID)).([]homework.Round)[0].Moves; len(moves) != 1 {
				t.Errorf("one answer is %d moves", len(moves))
			}
		}
	})
}
