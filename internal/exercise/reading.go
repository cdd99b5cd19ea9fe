package exercise

import (
	"regexp"
	"slices"
	"strings"
)

// HardestGrade is the school grade beyond which no built-in exercise reads: what
// partners read on a phone, perhaps on a hard day, is plain.
const HardestGrade = 6.0

// HardestPassage is how hard what is read in one go may be. A short passage
// swings more than a whole exercise does.
const HardestPassage = HardestGrade + 3

// Grade is the Flesch–Kincaid grade of passages (Kincaid et al. 1975: 0.39
// words a sentence + 11.8 syllables a word − 15.59). A passage ends a sentence.
// It means something for English alone; see ReadsEnglish.
func Grade(passages []string) float64 {
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

// Passage is one text that a partner reads, with the place where it is written:
// as a mistake names it, such as "purpose" or "step keep".
type Passage struct {
	Where string
	Text  string
}

// Passages are all texts of the exercise that a partner reads, in their order.
func (d *Definition) Passages() []Passage {
	all := []Passage{{"purpose", d.Purpose}, {"summary", d.Summary}, {"smallest", d.Smallest.Text}, {"done", d.Done.Title}, {"done", d.Done.Text}}
	var fields func(list []Field)
	fields = func(list []Field) {
		for i := range list {
			f := &list[i]
			where := "field " + string(f.ID)
			for _, text := range []string{f.Label, f.Help, f.Low, f.High, f.ItemTitle} {
				all = append(all, Passage{where, text})
			}
			for _, o := range f.Choices {
				all = append(all, Passage{where, o.Label})
			}
			fields(f.Item)
		}
	}
	for i := range d.Steps {
		s := &d.Steps[i]
		for _, text := range []string{s.Title, s.Text, s.Submit, s.Sees, s.Later} {
			all = append(all, Passage{"step " + string(s.ID), text})
		}
		fields(s.Fields)
	}
	return all
}

// Sentences are those of the passages that are sentences, with a name where the
// other's stands. Labels and answers that are none would make the grade look
// lower than it is.
func Sentences(passages []Passage) []string {
	var said []string
	for _, p := range passages {
		if strings.ContainsAny(p.Text, ".?!") {
			said = append(said, strings.ReplaceAll(p.Text, "%s", "Kim"))
		}
	}
	return said
}

// ReadsEnglish tells whether the texts are in English, as far as its small words
// tell: of another language the grade says nothing. Too few words are none.
func ReadsEnglish(texts []string) bool {
	words, small := 0, 0
	for _, t := range texts {
		for _, w := range wordForm.FindAllString(strings.ToLower(t), -1) {
			words++
			if slices.Contains(smallWords, w) {
				small++
			}
		}
	}
	return words >= fewestWords && 5*small >= words
}

// fewestWords is how many words it takes to judge a language or a grade.
const fewestWords = 12

// smallWords are words of every English text that are no words of Spanish,
// French, German, Italian or Portuguese.
var smallWords = []string{"the", "and", "you", "your", "of", "to", "is", "it", "that", "what", "for", "with", "this", "each", "one", "other", "both", "are", "how", "when",
	"was", "or", "not", "can", "be", "they", "their", "from", "have", "has", "by", "if", "at", "we", "our", "then", "who"}

// Reading is how an exercise's own words read.
type Reading struct {
	Judged bool // there are enough words, and they are English
	Grade  float64
	Hard   []Passage // what is read in one go and is harder than HardestPassage
}

// Reads measures what partners read of the exercise. It is help and no rule.
func (d *Definition) Reads() Reading {
	passages := d.Passages()
	said := Sentences(passages)
	if !ReadsEnglish(said) {
		return Reading{}
	}
	r := Reading{Judged: true, Grade: Grade(said)}
	for _, p := range passages {
		if one := Sentences([]Passage{p}); len(one) > 0 && len(wordForm.FindAllString(p.Text, -1)) > 2 && Grade(one) > HardestPassage {
			r.Hard = append(r.Hard, p)
		}
	}
	return r
}
