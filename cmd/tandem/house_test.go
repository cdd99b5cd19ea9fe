package main_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The rules of the house: who may import whom. docs and design say why; this
// table is what holds.
//
// A room is one of our packages: its path without the module's and without
// "internal/", such as "plan", "templates/pages" or "cmd/tandem".

// domain lists the domain packages; each may import those above it.
var domain = []string{"practice", "casefile", "exercise", "plan", "homework", "catalogue", "measure", "review",
	"note", "report", "notify", "audit", "auth"}

// adapters tie the domain to the world. They never import each other, except:
var (
	adapters   = []string{"access", "vault", "store", "pdf", "picture", "mail", "jobs", "fhir", "server", "web", "api"}
	neighbours = map[string][]string{
		"server": {"web", "api"}, // its route table names their handlers
		"store":  {"vault"},      // it seals and opens what it keeps
	}
)

// vocabulary may be imported by every room, and imports no other.
const vocabulary = "tandem"

// drawing is the geometry of charts, which documents hold and pages draw.
const drawing = "chart"

// embedded rooms hold files and the code that hands them out.
var embedded = []string{"templates", "policies", "migrations"}

// libraries are what the rooms of the inside may import beside Go's own, with
// all that lies under them. Adapters choose freely, but for containment.
var libraries = map[string][]string{
	"tandem": {}, "chart": {}, "policies": {}, "migrations": {},
	"templates": {"github.com/a-h/templ", "golang.org/x/text"},
	"auth": {"github.com/alexedwards/argon2id", "github.com/ccojocar/zxcvbn-go",
		"github.com/pquerna/otp", "github.com/go-webauthn/webauthn"},
	"audit":    {"golang.org/x/mod/sumdb"},
	"notify":   {"github.com/teambition/rrule-go", "github.com/arran4/golang-ical"},
	"plan":     {"github.com/teambition/rrule-go"},
	"practice": {}, "casefile": {}, "exercise": {}, "homework": {}, "catalogue": {}, "measure": {}, "review": {}, "note": {}, "report": {},
}

// containment: a library that only these rooms may know, tests included.
var containment = []struct {
	tree  string
	rooms []string
}{
	{"gorm.io", []string{"store"}},
	{"modernc.org/sqlite", []string{"store"}},
	{"github.com/glebarez", nil}, // a second driver of the same name panics at start
	{"github.com/jackc/pgx", []string{"store", "testkit"}},
	{"database/sql", []string{"store", "testkit"}},
	{"github.com/pressly/goose", []string{"store"}},
	{"github.com/casbin", []string{"access"}},
	{"github.com/jung-kurt/gofpdf", []string{"pdf"}},
	{"golang.org/x/image", []string{"picture"}},
	{"github.com/labstack", []string{"server", "web", "api"}},
	{"github.com/danielgtaylor/huma", []string{"server", "api"}},
	{"github.com/a-h/templ", []string{"templates", "server", "web", "mail"}},
	{"github.com/tink-crypto", []string{"vault"}},
	{"github.com/chromedp", []string{"testkit"}},
}

// outward is what no domain package may reach, directly or through others.
var outward = []string{"github.com/labstack", "gorm.io", "github.com/casbin", "github.com/jung-kurt/gofpdf",
	"database/sql", "net/http", "tandem/internal/store", "tandem/internal/web", "tandem/internal/server", "tandem/internal/api"}

// reachable are exceptions of outward, with the library that brings it.
var reachable = map[string][]string{
	"auth": {"net/http"}, // webauthn reads requests
}

// pkg is a package as "go list" tells it.
type pkg struct {
	ImportPath                         string
	Imports, TestImports, XTestImports []string
	Deps                               []string
}

// room is the package's name in the house, and the first part of it that the
// tables know.
func room(path string) (name, kind string) {
	name = strings.TrimPrefix(strings.TrimPrefix(path, "tandem/"), "internal/")
	kind, _, _ = strings.Cut(name, "/")
	return name, kind
}

func ours(path string) bool { return strings.HasPrefix(path, "tandem/") }

// standard tells whether an import is of Go's own library: the first part of
// its path has no dot.
func standard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !ours(path) && !strings.Contains(first, ".")
}

func under(path, tree string) bool { return path == tree || strings.HasPrefix(path, tree+"/") }

func underAny(path string, trees []string) bool {
	return slices.ContainsFunc(trees, func(tree string) bool { return under(path, tree) })
}

// breaches are the broken rules of a graph of packages, each as a sentence.
func breaches(graph []pkg) []string {
	var broken []string
	say := func(format string, args ...any) { broken = append(broken, fmt.Sprintf(format, args...)) }
	for _, p := range graph {
		name, kind := room(p.ImportPath)
		if !known(kind) {
			say("%s is not in the plan of the house", name)
			continue
		}
		for _, path := range p.Imports {
			if why := refuses(kind, path); why != "" {
				say("%s imports %s: %s", name, path, why)
			}
		}
		for _, path := range slices.Concat(p.Imports, p.TestImports, p.XTestImports) {
			for _, c := range containment {
				if under(path, c.tree) && !slices.Contains(c.rooms, kind) {
					say("%s imports %s: only %v may", name, path, c.rooms)
				}
			}
		}
		if !slices.Contains(domain, kind) {
			continue
		}
		for _, path := range p.Deps {
			if underAny(path, outward) && !underAny(path, reachable[kind]) {
				say("%s reaches %s: a domain package knows nothing of it", name, path)
			}
		}
	}
	slices.Sort(broken)
	return slices.Compact(broken)
}

func known(kind string) bool {
	return slices.Contains(slices.Concat(domain, adapters, embedded, []string{vocabulary, drawing, "testkit", "cmd"}), kind)
}

// refuses says why code of a room that is no test may not import a path.
func refuses(kind, path string) string {
	switch {
	case kind == "cmd" && !strings.HasPrefix(path, "tandem/internal/testkit"), kind == "testkit":
		return "" // the one wires, the other is for tests
	case standard(path):
		return ""
	case !ours(path):
		if allowed, closed := libraries[kind]; closed && !underAny(path, allowed) {
			return "it is not among the libraries of " + kind
		}
		return ""
	}
	_, other := room(path)
	switch {
	case other == "testkit":
		return "only tests may"
	case other == "cmd":
		return "nobody imports a command"
	case other == kind:
		return ""
	case kind == vocabulary || kind == drawing || kind == "policies" || kind == "migrations":
		return kind + " stands alone"
	case other == vocabulary:
		return ""
	case kind == "templates":
		return unless(other == drawing, "pages know only the vocabulary and charts")
	case slices.Contains(domain, kind):
		above := domain[:slices.Index(domain, kind)]
		return unless(slices.Contains(above, other) || kind == "report" && other == drawing,
			"a domain package imports only those above it")
	case slices.Contains(adapters, other):
		return unless(slices.Contains(neighbours[kind], other), "adapters do not import each other")
	}
	return ""
}

func unless(holds bool, why string) string {
	if holds {
		return ""
	}
	return why
}

func TestTheHouseIsInOrder(t *testing.T) {
	graph := listed(t)
	if len(graph) < 5 {
		t.Fatalf("go list names %d packages only", len(graph))
	}
	for _, b := range breaches(graph) {
		t.Error(b)
	}
}

// listed is the graph of all our packages.
func listed(t *testing.T) []pkg {
	t.Helper()
	list := exec.CommandContext(t.Context(), "go", "list", "-e", "-json=ImportPath,Imports,TestImports,XTestImports,Deps", "./...")
	list.Dir = filepath.Join("..", "..")
	var problems bytes.Buffer
	list.Stderr = &problems
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, problems.String())
	}
	var graph []pkg
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		err := decoder.Decode(&p)
		if errors.Is(err, io.EOF) {
			return graph
		}
		if err != nil {
			t.Fatalf("reading what go list says: %v", err)
		}
		graph = append(graph, p)
	}
}

// Each rule is seen red on a planted fault, and quiet beside it.
func TestTheRulesSeeFaults(t *testing.T) {
	in := func(room string, imports ...string) pkg { return pkg{ImportPath: "tandem/" + room, Imports: imports} }
	tests := []struct {
		name string
		p    pkg
		says string // "" means that nothing is wrong
	}{
		{"vocabulary and a library", in("internal/tandem", "github.com/google/uuid"), "not among the libraries of tandem"},
		{"vocabulary and the domain", in("internal/tandem", "tandem/internal/plan"), "tandem stands alone"},
		{"vocabulary and Go's own", in("internal/tandem", "fmt", "crypto/rand"), ""},
		{"charts and the domain", in("internal/chart", "tandem/internal/tandem"), "chart stands alone"},
		{"domain upwards", in("internal/plan", "tandem/internal/exercise", "tandem/internal/tandem"), ""},
		{"domain downwards", in("internal/plan", "tandem/internal/homework"), "only those above it"},
		{"domain and an adapter", in("internal/plan", "tandem/internal/store"), "only those above it"},
		{"domain and pages", in("internal/plan", "tandem/templates/pages"), "only those above it"},
		{"domain and charts", in("internal/plan", "tandem/internal/chart"), "only those above it"},
		{"documents and charts", in("internal/report", "tandem/internal/chart"), ""},
		{"domain and a strange library", in("internal/note", "github.com/google/uuid"), "not among the libraries of note"},
		{"domain and its own library", in("internal/auth", "github.com/alexedwards/argon2id"), ""},
		{"another's library", in("internal/note", "github.com/alexedwards/argon2id"), "not among the libraries of note"},
		{"domain and the web framework", in("internal/plan", "github.com/labstack/echo/v4"), "only [server web api] may"},
		{"domain that reaches the database", pkg{ImportPath: "tandem/internal/plan", Deps: []string{"gorm.io/gorm"}}, "plan reaches gorm.io/gorm"},
		{"domain that reaches an adapter", pkg{ImportPath: "tandem/internal/plan", Deps: []string{"tandem/internal/store"}}, "plan reaches tandem/internal/store"},
		{"domain that reaches the web", pkg{ImportPath: "tandem/internal/plan", Deps: []string{"net/http"}}, "plan reaches net/http"},
		{"a package beside a domain package", in("internal/plan/schedule", "tandem/internal/homework"), "only those above it"},
		{"pages and the store", in("internal/web", "tandem/internal/store"), "adapters do not import each other"},
		{"the API and the store", in("internal/api", "tandem/internal/store"), "adapters do not import each other"},
		{"pages and the server", in("internal/web", "tandem/internal/server"), "adapters do not import each other"},
		{"the server and pages", in("internal/server", "tandem/internal/web", "tandem/internal/api"), ""},
		{"the server and the store", in("internal/server", "tandem/internal/store"), "adapters do not import each other"},
		{"the server and documents", in("internal/server", "tandem/internal/pdf"), "adapters do not import each other"},
		{"the store and the vault", in("internal/store", "tandem/internal/vault", "tandem/migrations"), ""},
		{"the vault and the store", in("internal/vault", "tandem/internal/store"), "adapters do not import each other"},
		{"adapter and domain", in("internal/web", "tandem/internal/plan", "tandem/templates/pages", "github.com/labstack/echo/v4"), ""},
		{"gorm outside of store", in("internal/jobs", "gorm.io/gorm"), "only [store] may"},
		{"gorm in store", in("internal/store", "gorm.io/gorm"), ""},
		{"gorm in a test", pkg{ImportPath: "tandem/internal/web", XTestImports: []string{"gorm.io/gorm"}}, "only [store] may"},
		{"SQL in a test of the domain", pkg{ImportPath: "tandem/internal/plan", TestImports: []string{"database/sql"}}, "only [store testkit] may"},
		{"casbin outside of access", in("internal/auth", "github.com/casbin/casbin/v2"), "only [access] may"},
		{"gofpdf outside of pdf", in("internal/report", "github.com/jung-kurt/gofpdf"), "only [pdf] may"},
		{"echo in the command", in("cmd/tandem", "github.com/labstack/echo/v4"), "only [server web api] may"},
		{"a second driver", in("internal/store", "github.com/glebarez/sqlite"), "only [] may"},
		{"the command wires", in("cmd/tandem", "tandem/internal/store", "tandem/internal/web", "github.com/alecthomas/kong"), ""},
		{"the command and the tests' ground", in("cmd/tandem", "tandem/internal/testkit"), "only tests may"},
		{"code and the tests' ground", in("internal/web", "tandem/internal/testkit"), "only tests may"},
		{"a test and its ground", pkg{ImportPath: "tandem/internal/web", XTestImports: []string{"tandem/internal/testkit"}}, ""},
		{"code and the command", in("internal/web", "tandem/cmd/tandem"), "nobody imports a command"},
		{"pages and the vocabulary", in("templates/pages", "tandem/internal/tandem", "tandem/internal/chart", "tandem/templates", "github.com/a-h/templ"), ""},
		{"pages and the domain", in("templates/pages", "tandem/internal/plan"), "pages know only"},
		{"the policy and code", in("policies", "tandem/internal/tandem"), "policies stands alone"},
		{"a room without a place", in("internal/util", "fmt"), "util is not in the plan"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			found := strings.Join(breaches([]pkg{test.p}), "\n")
			if test.says == "" && found != "" {
				t.Errorf("found %q, want nothing", found)
			}
			if !strings.Contains(found, test.says) {
				t.Errorf("found %q, want one that says %q", found, test.says)
			}
		})
	}
}

func TestEachRoomHasItsLibrariesSettled(t *testing.T) {
	for _, kind := range slices.Concat(domain, embedded, []string{vocabulary, drawing}) {
		if _, settled := libraries[kind]; !settled {
			t.Errorf("the table of libraries does not name %s", kind)
		}
	}
}
