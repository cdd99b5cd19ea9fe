package homework

import (
	"cmp"
	"context"
	"slices"
	"time"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// Progress is what a therapist wants to see of one exercise over its rounds, in
// words (domain page 1.3, third column). It holds only what View shows to staff.
// A PartnerID among a line's arguments stands for that person's name.
type Progress struct {
	Exercise *exercise.Definition
	Lines    []tandem.Text
}

// Sighted is one round as staff see it.
type Sighted struct {
	Assignment tandem.AssignmentID
	Definition *exercise.Definition // in the version that it was given in
	Sight      Sight
	Zone       *time.Location // the couple's
	Today      tandem.Date    // in it
	Now        time.Time
}

// progressOf says of each exercise how its rounds went, given from the oldest
// on. An exercise of a practice's own goes by its questions (ownProgress).
var progressOf = map[tandem.ExerciseID]func(def *exercise.Definition, cast []tandem.PartnerID, rounds []Sighted) []tandem.Text{
	"E01": checkInsProgress,
	"E02": appreciationProgress,
	"E03": journalProgress,
	"E11": weeklyProgress,
	"E24": nightsProgress,
	"E32": promiseProgress,
	"E38": companyProgress,
	"E42": pauseProgress,
	"E04": listeningProgress,
	"E06": decisionProgress,
	"E07": movingProgress,
	"E08": starsProgress,
	"E09": valuesProgress,
	"E10": memoryProgress,
	"E12": intentProgress,
	"E14": needsProgress,
	"E15": goalProgress,
	"E20": storyProgress,
	"E27": adjustmentProgress,
	"E33": tenderProgress,
	"E39": momentProgress,
	"E43": skillProgress,
	"E21": empathyProgress,
	"E29": accountsProgress,
	"E30": pactsProgress,
	"E34": perspectivesProgress,
	"E41": windowsProgress,
	"E44": purposeProgress,
	"E05": requestProgress,
	"E13": repairProgress,
	"E16": feedbackProgress,
	"E22": boundaryProgress,
	"E25": slipProgress,
	"E35": trialProgress,
	"E40": shortfallProgress,
	"E45": resetProgress,
	"E17": traditionProgress,
	"E18": transitionProgress,
	"E19": keepsakeProgress,
	"E23": playProgress,
	"E26": supportProgress,
	"E28": designProgress,
	"E31": anchorProgress,
	"E36": closenessProgress,
	"E37": phonesProgress,
}

// progress gathers what the rounds of a couple tell, by exercise and over all of
// them. It runs inside another use case of the care team, which has authorised it.
func (s *Service) progress(ctx context.Context, page *CouplePage) error {
	c := page.Couple
	rounds, err := s.Store.Rounds(ctx, c.Practice, c.ID)
	if err != nil {
		return err
	}
	defs, by := map[tandem.ExerciseID]*exercise.Definition{}, map[tandem.ExerciseID][]Sighted{}
	now := s.Pipeline.Clock.Now()
	today := tandem.DateOf(now, c.Zone())
	point := s.pointer(ctx, c, Viewer{Staff: true})
	for _, r := range rounds {
		def, err := s.Library.Definition(ctx, c.Practice, r.Exercise, r.Version)
		if err != nil {
			return err
		}
		if progressOf[def.ID] == nil && !def.Own {
			continue
		}
		sight := View(def, r.cast(c), r.Moves, Viewer{Staff: true})
		for _, e := range sight.Entries {
			if err := point(def, e.Fields); err != nil {
				return err
			}
		}
		if have := defs[def.ID]; have == nil || have.Version < def.Version {
			defs[def.ID] = def
		}
		by[def.ID] = append(by[def.ID], Sighted{Assignment: r.Assignment, Definition: def, Sight: sight, Zone: c.Zone(), Today: today, Now: now})
	}
	events, err := s.Store.AssignmentsFor(ctx, c.Practice, []tandem.CoupleID{c.ID}, PurposeEvent)
	if err != nil {
		return err
	}
	plans, err := s.Plans.Plans(ctx, c.Practice, c.ID)
	if err != nil {
		return err
	}
	exercises := map[tandem.ItemID]tandem.ExerciseID{}
	for _, p := range plans {
		for _, it := range p.Items {
			exercises[it.ID] = it.Exercise
		}
	}
	for id, seen := range by {
		slices.SortStableFunc(seen, func(a, b Sighted) int {
			return cmp.Or(a.opened().Compare(b.opened()), cmp.Compare(a.Assignment, b.Assignment))
		})
		say := progressOf[id]
		if say == nil {
			say = ownProgress
		}
		lines := append(say(defs[id], cast(c), seen), ledOn(defs[id], begunFrom(id, exercises, events), by)...)
		if len(lines) > 0 {
			page.Progress = append(page.Progress, Progress{Exercise: defs[id], Lines: lines})
		}
	}
	slices.SortFunc(page.Progress, func(a, b Progress) int { return cmp.Compare(a.Exercise.ID, b.Exercise.ID) })
	page.Across = reciprocity(cast(c), by)
	return nil
}

// opened is when staff could first see something of the round.
func (s Sighted) opened() time.Time {
	if len(s.Sight.Entries) == 0 {
		return time.Time{}
	}
	return s.Sight.Entries[0].At
}

// standing are the round's entries of a kind that still count, oldest first.
func (s Sighted) standing(kind exercise.MoveKind) []Entry {
	return slices.DeleteFunc(slices.Clone(s.Sight.Entries), func(e Entry) bool { return e.Kind != kind || e.Taken || e.Older })
}

// agreed are the pages that both said yes to, oldest first.
func agreed(rounds []Sighted) []Entry {
	var all []Entry
	for _, r := range rounds {
		for _, e := range r.standing(exercise.MoveEdit) {
			if e.Standing == exercise.StandingAgreed || e.Standing == exercise.StandingClosed {
				all = append(all, e)
			}
		}
	}
	return all
}

// value is an answer of the entry; ok is false when it is not there to see.
func (e Entry) value(id exercise.FieldID) (exercise.Value, bool) {
	for _, f := range e.Fields {
		if f.Field == id {
			return f.Value, true
		}
	}
	return exercise.Value{}, false
}
