// Package migrations embeds the SQL that makes and changes the tables, one
// folder for each database. Files are only ever added: a file that was released
// does not change. There are no ways down; going back to an older version is
// restoring the backup that every upgrade takes first.
package migrations

import (
	"embed"
	"io/fs"
)

//go:embed sqlite/*.sql
var sqlite embed.FS

//go:embed postgres/*.sql
var postgres embed.FS

// SQLite is the folder of migrations for SQLite.
func SQLite() (fs.FS, error) { return fs.Sub(sqlite, "sqlite") }

// Postgres is the folder of migrations for Postgres.
func Postgres() (fs.FS, error) { return fs.Sub(postgres, "postgres") }
