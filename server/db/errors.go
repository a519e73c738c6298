package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"yunka/server/fault"
)

// ErrUnique means that a unique index refused a row.
var ErrUnique = errors.New("db: unique index")

func pgCode(err error) string {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code
	}
	return ""
}

func sqliteCode(err error) int {
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return lite.Code()
	}
	return 0
}

func retryable(err error) bool {
	switch pgCode(err) {
	case "40001", "40P01": // serialization failure, deadlock
		return true
	case "55P03", "25P03": // waited too long for a lock; was ended for holding locks idly
		return true
	}
	return sqliteCode(err)&0xff == sqlite3.SQLITE_BUSY
}

// Retryable says that a transaction may be run again from its start.
func Retryable(err error) bool { return retryable(err) }

// IsUnique reports whether a unique index refused the row.
func IsUnique(err error) bool {
	if errors.Is(err, ErrUnique) || pgCode(err) == "23505" {
		return true
	}
	c := sqliteCode(err)
	return c == sqlite3.SQLITE_CONSTRAINT_UNIQUE || c == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY
}

// ErrUncertain means that a transaction's commit was sent and its answer was lost:
// it may be committed.
var ErrUncertain = errors.New("db: it is not known whether this was committed")

// Uncertain marks an error of a commit as ErrUncertain, unless the database said that
// it refused: after what it says of itself alone (it stops) anything may be.
func Uncertain(err error) error {
	var pg *pgconn.PgError
	if sqliteCode(err) != 0 || errors.As(err, &pg) && pg.SeverityUnlocalized == "ERROR" {
		return err
	}
	return errors.Join(ErrUncertain, err)
}

// ConnectionLost says that the database could not be spoken to, or no more: another connection may.
func ConnectionLost(err error) bool { return unreachable(err) }

// translate turns what the drivers say into what the domain understands.
func translate(err error) error {
	if err == nil {
		return nil
	}
	var f *fault.Error
	if errors.As(err, &f) {
		return err
	}
	if IsUnique(err) {
		return errors.Join(ErrUnique, err)
	}
	if retryable(err) || unreachable(err) {
		return fault.Wrap(fault.Unavailable, "database_unavailable", err)
	}
	return err
}

// Translate is translate for scan, which speaks to pgx itself.
func Translate(err error) error { return translate(err) }

func unreachable(err error) bool {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	// Class 08: connection; 57P01-03: shutting down; 57014: a statement took too
	// long (our own cancelling is caught above); 53: out of resources.
	c := pgCode(err)
	if strings.HasPrefix(c, "08") || strings.HasPrefix(c, "57") || strings.HasPrefix(c, "53") {
		return true
	}
	var connect *pgconn.ConnectError
	var op *net.OpError
	return errors.As(err, &connect) || errors.As(err, &op) || pgconn.SafeToRetry(err) || errors.Is(err, sql.ErrConnDone) || errors.Is(err, driver.ErrBadConn) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// One turns "no rows" into the given fault and leaves every other error alone:
// a broken database must never look like an absent row.
func One(err error, absent *fault.Error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return absent
	}
	return err
}

// OneRow gives absent for a statement that changed no row.
func OneRow(res sql.Result, absent *fault.Error) error {
	n, err := res.RowsAffected()
	if err != nil {
		return err
	}
	if n == 0 {
		return absent
	}
	return nil
}
