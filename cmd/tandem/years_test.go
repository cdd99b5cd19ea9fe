package main

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// earlier finds the link to what is earlier on a shelf.
var earlier = regexp.MustCompile(`href="(/together\?[^"]*shelf=[^"]*)">Show older ones`)

// TestYearsOfEntriesStayLight: after years what was gathered stands on pages that
// weigh no more than they did, newest first, and all of it can be found by going
// back. The bank can be looked at by who gave and by exercise.
func TestYearsOfEntriesStayLight(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.hire("ada", "mara", tandem.RoleTherapist)
		c := w.takeIn("mara", "rowan", "noor")
		long := strings.Repeat("and we talked on and on ", 5)
		const joys, thanks, promises, maps = 60, 40, 30, 3
		for n := range joys {
			w.does([]string{"rowan", "noor"}[n%2], w.ask(c, "E39"), exercise.MoveLog, "", exercise.Form{"moment": {fmt.Sprintf("joy-%03d %s", n, long)}, "date": {"2026-01-05"}})
			w.clock.Advance(time.Minute)
		}
		for n := range thanks {
			at, name := w.ask(c, "E24"), []string{"rowan", "noor"}[n%2]
			w.does(name, at, exercise.MoveKeep, "", exercise.Form{"grateful_for": {fmt.Sprintf("thanks-%03d of %s %s", n, name, long)}})
			w.does(name, at, exercise.MoveShare, "", nil)
			w.clock.Advance(time.Minute)
		}
		for n := range promises {
			w.does("rowan", w.ask(c, "E32"), exercise.MoveOffer, "", exercise.Form{"what": {fmt.Sprintf("promise-%03d %s", n, long)}, "when": {"after dinner"}, "sign": {"tea"}})
			w.clock.Advance(time.Minute)
		}
		for n := range maps {
			at, form := w.ask(c, "E10"), exercise.Form{}
			for i := range 5 { // as many as E10 takes
				pre := fmt.Sprintf("memories.%d.", i)
				form[pre+"title"], form[pre+"year"], form[pre+"kind"], form[pre+"my_piece"] = []string{fmt.Sprintf("moment-%d-%d", n, i)}, []string{"2010"}, []string{"milestone"}, []string{long + long}
				form[pre+"meaning_now"] = []string{long}
			}
			w.does("rowan", at, exercise.MoveSeal, "", form)
			w.does("noor", at, exercise.MoveSeal, "", form)
		}
		w.clock.Advance(24 * time.Hour)
		noor := w.browse("noor")
		light := func(path string, most int) string {
			a := noor.get(path)
			if a.status != http.StatusOK || len(a.body) > most {
				t.Errorf("%s: %d, %d bytes", path, a.status, len(a.body))
			}
			return a.body
		}
		light("/together", 45_000)
		for _, s := range exercise.Shelves() {
			light("/together?shelf="+string(s.ID), 45_000)
		}
		if a := w.browse("mara").get("/couples/" + string(c.ID)); len(a.body) > 60_000 {
			t.Errorf("the couple's page weighs %d", len(a.body))
		}
		walk := func(path, word string) []string {
			var found []string
			for range 20 {
				page := light(path, 45_000)
				found = append(found, regexp.MustCompile(word+`-\d{3}`).FindAllString(page, -1)...)
				next := earlier.FindStringSubmatch(page)
				if next == nil {
					break
				}
				path = strings.ReplaceAll(next[1], "&amp;", "&")
			}
			return found
		}
		for word, want := range map[string][]string{"joy": {"joy", "60"}, "thanks": {"appreciations", "40"}, "promise": {"commitments", "30"}} {
			found := walk("/together?shelf="+want[0], word)
			if fmt.Sprint(len(found)) != want[1] || len(slices.Compact(slices.Sorted(slices.Values(found)))) != len(found) {
				t.Errorf("of %s %s there are %d: %v", want[1], word, len(found), found)
			}
			if !slices.IsSortedFunc(found, func(a, b string) int { return strings.Compare(b, a) }) && word != "promise" {
				t.Errorf("%s: the newest does not come first: %v", word, found)
			}
		}
		byNoor := walk("/together?shelf=appreciations&from=2", "thanks")
		page := light("/together?shelf=appreciations&from=2", 45_000)
		if len(byNoor) != thanks/2 || strings.Contains(page, "of rowan") || !strings.Contains(page, "of noor") || strings.Contains(page, "things you value") {
			t.Errorf("what Noor gave: %d, and maybe what Rowan gave, or a count", len(byNoor))
		}
		if got := walk("/together?shelf=appreciations&of=E02", "thanks"); len(got) != 0 {
			t.Errorf("of another exercise: %v", got)
		}
		for _, odd := range []string{"shelf=nothing", "shelf=joy&page=-1", "shelf=joy&page=99999999999999999999", "shelf=joy&page=1999", "shelf=appreciations&from=x&of=%00%ff"} {
			light("/together?"+odd, 45_000)
		}
	})
}
