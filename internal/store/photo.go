package store

import (
	"context"
	"errors"
	"slices"
	"time"

	"tandem/internal/homework"
	"tandem/internal/tandem"
)

// photoRow is one picture, twice: as it is looked at and small. Both are sealed
// under the author and the couple, with the key of drafts until an answer refers
// to it, and then with that of the answer.
type photoRow struct {
	PracticeID tandem.PracticeID
	ID         tandem.PhotoID
	CoupleID   tandem.CoupleID
	RoundID    tandem.RoundID
	Author     tandem.PartnerID
	Placed     bool   // an answer refers to it
	Alone      bool   // sealed with the key of what is its author's alone
	Full       []byte `gorm:"column:picture"`
	Small      []byte
	ChosenAt   time.Time
}

// TableName is the table of photos.
func (photoRow) TableName() string { return "photos" }

func (r photoRow) scope(who author) scope {
	if r.Alone {
		return who.scope(classPrivate)
	}
	return who.scope(classAnswers)
}

// photoRecord is the identity that a picture is sealed under.
func photoRecord(id tandem.PhotoID, small bool) string {
	if small {
		return string(id) + ":small"
	}
	return string(id) + ":full"
}

// AddPhoto keeps a picture that its author alone has chosen. Error: NotFound.
func (s *Store) AddPhoto(ctx context.Context, practice tandem.PracticeID, r homework.Round, p homework.Photo) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	who, ok, err := authorIn(db, practice, r.ID, p.Author)
	if err != nil {
		return err
	}
	if !ok {
		return tandem.NotFound()
	}
	row := photoRow{PracticeID: practice, ID: p.ID, CoupleID: who.CoupleID, RoundID: r.ID, Author: p.Author, Alone: true, ChosenAt: p.At}
	if err := s.sealPhoto(ctx, &row, who, p.Full, p.Small); err != nil {
		return err
	}
	return refers(db.Create(&row).Error)
}

func (s *Store) sealPhoto(ctx context.Context, row *photoRow, who author, full, small []byte) error {
	var err error
	if row.Full, err = s.sealBytes(ctx, row.PracticeID, row.scope(who), photoRecord(row.ID, false), full); err != nil {
		return err
	}
	row.Small, err = s.sealBytes(ctx, row.PracticeID, row.scope(who), photoRecord(row.ID, true), small)
	return err
}

// PlacePhotos notes that answers of the author refer to the pictures, and seals
// them as those answers are. What is somebody else's stays as it is.
func (s *Store) PlacePhotos(ctx context.Context, practice tandem.PracticeID, r homework.Round, by tandem.PartnerID, ids []tandem.PhotoID, alone bool) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	who, ok, err := authorIn(db, practice, r.ID, by)
	if err != nil || !ok {
		return err
	}
	var rows []photoRow
	err = db.Where("practice_id = ? AND round_id = ? AND author = ? AND id IN ?", practice, r.ID, by, ids).Find(&rows).Error
	if err != nil {
		return failure(err)
	}
	for _, row := range rows {
		was := row.scope(who)
		// What was its author's alone before stays so only where every answer is.
		row.Alone, row.Placed = alone && (row.Alone || !row.Placed), true
		if was != row.scope(who) {
			full, err := s.unsealBytes(ctx, practice, was, photoRecord(row.ID, false), row.Full)
			if err != nil {
				return err
			}
			small, err := s.unsealBytes(ctx, practice, was, photoRecord(row.ID, true), row.Small)
			if err != nil {
				return err
			}
			if err := s.sealPhoto(ctx, &row, who, full, small); err != nil {
				return err
			}
		}
		err = db.Model(&photoRow{}).Where("practice_id = ? AND id = ?", practice, row.ID).
			Updates(map[string]any{"alone": row.Alone, "placed": true, "picture": row.Full, "small": row.Small}).Error
		if err != nil {
			return failure(err)
		}
	}
	return nil
}

// DropPhotos removes the author's pictures in the round that no answer refers
// to, but for those given.
func (s *Store) DropPhotos(ctx context.Context, practice tandem.PracticeID, r homework.Round, by tandem.PartnerID, but []tandem.PhotoID) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	db = db.Where("practice_id = ? AND round_id = ? AND author = ? AND NOT placed", practice, r.ID, by)
	if len(but) > 0 {
		db = db.Where("id NOT IN ?", but)
	}
	return failure(db.Delete(&photoRow{}).Error)
}

// PhotosOf names the author's pictures in the round.
func (s *Store) PhotosOf(ctx context.Context, practice tandem.PracticeID, r homework.Round, by tandem.PartnerID) ([]tandem.PhotoID, error) {
	var ids []tandem.PhotoID
	err := s.read(ctx).Model(&photoRow{}).Where("practice_id = ? AND round_id = ? AND author = ?", practice, r.ID, by).Pluck("id", &ids).Error
	slices.Sort(ids)
	return ids, failure(err)
}

// PhotosSince counts the pictures that the author has chosen since then in the
// round's couple.
func (s *Store) PhotosSince(ctx context.Context, practice tandem.PracticeID, r homework.Round, by tandem.PartnerID, since time.Time) (int, error) {
	var n int64
	err := s.read(ctx).Model(&photoRow{}).Where("practice_id = ? AND couple_id = ? AND author = ? AND chosen_at > ?", practice, r.Couple, by, since).Count(&n).Error
	return int(n), failure(err)
}

// OpenPhoto is a picture of the round, full or small; with an author given, only
// of theirs. Error: NotFound, also once the key that sealed it is gone.
func (s *Store) OpenPhoto(ctx context.Context, practice tandem.PracticeID, r homework.Round, id tandem.PhotoID, by tandem.PartnerID, small bool) ([]byte, error) {
	db := s.read(ctx).Where("practice_id = ? AND round_id = ? AND id = ?", practice, r.ID, id)
	if by != "" {
		db = db.Where("author = ?", by)
	}
	leave := "small" // the one that nobody asks for stays where it is
	if small {
		leave = "picture"
	}
	var row photoRow
	if err := db.Omit(leave).Take(&row).Error; err != nil {
		return nil, failure(err)
	}
	who, ok, err := authorIn(s.read(ctx), practice, r.ID, row.Author)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, tandem.NotFound()
	}
	sealed := row.Full
	if small {
		sealed = row.Small
	}
	plain, err := s.unsealBytes(ctx, practice, row.scope(who), photoRecord(id, small), sealed)
	if errors.Is(err, errKeyGone) {
		return nil, tandem.NotFound()
	}
	return plain, err
}
