package main

import (
	"net/http"
	"strings"
	"testing"

	"tandem/internal/testkit"
)

// noPages are the addresses of people's routes where there is no page to look
// at, and what there is instead.
func noPages() map[string]string {
	return map[string]string{
		"/":                                   "leads on to where somebody's day begins",
		"/health":                             "a word for what watches the service",
		"/static/:file":                       "fonts, styles and pictures that pages are made of",
		"/api/openapi.json":                   "for machines; /api is the page of it",
		"/couples/:couple/brief/print":        "a file; the brief is looked at as a page",
		"/documents/:document":                "a file; /documents/:document/page says the same",
		"/homework/:assignment/version":       "a mark by which a page finds that there is something new",
		"/homework/:assignment/photos/:photo": "a picture, looked at where it stands",
		"/couples/:couple/homework/:assignment/photos/:photo": "a picture, looked at where it stands",
		"/library/works/:work/file":                           "a file",
	}
}

// TestEveryPageIsLookedAt walks the route table in a browser: each page is shown
// to whoever reads most on it, as a picture at phone and desk width in both
// themes, and axe-core looks at it. The stories in the other tests look at what
// pages become; this one leaves none out, and so needs no other test to have run.
func TestEveryPageIsLookedAt(t *testing.T) {
	e := newEverybody(newWorld(t, ""))
	v := &tour{everybody: e, t: t, g: gallery{t, "every"}, chromium: testkit.Browser(t), on: map[string]*testkit.Page{}}
	excepted := noPages()
	for _, r := range rows() {
		if r.method != http.MethodGet || r.api() {
			continue
		}
		_, is := excepted[r.path]
		delete(excepted, r.path)
		switch by, found := v.reader(r); {
		case is && found:
			t.Errorf("%s is excepted, and %s gets a page", r.path, by.name)
		case !is && !found:
			t.Errorf("nobody looks at %s: nobody gets a page there", r.path)
		case found:
			v.look(r, by)
		}
		e.restoreAll()
	}
	for path := range excepted {
		t.Errorf("%s is excepted and in no table", path)
	}
}

// tour is a walk through the pages.
type tour struct {
	*everybody
	t        *testing.T
	g        gallery
	chromium *testkit.Chromium
	on       map[string]*testkit.Page // by who is logged in on it
}

// reader is who reads most on a page, as it is once what the route needs is
// brought about.
func (v *tour) reader(r row) (most principal, found bool) {
	v.t.Helper()
	size := 0
	for _, p := range v.who {
		v.bringAbout(r, p)
		a := v.ask(p, r.method, v.fill(p, r, cell{column: ofCouple}), nil)
		if a.status == http.StatusOK && strings.HasPrefix(a.header.Get("Content-Type"), "text/html") && len(a.body) > size {
			most, found, size = p, true, len(a.body)
		}
	}
	return most, found
}

func (v *tour) bringAbout(r row, p principal) {
	v.t.Helper()
	if r.before != nil {
		v.restoreAll()
		v.must(nil, r.before(v.everybody, p, ofCouple))
	}
}

// look is at one page as its reader. A page that the browser was led away from
// was not looked at.
func (v *tour) look(r row, by principal) {
	v.t.Helper()
	v.bringAbout(r, by)
	p := v.on[by.as]
	if p == nil {
		if p = v.chromium.Desk(v.t); by.part {
			p = v.chromium.Phone(v.t)
		}
		v.on[by.as] = p
	}
	path := v.fill(by, r, cell{column: ofCouple})
	p.Go(v.url(path))
	if by.as != "" && strings.HasPrefix(p.URL(), v.url("/log-in")) {
		v.logInOn(v.g, p, by.as, false)
		p.Go(v.url(path))
	}
	if p.URL() != v.url(path) || p.Status() != http.StatusOK {
		v.t.Errorf("nobody looks at %s: %s is led to %s", r.path, by.name, p.URL())
		return
	}
	v.g.look(p, slug(strings.ReplaceAll(r.path, "/", " ")))
}
