// Package db is the one door to the database: SQLite when no DATABASE_URL is
// given, PostgreSQL 15+ when one is. Domain code sees bun and a transaction
// that is a function; which engine is behind it shows in this package and in
// scan's two writers only.
//
//	d, err := db.Open(ctx, "sqlite:data/yunka.db")
//	err = d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { … })
//
// What it promises:
//
//   - Tx freezes tx.Now for the whole transaction, runs what was given to
//     tx.After only after a successful commit, rolls back on an error and on a
//     panic, and repeats the function on a serialization failure, a deadlock or
//     a busy file (40001, 40P01, SQLITE_BUSY), with After emptied first.
//   - Asking d.Tx or d.Read inside a transaction is ErrNested, not a hang.
//   - SQLite runs in WAL with synchronous=FULL and has one writer. Urgent goes
//     before Tx in its queue; long work must split itself into short chunks. Its
//     journal is kept small (Maintain).
//   - On PostgreSQL scans have connections that nobody else gets. A pooler that
//     does not keep a connection to each client is refused by Open.
//   - Read is one consistent snapshot.
//   - Where WithElapsed was given, TrustedNow is an error while the clock may not
//     be decided by.
//   - Driver errors come out as fault errors or as ErrUnique; nothing matches
//     on error text.
//
// Every row of a school carries school_id and every query filters by it. The
// exceptions are account, account_person (an account spans schools), session,
// known_device, guess and audit_head/audit_event of the platform (”).
// Instants are BIGINT Unix milliseconds, keys UUIDv7 text (NewID).
package db
