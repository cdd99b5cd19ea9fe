package homework

import (
	"fmt"
	"strings"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// choices counts what was chosen in a field, by author, in the words of the choice.
func choices(def *exercise.Definition, rounds []Sighted, kind exercise.MoveKind, id exercise.FieldID) map[tandem.PartnerID]string {
	counts := map[tandem.PartnerID]map[string]int{}
	for _, r := range rounds {
		for _, e := range r.standing(kind) {
			if v, ok := e.value(id); ok {
				if counts[e.Author] == nil {
					counts[e.Author] = map[string]int{}
				}
				counts[e.Author][v.Text]++
			}
		}
	}
	all := map[tandem.PartnerID]string{}
	f, _ := def.Field(id)
	for p, by := range counts {
		var parts []string
		for _, o := range f.Choices {
			if n := by[o.Value]; n > 0 {
				parts = append(parts, fmt.Sprintf("%s %d", strings.TrimRight(o.Label, "."), n))
			}
		}
		all[p] = strings.Join(parts, ", ")
	}
	return all
}

// times counts for each author the rounds with an entry of the kind that still
// counts and can be read.
func times(rounds []Sighted, kind exercise.MoveKind) map[tandem.PartnerID]int {
	all := map[tandem.PartnerID]int{}
	for _, r := range rounds {
		seen := map[tandem.PartnerID]bool{}
		for _, e := range r.standing(kind) {
			if !seen[e.Author] && len(e.Fields) > 0 {
				seen[e.Author], all[e.Author] = true, all[e.Author]+1
			}
		}
	}
	return all
}

// movingProgress: how often, closeness of each and how far apart (E07).
func movingProgress(_ *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	held, apart := 0, -1
	for _, r := range rounds {
		logs := r.standing(exercise.MoveLog)
		if len(logs) > 0 {
			held++
		}
		var close []int
		for _, e := range logs {
			if v, ok := e.value("closeness_after"); ok && v.Number != nil {
				close = append(close, *v.Number)
			}
		}
		if len(close) == 2 {
			apart = max(close[0]-close[1], close[1]-close[0])
		}
	}
	lines := []tandem.Text{tandem.Say("times done: %d", held)}
	near := figures(cast, rounds, exercise.MoveLog, "closeness_after")
	for _, p := range cast {
		if len(near[p]) > 0 {
			lines = append(lines, tandem.Say("closeness for %s: %s of 5", p, way(near[p])))
		}
	}
	if apart > 0 {
		lines = append(lines, tandem.Say("apart by %d the last time both noted it", apart))
	}
	return lines
}

// starsProgress: on how many days each gave stars and a wish (E08).
func starsProgress(_ *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	var lines []tandem.Text
	given := times(rounds, exercise.MovePrepare)
	for _, p := range cast {
		lines = append(lines, tandem.Say("days on which %s gave stars and a wish: %d of %d", p, given[p], len(rounds)))
	}
	return lines
}

// intentProgress: in how many weeks each took part, how intentions went, and
// what each appreciated (E12).
func intentProgress(def *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	var lines []tandem.Text
	given, kept := times(rounds, exercise.MovePrepare), choices(def, rounds, exercise.MovePrepare, "last_intention")
	thanks := items(rounds, exercise.MovePrepare, "appreciations")
	for _, p := range cast {
		lines = append(lines, tandem.Say("weeks in which %s gave: %d of %d, appreciations: %d", p, given[p], len(rounds), thanks[p]))
		if kept[p] != "" {
			lines = append(lines, tandem.Say("how the intentions of %s went: %s", p, kept[p]))
		}
	}
	return lines
}

// storyProgress: tellings, pieces of each, and how each sorts a disagreement (E20).
func storyProgress(def *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	tellings := 0
	for _, r := range rounds {
		tellings += len(r.standing(exercise.MoveTell))
	}
	lines := []tandem.Text{tandem.Say("tellings: %d", tellings)}
	pieces, sorted := items(rounds, exercise.MoveHandOn, "pieces"), choices(def, rounds, exercise.MoveSort, "sort")
	for _, p := range cast {
		if pieces[p] > 0 {
			lines = append(lines, tandem.Say("pieces brought by %s: %d", p, pieces[p]))
		}
		if sorted[p] != "" {
			lines = append(lines, tandem.Say("how a disagreement looks to %s: %s", p, sorted[p]))
		}
	}
	return lines
}

// tenderProgress: what each has shown, how it was answered, how strong it was
// (E33). What was kept is not counted here: nobody is told of it.
func tenderProgress(def *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	var lines []tandem.Text
	shown, replies := times(rounds, exercise.MovePrepare), choices(def, rounds, exercise.MoveAcknowledge, "reply")
	strong := figures(cast, rounds, exercise.MovePrepare, "strength")
	for _, p := range cast {
		if shown[p] > 0 {
			lines = append(lines, tandem.Say("shown by %s: %d", p, shown[p]))
		}
		if len(strong[p]) > 0 {
			lines = append(lines, tandem.Say("how strong it was for %s: %s of 10", p, way(strong[p])))
		}
		if replies[p] != "" {
			lines = append(lines, tandem.Say("answers of %s: %s", p, replies[p]))
		}
	}
	return lines
}

// momentProgress: good moments of each, and how many were answered (E39).
func momentProgress(_ *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	var lines []tandem.Text
	noted, taps, all := times(rounds, exercise.MoveLog), times(rounds, exercise.MoveTap), 0
	answered := 0
	for _, p := range cast {
		all, answered = all+noted[p], answered+taps[p]
		if noted[p] > 0 {
			lines = append(lines, tandem.Say("good moments noted by %s: %d", p, noted[p]))
		}
	}
	if all > 0 {
		lines = append(lines, tandem.Say("answered with a tap: %d of %d", answered, all))
	}
	return lines
}

// skillProgress: who was at the sessions, how often each used the skill, and how
// it went (E43).
func skillProgress(_ *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	attended, uses := map[tandem.PartnerID]int{}, map[tandem.PartnerID]int{}
	for _, r := range rounds {
		for _, e := range r.standing(exercise.MoveIntend) {
			if v, ok := e.value("attended"); ok && v.Yes != nil && *v.Yes {
				attended[e.Author]++
			}
		}
		for _, e := range r.standing(exercise.MoveUse) {
			if v, ok := e.value("uses"); ok && v.Number != nil {
				uses[e.Author] += *v.Number
			}
		}
	}
	var lines []tandem.Text
	went := figures(cast, rounds, exercise.MoveUse, "went")
	for _, p := range cast {
		lines = append(lines, tandem.Say("%s: at %d of %d sessions, skill used %d times", p, attended[p], len(rounds), uses[p]))
		if len(went[p]) > 0 {
			lines = append(lines, tandem.Say("how it went for %s: %s of 5", p, way(went[p])))
		}
	}
	return lines
}
