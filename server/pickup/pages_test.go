package pickup_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/timetable"
	"yunka/server/web/webtest"
	"yunka/views/pickup"
)

// each tells a story of a school on a Monday at 15:00, on both engines.
func each(t *testing.T, story func(t *testing.T, o webtest.Office, monday string)) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		monday := timetable.AddDays(timetable.Monday(timetable.Today(o.Clock(), time.FixedZone("", 8*3600))), 7)
		set(o, monday, 15*60)
		story(t, o, monday)
	})
}

// set turns the clock to a minute of a day.
func set(o webtest.Office, day string, minute int) {
	o.Mu.Lock()
	defer o.Mu.Unlock()
	*o.Now = timetable.Instant(day, minute, time.FixedZone("", 8*3600))
}

// A mother changes today until the cut-off's second; afterwards she asks, and the class
// teacher answers.
func TestAPlanUntilTheCutOff(t *testing.T) {
	each(t, func(t *testing.T, o webtest.Office, monday string) {
		mother, path := o.As(o.Parent.Person), pickup.Path(o.Pupil.Person)
		mother.Get("/card").Has(t, 200, "接送计划", "16:30 家长来接")
		page := mother.Get(path)
		page.Has(t, 200, "16:00 前可以自己改，还有 60 分钟", "您来接")
		o.EveryFormHasItsRoute(page)
		mother.Post(path+"/week", nil, "weekday", "2", "way", "after_school").Want(t, 303, path+"?done=plan-saved")
		mother.Post(path+"/day", nil, "day", monday, "way", "bus", "note", "3 号线").Want(t, 303, path+"?done=plan-saved")
		mother.Get(path).Has(t, 200, "坐校车", "3 号线", "这天改过", "平时：家长来接", "课后班")
		for _, wrong := range [][2]string{{monday, "rocket"}, {monday, "parent:" + o.Teacher.Person}, {timetable.AddDays(monday, -1), "bus"}, {timetable.AddDays(monday, 5), "bus"}, {timetable.AddDays(monday, 70), "bus"}, {"x", "bus"}} {
			mother.Post(path+"/day", nil, "day", wrong[0], "way", wrong[1]).Has(t, 422)
		}
		mother.Post(path+"/day", nil, "day", monday, "way", "bus", "note", strings.Repeat("长", 41)).Has(t, 422, "最多 40 字")
		mother.Post(pickup.Path(o.Foreign.Person)+"/day", nil, "day", monday, "way", "bus").Has(t, 403)
		mother.Post(pickup.Path(o.Alien.Person)+"/day", nil, "day", monday, "way", "bus").Has(t, 404)

		set(o, monday, 16*60)
		mother.Get(path).Has(t, 200, "请班主任改")
		mother.Post(path+"/week", nil, "weekday", "1", "way", "walk").Has(t, 409, "已经截止")
		mother.Post(path+"/day", nil, "day", monday, "way", "walk").Want(t, 303, path+"?done=plan-asked")
		mother.Post(path+"/day", nil, "day", monday, "way", "bus").Has(t, 409, "等答复")
		mother.Get(path).Has(t, 200, "坐校车", "等班主任答复：自己回家", "撤回")
		teacher := o.As(o.Teacher.Person)
		teacher.Get("/waiting").Has(t, 200, "截止后的接送改动")
		list := teacher.Get("/pickup/requests")
		list.Has(t, 200, "自己回家", "林晨")
		o.EveryFormHasItsRoute(list)
		id := o.Text("SELECT id FROM pickup_request")
		mother.Post("/pickup/requests/"+id+"/accept", nil).Has(t, 403)
		teacher.Post("/pickup/requests/"+id+"/accept", nil).Want(t, 303, "/pickup/requests?done=plan-answered")
		teacher.Post("/pickup/requests/"+id+"/refuse", nil).Has(t, 409, "已经有人答复")
		mother.Get(path).Has(t, 200, "自己回家", "同意了")
		teacher.Get(pickup.ClassPath(o.Class)).Has(t, 200, "自己回家", "这天改过")
		teacher.Get(pickup.ClassPath(o.Elsewhere)).Has(t, 403)
		teacher.Get(pickup.Path(o.Foreign.Person)).Has(t, 403)
		if n := o.Text("SELECT count(*) FROM outbox_notice WHERE kind IN ('pickup.asked', 'pickup.answered')"); n != "2" {
			t.Errorf("%s notices", n)
		}
		// Staff changes the day itself, late as it is.
		teacher.Post(path+"/day", nil, "day", monday, "way", "usual").Want(t, 303, path+"?done=plan-saved")
		mother.Get(path).HasNot(t, "这天改过")
		o.Verified()
	})
}

// The office says when children are let go, and the cut-off moves with it.
func TestTimesOfDismissal(t *testing.T) {
	each(t, func(t *testing.T, o webtest.Office, _ string) {
		admin := o.As(webtest.AdminOf(o.Mine))
		times := func(monday, cut string) []string {
			return []string{"day1", monday, "day2", "16:30", "day3", "15:00", "day4", "16:30", "day5", "16:30", "cut_off", cut}
		}
		page := admin.Get("/console/pickup")
		page.Has(t, 200, "打印名单", "家长来接")
		o.EveryFormHasItsRoute(page)
		for _, wrong := range [][]string{times("25:00", "30"), times("", "30"), times("05:59", "30"), times("16:30", "241"), times("16:30", "x")} {
			admin.Post("/console/pickup/times", nil, wrong...).Has(t, 422, "06:00 以后")
		}
		admin.Post("/console/pickup/times", nil, times("15:10", "20")...).Want(t, 303, "/console/pickup?done=pickup-times")
		o.As(o.Parent.Person).Get(pickup.Path(o.Pupil.Person)).Has(t, 200, "15:10", "14:50 已过")
	})
}

// Nothing of a restriction reaches a page, a message, an export or the API of any parent:
// neither of the one it stands against nor of the other one.
func TestARestrictionReachesNoParent(t *testing.T) {
	each(t, func(t *testing.T, o webtest.Office, monday string) {
		const document = "民初第三五二号判决"
		admin := o.As(webtest.AdminOf(o.Mine))
		father := o.Mine.Member(t, "parent", campus.Person{Name: "林父", Phone: "13812341707"})
		g := o.Mine.Guardian(t, father, o.Pupil, "父亲", false)
		parents := map[string]webtest.Browser{"mother": o.As(o.Parent.Person), "father": o.As(father.Person)}
		paths := []string{"/card", "/inbox", "/waiting", "/pickup/requests", pickup.Path(o.Pupil.Person), "/attendance/" + o.Pupil.Person + "/" + monday, "/attendance/" + o.Pupil.Person + "/month/" + monday[:7],
			"/account", "/account/inbox", "/people.csv", "/console/people.csv", "/console" + pickup.CustodyPath(g), "/console/people/" + o.Pupil.Person, "/api/v1/scans"}
		before := map[string]string{}
		for who, b := range parents {
			for _, path := range paths {
				before[who+path] = plain(b.Get(path).Body)
			}
		}
		path := "/console" + pickup.CustodyPath(g)
		page := admin.Get(path)
		page.Has(t, 200, "没有限制", "全天可以接", "林父")
		o.EveryFormHasItsRoute(page)
		weeks := []string{"kind", "weeks", "document", document, "from", monday, "odd1", "on", "odd2", "on", "even4", "on", "handover", "12:00", "holidays", "usual"}
		for _, wrong := range [][]string{{"kind", "never", "from", monday}, {"kind", "x", "document", "d", "from", monday}, {"kind", "never", "document", "d", "from", "x"},
			{"kind", "never", "document", "d", "from", monday, "until", timetable.AddDays(monday, -1)}, {"kind", "weeks", "document", "d", "from", monday, "handover", "24:00", "holidays", "usual"}} {
			admin.Post(path, nil, wrong...).Has(t, 422)
		}
		admin.File(path, "scan", "x.jpg", []byte("no picture"), weeks...).Has(t, 422, "JPEG 或 PNG")
		admin.Post(path, nil, weeks...).Want(t, 303, path+"?done=restricted")
		admin.Get(path).Has(t, 200, document, "单周 周一、周二，双周 周四，12:00 交接", "12:00 前不能接，12:00 起可以接")
		for who, b := range parents {
			for _, path := range paths {
				a := b.Get(path)
				if strings.Contains(a.Body, document) || strings.Contains(a.Body, "限制") && !strings.Contains(before[who+path], "限制") {
					t.Errorf("%s reads of it at %s", who, path)
				}
				if now := plain(a.Body); now != before[who+path] {
					t.Errorf("%s sees another %s than before", who, path)
				}
			}
			b.Post("/console"+pickup.CustodyPath(g), nil, weeks...).Has(t, 403)
		}
		for _, table := range []string{"outbox_notice WHERE data", "feed_event WHERE data", "audit_event WHERE detail"} {
			if n := o.Text("SELECT count(*) FROM "+table+" LIKE ?", "%"+document+"%"); n != "0" {
				t.Errorf("%s has it", table)
			}
		}
		if strings.Contains(o.Logged(), document) {
			t.Error("the log has it")
		}
		teacher := o.As(o.Teacher.Person)
		teacher.Get(path).Has(t, 403)
		// Who works in the office and is this father reads, enters and ends nothing of it.
		o.Exec("UPDATE guardianship SET adult_id = ? WHERE id = ?", webtest.AdminOf(o.Mine), g)
		admin.Get(path).Has(t, 403)
		admin.Post(path, nil, weeks...).Has(t, 403)
		admin.Post("/console/restrictions/"+o.Text("SELECT id FROM pickup_restriction")+"/end", nil).Has(t, 403)
		admin.Get("/console/restrictions/"+o.Text("SELECT id FROM pickup_restriction")+"/evidence").Has(t, 403)
		o.Exec("UPDATE guardianship SET adult_id = ? WHERE id = ?", father.Person, g)
		id := o.Text("SELECT id FROM pickup_restriction")
		admin.Post("/console/restrictions/"+id+"/end", nil).Want(t, 303, path+"?done=unrestricted")
		admin.Get(path).Has(t, 200, document, "结束", "全天可以接")
		if n := o.Events(o.Mine.School, "pickup.restricted") + o.Events(o.Mine.School, "pickup.unrestricted"); n != 2 {
			t.Errorf("%d events", n)
		}
		o.Verified()
	})
}

// Who may never take the child reads no plan, changes none and is told of none: where a child
// walks alone is not for them. The answer is a stranger's, the mother's pages are as before,
// and when the order ends all is as it was.
func TestWhoMayNeverTakeReadsNoPlan(t *testing.T) {
	each(t, func(t *testing.T, o webtest.Office, monday string) {
		admin, mother, teacher := o.As(webtest.AdminOf(o.Mine)), o.As(o.Parent.Person), o.As(o.Teacher.Person)
		seat := o.Mine.Member(t, "parent", campus.Person{Name: "林父", Phone: "13812341707"})
		g := o.Mine.Guardian(t, seat, o.Pupil, "父亲", false)
		father, path, before := o.As(seat.Person), pickup.Path(o.Pupil.Person), ""
		reads := func(may bool) {
			t.Helper()
			if !may {
				father.Get(path).Has(t, 403)
				father.Get("/card").HasNot(t, "接送计划")
				father.Post(path+"/day", nil, "day", monday, "way", "walk").Has(t, 403)
				father.Post(path+"/week", nil, "weekday", "1", "way", "walk").Has(t, 403)
				return
			}
			father.Get(path).Has(t, 200, "家长来接")
			father.Get("/card").Has(t, 200, "接送计划")
		}
		told := func() string {
			t.Helper()
			return o.Text("SELECT not_to FROM outbox_notice WHERE kind = 'pickup.changed' ORDER BY number DESC LIMIT 1")
		}
		admin.Post("/console"+pickup.CustodyPath(g), nil, "kind", "weeks", "document", "裁定", "from", monday, "handover", "12:00", "holidays", "usual").Has(t, 303)
		reads(true) // custody by weeks is a plan of two homes
		before = plain(mother.Get(path).Body)
		admin.Post("/console"+pickup.CustodyPath(g), nil, "kind", "never", "document", "裁定", "from", monday, "until", monday, "holidays", "usual").Has(t, 303)
		reads(false)
		if now := plain(mother.Get(path).Body); now != before {
			t.Error("the mother reads another plan than before")
		}
		if own, stranger := father.Get(path), father.Get(pickup.Path(o.Foreign.Person)); plain(own.Body) != plain(stranger.Body) {
			t.Error("the answer is not a stranger's")
		}
		mother.Post(path+"/day", nil, "day", monday, "way", "bus").Has(t, 303)
		if !strings.Contains(told(), seat.Person) {
			t.Error("the father is told that the child goes by bus")
		}
		set(o, monday, 16*60)
		mother.Post(path+"/day", nil, "day", monday, "way", "walk").Want(t, 303, path+"?done=plan-asked")
		teacher.Post("/pickup/requests/"+o.Text("SELECT id FROM pickup_request")+"/accept", nil).Has(t, 303)
		if not := o.Text("SELECT not_to FROM outbox_notice WHERE kind = 'pickup.answered'"); !strings.Contains(not, seat.Person) {
			t.Error("the father is told that the child walks")
		}
		set(o, timetable.AddDays(monday, 1), 0) // the order has ended this second
		reads(true)
	})
}

var moving = regexp.MustCompile(`nonce="[^"]*"|since=\d+|\d\d:\d\d:\d\d|data-[a-z]+="\d+"|` + "`" + `[^` + "`" + `]*` + "`")

// plain is a page without what changes from one answer to the next.
func plain(body string) string { return moving.ReplaceAllString(body, "") }

// A day's plan of a child of another school is nobody's here, whoever asks.
func TestAPlanOfAnotherSchool(t *testing.T) {
	each(t, func(t *testing.T, o webtest.Office, monday string) {
		admin := o.As(webtest.AdminOf(o.Mine))
		admin.Get(pickup.Path(o.Alien.Person)).Has(t, 404)
		admin.Post(pickup.Path(o.Alien.Person)+"/day", nil, "day", monday, "way", "bus").Has(t, 404)
		admin.Get("/console"+pickup.CustodyPath(db.NewID())).Has(t, 404)
		admin.Get(pickup.Path(o.Teacher.Person)).Has(t, 404)
	})
}
