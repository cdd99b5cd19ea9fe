package main

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

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
// the machine's, on both sides of a Monday's midnight.
func TestTheDemoCanBeBuiltAtAnyMoment(t *testing.T) {
	for _, now := range []time.Time{
		time.Date(2026, 3, 15, 23, 30, 0, 0, time.UTC), // a Sunday; Monday in Berlin, before the change to summer time
		time.Date(2026, 11, 2, 0, 0, 20, 0, time.UTC),  // a Monday; Sunday in New York, after the change back
	} {
		clock := &demoClock{}
		a, err := open(bg, settings{Dir: t.TempDir(), PublicURL: "http://127.0.0.1:1", Demo: true, Clock: clock, IDs: tandem.RandomIDs{}, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		if err := buildDemo(bg, a, clock, now); err != nil {
			t.Errorf("on %s: %v", now, err)
		}
		if err := a.close(); err != nil {
			t.Error(err)
		}
	}
}
