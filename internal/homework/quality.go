package homework

import (
	"context"
	"slices"

	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// Quality is how well the homework went by one partner's own word: the mean of
// their own ratings, each mapped onto 0 to 4 (domain page 4.3 and 8.2). It
// stands beside how much was done and never in its place, and no two partners'
// are ever one number.
type Quality struct {
	Sum     float64
	Ratings int
}

// Mean is from 0 to 4; ok is false where nothing was rated.
func (q Quality) Mean() (mean float64, ok bool) {
	if q.Ratings == 0 {
		return 0, false
	}
	return q.Sum / float64(q.Ratings), true
}

// Add sums two qualities.
func (q Quality) Add(o Quality) Quality { return Quality{q.Sum + o.Sum, q.Ratings + o.Ratings} }

// worth maps an answer of a scale onto 0 to 4: its lowest answer is 0, its
// highest 4, and what lies between keeps its place. A scale from 1 to 5 loses
// one, one from 0 to 10 is times 0.4.
func worth(f *exercise.Field, answer int) float64 {
	return 4 * float64(answer-f.Min) / float64(f.Max-f.Min)
}

// QualityOf is what each partner's rating in a round adds: the newest that
// stands, as the care team sees it. What the sight does not show counts for
// nothing.
func QualityOf(def *exercise.Definition, s Sight) map[tandem.PartnerID]Quality {
	f, ok := def.Field(def.Quality)
	if !ok || f.Max <= f.Min {
		return nil
	}
	rated := map[tandem.PartnerID]Quality{}
	for _, e := range s.Entries { // in the order in which they opened
		for _, seen := range e.Fields {
			if seen.Field == f.ID && seen.Value.Number != nil && e.Author != "" && !e.Taken && !e.Older {
				rated[e.Author] = Quality{worth(f, *seen.Value.Number), 1}
			}
		}
	}
	return rated
}

// ItemFigures are one exercise of the plan, in numbers, for each partner.
type ItemFigures struct {
	Exercise *exercise.Definition
	Partners map[tandem.PartnerID]Figures
	Quality  map[tandem.PartnerID]Quality
}

// byExercise counts the plan's homework by exercise, in the order of the plan.
// It belongs to a use case of the care team: quality is read from their View.
func (s *Service) byExercise(ctx context.Context, page CouplePage) ([]ItemFigures, error) {
	rounds, err := s.Store.Rounds(ctx, page.Couple.Practice, page.Couple.ID)
	if err != nil {
		return nil, err
	}
	var all []ItemFigures
	for _, a := range page.Assignments {
		i := slices.IndexFunc(all, func(f ItemFigures) bool { return f.Exercise.ID == a.Exercise })
		if i < 0 {
			def, err := s.Library.Definition(ctx, a.Practice, a.Exercise, a.Version)
			if err != nil {
				return nil, err
			}
			i, all = len(all), append(all, ItemFigures{Exercise: def, Partners: map[tandem.PartnerID]Figures{}, Quality: map[tandem.PartnerID]Quality{}})
		}
		for _, p := range cast(page.Couple) {
			all[i].Partners[p] = all[i].Partners[p].Add(Count(a, p, page.Day))
		}
		n := slices.IndexFunc(rounds, func(r Round) bool { return r.Assignment == a.ID })
		if n < 0 {
			continue
		}
		def, err := s.Library.Definition(ctx, a.Practice, a.Exercise, a.Version)
		if err != nil {
			return nil, err
		}
		sight := View(def, rounds[n].cast(page.Couple), rounds[n].Moves, Viewer{Staff: true})
		for p, q := range QualityOf(def, sight) {
			all[i].Quality[p] = all[i].Quality[p].Add(q)
		}
	}
	return all, nil
}

// QualityFor sums one partner's quality over all exercises.
func (p CouplePage) QualityFor(partner tandem.PartnerID) Quality {
	var q Quality
	for _, f := range p.ByExercise {
		q = q.Add(f.Quality[partner])
	}
	return q
}
