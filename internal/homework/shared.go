package homework

import (
	"context"
	"slices"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// Shared is one round that every partner has taken part in, as far as each of
// them can know it. It holds counts and no answers.
type Shared struct {
	Assignment tandem.AssignmentID
	Definition *exercise.Definition
	Shelved    map[exercise.ShelfID]int // how many things of it every partner finds on each shelf
}

// SharedRounds lists the rounds in which each partner has done something that
// every other partner can see. It is made of what View shows to each, so it
// stays the same whatever somebody does unannounced. It runs inside another
// use case, which has authorised it.
func (s *Service) SharedRounds(ctx context.Context, c casefile.Couple) ([]Shared, error) {
	rounds, err := s.Store.Rounds(ctx, c.Practice, c.ID)
	if err != nil {
		return nil, err
	}
	gains, err := s.everybodysGains(ctx, c)
	if err != nil {
		return nil, err
	}
	var all []Shared
	for _, r := range rounds {
		def, err := s.Library.Definition(ctx, c.Practice, r.Exercise, r.Version)
		if err != nil {
			return nil, err
		}
		if shared, ok := share(def, c, r, gains); ok {
			all = append(all, shared)
		}
	}
	return all, nil
}

// share is the round as one that every partner has taken part in; ok is false
// where it is not. gains are what every partner finds.
func share(def *exercise.Definition, c casefile.Couple, r Round, gains []Gain) (shared Shared, ok bool) {
	partners := c.ActivePartners()
	if slices.ContainsFunc(partners, func(p casefile.Partner) bool { return !slices.Contains(r.cast(c), p.ID) }) {
		return shared, false // for one of them it does not exist
	}
	sights := make([]Sight, len(partners))
	for i, p := range partners {
		sights[i] = View(def, r.cast(c), r.Moves, Viewer{Partner: p.ID})
	}
	if !mutual(partners, sights, Entry.showsThere) {
		return shared, false
	}
	shared = Shared{Assignment: r.Assignment, Definition: def, Shelved: map[exercise.ShelfID]int{}}
	if !mutual(partners, sights, Entry.by) {
		return shared, true // what one gave may wait for the other still, who would be told of by a count
	}
	for _, g := range gains {
		if g.Assignment == r.Assignment {
			shared.Shelved[g.Shelf] += g.Count
		}
	}
	return shared, true
}

// mutual tells whether each partner finds something of every other in their
// own sight. One partner alone is nobody's company.
func mutual(partners []casefile.Partner, sights []Sight, of func(Entry, tandem.PartnerID) bool) bool {
	for i := range partners {
		for j, other := range partners {
			if i != j && !slices.ContainsFunc(sights[i].Entries, func(e Entry) bool { return !e.Taken && of(e, other.ID) }) {
				return false
			}
		}
	}
	return len(partners) > 1
}

// by tells whether the partner made the entry.
func (e Entry) by(p tandem.PartnerID) bool { return e.Author == p }

// showsThere tells whether the entry says that the partner took part: they made
// it, or the care team noted that they were there, as everybody who sees the
// entry can read.
func (e Entry) showsThere(p tandem.PartnerID) bool {
	return e.by(p) || e.noted() && slices.Contains(e.For, p)
}

// noted tells whether the care team has noted that it was done in the room.
func (e Entry) noted() bool { return e.Author == "" && e.Kind == exercise.MoveRecord }

// shows tells whether the viewer can read that answer of the move now.
func (s Sight) shows(move tandem.MoveID, field exercise.FieldID) bool {
	return slices.ContainsFunc(s.Entries, func(e Entry) bool {
		return e.Move == move && !e.Taken && slices.ContainsFunc(e.Fields, func(f Seen) bool { return f.Field == field })
	})
}

// things is how many things an entry's answers name: those of its lists, or
// the entry itself as one.
func things(fields []Seen) int {
	n := 0
	for _, f := range fields {
		n += len(f.Value.Items)
	}
	if n == 0 && len(fields) > 0 {
		n = 1
	}
	return n
}

// Things is how many things of the shelf the entry holds; 0 for a tombstone.
func (e ShelfEntry) Things() int { return things(e.Fields) }
