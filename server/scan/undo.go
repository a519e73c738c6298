package scan

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
	"yunka/server/scan/history"
)

// UndoLife is how long a guard may say that somebody did not pass.
const UndoLife = 2 * time.Minute // and kiosk.UndoLife, which a test compares

// Undoing takes back a passage.
type Undoing struct {
	Scan  string
	Key   string
	Staff string // the guard's person id; the caller has checked the PIN
}

// Undone is the answer to it.
type Undone struct {
	Scan string `json:"scan"`
	At   string `json:"at"`
}

// Undo records that somebody whom this terminal let through did not pass. The
// scan stays as it is and its code stays used; everything that asks who is
// where, who came and how many passed leaves it out from then on. It happens
// once; the same key gets the same answer.
func (s *Service) Undo(ctx context.Context, who allow.Actor, u Undoing) (done Undone, err error) {
	if err := allow.Check(who, allow.ScanUndo, allow.Target{School: who.TerminalSchool}); err != nil {
		return done, err
	}
	if !validKey(u.Key) {
		return done, fault.New(fault.Invalid, "key")
	}
	return s.undone(ctx, who, u)
}

// PassageLife is how long a door may say that nobody went through.
const PassageLife = time.Minute

// NotPassed is Undo by the door itself: its sensor saw that nobody went through.
// Saying it again answers the same.
func (s *Service) NotPassed(ctx context.Context, who allow.Actor, scan string) (done Undone, err error) {
	if err := allow.Check(who, allow.ScanPassage, allow.Target{School: who.TerminalSchool}); err != nil {
		return done, err
	}
	return s.undone(ctx, who, Undoing{Scan: scan, Key: "passage:" + scan})
}

func (s *Service) undone(ctx context.Context, who allow.Actor, u Undoing) (done Undone, err error) {
	for n := 1; ; n++ {
		err = s.db.Urgent(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			done, err = s.undo(ctx, tx, who, u)
			return err
		})
		// A unique index another commit got to first means: run again, find its row.
		if err == nil || !db.IsUnique(err) || n == maxAttempts {
			return done, err
		}
	}
}

func (s *Service) undo(ctx context.Context, tx *db.Tx, who allow.Actor, u Undoing) (Undone, error) {
	by, life := "person:"+u.Staff, UndoLife
	if u.Staff == "" { // the door
		by, life = who.Name(), PassageLife
	}
	if done, found, err := undoneBy(ctx, tx, who, u); found || err != nil {
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
		if done, found, err := undoneBy(ctx, tx, who, u); found || err != nil {
			return done, err
		}
		return Undone{}, fault.Newf(fault.Conflict, "already_undone", "This has been taken back already.")
	case tx.NowMS()-sc.At > life.Milliseconds():
		return Undone{}, fault.Newf(fault.Conflict, "undo_too_late", "This was too long ago.")
	}
	err := audit.Record(ctx, tx, audit.Event{School: who.TerminalSchool, Actor: by, Action: string(allow.ScanUndo), Target: "scan:" + u.Scan,
		Detail: map[string]any{"terminal": who.Terminal, "person": sc.PersonID}})
	if err != nil {
		return Undone{}, err
	}
	if err := goBack(ctx, tx, sc.PersonID, u.Scan); err != nil {
		return Undone{}, err
	}
	n, err := s.feed.Take(ctx, tx, who.TerminalSchool, 1)
	if err != nil {
		return Undone{}, err
	}
	return Undone{Scan: u.Scan, At: Instant(tx.NowMS())}, insertUndo(ctx, tx, who.TerminalSchool, who.Terminal, u, n, tx.NowMS())
}

// undoneBy is the answer that a key got before.
func undoneBy(ctx context.Context, tx *db.Tx, who allow.Actor, u Undoing) (done Undone, found bool, err error) {
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
	return Undone{Scan: stored.ScanID, At: Instant(stored.At)}, true, nil
}

// insertUndo writes it down. Staff "" is a door that says so itself.
func insertUndo(ctx context.Context, tx *db.Tx, school, terminal string, u Undoing, feed, at int64) error {
	_, err := tx.NewRaw("INSERT INTO scan_undo (scan_id, school_id, feed, terminal_id, staff_id, request_key, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
		u.Scan, school, feed, terminal, u.Staff, u.Key, at).Exec(ctx)
	return err
}
