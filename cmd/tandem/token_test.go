package main

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"tandem/internal/auth"
	"tandem/internal/tandem"
	"tandem/internal/testkit"
)

// TestTokenCommand makes a token beside a running service, on both databases.
func TestTokenCommand(t *testing.T) {
	for name, database := range map[string]func() []string{"sqlite": func() []string { return nil },
		"postgres": func() []string { return []string{"--database-url", testkit.Postgres(t)} }} {
		t.Run(name, func(t *testing.T) {
			dir, more := filepath.Join(t.TempDir(), "practice"), database()
			r := start(t, append([]string{"serve", "--addr", "127.0.0.1:0", "--data", dir}, more...)...)
			at, link := r.says(`(?m)^Tandem serves (http://127\.0\.0\.1:\d+)$`), r.says(`/invitation/(\S+)`)
			if status, body, _ := visit(t, at).do("/invitation/"+link, url.Values{"name": {"olu.owner"}, "passphrase": {passphrase}, "language": {"en"}}); status != http.StatusSeeOther {
				t.Fatalf("joining: %d\n%s", status, body)
			}
			var out, log bytes.Buffer
			args := append([]string{"token", "--data", dir, "--user", "Olu.Owner", "--label", "Export", "--days", "2"}, more...)
			if err := run(bg, args, &out, &log); err != nil {
				t.Fatal(err)
			}
			secret := strings.TrimSuffix(out.String(), "\n")
			if !regexp.MustCompile(`^` + auth.TokenPrefix + `[A-Za-z0-9_-]{43}$`).MatchString(secret) {
				t.Fatalf("it prints %q", out.String())
			}
			req, err := http.NewRequestWithContext(bg, http.MethodGet, at+"/api/v1/account", http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Authorization", "Bearer "+secret)
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close() //nolint:errcheck // read to its end
			body, err := io.ReadAll(res.Body)
			if err != nil || res.StatusCode != http.StatusOK || !strings.Contains(string(body), `"log_in_name":"olu.owner"`) {
				t.Errorf("with it: %d %s %v", res.StatusCode, body, err)
			}
			r.stop()
			if strings.Contains(r.err.String()+log.String(), secret) {
				t.Error("a log holds the secret")
			}
			for says, args := range map[string][]string{"nobody logs in": {"--user", "nobody"}, "--days": {"--user", "olu.owner", "--days", "0"},
				"a year at most": {"--user", "olu.owner", "--days", "366"}} {
				if why := refusal(t, append(append([]string{"token", "--data", dir}, args...), more...)...); !strings.Contains(why, says) {
					t.Errorf("%q: %s", args, why)
				}
			}
		})
	}
	if why := refusal(t, "token", "--data", t.TempDir(), "--user", "x"); !strings.Contains(why, "no data folder") {
		t.Errorf("an empty folder: %s", why)
	}
}

// TestATokenOpensNoPageAndASessionNoOperation: a browser cannot be made to do
// what a program does, and the other way round.
func TestATokenOpensNoPageAndASessionNoOperation(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		token, _ := w.token("mara")
		before := s.fingerprint()
		for _, r := range w.server.Routes() {
			program := strings.HasPrefix(r.Path, "/api/v1/")
			if r.Permission() == tandem.PermissionPublic {
				continue
			}
			path := s.real(r.Path)
			if !program {
				if a := w.askWith(token, r.Method, path, nil); a.status != http.StatusSeeOther || !strings.HasPrefix(a.header.Get("Location"), "/log-in") {
					t.Errorf("a token on %s %s: %d", r.Method, r.Path, a.status)
				}
				continue
			}
			a := s.mara.do(r.Method, path, strings.NewReader("{}"), http.Header{"Content-Type": {"application/json"}})
			if a.status != http.StatusUnauthorized || a.header.Get("WWW-Authenticate") != "Bearer" || a.header.Get("Set-Cookie") != "" ||
				a.header.Get("Content-Type") != "application/problem+json" {
				t.Errorf("a session on %s %s: %d %q", r.Method, r.Path, a.status, a.header)
			}
			for _, h := range []http.Header{{"Authorization": {"Basic " + token}}, {"Authorization": {token}}, {"Authorization": {"Bearer"}}, {"Authorization": {"Bearer  " + token}},
				{"Authorization": {"Bearer " + token + "x"}}, {"X-Api-Key": {token}}, {"Cookie": {"tandem=" + token}}} {
				if a := w.browse("").do(r.Method, path+"?access_token="+token+"&token="+token, nil, h); a.status != http.StatusUnauthorized {
					t.Errorf("%q on %s %s: %d", h, r.Method, r.Path, a.status)
				}
			}
		}
		if s.fingerprint() != before {
			t.Error("something has changed")
		}
		if a := w.askWith(token, http.MethodGet, "/api/v1/caseload", nil); a.status != http.StatusOK || len(a.header.Values("Set-Cookie")) > 0 {
			t.Errorf("the token itself: %d %q", a.status, a.header)
		}
	})
}

// TestATokenLostIsLostAtTheNextRequest: each way to lose it, on every instance.
func TestATokenLostIsLostAtTheNextRequest(t *testing.T) {
	onInstances(t, func(t *testing.T, instances []*world) {
		w := instances[0]
		for name, lose := range map[string]func(who string, id tandem.TokenID) error{
			"revoked by page": func(who string, id tandem.TokenID) error {
				w.browse(who).post("/account/tokens/"+string(id)+"/revoke", nil)
				return nil
			},
			"logged out everywhere": func(who string, _ tandem.TokenID) error { return w.auth.LogOutEverywhere(bg, w.people[who]) },
			"another passphrase": func(who string, _ tandem.TokenID) error {
				_, err := w.auth.ChangePassphrase(bg, w.people[who], auth.ChangeInput{Current: passphrase, New: anotherPassphrase})
				return err
			},
			"access ended": func(who string, _ tandem.TokenID) error {
				return w.practice.RevokeStaff(bg, w.people["ada"], w.people[who].Person)
			},
			"run out": func(string, tandem.TokenID) error { w.clock.Advance(auth.TokenLasts); return nil },
		} {
			who := "t" + strings.ReplaceAll(name, " ", "")
			w.hire("ada", who, tandem.RoleTherapist)
			token, id := w.token(who)
			ask := func(w *world) int { return w.askWith(token, http.MethodGet, "/api/v1/caseload", nil).status }
			for _, i := range instances {
				if got := ask(i); got != http.StatusOK {
					t.Errorf("%s, before: %d", name, got)
				}
			}
			w.must(nil, lose(who, id))
			for _, i := range instances {
				if got := ask(i); got != http.StatusUnauthorized {
					t.Errorf("%s: %d", name, got)
				}
			}
		}
		w.hire("ada", "rhea", tandem.RoleTherapist)
		token, _ := w.token("rhea")
		w.must(nil, w.practice.ChangeRoles(bg, w.people["ada"], w.people["rhea"].Person, []tandem.Role{tandem.RoleFrontDesk}))
		for _, i := range instances {
			if a, b := i.askWith(token, http.MethodGet, "/api/v1/caseload", nil), i.askWith(token, http.MethodGet, "/api/v1/register", nil); a.status != http.StatusForbidden || b.status != http.StatusOK {
				t.Errorf("another role: %d, %d", a.status, b.status)
			}
		}
	})
}

func TestOnesProgramsStandOnTheAccountPage(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		if a := s.rowan.get("/account"); strings.Contains(a.body, "Programs that use") {
			t.Error("nobody's programs are listed")
		}
		token, id := w.token("rowan")
		noors, _ := w.token("noor")
		page := s.rowan.get("/account").body
		if !strings.Contains(page, "A program of rowan") || strings.Contains(page, "A program of noor") || !strings.Contains(page, "not used yet") || strings.Contains(page, token) {
			t.Errorf("the page says\n%s", excerpt(page, "Programs"))
		}
		if a := s.noor_.post("/account/tokens/"+string(id)+"/revoke", nil); a.status != http.StatusNotFound {
			t.Errorf("Noor ends Rowan's: %d", a.status)
		}
		if a := w.askWith(token, http.MethodGet, "/api/v1/today", nil); a.status != http.StatusOK {
			t.Errorf("Rowan's: %d", a.status)
		}
		if page := s.rowan.get("/account").body; !strings.Contains(page, "last used on 2 March 2026") {
			t.Error("the use is not told")
		}
		if a := s.rowan.post("/account/tokens/"+string(id)+"/revoke", nil); a.status != http.StatusSeeOther {
			t.Errorf("ending it: %d", a.status)
		}
		if a, b := w.askWith(token, http.MethodGet, "/api/v1/today", nil), w.askWith(noors, http.MethodGet, "/api/v1/today", nil); a.status != http.StatusUnauthorized || b.status != http.StatusOK {
			t.Errorf("afterwards: Rowan's %d, Noor's %d", a.status, b.status)
		}
	})
}
