package store

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/callbacks"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/migrator"
	"gorm.io/gorm/schema"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// sqliteDialect teaches gorm the little of SQLite that we use. Tables are made
// by SQL migrations, so it makes none.
type sqliteDialect struct{ pool gorm.ConnPool }

// Name is "sqlite".
func (sqliteDialect) Name() string { return "sqlite" }

// Initialize registers gorm's callbacks. FOR is left out of the clauses: a row
// lock asked for Postgres is not needed where one connection writes.
func (d sqliteDialect) Initialize(db *gorm.DB) error {
	callbacks.RegisterDefaultCallbacks(db, &callbacks.Config{
		CreateClauses: []string{"INSERT", "VALUES", "ON CONFLICT", "RETURNING"},
		QueryClauses:  []string{"SELECT", "FROM", "WHERE", "GROUP BY", "ORDER BY", "LIMIT"},
		UpdateClauses: []string{"UPDATE", "SET", "FROM", "WHERE", "RETURNING"},
		DeleteClauses: []string{"DELETE", "FROM", "WHERE", "RETURNING"},
	})
	db.ConnPool = d.pool
	return nil
}

// Migrator refuses to change tables.
func (d sqliteDialect) Migrator(db *gorm.DB) gorm.Migrator {
	return noMigrator{migrator.Migrator{Config: migrator.Config{DB: db, Dialector: d}}}
}

// DataTypeOf names the column type; gorm asks for it in CAST-like places only.
func (sqliteDialect) DataTypeOf(field *schema.Field) string {
	switch field.DataType {
	case schema.Bool:
		return "BOOLEAN"
	case schema.Int, schema.Uint:
		return "INTEGER"
	case schema.Float:
		return "REAL"
	case schema.Time:
		return "DATETIME"
	case schema.Bytes:
		return "BLOB"
	default:
		return "TEXT"
	}
}

// DefaultValueOf is NULL: SQLite takes no DEFAULT inside VALUES.
func (sqliteDialect) DefaultValueOf(*schema.Field) clause.Expression {
	return clause.Expr{SQL: "NULL"}
}

// BindVarTo writes a place for a value. A time is cut to the microsecond in
// UTC, as Postgres keeps it, so that both databases give back the same moment
// and times compare as text.
func (sqliteDialect) BindVarTo(writer clause.Writer, stmt *gorm.Statement, v any) {
	if last := len(stmt.Vars) - 1; last >= 0 {
		switch at := v.(type) {
		case time.Time:
			stmt.Vars[last] = at.UTC().Truncate(time.Microsecond)
		case *time.Time:
			if at != nil {
				stmt.Vars[last] = at.UTC().Truncate(time.Microsecond)
			}
		}
	}
	_ = writer.WriteByte('?')
}

// QuoteTo quotes a name, or names joined by dots.
func (sqliteDialect) QuoteTo(writer clause.Writer, name string) {
	for i, part := range strings.Split(name, ".") {
		if i > 0 {
			_ = writer.WriteByte('.')
		}
		_, _ = writer.WriteString(`"` + strings.ReplaceAll(strings.Trim(part, `"`), `"`, `""`) + `"`)
	}
}

// Explain gives the statement without its values: values are people's.
func (sqliteDialect) Explain(sql string, _ ...any) string { return sql }

// Translate names the errors that gorm has a name for.
func (sqliteDialect) Translate(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_ROWID:
		return fmt.Errorf("%w: %w", gorm.ErrDuplicatedKey, err)
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return fmt.Errorf("%w: %w", gorm.ErrForeignKeyViolated, err)
	case sqlite3.SQLITE_CONSTRAINT_CHECK:
		return fmt.Errorf("%w: %w", gorm.ErrCheckConstraintViolated, err)
	}
	return err
}

var errNoMigrator = errors.New("store: tables are made by the SQL in migrations only")

// noMigrator answers every wish to change a table with an error.
type noMigrator struct{ migrator.Migrator }

// AutoMigrate is refused, and so is the rest.
func (noMigrator) AutoMigrate(...any) error { return errNoMigrator }

// CreateTable is refused.
func (noMigrator) CreateTable(...any) error { return errNoMigrator }

// DropTable is refused.
func (noMigrator) DropTable(...any) error { return errNoMigrator }

// AddColumn is refused.
func (noMigrator) AddColumn(any, string) error { return errNoMigrator }

// DropColumn is refused.
func (noMigrator) DropColumn(any, string) error { return errNoMigrator }

// CreateIndex is refused.
func (noMigrator) CreateIndex(any, string) error { return errNoMigrator }
