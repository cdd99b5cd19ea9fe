package chart

import "strconv"

// Scale is what a chart of answers on a short scale shows: one mark for each
// partner and day. It draws what was said and compares nothing. Every word
// arrives in the reader's language.
type Scale struct {
	Title, Summary string
	Width          float64 // of the drawing; 640 when zero, at least 280
	Members        []Member
	Days           []ScaleDay // oldest first
	Min, Max       int
}

// ScaleDay is one day: a number for each member in order, one below Min where
// nothing was said.
type ScaleDay struct {
	Label  string
	Values []int
}

const scaleStep = 30.0 // from one number of the scale to the next

// DrawScale draws a row for each number of the scale and a column for each day.
// A line joins what the same partner said on days that follow each other.
func DrawScale(in Scale) Drawing {
	width := in.Width
	if !(width >= 280) { // also when it is not a number
		if width = adherenceWidth; in.Width > 0 {
			width = 280
		}
	}
	head := adherencePlot{in: Adherence{Members: in.Members}, width: width, left: gutter, right: width - rightEdge}
	top := head.legend() + 18
	d := Drawing{Width: width, Title: in.Title, Summary: in.Summary, Shapes: head.shapes}
	at := func(value int) float64 { return top + float64(in.Max-value)*scaleStep }
	for n := in.Min; n <= in.Max; n++ {
		d.Shapes = append(d.Shapes, line(head.left, at(n), head.right, at(n), ToneLine, 0.7),
			text(head.left-8, at(n)+3.5, strconv.Itoa(n), smallSize, End, ToneMuted))
	}
	slot := (head.right - head.left) / float64(max(len(in.Days), 1))
	for m, member := range in.Members {
		d.Shapes = append(d.Shapes, in.run(m, member, head.left, slot, at)...)
	}
	step := 1
	for slot*float64(step) < 44 && step < len(in.Days) {
		step++
	}
	for i := 0; i < len(in.Days); i += step {
		d.Shapes = append(d.Shapes, text(head.left+(float64(i)+0.5)*slot, at(in.Min)+22, in.Days[i].Label, smallSize, Middle, ToneMuted))
	}
	d.Height = at(in.Min) + 32
	return d
}

// run is one partner's marks, with lines between days that follow each other.
// Partners stand a little apart, so that one mark hides no other.
func (in Scale) run(m int, member Member, left, slot float64, at func(int) float64) []Shape {
	aside := min(4, slot/6) * (float64(m) - float64(len(in.Members)-1)/2) * 2
	var lines, marks []Shape
	lastX, lastY, before := 0.0, 0.0, -2
	for i, day := range in.Days {
		if m >= len(day.Values) || day.Values[m] < in.Min || day.Values[m] > in.Max {
			continue
		}
		x, y := left+(float64(i)+0.5)*slot+aside, at(day.Values[m])
		if before == i-1 {
			lines = append(lines, line(lastX, lastY, x, y, toneOf(member.Position), 1))
		}
		marks = append(marks, Mark(member.Position, x, y, 5))
		lastX, lastY, before = x, y, i
	}
	return append(lines, marks...)
}
