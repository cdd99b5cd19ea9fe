package homework

import (
	"slices"
	"strconv"
	"time"

	"tandem/internal/exercise"
	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// What a therapist wants to see of what is proposed, agreed and done again and
// again (domain page 1.3). Each is made of what staff can see and says nothing
// of right or wrong.

// dutyGap is how far apart two may want a ritual before it looks like duty.
const dutyGap = 4

// anchorProgress: how often it was held, in which form, and who got it ready.
func anchorProgress(_ *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	return slices.Concat(heldOf(rounds), readyOf(cast, rounds))
}

// closenessProgress: how often it was held, and how present each was.
func closenessProgress(_ *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	return slices.Concat(heldOf(rounds), ratedOf("Presence, of 5: %s %s, %s %s", cast, rounds, "presence"))
}

// playProgress: how often they played, and how much fun each had.
func playProgress(_ *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	played := 0
	for _, r := range rounds {
		if len(r.standing(exercise.MoveLog)) == len(cast) {
			played++
		}
	}
	return slices.Concat([]tandem.Text{tandem.Say("Played and noted by both: %d times", played)}, ratedOf("Fun, of 5: %s %s, %s %s", cast, rounds, "fun"))
}

// phonesProgress: how often both say it was kept, and how often they saw it
// differently.
func phonesProgress(_ *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	noted, kept, apart := 0, 0, 0
	for _, r := range rounds {
		notes := r.standing(exercise.MoveLog)
		if len(notes) != len(cast) {
			continue
		}
		noted++
		yes := 0
		for _, n := range notes {
			if v, ok := n.value("kept"); ok && v.Yes != nil && *v.Yes {
				yes++
			}
		}
		switch yes {
		case len(cast):
			kept++
		case 0:
		default:
			apart++
		}
	}
	if noted == 0 {
		return nil
	}
	return []tandem.Text{tandem.Say("Kept, as both say: %d of %d times", kept, noted), tandem.Say("Seen differently by the two: %d times", apart)}
}

// designProgress: how much each wanted the last habit that both rated.
func designProgress(_ *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	var lines []tandem.Text
	for _, r := range rounds {
		wanted := map[tandem.PartnerID]int{}
		for _, e := range r.standing(exercise.MoveSeal) {
			if v, ok := e.value("wanted"); ok && v.Number != nil {
				wanted[e.Author] = *v.Number
			}
		}
		if len(cast) != 2 || len(wanted) != 2 {
			continue
		}
		lines = []tandem.Text{tandem.Say("Wanted, of 10: %s %d, %s %d", cast[0], wanted[cast[0]], cast[1], wanted[cast[1]])}
		if gap := wanted[cast[0]] - wanted[cast[1]]; gap >= dutyGap || gap <= -dutyGap {
			lines = append(lines, tandem.Say("%d or more apart: one of them may be doing it out of duty.", dutyGap))
		}
	}
	return lines
}

// transitionProgress: whether what stays was kept, and how much the change weighs.
func transitionProgress(_ *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	return slices.Concat(heldOf(rounds), ratedOf("How much it weighs, of 10: %s %s, %s %s", cast, rounds, "stress"))
}

// keepsakeProgress: how many things stand for both, each in their own words.
func keepsakeProgress(_ *exercise.Definition, _ []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	both := 0
	for _, r := range rounds {
		for _, e := range r.standing(exercise.MoveRespond) {
			if why, _ := e.value("own_why"); why.Text != "" {
				both++
			}
		}
	}
	return []tandem.Text{tandem.Say("Keepsakes with a reason of each: %d", both)}
}

// supportProgress: how many people they agreed on, how often they turned to one,
// and how often they would share something else.
func supportProgress(_ *exercise.Definition, _ []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	people, used, apart := 0, 0, 0
	for _, r := range rounds {
		for _, e := range r.standing(exercise.MovePropose) {
			if e.Standing == exercise.StandingAgreed || e.Standing == exercise.StandingResting {
				people++
			}
		}
		for _, e := range r.standing(exercise.MoveRespond) {
			if v, _ := e.value("reply"); v.Text == "adapt" || v.Text == "not-us" {
				apart++
			}
		}
		used += len(r.standing(exercise.MoveOccur))
	}
	return []tandem.Text{tandem.Say("People agreed on: %d", people), tandem.Say("Turned to one of them: %d times", used),
		tandem.Say("Answers that would share it differently: %d", apart)}
}

// traditionProgress: how often what was agreed was held, and who got it ready.
func traditionProgress(_ *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	return slices.Concat(heldOf(rounds), readyOf(cast, rounds))
}

// heldOf counts the times that were noted. Of a week that both note it counts
// what both say; where they differ, neither.
func heldOf(rounds []Sighted) []tandem.Text {
	count := map[string]int{}
	all := 0
	for _, r := range rounds {
		for _, e := range r.standing(exercise.MoveOccur) {
			v, _ := e.value("held")
			count[v.Text]++
			all++
		}
		notes := r.standing(exercise.MoveLog)
		if len(notes) < 2 {
			continue
		}
		first, _ := notes[0].value("held")
		second, _ := notes[1].value("held")
		if all++; first.Text == second.Text {
			count[first.Text]++
		} else {
			count["apart"]++
		}
	}
	if all == 0 {
		return nil
	}
	lines := []tandem.Text{tandem.Say("Held: %d of %d times noted, %d of them in the small version", count[exercise.SayHeld]+count[exercise.SayPartway], all, count[exercise.SayPartway])}
	if count["apart"] > 0 {
		lines = append(lines, tandem.Say("Seen differently by the two: %d times", count["apart"]))
	}
	return lines
}

// readyOf counts who got the times ready that were held, by what they agreed.
func readyOf(cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	if len(cast) != 2 {
		return nil
	}
	ready := map[tandem.PartnerID]int{}
	for _, r := range rounds {
		for _, e := range slices.Concat(r.standing(exercise.MovePropose), r.standing(exercise.MoveAsBefore)) {
			for _, o := range slices.Concat(r.standing(exercise.MoveOccur), r.standing(exercise.MoveLog)) {
				if v, _ := o.value("held"); v.Text == exercise.SaySkipped || o.Kind == exercise.MoveOccur && o.Target != e.Move || o.Kind == exercise.MoveLog && o.Author != cast[0] {
					continue
				}
				day := o.day("occurred_on")
				if day == "" {
					day = tandem.DateOf(o.At, time.UTC)
				}
				if t, ok := plan.Recurrence(e.text(fieldRecurrence)).Last(e.day(fieldFirst), day); ok {
					ready[arranges(e, cast, t.Nth)]++
				}
			}
		}
	}
	if ready[cast[0]]+ready[cast[1]] == 0 {
		return nil
	}
	return []tandem.Text{tandem.Say("Got ready by %s %d times, by %s %d times", cast[0], ready[cast[0]], cast[1], ready[cast[1]])}
}

// ratedOf is each partner's mean of a scale, to one decimal; "–" without any.
func ratedOf(source string, cast []tandem.PartnerID, rounds []Sighted, field exercise.FieldID) []tandem.Text {
	sum, n := map[tandem.PartnerID]int{}, map[tandem.PartnerID]int{}
	for _, r := range rounds {
		for _, e := range r.Sight.Entries {
			if v, ok := e.value(field); ok && v.Number != nil && !e.Taken && !e.Older {
				sum[e.Author] += *v.Number
				n[e.Author]++
			}
		}
	}
	if len(cast) != 2 || len(n) == 0 {
		return nil
	}
	mean := func(p tandem.PartnerID) string {
		if n[p] == 0 {
			return "–"
		}
		return strconv.FormatFloat(float64(sum[p])/float64(n[p]), 'f', 1, 64)
	}
	return []tandem.Text{{Source: source, Args: []any{cast[0], mean(cast[0]), cast[1], mean(cast[1])}}}
}
