package attendance_test

import (
	"context"
	"testing"

	"github.com/uptrace/bun"

	"yunka/server/account"
	"yunka/server/attendance"
	"yunka/server/live"
	"yunka/server/web/webtest"
)

// What must never happen: a screen that everybody reads names a pupil, or shows the
// classes of another school.
func TestAScreenNamesNobody(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		s.held("11:50")
		gives, _ := s.taught()
		wall, grade := s.path()+"/wall", s.path()+"/wall/grade"
		names := []string{"林知夏", "秦朗", "tel:", s.Pupil.Person, s.Foreign.Person}
		page := s.teacher.Get(wall)
		page.Has(t, 200, "三年级2班", "还没到", "应到 1", "正在上", "数学", "302", `href="`+s.path()+`"`, "classwall%3A"+s.Class)
		page.HasNot(t, names...)
		s.calls(gives, "absent")
		s.teacher.Get(wall).HasNot(t, append(names, "没见到")...)
		page = s.head.Get(grade)
		page.Has(t, 200, "三年级2班", "三年级3班", "应到 2", "gradewall%3A"+s.Class)
		page.HasNot(t, names...)
		s.head.Get("/class").Has(t, 200, "三年级 大屏", `href="`+grade)
		s.teacher.Get("/class").HasNot(t, "/wall/grade")
		s.admin.Get(grade).Has(t, 200, "控制台的“大屏”")
		for name, c := range map[string]struct {
			by     webtest.Browser
			path   string
			status int
		}{
			"another class":             {s.other, wall, 403},
			"one class, not the grade":  {s.teacher, grade, 403},
			"the grade by another path": {s.other, grade, 403},
			"parent":                    {s.parent, wall, 403},
			"another school":            {s.As(s.Alien.Person), wall, 404},
			"no class":                  {s.teacher, "/class/none/wall", 404},
		} {
			a := c.by.Get(c.path)
			if a.StatusCode != c.status {
				t.Errorf("%s: %d", name, a.StatusCode)
			}
			a.HasNot(t, "还没到")
		}

		// A screen that hangs shows its school's classes to whoever stands before it, until
		// it is taken down.
		screen := s.Browser()
		screen.Get(wall).Has(t, 303)
		s.admin.Post("/console/wall", nil, "school", s.Mine.School).Has(t, 303)
		screen.SetCookie("__Host-yunka-wall", s.admin.Cookie("__Host-yunka-wall"))
		for _, path := range []string{wall, grade} {
			page = screen.Get(path)
			page.Has(t, 200, "还没到")
			page.HasNot(t, append(names, "返回")...)
		}
		screen.Get(s.path()).Has(t, 303)
		alien := s.Text("SELECT COALESCE(MIN(id), '') FROM class WHERE school_id = ?", s.Other.School)
		if alien != "" {
			screen.Get("/class/"+alien+"/wall").HasNot(t, "还没到")
		}
		s.admin.Post("/console/wall/end", nil, "school", s.Mine.School).Has(t, 303)
		screen.Get(wall).Has(t, 303)
	})
}

// Before school, on a day without, and with a gate that is silent, a screen says so.
func TestWhatAScreenSays(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		s.teacher.Get(s.path()+"/wall").Has(t, 200, "没有填到校时间")
		s.held("11:50")
		since := s.Clock().Add(-3_600_000_000_000).UnixMilli()
		s.Exec("UPDATE terminal SET last_at = ?, complete_until = ?, created_at = 0 WHERE id = ?", since, since, s.Reader)
		s.teacher.Get(s.path()+"/wall").Has(t, 200, "11:00 起没有消息", "有人可能已经到了")
		s.teacher.Post("/language", nil, "lang", "en").Has(t, 303)
		s.teacher.Get(s.path()+"/wall").Has(t, 200, "Unconfirmed", "has been silent since 11:00", "Not connected")
		s.Exec("INSERT INTO calendar_day (school_id, day, works_as, name) VALUES (?, ?, 8, '校庆')", s.Mine.School, s.day)
		s.teacher.Get(s.path()+"/wall").Has(t, 200, "No school today")
	})
}

// The topics ask the same right, again whenever rights move.
func TestWhoWatchesAWall(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		may := func(person, kind string) bool {
			t.Helper()
			var list []live.Topic
			if err := s.DB.Read(t.Context(), func(ctx context.Context, q bun.IDB) error {
				a, err := account.ActorOf(ctx, q, s.Text("SELECT account_id FROM account_person WHERE person_id = ?", person), s.Clock().UnixMilli())
				if err != nil {
					return err
				}
				list, err = attendance.MayWall(ctx, q, a, []live.Topic{{Kind: kind, ID: s.Class}, {Kind: kind, ID: "none"}})
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return len(list) == 1
		}
		head := s.Text("SELECT person_id FROM post WHERE kind = 'grade_head'")
		for _, c := range []struct {
			person, kind string
			want         bool
		}{{s.Teacher.Person, "classwall", true}, {s.Teacher.Person, "gradewall", false}, {head, "gradewall", true}, {s.Parent.Person, "classwall", false}} {
			if may(c.person, c.kind) != c.want {
				t.Errorf("%s watches %s: not %v", c.person, c.kind, c.want)
			}
		}
		s.Exec("UPDATE post SET valid_to = 1 WHERE person_id = ?", head)
		if may(head, "gradewall") {
			t.Error("an ended post still watches")
		}
	})
}
