// Command verdict reads what "go test -json" writes, prints it for people and
// ends with a plain statement. It exits with 1 unless everything ran and
// passed: a skipped test, a package that did not come to its end, or one that
// should have stood on Postgres or in Chromium and did not, is a failure.
//
//	go test -json ./... | verdict -module tandem -root . -postgres internal/store -chromium internal/web
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// event is one line of "go test -json"; see "go doc test2json".
type event struct {
	Action, Package, ImportPath, Test, Output, FailedBuild string
	Elapsed                                                float64
}

// outcome is what became of one package.
type outcome struct {
	ended, failed   bool
	tests, subtests int
	grounds         map[string]bool
}

// run is what became of all packages.
type run struct {
	packages map[string]*outcome
	output   map[string][]string // of a package, or of one of its tests
	versions map[string]string   // of each ground
	faults   []string
}

// grounds are the things that tests stand on, each with the call in a test
// file that asks for it. testkit logs "ground: name version" when it gives it.
var grounds = map[string]string{"postgres": "testkit.Postgres(", "chromium": "testkit.Browser("}

func main() {
	module := flag.String("module", "tandem", "path of the module")
	root := flag.String("root", ".", "folder of the module; its test files say what they stand on")
	floor := map[string]*string{}
	for name := range grounds {
		floor[name] = flag.String(name, "", "folders whose tests must stand on it, apart by commas, whatever their files say")
	}
	flag.Parse()
	need := map[string][]string{}
	for name, call := range grounds {
		found, err := callers(*root, *module, call)
		if err != nil {
			fmt.Fprintln(os.Stderr, "verdict:", err)
			os.Exit(2)
		}
		for _, folder := range strings.FieldsFunc(*floor[name], func(r rune) bool { return r == ',' || r == ' ' }) {
			found = append(found, path.Join(*module, folder))
		}
		slices.Sort(found)
		need[name] = slices.Compact(found)
	}
	if !judge(os.Stdin, os.Stdout, need) {
		os.Exit(1)
	}
}

// callers are the packages with a test file that holds the call.
func callers(root, module, call string) ([]string, error) {
	var found []string
	err := filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && file != root && strings.HasPrefix(entry.Name(), "."):
			return fs.SkipDir
		case entry.IsDir() || !strings.HasSuffix(file, "_test.go"):
			return nil
		}
		content, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		folder, err := filepath.Rel(root, filepath.Dir(file))
		if err == nil && calls(string(content), call) {
			found = append(found, path.Join(module, filepath.ToSlash(folder)))
		}
		return err
	})
	return found, err
}

// calls tells whether some line of the source holds the call outside of quotes
// and comments, roughly: neither sign may come before it on its line.
func calls(source, call string) bool {
	for line := range strings.Lines(source) {
		before, _, found := strings.Cut(line, call)
		if found && !strings.ContainsAny(before, "\"`") && !strings.Contains(before, "//") {
			return true
		}
	}
	return false
}

// judge reads the events, prints as it goes, and tells whether all is well.
func judge(in io.Reader, out io.Writer, need map[string][]string) bool {
	r := &run{packages: map[string]*outcome{}, output: map[string][]string{}, versions: map[string]string{}}
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadBytes('\n')
		var e event
		switch {
		case len(line) == 0:
		case json.Unmarshal(line, &e) != nil:
			_, _ = fmt.Fprintf(out, "%s", line) // go itself had something to say
		default:
			r.take(e, out)
		}
		if err == io.EOF {
			break
		} else if err != nil {
			r.fault("the tests' report cannot be read: %v", err)
			break
		}
	}
	r.check(need)
	return r.state(out)
}

func (r *run) fault(format string, args ...any) {
	r.faults = append(r.faults, fmt.Sprintf(format, args...))
}

func (r *run) take(e event, out io.Writer) {
	if e.Action == "build-output" {
		_, _ = fmt.Fprint(out, e.Output)
		return
	}
	if e.Package == "" {
		return
	}
	p := r.packages[e.Package]
	if p == nil {
		p = &outcome{grounds: map[string]bool{}}
		r.packages[e.Package] = p
	}
	key := e.Package + " " + e.Test
	switch e.Action {
	case "output":
		r.output[key] = append(r.output[key], e.Output)
		if _, words, found := strings.Cut(e.Output, ": ground: "); found {
			name, version, _ := strings.Cut(strings.TrimSpace(words), " ")
			p.grounds[name] = true
			r.versions[name] = version
		}
	case "pass", "fail", "skip":
		if e.Test == "" {
			r.endPackage(p, e, out)
		} else {
			r.endTest(p, e, out)
		}
		delete(r.output, key)
	}
}

func (r *run) endTest(p *outcome, e event, out io.Writer) {
	if strings.Contains(e.Test, "/") {
		p.subtests++
	} else {
		p.tests++
	}
	switch e.Action {
	case "skip":
		r.fault("skipped: %s %s", e.Package, e.Test)
	case "fail":
		r.fault("failed: %s %s", e.Package, e.Test)
		_, _ = fmt.Fprint(out, strings.Join(r.output[e.Package+" "+e.Test], ""))
	}
}

func (r *run) endPackage(p *outcome, e event, out io.Writer) {
	p.ended = true
	switch {
	case e.Action == "fail":
		p.failed = true
		why := "failed: " + e.Package
		if e.FailedBuild != "" {
			why += " (it does not build)"
		}
		r.fault("%s", why)
		// What was said outside of any test, and by tests that never ended.
		for key, said := range r.output {
			if strings.HasPrefix(key, e.Package+" ") {
				_, _ = fmt.Fprint(out, strings.Join(said, ""))
			}
		}
	case p.tests == 0:
		_, _ = fmt.Fprintf(out, "--    %s: no tests\n", e.Package)
	default:
		_, _ = fmt.Fprintf(out, "ok    %s: %d tests, %.1f s\n", e.Package, p.tests, e.Elapsed)
	}
}

// check looks for what did not happen.
func (r *run) check(need map[string][]string) {
	tests := 0
	for name, p := range r.packages {
		tests += p.tests
		if !p.ended {
			r.fault("did not come to its end: %s", name)
		}
	}
	if tests == 0 {
		r.fault("no test ran")
	}
	for ground, names := range need {
		for _, name := range names {
			if p := r.packages[name]; p == nil || !p.grounds[ground] {
				r.fault("did not run on %s: %s", ground, name)
			}
		}
	}
}

// state prints the plain statement.
func (r *run) state(out io.Writer) bool {
	tests, subtests, packages := 0, 0, 0
	for _, p := range r.packages {
		tests += p.tests
		subtests += p.subtests
		if p.tests > 0 {
			packages++
		}
	}
	_, _ = fmt.Fprintf(out, "\n%d tests and %d cases in %d packages.\n", tests, subtests, packages)
	for _, ground := range slices.Sorted(maps.Keys(r.versions)) {
		on := 0
		for _, p := range r.packages {
			if p.grounds[ground] {
				on++
			}
		}
		_, _ = fmt.Fprintf(out, "%d packages used %s %s.\n", on, ground, r.versions[ground])
	}
	if len(r.faults) == 0 {
		_, _ = fmt.Fprintln(out, "All of them ran and passed; none was skipped.")
		return true
	}
	slices.Sort(r.faults)
	for _, f := range r.faults {
		_, _ = fmt.Fprintln(out, "NOT GOOD:", f)
	}
	return false
}
