package main

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"testing"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// TestADraftStaysWithWhatItIsAbout: what was half typed about one promise
// stands there when its author comes back, and under no other promise.
func TestADraftStaysWithWhatItIsAbout(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		f := newFlowing(w)
		at := f.open(f.noor, "E32")
		var offered []tandem.MoveID
		for _, what := range []string{"I make the tea", "I call at noon"} {
			h := f.do("noor", at, exercise.MoveOffer, "", "what", what, "when", "at eight", "sign", "the cup", "until", string(monday.AddDays(1)))
			for _, e := range h.Sight.Entries {
				if e.Kind == exercise.MoveOffer && !slices.Contains(offered, e.Move) {
					offered = append(offered, e.Move)
				}
			}
			f.do("rowan", at, exercise.MoveSize, offered[len(offered)-1], "size", "ok")
		}
		w.clock.Set(morning.AddDate(0, 0, 3))
		f.noor = w.browse("noor")
		a := f.noor.post(at+"/draft", url.Values{"step": {"outcome"}, "target": {string(offered[0])}, "outcome": {"kept"}})
		if a.status != http.StatusNoContent {
			t.Fatalf("keeping a draft: %d", a.status)
		}
		chosen := regexp.MustCompile(`value="kept"[^>]* checked`)
		page := func(about tandem.MoveID) string {
			return f.noor.get(at + "?do=" + string(exercise.MoveOutcome) + "&about=" + string(about)).body
		}
		if !chosen.MatchString(page(offered[0])) {
			t.Error("what was half typed is gone from its own promise")
		}
		if chosen.MatchString(page(offered[1])) {
			t.Error("what was half typed about one promise stands under the other")
		}
	})
}
