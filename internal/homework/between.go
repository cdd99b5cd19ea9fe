package homework

import (
	"cmp"
	"context"
	"slices"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// Between is something that stands between the partners and can be looked at
// again: a ritual, a limit, a trial that is running, what matters to them. It
// reads so for each of them, and holds nothing that one of them may not see.
type Between struct {
	Shelf      exercise.ShelfID
	Assignment tandem.AssignmentID
	Name       string      // of its exercise, a library word
	Words      string      // as both agreed on it; "" for what stands as a whole
	Due        tandem.Date // when they look back on it; "" without a day
}

// Common is what the partners of a couple have gathered as far as it reads alike
// for all of them: what may stand on a page that they look at together.
type Common struct {
	Between []Between // by shelf, the newest first
	things  Things
}

// Common gathers it. It runs inside another use case, which has authorised it.
// It is made of what each of the partners sees: what differs is left out.
func (s *Service) Common(ctx context.Context, c casefile.Couple) (Common, error) {
	var all Common
	for i, p := range c.ActivePartners() {
		t, err := s.Gathered(ctx, c, Viewer{Partner: p.ID})
		if err != nil {
			return Common{}, err
		}
		own := between(t)
		if i == 0 {
			all = Common{own, t.Things}
		}
		all.Between = slices.DeleteFunc(all.Between, func(b Between) bool { return !slices.Contains(own, b) })
		all.things = slices.DeleteFunc(slices.Clone(all.things), func(one Thing) bool {
			return t.Things.of(one.Ref).Text().String() != one.Text().String()
		})
	}
	slices.SortStableFunc(all.Between, func(a, b Between) int { return cmp.Compare(a.Shelf, b.Shelf) })
	return all, nil
}

// Point says in the answers of an entry what their links point to, as all read
// it.
func (c Common) Point(def *exercise.Definition, fields []Seen) { c.things.point(def, fields) }

// between is what one partner sees of it.
func between(t Together) []Between {
	var all []Between
	for _, l := range t.Lines {
		agreed := l.Standing == exercise.StandingAgreed || l.Standing == exercise.StandingResting || l.Standing == exercise.StandingAccepted
		if agreed && !l.Narrowed && slices.Contains([]exercise.ShelfID{exercise.ShelfRituals, exercise.ShelfBoundaries, exercise.ShelfTrials}, l.Shelf) {
			all = append(all, Between{Shelf: l.Shelf, Assignment: l.Assignment, Name: l.Definition.Name, Words: cmp.Or(l.Agreed, l.Words), Due: l.Due})
		}
	}
	for _, e := range t.Entries {
		b := Between{Shelf: e.Shelf, Assignment: e.Assignment, Name: e.Definition.Name}
		if (e.Shelf == exercise.ShelfValues || e.Shelf == exercise.ShelfPurpose) && !e.Taken && !slices.Contains(all, b) {
			all = append(all, b)
		}
	}
	return all
}
