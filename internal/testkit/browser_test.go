package testkit

import (
	"fmt"
	"image"
	"image/color"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// strict is the policy that our own pages are served with.
const strict = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

const (
	script = `document.querySelector("#more").addEventListener("click", () => { document.querySelector("#told").textContent = "told"; });`
	style  = `body { background: #fff; color: #111; font-size: 1.25rem; }
		@media (prefers-color-scheme: dark) { body { background: #111; color: #eee } a { color: #9cf } }
		.hidden-box { position: absolute; inset-inline-start: -9999px; }
		.tall { min-height: 3000px; }
		.bar { position: fixed; inset: auto 0 0; height: 40px; background: #c00; }
		#cover { position: absolute; inset: 0; }`
)

// page fills a body into a page without faults.
func htmlPage(title, body string) string {
	return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>` + title + `</title>
	<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="/icon.svg">
	<link rel="stylesheet" href="/style.css"></head><body><main><h1>` + title + `</h1>` + body + `</main></body></html>`
}

const form = `<form method="post" action="/send">
	<p><label for="name">Name</label> <input id="name" name="name" value="before"></p>
	<p><label for="day">Day</label> <input id="day" name="day" type="date"></p>
	<p><label for="text">Text</label> <textarea id="text" name="text">before</textarea></p>
	<p><label for="pace">Pace</label> <select id="pace" name="pace"><option value="">Choose</option><option value="2">Twice a week</option></select></p>
	<p><input class="hidden-box" type="checkbox" id="yes" name="yes"><label for="yes">Yes</label></p>
	<p><button>Send</button></p></form>
	<p><button id="more" type="button">More</button> <span id="told"></span></p><p><a id="away" href="/next">Next</a></p>
	<script src="/script.js"></script>`

func site(t testing.TB) string {
	t.Helper()
	mux := http.NewServeMux()
	put := func(path, kind, body string) {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.Header().Set("Content-Security-Policy", strict)
			_, _ = fmt.Fprint(w, body)
		})
	}
	put("/icon.svg", "image/svg+xml", `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>`)
	put("/style.css", "text/css", style)
	put("/script.js", "text/javascript", script)
	put("/throws.js", "text/javascript", `throw new Error("planted fault")`)
	put("/logs.js", "text/javascript", `console.error("planted", 1)`)
	for name, body := range map[string]string{
		"form":    form,
		"next":    `<p>The next page.</p>`,
		"tall":    `<div class="tall"><p>Top</p></div><p id="end">End</p>`,
		"barred":  `<div class="tall"><p>Top</p></div><div class="bar"></div>`,
		"unnamed": `<p><input name="unnamed"></p>`,
		"covered": `<p><button id="under">Under</button></p><div id="cover"></div>`,
		"throws":  `<script src="/throws.js"></script>`,
		"logs":    `<script src="/logs.js"></script>`,
		"missing": `<script src="/nowhere.js"></script>`,
		"inline":  `<p style="color: red">Against the policy.</p>`,
	} {
		put("/"+name, "text/html", htmlPage(name, body))
	}
	// This one has no policy, so that only the witness stands in the way.
	mux.HandleFunc("GET /foreign", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprint(w, htmlPage("foreign", `<img alt="" src="http://tracker.example/pixel.gif">`))
	})
	mux.HandleFunc("GET /no-such-page", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNotFound)
		_, _ = fmt.Fprint(w, htmlPage("not found", ""))
	})
	// A server that has closed: nobody listens there any more.
	closed := httptest.NewServer(nil)
	closed.Close()
	for name, body := range map[string]string{
		"late-icon":   `<link rel="icon" href="` + closed.URL + `/icon.svg">`,
		"closed-part": `<link rel="icon" href="/icon.svg"><script src="` + closed.URL + `/part.js"></script>`,
	} {
		mux.HandleFunc("GET /"+name, func(w http.ResponseWriter, _ *http.Request) {
			_, _ = fmt.Fprint(w, "<!doctype html>", body, "<p>Hello.</p>")
		})
	}
	mux.HandleFunc("GET /blank", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Type", "text/html") })
	mux.HandleFunc("POST /send", func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		http.SetCookie(w, &http.Cookie{Name: "sent", Value: "yes"})
		http.Redirect(w, r, "/got?"+r.PostForm.Encode(), http.StatusSeeOther)
	})
	mux.HandleFunc("GET /got", func(w http.ResponseWriter, r *http.Request) {
		_, err := r.Cookie("sent")
		_, _ = fmt.Fprint(w, htmlPage("got", fmt.Sprintf(`<p id="got">%s|%s|%s|%s|%s</p><p id="cookie">%t</p>`, r.FormValue("name"),
			r.FormValue("day"), r.FormValue("text"), r.FormValue("pace"), r.FormValue("yes"), err == nil)))
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s.URL
}

func TestAPageIsUsedAsAPersonWould(t *testing.T) {
	at := site(t)
	for name, open := range map[string]func(testing.TB) *Page{"phone": Browser(t).Phone, "desk": Browser(t).Desk} {
		t.Run(name, func(t *testing.T) {
			p := open(t)
			p.Go(at + "/form")
			p.Fill("#name", "Maximiliane-Konstantia <b> \"É\" 🙂")
			p.Fill("#day", "2026-03-02")
			p.Fill("#text", "")
			p.Select("#pace", "Twice a week")
			p.Check("#yes")
			p.Check("#yes") // ticked it stays
			p.Tap("#more")
			if got := p.Text("#told"); got != "told" {
				t.Errorf("after the tap the page says %q", got)
			}
			p.Click("form button")
			if got, want := p.Text("#got"), "Maximiliane-Konstantia \"É\" 🙂|2026-03-02||2|on"; got != want {
				t.Errorf("the server got %q, want %q", got, want)
			}
			if !strings.HasPrefix(p.URL(), at+"/got?") || p.Status() != http.StatusOK {
				t.Errorf("the tab is at %s with %d", p.URL(), p.Status())
			}
		})
	}
}

func TestKeysReachThePage(t *testing.T) {
	p := Browser(t).Desk(t)
	p.Go(site(t) + "/form")
	p.Keys("\t\tx")
	if got := Eval[string](p, "document.activeElement.id"); got != "day" {
		t.Errorf("two tabs lead to %q, want the second field", got)
	}
}

func TestTabsShareNoCookies(t *testing.T) {
	at, c := site(t), Browser(t)
	one, other := c.Phone(t), c.Phone(t)
	one.Go(at + "/form")
	one.Click("form button")
	other.Go(at + "/got")
	if mine, theirs := one.Text("#cookie"), other.Text("#cookie"); mine != "true" || theirs != "false" {
		t.Errorf("the cookie is seen by its own tab: %s, by the other: %s", mine, theirs)
	}
}

func TestSizesAndThemes(t *testing.T) {
	at, c := site(t)+"/form", Browser(t)
	for _, tab := range []struct {
		name         string
		page         *Page
		width, touch int
	}{{"phone", c.Phone(t), 390, 1}, {"desk", c.Desk(t), 1440, 0}} {
		tab.page.Go(at)
		if got := Eval[int](tab.page, "innerWidth"); got != tab.width {
			t.Errorf("%s: %d wide, want %d", tab.name, got, tab.width)
		}
		if got := Eval[int](tab.page, "Math.min(1, navigator.maxTouchPoints)"); got != tab.touch {
			t.Errorf("%s: touch %d, want %d", tab.name, got, tab.touch)
		}
		tab.page.Size(320, 700)
		if got := Eval[int](tab.page, "innerWidth"); got != 320 {
			t.Errorf("%s: %d wide, want 320", tab.name, got)
		}
		for theme, want := range map[string]string{"dark": "rgb(17, 17, 17)", "light": "rgb(255, 255, 255)"} {
			tab.page.Theme(theme)
			if got := Eval[string](tab.page, "getComputedStyle(document.body).backgroundColor"); got != want {
				t.Errorf("%s: %s background is %s", tab.name, theme, got)
			}
			tab.page.Axe(t)
		}
	}
}

func TestAPictureShowsTheWholePage(t *testing.T) {
	t.Setenv(EnvShots, t.TempDir())
	p := Browser(t).Phone(t)
	p.Go(site(t) + "/tall")
	file, err := os.Open(p.Shot("tall"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	size, kind, err := image.DecodeConfig(file)
	if err != nil || kind != "png" || size.Width != 390 || size.Height < 3000 {
		t.Errorf("the picture is a %s of %d × %d (%v)", kind, size.Width, size.Height, err)
	}
}

// A bar that is fixed to the lower edge stands at the end of the picture and
// not where the window used to end; afterwards the window is as it was.
func TestAFixedBarLiesAcrossNothing(t *testing.T) {
	t.Setenv(EnvShots, t.TempDir())
	p := Browser(t).Phone(t)
	p.Go(site(t) + "/barred")
	file, err := os.Open(p.Shot("barred"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	picture, _, err := image.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	barred := func(y int) bool {
		return color.RGBAModel.Convert(picture.At(200, y)) == color.RGBA{R: 0xcc, A: 0xff}
	}
	end := picture.Bounds().Max.Y
	for y := range end {
		if barred(y) != (y >= end-40) {
			t.Fatalf("at %d of %d: bar is %t", y, end, barred(y))
		}
	}
	if got := Eval[int](p, "innerHeight"); got != 844 {
		t.Errorf("afterwards the tab is %d high, want 844", got)
	}
}

func TestBlankPicturesAreKnown(t *testing.T) {
	picture := image.NewRGBA(image.Rect(0, 0, 20, 20))
	if !blank(picture) {
		t.Error("a picture of one colour passes")
	}
	picture.Set(19, 19, color.White)
	if blank(picture) {
		t.Error("one dot is not nothing")
	}
}

// Each guard is seen red: the fault is planted, and the test that meets it
// must fail with these words.
func TestGuardsSeeRed(t *testing.T) {
	at := site(t)
	tests := []struct {
		name string
		use  func(*Page)
		says string
	}{
		{"an inaccessible field", func(p *Page) { p.Go(at + "/unnamed"); p.Axe(p.t) }, "Form elements must have labels\n  input"},
		{"a request to elsewhere", func(p *Page) { p.Go(at + "/foreign") }, "a request leaves the machine: http://tracker.example/pixel.gif"},
		{"going elsewhere", func(p *Page) { p.Go("http://elsewhere.example/") }, "ERR_NAME_NOT_RESOLVED"},
		{"an exception", func(p *Page) { p.Go(at + "/throws") }, "planted fault"},
		{"an error on the console", func(p *Page) { p.Go(at + "/logs") }, `on the console: "planted" 1`},
		{"a part that is missing", func(p *Page) { p.Go(at + "/missing") }, "/nowhere.js"},
		{"a part of a closed server", func(p *Page) { p.Go(at + "/closed-part") }, "/part.js"},
		{"a breach of the policy", func(p *Page) { p.Go(at + "/inline") }, "Content Security Policy"},
		{"an empty page", func(p *Page) { p.Go(at + "/blank"); p.Shot("blank") }, "shows nothing"},
		{"a picture without a name", func(p *Page) { p.Go(at + "/next"); p.Shot("a/b") }, "no name for a picture"},
		{"an expected complaint that never comes", func(p *Page) { p.Expect("thunder"); p.Go(at + "/next") }, `"thunder"`},
		{"an expression that throws", func(p *Page) { Eval[int](p, "nobody.home") }, "nobody is not defined"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			failures := red(t, func(tb testing.TB) { test.use(Browser(tb).Phone(tb)) })
			if !strings.Contains(strings.Join(failures, "\n"), test.says) {
				t.Errorf("failures = %q, want one that says %q", failures, test.says)
			}
		})
	}
}

func TestWhatCannotBeClickedIsNotClicked(t *testing.T) {
	p := Browser(t).Phone(t)
	p.Go(site(t) + "/covered")
	for sel, want := range map[string]string{"#under": "it is covered by div#cover", "#absent": "it is not there"} {
		at, err := ask[spot](p, onElement(sel, findSpot, `{Problem: "it is not there"}`))
		if err != nil || at.Problem != want {
			t.Errorf("%s: %q (%v), want %q", sel, at.Problem, err, want)
		}
	}
}

func TestAMissingPageIsNoFaultOfItself(t *testing.T) {
	p := Browser(t).Desk(t)
	p.Go(site(t) + "/no-such-page")
	if p.Status() != http.StatusNotFound {
		t.Errorf("status %d, want 404", p.Status())
	}
}

func TestAnIconMayComeTooLate(t *testing.T) {
	p := Browser(t).Desk(t)
	p.Go(site(t) + "/late-icon")
	time.Sleep(300 * time.Millisecond) // until the browser has asked for it
}

func TestExpectedComplaintsPass(t *testing.T) {
	p := Browser(t).Desk(t)
	p.Expect("planted fault")
	p.Go(site(t) + "/throws")
}

func TestMissingChromiumSaysWhatToInstall(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if _, err := chromiumProgram(); err == nil || !strings.Contains(err.Error(), "apt-get install chromium") {
		t.Errorf("error = %v, want the sentence that says what to install", err)
	}
}

// red runs a test that ought to fail, cleanups included, and returns with what
// it failed.
func red(t *testing.T, test func(testing.TB)) []string {
	t.Helper()
	r := &recorder{TB: t}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		test(r)
	}()
	<-ended
	for i := len(r.cleanups) - 1; i >= 0; i-- {
		r.cleanups[i]()
	}
	return r.failures
}

// recorder is a testing.TB that remembers failures instead of failing.
type recorder struct {
	testing.TB
	mu       sync.Mutex
	failures []string
	cleanups []func()
}

func (r *recorder) Helper() {}

func (r *recorder) Cleanup(f func()) { r.cleanups = append(r.cleanups, f) }

func (r *recorder) Errorf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failures = append(r.failures, fmt.Sprintf(format, args...))
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	runtime.Goexit()
}
