package homework

import (
	"slices"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// reciprocity is give and take over all exercises (domain page 1.3,
// cross-cutting): what each gave, what each began, what repairs each opened. The
// partners stand side by side; nothing is summed up into one number for both.
func reciprocity(cast []tandem.PartnerID, of map[tandem.ExerciseID][]Sighted) []tandem.Text {
	var all []Sighted
	for _, rounds := range of {
		all = append(all, rounds...)
	}
	began, shared := map[tandem.PartnerID]int{}, 0
	for _, r := range all {
		first, both := r.beginner()
		if !both {
			continue // nobody begins what one does alone
		}
		shared++
		began[first]++
	}
	var lines []tandem.Text
	if given := made(all, exercise.MoveGive); len(given) > 0 {
		lines = append(lines, tandem.Say("given to the other: %s", perPartner(cast, by(given))))
	}
	if shared > 0 {
		lines = append(lines, tandem.Say("began what both took part in: %s, of %d", perPartner(cast, func(p tandem.PartnerID) int { return began[p] }), shared))
	}
	if opened := made(of["E13"], exercise.MoveOpen); len(opened) > 0 {
		lines = append(lines, tandem.Say("repairs opened: %s", perPartner(cast, by(opened))))
	}
	return lines
}

// beginner is the partner whose entry is the first that staff can see of the
// round; both tells whether another partner has an entry too.
func (s Sighted) beginner() (first tandem.PartnerID, both bool) {
	var earliest Entry
	for _, e := range s.Sight.Entries {
		if e.Author == "" || e.Taken {
			continue
		}
		if both = both || first != "" && e.Author != earliest.Author; first == "" || e.At.Before(earliest.At) {
			first, earliest = e.Author, e
		}
	}
	return first, both
}

// begunFrom are the assignments that partners opened with their own words of an
// exercise: from an item of the running plan, or from one given beside a plan.
func (page *CouplePage) begunFrom(id tandem.ExerciseID, events []Assignment) []Assignment {
	from := map[tandem.ItemID]bool{"": true}
	for _, a := range page.Assignments {
		from[a.Item] = from[a.Item] || a.Exercise == id
	}
	return slices.DeleteFunc(slices.Clone(events), func(a Assignment) bool { return !from[a.OpenedOf] || a.Exercise == id })
}

// ledOn says of an exercise whose words lead on (E08's wish to a request) how
// often that was done, and how often the other agreed.
func ledOn(def *exercise.Definition, begun []Assignment, of map[tandem.ExerciseID][]Sighted) []tandem.Text {
	var lines []tandem.Text
	for _, lead := range def.Leads {
		if lead.Words == "" {
			continue // what is agreed leads on as a trial does
		}
		sent, granted := 0, 0
		for _, r := range of[lead.To] {
			asked := slices.DeleteFunc(slices.Clone(r.Sight.Entries), func(e Entry) bool { return e.Taken || e.Kind != exercise.MoveRequest })
			if len(asked) == 0 || !slices.ContainsFunc(begun, func(a Assignment) bool { return a.ID == r.Assignment }) {
				continue
			}
			sent++
			if slices.ContainsFunc(asked, func(e Entry) bool {
				return e.Standing == exercise.StandingAgreed || e.Standing == exercise.StandingClosed
			}) {
				granted++
			}
		}
		lines = append(lines, tandem.Say("wishes turned into a request: %d, agreed to: %d", sent, granted))
	}
	return lines
}

// ownProgress is of an exercise that a practice has made itself: it goes by its
// questions, as the care team can read the answers. Scales are rows from the
// first round to the newest, choices and lists are counted, for each partner.
func ownProgress(def *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	lines := []tandem.Text{tandem.Say("times begun: %d", len(rounds))}
	for i := range def.Steps {
		step := &def.Steps[i]
		for j := range step.Fields {
			f := &step.Fields[j]
			rows, chosen, listed := figures(cast, rounds, step.Move, f.ID), choices(def, rounds, step.Move, f.ID), items(rounds, step.Move, f.ID)
			for _, p := range cast {
				switch {
				case f.Type == exercise.Scale && len(rows[p]) > 0:
					lines = append(lines, tandem.Say("“%s”, %s: %s of %d", tandem.Text{Source: f.Label}, p, way(rows[p]), f.Max))
				case f.Type == exercise.Choice && chosen[p] != "":
					lines = append(lines, tandem.Say("“%s”, %s: %s", tandem.Text{Source: f.Label}, p, chosen[p]))
				case f.Type == exercise.List && listed[p] > 0:
					lines = append(lines, tandem.Say("“%s”, %s: %d in all", tandem.Text{Source: f.Label}, p, listed[p]))
				}
			}
		}
	}
	return lines
}
