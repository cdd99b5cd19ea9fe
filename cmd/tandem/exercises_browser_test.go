package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
	"tandem/internal/testkit"
)

// TestEveryExerciseOnAPhone plays every exercise of the library in a real
// browser, both partners on phones of their own, until neither has anything
// left to do. axe-core looks at each page that it passes, 390 pixels wide, and
// at the therapist's page of it.
func TestEveryExerciseOnAPhone(t *testing.T) {
	w := newWorld(t, "")
	w.hire("ada", "mara", tandem.RoleTherapist)
	c := w.takeIn("mara", "rowan", "noor")
	chromium := testkit.Browser(t)
	mara, rowan, noor := chromium.Desk(t), chromium.Phone(t), chromium.Phone(t)
	g := gallery{t, filepath.Base(t.Name())}
	for name, p := range map[string]*testkit.Page{"mara": mara, "rowan": rowan, "noor": noor} {
		w.logInOn(g, p, name, false)
	}
	for _, def := range w.must(w.homework.Library.Of(bg, "")).(*exercise.Library).Latest() {
		t.Run(string(def.ID), func(t *testing.T) {
			s := &phoneStory{world: w, t: t, def: def, seen: map[string]bool{}, at: string(w.ask(c, def.ID))}
			s.play(rowan, noor, mara, "/couples/"+string(c.ID))
		})
	}
}

// release is the therapist's button that opens what waits.
const release = `main form:has([name="kind"][value="release"]) button`

// phoneStory is one exercise on two phones.
type phoneStory struct {
	*world
	t    *testing.T
	def  *exercise.Definition
	at   string          // the assignment
	seen map[string]bool // titles that were looked at
}

func (s *phoneStory) play(rowan, noor, mara *testkit.Page, couple string) {
	path := "/homework/" + s.at
	for range 12 {
		acts := 0
		for _, p := range []*testkit.Page{rowan, noor} {
			acts += s.follow(p, s.def.Name, path, "Europe/Berlin", func(title string) { s.look(p, title) })
		}
		if acts > 0 {
			continue
		}
		mara.Go(s.url(couple + path))
		if !mara.Has(release) {
			s.look(mara, "for the therapist")
			return
		}
		s.look(mara, "waits for the therapist")
		mara.Click(release)
	}
	s.t.Errorf("%s never comes to an end on two phones", s.def.ID)
}

// look is at each page once.
func (s *phoneStory) look(p *testkit.Page, title string) {
	s.t.Helper()
	if s.seen[title] {
		return
	}
	s.seen[title] = true
	p.Axe(s.t)
	if os.Getenv(testkit.EnvShots) != "" {
		p.Shot(strings.ToLower(string(s.def.ID)) + "-" + slug(title))
	}
}
