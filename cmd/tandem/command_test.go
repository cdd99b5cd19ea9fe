package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// running is a command that serves, until the test ends or stop is called.
type running struct {
	t      *testing.T
	out    *logged
	err    *logged
	cancel context.CancelFunc
	ended  chan error
}

func start(t *testing.T, args ...string) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(bg)
	r := &running{t: t, out: &logged{}, err: &logged{}, cancel: cancel, ended: make(chan error, 1)}
	go func() { r.ended <- run(ctx, args, r.out, r.err) }()
	t.Cleanup(cancel)
	return r
}

// says waits until stdout matches, and returns what the expression's group holds.
func (r *running) says(expression string) string {
	r.t.Helper()
	re := regexp.MustCompile(expression)
	for deadline := time.Now().Add(5 * time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if m := re.FindStringSubmatch(r.out.String()); m != nil {
			return m[1]
		}
		select {
		case err := <-r.ended:
			r.t.Fatalf("ended with %v\n%s", err, r.err)
		default:
		}
	}
	r.t.Fatalf("never said %s:\n%s\n%s", expression, r.out, r.err)
	return ""
}

// stop ends the command as Ctrl-C does; it must end well.
func (r *running) stop() {
	r.t.Helper()
	r.cancel()
	select {
	case err := <-r.ended:
		if err != nil {
			r.t.Errorf("ended with %v", err)
		}
	case <-time.After(20 * time.Second):
		r.t.Fatal("does not end")
	}
}

// refusal is the error of a command that must not start.
func refusal(t *testing.T, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(bg, 20*time.Second)
	defer cancel()
	err := run(ctx, args, io.Discard, io.Discard)
	if err == nil {
		t.Fatalf("%q started", args)
	}
	return err.Error()
}

// visitor is a browser for an address that a command printed.
type visitor struct {
	t  *testing.T
	at string
	c  http.Client
}

func visit(t *testing.T, at string) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &visitor{t: t, at: at, c: http.Client{Jar: jar, Timeout: 20 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

func (v *visitor) do(path string, form url.Values) (int, string, string) {
	v.t.Helper()
	method, body := http.MethodGet, io.Reader(http.NoBody)
	if form != nil {
		method, body = http.MethodPost, strings.NewReader(form.Encode())
	}
	req, err := http.NewRequestWithContext(bg, method, v.at+path, body)
	if err != nil {
		v.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := v.c.Do(req)
	if err != nil {
		v.t.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // read to its end below
	text, err := io.ReadAll(res.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return res.StatusCode, string(text), res.Header.Get("Location")
}

func TestRoutesCommandTellsTheTable(t *testing.T) {
	var out bytes.Buffer
	if err := run(bg, []string{"routes", "--json"}, &out, io.Discard); err != nil {
		t.Fatal(err)
	}
	var lines []routeLine
	if err := json.Unmarshal(out.Bytes(), &lines); err != nil {
		t.Fatal(err)
	}
	table := declared()
	if len(lines) != len(table) {
		t.Fatalf("%d lines, %d routes", len(lines), len(table))
	}
	for i, r := range table {
		if l := lines[i]; l.Method != r.Method || l.Path != r.Path || l.Use != r.Use || l.Permission != r.Permission() || !slices.Equal(l.Also, r.Also) {
			t.Errorf("%v is told as %v", r, l)
		}
	}
}

// TestDemoCommand: everybody told can log in, and a folder keeps its data.
func TestDemoCommand(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	couples := regexp.MustCompile(`/couples/[0-9a-f-]{36}`)
	var before []string
	for range 2 {
		r := start(t, "demo", "--json", "--addr", "127.0.0.1:0", "--data", dir)
		var told demoGreeting
		if err := json.Unmarshal([]byte(r.says(`(?s)^(\{.*\}\n)`)), &told); err != nil || strings.Count(r.out.String(), "\n") != 1 {
			t.Fatalf("no one JSON line: %v\n%s", err, r.out)
		}
		if len(told.Accounts) < 6 || !strings.HasPrefix(told.Address, "http://127.0.0.1:") {
			t.Fatalf("%+v", told)
		}
		for _, a := range told.Accounts {
			v := visit(t, told.Address)
			if status, _, to := v.do("/log-in", url.Values{"name": {a.Name}, "passphrase": {a.Passphrase}}); status != http.StatusSeeOther {
				t.Errorf("%s (%s) cannot log in: %d", a.Name, a.Role, status)
				continue
			} else if _, _, to = v.do(to, nil); to != "" {
				if status, body, _ := v.do(to, nil); status != http.StatusOK || !strings.Contains(body, "Practice data") {
					t.Errorf("%s on %s: %d", a.Name, to, status)
				} else if a.Role == "therapist" {
					all := couples.FindAllString(body, -1)
					slices.Sort(all)
					all = slices.Compact(all)
					if before != nil && !slices.Equal(before, all) {
						t.Errorf("the second start shows %q, the first %q", all, before)
					}
					before = all
				}
			}
		}
		r.stop()
	}
	if len(before) < 5 {
		t.Errorf("the therapist of the demo has %d couples", len(before))
	}
	if why := refusal(t, "serve", "--addr", "127.0.0.1:0", "--data", dir); !strings.Contains(why, "demo") {
		t.Errorf("serve over a demo's folder: %s", why)
	}
}

func TestServeCommandLetsItsOwnerInOnce(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "practice")
	args := []string{"serve", "--addr", "127.0.0.1:0", "--data", dir, "--practice", "Hillside", "--owner", "Olu"}
	const where, link = `(?m)^Tandem serves (http://127\.0\.0\.1:\d+)$`, `/invitation/(\S+)`
	r := start(t, args...)
	at, first := r.says(where), r.says(link)
	if status, body, _ := visit(t, at).do("/invitation/"+first, nil); status != http.StatusOK || !strings.Contains(body, "Hillside") || !strings.Contains(body, "Olu") {
		t.Errorf("the link: %d\n%s", status, body)
	}
	r.stop()

	r = start(t, args...) // nobody has come yet: another link, and the old one is dead
	at = r.says(where)
	second := r.says(link)
	if second == first {
		t.Error("the second start prints the first link again")
	}
	if status, _, _ := visit(t, at).do("/invitation/"+first, nil); status != http.StatusNotFound {
		t.Errorf("the first link after a second was made: %d", status)
	}
	join := url.Values{"name": {"olu.owner"}, "passphrase": {passphrase}, "language": {"en"}}
	if status, body, _ := visit(t, at).do("/invitation/"+second, join); status != http.StatusSeeOther {
		t.Fatalf("joining: %d\n%s", status, body)
	}
	if status, _, _ := visit(t, at).do("/invitation/"+second, join); status != http.StatusNotFound {
		t.Errorf("the link a second time: %d", status)
	}
	r.stop()

	r = start(t, args...) // the owner has come: no link any more
	r.says(where)
	if strings.Contains(r.out.String(), "/invitation/") {
		t.Errorf("a link is printed although the owner has come:\n%s", r.out)
	}
	r.stop()
	if strings.Contains(r.err.String(), passphrase) || strings.Contains(r.err.String(), second) {
		t.Error("the log holds a secret")
	}
	if why := refusal(t, "demo", "--addr", "127.0.0.1:0", "--data", dir); !strings.Contains(why, "real practice") {
		t.Errorf("demo over a real folder: %s", why)
	}
	unsafeKeys(t, dir)
}

// unsafeKeys: a key that others can read, or that is gone, stops the start.
func unsafeKeys(t *testing.T, dir string) {
	key := filepath.Join(dir, rootKeyFile)
	if err := os.Chmod(key, 0o644); err != nil { // that is the point
		t.Fatal(err)
	}
	if why := refusal(t, "serve", "--addr", "127.0.0.1:0", "--data", dir); !strings.Contains(why, rootKeyFile) {
		t.Errorf("an exposed key: %s", why)
	}
	if err := os.Rename(key, key+".away"); err != nil {
		t.Fatal(err)
	}
	if why := refusal(t, "serve", "--addr", "127.0.0.1:0", "--data", dir); !strings.Contains(why, "is missing") {
		t.Errorf("a missing key: %s", why)
	}
	if _, err := os.Stat(key); err == nil {
		t.Error("a new key was made over an old database")
	}
}

func TestUnsafeAddressesAreRefused(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "never")
	for _, c := range []struct {
		args []string
		why  string
	}{
		{[]string{"demo", "--addr", "0.0.0.0:0"}, "this machine only"}, {[]string{"demo", "--addr", ":0"}, "this machine only"}, {[]string{"demo", "--addr", "[::]:0"}, "this machine only"},
		{[]string{"serve", "--addr", "0.0.0.0:0"}, "--public-url"}, {[]string{"serve", "--addr", ":0"}, "--public-url"},
		{[]string{"serve", "--addr", "0.0.0.0:0", "--public-url", "http://tandem.example"}, "https"}, {[]string{"serve", "--addr", "127.0.0.1:0", "--public-url", "http://tandem.example"}, "https"},
		{[]string{"serve", "--addr", "0.0.0.0:0", "--public-url", "http://127.0.0.1:8080"}, "https"}, {[]string{"serve", "--public-url", "tandem.example"}, "--public-url"},
		{[]string{"serve", "--public-url", "https://tandem.example/below"}, "--public-url"}, {[]string{"serve", "--public-url", "ftp://tandem.example"}, "https"},
	} {
		if why := refusal(t, append(c.args, "--data", dir)...); !strings.Contains(why, c.why) {
			t.Errorf("%q: %s", c.args, why)
		}
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("a refused start made its folder")
	}
}

// TestSettingsSayTheSame: by flag, by environment and by file.
func TestSettingsSayTheSame(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "tandem.json")
	if err := os.WriteFile(file, []byte(`{"addr": "0.0.0.0:1", "public_url": "http://tandem.example"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	want := refusal(t, "serve", "--addr", "0.0.0.0:1", "--public-url", "http://tandem.example")
	if got := refusal(t, "--config", file, "serve"); got != want {
		t.Errorf("the file: %q, want %q", got, want)
	}
	t.Run("the environment", func(t *testing.T) {
		t.Setenv("TANDEM_ADDR", "0.0.0.0:1")
		t.Setenv("TANDEM_PUBLIC_URL", "http://tandem.example")
		if got := refusal(t, "serve"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	})
	for _, args := range [][]string{{"serve", "--no-such-flag"}, {"no-such-command"}, {"--config", filepath.Join(dir, "none.json"), "serve"}} {
		refusal(t, args...)
	}
}
