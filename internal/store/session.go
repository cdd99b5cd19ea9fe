package store

import (
	"context"
	"time"

	"github.com/alexedwards/scs/v2"
	"gorm.io/gorm/clause"

	"tandem/internal/tandem"
)

var _ scs.CtxStore = (*Store)(nil)

// sessionRow is one browser's session, under the hash of its token. What is in
// it is the session manager's business. A session that was ended stays for a
// while as a row without data, so that a request that was on its way when it
// ended cannot bring it back.
type sessionRow struct {
	TokenHash string
	Data      []byte
	CreatedAt time.Time
	SeenAt    time.Time // when it was last written
	ExpiresAt time.Time
}

// TableName is the table of sessions.
func (sessionRow) TableName() string { return "sessions" }

// endedFor is how long an ended session is remembered: longer than any request
// that had read it can still be at work, clocks of two machines allowed for.
const endedFor = 2 * time.Minute

// FindCtx is the data of a session that was not ended and has not expired by
// the store's clock. Sessions are read before the practice is known. token is
// hashed already.
func (s *Store) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	var rows []sessionRow
	err = s.read(ctx).Where("token_hash = ? AND expires_at > ? AND length(data) > 0", token, s.clock.Now()).Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, false, failure(err)
	}
	return rows[0].Data, true, nil
}

// CommitCtx keeps a session until expiry, in a transaction of its own when ctx
// carries none. Errors: SignedOut for a session that was ended or has expired,
// and then it stays so; Internal without data, which only an ended one is.
func (s *Store) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	if len(data) == 0 {
		return tandem.Internalf("store: a session without data")
	}
	return s.InTx(ctx, func(ctx context.Context) error {
		db, err := s.write(ctx)
		if err != nil {
			return err
		}
		now := s.clock.Now()
		alive := clause.Expr{SQL: "sessions.expires_at > ? AND length(sessions.data) > 0", Vars: []any{now}}
		done := db.Clauses(clause.OnConflict{
			Columns:   []clause.Column{{Name: "token_hash"}},
			Where:     clause.Where{Exprs: []clause.Expression{alive}},
			DoUpdates: clause.AssignmentColumns([]string{"data", "seen_at", "expires_at"}),
		}).Create(&sessionRow{TokenHash: token, Data: data, CreatedAt: now, SeenAt: now, ExpiresAt: expiry})
		if done.Error == nil && done.RowsAffected == 0 {
			return tandem.SignedOut()
		}
		return failure(done.Error)
	})
}

// DeleteCtx ends a session for good: what was in it goes at once, and the
// empty row stays until ForgetSessions. One that does not exist is no error.
func (s *Store) DeleteCtx(ctx context.Context, token string) error {
	return s.InTx(ctx, func(ctx context.Context) error {
		db, err := s.write(ctx)
		if err != nil {
			return err
		}
		return failure(db.Table("sessions").Where("token_hash = ?", token).
			Updates(map[string]any{"data": []byte{}, "expires_at": s.clock.Now()}).Error)
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

// ForgetSessions removes the sessions that ended or expired two minutes ago or
// earlier. The service runs it now and then. It must run in a transaction.
func (s *Store) ForgetSessions(ctx context.Context) error {
	db, err := s.write(ctx)
	if err != nil {
		return err
	}
	return failure(db.Where("expires_at <= ?", s.clock.Now().Add(-endedFor)).Delete(&sessionRow{}).Error)
}
