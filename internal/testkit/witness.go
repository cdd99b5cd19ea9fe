package testkit

import (
	"fmt"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
)

// witness remembers what a tab did and what it complained of. The browser
// calls see; it must not wait for anything.
type witness struct {
	mu         sync.Mutex
	frame      cdp.FrameID
	shown      cdp.LoaderID // the document that has loaded last
	status     int64
	documents  map[network.RequestID]bool
	asides     map[network.RequestID]bool // what the browser asks for by itself, such as the icon
	complaints []string
	expected   []string
}

func newWitness() *witness {
	return &witness{documents: map[network.RequestID]bool{}, asides: map[network.RequestID]bool{}}
}

func (w *witness) mainFrame(id cdp.FrameID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.frame = id
}

func (w *witness) see(event any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch e := event.(type) {
	case *page.EventLifecycleEvent:
		if e.FrameID == w.frame && e.Name == "load" {
			w.shown = e.LoaderID
		}
	case *network.EventRequestWillBeSent:
		switch e.Type {
		case network.ResourceTypeDocument:
			w.documents[e.RequestID] = true
		case network.ResourceTypeOther:
			w.asides[e.RequestID] = true
		}
		w.leaves(e.Request.URL)
	case *network.EventWebSocketCreated:
		w.leaves(e.URL)
	case *network.EventResponseReceived:
		if e.Type == network.ResourceTypeDocument && e.FrameID == w.frame {
			w.status = e.Response.Status
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "assert" {
			w.complain("on the console: %s", spoken(e.Args))
		}
	case *runtime.EventExceptionThrown:
		w.complain("an exception: %s", thrown(e.ExceptionDetails))
	case *log.EventEntryAdded:
		if e.Entry.Level == "error" && !w.harmless(e.Entry) {
			w.complain("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL)
		}
	}
}

// harmless: a page that answers 404 on purpose is no fault, though a part of
// it is; and the icon is fetched so late that the test's server may have closed.
func (w *witness) harmless(e *log.Entry) bool {
	id := e.NetworkRequestID
	return w.documents[id] || w.asides[id] && strings.Contains(e.Text, "net::ERR_CONNECTION_")
}

// leaves notes a request to anywhere but this machine.
func (w *witness) leaves(address string) {
	at, err := url.Parse(address)
	if err != nil {
		w.complain("a request to an address that cannot be read")
		return
	}
	switch at.Scheme {
	case "data", "blob", "about", "chrome-error":
		return
	case "http", "https", "ws", "wss":
		host := at.Hostname()
		ip := net.ParseIP(host)
		if host == "localhost" || ip != nil && ip.IsLoopback() {
			return
		}
	}
	w.complain("a request leaves the machine: %s", address)
}

func (w *witness) complain(format string, args ...any) {
	w.complaints = append(w.complaints, fmt.Sprintf(format, args...))
}

func (w *witness) expect(text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.expected = append(w.expected, text)
}

func (w *witness) present() cdp.LoaderID {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.shown
}

func (w *witness) loaded(id cdp.LoaderID) bool { return w.present() == id }

func (w *witness) lastStatus() int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.status
}

// report fails the test for each complaint that it did not expect, and for
// each expectation that nothing met.
func (w *witness) report(t testing.TB) {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	met := map[string]bool{}
	for _, c := range w.complaints {
		known := false
		for _, e := range w.expected {
			if strings.Contains(c, e) {
				known, met[e] = true, true
			}
		}
		if !known {
			t.Errorf("testkit: the page complains: %s", c)
		}
	}
	for _, e := range w.expected {
		if !met[e] {
			t.Errorf("testkit: expected the page to complain of %q, and it did not", e)
		}
	}
}

func spoken(args []*runtime.RemoteObject) string {
	var words []string
	for _, a := range args {
		if a.Description != "" {
			words = append(words, a.Description)
		} else {
			words = append(words, string(a.Value))
		}
	}
	return strings.Join(words, " ")
}

func thrown(d *runtime.ExceptionDetails) string {
	if d.Exception != nil && d.Exception.Description != "" {
		return d.Exception.Description
	}
	return d.Text
}
