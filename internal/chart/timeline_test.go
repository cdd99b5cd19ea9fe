package chart

import (
	"strings"
	"testing"
)

// Moments stand in order, each with its partner's shape, a year once, and all
// words inside the picture, however far apart the years and long the words.
func TestTimeline(t *testing.T) {
	long := strings.Repeat("a very long evening ", 10)
	d := Timeline{Title: "map", Moments: []Moment{{1961, 1, long}, {2009, 2, "the flat"}, {2009, 1, "the dog"}, {2010, 2, ""}}}.Draw()
	var years []string
	shapes, last := map[Kind]int{}, 0.0
	for _, s := range d.Shapes {
		shapes[s.Kind]++
		if s.Y < 0 || s.Y > d.Height {
			t.Errorf("%+v stands outside of %v", s, d.Height)
		}
		switch {
		case s.Kind == Text && s.Anchor == End:
			years = append(years, s.Text)
		case s.Kind == Text && s.X+TextWidth(s.Text, s.Size) > d.Width:
			t.Errorf("%q is too long", s.Text)
		case s.Kind == Circle || s.Kind == Diamond:
			if s.Y <= last {
				t.Error("out of order")
			}
			last = s.Y
		}
	}
	if got := strings.Join(years, " "); got != "1961 2009 2010" {
		t.Errorf("years %s", got)
	}
	if shapes[Circle] != 2 || shapes[Diamond] != 2 || shapes[Line] != 1 {
		t.Errorf("%v", shapes)
	}
	if d.Height > 260 {
		t.Errorf("four moments are %v high", d.Height)
	}
	if d := (Timeline{}).Draw(); len(d.Shapes) != 0 {
		t.Error("nothing to show, and something drawn")
	}
}
