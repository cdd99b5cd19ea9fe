package chart

import "strconv"

// Timeline is a line of time with what somebody remembers on it, from the
// earliest on. Every word arrives in the reader's language.
type Timeline struct {
	Title, Summary string
	Moments        []Moment // in order of time
}

// Moment is one thing on a line of time.
type Moment struct {
	Year     int
	Position int // of the partner who brought it
	Label    string
}

const (
	timelineWidth = 360.0
	timeAxis      = 62.0 // where the line stands; years to the left of it
	timeRow       = 30.0 // from one moment to the next
	timePerYear   = 5.0  // more for each year that lies between
	timeMostGap   = 40.0
	timeMark      = 6.5
)

// Draw lays the moments out from top to bottom. Years that lie between make the
// way longer, up to a bound, so that a long life still fits a page.
func (t Timeline) Draw() Drawing {
	d := Drawing{Width: timelineWidth, Title: t.Title, Summary: t.Summary}
	y := timeRow / 2
	var marks []Shape
	for i, m := range t.Moments {
		if i > 0 {
			y += timeRow + min(timePerYear*float64(m.Year-t.Moments[i-1].Year), timeMostGap)
		}
		if i == 0 || m.Year != t.Moments[i-1].Year {
			marks = append(marks, text(timeAxis-14, y+4.5, strconv.Itoa(m.Year), 13, End, ToneMuted))
		}
		marks = append(marks, Mark(m.Position, timeAxis, y, timeMark), text(timeAxis+16, y+4.5, fit(m.Label, 14, timelineWidth-timeAxis-18), 14, Start, ToneInk))
	}
	d.Height = y + timeRow/2
	if len(t.Moments) > 0 {
		d.Shapes = append([]Shape{line(timeAxis, 0, timeAxis, d.Height, ToneLine, 2)}, marks...)
	}
	return d
}
