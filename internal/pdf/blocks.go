package pdf

import (
	"math"

	"tandem/internal/chart"
	"tandem/internal/report"
)

// The paper look: ink on white, one deep accent, and a hue for each partner
// that is always joined by a shape.
var (
	ink    = shade{0x22, 0x29, 0x2c}
	muted  = shade{0x5a, 0x62, 0x65}
	accent = shade{0x1d, 0x5c, 0x59}

	titleStyle   = style{serif, 22, 27, ink}
	subStyle     = style{sans, 10, 14, muted}
	senderStyle  = style{serif, 13, 17, accent}
	addressStyle = style{sans, 8.5, 11.5, muted}
	sectionStyle = style{serif, 13, 17, accent}
	headingStyle = style{serif, 10.5, 14, ink}
	bodyStyle    = style{sans, 9.5, 13.5, ink}
	quietStyle   = style{sans, 8.5, 12, muted}
	termStyle    = style{sans, 9.5, 13.5, muted}
	cellStyle    = style{sans, 9, 12, ink}
	rowStyle     = style{sans, 9, 12, ink}
	columnStyle  = style{sans, 8.5, 11.5, muted}
	footStyle    = style{sans, 7.5, 10, muted}
	noticeStyle  = style{sans, 8.5, 10.5, ink}
)

const (
	markRadius = 3.2
	markRoom   = 11.0 // from a mark's left edge to the words after it
)

// shadeOf is a tone on paper.
func shadeOf(t chart.Tone) shade {
	switch t {
	case chart.ToneOne:
		return shade{0x17, 0x69, 0x7a}
	case chart.ToneTwo:
		return shade{0xa3, 0x4f, 0x24}
	case toneAccent:
		return accent
	case chart.ToneMuted:
		return muted
	case chart.ToneLine:
		return shade{0xd3, 0xca, 0xbb}
	case chart.ToneSunk:
		return shade{0xec, 0xe6, 0xda}
	case chart.ToneSurface:
		return shade{0xff, 0xff, 0xff}
	default:
		return ink
	}
}

// section sets a title and its blocks.
func (s *sheet) section(sec report.Section) {
	s.space(16)
	if sec.Title != "" {
		s.titled(s.wrap(sec.Title, sectionStyle, s.bodyWidth()), sectionStyle, s.follow(sec.Blocks)+6)
		s.space(4)
	}
	for i, b := range sec.Blocks {
		s.block(b, s.follow(sec.Blocks[i+1:]))
	}
}

// titled sets a heading so that at least next points stand under it on the
// same page.
func (s *sheet) titled(lines []string, st style, next float64) {
	s.need(st.lead*float64(len(lines)) + next)
	s.lines(lines, st, marginSide)
}

// block sets one block; next is the room that its follower needs at least.
func (s *sheet) block(b report.Block, next float64) {
	switch b := b.(type) {
	case report.Heading:
		s.space(10)
		s.titled(s.wrap(b.Text, headingStyle, s.bodyWidth()), headingStyle, next+4)
		s.space(3)
	case report.Paragraph:
		st := bodyStyle
		if b.Quiet {
			st = quietStyle
		}
		s.lines(s.wrap(b.Text, st, s.bodyWidth()), st, marginSide)
		s.space(5)
	case report.Facts:
		s.facts(b)
		s.space(6)
	case report.Table:
		s.table(b)
		s.space(8)
	case report.Chart:
		s.picture(b.Drawing)
		s.space(8)
		s.table(b.Table)
		s.space(8)
	}
}

// follow is the least height of what comes first among the blocks, so that a
// heading is never the last thing on a page.
func (s *sheet) follow(blocks []report.Block) float64 {
	if len(blocks) == 0 {
		return 0
	}
	switch b := blocks[0].(type) {
	case report.Heading:
		return 2*headingStyle.lead + s.follow(blocks[1:])
	case report.Chart:
		if _, h := s.scaled(b.Drawing); h > 0 {
			return h
		}
		return s.tableStart(b.Table)
	case report.Table:
		return s.tableStart(b)
	default:
		return 2 * bodyStyle.lead
	}
}

// facts sets terms on the left and their values beside them.
func (s *sheet) facts(f report.Facts) {
	const gap = 14.0
	termWidth := 0.0
	for _, item := range f.Items {
		termWidth = max(termWidth, s.measure(s.clean(item.Term), termStyle)+indent(item.Partner))
	}
	termWidth = min(max(termWidth, 86), s.bodyWidth()*0.4)
	for _, item := range f.Items {
		in := indent(item.Partner)
		s.row(tableRow{cells: []cellLines{
			{lines: s.wrap(item.Term, termStyle, termWidth-in), style: termStyle, partner: item.Partner, width: termWidth},
			{lines: s.wrap(item.Value, bodyStyle, s.bodyWidth()-termWidth-gap), style: bodyStyle, x: termWidth + gap},
		}, lead: bodyStyle.lead, pad: 1}, nil)
	}
}

func indent(partner int) float64 {
	if partner == 0 {
		return 0
	}
	return markRoom
}

// scaled is the factor and the height of a drawing at the width of the text,
// 0 when it cannot be drawn.
func (s *sheet) scaled(d chart.Drawing) (factor, height float64) {
	if !(d.Width > 0) || !(d.Height > 0) || math.IsInf(d.Width+d.Height, 0) || len(d.Shapes) == 0 {
		return 0, 0
	}
	factor = min(s.bodyWidth()/d.Width, s.fullRoom()*0.9/d.Height)
	return factor, factor * d.Height
}

// picture sets a chart as vectors, whole on one page.
func (s *sheet) picture(d chart.Drawing) {
	k, h := s.scaled(d)
	if h == 0 {
		return
	}
	s.need(h)
	for _, shape := range d.Shapes {
		if !finite(shape) {
			continue // the table says it all the same
		}
		shape.X, shape.Y = marginSide+shape.X*k, s.y+shape.Y*k
		shape.X2, shape.Y2 = marginSide+shape.X2*k, s.y+shape.Y2*k
		shape.W, shape.H, shape.R = shape.W*k, shape.H*k, shape.R*k
		shape.Size, shape.LineWidth = shape.Size*k, shape.LineWidth*k
		if shape.Kind != chart.Text {
			s.shape(shape)
			continue
		}
		st := style{face: sans, size: shape.Size, ink: shadeOf(shape.Fill)}
		label := s.clean(shape.Text)
		if label != shape.Text { // longer now than the chart left room for
			label = s.fit(label, st, chart.TextWidth(shape.Text, shape.Size))
		}
		s.wordAt(label, st, shape.X, shape.Y, shape.Anchor)
	}
	s.y += h
}

func finite(shape chart.Shape) bool {
	sum := 0.0
	for _, v := range []float64{shape.X, shape.Y, shape.X2, shape.Y2, shape.W, shape.H, shape.R, shape.Size, shape.LineWidth} {
		sum += math.Abs(v)
	}
	return sum < 1e6 // false also when one of them is not a number
}
