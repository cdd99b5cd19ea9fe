package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
)

// TestKeptForAHardDay: what a partner keeps comes first when three good things
// are asked for; nobody else finds a trace of the mark, and what was taken back
// is shown to nobody.
func TestKeptForAHardDay(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.hire("ada", "mara", tandem.RoleTherapist)
		c := w.takeIn("mara", "rowan", "noor")
		var moments []tandem.MoveID
		var at []tandem.AssignmentID
		for _, words := range []string{"tea in the rain", "the dog on the stairs", "singing in the car", "pancakes at nine", "a long look", "the blue boat"} {
			id := w.ask(c, "E39")
			h := w.must(w.homework.See(bg, w.people["noor"], id)).(homework.Homework)
			h = w.must(w.homework.Move(bg, w.people["noor"], id, homework.MoveInput{Kind: exercise.MoveLog, Key: "the-key-" + string(id)[:8], Version: h.Sight.Version,
				Form: exercise.Form{"moment": {words}, "date": {string(tandem.DateOf(w.clock.Now(), time.UTC))}}})).(homework.Homework)
			moments, at = append(moments, h.Sight.Entries[0].Move), append(at, id)
		}
		rowan, noor := w.browse("rowan"), w.browse("noor")
		before := masked(noor.get("/together"))
		press := func(n int, kind string) int {
			return rowan.post("/homework/"+string(at[n])+"/moves", map[string][]string{"kind": {kind}, "target": {string(moments[n])}, "thing": {"0"}, "key": {w.IDs.New()}}).status
		}
		for _, n := range []int{1, 3, 5} {
			if got := press(n, "cherish"); got != http.StatusSeeOther {
				t.Fatalf("keeping answers %d", got)
			}
		}
		for _, page := range []string{"/together?three=1", "/together?three=2"} {
			three := rowan.get(page).body
			for words, want := range map[string]bool{"the dog on the stairs": true, "pancakes at nine": true, "the blue boat": true, "tea in the rain": false} {
				if strings.Contains(three, words) != want {
					t.Errorf("%s: of %q that is not so: %t", page, words, want)
				}
			}
		}
		if after := masked(noor.get("/together")); after != before {
			t.Error("Noor's page changed when Rowan kept something")
		}
		if noor.get("/together?three=1").status != http.StatusOK {
			t.Error("Noor gets no three good things")
		}
		h := w.must(w.homework.See(bg, w.people["noor"], at[3])).(homework.Homework)
		w.must(w.homework.Move(bg, w.people["noor"], at[3], homework.MoveInput{Kind: exercise.MoveWithdraw, Target: moments[3], Key: "the-key-back", Version: h.Sight.Version}))
		if three := rowan.get("/together?three=1").body; strings.Contains(three, "pancakes") || !strings.Contains(three, "the blue boat") {
			t.Error("what was taken back is still among the three, or what was kept is not")
		}
		if got := press(3, "cherish"); got != http.StatusConflict {
			t.Errorf("keeping what was taken back answers %d", got)
		}
	})
}

// TestAWishBecomesARequest: its author begins a request with it, as a draft of
// their own. The other learns nothing before it is sent.
func TestAWishBecomesARequest(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.hire("ada", "mara", tandem.RoleTherapist)
		c := w.takeIn("mara", "rowan", "noor")
		id := w.ask(c, "E08")
		act := func(kind exercise.MoveKind, form exercise.Form) {
			h := w.must(w.homework.See(bg, w.people["rowan"], id)).(homework.Homework)
			w.must(w.homework.Move(bg, w.people["rowan"], id, homework.MoveInput{Kind: kind, Key: w.IDs.New(), Version: h.Sight.Version, Form: form}))
		}
		rowan, noor := w.browse("rowan"), w.browse("noor")
		ask := "/homework/" + string(id) + "/onward"
		act(exercise.MovePrepare, exercise.Form{"stars.0.star": {"the soup"}, "stars.1.star": {"the walk"}, "wish": {"an evening without phones"}})
		if got := rowan.post(ask, nil).status; got != http.StatusConflict {
			t.Errorf("a wish that was not given becomes a request: %d", got)
		}
		act(exercise.MoveGive, nil)
		before := masked(noor.get("/today")) + masked(noor.get("/together"))
		first := rowan.post(ask, nil)
		if first.status != http.StatusSeeOther {
			t.Fatalf("asking for the wish answers %d", first.status)
		}
		at := first.header.Get("Location")
		if page := rowan.get(at).body; !strings.Contains(page, "an evening without phones") {
			t.Error("the wish does not stand in the request")
		}
		if again := rowan.post(ask, nil).header.Get("Location"); again != at {
			t.Errorf("asking twice begins another request: %s and %s", at, again)
		}
		if after := masked(noor.get("/today")) + masked(noor.get("/together")); after != before {
			t.Error("Noor's pages tell of a request that was not sent")
		}
		if got := noor.get(at).status; got != http.StatusNotFound {
			t.Errorf("Noor gets the unsent request: %d", got)
		}
		if got := noor.post(ask, nil).status; got != http.StatusConflict {
			t.Errorf("Noor asks for Rowan's wish: %d", got)
		}
		progress := func(want string) {
			if page := w.browse("mara").get("/couples/" + string(c.ID)).body; !strings.Contains(page, want) {
				t.Errorf("the couple's page does not say %q", want)
			}
		}
		progress("wishes turned into a request: 0, agreed to: 0")
		request := tandem.AssignmentID(strings.TrimPrefix(at, "/homework/"))
		w.does("rowan", request, exercise.MoveRequest, "", exercise.Form{"need": {"an evening without phones"}, "why": {"I miss you"}, "by_when": {"on Friday"}})
		progress("wishes turned into a request: 1, agreed to: 0")
	})
}

// TestATrialBecomesWhatItIs: without a day of its own a trial is looked back on
// when its weeks are over; a change begins the next one; what both keep is begun
// as a ritual, a limit or a promise by either of them, as a draft of their own.
func TestATrialBecomesWhatItIs(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.hire("ada", "mara", tandem.RoleTherapist)
		for i, c := range []struct {
			becomes, button string
			to              tandem.ExerciseID
		}{{"habit", "", ""}, {"ritual", "Make it a ritual of ours", "E17"}, {"boundary", "Write it down as my limit", "E22"}, {"commitment", "Turn it into a promise of mine", "E32"}} {
			first, second := "rowan"+string(rune('a'+i)), "noor"+string(rune('a'+i))
			couple := w.takeIn("mara", first, second)
			at, h := w.trying(couple, first, second)
			day := func(n int) string { return string(tandem.DateOf(w.clock.Now(), time.UTC).AddDays(n)) }
			if due := dueOf(h); due != tandem.Date(day(21)) {
				t.Errorf("three weeks from %s are over on %s", day(0), due)
			}
			if got := w.browse(second).post("/homework/"+string(at)+"/onward", nil).status; got != http.StatusConflict {
				t.Errorf("a trial that runs becomes something: %d", got)
			}
			w.clock.Advance(21 * 24 * time.Hour)
			if page := w.browse(second).get("/homework/" + string(at)).body; !strings.Contains(page, "You tried: “tea before talks”") {
				t.Error("what is looked back on is not named")
			}
			w.does(second, at, exercise.MoveKept, exercise.MoveRequest, exercise.Form{"verdict": {"adapt"}, "evidence": {"it cooled us"}, "changed": {"tea and a walk"}, "next_weeks": {"1"}})
			h = w.does(first, at, exercise.MoveFits, exercise.MoveKept, nil)
			if due := dueOf(h); due != tandem.Date(day(7)) {
				t.Errorf("one more week from %s is over on %s", day(0), due)
			}
			w.clock.Advance(7 * 24 * time.Hour)
			if page := w.browse(first).get("/homework/" + string(at)).body; !strings.Contains(page, "You tried: “tea and a walk”") {
				t.Error("the changed trial is not named")
			}
			w.does(first, at, exercise.MoveKept, exercise.MoveKept, exercise.Form{"verdict": {"keep"}, "evidence": {"we laughed"}, "becomes": {c.becomes}})
			if got := w.browse(first).post("/homework/"+string(at)+"/onward", nil).status; got != http.StatusConflict {
				t.Errorf("a trial that one alone would keep becomes something: %d", got)
			}
			w.does(second, at, exercise.MoveFits, exercise.MoveKept, nil)
			one, other := w.browse(first), w.browse(second)
			page := other.get("/homework/" + string(at)).body
			if c.to == "" {
				if strings.Contains(page, "/onward") {
					t.Error("a habit is to become something")
				}
				continue
			}
			if !strings.Contains(page, c.button) {
				t.Errorf("nobody offers: %s", c.button)
			}
			before := masked(one.get("/today")) + masked(one.get("/together"))
			begun := other.post("/homework/"+string(at)+"/onward", nil)
			if begun.status != http.StatusSeeOther || !strings.Contains(other.get(begun.header.Get("Location")).body, "tea and a walk") {
				t.Errorf("%s: %d, or its words are not there", c.button, begun.status)
			}
			if masked(one.get("/today"))+masked(one.get("/together")) != before || one.get(begun.header.Get("Location")).status != http.StatusNotFound {
				t.Error("the other's pages tell of what was not sent")
			}
		}
	})
}

// dueOf is the day on which a request in the homework is looked back on.
func dueOf(h homework.Homework) tandem.Date {
	for _, e := range h.Sight.Entries {
		if e.Kind == exercise.MoveRequest {
			return e.Due
		}
	}
	return ""
}

// trying is a trial that both have agreed on: tea before talks, for three weeks.
// It comes with the round as the second finds it.
func (w *world) trying(couple casefile.Couple, first, second string) (tandem.AssignmentID, homework.Homework) {
	w.t.Helper()
	at := w.ask(couple, "E35")
	day := func(n int) string { return string(tandem.DateOf(w.clock.Now(), time.UTC).AddDays(n)) }
	w.does(first, at, exercise.MoveOpen, "", exercise.Form{"talk_on": {day(1)}, "talk_at": {"19:00"}})
	for _, p := range []string{first, second} {
		w.does(p, at, exercise.MoveSeal, "", exercise.Form{"thanks": {"the soup"}, "need_now": {"calm"}, "tone_sarcasm": {"yes"}, "tone_always": {"yes"}, "safe_to_do_together": {"yes"}})
	}
	guided := w.must(w.homework.SeeIn(bg, w.people["mara"], couple.ID, at)).(homework.Homework)
	w.must(w.homework.Guide(bg, w.people["mara"], couple.ID, at, homework.GuideInput{Kind: exercise.MoveRelease, Key: w.IDs.New(), Version: guided.Sight.Version}))
	for _, p := range []string{first, second} {
		w.does(p, at, exercise.MoveReflect, "", exercise.Form{"reflected": {"you need calm"}})
	}
	w.does(first, at, exercise.MoveRequest, "", exercise.Form{"approach": {"tea before talks"}, "trial_weeks": {"3"}})
	return at, w.does(second, at, exercise.MoveAnswer, exercise.MoveRequest, exercise.Form{"response": {"try"}})
}
