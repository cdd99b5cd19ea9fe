package main

import (
	"strings"
	"testing"
	"time"

	"tandem/internal/exercise"
	"tandem/internal/homework"
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
		for day, want := range map[int]string{10: "", 18: "Tea at nine 2026-03-11", 21: "Tea at nine 2026-03-11; The bins on Monday 2026-03-20"} {
			if got := strings.Join(folded(day), "; "); got != want {
				t.Errorf("on day %d: %q, want %q", day, got, want)
			}
		}
		page := w.browse("rowan").get("/today").body
		for _, want := range []string{"What you promised or agreed on", "Tea at nine", "Small promises, 11 March", at + "?do=outcome"} {
			if !strings.Contains(page, want) {
				t.Errorf("the page lacks %q", want)
			}
		}
		if got := folded(31 + 12); len(got) != 1 {
			t.Errorf("a month after its day it still asks: %q", got)
		}
	})
}
