package leave_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/attendance/register"
	"yunka/server/attendance/rule"
	"yunka/server/db"
	"yunka/server/leave/request"
	"yunka/server/post"
	"yunka/server/projection"
	"yunka/server/reason"
	"yunka/server/scan"
	"yunka/server/scan/scantest"
	"yunka/server/timetable"
	"yunka/server/web/webtest"
)

// school is the office of the stories with a session until 15:00. It is a Monday noon.
type school struct {
	webtest.Office
	admin, teacher, head, parent webtest.Browser
	day                          string
}

func each(t *testing.T, story func(t *testing.T, s school)) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		s := school{Office: o}
		o.Exec("UPDATE person SET name = '林知夏' WHERE id = ?", o.Pupil.Person)
		s.admin, s.teacher, s.parent = o.As(webtest.AdminOf(o.Mine)), o.As(o.Teacher.Person), o.As(o.Parent.Person)
		h := o.Mine.Holder(t, allow.Teacher)
		o.Mine.Tx(t, func(ctx context.Context, tx *db.Tx) error {
			_, err := post.Add(ctx, tx, post.Post{SchoolID: o.Mine.School, PersonID: h.Person, Kind: allow.GradeHead, OfWhat: allow.OfGrade, OfID: "三年级"})
			return err
		})
		s.head = o.As(h.Person)
		s.day = timetable.Today(s.Clock(), scantest.Noon.Location())
		s.admin.Post("/console/sessions", nil, "name", "全天", "role", "student", "day", "0",
			"opens", "06:30", "starts", "08:00", "ends", "15:00", "closes", "16:00", "grace", "5", "absent_after", "60", "early_grace", "0").Has(t, 303)
		story(t, s)
	})
}

func (s school) path() string { return "/leave/" + s.Pupil.Person }

// ask sends a request and returns its page.
func (s school) ask(b webtest.Browser, pairs ...string) string {
	s.Helper()
	all := append([]string{"kind", "sick", "reason", "发烧", "first", s.day, "last", s.day}, pairs...)
	b.Post(s.path(), nil, all...).Has(s.T, 303)
	return "/leaves/" + s.Text("SELECT id FROM leave_request ORDER BY asked_at DESC, id DESC LIMIT 1")
}

func (s school) state() string {
	return s.Text("SELECT state FROM leave_request ORDER BY asked_at DESC, id DESC LIMIT 1")
}

// From the parent's card to the teacher's tap and back.
func TestALeaveFromTheCardToTheTeacher(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		s.parent.Get("/card").Has(t, 200, `href="`+s.path()+`"`)
		page := s.parent.Get(s.path())
		page.Has(t, 200, "林知夏", "要请假", "全天 08:00–15:00")
		s.EveryFormHasItsRoute(page)
		one := s.ask(s.parent, "from", "12:30", "to", "14:00", "collects", "外婆")
		s.parent.Get(one).Has(t, 200, "等答复", "病假", "12:30–14:00", "全天 08:00–15:00", "外婆", "撤回")
		s.parent.Post(s.path(), nil, "kind", "personal", "reason", "看病", "first", s.day, "last", s.day, "from", "13:59", "to", "14:30").Has(t, 409, "重叠")
		s.ask(s.parent, "from", "14:00", "to", "14:30") // half-open: the next may begin where it ends
		s.Exec("DELETE FROM leave_request WHERE id <> ?", strings.TrimPrefix(one, "/leaves/"))

		s.teacher.Get("/waiting").Has(t, 200, "请假申请", "/leaves")
		s.teacher.Get("/leaves").Has(t, 200, "林知夏", "病假")
		page = s.teacher.Get(one)
		page.Has(t, 200, "批准", "不批", "最近没有请过假")
		s.EveryFormHasItsRoute(page)
		s.teacher.Post(one+"/reject", nil, "answer", " ").Has(t, 422, "不批要写原因")
		s.teacher.Post(one+"/approve", nil).Has(t, 303)
		s.teacher.Post(one+"/reject", nil, "answer", "晚了").Has(t, 409, "已经有人处理了")
		s.parent.Get(one).Has(t, 200, "批了", "能出门一次", "取消请假")
		s.teacher.Get("/leaves").Has(t, 200, "都办完了", "今天办的")
		s.parent.Post("/language", nil, "lang", "en").Has(t, 303)
		s.parent.Get(one).Has(t, 200, "Approved", "Sick", "Cancel the leave")
		s.parent.Post(one+"/end", nil).Has(t, 303)
		if s.state() != "cancelled" {
			t.Errorf("it is %s", s.state())
		}
		s.Verified()
	})
}

// Nobody answers the own child's; a long one takes the head of the grade; who is not in
// charge of the class sees nothing.
func TestWhoAnswers(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		last := timetable.AddDays(s.day, 4)
		one := s.ask(s.parent, "last", last)
		page := s.teacher.Get(one)
		page.Has(t, 200, "这么长的假由年级组长")
		page.HasNot(t, "不批")
		s.teacher.Post(one+"/approve", nil).Has(t, 403, "这么长的假由年级组长")
		s.teacher.Get("/leaves").Has(t, 200, "都办完了")
		s.head.Get("/leaves").Has(t, 200, "林知夏")
		s.head.Post(one+"/approve", nil).Has(t, 303)

		s.Exec("DELETE FROM leave_request")
		s.Mine.Guardian(t, s.Teacher, s.Pupil, "母亲", false)
		mine := s.ask(s.teacher)
		s.teacher.Post(mine+"/approve", nil).Has(t, 403, "由别人批")
		s.teacher.Get("/leaves").Has(t, 200, "都办完了")
		stranger := s.As(s.Mine.Holder(t, allow.Teacher).Person)
		stranger.Get(mine).Has(t, 403)
		stranger.Get(s.path()).Has(t, 403)
		s.As(s.Alien.Person).Get(mine).Has(t, 404)
	})
}

// What a pupil asks waits for a guardian.
func TestAPupilAsksAndAGuardianAgrees(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		pupil := s.As(s.Pupil.Person)
		one := s.ask(pupil)
		if s.state() != "unconfirmed" {
			t.Fatalf("it is %s", s.state())
		}
		s.teacher.Get("/leaves").Has(t, 200, "都办完了")
		s.teacher.Post(one+"/approve", nil).Has(t, 409)
		pupil.Post(one+"/confirm", nil).Has(t, 403)
		s.parent.Get(one).Has(t, 200, "同意请假")
		s.parent.Post(one+"/confirm", nil).Has(t, 303)
		s.teacher.Get("/leaves").Has(t, 200, "林知夏")
		pupil.Post(one+"/end", nil).Has(t, 303)
		if s.state() != "withdrawn" {
			t.Errorf("it is %s", s.state())
		}
	})
}

// Without a leave nobody goes out early where the school says so; with one, once. The
// exit that a guard takes back gives the leave back.
func TestALeaveOpensTheGateOnce(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		out, desk := s.Tablet(s.Mine, s.Mine.GateOut, false), s.Tablet(s.Mine, s.Mine.GateOut, true)
		pass := func(d webtest.Desk) scan.Answer {
			t.Helper()
			s.Office.Pass(10 * time.Second) // no second reading of the same chip
			return scantest.Decode(t, []byte(d.JSON("/kiosk/scans", fmt.Sprintf(`{"key":%q,"chip":%q}`, s.Mine.Key(), s.Pupil.Chip)).Body))
		}
		if a := pass(out); !a.Open {
			t.Fatalf("leaving is not controlled: %+v", a)
		}
		s.admin.Get("/console/leave").Has(t, 200, "放学前出门要有批准的请假")
		s.admin.Post("/console/leave", nil, "controlled", "1").Has(t, 303)
		if a := pass(out); a.Open || a.Reason != reason.LeaveRequired || a.Decision != reason.Deny {
			t.Fatalf("without a leave: %+v", a)
		}
		if a := pass(desk); a.Open || a.Decision != reason.Confirm || a.Reason != reason.LeaveRequired {
			t.Fatalf("without a leave at a guard's gate: %+v", a)
		}
		if n := s.Text("SELECT CAST(count(*) AS TEXT) FROM outbox_notice WHERE kind = ?", request.NoticeStopped); n != "2" {
			t.Errorf("%s notices of somebody who was stopped", n)
		}
		one := s.ask(s.parent, "from", "12:05", "to", "13:00", "collects", "外婆")
		if a := pass(out); a.Open {
			t.Fatalf("not approved yet: %+v", a)
		}
		s.teacher.Post(one+"/approve", nil).Has(t, 303)
		a := pass(desk)
		if !a.Open || !strings.Contains(string(a.Extra), "外婆") || !strings.Contains(a.Detail, "13:00 前回来") {
			t.Fatalf("with a leave: %+v", a)
		}
		if again := pass(out); again.Open {
			t.Fatalf("a leave opened twice: %+v", again)
		}
		s.parent.Get(one).Has(t, 200, "不能再用")
		guard := s.Guard
		s.SetPIN(s.Mine, guard, "274913")
		desk.JSON("/kiosk/scans/"+a.Scan+"/undo", `{"key":"u","pin":"274913"}`).Has(t, 200)
		if again := pass(out); !again.Open {
			t.Fatalf("the leave was not given back: %+v", again)
		}
		s.Office.Pass(4 * time.Hour) // school is over
		if a := pass(out); !a.Open {
			t.Fatalf("after the last session: %+v", a)
		}
		s.Verified()
	})
}

// One leave and many gates at once: one opens.
func TestALeaveOpensOneOfManyGates(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		s.admin.Post("/console/leave", nil, "controlled", "1").Has(t, 303)
		s.teacher.Post(s.ask(s.parent, "from", "12:00", "to", "13:00")+"/approve", nil).Has(t, 303)
		var opened atomic.Int64
		var wg sync.WaitGroup
		for range 16 {
			d := s.Tablet(s.Mine, s.Mine.GateOut, false)
			body := fmt.Sprintf(`{"key":"k","chip":%q}`, s.Pupil.Chip)
			wg.Go(func() {
				if strings.Contains(d.JSON("/kiosk/scans", body).Body, `"open":true`) {
					opened.Add(1)
				}
			})
		}
		wg.Wait()
		if n := opened.Load(); n != 1 {
			t.Errorf("one leave opened %d gates", n)
		}
	})
}

// The word in which leave tells attendance is the one that attendance listens to.
func TestAttendanceListens(t *testing.T) {
	if request.Changed != register.Excused {
		t.Errorf("%s and %s", request.Changed, register.Excused)
	}
}

// The session of a pupil on leave counts as leave, and from when the pupil is back as
// before.
func TestAttendanceFollowsALeave(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		excuses := func(ctx context.Context, q bun.IDB, school string, people []string, from, to int64) (map[string][]rule.Excuse, error) {
			away, err := request.Away(ctx, q, school, people, from, to)
			by := map[string][]rule.Excuse{}
			for person, list := range away {
				for _, l := range list {
					by[person] = append(by[person], rule.Excuse{From: l.FromAt, To: l.ToAt, Official: l.Kind == request.Official, Type: l.Kind})
				}
			}
			return by, err
		}
		cells := register.New(s.DB, s.Mine.Feed, excuses)
		counts := func(when, want string) {
			t.Helper()
			if err := cells.Keep(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := projection.Catch(t.Context(), s.DB, cells.Projection(), s.Mine.School, 10_000); err != nil {
				t.Fatal(err)
			}
			var got []string
			err := s.DB.Read(t.Context(), func(ctx context.Context, q bun.IDB) error {
				list, err := register.OfDay(ctx, q, s.Mine.School, s.day)
				for _, c := range list {
					if c.PersonID == s.Pupil.Person {
						got = append(got, string(c.State)+" "+c.Excuse)
					}
				}
				return err
			})
			if err != nil || strings.Join(got, ", ") != want {
				t.Errorf("%s: %q, %v, want %q", when, got, err, want)
			}
		}
		counts("before", "pending ")
		one := s.ask(s.parent)
		counts("asked", "pending ")
		s.teacher.Post(one+"/approve", nil).Has(t, 303)
		counts("approved", "leave sick")
		s.parent.Post(one+"/end", nil).Has(t, 303)
		counts("back early at noon", "pending sick") // the morning stays leave
	})
}
