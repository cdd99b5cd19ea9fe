package main

import (
	"errors"
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"tandem/internal/practice"
	"tandem/internal/store"
	"tandem/internal/tandem"
	"tandem/internal/testkit"
)

const serves = `(?m)^Tandem serves (http://127\.0\.0\.1:\d+)$`

// process is the world's installation served by a process of its own, on the
// system's clock.
func (w *world) process(databaseURL string) (*world, *testkit.Process) {
	w.t.Helper()
	args := []string{"serve", "--addr", "127.0.0.1:0", "--data", w.Dir}
	if databaseURL != "" {
		args = append(args, "--database-url", databaseURL)
	}
	p := testkit.Run(w.t, args...)
	other := *w
	other.srv = &httptest.Server{URL: p.Says(serves)} // no more than its address
	return &other, p
}

// twoProcesses are a stage with two processes of the real program on its
// Postgres, over the same data folder.
func twoProcesses(t *testing.T) (s *stage, one, two *world) {
	t.Helper()
	databaseURL := testkit.Postgres(t)
	s = newStage(newWorld(t, databaseURL))
	one, _ = s.process(databaseURL)
	two, _ = s.process(databaseURL)
	return s, one, two
}

func TestTwoProcessesKnowOneSession(t *testing.T) {
	_, one, two := twoProcesses(t)
	b := one.browse("rowan")
	for i, at := range []*world{one, two, one} {
		if a := b.at(at).get("/today"); a.status != http.StatusOK || !strings.Contains(a.body, "rowan") {
			t.Errorf("request %d: %d", i, a.status)
		}
	}
	if a := b.at(two).post("/log-out", nil); a.status != http.StatusSeeOther {
		t.Fatalf("logging out: %d", a.status)
	}
	if a := b.at(one).get("/today"); labelOf(a) != "login" {
		t.Errorf("a session that the other process ended: %d", a.status)
	}
}

// A right that one process takes away is gone on the other by the next request:
// a change first, for it must not take a read to notice.
func TestTwoProcessesLoseARightTogether(t *testing.T) {
	s, one, two := twoProcesses(t)
	ruth := string(s.hire("ada", "ruth", tandem.RoleTherapist).Person)
	ada := one.browse("ada")
	couple := url.Values{"time_zone": {"Europe/Berlin"}, "partners.0.name": {"Una"}, "partners.0.language": {"en"}, "partners.1.name": {"Vik"}, "partners.1.language": {"en"}}
	for _, l := range []struct {
		name, path string
		form       url.Values
		want       string
	}{
		{"the role", "/staff/" + ruth + "/roles", url.Values{"roles": {string(tandem.RoleOwner)}}, "Forbidden"},
		{"all access", "/staff/" + ruth + "/revoke", nil, "login"},
	} {
		b := two.browse("ruth")
		if l.name == "the role" {
			if a := b.get("/caseload"); a.status != http.StatusOK {
				t.Fatalf("before: %d", a.status)
			}
		}
		if a := ada.post(l.path, l.form); a.status != http.StatusSeeOther {
			t.Fatalf("taking away %s: %d\n%s", l.name, a.status, a.body)
		}
		before := s.content()
		if a := b.post("/couples", couple); labelOf(a) != l.want {
			t.Errorf("without %s, a change: %d, want %s", l.name, a.status, l.want)
		}
		if a := b.get("/caseload"); labelOf(a) != l.want {
			t.Errorf("without %s, a page: %d, want %s", l.name, a.status, l.want)
		}
		if changed := before.changes(s.content(), string(s.couple.Practice)); changed != "" {
			t.Errorf("without %s still changed %s", l.name, changed)
		}
	}
}

// atOnce runs the works together and waits for all.
func atOnce(works ...func()) {
	var ready, done sync.WaitGroup
	ready.Add(1)
	for _, work := range works {
		done.Go(func() { ready.Wait(); work() })
	}
	ready.Done()
	done.Wait()
}

// The same move sent to both at the same time is stored once, and both answer
// the same.
func TestTwoProcessesTakeOneMoveOnce(t *testing.T) {
	s, one, two := twoProcesses(t)
	b := one.browse("rowan")
	for week := 1; week <= 6; week++ {
		walk := s.assignment(s.couple, "E38", week)
		form := s.moveForm(b, walk, "log", walked("4"))
		var got [4]answer
		send := func(i int, at *world) func() {
			return func() { got[i] = b.at(at).post("/homework/"+string(walk)+"/moves", form) }
		}
		atOnce(send(0, one), send(1, two), send(2, one), send(3, two))
		for i, a := range got {
			if a.status != http.StatusSeeOther || a.header.Get("Location") != got[0].header.Get("Location") {
				t.Errorf("week %d, answer %d: %d to %q", week, i, a.status, a.header.Get("Location"))
			}
		}
		if n := s.moves(walk); n != 1 {
			t.Errorf("week %d: %d moves", week, n)
		}
	}
}

// Of two different moves at once one wins. The other is a conflict, keeps its
// text, and can be sent again.
func TestTwoProcessesAgreeOnWhoWasFirst(t *testing.T) {
	s, one, two := twoProcesses(t)
	partners := [2]*client{one.browse("rowan"), two.browse("noor")}
	texts := [2]string{"Feeding the ducks", "Counting the trams"}
	for week := 1; week <= 6; week++ {
		walk := s.assignment(s.couple, "E38", week)
		path := "/homework/" + string(walk) + "/moves"
		var forms [2]url.Values
		var got [2]answer
		for i, b := range partners {
			forms[i] = s.moveForm(b, walk, "log", url.Values{"activity": {"other"}, "other_activity": {texts[i]}, "date": {string(monday)}, "ease": {"4"}, "laughed": {"yes"}})
		}
		atOnce(func() { got[0] = partners[0].post(path, forms[0]) }, func() { got[1] = partners[1].post(path, forms[1]) })
		lost := 0
		if got[0].status == http.StatusSeeOther {
			lost = 1
		}
		won, late := got[1-lost], got[lost]
		if won.status != http.StatusSeeOther || late.status != http.StatusConflict || s.moves(walk) != 1 {
			t.Fatalf("week %d: %d and %d, %d moves", week, won.status, late.status, s.moves(walk))
		}
		if !strings.Contains(late.body, `value="`+texts[lost]+`"`) {
			t.Errorf("week %d: the text of the later one is gone:\n%s", week, late.body)
		}
		forms[lost].Set("version", hiddenIn(late.body, "version"))
		forms[lost].Set("key", hiddenIn(late.body, "key"))
		if a := partners[lost].post(path, forms[lost]); a.status != http.StatusSeeOther || s.moves(walk) != 2 {
			t.Errorf("week %d, sent again: %d, %d moves", week, a.status, s.moves(walk))
		}
	}
}

// Two first starts at once, over one empty folder and one empty Postgres, make
// one root key and found one practice, and one link lets its owner in.
func TestTwoFirstStartsFoundOnePractice(t *testing.T) {
	for range 5 {
		databaseURL, dir := testkit.Postgres(t), filepath.Join(t.TempDir(), "data")
		var started [2]*testkit.Process
		var at [2]string
		start := func(i int) func() {
			return func() {
				started[i] = testkit.Run(t, "serve", "--addr", "127.0.0.1:0", "--data", dir, "--database-url", databaseURL)
				at[i] = started[i].Says(serves)
			}
		}
		atOnce(start(0), start(1))
		raw := testkit.OpenRaw(t, "", databaseURL)
		var practices, people int
		if err := raw.QueryRowContext(bg, "SELECT (SELECT count(*) FROM practices), (SELECT count(*) FROM people)").Scan(&practices, &people); err != nil {
			t.Fatal(err)
		}
		if err := raw.Close(); err != nil {
			t.Fatal(err)
		}
		if practices != 1 || people != 1 {
			t.Errorf("%d practices with %d people", practices, people)
		}
		opened := 0
		link := regexp.MustCompile(`/invitation/(\S+)`)
		for i := range started {
			for _, m := range link.FindAllStringSubmatch(started[i].Said(), -1) {
				if status, _, _ := visit(t, at[1-i]).do("/invitation/"+m[1], nil); status == http.StatusOK {
					opened++
				}
			}
		}
		if opened != 1 {
			t.Errorf("%d links work:\n%s\n%s", opened, started[0].Said(), started[1].Said())
		}
		started[0].Stop()
		started[1].Stop()
	}
}

// Between looking whether there is a practice and founding one, nobody else
// founds one.
func TestFoundingAtOnceFoundsOne(t *testing.T) {
	databaseURL, dir := testkit.Postgres(t), t.TempDir()
	var apps [2]*app
	for i := range apps {
		a, err := open(bg, settings{Dir: dir, DatabaseURL: databaseURL, PublicURL: "http://127.0.0.1:1",
			Clock: tandem.SystemClock{}, IDs: tandem.RandomIDs{}, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		defer a.close() //nolint:errcheck // what was written is read below
		apps[i] = a
	}
	var errs [8]error
	var works []func()
	for i := range errs {
		works = append(works, func() {
			_, errs[i] = apps[i%2].practice.Found(bg, practice.FoundInput{Practice: "Hillside", Owner: "Olu"})
		})
	}
	atOnce(works...)
	founded := 0
	for _, err := range errs {
		if err == nil {
			founded++
		} else if tandem.KindOf(err) != tandem.KindConflict {
			t.Error(err)
		}
	}
	if founded != 1 {
		t.Errorf("%d practices were founded", founded)
	}
}

// Another folder has another root key. A first start with one, which looked at
// the database before the practice stood, does not serve a practice that it
// cannot open.
func TestALateFirstStartWithAnotherKeyDoesNotServe(t *testing.T) {
	databaseURL := testkit.Postgres(t)
	early, err := open(bg, settings{Dir: t.TempDir(), DatabaseURL: databaseURL, PublicURL: "http://127.0.0.1:1",
		Clock: tandem.SystemClock{}, IDs: tandem.RandomIDs{}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer early.close() //nolint:errcheck // nothing was written
	newWorld(t, databaseURL)
	var said strings.Builder
	c := &serveCommand{Practice: "Hillside", Owner: "Olu"}
	for name, start := range map[string]func() error{
		"after the other": func() error { return c.greet(bg, early, out{stdout: &said}) },
		"beside it":       func() error { return c.late(bg, early, out{stdout: &said}) },
	} {
		if err := start(); !errors.Is(err, store.ErrOtherRoot) || said.Len() > 0 {
			t.Errorf("%s: %v, saying %q", name, err, said.String())
		}
	}
}

// A process that is killed while partners send loses nothing that it had
// answered, and what is sent again is not stored twice.
func TestAKilledProcessLosesNoAnsweredMove(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { killed(t, "") })
	t.Run("postgres", func(t *testing.T) { killed(t, testkit.Postgres(t)) })
}

func killed(t *testing.T, databaseURL string) {
	s := newStage(newWorld(t, databaseURL))
	one, dies := s.process(databaseURL)
	type sent struct {
		path string
		form url.Values
		told bool // it was answered
	}
	var all [2][]*sent
	partners := [2]*client{one.browse("rowan"), one.browse("noor")}
	for week := 1; week <= 8; week++ {
		for i, b := range partners {
			walk := s.assignment(s.couple, tandem.ExerciseID([...]string{"E38", "E02"}[i]), week)
			kind, answers := "log", walked("4")
			if i == 1 {
				kind, answers = "prepare", three("noor")
			}
			all[i] = append(all[i], &sent{path: "/homework/" + string(walk) + "/moves", form: s.moveForm(b, walk, kind, answers)})
		}
	}
	var told atomic.Int32
	enough := make(chan struct{})
	send := func(i int) func() {
		return func() {
			for _, m := range all[i] {
				if partners[i].tries(m.path, m.form) != http.StatusSeeOther {
					continue
				}
				m.told = true
				if told.Add(1) == 5 {
					close(enough)
				}
			}
		}
	}
	atOnce(send(0), send(1), func() { <-enough; dies.Kill() })
	if n := told.Load(); n < 5 || n == 16 {
		t.Errorf("%d of 16 were answered: the kill came at no useful moment", n)
	}
	two, _ := s.process(databaseURL)
	for i, name := range []string{"rowan", "noor"} {
		for _, m := range all[i] {
			key := m.form.Get("key")
			stored := len(s.rows("SELECT 1 FROM moves WHERE client_key = '" + key + "'"))
			if m.told && stored != 1 {
				t.Errorf("an answered move is stored %d times", stored)
			}
			if a := two.browse(name).post(m.path, m.form); a.status != http.StatusSeeOther {
				t.Errorf("sent again: %d\n%s", a.status, html.UnescapeString(a.body))
			}
			if stored := len(s.rows("SELECT 1 FROM moves WHERE client_key = '" + key + "'")); stored != 1 {
				t.Errorf("sent again, it is stored %d times", stored)
			}
		}
	}
}

// tries posts to a process that may be gone: 0 when it does not answer.
func (c *client) tries(path string, form url.Values) int {
	res, err := c.PostForm(c.w.srv.URL+path, form)
	if err != nil {
		return 0
	}
	_ = res.Body.Close() // the head was all that counts
	return res.StatusCode
}
