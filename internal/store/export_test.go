package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"tandem/internal/tandem"
)

// What the tests of this package may reach: they stand outside, because the
// ground that they stand on may one day stand on store.

type Scope = scope

var (
	ErrKeyGone  = errKeyGone
	ErrTxEnded  = errTxEnded
	ErrTxBroken = errTxBroken
	Failure     = failure
)

const ClassAnswers = classAnswers

func (s *Store) Read(ctx context.Context) *gorm.DB           { return s.read(ctx) }
func (s *Store) Write(ctx context.Context) (*gorm.DB, error) { return s.write(ctx) }
func (s *Store) OnSQLite() bool                              { return s.sqlite }
func (s *Store) Writers() *sql.DB                            { return s.writers }
func (s *Store) Readers() *sql.DB                            { return s.readers }

func (s *Store) Seal(ctx context.Context, p tandem.PracticeID, sc Scope, id string, v any) ([]byte, error) {
	return s.seal(ctx, p, sc, id, v)
}

func (s *Store) Unseal(ctx context.Context, p tandem.PracticeID, sc Scope, id string, sealed []byte, v any) error {
	return s.unseal(ctx, p, sc, id, sealed, v)
}

func (s *Store) WarmKeys(ctx context.Context, p tandem.PracticeID, couples []tandem.CoupleID) error {
	return s.warmKeys(ctx, p, couples)
}

// Cached tells whether the key of the scope is in memory for all.
func (s *Store) Cached(p tandem.PracticeID, sc Scope) bool {
	_, ok := s.keys.get(slot{practice: p, scope: sc})
	return ok
}

// CachedKeys counts the keys in memory.
func (s *Store) CachedKeys() int {
	s.keys.mu.Lock()
	defer s.keys.mu.Unlock()
	return s.keys.order.Len()
}

// ForgetKeys empties the memory, with room for limit keys from now on.
func (s *Store) ForgetKeys(limit int) { s.keys = newKeyring(limit) }

// CallAllSlow logs every statement as a slow one.
func (s *Store) CallAllSlow() { s.orm.Logger = statementLog{s.log, 0} }

// PostgresAllows opens a pool for the address, which connects to nothing yet.
func PostgresAllows(databaseURL string) error {
	db, err := postgresPool(databaseURL, false)
	if err != nil {
		return err
	}
	return db.Close()
}

// Migrate brings the database up to the schema of this program as Open does, and
// says from which version to which.
func Migrate(ctx context.Context, o Options) (from, to int64, err error) {
	s, err := connect(o)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	p, err := s.provider()
	if err != nil {
		return 0, 0, err
	}
	if from, to, err = p.GetVersions(ctx); err != nil {
		return 0, 0, fmt.Errorf("read the version of the database: %w", err)
	}
	return from, to, s.migrate(ctx)
}
