package signin_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"yunka/server/allow"
	"yunka/server/signin/meeting"
	"yunka/server/web/webtest"
)

// hall is the office of the stories with a session of its class, that begins in a minute
// and has been open for ten.
type hall struct {
	webtest.Office
	teacher, admin, pupil webtest.Browser
	id                    string
}

func each(t *testing.T, story func(t *testing.T, s hall)) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		o.Exec("UPDATE person SET name = '林知夏' WHERE id = ?", o.Pupil.Person)
		s := hall{Office: o, teacher: o.As(o.Teacher.Person), admin: o.As(webtest.AdminOf(o.Mine)), pupil: o.As(o.Pupil.Person)}
		s.id = s.make(t, "who", "classes", "class", o.Class)
		story(t, s)
		s.Verified()
	})
}

// form is a session of an hour that begins in a minute.
func (s hall) form(change ...string) []string {
	at := s.Clock().In(time.FixedZone("", 8*3600)).Add(time.Minute)
	v := []string{"title", "天体物理讲座", "place", "报告厅", "day", at.Format("2006-01-02"), "from", at.Format("15:04"), "to", at.Add(time.Hour).Format("15:04"),
		"who", "open", "opens", "15", "late", "5", "weeks", "1"}
	return append(v, change...) // the last one of a name counts
}

func (s hall) make(t *testing.T, change ...string) string {
	t.Helper()
	made := s.teacher.Post("/signins", nil, s.form(change...)...)
	id, found := strings.CutSuffix(strings.TrimPrefix(made.Header.Get("Location"), "/signins/"), "?done=signin-made")
	if made.StatusCode != 303 || !found {
		t.Fatalf("%d %s\n%.2000s", made.StatusCode, made.Header.Get("Location"), made.Body)
	}
	return id
}

// code is the address that the room shows after a while.
func (s hall) code(id string, after time.Duration) string {
	one := meeting.Session{ID: id, Secret: s.Text("SELECT secret FROM signin_session WHERE id = ?", id)}
	return "/in/" + id + "/" + one.Code(meeting.Turn(s.Clock().Add(after).UnixMilli()))
}

func (s hall) marks(id string) string {
	return s.Text("SELECT COUNT(*) FROM signin_mark WHERE session_id = ? AND state = 'in'", id)
}

func (s hall) path() string { return "/signins/" + s.id }

// A pupil scans, logs in, presses once; the organiser sees it; twice is once.
func TestSigningInByTheCodeOfTheRoom(t *testing.T) {
	each(t, func(t *testing.T, s hall) {
		page := s.teacher.Get(s.path())
		page.Has(t, 200, "天体物理讲座", "没签 1", "林知夏", "补签", "能防什么，防不住什么", "扫人签到")
		s.EveryFormHasItsRoute(page)
		s.pupil.Get("/card").Has(t, 200, `href="/signins"`, "1 场要去")
		s.pupil.Get("/signins").Has(t, 200, "天体物理讲座", "报告厅", "签到中")

		phone := s.Browser() // nobody is logged in on it
		phone.Get(s.code(s.id, 0)).Want(t, 303, "/in")
		phone.Get("/in").Want(t, 303, "/login?next=%2Fin")
		phone.Login("u"+s.Pupil.Person, webtest.SecretPhrase).Has(t, 303)
		claim := phone.Get("/in")
		claim.Has(t, 200, "林知夏", "还没签到", "不是我")
		s.EveryFormHasItsRoute(claim)
		phone.Post("/in", nil).Has(t, 200, "已签到", "林知夏")
		phone.Post("/in", nil).Has(t, 409, "请再扫一次") // the claim is over
		phone.Get(s.code(s.id, 0)).Want(t, 303, "/in")
		phone.Get("/in").Has(t, 200, "您已经签到了")
		phone.Post("/in", nil).Has(t, 200, "您已经签到了")
		if n := s.marks(s.id); n != "1" {
			t.Errorf("%s marks", n)
		}
		s.teacher.Get(s.path()+"?tab=signed").Has(t, 200, "已签 1", "林知夏", "扫码")
		s.pupil.Get("/signins").Has(t, 200, "已签到")
		s.pupil.Post("/language", nil, "lang", "en").Has(t, 303)
		s.pupil.Get("/signins").Has(t, 200, "Signed in to", "hours in a year")
	})
}

// A picture of the code is worth nothing 20 s later; nor is one of yesterday, one of another
// session, one that somebody made up, and one that comes too early. None changes anything.
func TestACodeThatIsNotTheOneOfNow(t *testing.T) {
	each(t, func(t *testing.T, s hall) {
		other := s.make(t, "who", "open")
		begins := s.Clock().UnixMilli()/meeting.TurnMS*meeting.TurnMS + meeting.TurnMS
		s.Pass(time.Duration(begins-s.Clock().UnixMilli()) * time.Millisecond) // the first moment of a code
		picture := s.code(s.id, 0)
		yesterday := s.code(s.id, -24*time.Hour)
		s.Pass(10 * time.Second)
		s.pupil.Get(picture).Want(t, 303, "/in")
		s.Pass(10 * time.Second)
		s.pupil.Get(picture).Want(t, 303, "/in") // 20 s, the margin's last moment
		s.Pass(10 * time.Second)
		s.pupil.Get(picture).Has(t, 409, "码换了，再扫一次", "没有记下任何东西")
		s.pupil.Get(yesterday).Has(t, 409, "码换了，再扫一次")
		s.pupil.Get(s.code(s.id, 30*time.Second)).Has(t, 409, "码换了") // nobody has the next ones, but if
		of := strings.TrimPrefix(s.code(s.id, 0), "/in/"+s.id+"/")
		s.pupil.Get("/in/"+other+"/"+of).Has(t, 404)
		for _, no := range []string{"x", strings.Repeat("A", 19), strings.Repeat("A", 5000), "..%2f"} {
			if got := s.pupil.Get("/in/" + s.id + "/" + no).StatusCode; got != 404 {
				t.Errorf("%s: %d", no, got)
			}
		}
		s.Exec("UPDATE signin_session SET opens_at = ?, starts_at = ?, late_at = ? WHERE id = ?", s.Clock().Add(time.Minute).UnixMilli(), s.Clock().Add(time.Minute).UnixMilli(), s.Clock().Add(time.Minute).UnixMilli(), s.id)
		s.pupil.Get(s.code(s.id, 0)).Has(t, 409, "还没开始签到")
		if s.Text("SELECT COUNT(*) FROM signin_claim") != "0" || s.marks(s.id) != "0" {
			t.Error("an early scan has left something")
		}
	})
}

// A claim is of one session, one account, one browser, for two minutes.
func TestAClaimIsOfOneAccountAndBrowser(t *testing.T) {
	each(t, func(t *testing.T, s hall) {
		s.pupil.Get(s.code(s.id, 0)).Want(t, 303, "/in")
		token := s.pupil.Cookie("__Host-yunka-signin")
		friend := s.As(s.Foreign.Person)
		friend.SetCookie("__Host-yunka-signin", token)
		friend.Get("/in").Has(t, 409, "请再扫一次")
		friend.Post("/in", nil).Has(t, 409, "请再扫一次")
		friend.SetCookie("__Host-yunka-signin-device", s.pupil.Cookie("__Host-yunka-signin-device")) // even so it is another account's
		friend.Post("/in", nil).Has(t, 409, "请再扫一次")
		s.Pass(121 * time.Second)
		s.pupil.Post("/in", nil).Has(t, 409, "两分钟内")
		alien := s.As(s.Alien.Person)
		alien.Get(s.code(s.id, 0)).Has(t, 404)
		s.Browser().Post("/in", nil).Has(t, 303) // to the login
		if n := s.marks(s.id); n != "0" {
			t.Errorf("%s marks", n)
		}
	})
}

// Two on one phone are signed in and shown to the organiser; the second is told so first,
// without the other's name.
func TestTwoOnOnePhone(t *testing.T) {
	each(t, func(t *testing.T, s hall) {
		s.Exec("UPDATE membership SET class_id = ? WHERE id = ?", s.Class, s.Foreign.Membership)
		id := s.make(t, "who", "classes", "class", s.Class)
		s.pupil.Get(s.code(id, 0)).Want(t, 303, "/in")
		s.pupil.Post("/in", nil).Has(t, 200, "已签到")
		s.pupil.Post("/logout", nil)
		s.As(s.Foreign.Person)
		s.pupil.Login("u"+s.Foreign.Person, webtest.SecretPhrase).Has(t, 303)
		s.pupil.Get(s.code(id, 0)).Want(t, 303, "/in")
		page := s.pupil.Get("/in")
		page.Has(t, 200, "这部手机刚才签过另一个人", "接着签到")
		page.HasNot(t, "林知夏")
		s.pupil.Post("/in", nil).Has(t, 200, "已签到")
		s.teacher.Get("/signins/"+id).Has(t, 200, "1 部手机签了 2 个人", "林知夏")
		s.teacher.Get("/signins/"+id+"/people/"+s.Pupil.Person).Has(t, 200, "同一部手机")
	})
}

// Forms that are no session are told so, and keep what was typed.
func TestWhatIsNoSession(t *testing.T) {
	each(t, func(t *testing.T, s hall) {
		many := strings.Repeat("x\n", 1)
		for i := range meeting.MaxExpected + 1 {
			many += "n" + strconv.Itoa(i) + "\n"
		}
		page := s.teacher.Get("/signins/new")
		page.Has(t, 200, "谁参加", "三年级2班", `type="date"`)
		s.EveryFormHasItsRoute(page)
		n := s.Text("SELECT COUNT(*) FROM signin_session")
		for _, wrong := range [][]string{
			{"title", " ", "请写场次名称"}, {"title", strings.Repeat("长", 61), "请写场次名称"}, {"title", "a\x01b", "请写场次名称"}, {"place", strings.Repeat("长", 41), "地点最多"},
			{"to", "00:00", "结束要晚于开始"}, {"from", "25:00", "结束要晚于开始"}, {"day", "", "结束要晚于开始"}, {"day", "2020-01-01", "一年之内"}, {"day", "2040-01-01", "一年之内"},
			{"who", "all", "请选谁参加"}, {"who", "classes", "至少一个本校的班"}, {"who", "list", "名单是空的"}, {"opens", "x", "提前开放"}, {"late", "999", "提前开放"},
			{"capacity", "-3", "人数上限"}, {"capacity", "many", "人数上限"}, {"weeks", "21", "每周重复"}, {"organisers", "没有这个人", "负责人要是本校老师"},
			{"door", "nothing", "没有这台签到设备"},
		} {
			s.teacher.Post("/signins", nil, s.form(wrong[0], wrong[1])...).Has(t, 422, wrong[2])
		}
		s.teacher.Post("/signins", nil, s.form("who", "list", "list", many)...).Has(t, 422, "最多 5000 人")
		s.teacher.Post("/signins", nil, s.form("who", "list", "list", "没有这个人\n林知夏")...).Has(t, 422, "没有这个人", "天体物理讲座")
		s.teacher.Post("/signins", nil, s.form("who", "classes", "class", "x")...).Has(t, 422, "至少一个本校的班")
		if got := s.Text("SELECT COUNT(*) FROM signin_session"); got != n {
			t.Errorf("%s sessions of wrong forms", got)
		}
		s.pupil.Post("/signins", nil, s.form()...).Has(t, 403)
		id := s.make(t, "who", "list", "list", "林知夏")
		if s.Text("SELECT person_id FROM signin_expected WHERE session_id = ?", id) != s.Pupil.Person {
			t.Error("the list has somebody else")
		}
		s.make(t, "who", "open", "weeks", "3")
		if got := s.Text("SELECT COUNT(*) FROM signin_session WHERE series_id <> ''"); got != "3" {
			t.Errorf("%s of three weeks", got)
		}
	})
}

// By hand takes a reason and is on record; closing keeps everybody out; reopening takes two.
func TestByHandCloseAndReopen(t *testing.T) {
	each(t, func(t *testing.T, s hall) {
		one := s.path() + "/people/" + s.Pupil.Person
		s.EveryFormHasItsRoute(s.teacher.Get(one))
		s.teacher.Post(one, nil, "what", "in", "why", " ").Has(t, 422, "请写原因")
		s.teacher.Post(one, nil, "what", "in", "why", "手机没电").Want(t, 303, s.path()+"?done=signin-hand")
		s.teacher.Post(one, nil, "what", "in", "why", "手机没电").Has(t, 303) // twice is once
		s.teacher.Get(s.path()+"?tab=signed").Has(t, 200, "手机没电", "补签")
		s.teacher.Post(one, nil, "what", "void", "why", "人不在").Has(t, 303)
		if n := s.marks(s.id); n != "0" {
			t.Errorf("%s marks", n)
		}
		colleague := s.As(s.Mine.Holder(t, allow.Teacher).Person)
		colleague.Get(s.path()).Has(t, 403)
		colleague.Post(s.path()+"/close", nil).Has(t, 403)
		s.As(s.Alien.Person).Get(s.path()).Has(t, 404)
		s.Browser().Get(s.path()).Has(t, 303)

		s.teacher.Post(s.path()+"/close", nil).Want(t, 303, s.path()+"?done=signin-closed")
		s.admin.Post(s.path()+"/close", nil).Has(t, 409, "别人刚刚结束了签到")
		s.pupil.Get(s.code(s.id, 0)).Has(t, 409, "签到结束了")
		s.teacher.Post(one, nil, "what", "in", "why", "晚了").Has(t, 409, "签到已经结束")
		s.teacher.Post(s.path()+"/reopen", nil, "why", "").Has(t, 422, "请写原因")
		s.teacher.Post(s.path()+"/reopen", nil, "why", "漏了一个人").Want(t, 303, s.path()+"?done=signin-asked")
		s.teacher.Post(s.path()+"/reopen", nil).Has(t, 409, "要另一位")
		page := s.admin.Get(s.path())
		page.Has(t, 200, "申请重新打开", "漏了一个人", "同意，重新打开")
		s.admin.Post(s.path()+"/reopen", nil).Want(t, 303, s.path()+"?done=signin-reopened")
		s.pupil.Get(s.code(s.id, 0)).Want(t, 303, "/in")
		s.pupil.Post("/in", nil).Has(t, 200, "已签到")
		if s.Events(s.Mine.School, "signin.closed") != 1 || s.Events(s.Mine.School, "signin.reopened") != 1 {
			t.Error("the audit has not each once")
		}
	})
}

// A file is harmless to the program that opens it, and who took it is on record.
func TestTheFiles(t *testing.T) {
	each(t, func(t *testing.T, s hall) {
		s.Exec("UPDATE person SET name = '=HYPERLINK(\"http://x\")' WHERE id = ?", s.Pupil.Person)
		file := s.teacher.Get(s.path() + "/list.csv")
		file.Has(t, 200, "姓名", "没签")
		file.HasNot(t, ",=HYPERLINK", "\n=HYPERLINK", "\n\"=HYPERLINK")
		if x := s.teacher.Get(s.path() + "/list.xlsx"); x.StatusCode != 200 || !strings.HasPrefix(x.Body, "PK") {
			t.Errorf("no workbook: %d", x.StatusCode)
		}
		s.teacher.Post(s.path()+"/close", nil).Has(t, 303)
		page := s.admin.Get("/console/signins")
		page.Has(t, 200, "天体物理讲座", "已结束", "按人统计", "HYPERLINK")
		s.EveryFormHasItsRoute(page)
		s.teacher.Get("/console/signins").Has(t, 200, "天体物理讲座")
		for _, name := range []string{"sessions.csv", "people.csv"} {
			s.admin.Get("/console/signins/"+name).Has(t, 200)
			s.admin.Get("/console/signins/"+name).HasNot(t, "\n=HYPERLINK", "\n\"=HYPERLINK")
		}
		for _, name := range []string{"sessions.xlsx", "people.xlsx"} {
			s.admin.Get("/console/signins/"+name).Has(t, 200, "PK")
		}
		colleague := s.As(s.Mine.Holder(t, allow.Teacher).Person)
		colleague.Get("/console/signins").HasNot(t, "天体物理讲座")
		s.pupil.Get("/console/signins").Has(t, 403)
		if s.Events(s.Mine.School, "signin.exported") < 2 {
			t.Error("who took a file is not on record")
		}
	})
}

// A re-check asks by lot; it is answered by the phone that signed in, within a minute.
func TestAReCheck(t *testing.T) {
	each(t, func(t *testing.T, s hall) {
		s.teacher.Post(s.path()+"/check", nil, "people", "5").Has(t, 409, "还没有人扫码签到")
		s.pupil.Get(s.code(s.id, 0)).Want(t, 303, "/in")
		s.pupil.Post("/in", nil).Has(t, 200)
		s.teacher.Post(s.path()+"/check", nil, "people", "0").Has(t, 422, "1 到 50 人")
		s.teacher.Post(s.path()+"/check", nil, "people", "5").Has(t, 303)
		s.teacher.Post(s.path()+"/check", nil, "people", "5").Has(t, 409, "还没结束")
		s.teacher.Get(s.path()).Has(t, 200, "正在抽查 1 人", "还差")
		elsewhere := s.Browser()
		elsewhere.Login("u"+s.Pupil.Person, webtest.SecretPhrase)
		elsewhere.Post(s.path()+"/here", nil).Has(t, 409, "签到的那部手机")
		page := s.pupil.Get("/signins")
		page.Has(t, 200, "正在抽查，您在吗", "我在")
		s.EveryFormHasItsRoute(page)
		s.pupil.Post(s.path()+"/here", nil).Want(t, 303, "/signins?done=signin-here")
		s.teacher.Get(s.path()).Has(t, 200, "都回应了")
		s.Pass(61 * time.Second)
		s.pupil.Post(s.path()+"/here", nil).Has(t, 409, "抽查已经结束")
	})
}

// Who is not on the list is told so, and comes in as a walk-in where that is allowed; a full
// session has a waiting list, which moves up.
func TestWalkInsAndAFullHouse(t *testing.T) {
	each(t, func(t *testing.T, s hall) {
		friend := s.As(s.Foreign.Person)
		friend.Get(s.code(s.id, 0)).Want(t, 303, "/in")
		friend.Get("/in").Has(t, 200, "您不在名单上")
		friend.Post("/in", nil, "walk_in", "1").Has(t, 409, "您不在名单上")
		id := s.make(t, "who", "list", "list", "林知夏", "walk_ins", "1", "capacity", "1")
		friend.Get(s.code(id, 0)).Want(t, 303, "/in")
		friend.Get("/in").Has(t, 200, "作为旁听签到")
		friend.Post("/in", nil).Has(t, 409, "您不在名单上") // it takes their word
		friend.Post("/in", nil, "walk_in", "1").Has(t, 200, "已签到")
		s.pupil.Get(s.code(id, 0)).Want(t, 303, "/in")
		s.pupil.Get("/in").Has(t, 200, "人满了", "排候补")
		s.pupil.Post("/in", nil).Has(t, 200, "候补第 1")
		s.teacher.Post("/signins/"+id+"/people/"+s.Foreign.Person, nil, "what", "void", "why", "走了").Has(t, 303)
		s.pupil.Get("/signins").HasNot(t, "候补")
		if n := s.marks(id); n != "1" {
			t.Errorf("%s marks", n)
		}
	})
}

// Where people sign out, the hours are the time between.
func TestSigningOutAndHours(t *testing.T) {
	each(t, func(t *testing.T, s hall) {
		id := s.make(t, "who", "open", "sign_out", "1")
		s.pupil.Get(s.code(id, 0)).Want(t, 303, "/in")
		s.pupil.Post("/in", nil).Has(t, 200, "再扫一次签退")
		s.Pass(31 * time.Minute)
		s.pupil.Get(s.code(id, 0)).Want(t, 303, "/in")
		s.pupil.Get("/in").Has(t, 200, "要签退吗")
		s.pupil.Post("/in", nil).Has(t, 200, "已签退")
		s.Pass(40 * time.Minute)
		s.pupil.Get("/signins").Has(t, 200, "计 0.5 小时", "一年 0.5 小时")
		s.teacher.Post("/signins/"+id+"/close", nil).Has(t, 303)
		s.teacher.Get("/console/signins/people.csv").Has(t, 200, ",0.5")
	})
}

// The screen of the room has a code while it is open, and names nobody.
func TestTheScreenOfTheRoom(t *testing.T) {
	each(t, func(t *testing.T, s hall) {
		page := s.teacher.Get(s.path() + "/room")
		page.Has(t, 200, `class="qr"`, "天体物理讲座", "换码还有", "signin-room")
		page.HasNot(t, "林知夏")
		s.pupil.Get(s.path()+"/room").Has(t, 403)
		s.Pass(2 * time.Hour)
		s.teacher.Get(s.path()+"/room").Has(t, 200, "签到结束了")
		s.teacher.Get(s.path()+"/room").HasNot(t, `class="qr"`)
	})
}
