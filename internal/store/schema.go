package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"tandem/migrations"
)

// Why a database's schema is refused.
var (
	// ErrSchemaNewer: a newer version of Tandem has changed the tables.
	ErrSchemaNewer = errors.New("the database belongs to a newer version of Tandem: start that version, or restore the backup taken before the upgrade")
	// ErrSchemaOlder: the tables wait for their migration.
	ErrSchemaOlder = errors.New("the database belongs to an older version of Tandem: take a backup, then run tandem migrate")
)

const (
	lockPeriod = 1  // seconds between tries for the lock
	lockTries  = 60 // then another instance has been migrating for a minute
)

func (s *Store) provider() (*goose.Provider, error) {
	dialect, source := goose.DialectPostgres, migrations.Postgres
	if s.sqlite {
		dialect, source = goose.DialectSQLite3, migrations.SQLite
	}
	folder, err := source()
	if err != nil {
		return nil, err
	}
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true), goose.WithSlog(s.log)}
	if !s.sqlite {
		locker, err := lock.NewPostgresSessionLocker(
			lock.WithLockTimeout(lockPeriod, lockTries), lock.WithUnlockTimeout(lockPeriod, lockTries))
		if err != nil {
			return nil, err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(dialect, s.writers, folder, options...)
}

func (s *Store) migrate(ctx context.Context) (err error) {
	p, err := s.provider()
	if err != nil {
		return err
	}
	if s.sqlite { // on Postgres the provider has a lock of its own
		release, failed := s.alone(ctx)
		if failed != nil {
			return failed
		}
		defer func() { err = errors.Join(err, release()) }()
	}
	if err := notNewer(ctx, p); err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate the database: %w", err)
	}
	return nil
}

// checkSchema refuses a schema that is not exactly this program's.
func (s *Store) checkSchema(ctx context.Context) error {
	p, err := s.provider()
	if err != nil {
		return err
	}
	if err := notNewer(ctx, p); err != nil {
		return err
	}
	pending, err := p.HasPending(ctx)
	if err != nil {
		return fmt.Errorf("read the version of the database: %w", err)
	}
	if pending {
		return ErrSchemaOlder
	}
	return nil
}

func notNewer(ctx context.Context, p *goose.Provider) error {
	have, known, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read the version of the database: %w", err)
	}
	if have > known {
		return fmt.Errorf("%w (it has version %d, this program knows %d)", ErrSchemaNewer, have, known)
	}
	return nil
}
