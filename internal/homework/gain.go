package homework

import (
	"context"
	"slices"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// Gain is what a couple has of one thing on a shelf, however often it was worded,
// kept or looked back on: one for a request, a promise or a ritual, and as many as
// an entry names for what is listed.
type Gain struct {
	Shelf      exercise.ShelfID
	Assignment tandem.AssignmentID // where it stands now
	Ref        exercise.Ref
	Author     tandem.PartnerID // who set it down; "" where Both is set
	Both       bool             // it is both partners': a page of the two, or something agreed on
	At         time.Time
	Count      int
}

// Gains counts what stands on the shelves, for as much as the viewer sees. What a
// ledger or the calendar has a line for is one thing, whatever moves led to it.
func (t Together) Gains() []Gain {
	var all []Gain
	add := func(g Gain) {
		if g.Both {
			g.Author = ""
		}
		all = append(all, g)
	}
	for _, l := range t.Lines {
		add(Gain{l.Shelf, l.Assignment, l.Ref, l.Author, l.Both || l.Ritual != nil, l.At, 1})
	}
	for _, e := range t.Entries {
		lined := slices.ContainsFunc(t.Lines, func(l Line) bool { return l.Shelf == e.Shelf && l.Assignment == e.Assignment })
		if e.Taken || lined || ledgers(e.Definition) && e.Kind != exercise.MoveFeed {
			continue
		}
		add(Gain{e.Shelf, e.Assignment, exercise.RefEntry(e.Move), e.Author, e.Kind == exercise.MoveEdit || e.Kind == exercise.MoveFrame, e.At, e.Things()})
	}
	return all
}

// everybodysGains are those that every partner of a couple finds, with as much of
// each as all of them find: made of what View shows to each. It runs inside
// another use case, which has authorised it.
func (s *Service) everybodysGains(ctx context.Context, c casefile.Couple) ([]Gain, error) {
	var of []Together
	for _, p := range c.ActivePartners() {
		t, err := s.Gathered(ctx, c, Viewer{Partner: p.ID})
		if err != nil {
			return nil, err
		}
		of = append(of, t)
	}
	if len(of) == 0 {
		return nil, nil
	}
	return common(of), nil
}

// common are the gains that all of some viewers find, with as much of each as all
// of them find.
func common(of []Together) []Gain {
	var all []Gain
	for _, g := range of[0].Gains() {
		for _, other := range of[1:] {
			i := slices.IndexFunc(other.Gains(), func(o Gain) bool { return o.Shelf == g.Shelf && o.Ref == g.Ref })
			if i < 0 {
				g.Count = 0
				break
			}
			g.Count = min(g.Count, other.Gains()[i].Count)
		}
		if g.Count > 0 {
			all = append(all, g)
		}
	}
	return all
}
