package store

import (
	"cmp"
	"context"
	"time"

	"gorm.io/gorm"

	"tandem/internal/practice"
	"tandem/internal/tandem"
)

var _ practice.InvitationStore = (*Store)(nil)

// invitationRow is one invitation, under the hash of its token.
type invitationRow struct {
	PracticeID  tandem.PracticeID
	ID          tandem.InvitationID
	PersonID    tandem.PersonID
	CoupleID    *tandem.CoupleID
	TokenHash   string
	MadeBy      *tandem.PersonID
	CreatedAt   time.Time
	ExpiresAt   time.Time
	UsedAt      *time.Time
	WithdrawnAt *time.Time
	Purpose     practice.Purpose
}

// TableName is the table of invitations.
func (invitationRow) TableName() string { return "invitations" }

func (r invitationRow) invitation() practice.Invitation {
	return practice.Invitation{ID: r.ID, Practice: r.PracticeID, Person: r.PersonID, Couple: orZero(r.CoupleID), Purpose: r.Purpose,
		MadeBy: orZero(r.MadeBy), MadeAt: r.CreatedAt, ExpiresAt: r.ExpiresAt,
		UsedAt: orZero(r.UsedAt), WithdrawnAt: orZero(r.WithdrawnAt)}
}

// orZero is what a nullable column holds, the zero value for NULL.
func orZero[T any](v *T) T {
	if v == nil {
		var zero T
		return zero
	}
	return *v
}

// orNull is NULL for the zero value.
func orNull[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

// orNever is NULL for the zero moment.
func orNever(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}

// InvitationByToken finds an invitation in any practice and any state: a link is
// opened before the practice is known. Error: NotFound.
func (s *Store) InvitationByToken(ctx context.Context, tokenHash string) (practice.Invitation, error) {
	var row invitationRow
	if err := s.read(ctx).Where("token_hash = ?", tokenHash).Take(&row).Error; err != nil {
		return practice.Invitation{}, failure(err)
	}
	return row.invitation(), nil
}

// CreateInvitation adds the invitation under its token's hash. Errors: Conflict
// when the hash is there; NotFound for a person or couple elsewhere.
func (s *Store) CreateInvitation(ctx context.Context, practiceID tandem.PracticeID, i practice.Invitation, tokenHash string) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	return refers(db.Create(&invitationRow{PracticeID: practiceID, ID: i.ID, Purpose: cmp.Or(i.Purpose, practice.PurposeJoin), PersonID: i.Person, CoupleID: orNull(i.Couple),
		TokenHash: tokenHash, MadeBy: orNull(i.MadeBy), CreatedAt: i.MadeAt, ExpiresAt: i.ExpiresAt,
		UsedAt: orNever(i.UsedAt), WithdrawnAt: orNever(i.WithdrawnAt)}).Error)
}

// openAt narrows to invitations that can be accepted at the moment.
func openAt(db *gorm.DB, at time.Time) *gorm.DB {
	return db.Where("used_at IS NULL AND withdrawn_at IS NULL AND expires_at > ?", at)
}

// WithdrawInvitations withdraws what the person has open, in the couple or as
// staff, and counts it.
func (s *Store) WithdrawInvitations(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID, couple tandem.CoupleID, at time.Time) (int, error) {
	db, err := s.write(ctx)
	if err != nil {
		return 0, err
	}
	open := openAt(db.Table("invitations").Where("practice_id = ? AND person_id = ?", practice, person), at)
	if couple == "" {
		open = open.Where("couple_id IS NULL")
	} else {
		open = open.Where("couple_id = ?", couple)
	}
	done := open.Update("withdrawn_at", at)
	return int(done.RowsAffected), failure(done.Error)
}

// ClaimInvitation marks the invitation as used in one conditional statement and
// tells whether it did.
func (s *Store) ClaimInvitation(ctx context.Context, practice tandem.PracticeID, id tandem.InvitationID, at time.Time) (bool, error) {
	db, err := s.write(ctx)
	if err != nil {
		return false, err
	}
	done := openAt(db.Table("invitations").Where("practice_id = ? AND id = ?", practice, id), at).Update("used_at", at)
	return done.Error == nil && done.RowsAffected == 1, failure(done.Error)
}

// HasAccount tells whether the person has a credential.
func (s *Store) HasAccount(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID) (bool, error) {
	var n int64
	err := s.read(ctx).Table("credentials").Where("practice_id = ? AND person_id = ?", practice, person).Count(&n).Error
	return n > 0, failure(err)
}
