package pdf

import (
	"fmt"
	"strings"
	"testing"

	"tandem/internal/chart"
	"tandem/internal/report"
)

// pageOf is the page that a text stands on, -1 where it stands on none.
func pageOf(pages [][]op, text string) int {
	for i, page := range pages {
		for _, o := range page {
			if o.shape.Kind == chart.Text && o.shape.Text == text {
				return i
			}
		}
	}
	return -1
}

// TestWhatStandsTogetherInATable: wherever on a page a table begins, the one
// that stays whole stands on one page with its heading, and of another the last
// row has the row before it on its page.
func TestWhatStandsTogetherInATable(t *testing.T) {
	fonts, err := faces()
	if err != nil {
		t.Fatal(err)
	}
	for before := range 60 {
		for _, n := range []int{1, 2, 3, 5, 9, 60} {
			for _, whole := range []bool{true, false} {
				s := newSheet("", fonts)
				for range before {
					s.block(report.Paragraph{Text: "line"}, 0)
				}
				var rows [][]report.Cell
				for i := range n {
					rows = append(rows, []report.Cell{{Text: fmt.Sprintf("row%d", i)}, {Text: strings.Repeat("m ", 20*(i%3))}})
				}
				s.section(report.Section{Title: "Signatures", Blocks: []report.Block{
					report.Table{Whole: whole, Columns: []report.Column{{Title: "Signed by"}, {Title: "Date"}}, Rows: rows}}})
				first, last := pageOf(s.pages, "row0"), pageOf(s.pages, fmt.Sprintf("row%d", n-1))
				if pageOf(s.pages, "Signatures") != first {
					t.Fatalf("%d rows after %d lines: the title is not on the page of the first row", n, before)
				}
				if whole && n < 60 && first != last {
					t.Fatalf("%d rows after %d lines: the table is split", n, before)
				}
				if n > 1 && pageOf(s.pages, fmt.Sprintf("row%d", n-2)) != last {
					t.Fatalf("%d rows after %d lines: the last row stands alone", n, before)
				}
			}
		}
	}
}
