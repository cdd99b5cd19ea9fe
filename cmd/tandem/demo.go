package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"tandem/internal/practice"
	"tandem/internal/tandem"
	"tandem/templates/pages"
)

// demoCommand serves a practice of synthetic couples.
type demoCommand struct {
	Addr string `help:"Where to listen; this machine only." default:"127.0.0.1:8080"`
	Data string `help:"A folder for the demo's data, kept for the next time. Without it the data go when the demo ends." type:"path"`
	JSON bool   `help:"Print address and accounts as one JSON line, for scripts." name:"json"`
}

// demoGreeting is what --json prints.
type demoGreeting struct {
	Address  string      `json:"address"`
	Accounts []demoLogIn `json:"accounts"`
}

type demoLogIn struct {
	Role       string `json:"role"`
	Name       string `json:"name"`
	Passphrase string `json:"passphrase"`
}

// Run builds the practice, unless the folder holds it already, and serves it.
func (d *demoCommand) Run(ctx context.Context, o out) error {
	if !loopback(d.Addr) {
		return fmt.Errorf("a demo listens on this machine only, such as 127.0.0.1:8080, not on %s: its passphrases are known", d.Addr)
	}
	l, err := listen(ctx, d.Addr)
	if err != nil {
		return err
	}
	defer l.Close() //nolint:errcheck // Serve has closed it already, or nothing was served
	dir := d.Data
	if dir == "" {
		if dir, err = os.MkdirTemp("", "tandem-demo-"); err != nil {
			return err
		}
		defer os.RemoveAll(dir) //nolint:errcheck // a temporary folder; the system cleans what is left
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	address := "http://" + l.Addr().String()
	clock := &demoClock{}
	a, err := open(ctx, settings{Dir: dir, PublicURL: address, Demo: true, Accounts: demoHints(), Clock: clock, IDs: tandem.RandomIDs{}, Log: o.log})
	if err != nil {
		return err
	}
	if err := d.fill(ctx, a, clock); err != nil {
		return errors.Join(err, a.close())
	}
	if err := d.greet(o, address); err != nil {
		return errors.Join(err, a.close())
	}
	return a.serve(ctx, l)
}

// fill builds the demo's practice in an empty database, keeps one that is
// there, and refuses a real one.
func (d *demoCommand) fill(ctx context.Context, a *app, clock *demoClock) error {
	in, err := a.store.Installation(ctx)
	switch {
	case err != nil:
		return err
	case in.Demo:
		return whole(ctx, a, in)
	case in.Practice != "":
		return fmt.Errorf("%s holds a real practice; choose another folder for the demo", d.Data)
	}
	if err := buildDemo(ctx, a, clock, tandem.SystemClock{}.Now()); err != nil {
		return fmt.Errorf("building the demo: %w", err)
	}
	return nil
}

// whole refuses a demo whose building was cut short: its last couple is missing.
func whole(ctx context.Context, a *app, in practice.Installation) error {
	codes, err := a.store.Codes(ctx, in.Practice)
	if err != nil {
		return err
	}
	stories := demoStories()
	if !slices.Contains(codes, stories[len(stories)-1].code) {
		return errors.New("this folder holds a demo that was not finished: delete the folder, or choose another")
	}
	return nil
}

func (d *demoCommand) greet(o out, address string) error {
	if d.JSON {
		g := demoGreeting{Address: address}
		for _, p := range demoPeople() {
			g.Accounts = append(g.Accounts, demoLogIn{Role: p.as, Name: p.name, Passphrase: demoPassphrase})
		}
		return json.NewEncoder(o.stdout).Encode(g)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\nTandem's demo is ready at %s\nEverybody in it is made up. The passphrase of every account is: %s\n\n", address, demoPassphrase)
	for _, p := range demoPeople() {
		fmt.Fprintf(&b, "  %-12s log in as %q\n", p.as, p.name)
	}
	b.WriteString("\nStop it with Ctrl-C.\n")
	_, err := fmt.Fprint(o.stdout, b.String())
	return err
}

func demoHints() []pages.DemoAccount {
	var hints []pages.DemoAccount
	for _, p := range demoPeople() {
		hints = append(hints, pages.DemoAccount{Label: p.says, Name: p.name, Passphrase: demoPassphrase})
	}
	return hints
}

// demoClock is the system's clock, moved into the past while the demo's
// history is played.
type demoClock struct{ behind atomic.Int64 }

// Now is the moved moment.
func (c *demoClock) Now() time.Time {
	return tandem.SystemClock{}.Now().Add(-time.Duration(c.behind.Load()))
}

// set moves the clock so that it is now the moment.
func (c *demoClock) set(at time.Time) { c.behind.Store(int64(time.Since(at))) }

// release lets the clock show the present.
func (c *demoClock) release() { c.behind.Store(0) }
