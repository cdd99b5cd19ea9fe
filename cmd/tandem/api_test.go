package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"time"

	"tandem/internal/auth"
	"tandem/internal/tandem"
)

// token makes a token of somebody's and returns its secret.
func (w *world) token(name string) (string, tandem.TokenID) {
	w.t.Helper()
	secret, t, err := w.auth.MakeToken(bg, auth.MakeTokenInput{LogInName: logInName(name), Label: "A program of " + name})
	if err != nil {
		w.t.Fatal(err)
	}
	return secret, t.ID
}

// askWith sends one request as a program; object is its body, nil for none.
func (w *world) askWith(token, method, path string, object any) answer {
	w.t.Helper()
	c := &client{w: w, Client: http.Client{Timeout: 30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	header := http.Header{}
	if token != "" {
		header.Set("Authorization", "Bearer "+token)
	}
	body := []byte(nil)
	switch object := object.(type) {
	case map[string]any:
		if object != nil {
			body = w.must(json.Marshal(object)).([]byte)
		}
	case nil:
	default:
		w.t.Fatalf("no object: %T", object)
	}
	if body == nil {
		return c.do(method, path, nil, header)
	}
	header.Set("Content-Type", "application/json")
	return c.do(method, path, bytes.NewReader(body), header)
}

// programs gives every principal a program: those who have no access any more
// had it made in time, and of the two whose session has run out the token has
// run out or was revoked. Each has been used once today.
func (e *everybody) programs() {
	for i := range e.who {
		p := &e.who[i]
		if p.as == "" {
			continue
		}
		var id tandem.TokenID
		p.token, id = e.token(p.as)
		if a := e.askWith(p.token, http.MethodGet, "/api/v1/account", nil); a.status != http.StatusOK {
			e.t.Fatalf("%s: %d %s", p.name, a.status, a.body)
		}
		switch p.name {
		case "therapist, session run out":
			e.exec("UPDATE tokens SET expires_at = ? WHERE id = ?", e.clock.Now(), string(id))
		case "partner, session run out":
			e.must(nil, e.auth.RevokeToken(bg, e.people[p.as], id))
		}
	}
	for column, name := range map[string]string{ofCouple: "mara", ofNeighbour: "tess", ofElsewhere: "otto", ofClosed: "ivo"} {
		_, e.things[column].access = e.token(name)
	}
}

// given is an object that is the same for everybody.
func given(pairs ...any) func(*everybody, principal, string) map[string]any {
	return func(*everybody, principal, string) map[string]any {
		object := map[string]any{}
		for i := 0; i < len(pairs); i += 2 {
			object[pairs[i].(string)] = pairs[i+1]
		}
		return object
	}
}

// bodyless is for operations that take no object.
func bodyless(*everybody, principal, string) map[string]any { return nil }

// moved is an object that acts on what the partner sees, as move is a form.
func moved(fresh bool, pairs ...any) func(*everybody, principal, string) map[string]any {
	return func(e *everybody, p principal, column string) map[string]any {
		object, form := given(pairs...)(e, p, column), move(fresh)(e, p, column)
		object["key"], object["version"] = form.Get("key"), form.Get("version")
		return object
	}
}

func newCoupleObject(e *everybody, p principal, _ string) map[string]any {
	object := map[string]any{"time_zone": "Europe/Berlin", "partners": []map[string]any{{"name": "Una", "language": "en"}, {"name": "Vik", "language": "en"}}}
	if p.as == "fina" {
		object["therapist"] = string(e.people["tess"].Person)
	}
	return object
}

func supervisorObject(e *everybody, _ principal, _ string) map[string]any {
	return map[string]any{"supervisor": string(e.people["soren"].Person)}
}

// reviewedObject is an object about the review that the path names, with its
// version or digest.
func reviewedObject(field string, pairs ...any) func(*everybody, principal, string) map[string]any {
	return func(e *everybody, p principal, column string) map[string]any {
		object := given(pairs...)(e, p, column)
		object[field] = reviewed()(e, p, column).Get(field)
		return object
	}
}

func joinsObject(e *everybody, _ principal, _ string) map[string]any {
	return map[string]any{"member": string(e.people["tess"].Person), "function": "co-therapist"}
}

func replyObject(e *everybody, p principal, column string) map[string]any {
	form := reply(e, p, column)
	return map[string]any{"kind": "reply", "text": "Well done.", "to": []string{"1"}, "key": form.Get("key"), "version": form.Get("version")}
}

// apiRows are the matrix's own rows of what programs ask for.
func apiRows() []row {
	const get, post = http.MethodGet, http.MethodPost
	walk := map[string]any{"activity": map[string]any{"text": "walk"}, "date": map[string]any{"text": string(monday)}, "ease": map[string]any{"number": 4}, "laughed": map[string]any{"yes": true}}
	all := []row{
		{method: get, path: "account"},
		{method: post, path: "account/log-out-everywhere", json: bodyless},
		{method: get, path: "account/tokens"},
		{method: post, path: "account/tokens/:access/revoke", json: bodyless},

		{method: get, path: "caseload"},
		{method: get, path: "register"},
		{method: get, path: "couples/new"},
		{method: post, path: "couples", json: newCoupleObject},
		{method: get, path: "couples/:couple"},
		{method: post, path: "couples/:couple/partners/:partner/invitation", json: bodyless},
		{method: post, path: "couples/:couple/partners/:partner/invitation/withdraw", json: bodyless},
		{method: get, path: "couples/:couple/details"},
		{method: post, path: "couples/:couple/details", json: given("code", "", "time_zone", "Europe/Madrid")},
		{method: post, path: "couples/:couple/dates", json: given("date_name", "The first flat", "date_on", "2021-09-03", "date_yearly", true)},
		{method: post, path: "couples/:couple/dates/:date", json: given("date_name", "The first flat", "date_on", "2021-09-03", "date_yearly", true), before: datesKept},
		{method: post, path: "couples/:couple/dates/:date/drop", json: bodyless, before: datesKept},
		{method: post, path: "couples/:couple/partners/:partner", json: given("name", "Uwe", "language", "en", "time_zone", "Europe/Berlin", "contact", map[string]any{"phone": "+49 30 1234", "preferred": "call"})},
		{method: post, path: "couples/:couple/partners/:partner/access", json: bodyless},
		{method: post, path: "couples/:couple/partners/:partner/shut-out", json: bodyless},
		{method: post, path: "couples/:couple/partners/:partner/end", json: bodyless},
		{method: post, path: "couples/:couple/team", json: joinsObject},
		{method: post, path: "couples/:couple/team/:member/end", json: bodyless},
		{method: post, path: "couples/:couple/close", json: bodyless},
		{method: get, path: "couples/:couple/gate"},
		{method: post, path: "couples/:couple/policy", json: given("policy", "limited-secrets")},
		{method: post, path: "couples/:couple/intake", json: given("model", "two-individuals", "began_week", 3, "before", "A few talks")},
		{method: post, path: "couples/:couple/partners/:partner/papers", json: given("digests", []string{"x"}, "name", "Somebody")},
		{method: post, path: "couples/:couple/partners/:partner/screen", json: given("on", string(monday), "how", "interview", "result", "monitor", "next_due", "2026-06-01")},
		{method: post, path: "couples/:couple/partners/:partner/goal", json: bodyless},
		{method: post, path: "couples/:couple/partners/:partner/override", json: given("requirement", "screen", "reason", "Needed at once")},
		{method: get, path: "overrides"},
		{method: post, path: "overrides/:override", json: given("grant", false)},
		{method: post, path: "overrides/:override/withdraw", json: bodyless},
		{method: get, path: "agreements-of-practice"},
		{method: post, path: "agreements-of-practice", json: given("title", "Rooms", "words", "We may meet online.")},
		{method: post, path: "agreements-of-practice/:consent/retire", json: bodyless},
		{method: get, path: "couples/:couple/plan"},
		{method: post, path: "couples/:couple/plan/draft", json: given("revise", true)},
		{method: post, path: "couples/:couple/plan/draft/change", json: given("version", 1, "name", "Another name", "weeks", 9), before: drafted},
		{method: post, path: "couples/:couple/plan/draft/drop", json: bodyless, before: drafted},
		{method: get, path: "couples/:couple/plan/check", before: drafted},
		{method: post, path: "couples/:couple/plan/activate", json: given("version", 1), before: draftedAnew},
		{method: post, path: "couples/:couple/plan/revise", json: given("version", 2), before: draftedChange},
		{method: post, path: "couples/:couple/plan/once", json: given("exercise", "E38", "week", 2)},
		{method: post, path: "couples/:couple/plan/end", json: given("reason", "We have come far enough.")},
		{method: get, path: "couples/:couple/plan/history"},
		{method: post, path: "couples/:couple/plan/weeks/:week/light", json: given("light", true)},
		{method: post, path: "couples/:couple/plan/pause", json: bodyless},
		{method: post, path: "couples/:couple/plan/resume", json: bodyless, before: paused},
		{method: post, path: "couples/:couple/plan/phase", json: given("reason", "Both are ready."), before: phased},
		{method: get, path: "couples/:couple/homework/:assignment"},
		{method: get, path: "couples/:couple/homework/:assignment/photos/:photo"},
		{method: post, path: "couples/:couple/homework/:assignment/guide", json: replyObject},
		{method: get, path: "couples/:couple/sessions"},
		{method: post, path: "couples/:couple/sessions", json: given("on", string(monday), "outcome", "held", "there", []string{"1"})},
		{method: post, path: "couples/:couple/help", json: given("step", "group", "state", "begun")},
		{method: post, path: "couples/:couple/course", json: given("course", "single")},
		{method: post, path: "couples/:couple/carry-over", json: bodyless, before: unplanned},
		{method: post, path: "couples/:couple/setbacks", json: aHardWeekObject},
		{method: get, path: "couples/:couple/brief"},
		{method: get, path: "couples/:couple/brief/print"},
		{method: get, path: "couples/:couple/summary"},
		{method: post, path: "couples/:couple/summary", json: given()},
		{method: get, path: "couples/:couple/partners/:partner/summary"},
		{method: post, path: "couples/:couple/partners/:partner/summary", json: given()},
		{method: get, path: "couples/:couple/documents"},
		{method: get, path: "documents"},
		{method: get, path: "documents/:document"},
		{method: get, path: "couples/:couple/plan/draft", before: drafted},
		{method: get, path: "couples/:couple/reviews"},
		{method: post, path: "couples/:couple/reviews", json: given("kind", "quarterly", "on", "2026-03-20")},
		{method: get, path: "couples/:couple/reviews/:review"},
		{method: post, path: "couples/:couple/reviews/:review/day", json: given("on", "2026-03-20"), before: reviewIn("scheduled")},
		{method: post, path: "couples/:couple/reviews/:review/cancel", json: bodyless, before: reviewIn("scheduled")},
		{method: post, path: "couples/:couple/reviews/:review/open", json: bodyless, before: reviewIn("scheduled")},
		{method: post, path: "couples/:couple/reviews/:review/content", json: reviewedObject("version", "improvements", []string{"We laugh more"}, "changes", []string{}, "decisions", []any{}, "targets", []any{})},
		{method: post, path: "couples/:couple/reviews/:review/offer", json: bodyless, before: reviewIn("open")},
		{method: post, path: "couples/:couple/reviews/:review/sign", json: reviewedObject("digest", "name", "Wim", "passphrase", passphrase)},
		{method: post, path: "couples/:couple/reviews/:review/partners/:partner/absent", json: given("absent", true)},
		{method: post, path: "couples/:couple/reviews/:review/partners/:partner/paper", json: reviewedObject("digest")},
		{method: post, path: "couples/:couple/reviews/:review/additions", json: given("text", "We talked on the phone."), before: reviewIn("frozen")},
		{method: get, path: "couples/:couple/reviews/:review/record", before: reviewIn("frozen")},
		{method: post, path: "couples/:couple/reviews/:review/record", json: given(), before: reviewIn("frozen")},
		{method: get, path: "library"},
		{method: post, path: "library/exercises/:exercise/try", json: given("trial", "")},
		{method: post, path: "library/works", json: given("kind", "exercise", "copy", "E38")},
		{method: post, path: "library/files", json: importedObject},
		{method: get, path: "library/works/:work", before: draftedWork},
		{method: post, path: "library/works/:work", json: given("edits", 1, "content", `{"name": "Ours"}`), before: draftedWork},
		{method: get, path: "library/works/:work/file", before: draftedWork},
		{method: post, path: "library/works/:work/try", json: given("trial", ""), before: draftedWork},
		{method: post, path: "library/works/:work/publish", json: given("edits", 1), before: draftedWork},
		{method: post, path: "library/works/:work/version", json: bodyless, before: publishedWork},
		{method: post, path: "library/works/:work/retire", json: bodyless, before: publishedWork},
		{method: post, path: "library/works/:work/drop", json: bodyless, before: draftedWork},

		{method: get, path: "staff"},
		{method: post, path: "staff", json: given("name", "Wim", "roles", []string{"therapist"})},
		{method: post, path: "staff/:person/roles", json: given("roles", []string{"supervisor"})},
		{method: post, path: "staff/:person/revoke", json: bodyless},
		{method: post, path: "staff/:person/invitation/withdraw", json: bodyless},
		{method: post, path: "staff/:person/supervision", json: supervisorObject},
		{method: post, path: "staff/:person/supervision/end", json: supervisorObject, before: supervised},

		{method: get, path: "reviews"},
		{method: get, path: "reviews/:review"},
		{method: post, path: "reviews/:review/sign", json: reviewedObject("digest", "name", "Wim", "passphrase", passphrase)},
		{method: post, path: "staff/:person/access", json: bodyless},
		{method: get, path: "agreements"},
		{method: get, path: "agreements/waiting"},
		{method: get, path: "agreements/:couple/:paper"},
		{method: post, path: "agreements/:couple/:paper", json: given("digest", "x", "signed", "Somebody", "passphrase", passphrase)},
		{method: post, path: "agreements/:couple/:paper/take-back", json: given("passphrase", passphrase)},
		{method: get, path: "today"},
		{method: get, path: "when"},
		{method: post, path: "items/:item/when", json: bodyless},
		{method: post, path: "items/:item/answer", json: given("answer", "later")},
		{method: post, path: "items/:item/open", json: bodyless},
		{method: post, path: "homework/:assignment/onward", json: bodyless},
		{method: get, path: "coming"},
		{method: get, path: "homework/:assignment"},
		{method: get, path: "homework/:assignment/photos/:photo"},
		{method: post, path: "homework/:assignment/presence", json: given("here", false)},
		{method: get, path: "homework/:assignment/version"},
		{method: post, path: "homework/:assignment/moves", fresh: true, json: moved(true, "kind", "log", "answers", walk)},
		{method: post, path: "homework/:assignment/moves/:move/moves", json: moved(false, "kind", "withdraw")},
		{method: post, path: "homework/:assignment/moves/:move/narrow", json: moved(false, "to", "author")},
		{method: post, path: "homework/:assignment/draft", fresh: true, json: given("step", "log", "typed", map[string]any{"activity": []string{"walk"}})},
		{method: post, path: "homework/:assignment/moves/:move/draft", json: given("step", "prepare", "typed", map[string]any{"mood_before": []string{"3"}})},
		{method: get, path: "together"},
		{method: get, path: "how"},
		{method: post, path: "together/:couple/setback", json: bodyless},
		{method: get, path: "privacy"},
	}
	for i := range all {
		all[i].path = "/api/v1/" + all[i].path
	}
	return all
}
