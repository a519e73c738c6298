package register_test

import (
	"context"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/attendance/register"
	"yunka/server/campus"
	"yunka/server/timetable"
)

// What is usual is the median of at least five days, the earlier of two in the middle,
// and the gate of most of them; late days count, days of absence do not.
func TestUsual(t *testing.T) {
	eachStage(t, func(s *stage) {
		often, even, seldom, never := s.pupil(0), s.pupil(0), s.pupil(0), s.pupil(0)
		var days []string
		for i := range 6 {
			day := timetable.AddDays(monday, i)
			if i == 5 {
				day = timetable.AddDays(monday, 7)
			}
			s.clock.Set(at(day, "05:00:00"))
			s.keep()
			days = append(days, day)
			if i < 5 {
				s.scan(often.Person, "in", at(day, []string{"07:40:00", "07:50:00", "07:30:00", "08:20:00", "07:45:30"}[i]), false)
			}
			if i < 4 {
				s.scan(seldom.Person, "in", at(day, "07:40:00"), false)
			}
			s.scan(even.Person, "in", at(day, []string{"07:40:00", "07:41:00", "07:42:00", "07:43:00", "07:44:00", "07:45:00"}[i]), false)
			s.clock.Set(at(day, "18:00:00"))
			s.told(at(day, "18:00:00"))
			s.keep()
		}
		s.read(func(ctx context.Context, q bun.IDB) error {
			sc, err := campus.SchoolByID(ctx, q, s.School)
			if err != nil {
				return err
			}
			people := []string{often.Person, even.Person, seldom.Person, never.Person}
			usual, err := register.UsualOf(ctx, q, sc, people, s.am, days)
			if err != nil {
				return err
			}
			gate := s.must(q, "SELECT name FROM gate WHERE id = ?", s.GateIn)
			for name, c := range map[string]struct {
				person string
				at     time.Duration
			}{"the middle of five": {often.Person, 7*time.Hour + 45*time.Minute + 30*time.Second}, "the earlier of six": {even.Person, 7*time.Hour + 42*time.Minute}} {
				if got := usual[c.person]; got.At != int64(c.at/time.Second) || got.Where != gate {
					t.Errorf("%s: %+v, want %v by %q", name, got, c.at, gate)
				}
			}
			for _, who := range []string{seldom.Person, never.Person} {
				if got, is := usual[who]; is {
					t.Errorf("four days are usual: %+v", got)
				}
			}
			for name, none := range map[string]func() (map[string]register.Usual, error){
				"nobody":          func() (map[string]register.Usual, error) { return register.UsualOf(ctx, q, sc, nil, s.am, days) },
				"no day":          func() (map[string]register.Usual, error) { return register.UsualOf(ctx, q, sc, people, s.am, nil) },
				"another session": func() (map[string]register.Usual, error) { return register.UsualOf(ctx, q, sc, people, "none", days) },
			} {
				if got, err := none(); err != nil || len(got) != 0 {
					t.Errorf("%s: %v, %v", name, got, err)
				}
			}
			return nil
		})
	})
}

func (s *stage) must(q bun.IDB, query string, args ...any) (v string) {
	s.Helper()
	if err := q.NewRaw(query, args...).Scan(context.Background(), &v); err != nil {
		s.Fatal(err)
	}
	return v
}
