package store

import (
	"context"
	"time"

	"tandem/internal/auth"
	"tandem/internal/tandem"
)

// tokenRow is what lets a program act as a person, under the hash of its secret.
type tokenRow struct {
	PracticeID tandem.PracticeID
	ID         tandem.TokenID
	PersonID   tandem.PersonID
	TokenHash  string
	Label      []byte
	Epoch      int
	CreatedAt  time.Time
	ExpiresAt  time.Time
	UsedOn     *tandem.Date
	RevokedAt  *time.Time
}

// TableName is the table of tokens.
func (tokenRow) TableName() string { return "tokens" }

func (r tokenRow) token() auth.Token {
	return auth.Token{ID: r.ID, Practice: r.PracticeID, Person: r.PersonID, Epoch: r.Epoch, MadeAt: r.CreatedAt,
		ExpiresAt: r.ExpiresAt, UsedOn: orZero(r.UsedOn), RevokedAt: orZero(r.RevokedAt)}
}

// TokenByHash finds a token in any practice and any state, without its label:
// nothing is opened before somebody is known. Error: NotFound.
func (s *Store) TokenByHash(ctx context.Context, hash string) (auth.Token, error) {
	var row tokenRow
	if err := s.read(ctx).Where("token_hash = ?", hash).Take(&row).Error; err != nil {
		return auth.Token{}, failure(err)
	}
	return row.token(), nil
}

// CreateToken adds a token under its secret's hash. Error: NotFound for a
// person elsewhere.
func (s *Store) CreateToken(ctx context.Context, practice tandem.PracticeID, t auth.Token, hash string) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	label, err := s.seal(ctx, practice, loginScope(t.Person), string(t.ID), t.Label)
	if err != nil {
		return err
	}
	return refers(db.Create(&tokenRow{PracticeID: practice, ID: t.ID, PersonID: t.Person, TokenHash: hash, Label: label,
		Epoch: t.Epoch, CreatedAt: t.MadeAt, ExpiresAt: t.ExpiresAt, UsedOn: orNull(t.UsedOn), RevokedAt: orNever(t.RevokedAt)}).Error)
}

// Tokens lists a person's tokens in any state, the newest first.
func (s *Store) Tokens(ctx context.Context, practice tandem.PracticeID, person tandem.PersonID) ([]auth.Token, error) {
	var rows []tokenRow
	err := s.read(ctx).Where("practice_id = ? AND person_id = ?", practice, person).Order("created_at DESC, id").Find(&rows).Error
	if err != nil {
		return nil, failure(err)
	}
	all := make([]auth.Token, len(rows))
	for i, row := range rows {
		all[i] = row.token()
		if err := s.unseal(ctx, practice, loginScope(person), string(row.ID), row.Label, &all[i].Label); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// RevokeToken ends a token at the moment and tells whether it did: false when
// it was revoked before, or there is none.
func (s *Store) RevokeToken(ctx context.Context, practice tandem.PracticeID, id tandem.TokenID, at time.Time) (bool, error) {
	db, err := s.write(ctx)
	if err != nil {
		return false, err
	}
	done := db.Table("tokens").Where("practice_id = ? AND id = ? AND revoked_at IS NULL", practice, id).Update("revoked_at", at)
	return done.Error == nil && done.RowsAffected == 1, failure(done.Error)
}

// TouchToken notes the day of a token's last use. One that is gone is no error.
func (s *Store) TouchToken(ctx context.Context, practice tandem.PracticeID, id tandem.TokenID, day tandem.Date) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	return failure(db.Table("tokens").Where("practice_id = ? AND id = ?", practice, id).Update("used_on", day).Error)
}

// ForgetTokens removes the tokens of everybody that ran out before the moment.
func (s *Store) ForgetTokens(ctx context.Context, before time.Time) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	return failure(db.Where("expires_at < ?", before).Delete(&tokenRow{}).Error)
}
