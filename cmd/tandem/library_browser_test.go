package main

import (
	"testing"

	"tandem/internal/tandem"
	"tandem/internal/testkit"
)

// TestMakingOnesOwnInABrowser makes an exercise from nothing at a desk: its
// words and questions are typed, what is missing is shown until nothing is, it
// is tried on two phones, published, and stands in the library. A template and
// a file with a mistake follow.
func TestMakingOnesOwnInABrowser(t *testing.T) {
	w := newWorld(t, "")
	w.hire("ada", "mara", tandem.RoleTherapist)
	g := gallery{t, "library"}
	mara := testkit.Browser(t).Desk(t)
	mara.Go(w.srv.URL + "/log-in")
	mara.Fill("#f-name", logInName("mara"))
	mara.Fill("#f-passphrase", passphrase)
	mara.Click(".btn.go")
	g.at(mara, w.srv.URL+"/library", "all")
	g.at(mara, w.srv.URL+"/library?flow=log", "filtered")
	g.at(mara, w.srv.URL+"/library/new", "new")
	mara.Click(`button[aria-label="Begin with this: Both answer sealed, then one sheet together"]`)
	g.look(mara, "empty")

	for name, words := range map[string]string{"name": "Sunday letters", "summary": "A letter each, read on Sunday", "with": "Each of you, then both", "purpose": "A letter says what a day does not.",
		"smallest_text": "One line each.", "done_title": "Read", "done_text": "That was your Sunday.", "minutes": "20", "smallest_minutes": "5"} {
		mara.Fill(`[name="`+name+`"]`, words)
	}
	for i := range testkit.Eval[int](mara, `document.querySelectorAll('[name^="steps."][name$=".title"]').length`) {
		at := `[name="steps.` + string(rune('0'+i)) + `.`
		mara.Fill(at+`title"]`, "Your letter")
		mara.Fill(at+`text"]`, "Write to %s as you would on paper.")
		mara.Fill(at+`submit"]`, "Seal it")
		mara.Select(at+`add"]`, "long text")
		mara.Click(`button[value="step-` + string(rune('0'+i)) + `"]`)
		if mara.Has(at + `fields.0.label"]`) {
			mara.Fill(at+`fields.0.label"]`, "What do you want to say?")
			mara.Select(at+`fields.0.visibility"]`, "both")
			mara.Check(at + `fields.0.required"]`)
		}
	}
	mara.Click(`form[action^="/library/works/"] > .row .btn.go`)
	g.look(mara, "filled")
	if !mara.Has(`form[action$="/publish"]`) {
		t.Fatalf("still missing: %s", mara.Text("main"))
	}
	mara.Click(`a[href$="/try"]`)
	g.look(mara, "try")
	mara.Fill(`textarea[name^="1-"]`, "Dear Noor, I like our kitchen.")
	mara.Click(`section[aria-label="The phone of Rowan"] .btn.go`)
	g.look(mara, "try-one-sealed")
	mara.Fill(`textarea[name^="2-"]`, "Dear Rowan, me too.")
	mara.Click(`section[aria-label="The phone of Noor"] .btn.go`)
	g.look(mara, "try-open")
	mara.Click(`a.back[href^="/library/works/"]`)
	mara.Click(`form[action$="/publish"] .btn`)
	g.look(mara, "published")
	if mara.Text(".lib"); !mara.Has(`button[aria-label="Make a copy: Sunday letters"]`) {
		t.Error("what was published is not in the library")
	}

	mara.Click(`.card .lines a[href^="/library/works/"]`)
	g.look(mara, "published-work")
	mara.Go(w.srv.URL + "/library/new")
	mara.Click(`form:has(#f-from) .btn`)
	g.look(mara, "template")
	mara.Go(w.srv.URL + "/library/new")
	mara.Fill(`[name="content"]`, `{"id": "E02", "version": 0}`)
	mara.Click(`form[action="/library/files"] .btn`)
	g.look(mara, "file-refused")
}
