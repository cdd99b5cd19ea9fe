package store

import (
	"context"
	"time"

	"tandem/internal/report"
	"tandem/internal/tandem"
)

var _ report.Store = (*Store)(nil)

// documentRow is one issued document. Bytes and content are sealed under the
// couple.
type documentRow struct {
	PracticeID    tandem.PracticeID
	ID            tandem.DocumentID
	CoupleID      tandem.CoupleID
	PartnerID     *tandem.PartnerID // whom an own edition is for
	Kind          report.Kind
	Edition       report.Edition
	Language      string
	ContentDigest string
	BytesDigest   string
	Bytes         []byte
	Content       []byte
	IssuedBy      tandem.PersonID
	IssuedAt      time.Time
}

// TableName is the table of documents.
func (documentRow) TableName() string { return "documents" }

func (r documentRow) issued() report.Issued {
	d := report.Issued{ID: r.ID, Couple: r.CoupleID, Kind: r.Kind, Edition: r.Edition, Language: r.Language, ContentDigest: r.ContentDigest,
		BytesDigest: r.BytesDigest, IssuedBy: r.IssuedBy, IssuedAt: r.IssuedAt}
	if r.PartnerID != nil {
		d.For = *r.PartnerID
	}
	return d
}

func documentScope(couple tandem.CoupleID) scope { return scope{Couple: couple, Class: classDocument} }

// contentRecord is the identity that a document's content is sealed under,
// apart from its file's.
func contentRecord(id tandem.DocumentID) string { return string(id) + "/content" }

// CreateDocument adds a document with its file and its content. Error:
// NotFound for a couple elsewhere.
func (s *Store) CreateDocument(ctx context.Context, practice tandem.PracticeID, d report.Issued, file []byte, content report.Document) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	row := documentRow{PracticeID: practice, ID: d.ID, CoupleID: d.Couple, Kind: d.Kind, Edition: d.Edition, Language: d.Language,
		ContentDigest: d.ContentDigest, BytesDigest: d.BytesDigest, IssuedBy: d.IssuedBy, IssuedAt: d.IssuedAt}
	if d.For != "" {
		row.PartnerID = &d.For
	}
	if row.Bytes, err = s.seal(ctx, practice, documentScope(d.Couple), string(d.ID), file); err != nil {
		return err
	}
	if row.Content, err = s.seal(ctx, practice, documentScope(d.Couple), contentRecord(d.ID), content); err != nil {
		return err
	}
	return refers(db.Create(&row).Error)
}

// Document is one document with its file. Error: NotFound.
func (s *Store) Document(ctx context.Context, practice tandem.PracticeID, id tandem.DocumentID) (report.Issued, []byte, error) {
	var row documentRow
	if err := s.read(ctx).Omit("content").Where("practice_id = ? AND id = ?", practice, id).Take(&row).Error; err != nil {
		return report.Issued{}, nil, failure(err)
	}
	var file []byte
	if err := s.unseal(ctx, practice, documentScope(row.CoupleID), string(row.ID), row.Bytes, &file); err != nil {
		return report.Issued{}, nil, err
	}
	return row.issued(), file, nil
}

// DocumentContent is one document with its content. Error: NotFound, also for
// one that was issued before content was kept.
func (s *Store) DocumentContent(ctx context.Context, practice tandem.PracticeID, id tandem.DocumentID) (report.Issued, report.Document, error) {
	var row documentRow
	err := s.read(ctx).Omit("bytes").Where("practice_id = ? AND id = ? AND content IS NOT NULL", practice, id).Take(&row).Error
	if err != nil {
		return report.Issued{}, report.Document{}, failure(err)
	}
	var content report.Document
	err = s.unseal(ctx, practice, documentScope(row.CoupleID), contentRecord(row.ID), row.Content, &content)
	return row.issued(), content, err
}

// Documents lists a couple's documents, newest first, without what is in them.
func (s *Store) Documents(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) ([]report.Issued, error) {
	var rows []documentRow
	err := s.read(ctx).Omit("bytes", "content").Where("practice_id = ? AND couple_id = ?", practice, couple).
		Order("issued_at DESC, id").Find(&rows).Error
	return issued(rows), failure(err)
}

// DocumentsFor lists, newest first, what was issued for one partner: their own
// editions, and the joint ones of their time.
func (s *Store) DocumentsFor(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID, partner tandem.PartnerID) ([]report.Issued, error) {
	var rows []documentRow
	err := s.read(ctx).Table("documents o").Select("o.*").Omit("bytes", "content").
		Joins("JOIN partners p ON p.practice_id = o.practice_id AND p.couple_id = o.couple_id").
		Where("o.practice_id = ? AND o.couple_id = ? AND p.practice_id = ? AND p.id = ? AND p.left_at IS NULL AND "+forPartner,
			practice, couple, practice, partner).
		Order("o.issued_at DESC, o.id").Find(&rows).Error
	return issued(rows), failure(err)
}

func issued(rows []documentRow) []report.Issued {
	list := make([]report.Issued, len(rows))
	for i, row := range rows {
		list[i] = row.issued()
	}
	return list
}

// Openings lists who opened which of a couple's documents, oldest first, as the
// audit log knows it.
func (s *Store) Openings(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) ([]report.Opening, error) {
	var rows []struct {
		ObjectID tandem.DocumentID
		ActorID  tandem.PersonID
		At       time.Time
	}
	err := s.read(ctx).Table("audit_entries").Select("object_id, actor_id, at").
		Where("practice_id = ? AND couple_id = ? AND event = ?", practice, couple, tandem.EventDocumentExported).
		Order("at, id").Scan(&rows).Error
	if err != nil {
		return nil, failure(err)
	}
	list := make([]report.Opening, len(rows))
	for i, r := range rows {
		list[i] = report.Opening{Document: r.ObjectID, By: r.ActorID, At: r.At.UTC()}
	}
	return list, nil
}
