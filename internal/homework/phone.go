package homework

import (
	"context"
	"slices"

	"tandem/internal/casefile"
	"tandem/internal/exercise"
	"tandem/internal/tandem"
)

// onePhone marks what is asked for on a phone that goes from hand to hand.
type onePhone struct{}

// OnOnePhone returns a context in which both partners look at one screen: what
// leaves the service in it is what both may see.
func OnOnePhone(ctx context.Context) context.Context {
	return context.WithValue(ctx, onePhone{}, true)
}

// shown is the homework as it may leave: on one phone without the draft, and
// with those entries and fields only that every partner in it may see.
func (h Homework) shown(ctx context.Context, moves []exercise.Move) Homework {
	if on, _ := ctx.Value(onePhone{}).(bool); !on || h.Viewer.Staff {
		return h
	}
	h.Draft, h.Before, h.Presence = nil, "", Presence{}
	people := h.Assignment.Cast(h.Couple)
	for _, p := range people {
		other := View(h.Definition, people, moves, Viewer{Partner: p})
		h.Sight.Entries = inBoth(h.Sight.Entries, other.Entries)
	}
	return h
}

// inBoth keeps the entries that both lists show, and in them the fields that
// both show and nothing seals.
func inBoth(mine, other []Entry) []Entry {
	var kept []Entry
	for _, e := range mine {
		i := slices.IndexFunc(other, func(o Entry) bool { return o.Move == e.Move })
		if i < 0 {
			continue
		}
		e.Taken = e.Taken || other[i].Taken
		e.Fields = slices.DeleteFunc(slices.Clone(e.Fields), func(f Seen) bool {
			return e.Taken || f.Sealed || f.Visibility != exercise.Both ||
				!slices.ContainsFunc(other[i].Fields, func(o Seen) bool { return o.Field == f.Field && !o.Sealed })
		})
		kept = append(kept, e)
	}
	return kept
}

// SeeBeside shows one assignment to a partner who can do it on one phone with
// the other: the one other partner with an account whom it concerns. To
// everybody else, and where there is no such other, it is NotFound.
func (s *Service) SeeBeside(ctx context.Context, actor tandem.Actor, id tandem.AssignmentID) (Homework, casefile.Partner, error) {
	h, err := s.see(ctx, actor, id, func(h Homework) bool { return !h.Viewer.Staff && len(h.Beside()) == 1 })
	if err != nil {
		return h, casefile.Partner{}, err
	}
	return h, h.Beside()[0], nil
}

// Beside are the other partners with an account whom the assignment concerns;
// nobody, in what was called off, and in a review's preparation, which each
// writes for themselves until they meet.
func (h Homework) Beside() []casefile.Partner {
	var others []casefile.Partner
	if h.Assignment.Withdrawn || h.Assignment.Purpose == PurposeReview {
		return nil
	}
	for _, p := range h.Couple.ActivePartners() {
		if p.ID != h.Viewer.Partner && p.HasAccount && slices.Contains(h.Assignment.Cast(h.Couple), p.ID) {
			others = append(others, p)
		}
	}
	return others
}

// SharePhone records that another partner has proved themselves on the actor's
// phone for this homework. The caller has seen the proof.
func (s *Service) SharePhone(ctx context.Context, actor tandem.Actor, id tandem.AssignmentID) error {
	return s.phone(ctx, actor, tandem.UseSharePhone, id, true)
}

// PassPhone records that the phone goes to the other partner, or rests. With on
// false it does not go round at all: Conflict.
func (s *Service) PassPhone(ctx context.Context, actor tandem.Actor, id tandem.AssignmentID, on bool) error {
	return s.phone(ctx, actor, tandem.UsePassPhone, id, on)
}

func (s *Service) phone(ctx context.Context, actor tandem.Actor, use tandem.UseCaseName, id tandem.AssignmentID, on bool) error {
	_, err := tandem.Run(ctx, s.Pipeline, actor, use, object(id), func(_ context.Context, g *tandem.Grant) (struct{}, error) {
		switch {
		case g.Partner == "":
			return struct{}{}, tandem.NotFound()
		case !on:
			return struct{}{}, tandem.Conflict(tandem.Say("This phone does not go round between you just now."))
		}
		return struct{}{}, nil
	})
	return err
}
