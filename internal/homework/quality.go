package homework

import (
	"context"
	"maps"
	"math"
	"slices"

	"tandem/internal/casefile"
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
// stands, as the sight shows it. What the sight does not show counts for nothing,
// and of one's own neither does what is still sealed or is one's own alone: a
// mean must not tell the care team what they cannot read.
func QualityOf(def *exercise.Definition, s Sight) map[tandem.PartnerID]Quality {
	f, ok := def.Field(def.Quality)
	if !ok || f.Max <= f.Min {
		return nil
	}
	rated := map[tandem.PartnerID]Quality{}
	for _, e := range s.Entries { // in the order in which they opened
		for _, seen := range e.Fields {
			open := !seen.Sealed && seen.Visibility.Width() >= exercise.AuthorAndTherapist.Width() && (!e.Own || e.Open)
			if open && seen.Field == f.ID && seen.Value.Number != nil && e.Author != "" && !e.Taken && !e.Older {
				rated[e.Author] = Quality{worth(f, *seen.Value.Number), 1}
			}
		}
	}
	return rated
}

// Qualities are how well each of the couple's rounds went, for the care team by
// each partner, for a partner by their own word alone. It runs inside another use
// case, which has authorised it.
func (s *Service) Qualities(ctx context.Context, c casefile.Couple, viewer Viewer) (map[tandem.AssignmentID]map[tandem.PartnerID]Quality, error) {
	rounds, err := s.Store.Rounds(ctx, c.Practice, c.ID)
	if err != nil {
		return nil, err
	}
	all := map[tandem.AssignmentID]map[tandem.PartnerID]Quality{}
	for _, r := range rounds {
		def, err := s.Library.Definition(ctx, c.Practice, r.Exercise, r.Version)
		if err != nil {
			return nil, err
		}
		rated := QualityOf(def, View(def, r.cast(c), r.Moves, viewer))
		maps.DeleteFunc(rated, func(p tandem.PartnerID, _ Quality) bool { return !viewer.Staff && p != viewer.Partner })
		all[r.Assignment] = rated
	}
	return all, nil
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
	rated, err := s.Qualities(ctx, page.Couple, Viewer{Staff: true})
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
		for p, q := range rated[a.ID] {
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

// Gap is how far two partners lie apart, in how much and in how well: for the
// therapist alone, and never which of them.
type Gap struct {
	Points  int     // of adherence, in hundredths
	Quality float64 // 0 to 4
	Rated   bool    // both have rated something; else Quality says nothing
}

// Gap is that of the plan's two partners; ok is false for others than two, and
// until something was due for both.
func (p CouplePage) Gap() (g Gap, ok bool) {
	partners := p.Couple.ActivePartners()
	if len(partners) != 2 {
		return Gap{}, false
	}
	var ratio, mean [2]float64
	ok, g.Rated = true, true
	for i, partner := range partners {
		var f Figures
		for _, w := range p.Weeks {
			f = f.Add(w.Partners[partner.ID])
		}
		r, due := f.Ratio()
		m, said := p.QualityFor(partner.ID).Mean()
		ratio[i], mean[i], ok, g.Rated = r, m, ok && due, g.Rated && said
	}
	g.Points = int(math.Abs(math.Round(100*ratio[0]) - math.Round(100*ratio[1])))
	g.Quality = math.Abs(mean[0] - mean[1])
	return g, ok
}
