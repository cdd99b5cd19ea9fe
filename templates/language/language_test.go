package language

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode"

	"tandem/internal/tandem"
)

var verb = regexp.MustCompile(`%(\[(\d+)\])?[#+\-0-9. ]*([a-zA-Z%])`)

// verbs are what a format asks for: the kind of each argument, by its place.
func verbs(format string) map[int]string {
	found, next := map[int]string{}, 1
	for _, m := range verb.FindAllStringSubmatch(format, -1) {
		if m[3] == "%" {
			continue
		}
		if m[2] != "" {
			next, _ = strconv.Atoi(m[2])
		}
		found[next] = m[3]
		next++
	}
	return found
}

func TestEveryTranslationTakesTheSameArguments(t *testing.T) {
	for _, tr := range loaded() {
		for source, translation := range tr.sentences {
			if !reflect.DeepEqual(verbs(source), verbs(translation)) {
				t.Errorf("%s: %q takes %v, %q takes %v", tr.tag, source, verbs(source), translation, verbs(translation))
			}
			if strings.TrimSpace(translation) == "" {
				t.Errorf("%s: %q has no translation", tr.tag, source)
			}
		}
	}
	planted := [][2]string{{"%d of %d", "%d de"}, {"%s and %d", "%d y %s"}, {"100", "100 %s"}, {"%[1]s %[2]s", "%[2]s %[3]s"}}
	for _, p := range planted {
		if reflect.DeepEqual(verbs(p[0]), verbs(p[1])) {
			t.Errorf("planted fault not seen: %q against %q", p[0], p[1])
		}
	}
	if !reflect.DeepEqual(verbs("%s %d"), verbs("%[2]d %[1]s")) {
		t.Error("a changed order of the same arguments is no fault")
	}
}

// The files whose sentences partners and people without a session read.
var forPartners = []string{
	"layout.templ", "layout.go", "account.templ", "account.go", "problem.go", "problem.templ", "today.templ",
	"exercise.templ", "together.templ", "how.templ", "privacy.templ", "agreement.templ", "entries.templ", "shapes.go", "forms.templ", "reviewsheet.templ",
}

var source = regexp.MustCompile(`tandem\.(?:T\(ctx, |Say\()("(?:[^"\\]|\\.)*")`)

func TestPartnersPagesAreWhollyTranslated(t *testing.T) {
	for _, file := range forPartners {
		content, err := os.ReadFile(filepath.Join("..", "pages", file))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range source.FindAllStringSubmatch(string(content), -1) {
			sentence, err := strconv.Unquote(m[1])
			if err != nil {
				t.Fatalf("%s: %s: %v", file, m[1], err)
			}
			for _, tr := range loaded()[1:] {
				if _, ok := tr.sentences[sentence]; !ok {
					t.Errorf("%s lacks %q of %s", tr.tag, sentence, file)
				}
			}
		}
	}
}

// TestWhatChangesInAPlanIsWhollyTranslated: partners read it in their reviews.
// What it does to the load is the staff's alone.
func TestWhatChangesInAPlanIsWhollyTranslated(t *testing.T) {
	found := 0
	for _, file := range []string{"words.go", "cadence.go"} {
		content, err := os.ReadFile(filepath.Join("..", "..", "internal", "plan", file))
		if err != nil {
			t.Fatal(err)
		}
		read, _, _ := strings.Cut(string(content), "// LoadWords are")
		for _, m := range source.FindAllStringSubmatch(read, -1) {
			sentence, err := strconv.Unquote(m[1])
			if err != nil {
				t.Fatalf("%s: %s: %v", file, m[1], err)
			}
			found++
			for _, tr := range loaded()[1:] {
				if _, ok := tr.sentences[sentence]; !ok && strings.ContainsFunc(verb.ReplaceAllString(sentence, ""), unicode.IsLetter) {
					t.Errorf("%s lacks %q of %s", tr.tag, sentence, file)
				}
			}
		}
	}
	if found < 20 {
		t.Errorf("only %d sentences were found", found)
	}
}

// TestDocumentsAreWhollyTranslated: a document is in one language from its
// title to its foot.
func TestDocumentsAreWhollyTranslated(t *testing.T) {
	said := regexp.MustCompile(`tandem\.(?:T\((?:b\.)?ctx, |Say\()("(?:[^"\\]|\\.)*")`)
	found := 0
	for _, file := range []string{"summary.go", "figures.go", "editions.go", "reviews.go", "record.go", "sessions.go"} {
		content, err := os.ReadFile(filepath.Join("..", "..", "internal", "report", file))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range said.FindAllStringSubmatch(string(content), -1) {
			sentence, err := strconv.Unquote(m[1])
			if err != nil {
				t.Fatalf("%s: %s: %v", file, m[1], err)
			}
			found++
			for _, tr := range loaded()[1:] {
				if _, ok := tr.sentences[sentence]; !ok {
					t.Errorf("%s lacks %q of %s", tr.tag, sentence, file)
				}
			}
		}
	}
	if found < 60 {
		t.Errorf("only %d sentences were found", found)
	}
}

func TestTranslate(t *testing.T) {
	for _, c := range []struct {
		tag, source string
		args        []any
		want        string
	}{
		{"es", "Today", nil, "Hoy"},
		{"es-MX", "Today", nil, "Hoy"},
		{"de", "Today", nil, "Today"},
		{"", "Today", nil, "Today"},
		{"es", "Not in any catalogue", nil, "Not in any catalogue"},
		{"es", "Not in any catalogue: %s", []any{"x"}, "Not in any catalogue: x"},
		{"es", "100 % %s", nil, "100 % %s"},
		{"en", "%d of %d", []any{2, 3}, "2 of 3"},
		{"es", "%d of %d", []any{2, 3}, "2 de 3"},
		{"es", "Hello, %s", []any{tandem.Say("Help")}, "Hola, Ayuda"},
		{"es", "Hello, %s", []any{"100%"}, "Hola, 100%"},
	} {
		if got := For(c.tag).Translate(c.source, c.args...); got != c.want {
			t.Errorf("%s: %q = %q, want %q", c.tag, c.source, got, c.want)
		}
	}
}

func TestDays(t *testing.T) {
	for tag, want := range map[string][3]string{
		"en": {"24 November", "24 Nov", "24 November 2026"},
		"es": {"24 de noviembre", "24 nov", "24 de noviembre de 2026"},
	} {
		ctx := tandem.WithTranslator(context.Background(), For(tag))
		d := tandem.Date("2026-11-24")
		if got := [3]string{d.Text().In(ctx), d.ShortText().In(ctx), d.LongText().In(ctx)}; got != want {
			t.Errorf("%s: %q, want %q", tag, got, want)
		}
	}
}

func TestOfAcceptLanguage(t *testing.T) {
	for header, want := range map[string]string{
		"es-ES,es;q=0.9": "es", "de, es;q=0.5": "es", "en-US,es": "en", "": "en", "\x00;;;": "en",
	} {
		if got := Of(header).Language(); got != want {
			t.Errorf("%q: %s, want %s", header, got, want)
		}
	}
}

func TestTranslatorsServeManyAtOnce(t *testing.T) {
	var tags []string
	for _, tr := range Translators() {
		tags = append(tags, tr.Language())
	}
	if !slices.Equal(tags, []string{"en", "es"}) {
		t.Errorf("languages: %v", tags)
	}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 50 {
				if got := For("es").Translate("Step %d of %d", 1, 2); got != "Paso 1 de 2" {
					t.Error(got)
				}
			}
		})
	}
	group.Wait()
}
