package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"tandem/internal/tandem"
)

// fault is what is told of a driver's error: its code and the names of the
// schema. The driver's own sentence may quote values, so it goes no further.
type fault struct {
	code  string // SQLSTATE, or SQLite's result code
	place string // constraint or table, "" when unknown
	again bool   // the same transaction may succeed when tried again
}

// Error is the code and the place.
func (f *fault) Error() string {
	if f.place == "" {
		return "database: " + f.code
	}
	return "database: " + f.code + " at " + f.place
}

// failure gives a database error its kind: NotFound for a missing row, Conflict
// for a value that is taken, Unavailable where the database cannot answer just
// now (a context that ended counts as such), else Internal. Errors that already
// have a kind, and nil, pass unchanged. Every store method returns through it.
func failure(err error) error {
	var kinded *tandem.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &kinded):
		return err
	case errors.Is(err, gorm.ErrRecordNotFound), errors.Is(err, sql.ErrNoRows):
		return tandem.NotFound()
	case errors.Is(err, context.Canceled):
		return tandem.Unavailable(context.Canceled)
	case errors.Is(err, context.DeadlineExceeded):
		return tandem.Unavailable(context.DeadlineExceeded)
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return liteFailure(lite)
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return postgresFailure(pg)
	}
	if lostConnection(err) {
		return tandem.Unavailable(&fault{code: "connection lost"})
	}
	return tandem.Internal(&unknown{err})
}

// unknown is an error that is not the database's, such as one that work gave up
// with to roll back. Its sentence may quote values and is not repeated; who
// knows the error still finds it in the chain.
type unknown struct{ err error }

// Error names the type of the error and nothing that it says.
func (u *unknown) Error() string { return fmt.Sprintf("database: %T", u.err) }

// Unwrap is the error itself.
func (u *unknown) Unwrap() error { return u.err }

// taken tells of a value that must be unique. It names neither the value nor
// the place: that somebody else holds it may itself be private.
func taken() error {
	return tandem.Conflict(tandem.Say("Somebody saved this at the same moment. Please look again, then try once more."))
}

func liteFailure(e *sqlite.Error) error {
	f := &fault{code: fmt.Sprintf("SQLite %d", e.Code())}
	switch e.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_ROWID:
		return taken()
	}
	switch e.Code() & 0xff { // the primary code of an extended one
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_READONLY,
		sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN,
		sqlite3.SQLITE_PROTOCOL:
		return tandem.Unavailable(f)
	}
	return tandem.Internal(f)
}

// onlyByRace is a key that is looked for before it is made, and that nobody
// chooses: two of the same act met. Tried again, the later one finds it.
const onlyByRace = "intentions_once"

func postgresFailure(e *pgconn.PgError) error {
	f := &fault{code: "SQLSTATE " + e.Code, place: e.ConstraintName}
	if f.place == "" {
		f.place = e.TableName
	}
	switch {
	case e.Code == "23505" && e.ConstraintName == onlyByRace:
		f.again = true
		return tandem.Unavailable(f)
	case e.Code == "23505":
		return taken()
	case e.Code == "40001", e.Code == "40P01": // serialization failure, deadlock
		f.again = true
		return tandem.Unavailable(f)
	case e.Code == "57014", e.Code == "55P03", // cancelled, lock not available
		strings.HasPrefix(e.Code, "08"), strings.HasPrefix(e.Code, "53"), strings.HasPrefix(e.Code, "57P"):
		return tandem.Unavailable(f)
	}
	return tandem.Internal(f)
}

// lostConnection tells whether the database is not there rather than at odds.
func lostConnection(err error) bool {
	var connecting *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connecting) || errors.As(err, &network) ||
		errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) || errors.Is(err, sql.ErrTxDone) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, pgx.ErrTxCommitRollback) ||
		pgconn.SafeToRetry(err) || strings.Contains(err.Error(), "database is closed") ||
		strings.Contains(err.Error(), "conn closed")
}

// mayTryAgain tells whether err is a race that another try can win.
func mayTryAgain(err error) bool {
	var f *fault
	return errors.As(err, &f) && f.again
}
