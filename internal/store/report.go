package store

import (
	"context"
	"time"

	"tandem/internal/report"
	"tandem/internal/tandem"
)

var _ report.Store = (*Store)(nil)

// documentRow is one issued document. Bytes are sealed under the couple.
type documentRow struct {
	PracticeID    tandem.PracticeID
	ID            tandem.DocumentID
	CoupleID      tandem.CoupleID
	Kind          report.Kind
	Edition       report.Edition
	ContentDigest string
	BytesDigest   string
	Bytes         []byte
	IssuedBy      tandem.PersonID
	IssuedAt      time.Time
}

// TableName is the table of documents.
func (documentRow) TableName() string { return "documents" }

func (r documentRow) issued() report.Issued {
	return report.Issued{ID: r.ID, Couple: r.CoupleID, Kind: r.Kind, Edition: r.Edition, ContentDigest: r.ContentDigest,
		BytesDigest: r.BytesDigest, IssuedBy: r.IssuedBy, IssuedAt: r.IssuedAt}
}

func documentScope(couple tandem.CoupleID) scope { return scope{Couple: couple, Class: classDocument} }

// CreateDocument adds a document with its bytes. Error: NotFound for a couple
// elsewhere.
func (s *Store) CreateDocument(ctx context.Context, practice tandem.PracticeID, d report.Issued, file []byte) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	sealed, err := s.seal(ctx, practice, documentScope(d.Couple), string(d.ID), file)
	if err != nil {
		return err
	}
	return refers(db.Create(&documentRow{PracticeID: practice, ID: d.ID, CoupleID: d.Couple, Kind: d.Kind, Edition: d.Edition,
		ContentDigest: d.ContentDigest, BytesDigest: d.BytesDigest, Bytes: sealed, IssuedBy: d.IssuedBy, IssuedAt: d.IssuedAt}).Error)
}

// Document is one document with its bytes. Error: NotFound.
func (s *Store) Document(ctx context.Context, practice tandem.PracticeID, id tandem.DocumentID) (report.Issued, []byte, error) {
	var row documentRow
	if err := s.read(ctx).Where("practice_id = ? AND id = ?", practice, id).Take(&row).Error; err != nil {
		return report.Issued{}, nil, failure(err)
	}
	var file []byte
	if err := s.unseal(ctx, practice, documentScope(row.CoupleID), string(row.ID), row.Bytes, &file); err != nil {
		return report.Issued{}, nil, err
	}
	return row.issued(), file, nil
}

// Documents lists a couple's documents, newest first, without bytes.
func (s *Store) Documents(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) ([]report.Issued, error) {
	var rows []documentRow
	err := s.read(ctx).Omit("bytes").Where("practice_id = ? AND couple_id = ?", practice, couple).
		Order("issued_at DESC, id").Find(&rows).Error
	if err != nil {
		return nil, failure(err)
	}
	list := make([]report.Issued, len(rows))
	for i, row := range rows {
		list[i] = row.issued()
	}
	return list, nil
}
