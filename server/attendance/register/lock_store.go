package register

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/timetable"
)

// Closing is how far the office has closed the register, and who did it when.
type Closing struct {
	UntilDay string // the last day that is closed
	By       string // the name
	At       int64  // Unix milliseconds
}

// Close closes all days up to one, for ever: no mark of staff can be made or taken back
// there any more and no scan that comes later counts, only a correction that somebody
// else agrees to. Fails with Invalid
// lock_day for a day that is none or is not over, and Conflict lock_again for one that is
// closed already.
func (s *Service) Close(ctx context.Context, actor allow.Actor, school, until string) error {
	if err := allow.Check(actor, allow.AttendanceManage, allow.Target{School: school}); err != nil {
		return err
	}
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := campus.LockSchool(ctx, tx, school); err != nil {
			return err
		}
		sc, err := campus.SchoolByID(ctx, tx, school)
		if err != nil {
			return err
		}
		if !timetable.ValidDay(until) || until >= timetable.Today(tx.Now, sc.Location()) {
			return fault.New(fault.Invalid, "lock_day")
		}
		closed, err := ClosedUntil(ctx, tx, school)
		if err != nil {
			return err
		}
		if until <= closed {
			return fault.New(fault.Conflict, "lock_again")
		}
		err = audit.Record(ctx, tx, audit.Event{School: school, Actor: actor.Name(), Action: "attendance.closed", Target: "school:" + school, Detail: map[string]any{"until": until}})
		if err != nil {
			return err
		}
		// The school's number is its last lock: what has a smaller one has been committed.
		n, err := s.feed.Take(ctx, tx, school, 1)
		if err != nil {
			return err
		}
		_, err = tx.NewRaw("INSERT INTO attendance_lock (school_id, until_day, by_person, at, feed) VALUES (?, ?, ?, ?, ?)",
			school, until, SeatOf(actor, school), tx.NowMS(), n).Exec(ctx)
		if err != nil {
			return err
		}
		return s.feed.Put(ctx, tx, school, n, feed.Item{Kind: Closed, Subject: school, Data: moment(until)})
	})
}

// ClosedUntil is the last day that is closed; "" if none is.
func ClosedUntil(ctx context.Context, q bun.IDB, school string) (day string, err error) {
	err = q.NewRaw("SELECT COALESCE(MAX(until_day), '') FROM attendance_lock WHERE school_id = ?", school).Scan(ctx, &day)
	return day, err
}

// Closings lists how the register was closed, the newest first.
func Closings(ctx context.Context, q bun.IDB, school string, limit int) (list []Closing, err error) {
	err = q.NewRaw(`
		SELECT l.until_day, COALESCE(p.name, '') AS by, l.at
		FROM attendance_lock l
		LEFT JOIN person p ON p.id = l.by_person
		WHERE l.school_id = ?
		ORDER BY l.until_day DESC
		LIMIT ?`, school, limit).Scan(ctx, &list)
	return list, err
}

// Unsettled counts the cells up to a day of which nothing is known yet.
func Unsettled(ctx context.Context, q bun.IDB, school, first, last string) (n int, err error) {
	counts, err := Counts(ctx, q, school, first, last)
	for _, c := range counts {
		if c.State == "pending" {
			n += c.N
		}
	}
	return n, err
}

// unlocked refuses what would change a closed day: Conflict mark_locked.
func unlocked(ctx context.Context, q bun.IDB, school, day string) error {
	closed, err := ClosedUntil(ctx, q, school)
	if err == nil && day <= closed {
		err = fault.New(fault.Conflict, "mark_locked")
	}
	return err
}
