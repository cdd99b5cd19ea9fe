package chart

import "strconv"

// Adherence is what the chart of homework by week shows. Every word arrives in
// the reader's language.
type Adherence struct {
	Title, Summary string
	Width          float64 // of the drawing; 640 when zero, at least 280
	Members        []Member
	Weeks          []Week
	Words          Words
}

// Member is one partner in the couple, a list of any length.
type Member struct {
	Name     string
	Position int // 1 is filled and a circle, 2 is hatched and a diamond
}

// Week is one week of the plan. Shares stand in the order of the members; a
// missing one means that nothing was due.
type Week struct {
	Number        int
	Light, Paused bool
	Shares        []Share
}

// Share is one partner's credit in one week. Nothing due is not 0.
type Share struct {
	Due   bool
	Value float64 // 0 to 1; what lies outside is cut
}

// Words are the labels of the chart.
type Words struct {
	Week, Light, Paused, NothingDue string
}

const (
	adherenceWidth = 640
	gutter         = 42.0 // left of the plot, for the percentages
	rightEdge      = 4.0
	plotHeight     = 150.0
	headroom       = 30.0 // above 100 %: words for light weeks, then marks
	legendRow      = 18.0
	labelSize      = 11.0
	smallSize      = 10.0
	hatchGap       = 4.0
)

// adherencePlot is where things stand while the chart is drawn.
type adherencePlot struct {
	in                  Adherence
	shapes              []Shape
	width               float64
	left, right         float64
	top, base           float64 // 100 % and 0 %
	slot, bar, gap, pad float64 // widths of a week, a bar, and the room between
}

// DrawAdherence draws grouped bars, one group a week and one bar a partner.
// Light and paused weeks are marked as such, and so is a week with nothing
// due, which is never drawn as 0.
func DrawAdherence(in Adherence) Drawing {
	p := adherencePlot{in: in, width: in.Width}
	if !(p.width >= 280) { // also when it is not a number
		if p.width = adherenceWidth; in.Width > 0 {
			p.width = 280
		}
	}
	p.left, p.right = gutter, p.width-rightEdge
	p.top = p.legend() + headroom
	p.base = p.top + plotHeight
	p.measure()
	p.stretches()
	p.grid()
	for i := range in.Weeks {
		p.week(i)
	}
	p.weekLabels()
	return Drawing{Width: p.width, Height: p.base + 42, Title: in.Title, Summary: in.Summary, Shapes: p.shapes}
}

func (p *adherencePlot) add(shapes ...Shape) { p.shapes = append(p.shapes, shapes...) }

// measure shares the plot out among weeks and partners.
func (p *adherencePlot) measure() {
	weeks, members := max(len(p.in.Weeks), 1), max(len(p.in.Members), 1)
	p.slot = (p.right - p.left) / float64(weeks)
	p.gap = min(3, p.slot*0.06)
	room := p.slot*0.8 - p.gap*float64(members-1)
	p.bar = min(22, max(room, 0)/float64(members))
	group := p.bar*float64(members) + p.gap*float64(members-1)
	p.pad = (p.slot - group) / 2
}

// legend names the partners and the marks, wrapped to the width, and returns
// the height that it took.
func (p *adherencePlot) legend() float64 {
	x, y := 6.0, 12.0
	place := func(swatch func(x, y float64), name string, wide float64) {
		if name == "" {
			return
		}
		name = fit(name, labelSize, p.width-wide-20)
		need := wide + 6 + TextWidth(name, labelSize)
		if x > 6 && x+need > p.right {
			x, y = 6, y+legendRow
		}
		swatch(x, y-4)
		p.add(text(x+wide+6, y, name, labelSize, Start, ToneInk))
		x += need + 18
	}
	for _, m := range p.in.Members {
		place(func(x, y float64) { p.add(Mark(m.Position, x+5, y, 4.5)) }, m.Name, 10)
	}
	if p.any(func(w Week) bool { return w.Light }) {
		place(func(x, y float64) {
			p.add(Shape{Kind: Rect, X: x, Y: y - 5, W: 14, H: 10, Fill: ToneSunk})
		}, p.in.Words.Light, 14)
	}
	if p.any(func(w Week) bool { return w.Paused }) {
		place(func(x, y float64) {
			p.add(Shape{Kind: Rect, X: x, Y: y - 5, W: 14, H: 10, Stroke: ToneMuted, LineWidth: 0.8, Dashed: true})
		}, p.in.Words.Paused, 14)
	}
	if p.any(p.hasGap) {
		place(func(x, y float64) { p.add(nothingMark(x+1, x+11, y+4)...) }, p.in.Words.NothingDue, 12)
	}
	return y + 6
}

func (p *adherencePlot) any(is func(Week) bool) bool {
	for _, w := range p.in.Weeks {
		if is(w) {
			return true
		}
	}
	return false
}

// hasGap tells whether an ordinary week holds a partner with nothing due.
func (p *adherencePlot) hasGap(w Week) bool {
	if w.Light || w.Paused {
		return false
	}
	for i := range p.in.Members {
		if !w.share(i).Due {
			return true
		}
	}
	return false
}

func (w Week) share(member int) Share {
	if member >= len(w.Shares) {
		return Share{}
	}
	s := w.Shares[member]
	if !(s.Value >= 0) { // also when it is not a number
		s.Value = 0
	}
	s.Value = min(s.Value, 1)
	return s
}

// stretches draws the ground of light and paused weeks, one piece for weeks
// that follow each other, with the word above where it fits.
func (p *adherencePlot) stretches() {
	free := p.left
	for from := 0; from < len(p.in.Weeks); {
		to := from + 1
		for to < len(p.in.Weeks) && p.in.Weeks[to].Light == p.in.Weeks[from].Light &&
			p.in.Weeks[to].Paused == p.in.Weeks[from].Paused {
			to++
		}
		free = p.stretch(from, to, free)
		from = to
	}
}

// stretch draws one piece and returns where the next word may begin.
func (p *adherencePlot) stretch(from, to int, free float64) float64 {
	week := p.in.Weeks[from]
	x, w := p.left+float64(from)*p.slot, float64(to-from)*p.slot
	ground := Shape{Kind: Rect, X: x + 0.5, Y: p.top - headroom + 14, W: w - 1, H: plotHeight + headroom - 14}
	word := p.in.Words.Light
	switch {
	case week.Paused: // a pause outranks a light week inside it
		ground.Stroke, ground.LineWidth, ground.Dashed = ToneMuted, 0.8, true
		word = p.in.Words.Paused
	case week.Light:
		ground.Fill = ToneSunk
	default:
		return free
	}
	p.add(ground)
	half := TextWidth(word, smallSize) / 2
	middle := min(max(x+w/2, half), p.width-half)
	if word == "" || middle-half < free || middle+half > p.width {
		return free // the legend still explains the ground
	}
	p.add(text(middle, p.top-headroom+9, word, smallSize, Middle, ToneMuted))
	return middle + half + 6
}

func (p *adherencePlot) grid() {
	for _, percent := range []int{0, 50, 100} {
		y := p.base - plotHeight*float64(percent)/100
		tone, width := ToneLine, 0.7
		if percent == 0 {
			tone, width = ToneInk, 0.9
		}
		p.add(line(p.left, y, p.right, y, tone, width),
			text(p.left-6, y+3.5, strconv.Itoa(percent)+"%", smallSize, End, ToneMuted))
	}
}

func (p *adherencePlot) week(i int) {
	week := p.in.Weeks[i]
	x := p.left + float64(i)*p.slot + p.pad
	for m, member := range p.in.Members {
		left := x + float64(m)*(p.bar+p.gap)
		share := week.share(m)
		switch {
		case share.Due:
			p.barOf(member.Position, left, share.Value)
		case !week.Light && !week.Paused:
			p.add(nothingMark(left, left+p.bar, p.base-4)...)
		}
	}
}

// barOf draws one partner's bar with the partner's mark on top. Done is 0 of
// something keeps a sliver and the mark, apart from nothing due.
func (p *adherencePlot) barOf(position int, left, value float64) {
	h := max(plotHeight*value, 1.2)
	top := p.base - h
	tone := toneOf(position)
	if filled(position) {
		p.add(Shape{Kind: Rect, X: left, Y: top, W: p.bar, H: h, Fill: tone})
	} else {
		stroke := min(1.2, p.bar/4)
		p.add(Shape{Kind: Rect, X: left + stroke/2, Y: top + min(stroke, h)/2, W: p.bar - stroke,
			H: max(h-stroke, 0), Fill: ToneSurface, Stroke: tone, LineWidth: stroke})
		if p.bar >= 6 {
			p.add(hatch(left+stroke, top+stroke, p.bar-2*stroke, h-2*stroke, tone)...)
		}
	}
	if r := min(4.2, p.bar/2); r >= 1.5 {
		p.add(Mark(position, left+p.bar/2, top-r-2.5, r))
	}
}

// weekLabels numbers the weeks and leaves numbers out, evenly, before two of
// them could touch.
func (p *adherencePlot) weekLabels() {
	widest := 0.0
	for _, w := range p.in.Weeks {
		widest = max(widest, TextWidth(strconv.Itoa(w.Number), smallSize))
	}
	step := 1
	for p.slot*float64(step) < widest+4 && step < len(p.in.Weeks) {
		step++
	}
	for i := 0; i < len(p.in.Weeks); i += step {
		label := strconv.Itoa(p.in.Weeks[i].Number)
		half := TextWidth(label, smallSize) / 2
		x := min(p.left+(float64(i)+0.5)*p.slot, p.width-half)
		p.add(text(x, p.base+14, label, smallSize, Middle, ToneMuted))
	}
	if word := fit(p.in.Words.Week, labelSize, p.right-p.left); word != "" {
		p.add(text((p.left+p.right)/2, p.base+32, word, labelSize, Middle, ToneMuted))
	}
}
