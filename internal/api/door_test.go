package api

import (
	"context"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"tandem/internal/exercise"
	"tandem/internal/homework"
	"tandem/internal/tandem"
)

// pastView names the operations of a description whose answers could hold what
// somebody wrote without having come through homework.View: an answer's value
// stands in an Answer, which is made of what View has shown, and nowhere else.
func pastView(t *testing.T, description []byte) []string {
	t.Helper()
	var doc struct {
		Paths map[string]map[string]struct {
			Responses map[string]any `json:"responses"`
		} `json:"paths"`
		Components struct {
			Schemas map[string]any `json:"schemas"`
		} `json:"components"`
	}
	if err := json.Unmarshal(description, &doc); err != nil {
		t.Fatal(err)
	}
	var found []string
	for path, methods := range doc.Paths {
		for method, op := range methods {
			seen := map[string]bool{}
			var holds func(v any) bool
			holds = func(v any) bool {
				switch v := v.(type) {
				case map[string]any:
					if ref, is := v["$ref"].(string); is {
						name := ref[strings.LastIndexByte(ref, '/')+1:]
						if name == "Answer" || seen[name] {
							return false
						}
						seen[name] = true
						return name == "Value" || name == "Said" || holds(doc.Components.Schemas[name])
					}
					for _, more := range v {
						if holds(more) {
							return true
						}
					}
				case []any:
					return slices.ContainsFunc(v, holds)
				}
				return false
			}
			if holds(op.Responses) {
				found = append(found, strings.ToUpper(method)+" "+path)
			}
		}
	}
	slices.Sort(found)
	return found
}

// TestPlantedAnswersPastViewAreSeen: an operation whose answer holds what was
// written, in whichever shape, is told; one that goes through View is not.
func TestPlantedAnswersPastViewAreSeen(t *testing.T) {
	a := New(Services{})
	type spoken struct{ Told exercise.Answers }
	type hidden struct{ Deep []map[string]spoken }
	plant := func(name string, op Operation) { a.Handle(http.MethodGet, Prefix+name, tandem.UseSeeRound, op) }
	plant("answers", operation("x", "x", func(context.Context, tandem.Actor, *nothing) (out exercise.Answers, err error) { return }))
	plant("move", operation("x", "x", func(context.Context, tandem.Actor, *nothing) (out exercise.Move, err error) { return }))
	plant("round", operation("x", "x", func(context.Context, tandem.Actor, *nothing) (out homework.Round, err error) { return }))
	plant("hidden", operation("x", "x", func(context.Context, tandem.Actor, *nothing) (out hidden, err error) { return }))
	plant("value", operation("x", "x", func(context.Context, tandem.Actor, *nothing) (out Said, err error) { return }))
	plant("sight", operation("x", "x", func(context.Context, tandem.Actor, *nothing) (out Homework, err error) { return }))
	if err := a.Finish(); err != nil {
		t.Fatal(err)
	}
	want := []string{"GET /api/v1/answers", "GET /api/v1/hidden", "GET /api/v1/move", "GET /api/v1/round", "GET /api/v1/value"}
	if found := pastView(t, a.spec); !slices.Equal(found, want) {
		t.Errorf("found %q, want %q", found, want)
	}
}

// TestAnAnswerIsMadeOfASightAlone: nothing here makes an Answer but the one
// function that takes what View has shown.
func TestAnAnswerIsMadeOfASightAlone(t *testing.T) {
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	made := 0
	for _, file := range files {
		if strings.HasSuffix(file.Name(), "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), file.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			ast.Inspect(d, func(n ast.Node) bool {
				lit, is := n.(*ast.CompositeLit)
				if !is {
					return true
				}
				if name, is := lit.Type.(*ast.Ident); is && name.Name == "Answer" {
					made++
					if f, is := d.(*ast.FuncDecl); !is || f.Name.Name != "answer" {
						t.Errorf("%s makes an Answer outside of the function answer", file.Name())
					}
				}
				return true
			})
		}
	}
	if made != 1 {
		t.Errorf("%d places make an Answer, want the one", made)
	}
}
