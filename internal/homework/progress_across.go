package homework

import (
	"slices"
	"time"

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
		first, ok := r.beginner()
		if !ok {
			continue
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
// round. ok is false where nobody else has an entry, and where two opened at the
// same moment, as what is sealed does: nobody began that.
func (s Sighted) beginner() (first tandem.PartnerID, ok bool) {
	var at time.Time
	others, tie := false, false
	for _, e := range s.Sight.Entries {
		switch {
		case e.Author == "" || e.Taken:
		case first == "" || e.At.Before(at):
			others = others || first != "" && first != e.Author
			first, at, tie = e.Author, e.At, false
		case e.Author != first:
			others, tie = true, tie || e.At.Equal(at)
		}
	}
	return first, others && !tie
}

// begunFrom are the assignments that partners opened with their own words of an
// exercise: from an item of any plan, or from one given beside a plan.
func begunFrom(id tandem.ExerciseID, of map[tandem.ItemID]tandem.ExerciseID, events []Assignment) []Assignment {
	return slices.DeleteFunc(slices.Clone(events), func(a Assignment) bool {
		return a.Exercise == id || a.OpenedOf != "" && of[a.OpenedOf] != id
	})
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
// Answers to a question that was another one in an earlier version are left out.
func ownProgress(def *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text {
	lines := []tandem.Text{tandem.Say("times begun: %d", len(rounds))}
	for i := range def.Steps {
		step := &def.Steps[i]
		for j := range step.Fields {
			f := &step.Fields[j]
			alike := slices.DeleteFunc(slices.Clone(rounds), func(r Sighted) bool { return !asksAlike(r.Definition, f) })
			rows, chosen, listed := figures(cast, alike, step.Move, f.ID), choices(def, alike, step.Move, f.ID), items(alike, step.Move, f.ID)
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

// asksAlike tells whether the version asks the question as it is asked now, but
// for its words.
func asksAlike(def *exercise.Definition, f *exercise.Field) bool {
	was, ok := def.Field(f.ID)
	return ok && was.Type == f.Type && was.Min == f.Min && was.Max == f.Max &&
		slices.EqualFunc(was.Choices, f.Choices, func(a, b exercise.Option) bool { return a.Value == b.Value })
}
