package leave_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/attendance/register"
	"yunka/server/campus"
	"yunka/server/leave/request"
	"yunka/server/scan/scantest"
	"yunka/server/timetable"
	"yunka/server/web/webtest"
)

// keeper is the scene's, on the sessions of the school; every gate has told everything
// but what a test keeps back.
func (s school) keeper(seen *int64) *request.Keeper {
	return request.NewKeeper(s.DB, request.World{
		Segments: func(ctx context.Context, q bun.IDB, sc campus.School, m campus.Member, day string) (list []request.Segment, err error) {
			expected, err := register.Expected(ctx, q, sc, m, day)
			for _, w := range expected {
				list = append(list, request.Segment{Name: w.Session, From: w.Starts, To: w.Ends})
			}
			return list, err
		},
		Watermark: func(_ context.Context, _ bun.IDB, _ string, now int64) (int64, error) {
			if seen != nil {
				return *seen, nil
			}
			return now, nil
		},
	})
}

// says keeps twice and compares how many notices of a kind there are.
func (s school) says(k *request.Keeper, kind, want, when string) {
	s.Helper()
	for range 2 {
		if err := k.Keep(s.Context()); err != nil {
			s.Fatal(err)
		}
	}
	if n := s.Text("SELECT CAST(count(*) AS TEXT) FROM outbox_notice WHERE kind = ?", kind); n != want {
		s.Errorf("%s: %s notices %s, want %s", when, n, kind, want)
	}
}

// Who lets a request wait is reminded once: after half an hour if it begins soon, else
// after a school day.
func TestARequestThatWaits(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		k := s.keeper(nil)
		s.ask(s.parent, "from", "13:30", "to", "14:00")
		s.says(k, request.NoticeWaits, "0", "asked")
		s.Office.Pass(31 * time.Minute)
		s.says(k, request.NoticeWaits, "1", "half an hour later, with an hour to go")
		next := timetable.AddDays(s.day, 7)
		s.ask(s.parent, "first", next, "last", next)
		s.Office.Pass(12 * time.Hour) // Tuesday
		s.says(k, request.NoticeWaits, "1", "the next day")
		s.Office.Pass(24 * time.Hour) // Wednesday
		s.says(k, request.NoticeWaits, "2", "a school day later")
		s.Exec("DELETE FROM leave_request")
		one := s.ask(s.As(s.Pupil.Person), "first", next, "last", next)
		s.Office.Pass(48 * time.Hour)
		s.says(k, request.NoticeWaits, "3", "a pupil's, with the guardians")
		if got := s.Text("SELECT to_whom FROM outbox_notice WHERE kind = ? ORDER BY number DESC LIMIT 1", request.NoticeWaits); got != `guardians` && got != `["guardians"]` {
			t.Errorf("%s was told of %s", got, one)
		}
	})
}

// Who went out and was not seen at the end of the leave is said once, when all gates have
// told; who is back, never went, or need not come back is not.
func TestWhoIsNotBack(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		seen := int64(0)
		k := s.keeper(&seen)
		out, in := s.Tablet(s.Mine, s.Mine.GateOut, false), s.Tablet(s.Mine, s.Mine.GateIn, false)
		pass := func(d webtest.Desk) {
			t.Helper()
			s.Office.Pass(time.Minute)
			if a := scantest.Decode(t, []byte(d.JSON("/kiosk/scans", fmt.Sprintf(`{"key":%q,"chip":%q}`, s.Mine.Key(), s.Pupil.Chip)).Body)); !a.Open {
				t.Fatalf("%+v", a)
			}
		}
		s.teacher.Post(s.ask(s.parent, "from", "12:00", "to", "12:30")+"/approve", nil).Has(t, 303)
		s.teacher.Post(s.ask(s.parent, "from", "12:50", "to", "13:10")+"/approve", nil).Has(t, 303)
		s.teacher.Post(s.ask(s.parent, "from", "13:30", "to", "13:40")+"/approve", nil).Has(t, 303)
		s.teacher.Post(s.ask(s.parent, "from", "14:00", "to", "16:00")+"/approve", nil).Has(t, 303)
		pass(out)
		s.Office.Pass(40 * time.Minute) // 12:41
		s.says(k, request.NoticeNotBack, "0", "a gate is silent")
		seen = s.DB.Now().UnixMilli()
		s.says(k, request.NoticeNotBack, "1", "all gates have told")
		s.Office.Pass(15 * time.Minute)
		pass(in)
		pass(out)
		s.Office.Pass(10 * time.Minute)
		pass(in)
		s.Office.Pass(15 * time.Minute) // 13:23
		seen = s.DB.Now().UnixMilli()
		s.says(k, request.NoticeNotBack, "1", "back in time")
		s.Office.Pass(30 * time.Minute)
		seen = s.DB.Now().UnixMilli()
		s.says(k, request.NoticeNotBack, "1", "never went")
		s.Office.Pass(10 * time.Minute)
		pass(out)
		s.Office.Pass(3 * time.Hour)
		seen = s.DB.Now().UnixMilli()
		s.says(k, request.NoticeNotBack, "1", "school was over")
	})
}

func aNote(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, 400, 500)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A promised proof may follow for three school days; who forgets it is reminded once, and
// then the office sees that it is missing.
func TestEvidenceFollows(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		k := s.keeper(nil)
		s.parent.Get(s.path()).Has(t, 200, "凭据以后补")
		one := s.ask(s.parent, "later", "1") // Monday: until Thursday
		s.teacher.Post(one+"/approve", nil).Has(t, 303)
		page := s.parent.Get(one)
		page.Has(t, 200, "补凭据", "最晚 12月10日 周四")
		s.EveryFormHasItsRoute(page)
		s.teacher.Get(one).HasNot(t, "交上去")
		s.parent.File(one+"/evidence", "evidence", "note.txt", []byte("no picture")).Has(t, 422, "JPEG")
		s.teacher.File(one+"/evidence", "evidence", "note.jpg", aNote(t)).Has(t, 403)
		s.says(k, request.NoticeEvidence, "0", "on the day")
		s.Office.Pass(24 * time.Hour)
		s.says(k, request.NoticeEvidence, "0", "on Tuesday")
		s.Office.Pass(24 * time.Hour)
		s.says(k, request.NoticeEvidence, "1", "on Wednesday")
		s.admin.Get("/console/leave/list").HasNot(t, "缺凭据</span>")
		s.Office.Pass(48 * time.Hour)
		s.says(k, request.NoticeEvidence, "1", "on Friday")
		for person, b := range map[string]webtest.Browser{webtest.AdminOf(s.Mine): s.admin, s.Teacher.Person: s.teacher, s.Parent.Person: s.parent} {
			b.Login("u"+person, webtest.SecretPhrase).Want(t, 303, "/") // the session was over
		}
		s.admin.Get("/console/leave/list?state=missing").Has(t, 200, "1 张，1 人")
		s.parent.Get(one).Has(t, 200, "没有补")
		s.parent.File(one+"/evidence", "evidence", "note.jpg", aNote(t)).Has(t, 409, "不能再补凭据")

		two := s.ask(s.parent, "later", "1", "first", timetable.AddDays(s.day, 4), "last", timetable.AddDays(s.day, 4))
		s.parent.File(two+"/evidence", "evidence", "note.jpg", aNote(t)).Has(t, 303)
		s.teacher.Get(two+"/evidence").Has(t, 200)
		s.parent.File(two+"/evidence", "evidence", "note.jpg", aNote(t)).Has(t, 409)
		s.admin.Get("/console/leave/list?state=missing").Has(t, 200, "1 张，1 人")
		s.Verified()
	})
}
