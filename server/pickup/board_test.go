package pickup_test

import (
	"strings"
	"testing"

	"yunka/server/campus"
	"yunka/server/terminal"
	"yunka/server/timetable"
	"yunka/server/web/webtest"
	"yunka/views/pickup"
	"yunka/views/pickup/queue"
)

// turn puts a child into a state of today at the school's way out.
func turn(o webtest.Office, child, day, state string, at int64) {
	o.Exec("DELETE FROM pickup_order WHERE child_id = ?", child)
	o.Exec(`INSERT INTO pickup_order (school_id, day, child_id, state, adult_id, scan_id, terminal_id, arrived_at, released_at, released_by, held_by, held_why, held_at, gate_id)
		VALUES (?, ?, ?, ?, ?, '', '', ?, ?, '', '', '', 0, ?)`, o.Mine.School, day, child, state, o.Parent.Person, at, at, o.Mine.GateOut)
}

// The class teacher reads who is called, sends out, takes it back; every child is in one
// figure; a mother and another class's teacher read nothing.
func TestATeacherSendsOut(t *testing.T) {
	each(t, func(t *testing.T, o webtest.Office, monday string) {
		set(o, monday, 16*60+31)
		now := timetable.Instant(monday, 16*60+30, o.Clock().Location()).UnixMilli()
		o.Exec("UPDATE person SET name = '欧阳梓萱' WHERE id = ?", o.Pupil.Person)
		path, child := queue.ReadyPath(o.Class), pickup.Path(o.Pupil.Person)
		teacher := o.As(o.Teacher.Person)
		teacher.Get("/card").Has(t, 200, "放学接送", path)
		teacher.Get(path).Has(t, 200, "还没有家长到", "16:30 放学", "全班 1 人，还有 1 人没走")
		turn(o, o.Pupil.Person, monday, "CALLED", now)
		page := teacher.Get(path)
		page.Has(t, 200, "叫到了，请送去接送点", "欧阳梓萱", "妈妈", "16:30 到", "送出")
		o.EveryFormHasItsRoute(page)
		teacher.Post(child+"/ready", nil, "quietly", "1").Want(t, 204, "")
		teacher.Get(path).Has(t, 200, "在门口，等老师核对", "撤回")
		teacher.Post(child+"/back", nil).Want(t, 303, path)
		teacher.Get(path).Has(t, 200, "叫到了")
		teacher.Post(child+"/hold", nil, "why", "等医生").Want(t, 303, child+"?done=plan-saved")
		held := teacher.Get(path)
		held.Has(t, 200, "先不送出来，等老师")
		held.HasNot(t, "等医生")
		held.HasNot(t, child+"/ready")
		teacher.Post(child+"/ready", nil).Has(t, 409, "先不送出来")
		teacher.Post(child+"/hold", nil).Want(t, 303, child+"?done=plan-saved")
		o.As(webtest.AdminOf(o.Mine)).Post("/console/pickup/lockdown", nil, "school", o.Mine.School, "why", "演练").Want(t, 303, "/console/pickup?done=locked-down")
		teacher.Get(path).Has(t, 200, "开始紧急封闭", "disabled")
		teacher.Post(child+"/ready", nil).Has(t, 409, "正在紧急封闭")
		o.Exec("DELETE FROM pickup_lockdown")
		turn(o, o.Pupil.Person, monday, "RELEASED", now)
		teacher.Get(path).Has(t, 200, "都走了", "还有 0 人没走")
		teacher.Post(child+"/ready", nil).Has(t, 409, "已经被接走")
		gone := teacher.Get(child)
		gone.Has(t, 200, "孩子又回学校了")
		o.EveryFormHasItsRoute(gone)
		teacher.Post(child+"/return", nil, "why", "").Has(t, 422, "要写为什么回来")
		teacher.Post(child+"/return", nil, "why", "忘了书包").Want(t, 303, child+"?done=pickup-returned")
		teacher.Get(child+"?done=pickup-returned").Has(t, 200, "记下了，孩子在学校")
		mother := o.As(o.Parent.Person)
		mother.Get(path).Has(t, 403)
		mother.Post(child+"/ready", nil).Has(t, 403)
		teacher.Get(queue.ReadyPath(o.Elsewhere)).Has(t, 403)
		o.Browser().Get(path).Want(t, 303, "/login?next="+strings.ReplaceAll(path, "/", "%2F"))
		set(o, timetable.AddDays(monday, 5), 16*60)
		teacher.Get(path).Has(t, 200, "今天不上课")
		o.Verified()
	})
}

// A board is paired by a code, shows first names and classes alone, shows what the office
// says, and ends at once when it is revoked.
func TestABoardNamesByTheFirstNameAlone(t *testing.T) {
	each(t, func(t *testing.T, o webtest.Office, monday string) {
		set(o, monday, 16*60+31)
		now := timetable.Instant(monday, 16*60+30, o.Clock().Location()).UnixMilli()
		o.Exec("UPDATE person SET name = '欧阳梓萱' WHERE id = ?", o.Pupil.Person)
		o.Exec("UPDATE person SET name = '林知夏' WHERE id = ?", o.Foreign.Person)
		turn(o, o.Pupil.Person, monday, "CALLED", now)
		turn(o, o.Foreign.Person, monday, "RELEASED", now)
		id, code, err := terminal.New(o.DB, o.Mine.Feed).Add(t.Context(), o.Mine.Admin, o.Mine.School, terminal.Draft{Name: "大厅", Kind: terminal.Kiosk, Scene: "board"})
		if err != nil {
			t.Fatal(err)
		}
		screen := o.Browser()
		page := screen.Get("/board")
		page.Has(t, 200, "配对码")
		o.EveryFormHasItsRoute(page)
		screen.Post("/board/pair", nil, "code", "WRONG").Has(t, 422, "配对码不对")
		screen.Post("/board/pair", nil, "code", code).Want(t, 303, "/board")
		board := screen.Get("/board")
		board.Has(t, 200, "梓萱", "三年级2班", "已叫", "知夏", "已放行", "pickup-board%3A"+id)
		for _, secret := range []string{"欧阳", "林知夏", "妈妈", "林晨"} {
			board.HasNot(t, secret)
		}
		screen.Get("/kiosk").Want(t, 303, "/board")
		admin := o.As(webtest.AdminOf(o.Mine))
		office := admin.Get("/console/pickup")
		office.Has(t, 200, "大厅 显示", "全校", "扫码就叫", "等了多久")
		o.EveryFormHasItsRoute(office)
		set := "/console/pickup/boards/" + id
		admin.Post(set, nil, "of", "class:"+o.Elsewhere).Want(t, 303, "/console/pickup?done=board-set")
		other := screen.Get("/board")
		other.Has(t, 200, "三年级3班 放学接送", "知夏")
		other.HasNot(t, "梓萱")
		admin.Post(set, nil, "of", "gate:"+o.Mine.GateOut).Want(t, 303, "/console/pickup?done=board-set")
		screen.Get("/board").Has(t, 200, "梓萱")
		admin.Post(set, nil, "of", "gate:"+o.Mine.GateIn).Want(t, 303, "/console/pickup?done=board-set")
		screen.Get("/board").HasNot(t, "梓萱")
		for _, wrong := range []string{"class:nothing", "gate:" + o.Other.GateIn, "class:"} {
			admin.Post(set, nil, "of", wrong).Has(t, 422, "请选一个班级或一个门")
		}
		o.As(o.Teacher.Person).Post(set, nil, "of", "").Has(t, 403)
		admin.Post(set, nil, "of", "").Want(t, 303, "/console/pickup?done=board-set")
		admin.Post("/console/pickup/lockdown", nil, "school", o.Mine.School, "why", "演练").Want(t, 303, "/console/pickup?done=locked-down")
		locked := screen.Get("/board")
		locked.Has(t, 200, "请留在教室")
		locked.HasNot(t, "梓萱")
		o.Exec("DELETE FROM pickup_lockdown")
		o.Exec("UPDATE pickup_order SET held_by = ?", o.Teacher.Person)
		screen.Get("/board").HasNot(t, "梓萱")
		admin.Post("/console/terminals/"+id+"/revoke", nil)
		screen.Get("/board").Has(t, 200, "配对码")
		admin.Post("/console/pickup/calling", nil, "school", o.Mine.School).Want(t, 303, "/console/pickup?done=pickup-calling")
		if n := o.Text("SELECT auto FROM pickup_calling"); n != "0" {
			t.Errorf("calls by itself: %s", n)
		}
		o.Verified()
	})
}

// Who has not been collected, with phones for staff; and how long it took.
func TestWhoHasNotBeenCollected(t *testing.T) {
	each(t, func(t *testing.T, o webtest.Office, monday string) {
		set(o, monday, 17*60)
		o.Exec("UPDATE person SET name = '欧阳梓萱' WHERE id = ?", o.Pupil.Person)
		o.Exec("UPDATE person SET name = '林知夏' WHERE id = ?", o.Foreign.Person)
		admin, teacher := o.As(webtest.AdminOf(o.Mine)), o.As(o.Teacher.Person)
		admin.Get("/console/pickup/left").Has(t, 200, "欧阳梓萱", "林知夏", "13812341706", "还没有人来", "2 人还在学校等")
		list := teacher.Get(queue.LeftPath(o.Class))
		list.Has(t, 200, "欧阳梓萱", "tel:13812341706")
		list.HasNot(t, "林知夏")
		o.As(o.Parent.Person).Get(queue.LeftPath(o.Class)).Has(t, 403)
		teacher.Get("/console/pickup/left").Has(t, 403)
		if n := o.Events(o.Mine.School, "pickup.left_viewed"); n != 2 {
			t.Errorf("%d lookings on record", n)
		}
		// Whom something stands against at this minute is nobody to call.
		father := o.Mine.Member(t, "parent", campus.Person{Name: "林父", Phone: "13812341707"})
		g := o.Mine.Guardian(t, father, o.Pupil, "父亲", false)
		calls := func(want bool) {
			t.Helper()
			for who, list := range map[string]webtest.Answer{"office": admin.Get("/console/pickup/left"), "class": teacher.Get(queue.LeftPath(o.Class))} {
				list.Has(t, 200, "13812341706")
				if strings.Contains(list.Body, "13812341707") != want {
					t.Errorf("%s calls the father: not %v", who, want)
				}
			}
		}
		calls(true)
		order := []string{"kind", "never", "document", "裁定", "from", monday, "holidays", "usual"}
		admin.Post("/console"+pickup.CustodyPath(g), nil, order...).Has(t, 303)
		calls(false)
		o.Exec("UPDATE pickup_restriction SET ended_at = 1")
		calls(true)
		order[1] = "weeks" // his weeks begin at 17:20
		admin.Post("/console"+pickup.CustodyPath(g), nil, append(order, "odd1", "on", "even1", "on", "handover", "17:20")...).Has(t, 303)
		calls(false)
		set(o, monday, 17*60+20)
		calls(true)
		at := timetable.Instant(monday, 16*60+30, o.Clock().Location()).UnixMilli()
		for child, took := range map[string]int64{o.Pupil.Person: 90_000, o.Foreign.Person: 30_000} {
			turn(o, child, monday, "RELEASED", at)
			o.Exec("UPDATE pickup_order SET released_at = arrived_at + ? WHERE child_id = ?", took, child)
		}
		admin.Get("/console/pickup/left").Has(t, 200, "都接走了")
		admin.Get("/console/pickup").Has(t, 200, "30 秒", "1 分 30 秒")
	})
}
