package chart

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

func couple(weeks int, members int) Adherence {
	in := Adherence{Title: "Homework by week", Words: Words{Week: "Week of the plan", Light: "light week", Paused: "paused", NothingDue: "nothing due"}}
	for m := 1; m <= members; m++ {
		in.Members = append(in.Members, Member{Name: fmt.Sprintf("Partner %d", m), Position: m})
	}
	for w := 1; w <= weeks; w++ {
		week := Week{Number: w, Light: w%7 == 3, Paused: w%9 == 5}
		for m := 0; m < members; m++ {
			week.Shares = append(week.Shares, Share{Due: (w+m)%5 != 0 && !week.Paused, Value: float64((w*3+m*2)%5) / 4})
		}
		in.Weeks = append(in.Weeks, week)
	}
	return in
}

// outside says which shape leaves the drawing or is no number, "" for none.
func outside(d Drawing) string {
	for i, s := range d.Shapes {
		var xs, ys []float64
		half := s.LineWidth / 2
		switch s.Kind {
		case Line:
			xs, ys = []float64{s.X - half, s.X2 - half, s.X + half, s.X2 + half}, []float64{s.Y, s.Y2}
		case Rect:
			xs, ys = []float64{s.X - half, s.X + s.W + half}, []float64{s.Y - half, s.Y + s.H + half}
			if s.W < 0 || s.H < 0 {
				return fmt.Sprintf("shape %d has a negative size: %+v", i, s)
			}
		case Circle, Diamond:
			xs, ys = []float64{s.X - s.R - half, s.X + s.R + half}, []float64{s.Y - s.R - half, s.Y + s.R + half}
			if s.R <= 0 {
				return fmt.Sprintf("shape %d has no radius: %+v", i, s)
			}
		case Text:
			from, to := span(s)
			xs, ys = []float64{from, to}, []float64{s.Y - s.Size, s.Y + s.Size*0.3}
		default:
			return fmt.Sprintf("shape %d is of no kind: %+v", i, s)
		}
		for _, x := range xs {
			if math.IsNaN(x) || x < -0.01 || x > d.Width+0.01 {
				return fmt.Sprintf("shape %d leaves the drawing sideways at %v of %v: %+v", i, x, d.Width, s)
			}
		}
		for _, y := range ys {
			if math.IsNaN(y) || y < -0.01 || y > d.Height+0.01 {
				return fmt.Sprintf("shape %d leaves the drawing upwards or downwards at %v of %v: %+v", i, y, d.Height, s)
			}
		}
	}
	return ""
}

func span(s Shape) (from, to float64) {
	w := TextWidth(s.Text, s.Size)
	switch s.Anchor {
	case Middle:
		return s.X - w/2, s.X + w/2
	case End:
		return s.X - w, s.X
	default:
		return s.X, s.X + w
	}
}

// collision names two texts that touch, "" for none.
func collision(d Drawing) string {
	var texts []Shape
	for _, s := range d.Shapes {
		if s.Kind == Text {
			texts = append(texts, s)
		}
	}
	for i, a := range texts {
		for _, b := range texts[i+1:] {
			if math.Abs(a.Y-b.Y) >= max(a.Size, b.Size)*0.8 {
				continue
			}
			a1, a2 := span(a)
			b1, b2 := span(b)
			if a1 < b2 && b1 < a2 {
				return fmt.Sprintf("%q touches %q at height %v", a.Text, b.Text, a.Y)
			}
		}
	}
	return ""
}

func TestAdherenceStaysInsideAndReadable(t *testing.T) {
	for _, width := range []float64{0, 1, 280, 360, 640, 1200, math.NaN()} {
		for weeks := 0; weeks <= 60; weeks++ {
			for members := 0; members <= 5; members++ {
				in := couple(weeks, members)
				in.Width = width
				d := DrawAdherence(in)
				if bad := outside(d); bad != "" {
					t.Fatalf("width %v, %d weeks, %d members: %s", width, weeks, members, bad)
				}
				if bad := collision(d); bad != "" {
					t.Fatalf("width %v, %d weeks, %d members: %s", width, weeks, members, bad)
				}
			}
		}
	}
}

func TestAdherenceSurvivesOddInput(t *testing.T) {
	in := couple(12, 2)
	in.Members[0].Name = strings.Repeat("Wolfeschlegelstein", 20)
	in.Members[1].Position = -7
	in.Words = Words{Week: strings.Repeat("week ", 60), Light: strings.Repeat("light ", 40), Paused: strings.Repeat("pause ", 40), NothingDue: strings.Repeat("none ", 60)}
	in.Weeks[0].Shares = nil
	in.Weeks[1].Shares = []Share{{true, math.NaN()}, {true, math.Inf(1)}, {true, -4}}
	in.Weeks[2].Number = 1234567
	d := DrawAdherence(in)
	if bad := outside(d) + collision(d); bad != "" {
		t.Fatal(bad)
	}
}

// bars are the boxes of one tone that stand in the plot.
func bars(d Drawing, tone Tone) (out []Shape) {
	for _, s := range d.Shapes {
		if s.Kind == Rect && (s.Fill == tone || s.Stroke == tone) {
			out = append(out, s)
		}
	}
	return out
}

func marks(d Drawing, kind Kind) (n int) {
	for _, s := range d.Shapes {
		if s.Kind == kind {
			n++
		}
	}
	return n
}

func TestNothingDueIsNotZero(t *testing.T) {
	one := func(s Share) Drawing {
		return DrawAdherence(Adherence{Members: []Member{{"A", 1}}, Weeks: []Week{{Number: 1, Shares: []Share{s}}}, Words: Words{NothingDue: "nothing due"}})
	}
	zero, nothing := one(Share{Due: true}), one(Share{})
	if got := len(bars(zero, ToneOne)); got != 1 {
		t.Errorf("0 of something draws %d bars, want a sliver", got)
	}
	if got := len(bars(nothing, ToneOne)); got != 0 {
		t.Errorf("nothing due draws %d bars, want none", got)
	}
	if marks(zero, Circle) != 2 || marks(nothing, Circle) != 1 { // one of each is the legend's
		t.Errorf("circles: %d for 0, %d for nothing due; want 2 and 1", marks(zero, Circle), marks(nothing, Circle))
	}
	said := false
	for _, s := range nothing.Shapes {
		said = said || s.Text == "nothing due"
	}
	if !said {
		t.Error("the legend does not explain nothing due")
	}
}

func TestPartnersDifferWithoutColour(t *testing.T) {
	d := DrawAdherence(Adherence{Members: []Member{{"A", 1}, {"B", 2}},
		Weeks: []Week{{Number: 1, Shares: []Share{{true, 0.5}, {true, 0.5}}}}})
	one, two := bars(d, ToneOne), bars(d, ToneTwo)
	if len(one) != 1 || one[0].Fill != ToneOne || one[0].Stroke != "" {
		t.Errorf("the first partner's bar is not plainly filled: %+v", one)
	}
	if len(two) != 1 || two[0].Fill != ToneSurface || two[0].Stroke != ToneTwo {
		t.Errorf("the second partner's bar is not outlined: %+v", two)
	}
	if marks(d, Circle) != 2 || marks(d, Diamond) != 2 {
		t.Errorf("%d circles and %d diamonds, want 2 of each", marks(d, Circle), marks(d, Diamond))
	}
	if one[0].H != plotHeight/2 {
		t.Errorf("half is %v high of %v", one[0].H, plotHeight)
	}
}

func TestMarksOfFurtherPartnersDiffer(t *testing.T) {
	seen := map[string]int{}
	for position := 1; position <= 4; position++ {
		m := Mark(position, 10, 10, 4)
		look := fmt.Sprint(m.Kind, m.Stroke == "") // without its colour
		if other, ok := seen[look]; ok {
			t.Errorf("positions %d and %d look the same", other, position)
		}
		seen[look] = position
	}
}

// The two guards are shown to see what they are for.
func TestGuardsSeeFaults(t *testing.T) {
	d := DrawAdherence(couple(4, 2))
	for name, bad := range map[string]Shape{
		"right":    {Kind: Rect, X: d.Width - 1, W: 5, H: 5},
		"below":    {Kind: Circle, X: 5, Y: d.Height, R: 3},
		"nan":      {Kind: Line, X: math.NaN()},
		"text":     text(d.Width-5, 20, "leaves", 10, Start, ToneInk),
		"negative": {Kind: Rect, X: 10, Y: 10, W: -1, H: 2},
	} {
		if outside(Drawing{Width: d.Width, Height: d.Height, Shapes: []Shape{bad}}) == "" {
			t.Errorf("%s was not seen", name)
		}
	}
	two := Drawing{Width: 100, Height: 100, Shapes: []Shape{text(5, 20, "week 1", 10, Start, ToneInk), text(20, 22, "week 2", 10, Start, ToneInk)}}
	if collision(two) == "" {
		t.Error("two texts on each other were not seen")
	}
}
