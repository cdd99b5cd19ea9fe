package library_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"tandem/internal/exercise"
	"tandem/templates/library"
)

var update = flag.Bool("update", false, "add the lines of new versions to testdata/versions.txt; what stands there is never changed")

// frozen is where every version that was ever given to a couple has its digest.
const frozen = "testdata/versions.txt"

// TestAVersionNeverChanges: couples' plans keep the version that they were
// activated with, so a version stays as it was given. What a file means is held
// by a digest: everything in it, and the words that it leaves to the program.
func TestAVersionNeverChanges(t *testing.T) {
	golden, err := os.ReadFile(frozen)
	if err != nil {
		t.Fatal(err)
	}
	now := slices.Concat(meanings(t, library.Exercises), meanings(t, library.Plans))
	if *update {
		lines := strings.Split(strings.TrimSpace(string(golden)), "\n")
		for _, m := range now {
			if !slices.ContainsFunc(lines, func(l string) bool { return strings.HasPrefix(l, m.version()+" ") }) {
				lines = append(lines, m.version()+" "+m.digest)
			}
		}
		slices.SortStableFunc(lines[1:], strings.Compare) // the first says what it is
		golden = []byte(strings.Join(lines, "\n") + "\n")
		if err := os.WriteFile(frozen, golden, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, w := range thawed(string(golden), now) {
		t.Error(w)
	}
	for planted, says := range map[string]struct {
		change func([]meaning) []meaning
		want   string
	}{
		"another digest": {func(all []meaning) []meaning { all[1].digest = "0"; return all }, "E02 version 1 has changed"},
		"no exercise":    {func(all []meaning) []meaning { return all[1:] }, "E01 version 1 is gone"},
		"no line":        {func(all []meaning) []meaning { return append(all, meaning{"E02", 2, "0", false}) }, "E02 version 2 is new"},
		"no template":    {func(all []meaning) []meaning { return all[:len(all)-1] }, "T6 version 1 is gone"},
	} {
		wrong := thawed(string(golden), says.change(slices.Clone(now)))
		if len(wrong) != 1 || !strings.HasPrefix(wrong[0], says.want) {
			t.Errorf("%q is not seen: %q", planted, wrong)
		}
	}
	newer := slices.Clone(now)
	newer[len(newer)-1].number++ // a template is copied whole: its newest version stands for it
	if wrong := thawed(string(golden)+newer[len(newer)-1].version()+" "+newer[len(newer)-1].digest+"\n", newer); len(wrong) > 0 {
		t.Errorf("a template's next version in the place of the one before: %q", wrong)
	}
}

// TestWhatADigestHolds: order and space mean nothing; any word, figure, seal or
// reader does.
func TestWhatADigestHolds(t *testing.T) {
	text, err := library.Exercises.ReadFile("exercises/E02.json")
	if err != nil {
		t.Fatal(err)
	}
	of := func(text string) string { return meant(t, "E02.json", []byte(text), true).digest }
	was := of(string(text))
	if of(strings.ReplaceAll(string(text), "\n", "\n  ")) != was || of(strings.Replace(string(text), `"kind": "weekly", "per_week": 1`, `"per_week": 1, "kind": "weekly"`, 1)) != was {
		t.Error("the same in another form is another meaning")
	}
	for old, changed := range map[string]string{`"exactly": 3`: `"exactly": 4`, `, "sealed": true`: ``, `"visibility": "author+therapist"`: `"visibility": "author"`, `"minutes": 20`: `"minutes": 25`,
		"How are you now?": "How are you?", `"move": "give"`: `"move": "offer"`, `"rules": ["R5"]`: `"rules": ["R4"]`, "exactly 3, each with": "3, each with"} {
		if of(strings.Replace(string(text), old, changed, 1)) == was {
			t.Errorf("%s for %s changes nothing", changed, old)
		}
	}
}

// meaning is one version of an exercise or a template with the digest of what it
// means.
type meaning struct {
	id       string
	number   int
	digest   string
	template bool
}

// version is how the list names it.
func (m meaning) version() string {
	kind := "exercise"
	if m.template {
		kind = "template"
	}
	return fmt.Sprintf("%s %s %d", kind, m.id, m.number)
}

// meanings reads every definition of the files, in the order of their names.
func meanings(t *testing.T, files fs.FS) []meaning {
	t.Helper()
	var all []meaning
	err := fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(files, path)
		if err == nil {
			all = append(all, meant(t, path, text, strings.HasPrefix(path, "exercises/")))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func meant(t *testing.T, path string, text []byte, isExercise bool) meaning {
	t.Helper()
	var head struct {
		ID      string
		Version int
	}
	var whole any
	for _, into := range []any{&head, &whole} {
		if err := json.Unmarshal(text, into); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
	}
	canonical, err := json.Marshal(whole)
	if err != nil {
		t.Fatal(err)
	}
	if isExercise && strings.Contains(string(canonical), `"type":"feelings"`) { // the words stand in the program
		canonical = fmt.Append(canonical, exercise.FeelingWords())
	}
	sum := sha256.Sum256(canonical)
	return meaning{head.ID, head.Version, hex.EncodeToString(sum[:12]), !isExercise}
}

// thawed says what is not as the list has it, and what to do about it.
func thawed(golden string, now []meaning) []string {
	var wrong []string
	have, newest := map[string]bool{}, map[string]int{}
	for _, m := range now {
		have[m.version()], newest[m.id] = true, max(newest[m.id], m.number)
		_, rest, listed := strings.Cut("\n"+golden, "\n"+m.version()+" ")
		digest, _, _ := strings.Cut(rest, "\n")
		switch {
		case !listed:
			wrong = append(wrong, fmt.Sprintf("%s version %d is new: add its line with `go test ./templates/library -run TestAVersionNeverChanges -update`", m.id, m.number))
		case digest != m.digest && m.template:
			wrong = append(wrong, fmt.Sprintf("%s version %d has changed, and plans were made of it: give the changed file version %d", m.id, m.number, m.number+1))
		case digest != m.digest:
			wrong = append(wrong, fmt.Sprintf("%s version %d has changed, and couples work with it: put it back as it was into a file %s-%d.json beside, and give the changed one version %d (docs/architecture.md, “A new version”)",
				m.id, m.number, m.id, m.number, m.number+1))
		}
	}
	for line := range strings.Lines(golden) {
		said := strings.Fields(line)
		if len(said) != 4 || have[strings.Join(said[:3], " ")] {
			continue
		}
		if said[0] == "template" && newest[said[1]] > 0 {
			continue // its plans have copied it
		}
		wrong = append(wrong, fmt.Sprintf("%s version %s is gone, and what couples did in it cannot be read without it: put its file back", said[1], said[2]))
	}
	return wrong
}
