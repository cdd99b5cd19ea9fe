package store

import (
	"context"
	"crypto/tls"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"path/filepath"
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
	if err := private(config); err != nil {
		return nil, err
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

// private refuses a database that is reached over a network by a connection that
// others could read or answer. Every host and every way that the driver would
// try counts: it takes the next one when one does not answer.
func private(config *pgx.ConnConfig) error {
	check := func(host string, t *tls.Config) error {
		if onThisMachine(host) || verified(t) {
			return nil
		}
		return fmt.Errorf("the Postgres database on %s is reached over a network: its address needs sslmode=verify-full (or verify-ca with sslrootcert), or others could read along", host)
	}
	if err := check(config.Host, config.TLSConfig); err != nil {
		return err
	}
	for _, f := range config.Fallbacks {
		if err := check(f.Host, f.TLSConfig); err != nil {
			return err
		}
	}
	return nil
}

func onThisMachine(host string) bool {
	ip := net.ParseIP(host)
	return filepath.IsAbs(host) || host == "localhost" || ip != nil && ip.IsLoopback()
}

// verified tells whether the server must prove who it is: to an authority of
// anybody's by its name, or else to the one that the address names.
func verified(t *tls.Config) bool {
	return t != nil && (!t.InsecureSkipVerify || t.VerifyPeerCertificate != nil && t.RootCAs != nil)
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
