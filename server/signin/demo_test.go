package signin_test

import (
	"testing"

	"yunka/server/allow"
	"yunka/server/signin"
	"yunka/server/terminal"
	"yunka/server/web/webtest"
)

// The demo has a week of sessions: some are over, one is open, some are to come.
func TestTheDemoHasAWeekOfSessions(t *testing.T) {
	each(t, func(t *testing.T, s hall) {
		s.Exec("UPDATE signin_session SET state = 'cancelled'")
		for range 6 {
			s.Mine.Holder(t, allow.Student)
		}
		person := webtest.AdminOf(s.Mine)
		admin := allow.Actor{Kind: allow.Account, People: map[string]bool{person: true}, Seats: []allow.Seat{{School: s.Mine.School, Person: person, Role: allow.Admin}}}
		if err := signin.Demo(t.Context(), s.DB, s.Mine.Feed, terminal.New(s.DB, s.Mine.Feed), admin, s.Mine.School); err != nil {
			t.Fatal(err)
		}
		for state, want := range map[string]string{"closed": "3", "live": "6"} {
			if n := s.Text("SELECT COUNT(*) FROM signin_session WHERE state = ?", state); n != want {
				t.Errorf("%s are %s, want %s", n, state, want)
			}
		}
		if n := s.Text("SELECT COUNT(*) FROM signin_mark WHERE how = 'code'"); n < "2" {
			t.Errorf("%s came", n)
		}
		s.teacher.Get("/signins").Has(t, 200, "读书分享会", "签到中")
		s.admin.Get("/console/signins").Has(t, 200, "教职工培训", "按人统计")
	})
}
