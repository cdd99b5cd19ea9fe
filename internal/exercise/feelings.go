package exercise

import (
	"slices"
	"strings"

	"tandem/internal/tandem"
)

// The bounds of own words for feelings.
const (
	WordLimit    = 30 // characters of one word
	FeelingLimit = 12 // of all that one answer names
)

// FeelingWords are the words that a field for feelings offers when its
// definition lists none. A couple adds its own: they come back as choices once
// both can read them (homework.Homework.Vocabulary).
func FeelingWords() []Option {
	return []Option{
		{"glad", "glad"}, {"calm", "calm"}, {"hopeful", "hopeful"}, {"touched", "touched"}, {"thankful", "thankful"}, {"relieved", "relieved"},
		{"tired", "tired"}, {"sad", "sad"}, {"worried", "worried"}, {"afraid", "afraid"}, {"lonely", "lonely"}, {"angry", "angry"},
		{"hurt", "hurt"}, {"ashamed", "ashamed"}, {"unsure", "unsure"},
	}
}

// OwnName is the form's name for words of one's own beside the choices of a
// field for feelings.
func OwnName(id FieldID) string { return string(id) + ".own" }

// readFeelings reads the words that were chosen, and those that were typed,
// with commas between them. A word that reads like one of the choices is that
// choice; none counts twice.
func (f *Field) readFeelings(form Form, problems *tandem.Problems) (Value, bool) {
	var several []string
	add := func(name, word string) {
		if word = strings.TrimSpace(word); word == "" {
			return
		}
		if err := CheckText(word, WordLimit, false); err != nil {
			problems.AddErr(name, err)
			return
		}
		for _, o := range f.Choices {
			if strings.EqualFold(word, o.Value) || strings.EqualFold(word, o.Label) {
				word = o.Value
			}
		}
		if !slices.ContainsFunc(several, func(have string) bool { return strings.EqualFold(have, word) }) {
			several = append(several, word)
		}
	}
	for _, word := range form[string(f.ID)] {
		add(string(f.ID), word)
	}
	own := OwnName(f.ID)
	for _, word := range strings.FieldsFunc(form.Get(own), func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		add(own, word)
	}
	switch {
	case len(several) > FeelingLimit:
		problems.Add(string(f.ID), tandem.Say("Please choose %d at most.", FeelingLimit))
	case len(several) == 0 && f.Required:
		problems.Add(string(f.ID), tandem.Say("Please choose at least one."))
	}
	return Value{Several: several}, len(several) > 0
}

// Own are the words of an answer that none of the field's choices offers.
func (f *Field) Own(v Value) []string {
	return slices.DeleteFunc(slices.Clone(v.Several), f.offers)
}

// fillFeelings gives every field for feelings without choices the common words.
func (d *Definition) fillFeelings() {
	for i := range d.Steps {
		for j := range d.Steps[i].Fields {
			if f := &d.Steps[i].Fields[j]; f.Type == Feelings && len(f.Choices) == 0 {
				f.Choices = FeelingWords()
			}
		}
	}
}
