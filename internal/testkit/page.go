package testkit

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// patience is how long an action waits for what it needs before it fails the
// test. Two busy cores can be slow; a page that works never takes as long.
const patience = 20 * time.Second

// Page is one tab. What goes wrong in an action ends the test at once. What
// the page itself complains of (an error on the console, an exception, a part
// that does not load, a request that leaves the machine) fails the test at its
// end, unless the test said with Expect that it belongs there. Selectors are
// CSS; an action waits until what it needs is there.
type Page struct {
	t    testing.TB
	ctx  context.Context
	seen *witness
	// device is what the tab pretends to be beside its size.
	device []chromedp.EmulateViewportOption
	// width and height are the size that the tab has, in CSS pixels.
	width, height int64
}

func (c *Chromium) open(t testing.TB, width, height int64, phone bool) *Page {
	t.Helper()
	p := &Page{t: t, seen: newWitness()}
	ctx, cancel := chromedp.NewContext(c.ctx, chromedp.WithNewBrowserContext(), chromedp.WithListener(p.seen.see))
	p.ctx = ctx
	t.Cleanup(func() {
		// An answer to this comes after all that the page had to say.
		_, _ = ask[int](p, "1")
		cancel()
		p.seen.report(t)
	})
	if err := chromedp.Do(ctx); err != nil { // opens the tab; must not carry a deadline
		t.Fatalf("testkit: opening a tab: %v", err)
	}
	p.seen.mainFrame(cdp.FrameID(chromedp.FromContext(ctx).Target.TargetID))
	if phone {
		p.device = []chromedp.EmulateViewportOption{chromedp.EmulateMobile, chromedp.EmulateTouch, chromedp.EmulatePortrait}
	}
	p.Size(width, height)
	p.Theme("light")
	return p
}

// Size gives the tab another size in CSS pixels, such as 320 wide.
func (p *Page) Size(width, height int64) {
	p.t.Helper()
	p.width, p.height = width, height
	p.view(height)
}

// view makes the tab as high as that, until the next Size.
func (p *Page) view(height int64) {
	p.t.Helper()
	p.do("sizing the tab", chromedp.EmulateViewport(p.width, height, p.device...))
}

// Theme makes the browser prefer "light" or "dark", and less motion, so that
// pictures are steady.
func (p *Page) Theme(scheme string) {
	p.t.Helper()
	_, err := call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}})
	if err != nil {
		p.t.Fatalf("testkit: theme %s: %v", scheme, err)
	}
}

// Go opens an address and waits until the page has loaded with all its parts.
func (p *Page) Go(url string) {
	p.t.Helper()
	went, err := call(p, page.Navigate, page.NavigateParams{URL: url})
	if err != nil || went.ErrorText != "" {
		p.t.Fatalf("testkit: going to %s: %v %s", url, err, went.ErrorText)
	}
	if went.LoaderID == "" { // another place in the same document
		return
	}
	p.await("loading "+url, func() string {
		if p.seen.loaded(went.LoaderID) {
			return ""
		}
		return "it has not loaded"
	})
}

// URL is the address that the tab shows, and Status the HTTP status of its page.
func (p *Page) URL() string { p.t.Helper(); return Eval[string](p, "location.href") }

// Status is the HTTP status of the page that the tab shows.
func (p *Page) Status() int64 { return p.seen.lastStatus() }

// Has tells whether the page has the element now; it does not wait.
func (p *Page) Has(sel string) bool {
	p.t.Helper()
	return Eval[bool](p, "document.querySelector("+quote(sel)+") !== null")
}

// Text is what a reader sees of the first such element.
func (p *Page) Text(sel string) string {
	p.t.Helper()
	var text string
	p.await("reading "+sel, func() string {
		answer, err := ask[[]string](p, onElement(sel, `return [e.innerText]`, "[]"))
		if err != nil || len(answer) == 0 {
			return complaint("it is not there", err)
		}
		text = answer[0]
		return ""
	})
	return text
}

// Fill replaces what a field holds, as typing would.
func (p *Page) Fill(sel, text string) {
	p.t.Helper()
	var typed bool
	p.await("filling "+sel, func() string {
		answer, err := ask[string](p, onElement(sel, `
			if (e.disabled || e.readOnly) return "it takes no input";
			if (!e.checkVisibility()) return "it is hidden";
			e.focus();
			if (e.tagName === "TEXTAREA" || ["text","email","password","search","tel","url"].includes(e.type)) {
				e.select(); return "type";
			}
			e.value = `+quote(text)+`;
			e.dispatchEvent(new Event("input", {bubbles: true}));
			e.dispatchEvent(new Event("change", {bubbles: true}));
			return ""`))
		typed = answer == "type"
		if typed {
			answer = ""
		}
		return complaint(answer, err)
	})
	switch {
	case !typed:
	case text == "":
		p.Keys("\b")
	default:
		if _, err := call(p, input.InsertText, input.InsertTextParams{Text: text}); err != nil {
			p.t.Fatalf("testkit: filling %s: %v", sel, err)
		}
	}
}

// Select chooses the option of a list by its value or, failing that, its text.
func (p *Page) Select(sel, option string) {
	p.t.Helper()
	p.await("choosing in "+sel, func() string {
		return complaint(ask[string](p, onElement(sel, `
			if (e.disabled) return "it takes no input";
			const want = `+quote(option)+`, all = [...e.options];
			const o = all.find(o => o.value === want) || all.find(o => o.text.trim() === want);
			if (!o) return "it has no option " + want;
			e.value = o.value;
			e.dispatchEvent(new Event("input", {bubbles: true}));
			e.dispatchEvent(new Event("change", {bubbles: true}));
			return ""`)))
	})
}

// Check ticks a box or a radio button by clicking it or its label.
func (p *Page) Check(sel string) {
	p.t.Helper()
	if Eval[bool](p, onElement(sel, "return e.checked", "false")) {
		return
	}
	p.Tap(sel)
	if !Eval[bool](p, onElement(sel, "return e.checked", "false")) {
		p.t.Fatalf("testkit: %s was clicked and is not ticked", sel)
	}
}

// Click clicks a link or a button that leads to another page, and waits until
// that has loaded. Use Tap for what changes the present page only.
func (p *Page) Click(sel string) {
	p.t.Helper()
	before := p.seen.present()
	p.Tap(sel)
	p.await("following "+sel, func() string {
		if p.seen.present() == before {
			return "no other page came"
		}
		return ""
	})
}

// Tap clicks with the pointer where a person would: on the middle of the
// element, which must be visible, usable and not covered by another. A box or
// radio button may be drawn by its label.
func (p *Page) Tap(sel string) {
	p.t.Helper()
	var at spot
	p.await("clicking "+sel, func() string {
		var err error
		at, err = ask[spot](p, onElement(sel, findSpot, `{Problem: "it is not there"}`))
		return complaint(at.Problem, err)
	})
	p.do("clicking "+sel, chromedp.MouseClickXY(at.X, at.Y))
}

// Keys presses keys one after the other, as chromedp's package kb writes them:
// "\t" is Tab and "\r" is Enter.
func (p *Page) Keys(keys string) {
	p.t.Helper()
	p.do("pressing keys", chromedp.KeyEvent(keys))
}

// Expect says that a complaint of the page that holds this text belongs to the
// test. It fails the test if no such complaint comes.
func (p *Page) Expect(text string) { p.seen.expect(text) }

// Eval is the value of a JavaScript expression in the page; a promise is
// awaited. An exception ends the test.
func Eval[T any](p *Page, expression string) T {
	p.t.Helper()
	v, err := ask[T](p, expression)
	if err != nil {
		p.t.Fatalf("testkit: evaluating in the page: %v", err)
	}
	return v
}

type spot struct {
	X, Y    float64
	Problem string
}

// findSpot looks where to click: on the element or, where that is covered or
// too small to be seen, on its label.
const findSpot = `
	if (e.disabled) return {Problem: "it is disabled"};
	const name = x => x ? x.tagName.toLowerCase() + (x.id ? "#" + x.id : "") + [...x.classList].map(c => "." + c).join("") : "nothing";
	let problem = "it is hidden";
	for (const c of [e, ...(e.labels || [])]) {
		if (!c.checkVisibility({visibilityProperty: true})) continue;
		c.scrollIntoView({block: "center", inline: "center", behavior: "instant"});
		// A link that breaks over two lines has a middle that is not its own.
		const r = c.getClientRects()[0];
		if (!r || r.width < 2 || r.height < 2) continue;
		const X = r.x + r.width / 2, Y = r.y + r.height / 2, top = document.elementFromPoint(X, Y);
		if (top && (c === top || c.contains(top))) return {X, Y};
		problem = "it is covered by " + name(top);
	}
	return {Problem: problem};`

// onElement is an expression that runs body with e as the first such element;
// without one its value is missing, else a sentence saying so.
func onElement(sel, body string, missing ...string) string {
	none := quote("it is not there")
	if len(missing) > 0 {
		none = missing[0]
	}
	return "(() => { const e = document.querySelector(" + quote(sel) + "); if (!e) return (" + none + "); " + body + " })()"
}

// await repeats try until it has nothing to complain of.
func (p *Page) await(what string, try func() string) {
	p.t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(15 * time.Millisecond) {
		problem := try()
		if problem == "" {
			return
		}
		if time.Now().After(deadline) {
			url, _ := ask[string](p, "location.href")
			p.t.Fatalf("testkit: %s at %s: %s", what, url, problem)
		}
	}
}

func (p *Page) do(what string, action chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, action); err != nil {
		p.t.Fatalf("testkit: %s: %v", what, err)
	}
}

// ask evaluates in the page and gives errors back: while a page is being
// replaced there is nobody to answer.
func ask[T any](p *Page, expression string) (T, error) {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

func call[P, R any](p *Page, command cdp.Command[P, R], params P) (R, error) {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	return cdp.Call(ctx, chromedp.FromContext(p.ctx).Target, command, params)
}

func complaint(problem string, err error) string {
	if err != nil {
		return fmt.Sprint(err)
	}
	return problem
}

// quote writes s as a JavaScript string.
func quote(s string) string {
	var b strings.Builder
	_ = json.NewEncoder(&b).Encode(s) // a string always encodes
	return strings.TrimSpace(b.String())
}
