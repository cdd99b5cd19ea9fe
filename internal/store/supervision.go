package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"tandem/internal/practice"
	"tandem/internal/tandem"
)

// supervisionRow is one link of supervision.
type supervisionRow struct {
	PracticeID   tandem.PracticeID
	SupervisorID tandem.PersonID
	SuperviseeID tandem.PersonID
	FromAt       time.Time
	ToAt         *time.Time
}

// TableName is the table of supervision.
func (supervisionRow) TableName() string { return "supervision" }

// Supervisions lists the links that hold at the moment, by supervisee and then
// by beginning.
func (s *Store) Supervisions(ctx context.Context, practiceID tandem.PracticeID, now time.Time) ([]practice.Supervision, error) {
	var rows []supervisionRow
	err := activeAt(s.read(ctx).Where("practice_id = ?", practiceID), now).
		Order("supervisee_id, from_at, supervisor_id").Find(&rows).Error
	if err != nil {
		return nil, failure(err)
	}
	links := make([]practice.Supervision, len(rows))
	for i, row := range rows {
		links[i] = practice.Supervision{Supervisor: row.SupervisorID, Supervisee: row.SuperviseeID, From: row.FromAt}
		if row.ToAt != nil {
			links[i].To = *row.ToAt
		}
	}
	return links, nil
}

// AddSupervision adds a link, and is false when one of the two is open already.
// One that ended at this very moment goes on instead: a link cannot begin twice
// at once. Error: NotFound for a person elsewhere.
func (s *Store) AddSupervision(ctx context.Context, practice tandem.PracticeID, link practice.Supervision) (bool, error) {
	db, err := s.write(ctx)
	if err != nil {
		return false, err
	}
	goesOn := db.Table("supervision").Where("practice_id = ? AND supervisor_id = ? AND supervisee_id = ? AND from_at = ? AND to_at <= ?",
		practice, link.Supervisor, link.Supervisee, link.From, link.From).Update("to_at", orNever(link.To))
	if goesOn.Error != nil || goesOn.RowsAffected == 1 {
		return goesOn.Error == nil, failure(goesOn.Error)
	}
	done := db.Clauses(clause.OnConflict{DoNothing: true}).Create(&supervisionRow{PracticeID: practice,
		SupervisorID: link.Supervisor, SuperviseeID: link.Supervisee, FromAt: link.From, ToAt: orNever(link.To)})
	return done.Error == nil && done.RowsAffected == 1, refers(done.Error)
}

// EndSupervision ends the link at the moment, and is false when none holds.
func (s *Store) EndSupervision(ctx context.Context, practice tandem.PracticeID, supervisor, supervisee tandem.PersonID, at time.Time) (bool, error) {
	db, err := s.write(ctx)
	if err != nil {
		return false, err
	}
	done := activeAt(db.Table("supervision").Where("practice_id = ? AND supervisor_id = ? AND supervisee_id = ?", practice, supervisor, supervisee), at).
		Update("to_at", at)
	return done.Error == nil && done.RowsAffected > 0, failure(done.Error)
}
