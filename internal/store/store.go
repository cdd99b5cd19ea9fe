// Package store keeps everything that lasts, in SQLite or in Postgres. It is
// the only package that knows SQL and gorm; what it offers are the Store
// interfaces that the domain packages declare.
//
// Every method takes the practice, reads what it may through read(ctx) and
// writes through write(ctx), inside a transaction that InTx put into the
// context. A statement that fails ends its transaction on both databases: an
// insert that may meet an existing row says ON CONFLICT. Errors leave through
// failure, with a kind and without values.
package store

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"sync"

	"gorm.io/gorm"

	"tandem/internal/tandem"
	"tandem/internal/vault"
)

// Options say what to open and what the store needs from outside. All but
// DatabaseURL and Migrate are required (Dir is needed by SQLite only).
type Options struct {
	Dir         string // the data folder; SQLite's file is Dir/tandem.db
	DatabaseURL string // postgres://…; empty means SQLite
	Migrate     bool   // bring an older schema up to date instead of refusing it
	Root        *vault.Root
	Clock       tandem.Clock
	IDs         tandem.IDs
	Log         *slog.Logger
}

// Store is the open database. It is safe for use by many goroutines.
type Store struct {
	root  *vault.Root
	clock tandem.Clock
	ids   tandem.IDs
	log   *slog.Logger

	sqlite  bool
	path    string   // SQLite's file
	writers *sql.DB  // SQLite: one connection
	readers *sql.DB  // can write nothing
	orm     *gorm.DB // over readers; write and read put the right pool under it

	group *group // SQLite's writer; nil on Postgres
	keys  *keyring
	once  sync.Once
}

// Open opens the database and checks that its schema is the one that this
// program knows: ErrSchemaNewer, or ErrSchemaOlder unless Options.Migrate is
// set. It also refuses a root key that does not open the keys in the database.
// Its errors are for the person who runs the installation.
func Open(ctx context.Context, o Options) (*Store, error) {
	s, err := connect(o)
	if err != nil {
		return nil, err
	}
	if err := s.ready(ctx, o.Migrate); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Store) ready(ctx context.Context, migrate bool) error {
	if migrate {
		if err := s.migrate(ctx); err != nil {
			return err
		}
	} else if err := s.checkSchema(ctx); err != nil {
		return err
	}
	return s.CheckRoot(ctx)
}

// connect makes the pools without looking at what is in the database.
func connect(o Options) (*Store, error) {
	if o.Root == nil || o.Clock == nil || o.IDs == nil || o.Log == nil {
		return nil, errors.New("store: root key, clock, ids and log are required")
	}
	s := &Store{root: o.Root, clock: o.Clock, ids: o.IDs, log: o.Log, keys: newKeyring(keyringSize)}
	var dialect gorm.Dialector
	var err error
	if o.DatabaseURL == "" {
		dialect, err = s.openSQLite(o.Dir)
	} else {
		dialect, err = s.openPostgres(o.DatabaseURL)
	}
	if err != nil {
		return nil, err
	}
	s.orm, err = gorm.Open(dialect, &gorm.Config{
		SkipDefaultTransaction:   true,
		TranslateError:           true,
		DisableAutomaticPing:     true,
		DisableNestedTransaction: true,
		Logger:                   statementLog{s.log, slowStatement},
		NowFunc:                  o.Clock.Now,
	})
	if err != nil {
		return nil, errors.Join(err, s.writers.Close(), s.readers.Close())
	}
	if s.sqlite {
		s.group = startGroup(s.writers)
	}
	return s, nil
}

// Close waits for the transaction under way, refuses later work with
// Unavailable and closes the database. Closing twice does no harm.
func (s *Store) Close() error {
	var err error
	s.once.Do(func() {
		if s.group != nil {
			s.group.stop()
		}
		// The writer goes last: SQLite folds its log into the file then.
		err = errors.Join(s.readers.Close(), s.writers.Close())
	})
	return err
}

// read gives the transaction of ctx if there is one, so that work reads what it
// wrote, else the pool that can write nothing.
func (s *Store) read(ctx context.Context) *gorm.DB {
	if t := s.txOf(ctx); t != nil {
		return s.session(ctx, t)
	}
	return s.orm.WithContext(ctx)
}

// write gives the transaction of ctx. Without one it is an error of ours.
func (s *Store) write(ctx context.Context) (*gorm.DB, error) {
	t := s.txOf(ctx)
	if t == nil {
		return nil, tandem.Internalf("store: a write outside a transaction")
	}
	return s.session(ctx, t), nil
}

func (s *Store) session(ctx context.Context, pool gorm.ConnPool) *gorm.DB {
	db := s.orm.Session(&gorm.Session{NewDB: true, Context: ctx})
	db.Statement.ConnPool = pool
	return db
}
