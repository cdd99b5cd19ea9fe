package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm/clause"

	"tandem/internal/casefile"
	"tandem/internal/tandem"
)

// ownDateRow is a date of a couple's own. Its name and its day are sealed: they
// tell of people.
type ownDateRow struct {
	PracticeID tandem.PracticeID
	ID         tandem.OwnDateID
	CoupleID   tandem.CoupleID
	Payload    []byte
	ChangedAt  time.Time
}

// TableName is the table of couples' own dates.
func (ownDateRow) TableName() string { return "couple_dates" }

// ofTheCouple is what belongs to a couple and to nobody in it.
func ofTheCouple(couple tandem.CoupleID) scope { return scope{Couple: couple, Class: classProfile} }

// OwnDates lists a couple's own dates, by name.
func (s *Store) OwnDates(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) ([]casefile.OwnDate, error) {
	var rows []ownDateRow
	if err := s.read(ctx).Where("practice_id = ? AND couple_id = ?", practice, couple).Find(&rows).Error; err != nil {
		return nil, failure(err)
	}
	var all []casefile.OwnDate
	for _, r := range rows {
		var d casefile.OwnDate
		if err := s.unseal(ctx, practice, ofTheCouple(couple), string(r.ID), r.Payload, &d); err != nil {
			return nil, err
		}
		d.ID = r.ID
		all = append(all, d)
	}
	slices.SortFunc(all, func(a, b casefile.OwnDate) int {
		if c := strings.Compare(a.Name, b.Name); c != 0 {
			return c
		}
		return strings.Compare(string(a.ID), string(b.ID))
	})
	return all, nil
}

// KeepOwnDate adds a date, or replaces the couple's of that id. Error: NotFound
// for a couple elsewhere, and for a date of another couple.
func (s *Store) KeepOwnDate(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, d casefile.OwnDate, at time.Time) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	row := ownDateRow{PracticeID: practice, ID: d.ID, CoupleID: couple, ChangedAt: at}
	if row.Payload, err = s.seal(ctx, practice, ofTheCouple(couple), string(d.ID), d); err != nil {
		return err
	}
	done := db.Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "practice_id"}, {Name: "id"}},
		DoUpdates: clause.AssignmentColumns([]string{"payload", "changed_at"}),
		Where:     clause.Where{Exprs: []clause.Expression{clause.Expr{SQL: "couple_dates.couple_id = excluded.couple_id"}}},
	}).Create(&row)
	if done.Error != nil {
		return refers(done.Error)
	}
	return changed(done)
}

// DropOwnDate takes a date out. Error: NotFound.
func (s *Store) DropOwnDate(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, id tandem.OwnDateID) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	return changed(db.Where("practice_id = ? AND couple_id = ? AND id = ?", practice, couple, id).Delete(&ownDateRow{}))
}
