package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

const (
	postgresConns   = 12 // for each of the two pools
	postgresConnect = 10 * time.Second
)

// openPostgres opens two pools, as for SQLite: one writes, the other is read-only
// by the server's own setting, so that a write outside a transaction fails here too.
func (s *Store) openPostgres(databaseURL string) (gorm.Dialector, error) {
	var err error
	if s.writers, err = postgresPool(databaseURL, false); err != nil {
		return nil, err
	}
	if s.readers, err = postgresPool(databaseURL, true); err != nil {
		return nil, errors.Join(err, s.writers.Close())
	}
	return postgresDialect{postgres.New(postgres.Config{Conn: s.readers}).(*postgres.Dialector)}, nil
}

// postgresDialect is gorm's own, but for telling statements.
type postgresDialect struct{ *postgres.Dialector }

// Explain gives the statement without its values: gorm would write them into
// the text before any filter of the log could see them.
func (postgresDialect) Explain(sql string, _ ...any) string { return sql }

func postgresPool(databaseURL string, readOnly bool) (*sql.DB, error) {
	config, err := pgx.ParseConfig(databaseURL)
	if err != nil {
		return nil, errors.New("the address of the Postgres database cannot be read") // the cause quotes it, password and all
	}
	config.RuntimeParams["timezone"] = "UTC"
	config.RuntimeParams["application_name"] = "tandem"
	if readOnly {
		config.RuntimeParams["default_transaction_read_only"] = "on"
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = postgresConnect
	}
	db := stdlib.OpenDB(*config, stdlib.OptionAfterConnect(utcTimes))
	db.SetMaxOpenConns(postgresConns)
	db.SetMaxIdleConns(postgresConns)
	db.SetConnMaxIdleTime(5 * time.Minute)
	return db, nil
}

// utcTimes makes moments come back in UTC, as SQLite's do, whatever the zone of
// the machine.
func utcTimes(_ context.Context, conn *pgx.Conn) error {
	conn.TypeMap().RegisterType(&pgtype.Type{
		Name: "timestamptz", OID: pgtype.TimestamptzOID,
		Codec: &pgtype.TimestamptzCodec{ScanLocation: time.UTC},
	})
	return nil
}
