package chart

// Mark is the sign of the partner at a position, the same in every table and
// chart: 1 a filled circle, 2 an open diamond, further ones go on with a
// filled diamond and an open circle.
func Mark(position int, x, y, r float64) Shape {
	s := Shape{Kind: Circle, X: x, Y: y, R: r}
	if turn := turnOf(position); turn == 1 || turn == 2 {
		s.Kind = Diamond
	}
	if filled(position) {
		s.Fill = toneOf(position)
		return s
	}
	s.LineWidth = min(1.4, r*0.45)
	s.R -= s.LineWidth / 2
	s.Fill, s.Stroke = ToneSurface, toneOf(position)
	return s
}

// turnOf counts positions from 0 to 3 and begins again.
func turnOf(position int) int { return max(position-1, 0) % 4 }

func filled(position int) bool { return turnOf(position)%2 == 0 }

func toneOf(position int) Tone {
	return [...]Tone{ToneOne, ToneTwo, ToneInk, ToneMuted}[turnOf(position)]
}

// nothingMark is two short strokes, open between: nothing was asked.
func nothingMark(x, x2, y float64) []Shape {
	third := (x2 - x) / 3
	return []Shape{
		line(x, y, x+third, y, ToneMuted, 1.2),
		line(x2-third, y, x2, y, ToneMuted, 1.2),
	}
}

// hatch fills a box with slanted lines, each cut at the box's edges.
func hatch(x, y, w, h float64, tone Tone) []Shape {
	if w <= 0 || h <= 0 {
		return nil
	}
	var out []Shape
	for c := hatchGap; c < w+h; c += hatchGap {
		x1, y1 := x, y+c // from the left edge …
		if c > h {
			x1, y1 = x+c-h, y+h // … or from the lower one
		}
		x2, y2 := x+c, y // up to the upper edge …
		if c > w {
			x2, y2 = x+w, y+c-w // … or to the right one
		}
		out = append(out, line(x1, y1, x2, y2, tone, 0.5))
	}
	return out
}
