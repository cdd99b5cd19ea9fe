package library_test

import (
	"strings"
	"testing"

	"tandem/internal/exercise"
	"tandem/templates/library"
)

// harder are exercises that read at a higher grade, each with the reason.
var harder = map[string]string{}

func TestExercisesReadEasily(t *testing.T) {
	lib, err := exercise.Load(library.Exercises, "exercises")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range lib.All() {
		readsEasily(t, d)
	}
}

func readsEasily(t *testing.T, d *exercise.Definition) {
	t.Helper()
	g := exercise.Grade(exercise.Sentences(d.Passages()))
	t.Logf("%s: %.1f", d.ID, g)
	if reason := harder[string(d.ID)]; g > exercise.HardestGrade && reason == "" {
		t.Errorf("%s reads at grade %.1f, more than %.0f", d.ID, g, exercise.HardestGrade)
	} else if g <= exercise.HardestGrade && reason != "" {
		t.Errorf("%s reads at grade %.1f and needs no exception", d.ID, g)
	}
	for _, p := range append([]string{d.Purpose}, texts(d)...) { // what is read in one go
		if g := exercise.Grade([]string{p}); g > exercise.HardestPassage {
			t.Errorf("%s: grade %.1f: %s", d.ID, g, p)
		}
	}
}

func texts(d *exercise.Definition) []string {
	var all []string
	for _, s := range d.Steps {
		all = append(all, strings.ReplaceAll(s.Text, "%s", "Kim"))
	}
	return all
}
