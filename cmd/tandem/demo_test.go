package main

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"tandem/internal/auth"
	"tandem/internal/tandem"
	"tandem/internal/testkit"
)

// TestTheDemoInABrowser starts the demo as its command does and looks around
// in it: couples in several states, weeks of history, every account.
func TestTheDemoInABrowser(t *testing.T) {
	ctx, stop := context.WithCancel(bg)
	read, write := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := run(ctx, []string{"demo", "--json", "--addr", "127.0.0.1:0", "--data", t.TempDir()}, write, io.Discard)
		_ = write.Close()
		ended <- err
	}()
	t.Cleanup(func() {
		stop()
		select {
		case err := <-ended:
			if err != nil {
				t.Error(err)
			}
		case <-time.After(30 * time.Second):
			t.Error("the demo does not end")
		}
	})
	var greeting demoGreeting
	if err := json.NewDecoder(read).Decode(&greeting); err != nil {
		t.Fatal(err)
	}
	go func() { _, _ = io.Copy(io.Discard, read) }()
	chromium := testkit.Browser(t)
	open := func(p *testkit.Page, name string) {
		p.Go(greeting.Address + "/log-in")
		p.Fill("#f-name", name)
		p.Fill("#f-passphrase", demoPassphrase)
		p.Click("main form button")
	}
	mara, rowan := chromium.Desk(t), chromium.Phone(t)
	open(mara, "mara.therapist")
	caseload := mara.Text("main")
	for _, want := range []string{"Rowan", "Noor has been quiet for", "the plan is paused", "come to its end", "Ida has not joined yet", "no homework yet", "steady"} {
		if !strings.Contains(caseload, want) {
			t.Errorf("the caseload does not say %q:\n%s", want, caseload)
		}
	}
	mara.Shot("demo-caseload")
	mara.Click(`main a[href^="/couples/"]:not([href$="/new"])`)
	if text := mara.Text("main"); !strings.Contains(text, "week 5 of 8") || !strings.Contains(text, "Three appreciations") {
		t.Errorf("the couple that needs a word is not the first: %s", text)
	}
	mara.Shot("demo-couple")
	open(rowan, "rowan.partner")
	if text := rowan.Text("main"); !strings.Contains(text, "Hello, Rowan") {
		t.Errorf("Rowan's day: %s", text)
	}
	rowan.Shot("demo-today")
	rowan.Go(greeting.Address + "/together?three=1")
	rowan.Shot("demo-together")
	rowan.Go(greeting.Address + "/today")
	rowan.Click(`main a[href^="/homework/"]`)
	rowan.Shot("demo-exercise")
}

// The demo can be built at any moment: also where the couples' days are not
// the machine's, on both sides of a Monday's midnight. At each, the caseload
// shows every state that a couple can be in. The two are built side by side,
// in memory where the machine has room for it: the disk adds nothing but waiting.
func TestTheDemoCanBeBuiltAtAnyMoment(t *testing.T) {
	for name, now := range map[string]time.Time{
		"a Sunday; Monday in Berlin, before the change to summer time": time.Date(2026, 3, 15, 23, 30, 0, 0, time.UTC),
		"a Monday; Sunday in New York, after the change back":          time.Date(2026, 11, 2, 0, 0, 20, 0, time.UTC),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := &demoClock{}
			a, err := open(bg, settings{Dir: testkit.Scratch(t), PublicURL: "http://127.0.0.1:1", Demo: true, Clock: clock, IDs: tandem.RandomIDs{}, Log: slog.New(slog.DiscardHandler)})
			if err != nil {
				t.Fatal(err)
			}
			if err := buildDemo(bg, a, clock, now); err != nil {
				t.Errorf("on %s: %v", now, err)
			}
			clock.set(now)
			everyStateIsThere(t, a)
			if err := a.close(); err != nil {
				t.Error(err)
			}
		})
	}
}

// demoRow is what the caseload says of a couple, as a program reads it.
type demoRow struct {
	Couple string
	Code   string
	Plan   *struct {
		Week, Weeks int
		Paused      bool
	}
	Signals []struct{ Text string }
}

func (r demoRow) says(what string) bool {
	return slices.ContainsFunc(r.Signals, func(s struct{ Text string }) bool { return strings.Contains(s.Text, what) })
}

// everyStateIsThere asks as the demo's therapist, in JSON, for the couple that is
// in each state.
func everyStateIsThere(t *testing.T, a *app) {
	t.Helper()
	secret, _, err := a.auth.MakeToken(bg, auth.MakeTokenInput{LogInName: "mara.therapist", Label: "A program"})
	if err != nil {
		t.Fatal(err)
	}
	get := func(path string, into any) {
		t.Helper()
		r := httptest.NewRequest(http.MethodGet, "http://127.0.0.1:1/api/v1/"+path, nil)
		r.Header.Set("Authorization", "Bearer "+secret)
		rec := httptest.NewRecorder()
		a.server.ServeHTTP(rec, r)
		if err := json.Unmarshal(rec.Body.Bytes(), into); err != nil || rec.Code != http.StatusOK {
			t.Fatalf("%s: %d, %v", path, rec.Code, err)
		}
	}
	reviewed := func(r demoRow, kind, state string) bool {
		var all struct {
			Reviews []struct{ Kind, State string }
		}
		get("couples/"+r.Couple+"/reviews", &all)
		return slices.ContainsFunc(all.Reviews, func(v struct{ Kind, State string }) bool { return v.Kind == kind && v.State == state })
	}
	issued := func(r demoRow) bool {
		var all struct{ Documents []struct{ Document string } }
		get("couples/"+r.Couple+"/documents", &all)
		return len(all.Documents) > 0
	}
	months := func(r demoRow) bool {
		var c struct {
			Weeks []struct{ Partners []struct{ Credit float64 } }
		}
		get("couples/"+r.Couple, &c)
		done := 0
		for _, w := range c.Weeks {
			if slices.ContainsFunc(w.Partners, func(p struct{ Credit float64 }) bool { return p.Credit > 0 }) {
				done++
			}
		}
		return r.Plan != nil && done >= 12
	}
	var caseload struct{ Couples []demoRow }
	get("caseload", &caseload)
	for state, of := range map[string]struct {
		code string
		is   func(r demoRow) bool
	}{
		"just taken in": {"TD-106", func(r demoRow) bool {
			return r.Plan == nil && r.says("Eleni has not joined") && r.says("Nikos has not joined")
		}},
		"gate not passed": {"TD-108", func(r demoRow) bool {
			return r.Plan == nil && r.says("not ready to begin: consents") && !r.says("has not joined")
		}},
		"one joined":         {"TD-105", func(r demoRow) bool { return r.says("Ida has not joined") && !r.says("Sasha has not joined") }},
		"one partner first":  {"TD-114", func(r demoRow) bool { return r.Plan != nil && r.says("Kit has not joined") }},
		"week 1":             {"TD-109", func(r demoRow) bool { return r.Plan != nil && r.Plan.Week == 1 }},
		"one silent partner": {"TD-101", func(r demoRow) bool { return r.says("Noor has been quiet for") && !r.says("Rowan has been") }},
		"review due":         {"TD-111", func(r demoRow) bool { return r.says("review due on") && !reviewed(r, "mid-plan", "frozen") }},
		"reviewed": {"TD-112", func(r demoRow) bool {
			return r.Plan != nil && !r.says("review due") && reviewed(r, "mid-plan", "frozen") && issued(r)
		}},
		"paused":         {"TD-103", func(r demoRow) bool { return r.Plan != nil && r.Plan.Paused && r.says("the plan is paused") }},
		"all weeks done": {"TD-104", func(r demoRow) bool { return r.says("the plan has come to its end") }},
		"finished": {"TD-113", func(r demoRow) bool {
			return r.Plan == nil && r.says("the plan ended on") && reviewed(r, "final", "frozen") && issued(r)
		}},
		"months of history": {"TD-110", months},
	} {
		i := slices.IndexFunc(caseload.Couples, func(r demoRow) bool { return r.Code == of.code })
		if i < 0 || !of.is(caseload.Couples[i]) {
			t.Errorf("nobody is in the state %q: of %s the caseload says %+v", state, of.code, caseload.Couples[max(i, 0)])
		}
	}
}
