package pdf

import (
	"strings"
	"unicode/utf8"

	"tandem/internal/chart"
	"tandem/internal/report"
)

// All lengths are points of 1/72 inch, y grows downwards from the page's top.
const (
	marginSide   = 62.0
	marginTop    = 60.0
	marginBottom = 74.0 // the footer stands in it
)

// shade is a colour of the paper look.
type shade struct{ r, g, b int }

// style is how a run of text looks; lead is from line to line.
type style struct {
	face       face
	size, lead float64
	ink        shade
}

// op is one thing to draw on a page: a shape of chart's, already in points.
// A text starts at its X, whatever its anchor was, and looks as style says.
type op struct {
	shape chart.Shape
	style style // of a text
}

// sheet is the document while it is laid out: finished pages of operations and
// a place on the last one. Laying out before drawing is what lets each page
// say how many there are.
type sheet struct {
	width, height float64
	fonts         *[faceCount]metrics
	cleaner       cleaner
	pages         [][]op
	y             float64
}

func newSheet(paper report.Paper, fonts *[faceCount]metrics) *sheet {
	s := &sheet{width: 595.28, height: 841.89, fonts: fonts, cleaner: cleaner{fonts}}
	if paper == report.PaperLetter {
		s.width, s.height = 612, 792
	}
	s.newPage()
	return s
}

func (s *sheet) clean(text string) string { return s.cleaner.clean(text) }

func (s *sheet) bodyWidth() float64 { return s.width - 2*marginSide }
func (s *sheet) bottom() float64    { return s.height - marginBottom }
func (s *sheet) room() float64      { return s.bottom() - s.y }

// fullRoom is the room on a page that holds nothing but its running head.
func (s *sheet) fullRoom() float64 { return s.bottom() - marginTop }

func (s *sheet) fresh() bool { return s.y <= marginTop }

// newPage begins a page; its head is drawn at the end with everything that
// needs the number of pages.
func (s *sheet) newPage() {
	s.pages = append(s.pages, nil)
	s.y = marginTop
}

// need begins a new page unless h more points fit on this one. What is higher
// than a page does not get a better place by moving on.
func (s *sheet) need(h float64) {
	if min(h, s.fullRoom()) > s.room()+0.01 && !s.fresh() {
		s.newPage()
	}
}

// space leaves white, except at the head of a page.
func (s *sheet) space(h float64) {
	if !s.fresh() {
		s.y = min(s.y+h, s.bottom())
	}
}

func (s *sheet) draw(o op) {
	last := len(s.pages) - 1
	s.pages[last] = append(s.pages[last], o)
}

func (s *sheet) shape(shape chart.Shape) { s.draw(op{shape: shape}) }

func (s *sheet) rule(x, x2, y, width float64, tone chart.Tone) {
	s.shape(chart.Shape{Kind: chart.Line, X: x, Y: y, X2: x2, Y2: y, Stroke: tone, LineWidth: width})
}

// word puts one line with its top at y; x is the point that anchor says.
func (s *sheet) word(text string, st style, x, y float64, anchor chart.Anchor) {
	s.wordAt(text, st, x, y+(st.lead-st.size)/2+st.size*0.79, anchor)
}

// wordAt is word with the baseline at y.
func (s *sheet) wordAt(text string, st style, x, y float64, anchor chart.Anchor) {
	if text == "" {
		return
	}
	switch anchor {
	case chart.Middle:
		x -= s.measure(text, st) / 2
	case chart.End:
		x -= s.measure(text, st)
	}
	s.draw(op{shape: chart.Shape{Kind: chart.Text, X: x, Y: y, Text: text}, style: st})
}

func (s *sheet) measure(text string, st style) float64 { return s.fonts[st.face].width(text, st.size) }

// lines sets lines one under the other from the place reached, over pages if
// they must; two lines at least stay together on either side of a break.
func (s *sheet) lines(lines []string, st style, x float64) {
	for i, line := range lines {
		left := len(lines) - i
		switch {
		case i == 0 || left == 2:
			s.need(st.lead * float64(min(left, 2)))
		default:
			s.need(st.lead)
		}
		s.word(line, st, x, s.y, chart.Start)
		s.y += st.lead
	}
}

// hair is a width that nobody sees: what was measured and what is left of a sum
// differ by less.
const hair = 0.01

// wrap breaks text into lines no wider than width, at spaces, and inside a
// word only when the word alone is too wide. It answers one line at least.
func (s *sheet) wrap(text string, st style, width float64) []string {
	text = s.clean(text)
	width += hair
	if s.measure(text, st) <= width {
		return []string{text}
	}
	blank := s.measure(" ", st)
	var out []string
	var line strings.Builder
	used := 0.0
	for _, word := range strings.Fields(text) {
		w := s.measure(word, st)
		if used > 0 && used+blank+w <= width {
			line.WriteByte(' ')
			line.WriteString(word)
			used += blank + w
			continue
		}
		if used > 0 {
			out = append(out, line.String())
			line.Reset()
		}
		for w > width {
			head := s.head(word, st, width)
			out, word = append(out, word[:head]), word[head:]
			w = s.measure(word, st)
		}
		line.WriteString(word)
		used = w
	}
	if line.Len() > 0 || len(out) == 0 {
		out = append(out, line.String())
	}
	return out
}

// head is how many bytes of a word fit the width, one rune at least; it ends
// after a hyphen where there is one.
func (s *sheet) head(word string, st style, width float64) int {
	used, hyphen := 0.0, 0
	for i, r := range word {
		used += s.fonts[st.face].advance(r) * st.size
		if used > width && i > 0 {
			if hyphen > 0 {
				return hyphen
			}
			return i
		}
		if r == '-' {
			hyphen = i + 1
		}
	}
	return len(word)
}

// fit shortens a line that stands a second time, such as a running head; what
// it says is whole elsewhere.
func (s *sheet) fit(text string, st style, width float64) string {
	text = s.clean(text)
	if s.measure(text, st) <= width {
		return text
	}
	n := s.head(text, st, width-s.measure("…", st))
	if n == len(text) {
		_, n = utf8.DecodeRuneInString(text)
	}
	return strings.TrimSpace(text[:n]) + "…"
}
