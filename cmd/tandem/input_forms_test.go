package main

import (
	"fmt"
	"html"
	"maps"
	"net/http"
	"net/url"
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
			"time_zone": {"empty", "zone", "path", "nul", "script", "long", "=Local"}, "course": choice[1:], "code": {"emoji", "script", "sql", "long", "nul", "invalid", "=rowan-noor"}}},
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
		{name: "review record", by: mara, path: func(s *stage) string { return reviewHref(s.frozenReview()) + "/record" },
			form: func(*stage) url.Values { return url.Values{"language": {"es"}} }, refused: map[string][]string{"language": choice[1:]}},
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
		{name: "own date", by: mara, path: at("/dates"), form: form("date_name", "The day we met", "date_on", "2019-06-12", "date_yearly", "yes"),
			refused: map[string][]string{"date_name": {"empty", "spaces", "long", "nul", "crlf", "invalid"}, "date_on": append(day, "=1800-01-01", "=2090-01-01")}},
		{name: "a date that comes once", by: mara, path: at("/dates"), form: form("date_name", "Moving day", "date_on", "2026-08-01"), refused: map[string][]string{"date_on": {"=2026-03-01"}}},
		{name: "care team", by: mara, path: at("/team"), form: func(s *stage) url.Values {
			return url.Values{"member": {string(s.people["mara"].Person)}, "function": {"co-therapist"}}
		}, refused: map[string][]string{"member": append(choice, "empty"), "function": append(choice, "empty"), "until": {"bad day", "unknown", "long", "=2020-01-01", "nul"}}},
		{name: "how they come", by: mara, path: at("/intake"), form: form("model", "relationship"),
			refused: map[string][]string{"model": append(choice, "empty"), "began_week": {"huge", "negative", "fraction", "unknown", "=53", "nul"}, "before": {"nul", "invalid", "long"}}},
		{name: "who is identified", by: mara, path: at("/intake"), form: form("model", "identified-client"), refused: map[string][]string{"identified": append(choice, "empty")}},
		{name: "what they came for", by: mara, path: at("/details"), form: form("code", "K-78", "time_zone", "Europe/Berlin"), refused: map[string][]string{"course": choice}},
		{name: "a session", by: mara, path: at("/sessions"), form: form("on", string(monday), "outcome", "held", "there", "1"),
			refused: map[string][]string{"on": append(day, "=2031-01-01", "=1999-01-01"), "outcome": append(choice, "empty"), "there": append(choice, "empty", "zero", "=3")}},
		{name: "outside help", by: mara, path: at("/help"), form: form("step", "group", "state", "begun"), refused: map[string][]string{"step": append(choice, "empty"), "state": choice}},
		{name: "a hard week in the room", by: mara, path: at("/setbacks"), form: func(s *stage) url.Values { return aHardWeek(&everybody{world: s.world}, principal{}, "") },
			refused: map[string][]string{"date": append(day, "nul"), "happened": {"empty", "spaces", "nul", "invalid", "crlf", "long"}, "learned": line, "change": line}},
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
		{name: "taking back", by: noor, path: func(s *stage) string { return "/agreements/" + string(s.couple.ID) + "/treatment/take-back" },
			form: form("passphrase", "not hers at all, no"), refused: map[string][]string{"passphrase": {"empty"}}, secret: []string{"passphrase"}},
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
