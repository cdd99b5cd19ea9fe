// Package chart is the geometry of charts: lines, boxes, marks and words at
// places, with tones instead of colours. Pages draw it as SVG and documents
// draw it as vectors, so that screen and paper show the same picture. It knows
// no unit: a drawing is scaled to the width that the reader has.
package chart

import (
	"strings"
	"unicode"
)

// Kind is what a shape is.
type Kind string

// The kinds of shapes and the fields that each one uses.
const (
	// Line runs from X, Y to X2, Y2.
	Line Kind = "line"
	// Rect has its upper left corner at X, Y and is W wide and H high.
	Rect Kind = "rect"
	// Circle has its centre at X, Y and the radius R.
	Circle Kind = "circle"
	// Diamond stands on its tip, with its centre at X, Y and tips R away.
	Diamond Kind = "diamond"
	// Text is one line of words with its baseline at Y.
	Text Kind = "text"
)

// Anchor says which point of a text X is.
type Anchor string

// The anchors.
const (
	Start  Anchor = "start"
	Middle Anchor = "middle"
	End    Anchor = "end"
)

// Tone is a role of colour; page and paper each have their own shade for it.
// A tone never carries meaning alone: shape or filling says it too.
type Tone string

// The tones. The empty tone counts as ToneNone.
const (
	ToneNone    Tone = "none"
	ToneOne     Tone = "one"     // the partner at position 1
	ToneTwo     Tone = "two"     // the partner at position 2
	ToneInk     Tone = "ink"     // words and what matters
	ToneMuted   Tone = "muted"   // words beside
	ToneLine    Tone = "line"    // quiet rules
	ToneSunk    Tone = "sunk"    // quiet areas
	ToneSurface Tone = "surface" // the ground
)

// Drawing is a finished chart. Y grows downwards, as in SVG.
type Drawing struct {
	Width, Height float64
	Title         string  // what the chart shows
	Summary       string  // what it says, for readers who do not see it
	Shapes        []Shape // in the order of drawing
}

// Shape is one thing to draw; Kind says which fields count.
type Shape struct {
	Kind         Kind
	X, Y, X2, Y2 float64
	W, H, R      float64
	Text         string
	Anchor       Anchor  // of a text; Start when empty
	Size         float64 // of a text: its height in the drawing's unit
	Fill, Stroke Tone
	LineWidth    float64
	Dashed       bool
}

// TextWidth is a generous estimate of how wide a line of words will be. The
// package has no font; pdf tests that words of its text face stay below.
func TextWidth(text string, size float64) float64 {
	em := 0.0
	for _, r := range text {
		switch {
		case r == 'M' || r == 'W':
			em += 1.04
		case strings.ContainsRune("mw%@&#", r):
			em += 0.9
		case unicode.IsUpper(r):
			em += 0.86
		case unicode.IsDigit(r):
			em += 0.66
		case r < 128:
			em += 0.62
		default:
			em += 0.74
		}
	}
	return em * size
}

// fit shortens text until its estimated width fits.
func fit(text string, size, width float64) string {
	if TextWidth(text, size) <= width {
		return text
	}
	runes := []rune(text)
	for len(runes) > 0 {
		runes = runes[:len(runes)-1]
		if short := string(runes) + "…"; TextWidth(short, size) <= width {
			return short
		}
	}
	return ""
}

func text(x, y float64, s string, size float64, anchor Anchor, tone Tone) Shape {
	return Shape{Kind: Text, X: x, Y: y, Text: s, Size: size, Anchor: anchor, Fill: tone}
}

func line(x, y, x2, y2 float64, tone Tone, width float64) Shape {
	return Shape{Kind: Line, X: x, Y: y, X2: x2, Y2: y2, Stroke: tone, LineWidth: width}
}
