package exercise

import "testing"

// The measure itself, on sentences whose syllables one can count.
func TestTheGradeKnowsHardFromEasy(t *testing.T) {
	for word, n := range map[string]int{"made": 1, "table": 2, "wanted": 2, "walked": 1, "the": 1, "feeling": 2, "appreciation": 5, "people": 2, "wishes": 2, "times": 1} {
		if got := syllablesOf(word); got != n {
			t.Errorf("%s has %d syllables, counted %d", word, n, got)
		}
	}
	easy := []string{"Sit down. Take a breath. Tell Kim one good thing."}
	hard := []string{"Collaboratively articulate individual expectations regarding reciprocal responsibilities, considering historical circumstances."}
	if e, h := Grade(easy), Grade(hard); e > 3 || h < 15 {
		t.Errorf("easy %.1f, hard %.1f", e, h)
	}
}

// Only English is judged: the small words of a language tell which it is.
func TestOnlyEnglishIsJudged(t *testing.T) {
	for text, english := range map[string]bool{
		"Write down what you liked about the day. Then read it to the other, and say how it was for you.":                true,
		"Escribe lo que te gustó del día. Después léelo a la otra persona y dile cómo fue para ti en ese momento.":       false,
		"Schreib auf, was dir an dem Tag gefallen hat. Dann lies es vor und sag, wie es dir damit gegangen ist.":         false,
		"Écris ce que tu as aimé dans ta journée. Ensuite lis le texte à voix haute et dis comment cela était pour toi.": false,
		"Too few words.": false,
	} {
		d := &Definition{Purpose: text}
		if r := d.Reads(); r.Judged != english {
			t.Errorf("judged %v: %s", r.Judged, text)
		}
	}
	d := &Definition{Purpose: "Sit down with your tea. Say what you liked about the day. Then it is the turn of the other.",
		Steps: []Step{{ID: "talk", Text: "Collaboratively articulate individual expectations regarding reciprocal responsibilities."}}}
	if r := d.Reads(); !r.Judged || len(r.Hard) != 1 || r.Hard[0].Where != "step talk" {
		t.Errorf("read as %+v", r)
	}
}
