package templates

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestAssetsAreNamedByTheirContent(t *testing.T) {
	hashed := regexp.MustCompile(`^[a-zA-Z-]+[a-z0-9-]*\.[0-9a-f]{10}\.(css|js|svg|txt|woff2)$`)
	for _, name := range Served() {
		content, kind, ok := Open(name)
		if !ok || len(content) == 0 || kind == "" {
			t.Errorf("%s: %d bytes of %q", name, len(content), kind)
		}
		if !hashed.MatchString(name) {
			t.Errorf("%s carries no hash", name)
		}
	}
	if got := path.Dir(Asset("tandem.css")); got != "/static" {
		t.Errorf("styles stand in %s", got)
	}
}

func TestOpenTakesExactNamesOnly(t *testing.T) {
	known := strings.TrimPrefix(Asset("tandem.css"), StaticPrefix)
	for _, name := range []string{"", "tandem.css", "../static.go", "static/tandem.css", known + "/", strings.ToUpper(known), "fonts/" + known, "."} {
		if _, _, ok := Open(name); ok {
			t.Errorf("%q was found", name)
		}
	}
}

func TestStylesNameOnlyServedFonts(t *testing.T) {
	css, _, _ := Open(strings.TrimPrefix(Asset("tandem.css"), StaticPrefix))
	staff, _, _ := Open(strings.TrimPrefix(Asset("staff.css"), StaticPrefix))
	css = append(css[:len(css):len(css)], staff...)
	urls := regexp.MustCompile(`url\(([^)]*)\)`).FindAllStringSubmatch(string(css), -1)
	if len(urls) < 10 {
		t.Fatalf("only %d fonts", len(urls))
	}
	for _, u := range urls {
		file, ours := strings.CutPrefix(strings.Trim(u[1], `"`), StaticPrefix)
		if _, _, ok := Open(file); !ours || !ok {
			t.Errorf("the styles name %s", u[1])
		}
	}
	if strings.Contains(string(css), "/*") || strings.Contains(string(css), "@import") {
		t.Error("the styles hold a comment or an import")
	}
}

// TestStylesLoseNothingInQuotes: what makes the styles lighter knows no quotes.
func TestStylesLoseNothingInQuotes(t *testing.T) {
	for _, name := range []string{"tandem.css", "staff.css"} {
		source, err := files.ReadFile("static/" + name)
		if err != nil {
			t.Fatal(err)
		}
		for _, quoted := range regexp.MustCompile(`"[^"\n]*"`).FindAllString(string(source), -1) {
			if tight.Replace(quoted) != quoted {
				t.Errorf("%s would be changed", quoted)
			}
		}
	}
}

func TestEveryFontKeepsItsLicence(t *testing.T) {
	for _, family := range []string{"commissioner", "literata"} {
		content, _, ok := Open(strings.TrimPrefix(Asset("fonts/"+family+"-OFL.txt"), StaticPrefix))
		if !ok || !strings.Contains(string(content), "SIL Open Font License") {
			t.Errorf("%s has no licence", family)
		}
	}
	if slices.ContainsFunc(Served(), func(n string) bool { return strings.HasSuffix(n, ".woff") || strings.HasSuffix(n, ".ttf") }) {
		t.Error("fonts are woff2 only")
	}
}

func TestAnUnknownAssetIsAMistakeThatShows(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	Asset("nothing.css")
}
