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
	"unicode/utf8"

	"tandem/internal/casefile"
	"tandem/internal/plan"
	"tandem/internal/practice"
	"tandem/internal/tandem"
)

// stage is a world with one couple at work, and a browser for everybody in it.
type stage struct {
	*world
	couple                        casefile.Couple
	talk, walk                    tandem.AssignmentID // E02 and E38 of the first week
	ada, mara, fina, rowan, noor_ *client
	documents                     map[string]tandem.DocumentID // by edition, where a test has issued them
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

// badForm is one form with the values of each field that must be refused there.
type badForm struct {
	name    string
	by      func(s *stage) *client
	path    func(s *stage) string
	form    func(s *stage) url.Values // one that would pass
	refused map[string][]string       // field → names in hostile, or values after "="
	secret  []string                  // fields that never come back
}

func fixed(path string) func(*stage) string { return func(*stage) string { return path } }

// badForms are all forms whose page comes back with marks beside the fields.
func badForms() []badForm {
	mara := func(s *stage) *client { return s.mara }
	ada := func(s *stage) *client { return s.ada }
	text := []string{"empty", "long", "invalid", "nul", "crlf"}
	choice := []string{"empty", "unknown", "long", "nul", "invalid", "script", "sql"}
	day := []string{"bad day", "unknown", "long", "script", "huge", "negative"}
	optional := []string{"long", "nul", "crlf", "invalid"}
	week := []string{"empty", "huge", "negative", "zero", "fraction", "unknown", "nul"}
	scale := []string{"huge", "negative", "zero", "=6", "fraction", "unknown", "sql"}
	return []badForm{
		{name: "take in", by: mara, path: fixed("/couples"), form: takeInForm, refused: map[string][]string{
			"partners.0.name": text, "partners.1.name": text, "partners.0.pronouns": optional, "partners.1.language": choice, "partners.1.time_zone": {"zone", "path", "nul", "script", "long", "=Local"},
			"time_zone": {"empty", "zone", "path", "nul", "script", "long", "=Local"}, "code": {"emoji", "script", "sql", "long", "nul", "invalid", "=rowan-noor"}}},
		{name: "take in for a therapist", by: func(s *stage) *client { return s.fina }, path: fixed("/couples"), form: takeInForm,
			refused: map[string][]string{"therapist": choice}},
		{name: "draft", by: mara, path: func(s *stage) string { return "/couples/" + string(s.couples["kim-lou"].ID) + "/plan/draft/change" }, form: draftForm,
			refused: map[string][]string{"starts": append(day, "=2031-01-06", "=2026-03-10", "=2026-02-23"), "week_begins": {"huge", "negative", "=7", "unknown", "nul"},
				"name": text, "note": {"nul", "invalid", "long", "escape"}, "weeks": append(week, "=53"), "first_week": append(week[1:], "=53", "=5"),
				"items.0.cadence": choice, "items.0.from": append(week, "=5"), "items.0.to": append(week, "=5"), "items.0.note": {"nul", "invalid", "long"},
				"items.0.who": append(choice[1:], "=1", "=3"), "items.0.swap": append(choice[1:], "=E02"),
				"add.0.exercise": choice[1:], "add.0.cadence": choice, "add.0.from": week, "add.0.to": week}},
		{name: "once", by: mara, path: func(s *stage) string { return "/couples/" + string(s.couple.ID) + "/plan/once" },
			form: func(*stage) url.Values {
				return url.Values{"exercise": {"E38"}, "week": {"2"}, "note": {"A short one."}}
			},
			refused: map[string][]string{"exercise": choice, "week": append(week, "=9"), "who": append(choice[1:], "=1"), "note": {"nul", "invalid", "long"}}},
		{name: "end", by: mara, path: func(s *stage) string { return "/couples/" + string(s.couple.ID) + "/plan/end" },
			form:    func(*stage) url.Values { return url.Values{"reason": {"Far enough."}} },
			refused: map[string][]string{"reason": {"empty", "spaces", "nul", "invalid", "long"}}},
		{name: "start a draft", by: mara, path: func(s *stage) string { return "/couples/" + string(s.couples["una-vik"].ID) + "/plan/draft" },
			form:    func(*stage) url.Values { return url.Values{"template": {"S4"}} },
			refused: map[string][]string{"template": choice[1:]}},
		{name: "summary", by: mara, path: func(s *stage) string { return "/couples/" + string(s.couple.ID) + "/summary" },
			form: func(*stage) url.Values {
				return url.Values{"from": {"2026-03-02"}, "to": {"2026-03-02"}, "language": {"es"}}
			},
			refused: map[string][]string{"from": append(day, "=2999-01-01", "nul"), "to": append(day, "=1999-01-01", "invalid"), "language": choice[1:]}},
		{name: "own summary", by: mara, path: func(s *stage) string {
			return "/couples/" + string(s.couple.ID) + "/partners/" + string(s.couple.Partners[1].ID) + "/summary"
		}, form: func(*stage) url.Values { return url.Values{"from": {"2026-03-02"}, "to": {"2026-03-02"}} },
			refused: map[string][]string{"from": append(day, "=2999-01-01", "nul"), "to": append(day, "=1999-01-01", "invalid")}},
		{name: "invite staff", by: ada, path: fixed("/staff"), form: func(*stage) url.Values { return url.Values{"name": {"Sol"}, "roles": {"therapist"}} },
			refused: map[string][]string{"name": text, "roles": append(choice, "=partner")}},
		{name: "change roles", by: ada, path: func(s *stage) string { return "/staff/" + string(s.people["fina"].Person) + "/roles" },
			form: func(*stage) url.Values { return url.Values{"roles": {"frontdesk"}} }, refused: map[string][]string{"roles": append(choice, "=partner")}},
		{name: "supervise", by: ada, path: func(s *stage) string { return "/staff/" + string(s.people["mara"].Person) + "/supervision" },
			form:    func(s *stage) url.Values { return url.Values{"supervisor": {string(s.people["soren"].Person)}} },
			refused: map[string][]string{"supervisor": choice}},
		{name: "passphrase", by: func(s *stage) *client { return s.rowan }, path: fixed("/account/passphrase"),
			form: func(*stage) url.Values {
				return url.Values{"current": {passphrase}, "passphrase": {"a lantern walks on Thursdays"}}
			},
			refused: map[string][]string{"current": {"empty", "unknown", "long"}, "passphrase": append(text, "=tiny! 9Q", "="+passphrase, "=aaaaaaaaaaaaaaaaaaaa")},
			secret:  []string{"current", "passphrase"}},
		{name: "schedule a review", by: mara, path: func(s *stage) string { return "/couples/" + string(s.couples["kim-lou"].ID) + "/reviews" },
			form:    func(*stage) url.Values { return url.Values{"kind": {"quarterly"}, "on": {"2026-03-20"}} },
			refused: map[string][]string{"kind": choice, "on": append(day, "empty", "=2026-03-01", "=2031-01-01")}},
		{name: "move a review", by: mara, path: func(s *stage) string { return reviewHref(s.scheduledReview()) + "/day" },
			form: func(*stage) url.Values { return url.Values{"on": {"2026-03-20"}} }, refused: map[string][]string{"on": append(day, "empty", "=2026-03-01")}},
		{name: "write a review", by: mara, path: func(s *stage) string { return reviewHref(s.offeredReview()) + "/content" }, form: contentForm,
			refused: map[string][]string{"improvements": optional[:2], "changes": {"long", "nul", "escape", "invalid"}, "decisions.0.text": text, "decisions.0.owner": choice[1:],
				"decisions.1.due": append(day, "=2031-01-01"), "targets.0.text": text, "targets.0.notice": text, "targets.0.due": append(day, "empty"),
				"plan": choice[1:], "plan_changes": {"long", "nul", "escape", "invalid"}, "next_on": append(day, "=2026-01-01")}},
		{name: "sign a review", by: func(s *stage) *client { return s.noor_ }, path: func(s *stage) string { return "/reviews/" + string(s.offeredReview().ID) + "/sign" },
			form:    func(s *stage) url.Values { return s.digested(url.Values{"name": {"Noor"}, "passphrase": {passphrase}}) },
			refused: map[string][]string{"name": append(text, "escape"), "passphrase": {"empty", "long"}}, secret: []string{"passphrase"}},
		{name: "sign a review as staff", by: mara, path: func(s *stage) string { return reviewHref(s.offeredReview()) + "/sign" },
			form:    func(s *stage) url.Values { return s.digested(url.Values{"name": {"Mara"}, "passphrase": {passphrase}}) },
			refused: map[string][]string{"name": text, "passphrase": {"empty", "unknown"}}, secret: []string{"passphrase"}},
		{name: "log in", by: func(s *stage) *client { return s.browse("") }, path: fixed("/log-in"),
			form: func(*stage) url.Values {
				return url.Values{"name": {logInName("noor")}, "passphrase": {"not hers at all, no"}}
			},
			refused: map[string][]string{"name": {"empty"}, "passphrase": {"empty"}}, secret: []string{"passphrase"}},
		{name: "invitation", by: func(s *stage) *client { return s.browse("") }, path: func(s *stage) string { return "/invitation/" + s.invitation() },
			form: func(*stage) url.Values {
				return url.Values{"name": {"sol.of.riverside"}, "passphrase": {passphrase}, "language": {"en"}}
			},
			refused: map[string][]string{"name": append(text, "script", "emoji", "=a@", "="+logInName("noor")), "passphrase": append(text, "=tiny! 9Q"), "language": choice},
			secret:  []string{"passphrase"}},
		{name: "reply", by: func(s *stage) *client { return s.mara }, path: func(s *stage) string { return s.staffHomework() + "/guide" },
			form:    func(s *stage) url.Values { return s.guideForm("reply", "to") },
			refused: map[string][]string{"text": {"empty", "spaces", "nul", "=" + strings.Repeat("ü", 2001)}, "to": {"empty", "unknown", "script"}}},
		{name: "note as done", by: func(s *stage) *client { return s.mara }, path: func(s *stage) string { return s.staffHomework() + "/guide" },
			form:    func(s *stage) url.Values { return s.guideForm("record", "there") },
			refused: map[string][]string{"on": append(day, "empty", "=2026-03-01", "=2031-01-01"), "there": {"empty", "unknown", "script"}}},
		{name: "log an activity", by: func(s *stage) *client { return s.noor_ }, path: func(s *stage) string { return "/homework/" + string(s.walk) + "/moves" },
			form:    func(s *stage) url.Values { return s.moveForm(s.noor_, s.walk, "log", walked("4")) },
			refused: map[string][]string{"activity": choice, "date": append(day, "empty"), "ease": append(scale, "empty"), "laughed": {"unknown", "script"}}},
		{name: "log another activity", by: func(s *stage) *client { return s.noor_ }, path: func(s *stage) string { return "/homework/" + string(s.walk) + "/moves" },
			form: func(s *stage) url.Values {
				f := s.moveForm(s.noor_, s.walk, "log", walked("4"))
				f.Set("activity", "other")
				return f
			}, refused: map[string][]string{"other_activity": {"empty", "spaces", "nul", "crlf", "=" + strings.Repeat("ü", 141)}}},
		{name: "prepare", by: func(s *stage) *client { return s.noor_ }, path: func(s *stage) string { return "/homework/" + string(s.talk) + "/moves" },
			form:    func(s *stage) url.Values { return s.moveForm(s.noor_, s.talk, "prepare", three("noor")) },
			refused: map[string][]string{"mood_before": scale, "items.0.quality": {"empty", "nul", "crlf"}, "items.2.example": {"empty", "nul", "=" + strings.Repeat("ü", 2001)}, "items.1.when": day[:2]}},
	}
}

// badIntake are the forms before a plan, of the same kind.
func badIntake() []badForm {
	mara := func(s *stage) *client { return s.mara }
	noor := func(s *stage) *client { return s.noor_ }
	at := func(more string) func(s *stage) string {
		return func(s *stage) string { return "/couples/" + string(s.couple.ID) + more }
	}
	rowan := func(more string) func(s *stage) string {
		return func(s *stage) string {
			return "/couples/" + string(s.couple.ID) + "/partners/" + string(s.couple.Partners[0].ID) + more
		}
	}
	choice := []string{"unknown", "long", "nul", "invalid", "script", "sql"}
	day := []string{"empty", "bad day", "unknown", "long", "script", "huge", "negative"}
	line := []string{"long", "nul", "crlf", "invalid"}
	form := func(pairs ...string) func(s *stage) url.Values {
		return func(s *stage) url.Values { return fields(pairs...)(nil, principal{}, "") }
	}
	return []badForm{
		{name: "register data", by: mara, path: at("/details"), form: form("code", "K-77", "time_zone", "Europe/Berlin"),
			refused: map[string][]string{"code": {"emoji", "script", "sql", "long", "nul", "invalid"}, "time_zone": {"empty", "zone", "path", "nul", "long", "=Local"}}},
		{name: "name and contact", by: mara, path: rowan(""), form: form("name", "Rowan", "language", "en", "time_zone", "Europe/Berlin"),
			refused: map[string][]string{"name": {"empty", "long", "invalid", "nul", "crlf"}, "pronouns": line, "language": append(choice, "empty"), "time_zone": {"zone", "nul"},
				"phone": {"long", "nul", "unknown", "script", "sql"}, "email": {"long", "nul", "unknown", "script", "sql"}, "preferred": choice, "safe_hours": line}},
		{name: "care team", by: mara, path: at("/team"), form: func(s *stage) url.Values {
			return url.Values{"member": {string(s.people["mara"].Person)}, "function": {"co-therapist"}}
		}, refused: map[string][]string{"member": append(choice, "empty"), "function": append(choice, "empty"), "until": {"bad day", "unknown", "long", "=2020-01-01", "nul"}}},
		{name: "how they come", by: mara, path: at("/intake"), form: form("model", "relationship"),
			refused: map[string][]string{"model": append(choice, "empty"), "began_week": {"huge", "negative", "fraction", "unknown", "=53", "nul"}, "before": {"nul", "invalid", "long"}}},
		{name: "who is identified", by: mara, path: at("/intake"), form: form("model", "identified-client"), refused: map[string][]string{"identified": append(choice, "empty")}},
		{name: "policy", by: mara, path: at("/policy"), form: form(), refused: map[string][]string{"policy": append(choice, "empty")}},
		{name: "screen", by: mara, path: rowan("/screen"), form: form("on", string(monday), "how", "interview", "result", "monitor", "next_due", "2026-06-01"),
			refused: map[string][]string{"on": append(day, "=2031-01-01"), "how": append(choice, "empty"), "result": append(choice, "empty"), "next_due": append(day, "=2026-03-02"),
				"goal": choice, "goal_words": {"nul", "invalid", "long"}}},
		{name: "without something", by: mara, path: rowan("/override"), form: form("requirement", "screen", "reason", "Needed at once"),
			refused: map[string][]string{"requirement": append(choice, "empty", "=joint"), "reason": {"empty", "spaces", "nul", "invalid", "long"}}},
		{name: "on paper", by: mara, path: rowan("/papers"), form: form("papers", "x", "paper_name", "Rowan"), refused: map[string][]string{"paper_name": {"empty", "long", "nul", "invalid"}}},
		{name: "a text of one's own", by: func(s *stage) *client { return s.ada }, path: fixed("/agreements-of-practice"), form: form("title", "Letters", "words", "We may write."),
			refused: map[string][]string{"title": {"empty", "long", "nul", "crlf", "invalid"}, "words": {"empty", "spaces", "nul", "invalid", "long"}}},
		{name: "signature", by: noor, path: func(s *stage) string { return "/agreements/" + string(s.couple.ID) + "/" + s.openText() },
			form: form("signed", "Noor", "passphrase", "not hers at all, no", "digest", "x"), refused: map[string][]string{"signed": {"empty", "long", "nul", "invalid"}, "passphrase": {"empty"}},
			secret: []string{"passphrase"}},
	}
}

// openText is a text of the practice's own that nobody has signed.
func (s *stage) openText() string {
	s.t.Helper()
	own := s.must(s.store.Consents(bg, s.couple.Practice)).([]casefile.Consent)
	if len(own) == 0 {
		s.must(nil, s.cases.AddConsent(bg, s.people["ada"], casefile.ConsentInput{Title: "Letters", Words: "We may write to you."}))
		return s.openText()
	}
	return string(own[0].ID)
}

func takeInForm(s *stage) url.Values {
	f := url.Values{"code": {"C-" + s.IDs.New()[:8]}, "time_zone": {"Europe/Berlin"}, "therapist": {string(s.people["mara"].Person)}}
	for i, name := range []string{"Kim", "Lou"} {
		f.Set(fmt.Sprintf("partners.%d.name", i), name)
		f.Set(fmt.Sprintf("partners.%d.language", i), "en")
	}
	return f
}

// draftForm is the builder's form for the draft of Kim and Lou, made when
// there is none yet: one line of it, and one to add.
func draftForm(s *stage) url.Values {
	c := s.couples["kim-lou"]
	d, err := s.store.PlanDraft(bg, c.Practice, c.ID)
	if err != nil {
		d = s.must(s.plans.StartDraft(bg, s.people["mara"], c.ID, plan.StartInput{Template: "S4"})).(plan.Draft)
	}
	f := url.Values{"version": {fmt.Sprint(d.Version)}, "name": {"First steps"}, "starts": {"2026-03-09"}, "week_begins": {"1"}, "weeks": {"4"}, "first_week": {"1"},
		"add.0.exercise": {"E02"}}
	for _, line := range []string{"items.0.", "add.0."} {
		for name, value := range map[string]string{"cadence": "weekly-1", "from": "1", "to": "4"} {
			f.Set(line+name, value)
		}
	}
	return f
}

// invitation is the secret of a fresh link for somebody of the staff.
func (s *stage) invitation() string {
	s.t.Helper()
	return s.must(s.practice.InviteStaff(bg, s.people["ada"], practice.InviteStaffInput{Name: "Sol", Roles: []tandem.Role{tandem.RoleTherapist}})).(practice.Link).Token
}

func TestBadFieldsAreMarkedAndChangeNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		w.takeIn("mara", "kim", "lou")
		w.takeIn("mara", "una", "vik")
		s.openText()
		for _, b := range append(badForms(), badIntake()...) {
			t.Run(b.name, func(t *testing.T) {
				for _, field := range slices.Sorted(maps.Keys(b.refused)) {
					for _, name := range b.refused[field] {
						refuse(t, s, b, field, name)
					}
				}
			})
		}
	})
}

// refuse sends one bad value and looks at the answer and at the database.
func refuse(t *testing.T, s *stage, b badForm, field, name string) {
	t.Helper()
	value, own := strings.CutPrefix(name, "=")
	if !own {
		var known bool
		if value, known = hostile()[name]; !known {
			t.Fatalf("no hostile value is called %q", name)
		}
	}
	what := fmt.Sprintf("%s, %s = %.20q", b.name, field, value)
	path, form, by := b.path(s), b.form(s), b.by(s)
	form.Set(field, value)
	before := s.fingerprint()
	a := by.post(path, form)
	unharmed(t, what, a)
	if a.status != http.StatusUnprocessableEntity {
		t.Errorf("%s: %d, and should be refused", what, a.status)
		return
	}
	if !strings.Contains(a.body, `id="f-`+field+`-error"`) {
		t.Errorf("%s: nothing stands beside the field:\n%s", what, excerpt(a.body, `role="alert"`))
	}
	if s.fingerprint() != before {
		t.Errorf("%s: refused, and yet the database has changed", what)
	}
	for _, f := range b.secret {
		if v := form.Get(f); len(v) > 4 && strings.Contains(html.UnescapeString(a.body), v) {
			t.Errorf("%s: the page holds what was typed as %s", what, f)
		}
	}
	if lost := lostText(a.body, form, field, b.secret); lost != "" {
		t.Errorf("%s: what was typed as %s is lost", what, lost)
	}
}

// lostText names a text field of the page that no longer holds what was typed.
// The field at fault keeps what a page can hold: no NUL, nothing unreadable.
func lostText(page string, form url.Values, wrong string, secret []string) string {
	input := regexp.MustCompile(`<input id="f-([^"]+)" name="([^"]+)" type="text" value="([^"]*)"`)
	for _, m := range input.FindAllStringSubmatch(page, -1) {
		name, want := m[2], form.Get(m[2])
		if !form.Has(name) || slices.Contains(secret, name) || name == wrong && (len(want) > 200 || !utf8.ValidString(want) || strings.ContainsAny(want, "\x00\r")) || want == "" {
			continue
		}
		if html.UnescapeString(m[3]) != want {
			return name
		}
	}
	return ""
}

// excerpt is the part of a page from a mark on.
func excerpt(page, mark string) string {
	i := strings.Index(page, mark)
	if i < 0 {
		return page[:min(len(page), 300)]
	}
	return page[i:min(len(page), i+500)]
}

// TestFreeTextIsTaken: what people really write passes, and comes out as text.
func TestFreeTextIsTaken(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		for _, name := range []string{"emoji", "family", "astral", "script", "attribute", "sql", "drop", "template", "rtl"} {
			value := hostile()[name]
			answers := three("noor")
			answers.Set("items.0.quality", value)
			s.move(s.noor_, s.talk, "prepare", answers)
			for _, page := range []string{"/homework/" + string(s.talk), "/homework/" + string(s.talk) + "?do=prepare&step=2", "/privacy"} {
				a := s.noor_.get(page)
				unharmed(t, name+" on "+page, a)
				if a.status != http.StatusOK || !strings.Contains(html.UnescapeString(a.body), value) {
					t.Errorf("%s is not on %s (%d)", name, page, a.status)
				}
			}
		}
		s.move(s.noor_, s.talk, "give", nil)
		for _, value := range []string{hostile()["script"], hostile()["emoji"]} {
			form := takeInForm(s)
			form.Set("partners.0.name", value)
			a := s.mara.post("/couples", form)
			if a.status != http.StatusSeeOther {
				t.Fatalf("a name %q: %d", value, a.status)
			}
			for _, page := range []string{a.header.Get("Location"), "/caseload", a.header.Get("Location") + "/summary"} {
				unharmed(t, "the name "+value+" on "+page, s.mara.get(page))
			}
			if a := s.mara.post(a.header.Get("Location")+"/summary", nil); a.status != http.StatusSeeOther {
				t.Errorf("no document for the name %q: %d", value, a.status)
			}
		}
	})
}

// everyPost lists every changing route with the fields of its form.
func everyPost(s *stage) map[string][]string {
	couple, partner := string(s.couple.ID), string(s.couple.Partners[0].ID)
	homework, staff := "/homework/"+string(s.walk), "/staff/"+string(s.people["fina"].Person)
	move := []string{"kind", "step", "key", "version", "target", "screen", "stop", "activity", "ease", "date", "laughed", "other_activity"}
	before := "/couples/" + couple + "/partners/" + partner
	return map[string][]string{
		"/couples/" + couple + "/details": {"code", "time_zone"}, before: {"name", "pronouns", "language", "time_zone", "phone", "email", "preferred", "safe_hours", "voicemail"},
		"/couples/" + couple + "/team": {"member", "function", "until"}, "/couples/" + couple + "/team/" + s.IDs.New() + "/end": {"x"},
		"/couples/" + couple + "/policy": {"policy"}, "/couples/" + couple + "/intake": {"model", "identified", "began_week", "before"},
		before + "/papers": {"papers", "paper_name"}, before + "/screen": {"on", "how", "result", "next_due", "goal", "goal_words"},
		before + "/override": {"requirement", "reason", "signed", "passphrase"}, before + "/access": {"x"},
		"/overrides/" + s.IDs.New(): {"decision"}, "/agreements-of-practice": {"title", "words"}, "/agreements-of-practice/" + s.IDs.New() + "/retire": {"x"},
		"/agreements/" + couple + "/" + s.openText(): {"digest", "signed", "passphrase"}, staff + "/access": {"x"},
		"/log-in": {"name", "passphrase", "next"}, "/leave": {"x"}, "/invitation/" + s.invitation(): {"name", "passphrase", "language"},
		"/log-out": {"x"}, "/log-out-everywhere": {"x"}, "/account/passphrase": {"current", "passphrase"},
		"/couples": {"code", "time_zone", "therapist", "partners.0.name", "partners.0.pronouns", "partners.0.language", "partners.0.time_zone", "partners.1.name"},
		"/couples/" + couple + "/partners/" + partner + "/invitation":          {"x"},
		"/couples/" + couple + "/partners/" + partner + "/invitation/withdraw": {"x"},
		"/couples/" + couple + "/plan/draft":                                   {"template", "revise"}, "/couples/" + couple + "/plan/draft/drop": {"x"},
		"/couples/" + couple + "/plan/draft/change": {"version", "name", "starts", "week_begins", "weeks", "first_week", "note", "items.0.cadence", "items.0.from", "items.0.to",
			"items.0.who", "items.0.swap", "items.0.note", "items.0.remove", "items.99999999999999999999.to", "add.0.exercise", "add.0.cadence", "add.0.from", "add.0.to", "go"},
		"/couples/" + couple + "/plan/activate": {"version"}, "/couples/" + couple + "/plan/revise": {"version"},
		"/couples/" + couple + "/plan/once": {"exercise", "week", "who", "note"}, "/couples/" + couple + "/plan/end": {"reason"},
		"/couples/" + couple + "/plan/weeks/3/light": {"light"},
		"/couples/" + couple + "/plan/pause":         {"x"}, "/couples/" + couple + "/plan/resume": {"x"},
		"/couples/" + couple + "/reviews": {"kind", "on"}, reviewHref(s.scheduledReview()) + "/day": {"on"}, reviewHref(s.scheduledReview()) + "/open": {"x"},
		reviewHref(s.scheduledReview()) + "/content": {"version", "improvements", "changes", "decisions.0.text", "decisions.0.owner", "targets.2.due", "plan", "plan_changes", "next_on"},
		reviewHref(s.scheduledReview()) + "/offer":   {"x"}, reviewHref(s.scheduledReview()) + "/sign": {"digest", "name", "passphrase"},
		reviewHref(s.scheduledReview()) + "/partners/" + partner + "/absent": {"absent"}, reviewHref(s.scheduledReview()) + "/partners/" + partner + "/paper": {"digest"},
		reviewHref(s.scheduledReview()) + "/additions":         {"text"},
		"/reviews/" + string(s.scheduledReview().ID) + "/sign": {"digest", "name", "passphrase"},
		"/couples/" + couple + "/summary":                      {"from", "to", "edition", "language", "code_only"}, "/couples/" + couple + "/partners/" + partner + "/summary": {"from", "to", "edition", "language"},
		"/staff": {"name", "roles"}, staff + "/roles": {"roles"}, staff + "/invitation/withdraw": {"x"},
		staff + "/supervision": {"supervisor"}, staff + "/supervision/end": {"supervisor"},
		"/couples/" + couple + homework + "/guide": {"kind", "key", "version", "text", "to", "on", "there"},
		homework + "/phone":                        {"passphrase"}, homework + "/phone/turn": {"to"},
		homework + "/moves": move, homework + "/draft": {"step", "activity", "ease", "other_activity"},
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
	case strings.HasPrefix(path, "/homework"), strings.HasPrefix(path, "/reviews"), path == "/account/passphrase":
		return s.noor_
	case strings.HasPrefix(path, "/agreements-of-practice"):
		return s.ada
	case strings.HasPrefix(path, "/agreements"):
		return s.noor_
	case strings.HasPrefix(path, "/couples"), strings.HasPrefix(path, "/overrides"):
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
