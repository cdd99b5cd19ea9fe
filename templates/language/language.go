// Package language puts Tandem's sentences into the languages of its readers.
// English is the source: a sentence is its own key. A language is a folder of
// JSON files, one for each part of the house, from source to translation; a
// source that it lacks comes out in English.
package language

import (
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/message/catalog"

	"tandem/internal/tandem"
)

//go:embed */*.json
var files embed.FS

// Source is the language that sentences are written in.
const Source = "en"

// translator is one language; it is safe for several readers at once.
type translator struct {
	tag       string
	sentences map[string]string
	printers  *sync.Pool // of *message.Printer, which serve one reader at a time
}

var loaded = sync.OnceValue(load)

// Translators are all languages, English first, then by tag.
func Translators() []tandem.Translator {
	var out []tandem.Translator
	for _, t := range loaded() {
		out = append(out, t)
	}
	return out
}

// For is the translator for a BCP 47 tag such as "es" or "es-MX". What is
// unknown is English.
func For(tag string) tandem.Translator {
	base, _, _ := strings.Cut(strings.ToLower(tag), "-")
	for _, t := range loaded() {
		if t.tag == base {
			return t
		}
	}
	return loaded()[0]
}

// Has tells whether the language's catalogue holds a sentence for the source.
func Has(tag, source string) bool {
	for _, t := range loaded() {
		if t.tag == tag {
			_, ok := t.sentences[source]
			return ok
		}
	}
	return false
}

// Of is the first language of a browser's Accept-Language header that Tandem
// speaks, for readers who are not signed in.
func Of(acceptLanguage string) tandem.Translator {
	tags, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil {
		return loaded()[0]
	}
	for _, tag := range tags {
		base, _ := tag.Base()
		if t := For(base.String()); t.Language() == base.String() {
			return t
		}
	}
	return loaded()[0]
}

// Name is what a language calls itself, for lists to choose from.
func Name(tag string) string {
	switch tag {
	case "en":
		return "English"
	case "es":
		return "Español"
	default:
		return tag
	}
}

// Language is the BCP 47 tag.
func (t *translator) Language() string { return t.tag }

// Translate is the sentence in this language, with its arguments filled in.
// Arguments that are sentences themselves (tandem.Text) are translated too.
func (t *translator) Translate(source string, args ...any) string {
	if len(args) == 0 {
		if s, ok := t.sentences[source]; ok {
			return s
		}
		return source
	}
	filled := slices.Clone(args)
	for i, a := range filled {
		if text, ok := a.(tandem.Text); ok {
			filled[i] = t.Translate(text.Source, text.Args...)
		}
	}
	p := t.printers.Get().(*message.Printer)
	defer t.printers.Put(p)
	return p.Sprintf(source, filled...)
}

func load() []*translator {
	all := []*translator{newTranslator(Source, nil)}
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(fmt.Sprintf("language: %v", err)) // embedded: cannot happen
	}
	for _, e := range entries {
		all = append(all, newTranslator(e.Name(), sentencesIn(e.Name())))
	}
	return all
}

// sentencesIn reads a language's folder. A sentence that stands in two files
// has two translations, of which nobody could say which one is shown.
func sentencesIn(folder string) map[string]string {
	all := map[string]string{}
	entries, err := files.ReadDir(folder)
	if err != nil {
		panic(fmt.Sprintf("language: %v", err)) // embedded: cannot happen
	}
	for _, e := range entries {
		content, err := files.ReadFile(folder + "/" + e.Name())
		if err != nil {
			panic(fmt.Sprintf("language: %v", err)) // embedded: cannot happen
		}
		sentences := map[string]string{}
		if err := json.Unmarshal(content, &sentences); err != nil {
			panic(fmt.Sprintf("language: %s/%s: %v", folder, e.Name(), err)) // a test reads every catalogue
		}
		for source, translation := range sentences {
			if _, twice := all[source]; twice {
				panic(fmt.Sprintf("language: %s/%s: %q stands in another file too", folder, e.Name(), source)) // a test reads every catalogue
			}
			all[source] = translation
		}
	}
	return all
}

func newTranslator(name string, sentences map[string]string) *translator {
	tag := language.MustParse(name)
	c := catalog.NewBuilder(catalog.Fallback(language.English))
	for source, translation := range sentences {
		if err := c.SetString(tag, source, translation); err != nil {
			panic(fmt.Sprintf("language: %s: %v", name, err)) // a test reads every catalogue
		}
	}
	return &translator{tag: name, sentences: sentences, printers: &sync.Pool{New: func() any {
		return message.NewPrinter(tag, message.Catalog(c))
	}}}
}
