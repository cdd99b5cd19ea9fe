package store_test

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"tandem/internal/store"
	"tandem/internal/vault"
	"tandem/migrations"
)

func TestSchema(t *testing.T) {
	each(t, func(t *testing.T, b *base) {
		refuse := b.options
		refuse.Migrate = false
		refused := func(what string, o store.Options, want error) {
			t.Helper()
			s, err := store.Open(bg, o)
			if !errors.Is(err, want) {
				t.Fatalf("%s: %v, want %v", what, err, want)
			}
			if s != nil {
				t.Fatalf("%s: a store was handed out", what)
			}
		}
		refused("an empty database", refuse, store.ErrSchemaOlder)

		newest := newestSchema(t)
		from, to, err := store.Migrate(bg, b.options)
		if err != nil || from != 0 || to != newest {
			t.Fatalf("migrated from %d to %d: %v", from, to, err)
		}
		if from, to, err = store.Migrate(bg, b.options); err != nil || from != newest || to != newest {
			t.Errorf("a second time from %d to %d: %v", from, to, err)
		}
		s, err := store.Open(bg, refuse)
		if err != nil {
			t.Fatal(err)
		}
		w := seed(t, s)
		inTx(t, s, func(ctx context.Context) { // gives the practice a key
			if _, err := s.Seal(ctx, w.practice, store.Scope{Class: "profile"}, "r", "x"); err != nil {
				t.Fatal(err)
			}
			exec(ctx, t, s, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, true)")
		})
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		refused("a newer schema", refuse, store.ErrSchemaNewer)
		refused("a newer schema, though told to migrate", b.options, store.ErrSchemaNewer)
		if _, _, err := store.Migrate(bg, b.options); !errors.Is(err, store.ErrSchemaNewer) {
			t.Errorf("migrating a newer schema gave %v", err)
		}
	})
}

func TestAnotherRootIsRefused(t *testing.T) {
	each(t, func(t *testing.T, b *base) {
		s := b.open(t)
		w := seed(t, s)
		inTx(t, s, func(ctx context.Context) {
			if _, err := s.Seal(ctx, w.practice, store.Scope{Class: "profile"}, "r", "x"); err != nil {
				t.Fatal(err)
			}
		})
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		other := b.options
		var err error
		if other.Root, err = vault.CreateRoot(filepath.Join(t.TempDir(), "other.key")); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Open(bg, other); !errors.Is(err, store.ErrOtherRoot) {
			t.Errorf("another root key gave %v", err)
		}
		again, err := store.Open(bg, b.options)
		if err != nil {
			t.Fatalf("the right root key gave %v", err)
		}
		if err := again.Close(); err != nil {
			t.Error(err)
		}
	})
}

// TestMigrateAtOnce: instances that start together end with one schema.
func TestMigrateAtOnce(t *testing.T) {
	each(t, func(t *testing.T, b *base) {
		var all sync.WaitGroup
		for range 6 {
			all.Go(func() {
				s, err := store.Open(bg, b.options)
				if err != nil {
					t.Errorf("opening: %v", err)
					return
				}
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	})
}

// newestSchema is the number of the last migration.
func newestSchema(t *testing.T) int64 {
	t.Helper()
	folder, err := migrations.SQLite()
	if err != nil {
		t.Fatal(err)
	}
	all, err := fs.Glob(folder, "*.sql")
	if err != nil || len(all) == 0 {
		t.Fatalf("%v, %v", all, err)
	}
	number, _, _ := strings.Cut(all[len(all)-1], "_")
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestMigrationsGoTogether: each database has the same migrations by name.
func TestMigrationsGoTogether(t *testing.T) {
	names := func(folder func() (fs.FS, error)) []string {
		f, err := folder()
		if err != nil {
			t.Fatal(err)
		}
		all, err := fs.Glob(f, "*.sql")
		if err != nil || len(all) == 0 {
			t.Fatalf("%v, %v", all, err)
		}
		return all
	}
	lite, pg := names(migrations.SQLite), names(migrations.Postgres)
	if len(lite) != len(pg) {
		t.Fatalf("SQLite has %v, Postgres %v", lite, pg)
	}
	for i := range lite {
		if lite[i] != pg[i] {
			t.Errorf("SQLite has %s where Postgres has %s", lite[i], pg[i])
		}
	}
}

func TestOpenNeedsItsParts(t *testing.T) {
	b := newBase(t, "")
	for what, spoil := range map[string]func(o *store.Options){
		"no root": func(o *store.Options) { o.Root = nil }, "no clock": func(o *store.Options) { o.Clock = nil },
		"no ids": func(o *store.Options) { o.IDs = nil }, "no log": func(o *store.Options) { o.Log = nil },
		"no folder":     func(o *store.Options) { o.Dir = "" },
		"a bad address": func(o *store.Options) { o.DatabaseURL = "postgres://u:hunter2@%zz/" },
	} {
		o := b.options
		spoil(&o)
		s, err := store.Open(bg, o)
		if err == nil {
			t.Errorf("%s: opened", what)
			_ = s.Close()
			continue
		}
		if what == "a bad address" && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("the error quotes the password: %v", err)
		}
	}
}
