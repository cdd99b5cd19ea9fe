package main

import (
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"tandem/internal/tandem"
	"tandem/templates/pages"
)

// token is what the browser's cookie of the session holds.
func (c *client) token() string { return c.cookie("tandem") }

// cookie is what the browser's cookie of that name holds.
func (c *client) cookie(name string) string {
	c.w.t.Helper()
	u, err := url.Parse(c.w.srv.URL)
	if err != nil {
		c.w.t.Fatal(err)
	}
	for _, k := range c.Jar.Cookies(u) {
		if k.Name == name {
			return k.Value
		}
	}
	return ""
}

// in tells whether the browser's session lives.
func (c *client) in() bool { return c.get("/account").status == http.StatusOK }

// tryIn sends the log-in form.
func (c *client) tryIn(name, with, next string) answer {
	return c.post("/log-in", url.Values{"name": {name}, "passphrase": {with}, "next": {next}})
}

// secondDoor is the same service for browsers that come by way of https: the
// settings and the database are the world's own.
func (w *world) secondDoor() http.Handler {
	w.t.Helper()
	s := w.settings
	s.PublicURL = "https://tandem.example"
	root, err := rootKey(s)
	if err != nil {
		w.t.Fatal(err)
	}
	a, err := wire(s, w.store, root)
	if err != nil {
		w.t.Fatal(err)
	}
	return a.server
}

func TestStaleAndDoubleAreHarmless(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		path := "/homework/" + string(s.walk) + "/moves"
		stale := s.moveForm(s.noor_, s.walk, "log", url.Values{"activity": {"other"}, "other_activity": {"Feeding the ducks"}, "ease": {"4"}, "date": {string(monday)}, "laughed": {"no"}})
		s.move(s.rowan, s.walk, "log", walked("2")) // announced, so Noor's page is old now
		a := s.noor_.post(path, stale)
		if a.status != http.StatusConflict || !strings.Contains(a.body, `value="Feeding the ducks"`) || !strings.Contains(a.body, `role="status"`) {
			t.Fatalf("a stale page: %d\n%s", a.status, a.body)
		}
		if n := w.moves(s.walk); n != 1 {
			t.Fatalf("%d moves after a conflict", n)
		}
		for _, key := range []string{"", "short", "a key\x00with a NUL", "a key \xff\xfe of no text", strings.Repeat("k", 65)} {
			odd := s.moveForm(s.noor_, s.walk, "log", walked("4"))
			odd.Set("key", key)
			if a := s.noor_.post(path, odd); a.status != http.StatusUnprocessableEntity || w.moves(s.walk) != 1 {
				t.Errorf("the key %q: %d, %d moves", key, a.status, w.moves(s.walk))
			}
		}
		again := url.Values{}
		for k, v := range stale {
			again[k] = v
		}
		again.Set("version", hiddenIn(a.body, "version"))
		again.Set("key", hiddenIn(a.body, "key"))
		first := s.noor_.post(path, again)
		second := s.noor_.post(path, again)
		if first.status != http.StatusSeeOther || second.status != first.status || second.header.Get("Location") != first.header.Get("Location") {
			t.Errorf("the same key twice: %d %d %q %q", first.status, second.status, first.header, second.header)
		}
		if n := w.moves(s.walk); n != 2 {
			t.Errorf("%d moves after the same was sent twice", n)
		}
		if page := s.noor_.get("/homework/" + string(s.walk)); !strings.Contains(page.body, "Feeding the ducks") {
			t.Errorf("what was sent is not there:\n%s", page.body)
		}
	})
}

// moves counts the moves of an assignment's round.
func (w *world) moves(id tandem.AssignmentID) int {
	w.t.Helper()
	n, err := strconv.Atoi(w.rows("SELECT count(*) FROM moves m JOIN rounds r ON r.id = m.round_id WHERE r.assignment_id = '" + string(id) + "'")[0][0])
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

func TestDraftsAreTheirAuthorsAlone(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		home := "/homework/" + string(s.talk)
		const secret = "A draft about the lighthouse"
		form := s.moveForm(s.rowan, s.talk, "prepare", url.Values{"items.0.quality": {secret}, "screen": {"2"}, "stop": {"yes"}})
		a := s.rowan.post(home+"/moves", form)
		if a.status != http.StatusSeeOther || a.header.Get("Location") != "/today" {
			t.Fatalf("save and stop here: %d %q", a.status, a.header)
		}
		if n := w.moves(s.talk); n != 0 {
			t.Errorf("stopping made %d moves", n)
		}
		if a := s.rowan.post(home+"/draft", url.Values{"step": {"prepare"}, "items.0.example": {"At low tide"}}); a.status != http.StatusNoContent || a.body != "" {
			t.Errorf("keeping a draft: %d %q", a.status, a.body)
		}
		own := s.rowan.get(home + "?step=2").body
		if !strings.Contains(own, secret) || !strings.Contains(own, "At low tide") {
			t.Errorf("the author's draft is not on the page:\n%s", own)
		}
		couple := "/couples/" + string(s.couple.ID)
		for name, seen := range map[string]answer{
			"Noor's page": s.noor_.get(home + "?step=2"), "Noor's day": s.noor_.get("/today"), "Noor's privacy": s.noor_.get("/privacy"), "what they gathered": s.noor_.get("/together"),
			"the couple": s.mara.get(couple), "the homework": s.mara.get(couple + "/homework/" + string(s.talk)), "the summary": s.mara.get(couple + "/summary"), "the caseload": s.mara.get("/caseload")} {
			if seen.status != http.StatusOK || strings.Contains(seen.body, "lighthouse") || strings.Contains(seen.body, "low tide") {
				t.Errorf("%s (%d) shows the draft", name, seen.status)
			}
		}
		if row := w.rows("SELECT payload FROM drafts"); len(row) != 1 || strings.Contains(row[0][0], "lighthouse") {
			t.Error("the draft lies open in the database, or not at all")
		}
	})
}

func TestSessionsBeginAndEnd(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		t.Run("idle", func(t *testing.T) {
			for _, c := range []struct {
				name  string
				stays time.Duration
			}{{"mara", 15 * time.Minute}, {"ada", 15 * time.Minute}, {"rowan", 30 * time.Minute}} {
				b := w.browse(c.name)
				w.clock.Advance(c.stays - time.Second)
				if !b.in() {
					t.Errorf("%s is out before %s", c.name, c.stays)
				}
				w.clock.Advance(c.stays)
				if b.in() {
					t.Errorf("%s is in after %s", c.name, c.stays)
				}
				w.clock.Advance(-2*c.stays + time.Second) // the ended session stays ended
				if b.in() {
					t.Errorf("%s is in again when the clock is put back", c.name)
				}
			}
		})
		t.Run("twelve hours", func(t *testing.T) {
			for _, name := range []string{"mara", "noor"} {
				b, began := w.browse(name), w.clock.Now()
				for w.clock.Now().Add(14 * time.Minute).Before(began.Add(12 * time.Hour)) {
					w.clock.Advance(14 * time.Minute)
					if !b.in() {
						t.Fatalf("%s is out after %s", name, w.clock.Now().Sub(began))
					}
				}
				w.clock.Set(began.Add(12 * time.Hour))
				if b.in() {
					t.Errorf("%s is in after 12 hours", name)
				}
			}
		})
		t.Run("the way back", func(t *testing.T) {
			b := w.browse("rowan")
			if a := b.post("/homework/"+string(s.talk)+"/draft", url.Values{"step": {"prepare"}, "items.0.quality": {"Kept past the session"}}); a.status != http.StatusNoContent {
				t.Fatalf("keeping a draft: %d", a.status)
			}
			w.clock.Advance(31 * time.Minute)
			page := "/homework/" + string(s.talk) + "?step=2"
			a := b.get(page)
			if want := "/log-in?next=" + url.QueryEscape(page); a.status != http.StatusSeeOther || a.header.Get("Location") != want {
				t.Fatalf("%d %q, want %q", a.status, a.header.Get("Location"), want)
			}
			if a := b.tryIn(logInName("rowan"), passphrase, page); a.header.Get("Location") != page {
				t.Errorf("after the log-in: %d %q", a.status, a.header.Get("Location"))
			}
			if !strings.Contains(b.get(page).body, "Kept past the session") {
				t.Error("the draft did not outlast the session")
			}
		})
	})
}

func TestLoggingOut(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		newStage(w)
		one, two, three := w.browse("rowan"), w.browse("rowan"), w.browse("rowan")
		old := three.token()
		for _, c := range []struct {
			b        *client
			path, to string
		}{{one, "/log-out", "/log-in"}, {three, "/leave", pages.NeutralSite}} {
			a := c.b.post(c.path, nil)
			if a.status != http.StatusSeeOther || a.header.Get("Location") != c.to || !strings.Contains(a.header.Get("Clear-Site-Data"), "cache") {
				t.Errorf("%s: %d %q", c.path, a.status, a.header)
			}
			if c.b.in() {
				t.Errorf("in after %s", c.path)
			}
		}
		if a := w.browse("").do(http.MethodGet, "/account", nil, http.Header{"Cookie": {"tandem=" + old}}); a.status != http.StatusSeeOther {
			t.Errorf("the token of an ended session opens the account: %d", a.status)
		}
		if !two.in() {
			t.Error("logging out on one device ended another's session")
		}
		if a := w.browse("").post("/leave", nil); a.status != http.StatusSeeOther || a.header.Get("Location") != pages.NeutralSite {
			t.Errorf("leaving without a session: %d %q", a.status, a.header)
		}
		four := w.browse("rowan")
		two.post("/log-out-everywhere", nil)
		if two.in() || four.in() {
			t.Error("in after logging out everywhere")
		}
		five, six := w.browse("rowan"), w.browse("rowan")
		if a := five.post("/account/passphrase", url.Values{"current": {passphrase}, "passphrase": {"a lantern walks on Thursdays"}}); a.status != http.StatusSeeOther {
			t.Fatalf("a new passphrase: %d", a.status)
		}
		if !five.in() || six.in() {
			t.Errorf("after a new passphrase: this device in %t, the other in %t", five.in(), six.in())
		}
	})
}

// TestAnEndedSessionStaysDead: what is on its way when somebody leaves, logs
// out or logs in anew cannot bring the old session back.
func TestAnEndedSessionStaysDead(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		draft := url.Values{"step": {"prepare"}, "items.0.quality": {"Calm"}}.Encode()
		form := "application/x-www-form-urlencoded"
		var others [4]*client
		for i := range others {
			others[i] = w.browse("")
		}
		again := url.Values{"name": {logInName("rowan")}, "passphrase": {passphrase}}
		for run := range 24 {
			b := w.browse("rowan")
			cookie := http.Header{"Cookie": {"tandem=" + b.token()}, "Content-Type": {form}}
			w.clock.Advance(61 * time.Second) // so that every request writes when it was seen
			var group sync.WaitGroup
			for _, other := range others {
				group.Go(func() {
					other.do(http.MethodPost, "/homework/"+string(s.talk)+"/draft", strings.NewReader(draft), cookie)
				})
			}
			time.Sleep(time.Duration(run%8) * time.Millisecond)
			path := []string{"/leave", "/log-out", "/log-in"}[run%3]
			if a := b.post(path, again); a.status != http.StatusSeeOther {
				t.Errorf("%s: %d", path, a.status)
			}
			group.Wait()
			for range 2 {
				if a := others[0].do(http.MethodGet, "/account", nil, cookie); a.status != http.StatusSeeOther {
					t.Fatalf("run %d: after %s the old cookie opens the account: %d", run, path, a.status)
				}
			}
		}
	})
}

// TestLeavingForgetsTheDevice: the quick exit takes away every cookie.
func TestLeavingForgetsTheDevice(t *testing.T) {
	w := newWorld(t, "")
	b := w.browse("ada")
	known := b.cookie("tandem-device")
	b.post("/log-out", nil)
	if known == "" || b.cookie("tandem-device") != known || b.token() != "" {
		t.Errorf("after logging out: %q, %q, %q", known, b.cookie("tandem-device"), b.token())
	}
	b.tryIn(logInName("ada"), passphrase, "")
	if b.cookie("tandem-device") != known || !b.in() {
		t.Errorf("a known device is another after the next log-in: %q, %q", known, b.cookie("tandem-device"))
	}
	b.post("/leave", nil)
	if b.cookie("tandem-device") != "" || b.token() != "" {
		t.Errorf("after leaving: %q, %q", b.cookie("tandem-device"), b.token())
	}
}

func TestLogInTellsNothingAndTrustsNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		t.Run("the same answer", func(t *testing.T) {
			wrong := w.browse("").tryIn(logInName("rowan"), "these are not the words", "")
			unknown := w.browse("").tryIn(logInName("nobody"), "these are not the words", "")
			if wrong.status != http.StatusUnprocessableEntity || wrong.status != unknown.status ||
				strings.ReplaceAll(wrong.body, logInName("rowan"), "") != strings.ReplaceAll(unknown.body, logInName("nobody"), "") {
				t.Errorf("%d %d\n%s\n%s", wrong.status, unknown.status, wrong.body, unknown.body)
			}
			if strings.Contains(wrong.body, "these are not the words") {
				t.Error("the page holds the passphrase")
			}
		})
		t.Run("a new token", func(t *testing.T) {
			b := w.browse("rowan")
			first := b.token()
			b.tryIn(logInName("rowan"), passphrase, "")
			if second := b.token(); first == second || len(second) < 40 {
				t.Errorf("%q then %q", first, second)
			}
			planted := w.browse("")
			a := planted.do(http.MethodPost, "/log-in", strings.NewReader(url.Values{"name": {logInName("rowan")}, "passphrase": {passphrase}}.Encode()),
				http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Cookie": {"tandem=planted-by-somebody-else"}})
			if a.status != http.StatusSeeOther || strings.Contains(a.header.Get("Set-Cookie"), "planted") {
				t.Errorf("a planted token was taken: %d %q", a.status, a.header)
			}
			if a := w.browse("").do(http.MethodGet, "/account", nil, http.Header{"Cookie": {"tandem=planted-by-somebody-else"}}); a.status != http.StatusSeeOther {
				t.Errorf("the planted token opens: %d", a.status)
			}
		})
		t.Run("only to pages of ours", func(t *testing.T) {
			for next, want := range map[string]string{"/together": "/together", "/homework/x?step=2": "/homework/x?step=2", "": "/", "https://evil.example": "/", "//evil.example": "/",
				"/\\evil.example": "/", "\\\\evil.example": "/", "javascript:alert(1)": "/", "/a\r\nSet-Cookie: b": "/", "/a\x00b": "/", " /together": "/", "/\t/evil.example": "/", "evil.example": "/"} {
				a := w.browse("").tryIn(logInName("rowan"), passphrase, next)
				if got := a.header.Get("Location"); got != want {
					t.Errorf("next=%q leads to %q, want %q", next, got, want)
				}
				page := w.browse("").get("/log-in?next=" + url.QueryEscape(next)).body
				if kept := hiddenIn(page, "next"); kept != "" && kept != want {
					t.Errorf("the form keeps next=%q for %q", kept, next)
				}
			}
		})
		t.Run("the throttle", func(t *testing.T) {
			try := func(with string) answer { return w.browse("").tryIn(logInName("noor"), with, "") }
			for range 5 {
				if a := try("these are not the words"); a.status != http.StatusUnprocessableEntity {
					t.Fatalf("a free try: %d", a.status)
				}
			}
			a := try(passphrase)
			wait, err := strconv.Atoi(a.header.Get("Retry-After"))
			if a.status != http.StatusTooManyRequests || err != nil || wait < 1 || !strings.Contains(html.UnescapeString(a.body), "Please wait") {
				t.Errorf("the sixth: %d %q", a.status, a.header)
			}
			if !strings.Contains(a.body, logInName("noor")) || strings.Contains(a.body, passphrase) {
				t.Error("the page lost the name, or kept the passphrase")
			}
			w.clock.Advance(time.Duration(wait) * time.Second)
			if a := try(passphrase); a.status != http.StatusSeeOther {
				t.Errorf("after the wait: %d", a.status)
			}
			if a := try("these are not the words"); a.status != http.StatusUnprocessableEntity {
				t.Errorf("one wrong try after the wait: %d", a.status)
			}
			if a := try(passphrase); a.status != http.StatusTooManyRequests {
				t.Errorf("a success was seen by whoever tried before: %d", a.status)
			}
			if a := s.noor_.tryIn(logInName("noor"), passphrase, ""); a.status != http.StatusSeeOther {
				t.Errorf("a stranger's tries keep out a device that has logged in before: %d", a.status)
			}
		})
	})
}

func TestSessionCookies(t *testing.T) {
	w := newWorld(t, "")
	newStage(w)
	cookies := func(h http.Handler, target string) (session, device *http.Cookie) {
		form := url.Values{"name": {logInName("rowan")}, "passphrase": {passphrase}}
		req := httptest.NewRequestWithContext(bg, http.MethodPost, target+"/log-in", strings.NewReader(form.Encode()))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, req)
		res := rec.Result()
		defer res.Body.Close() //nolint:errcheck // a recorder's
		if len(res.Cookies()) != 2 {
			t.Fatalf("%d cookies: %q", len(res.Cookies()), res.Header)
		}
		return res.Cookies()[0], res.Cookies()[1]
	}
	for _, c := range []struct {
		door   http.Handler
		target string
		name   string
		secure bool
	}{{w.server, "http://127.0.0.1", "tandem", false}, {w.secondDoor(), "https://tandem.example", "__Host-tandem", true}} {
		k, d := cookies(c.door, c.target)
		if k.Name != c.name || k.MaxAge != 0 || !k.Expires.IsZero() {
			t.Errorf("%s", k)
		}
		if d.Name != c.name+"-device" || d.MaxAge != 30*24*60*60 || strings.Contains(d.Value, "rowan") || d.Value == k.Value {
			t.Errorf("%s", d)
		}
		for _, k := range []*http.Cookie{k, d} {
			if k.Secure != c.secure || !k.HttpOnly || k.SameSite != http.SameSiteLaxMode || k.Path != "/" || k.Domain != "" {
				t.Errorf("%s", k)
			}
		}
	}
}
