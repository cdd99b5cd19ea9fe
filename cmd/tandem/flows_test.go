package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
)

// flowing is a couple whose plan holds exercises that are opened when needed.
type flowing struct {
	*everybody
	rowan, noor *client
	items       map[tandem.ExerciseID]tandem.ItemID
}

func newFlowing(w *world) *flowing {
	w.hire("ada", "mara", tandem.RoleTherapist)
	c := w.takeIn("mara", "rowan", "noor")
	w.assign("mara", c)
	f := &flowing{everybody: &everybody{world: w}, items: map[tandem.ExerciseID]tandem.ItemID{}}
	for _, id := range []tandem.ExerciseID{"E42", "E05", "E32", "E17", "E03"} {
		f.items[id] = w.needs(c, id)
	}
	f.rowan, f.noor = w.browse("rowan"), w.browse("noor")
	return f
}

// open opens an exercise as somebody's phone does and gives where it leads.
func (f *flowing) open(c *client, id tandem.ExerciseID) string {
	f.t.Helper()
	a := c.post("/items/"+string(f.items[id])+"/open", url.Values{})
	if a.status != http.StatusSeeOther {
		f.t.Fatalf("opening %s: %d", id, a.status)
	}
	return a.header.Get("Location")
}

// do sends a step as the page would, on what its author sees now.
func (f *flowing) do(name, at string, kind exercise.MoveKind, about tandem.MoveID, pairs ...string) homework.Homework {
	f.t.Helper()
	form := exercise.Form{}
	for i := 0; i < len(pairs); i += 2 {
		form[pairs[i]] = []string{pairs[i+1]}
	}
	return f.act(name, tandem.AssignmentID(strings.TrimPrefix(at, "/homework/")), homework.MoveInput{Kind: kind, Target: about, Form: form})
}

// of is the last entry of the kind.
func of(h homework.Homework, kind exercise.MoveKind) tandem.MoveID {
	var id tandem.MoveID
	for _, e := range h.Sight.Entries {
		if e.Kind == kind {
			id = e.Move
		}
	}
	return id
}

// Opening something tells the other nothing; what is done in it tells what it
// is meant to tell.
func TestOpenedWhenItIsNeeded(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		f := newFlowing(w)
		at := f.open(f.noor, "E42")
		if again := f.open(f.noor, "E42"); again != at {
			t.Errorf("opened and untouched at %s, and then at %s", at, again)
		}
		if a := f.rowan.get(at); a.status != http.StatusNotFound {
			t.Errorf("Rowan finds what Noor has only opened: %d", a.status)
		}
		if a := f.browse("mara").get("/couples/" + string(f.couples["rowan-noor"].ID) + at); a.status != http.StatusNotFound {
			t.Errorf("Mara finds what Noor has only opened: %d", a.status)
		}
		if a := f.rowan.get("/today"); strings.Contains(a.body, at) {
			t.Error("Rowan's day shows what Noor has only opened")
		}
		for _, page := range []string{"/today", "/together", "/privacy", "/account"} {
			if a := f.rowan.get(page); a.status != 200 || !strings.Contains(a.body, `action="/items/`+string(f.items["E42"])+`/open"`) {
				t.Errorf("%s (%d) has no way to call a pause", page, a.status)
			}
		}
		f.do("noor", at, exercise.MoveCall, "", "pause_for", "20")
		if a := f.rowan.get("/today"); !strings.Contains(a.body, at) || !strings.Contains(a.body, "noor has called a pause") {
			t.Error("Rowan's day does not say that Noor has called a pause")
		}
		if a := f.rowan.get(at); a.status != 200 || !strings.Contains(a.body, "Stop here for now") {
			t.Errorf("Rowan cannot stop too: %d", a.status)
		}
		for i := range 3 { // three of one's own under way are enough; Rowan's limit is another one
			if i > 0 {
				f.do("noor", f.open(f.noor, "E42"), exercise.MoveCall, "", "pause_for", "20")
			}
		}
		if a := f.noor.post("/items/"+string(f.items["E42"])+"/open", url.Values{}); a.status != http.StatusConflict {
			t.Errorf("a fourth pause: %d", a.status)
		}
		f.open(f.rowan, "E42")
	})
}

// What is asked, promised and proposed stays in reach for weeks, and stands
// under Together for both.
func TestWhatLivesOnStaysInReach(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		f := newFlowing(w)
		ask := f.open(f.rowan, "E05")
		h := f.do("rowan", ask, exercise.MoveRequest, "", "need", "a hug at the door", "by_when", "when I come home", "why", "it calms me")
		h = f.do("noor", ask, exercise.MoveAnswer, of(h, exercise.MoveRequest), "response", "accept")
		h = f.do("rowan", ask, exercise.MoveWord, of(h, exercise.MoveRequest), "agreed_text", "a long hug each evening", "follow_up", string(monday.AddDays(50)))
		f.do("noor", ask, exercise.MoveFits, of(h, exercise.MoveWord))
		promise := f.open(f.noor, "E32")
		h = f.do("noor", promise, exercise.MoveOffer, "", "what", "I make the tea", "when", "at eight", "sign", "the cup stands there", "until", string(monday.AddDays(9)))
		h = f.do("rowan", promise, exercise.MoveSize, of(h, exercise.MoveOffer), "size", "ok")
		offered := of(h, exercise.MoveOffer)
		ritual := f.open(f.noor, "E17")
		h = f.do("noor", ritual, exercise.MovePropose, "", "name", "Sunday breakfast", "occasion", "meal", "recurrence", "weekly", "first_on", string(monday.AddDays(6)), "prepares", "rotate", "why", "slow mornings")
		h = f.do("rowan", ritual, exercise.MoveRespond, of(h, exercise.MovePropose), "reply", "agree", "own_why", "so do I")

		w.clock.Advance(40 * 24 * time.Hour)
		f.rowan, f.noor = w.browse("rowan"), w.browse("noor")
		for name, c := range map[string]*client{"Rowan": f.rowan, "Noor": f.noor} {
			day, shelf := c.get("/today"), c.get("/together")
			if !strings.Contains(day.body, ask) || !strings.Contains(day.body, promise) || !strings.Contains(day.body, ritual) {
				t.Errorf("%s's day has lost what is under way", name)
			}
			for _, words := range []string{"a long hug each evening", "I make the tea", "Sunday breakfast", "Every week", "agreed"} {
				if !strings.Contains(shelf.body, words) {
					t.Errorf("%s does not find %q under Together", name, words)
				}
			}
		}
		f.do("noor", promise, exercise.MoveOutcome, offered, "outcome", "kept")
		f.do("rowan", promise, exercise.MoveNoticed, offered, "noticed", "no")
		f.do("rowan", ritual, exercise.MoveRest, of(h, exercise.MovePropose))
		shelf := f.noor.get("/together").body
		for _, words := range []string{"I did it.", "It did not reach me.", "resting"} {
			if !strings.Contains(shelf, words) {
				t.Errorf("Noor does not find %q under Together", words)
			}
		}
		if day := f.noor.get("/today").body; strings.Contains(day, promise) {
			t.Error("a promise that both have looked back on is still under way")
		}
	})
}

// A stale page, a second sending and a step out of turn change nothing.
func TestFlowsRefuseWhatIsStale(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		f := newFlowing(w)
		at := f.open(f.rowan, "E05")
		id := tandem.AssignmentID(strings.TrimPrefix(at, "/homework/"))
		h := f.do("rowan", at, exercise.MoveRequest, "", "need", "time alone", "by_when", "on Saturday", "why", "to rest")
		asked, seen := of(h, exercise.MoveRequest), f.version("noor", id)
		answer := homework.MoveInput{Kind: exercise.MoveAnswer, Target: asked, Key: "the-same-key", Version: seen, Form: exercise.Form{"response": {"accept"}}}
		for range 2 { // sent twice it counts once
			w.must(w.homework.Move(bg, w.people["noor"], id, answer))
		}
		if n := len(w.must(w.homework.See(bg, w.people["noor"], id)).(homework.Homework).Sight.Entries); n != 2 {
			t.Errorf("%d entries after an answer sent twice", n)
		}
		h = f.do("rowan", at, exercise.MoveWord, asked, "agreed_text", "Saturday until noon")
		before, old := f.version("noor", id), of(h, exercise.MoveWord)
		f.do("rowan", at, exercise.MoveWord, asked, "agreed_text", "Saturday until ten")
		for what, in := range map[string]homework.MoveInput{
			"the words have changed since":    {Kind: exercise.MoveFits, Target: old, Key: "another-key-1", Version: before},
			"the old words, on a page of now": {Kind: exercise.MoveFits, Target: old, Key: "another-key-2", Version: f.version("noor", id)},
			"an answer out of turn":           {Kind: exercise.MoveAnswer, Target: asked, Key: "another-key-3", Version: f.version("noor", id), Form: exercise.Form{"response": {"no"}}},
		} {
			if _, err := w.homework.Move(bg, w.people["noor"], id, in); tandem.KindOf(err) != tandem.KindConflict {
				t.Errorf("%s: %v", what, err)
			}
		}
		kept := homework.MoveInput{Kind: exercise.MoveRequest, Key: "another-key-4", Version: f.version("noor", id),
			Form:   exercise.Form{"need": {"x"}, "by_when": {"y"}, "why": {"z"}},
			Narrow: map[exercise.FieldID]exercise.Visibility{"why": exercise.AuthorOnly}}
		w.must(w.homework.Move(bg, w.people["noor"], id, kept))
		var others tandem.MoveID
		for _, e := range f.seen("rowan", id).Sight.Entries {
			if e.Kind == exercise.MoveRequest && !e.Own {
				others = e.Move
			}
		}
		steering := homework.MoveInput{Kind: exercise.MoveAnswer, Target: others, Key: "another-key-5", Version: f.version("rowan", id),
			Form: exercise.Form{"response": {"no"}}, Narrow: map[exercise.FieldID]exercise.Visibility{"response": exercise.AuthorOnly}}
		if _, err := w.homework.Move(bg, w.people["rowan"], id, steering); tandem.KindOf(err) != tandem.KindInvalid {
			t.Errorf("an answer that the other needs, kept back: %v", err)
		}
	})
}

func (f *flowing) seen(name string, id tandem.AssignmentID) homework.Homework {
	return f.must(f.homework.See(bg, f.people[name], id)).(homework.Homework)
}
