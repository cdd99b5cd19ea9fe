package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm/clause"

	"tandem/internal/plan"
	"tandem/internal/tandem"
)

// draftedRow is a couple's plan in the making. The plan is one sealed blob: it
// is read and written whole, and no other row refers to any part of it.
type draftedRow struct {
	PracticeID tandem.PracticeID
	CoupleID   tandem.CoupleID
	Payload    []byte
	Revises    bool
	Version    int
	ChangedBy  tandem.PersonID
	ChangedAt  time.Time
}

// TableName is the table of drafts of plans.
func (draftedRow) TableName() string { return "plan_drafts" }

// revisionRow is one accepted change of a plan.
type revisionRow struct {
	PracticeID tandem.PracticeID
	PlanID     tandem.PlanID
	Number     int
	FromWeek   int
	ChangedBy  tandem.PersonID
	ChangedAt  time.Time
	Payload    []byte
}

// TableName is the table of revisions.
func (revisionRow) TableName() string { return "plan_revisions" }

// draftedID names a couple's draft for its seal.
func draftedID(couple tandem.CoupleID) string { return string(couple) + ":plan-draft" }

func revisionID(p tandem.PlanID, number int) string { return fmt.Sprintf("%s:revision-%d", p, number) }

// PlanDraft is the couple's draft. Error: NotFound.
func (s *Store) PlanDraft(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) (plan.Draft, error) {
	var row draftedRow
	err := s.read(ctx).Where("practice_id = ? AND couple_id = ?", practice, couple).Take(&row).Error
	if err != nil {
		return plan.Draft{}, failure(err)
	}
	d := plan.Draft{Revises: row.Revises, Version: row.Version, ChangedBy: row.ChangedBy, ChangedAt: row.ChangedAt}
	err = s.unseal(ctx, practice, planScope(couple), draftedID(couple), row.Payload, &d.Plan)
	return d, err
}

// KeepPlanDraft stores a draft in place of the one before, or as the first.
// Errors: Conflict when that one has another version; NotFound.
func (s *Store) KeepPlanDraft(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, d plan.Draft) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	payload, err := s.seal(ctx, practice, planScope(couple), draftedID(couple), d.Plan)
	if err != nil {
		return err
	}
	row := draftedRow{PracticeID: practice, CoupleID: couple, Payload: payload, Revises: d.Revises, Version: d.Version,
		ChangedBy: d.ChangedBy, ChangedAt: d.ChangedAt}
	done := db.Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "practice_id"}, {Name: "couple_id"}},
		DoUpdates: clause.AssignmentColumns([]string{"payload", "revises", "version", "changed_by", "changed_at"}),
		Where: clause.Where{Exprs: []clause.Expression{
			clause.Expr{SQL: "plan_drafts.version = ? AND plan_drafts.practice_id = ?", Vars: []any{d.Version - 1, practice}}}},
	}).Create(&row)
	if done.Error != nil {
		return refers(done.Error)
	}
	if done.RowsAffected == 0 {
		return taken()
	}
	return nil
}

// DropPlanDraft removes the couple's draft, if there is one.
func (s *Store) DropPlanDraft(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	return failure(db.Where("practice_id = ? AND couple_id = ?", practice, couple).Delete(&draftedRow{}).Error)
}

// AddRevision keeps an accepted change. Error: NotFound for a plan elsewhere.
func (s *Store) AddRevision(ctx context.Context, practice tandem.PracticeID, r plan.Revision) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	of, err := findPlan(db, practice, r.Plan)
	if err != nil {
		return err
	}
	payload, err := s.seal(ctx, practice, planScope(of.CoupleID), revisionID(r.Plan, r.Number), r.Changes)
	if err != nil {
		return err
	}
	return refers(db.Create(&revisionRow{PracticeID: practice, PlanID: r.Plan, Number: r.Number, FromWeek: r.From,
		ChangedBy: r.By, ChangedAt: r.At, Payload: payload}).Error)
}

// Revisions lists the revisions of all plans of a couple, the oldest first.
func (s *Store) Revisions(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) ([]plan.Revision, error) {
	var rows []revisionRow
	err := s.read(ctx).Raw(`SELECT v.* FROM plan_revisions v
		JOIN plans p ON p.practice_id = v.practice_id AND p.id = v.plan_id
		WHERE v.practice_id = @practice AND p.couple_id = @couple ORDER BY v.changed_at, v.number`,
		map[string]any{"practice": practice, "couple": couple}).Scan(&rows).Error
	if err != nil {
		return nil, failure(err)
	}
	var list []plan.Revision
	for _, row := range rows {
		r := plan.Revision{Plan: row.PlanID, Number: row.Number, From: row.FromWeek, By: row.ChangedBy, At: row.ChangedAt}
		if err := s.unseal(ctx, practice, planScope(couple), revisionID(r.Plan, r.Number), row.Payload, &r.Changes); err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, nil
}
