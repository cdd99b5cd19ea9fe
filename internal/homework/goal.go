package homework

import (
	"context"
	"slices"

	"tandem/internal/casefile"
	"tandem/internal/tandem"
)

// The built-in definition in which a partner says what they hope for, with the
// names of its fields.
const (
	goalDefinition = "GOAL"
	goalField      = "goal"
	goalWords      = "words"
)

// goalDays is for how long a question for the goal says a day; it stays open
// for as long as nobody has answered.
const goalDays = 13

var _ casefile.GoalRounds = (*Service)(nil)

// AskGoal asks one partner on their own phone what they hope for. It runs
// inside another use case, which has authorised it. Error: Conflict when the
// partner has been asked and has not answered yet.
func (s *Service) AskGoal(ctx context.Context, c casefile.Couple, partner tandem.PartnerID) error {
	told, err := s.GoalsTold(ctx, c.Practice, []casefile.Couple{c})
	if err != nil {
		return err
	}
	if told[partner].Asked {
		return tandem.Conflict(tandem.Say("They have been asked already, and have not answered yet."))
	}
	def, err := s.Library.Newest(goalDefinition)
	if err != nil {
		return err
	}
	today := tandem.DateOf(s.Pipeline.Clock.Now(), c.Zone())
	_, err = s.Ask(ctx, c.Practice, c.ID, []tandem.PartnerID{partner}, def, today, today.AddDays(goalDays), PurposeIntake)
	return err
}

// GoalsTold is what partners of the couples have written about their goal, as
// the care team sees it, and whom an open question still waits for. It runs
// inside another use case, which has authorised it for the care team.
func (s *Service) GoalsTold(ctx context.Context, practice tandem.PracticeID, couples []casefile.Couple) (map[tandem.PartnerID]casefile.GoalTold, error) {
	ids := make([]tandem.CoupleID, len(couples))
	for i, c := range couples {
		ids[i] = c.ID
	}
	asked, err := s.Store.AssignmentsFor(ctx, practice, ids, PurposeIntake)
	if err != nil || len(asked) == 0 {
		return nil, err
	}
	rounds, err := s.Store.RoundsFor(ctx, practice, ids, PurposeIntake)
	if err != nil {
		return nil, err
	}
	all := map[tandem.PartnerID]casefile.GoalTold{}
	for _, a := range asked {
		at := slices.IndexFunc(couples, func(c casefile.Couple) bool { return c.ID == a.Couple })
		if a.Exercise != goalDefinition || at < 0 || len(a.For) != 1 {
			continue
		}
		var r Round
		if i := slices.IndexFunc(rounds, func(r Round) bool { return r.Assignment == a.ID }); i >= 0 {
			r = rounds[i]
		}
		h, err := s.met(ctx, a, r, couples[at], Viewer{Staff: true})
		if err != nil {
			return nil, err
		}
		all[a.For[0]] = heard(all[a.For[0]], h)
	}
	return all, nil
}

// heard lays one round over what was told before: the latest counts.
func heard(told casefile.GoalTold, h Homework) casefile.GoalTold {
	answered := false
	for _, e := range h.Sight.Entries {
		if e.Taken || len(e.Fields) == 0 {
			continue
		}
		answered = true
		if !e.At.After(told.At) {
			continue
		}
		told.At, told.Goal, told.Words = e.At, "", ""
		for _, f := range e.Fields {
			switch f.Field {
			case goalField:
				told.Goal = casefile.Goal(f.Value.Text)
			case goalWords:
				told.Words = f.Value.Text
			}
		}
	}
	told.Asked = told.Asked || !answered
	return told
}
