package homework

import (
	"context"
	"slices"
	"sync"
	"time"

	"tandem/internal/tandem"
)

// filesInDay bounds how many files one partner can have opened for them in a
// day. Opening is what costs; it counts whatever becomes of the picture, so
// taking one out and choosing another does not lower it.
const filesInDay = 60

// attempts counts the files that were opened for each partner today. It is kept
// in memory: each process counts for itself and begins at nothing, which still
// bounds what one person can ask of it, and leaves no row that says who chose
// what. It never holds more than the partners of one day.
type attempts struct {
	mu    sync.Mutex
	day   string
	files map[tandem.PartnerID]int
}

// spend notes that so many files are about to be opened, unless that is more
// than are left.
func (a *attempts) spend(who tandem.PartnerID, now time.Time, files int) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if day := now.UTC().Format(time.DateOnly); day != a.day || a.files == nil {
		a.day, a.files = day, map[tandem.PartnerID]int{}
	}
	if a.files[who]+files > filesInDay {
		return false
	}
	a.files[who] += files
	return true
}

// mayOpen holds of files that were chosen whether they may be opened at all: the
// homework is in force, the move was not made before, and as many places are
// left. Once the move was made there is nothing to do, and opens is false.
func (s *Service) mayOpen(ctx context.Context, actor tandem.Actor, id tandem.AssignmentID, author tandem.PartnerID, key string, names []string) (opens bool, err error) {
	h, r, err := s.load(ctx, actor.Practice, id, Viewer{Partner: author})
	switch {
	case err != nil:
		return false, err
	case h.Assignment.Withdrawn:
		return false, tandem.Unfit()
	case key != "" && !wellFormedKey(key):
		return false, tooOld()
	case key != "" && sentBefore(r, author, key):
		return false, nil
	}
	if r.ID == "" {
		r = Round{Practice: actor.Practice, Couple: h.Assignment.Couple}
	}
	if err := s.placesFor(ctx, r, author, names); err != nil {
		return false, err
	}
	if !s.attempts.spend(author, s.Pipeline.Clock.Now(), len(names)) {
		return false, noPlace(names)
	}
	return true, nil
}

// placesFor is nil while the author may keep so many more pictures in the round,
// and in its couple within a day.
func (s *Service) placesFor(ctx context.Context, r Round, author tandem.PartnerID, names []string) error {
	own, err := s.Store.PhotosOf(ctx, r.Practice, r, author)
	if err != nil {
		return err
	}
	lately, err := s.Store.PhotosSince(ctx, r.Practice, r, author, s.Pipeline.Clock.Now().Add(-24*time.Hour))
	if err != nil {
		return err
	}
	if len(own)+len(names) > photosInRound || lately+len(names) > photosInDay {
		return noPlace(names)
	}
	return nil
}

func noPlace(names []string) error {
	var problems tandem.Problems
	for _, name := range slices.Sorted(slices.Values(names)) {
		problems.Add(name, tandem.Say("These are more pictures than we can keep for now. Take one out, or come back tomorrow."))
	}
	return problems.Err()
}
