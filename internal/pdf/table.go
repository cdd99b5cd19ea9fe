package pdf

import (
	"strings"

	"tandem/internal/chart"
	"tandem/internal/report"
)

// cellLines is one cell, broken into lines; x and width are within the text's
// width.
type cellLines struct {
	lines    []string
	style    style
	align    report.Align
	partner  int
	x, width float64
}

// tableRow is what stays together on a page.
type tableRow struct {
	cells []cellLines
	lead  float64 // from line to line
	pad   float64 // above and below
	under chart.Tone
	rule  float64 // width of the line below; 0 for none
	last  float64 // height of the last row, when that is the next
}

func (r tableRow) lineCount() int {
	n := 1
	for _, c := range r.cells {
		n = max(n, len(c.lines))
	}
	return n
}

// full is the height of all its lines.
func (r tableRow) full() float64 { return r.height(r.lineCount()) }

func (r tableRow) height(lines int) float64 { return float64(lines)*r.lead + 2*r.pad }

const columnGap = 16.0

// table sets a table; its head stands again on each page that it runs over, no
// row is broken that would fit on a page, and the last row never stands alone
// there: the row before it goes along.
func (s *sheet) table(t report.Table) {
	if len(t.Columns) == 0 {
		return
	}
	widths := s.columnWidths(t)
	head := s.headRow(t, widths)
	again := &head
	if head.full() > s.fullRoom()/3 {
		again = nil // such a head would leave no room for rows
	}
	s.need(s.tableStart(t))
	s.row(head, nil)
	for i, cells := range t.Rows {
		row := s.bodyRow(t, cells, widths)
		if i == len(t.Rows)-2 {
			last := s.bodyRow(t, t.Rows[i+1], widths)
			row.last = last.full()
		}
		s.row(row, again)
	}
}

// tableStart is the height of what stands together at the head of a table: of
// one that stays whole all of it, else the head and the first row, and the
// second where it is the last.
func (s *sheet) tableStart(t report.Table) float64 {
	if len(t.Columns) == 0 {
		return 0
	}
	widths := s.columnWidths(t)
	all := s.headRow(t, widths).full()
	first := all
	for i, cells := range t.Rows {
		if all += s.bodyRow(t, cells, widths).full(); i == 0 {
			first = all
		}
	}
	if all <= s.fullRoom() && (t.Whole || len(t.Rows) == 2) {
		return all
	}
	return first
}

func (s *sheet) headRow(t report.Table, widths []float64) tableRow {
	row := tableRow{lead: columnStyle.lead, pad: 3.5, under: chart.ToneInk, rule: 0.8}
	x := 0.0
	for i, c := range t.Columns {
		row.cells = append(row.cells, cellLines{style: columnStyle, align: c.Align, partner: c.Partner, x: x, width: widths[i],
			lines: s.wrap(c.Title, columnStyle, widths[i]-indent(c.Partner))})
		x += widths[i] + columnGap
	}
	return row
}

func (s *sheet) bodyRow(t report.Table, cells []report.Cell, widths []float64) tableRow {
	row := tableRow{lead: cellStyle.lead, pad: 3, under: chart.ToneLine, rule: 0.5}
	if t.Roomy {
		row.pad, row.under = 12, chart.ToneMuted
	}
	x := 0.0
	for i, c := range t.Columns {
		if i < len(cells) {
			st := s.styleOf(t, i)
			row.cells = append(row.cells, cellLines{style: st, align: c.Align, partner: cells[i].Partner, x: x, width: widths[i],
				lines: s.wrap(cells[i].Text, st, widths[i]-indent(cells[i].Partner))})
		}
		x += widths[i] + columnGap
	}
	return row
}

func (s *sheet) styleOf(t report.Table, column int) style {
	if t.HeaderColumn && column == 0 {
		return rowStyle
	}
	return cellStyle
}

// row sets a row whole on one page; one that is higher than a page runs on,
// line by line. head, when given, stands again at the top of a new page.
func (s *sheet) row(r tableRow, head *tableRow) {
	total := r.lineCount()
	turn := func() {
		s.newPage()
		if head != nil {
			s.part(*head, 0, head.lineCount())
		}
	}
	together := r.full() + r.last
	if head != nil && together+head.full() > s.fullRoom() || together > s.fullRoom() {
		together = r.full() // too high to go with the last
	}
	if together > s.room()+hair && !s.fresh() {
		turn()
	}
	for from := 0; from < total; {
		fits := int((s.room() - 2*r.pad + 0.01) / r.lead)
		if fits < 1 && !s.fresh() {
			turn()
			continue
		}
		to := min(from+max(fits, 1), total)
		s.part(r, from, to)
		from = to
	}
}

// part sets lines from up to, not including, to of each cell.
func (s *sheet) part(r tableRow, from, to int) {
	for _, c := range r.cells {
		s.cell(c, r, from, to)
	}
	s.y += r.height(to - from)
	if r.rule > 0 {
		s.rule(marginSide, s.width-marginSide, s.y, r.rule, r.under)
	}
}

func (s *sheet) cell(c cellLines, r tableRow, from, to int) {
	anchor, x := chart.Start, marginSide+c.x+indent(c.partner)
	switch c.align {
	case report.AlignMiddle:
		anchor, x = chart.Middle, marginSide+c.x+(c.width+indent(c.partner))/2
	case report.AlignEnd:
		anchor, x = chart.End, marginSide+c.x+c.width
	}
	for i := from; i < min(to, len(c.lines)); i++ {
		y := s.y + r.pad + float64(i-from)*r.lead
		st := c.style
		st.lead = r.lead
		s.word(c.lines[i], st, x, y, anchor)
		if i == 0 && c.partner != 0 {
			left := x - markRoom
			switch anchor {
			case chart.Middle:
				left -= s.measure(c.lines[0], st) / 2
			case chart.End:
				left -= s.measure(c.lines[0], st)
			}
			s.shape(chart.Mark(c.partner, left+markRadius, y+r.lead/2, markRadius))
		}
	}
}

// columnWidths shares the text's width out by the longest word and the longest
// line of each column.
func (s *sheet) columnWidths(t report.Table) []float64 {
	n := len(t.Columns)
	avail := max(s.bodyWidth()-columnGap*float64(n-1), float64(n))
	least, wish := make([]float64, n), make([]float64, n)
	see := func(i int, text string, st style, in float64) {
		text = s.clean(text)
		wish[i] = max(wish[i], s.measure(text, st)+in)
		for _, word := range strings.Fields(text) {
			least[i] = max(least[i], s.measure(word, st)+in)
		}
	}
	for i, c := range t.Columns {
		see(i, c.Title, columnStyle, indent(c.Partner))
		for _, row := range t.Rows {
			if i < len(row) {
				see(i, row[i].Text, s.styleOf(t, i), indent(row[i].Partner))
			}
		}
	}
	return share(avail, least, wish)
}

// share gives each column its wish up to a level that is the same for all, so
// that narrow columns stay whole while wide ones break; a column whose longest
// word is wider gets that, as far as an even part allows.
func share(avail float64, least, wish []float64) []float64 {
	out := make([]float64, len(wish))
	even := avail / float64(len(wish))
	fill := func(level float64) (sum float64) {
		for i := range wish {
			out[i] = max(min(wish[i], level), min(least[i], even), 1)
			sum += out[i]
		}
		return sum
	}
	if all := fill(avail); all <= avail {
		for i := range out {
			out[i] += (avail - all) / float64(len(out))
		}
		return out
	}
	low, high := 0.0, avail
	for range 40 { // halving: far below what can be seen
		if middle := (low + high) / 2; fill(middle) > avail {
			high = middle
		} else {
			low = middle
		}
	}
	fill(low)
	return out
}
