package store

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"tandem/internal/catalogue"
	"tandem/internal/tandem"
)

// workRow is one version of an exercise or a template of a practice's own.
type workRow struct {
	PracticeID  tandem.PracticeID
	ID          tandem.WorkID
	Kind        catalogue.Kind
	Code        string
	Version     int
	State       catalogue.State
	Edits       int
	Content     []byte // sealed: somebody may write of a couple where nobody should
	ChangedBy   tandem.PersonID
	ChangedAt   time.Time
	PublishedAt *time.Time
}

// TableName is the table of the practices' own works.
func (workRow) TableName() string { return "library_works" }

// libraryRow says when what a practice offers has changed.
type libraryRow struct {
	PracticeID tandem.PracticeID
	Revision   string
}

// TableName is the table of revisions of libraries.
func (libraryRow) TableName() string { return "libraries" }

// Works lists all of a practice's works without their content, by code and
// version.
func (s *Store) Works(ctx context.Context, practice tandem.PracticeID) ([]catalogue.Work, error) {
	var rows []workRow
	err := s.read(ctx).Omit("content").Where("practice_id = ?", practice).Order("kind, code, version").Find(&rows).Error
	if err != nil {
		return nil, failure(err)
	}
	list := make([]catalogue.Work, len(rows))
	for i, r := range rows {
		list[i] = r.work()
	}
	return list, nil
}

// Work is one of a practice's works. Error: NotFound.
func (s *Store) Work(ctx context.Context, practice tandem.PracticeID, id tandem.WorkID) (catalogue.Work, error) {
	var row workRow
	if err := s.read(ctx).Where("practice_id = ? AND id = ?", practice, id).Take(&row).Error; err != nil {
		return catalogue.Work{}, failure(err)
	}
	return s.openedWork(ctx, row)
}

// Released are the practice's works that are no drafts, by code and version.
func (s *Store) Released(ctx context.Context, practice tandem.PracticeID) ([]catalogue.Work, error) {
	var rows []workRow
	err := s.read(ctx).Where("practice_id = ? AND state <> ?", practice, catalogue.Draft).Order("kind, code, version").Find(&rows).Error
	if err != nil {
		return nil, failure(err)
	}
	list := make([]catalogue.Work, len(rows))
	for i, r := range rows {
		if list[i], err = s.openedWork(ctx, r); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// work is what a row says of a work, its content apart.
func (r workRow) work() catalogue.Work {
	return catalogue.Work{ID: r.ID, Practice: r.PracticeID, Kind: r.Kind, Code: r.Code, Version: r.Version, State: r.State,
		Edits: r.Edits, ChangedBy: r.ChangedBy, ChangedAt: r.ChangedAt, PublishedAt: r.PublishedAt}
}

func (s *Store) openedWork(ctx context.Context, r workRow) (catalogue.Work, error) {
	w := r.work()
	err := s.unseal(ctx, r.PracticeID, ofThePractice, string(r.ID), r.Content, &w.Content)
	return w, err
}

// KeepWork stores a draft in place of the one before, or as the first; it may
// publish it. Error: Conflict when somebody else was faster; NotFound for a
// person elsewhere.
func (s *Store) KeepWork(ctx context.Context, w catalogue.Work) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	row := workRow{PracticeID: w.Practice, ID: w.ID, Kind: w.Kind, Code: w.Code, Version: w.Version, State: w.State, Edits: w.Edits,
		ChangedBy: w.ChangedBy, ChangedAt: w.ChangedAt, PublishedAt: w.PublishedAt}
	if row.Content, err = s.seal(ctx, w.Practice, ofThePractice, string(w.ID), w.Content); err != nil {
		return err
	}
	if w.Edits == 1 {
		done := db.Clauses(clause.OnConflict{DoNothing: true}).Create(&row)
		if done.Error == nil && done.RowsAffected == 0 {
			return overtaken()
		}
		return refers(done.Error)
	}
	done := db.Table("library_works").Where("practice_id = ? AND id = ? AND state = ? AND edits = ?", w.Practice, w.ID, catalogue.Draft, w.Edits-1).
		Updates(map[string]any{"content": row.Content, "state": w.State, "edits": w.Edits, "changed_by": w.ChangedBy,
			"changed_at": w.ChangedAt, "published_at": w.PublishedAt})
	if done.Error == nil && done.RowsAffected == 0 {
		return overtaken()
	}
	return refers(done.Error)
}

func overtaken() error {
	return tandem.Conflict(tandem.Say("This has changed since the page was opened. Please look again."))
}

// DropWork removes a draft, if it is one.
func (s *Store) DropWork(ctx context.Context, practice tandem.PracticeID, id tandem.WorkID) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	return failure(db.Where("practice_id = ? AND id = ? AND state = ?", practice, id, catalogue.Draft).Delete(&workRow{}).Error)
}

// RetireWorks takes every published version of the code out of what is offered.
func (s *Store) RetireWorks(ctx context.Context, practice tandem.PracticeID, kind catalogue.Kind, code string) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	return failure(db.Table("library_works").Where("practice_id = ? AND kind = ? AND code = ? AND state = ?", practice, kind, code, catalogue.Published).
		Update("state", catalogue.Retired).Error)
}

// LibraryRevision is another one whenever what the practice offers has changed.
func (s *Store) LibraryRevision(ctx context.Context, practice tandem.PracticeID) (string, error) {
	var rows []libraryRow
	err := s.read(ctx).Where("practice_id = ?", practice).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return "", failure(err)
	}
	return rows[0].Revision, nil
}

// SetLibraryRevision notes that what the practice offers has changed.
func (s *Store) SetLibraryRevision(ctx context.Context, practice tandem.PracticeID, revision string) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	return refers(db.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "practice_id"}}, DoUpdates: clause.AssignmentColumns([]string{"revision"})}).
		Create(&libraryRow{PracticeID: practice, Revision: revision}).Error)
}
