package pdf

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tandem/internal/chart"
	"tandem/internal/report"
	"tandem/internal/tandem"
)

var update = flag.Bool("update", false, "write the golden files anew")

func zone(t testing.TB) *time.Location {
	t.Helper()
	z, err := tandem.Zone("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func render(t testing.TB, doc report.Document) []byte {
	t.Helper()
	file, err := Render(doc, issued, zone(t))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// tool runs one of Poppler's programs on a file; the project's make installs
// them, so a missing one fails the test.
func tool(t testing.TB, file []byte, name string, args ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "document.pdf")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	cmd := exec.Command(name, append(args, path)...)
	if name == "pdftotext" {
		cmd.Args = append(cmd.Args, "-")
	}
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s (from poppler-utils): %v\n%s", name, err, stderr.String())
	}
	if stderr.Len() > 0 {
		t.Errorf("%s complains: %s", name, stderr.String())
	}
	return stdout.String()
}

func text(t testing.TB, file []byte) string { return tool(t, file, "pdftotext", "-layout") }

// plainWords is the text with every run of white as one blank.
func plainWords(s string) string { return strings.Join(strings.Fields(s), " ") }

// The golden files hold the text as laid out and the digest of the bytes. The
// bytes depend on Go's own compression too: a new version of Go may ask for
// -update, with the text unchanged.
func TestGolden(t *testing.T) {
	for name, doc := range documents() {
		t.Run(name, func(t *testing.T) {
			file := render(t, doc)
			got := fmt.Sprintf("%x\n%s", sha256.Sum256(file), text(t, file))
			path := filepath.Join("testdata", name+".txt")
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s differs; look at the page, then run with -update\n%s", path, got)
			}
		})
	}
}

func TestSameContentSameBytes(t *testing.T) {
	doc := summary(12, 6)
	first := render(t, doc)
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			if file, err := Render(doc, issued, zone(t)); err != nil || !bytes.Equal(file, first) {
				t.Errorf("another rendering differs (%v)", err)
			}
		})
	}
	wg.Wait()
	later, err := Render(doc, issued.Add(time.Minute), zone(t))
	if err != nil || bytes.Equal(later, first) {
		t.Errorf("the issue time leaves no trace (%v)", err)
	}
	if changed := render(t, summary(12, 7)); bytes.Equal(changed, first) {
		t.Error("other content has the same bytes")
	}
}

func TestEveryPageSaysWhatItIs(t *testing.T) {
	doc := summary(52, 60)
	file := render(t, doc)
	pages := strings.Split(strings.TrimSuffix(text(t, file), "\f"), "\f")
	if len(pages) < 4 {
		t.Fatalf("%d pages, want several", len(pages))
	}
	digest := report.Digest(doc)
	for i, page := range pages {
		page = plainWords(page)
		for _, want := range []string{
			"Case C-1042", fmt.Sprintf("Page %d of %d", i+1, len(pages)), digest[:16], "Synthetic data.",
			"Issued 2026-11-03 14:05 CET (UTC+01:00)", "Riverside Couples Practice", "Progress summary",
		} {
			if !strings.Contains(page, want) {
				t.Errorf("page %d does not say %q", i+1, want)
			}
		}
		if whole := strings.Contains(page, digest); whole != (i == len(pages)-1) {
			t.Errorf("page %d holds the whole digest: %t", i+1, whole)
		}
		lines := strings.Split(strings.TrimSpace(page), "\n")
		if i > 0 && i < 3 && !strings.Contains(page, "Week Days") && !strings.Contains(page, "Exercise") {
			t.Errorf("page %d has no head of a table: %q", i+1, lines[0])
		}
	}
}

func TestMetadata(t *testing.T) {
	doc := summary(4, 2)
	doc.Title, doc.Language = "Fortschritt & <Ausblick> 🌻", "de"
	file := render(t, doc)
	info := tool(t, file, "pdfinfo")
	for _, want := range []string{"Fortschritt & <Ausblick> [sunflower]", "Metadata Stream: yes", "PDF version:     1.4", "A4"} {
		if !strings.Contains(info, want) {
			t.Errorf("pdfinfo does not say %q:\n%s", want, info)
		}
	}
	meta := tool(t, file, "pdfinfo", "-meta")
	for _, want := range []string{"Fortschritt &amp; &lt;Ausblick&gt; [sunflower]", "<rdf:li>de</rdf:li>", "2026-11-03T13:05:00Z"} {
		if !strings.Contains(meta, want) {
			t.Errorf("the metadata do not say %q:\n%s", want, meta)
		}
	}
	if !bytes.Contains(file, []byte("/Lang (de)")) {
		t.Error("the catalogue names no language")
	}
	if got := language("de)>> /Evil"); got != "deEvil" {
		t.Errorf("language let through %q", got)
	}
}

func TestUnicodeSurvives(t *testing.T) {
	words := "Zoë Nguyễn Đặng · Łukasz Żółć · Ελένη Παπαδοπούλου · Шевченко Щербаков · İğdır · “quoted” – fin €5"
	doc := report.Document{Title: words, Sections: []report.Section{{Title: words, Blocks: []report.Block{report.Paragraph{Text: words}}}}}
	if got := strings.Count(plainWords(text(t, render(t, doc))), "Nguyễn Đặng · Łukasz Żółć · Ελένη Παπαδοπούλου · Шевченко"); got < 2 {
		t.Errorf("the words were found %d times", got)
	}
}

func TestClean(t *testing.T) {
	fonts, err := faces()
	if err != nil {
		t.Fatal(err)
	}
	c := cleaner{fonts}
	for _, tt := range []struct{ name, in, want string }{
		{"plain", "Robin & Sasha (2)", "Robin & Sasha (2)"},
		{"composes", "Zoe\u0308", "Zoë"},
		{"emoji", "well done 🎉", "well done [party popper]"},
		{"joined emoji", "👩\u200d💻", "[woman][personal computer]"},
		{"skin tone", "👍🏽", "[thumbs up sign]"},
		{"flag", "🇮🇪", "[flag ie]"},
		{"half a flag", "🇮", "[letter i]"},
		{"tick", "✓ done", "[check mark] done"},
		{"dot", "●", "[black circle]"},
		{"hebrew", "שלום", "[hebrew: shin lamed vav final-mem]"},
		{"hebrew with points", "שָׁלוֹם", "[hebrew: shin lamed vav final-mem]"},
		{"han", "中文", "[cjk: U+4E2D U+6587]"},
		{"controls", "a\x00b\x1bc\u007f", "abc"},
		{"bidi", "\u202eevil\u202c\u2066x\u2069", "evilx"},
		{"byte order mark, joiner, soft hyphen", "\ufeffa\u200db\u00adc", "abc"},
		{"loose mark", "a\u20e3", "a"},
		{"white", "a\tb\r\nc\u00a0d\u2003e", "a b  c d e"},
		{"broken bytes", "a\xff\xfe\xc3b", "a[unreadable]b"},
		{"private use", "\ue000", "[U+E000]"},
		{"vietnamese", "Nguyễn", "Nguyễn"},
	} {
		if got := c.clean(tt.in); got != tt.want {
			t.Errorf("%s: clean(%q) = %q, want %q", tt.name, tt.in, got, tt.want)
		}
	}
}

// drawable tells whether gofpdf can draw each rune of s.
func drawable(c cleaner, s string) error {
	for _, r := range s {
		if r == 0xfffd || r > 0xffff || !covers(c.all, r) {
			return fmt.Errorf("%q holds %U", s, r)
		}
	}
	return nil
}

func TestCleanMakesAnyTextDrawable(t *testing.T) {
	fonts, err := faces()
	if err != nil {
		t.Fatal(err)
	}
	c := cleaner{fonts}
	rapid.Check(t, func(t *rapid.T) {
		in := anyText().Draw(t, "text")
		out := c.clean(in)
		if err := drawable(c, out); err != nil {
			t.Fatalf("clean(%q): %v", in, err)
		}
		if again := c.clean(out); again != out {
			t.Fatalf("clean(%q) = %q, cleaned again %q", in, out, again)
		}
	})
	// The check itself sees what would harm.
	for _, bad := range []string{"🎉", "\xff", "ש", "\u0001"} {
		if drawable(c, bad) == nil {
			t.Errorf("%q passes as drawable", bad)
		}
	}
}

// anyText mixes ordinary words, all of Unicode and arbitrary bytes.
func anyText() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.String(),
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 60), func(b []byte) string { return string(b) }),
		rapid.SampledFrom([]string{"", " ", "\n\n", "(", ")\\", "\\", "\r", strings.Repeat("x", 4000), strings.Repeat("word ", 900),
			strings.Repeat("🎉", 200), "\xed\xa0\x80", "{page}{pages}{nb}", "%s%d", "ﷺ", "e\u0301\u0302\u0303"}),
	)
}

// anyDocument has any text in any place where a text can stand.
func anyDocument(t *rapid.T) report.Document {
	words := anyText()
	draw := func(name string) string { return words.Draw(t, name) }
	cells := func() (row []report.Cell) {
		for range rapid.IntRange(0, 5).Draw(t, "cells") {
			row = append(row, report.Cell{Text: draw("cell"), Partner: rapid.IntRange(-1, 5).Draw(t, "partner")})
		}
		return row
	}
	table := func() report.Table {
		table := report.Table{Caption: draw("caption"), HeaderColumn: rapid.Bool().Draw(t, "header")}
		for range rapid.IntRange(0, 5).Draw(t, "columns") {
			table.Columns = append(table.Columns, report.Column{Title: draw("column"), Partner: rapid.IntRange(0, 3).Draw(t, "partner"),
				Align: rapid.SampledFrom([]report.Align{"", report.AlignStart, report.AlignMiddle, report.AlignEnd, "odd"}).Draw(t, "align")})
		}
		for range rapid.IntRange(0, 3).Draw(t, "rows") {
			table.Rows = append(table.Rows, cells())
		}
		return table
	}
	float := rapid.OneOf(rapid.Float64(), rapid.Float64Range(-900, 900))
	block := func() report.Block {
		switch rapid.IntRange(0, 4).Draw(t, "block") {
		case 0:
			return report.Heading{Text: draw("heading")}
		case 1:
			return report.Paragraph{Text: draw("paragraph")}
		case 2:
			return report.Facts{Items: []report.Fact{{Term: draw("term"), Value: draw("value"), Partner: 2}}}
		case 3:
			return table()
		default:
			d := chart.Drawing{Width: float.Draw(t, "width"), Height: float.Draw(t, "height")}
			for _, kind := range []chart.Kind{chart.Line, chart.Rect, chart.Circle, chart.Diamond, chart.Text, "odd"} {
				d.Shapes = append(d.Shapes, chart.Shape{Kind: kind, Text: draw("label"), X: float.Draw(t, "x"), Y: float.Draw(t, "y"),
					W: float.Draw(t, "w"), R: float.Draw(t, "r"), Size: float.Draw(t, "size"), LineWidth: float.Draw(t, "line"),
					Fill: chart.ToneOne, Stroke: chart.Tone(draw("tone")), Dashed: true})
			}
			return report.Chart{Drawing: d, Table: table()}
		}
	}
	doc := report.Document{Kind: "k", Title: draw("title"), Subtitle: draw("subtitle"), CaseCode: draw("case"), Language: draw("language"),
		Letterhead: report.Letterhead{Name: draw("practice"), Lines: []string{draw("line")}}, Notice: draw("notice"),
		Paper:  report.Paper(rapid.SampledFrom([]string{"", "a4", "letter", "odd"}).Draw(t, "paper")),
		Labels: report.Labels{Case: draw("l1"), Page: draw("l2"), Issued: draw("l3"), Digest: draw("l4")}}
	for range rapid.IntRange(0, 3).Draw(t, "sections") {
		sec := report.Section{Title: draw("section")}
		for range rapid.IntRange(0, 3).Draw(t, "blocks") {
			sec.Blocks = append(sec.Blocks, block())
		}
		doc.Sections = append(doc.Sections, sec)
	}
	return doc
}

func TestAnyTextAnywhere(t *testing.T) {
	fonts, err := faces()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		doc := anyDocument(t)
		s := newSheet(doc.Paper, fonts)
		s.document(doc, report.Digest(doc))
		s.frame(doc, report.Digest(doc), issued)
		for i, page := range s.pages {
			for _, o := range page {
				if o.shape.Kind == chart.Text {
					if err := drawable(s.cleaner, o.shape.Text); err != nil {
						t.Fatal(err)
					}
				}
				if o.shape.Kind == chart.Text && o.style.lead > 0 && (o.shape.Y < 0 || o.shape.Y > s.height || o.shape.X < 0) {
					t.Fatalf("page %d: words outside the page at %v, %v", i+1, o.shape.X, o.shape.Y)
				}
			}
		}
		if _, err := s.print(doc, issued); err != nil {
			t.Fatal(err)
		}
	})
}

// Nothing is lost in wrapping and breaking: what a table says is on paper.
func TestLongWordsAndRowsStayWhole(t *testing.T) {
	long := strings.Repeat("abcdefghij", 60)
	sentence := strings.Repeat("word after word ", 800) // higher than a page
	doc := report.Document{Sections: []report.Section{{Blocks: []report.Block{
		report.Paragraph{Text: long},
		report.Table{Columns: []report.Column{{Title: "A"}, {Title: long}}, Rows: [][]report.Cell{{{Text: sentence}, {Text: long}}}},
	}}}}
	got := tool(t, render(t, doc), "pdftotext", "-raw")
	if n := strings.Count(got, "word"); n != 1600 {
		t.Errorf("%d of 1600 words are on paper", n)
	}
	letters := strings.Count(got, "j")
	if letters < 180 {
		t.Errorf("%d of 180 runs of letters are on paper", letters)
	}
}

// texts are the lines of one page with their places.
func texts(page []op) (out []op) {
	for _, o := range page {
		if o.shape.Kind == chart.Text {
			out = append(out, o)
		}
	}
	return out
}

// brokenRow says where a row of the marker table is split over pages, and
// loneHeading where a heading is the last thing on its page; "" for nowhere.
func brokenRow(pages [][]op) string {
	for i, page := range pages {
		for n := range 80 {
			var top, low bool
			for _, o := range texts(page) {
				top = top || o.shape.Text == fmt.Sprintf("top%d", n)
				low = low || strings.HasSuffix(" "+o.shape.Text, fmt.Sprintf(" low%d", n))
			}
			if top != low {
				return fmt.Sprintf("row %d on page %d", n, i+1)
			}
		}
	}
	return ""
}

func loneHeading(pages [][]op) string {
	for i, page := range pages {
		lowest := op{}
		for _, o := range texts(page) {
			if o.shape.Y > lowest.shape.Y {
				lowest = o
			}
		}
		if lowest.style.face == serif {
			return fmt.Sprintf("%q on page %d", lowest.shape.Text, i+1)
		}
	}
	return ""
}

func TestPagesBreakWhereAPersonWould(t *testing.T) {
	fonts, err := faces()
	if err != nil {
		t.Fatal(err)
	}
	for before := range 60 {
		s := newSheet("", fonts)
		for range before {
			s.block(report.Paragraph{Text: "line"}, 0)
		}
		var rows [][]report.Cell
		for n := range 70 {
			rows = append(rows, []report.Cell{{Text: fmt.Sprintf("top%d", n)}, {Text: strings.Repeat("m", 30) + fmt.Sprintf(" low%d", n)}})
		}
		columns := []report.Column{{Title: "Head A"}, {Title: "Head B"}, {Title: "C"}, {Title: "D"}, {Title: strings.Repeat("E ", 300)}}
		s.section(report.Section{Title: "Section", Blocks: []report.Block{report.Heading{Text: "Heading"}, report.Table{Columns: columns, Rows: rows}}})
		s.section(report.Section{Title: "Section", Blocks: []report.Block{report.Heading{Text: "Heading"}, report.Paragraph{Text: "words"}}})
		s.section(report.Section{Title: "Section", Blocks: []report.Block{report.Chart{Drawing: chart.DrawAdherence(chart.Adherence{}), Table: report.Table{Columns: columns}}}})
		if bad := brokenRow(s.pages); bad != "" {
			t.Fatalf("%d lines before: broken %s", before, bad)
		}
		if bad := loneHeading(s.pages); bad != "" {
			t.Fatalf("%d lines before: alone at the foot: %s", before, bad)
		}
	}
	// Both guards see a planted fault.
	planted := func(text string, st style) op {
		return op{shape: chart.Shape{Kind: chart.Text, Text: text, Y: 9}, style: st}
	}
	if brokenRow([][]op{{planted("top3", cellStyle)}, {planted("low3", cellStyle)}}) == "" {
		t.Error("a broken row was not seen")
	}
	if loneHeading([][]op{{planted("Section", sectionStyle)}}) == "" {
		t.Error("a lone heading was not seen")
	}
}

func TestPanicBecomesInternalWithoutContent(t *testing.T) {
	doc := report.Document{Title: "secret", Sections: []report.Section{{Blocks: []report.Block{(*panicking)(nil)}}}}
	_, err := Render(doc, issued, nil)
	if tandem.KindOf(err) != tandem.KindInternal {
		t.Fatalf("error %v of kind %q", err, tandem.KindOf(err))
	}
	if strings.Contains(err.Error(), "secret") {
		t.Errorf("the error tells content: %v", err)
	}
	var kept *tandem.Error
	if !errors.As(err, &kept) {
		t.Errorf("not an error of ours: %T", err)
	}
}

// panicking is a block that the digest refuses to read.
type panicking struct{ report.Block }

func TestChartRoomHoldsOrdinaryWords(t *testing.T) {
	fonts, err := faces()
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"100%", "50%", "WWWW", "mmmm", "light week", "nothing due", "Week of the plan", "Robin Ó Dálaigh",
		"Sasha Шевченко", "Nguyễn Thị Minh", "Ελένη Παπαδοπούλου", "semana ligera", "Щукина Ющенко", "0123456789"} {
		if wide, room := fonts[sans].width(words, 10), chart.TextWidth(words, 10); wide > room {
			t.Errorf("%q is %.1f wide, the chart leaves %.1f", words, wide, room)
		}
	}
}

func TestShapesThatAreNoNumbersAreLeftOut(t *testing.T) {
	fonts, err := faces()
	if err != nil {
		t.Fatal(err)
	}
	good := chart.Shape{Kind: chart.Line, X2: 5, Y2: 5, Stroke: chart.ToneInk, LineWidth: 1}
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e12} {
		s := newSheet("", fonts)
		broken := good
		broken.Y2 = bad
		s.picture(chart.Drawing{Width: 10, Height: 10, Shapes: []chart.Shape{broken, good}})
		s.picture(chart.Drawing{Width: bad, Height: bad, Shapes: []chart.Shape{broken}})
		if len(s.pages[0]) != 1 || !(s.y < s.bottom()) {
			t.Errorf("%v: %d shapes drawn, %v reached", bad, len(s.pages[0]), s.y)
		}
	}
}

func TestMetricsRefuseBrokenFonts(t *testing.T) {
	for _, cut := range []int{0, 3, 40, 300, 5000} {
		if _, err := readMetrics([]byte(commissionerRegular[:cut])); err == nil {
			t.Errorf("a font cut at %d bytes was read", cut)
		}
	}
}

func BenchmarkRender(b *testing.B) {
	for _, size := range []struct{ weeks, exercises int }{{12, 6}, {26, 24}, {52, 60}} {
		doc := report.BuildSummary(context.Background(), summaryInput(size.weeks, size.exercises))
		b.Run(fmt.Sprintf("%d weeks", size.weeks), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Render(doc, issued, time.UTC); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
