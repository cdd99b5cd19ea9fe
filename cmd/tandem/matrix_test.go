package main

import (
	"flag"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"tandem/internal/access"
	"tandem/internal/api"
	"tandem/internal/server"
	"tandem/internal/tandem"
	"tandem/internal/web"
	"tandem/policies"
)

var update = flag.Bool("update", false, "write the golden files anew")

// outcome is what a cell came to.
type outcome struct {
	label   string // the status, or "login" for being led to the log-in
	text    string // body and headers
	body    string
	here    string // what changed in the practice of who asked
	beyond  string // what changed in any other practice
	denials int    // entries of a denial that it left
}

// reached tells whether the work behind the route was done or begun: whoever
// is refused before gets the log-in, a 403 or a 404.
func (o outcome) reached() bool {
	return o.label != "login" && o.label != "401" && o.label != "403" && o.label != "404"
}

// declared is the route table with nobody behind it.
var declared = sync.OnceValue(func() []server.Route { return server.Routes(&web.Web{}, api.New(api.Services{})) })

func public(r row) bool {
	for _, known := range declared() {
		if known.Method == r.method && known.Path == r.path {
			return known.Permission() == tandem.PermissionPublic
		}
	}
	return false
}

// TestMatrixHasEveryRoute: routes declared, routes that the running service
// answers from and rows of the matrix are the same.
func TestMatrixHasEveryRoute(t *testing.T) {
	w := newWorld(t, "")
	var table, running, have []string
	for _, r := range declared() {
		table = append(table, r.Method+" "+r.Path)
	}
	for _, r := range w.server.Routes() {
		running = append(running, r.Method+" "+r.Path)
	}
	for _, r := range rows() {
		have = append(have, r.key())
		if (r.form != nil || r.json != nil) != (r.method == http.MethodPost) || r.form != nil && r.api() || r.json != nil && !r.api() {
			t.Errorf("%s: a POST has a form or an object, a GET has none", r.key())
		}
	}
	for _, list := range [][]string{table, running, have} {
		slices.Sort(list)
	}
	if !slices.Equal(table, running) || !slices.Equal(table, have) {
		t.Errorf("declared\n%s\nrunning\n%s\nin the matrix\n%s", strings.Join(table, "\n"), strings.Join(running, "\n"), strings.Join(have, "\n"))
	}
}

// TestMatrix asks every route as everybody for everything, on both databases.
func TestMatrix(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		t.Parallel() // the two databases side by side: it is the longest walk of all
		e := newEverybody(w)
		seen := &watchedGate{Gate: w.gate, asked: map[string]question{}}
		w.pipeline.Gate = seen
		m := &matrix{everybody: e, seen: seen, got: map[string]map[string]string{}, base: w.content()}
		for _, p := range e.who {
			for _, r := range rows() {
				m.walk(t, p, r)
			}
			w.exec("DELETE FROM audit_entries") // counting them takes longer the more there are
		}
		m.golden(t)
		t.Run("policy", func(t *testing.T) { everyLineIsReached(t, seen) })
	})
}

// matrix is a walk and what it found.
type matrix struct {
	*everybody
	seen *watchedGate
	got  map[string]map[string]string // row → principal → outcomes in the order of cells
	base content
}

// walk asks one route as one person, in every cell.
func (m *matrix) walk(t *testing.T, p principal, r row) {
	t.Helper()
	var labels []string
	refusals := map[string]string{} // body → the cell it was seen in first
	for _, c := range r.cells() {
		at := fmt.Sprintf("%s, %s, %s", p.name, r.key(), c.name)
		m.seen.at = at
		o := m.cell(p, r, c, nil)
		labels = append(labels, o.label)
		for _, complaint := range judge(m.everybody, p, r, c, o) {
			t.Errorf("%s: %s", at, complaint)
		}
		if o.label == "404" || o.label == "409" && c.exchanged == "move" {
			refusals[o.label+o.body] = o.label + " " + c.name
		}
		if (c.name == "-" || c.name == ofCouple) && (!r.slow() || p.as == "ada") {
			more := m.cell(p, r, c, m.smuggled())
			if r.json != nil && r.json(m.everybody, p, c.column) != nil && o.label != "401" { // a body holds what is described and nothing else
				o.label, o.here, o.beyond = "422", "", ""
			}
			if more.label != o.label || more.here != o.here || more.beyond != o.beyond {
				t.Errorf("%s: ids beside the path turn %s (%s) into %s (%s; beyond %s)", at, o.label, o.here, more.label, more.here, more.beyond)
			}
		}
	}
	kinds := map[string]int{}
	for _, at := range refusals {
		kinds[at[:3]]++
	}
	if kinds["404"] > 1 || kinds["409"] > 1 {
		t.Errorf("%s, %s: refusals differ: %v", p.name, r.key(), slices.Collect(maps.Values(refusals)))
	}
	if now := m.content(); m.differ(now) != "" {
		t.Errorf("%s, %s: refused, and yet it changed %s", p.name, r.key(), m.differ(now))
		m.restoreAll()
	}
	if m.got[r.key()] == nil {
		m.got[r.key()] = map[string]string{}
	}
	m.got[r.key()][p.name] = strings.Join(labels, " ")
}

func (m *matrix) differ(now content) string {
	var all []string
	for _, practice := range slices.Sorted(maps.Keys(m.base)) {
		all = append(all, m.base.changes(now, practice))
	}
	return strings.Join(slices.DeleteFunc(all, func(s string) bool { return s == "" }), "; ")
}

// smuggled are ids of other things, under the names that ids go by.
func (m *matrix) smuggled() url.Values {
	n, far := m.things[ofNeighbour], m.things[ofElsewhere]
	return url.Values{"couple": {string(n.couple.ID)}, "couple_id": {string(far.couple.ID)}, "practice": {string(far.couple.Practice)},
		"practice_id": {string(far.couple.Practice)}, "person": {string(m.people["otto"].Person)}, "actor": {string(m.people["ada"].Person)},
		"partner": {string(n.partner)}, "assignment": {string(n.begun)}, "document": {string(far.document)}, "review": {string(n.review.ID)}, "move": {string(n.move)},
		"id": {string(n.couple.ID)}, "author": {string(n.couple.Partners[0].ID)}, "role": {"owner"}, "week": {"3"}, "token": {far.token}, "_method": {"DELETE"}}
}

// cell asks once. What was reached is put back as it was.
func (m *matrix) cell(p principal, r row, c cell, extra url.Values) outcome {
	m.t.Helper()
	var form url.Values
	if r.form != nil {
		form = r.form(m.everybody, p, c.column)
	}
	var object map[string]any
	if r.json != nil {
		object = maps.Clone(r.json(m.everybody, p, c.column))
	}
	path := m.fill(p, r, c)
	if extra != nil {
		path += "?" + extra.Encode()
		for name, values := range extra {
			if _, has := object[name]; object != nil && !has {
				object[name] = values[0]
			}
		}
		for name, values := range extra {
			if form != nil && !form.Has(name) {
				form[name] = values
			}
		}
	}
	if p.dead && p.cookie != "" {
		m.restore("sessions")
	}
	base := m.base
	if r.before != nil {
		m.must(nil, r.before(m.everybody, p, c.column))
		base = m.content()
	}
	before := m.entries(tandem.EventDenied)
	var a answer
	if r.api() {
		a = m.askWith(p.token, r.method, path, object)
	} else {
		a = m.ask(p, r.method, path, form)
	}
	o := outcome{label: fmt.Sprint(a.status), body: a.body, denials: m.entries(tandem.EventDenied) - before}
	if a.status == http.StatusSeeOther && strings.HasPrefix(a.header.Get("Location"), "/log-in") && !public(r) && (p.dead || !r.has("/log-out")) {
		o.label = "login"
	}
	var headers strings.Builder
	_ = a.header.Write(&headers)
	o.text = headers.String() + a.body
	if o.reached() || r.before != nil {
		now := m.content()
		own := string(m.people[p.as].Practice)
		o.here = base.changes(now, own)
		for _, practice := range slices.Sorted(maps.Keys(now)) {
			if practice != own {
				o.beyond += base.changes(now, practice)
			}
		}
		if r.method == http.MethodPost || r.before != nil || o.here != "" || o.beyond != "" {
			m.restoreAll()
		}
	}
	return o
}

// judge says what is wrong with an outcome, by rules that are stated here and
// do not come from the golden file.
func judge(e *everybody, p principal, r row, c cell, o outcome) []string {
	var wrong []string
	say := func(bad bool, format string, args ...any) {
		if bad {
			wrong = append(wrong, fmt.Sprintf(format, args...))
		}
	}
	say(o.label[0] == '5', "answered %s", o.label)
	for column, things := range e.things {
		invited := strings.Contains(r.path, ":token") && column == c.column // the link tells its holder whom it is for
		for _, words := range things.words {
			say(!slices.Contains(p.team, column) && strings.Contains(o.text, words), "the answer (%s) holds words of the %s's", o.label, column)
		}
		for _, name := range things.names {
			say(!slices.Contains(p.names, column) && !invited && strings.Contains(o.text, name), "the answer (%s) holds a name of the %s's", o.label, column)
		}
	}
	if public(r) {
		return wrong
	}
	say(o.beyond != "", "it changed another practice: %s", o.beyond)
	column := c.column
	if c.exchanged != "" && c.exchanged != "week" {
		column = c.value
		say(o.label[0] < '4', "ids that do not belong together are taken (%s)", o.label)
	}
	if !o.reached() {
		say(o.here != "", "refused, and yet it changed %s", o.here)
		want := 1
		if p.dead || p.as == "" {
			want = 0
		}
		say(o.denials != want, "refused with %d entries of a denial, want %d", o.denials, want)
		return wrong
	}
	say(o.denials != 0, "let through, with %d entries of a denial", o.denials)
	say(r.method == http.MethodGet && o.here != "", "reading changed %s", o.here)
	say(p.dead, "somebody without access got %s", o.label)
	if r.about() && (c.exchanged == "" || c.exchanged == "couple" || c.exchanged == "assignment") {
		desk := p.as == "fina" && r.atTheDesk() && slices.Contains(p.names, column)
		say(!slices.Contains(p.team, column) && !desk, "somebody without a tie to the %s got %s", column, o.label)
	}
	if len(r.ids()) > 0 && c.exchanged != "move" { // on another's move: 409, whosever it is
		say(column == ofUnknown || column == ofMalformed, "something that is not there was found (%s)", o.label)
		say(p.away != (column == ofElsewhere), "across practices: %s", o.label)
	}
	staff := r.has("/couples") || r.has("/caseload") || r.has("/register") || r.has("/staff") || r.has("/overrides") || r.has("/agreements-of-practice")
	say(p.part && staff, "a partner got %s on a staff route", o.label)
	say(!p.part && r.has("/homework") && r.method == http.MethodPost, "staff acted in homework: %s", o.label)
	say(p.as != "ada" && p.as != "olga" && (r.has("/staff") || r.has("/agreements-of-practice")), "not the owner, and got %s", o.label)
	say(p.as == "soren" && r.method == http.MethodPost && r.has("/couples"), "a supervisor changed something: %s", o.label)
	say(p.as == "fina" && r.about() && !r.atTheDesk(), "the front desk got %s", o.label)
	say(column == ofClosed && r.about() && o.here != "" && !strings.HasSuffix(r.path, "/withdraw") && !strings.HasSuffix(r.path, "/summary") && !strings.HasSuffix(r.path, "/record"), "an ended case was changed: %s", o.here)
	return wrong
}

// golden compares what was found with the file that a person can read.
func (m *matrix) golden(t *testing.T) {
	t.Helper()
	var b strings.Builder
	b.WriteString("# Who gets what, over HTTP. Written by: go test ./cmd/tandem -run TestMatrix -update\n" +
		"# One block a route, one column for each way to fill its path; people who get the same share a line.\n" +
		"# 2xx, 303: done. 409, 422: reached, and nothing done. login, 401: not known here. 403, 404: refused.\n")
	for _, r := range rows() {
		names := []string{}
		for _, c := range r.cells() {
			names = append(names, c.name)
		}
		fmt.Fprintf(&b, "\n%s\n", r.key())
		line := func(cells []string, who string) {
			for i, c := range cells {
				fmt.Fprintf(&b, "  %-*s", max(len(names[i]), 5), c)
			}
			fmt.Fprintf(&b, "  %s\n", who)
		}
		line(names, "")
		done := map[string]bool{}
		for _, p := range m.who {
			got := m.got[r.key()][p.name]
			if done[got] {
				continue
			}
			done[got] = true
			var same []string
			for _, q := range m.who {
				if m.got[r.key()][q.name] == got {
					same = append(same, q.name)
				}
			}
			line(strings.Fields(got), strings.Join(same, "; "))
		}
	}
	file := filepath.Join("testdata", "matrix.golden")
	if *update {
		m.must(nil, os.MkdirAll("testdata", 0o755))
		m.must(nil, os.WriteFile(file, []byte(b.String()), 0o644))
		return
	}
	want := string(m.must(os.ReadFile(file)).([]byte))
	for _, d := range differing(want, b.String()) {
		t.Error(d)
	}
}

// differing lists the blocks of the golden file that do not hold any more.
func differing(want, got string) []string {
	if want == got {
		return nil
	}
	old, out := strings.Split(want, "\n\n"), []string{}
	for block := range strings.SplitSeq(got, "\n\n") {
		if !slices.Contains(old, strings.TrimRight(block, "\n")) && !slices.Contains(old, block) {
			out = append(out, "differs from the golden file:\n"+block)
		}
	}
	return append(out, "the matrix is not that of the golden file")
}

// question is what the gate was asked when it said yes, and where.
type question struct {
	roles      []tandem.Role
	permission tandem.Permission
	relations  []tandem.Relation
	at         string
}

// watchedGate is the service's gate, remembering what it let through.
type watchedGate struct {
	*access.Gate
	at    string
	asked map[string]question
}

func (g *watchedGate) Allows(roles []tandem.Role, permission tandem.Permission, relations []tandem.Relation) bool {
	ok := g.Gate.Allows(roles, permission, relations)
	if ok {
		g.asked[fmt.Sprint(roles, permission, relations)] = question{roles, permission, relations, g.at}
	}
	return ok
}

// everyLineIsReached takes away one line of the policy after the other: some
// cell of the matrix must have been let through by that very line.
func everyLineIsReached(t *testing.T, seen *watchedGate) {
	lines := strings.Split(policies.Policy, "\n")
	for i, line := range lines {
		if !strings.HasPrefix(line, "p,") {
			continue
		}
		without, err := access.New(policies.Model, strings.Join(slices.Delete(slices.Clone(lines), i, i+1), "\n"))
		if err != nil {
			t.Fatal(err)
		}
		reached := false
		for _, q := range seen.asked {
			reached = reached || !without.Allows(q.roles, q.permission, q.relations)
		}
		if !reached {
			t.Errorf("no cell of the matrix needs this line: %s", line)
		}
	}
}
