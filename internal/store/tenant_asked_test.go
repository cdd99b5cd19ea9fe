package store_test

import (
	"context"

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
	}
}
