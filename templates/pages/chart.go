package pages

import (
	"strconv"

	"tandem/internal/chart"
)

// number writes a length of a drawing; a hundredth is finer than any screen.
func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 32) }

func viewBox(d chart.Drawing) string { return "0 0 " + number(d.Width) + " " + number(d.Height) }

// toned are the classes that give a shape its colours in either theme.
func toned(s chart.Shape) string {
	return "fill-" + tone(s.Fill) + " stroke-" + tone(s.Stroke)
}

func tone(t chart.Tone) string {
	if t == "" {
		return string(chart.ToneNone)
	}
	return string(t)
}

func diamond(s chart.Shape) string {
	return "M" + number(s.X) + " " + number(s.Y-s.R) + "L" + number(s.X+s.R) + " " + number(s.Y) +
		"L" + number(s.X) + " " + number(s.Y+s.R) + "L" + number(s.X-s.R) + " " + number(s.Y) + "z"
}

func anchor(s chart.Shape) string {
	if s.Anchor == "" {
		return string(chart.Start)
	}
	return string(s.Anchor)
}

// dashPattern is the pattern of a dashed line: its dashes follow its width.
func dashPattern(s chart.Shape) string {
	if !s.Dashed {
		return "none"
	}
	return number(max(s.LineWidth, 0.5)*0.5) + " " + number(max(s.LineWidth, 0.5)*3)
}
