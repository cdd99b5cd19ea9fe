package main

import (
	"bytes"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tandem/internal/exercise"
)

// TestTheBriefIsReady: nobody writes it, and it says what was done, how it was,
// what was shown and to whom it is open, for the therapist alone.
func TestTheBriefIsReady(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		s.move(s.rowan, s.walk, "log", walked("4"))
		s.move(s.noor_, s.walk, "log", walked("2"))
		s.move(s.rowan, s.talk, "prepare", three("rowan"))
		at := "/couples/" + string(s.couple.ID) + "/brief"
		a := s.mara.get(at)
		brief := wordsOf(a.body)
		for _, want := range []string{"Begin with what both did: Easy company.", "Easy company, week 1", "done · How easy did it feel? 4 of 5", "done · How easy did it feel? 2 of 5",
			"Three appreciations, week 1 begun still open", "Took a walk after dinner · 2 March · Did you laugh? Yes both of them", "week 1 of 8"} {
			if !strings.Contains(brief, want) {
				t.Errorf("the brief lacks %q:\n%s", want, brief)
			}
		}
		if strings.Contains(brief, "rowan values quality") {
			t.Error("the brief tells what is sealed")
		}
		file := s.mara.get(at + "/print?since=2026-03-01")
		if file.status != http.StatusOK || !strings.HasPrefix(file.body, "%PDF-") || bytes.Count([]byte(file.body), []byte("/Type /Page\n")) != 1 {
			t.Errorf("the printed brief: %d, %d pages", file.status, bytes.Count([]byte(file.body), []byte("/Type /Page\n")))
		}
		if got, want := printed(t, file.body), wordsOf(s.mara.get(at+"?since=2026-03-01").body); got != want {
			t.Errorf("the file does not say what the page says:\n%s", firstDifference(got, want))
		}
		if shots := os.Getenv("TANDEM_SHOTS"); shots != "" {
			s.must(nil, os.WriteFile(filepath.Join(shots, "brief.pdf"), []byte(file.body), 0o600))
		}
		for name, c := range map[string]*client{"rowan": s.rowan, "fina": s.fina, "ada": s.ada} {
			if one, two := c.get(at), c.get(at+"/print"); one.status != http.StatusNotFound || two.status != http.StatusNotFound {
				t.Errorf("%s got the brief: %d, %d", name, one.status, two.status)
			}
		}
		for _, since := range []string{"yesterday", "2999-01-01", "1950-01-01", "\x00"} {
			a := s.mara.get(at + "?" + url.Values{"since": {since}}.Encode())
			if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `id="f-since-error"`) {
				t.Errorf("since %q: %d", since, a.status)
			}
		}
	})
}

// TestTheBriefHoldsWhatTheyBring: what is parked or taken to the session, and
// promises that are due or were looked back on since, with what they said.
func TestTheBriefHoldsWhatTheyBring(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		f := newFlowing(w)
		mara, at := w.browse("mara"), "/couples/"+string(f.couples["rowan-noor"].ID)+"/brief"
		if brief := wordsOf(mara.get(at).body); strings.Contains(brief, "For this session") || strings.Contains(brief, "Promises and agreements") {
			t.Errorf("a brief of nothing yet: %s", brief)
		}
		pause := f.open(f.noor, "E42")
		f.do("noor", pause, exercise.MoveCall, "", "pause_for", "20")
		if brief := wordsOf(mara.get(at).body); strings.Contains(brief, "For this session") {
			t.Errorf("a pause that goes on counts as brought along: %s", brief)
		}
		f.do("noor", pause, exercise.MoveClose, "", "next", "parked", "park_until", string(monday.AddDays(18)))
		promise := f.open(f.noor, "E32")
		h := f.do("noor", promise, exercise.MoveOffer, "", "what", "I make the tea", "when", "at eight", "sign", "the cup stands there", "until", string(monday.AddDays(5)))
		later := f.open(f.rowan, "E32")
		f.do("rowan", later, exercise.MoveOffer, "", "what", "I paint the shed", "when", "in summer", "sign", "it is green", "until", string(monday.AddDays(40)))
		brief := wordsOf(mara.get(at).body)
		for _, want := range []string{"Take up what they brought: ", "For this session", "parked until 20 March", "Promises and agreements", "noor I make the tea 7 March both of them"} {
			if !strings.Contains(brief, want) {
				t.Errorf("the brief lacks %q:\n%s", want, brief)
			}
		}
		if strings.Contains(brief, "I paint the shed") {
			t.Error("the brief tells of a promise that is not due for weeks")
		}
		f.do("noor", promise, exercise.MoveOutcome, of(h, exercise.MoveOffer), "outcome", "kept")
		f.do("rowan", promise, exercise.MoveNoticed, of(h, exercise.MoveOffer), "noticed", "no")
		if brief := wordsOf(mara.get(at).body); !strings.Contains(brief, "noor: I did it. · rowan: It did not reach me.") {
			t.Errorf("the brief does not say how the promise went:\n%s", brief)
		}
	})
}
