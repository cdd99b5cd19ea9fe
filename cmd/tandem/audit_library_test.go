package main

import (
	"net/http"
	"net/url"

	"tandem/internal/tandem"
)

// worksOf makes a practice's own exercise, step by step, over HTTP: from a copy
// to its end. Reading and trying out leave no entry: a library is nothing of a
// couple's.
func worksOf(s *stage) []deed {
	mara := s.browse("mara")
	who := string(s.people["mara"].Person)
	newest := func() string {
		return "/library/works/" + s.rows("SELECT id FROM library_works ORDER BY changed_at DESC, version DESC LIMIT 1")[0][0]
	}
	at := func(rest string, form url.Values) func() answer {
		return func() answer { s.clock.Advance(1e9); return mara.post(newest()+rest, form) }
	}
	get := func(path func() string) func() answer { return func() answer { return mara.get(path()) } }
	left := func(u tandem.UseCaseName) []heard {
		use, _ := tandem.FindUseCase(u)
		return []heard{{string(use.Event), string(u), who, "work", "new", ""}}
	}
	post := func(path string, form url.Values) func() answer {
		return func() answer { s.clock.Advance(1e9); return mara.post(path, form) }
	}
	var none []heard
	return []deed{
		{"the library", get(func() string { return "/library" }), 200, none},
		{"where one's own begins", get(func() string { return "/library/new" }), 200, none},
		{"an exercise tried out", post("/library/exercises/E38/try", url.Values{"as": {"1"}, "kind": {"pass"}}), 200, none},
		{"a copy", post("/library/works", url.Values{"kind": {"exercise"}, "copy": {"E38"}}), http.StatusSeeOther, left(tandem.UseStartWork)},
		{"the draft", get(newest), 200, none},
		{"a copy published", at("/publish", url.Values{"edits": {"1"}}), http.StatusSeeOther, left(tandem.UsePublishWork)},
		{"the next version", at("/version", nil), http.StatusSeeOther, left(tandem.UseRenewWork)},
		{"its draft changed", at("", url.Values{"edits": {"1"}, "name": {"A walk of ours"}}), http.StatusSeeOther, left(tandem.UseChangeWork)},
		{"its draft is not ready to be tried", get(func() string { return newest() + "/try" }), http.StatusConflict, none},
		{"its draft dropped", at("/drop", nil), http.StatusSeeOther, left(tandem.UseDropWork)},
		{"taken out as a file", get(func() string { return newest() + "/file" }), 200, left(tandem.UseExportWork)},
		{"a work tried out", get(func() string { return newest() + "/try" }), 200, none},
		{"retired", at("/retire", nil), http.StatusSeeOther, left(tandem.UseRetireWork)},
		{"a file brought in", post("/library/files", url.Values{"kind": {"exercise"}, "content": {exerciseFile()}}), http.StatusSeeOther, left(tandem.UseImportWork)},
		{"a file with a mistake", post("/library/files", url.Values{"kind": {"exercise"}, "content": {"{}"}}), http.StatusUnprocessableEntity, none},
	}
}
