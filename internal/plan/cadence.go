package plan

import (
	"fmt"
	"strconv"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// ReadCadence reads the value of a cadence select.
func ReadCadence(value string) (exercise.Cadence, bool) {
	for _, c := range Cadences() {
		if CadenceValue(c) == value {
			return c, true
		}
	}
	return exercise.Cadence{}, false
}

// Cadences lists what can be chosen: once, 1 to 7 times a week, every 2 to 12
// weeks, monthly, when it happens.
func Cadences() []exercise.Cadence {
	all := []exercise.Cadence{{Kind: exercise.Once}}
	for n := 1; n <= 7; n++ {
		all = append(all, exercise.Cadence{Kind: exercise.Weekly, PerWeek: n})
	}
	for n := 2; n <= 12; n++ {
		all = append(all, exercise.Cadence{Kind: exercise.EveryWeeks, EveryWeeks: n})
	}
	return append(all, exercise.Cadence{Kind: exercise.Monthly}, exercise.Cadence{Kind: exercise.WhenItHappens})
}

// CadenceValue is the cadence as a form writes it.
func CadenceValue(c exercise.Cadence) string {
	switch c.Kind {
	case exercise.Weekly:
		return fmt.Sprintf("weekly-%d", c.PerWeek)
	case exercise.EveryWeeks:
		return fmt.Sprintf("every-%d", c.EveryWeeks)
	case exercise.Monthly:
		return "monthly"
	case exercise.WhenItHappens:
		return "when"
	default:
		return "once"
	}
}

// datePrefix stands before the id of a date in the value of a cadence select.
const datePrefix = "date-"

// OftenValue is how often the item comes, as a form writes it.
func OftenValue(it Item) string {
	if it.Cadence.Kind == exercise.OnOwnDate {
		return DateValue(it.Date)
	}
	return CadenceValue(it.Cadence)
}

// DateValue is a date of the couple's own as the value of a cadence select.
func DateValue(d casefile.OwnDate) string { return datePrefix + string(d.ID) }

// OftenText is how often the item comes, in words.
func OftenText(it Item) tandem.Text {
	if it.Cadence.Kind == exercise.OnOwnDate {
		return DateText(it.Date)
	}
	return CadenceText(it.Cadence)
}

// DateText is a date of the couple's own in words, for the therapist.
func DateText(d casefile.OwnDate) tandem.Text {
	if d.Yearly {
		return tandem.Say("on “%s”, %s each year", d.Name, d.On.Text())
	}
	return tandem.Say("on “%s”, %s", d.Name, d.On.LongText())
}

// CadenceText is the cadence in words.
func CadenceText(c exercise.Cadence) tandem.Text {
	switch {
	case c.Kind == exercise.Weekly && c.PerWeek == 1:
		return tandem.Say("every week")
	case c.Kind == exercise.Weekly:
		return tandem.Say("%d times a week", c.PerWeek)
	case c.Kind == exercise.EveryWeeks:
		return tandem.Say("every %d weeks", c.EveryWeeks)
	case c.Kind == exercise.Monthly:
		return tandem.Say("every month")
	case c.Kind == exercise.OnOwnDate:
		return tandem.Say("on a date of the couple's own")
	case c.Kind == exercise.WhenItHappens:
		return tandem.Say("when it happens")
	default:
		return tandem.Say("once")
	}
}

func number(text string, low, high int) (int, bool) {
	n := 0
	if text == "" || len(text) > 3 {
		return 0, false
	}
	for _, r := range text {
		if r < '0' || r > '9' {
			return 0, false
		}
		n = n*10 + int(r-'0')
	}
	return n, n >= low && n <= high
}

// whole reads a whole number of up to nine digits.
func whole(text string) (int, bool) {
	n, err := strconv.Atoi(text)
	return n, err == nil && len(text) <= 9 && n >= 0
}
