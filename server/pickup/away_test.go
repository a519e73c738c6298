package pickup_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/attendance/register"
	"yunka/server/attendance/rule"
	"yunka/server/db"
	"yunka/server/pickup/release"
	"yunka/server/projection"
	"yunka/server/timetable"
	"yunka/server/web/webtest"
)

// The word in which a release tells attendance is the one that attendance listens to.
func TestAttendanceListens(t *testing.T) {
	if release.Moved != register.Departed {
		t.Errorf("%s and %s", release.Moved, register.Departed)
	}
}

// books are attendance's cells of the pupil, brought up to date.
func books(t *testing.T, o webtest.Office, day string) func() string {
	t.Helper()
	cells := register.New(o.DB, o.Mine.Feed, nil).Departs(func(ctx context.Context, q bun.IDB, school string, people []string, from, to int64) (map[string][]rule.Punch, error) {
		gone, err := release.Departures(ctx, q, school, people, from, to)
		by := map[string][]rule.Punch{}
		for person, list := range gone {
			for _, at := range list {
				by[person] = append(by[person], rule.Punch{At: at, Way: rule.Out})
			}
		}
		return by, err
	})
	_, err := cells.AddSession(t.Context(), o.Mine.Admin, rule.Session{SchoolID: o.Mine.School, Name: "下午", Role: allow.Student, Weekdays: 31, Opens: 13 * 60, Starts: 14 * 60, Grace: 5, AbsentAfter: 60, Ends: 17 * 60, Closes: 18 * 60})
	if err != nil {
		t.Fatal(err)
	}
	return func() (state string) {
		t.Helper()
		if err := cells.Keep(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := projection.Catch(t.Context(), o.DB, cells.Projection(), o.Mine.School, 10_000); err != nil {
			t.Fatal(err)
		}
		err := o.DB.Read(t.Context(), func(ctx context.Context, q bun.IDB) error {
			list, err := register.OfPeople(ctx, q, o.Mine.School, []string{o.Pupil.Person}, day, day)
			for _, c := range list {
				state += string(c.State)
				if c.LeftAt > 0 {
					state += " left"
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return state
	}
}

// A release is a departure in attendance, and no longer when it is taken back; of a child
// that nobody has seen it says nothing.
func TestAReleaseIsADeparture(t *testing.T) {
	each(t, func(t *testing.T, o webtest.Office, monday string) {
		o.SetPIN(o.Mine, o.Guard, guardPIN)
		set(o, monday, 13*60+30)
		cells := books(t, o, monday)
		in := o.Tablet(o.Mine, o.Mine.GateIn, true)
		tab := point(t, o, true)
		cells()
		hand := func(seq uint8) string {
			a := shows(t, o, tab, seq)
			tab.JSON("/kiosk/pickup/release", `{"scan":"`+a.Scan+`","child":"`+o.Pupil.Person+`","pin":"`+guardPIN+`"}`).Has(t, 200, `"released":true`)
			return a.Scan
		}
		undo := func() {
			tab.JSON("/kiosk/pickup/undo", `{"pin":"`+guardPIN+`","child":"`+o.Pupil.Person+`"}`).Has(t, 200)
		}
		set(o, monday, 16*60+29)
		hand(0)
		if got := cells(); got != "pending" {
			t.Errorf("a child that nobody saw: %q", got)
		}
		undo()
		set(o, monday, 13*60+50)
		if a := in.Pass(o, o.Mine, o.Pupil); !a.Open {
			t.Fatal(a.Reason)
		}
		set(o, monday, 16*60+30)
		if got := cells(); got != "present" {
			t.Errorf("at school: %q", got)
		}
		hand(1)
		if got := cells(); got != "early left" {
			t.Errorf("released before the session's end: %q", got)
		}
		undo()
		if got := cells(); got != "present" {
			t.Errorf("taken back: %q", got)
		}
	})
}

// Before dismissal a child goes on an approved leave alone, and a leave lets it go once. A
// child on leave that was not at school, and one that is absent, is said so and has no
// button.
func TestEarlyAbsentAndOnLeave(t *testing.T) {
	each(t, func(t *testing.T, o webtest.Office, monday string) {
		o.SetPIN(o.Mine, o.Guard, guardPIN)
		tab, child := point(t, o, true), o.Pupil.Person
		at := func(minute int) int64 {
			return timetable.Instant(monday, minute, time.FixedZone("", 8*3600)).UnixMilli()
		}
		set(o, monday, 15*60)
		leaves := func(from, to int, state string) {
			o.Exec("DELETE FROM leave_request")
			o.Exec(`INSERT INTO leave_request (id, school_id, person_id, kind, reason, collects, from_at, to_at, first_day, last_day, days, evidence, asked_by, asked_at, state, decided_by, decided_at, answer)
				VALUES (?, ?, ?, 'sick', '', '', ?, ?, ?, ?, 1, NULL, ?, 0, ?, '', 0, '')`, db.NewID(), o.Mine.School, child, at(from), at(to), monday, monday, o.Parent.Person, state)
		}
		seq := uint8(0)
		release := func() (scan, answer string) {
			t.Helper()
			seq++
			a := shows(t, o, tab, seq)
			got := tab.JSON("/kiosk/pickup/release", `{"scan":"`+a.Scan+`","child":"`+child+`","pin":"`+guardPIN+`"}`)
			got.Has(t, 200)
			var out struct {
				Released bool   `json:"released"`
				Reason   string `json:"reason"`
			}
			if err := json.Unmarshal([]byte(got.Body), &out); err != nil {
				t.Fatal(err)
			}
			return a.Scan, out.Reason
		}
		wants := func(what, reason string) string {
			t.Helper()
			scan, got := release()
			if got != reason {
				t.Errorf("%s: %s, want %s", what, got, reason)
			}
			return scan
		}
		early := wants("without leave", "PICK_TOO_EARLY")
		tab.Get("/kiosk/pickup/scans/"+early).Has(t, 200, "还没放学，要先请假")
		leaves(15*60, 17*60, "asked")
		wants("a leave that nobody has approved", "PICK_TOO_EARLY")
		leaves(16*60, 17*60, "approved")
		wants("a leave that has not begun", "PICK_TOO_EARLY")
		leaves(15*60, 17*60, "approved")
		wants("a leave that begins now", "OK")
		if n := o.Text("SELECT count(*) FROM leave_request WHERE scan_id IS NOT NULL"); n != "1" {
			t.Errorf("%s leaves are used up", n)
		}
		tab.JSON("/kiosk/pickup/undo", `{"pin":"`+guardPIN+`","child":"`+child+`"}`).Has(t, 200)
		if n := o.Text("SELECT count(*) FROM leave_request WHERE scan_id IS NOT NULL"); n != "0" {
			t.Errorf("%s leaves are used up by what was taken back", n)
		}
		wants("again", "OK")
		o.Exec("DELETE FROM pickup_order")
		wants("a second time on one leave", "PICK_CHILD_ON_LEAVE")
		leaves(8*60, 17*60, "approved")
		gone := wants("all day", "PICK_CHILD_ON_LEAVE")
		tab.Get("/kiosk/pickup/scans/"+gone).Has(t, 200, "请假了", "kid no")
		tab.Get("/kiosk/pickup/scans/"+gone).HasNot(t, "data-release", "data-call")
		o.Exec("DELETE FROM leave_request")
		cells := books(t, o, monday)
		set(o, monday, 16*60+30)
		cells()
		o.Exec("UPDATE attendance_cell SET state = 'absent' WHERE person_id = ?", child)
		absent := wants("absent", "PICK_CHILD_ABSENT")
		tab.Get("/kiosk/pickup/scans/"+absent).Has(t, 200, "今天没来")
	})
}
