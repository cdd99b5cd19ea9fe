package store_test

import (
	"context"

	"tandem/internal/casefile"
	"tandem/internal/homework"
	"tandem/internal/store"
	"tandem/internal/tandem"
)

// askedCases are those of what is asked for beside a plan.
func askedCases() map[string]outcome {
	type ctxT = context.Context
	type sT = *store.Store
	return map[string]outcome{
		"WithdrawAssignment": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.WithdrawAssignment(ctx, m.practice, o.first.ID, start)
		})),
		"SetPresence": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.SetPresence(ctx, m.practice, o.first, o.anaPartner, start)
		})),
		"EndPresence": nothing("<nil>", only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.EndPresence(ctx, m.practice, o.first.ID, o.anaPartner)
		})),
		"Presences": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.Presences(ctx, m.practice, o.first.ID, start.AddDate(-1, 0, 0))
		}),
		"AssignmentsFor": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.AssignmentsFor(ctx, m.practice, []tandem.CoupleID{o.couple.ID}, homework.PurposePlan)
		}),
		"RoundsFor": nothing("[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.RoundsFor(ctx, m.practice, []tandem.CoupleID{o.couple.ID}, homework.PurposePlan)
		}),
		"Attendance": nothing("{[] []}", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.Attendance(ctx, m.practice, o.couple.ID)
		}),
		"LastSessions": nothing("map[]", func(ctx ctxT, s sT, m, o *clinic) (any, error) {
			return s.LastSessions(ctx, m.practice, []tandem.CoupleID{o.couple.ID})
		}),
		"RecordSession": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.RecordSession(ctx, m.practice, o.couple.ID, casefile.Session{On: "2026-03-02", Outcome: casefile.SessionHeld}, m.therapist, start)
		})),
		"DropSession": nothing("<nil>", only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.DropSession(ctx, m.practice, o.couple.ID, "2026-03-02")
		})),
		"SetHelp": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.SetHelp(ctx, m.practice, o.couple.ID, casefile.Help{Step: casefile.HelpGroup, State: casefile.HelpBegun, Since: "2026-03-02"}, m.therapist, start)
		})),
		"SetCourse": notFound(only(func(ctx ctxT, s sT, m, o *clinic) error {
			return s.SetCourse(ctx, m.practice, o.couple.ID, casefile.CourseSingle)
		})),
	}
}
