package homework

import (
	"strconv"
	"strings"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// figures are each partner's figures of a scale over the rounds, as "4 → 6".
func figures(cast []tandem.PartnerID, rounds []Sighted, kind exercise.MoveKind, scale exercise.FieldID) map[tandem.PartnerID][]string {
	all := map[tandem.PartnerID][]string{}
	for _, r := range rounds {
		for _, e := range r.standing(kind) {
			if v, ok := e.value(scale); ok && v.Number != nil {
				all[e.Author] = append(all[e.Author], strconv.Itoa(*v.Number))
			}
		}
	}
	return all
}

// way is a row of figures from the first to the newest.
func way(figures []string) string { return strings.Join(figures, " → ") }

// items counts the groups of a list for each author over the rounds.
func items(rounds []Sighted, kind exercise.MoveKind, list exercise.FieldID) map[tandem.PartnerID]int {
	all := map[tandem.PartnerID]int{}
	for _, r := range rounds {
		for _, e := range r.standing(kind) {
			v, _ := e.value(list)
			all[e.Author] += len(v.Items)
		}
	}
	return all
}

// decisionProgress: decisions reached, fairness and its gap, concerns of each,
// times sent back (E06).
func decisionProgress(_ *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	lines := []tandem.Text{tandem.Say("rounds: %d, decisions reached: %d", len(rounds), len(agreed(rounds)))}
	concerns, fair := items(rounds, exercise.MoveSeal, "concerns"), figures(cast, rounds, exercise.MoveWeigh, "fairness")
	for _, p := range cast {
		if n := concerns[p]; n > 0 {
			lines = append(lines, tandem.Say("concerns named by %s: %d", p, n))
		}
		if len(fair[p]) > 0 {
			lines = append(lines, tandem.Say("fairness for %s: %s of 10", p, way(fair[p])))
		}
	}
	if gap, ok := newestGap(cast, fair); ok {
		lines = append(lines, tandem.Say("fairness gap now %d", gap))
	}
	back := 0
	for _, r := range rounds {
		for _, e := range r.Sight.Entries {
			if e.Kind == exercise.MoveReturn && !e.Taken {
				back++
			}
		}
	}
	if back > 0 {
		lines = append(lines, tandem.Say("went back to understanding: %d", back))
	}
	return lines
}

// valuesProgress: what both named, and how far each one's values are from being
// lived (E09).
func valuesProgress(def *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	newest := Sight{}
	for _, r := range rounds {
		if len(r.standing(exercise.MoveSeal)) > 0 {
			newest = r.Sight
		}
	}
	rows, shared := Compare(def, newest), 0
	if len(rows) == 0 {
		return nil
	}
	for _, r := range rows {
		if len(r.By) == len(cast) {
			shared++
		}
	}
	lines := []tandem.Text{tandem.Say("values named by both: %d of %d", shared, len(rows))}
	for _, p := range cast {
		far := 0
		for _, r := range rows {
			if now, ok := r.Now[p]; ok && r.By[p] >= 4 && now <= 5 { // matters much, and half there at most
				far++
			}
		}
		if far > 0 {
			lines = append(lines, tandem.Say("matters much to %s and is half there at most: %d", p, far))
		}
	}
	v, areas := exercise.Value{}, 0
	for _, e := range agreed(rounds) {
		v, _ = e.value("work_areas")
		areas = len(v.Items)
	}
	return append(lines, tandem.Say("areas to work on: %d", areas))
}

// memoryProgress: moments of each, whether the story is written, looks back (E10).
func memoryProgress(_ *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	var lines []tandem.Text
	brought := items(rounds, exercise.MoveSeal, "memories")
	for _, p := range cast {
		if brought[p] > 0 {
			lines = append(lines, tandem.Say("moments brought by %s: %d", p, brought[p]))
		}
	}
	back := 0
	for _, r := range rounds {
		back += len(r.standing(exercise.MoveRevisit))
	}
	if len(agreed(rounds)) > 0 {
		lines = append(lines, tandem.Say("the shared story is written; looked at again: %d", back))
	}
	return lines
}

// needsProgress: how far each need is met over the rounds, ways agreed (E14).
func needsProgress(def *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	list, ok := def.Field("needs")
	if !ok {
		return nil
	}
	var lines []tandem.Text
	for _, p := range cast {
		met := map[string][]string{}
		var order []tandem.Text
		for _, r := range rounds {
			for _, e := range r.standing(exercise.MoveSeal) {
				v, _ := e.value("needs")
				for _, item := range v.Items {
					name := exercise.LinkedOf(list.Item, item).Text()
					if n := item["met_now"].Number; n != nil && e.Author == p {
						if met[name.String()] == nil {
							order = append(order, name)
						}
						met[name.String()] = append(met[name.String()], strconv.Itoa(*n))
					}
				}
			}
		}
		for _, name := range order {
			lines = append(lines, tandem.Say("%s, %s: met %s of 10", p, name, way(met[name.String()])))
		}
	}
	ways := 0
	for _, e := range agreed(rounds) {
		v, _ := e.value("joint_ways")
		ways += len(v.Items)
	}
	if ways > 0 {
		lines = append(lines, tandem.Say("joint ways agreed: %d", ways))
	}
	return lines
}

// goalProgress: where each sees the goal, round by round, and the gap (E15).
func goalProgress(_ *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	seen := figures(cast, rounds, exercise.MoveSeal, "progress")
	lines := each(cast, func(p tandem.PartnerID) tandem.Text {
		if len(seen[p]) == 0 {
			return tandem.Text{}
		}
		return tandem.Say("%s sees %s of 10", p, way(seen[p]))
	})
	if gap, ok := newestGap(cast, seen); ok {
		lines = append(lines, tandem.Say("gap now %d", gap))
	}
	return lines
}

// newestGap is how far apart the newest figures of all lie; ok is false while
// somebody has given none.
func newestGap(cast []tandem.PartnerID, figures map[tandem.PartnerID][]string) (gap int, ok bool) {
	low, high := 1<<30, -1
	for _, p := range cast {
		if len(figures[p]) == 0 {
			return 0, false
		}
		n, err := strconv.Atoi(figures[p][len(figures[p])-1])
		if err != nil {
			return 0, false
		}
		low, high = min(low, n), max(high, n)
	}
	return high - low, len(cast) > 1
}

// adjustmentProgress: what both say helps, and what they wish changed (E27).
func adjustmentProgress(_ *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	var lines []tandem.Text
	if len(rounds) > 0 {
		helps, named := map[exercise.Ref]int{}, map[exercise.Ref]tandem.Text{}
		for _, e := range rounds[len(rounds)-1].standing(exercise.MoveSeal) {
			v, _ := e.value("helping")
			for i, ref := range v.Refs() {
				helps[ref]++
				if i < len(v.Of) {
					named[ref] = v.Of[i].Text()
				}
				if helps[ref] == len(cast) && !named[ref].IsZero() {
					lines = append(lines, tandem.Say("both say it helps: %s", named[ref]))
				}
			}
		}
	}
	wishes := agreed(rounds)
	if len(wishes) == 0 {
		return lines
	}
	lines = append(lines, tandem.Say("changes to the plan that both wish for: %d", len(wishes)))
	if v, ok := wishes[len(wishes)-1].value("agreed_revision"); ok {
		lines = append(lines, tandem.Say("their newest wish for the plan: “%s”", v.Text))
	}
	return lines
}

// purposeProgress: promises that hold, how they went, looks back (E44).
func purposeProgress(_ *exercise.Definition, _ []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	live, back := 0, 0
	went := map[string]int{}
	for _, r := range rounds {
		for _, e := range agreed([]Sighted{r}) {
			v, _ := e.value("couple_values")
			live += len(v.Items)
		}
		for _, e := range r.standing(exercise.MoveRevisit) {
			v, _ := e.value("kept_promises")
			back++
			for _, item := range v.Items {
				went[item["kept"].Text]++
			}
		}
	}
	if live == 0 {
		return nil
	}
	lines := []tandem.Text{tandem.Say("promises that hold: %d; looked back on: %d", live, back)}
	if back > 0 {
		lines = append(lines, tandem.Say("came about: %d yes, %d in part, %d not yet", went["yes"], went["partly"], went["no"]))
	}
	return lines
}
