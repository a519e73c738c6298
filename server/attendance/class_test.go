package attendance_test

import (
	"context"
	"regexp"
	"strconv"
	"testing"
	"time"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/post"
	"yunka/server/scan/scantest"
	"yunka/server/timetable"
	"yunka/server/web/webtest"
)

// school is the office of the stories, with people who have classes. It is a Monday
// noon.
type school struct {
	webtest.Office
	admin, teacher, subject, head, other, nobody, parent webtest.Browser
	session, day                                         string
}

func each(t *testing.T, story func(t *testing.T, s school)) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		s := school{Office: o}
		o.Exec("UPDATE person SET name = '林知夏' WHERE id = ?", o.Pupil.Person)
		o.Exec("UPDATE person SET name = '秦朗' WHERE id = ?", o.Foreign.Person)
		s.admin, s.teacher, s.parent = o.As(webtest.AdminOf(o.Mine)), o.As(o.Teacher.Person), o.As(o.Parent.Person)
		s.subject = s.colleague(post.Post{Kind: allow.SubjectTeacher, OfWhat: allow.OfSubject, OfID: o.Class, Subject: "语文"})
		s.head = s.colleague(post.Post{Kind: allow.GradeHead, OfWhat: allow.OfGrade, OfID: "三年级"})
		s.other = s.colleague(post.Post{Kind: allow.ClassTeacher, OfWhat: allow.OfClass, OfID: o.Elsewhere})
		s.nobody = o.As(o.Mine.Holder(t, allow.Teacher).Person)
		s.day = timetable.Today(s.Clock(), scantest.Noon.Location())
		story(t, s)
	})
}

// colleague is another teacher with a post.
func (s school) colleague(p post.Post) webtest.Browser {
	s.Helper()
	h := s.Mine.Holder(s.T, allow.Teacher)
	p.SchoolID, p.PersonID = s.Mine.School, h.Person
	if err := s.DB.Tx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		_, err := post.Add(ctx, tx, p)
		return err
	}); err != nil {
		s.Fatal(err)
	}
	return s.As(h.Person)
}

// held makes the office enter a session of all pupils that starts at a time.
func (s *school) held(starts string) {
	s.Helper()
	s.admin.Post("/console/sessions", nil, "name", "晨读", "role", "student", "day", "0",
		"opens", "06:30", "starts", starts, "ends", "15:00", "closes", "16:00", "grace", "5", "absent_after", "60", "early_grace", "0").Has(s.T, 303)
	s.session = s.Text("SELECT id FROM attendance_session WHERE school_id = ?", s.Mine.School)
	s.Exec("INSERT INTO attendance_day (school_id, day, since, opened_at) VALUES (?, ?, 0, 0)", s.Mine.School, s.day) // as the keeper does
}

func (s school) about(what string) []string {
	return []string{"person", s.Pupil.Person, "session", s.session, "day", s.day, "what", what}
}

func (s school) path() string { return "/class/" + s.Class }

var figure = regexp.MustCompile(`<dd>(\d+)</dd>`)

// strip are the five figures of a class's page.
func strip(t *testing.T, a webtest.Answer) (n [5]int) {
	t.Helper()
	all := figure.FindAllStringSubmatch(a.Body, -1)
	if len(all) != len(n) {
		t.Fatalf("%d figures", len(all))
	}
	for i, f := range all {
		n[i], _ = strconv.Atoi(f[1])
	}
	return n
}

func TestTheClassPageFromTheGateToTheTeacher(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		s.teacher.Get(s.path()).Has(t, 200, "三年级2班", "没有填到校时间", "到校时间")
		s.held("11:50")
		s.teacher.Get("/class").Has(t, 303)
		page := s.teacher.Get(s.path())
		page.Has(t, 200, "晨读 11:50 开始的", "没到", "林知夏", "还没有记录", "打给母亲", `href="tel:13812341706"`, "classcalls%3A"+s.Class)
		page.HasNot(t, "秦朗", "缺勤")
		s.EveryFormHasItsRoute(page)
		if got := strip(t, page); got != [5]int{1, 0, 0, 0, 0} {
			t.Errorf("figures %v", got)
		}
		s.teacher.Get("/card").Has(t, 200, `href="`+s.path()+`"`, "1 人没到")

		s.teacher.Post(s.path()+"/mark", nil, s.about("coming")...).Has(t, 303)
		s.teacher.Get(s.path()).Has(t, 200, "在路上", "12:00 记的", "撤销")
		s.teacher.Post(s.path()+"/unmark", nil, append(s.about(""), "quietly", "1")...).Has(t, 204)
		s.teacher.Get(s.path()).HasNot(t, "12:00 记的")
		s.teacher.Post(s.path()+"/mark", nil, append(s.about("here"), "quietly", "1")...).Has(t, 204)
		if got := strip(t, s.teacher.Get(s.path())); got != [5]int{0, 0, 0, 0, 1} {
			t.Errorf("vouched: figures %v", got)
		}
		s.teacher.Get(s.path()).Has(t, 200, "全到了 1", "在教室")
		s.teacher.Post(s.path()+"/unmark", nil, s.about("")...).Has(t, 303)

		gate := s.Tablet(s.Mine, s.Mine.GateIn, false)
		gate.Pass(s.Office, s.Mine, s.Pupil)
		page = s.teacher.Get(s.path())
		page.Has(t, 200, "12:00:00 进校", "10 分", "11:55 以后算迟到")
		if got := strip(t, page); got != [5]int{0, 1, 0, 0, 0} {
			t.Errorf("late: figures %v", got)
		}
		s.teacher.Post("/language", nil, "lang", "en").Has(t, 303)
		s.teacher.Get(s.path()).Has(t, 200, "Came at 12:00:00", "10 min", "All 1 are here", "Late")
		s.Verified()
	})
}

// A gate that is silent turns who may have come by it from missing to not confirmed, and
// nobody is called absent.
func TestASilentGateMakesNobodyMissing(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		s.held("11:50")
		since := s.Clock().Add(-time.Hour).UnixMilli()
		s.Exec("UPDATE terminal SET last_at = ?, complete_until = ?, created_at = 0 WHERE id = ?", since, since, s.Reader)
		page := s.teacher.Get(s.path())
		page.Has(t, 200, "11:00 起没有消息", "1 人可能已到", "家长还不会收到通知", "等闸机补传")
		if got := strip(t, page); got != [5]int{0, 0, 0, 1, 0} {
			t.Errorf("figures %v", got)
		}
		now := s.Clock().UnixMilli()
		s.Exec("UPDATE terminal SET last_at = ?, complete_until = ? WHERE id = ?", now, now, s.Reader)
		page = s.teacher.Get(s.path())
		page.HasNot(t, "没有消息")
		if got := strip(t, page); got != [5]int{1, 0, 0, 0, 0} {
			t.Errorf("back: figures %v", got)
		}
	})
}

func TestBeforeTheSessionAndOnAHoliday(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		s.held("12:30")
		page := s.teacher.Get(s.path())
		page.Has(t, 200, "还没来", "晨读 12:30 开始")
		page.HasNot(t, "没到")
		s.Exec("INSERT INTO calendar_day (school_id, day, works_as, name) VALUES (?, ?, 8, '校庆')", s.Mine.School, s.day)
		s.teacher.Get(s.path()).Has(t, 200, "今天不上课", "校庆", "下一个上学日是")
		s.teacher.Get("/card").Has(t, 200, "今天不上课")
	})
}

// What must never happen: a class is read or noted by who has no right to it, and a
// number is seen by who may not read people.
func TestWhoseClassItIs(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		s.held("11:50")
		s.head.Get("/class").Has(t, 200, "三年级2班", "三年级3班", "1 人没到")
		s.head.Get(s.path()).Has(t, 200, "林知夏", "tel:13812341706")
		s.admin.Get("/class").Has(t, 303)
		s.admin.Get("/console/classes").Has(t, 200, "三年级2班", "三年级3班")
		s.admin.Get(s.path()).Has(t, 200, "林知夏")
		page := s.subject.Get(s.path())
		page.Has(t, 200, "林知夏", "class%3A"+s.Class)
		page.HasNot(t, "tel:", "classcalls")
		foreign := s.other.Get(s.path())
		foreign.Has(t, 403, "这个班不在您名下", "三年级3班")
		foreign.HasNot(t, "林知夏", "三年级2班")
		s.nobody.Get("/class").Has(t, 200, "还没有您的班", "任职")
		s.nobody.Get("/card").Has(t, 200, `href="/class"`)
		s.parent.Get("/class").Has(t, 200, "给班主任")
		for name, b := range map[string]webtest.Browser{"nobody": s.nobody, "parent": s.parent} {
			a := b.Get(s.path())
			a.Has(t, 403)
			a.HasNot(t, "林知夏")
			if a := b.Post(s.path()+"/mark", nil, s.about("here")...); a.StatusCode != 403 {
				t.Errorf("%s notes: %d", name, a.StatusCode)
			}
		}
		s.other.Post(s.path()+"/mark", nil, s.about("here")...).Has(t, 403)
		// By the address of one's own class neither.
		s.other.Post("/class/"+s.Elsewhere+"/mark", nil, s.about("here")...).Has(t, 403)
		if n := s.Text("SELECT count(*) FROM attendance_mark"); n != "0" {
			t.Errorf("%s marks", n)
		}
		s.Exec("UPDATE post SET valid_to = 1 WHERE person_id = ?", s.Teacher.Person)
		s.teacher.Get(s.path()).Has(t, 403)
	})
}

func TestBadMarks(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		s.held("11:50")
		with := func(name, value string) []string {
			f := s.about("here")
			for i := 0; i < len(f); i += 2 {
				if f[i] == name {
					f[i+1] = value
				}
			}
			return f
		}
		for name, c := range map[string]struct {
			form   []string
			status int
			says   string
		}{
			"what":          {with("what", "gone"), 422, "请选一个说明"},
			"no day":        {with("day", "2026-02-30"), 422, "这一天不上课"},
			"a day to come": {with("day", timetable.AddDays(s.day, 1)), 422, "这一天不上课"},
			"session":       {with("session", "none"), 422, "不要求"},
			"person":        {with("person", "none"), 404, ""},
			"nothing":       {nil, 422, ""},
		} {
			a := s.teacher.Post(s.path()+"/mark", nil, c.form...)
			if a.StatusCode != c.status {
				t.Errorf("%s: %d", name, a.StatusCode)
			}
			if c.says != "" {
				a.Has(t, c.status, c.says)
			}
		}
		s.teacher.Get("/class/none").Has(t, 404)
		s.Browser().Get("/class/none").Want(t, 303, "/login?next=%2Fclass%2Fnone")
		s.teacher.Post("/class/none/mark", nil, s.about("here")...).Has(t, 404)
	})
}
