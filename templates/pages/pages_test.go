package pages

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"tandem/internal/tandem"
	"tandem/templates"
	"tandem/templates/language"
)

// faults are the rules that every page must hold, as plain sentences.
func faults(page string) []string {
	var out []string
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return []string{"does not parse: " + err.Error()}
	}
	c := checker{ids: map[string]int{}, labelled: map[string]bool{}}
	c.gather(doc)
	c.check(doc, nil)
	out = append(out, c.found...)
	for id, n := range c.ids {
		if n > 1 {
			out = append(out, "id "+id+" stands more than once")
		}
	}
	if c.h1 != 1 {
		out = append(out, "a page has one h1")
	}
	return append(out, unbalanced(page)...)
}

type checker struct {
	ids      map[string]int
	labelled map[string]bool
	found    []string
	h1       int
}

func attr(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func (c *checker) gather(n *html.Node) {
	if n.Type == html.ElementNode {
		if id, ok := attr(n, "id"); ok {
			c.ids[id]++
		}
		if id, ok := attr(n, "for"); ok && n.Data == "label" {
			c.labelled[id] = true
		}
		if n.Data == "h1" {
			c.h1++
		}
	}
	for child := range n.ChildNodes() {
		c.gather(child)
	}
}

func (c *checker) say(n *html.Node, what string) {
	c.found = append(c.found, "<"+n.Data+"> "+what)
}

func (c *checker) check(n *html.Node, above []string) {
	if n.Type == html.ElementNode {
		c.attributes(n)
		switch n.Data {
		case "script":
			if src, _ := attr(n, "src"); !strings.HasPrefix(src, templates.StaticPrefix) || n.FirstChild != nil {
				c.say(n, "is not a file of ours")
			}
		case "style", "base", "iframe", "object", "embed":
			c.say(n, "has no place on a page")
		case "form":
			c.form(n, above)
		case "input", "select", "textarea":
			c.control(n, above)
		case "img", "svg":
			c.picture(n)
		}
		above = append(above, n.Data)
	}
	for child := range n.ChildNodes() {
		c.check(child, above)
	}
}

func (c *checker) attributes(n *html.Node) {
	for _, a := range n.Attr {
		switch {
		case a.Key == "style", strings.HasPrefix(a.Key, "on"):
			c.say(n, "has the attribute "+a.Key)
		case slices.Contains([]string{"for", "aria-labelledby", "aria-describedby"}, a.Key):
			for id := range strings.FieldsSeq(a.Val) {
				if c.ids[id] == 0 {
					c.say(n, a.Key+" names "+id+", which is not there")
				}
			}
		case a.Key == "href" && strings.HasPrefix(a.Val, "#"):
			if c.ids[a.Val[1:]] == 0 {
				c.say(n, "leads to "+a.Val+", which is not there")
			}
		case (a.Key == "href" || a.Key == "src") && !strings.HasPrefix(a.Val, "/") && !strings.HasPrefix(a.Val, "?") &&
			!strings.HasPrefix(a.Val, "tel:") && !strings.HasPrefix(a.Val, "sms:"):
			c.say(n, "leads away, to "+a.Val)
		}
	}
}

// final are the acts that nobody can undo.
var final = regexp.MustCompile(`/revoke$|/moves/[^/]+/withdraw$`)

// form holds that what changes something is a POST to ours; the period of a
// summary is the one question that is asked by address. What cannot be undone
// takes two presses, with or without a script.
func (c *checker) form(n *html.Node, above []string) {
	method, _ := attr(n, "method")
	action, _ := attr(n, "action")
	if !strings.HasPrefix(action, "/") {
		c.say(n, "goes to "+action)
	}
	if method != "post" && !(method == "get" && (strings.HasSuffix(action, "/summary") || strings.HasSuffix(action, "/record") || strings.HasSuffix(action, "/brief"))) {
		c.say(n, "has the method "+method)
	}
	if final.MatchString(action) && !slices.Contains(above, "details") {
		c.say(n, "does what cannot be undone at one press: "+action)
	}
}

func (c *checker) control(n *html.Node, above []string) {
	kind, _ := attr(n, "type")
	if hidden, _ := attr(n, "aria-hidden"); kind == "hidden" || hidden == "true" {
		return
	}
	id, _ := attr(n, "id")
	if !slices.Contains(above, "label") && !c.labelled[id] {
		c.say(n, "has no label: "+id)
	}
}

func (c *checker) picture(n *html.Node) {
	hidden, _ := attr(n, "aria-hidden")
	_, named := attr(n, "aria-label")
	_, by := attr(n, "aria-labelledby")
	if hidden != "true" && !named && !by {
		c.say(n, "says nothing to those who do not see it")
	}
}

var void = []string{"meta", "link", "input", "br", "img", "hr"}

// unbalanced finds tags that a browser would have to guess.
func unbalanced(page string) []string {
	var open, out []string
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			for _, tag := range open {
				out = append(out, "<"+tag+"> is not closed")
			}
			return out
		case html.StartTagToken, html.EndTagToken:
			raw, _ := z.TagName()
			tag := string(raw)
			switch {
			case slices.Contains(void, tag):
			case kind == html.StartTagToken:
				open = append(open, tag)
			case len(open) == 0 || open[len(open)-1] != tag:
				out = append(out, "</"+tag+"> closes nothing")
			default:
				open = open[:len(open)-1]
			}
		}
	}
}

func TestEveryPageHoldsTheRules(t *testing.T) {
	for _, e := range gallery() {
		t.Run(e.name, func(t *testing.T) {
			page := render(t, e.page)
			for _, f := range faults(page) {
				t.Error(f)
			}
			if strings.Contains(page, "<script>alert") || strings.Contains(page, "<b>🌻") {
				t.Error("what somebody typed came out as markup")
			}
			if strings.Contains(page, "%!") {
				t.Error("a sentence lacks an argument")
			}
			if !strings.Contains(page, `action="/leave"`) && e.partner {
				t.Error("a partner's page has no quick way out")
			}
		})
	}
}

// Each rule is seen red once.
func TestPlantedFaults(t *testing.T) {
	whole := func(body string) string {
		return "<!DOCTYPE html><html><head><title>x</title></head><body><h1>x</h1>" + body + "</body></html>"
	}
	if f := faults(whole("<p>fine</p>")); len(f) != 0 {
		t.Fatalf("a plain page: %v", f)
	}
	for name, body := range map[string]string{
		"inline style":      `<p style="color:red">x</p>`,
		"style element":     `<style>p{}</style>`,
		"inline script":     `<script>1</script>`,
		"foreign script":    `<script src="https://example.org/x.js"></script>`,
		"event attribute":   `<p onclick="x()">x</p>`,
		"doubled id":        `<p id="a"></p><p id="a"></p>`,
		"label to nowhere":  `<label for="nothing">x</label>`,
		"no label":          `<input id="a" name="a">`,
		"form by GET":       `<form method="get" action="/x"></form>`,
		"form without":      `<form action="/x"></form>`,
		"form elsewhere":    `<form method="post" action="https://example.org"></form>`,
		"link elsewhere":    `<a href="https://example.org">x</a>`,
		"script link":       `<a href="javascript:x()">x</a>`,
		"silent picture":    `<svg viewBox="0 0 1 1"></svg>`,
		"described by air":  `<p aria-describedby="air">x</p>`,
		"not closed":        `<div><p>x</p>`,
		"closed twice":      `<p>x</p></p>`,
		"second h1":         `<h1>y</h1>`,
		"summary to air":    `<a href="#f-air">x</a>`,
		"end at one press":  `<form method="post" action="/staff/p/revoke"></form>`,
		"gone at one press": `<form method="post" action="/homework/a/moves/m/withdraw"></form>`,
	} {
		if len(faults(whole(body))) == 0 {
			t.Errorf("planted fault not seen: %s", name)
		}
	}
}

func TestTitlesOfPartnersPagesAreNeutral(t *testing.T) {
	neutral := []string{"Today", "For you", "Together", "How we are", "My privacy", "Welcome", "Account"}
	title := regexp.MustCompile(`<title>([^<]*)</title>`)
	for _, e := range gallery() {
		if !e.partner {
			continue
		}
		if got := title.FindStringSubmatch(render(t, e.page)); len(got) != 2 || !slices.Contains(neutral, got[1]) {
			t.Errorf("%s: title %v", e.name, got)
		}
	}
}

// What partners read is never in the words of blame or of an office.
func TestPartnersPagesAreKind(t *testing.T) {
	hard := regexp.MustCompile(`(?i)\b(overdue|failed|failure|compliance|marriage|husband|wife|late)\b`)
	for _, e := range gallery() {
		if e.partner {
			if word := hard.FindString(render(t, e.page)); word != "" {
				t.Errorf("%s says %q", e.name, word)
			}
		}
	}
	if !hard.MatchString("This is overdue.") {
		t.Error("the planted word was not seen")
	}
}

// A partner's first visit, fonts included, weighs less than 100 kB before any
// compression: the page, the styles, the script, the icon and the two fonts
// that Latin letters need.
func TestFirstVisitIsLight(t *testing.T) {
	fixed := 0
	for _, name := range []string{"tandem.css", "tandem.js", "favicon.svg", "fonts/commissioner-latin-wght-normal.woff2", "fonts/literata-latin-500-normal.woff2"} {
		content, _, ok := templates.Open(strings.TrimPrefix(templates.Asset(name), templates.StaticPrefix))
		if !ok {
			t.Fatalf("%s is not served", name)
		}
		fixed += len(content)
	}
	for _, e := range gallery() {
		if !e.partner {
			continue
		}
		size := len(render(t, e.page))
		if fixed+size >= 100_000 || size >= 20_000 {
			t.Errorf("%s: %d bytes at the first visit, %d after", e.name, fixed+size, size)
		}
	}
}

// A phone does not load the styles of staff, so no page for it may need one.
func TestPhonesNeedNoStylesOfStaff(t *testing.T) {
	styled := func(name string) map[string]bool {
		css, _, _ := templates.Open(strings.TrimPrefix(templates.Asset(name), templates.StaticPrefix))
		found := map[string]bool{}
		for _, m := range regexp.MustCompile(`\.([a-z][\w-]*)`).FindAllStringSubmatch(string(css), -1) {
			found[m[1]] = true
		}
		return found
	}
	everybody, staff := styled("tandem.css"), styled("staff.css")
	if !staff["chip"] || everybody["chip"] || !everybody["btn"] {
		t.Fatal("the styles are not parted")
	}
	class := regexp.MustCompile(`class="([^"]*)"`)
	for _, e := range gallery() {
		html := render(t, e.page)
		if strings.Contains(html, `class="desk"`) != strings.Contains(html, templates.Asset("staff.css")) {
			t.Errorf("%s: loads the wrong styles", e.name)
		}
		if strings.Contains(html, `class="desk"`) {
			continue
		}
		for _, m := range class.FindAllStringSubmatch(html, -1) {
			for name := range strings.FieldsSeq(m[1]) {
				if staff[name] && !everybody[name] {
					t.Errorf("%s: %s is styled for staff alone", e.name, name)
				}
			}
		}
	}
}

func TestPagesSpeakTheReadersLanguage(t *testing.T) {
	ctx := tandem.WithTranslator(context.Background(), language.For("es"))
	var out strings.Builder
	if err := TodayPage(Today{Phone: phone, Greeting: say("Hello, %s", "Noor"), Mood: TodayNothing}).Render(ctx, &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`<html lang="es">`, "<title>Hoy</title>", "Hola, Noor", "Salir rápido", "Nada que hacer por ahora"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

func TestRailFollowsRoles(t *testing.T) {
	for _, c := range []struct {
		roles []tandem.Role
		want  []Place
	}{
		{nil, nil},
		{[]tandem.Role{tandem.RoleTherapist}, []Place{PlaceCaseload, PlaceLibrary, PlaceOverrides, PlaceAccount}},
		{[]tandem.Role{tandem.RoleFrontDesk}, []Place{PlaceRegister, PlaceAccount}},
		{[]tandem.Role{tandem.RoleOwner}, []Place{PlaceLibrary, PlaceConsents, PlaceStaff, PlaceAccount}},
		{[]tandem.Role{tandem.RoleOwner, tandem.RoleSupervisor}, []Place{PlaceCaseload, PlaceLibrary, PlaceOverrides, PlaceConsents, PlaceStaff, PlaceAccount}},
	} {
		var got []Place
		for _, l := range (Desk{Roles: c.roles}).links() {
			got = append(got, l.place)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%v: %v, want %v", c.roles, got, c.want)
		}
	}
}

// Roles that were refused come back at the person's own line: the sentence, the
// mark and the ticks as they were sent. The invitation form knows nothing of it.
func TestRefusedRolesStandAtTheirPerson(t *testing.T) {
	doc, err := html.Parse(strings.NewReader(render(t, StaffPage(sampleRefusal()))))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		action, _ := attr(n, "action")
		if n.Data != "form" || action != "/staff" && !strings.HasSuffix(action, "/roles") {
			continue
		}
		ticked, marked := 0, false
		for m := range n.Descendants() {
			if _, on := attr(m, "checked"); on {
				ticked++
			}
			if id, _ := attr(m, "id"); id == "f-roles-error" {
				marked = true
			}
		}
		mine := action == "/staff/s2/roles"
		if marked != mine || (ticked == 0) != (mine || action == "/staff") {
			t.Errorf("%s: marked %t, %d ticked", action, marked, ticked)
		}
		if alert := strings.Contains(text(n.Parent), "Nothing was saved yet."); alert != mine {
			t.Errorf("%s: the sentence stands there: %t", action, alert)
		}
	}
}

// A supervision that was refused is said at the person's own line, also where
// the person's access has ended and the line has no forms.
func TestRefusedSupervisionStandsAtItsPerson(t *testing.T) {
	for _, person := range []tandem.PersonID{"s2", "s3"} {
		m := sampleLinked()
		m.Linked.Person = person
		doc, err := html.Parse(strings.NewReader(render(t, StaffPage(m))))
		if err != nil {
			t.Fatal(err)
		}
		lines := 0
		for n := range doc.Descendants() {
			if n.Data != "li" || n.Parent == nil || !strings.Contains(class(n.Parent), "lines") {
				continue
			}
			mine := m.People[lines].Person == person
			if said := strings.Contains(text(n), "Nothing was saved yet."); said != mine {
				t.Errorf("refused for %s: the sentence stands at %s: %t", person, m.People[lines].Person, said)
			}
			lines++
		}
		if lines != len(m.People) {
			t.Errorf("%d lines of %d found", lines, len(m.People))
		}
	}
}

func class(n *html.Node) string {
	c, _ := attr(n, "class")
	return c
}

func text(n *html.Node) string {
	var b strings.Builder
	for m := range n.Descendants() {
		if m.Type == html.TextNode {
			b.WriteString(m.Data)
		}
	}
	return b.String()
}

func TestPassphrasesAreNeverSentBack(t *testing.T) {
	for _, e := range gallery() {
		doc, err := html.Parse(strings.NewReader(render(t, e.page)))
		if err != nil {
			t.Fatal(err)
		}
		for n := range doc.Descendants() {
			if kind, _ := attr(n, "type"); n.Data == "input" && kind == "password" {
				if value, _ := attr(n, "value"); value != "" {
					t.Errorf("%s: a passphrase field holds a value", e.name)
				}
			}
		}
	}
}
