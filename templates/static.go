// Package templates holds what pages are made of. This file embeds the fixed
// files (styles, scripts, fonts and their licences) and names each by its
// content, so that browsers may keep them for ever.
package templates

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"path"
	"strings"
	"sync"
)

//go:embed static
var files embed.FS

// StaticPrefix is the path under which the server hands out what Open finds.
const StaticPrefix = "/static/"

// asset is one fixed file as it is served.
type asset struct {
	served  string // its file name with the hash of its content
	content []byte
	kind    string
}

// shelf knows each asset by its name in the folder and by its served name.
type shelf struct {
	byName   map[string]asset
	byServed map[string]asset
}

// shelved reads the embedded files once. The result never changes.
var shelved = sync.OnceValue(func() shelf {
	s := shelf{byName: map[string]asset{}, byServed: map[string]asset{}}
	names := fileNames("static")
	for _, styles := range []bool{false, true} { // styles last: they name the fonts
		for _, name := range names {
			if strings.HasSuffix(name, ".css") == styles {
				s.add(name)
			}
		}
	}
	return s
})

// Asset is the address of a fixed file, such as "tandem.css" or
// "fonts/literata-latin-500-normal.woff2". It panics on a name that is not
// embedded: that is a mistake in a template, which any test of the page shows.
func Asset(name string) string {
	a, ok := shelved().byName[name]
	if !ok {
		panic(fmt.Sprintf("templates: there is no static file %q", name))
	}
	return StaticPrefix + a.served
}

// Open finds a fixed file by the last part of its address, as given by Asset.
// Only exact names of known files are found. The content must not be changed;
// it may be cached for ever.
func Open(file string) (content []byte, contentType string, ok bool) {
	a, ok := shelved().byServed[file]
	return a.content, a.kind, ok
}

// Served lists the names that Open knows.
func Served() []string {
	var names []string
	for name := range shelved().byServed {
		names = append(names, name)
	}
	return names
}

func (s shelf) add(name string) {
	content, err := files.ReadFile(path.Join("static", name))
	if err != nil {
		panic(fmt.Sprintf("templates: %v", err)) // embedded: cannot happen
	}
	if strings.HasSuffix(name, ".css") {
		content = s.rewrite(content)
	}
	if strings.HasSuffix(name, ".js") {
		content = lean(string(content), "//")
	}
	sum := sha256.Sum256(content)
	ext := path.Ext(name)
	base := strings.TrimSuffix(path.Base(name), ext)
	a := asset{
		served:  base + "." + hex.EncodeToString(sum[:])[:10] + ext,
		content: content,
		kind:    contentTypes[ext],
	}
	s.byName[name], s.byServed[a.served] = a, a
}

// rewrite makes a style sheet point to the served names of its fonts, and
// takes comments and indents out: a page on a phone should weigh little.
func (s shelf) rewrite(css []byte) []byte {
	text := string(css)
	for name, a := range s.byName {
		text = strings.ReplaceAll(text, `url("`+name+`")`, `url("`+StaticPrefix+a.served+`")`)
	}
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(text, "/*")
		out.WriteString(before)
		if !found {
			break
		}
		_, text, _ = strings.Cut(rest, "*/")
	}
	lines := lean(tight.Replace(out.String()), "\x00")
	return bytes.ReplaceAll(lines, []byte("\n"), nil) // each ends where a style or a rule does
}

// tight takes the spaces out of styles that are there for their readers. No
// text in quotes holds any of these.
var tight = strings.NewReplacer(" {", "{", "{ ", "{", "; ", ";", ": ", ":", " }", "}", ", ", ",", " > ", ">")

// lean takes indents, empty lines and whole lines of comment out of a text.
func lean(text, comment string) []byte {
	var out strings.Builder
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, comment) {
			out.WriteString(line)
			out.WriteByte('\n')
		}
	}
	return []byte(out.String())
}

func fileNames(dir string) []string {
	entries, err := files.ReadDir(dir)
	if err != nil {
		panic(fmt.Sprintf("templates: %v", err)) // embedded: cannot happen
	}
	var names []string
	for _, e := range entries {
		full := path.Join(dir, e.Name())
		if e.IsDir() {
			names = append(names, fileNames(full)...)
			continue
		}
		names = append(names, strings.TrimPrefix(full, "static/"))
	}
	return names
}

var contentTypes = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".svg":   "image/svg+xml",
	".txt":   "text/plain; charset=utf-8",
	".woff2": "font/woff2",
}
