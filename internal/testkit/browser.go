package testkit

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"
)

// needChromium is said when no browser can be found.
const needChromium = "these tests need Chromium: run \"make needs\", or \"sudo apt-get install chromium\" on Debian " +
	"(Ubuntu's own package is a snap that tests cannot drive: install Google Chrome there)"

// Chromium is a headless browser that the tests of a package share.
type Chromium struct {
	ctx     context.Context
	version string
}

// theBrowser starts once for a test binary, at the first call.
var theBrowser = sync.OnceValues(startBrowser)

// Browser returns the test binary's Chromium. It reaches loopback and nothing
// else. It ends with the test binary.
func Browser(t testing.TB) *Chromium {
	t.Helper()
	c, err := theBrowser()
	if err != nil {
		t.Fatalf("testkit: %v", err)
	}
	t.Logf("ground: chromium %s", c.version)
	return c
}

// Phone opens a new tab of 390 × 844 with touch and cookies of its own.
func (c *Chromium) Phone(t testing.TB) *Page { t.Helper(); return c.open(t, 390, 844, true) }

// Desk opens a new tab of 1440 × 900 with cookies of its own.
func (c *Chromium) Desk(t testing.TB) *Page { t.Helper(); return c.open(t, 1440, 900, false) }

func chromiumProgram() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New(needChromium)
}

func startBrowser() (*Chromium, error) {
	program, err := chromiumProgram()
	if err != nil {
		return nil, err
	}
	dir, sweep, err := sweptFolder("tandem-chromium-")
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program),
		chromedp.UserDataDir(dir),
		// Containers often lack what the sandbox needs, and root may not use it.
		// The pages shown here are our own.
		chromedp.NoSandbox,
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("no-proxy-server", true),
		// No name but loopback's is looked up: what a page asks of the world fails.
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1, EXCLUDE [::1]"),
		chromedp.Flag("lang", "en-GB"),
	)
	allocator, release := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, closeBrowser := chromedp.NewContext(allocator)
	if err := chromedp.Do(ctx); err != nil {
		release()
		sweep()
		return nil, fmt.Errorf("starting %s: %w", program, err)
	}
	atEnd(func() { closeBrowser(); release(); sweep() })
	version, err := cdp.Call(ctx, chromedp.FromContext(ctx).Browser, browser.GetVersion, cdp.Empty{})
	if err != nil {
		return nil, fmt.Errorf("asking %s for its version: %w", program, err)
	}
	return &Chromium{ctx: ctx, version: version.Product[strings.LastIndexByte(version.Product, '/')+1:]}, nil
}
