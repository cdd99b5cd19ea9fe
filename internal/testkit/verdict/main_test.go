package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	good = `{"Action":"start","Package":"tandem/internal/store"}
{"Action":"run","Package":"tandem/internal/store","Test":"TestA"}
{"Action":"output","Package":"tandem/internal/store","Test":"TestA","Output":"    a_test.go:3: ground: postgres 15.18 (Debian)\n"}
{"Action":"pass","Package":"tandem/internal/store","Test":"TestA/case","Elapsed":0.1}
{"Action":"pass","Package":"tandem/internal/store","Test":"TestA","Elapsed":0.1}
{"Action":"pass","Package":"tandem/internal/store","Elapsed":0.2}
`
	untested = `{"Action":"start","Package":"tandem/policies"}
{"Action":"output","Package":"tandem/policies","Output":"?   \ttandem/policies\t[no test files]\n"}
{"Action":"skip","Package":"tandem/policies","Elapsed":0}
`
	skipped = `{"Action":"skip","Package":"tandem/internal/pdf","Test":"TestB","Elapsed":0}
{"Action":"pass","Package":"tandem/internal/pdf","Elapsed":0.2}
`
	skippedCase = `{"Action":"skip","Package":"tandem/internal/pdf","Test":"TestB/case","Elapsed":0}
{"Action":"pass","Package":"tandem/internal/pdf","Test":"TestB","Elapsed":0}
{"Action":"pass","Package":"tandem/internal/pdf","Elapsed":0.2}
`
	failed = `{"Action":"output","Package":"tandem/internal/pdf","Test":"TestB","Output":"    b_test.go:1: two pages\n"}
{"Action":"fail","Package":"tandem/internal/pdf","Test":"TestB","Elapsed":0}
{"Action":"fail","Package":"tandem/internal/pdf","Elapsed":0.2}
`
	panicked = `{"Action":"output","Package":"tandem/internal/pdf","Test":"TestB","Output":"panic: rune out of range\n"}
{"Action":"fail","Package":"tandem/internal/pdf","Elapsed":0.2}
`
	unbuilt = `{"ImportPath":"tandem/internal/pdf [test]","Action":"build-output","Output":"b_test.go:1: undefined: page\n"}
{"ImportPath":"tandem/internal/pdf [test]","Action":"build-fail"}
{"Action":"start","Package":"tandem/internal/pdf"}
{"Action":"fail","Package":"tandem/internal/pdf","Elapsed":0,"FailedBuild":"tandem/internal/pdf [test]"}
`
	cut = `{"Action":"start","Package":"tandem/internal/pdf"}
{"Action":"run","Package":"tandem/internal/pdf","Test":"TestB"}
`
)

func TestJudge(t *testing.T) {
	onPostgres := map[string][]string{"postgres": {"tandem/internal/store"}}
	tests := []struct {
		name, stream string
		need         map[string][]string
		well         bool
		says         string
	}{
		{"everything ran", good + untested, onPostgres, true, "1 tests and 1 cases in 1 packages.\n1 packages used postgres 15.18 (Debian).\nAll of them ran and passed; none was skipped."},
		{"a package without tests is said", good + untested, nil, true, "tandem/policies: no tests"},
		{"a skipped test", good + skipped, nil, false, "skipped: tandem/internal/pdf TestB"},
		{"a skipped case", good + skippedCase, nil, false, "skipped: tandem/internal/pdf TestB/case"},
		{"a failed test", good + failed, nil, false, "two pages"},
		{"a failed test is named", good + failed, nil, false, "failed: tandem/internal/pdf TestB"},
		{"a panic", good + panicked, nil, false, "panic: rune out of range"},
		{"a package that does not build", good + unbuilt, nil, false, "undefined: page"},
		{"a package that does not build is named", good + unbuilt, nil, false, "failed: tandem/internal/pdf (it does not build)"},
		{"a report cut off", good + cut, nil, false, "did not come to its end: tandem/internal/pdf"},
		{"nothing", "", nil, false, "no test ran"},
		{"only packages without tests", untested, nil, false, "no test ran"},
		{"no browser", good, map[string][]string{"chromium": {"tandem/internal/store"}}, false, "did not run on chromium: tandem/internal/store"},
		{"a package that vanished", good, map[string][]string{"postgres": {"tandem/internal/jobs"}}, false, "did not run on postgres: tandem/internal/jobs"},
		{"go's own words are passed on", "go: no such module\n" + good, nil, true, "go: no such module"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var out strings.Builder
			well := judge(strings.NewReader(test.stream), &out, test.need)
			if well != test.well || !strings.Contains(out.String(), test.says) {
				t.Errorf("judge = %t, want %t, saying %q; it said:\n%s", well, test.well, test.says, out.String())
			}
			if praise := strings.Contains(out.String(), "All of them ran and passed"); praise != well {
				t.Errorf("the statement does not match the verdict:\n%s", out.String())
			}
		})
	}
}

func TestCallersAreFoundInTestFilesOnly(t *testing.T) {
	root := t.TempDir()
	for file, source := range map[string]string{
		"internal/store/store_test.go":   "package store\n\tat := testkit.Postgres(t)\n",
		"internal/store/other_test.go":   "package store\n\tat := testkit.Postgres(t)\n",
		"internal/web/web_test.go":       "package web\n\t// testkit.Postgres(t) would be too slow\n\ts := \"testkit.Postgres(t)\"\n",
		"internal/plan/plan.go":          "package plan\n\ttestkit.Postgres(t)\n",
		".cache/internal/x/copy_test.go": "package x\n\ttestkit.Postgres(t)\n",
	} {
		at := filepath.Join(root, file)
		if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(source), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	found, err := callers(root, "tandem", grounds["postgres"])
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"tandem/internal/store"}; !slices.Equal(slices.Compact(found), want) {
		t.Errorf("callers = %v, want %v", found, want)
	}
}
