package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"tandem/internal/catalogue"
	"tandem/internal/homework"
	"tandem/internal/review"
)

// objects are, for each operation with a body, one that would pass, and whose
// program sends it. The test asks for every operation that the description has.
func objects(s *stage) map[string]sending {
	couple, walk, talk := "/couples/"+string(s.couple.ID), "/homework/"+string(s.walk), "/homework/"+string(s.talk)
	fina, mara, move := "/staff/"+string(s.people["fina"].Person), "/staff/"+string(s.people["mara"].Person), "/moves/"+s.IDs.New()
	at := couple + "/reviews/" + s.reviewed()
	partner := couple + "/partners/" + string(s.couple.Partners[0].ID)
	seen := s.must(s.homework.See(bg, s.people["noor"], s.walk)).(homework.Homework)
	guided := s.must(s.homework.SeeIn(bg, s.people["mara"], s.couple.ID, s.walk)).(homework.Homework)
	key := func() string { return s.IDs.New() }
	walked := map[string]any{"activity": text("walk"), "date": text(string(monday)), "ease": map[string]any{"number": 4}, "laughed": map[string]any{"yes": true},
		"several": map[string]any{"several": []any{"x"}}, "items": map[string]any{"items": []any{map[string]any{"quality": text("x")}}}}
	return map[string]sending{
		"/couples": {"mara", "/couples", map[string]any{"code": "", "time_zone": "Europe/Berlin", "therapist": string(s.people["mara"].Person),
			"partners": []any{map[string]any{"name": "Kim", "language": "en", "pronouns": "", "time_zone": ""}, map[string]any{"name": "Lou", "language": "en"}}}},
		"/couples/{couple}/details": {"mara", couple + "/details", map[string]any{"code": "C-1", "time_zone": "Europe/Madrid"}},
		"/couples/{couple}/partners/{partner}": {"mara", partner, map[string]any{"name": "Rowan", "language": "en", "pronouns": "", "time_zone": "Europe/Berlin",
			"contact": map[string]any{"phone": "+49 30 1234", "email": "r@people.test", "preferred": "call", "safe_hours": "evenings", "voicemail": true}}},
		"/couples/{couple}/dates":                     {"mara", couple + "/dates", map[string]any{"date_name": "The day we met", "date_on": "2019-06-12", "date_yearly": true}},
		"/couples/{couple}/dates/{date}":              {"mara", couple + "/dates/" + s.IDs.New(), map[string]any{"date_name": "The day we met", "date_on": "2019-06-12", "date_yearly": true}},
		"/couples/{couple}/team":                      {"mara", couple + "/team", map[string]any{"member": string(s.people["mara"].Person), "function": "co-therapist", "until": ""}},
		"/couples/{couple}/sessions":                  {"mara", couple + "/sessions", map[string]any{"on": string(monday), "outcome": "held", "there": []any{"1"}}},
		"/couples/{couple}/help":                      {"mara", couple + "/help", map[string]any{"step": "group", "state": "begun"}},
		"/couples/{couple}/course":                    {"mara", couple + "/course", map[string]any{"course": "single"}},
		"/couples/{couple}/setbacks":                  {"mara", couple + "/setbacks", map[string]any{"date": string(monday), "happened": "We shouted", "learned": "To stop", "change": "A walk", "key": key()}},
		"/couples/{couple}/policy":                    {"mara", couple + "/policy", map[string]any{"policy": "limited-secrets"}},
		"/couples/{couple}/intake":                    {"mara", couple + "/intake", map[string]any{"model": "identified-client", "identified": string(s.couple.Partners[0].ID), "began_week": 3, "before": "Talks"}},
		"/couples/{couple}/partners/{partner}/papers": {"mara", partner + "/papers", map[string]any{"digests": []any{"x"}, "name": "Rowan"}},
		"/couples/{couple}/partners/{partner}/screen": {"mara", partner + "/screen", map[string]any{"on": string(monday), "how": "interview", "result": "monitor", "next_due": "2026-06-01", "goal": "improve", "goal_words": "Ease"}},
		"/couples/{couple}/partners/{partner}/override": {"mara", partner + "/override", map[string]any{"requirement": "screen", "reason": "At once",
			"renewed": map[string]any{"signed": "Mara", "passphrase": "not hers at all, no"}}},
		"/overrides/{override}":   {"mara", "/overrides/" + s.IDs.New(), map[string]any{"grant": true, "renewed": map[string]any{"signed": "Mara", "passphrase": "not hers at all, no"}}},
		"/agreements-of-practice": {"ada", "/agreements-of-practice", map[string]any{"title": "Rooms", "words": "We may meet online."}},
		"/agreements/{couple}/{paper}": {"noor", "/agreements/" + string(s.couple.ID) + "/treatment",
			map[string]any{"digest": "x", "signed": "Noor", "passphrase": "not hers at all, no"}},
		"/agreements/{couple}/{paper}/take-back": {"noor", "/agreements/" + string(s.couple.ID) + "/treatment/take-back", map[string]any{"passphrase": "not hers at all, no"}},
		"/couples/{couple}/plan/draft":           {"mara", couple + "/plan/draft", map[string]any{"template": "", "revise": true, "alone": ""}},
		"/couples/{couple}/plan/draft/change": {"mara", couple + "/plan/draft/change", map[string]any{"version": 1, "name": "Another", "starts_on": "", "week_begins": 1, "first_week": 1, "weeks": 9, "note": "",
			"items": []any{map[string]any{"place": 0, "exercise": "E02", "who": "", "cadence": "weekly-1", "from_week": 1, "to_week": 4, "note": "", "remove": false}}}},
		"/couples/{couple}/plan/activate":        {"mara", couple + "/plan/activate", map[string]any{"version": 1}},
		"/couples/{couple}/plan/revise":          {"mara", couple + "/plan/revise", map[string]any{"version": 1}},
		"/couples/{couple}/plan/once":            {"mara", couple + "/plan/once", map[string]any{"exercise": "E38", "week": 2, "who": "", "note": ""}},
		"/couples/{couple}/plan/end":             {"mara", couple + "/plan/end", map[string]any{"reason": "We have come far enough."}},
		"/couples/{couple}/plan/phase":           {"mara", couple + "/plan/phase", map[string]any{"reason": "Both are ready."}},
		"/couples/{couple}/reviews":              {"mara", couple + "/reviews", map[string]any{"kind": "quarterly", "on": "2026-03-20"}},
		"/couples/{couple}/reviews/{review}/day": {"mara", at + "/day", map[string]any{"on": "2026-03-20"}},
		"/couples/{couple}/reviews/{review}/content": {"mara", at + "/content", map[string]any{"version": "2", "improvements": []any{"We laugh"}, "changes": []any{"Phones away"},
			"decisions": []any{map[string]any{"text": "Walk", "owner": "both", "due": "2026-04-01"}}, "targets": []any{map[string]any{"text": "Walk", "notice": "We do", "due": "2026-04-01", "confidence": "6"}},
			"trials": []any{map[string]any{"text": "Tea", "becomes": "keep", "noticed": "Calmer"}}, "holds": "no", "plan_decision": "continue", "plan_changes": "", "next_on": "2026-06-01"}},
		"/couples/{couple}/reviews/{review}/sign":                      {"mara", at + "/sign", map[string]any{"name": "Mara", "passphrase": "not hers at all, no", "digest": "x"}},
		"/couples/{couple}/reviews/{review}/partners/{partner}/absent": {"mara", at + "/partners/" + string(s.couple.Partners[0].ID) + "/absent", map[string]any{"absent": true}},
		"/couples/{couple}/reviews/{review}/partners/{partner}/paper":  {"mara", at + "/partners/" + string(s.couple.Partners[0].ID) + "/paper", map[string]any{"digest": "x"}},
		"/couples/{couple}/reviews/{review}/additions":                 {"mara", at + "/additions", map[string]any{"text": "We talked."}},
		"/couples/{couple}/reviews/{review}/record":                    {"mara", at + "/record", map[string]any{"language": "es", "code_only": true}},
		"/reviews/{review}/sign":                                       {"noor", strings.TrimPrefix(at, couple) + "/sign", map[string]any{"name": "Noor", "passphrase": "not hers at all, no", "digest": "x"}},
		"/couples/{couple}/plan/weeks/{week}/light":                    {"mara", couple + "/plan/weeks/3/light", map[string]any{"light": true}},
		"/couples/{couple}/summary":                                    {"mara", couple + "/summary", map[string]any{"from": "2026-03-02", "to": "2026-03-02"}},
		"/couples/{couple}/partners/{partner}/summary":                 {"mara", partner + "/summary", map[string]any{"from": "2026-03-02", "to": "2026-03-02"}},
		"/couples/{couple}/homework/{assignment}/guide": {"mara", couple + walk + "/guide", map[string]any{"kind": "reply", "to": []any{"1"}, "text": "Well done.", "on": "",
			"key": key(), "version": guided.Sight.Version}},
		"/library/works":                    {"mara", "/library/works", map[string]any{"kind": "exercise", "flow": "solo", "copy": ""}},
		"/library/files":                    {"mara", "/library/files", map[string]any{"kind": "exercise", "content": exerciseFile()}},
		"/library/exercises/{exercise}/try": {"mara", "/library/exercises/E38/try", map[string]any{"trial": `{"acts": [{"as": 1, "kind": "pass"}]}`}},
		"/library/works/{work}":             {"mara", s.ownWork(), map[string]any{"edits": 1, "content": `{"name": "Ours"}`}},
		"/library/works/{work}/try":         {"mara", s.ownWork() + "/try", map[string]any{"trial": ""}},
		"/library/works/{work}/publish":     {"mara", s.ownWork() + "/publish", map[string]any{"edits": 1}},
		"/staff":                            {"ada", "/staff", map[string]any{"name": "Sol", "roles": []any{"therapist"}}},
		"/staff/{person}/roles":             {"ada", fina + "/roles", map[string]any{"roles": []any{"frontdesk"}}},
		"/staff/{person}/supervision":       {"ada", mara + "/supervision", map[string]any{"supervisor": string(s.people["soren"].Person)}},
		"/staff/{person}/supervision/end":   {"ada", mara + "/supervision/end", map[string]any{"supervisor": string(s.people["soren"].Person)}},
		"/homework/{assignment}/moves":      {"noor", walk + "/moves", map[string]any{"kind": "log", "key": key(), "version": seen.Sight.Version, "on": "", "answers": walked}},
		"/homework/{assignment}/moves/{move}/moves": {"noor", walk + move + "/moves",
			map[string]any{"kind": "withdraw", "key": key(), "version": seen.Sight.Version, "answers": map[string]any{"own_words": text("x")}}},
		"/homework/{assignment}/moves/{move}/narrow": {"noor", walk + move + "/narrow", map[string]any{"to": "author", "key": key(), "version": seen.Sight.Version}},
		"/items/{item}/answer":                       {"noor", "/items/" + string(s.itemOf(s.couple, "E38")) + "/answer", map[string]any{"answer": "not-for-me"}},
		"/homework/{assignment}/presence":            {"noor", talk + "/presence", map[string]any{"here": false}},
		"/homework/{assignment}/moves/{move}/draft":  {"noor", walk + move + "/draft", map[string]any{"step": "log", "typed": map[string]any{"activity": []any{"walk"}}}},
		"/homework/{assignment}/draft":               {"noor", talk + "/draft", map[string]any{"step": "prepare", "typed": map[string]any{"items.0.quality": []any{"Kept"}}}},
	}
}

// ownWork is where an exercise of the practice's own stands: a draft.
func (s *stage) ownWork() string {
	s.t.Helper()
	works := s.must(s.store.Works(bg, s.couple.Practice)).([]catalogue.Work)
	if len(works) == 0 {
		works = append(works, s.must(s.library.Start(bg, s.people["mara"], catalogue.StartInput{Kind: catalogue.KindExercise, Copy: "E38"})).(catalogue.Work))
	}
	return "/library/works/" + string(works[0].ID)
}

// reviewed is the id of a review of the couple's that is open.
func (s *stage) reviewed() string {
	s.t.Helper()
	if list := s.must(s.reviews.List(bg, s.people["mara"], s.couple.ID)).(review.List); len(list.Reviews) > 0 {
		return string(list.Reviews[0].ID)
	}
	r := s.must(s.reviews.Schedule(bg, s.people["mara"], s.couple.ID, review.ScheduleInput{Kind: "quarterly", On: "2026-03-20"})).(review.Review)
	s.must(s.reviews.Open(bg, s.people["mara"], s.couple.ID, r.ID))
	return string(r.ID)
}

// sending is a body with who sends it where.
type sending struct {
	by, path string
	object   map[string]any
}

func text(s string) map[string]any { return map[string]any{"text": s} }

// planted words stand in hostile values; no refusal may say them back.
const unsaid = "Zinnia says that"

// hostileJSON are the values that every place of every body must stand.
func hostileJSON() map[string]string {
	quoted := func(s string) string {
		b, err := json.Marshal(s)
		if err != nil {
			panic(err)
		}
		return string(b)
	}
	all := map[string]string{"null": "null", "true": "true", "minus one": "-1", "a fraction": "1.5", "beyond 64 bits": "99999999999999999999", "beyond doubles": "1e999",
		"an object": `{"` + unsaid + `":1}`, "a list": `["` + unsaid + `",1,null]`, "an empty object": `{}`, "an empty list": `[]`, "a nested list": `[[[["` + unsaid + `"]]]]`,
		"a tower": strings.Repeat("[", 5000) + strings.Repeat("]", 5000), "a long list": "[" + strings.Repeat(`"x",`, 5000) + `"x"]`,
		"half a letter": `"\ud800 ` + unsaid + `"`, "not UTF-8": "\"" + unsaid + " \xff\xfe\"", "a name twice": `{"text":"a","text":"b"}`, "a name in two cases": `{"text":"a","TEXT":"b"}`,
		"an escaped NUL": `"\u0000"`, "long": quoted(unsaid + strings.Repeat("ü", 20_000))}
	for _, name := range []string{"emoji", "nul", "crlf", "script", "sql", "rtl", "path"} {
		all["text, "+name] = quoted(unsaid + hostile()[name])
	}
	return all
}

// places lists every place in a value by the way to it.
func places(v any, way []string) [][]string {
	all := [][]string{way}
	switch v := v.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			all = append(all, places(v[name], append(slices.Clone(way), name))...)
		}
	case []any:
		for i := range v {
			all = append(all, places(v[i], append(slices.Clone(way), fmt.Sprint(i)))...)
		}
	}
	return all
}

// with is the value written as JSON, with raw text at one place.
func with(v any, way []string, raw string) string {
	if len(way) == 0 {
		return raw
	}
	var b strings.Builder
	switch v := v.(type) {
	case map[string]any:
		b.WriteString("{")
		for i, name := range slices.Sorted(maps.Keys(v)) {
			if i > 0 {
				b.WriteString(",")
			}
			fmt.Fprintf(&b, "%q:", name)
			b.WriteString(next(v[name], name, way, raw))
		}
		b.WriteString("}")
	case []any:
		b.WriteString("[")
		for i := range v {
			if i > 0 {
				b.WriteString(",")
			}
			b.WriteString(next(v[i], fmt.Sprint(i), way, raw))
		}
		b.WriteString("]")
	}
	return b.String()
}

func next(v any, name string, way []string, raw string) string {
	if name == way[0] {
		return with(v, way[1:], raw)
	}
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// TestHostileObjects puts every hostile value at every place of every body.
func TestHostileObjects(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		all, tokens, doc := objects(s), map[string]string{}, w.described()
		for path, item := range doc.Paths.Map() {
			if op := item.Post; op != nil && op.RequestBody != nil {
				if _, has := all[strings.TrimPrefix(path, "/api/v1")]; !has {
					t.Errorf("nothing hostile is sent to %s", path)
				}
			}
		}
		for _, name := range []string{"ada", "mara", "noor"} {
			tokens[name], _ = w.token(name)
			w.askWith(tokens[name], http.MethodGet, "/api/v1/account", nil) // its first use today is written down
		}
		values := hostileJSON()
		before := s.fingerprint()
		for _, path := range slices.Sorted(maps.Keys(all)) {
			o := all[path]
			for _, way := range append(places(o.object, nil), []string{"unheard_of"}) {
				object := o.object
				if len(way) == 1 && way[0] == "unheard_of" {
					object = maps.Clone(object)
					object["unheard_of"] = nil
				}
				for _, name := range slices.Sorted(maps.Keys(values)) {
					what := fmt.Sprintf("%s, %s at %s", path, name, strings.Join(way, "."))
					a := w.browse("").do(http.MethodPost, "/api/v1"+o.path, strings.NewReader(with(object, way, values[name])),
						http.Header{"Authorization": {"Bearer " + tokens[o.by]}, "Content-Type": {"application/json"}})
					unharmed(t, what, a)
					if a.status == http.StatusUnauthorized {
						t.Fatalf("%s: the token is gone", what)
					}
					if a.status < 400 {
						if len(way) == 0 && name != "an empty object" || len(way) > 0 && way[0] == "unheard_of" {
							t.Errorf("%s: taken (%d)", what, a.status)
						}
						before = s.fingerprint()
						continue
					}
					if strings.Contains(a.body, "Zinnia") {
						t.Errorf("%s: said back: %s", what, a.body)
					}
					for _, wrong := range misfits(doc, http.MethodPost, "/api/v1"+o.path, a) {
						t.Errorf("%s: %s", what, wrong)
					}
					if now := s.fingerprint(); now != before {
						t.Errorf("%s: refused (%d), and yet the database has changed", what, a.status)
						before = now
					}
				}
			}
		}
	})
}

// TestBodiesThatAreNoObject sends each operation what is no JSON at all.
func TestBodiesThatAreNoObject(t *testing.T) {
	const kind = "application/json"
	bodies := []struct{ name, kind, body string }{
		{"nothing", kind, ""}, {"a space", kind, " "}, {"a form", "application/x-www-form-urlencoded", "name=x&light=yes"}, {"text", "text/plain", `{"light":true}`},
		{"no type", "", "light"}, {"a type that is none", "a/b/c; =", "{}"}, {"CBOR", "application/cbor", "\xa0"}, {"a plus", "application/problem+json", "{}{}"},
		{"two objects", kind, "{}{}"}, {"half of one", kind, `{"light":`}, {"a comment", kind, `{/* x */}`}, {"a list", kind, `[]`}, {"a word", kind, `"x"`},
		{"another encoding", kind + "; charset=utf-16", "\xff\xfe{\x00}\x00"}, {"over the limit", kind, `{"light":"` + strings.Repeat("x", 140<<10) + `"}`},
		{"far over the limit", kind, `{"light":"` + strings.Repeat("x", 300<<10) + `"}`},
	}
	w := newWorld(t, "")
	s := newStage(w)
	all, tokens := objects(s), map[string]string{}
	for _, name := range []string{"ada", "mara", "noor"} {
		tokens[name], _ = w.token(name)
		w.askWith(tokens[name], http.MethodGet, "/api/v1/account", nil)
	}
	before := s.fingerprint()
	for path, o := range all {
		for _, b := range bodies {
			a := w.browse("").do(http.MethodPost, "/api/v1"+o.path, strings.NewReader(b.body), http.Header{"Authorization": {"Bearer " + tokens[o.by]}, "Content-Type": {b.kind}})
			unharmed(t, path+", "+b.name, a)
			if a.status != http.StatusUnprocessableEntity || a.header.Get("Content-Type") != "application/problem+json" {
				t.Errorf("%s, %s: %d %q %s", path, b.name, a.status, a.header.Get("Content-Type"), a.body)
			}
		}
	}
	if s.fingerprint() != before {
		t.Error("something has changed")
	}
}

// TestBadPathsForPrograms puts junk wherever an id stands.
func TestBadPathsForPrograms(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		s := newStage(w)
		all, tokens := objects(s), map[string]string{}
		for _, name := range []string{"ada", "mara", "noor"} {
			tokens[name], _ = w.token(name)
			w.askWith(tokens[name], http.MethodGet, "/api/v1/account", nil)
		}
		before := s.fingerprint()
		for _, r := range w.server.Routes() {
			if !strings.HasPrefix(r.Path, "/api/v1/") || !strings.Contains(r.Path, ":") {
				continue
			}
			for _, junk := range []string{"x", "%00", "%ff%fe", "..%2f..%2fetc%2fpasswd", "'%20OR%201=1%20--", "%F0%9F%A6%86", strings.Repeat("9", 5000), "-1",
				"00000000-0000-4000-8000-000000000000", "%0d%0aSet-Cookie:%20a=%20b", "{{.}}", "%3Cscript%3Ealert(1)%3C/script%3E", "Zinnia"} {
				parts := strings.Split(r.Path, "/")
				for i, p := range parts {
					if strings.HasPrefix(p, ":") {
						parts[i] = junk
					}
				}
				body := map[string]any(nil)
				if o, has := all[strings.TrimPrefix(bracedPath(r.Path), "/api/v1")]; has {
					body = o.object
				}
				for name, token := range tokens {
					a := w.askWith(token, r.Method, strings.Join(parts, "/"), body)
					what := fmt.Sprintf("%s, %s %.200s", name, r.Method, strings.Join(parts, "/"))
					unharmed(t, what, a)
					if a.status < 400 || a.status == http.StatusUnauthorized || strings.Contains(a.body, "Zinnia") {
						t.Errorf("%s: %d %s", what, a.status, a.body)
					}
				}
			}
		}
		for _, q := range []string{"from", "to"} {
			for name, value := range hostile() {
				a := w.askWith(tokens["mara"], http.MethodGet, "/api/v1/couples/"+string(s.couple.ID)+"/summary?"+q+"="+url.QueryEscape("Zinnia"+value), nil)
				unharmed(t, q+" "+name, a)
				if a.status != http.StatusUnprocessableEntity || strings.Contains(a.body, "Zinnia") {
					t.Errorf("%s %s: %d %s", q, name, a.status, a.body)
				}
			}
		}
		if s.fingerprint() != before {
			t.Error("junk in a path changed the database")
		}
	})
}

// bracedPath is a path of the route table as the description writes it.
func bracedPath(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if name, is := strings.CutPrefix(p, ":"); is {
			parts[i] = "{" + name + "}"
		}
	}
	return strings.Join(parts, "/")
}
