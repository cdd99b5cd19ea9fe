package web

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"tandem/internal/exercise"
	"tandem/templates/language"
	"tandem/templates/library"
)

// TestPartnersReadInTheirLanguage: every sentence that the partners' pages and
// the exercises are made of stands in each catalogue.
func TestPartnersReadInTheirLanguage(t *testing.T) {
	sources := append(inLibrary(t), inCode(t, all, "partner.go", "together.go", "how.go", "shelf.go", "checkins.go", "good.go", "coming.go", "calendar.go", "presence.go", "link.go", "exercise.go", "move.go", "phone.go", "words.go", "myreview.go", "agreement.go", "../casefile/wording.go", "../casefile/agreement.go")...)
	flows, err := filepath.Glob("../exercise/flow*.go")
	if err != nil || len(flows) < 3 {
		t.Fatalf("%d flows found (%v)", len(flows), err)
	}
	sources = append(sources, inCode(t, stages, flows...)...)
	if len(sources) < 100 {
		t.Fatalf("only %d sentences found", len(sources))
	}
	for _, tr := range language.Translators() {
		for _, s := range sources {
			if tr.Language() != language.Source && !language.Has(tr.Language(), s) {
				t.Errorf("%s: no sentence for %q", tr.Language(), s)
			}
		}
	}
	if language.Has("es", "a sentence that nobody wrote") {
		t.Error("the catalogue claims to hold everything")
	}
}

// all functions speak to partners; of a flow those do that say where it stands.
func all(string) bool         { return true }
func stages(name string) bool { return strings.Contains(strings.ToLower(name), "stage") }

// inCode finds the constant sources of Say, T, one and done in the files'
// functions that match.
func inCode(t *testing.T, match func(function string) bool, files ...string) []string {
	t.Helper()
	var found []string
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, text, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if d, ok := n.(*ast.FuncDecl); ok {
				return match(d.Name.Name)
			}
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			speaks := map[string]bool{"Say": true, "T": true, "one": true, "done": true}
			name := ""
			switch fun := call.Fun.(type) {
			case *ast.SelectorExpr:
				name = fun.Sel.Name
			case *ast.Ident:
				name = fun.Name
			}
			for i, arg := range call.Args {
				lit, ok := arg.(*ast.BasicLit)
				if !ok || !speaks[name] || lit.Kind != token.STRING || name == "done" && i == 1 {
					continue
				}
				if s, err := strconv.Unquote(lit.Value); err == nil && s != "%s" {
					found = append(found, s)
				}
			}
			return true
		})
	}
	return found
}

func inLibrary(t *testing.T) []string {
	t.Helper()
	lib, err := exercise.Load(library.Exercises, "exercises")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	var fields func(list []exercise.Field)
	fields = func(list []exercise.Field) {
		for _, f := range list {
			all = append(all, f.Help, f.Low, f.High, f.ItemTitle)
			if f.Type != exercise.List {
				all = append(all, f.Label)
			}
			for _, o := range f.Choices {
				all = append(all, o.Label)
			}
			fields(f.Item)
		}
	}
	for _, d := range lib.All() {
		all = append(all, d.Name, d.Purpose, d.Summary, d.With, d.Smallest.Text, d.Done.Title, d.Done.Text)
		for _, l := range d.Leads {
			all = append(all, l.Go)
		}
		for _, s := range d.Steps {
			all = append(all, s.Title, s.Text, s.Submit, s.Go, s.Sees, s.Later)
			fields(s.Fields)
		}
	}
	for _, shelf := range exercise.Shelves() {
		all = append(all, shelf.Title)
	}
	var said []string
	for _, s := range all {
		if s != "" {
			said = append(said, s)
		}
	}
	return said
}
