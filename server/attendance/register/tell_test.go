package register_test

import (
	"context"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"yunka/server/attendance/register"
	"yunka/server/db"
	"yunka/server/projection"
	"yunka/server/timetable"
)

// notices are the kinds that guardians of a person are to be told, in order; one that
// replaces another is marked.
func (s *stage) notices(person string) string {
	s.Helper()
	var rows []struct{ Kind, Replaces string }
	s.read(func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT kind, CASE WHEN chain = key THEN '' ELSE chain END AS replaces FROM outbox_notice WHERE school_id = ? AND about_id = ? ORDER BY number", s.School, person).Scan(ctx, &rows)
	})
	var list []string
	for _, r := range rows {
		word := strings.TrimPrefix(r.Kind, "attendance.")
		if r.Replaces != "" {
			word = "!" + word
		}
		list = append(list, word)
	}
	return strings.Join(list, " ")
}

// A family is told each thing once, and the truth when it was told something else;
// repeating, rebuilding and old news tell nothing.
func TestAFamilyIsToldOnce(t *testing.T) {
	eachStage(t, func(s *stage) {
		onTime, late, gone, never, was := s.pupil(0), s.pupil(0), s.pupil(1), s.pupil(1), s.pupil(0)
		told := func(when string, want ...string) {
			t.Helper()
			s.keep()
			for i, who := range []string{onTime.Person, late.Person, gone.Person, never.Person, was.Person} {
				if got := s.notices(who); got != want[i] {
					t.Errorf("%s, pupil %d: told %q, want %q", when, i, got, want[i])
				}
			}
		}
		s.told(at(monday, "05:00:00"))
		told("before school", "", "", "", "", "")
		s.clock.Set(at(monday, "07:50:00"))
		s.scan(onTime.Person, "in", at(monday, "07:50:00"), false)
		s.scan(gone.Person, "in", at(monday, "07:50:00"), false)
		told("on time", "arrived", "", "arrived", "", "")
		s.clock.Set(at(monday, "08:06:30"))
		s.scan(late.Person, "in", at(monday, "08:06:30"), false)
		told("late", "arrived", "late", "arrived", "", "")
		s.clock.Set(at(monday, "10:00:00"))
		scan := s.scan(gone.Person, "out", at(monday, "10:00:00"), false)
		s.told(at(monday, "09:00:00"))
		told("one left, gates are silent", "arrived", "late", "arrived early", "", "")
		s.told(at(monday, "10:00:00"))
		told("known", "arrived", "late", "arrived early", "absent", "absent")
		told("again", "arrived", "late", "arrived early", "absent", "absent")
		s.clock.Set(at(monday, "10:05:00"))
		s.takeBack(scan)
		s.scan(was.Person, "in", at(monday, "07:55:00"), true)
		told("a guard took it back; a gate kept one back", "arrived", "late", "arrived early !back", "absent", "absent !arrived")
		s.Tx(t, func(ctx context.Context, tx *db.Tx) error { return projection.Rebuild(ctx, tx, s.cells, s.School) })
		told("rebuilt", "arrived", "late", "arrived early !back", "absent", "absent !arrived")
		if err := timetable.NewService(s.DB, s.Feed, nil).SetDays(ctx, s.Admin, s.School, spans(monday, 8), true); err != nil {
			t.Fatal(err)
		}
		told("a holiday after all", "arrived", "late !withdrawn", "arrived early !back", "absent !withdrawn", "absent !arrived")
		if err := timetable.NewService(s.DB, s.Feed, nil).SetDays(ctx, s.Admin, s.School, spans(monday, 0), true); err != nil {
			t.Fatal(err)
		}
		told("a school day again", "arrived", "late !withdrawn !late", "arrived early !back", "absent !withdrawn !absent", "absent !arrived")
		// A teacher who sees the child takes the absence back.
		if _, err := s.register.Mark(ctx, s.Admin, s.School, never.Person, monday, s.am, register.MarkHere); err != nil {
			t.Fatal(err)
		}
		told("in the classroom", "arrived", "late !withdrawn !late", "arrived early !back", "absent !withdrawn !absent !withdrawn", "absent !arrived")
		// What a gate kept back for hours is no news, but absence is corrected.
		s.clock.Set(at(monday, "15:00:00"))
		s.scan(onTime.Person, "out", at(monday, "11:45:00"), true)
		told("old news", "arrived", "late !withdrawn !late", "arrived early !back", "absent !withdrawn !absent !withdrawn", "absent !arrived")
	})
}
