package store

import (
	"context"
	"slices"
	"time"

	"tandem/internal/casefile"
	"tandem/internal/tandem"
)

// signatureRow is one signature.
type signatureRow struct {
	PracticeID  tandem.PracticeID
	ID          tandem.SignatureID
	CoupleID    tandem.CoupleID
	SubjectKind casefile.SubjectKind
	SubjectID   string
	PersonID    tandem.PersonID
	PartnerID   *tandem.PartnerID
	Name        []byte
	Digest      string
	Language    string
	How         casefile.SignedHow
	RecordedBy  *tandem.PersonID
	At          time.Time
	TakenBackAt *time.Time
}

// TableName is the table of signatures.
func (signatureRow) TableName() string { return "signatures" }

// signature is the signature without the name under it.
func (r signatureRow) signature() casefile.Signature {
	return casefile.Signature{ID: r.ID, Couple: r.CoupleID, Subject: casefile.Subject{Kind: r.SubjectKind, ID: r.SubjectID},
		Person: r.PersonID, Partner: orZero(r.PartnerID), Digest: r.Digest, Language: r.Language, How: r.How,
		RecordedBy: orZero(r.RecordedBy), At: r.At, TakenBackAt: orZero(r.TakenBackAt)}
}

// AddSignature adds one. Errors: Conflict when this person has signed this text
// of this subject already and has not taken
// it back; NotFound for a couple or person elsewhere.
func (s *Store) AddSignature(ctx context.Context, practice tandem.PracticeID, g casefile.Signature) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	row := signatureRow{PracticeID: practice, ID: g.ID, CoupleID: g.Couple, SubjectKind: g.Subject.Kind, SubjectID: g.Subject.ID,
		PersonID: g.Person, PartnerID: orNull(g.Partner), Digest: g.Digest, Language: g.Language, How: g.How,
		RecordedBy: orNull(g.RecordedBy), At: g.At}
	if row.Name, err = s.seal(ctx, practice, ofTheMembership(g.Person, g.Couple), string(g.ID), g.Name); err != nil {
		return err
	}
	return refers(db.Create(&row).Error)
}

// Signatures lists all of a couple, the oldest first.
func (s *Store) Signatures(ctx context.Context, practice tandem.PracticeID, couple tandem.CoupleID) ([]casefile.Signature, error) {
	var rows []signatureRow
	err := s.read(ctx).Where("practice_id = ? AND couple_id = ?", practice, couple).Order("at, id").Find(&rows).Error
	if err != nil {
		return nil, failure(err)
	}
	ofSigner := func(r signatureRow) scope { return ofTheMembership(r.PersonID, r.CoupleID) }
	if err := s.warm(ctx, practice, scopesOf(rows, ofSigner)); err != nil {
		return nil, err
	}
	list := make([]casefile.Signature, len(rows))
	for i, r := range rows {
		list[i] = r.signature()
		if err := s.unseal(ctx, practice, ofSigner(r), string(r.ID), r.Name, &list[i].Name); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// TakeBackSignature notes that its partner has taken a signature back, and is
// false when it does not stand, or is no partner's.
func (s *Store) TakeBackSignature(ctx context.Context, practice tandem.PracticeID, id tandem.SignatureID, at time.Time) (bool, error) {
	db, err := s.write(ctx)
	if err != nil {
		return false, err
	}
	done := db.Table("signatures").Where("practice_id = ? AND id = ? AND partner_id IS NOT NULL AND taken_back_at IS NULL", practice, id).Update("taken_back_at", at)
	return done.Error == nil && done.RowsAffected == 1, failure(done.Error)
}

// TakenBackIn lists those of the couples in which some signature was taken back,
// whether or not it was given anew.
func (s *Store) TakenBackIn(ctx context.Context, practice tandem.PracticeID, couples []tandem.CoupleID) ([]tandem.CoupleID, error) {
	var all []tandem.CoupleID
	for chunk := range slices.Chunk(couples, inChunk) {
		var some []tandem.CoupleID
		err := s.read(ctx).Table("signatures").Where("practice_id = ? AND couple_id IN ? AND taken_back_at IS NOT NULL", practice, chunk).
			Distinct().Order("couple_id").Pluck("couple_id", &some).Error
		if err != nil {
			return nil, failure(err)
		}
		all = append(all, some...)
	}
	return all, nil
}
