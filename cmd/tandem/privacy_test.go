package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// TestOnesOwnWordsComeInPages: what somebody has written in months stays a page
// that a phone can load. Each of it is found, once, by going back in time or by
// exercise; and none of it is the other's.
func TestOnesOwnWordsComeInPages(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.hire("ada", "mara", "therapist")
		c := w.takeIn("mara", "rowan", "noor")
		const nights = 24
		for i := range nights {
			w.does("rowan", w.ask(c, "E24"), exercise.MoveKeep, "", exercise.Form{"grateful_for": {fmt.Sprintf("evening %02d.", i)}})
		}
		w.does("rowan", w.ask(c, "E39"), exercise.MoveLog, "", exercise.Form{"moment": {"the long bus ride"}, "date": {string(tandem.DateOf(w.clock.Now(), time.UTC))}})
		rowan := w.browse("rowan")
		pages := []string{rowan.get("/privacy").body, rowan.get("/privacy?of=&page=2").body}
		for i := range nights {
			if n := strings.Count(pages[0]+pages[1], fmt.Sprintf("evening %02d.", i)); n != 1 {
				t.Errorf("evening %d stands %d times on the two pages", i, n)
			}
		}
		if !strings.Contains(pages[0], `href="/privacy?of=&amp;page=2"`) || strings.Contains(pages[1], "page=3") {
			t.Error("the way back in time is not there, or has no end")
		}
		if joy := rowan.get("/privacy?of=E39").body; !strings.Contains(joy, "the long bus ride") || strings.Contains(joy, "evening") {
			t.Error("one exercise shows not what was written in it, or more")
		}
		for _, query := range []string{"?of=E99", "?page=0", "?page=-1", "?page=1e9", "?of=%00%ff&page=x", "?page=999"} {
			if a := rowan.get("/privacy" + query); a.status != http.StatusOK {
				t.Errorf("%s: %d", query, a.status)
			}
		}
		if a := w.browse("noor").get("/privacy?of=E24"); strings.Contains(a.body, "evening") {
			t.Error("Noor reads what Rowan wrote")
		}
	})
}
