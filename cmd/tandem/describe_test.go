package main

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"tandem/internal/api"
	"tandem/internal/server"
	"tandem/internal/tandem"
)

// described is the service's own description, as anybody reads it.
func (w *world) described() *openapi3.T {
	w.t.Helper()
	a := w.browse("").get("/api/openapi.json")
	if a.status != http.StatusOK || a.header.Get("Content-Type") != "application/openapi+json" {
		w.t.Fatalf("the description: %d %q", a.status, a.header)
	}
	doc, err := openapi3.NewLoader().LoadFromData([]byte(a.body))
	if err != nil {
		w.t.Fatal(err)
	}
	if err := doc.Validate(bg); err != nil {
		w.t.Fatal(err)
	}
	if doc.OpenAPI != "3.1.0" {
		w.t.Errorf("it is written in OpenAPI %s", doc.OpenAPI)
	}
	return doc
}

// program is a test client of the JSON interface: every answer that it gets is
// held against the description.
type program struct {
	w     *world
	token string
	doc   *openapi3.T
}

func (w *world) program(name string) *program {
	w.t.Helper()
	token, _ := w.token(name)
	return &program{w: w, token: token, doc: w.described()}
}

// get asks for an object, which must be given.
func (p *program) get(path string, into any) {
	p.w.t.Helper()
	p.must(p.ask(http.MethodGet, path, nil), path, into)
}

// post sends an object, nil for none, and must be let. into may be nil.
func (p *program) post(path string, object map[string]any, into any) {
	p.w.t.Helper()
	p.must(p.ask(http.MethodPost, path, object), path, into)
}

func (p *program) must(a answer, path string, into any) {
	p.w.t.Helper()
	if a.status/100 != 2 {
		p.w.t.Fatalf("%s: %d %s\n%s", path, a.status, a.body, p.w.log)
	}
	if into != nil {
		if err := json.Unmarshal([]byte(a.body), into); err != nil {
			p.w.t.Fatalf("%s: %v", path, err)
		}
	}
}

// ask sends one request to an operation and checks the answer's shape.
func (p *program) ask(method, path string, object map[string]any) answer {
	p.w.t.Helper()
	full := strings.TrimSuffix(api.Prefix, "/") + path
	var sent any
	if object != nil {
		sent = object
	}
	a := p.w.askWith(p.token, method, full, sent)
	for _, wrong := range misfits(p.doc, method, full, a) {
		p.w.t.Errorf("%s %s: %s", method, path, wrong)
	}
	return a
}

// misfits says in what an answer is not as described.
func misfits(doc *openapi3.T, method, target string, a answer) []string {
	u, err := url.Parse(target)
	if err != nil {
		return []string{err.Error()}
	}
	path, item := describedPath(doc, u.Path)
	if item == nil || item.GetOperation(method) == nil {
		return []string{"is not described"}
	}
	req := httptest.NewRequestWithContext(bg, method, "http://tandem.test"+target, http.NoBody)
	in := &openapi3filter.ResponseValidationInput{Status: a.status, Header: a.header, Body: io.NopCloser(strings.NewReader(a.body)),
		Options: &openapi3filter.Options{IncludeResponseStatus: true},
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: req,
			Route: &routers.Route{Spec: doc, Path: path, PathItem: item, Method: method, Operation: item.GetOperation(method)}}}
	if err := openapi3filter.ValidateResponse(bg, in); err != nil {
		return []string{err.Error()}
	}
	if a.status == http.StatusNoContent && a.body != "" {
		return []string{"an empty answer holds something"}
	}
	return nil
}

// describedPath is the description's path that a real one belongs to; one
// without parameters goes before.
func describedPath(doc *openapi3.T, path string) (string, *openapi3.PathItem) {
	found := ""
	for pattern := range doc.Paths.Map() {
		re := regexp.MustCompile("^" + regexp.MustCompile(`\\\{[a-z]+\\\}`).ReplaceAllString(regexp.QuoteMeta(pattern), `[^/]+`) + "$")
		if re.MatchString(path) && (found == "" || strings.Count(pattern, "{") < strings.Count(found, "{")) {
			found = pattern
		}
	}
	return found, doc.Paths.Value(found)
}

// apart from the table: what the description and the route table say of each
// other that is not so.
func disagreements(doc *openapi3.T, table []server.Route) []string {
	var wrong []string
	rest := map[string]bool{}
	for path, item := range doc.Paths.Map() {
		for method := range item.Operations() {
			rest[method+" "+path] = true
		}
	}
	parameter := regexp.MustCompile(`:([a-z]+)`)
	for _, r := range table {
		if !strings.HasPrefix(r.Path, api.Prefix) {
			continue
		}
		path := parameter.ReplaceAllString(r.Path, "{$1}")
		key := r.Method + " " + path
		if !rest[key] {
			wrong = append(wrong, key+" is not described")
			continue
		}
		delete(rest, key)
		op := doc.Paths.Value(path).GetOperation(r.Method)
		if op.Extensions["x-use-case"] != string(r.Use) || op.Extensions["x-permission"] != string(r.Permission()) {
			wrong = append(wrong, key+" is described with another use case")
		}
		if op.Security == nil || len(*op.Security) != 1 || op.Summary == "" {
			wrong = append(wrong, key+" says nothing of its token, or of what it does")
		}
		var named []string
		for _, p := range op.Parameters {
			if p.Value.In == "path" {
				named = append(named, p.Value.Name)
			}
		}
		var want []string
		for _, m := range parameter.FindAllStringSubmatch(r.Path, -1) {
			want = append(want, m[1])
		}
		slices.Sort(named)
		slices.Sort(want)
		if !slices.Equal(named, want) {
			wrong = append(wrong, key+" describes the ids "+strings.Join(named, ", ")+" of its path")
		}
		for _, status := range []string{"401", "403", "404", "409", "422", "503"} {
			if op.Responses.Value(status) == nil {
				wrong = append(wrong, key+" does not say what "+status+" looks like")
			}
		}
	}
	for key := range rest {
		wrong = append(wrong, key+" is described and is no route")
	}
	slices.Sort(wrong)
	return wrong
}

func TestTheDescriptionIsTheRouteTable(t *testing.T) {
	w := newWorld(t, "")
	doc, table := w.described(), w.server.Routes()
	for _, wrong := range disagreements(doc, table) {
		t.Error(wrong)
	}
	// Planted: a route that nobody described, one described that is none, one
	// with another use case.
	planted := append(slices.Clone(table), server.Route{Method: "GET", Path: "/api/v1/planted", Use: tandem.UseSeeToday})
	if got := disagreements(doc, planted); !slices.Equal(got, []string{"GET /api/v1/planted is not described"}) {
		t.Errorf("a route beside the description: %q", got)
	}
	without := slices.DeleteFunc(slices.Clone(table), func(r server.Route) bool { return r.Path == "/api/v1/today" })
	if got := disagreements(doc, without); !slices.Equal(got, []string{"GET /api/v1/today is described and is no route"}) {
		t.Errorf("a description beside the routes: %q", got)
	}
	other := slices.Clone(table)
	for i := range other {
		if other[i].Path == "/api/v1/today" {
			other[i].Use = tandem.UseSeePrivacy
		}
	}
	if got := disagreements(doc, other); len(got) != 1 {
		t.Errorf("another use case: %q", got)
	}
}

// onlyPages are the use cases without an operation, each with the reason.
var onlyPages = map[tandem.UseCaseName]string{
	tandem.UseFindPause:        "a button in the frame of pages; a program opens the item itself",
	tandem.UsePassPhone:        "two people at one screen",
	tandem.UseSharePhone:       "two people at one screen",
	tandem.UseLogOut:           "ends the session of a browser; a token is revoked instead",
	tandem.UseChangePassphrase: "a passphrase is typed by its person, into a page, and never handed to a program",
}

func TestEveryUseCaseHasItsOperation(t *testing.T) {
	reached := map[tandem.UseCaseName]bool{}
	for _, r := range declared() {
		if strings.HasPrefix(r.Path, api.Prefix) {
			for _, u := range append([]tandem.UseCaseName{r.Use}, r.Also...) {
				reached[u] = true
			}
		}
	}
	for _, u := range tandem.UseCases() {
		reason, listed := onlyPages[u.Name]
		switch {
		case u.Permission == tandem.PermissionPublic: // opens nothing that is anybody's
		case !reached[u.Name] && !listed:
			t.Errorf("a program cannot %s, and no reason is given", u.Name)
		case listed && (reached[u.Name] || reason == ""):
			t.Errorf("%s is listed as for pages alone", u.Name)
		}
	}
}

// TestBodiesNameNoIDs: what a body may hold is no id of what the operation is
// about; those few that name a person are a choice among people.
func TestBodiesNameNoIDs(t *testing.T) {
	w := newWorld(t, "")
	choices := []string{"supervisor", "therapist", "member", "identified"}
	ids := regexp.MustCompile(`^(id|.*_id|couple|partner|assignment|move|target|document|person|practice|actor|author|plan|item|round|token|paper|override|consent|review)$`)
	var walk func(at string, s *openapi3.SchemaRef, seen map[string]bool)
	walk = func(at string, s *openapi3.SchemaRef, seen map[string]bool) {
		if s == nil || s.Value == nil || seen[s.Ref] {
			return
		}
		if s.Ref != "" {
			seen = maps.Clone(seen)
			seen[s.Ref] = true
		}
		if s.Value.Type.Is("object") && s.Value.AdditionalProperties.Schema == nil && (s.Value.AdditionalProperties.Has == nil || *s.Value.AdditionalProperties.Has) {
			t.Errorf("%s takes what is not described", at)
		}
		for name, p := range s.Value.Properties {
			if ids.MatchString(name) && !slices.Contains(choices, name) {
				t.Errorf("%s takes an id as %s", at, name)
			}
			walk(at+"."+name, p, seen)
		}
		walk(at, s.Value.Items, seen)
		walk(at, s.Value.AdditionalProperties.Schema, seen)
	}
	for path, item := range w.described().Paths.Map() {
		for method, op := range item.Operations() {
			if op.RequestBody != nil {
				walk(method+" "+path, op.RequestBody.Value.Content.Get("application/json").Schema, map[string]bool{})
			}
			for _, p := range op.Parameters {
				if p.Value.In != "path" && ids.MatchString(p.Value.Name) {
					t.Errorf("%s %s takes an id beside its path: %s", method, path, p.Value.Name)
				}
			}
		}
	}
}

// TestAnswersThatDoNotFitAreSeen: the check itself, on planted answers.
func TestAnswersThatDoNotFitAreSeen(t *testing.T) {
	w := newWorld(t, "")
	doc := w.described()
	json := http.Header{"Content-Type": {"application/json"}}
	for name, a := range map[string]answer{
		"as described":         {200, `{"log_in_name":"x","roles":["owner"]}`, json},
		"something missing":    {200, `{"roles":["owner"]}`, json},
		"something more":       {200, `{"log_in_name":"x","roles":[],"secret":1}`, json},
		"null for a list":      {200, `{"log_in_name":"x","roles":null}`, json},
		"another type":         {200, `{"log_in_name":1,"roles":[]}`, json},
		"an undescribed state": {201, `{"log_in_name":"x","roles":[]}`, json},
		"another kind of file": {200, `<p>`, http.Header{"Content-Type": {"text/html"}}},
	} {
		if wrong := misfits(doc, http.MethodGet, "/api/v1/account", a); (len(wrong) == 0) != (name == "as described") {
			t.Errorf("%s: %q", name, wrong)
		}
	}
	if len(misfits(doc, http.MethodGet, "/api/v1/nothing", answer{200, "", json})) == 0 {
		t.Error("an operation that is not described would pass")
	}
}

// TestTheReferenceIsOurOwn: the page for people names every operation, and
// needs nobody else's files.
func TestTheReferenceIsOurOwn(t *testing.T) {
	w := newWorld(t, "")
	a := w.browse("").get("/api")
	if a.status != http.StatusOK {
		t.Fatalf("%d", a.status)
	}
	for _, wrong := range markupFaults(a.body) {
		t.Error(wrong)
	}
	for path, item := range w.described().Paths.Map() {
		for method := range item.Operations() {
			if !strings.Contains(a.body, method+" "+path) {
				t.Errorf("%s %s is not on the page", method, path)
			}
		}
	}
	if !bytes.Contains([]byte(a.body), []byte("/api/openapi.json")) {
		t.Error("the page does not lead to the whole description")
	}
}
