package pdf

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/unicode/runenames"
)

// cleaner makes any text fit for gofpdf and for the fonts. Every word of a
// document passes through it, those of the metadata too: a rune above U+FFFF
// or a broken byte makes gofpdf panic, and a missing glyph would be a blank.
type cleaner struct{ all *[faceCount]metrics }

// clean keeps what the fonts can draw, on one line; says in words, in
// brackets, what they cannot; and drops what has no look of its own: controls,
// bidirectional marks, joiners, and combining marks that found no letter.
func (c cleaner) clean(s string) string {
	if plain(s) {
		return s
	}
	var out strings.Builder
	s = norm.NFC.String(s)
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size <= 1:
			n := 1
			for i+n < len(s) && !validAt(s[i+n:]) {
				n++
			}
			out.WriteString("[unreadable]")
			size = n
		case unicode.IsSpace(r) || unicode.In(r, unicode.Zs, unicode.Zl, unicode.Zp):
			out.WriteByte(' ')
		case dropped(r):
		case covers(c.all, r):
			out.WriteRune(r)
		case unicode.IsLetter(r):
			size = c.spell(&out, s[i:])
		case regional(r):
			size = country(&out, s[i:])
		default:
			out.WriteString("[" + nameOf(r) + "]")
		}
		i += size
	}
	return out.String()
}

// plain tells whether s is printable ASCII, which needs no work.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

func validAt(s string) bool {
	r, size := utf8.DecodeRuneInString(s)
	return r != utf8.RuneError || size > 1
}

// dropped are runes without a look of their own: controls, format and
// bidirectional marks, marks on other runes, skin tones.
func dropped(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Mn, unicode.Me) || r >= 0x1f3fb && r <= 0x1f3ff
}

// spell writes a run of letters of one script that the fonts lack as
// "[hebrew: shin alef]" and returns how many bytes it read.
func (c cleaner) spell(out *strings.Builder, s string) int {
	script := scriptOf(first(s))
	var names []string
	read := 0
	for _, r := range s {
		if unicode.IsMark(r) || unicode.Is(unicode.Cf, r) {
			read += utf8.RuneLen(r) // sits on the letter before
			continue
		}
		if r == utf8.RuneError || !unicode.IsLetter(r) || covers(c.all, r) || scriptOf(r) != script {
			break
		}
		names = append(names, letterName(r, script))
		read += utf8.RuneLen(r)
	}
	if script != "" {
		out.WriteString("[" + script + ": " + strings.Join(names, " ") + "]")
	} else {
		out.WriteString("[" + strings.Join(names, " ") + "]")
	}
	return read
}

func first(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// scriptOf is the script's name as the letter's own name begins with it.
func scriptOf(r rune) string {
	name := runenames.Name(r)
	if strings.HasPrefix(name, "<") { // whole blocks have no names for each
		name = strings.Trim(name, "<>")
	}
	script, _, found := strings.Cut(name, " ")
	if !found {
		return ""
	}
	return strings.ToLower(script)
}

// letterName is the name without the words that each letter of a script shares.
func letterName(r rune, script string) string {
	name := runenames.Name(r)
	if name == "" || strings.HasPrefix(name, "<") || strings.Contains(name, "IDEOGRAPH-") {
		return fmt.Sprintf("U+%04X", r)
	}
	name = strings.ToLower(name)
	for _, shared := range []string{script + " ", "letter ", "syllable "} {
		name = strings.TrimPrefix(name, shared)
	}
	return strings.ReplaceAll(shorten(name), " ", "-")
}

// nameOf is the rune's name in lower case, or its number when it has none.
func nameOf(r rune) string {
	name := runenames.Name(r)
	if name == "" || strings.HasPrefix(name, "<") {
		return fmt.Sprintf("U+%04X", r)
	}
	return shorten(strings.ToLower(name))
}

// shorten cuts a long name at a word.
func shorten(name string) string {
	const most = 40
	if len(name) <= most {
		return name
	}
	if cut := strings.LastIndexByte(name[:most], ' '); cut > 0 {
		return name[:cut]
	}
	return name[:most]
}

func regional(r rune) bool { return r >= 0x1f1e6 && r <= 0x1f1ff }

// country writes two regional letters as "[flag de]".
func country(out *strings.Builder, s string) int {
	one, size := utf8.DecodeRuneInString(s)
	two, more := utf8.DecodeRuneInString(s[size:])
	letter := func(r rune) byte { return byte('a' + r - 0x1f1e6) } //nolint:gosec // r is one of 26 letters
	if !regional(two) {
		out.WriteString("[letter " + string(letter(one)) + "]")
		return size
	}
	out.WriteString("[flag " + string([]byte{letter(one), letter(two)}) + "]")
	return size + more
}
