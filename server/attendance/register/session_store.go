package register

import (
	"context"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/attendance/rule"
	"yunka/server/audit"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/timetable"
)

const sessionFields = `id, school_id, name, role, grade, class_id, weekdays, opens, starts, grace, absent_after, ends,
  early_grace, closes, must_out, from_day, until_day`

// Sessions lists what was held on any of these days, both inclusive, by start. Last
// "" is without end.
func Sessions(ctx context.Context, q bun.IDB, school, first, last string) (list []rule.Session, err error) {
	if last == "" {
		last = "9999-12-31"
	}
	err = q.NewRaw("SELECT "+sessionFields+` FROM attendance_session
		WHERE school_id = ?
		  AND from_day <= ?
		  AND (until_day = '' OR until_day > ?)
		ORDER BY starts, id`, school, last, first).Scan(ctx, &list)
	return list, err
}

// OwnerOfSession is the school of a session.
var OwnerOfSession = campus.OwnerBy("SELECT school_id, '' FROM attendance_session WHERE id = ?")

// AddSession makes a session that is held from a day on, today at the earliest.
// It fails as rule.Session.check says, and with session_from, session_class or
// session_overlap (the other session's name as detail).
func (s *Service) AddSession(ctx context.Context, actor allow.Actor, in rule.Session) (id string, err error) {
	err = s.change(ctx, actor, in.SchoolID, func(ctx context.Context, tx *db.Tx, today string) error {
		in.Name = strings.TrimSpace(in.Name)
		if in.FromDay == "" {
			in.FromDay = today
		}
		id = db.NewID()
		in.ID, in.UntilDay = id, ""
		return insert(ctx, tx, actor, in, today)
	})
	return id, err
}

// EndSession ends a session with today: it is held no more from tomorrow on. One
// that would only begin then is removed.
func (s *Service) EndSession(ctx context.Context, actor allow.Actor, school, id string) error {
	return s.change(ctx, actor, school, func(ctx context.Context, tx *db.Tx, today string) error {
		list, err := Sessions(ctx, tx, school, today, "")
		if err != nil {
			return err
		}
		for _, old := range list {
			if old.ID != id {
				continue
			}
			if old.FromDay > today {
				_, err = tx.NewRaw("DELETE FROM attendance_session WHERE id = ? AND school_id = ?", id, school).Exec(ctx)
			} else {
				_, err = tx.NewRaw("UPDATE attendance_session SET until_day = ? WHERE id = ? AND school_id = ?", timetable.AddDays(today, 1), id, school).Exec(ctx)
			}
			if err != nil {
				return err
			}
			return audit.Record(ctx, tx, audit.Event{School: school, Actor: actor.Name(), Action: "attendance.session_ended", Target: "session:" + id,
				Detail: map[string]any{"name": old.Name}})
		}
		return fault.New(fault.NotFound, "not_found")
	})
}

// change runs fn for who may manage sessions, with the school locked, so that two
// changes see each other, and tells the feed.
func (s *Service) change(ctx context.Context, actor allow.Actor, school string, fn func(ctx context.Context, tx *db.Tx, today string) error) error {
	return s.db.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := allow.Check(actor, allow.AttendanceManage, allow.Target{School: school}); err != nil {
			return err
		}
		if err := campus.LockSchool(ctx, tx, school); err != nil {
			return err
		}
		sc, err := campus.SchoolByID(ctx, tx, school)
		if err != nil {
			return err
		}
		today := timetable.Today(tx.Now, sc.Location())
		if err := fn(ctx, tx, today); err != nil {
			return err
		}
		return s.feed.Append(ctx, tx, school, feed.Item{Kind: RulesChanged, Subject: school, Data: moment(today)})
	})
}

func insert(ctx context.Context, tx *db.Tx, actor allow.Actor, in rule.Session, today string) error {
	if err := in.Check(); err != nil {
		return err
	}
	if !timetable.ValidDay(in.FromDay) || in.FromDay < today {
		return fault.New(fault.Invalid, "session_from")
	}
	if in.Grade != "" {
		classes, err := campus.Classes(ctx, tx, in.SchoolID)
		if err != nil {
			return err
		}
		found := false
		for _, c := range classes {
			found = found || c.Grade == in.Grade && (in.ClassID == "" || c.ID == in.ClassID)
		}
		if !found {
			return fault.New(fault.Invalid, "session_class")
		}
	}
	others, err := Sessions(ctx, tx, in.SchoolID, in.FromDay, "")
	if err != nil {
		return err
	}
	for _, o := range others {
		if in.Overlaps(o) {
			return fault.Newf(fault.Conflict, "session_overlap", "%s", o.Name)
		}
	}
	_, err = tx.NewRaw(`INSERT INTO attendance_session (`+sessionFields+`, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		in.ID, in.SchoolID, in.Name, in.Role, in.Grade, in.ClassID, in.Weekdays, in.Opens, in.Starts, in.Grace, in.AbsentAfter,
		in.Ends, in.EarlyGrace, in.Closes, in.MustOut, in.FromDay, in.UntilDay, tx.NowMS()).Exec(ctx)
	if err != nil {
		return err
	}
	return audit.Record(ctx, tx, audit.Event{School: in.SchoolID, Actor: actor.Name(), Action: "attendance.session_added", Target: "session:" + in.ID,
		Detail: map[string]any{"name": in.Name, "from": in.FromDay}})
}

// moment is the Data of an item about a day.
func moment(day string) string { return `{"day":"` + day + `"}` }
