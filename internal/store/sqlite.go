package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"

	"gorm.io/gorm"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

const sqliteFile = "tandem.db"

// openSQLite opens Dir/tandem.db twice: through one connection that writes, and
// through several that can only read. With many writing connections SQLite
// makes them wait for each other, seconds at a time.
func (s *Store) openSQLite(dir string) (gorm.Dialector, error) {
	path, err := filepath.Abs(filepath.Join(dir, sqliteFile))
	if err != nil || dir == "" {
		return nil, errors.Join(errors.New("store: the data folder is not set"), err)
	}
	if err := ownFile(path); err != nil {
		return nil, err
	}
	s.sqlite, s.path = true, path
	if s.writers, err = sql.Open("sqlite", sqliteDSN(path, true)); err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	s.writers.SetMaxOpenConns(1)
	if s.readers, err = sql.Open("sqlite", sqliteDSN(path, false)); err != nil {
		return nil, errors.Join(fmt.Errorf("open the database: %w", err), s.writers.Close())
	}
	n := max(4, 2*runtime.GOMAXPROCS(0))
	s.readers.SetMaxOpenConns(n)
	s.readers.SetMaxIdleConns(n)
	return sqliteDialect{pool: s.readers}, nil
}

// ownFile makes the database file for its owner alone before SQLite would make
// it for everybody; SQLite gives its log files the same mode. It refuses one
// that others may open.
func ownFile(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("make the data folder: %w", err)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the path is a setting of whoever runs the service
	if err == nil {
		return f.Close()
	}
	if !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("make the database: %w", err)
	}
	about, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("look at the database: %w", err)
	}
	if about.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("the database %s is open to other accounts (mode %04o): run chmod 600 on it", path, about.Mode().Perm())
	}
	return nil
}

// sqliteDSN holds every setting, so that each connection of a pool has them.
func sqliteDSN(path string, writes bool) string {
	q := url.Values{
		"_timezone":    {"UTC"},
		"_time_format": {"sqlite"},
		"_dqs":         {"0"}, // a misspelt column is an error, not a text
	}
	pragmas := []string{"busy_timeout(10000)"}
	if writes {
		q.Set("_txlock", "immediate")
		// FULL: the log is on the disk before anybody is told so.
		// secure_delete: an erased key is overwritten, not only unlinked.
		pragmas = append(pragmas, "journal_mode(WAL)", "synchronous(FULL)", "secure_delete(1)")
	} else {
		pragmas = append(pragmas, "query_only(1)")
	}
	q["_pragma"] = append(pragmas, "foreign_keys(1)", "temp_store(memory)")
	return (&url.URL{Scheme: "file", Path: path, RawQuery: q.Encode()}).String()
}

// alone waits until no other process migrates the SQLite database, and keeps it
// so until release is called or the process ends. The migration itself cannot
// be the lock: goose looks at the version before it begins to write.
func (s *Store) alone(ctx context.Context) (release func() error, err error) {
	path := s.path + ".migrating"
	if err := ownFile(path); err != nil {
		return nil, err
	}
	q := url.Values{"_txlock": {"exclusive"}, "_pragma": {"busy_timeout(60000)"}}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: path, RawQuery: q.Encode()}).String())
	if err != nil {
		return nil, fmt.Errorf("wait for another migration: %w", err)
	}
	held, err := db.BeginTx(ctx, nil)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("wait for another migration: %w", err), db.Close())
	}
	return func() error { return errors.Join(held.Rollback(), db.Close()) }, nil
}
