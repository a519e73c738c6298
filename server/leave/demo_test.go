package leave_test

import (
	"context"
	"testing"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/attendance/register"
	"yunka/server/campus"
	"yunka/server/leave"
	"yunka/server/leave/request"
)

// The demo has leaves that wait and such as were answered, of several kinds, and none of
// who looks at the demo.
func TestTheDemoHasLeaves(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		class := s.Text("SELECT class_id FROM membership WHERE person_id = ?", s.Pupil.Person)
		for range 9 {
			child, adult := s.Mine.Holder(t, allow.Student), s.Mine.Holder(t, allow.Parent)
			s.Mine.Guardian(t, adult, child, "母亲", false)
			s.Exec("UPDATE membership SET class_id = ? WHERE person_id = ?", class, child.Person)
		}
		admin := webAdmin(s)
		w := request.World{
			Segments: func(context.Context, bun.IDB, campus.School, campus.Member, string) ([]request.Segment, error) {
				return nil, nil
			},
			Closed: register.ClosedUntil,
		}
		if err := leave.Demo(t.Context(), s.DB, s.Mine.Feed, w, admin, s.Mine.School); err != nil {
			t.Fatal(err)
		}
		if n := s.Text("SELECT CAST(count(*) AS TEXT) FROM leave_request"); n != "9" {
			t.Errorf("%s leaves", n)
		}
		for state, want := range map[string]string{"asked": "3", "approved": "4", "rejected": "1", "withdrawn": "1"} {
			if n := s.Text("SELECT CAST(count(*) AS TEXT) FROM leave_request WHERE state = ?", state); n != want {
				t.Errorf("%s are %s, want %s", n, state, want)
			}
		}
		if n := s.Text("SELECT CAST(count(*) AS TEXT) FROM leave_request WHERE person_id = ?", s.Pupil.Person); n != "0" {
			t.Errorf("the pupil has %s", n)
		}
		s.teacher.Get("/waiting").Has(t, 200, "请假申请")
		s.Verified()
	})
}

// webAdmin is the office as an actor.
func webAdmin(s school) allow.Actor {
	person := s.Text("SELECT person_id FROM membership WHERE role = 'admin' AND school_id = ? ORDER BY id LIMIT 1", s.Mine.School)
	membership := s.Text("SELECT id FROM membership WHERE role = 'admin' AND person_id = ?", person)
	return allow.Actor{Kind: allow.Account, People: map[string]bool{person: true},
		Seats: []allow.Seat{{School: s.Mine.School, Person: person, Membership: membership, Role: allow.Admin}}}
}
