package homework

import (
	"context"
	"slices"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// Topic is something for the next session: what the two parked until a day, or
// take to the session. It holds what staff may see of it.
type Topic struct {
	Assignment tandem.AssignmentID
	Definition *exercise.Definition
	Standing   exercise.Standing // parked, or to the session
	Until      tandem.Date       // of what is parked, when the day is open to staff
	At         time.Time         // when it was last touched
	Entries    []Entry           // what it is about, oldest first
}

// Topics lists what a couple brings to the session, the newest first, as View
// shows it to staff. It runs inside another use case of the care team, which
// has authorised it.
func (s *Service) Topics(ctx context.Context, c casefile.Couple) ([]Topic, error) {
	rounds, err := s.Store.Rounds(ctx, c.Practice, c.ID)
	if err != nil {
		return nil, err
	}
	var all []Topic
	point, today := s.pointer(ctx, c, Viewer{Staff: true}), tandem.DateOf(s.Pipeline.Clock.Now(), c.Zone())
	for _, r := range rounds {
		def, err := s.Library.Definition(ctx, c.Practice, r.Exercise, r.Version)
		if err != nil {
			return nil, err
		}
		t := Topic{Assignment: r.Assignment, Definition: def}
		for _, e := range View(def, r.cast(c), r.Moves, Viewer{Staff: true}).Entries {
			if parked, ok := setAside(def, e); ok && tandem.DateOf(e.At, c.Zone()) >= today.AddDays(-lookBack) {
				t.Standing, t.At, t.Entries = exercise.StandingSession, e.At, append(t.Entries, parked)
				continue
			}
			if e.Taken || e.Standing != exercise.StandingParked && e.Standing != exercise.StandingSession {
				continue
			}
			if err := point(def, e.Fields); err != nil {
				return nil, err
			}
			t.Standing, t.At, t.Entries = e.Standing, e.At, append(t.Entries, e)
			if day := e.day("park_until"); day != "" {
				t.Until = day
			}
		}
		if len(t.Entries) > 0 {
			all = append(all, t)
		}
	}
	slices.SortStableFunc(all, func(a, b Topic) int { return b.At.Compare(a.At) })
	return all, nil
}

// setAside is what a page that both said yes to keeps for the session, such as a
// parking list. It is brought up for four weeks.
func setAside(def *exercise.Definition, e Entry) (Entry, bool) {
	if e.Taken || e.Older || e.Kind != exercise.MoveEdit || e.Standing != exercise.StandingAgreed {
		return e, false
	}
	e.Fields = slices.DeleteFunc(slices.Clone(e.Fields), func(s Seen) bool {
		f, ok := def.Field(s.Field)
		return !ok || !f.Parks
	})
	return e, len(e.Fields) > 0
}

// Narrowed tells whether some of the entry is not open to both partners.
func (e Entry) Narrowed() bool {
	return e.Confided || slices.ContainsFunc(e.Fields, func(f Seen) bool { return f.Visibility != exercise.Both })
}

// day is a date among an entry's answers, "" without one.
func (e Entry) day(id exercise.FieldID) tandem.Date {
	for _, f := range e.Fields {
		if f.Field == id {
			day, _ := tandem.ParseDate(f.Value.Text) // "" for what is none
			return day
		}
	}
	return ""
}

// firstDay is the first of the dates among an entry's answers, "" without one.
func (e Entry) firstDay(ids []exercise.FieldID) tandem.Date {
	for _, id := range ids {
		if day := e.day(id); day != "" {
			return day
		}
	}
	return ""
}

// text is a text among an entry's answers, "" without one.
func (e Entry) text(id exercise.FieldID) string {
	for _, f := range e.Fields {
		if f.Field == id {
			return f.Value.Text
		}
	}
	return ""
}
