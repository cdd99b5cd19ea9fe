package homework

import (
	"cmp"
	"context"
	"slices"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// ShelfEntry is one thing that grew out of a round, as the viewer sees it.
type ShelfEntry struct {
	Shelf      exercise.ShelfID
	Assignment tandem.AssignmentID
	Definition *exercise.Definition
	Move       tandem.MoveID
	Kind       exercise.MoveKind
	Step       exercise.StepID
	Author     tandem.PartnerID
	Staff      tandem.PersonID // who of the care team set it, with Author ""
	At         time.Time
	Fields     []Seen
	Taken      bool
	Kept       []int // as of Entry
}

// Good tells whether the entry is one of the good things that are shown again
// on a hard day.
func (e ShelfEntry) Good() bool {
	return !e.Taken && slices.Contains([]exercise.ShelfID{exercise.ShelfAppreciations, exercise.ShelfJoy, exercise.ShelfJournal,
		exercise.ShelfStars, exercise.ShelfStories, exercise.ShelfMemories, exercise.ShelfKeepsakes}, e.Shelf)
}

// Text is one of its answers in words, "" where there is none to see.
func (e ShelfEntry) Text(id exercise.FieldID) string { return Entry{Fields: e.Fields}.text(id) }

// Together is what a couple has gathered, newest first.
type Together struct {
	Couple  casefile.Couple
	Viewer  Viewer
	Day     tandem.Date // today, in the couple's time zone
	Entries []ShelfEntry
	Lines   []Line // of the ledgers, the calendar and the pause log, newest first
	Things  Things // what answers can link to
}

// Together shows the actor, as a partner, what each of their couples has
// gathered and both may see.
func (s *Service) Together(ctx context.Context, actor tandem.Actor) ([]Together, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseSeeTogether, tandem.Object{Kind: tandem.ObjectPerson, ID: string(actor.Person)},
		func(ctx context.Context, g *tandem.Grant) ([]Together, error) {
			couples, err := s.Cases.PartnerCouples(ctx, actor.Practice, actor.Person)
			if err != nil {
				return nil, err
			}
			var all []Together
			for _, c := range couples {
				g.Listed(string(c.ID))
				me, _ := c.PartnerOf(actor.Person)
				t, err := s.Gathered(ctx, c, Viewer{Partner: me.ID})
				if err != nil {
					return nil, err
				}
				all = append(all, t)
			}
			return all, nil
		})
}

// Gathered is what a couple has gathered, as the viewer sees it. It runs
// inside another use case, which has authorised it.
func (s *Service) Gathered(ctx context.Context, c casefile.Couple, viewer Viewer) (Together, error) {
	today := tandem.DateOf(s.Pipeline.Clock.Now(), c.Zone())
	t := Together{Couple: c, Viewer: viewer, Day: today}
	rounds, err := s.Store.Rounds(ctx, c.Practice, c.ID)
	if err != nil {
		return t, err
	}
	var done []met
	for _, r := range rounds {
		def, err := s.Library.Definition(ctx, c.Practice, r.Exercise, r.Version)
		if err != nil {
			return t, err
		}
		sight := View(def, r.cast(c), r.Moves, viewer)
		if !def.BuiltIn && !r.Some && len(sight.Entries) > 0 {
			done = append(done, met{def, r})
		}
		t.Entries = append(t.Entries, shelve(def, r, sight)...)
		t.Lines = append(t.Lines, lines(def, r.Assignment, r.cast(c), sight, today)...)
	}
	// The order of rounds would tell who began one before anything opened.
	slices.SortStableFunc(t.Entries, func(a, b ShelfEntry) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.Definition.ID, b.Definition.ID), cmp.Compare(a.Assignment, b.Assignment))
	})
	slices.SortStableFunc(t.Lines, func(a, b Line) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.Definition.ID, b.Definition.ID), cmp.Compare(a.Assignment, b.Assignment))
	})
	t.Lines = calendar(t.Lines)
	early(t.Lines, c.Zone())
	if t.Things, err = s.things(ctx, c, t, done); err != nil {
		return t, err
	}
	for _, e := range t.Entries {
		t.Things.point(e.Definition, e.Fields)
	}
	for _, l := range t.Lines {
		for _, e := range l.Facts {
			t.Things.point(l.Definition, e.Fields)
		}
		if l.Ritual != nil {
			for _, told := range l.Ritual.Card {
				t.Things.point(l.Definition, told.Fields)
			}
		}
	}
	return t, nil
}

// shelve takes from a sight what belongs on the exercise's shelves: shared
// answers that are open to the other partner too, and of a joint page the
// version that all said yes to.
func shelve(def *exercise.Definition, r Round, sight Sight) []ShelfEntry {
	var entries []ShelfEntry
	for _, e := range sight.Entries {
		joint := e.Kind == exercise.MoveEdit || e.Kind == exercise.MoveFrame
		if proposed := e.Kind == exercise.MovePropose || e.Kind == exercise.MoveAsBefore; proposed && !e.Taken &&
			e.Standing != exercise.StandingAgreed && e.Standing != exercise.StandingResting {
			continue // it is not both partners' yet
		}
		if e.Own && !e.Open || e.Confided || e.Older || joint && !e.Taken && e.Standing != exercise.StandingAgreed && e.Standing != exercise.StandingClosed {
			continue
		}
		for _, shelf := range def.Shelves {
			if !shelved(def, shelf, e.Step) {
				continue
			}
			entry := ShelfEntry{Shelf: shelf.ID, Assignment: r.Assignment, Definition: def, Move: e.Move, Kind: e.Kind, Step: e.Step, Author: e.Author, Staff: e.Staff, At: e.At, Taken: e.Taken, Kept: e.Kept}
			for _, f := range e.Fields {
				if slices.Contains(shelf.Fields, f.Field) && f.Visibility == exercise.Both && !f.Sealed {
					entry.Fields = append(entry.Fields, f)
				}
			}
			if entry.Taken || len(entry.Fields) > 0 {
				entries = append(entries, entry)
			}
		}
	}
	return entries
}

// shelved tells whether answers of the step go on that shelf at all.
func shelved(def *exercise.Definition, shelf exercise.Shelf, step exercise.StepID) bool {
	st, ok := def.Step(step)
	return ok && slices.ContainsFunc(st.Fields, func(f exercise.Field) bool { return slices.Contains(shelf.Fields, f.ID) })
}

// Written is one own entry with the exercise it stands in.
type Written struct {
	Assignment tandem.AssignmentID
	Definition *exercise.Definition
	Week       int
	Alone      bool                 // the homework is its author's alone
	About      *exercise.Definition // the exercise that it is a plan of when and where for; nil where it is none
	Version    string               // of the sight, for taking back or narrowing
	Entry      Entry
}

// Privacy is what a person wrote in one couple and who may see it.
type Privacy struct {
	Couple  casefile.Couple
	Partner tandem.PartnerID
	Written []Written // newest first
}

// Privacy lists the actor's own entries, in every couple they are a partner in.
func (s *Service) Privacy(ctx context.Context, actor tandem.Actor) ([]Privacy, error) {
	return tandem.Run(ctx, s.Pipeline, actor, tandem.UseSeePrivacy, tandem.Object{Kind: tandem.ObjectPerson, ID: string(actor.Person)},
		func(ctx context.Context, _ *tandem.Grant) ([]Privacy, error) {
			couples, err := s.Cases.PartnerCouples(ctx, actor.Practice, actor.Person)
			if err != nil {
				return nil, err
			}
			var all []Privacy
			for _, c := range couples {
				me, _ := c.PartnerOf(actor.Person)
				p := Privacy{Couple: c, Partner: me.ID}
				rounds, err := s.Store.Rounds(ctx, actor.Practice, c.ID)
				if err != nil {
					return nil, err
				}
				point, planned := s.pointer(ctx, c, Viewer{Partner: me.ID}), s.plannedWhat(ctx, c)
				for _, r := range rounds {
					def, err := s.Library.Definition(ctx, c.Practice, r.Exercise, r.Version)
					if err != nil {
						return nil, err
					}
					list := written(def, r, c, p.Partner)
					for i, w := range list {
						if err := point(def, w.Entry.Fields); err != nil {
							return nil, err
						}
						if def.ID != intentionDefinition {
							continue
						}
						if list[i].About, err = planned(w.Assignment); err != nil {
							return nil, err
						}
					}
					p.Written = append(p.Written, list...)
				}
				slices.SortStableFunc(p.Written, func(a, b Written) int { // as above
					return cmp.Or(b.Entry.At.Compare(a.Entry.At), cmp.Compare(a.Definition.ID, b.Definition.ID), cmp.Compare(a.Assignment, b.Assignment))
				})
				all = append(all, p)
			}
			return all, nil
		})
}

func written(def *exercise.Definition, r Round, c casefile.Couple, partner tandem.PartnerID) []Written {
	sight := View(def, r.cast(c), r.Moves, Viewer{Partner: partner})
	var list []Written
	for _, e := range sight.Entries {
		if e.Own && len(e.Fields) > 0 {
			list = append(list, Written{Assignment: r.Assignment, Alone: len(r.cast(c)) == 1, Definition: def, Version: sight.Version, Entry: e})
		}
	}
	return list
}
