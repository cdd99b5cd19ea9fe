package pdf

import (
	"encoding/xml"
	"fmt"
	"strings"
	"time"

	"github.com/jung-kurt/gofpdf"

	"tandem/internal/chart"
)

// toneAccent is the product's deep accent, which charts do not use.
const toneAccent chart.Tone = "accent"

// pen draws operations and remembers which font is set.
type pen struct {
	f    *gofpdf.Fpdf
	face face
	size float64
}

func (p *pen) draw(o op) {
	shape := o.shape
	if shape.Kind == chart.Text {
		p.text(o)
		return
	}
	mode := p.colours(shape)
	if mode == "" {
		return
	}
	switch shape.Kind {
	case chart.Line:
		p.f.Line(shape.X, shape.Y, shape.X2, shape.Y2)
	case chart.Rect:
		p.f.Rect(shape.X, shape.Y, shape.W, shape.H, mode)
	case chart.Circle:
		p.f.Circle(shape.X, shape.Y, shape.R, mode)
	case chart.Diamond:
		p.f.Polygon([]gofpdf.PointType{
			{X: shape.X, Y: shape.Y - shape.R}, {X: shape.X + shape.R, Y: shape.Y},
			{X: shape.X, Y: shape.Y + shape.R}, {X: shape.X - shape.R, Y: shape.Y},
		}, mode)
	}
	if shape.Dashed {
		p.f.SetDashPattern(nil, 0)
	}
}

// colours sets what the shape needs and answers gofpdf's word for filling and
// drawing, "" when there is nothing to see.
func (p *pen) colours(shape chart.Shape) string {
	mode := ""
	if shape.Stroke != "" && shape.Stroke != chart.ToneNone && shape.LineWidth > 0 {
		c := shadeOf(shape.Stroke)
		p.f.SetDrawColor(c.r, c.g, c.b)
		p.f.SetLineWidth(shape.LineWidth)
		if shape.Dashed {
			p.f.SetDashPattern([]float64{2.5, 2}, 0)
		}
		mode = "D"
	}
	if shape.Kind != chart.Line && shape.Fill != "" && shape.Fill != chart.ToneNone {
		c := shadeOf(shape.Fill)
		p.f.SetFillColor(c.r, c.g, c.b)
		mode = "F" + mode
	}
	return mode
}

func (p *pen) text(o op) {
	if o.style.face != p.face || o.style.size != p.size {
		name, _ := o.style.face.source()
		p.f.SetFont(name, "", o.style.size)
		p.face, p.size = o.style.face, o.style.size
	}
	p.f.SetTextColor(o.style.ink.r, o.style.ink.g, o.style.ink.b)
	p.f.Text(o.shape.X, o.shape.Y, o.shape.Text)
}

// language keeps a BCP 47 tag's letters, digits and hyphens; "en" for none.
func language(tag string) string {
	tag = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return -1
	}, tag)
	if tag == "" {
		return "en"
	}
	return tag
}

// xmp is the metadata packet: title, language and time of issue.
func xmp(title, language string, at time.Time) []byte {
	var escaped strings.Builder
	_ = xml.EscapeText(&escaped, []byte(title)) // a Builder never fails
	stamp := at.Format("2006-01-02T15:04:05Z")
	return fmt.Appendf(nil, `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>%s</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>Tandem</xmp:CreatorTool><xmp:CreateDate>%s</xmp:CreateDate><xmp:ModifyDate>%s</xmp:ModifyDate>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>`, escaped.String(), language, stamp, stamp)
}
