package main_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// top is what may lie at the top of the project; bin is what building makes.
var top = []string{
	"cmd", "internal", "policies", "templates", "migrations", "go.mod", "go.sum", "docker-compose.yml", "README.md",
	"docs", "Makefile", ".ci", ".golangci.yml", ".gitignore", "LICENSE", "CONTRIBUTING.md", "Dockerfile", ".dockerignore",
	".git", "bin",
}

// foreign are words that belong to the place where a file was written, not to
// the project. They are put together here so that this file holds none.
var foreign = []struct {
	what    string
	pattern *regexp.Regexp
}{
	{"a folder of a workplace", regexp.MustCompile(`(^|[\s"'=(:` + "`" + `])/` + `work/`)},
	{"a folder of a workplace", regexp.MustCompile(`/tmp/` + `(brief|gcl|npm|bash)`)},
	{"a tool of a workplace", regexp.MustCompile(`bash` + `_jobs|(^|[\s"'/])\.` + `library\b`)},
	{"who wrote it", regexp.MustCompile(`(?i)\bsub` + `-?agent|helper` + ` session|\bcl` + `aude\b|\banth` + `ropic\b`)},
	{"a title that is nobody's here", regexp.MustCompile(`\bC` + `EO\b`)},
	{"a registry's host", regexp.MustCompile(`https?://(proxy|registry|deb|goproxy)` + `\.[a-z.]+`)},
}

// unread are files that are not ours to word, or not text.
func unread(path string) bool {
	return strings.HasSuffix(path, "go.sum") || strings.HasPrefix(path, "internal/testkit/testdata/axe/")
}

// files calls visit with every file that belongs to the project.
func files(t *testing.T, house fs.FS, visit func(path string, content []byte)) {
	t.Helper()
	err := fs.WalkDir(house, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if path == ".git" || path == "bin" {
				return fs.SkipDir
			}
			return nil
		}
		if path == ".git" { // a second work tree of a repository has a file there
			return nil
		}
		content, err := fs.ReadFile(house, path)
		if err == nil {
			visit(path, content)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// litter are the words in the project that belong elsewhere.
func litter(t *testing.T, house fs.FS) []string {
	t.Helper()
	var found []string
	files(t, house, func(path string, content []byte) {
		if unread(path) {
			return
		}
		for _, f := range foreign {
			if words := f.pattern.Find(content); words != nil {
				found = append(found, path+" names "+f.what+": "+string(words))
			}
		}
	})
	return found
}

// inits are the files with a func init: start-up order nobody reads.
func inits(t *testing.T, house fs.FS) []string {
	t.Helper()
	var found []string
	files(t, house, func(path string, content []byte) {
		if filepath.Ext(path) != ".go" {
			return
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, content, parser.SkipObjectResolution)
		if err != nil {
			t.Errorf("reading %s: %v", path, err)
			return
		}
		for _, d := range file.Decls {
			if f, is := d.(*ast.FuncDecl); is && f.Recv == nil && f.Name.Name == "init" {
				found = append(found, path+" has a func init")
			}
		}
	})
	return found
}

// strangers are what lies at the top and has no place there.
func strangers(t *testing.T, house fs.FS) []string {
	t.Helper()
	entries, err := fs.ReadDir(house, ".")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, e := range entries {
		if !slices.Contains(top, e.Name()) {
			found = append(found, e.Name()+" has no place at the top of the project")
		}
	}
	return found
}

func TestTheFilesAreInOrder(t *testing.T) {
	house := os.DirFS(filepath.Join("..", ".."))
	for _, problem := range slices.Concat(litter(t, house), inits(t, house), strangers(t, house)) {
		t.Error(problem)
	}
}

func TestTheFilesRulesSeeFaults(t *testing.T) {
	file := func(content string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(content)} }
	tests := []struct {
		name  string
		house fstest.MapFS
		check func(*testing.T, fs.FS) []string
		want  int
	}{
		{"a workplace's folder", fstest.MapFS{"docs/a.md": file("see /wo" + "rk/main")}, litter, 1},
		{"a tool's folder", fstest.MapFS{"docs/a.md": file("/tmp/ba" + "sh_jobs.0")}, litter, 2},
		{"a registry", fstest.MapFS{"Makefile": file("https://pro" + "xy.example.org")}, litter, 1},
		{"a registry in go.sum", fstest.MapFS{"go.sum": file("https://pro" + "xy.example.org")}, litter, 0},
		{"a writer", fstest.MapFS{"internal/plan/a.go": file("// by a sub" + "agent")}, litter, 1},
		{"a frame and some work", fstest.MapFS{"docs/a.md": file("frame/wo" + "rk/ https://example.org/wo" + "rk/ the CE" + "Os")}, litter, 0},
		{"an init", fstest.MapFS{"internal/plan/a.go": file("package plan\nfunc init() {}")}, inits, 1},
		{"a method of that name", fstest.MapFS{"internal/plan/a.go": file("package plan\ntype T int\nfunc (T) init() {}")}, inits, 0},
		{"a stray folder", fstest.MapFS{"pkg/a.go": file("package pkg"), "cmd/a.go": file("package cmd")}, strangers, 1},
		{"git's own in a second work tree", fstest.MapFS{".git": file("gitdir: /wo" + "rk/main/.git")}, litter, 0},
		{"build output and git's own", fstest.MapFS{"bin/a": file("see /wo" + "rk/main"), ".git/a": file("see /wo" + "rk/main")}, litter, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if found := test.check(t, test.house); len(found) != test.want {
				t.Errorf("found %q, want %d problems", found, test.want)
			}
		})
	}
}

// TestLinksInTheDocumentsLeadSomewhere follows the relative links and pictures
// of every Markdown file.
func TestLinksInTheDocumentsLeadSomewhere(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#:]+)(?:#[^)]*)?\)`)
	broken := func(file, text string) []string {
		var missing []string
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(file), m[1])); err != nil {
				missing = append(missing, m[1])
			}
		}
		return missing
	}
	found := 0
	for _, pattern := range []string{"../../*.md", "../../docs/*.md", "../../docs/decisions/*.md"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			found++
			if missing := broken(file, string(text)); len(missing) > 0 {
				t.Errorf("%s leads to what is not there: %v", file, missing)
			}
		}
	}
	if found < 4 {
		t.Errorf("only %d documents found", found)
	}
	if got := broken("../../README.md", "[a](no/such/file.md) ![b](README.md)"); len(got) != 1 {
		t.Errorf("of one planted broken link, found %v", got)
	}
}
