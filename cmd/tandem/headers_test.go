package main

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tandem/templates"
	"tandem/templates/pages"
)

// real is the route's path with ids that exist.
func (s *stage) real(path string) string {
	return strings.NewReplacer(":couple", string(s.couple.ID), ":partner", string(s.couple.Partners[0].ID), ":assignment", string(s.walk),
		":person", string(s.people["fina"].Person), ":week", "3", ":token", "no-such-link", ":file", "tandem.css",
		":document", s.IDs.New(), ":move", s.IDs.New()).Replace(path)
}

// everywhere calls see with the answer to a GET of every page by everybody, and
// to paths that no route is there for.
func (s *stage) everywhere(see func(who, path string, a answer)) {
	who := map[string]*client{"nobody": s.browse(""), "ada": s.ada, "mara": s.mara, "fina": s.fina, "rowan": s.rowan}
	for name, b := range who {
		for _, r := range s.server.Routes() {
			if r.Method == http.MethodGet {
				see(name, r.Path, b.get(s.real(r.Path)))
			}
		}
		for _, path := range []string{"/nothing/here", "/log-out", "/couples//", "/static/../root.key", "/health/"} {
			see(name, path, b.get(path))
		}
	}
}

// headerFaults says what is wrong with the headers of an answer.
func headerFaults(h http.Header, static, secure bool) []string {
	var wrong []string
	want := map[string]string{"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "X-Robots-Tag": "noindex, nofollow",
		"Cache-Control": "no-store"}
	if static {
		want["Cache-Control"] = "public, max-age=31536000, immutable"
	}
	for name, value := range want {
		if got := h.Values(name); len(got) != 1 || got[0] != value {
			wrong = append(wrong, name+" is "+strings.Join(got, "|"))
		}
	}
	csp := h.Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self' https://www.wikipedia.org"} {
		if !slices.Contains(strings.Split(csp, "; "), part) {
			wrong = append(wrong, "the policy lacks "+part)
		}
	}
	if strings.Contains(csp, "unsafe") || strings.Contains(csp, "*") || strings.Contains(csp, "data:") {
		wrong = append(wrong, "the policy is loose: "+csp)
	}
	if !strings.Contains(h.Get("Permissions-Policy"), "camera=()") {
		wrong = append(wrong, "no permissions policy")
	}
	if got := h.Get("Strict-Transport-Security"); secure != strings.HasPrefix(got, "max-age=63072000") {
		wrong = append(wrong, "HSTS is "+got)
	}
	if h.Get("Server") != "" || h.Get("X-Powered-By") != "" {
		wrong = append(wrong, "says what it runs on")
	}
	return wrong
}

func TestEveryAnswerCarriesItsHeaders(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		s.everywhere(func(who, path string, a answer) {
			for _, wrong := range headerFaults(a.header, path == "/static/:file" && a.status == http.StatusOK, false) {
				t.Errorf("%s on %s (%d): %s", who, path, a.status, wrong)
			}
		})
		a := s.rowan.get(templates.Asset("tandem.css"))
		if a.status != http.StatusOK || a.header.Get("Set-Cookie") != "" {
			t.Errorf("a fixed file: %d %q", a.status, a.header)
		}
		for _, wrong := range headerFaults(a.header, true, false) {
			t.Error("a fixed file: " + wrong)
		}
	})
}

func TestHTTPSAnswersCarryHSTS(t *testing.T) {
	w := newWorld(t, "")
	door := w.secondDoor()
	for _, r := range w.server.Routes() {
		req := httptest.NewRequestWithContext(bg, r.Method, "https://tandem.example"+strings.ReplaceAll(r.Path, ":", ""), http.NoBody)
		rec := httptest.NewRecorder()
		door.ServeHTTP(rec, req)
		for _, wrong := range headerFaults(rec.Header(), false, true) {
			t.Errorf("%s %s (%d): %s", r.Method, r.Path, rec.Code, wrong)
		}
	}
}

func TestHeaderFaultsAreSeen(t *testing.T) {
	w := newWorld(t, "")
	whole := w.browse("").get("/log-in").header
	if wrong := headerFaults(whole, false, false); len(wrong) > 0 {
		t.Fatal(wrong)
	}
	for _, plant := range []func(http.Header){
		func(h http.Header) { h.Set("Cache-Control", "no-cache") }, func(h http.Header) { h.Del("X-Content-Type-Options") },
		func(h http.Header) { h.Add("Cache-Control", "public") }, func(h http.Header) { h.Set("Server", "x") },
		func(h http.Header) { h.Set("Referrer-Policy", "no-referrer") },
		func(h http.Header) { h.Set("Strict-Transport-Security", "max-age=63072000") }, func(h http.Header) { h.Del("Permissions-Policy") },
		func(h http.Header) {
			h.Set("Content-Security-Policy", strings.Replace(h.Get("Content-Security-Policy"), "script-src 'self'", "script-src 'self' 'unsafe-inline'", 1))
		},
	} {
		h := whole.Clone()
		plant(h)
		if len(headerFaults(h, false, false)) == 0 {
			t.Errorf("nothing is seen in %q", h)
		}
	}
}

// markupFaults says what of a page a strict policy would stop, and which
// addresses of others it names.
func markupFaults(page string) []string {
	var wrong []string
	for _, tag := range regexp.MustCompile(`<[a-zA-Z][^>]*>`).FindAllString(page, -1) {
		if regexp.MustCompile(`(?i)\s(on[a-z]+|style|srcdoc)\s*=`).MatchString(tag) || strings.HasPrefix(strings.ToLower(tag), "<style") ||
			strings.HasPrefix(strings.ToLower(tag), "<script") && !strings.Contains(tag, ` src="/static/`) || regexp.MustCompile(`(?i)=\s*"?\s*javascript:`).MatchString(tag) {
			wrong = append(wrong, "inline: "+tag)
		}
		for _, m := range regexp.MustCompile(`([a-zA-Z-]+)="((?:[a-z]+:)?//[^"]*|[a-z]+:[^"]*)"`).FindAllStringSubmatch(tag, -1) {
			name, to := m[1], m[2]
			switch {
			case name == "data-leave" && to == pages.NeutralSite, name == "href" && (strings.HasPrefix(to, "tel:") || strings.HasPrefix(to, "sms:")):
			case name == "href" || name == "src" || name == "action" || name == "formaction" || name == "data-leave" || strings.Contains(to, "//"):
				wrong = append(wrong, "somebody else's: "+tag)
			}
		}
	}
	return wrong
}

func TestPagesNameNobodyElse(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		s.move(s.rowan, s.walk, "log", walked("3"))
		seen := 0
		s.everywhere(func(who, path string, a answer) {
			if !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
				return
			}
			seen++
			for _, wrong := range markupFaults(a.body) {
				t.Errorf("%s on %s: %s", who, path, wrong)
			}
		})
		if seen < 40 {
			t.Errorf("only %d pages", seen)
		}
		for _, name := range []string{"tandem.css", "tandem.js"} {
			if text := s.rowan.get(templates.Asset(name)).body; regexp.MustCompile(`(?i)(https?:)?//[a-z0-9-]+\.[a-z]|@import|url\(\s*["']?data:`).MatchString(text) {
				t.Errorf("%s reaches out", name)
			}
		}
	})
	for _, bad := range []string{`<script>x()</script>`, `<p onclick="x()">`, `<div style="color:red">`, `<img src="https://tracker.example/x.png">`, `<a href="//evil.example">`,
		`<a href="javascript:x()">`, `<link rel="preconnect" href="https://fonts.example">`, `<form action="https://evil.example">`, `<script src="https://cdn.example/x.js">`} {
		if len(markupFaults(bad)) == 0 {
			t.Errorf("%s would pass", bad)
		}
	}
}

func TestNothingChangesFromAnotherSite(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		before := s.fingerprint()
		sessions := len(w.rows("SELECT token_hash FROM sessions"))
		for _, r := range w.server.Routes() {
			if r.Method != http.MethodPost {
				continue
			}
			for name, h := range map[string]http.Header{"fetch metadata": {"Sec-Fetch-Site": {"cross-site"}}, "same site": {"Sec-Fetch-Site": {"same-site"}},
				"an origin": {"Origin": {"https://evil.example"}}, "no origin at all": {"Origin": {"null"}}} {
				h.Set("Content-Type", "application/x-www-form-urlencoded")
				a := s.whoever(r.Path).do(r.Method, s.real(r.Path), strings.NewReader("light=yes&name=Sol&roles=owner&activity=walk"), h)
				if a.status != http.StatusForbidden {
					t.Errorf("%s %s, %s: %d", r.Method, r.Path, name, a.status)
				}
			}
		}
		if s.fingerprint() != before || len(w.rows("SELECT token_hash FROM sessions")) != sessions {
			t.Error("another site's form changed something")
		}
		own := http.Header{"Sec-Fetch-Site": {"same-origin"}, "Content-Type": {"application/x-www-form-urlencoded"}}
		if a := s.mara.do(http.MethodPost, "/couples/"+string(s.couple.ID)+"/plan/pause", nil, own); a.status != http.StatusSeeOther {
			t.Errorf("our own form: %d", a.status)
		}
		// A browser without fetch metadata tells of a form by its origin, which the
		// policy on referrers must let it send.
		own = http.Header{"Origin": {w.srv.URL}, "Content-Type": {"application/x-www-form-urlencoded"}}
		if a := s.mara.do(http.MethodPost, "/couples/"+string(s.couple.ID)+"/plan/resume", nil, own); a.status != http.StatusSeeOther {
			t.Errorf("our own form from an older browser: %d", a.status)
		}
	})
}
