package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// TestPastPromisesAreOneFoldedCard: promises of past weeks stand on the day's
// list with their words and their day, folded and counted as nothing to do. One
// is asked about from its day on, and the list lets go of it after a while.
func TestPastPromisesAreOneFoldedCard(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		f := newFlowing(w)
		at := f.open(f.rowan, "E32")
		for words, until := range map[string]string{"Tea at nine": "2026-03-11", "The bins on Monday": "2026-03-20"} {
			f.do("rowan", at, exercise.MoveOffer, "", "what", words, "when", "after dinner", "sign", "a cup", "until", until)
		}
		folded := func(day int) []string {
			w.clock.Set(time.Date(2026, 3, day, 10, 0, 0, 0, time.UTC))
			today := w.must(w.homework.Today(bg, w.people["rowan"])).(homework.Today).Couples[0]
			for _, o := range today.Open {
				if o.Definition.ID == "E32" {
					t.Errorf("on day %d a card of its own", day)
				}
			}
			var all []string
			for _, l := range today.Back {
				all = append(all, l.Words+" "+string(l.Due))
			}
			return all
		}
		for _, on := range []struct {
			day  int
			want string
		}{{10, ""}, {18, "Tea at nine 2026-03-11"}, {21, "Tea at nine 2026-03-11; The bins on Monday 2026-03-20"}} {
			if got := strings.Join(folded(on.day), "; "); got != on.want {
				t.Errorf("on day %d: %q, want %q", on.day, got, on.want)
			}
		}
		page := w.browse("rowan").get("/today").body
		for _, want := range []string{"What you promised or agreed on", "Tea at nine", "Small promises, 11 March", at + "?do=outcome"} {
			if !strings.Contains(page, want) {
				t.Errorf("the page lacks %q", want)
			}
		}
		if got := folded(31 + 12); len(got) != 2 {
			t.Errorf("a month after its day it is out of reach: %q", got)
		}
	})
}

// TestWhatWasPlannedGoesOnWithAChangedItem: when the therapist changes how often
// something comes, each partner's own plan for it, and that it is not for them,
// hold for what takes its place. Nobody is asked a second time, and no list shows
// the same thing twice.
func TestWhatWasPlannedGoesOnWithAChangedItem(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		talk, walk, couple := s.itemOf(s.couple, "E02"), s.itemOf(s.couple, "E38"), "/couples/"+string(s.couple.ID)
		at := s.intends(s.noor_, walk, inTheKitchen)
		s.says(s.noor_, talk, homework.IntentionNot)
		s.mara.post(couple+"/plan/draft", url.Values{"revise": {"yes"}})
		change := url.Values{"version": {"1"}, "name": {"Homework plan"}, "weeks": {"8"}}
		for i, it := range s.must(s.store.CurrentPlan(bg, s.couple.Practice, s.couple.ID)).(plan.Plan).Items {
			line := fmt.Sprintf("items.%d.", i)
			change[line+"cadence"], change[line+"to"] = []string{"weekly-2"}, []string{fmt.Sprint(it.ToWeek)}
		}
		s.mara.sends(couple+"/plan/draft/change", change, http.StatusSeeOther)
		s.mara.sends(couple+"/plan/revise", url.Values{"version": {"2"}}, http.StatusSeeOther)

		const line = "You planned: Tuesday, 20:00, after dinner, kitchen"
		if page := s.noor_.get("/when").body; strings.Count(page, line) != 1 || strings.Count(page, "Not for you just now.") != 1 || strings.Contains(page, "Nothing is planned yet.") {
			t.Errorf("when and where, in the week of the change: %s", page)
		}
		w.clock.Set(morning.AddDate(0, 0, 8)) // the second week, and the new items
		s.noor_, s.mara = s.browse("noor"), s.browse("mara")
		page := s.noor_.get("/today").body
		if strings.Contains(page, "When will you do it?") || !strings.Contains(page, line) || strings.Contains(page, "Three appreciations") {
			t.Errorf("the day's list asks anew, or has lost what was said: %s", page)
		}
		for _, page := range []string{couple, couple + "/brief"} {
			if n := strings.Count(s.mara.get(page).body, "Tuesday, 20:00, after dinner, kitchen"); n != 1 {
				t.Errorf("%s says her plan %d times", page, n)
			}
		}
		if !strings.Contains(s.mara.get(couple).body, "is not for them just now") {
			t.Error("the care team has lost what is not for her")
		}
		var now tandem.ItemID
		for _, it := range s.must(s.store.CurrentPlan(bg, s.couple.Practice, s.couple.ID)).(plan.Plan).Items {
			if it.Exercise == "E38" && it.FromWeek > 1 {
				now = it.ID
			}
		}
		if again := s.noor_.post("/items/"+string(now)+"/when", nil).header.Get("Location"); now == walk || again != at {
			t.Errorf("changing the plan leads to %q, and not to what she wrote (%q)", again, at)
		}
	})
}

// TestPrivacySaysWhatAPlanIsFor: the page of what one wrote names the exercise
// beside each plan of when and where.
func TestPrivacySaysWhatAPlanIsFor(t *testing.T) {
	s := newStage(newWorld(t, ""))
	s.intends(s.noor_, s.itemOf(s.couple, "E38"), inTheKitchen)
	page := s.noor_.get("/privacy").body
	if !strings.Contains(page, "<p><b>Easy company</b></p>") || !strings.Contains(page, "after dinner") {
		t.Errorf("it does not say what it is for: %s", page)
	}
}

// TestIssuingEndsOnAPage: whoever issues a document lands on its page, which says
// so and has the file and the way back.
func TestIssuingEndsOnAPage(t *testing.T) {
	s := newStage(newWorld(t, ""))
	couple := "/couples/" + string(s.couple.ID)
	for _, from := range []string{couple + "/summary", couple + "/partners/" + string(s.couple.Partners[1].ID) + "/summary"} {
		to := s.mara.post(from, nil).header.Get("Location")
		page := s.mara.get(to).body
		file := strings.TrimSuffix(to, "/page")
		for _, want := range []string{"It is issued, and stands among the couple", `href="` + file + `"`, `href="` + couple + `/documents"`} {
			if file == to || !strings.Contains(page, want) {
				t.Errorf("%s leads to %s, which lacks %q", from, to, want)
			}
		}
		if again := s.mara.get(to).body; strings.Contains(again, "It is issued") {
			t.Error("it is said a second time")
		}
	}
}

// TestTheBriefSaysWhatGotHot: an open pause, pauses that were called, and talks
// that got too hot stand out in the brief, and a promise past its day does not look
// as if it ran. Nobody is named.
func TestTheBriefSaysWhatGotHot(t *testing.T) {
	f := newFlowing(newWorld(t, ""))
	mara, brief := f.browse("mara"), "/couples/"+string(f.couples["rowan-noor"].ID)+"/brief"
	for _, hot := range []string{"still open", "Take up what stands out", "its day is over"} {
		if strings.Contains(mara.get(brief).body, hot) {
			t.Errorf("before anything happened: %s", hot)
		}
	}
	f.do("rowan", f.open(f.rowan, "E32"), exercise.MoveOffer, "", "what", "Tea at nine", "when", "after dinner", "sign", "a cup", "until", "2026-03-05")
	f.clock.Set(time.Date(2026, 3, 6, 10, 0, 0, 0, time.UTC))
	f.noor, mara = f.browse("noor"), f.browse("mara")
	f.do("noor", f.open(f.noor, "E42"), exercise.MoveCall, "", "pause_for", "20")
	page := mara.get(brief).body
	for _, want := range []string{"a pause of 6 March is still open", "Take up what stands out: a pause of 6 March is still open", "its day is over; not looked back on"} {
		if !strings.Contains(page, want) {
			t.Errorf("the brief lacks %q: %s", want, page)
		}
	}
}

// TestWhatWasDoneOnAPastDayIsMarkedAsSuch: a partner notes afterwards that they did
// it, the therapist that two did it in the room. The mark and who made it stand on
// the couple's page and in its JSON, on the partner's own page, and in the summary;
// what a partner noted alone, the other does not find.
func TestWhatWasDoneOnAPastDayIsMarkedAsSuch(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		couple := "/couples/" + string(s.couple.ID)
		walk, talk := "/homework/"+string(s.walk), "/homework/"+string(s.talk)
		before := s.noor_.get(walk).body + s.noor_.get("/today").body
		w.clock.Set(morning.AddDate(0, 0, 2))
		s.rowan, s.mara, s.noor_ = s.browse("rowan"), s.browse("mara"), s.browse("noor")
		page := s.rowan.get(walk).body
		s.rowan.sends(walk+"/moves", url.Values{"kind": {"record"}, "key": {s.IDs.New()}, "version": {hiddenIn(page, "version")}, "on": {string(monday)}}, http.StatusSeeOther)
		page = s.mara.get(couple + talk).body
		s.mara.sends(couple+talk+"/guide", url.Values{"kind": {"record"}, "key": {s.IDs.New()}, "version": {hiddenIn(page, "version")}, "there": {"1", "2"}, "on": {"2026-03-03"}}, http.StatusSeeOther)

		holds := func(what string, a answer, wants ...string) {
			t.Helper()
			for _, want := range wants {
				if !strings.Contains(a.body, want) {
					t.Errorf("%s lacks %q", what, want)
				}
			}
		}
		own, room := "Noted afterwards: done on 2 March 2026.", "Done together in the room on 3 March 2026."
		holds("the couple's page", s.mara.get(couple), "done on 2 March, by their own note", "in the room on 3 March, noted by mara")
		holds("the homework for the therapist", s.mara.get(couple+walk), own)
		holds("Rowan's page of the walk", s.rowan.get(walk), own)
		holds("Rowan's page of the talk", s.rowan.get(talk), room, "mara")
		holds("Noor's page of the talk", s.noor_.get(talk), room)
		holds("the clinical summary", s.mara.get(couple+"/summary"), "1 of 1 done · 1 noted afterwards")
		holds("Rowan's own summary", s.mara.get(couple+"/partners/"+string(s.couple.Partners[0].ID)+"/summary"), "1 of 1 done · 1 noted afterwards")
		secret, _ := w.token("mara")
		program := w.askWith(secret, http.MethodGet, "/api/v1"+couple, nil)
		holds("the couple for programs", program, `"on":"2026-03-02","in_room":false`, `"on":"2026-03-03","in_room":true`)
		if now := s.noor_.get(walk).body + s.noor_.get("/today").body; strings.Contains(now, "Noted afterwards") || strings.Contains(before, "Noted afterwards") {
			t.Error("Noor finds what Rowan noted for herself")
		}
		if joint := s.mara.get(couple + "/summary?edition=joint").body; strings.Contains(joint, "noted afterwards") {
			t.Error("the joint edition says how one of them did it")
		}
	})
}

// TestTogetherOnAHardDay: good things stand first, what was promised in the past is
// folded away, and a shelf that is looked at alone says its title once and shows
// all of it.
func TestTogetherOnAHardDay(t *testing.T) {
	f := newFlowing(newWorld(t, ""))
	at := f.open(f.rowan, "E32")
	for words, until := range map[string]string{"Tea at nine": "2026-03-05", "The bins on Monday": "2026-03-20"} {
		f.do("rowan", at, exercise.MoveOffer, "", "what", words, "when", "after dinner", "sign", "a cup", "until", until)
	}
	talk := f.assignment(f.couples["rowan-noor"], "E02", 1)
	for _, name := range []string{"rowan", "noor"} {
		f.prepare(name, talk, "The soup of "+name)
		f.act(name, talk, homework.MoveInput{Kind: exercise.MoveGive})
	}
	f.clock.Set(time.Date(2026, 3, 10, 10, 0, 0, 0, time.UTC))
	f.rowan = f.browse("rowan")
	page := f.rowan.get("/together").body
	last := -1
	for _, want := range []string{"What you value in each other", "The soup of", "Small promises</h2>", "The bins on Monday", "From earlier</summary>", "Tea at nine"} {
		at := strings.Index(page, want)
		if at < last {
			t.Errorf("%q does not come after what is kinder: %d, %d", want, at, last)
		}
		last = at
	}
	if n := strings.Count(page, "its day has passed"); n != 1 {
		t.Errorf("a promise of the past looks as if it ran: %d", n)
	}
	alone := f.rowan.get("/together?shelf=commitments").body
	if strings.Contains(alone, "From earlier") || !strings.Contains(alone, "Tea at nine") {
		t.Error("the shelf's own page folds something away")
	}
	if !strings.Contains(alone, "<h1>Promises</h1>") || strings.Contains(alone, "<h2>") || !strings.Contains(alone, `<h2 class="unseen">Small promises</h2>`) {
		t.Error("the title of the shelf stands there twice")
	}
}

// TestTheLibrarysFiltersAreInPlainWords: nobody chooses by a word of the code.
func TestTheLibrarysFiltersAreInPlainWords(t *testing.T) {
	w := newWorld(t, "")
	w.hire("ada", "mara", tandem.RoleTherapist)
	page := w.browse("mara").get("/library").body
	for _, want := range []string{`<option value="offer-and-outcome">Offer something, see how it went</option>`, `<option value="check-ins">Check-ins</option>`, `<option value="together-time">together time</option>`} {
		if !strings.Contains(page, want) {
			t.Errorf("the filters lack %s", want)
		}
	}
	for _, code := range []string{">offer-and-outcome<", ">give-and-acknowledge<", ">check-ins<", ">together-time<"} {
		if strings.Contains(page, code) {
			t.Errorf("a word of the code stands there: %s", code)
		}
	}
}
