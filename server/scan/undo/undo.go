// Package undo takes a passage back: somebody whom a terminal let through did not
// pass. It is a fact of its own, and the scan stays as it is; everything that asks
// who is where, who came and how many passed leaves it out from then on. It
// happens once, under the person's lock, with its audit event and its number.
package undo

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/scan/history"
	"yunka/server/scan/part"
	"yunka/server/scan/presence"
)

// Life is how long a guard may say that somebody did not pass.
const Life = 2 * time.Minute // and kiosk.UndoLife, which a test compares

// PassageLife is how long a door may say that nobody went through.
const PassageLife = time.Minute

// maxAttempts is how often a transaction is tried that a unique index stopped.
const maxAttempts = 8

// Undoing takes back a passage.
type Undoing struct {
	Scan  string
	Key   string
	Staff string // the guard's person id, whose PIN was checked; "" is the door itself
}

// Back gives back what a scan took besides.
type Back func(ctx context.Context, tx *db.Tx, u part.Undone) error

// Undone is the answer to it.
type Undone struct {
	Scan string `json:"scan"`
	At   string `json:"at"` // RFC 3339, UTC, the server's clock
}

func instant(ms int64) string {
	return time.UnixMilli(ms).UTC().Format("2006-01-02T15:04:05.000Z07:00")
}

// Record writes an undo once; the same key gets the same answer. The caller has
// asked the right and checked the key; back is told of it in the same transaction,
// before the audit.
func Record(ctx context.Context, d *db.DB, f *feed.Feed, back Back, who allow.Actor, u Undoing) (done Undone, err error) {
	for n := 1; ; n++ {
		err = d.Urgent(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			done, err = take(ctx, tx, f, back, who, u)
			return err
		})
		// A unique index another commit got to first means: run again, find its row.
		if err == nil || !db.IsUnique(err) || n == maxAttempts {
			return done, err
		}
	}
}

func take(ctx context.Context, tx *db.Tx, f *feed.Feed, back Back, who allow.Actor, u Undoing) (Undone, error) {
	by, life := "person:"+u.Staff, Life
	if u.Staff == "" { // the door
		by, life = who.Name(), PassageLife
	}
	if done, found, err := answered(ctx, tx, who, u); found || err != nil {
		return done, err
	}
	var sc struct {
		PersonID string
		Passed   bool
		At       int64
		Undone   bool
	}
	// The terminal that let somebody through: for a CONFIRM the one where it ended.
	const passage = `SELECT COALESCE(s.person_id, '') AS person_id, (s.open OR COALESCE(x.accepted, FALSE)) AS passed, COALESCE(x.at, s.at) AS at, u.scan_id IS NOT NULL AS undone
FROM scan s` + history.Endings + `
WHERE s.id = ? AND s.school_id = ? AND COALESCE(x.terminal_id, s.terminal_id) = ?`
	read := func() error {
		err := tx.NewRaw(passage, u.Scan, who.TerminalSchool, who.Terminal).Scan(ctx, &sc)
		return db.One(err, fault.New(fault.NotFound, "not_found"))
	}
	if err := read(); err != nil {
		return Undone{}, err
	}
	if sc.PersonID != "" {
		if err := campus.LockPerson(ctx, tx, who.TerminalSchool, sc.PersonID); err != nil {
			return Undone{}, err
		}
	}
	if err := read(); err != nil { // as it is under the lock
		return Undone{}, err
	}
	switch {
	case !sc.Passed:
		return Undone{}, fault.Newf(fault.Conflict, "not_a_passage", "The gate did not open for this.")
	case sc.Undone:
		// The same key may have waited for the lock behind itself.
		if done, found, err := answered(ctx, tx, who, u); found || err != nil {
			return done, err
		}
		return Undone{}, fault.Newf(fault.Conflict, "already_undone", "This has been taken back already.")
	case tx.NowMS()-sc.At > life.Milliseconds():
		return Undone{}, fault.Newf(fault.Conflict, "undo_too_late", "This was too long ago.")
	}
	if err := back(ctx, tx, part.Undone{School: who.TerminalSchool, Scan: u.Scan, Person: sc.PersonID}); err != nil {
		return Undone{}, err
	}
	err := audit.Record(ctx, tx, audit.Event{School: who.TerminalSchool, Actor: by, Action: string(allow.ScanUndo), Target: "scan:" + u.Scan,
		Detail: map[string]any{"terminal": who.Terminal, "person": sc.PersonID}})
	if err != nil {
		return Undone{}, err
	}
	if err := presence.GoBack(ctx, tx, sc.PersonID, u.Scan); err != nil {
		return Undone{}, err
	}
	n, err := f.Take(ctx, tx, who.TerminalSchool, 1)
	if err != nil {
		return Undone{}, err
	}
	return Undone{Scan: u.Scan, At: instant(tx.NowMS())}, Insert(ctx, tx, who.TerminalSchool, who.Terminal, u, n, tx.NowMS())
}

// answered is the answer that a key got before.
func answered(ctx context.Context, tx *db.Tx, who allow.Actor, u Undoing) (done Undone, found bool, err error) {
	var stored struct {
		ScanID, StaffID string
		At              int64
	}
	err = tx.NewRaw("SELECT scan_id, staff_id, at FROM scan_undo WHERE terminal_id = ? AND request_key = ?", who.Terminal, u.Key).Scan(ctx, &stored)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return done, false, nil
	case err != nil:
		return done, false, err
	case stored.ScanID != u.Scan || stored.StaffID != u.Staff:
		return done, true, fault.New(fault.Mismatch, "key_reused")
	}
	return Undone{Scan: stored.ScanID, At: instant(stored.At)}, true, nil
}

// Insert writes it down under a number of the feed. Staff "" is a door that says so itself.
func Insert(ctx context.Context, tx *db.Tx, school, terminal string, u Undoing, feed, at int64) error {
	_, err := tx.NewRaw("INSERT INTO scan_undo (scan_id, school_id, feed, terminal_id, staff_id, request_key, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
		u.Scan, school, feed, terminal, u.Staff, u.Key, at).Exec(ctx)
	return err
}
