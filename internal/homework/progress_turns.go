package homework

import (
	"slices"
	"strconv"
	"strings"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// How the exercises go in which two take turns to speak and to listen (domain
// inventory 1.3, third column).

// felt is the line of one partner's ratings of being heard.
func felt(cast []tandem.PartnerID, rounds []Sighted, field exercise.FieldID) []tandem.Text {
	return each(cast, func(p tandem.PartnerID) tandem.Text {
		if numbers := trend(rounds, field, ofPartner(p)); numbers != "" {
			return tandem.Say("%s felt heard, 0 to 10: %s", p, numbers)
		}
		return tandem.Text{}
	})
}

// first is the line of who had the first turn, and how often.
func first(cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	return each(cast, func(p tandem.PartnerID) tandem.Text {
		n, began := 0, talks(rounds, exercise.MoveSetUp)
		for _, r := range rounds {
			if slices.ContainsFunc(r.Sight.Entries, func(e Entry) bool { return e.Kind == exercise.MoveSetUp && e.Author == p }) {
				n++
			}
		}
		return tandem.Say("%s began %d of %d", p, n, began)
	})
}

// slips is the line of how often advice slipped out.
func slips(cast []tandem.PartnerID, rounds []Sighted, field exercise.FieldID) []tandem.Text {
	return each(cast, func(p tandem.PartnerID) tandem.Text {
		if n, among := tally(rounds, field, "slipped", ofPartner(p)); among > 0 {
			return tandem.Say("%s: advice slipped out %d of %d times, by own account", p, n, among)
		}
		return tandem.Text{}
	})
}

// checkInsProgress: days of the last seven, being heard, who begins, and how far apart
// the two weathers lie.
func checkInsProgress(_ *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	lines := each(cast, func(p tandem.PartnerID) tandem.Text {
		days := map[tandem.Date]bool{}
		for _, r := range rounds {
			for _, e := range r.Sight.Entries {
				on := e.On
				if e.Kind == exercise.MoveSpeak {
					on = tandem.DateOf(e.At, r.Zone)
				}
				done := e.Kind == exercise.MoveSpeak && e.Author == p ||
					e.Kind == exercise.MoveRecord && (e.Author == p || slices.Contains(e.For, p))
				if done && on > r.Today.AddDays(-7) && on <= r.Today {
					days[on] = true
				}
			}
		}
		return tandem.Say("%s: %d of the last 7 days", p, len(days))
	})
	lines = append(lines, felt(cast, rounds, "felt_heard")...)
	lines = append(lines, first(cast, rounds)...)
	apart, both := 0, 0
	for _, r := range rounds {
		weather := map[tandem.PartnerID]int{}
		for _, a := range answered([]Sighted{r}, "weather") {
			if a.value.Number != nil {
				weather[a.entry.Author] = *a.value.Number
			}
		}
		if len(weather) < 2 {
			continue
		}
		low, high := 5, 1
		for _, n := range weather {
			low, high = min(low, n), max(high, n)
		}
		both, apart = both+1, apart+high-low
	}
	if both > 0 {
		lines = append(lines, tandem.Say("their weathers lay %.1f apart on average, on a scale of 1 to 5", float64(apart)/float64(both)))
	}
	return lines
}

// listeningProgress: accuracy, words for feelings, slips, turns.
func listeningProgress(_ *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	lines := each(cast, func(p tandem.PartnerID) tandem.Text {
		if numbers := trend(rounds, "accuracy", ofPartner(p)); numbers != "" {
			return tandem.Say("%s felt understood, 0 to 10: %s", p, numbers)
		}
		return tandem.Text{}
	})
	var words []string
	for _, a := range answered(rounds, "emotions") {
		for _, w := range a.value.Several {
			if w = strings.ToLower(w); !slices.Contains(words, w) {
				words = append(words, w)
			}
		}
	}
	if len(words) > 0 {
		lines = append(lines, tandem.Say("words for feelings so far: %d", len(words)))
	}
	lines = append(lines, slips(cast, rounds, "fixing_urge")...)
	return append(lines, first(cast, rounds)...)
}

// empathyProgress: being understood, and slips.
func empathyProgress(_ *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	lines := felt(cast, rounds, "felt_understood")
	if gap, ok := newestGap(cast, figures(cast, rounds, exercise.MoveRate, "felt_understood")); ok {
		lines = append(lines, tandem.Say("gap now %d", gap))
	}
	return append(lines, slips(cast, rounds, "advice_held")...)
}

// pactsProgress: rounds held, whole time, being heard.
func pactsProgress(_ *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	lines := []tandem.Text{tandem.Say("talks held under the pact: %d", talks(rounds, exercise.MoveSpeak))}
	if n, among := tally(rounds, "kept_full_time", "yes", anybody); among > 0 {
		lines = append(lines, tandem.Say("had the whole time to speak: %d of %d", n, among))
	}
	return append(lines, felt(cast, rounds, "felt_heard")...)
}

// perspectivesProgress: how near each comes to the other's side, as the other says, and
// how often something was added.
func perspectivesProgress(_ *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	return each(cast, func(p tandem.PartnerID) tandem.Text {
		numbers := trend(rounds, "accuracy", func(e Entry) bool { return e.Author != p })
		if numbers == "" {
			return tandem.Text{}
		}
		added := 0
		for _, a := range answered(rounds, "correction") {
			if a.entry.Author != p {
				added++
			}
		}
		return tandem.Say("how near %s came, 0 to 10, as the other says: %s; something was added %d times", p, numbers, added)
	})
}

// windowsProgress: held, charged, and whether what would help came about.
func windowsProgress(_ *exercise.Definition, _ []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	lines := []tandem.Text{tandem.Say("held: %d", talks(rounds, exercise.MoveSpeak))}
	if n, among := tally(rounds, "charged", "yes", anybody); among > 0 {
		lines = append(lines, tandem.Say("too hot: %d of %d answers", n, among))
	}
	if n, among := tally(rounds, "acted_on", "yes", anybody); among > 0 {
		lines = append(lines, tandem.Say("what would help the next day came about: %d of %d", n, among))
	}
	return lines
}

// accountsProgress: who has written, and when it may be heard.
func accountsProgress(_ *exercise.Definition, _ []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	var lines []tandem.Text
	for _, p := range rounds[len(rounds)-1].Sight.Parts {
		if !p.Waiting.IsZero() {
			lines = append(lines, tandem.Say("%s %s", p.Partner, p.Waiting))
		}
	}
	return lines
}

// talks is in how many rounds a kind of move was made.
func talks(rounds []Sighted, kind exercise.MoveKind) int {
	n := 0
	for _, r := range rounds {
		if slices.ContainsFunc(r.Sight.Entries, func(e Entry) bool { return e.Kind == kind }) {
			n++
		}
	}
	return n
}

// answered are the answers to a field in the rounds, oldest first, with their
// entries. What is taken back, or only its author may read, is not among them.
func answered(rounds []Sighted, field exercise.FieldID) []answer {
	var all []answer
	for n, r := range rounds {
		for _, e := range r.Sight.Entries {
			for _, f := range e.Fields {
				if f.Field == field {
					all = append(all, answer{round: n, entry: e, value: f.Value})
				}
			}
		}
	}
	return all
}

type answer struct {
	round int
	entry Entry
	value exercise.Value
}

// lastFew is how many of somebody's numbers a trend names.
const lastFew = 6

// trend is a partner's latest numbers in a field, oldest first; "" without any.
func trend(rounds []Sighted, field exercise.FieldID, of func(Entry) bool) string {
	var numbers []string
	for _, a := range answered(rounds, field) {
		if n := a.value.Number; n != nil && of(a.entry) {
			numbers = append(numbers, strconv.Itoa(*n))
		}
	}
	return strings.Join(numbers[max(0, len(numbers)-lastFew):], ", ")
}

// ofPartner tells whether an entry is the partner's.
func ofPartner(p tandem.PartnerID) func(Entry) bool {
	return func(e Entry) bool { return e.Author == p }
}

// each makes one line for each partner; a zero text makes none.
func each(cast []tandem.PartnerID, line func(p tandem.PartnerID) tandem.Text) []tandem.Text {
	var lines []tandem.Text
	for _, p := range cast {
		if t := line(p); !t.IsZero() {
			lines = append(lines, t)
		}
	}
	return lines
}

// tally is how often a field was answered so, of how many answers.
func tally(rounds []Sighted, field exercise.FieldID, what string, of func(Entry) bool) (n, among int) {
	for _, a := range answered(rounds, field) {
		if of(a.entry) {
			among++
			if says(a.value, what) {
				n++
			}
		}
	}
	return n, among
}

func anybody(Entry) bool { return true }
