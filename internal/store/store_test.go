package store_test

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tandem/internal/store"
	"tandem/internal/tandem"
	"tandem/internal/testkit"
	"tandem/internal/vault"
)

func TestMain(m *testing.M) { os.Exit(testkit.Main(m)) }

var start = time.Date(2026, 11, 2, 9, 30, 0, 123456000, time.UTC)

// base is one empty place for a database, which can be opened more than once.
type base struct {
	options store.Options
	clock   *testkit.Clock
}

func newBase(t *testing.T, databaseURL string) *base {
	t.Helper()
	dir := t.TempDir()
	root, err := vault.CreateRoot(filepath.Join(dir, "root.key"))
	if err != nil {
		t.Fatal(err)
	}
	clock := testkit.NewClock(start)
	return &base{clock: clock, options: store.Options{
		Dir: filepath.Join(dir, "data"), DatabaseURL: databaseURL, Migrate: true,
		Root: root, Clock: clock, IDs: testkit.IDs(7), Log: slog.New(slog.DiscardHandler),
	}}
}

func (b *base) open(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), b.options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("closing: %v", err)
		}
	})
	return s
}

// each runs a test on both databases.
func each(t *testing.T, test func(t *testing.T, b *base)) {
	t.Run("sqlite", func(t *testing.T) { test(t, newBase(t, "")) })
	t.Run("postgres", func(t *testing.T) { test(t, newBase(t, testkit.Postgres(t))) })
}

func TestContract(t *testing.T) {
	each(t, func(t *testing.T, b *base) {
		contract(t, func(t *testing.T) *store.Store {
			if b.options.DatabaseURL != "" {
				fresh := newBase(t, testkit.Postgres(t))
				return fresh.open(t)
			}
			return newBase(t, "").open(t)
		})
	})
}

// contract is what both databases promise alike.
func contract(t *testing.T, open func(t *testing.T) *store.Store) {
	for name, test := range map[string]func(*testing.T, *store.Store){
		"read your writes":            readYourWrites,
		"nothing stays of what fails": nothingStays,
		"a panic comes back":          panicComesBack,
		"inner work joins":            innerJoins,
		"inner failure dooms":         innerDooms,
		"failed statement dooms":      failedStatementDooms,
		"context kept too long":       contextKept,
		"write needs a transaction":   writeNeedsTx,
		"many at once":                manyAtOnce,
		"failed commit":               failedCommit,
		"cancelled before it starts":  cancelledBefore,
		"cancelled in the middle":     cancelledWithin,
		"closing":                     closing,
		"kinds of errors":             kinds,
		"times":                       times,
		"row lock":                    rowLock,
		"codec":                       codec,
		"codec: rollback":             codecRollback,
		"codec: many at once":         codecRace,
		"codec: erased and warm":      codecWarm,
		"audit":                       audit,
		"standing":                    standing,
		"other practice in a row":     otherPracticeRow,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

// probe makes a table for tests of transactions. Its reference is checked at
// the commit only, so that a commit can be made to fail.
func probe(t *testing.T, s *store.Store) {
	t.Helper()
	inTx(t, s, func(ctx context.Context) {
		exec(ctx, t, s, `CREATE TABLE probe (id TEXT PRIMARY KEY,
			parent TEXT REFERENCES probe (id) DEFERRABLE INITIALLY DEFERRED)`)
	})
}

func inTx(t *testing.T, s *store.Store, work func(ctx context.Context)) {
	t.Helper()
	if err := s.InTx(context.Background(), func(ctx context.Context) error { work(ctx); return nil }); err != nil {
		t.Fatal(err)
	}
}

func exec(ctx context.Context, t *testing.T, s *store.Store, sql string, args ...any) {
	t.Helper()
	if err := try(ctx, s, sql, args...); err != nil {
		t.Fatal(err)
	}
}

func try(ctx context.Context, s *store.Store, sql string, args ...any) error {
	db, err := s.Write(ctx)
	if err != nil {
		return err
	}
	return store.Failure(db.Exec(sql, args...).Error)
}

func add(ctx context.Context, s *store.Store, id string) error {
	return try(ctx, s, "INSERT INTO probe (id) VALUES (?)", id)
}

func has(ctx context.Context, t *testing.T, s *store.Store, id string) bool {
	t.Helper()
	var n int64
	if err := s.Read(ctx).Table("probe").Where("id = ?", id).Count(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n == 1
}

func wantKind(t *testing.T, what string, err error, want tandem.Kind) {
	t.Helper()
	if got := tandem.KindOf(err); got != want {
		t.Errorf("%s: %v (kind %q), want kind %q", what, err, got, want)
	}
}

func TestFilesAreTheOwnersAlone(t *testing.T) {
	b := newBase(t, "")
	s := b.open(t)
	seed(t, s)
	for _, name := range []string{"tandem.db", "tandem.db-wal", "tandem.db-shm"} {
		about, err := os.Stat(filepath.Join(b.options.Dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if got := about.Mode().Perm(); got != 0o600 {
			t.Errorf("%s has mode %o, want 600", name, got)
		}
	}
	about, err := os.Stat(b.options.Dir)
	if err != nil {
		t.Fatal(err)
	}
	if got := about.Mode().Perm(); got != 0o700 {
		t.Errorf("the data folder has mode %o, want 700", got)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(b.options.Dir, "tandem.db"), 0o640); err != nil {
		t.Fatal(err)
	}
	if s, err := store.Open(context.Background(), b.options); err == nil {
		t.Error("a database that others may read was opened")
		_ = s.Close()
	}
}

func TestSettingsOfEveryConnection(t *testing.T) {
	s := newBase(t, "").open(t)
	for pragma, want := range map[string]string{
		"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "10000", "query_only": "0", "secure_delete": "1",
	} {
		var got string
		if err := s.Writers().QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != want {
			t.Errorf("writer: %s is %q, want %q (%v)", pragma, got, want, err)
		}
	}
	for pragma, want := range map[string]string{"journal_mode": "wal", "foreign_keys": "1", "query_only": "1", "busy_timeout": "10000"} {
		var got string
		if err := s.Readers().QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != want {
			t.Errorf("reader: %s is %q, want %q (%v)", pragma, got, want, err)
		}
	}
	if got := s.Writers().Stats().MaxOpenConnections; got != 1 {
		t.Errorf("%d connections may write, want 1", got)
	}
	if err := s.Read(context.Background()).Exec(`SELECT id FROM practices WHERE id = "misspelt"`).Error; err == nil {
		t.Error("a misspelt column passed for a text")
	}
	if err := s.Read(context.Background()).AutoMigrate(&struct{ ID string }{}); err == nil {
		t.Error("AutoMigrate was not refused")
	}
}

func TestReadersCannotWrite(t *testing.T) {
	each(t, func(t *testing.T, b *base) {
		s := b.open(t)
		probe(t, s)
		if err := s.Read(context.Background()).Exec("INSERT INTO probe (id) VALUES ('x')").Error; err == nil {
			t.Error("the reading pool wrote")
		}
		if has(context.Background(), t, s, "x") {
			t.Error("and it stayed")
		}
	})
}

func TestLogHoldsNoValues(t *testing.T) {
	each(t, func(t *testing.T, b *base) {
		var log bytes.Buffer
		b.options.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		s := b.open(t)
		s.CallAllSlow()
		probe(t, s)
		var rows []map[string]any
		if err := s.Read(context.Background()).Raw("SELECT id, ? AS word FROM probe", "secretword").Scan(&rows).Error; err != nil {
			t.Fatal(err)
		}
		if err := s.Read(context.Background()).Table("probe").Where("id = ?", "secretword").Find(&rows).Error; err != nil {
			t.Fatal(err)
		}
		err := s.InTx(context.Background(), func(ctx context.Context) error {
			if err := add(ctx, s, "secretword"); err != nil {
				return err
			}
			return add(ctx, s, "secretword")
		})
		wantKind(t, "twice the same", err, tandem.KindConflict)
		if bytes.Contains([]byte(err.Error()), []byte("secretword")) {
			t.Errorf("the error quotes a value: %v", err)
		}
		if bytes.Count(log.Bytes(), []byte("slow statement")) < 5 {
			t.Errorf("the statements were not logged:\n%s", log.String())
		}
		if bytes.Contains(log.Bytes(), []byte("secretword")) {
			t.Errorf("the log quotes a value:\n%s", log.String())
		}
	})
}
