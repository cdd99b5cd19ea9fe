package main

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"tandem/internal/auth"
)

// TestThrottleBehindAProxy: two browsers behind a proxy that is named are two;
// from anybody else the header is not believed.
func TestThrottleBehindAProxy(t *testing.T) {
	w := newWorld(t, "")
	root, err := rootKey(w.settings)
	if err != nil {
		t.Fatal(err)
	}
	const one, two, proxy = "203.0.113.1", "203.0.113.2", "127.0.0.9"
	full := func(address string) {
		w.exec("INSERT INTO login_throttle (key_hash, failures, last_at) VALUES (?, ?, ?)", root.Index(auth.ClassTryAddress, address), 100, w.clock.Now())
	}
	full(one)
	door := func(proxies ...netip.Prefix) http.Handler {
		s := w.settings
		s.Proxies = proxies
		a, err := wire(s, w.store, root)
		if err != nil {
			t.Fatal(err)
		}
		return a.server
	}
	trusting, direct := door(netip.MustParsePrefix(proxy+"/32")), door()
	tests := []struct {
		name      string
		door      http.Handler
		peer      string
		forwarded string
		want      int
	}{
		{"the one who has used up the tries", trusting, proxy, one, http.StatusTooManyRequests},
		{"the other behind the same proxy", trusting, proxy, two, http.StatusUnprocessableEntity},
		{"the one, behind a name of their own", trusting, proxy, two + ", " + one, http.StatusTooManyRequests},
		{"a peer that is not the proxy, in the one's name", trusting, "127.0.0.7", one, http.StatusUnprocessableEntity},
		{"the one as a peer, in the other's name", trusting, one, two, http.StatusTooManyRequests},
		{"no proxy named", direct, proxy, one, http.StatusUnprocessableEntity},
		{"no proxy named, the one as a peer", direct, one, two, http.StatusTooManyRequests},
	}
	for i, test := range tests {
		form := url.Values{"name": {"somebody " + string(rune('a'+i))}, "passphrase": {"these are not the words"}}
		req := httptest.NewRequestWithContext(bg, http.MethodPost, "/log-in", strings.NewReader(form.Encode()))
		req.RemoteAddr = test.peer + ":4711"
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("X-Forwarded-For", test.forwarded)
		rec := httptest.NewRecorder()
		test.door.ServeHTTP(rec, req)
		if rec.Code != test.want {
			t.Errorf("%s: %d, want %d", test.name, rec.Code, test.want)
		}
	}
}

// TestThrottleNeedsTheProxyNamed: a public address without it stops the start,
// and so does a proxy that is nobody or everybody.
func TestThrottleNeedsTheProxyNamed(t *testing.T) {
	for _, c := range []struct{ args, why string }{
		{"", "--proxy 127.0.0.1"}, {"--proxy nonsense", `--proxy "nonsense"`}, {"--proxy 10.0.0.0/99", "--proxy"}, {"--proxy tandem.example", "--proxy"},
		{"--proxy 0.0.0.0/0", "everybody"}, {"--proxy ::/0", "everybody"}, {"--proxy 127.0.0.1 --proxy nonsense", "nonsense"},
	} {
		args := append([]string{"serve", "--addr", "127.0.0.1:0", "--public-url", "https://tandem.example", "--data", filepath.Join(t.TempDir(), "never")}, strings.Fields(c.args)...)
		if why := refusal(t, args...); !strings.Contains(why, c.why) {
			t.Errorf("%q: %s", c.args, why)
		}
	}
	s := serveCommand{Proxy: []string{"127.0.0.1", "10.1.2.3/24", "::1"}}
	if got, err := s.proxies("https://tandem.example"); err != nil || len(got) != 3 || got[0].String() != "127.0.0.1/32" || got[1].String() != "10.1.2.0/24" || got[2].String() != "::1/128" {
		t.Errorf("%v, %v", got, err)
	}
	for _, here := range []string{"", "http://127.0.0.1:8080"} {
		if got, err := (&serveCommand{}).proxies(here); err != nil || len(got) != 0 {
			t.Errorf("%q: %v, %v", here, got, err)
		}
	}
	r := start(t, "serve", "--addr", "127.0.0.1:0", "--public-url", "https://tandem.example", "--proxy", "127.0.0.1", "--proxy", "10.0.0.0/28", "--data", filepath.Join(t.TempDir(), "practice"))
	r.says(`(?m)^Tandem serves (https://tandem.example)$`)
	r.stop()
}
