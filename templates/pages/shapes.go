package pages

import (
	"context"
	"strconv"
	"strings"

	"tandem/internal/tandem"
)

// Partner is one partner as a page shows them. The position decides hue and
// shape, the same everywhere: 1 a filled circle, 2 an open diamond, from 3 a
// square. The two can be told apart in greyscale.
type Partner struct {
	Name     string
	Position int
}

// look is the suffix of the classes that carry the partner's hue.
func (p Partner) look() string { return strconv.Itoa(min(max(p.Position, 1), 3)) }

// State is how far one partner's part of one assignment is.
type State string

// The states of a part, as the shapes draw them.
const (
	StateNotYet State = "not yet"
	StatePartly State = "partly"
	StateDone   State = "done"
	StatePassed State = "passed" // "not this week", said by the partner
	StateLight  State = "light"  // a light week: nothing is counted
	StateLater  State = "later"  // not open yet
)

// States lists the states in the order of the legend.
func States() []State {
	return []State{StateNotYet, StatePartly, StateDone, StatePassed, StateLight, StateLater}
}

// Text is the state in the words of staff pages.
func (s State) Text() tandem.Text {
	switch s {
	case StatePartly:
		return tandem.Say("partly")
	case StateDone:
		return tandem.Say("done")
	case StatePassed:
		return tandem.Say("not this week")
	case StateLight:
		return tandem.Say("light week")
	case StateLater:
		return tandem.Say("later")
	default:
		return tandem.Say("not yet")
	}
}

// PartState is one partner's state in a cell of the week grid.
type PartState struct {
	Partner Partner
	State   State
}

// WeekBar is one week of one partner as a small bar. Where None is set nothing
// was due (a light week, a pause, or nothing assigned): a dotted line, never 0.
type WeekBar struct {
	Percent int // 0 to 100
	None    bool
	Text    tandem.Text // the same in words, such as "week 3: 4 of 5"
}

// PartnerWeeks are the latest weeks of one partner, oldest first.
type PartnerWeeks struct {
	Partner Partner
	Weeks   []WeekBar
}

const barWidth, barStep = 26, 32

func (w PartnerWeeks) label(ctx context.Context) string {
	words := make([]string, 0, len(w.Weeks))
	for _, b := range w.Weeks {
		words = append(words, b.Text.In(ctx))
	}
	return w.Partner.Name + ": " + strings.Join(words, "; ")
}

func (w PartnerWeeks) viewBox() string {
	return "0 0 " + strconv.Itoa(max(len(w.Weeks), 1)*barStep) + " 12"
}

func (b WeekBar) fill() string {
	return strconv.Itoa(barWidth * min(max(b.Percent, 0), 100) / 100)
}

func barX(i int) string   { return strconv.Itoa(i*barStep + 1) }
func barEnd(i int) string { return strconv.Itoa(i*barStep + 1 + barWidth) }

// statesLabel says what a cell of the grid shows.
func statesLabel(ctx context.Context, what tandem.Text, parts []PartState) string {
	words := make([]string, 0, len(parts))
	for _, p := range parts {
		words = append(words, p.Partner.Name+" "+p.State.Text().In(ctx))
	}
	return what.In(ctx) + ": " + strings.Join(words, ", ")
}
