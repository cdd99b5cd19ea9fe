package store

import (
	"context"
	"database/sql"
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"tandem/internal/tandem"
	"tandem/internal/vault"
)

const (
	postgresTries   = 5
	postgresBackoff = 2 * time.Millisecond
)

var (
	errTxEnded  = errors.New("store: the transaction of this context has ended")
	errTxBroken = errors.New("store: an earlier statement of this transaction failed")
)

// InTx runs work in one transaction, which the context handed to work carries.
// When it returns nil, what work did is on the disk; when it returns an error,
// or work panics, nothing of it stays. Inside another InTx it joins, and an
// error of the inner work then dooms the whole: the outer InTx returns it even
// if its own work shrugged it off.
//
// Work must use the context it is handed for every store call, must not keep it,
// and may be run again on Postgres after a race, so it changes nothing outside.
// A context that ends before work starts gives Unavailable; once work has
// started, InTx waits for the outcome and tells the truth.
func (s *Store) InTx(ctx context.Context, work func(ctx context.Context) error) error {
	if t := s.txOf(ctx); t != nil {
		err := work(ctx)
		if err != nil {
			t.doom(failure(err))
		}
		return failure(err)
	}
	if s.group != nil {
		return s.group.do(ctx, s, work)
	}
	for try := 1; ; try++ {
		err := s.attempt(ctx, work)
		if err == nil || try == postgresTries || !mayTryAgain(err) {
			return err
		}
		wait := postgresBackoff << try
		select {
		case <-ctx.Done():
			return err
		case <-time.After(wait/2 + rand.N(wait)): //nolint:gosec // spreads tries, keeps no secret
		}
	}
}

// attempt is one try of a transaction on Postgres.
func (s *Store) attempt(ctx context.Context, work func(ctx context.Context) error) error {
	raw, err := s.writers.BeginTx(ctx, nil)
	if err != nil {
		return failure(err)
	}
	t := newTx(s, raw)
	committed := false
	defer func() { // after a panic too
		t.end()
		if !committed {
			_ = raw.Rollback() // it is lost already where this fails
		}
	}()
	if err := t.run(ctx, work); err != nil {
		return err
	}
	if err := raw.Commit(); err != nil {
		return commitFailure(err)
	}
	committed = true
	t.publish()
	return nil
}

// commitFailure is Unavailable whatever the cause, and keeps whether another
// try may help.
func commitFailure(err error) error {
	if err = failure(err); tandem.KindOf(err) == tandem.KindUnavailable {
		return err
	}
	return tandem.Unavailable(err)
}

type txKey struct{}

// tx is one use case's transaction. It stands under gorm as the pool, and
// refuses statements once it has ended or one of them failed: Postgres does the
// latter by itself, and SQLite may have rolled back everything, after which a
// further statement would be saved alone.
type tx struct {
	store *Store
	raw   *sql.Tx

	mu     sync.Mutex
	ended  bool
	doomed error
	keys   map[slot]*vault.Key // seen in this transaction, known to others after its commit
}

func newTx(s *Store, raw *sql.Tx) *tx { return &tx{store: s, raw: raw} }

// txOf is the transaction of ctx, nil without one.
func (s *Store) txOf(ctx context.Context) *tx {
	if t, ok := ctx.Value(txKey{}).(*tx); ok && t.store == s {
		return t
	}
	return nil
}

// run does work and says whether it may be committed.
func (t *tx) run(ctx context.Context, work func(ctx context.Context) error) error {
	if err := work(context.WithValue(ctx, txKey{}, t)); err != nil {
		return failure(err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.doomed
}

// doom keeps the first error that forbids the commit.
func (t *tx) doom(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.doomed == nil {
		t.doomed = err
	}
}

func (t *tx) end() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ended = true
}

// publish makes the keys of a committed transaction known to all.
func (t *tx) publish() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for at, key := range t.keys {
		t.store.keys.put(at, key)
	}
}

// enter says whether a statement may run, and with which context: SQLite would
// roll back everybody's work when one statement is interrupted, so a statement
// that has begun there runs to its end.
func (t *tx) enter(ctx context.Context) (context.Context, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.ended:
		return ctx, tandem.Internal(errTxEnded)
	case t.doomed != nil:
		return ctx, tandem.Internal(errTxBroken)
	}
	if t.store.sqlite {
		ctx = context.WithoutCancel(ctx)
	}
	return ctx, nil
}

// left notes a statement that failed.
func (t *tx) left(err error) error {
	if err != nil {
		t.doom(failure(err))
	}
	return err
}

// PrepareContext prepares a statement. With the three methods below it makes tx
// the pool under a gorm session.
func (t *tx) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	ctx, err := t.enter(ctx)
	if err != nil {
		return nil, err
	}
	stmt, err := t.raw.PrepareContext(ctx, query)
	return stmt, t.left(err)
}

// ExecContext runs a statement without rows.
func (t *tx) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	ctx, err := t.enter(ctx)
	if err != nil {
		return nil, err
	}
	done, err := t.raw.ExecContext(ctx, query, args...)
	return done, t.left(err)
}

// QueryContext runs a statement with rows.
func (t *tx) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	ctx, err := t.enter(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := t.raw.QueryContext(ctx, query, args...)
	return rows, t.left(err)
}

// QueryRowContext runs a statement with one row. Refusal shows as a context
// that has ended, the only way such a row can carry an error.
func (t *tx) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	ctx, err := t.enter(ctx)
	if err != nil {
		refused, cancel := context.WithCancelCause(ctx)
		cancel(err)
		ctx = refused
	}
	return t.raw.QueryRowContext(ctx, query, args...)
}
