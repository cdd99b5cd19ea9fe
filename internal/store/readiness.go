package store

import (
	"context"
	"slices"

	"tandem/internal/casefile"
	"tandem/internal/tandem"
)

// PapersAmong reads intake, policy, signatures, screens and overrides of many
// couples, by couple. Only what the screens found is unsealed.
func (s *Store) PapersAmong(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID) (map[tandem.CoupleID]casefile.Readiness, error) {
	all := map[tandem.CoupleID]casefile.Readiness{}
	for chunk := range slices.Chunk(couples, inChunk) {
		if err := s.papersAmong(ctx, practice, chunk, all); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (s *Store) papersAmong(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID, all map[tandem.CoupleID]casefile.Readiness) error {
	var intakes []intakeRow
	var policies []policyRow
	var signatures []signatureRow
	var screened []screenRow
	var overrides []overrideRow
	const of = "practice_id = ? AND couple_id IN ?"
	for _, err := range []error{
		s.read(ctx).Omit("before").Where(of, practice, couples).Find(&intakes).Error,
		s.read(ctx).Where(of+" AND replaced_at IS NULL", practice, couples).Find(&policies).Error,
		s.read(ctx).Omit("name").Where(of, practice, couples).Order("at, id").Find(&signatures).Error,
		s.read(ctx).Where(of, practice, couples).Order("recorded_at, id").Find(&screened).Error,
		s.read(ctx).Omit("reason").Where(of, practice, couples).Order("asked_at, id").Find(&overrides).Error,
	} {
		if err != nil {
			return failure(err)
		}
	}
	screens, err := s.screens(ctx, practice, screened)
	if err != nil {
		return err
	}
	put := func(couple tandem.CoupleID, change func(r *casefile.Readiness)) {
		r, known := all[couple]
		if !known {
			r.Intake.Model = casefile.ModelRelationship // where nobody said
		}
		change(&r)
		all[couple] = r
	}
	for _, row := range intakes {
		put(row.CoupleID, func(r *casefile.Readiness) { r.Intake = row.intake() })
	}
	for _, row := range policies {
		put(row.CoupleID, func(r *casefile.Readiness) { r.Choice = row.choice() })
	}
	for _, row := range signatures {
		put(row.CoupleID, func(r *casefile.Readiness) { r.Signatures = append(r.Signatures, row.signature()) })
	}
	for _, screen := range screens {
		put(screen.Couple, func(r *casefile.Readiness) { r.Screens = append(r.Screens, screen) })
	}
	for _, row := range overrides {
		put(row.CoupleID, func(r *casefile.Readiness) { r.Overrides = append(r.Overrides, row.override()) })
	}
	return nil
}
