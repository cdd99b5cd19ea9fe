package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/tandem"
	"tandem/internal/testkit"
)

// TestEveryExerciseOnAPhone plays every exercise of the library in a real
// browser until neither partner has anything left to do: on two phones, and on
// one that goes from hand to hand. axe-core looks at each page that it passes,
// 390 pixels wide, and at the therapist's page of it: on one phone a page has
// less around it, so what was seen on two is looked at again.
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
			s := &phoneStory{world: w, t: t, def: def, seen: map[string]bool{}, couple: c, at: string(w.ask(c, def.ID)), mara: mara}
			s.play(func() int { return s.follow(rowan) + s.follow(noor) })
		})
		t.Run(string(def.ID)+" on one phone", func(t *testing.T) {
			s := &phoneStory{world: w, t: t, def: def, name: "one ", seen: map[string]bool{}, couple: c, at: string(w.ask(c, def.ID)), mara: mara}
			shared := chromium.Phone(t)
			w.logInOn(g, shared, "rowan", false)
			s.share(shared)
			s.play(func() int { return s.turn(shared, "rowan") + s.turn(shared, "noor") })
		})
	}
}

// release is the therapist's button that opens what waits.
const release = `main form:has([name="kind"][value="release"]) button`

// phoneStory is one exercise on two phones, or on one.
type phoneStory struct {
	*world
	t      *testing.T
	def    *exercise.Definition
	couple casefile.Couple
	at     string // the assignment
	mara   *testkit.Page
	name   string          // in front of the pictures' names
	seen   map[string]bool // titles that were looked at in this story
}

func (s *phoneStory) path() string { return "/homework/" + s.at }

// play lets both do what they can, in turns, and the therapist open what waits.
func (s *phoneStory) play(both func() int) {
	s.t.Helper()
	for range 12 {
		if both() > 0 {
			continue
		}
		s.mara.Go(s.url("/couples/" + string(s.couple.ID) + s.path()))
		if !s.mara.Has(release) {
			s.look(s.mara, "for the therapist")
			return
		}
		s.look(s.mara, "waits for the therapist")
		s.mara.Click(release)
	}
	s.t.Errorf("%s never comes to an end", s.def.ID)
}

func (s *phoneStory) follow(p *testkit.Page) int {
	s.t.Helper()
	return s.world.follow(p, s.def.Name, s.path(), "Europe/Berlin", func(title string) { s.look(p, title) })
}

// share lets Noor prove herself on Rowan's phone.
func (s *phoneStory) share(p *testkit.Page) {
	s.t.Helper()
	p.Go(s.url(s.path() + "/phone"))
	s.look(p, "to share a phone")
	p.Fill(`[name="passphrase"]`, passphrase)
	p.Click(`form[action$="/phone"] button.go`)
}

// turn hands the phone to somebody, who does what there is to do.
func (s *phoneStory) turn(p *testkit.Page, name string) int {
	s.t.Helper()
	p.Go(s.url(s.path() + "/phone"))
	s.look(p, "between turns")
	to := map[string]string{"rowan": "me", "noor": "other"}[name]
	mine := `form:has([name="to"][value="` + to + `"]) button`
	for range 2 { // whoever had it lays it down first
		if p.Has(mine) {
			p.Click(mine)
		}
	}
	if strings.HasSuffix(p.URL(), "/phone") {
		s.t.Fatalf("%s does not get the phone:\n%s", name, p.Text("main"))
	}
	return s.follow(p)
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
		p.Shot(strings.ToLower(string(s.def.ID)) + "-" + slug(s.name+title))
	}
}
