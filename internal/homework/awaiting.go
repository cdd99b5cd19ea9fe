package homework

import (
	"context"
	"slices"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// Awaiting is a round in which answers wait for the care team.
type Awaiting struct {
	Assignment tandem.AssignmentID
	Definition *exercise.Definition
	Ready      bool // all have answered: it can be opened
	Unsure     bool // a safety answer is not a yes, and nobody has noted it
	Noted      bool // the care team has seen it and lets it wait
	// Changed: life changes for the two, and nobody has planned a review since or
	// said that none is needed now. Version is what "not now" carries back.
	Changed bool
	Version string
}

// awaiting finds for each of the couples what waits for their care team. It
// opens those rounds only, of which there are few.
func (s *Service) awaiting(ctx context.Context, practice tandem.PracticeID, couples map[tandem.CoupleID]casefile.Couple) (map[tandem.CoupleID][]Awaiting, error) {
	var ids []tandem.CoupleID
	for id := range couples {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	rounds, err := s.Store.RoundsAwaiting(ctx, practice, ids)
	if err != nil {
		return nil, err
	}
	reviewed, err := s.reviewsSet(ctx, practice, rounds)
	if err != nil {
		return nil, err
	}
	all := map[tandem.CoupleID][]Awaiting{}
	for _, r := range rounds {
		def, err := s.Library.Definition(ctx, practice, r.Exercise, r.Version)
		if err != nil {
			return nil, err
		}
		sight := View(def, r.cast(couples[r.Couple]), r.Moves, Viewer{Staff: true})
		may := func(kind exercise.MoveKind) bool {
			return slices.ContainsFunc(sight.Acts, func(a exercise.Act) bool { return a.Kind == kind })
		}
		w := Awaiting{Assignment: r.Assignment, Definition: def, Ready: may(exercise.MoveRelease), Noted: len(sight.Gates) > 0 && !may(exercise.MoveHold)}
		w.Unsure = sight.Unsure() && !w.Noted
		if may(exercise.MoveNotNow) {
			w.Changed, w.Version = !reviewed[r.Couple].After(sight.changedAt()), sight.Version
		}
		if w.Ready || w.Unsure || w.Noted || w.Changed {
			all[r.Couple] = append(all[r.Couple], w)
		}
	}
	return all, nil
}

// reviewsSet tells when a review was last set for the couples of the rounds.
func (s *Service) reviewsSet(ctx context.Context, practice tandem.PracticeID, rounds []Round) (map[tandem.CoupleID]time.Time, error) {
	var ids []tandem.CoupleID
	for _, r := range rounds {
		if !slices.Contains(ids, r.Couple) {
			ids = append(ids, r.Couple)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return s.ReviewsSet(ctx, practice, ids)
}

// changedAt is when the change was named that the care team may say "not now" to.
func (s Sight) changedAt() time.Time {
	for _, a := range s.Acts {
		for _, e := range s.Entries {
			if a.Kind == exercise.MoveNotNow && e.Move == a.Target {
				return e.At
			}
		}
	}
	return time.Time{}
}

// SafetyOpen tells whether a safety answer in the couple's homework is not a
// yes and its round is still closed. It never says whose. It runs inside another
// use case of the care team, which has authorised it.
func (s *Service) SafetyOpen(ctx context.Context, c casefile.Couple) (bool, error) {
	all, err := s.awaiting(ctx, c.Practice, map[tandem.CoupleID]casefile.Couple{c.ID: c})
	return slices.ContainsFunc(all[c.ID], func(w Awaiting) bool { return w.Unsure || w.Noted }), err
}

// signal is what the caseload says of it. Who answered what stands on the page
// of the homework only.
func (w Awaiting) signal() Signal {
	name := tandem.Text{Source: w.Definition.Name}
	switch {
	case w.Unsure:
		return Signal{Text: tandem.Say("a safety answer in “%s” needs you", name), Word: true, Weight: 1000, About: w.Assignment, Screen: true}
	case w.Changed && !w.Ready:
		return Signal{Text: tandem.Say("life is changing for them: “%s”; a review may help", name), Word: true, Weight: 55, About: w.Assignment, Changed: w.Version}
	case w.Noted:
		return Signal{Text: tandem.Say("“%s” stays closed for now", name), Weight: 12, About: w.Assignment, Screen: true}
	default:
		return Signal{Text: tandem.Say("“%s” waits for you to open it", name), Word: true, Weight: 90, About: w.Assignment, Screen: true}
	}
}
