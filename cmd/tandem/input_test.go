package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tandem/internal/casefile"
	"tandem/internal/tandem"
)

// stage is a world with one couple at work, and a browser for everybody in it.
type stage struct {
	*world
	couple                        casefile.Couple
	talk, walk                    tandem.AssignmentID // E02 and E38 of the first week
	ada, mara, fina, rowan, noor_ *client
	documents                     map[string]tandem.DocumentID              // by edition, where a test has issued them
	private, sealed               tandem.AssignmentID                       // E39 and E10, where a test has asked for them
	given                         map[tandem.ExerciseID]tandem.AssignmentID // see between
}

func newStage(w *world) *stage {
	w.t.Helper()
	s := &stage{world: w}
	w.hire("ada", "mara", tandem.RoleTherapist)
	w.hire("ada", "fina", tandem.RoleFrontDesk)
	w.hire("ada", "soren", tandem.RoleSupervisor)
	s.couple = w.takeIn("mara", "rowan", "noor")
	w.assign("mara", s.couple)
	s.talk, s.walk = w.assignment(s.couple, "E02", 1), w.assignment(s.couple, "E38", 1)
	s.ada, s.mara, s.fina, s.rowan, s.noor_ = w.browse("ada"), w.browse("mara"), w.browse("fina"), w.browse("rowan"), w.browse("noor")
	return s
}

// hiddenIn is the value of a hidden field of a page.
func hiddenIn(page, name string) string {
	m := regexp.MustCompile(`<input type="hidden" name="` + regexp.QuoteMeta(name) + `" value="([^"]*)"`).FindStringSubmatch(page)
	if m == nil {
		return ""
	}
	return html.UnescapeString(m[1])
}

// moveForm is the form that a partner's page of the homework would send.
func (s *stage) moveForm(c *client, id tandem.AssignmentID, kind string, answers url.Values) url.Values {
	s.t.Helper()
	a := c.get("/homework/" + string(id))
	if a.status != http.StatusOK {
		s.t.Fatalf("the page of the homework: %d", a.status)
	}
	f := url.Values{"kind": {kind}, "key": {s.IDs.New()}, "version": {hiddenIn(a.body, "version")}, "target": {hiddenIn(a.body, "target")},
		"step": {map[string]string{"prepare": "prepare", "give": "give", "acknowledge": "receive", "log": "log"}[kind]}, "screen": {"9"}}
	if kind == "prepare" {
		f.Set("screen", "4")
	}
	if f.Get("version") == "" { // a page that only reads carries none
		f.Set("version", hiddenIn(c.get("/today").body, "version"))
	}
	maps.Copy(f, answers)
	return f
}

// move acts as a partner, and must be let.
func (s *stage) move(c *client, id tandem.AssignmentID, kind string, answers url.Values) {
	s.t.Helper()
	if a := c.post("/homework/"+string(id)+"/moves", s.moveForm(c, id, kind, answers)); a.status != http.StatusSeeOther {
		s.t.Fatalf("%s: %d\n%s", kind, a.status, a.body)
	}
}

// staffHomework is the care team's page of a piece of homework.
func (s *stage) staffHomework() string {
	return "/couples/" + string(s.couple.ID) + "/homework/" + string(s.walk)
}

// guideForm is a form of that page that would be taken, for the first partner.
func (s *stage) guideForm(kind, who string) url.Values {
	s.t.Helper()
	page := s.mara.get(s.staffHomework()).body
	return url.Values{"kind": {kind}, "key": {s.IDs.New()}, "version": {hiddenIn(page, "version")}, "text": {"Well done."}, "on": {string(monday)}, who: {"1"}}
}

// three are the answers of E02's preparation, each naming its author.
func three(who string) url.Values {
	f := url.Values{"mood_before": {"3"}}
	for i := range 3 {
		f.Set(fmt.Sprintf("items.%d.quality", i), fmt.Sprintf("%s values quality %d", who, i))
		f.Set(fmt.Sprintf("items.%d.example", i), fmt.Sprintf("%s saw it at moment %d", who, i))
	}
	return f
}

// walked are the answers of E38.
func walked(ease string) url.Values {
	return url.Values{"activity": {"walk"}, "date": {string(monday)}, "ease": {ease}, "laughed": {"yes"}}
}

// fingerprint is what the database holds, but for sessions, the throttle and
// the audit log, which a refusal may write.
func (w *world) fingerprint() string {
	w.t.Helper()
	query := "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
	if w.dollars {
		query = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
	}
	var sum [sha256.Size]byte
	for _, row := range w.rows(query) {
		if name := row[0]; name != "sessions" && name != "login_throttle" && name != "audit_entries" {
			for _, r := range w.rows(`SELECT * FROM "` + name + `"`) { // in any order
				one := sha256.Sum256([]byte(name + "\x00" + strings.Join(r, "\x00")))
				for i := range sum {
					sum[i] ^= one[i]
				}
			}
		}
	}
	return hex.EncodeToString(sum[:])
}

// rows reads every column of a query as text.
func (w *world) rows(query string) [][]string {
	w.t.Helper()
	found, err := w.raw.QueryContext(bg, query)
	if err != nil {
		w.t.Fatal(err)
	}
	defer found.Close()
	columns, err := found.Columns()
	if err != nil {
		w.t.Fatal(err)
	}
	var all [][]string
	for found.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := found.Scan(into...); err != nil {
			w.t.Fatal(err)
		}
		row := make([]string, len(columns))
		for i, v := range values {
			switch v := v.(type) {
			case []byte:
				row[i] = string(v)
			default:
				row[i] = fmt.Sprint(v)
			}
		}
		all = append(all, row)
	}
	if err := found.Err(); err != nil {
		w.t.Fatal(err)
	}
	return all
}

// hostile are the values that every field of every form must stand.
func hostile() map[string]string {
	return map[string]string{
		"empty": "", "spaces": "   ", "long": strings.Repeat("x", 10_000), "emoji": "🦆", "family": "👩‍👩‍👧", "astral": "𝒜𝓑",
		"invalid": "a\xff\xfeb, and on", "cut": "a\xe2\x82", "nul": "a\x00b, and on", "crlf": "a\r\nSet-Cookie: b", "escape": "a\x1b[31m",
		"script": `<script>alert(1)</script>`, "attribute": `" onmouseover="alert(1)`, "sql": "' OR 1=1 --", "drop": `"; DROP TABLE people; --`,
		"huge": "999999999999999999999999", "negative": "-1", "zero": "0", "fraction": "1.5", "unknown": "no-such-choice",
		"path": "../../../etc/passwd", "template": "{{.}}%s%n%d", "rtl": "\u202egnp.exe", "zone": "Mars/Base", "bad day": "2026-02-30"}
}

// tells are what no answer may hold: stacks, statements, paths of the machine,
// and markup that a field brought along.
var tells = regexp.MustCompile(`goroutine \d|\.go:\d|panic|runtime error|SQLSTATE|sqlite|SQLite|SELECT |INSERT |UPDATE |constraint|pgx|gorm|/tmp/|/root/|<script>alert|" onmouseover="|` + checkout())

// checkout is the folder that the service was built in.
func checkout() string {
	dir, err := os.Getwd()
	if err != nil {
		panic(err)
	}
	return regexp.QuoteMeta(filepath.Dir(filepath.Dir(dir)))
}

// unharmed asserts what holds for every answer to bad input.
func unharmed(t *testing.T, what string, a answer) {
	t.Helper()
	if a.status >= http.StatusInternalServerError {
		t.Errorf("%s: %d", what, a.status)
	}
	if found := tells.FindString(a.body); found != "" {
		t.Errorf("%s: the answer (%d) holds %q", what, a.status, found)
	}
	if a.header.Get("Set-Cookie") != "" && strings.Contains(a.header.Get("Set-Cookie"), " b") {
		t.Errorf("%s: a field made a header: %q", what, a.header)
	}
}

func TestUnharmedIsSeenRed(t *testing.T) {
	for _, bad := range []string{"panic: x", "server.go:12", "ERROR (SQLSTATE 22021)", "open /tmp/x", "<p><script>alert(1)</script>"} {
		if !tells.MatchString(bad) {
			t.Errorf("%q would pass", bad)
		}
	}
	for _, good := range []string{"&lt;script&gt;alert(1)&lt;/script&gt;", "We could not find that page."} {
		if tells.MatchString(good) {
			t.Errorf("%q would not pass", good)
		}
	}
}

// everyPost lists every changing route with the fields of its form.
func everyPost(s *stage) map[string][]string {
	couple, partner := string(s.couple.ID), string(s.couple.Partners[0].ID)
	homework, staff := "/homework/"+string(s.walk), "/staff/"+string(s.people["fina"].Person)
	move := []string{"kind", "step", "key", "version", "target", "screen", "stop", "activity", "ease", "date", "laughed", "other_activity"}
	before := "/couples/" + couple + "/partners/" + partner
	return map[string][]string{
		"/couples/" + couple + "/details": {"code", "time_zone", "course"}, before: {"name", "pronouns", "language", "time_zone", "phone", "email", "preferred", "safe_hours", "voicemail"},
		"/couples/" + couple + "/team": {"member", "function", "until"}, "/couples/" + couple + "/team/" + s.IDs.New() + "/end": {"x"},
		"/couples/" + couple + "/dates": {"date_name", "date_on", "date_yearly"}, "/couples/" + couple + "/dates/" + s.IDs.New(): {"date_name", "date_on", "date_yearly"},
		"/couples/" + couple + "/dates/" + s.IDs.New() + "/drop": {"x"},
		"/couples/" + couple + "/policy":                         {"policy"}, "/couples/" + couple + "/intake": {"model", "identified", "began_week", "before"},
		"/couples/" + couple + "/sessions": {"on", "outcome", "there"}, "/couples/" + couple + "/help": {"step", "state"}, "/couples/" + couple + "/course": {"course"},
		"/couples/" + couple + "/carry-over": {"x"}, "/couples/" + couple + "/setbacks": {"key", "date", "happened", "learned", "change"}, "/together/" + couple + "/setback": {"x"},
		before + "/papers": {"papers", "paper_name"}, before + "/screen": {"on", "how", "result", "next_due", "goal", "goal_words"},
		before + "/override": {"requirement", "reason", "signed", "passphrase"}, before + "/access": {"x"}, before + "/goal": {"x"},
		"/overrides/" + s.IDs.New(): {"decision"}, "/agreements-of-practice": {"title", "words"}, "/agreements-of-practice/" + s.IDs.New() + "/retire": {"x"},
		"/overrides/" + s.IDs.New() + "/withdraw": {"x"}, "/agreements/" + couple + "/treatment/take-back": {"passphrase"},
		"/agreements/" + couple + "/" + s.openText(): {"digest", "signed", "passphrase"}, staff + "/access": {"x"},
		"/log-in": {"name", "passphrase", "next"}, "/leave": {"x"}, "/invitation/" + s.invitation(): {"name", "passphrase", "language"},
		"/log-out": {"x"}, "/log-out-everywhere": {"x"}, "/account/passphrase": {"current", "passphrase"},
		"/couples": {"code", "time_zone", "therapist", "course", "partners.0.name", "partners.0.pronouns", "partners.0.language", "partners.0.time_zone", "partners.1.name"},
		"/couples/" + couple + "/partners/" + partner + "/invitation":          {"x"},
		"/couples/" + couple + "/partners/" + partner + "/invitation/withdraw": {"x"},
		"/couples/" + couple + "/plan/draft":                                   {"template", "revise", "alone"}, "/couples/" + couple + "/plan/draft/drop": {"x"},
		"/couples/" + couple + "/plan/draft/change": {"version", "name", "starts", "week_begins", "weeks", "first_week", "note", "items.0.cadence", "items.0.from", "items.0.to",
			"items.0.who", "items.0.swap", "items.0.note", "items.0.remove", "items.99999999999999999999.to", "add.0.exercise", "add.0.cadence", "add.0.from", "add.0.to", "go"},
		"/couples/" + couple + "/plan/activate": {"version"}, "/couples/" + couple + "/plan/revise": {"version"},
		"/couples/" + couple + "/plan/once": {"exercise", "week", "who", "note"}, "/couples/" + couple + "/plan/end": {"reason"},
		"/couples/" + couple + "/plan/weeks/3/light": {"light"},
		"/couples/" + couple + "/plan/pause":         {"x"}, "/couples/" + couple + "/plan/resume": {"x"}, "/couples/" + couple + "/plan/phase": {"reason"},
		"/couples/" + couple + "/reviews": {"kind", "on"}, reviewHref(s.scheduledReview()) + "/day": {"on"}, reviewHref(s.scheduledReview()) + "/open": {"x"},
		reviewHref(s.scheduledReview()) + "/content": {"version", "improvements", "changes", "decisions.0.text", "decisions.0.owner", "targets.2.due", "plan", "plan_changes", "next_on"},
		reviewHref(s.scheduledReview()) + "/offer":   {"x"}, reviewHref(s.scheduledReview()) + "/sign": {"digest", "name", "passphrase"},
		reviewHref(s.scheduledReview()) + "/partners/" + partner + "/absent": {"absent"}, reviewHref(s.scheduledReview()) + "/partners/" + partner + "/paper": {"digest"},
		reviewHref(s.scheduledReview()) + "/additions": {"text"}, "/couples/" + couple + "/reviews/" + s.IDs.New() + "/cancel": {"x"}, reviewHref(s.scheduledReview()) + "/record": {"language", "code_only"},
		"/reviews/" + string(s.scheduledReview().ID) + "/sign": {"digest", "name", "passphrase"},
		"/couples/" + couple + "/summary":                      {"from", "to", "edition", "language", "code_only"}, "/couples/" + couple + "/partners/" + partner + "/summary": {"from", "to", "edition", "language"},
		"/library/works": {"kind", "flow", "copy"}, "/library/files": {"kind", "content"}, "/library/exercises/E38/try": {"trial", "as", "kind", "target", "look", "more", "screen", "1-activity"},
		s.ownWork(): {"edits", "name", "minutes", "cadence", "slot", "family", "shelf", "rules", "steps.0.title", "steps.0.timer", "steps.0.fields.0.label", "steps.0.fields.0.min",
			"steps.0.fields.0.choices", "steps.0.fields.0.visibility", "steps.0.fields.0.remove", "steps.0.add", "go"},
		s.ownWork() + "/try": {"trial", "as", "kind", "target", "1-activity"}, s.ownWork() + "/publish": {"edits"}, s.ownWork() + "/version": {"x"},
		s.ownWork() + "/retire": {"x"}, s.ownWork() + "/drop": {"x"},
		"/staff": {"name", "roles"}, staff + "/roles": {"roles"}, staff + "/invitation/withdraw": {"x"},
		staff + "/supervision": {"supervisor"}, staff + "/supervision/end": {"supervisor"},
		"/couples/" + couple + homework + "/guide": {"kind", "key", "version", "text", "to", "on", "there"},
		homework + "/phone":                        {"passphrase"}, homework + "/phone/turn": {"to"},
		"/items/" + string(s.itemOf(s.couple, "E38")) + "/when": {"x"}, "/items/" + string(s.itemOf(s.couple, "E38")) + "/answer": {"answer", "back"},
		homework + "/presence": {"here"}, homework + "/moves": move, homework + "/draft": {"step", "activity", "ease", "other_activity"},
		homework + "/moves/" + s.IDs.New() + "/withdraw": {"key", "version"}, homework + "/moves/" + s.IDs.New() + "/narrow": {"key", "version", "to"},
	}
}

// TestBadBodies sends each route bodies that are no form at all.
func TestBadBodies(t *testing.T) {
	const formType = "application/x-www-form-urlencoded"
	bodies := []struct{ name, kind, body string }{
		{"nothing", formType, ""}, {"no type", "", "name=x"}, {"JSON", "application/json", `{"name":{"$ne":""},"roles":["owner"]}`},
		{"a file", "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"name\"; filename=\"x\"\r\n\r\nx\r\n--b--"},
		{"a type that is none", "a/b/c; =", "name=x"}, {"a broken escape", formType, "name=%zz&passphrase=%"}, {"semicolons", formType, "name=a;roles=owner"},
		{"over the limit", formType, "name=" + strings.Repeat("x", 300<<10)}, {"ten thousand fields", formType, strings.Repeat("name=x&", 10_000)},
	}
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		for _, path := range slices.Sorted(maps.Keys(everyPost(s))) {
			if path == "/log-out" || path == "/log-out-everywhere" || path == "/leave" {
				continue // take no form; whatever is sent, they end the session
			}
			for _, b := range bodies {
				a := s.whoever(path).do(http.MethodPost, path, strings.NewReader(b.body), http.Header{"Content-Type": {b.kind}})
				unharmed(t, path+", "+b.name, a)
				if a.status >= 400 && !strings.Contains(a.body, "<main") {
					t.Errorf("%s, %s: %d without a page", path, b.name, a.status)
				}
			}
		}
	})
}

// whoever is somebody who may post there.
func (s *stage) whoever(path string) *client {
	switch {
	case strings.HasPrefix(path, "/homework"), strings.HasPrefix(path, "/together"), strings.HasPrefix(path, "/reviews"), path == "/account/passphrase":
		return s.noor_
	case strings.HasPrefix(path, "/agreements-of-practice"):
		return s.ada
	case strings.HasPrefix(path, "/agreements"):
		return s.noor_
	case strings.HasPrefix(path, "/couples"), strings.HasPrefix(path, "/overrides"), strings.HasPrefix(path, "/library"):
		return s.mara
	case strings.HasPrefix(path, "/staff"):
		return s.ada
	default:
		return s.browse("")
	}
}

// TestBadPaths puts junk wherever an id stands.
func TestBadPaths(t *testing.T) {
	junk := []string{"x", "%00", "%ff%fe", "..%2f..%2fetc%2fpasswd", "'%20OR%201=1%20--", "%F0%9F%A6%86", strings.Repeat("9", 5000), "-1",
		"00000000-0000-4000-8000-000000000000", "%0d%0aSet-Cookie:%20a=%20b", "{{.}}", "%3Cscript%3Ealert(1)%3C/script%3E"}
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		parameter := regexp.MustCompile(`:[a-z]+`)
		before := s.fingerprint()
		for _, r := range w.server.Routes() {
			for _, j := range junk {
				if !strings.Contains(r.Path, ":") {
					continue
				}
				path := strings.Replace(r.Path, ":couple", string(s.couple.ID), strings.Count(r.Path, ":")-1) // junk as the last parameter too
				for _, p := range []string{parameter.ReplaceAllString(r.Path, j), parameter.ReplaceAllString(path, j)} {
					a := s.whoever(r.Path).do(r.Method, p, strings.NewReader("light=yes"), http.Header{"Content-Type": {"application/x-www-form-urlencoded"}})
					unharmed(t, r.Method+" "+p, a)
					if a.status < 400 && a.status != http.StatusSeeOther {
						t.Errorf("%s %s: %d", r.Method, p, a.status)
					}
				}
			}
		}
		for _, j := range junk {
			for _, q := range []string{"/homework/" + string(s.walk) + "?step=" + j, "/caseload?show=" + j, "/together?three=" + j, "/log-in?next=" + j, "/couples/" + string(s.couple.ID) + "/summary?from=" + j + "&to=" + j} {
				unharmed(t, q, s.whoever(strings.Replace(q, "/caseload", "/couples", 1)).get(q))
			}
		}
		if s.fingerprint() != before {
			t.Error("junk in a path changed the database")
		}
	})
}

// TestAnythingAnywhere is a fuzz with a seed: every route, random fields with
// hostile values, duplicated now and then.
func TestAnythingAnywhere(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		rnd := rand.New(rand.NewPCG(26, 11))
		posts := everyPost(s)
		delete(posts, "/log-out")
		delete(posts, "/log-out-everywhere")
		delete(posts, "/couples/"+string(s.couple.ID)+"/plan/end") // with it goes the homework that the good forms are for
		paths, names := slices.Sorted(maps.Keys(posts)), slices.Sorted(maps.Keys(hostile()))
		for range 300 {
			path, form := paths[rnd.IntN(len(paths))], url.Values{}
			if f := s.goodForm(path); f != nil && rnd.IntN(2) == 0 {
				form = f
			}
			for _, field := range posts[path] {
				for range rnd.IntN(3) {
					form.Add(field, hostile()[names[rnd.IntN(len(names))]])
				}
				if rnd.IntN(6) == 0 {
					form.Set(field, hostile()[names[rnd.IntN(len(names))]])
				}
			}
			unharmed(t, fmt.Sprintf("%s %.300q", path, form), s.whoever(path).post(path, form))
		}
		if a := s.noor_.get("/today"); a.status != http.StatusOK {
			t.Errorf("Noor's day afterwards: %d", a.status)
		}
		if a := s.mara.get("/couples/" + string(s.couple.ID)); a.status != http.StatusOK {
			t.Errorf("the couple's page afterwards: %d", a.status)
		}
	})
}

// goodForm is a form that could pass, where there is one.
func (s *stage) goodForm(path string) url.Values {
	switch {
	case path == "/couples":
		return takeInForm(s)
	case strings.HasSuffix(path, "/plan/once"):
		return url.Values{"exercise": {"E38"}, "week": {"2"}}
	case strings.HasSuffix(path, "/moves"):
		return s.moveForm(s.noor_, s.walk, "log", walked("3"))
	}
	return nil
}
