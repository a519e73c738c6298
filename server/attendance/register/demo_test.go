package register_test

import (
	"context"
	"testing"

	"github.com/uptrace/bun"

	"yunka/server/attendance/register"
	"yunka/server/attendance/rule"
	"yunka/server/timetable"
)

// A demo begins with a term in which most were there and a few were not, and goes on
// as the clock passes: nobody comes before the time, and nobody twice.
func TestADemoIsPlayedByTheClock(t *testing.T) {
	eachStage(t, func(s *stage) {
		s.Exec(t, "DELETE FROM attendance_session WHERE school_id = ?", s.School)
		for range 20 {
			s.pupil(s.n % 2)
		}
		s.clock.Set(at(monday, "07:40:00"))
		if err := s.register.Demo(ctx, s.Admin, s.School); err != nil {
			t.Fatal(err)
		}
		counts := func(first, last string) map[rule.State]int {
			n := map[rule.State]int{}
			s.read(func(ctx context.Context, q bun.IDB) error {
				list, err := register.Counts(ctx, q, s.School, first, last)
				for _, c := range list {
					n[c.State] += c.N
				}
				return err
			})
			return n
		}
		before := counts("2026-08-31", timetable.AddDays(monday, -1))
		if before[rule.Present] < 1500 || before[rule.Late] < 5 || before[rule.Absent] < 5 || before[rule.Pending] > 0 {
			t.Errorf("the term so far: %v", before)
		}
		now := counts(monday, monday)
		if now[rule.Present] == 0 || now[rule.Pending] == 0 || now[rule.Absent] > 0 {
			t.Errorf("at 07:40: %v", now)
		}
		scans := func() (n, late int) {
			s.read(func(ctx context.Context, q bun.IDB) error {
				return q.NewRaw("SELECT count(*), COALESCE(SUM(CASE WHEN at > ? THEN 1 ELSE 0 END), 0) FROM scan WHERE school_id = ?", s.clock.Now().UnixMilli(), s.School).Scan(ctx, &n, &late)
			})
			return n, late
		}
		was, ahead := scans()
		if ahead > 0 {
			t.Errorf("%d scans of the future", ahead)
		}
		s.clock.Set(at(monday, "18:00:00"))
		for range 2 {
			if err := s.register.Play(ctx); err != nil {
				t.Fatal(err)
			}
		}
		s.keep()
		is, _ := scans()
		if is <= was || is > was+40 {
			t.Errorf("%d scans in the morning, %d in the evening", was, is)
		}
		if now = counts(monday, monday); now[rule.Pending] > 0 || now[rule.Present] < 30 {
			t.Errorf("at 18:00: %v", now)
		}
	})
}
