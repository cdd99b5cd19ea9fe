package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

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
		id := w.ask(w.takeIn("mara", "rowan", "noor"), "E08")
		act := func(kind exercise.MoveKind, form exercise.Form) {
			h := w.must(w.homework.See(bg, w.people["rowan"], id)).(homework.Homework)
			w.must(w.homework.Move(bg, w.people["rowan"], id, homework.MoveInput{Kind: kind, Key: w.IDs.New(), Version: h.Sight.Version, Form: form}))
		}
		rowan, noor := w.browse("rowan"), w.browse("noor")
		ask := "/homework/" + string(id) + "/request"
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
	})
}
