package chart

import "testing"

func TestAScaleHasAMarkForEachAnswer(t *testing.T) {
	in := Scale{Title: "t", Summary: "s", Min: 1, Max: 5, Members: []Member{{Name: "Rowan", Position: 1}, {Name: "Noor", Position: 2}},
		Days: []ScaleDay{{"2 Mar", []int{1, 5}}, {"3 Mar", []int{3, 0}}, {"4 Mar", []int{0, 2}}, {"5 Mar", []int{9}}}}
	for _, width := range []float64{0, 100, 320} {
		in.Width = width
		d := DrawScale(in)
		circles, diamonds, joins := -1, -1, 0 // one of each stands in the legend
		for _, s := range d.Shapes {
			switch {
			case s.Kind == Circle:
				circles++
			case s.Kind == Diamond:
				diamonds++
			case s.Kind == Line && s.Stroke == ToneOne:
				joins++
			}
			for _, x := range []float64{s.X - s.R, s.X + s.R, s.Y - s.R, s.Y + s.R} {
				if x < 0 || x > max(d.Width, d.Height) {
					t.Errorf("%v stands outside", s)
				}
			}
		}
		if circles != 2 || diamonds != 2 || joins != 1 {
			t.Errorf("%v wide: %d and %d marks, %d lines", width, circles, diamonds, joins)
		}
	}
	if d := DrawScale(Scale{Min: 1, Max: 5}); d.Height <= 0 || d.Width != adherenceWidth {
		t.Errorf("nothing said: %v", d)
	}
}
