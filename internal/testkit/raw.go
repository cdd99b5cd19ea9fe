package testkit

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"; package store brings "sqlite"
)

// Raw is a way into a database past the service: for what no use case does
// yet, and to see what the service left behind.
type Raw struct {
	*sql.DB
	postgres bool
}

// OpenRaw opens a SQLite file, or a Postgres database when its URL is given.
func OpenRaw(t testing.TB, file, databaseURL string) *Raw {
	t.Helper()
	driver, source := "sqlite", "file:"+file+"?_pragma=busy_timeout(10000)&_timezone=UTC&_time_format=sqlite"
	if databaseURL != "" {
		driver, source = "pgx", databaseURL
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	return &Raw{DB: db, postgres: databaseURL != ""}
}

// Do runs a statement; ? stands for an argument on both databases.
func (r *Raw) Do(t testing.TB, query string, args ...any) {
	t.Helper()
	if r.postgres {
		for i := 1; strings.Contains(query, "?"); i++ {
			query = strings.Replace(query, "?", fmt.Sprintf("$%d", i), 1)
		}
	}
	if _, err := r.ExecContext(context.Background(), query, args...); err != nil {
		t.Fatal(err)
	}
}
