package store

import (
	"context"
	"time"

	"github.com/alexedwards/scs/v2"
	"gorm.io/gorm/clause"
)

var _ scs.CtxStore = (*Store)(nil)

// sessionRow is one browser's session, under the hash of its token. What is in
// it is the session manager's business.
type sessionRow struct {
	TokenHash string
	Data      []byte
	CreatedAt time.Time
	SeenAt    time.Time // when it was last written
	ExpiresAt time.Time
}

// TableName is the table of sessions.
func (sessionRow) TableName() string { return "sessions" }

// FindCtx is the data of a session that has not expired by the store's clock.
// Sessions are read before the practice is known. token is hashed already.
func (s *Store) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	var rows []sessionRow
	err = s.read(ctx).Where("token_hash = ? AND expires_at > ?", token, s.clock.Now()).Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, false, failure(err)
	}
	return rows[0].Data, true, nil
}

// CommitCtx keeps a session until expiry, in a transaction of its own when ctx
// carries none.
func (s *Store) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	return s.InTx(ctx, func(ctx context.Context) error {
		db, err := s.write(ctx)
		if err != nil {
			return err
		}
		if data == nil {
			data = []byte{}
		}
		now := s.clock.Now()
		return failure(db.Clauses(clause.OnConflict{
			Columns:   []clause.Column{{Name: "token_hash"}},
			DoUpdates: clause.AssignmentColumns([]string{"data", "seen_at", "expires_at"}),
		}).Create(&sessionRow{TokenHash: token, Data: data, CreatedAt: now, SeenAt: now, ExpiresAt: expiry}).Error)
	})
}

// DeleteCtx ends a session. One that does not exist is no error.
func (s *Store) DeleteCtx(ctx context.Context, token string) error {
	return s.InTx(ctx, func(ctx context.Context) error {
		db, err := s.write(ctx)
		if err != nil {
			return err
		}
		return failure(db.Where("token_hash = ?", token).Delete(&sessionRow{}).Error)
	})
}

// Find is FindCtx without a context. The session manager uses the methods that
// take one.
func (s *Store) Find(token string) (data []byte, found bool, err error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx without a context, in a transaction of its own.
func (s *Store) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx without a context.
func (s *Store) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// ForgetSessions removes the sessions that have expired. The service runs it
// now and then. It must run in a transaction.
func (s *Store) ForgetSessions(ctx context.Context) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	return failure(db.Where("expires_at <= ?", s.clock.Now()).Delete(&sessionRow{}).Error)
}
