package attendance_test

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/account"
	pages "yunka/server/attendance/days"
	"yunka/server/console"
	"yunka/server/live"
	"yunka/server/timetable"
	"yunka/server/web/webtest"
	"yunka/views/attendance/days"
)

func (s school) dayPath() string { return days.Path(s.Pupil.Person, s.day) }
func (s school) askPath() string { return "/attendance/" + s.Pupil.Person + "/ask/" + s.day }

func (s school) month() string { return days.MonthPath(s.Pupil.Person, s.day[:7]) }

// late makes the pupil come ten minutes after the session began.
func (s *school) late() {
	s.Helper()
	s.held("11:50")
	gate := s.Tablet(s.Mine, s.Mine.GateIn, false)
	gate.Pass(s.Office, s.Mine, s.Pupil)
}

// send asks to have the session counted otherwise and returns the address of the request.
func (s school) send(b webtest.Browser, reason string) (path string) {
	s.Helper()
	b.Post(s.askPath(), nil, "session", s.session, "reason", reason).Has(s.T, 303)
	return days.RequestPath(s.Text("SELECT id FROM attendance_correction WHERE state = 'open'"))
}

// A family sees the day from the gate, in the school's time, in both languages.
func TestADayAsTheFamilySeesIt(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		s.parent.Get(s.dayPath()).Has(t, 200, "这天没有要到校的时段")
		s.held("11:50")
		s.Exec("UPDATE terminal SET last_at = ?, complete_until = ? WHERE id = ?", s.Clock().UnixMilli(), s.Clock().UnixMilli(), s.Reader)
		page := s.parent.Get(s.dayPath())
		page.Has(t, 200, "林知夏", "三年级2班", "还没到", "确认以后才会算缺勤", "11:50–15:00，11:55 以前到算准时", "attendance-ask%3A"+s.Pupil.Person+"."+s.day)
		page.HasNot(t, "迟到", `href="`+days.Path(s.Pupil.Person, timetable.AddDays(s.day, 1)))
		gate := s.Tablet(s.Mine, s.Mine.GateIn, false)
		gate.Pass(s.Office, s.Mine, s.Pupil)
		page = s.parent.Get(s.dayPath())
		page.Has(t, 200, "迟到 10 分钟", "12:00:00 进校", "到校了", "不是这样，请老师核对")
		s.EveryFormHasItsRoute(page)
		s.teacher.Post(s.path()+"/mark", nil, s.about("coming")...).Has(t, 303)
		s.teacher.Post(s.path()+"/unmark", nil, s.about("")...).Has(t, 303)
		s.parent.Get(s.dayPath()).Has(t, 200, "老师记：在路上", "收回：在路上")
		s.parent.Get("/card").Has(t, 200, `href="`+s.dayPath()+`"`)
		s.parent.Get(s.month()).Has(t, 200, "这个月还没有考勤") // the cells follow by a job that this office does not run
		s.parent.Post("/language", nil, "lang", "en").Has(t, 303)
		s.parent.Get(s.dayPath()).Has(t, 200, "10 min late", "Came at 12:00:00", "Noted: on the way", "This is wrong")
		if n := s.Events(s.Mine.School, "attendance.person_viewed"); n != 0 {
			t.Errorf("%d events of a family that looks", n)
		}
		s.teacher.Get(s.dayPath()).Has(t, 200, "林知夏")
		if n := s.Events(s.Mine.School, "attendance.person_viewed"); n != 1 {
			t.Errorf("%d events of staff that looks", n)
		}
		s.Verified()
	})
}

// A gate that is silent makes the day not yet confirmed, and says which and why.
func TestADayWithASilentGate(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		s.held("11:50")
		since := s.Clock().Add(-time.Hour).UnixMilli()
		s.Exec("UPDATE terminal SET last_at = ?, complete_until = ?, created_at = 0 WHERE id = ?", since, since, s.Reader)
		page := s.parent.Get(s.dayPath())
		page.Has(t, 200, "待确认", "11:00 起没有消息", "现在不算缺勤")
		page.HasNot(t, ">缺勤<")
	})
}

// Holidays and make-up days are named; a day that is none, and one to come, are said.
func TestDaysWithoutSchool(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		s.held("11:50")
		s.Exec("INSERT INTO calendar_day (school_id, day, works_as, name) VALUES (?, ?, 8, '校庆')", s.Mine.School, s.day)
		s.parent.Get(s.dayPath()).Has(t, 200, "今天不上课", "校庆", "下一个上学日是")
		saturday := timetable.AddDays(s.day, 5)
		s.Exec("INSERT INTO calendar_day (school_id, day, works_as, name) VALUES (?, ?, 1, '补国庆')", s.Mine.School, saturday)
		s.parent.Get(days.Path(s.Pupil.Person, saturday)).Has(t, 200, "补国庆：补课，按周一的时间", "还没开始")
		for _, path := range []string{days.Path(s.Pupil.Person, "2026-02-30"), days.Path(s.Pupil.Person, "today"), days.MonthPath(s.Pupil.Person, "2026-13"), days.MonthPath(s.Pupil.Person, "1"), days.Path("none", s.day)} {
			s.parent.Get(path).Has(t, 404)
		}
		s.parent.Get(days.MonthPath(s.Pupil.Person, s.day[:7])).Has(t, 200, "休")
	})
}

// A month adds up: each day once, by its word; what is not confirmed is counted apart.
func TestAMonthAddsUp(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		s.held("08:00")
		monday := timetable.Monday(timetable.AddDays(s.day, -7))
		if monday[:7] != timetable.AddDays(monday, 4)[:7] {
			monday = timetable.AddDays(monday, -7)
		}
		for i, state := range []string{"present", "late", "absent", "leave", "pending"} {
			s.Exec(`INSERT INTO attendance_cell (school_id, generation, person_id, day, session_id, role, class_id, state, was, came, left_at, late, early, excuse, vouched)
				VALUES (?, 0, ?, ?, ?, 'student', ?, ?, '', 0, 0, ?, 0, 'sick', FALSE)`, s.Mine.School, s.Pupil.Person, timetable.AddDays(monday, i), s.session, s.Class, state, map[string]int{"late": 321}[state])
		}
		page := s.parent.Get(days.MonthPath(s.Pupil.Person, monday[:7]))
		page.Has(t, 200, "2 天", "应到 4 天", "缺勤 1 天，请假 1 天，迟到 1 次共 6 分钟", "还有 1 天待确认", "病假", "迟 6", `scope="col"`)
		marks := regexp.MustCompile(`<i class="d-[a-z_]+" aria-hidden="true">[^<]*</i>\s*[^<]*<b>(\d)</b>`).FindAllStringSubmatch(page.Body, -1)
		if len(marks) != 5 {
			t.Errorf("legend: %q", marks)
		}
		s.teacher.Get(days.MonthPath(s.Pupil.Person, monday[:7])).Has(t, 200, "应到 4 天")
		s.admin.Get(days.MonthPath(s.Pupil.Person, monday[:7])).Has(t, 200, "应到 4 天")
		// A teacher's own month.
		s.teacher.Get(days.MonthPath(s.Teacher.Person, monday[:7])).Has(t, 200, "这个月还没有考勤")
	})
}

// What must never happen: somebody sees a child's day, month, request or picture without
// the right to it; a parent who loses the right loses all of it at once.
func TestWhoSeesADay(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		s.late()
		s.parent.File(s.askPath(), "evidence", "note.jpg", aPicture(), "session", s.session, "reason", "on_time").Has(t, 303)
		request := days.RequestPath(s.Text("SELECT id FROM attendance_correction"))
		paths := []string{s.dayPath(), s.month(), s.askPath() + "?session=" + s.session, request, request + "/evidence"}
		closed := func(name string, b webtest.Browser, status int) {
			t.Helper()
			for _, path := range paths {
				a := b.Get(path)
				if a.StatusCode != status && a.StatusCode != 404 {
					t.Errorf("%s opens %s: %d", name, path, a.StatusCode)
				}
				a.HasNot(t, "林知夏")
			}
			if a := b.Post(s.askPath(), nil, "session", s.session, "reason", "there"); a.StatusCode != status && a.StatusCode != 404 {
				t.Errorf("%s asks: %d", name, a.StatusCode)
			}
			for _, do := range []string{"/withdraw", "/accept", "/refuse"} {
				if a := b.Post(request+do, nil, "answer", "好"); a.StatusCode != status && a.StatusCode != 404 {
					t.Errorf("%s does %s: %d", name, do, a.StatusCode)
				}
			}
		}
		pupil := s.As(s.Pupil.Person)
		for _, path := range paths {
			for name, b := range map[string]webtest.Browser{"parent": s.parent, "pupil": pupil, "class teacher": s.teacher, "grade head": s.head, "office": s.admin} {
				if a := b.Get(path); a.StatusCode != 200 {
					t.Errorf("%s does not open %s: %d", name, path, a.StatusCode)
				}
			}
			s.Browser().Get(path).Has(t, 303)
		}
		closed("another class's teacher", s.other, 403)
		closed("a teacher without a class", s.nobody, 403)
		closed("another pupil", s.As(s.Foreign.Person), 403)
		closed("another school's pupil", s.As(s.Alien.Person), 404)
		// A subject teacher reads the day, and no more.
		page := s.subject.Get(s.dayPath())
		page.Has(t, 200, "林知夏", "attendance-day%3A")
		page.HasNot(t, "请老师核对", "看这一件", "attendance-ask")
		s.subject.Get(request).Has(t, 403)
		s.subject.Get(request+"/evidence").Has(t, 403)

		if !s.follows(s.Parent.Person, "attendance-ask") || !s.follows(s.Parent.Person, "attendance-day") {
			t.Error("the parent does not follow the day")
		}
		s.Exec("UPDATE guardianship SET can_view = FALSE WHERE adult_id = ?", s.Parent.Person)
		closed("a parent without view", s.parent, 403)
		if s.follows(s.Parent.Person, "attendance-ask") || s.follows(s.Parent.Person, "attendance-day") {
			t.Error("a parent without view follows the day")
		}
		if n := s.Text("SELECT count(*) FROM attendance_correction WHERE state = 'open'"); n != "1" {
			t.Errorf("%s open requests", n)
		}
	})
}

// follows reports whether a person's account may watch the pupil's day.
func (s school) follows(person, kind string) bool {
	s.Helper()
	var may []live.Topic
	if err := s.DB.Read(context.Background(), func(ctx context.Context, q bun.IDB) error {
		id := ""
		if err := q.NewRaw("SELECT account_id FROM account_person WHERE person_id = ?", person).Scan(ctx, &id); err != nil {
			return err
		}
		a, err := account.ActorOf(ctx, q, id, s.Clock().UnixMilli())
		if err != nil {
			return err
		}
		for _, t := range pages.New(console.New(s.Web, nil), nil).Topics() {
			if t.Kind == kind {
				may, err = t.Permit(ctx, q, a, []live.Topic{{Kind: kind, ID: s.Pupil.Person + "." + s.day}})
			}
		}
		return err
	}); err != nil {
		s.Fatal(err)
	}
	return len(may) == 1
}

// From the phone of a mother to the teacher's and back: one tap, one answer, one message.
func TestContestedAndAnswered(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		s.late()
		form := s.parent.Get(s.askPath() + "?session=" + s.session)
		form.Has(t, 200, "迟到 10 分钟", "准时到的，在门口排队", "这个月还能提 3 次（共 3 次）", "最多 200 字")
		form.HasNot(t, "刷了卡，人没到")
		s.EveryFormHasItsRoute(form)
		s.parent.Post(s.askPath(), nil, "session", s.session, "reason", "other", "note", "").Has(t, 422, "要写一句")
		s.parent.File(s.askPath(), "evidence", "x.pdf", []byte("%PDF-1.4"), "session", s.session, "reason", "on_time", "note", "校车晚点").Has(t, 422, "这不是照片", "校车晚点")
		s.parent.File(s.askPath(), "evidence", "x.jpg", make([]byte, 10<<20+1), "session", s.session, "reason", "on_time").Has(t, 422, "照片太大")
		s.parent.Post(s.askPath(), nil, "session", "none", "reason", "there").Has(t, 404)

		s.parent.File(s.askPath(), "evidence", "x.jpg", aPicture(), "session", s.session, "reason", "on_time", "note", "校车晚点").Has(t, 303)
		request := days.RequestPath(s.Text("SELECT id FROM attendance_correction"))
		s.parent.Get(s.dayPath()+"?done=correction-sent").Has(t, 200, "已送出", "等答复", "申请更正", request)
		s.parent.Get(s.askPath()+"?session="+s.session).Has(t, 200, "等答复")
		s.parent.Post(s.askPath(), nil, "session", s.session, "reason", "there").Has(t, 409, "正等着答复")

		s.teacher.Get("/card").Has(t, 200, `href="/waiting"`, "1 件")
		s.teacher.Get("/waiting").Has(t, 200, "考勤更正", `href="/corrections"`)
		s.teacher.Get("/corrections").Has(t, 200, "林知夏 说迟到不对", request)
		s.admin.Get("/console/waiting").Has(t, 200, "考勤更正", "/console/corrections")
		s.admin.Get("/console/corrections").Has(t, 200, "林知夏", "等答复 1 件")
		s.parent.Get("/waiting").Has(t, 200, "都办完了")
		s.other.Get("/corrections").Has(t, 200, "都办完了")

		page := s.teacher.Get(request)
		page.Has(t, 200, "校车晚点", "12:00:00 进校", "同意更正", "不同意", "/evidence", "林晨")
		page.HasNot(t, "撤回申请")
		s.EveryFormHasItsRoute(page)
		mine := s.parent.Get(request)
		mine.Has(t, 200, "撤回申请")
		mine.HasNot(t, "同意更正")
		picture := s.teacher.Get(request + "/evidence")
		if picture.StatusCode != 200 || picture.Header.Get("Content-Type") != "image/jpeg" || !strings.HasPrefix(picture.Body, "\xff\xd8") {
			t.Errorf("evidence: %d %s", picture.StatusCode, picture.Header.Get("Content-Type"))
		}
		s.teacher.Post(request+"/refuse", nil, "answer", "").Has(t, 422, "不同意要写原因")
		s.teacher.Post(request+"/accept", nil, "as", "late").Has(t, 422, "不能改成这个")
		s.teacher.Post(request+"/accept", nil, "as", "made_up", "answer", "校车是晚了").Has(t, 303)
		s.parent.Get(s.dayPath()).Has(t, 200, "更正为到校", "更正前是：迟到", "已更正", "校车是晚了")
		// The second is told who was first, and changes nothing.
		s.admin.Post(request+"/refuse", nil, "answer", "不行").Has(t, 409, "已经同意了，您的答复没有记")
		s.parent.Post(request+"/withdraw", nil).Has(t, 409, "已经同意了")
		if state := s.Text("SELECT state FROM attendance_correction"); state != "accepted" {
			t.Errorf("it is %s", state)
		}
		s.teacher.Get("/corrections").Has(t, 200, "今天办过 1 件", "都办完了")
		s.teacher.Get("/card").Has(t, 200, "都办完了")
		if n := s.Text("SELECT count(*) FROM outbox_notice WHERE kind = 'correction.answered'"); n != "1" {
			t.Errorf("%s answers in the inbox", n)
		}
		s.Verified()
	})
}

// A request may be taken back while nobody has answered, and the quota is said plainly.
func TestWithdrawnAndUsedUp(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		s.late()
		request := s.send(s.parent, "there")
		s.teacher.Post(request+"/withdraw", nil).Has(t, 403)
		s.parent.Post(request+"/withdraw", nil).Has(t, 303)
		s.parent.Get(request+"?done=correction-withdrawn").Has(t, 200, "已撤回")
		s.teacher.Post(request+"/accept", nil).Has(t, 409, "提的人已经撤回")
		for range 3 {
			request := s.send(s.parent, "there")
			s.teacher.Post(request+"/refuse", nil, "answer", "录像里没有").Has(t, 303)
		}
		page := s.parent.Get(s.askPath() + "?session=" + s.session)
		page.Has(t, 200, "这个月的 3 次用完了")
		page.HasNot(t, `name="reason"`)
		s.parent.Post(s.askPath(), nil, "session", s.session, "reason", "there").Has(t, 409, "用完了")
		s.parent.Post("/language", nil, "lang", "en").Has(t, 303)
		s.parent.Get(s.dayPath()).Has(t, 200, "Checked and kept")
		// A class teacher answers no request of her own.
		own := s.send(s.teacher, "official")
		page = s.teacher.Get(own)
		page.Has(t, 200, "要由别人答复", "撤回申请")
		page.HasNot(t, "同意更正")
		s.teacher.Post(own+"/accept", nil).Has(t, 403, "要由别人答复")
		s.admin.Post(own+"/accept", nil, "as", "official").Has(t, 303)
		s.parent.Get(s.dayPath()).Has(t, 200, "away for the school")
	})
}

// The office closes the register; a note is refused in words then, a correction is not.
func TestTheOfficeClosesTheRegister(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		s.late()
		page := s.admin.Get("/console/corrections")
		page.Has(t, 200, "结账", "还没有结过账", "不能再打开")
		s.EveryFormHasItsRoute(page)
		s.admin.Post("/console/corrections/close", nil, "until", s.day).Has(t, 422, "只能结到已经过完的一天")
		s.admin.Post("/console/corrections/close", nil, "until", "x").Has(t, 422, "只能结到已经过完的一天")
		s.teacher.Post("/console/corrections/close", nil, "until", timetable.AddDays(s.day, -1)).Has(t, 403)
		s.Pass(24 * time.Hour)
		for person, b := range map[string]*webtest.Browser{webtest.AdminOf(s.Mine): &s.admin, s.Teacher.Person: &s.teacher, s.Parent.Person: &s.parent} {
			*b = s.Browser() // their sessions are over
			b.Login("u"+person, webtest.SecretPhrase).Want(t, 303, "/")
		}
		s.admin.Post("/console/corrections/close", nil, "until", s.day).Has(t, 303)
		s.admin.Get("/console/corrections?done=register-closed").Has(t, 200, "已结账", "结到 ")
		s.admin.Post("/console/corrections/close", nil, "until", s.day).Has(t, 409, "已经结过账")
		s.teacher.Post(s.path()+"/mark", nil, s.about("here")...).Has(t, 409, "这天已经结账")
		s.parent.Get(s.dayPath()).Has(t, 200, "这天已经结账")
		s.parent.Get(s.askPath()+"?session="+s.session).Has(t, 200, "改动记为更正")
		request := s.send(s.parent, "there")
		s.teacher.Post(request+"/accept", nil).Has(t, 303)
		s.parent.Get(s.dayPath()).Has(t, 200, "更正为到校")
		s.Verified()
	})
}

// A teacher contests the own day; the office answers it, and nobody else does.
func TestATeachersOwnDay(t *testing.T) {
	each(t, func(t *testing.T, s school) {
		s.admin.Post("/console/sessions", nil, "name", "上班", "role", "teacher", "day", "0",
			"opens", "06:30", "starts", "11:40", "ends", "17:00", "closes", "18:00", "grace", "5", "absent_after", "60", "early_grace", "0").Has(t, 303)
		s.session = s.Text("SELECT id FROM attendance_session WHERE school_id = ?", s.Mine.School)
		s.Exec("INSERT INTO attendance_day (school_id, day, since, opened_at) VALUES (?, ?, 0, 0)", s.Mine.School, s.day)
		path := "/attendance/" + s.Teacher.Person
		s.teacher.Get(path+"/"+s.day).Has(t, 200, "上班", "还没到")
		s.teacher.Get(path+"/month/"+s.day[:7]).Has(t, 200)
		s.head.Get(path+"/"+s.day).Has(t, 403)
		s.parent.Get(path+"/"+s.day).Has(t, 403)
		s.teacher.Post(path+"/ask/"+s.day, nil, "session", s.session, "reason", "official").Has(t, 303)
		request := days.RequestPath(s.Text("SELECT id FROM attendance_correction"))
		s.head.Get("/corrections").Has(t, 200, "都办完了")
		s.head.Post(request+"/accept", nil).Has(t, 403)
		s.teacher.Post(request+"/accept", nil).Has(t, 403)
		s.admin.Get("/console/corrections").Has(t, 200, "等答复 1 件")
		s.admin.Post(request+"/accept", nil).Has(t, 303)
		s.teacher.Get(path+"/"+s.day).Has(t, 200, "公假，算到校")
	})
}

func aPicture() []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, 400, 300)), nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}
