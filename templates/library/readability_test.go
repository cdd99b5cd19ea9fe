package library_test

import (
	"regexp"
	"strings"
	"testing"

	"tandem/internal/exercise"
	"tandem/templates/library"
)

// grade is the Flesch–Kincaid grade of passages (Kincaid et al. 1975: 0.39
// words a sentence + 11.8 syllables a word − 15.59). A passage ends a sentence.
func grade(passages []string) float64 {
	words, sentences, syllables := 0, 0, 0
	for _, p := range passages {
		for _, s := range sentenceEnd.Split(p, -1) {
			found := wordForm.FindAllString(s, -1)
			if len(found) == 0 {
				continue
			}
			sentences++
			words += len(found)
			for _, w := range found {
				syllables += syllablesOf(w)
			}
		}
	}
	if words == 0 {
		return 0
	}
	return 0.39*float64(words)/float64(sentences) + 11.8*float64(syllables)/float64(words) - 15.59
}

var (
	sentenceEnd = regexp.MustCompile(`[.!?…:;]+(\s|$)`)
	wordForm    = regexp.MustCompile(`[\p{L}\d'’%]+`)
	vowels      = regexp.MustCompile(`[aeiouy]+`)
	silentEnd   = regexp.MustCompile(`([^aeiouyl]|[aeiouy]l)e$|[^aeiouytd]ed$|[^aeiouyscxzgh]es$`)
	apart       = regexp.MustCompile(`ia|ious|iest`)
)

// syllablesOf counts groups of vowels, without a silent end.
func syllablesOf(word string) int {
	w := strings.ToLower(word)
	n := len(vowels.FindAllString(w, -1)) + len(apart.FindAllString(w, -1))
	if silentEnd.MatchString(w) {
		n--
	}
	return max(n, 1)
}

// passages are the sentences that a partner reads of an exercise. Labels and
// answers that are no sentences would make the grade look lower than it is.
func passages(d *exercise.Definition) []string {
	all := []string{d.Purpose, d.Summary, d.Smallest.Text, d.Done.Title, d.Done.Text}
	var fields func(list []exercise.Field)
	fields = func(list []exercise.Field) {
		for _, f := range list {
			all = append(all, f.Label, f.Help, f.Low, f.High)
			for _, o := range f.Choices {
				all = append(all, o.Label)
			}
			fields(f.Item)
		}
	}
	for _, s := range d.Steps {
		all = append(all, s.Title, s.Text, s.Submit, s.Sees, s.Later)
		fields(s.Fields)
	}
	var said []string
	for _, p := range all {
		if strings.ContainsAny(p, ".?!") {
			said = append(said, strings.ReplaceAll(p, "%s", "Kim"))
		}
	}
	return said
}

// hardest is the grade that no exercise may go beyond.
const hardest = 6.0

// harder are exercises that read at a higher grade, each with the reason.
var harder = map[string]string{}

func TestExercisesReadEasily(t *testing.T) {
	lib, err := exercise.Load(library.Exercises, "exercises")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range lib.All() {
		g := grade(passages(d))
		t.Logf("%s: %.1f", d.ID, g)
		if reason := harder[string(d.ID)]; g > hardest && reason == "" {
			t.Errorf("%s reads at grade %.1f, more than %.0f", d.ID, g, hardest)
		} else if g <= hardest && reason != "" {
			t.Errorf("%s reads at grade %.1f and needs no exception", d.ID, g)
		}
		for _, p := range append([]string{d.Purpose}, texts(d)...) { // what is read in one go
			if g := grade([]string{p}); g > hardest+3 {
				t.Errorf("%s: grade %.1f: %s", d.ID, g, p)
			}
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

// The measure itself, on sentences whose syllables one can count.
func TestTheGradeKnowsHardFromEasy(t *testing.T) {
	for word, n := range map[string]int{"made": 1, "table": 2, "wanted": 2, "walked": 1, "the": 1, "feeling": 2, "appreciation": 5, "people": 2, "wishes": 2, "times": 1} {
		if got := syllablesOf(word); got != n {
			t.Errorf("%s has %d syllables, counted %d", word, n, got)
		}
	}
	easy := []string{"Sit down. Take a breath. Tell Kim one good thing."}
	hard := []string{"Collaboratively articulate individual expectations regarding reciprocal responsibilities, considering historical circumstances."}
	if e, h := grade(easy), grade(hard); e > 3 || h < 15 {
		t.Errorf("easy %.1f, hard %.1f", e, h)
	}
}
