package pickup_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"yunka/server/allow"
	"yunka/server/cardcode"
	"yunka/server/scan"
	"yunka/server/web/webtest"
)

const guardPIN, secondPIN = "382916", "594027"

// point is a terminal of the scene pickup, with staff or without.
func point(t *testing.T, o webtest.Office, staff bool) webtest.Desk {
	t.Helper()
	d := o.Tablet(o.Mine, o.Mine.GateOut, staff)
	o.Exec("UPDATE terminal SET scene = 'pickup' WHERE id = ?", d.Who.ID)
	o.Exec("UPDATE school SET policy_version = policy_version + 1")
	return d
}

// shows scans the mother's code for a release.
func shows(t *testing.T, o webtest.Office, d webtest.Desk, seq uint8) scan.Answer {
	t.Helper()
	o.Mu.Lock()
	now := *o.Now
	o.Mu.Unlock()
	code := cardcode.Sign(o.Parent.Key, cardcode.Release, o.Parent.Handle, uint32(now.Unix()), seq).Text()
	got := d.JSON("/kiosk/scans", `{"key":"`+o.Mine.Key()+`","code":"`+code+`"}`)
	got.Has(t, 200)
	var a scan.Answer
	if err := json.Unmarshal([]byte(got.Body), &a); err != nil {
		t.Fatal(err)
	}
	return a
}

// At the gate: the screen of a scan has each child by itself; nothing is released without
// somebody on shift; the PIN is typed once; a mistake is taken back from the same screen.
func TestTheScreenAtTheGate(t *testing.T) {
	each(t, func(t *testing.T, o webtest.Office, monday string) {
		o.SetPIN(o.Mine, o.Guard, guardPIN)
		set(o, monday, 16*60+30)
		tab, queue := point(t, o, true), point(t, o, false)
		tab.Get("/kiosk").Has(t, 200, "kiosk-pickup", `id="own"`)
		if gate := o.Tablet(o.Mine, o.Mine.GateIn, true); true {
			gate.Get("/kiosk").HasNot(t, "kiosk-pickup")
		}
		tab.Get("/kiosk/pickup").Has(t, 200, "开始当班", `data-sheet="twins"`, `data-page="wait"`)
		queue.Get("/kiosk/pickup").Has(t, 200, "请稍等", "老师马上来")
		queue.Get("/kiosk/pickup").HasNot(t, "当班", "data-sheet")

		a := shows(t, o, tab, 0)
		if len(a.Extra) == 0 || a.Decision != "ALLOW" {
			t.Fatalf("%+v", a)
		}
		path, child := "/kiosk/pickup/scans/"+a.Scan, o.Pupil.Person
		page := tab.Get(path)
		page.Has(t, 200, "可以接走 1 个孩子", "家长来接", "和现在来的人一样", `data-call="`+child, `data-release="`+child, "就在门口，放行", "照片未上传")
		page.HasNot(t, "checked", "data-differs", "data-second", "data-undo")
		for _, not := range []webtest.Browser{queue.Browser, o.Tablet(o.Other, o.Other.GateIn, true).Browser, o.As(o.Parent.Person), o.Browser(), point(t, o, true).Browser} {
			if got := not.Get(path); got.StatusCode < 300 {
				t.Errorf("shown to a stranger: %d", got.StatusCode)
			}
			if got := not.Get(path + "/photo?of=" + child); got.StatusCode == 200 {
				t.Error("a photo for a stranger")
			}
		}
		body := func(more string) string {
			return `{"scan":"` + a.Scan + `","child":"` + child + `"` + more + `}`
		}
		tab.JSON("/kiosk/pickup/release", body("")).Has(t, 403, "pickup_shift")
		tab.JSON("/kiosk/pickup/shift", `{"pin":"000111"}`).Has(t, 422, "pin_wrong")
		queue.JSON("/kiosk/pickup/shift", `{"pin":"`+guardPIN+`"}`).Has(t, 403)
		tab.JSON("/kiosk/pickup/shift", `{"pin":"`+guardPIN+`"}`).Has(t, 200, "name")
		tab.Get("/kiosk/pickup").Has(t, 200, "当班")
		tab.JSON("/kiosk/pickup/release", body("")).Has(t, 200, `"released":true`)
		tab.Get(path).Has(t, 200, "都放行了", "没走，撤回", "确认", "kid gone")
		// The next scan's screen says so and takes nothing back.
		b := shows(t, o, tab, 1)
		tab.Get("/kiosk/pickup/scans/"+b.Scan).Has(t, 200, "已放行")
		tab.Get("/kiosk/pickup/scans/"+b.Scan).HasNot(t, "撤回", "kid gone")
		tab.JSON("/kiosk/pickup/undo", `{"child":"`+child+`"}`).Has(t, 200)
		tab.Get(path).Has(t, 200, "可以接走 1 个孩子", "在门口")

		admin := o.As(webtest.AdminOf(o.Mine))
		// A plan that means the bus is said, and its press says so, too.
		admin.Post("/pickup/"+child+"/day", nil, "day", monday, "way", "bus", "note", "3 号线").Want(t, 303, "/pickup/"+child+"?done=plan-saved")
		tab.Get(path).Has(t, 200, "坐校车，3 号线", "请先问一声", "data-differs")
		tab.JSON("/kiosk/pickup/release", body("")).Has(t, 200, `"released":false`, "PICK_OTHER_MODE")

		// Held, locked down: a grey card without a button.
		admin.Post("/pickup/"+child+"/hold", nil, "why", "等医生").Want(t, 303, "/pickup/"+child+"?done=plan-saved")
		tab.Get(path).Has(t, 200, "老师先留下了", "kid no")
		tab.Get(path).HasNot(t, "data-release", "data-call", "等医生")
		admin.Post("/pickup/"+child+"/hold", nil, "why", "").Want(t, 303, "/pickup/"+child+"?done=plan-saved")
		admin.Post("/console/pickup/lockdown", nil, "school", o.Mine.School, "why", "演练").Want(t, 303, "/console/pickup?done=locked-down")
		tab.Get(path).Has(t, 200, "紧急封闭：演练", "现在谁也接不走")
		tab.Get(path).HasNot(t, "data-release")
		tab.Get("/kiosk/pickup").Has(t, 200, "紧急封闭：演练")

		tab.JSON("/kiosk/pickup/shift/end", `{}`).Has(t, 200)
		tab.JSON("/kiosk/pickup/undo", `{"child":"`+child+`"}`).Has(t, 403, "pickup_shift")
		for _, bad := range []string{"", "[]", `{"pin":1}`, `{"x":""}`} {
			tab.JSON("/kiosk/pickup/shift", bad).Has(t, 400)
		}
		tab.Get("/kiosk/pickup/scans/none").Has(t, 404)
		tab.Get("/kiosk/pickup/scans/%00").Has(t, 400)
		o.Verified()
	})
}

// A shift ends by itself after thirty idle minutes, in any case after twelve hours, and with
// the guard's office.
func TestAShiftEnds(t *testing.T) {
	each(t, func(t *testing.T, o webtest.Office, monday string) {
		o.SetPIN(o.Mine, o.Guard, guardPIN)
		tab := point(t, o, true)
		begin := func(minute int) {
			set(o, monday, minute)
			tab.JSON("/kiosk/pickup/shift", `{"pin":"`+guardPIN+`"}`).Has(t, 200)
		}
		nobody := func(minute int, want bool) {
			t.Helper()
			set(o, monday, minute)
			got := tab.JSON("/kiosk/pickup/doubt", `{"scan":"none"}`)
			if (got.StatusCode == 403) != want {
				t.Errorf("at %d: %d %s", minute, got.StatusCode, got.Body)
			}
		}
		begin(900)
		nobody(929, false)
		nobody(958, false)
		nobody(988, true)
		begin(300)
		for m := 310; m < 1020; m += 10 {
			nobody(m, false)
		}
		nobody(1020, true)
		begin(900)
		o.Exec("UPDATE membership SET valid_to = 1 WHERE person_id = ?", o.Guard.Person)
		nobody(901, true)
	})
}

// Somebody whom the photo is not of is not given the child by that scan, and staff comes.
func TestDoubtStopsAScan(t *testing.T) {
	each(t, func(t *testing.T, o webtest.Office, monday string) {
		o.SetPIN(o.Mine, o.Guard, guardPIN)
		set(o, monday, 16*60+30)
		tab := point(t, o, true)
		a := shows(t, o, tab, 0)
		tab.JSON("/kiosk/pickup/doubt", `{"scan":"`+a.Scan+`"}`).Has(t, 403, "pickup_shift")
		tab.JSON("/kiosk/pickup/shift", `{"pin":"`+guardPIN+`"}`).Has(t, 200)
		for range 2 {
			tab.JSON("/kiosk/pickup/doubt", `{"scan":"`+a.Scan+`"}`).Has(t, 200)
		}
		tab.JSON("/kiosk/pickup/release", `{"scan":"`+a.Scan+`","child":"`+o.Pupil.Person+`"}`).Has(t, 409, "pickup_doubted")
		if n := o.Text("SELECT count(*) FROM outbox_notice WHERE kind = 'pickup.doubt' AND to_whom NOT LIKE '%guardian%'"); n != "1" {
			t.Errorf("staff was told %s times", n)
		}
		// The identity card, a reason and two people.
		o.SetPIN(o.Mine, o.Mine.Holder(t, allow.Guard), secondPIN)
		manual := tab.JSON("/kiosk/manual", `{"key":"m1","person":"`+o.Parent.Person+`","reason":"broken","pin":"`+guardPIN+`"}`)
		manual.Has(t, 200, `"extra"`)
		var m scan.Answer
		if err := json.Unmarshal([]byte(manual.Body), &m); err != nil {
			t.Fatal(err)
		}
		tab.Get("/kiosk/pickup/scans/"+url.PathEscape(m.Scan)).Has(t, 200, "data-second", "没有手机码")
		ask := func(second string) string {
			return `{"scan":"` + m.Scan + `","child":"` + o.Pupil.Person + `","second":"` + second + `"}`
		}
		tab.JSON("/kiosk/pickup/release", ask("")).Has(t, 422, "pickup_second")
		tab.JSON("/kiosk/pickup/release", ask(guardPIN)).Has(t, 422, "pickup_second")
		tab.JSON("/kiosk/pickup/release", ask(secondPIN)).Has(t, 200, `"released":true`)
	})
}

// Who may not take the child: the queue learns nothing, staff learns that, and only
// somebody of the office by what document.
func TestTheScreenOfWhoMayNot(t *testing.T) {
	each(t, func(t *testing.T, o webtest.Office, monday string) {
		const document = "民初第三五二号判决"
		o.SetPIN(o.Mine, o.Guard, guardPIN)
		admin := o.Mine.Holder(t, allow.Admin)
		o.SetPIN(o.Mine, admin, secondPIN)
		set(o, monday, 16*60+30)
		pair := o.Text("SELECT id FROM guardianship WHERE adult_id = ? AND child_id = ?", o.Parent.Person, o.Pupil.Person)
		o.As(webtest.AdminOf(o.Mine)).Post("/console/guardianships/"+pair+"/pickup", nil, "kind", "never", "document", document, "from", monday, "holidays", "usual").Want(t, 303, "/console/guardianships/"+pair+"/pickup?done=restricted")
		tab, queue := point(t, o, true), point(t, o, false)
		a := shows(t, o, tab, 0)
		page := tab.Get("/kiosk/pickup/scans/" + a.Scan)
		page.Has(t, 200, "不能放行", "接送限制", "请教务处处理", "PICK_CUSTODY_RESTRICTED", "不说原因")
		page.HasNot(t, document, "data-release", "data-call")
		tab.JSON("/kiosk/pickup/shift", `{"pin":"`+guardPIN+`"}`).Has(t, 200)
		tab.Get("/kiosk/pickup/scans/"+a.Scan).HasNot(t, document)
		tab.JSON("/kiosk/pickup/shift", `{"pin":"`+secondPIN+`"}`).Has(t, 200)
		tab.Get("/kiosk/pickup/scans/"+a.Scan).Has(t, 200, document)
		tab.JSON("/kiosk/pickup/doubt", `{"scan":"`+a.Scan+`"}`).Has(t, 200)
		if n := o.Text("SELECT count(*) FROM audit_event WHERE action = 'pickup.handled'"); n != "1" {
			t.Errorf("%s on record", n)
		}
		b := shows(t, o, queue, 1)
		if b.Decision != "DENY" || b.Reason != "PICK_NO_PICKUP_RIGHT" || len(b.Extra) > 0 {
			t.Errorf("the queue reads %+v", b)
		}
	})
}

// A lockdown keeps everybody in from the next scan on, with who and why for staff and one
// word for the queue, until two people end it. Who comes in may.
func TestALockdownKeepsEverybodyIn(t *testing.T) {
	each(t, func(t *testing.T, o webtest.Office, _ string) {
		guard, queue, in := o.Tablet(o.Mine, o.Mine.GateOut, true), o.Tablet(o.Mine, o.Mine.GateOut, false), o.Tablet(o.Mine, o.Mine.GateIn, false)
		if a := queue.Pass(o, o.Mine, o.Teacher); !a.Open {
			t.Fatalf("without a lockdown: %+v", a)
		}
		chip := func(d webtest.Desk) scan.Answer {
			t.Helper()
			var a scan.Answer
			got := d.JSON("/kiosk/scans", `{"key":"`+o.Mine.Key()+`","chip":"`+o.Pupil.Chip+`"}`)
			got.Has(t, 200)
			if err := json.Unmarshal([]byte(got.Body), &a); err != nil {
				t.Fatal(err)
			}
			return a
		}
		first, second := o.As(webtest.AdminOf(o.Mine)), o.As(o.Mine.Holder(t, allow.Admin).Person)
		first.Post("/console/pickup/lockdown", nil, "school", o.Mine.School, "why", "校门外有人闹事").Want(t, 303, "/console/pickup?done=locked-down")
		for range 2 {
			a, b := chip(guard), chip(queue)
			if a.Open || a.Reason != "PERM_LOCKDOWN" || !strings.Contains(a.Detail, "校门外有人闹事") {
				t.Errorf("the guard reads %+v", a)
			}
			if b.Open || b.Decision != "DENY" || b.Detail != "" {
				t.Errorf("the queue reads %+v", b)
			}
		}
		if a := chip(in); !a.Open {
			t.Errorf("into the school: %+v", a)
		}
		if n := o.Text("SELECT count(*) FROM outbox_notice WHERE kind = 'pickup.locked_exit'"); n != "1" {
			t.Errorf("the office was told %s times", n)
		}
		first.Post("/console/pickup/lockdown/end", nil, "school", o.Mine.School).Want(t, 303, "/console/pickup?done=lockdown-first")
		if a := chip(guard); a.Open {
			t.Error("out by one person's word")
		}
		second.Post("/console/pickup/lockdown/end", nil, "school", o.Mine.School).Want(t, 303, "/console/pickup?done=lockdown-ended")
		if a := chip(queue); !a.Open {
			t.Errorf("after the lockdown: %+v", a)
		}
	})
}

// Who says "I take it" is read at once at the other gates, in words that the queue may
// read, and by the office, for whom it waits until somebody has said so; the first one
// stands, and the father in the office reads nothing of himself.
func TestWhoTakesItIsSeenElsewhere(t *testing.T) {
	each(t, func(t *testing.T, o webtest.Office, monday string) {
		o.SetPIN(o.Mine, o.Guard, guardPIN)
		other := o.Mine.Holder(t, allow.Guard)
		o.SetPIN(o.Mine, other, secondPIN)
		set(o, monday, 16*60+30)
		o.Exec("UPDATE person SET name = '王建国' WHERE id = ?", o.Guard.Person)
		o.Exec("UPDATE person SET name = '孙桂芳' WHERE id = ?", other.Person)
		admin := o.As(webtest.AdminOf(o.Mine))
		admin.Get("/console/pickup").Has(t, 200, "今天没有人被拦下")
		pair := o.Text("SELECT id FROM guardianship WHERE adult_id = ? AND child_id = ?", o.Parent.Person, o.Pupil.Person)
		admin.Post("/console/guardianships/"+pair+"/pickup", nil, "kind", "never", "document", "裁定", "from", monday, "holidays", "usual").Has(t, 303)
		one, two := point(t, o, true), point(t, o, true)
		o.Exec("UPDATE terminal SET name = '接送点 7' WHERE id = ?", one.Who.ID)
		a := shows(t, o, one, 0)
		admin.Get("/console/pickup").Has(t, 200, "还没有人处理", "接送点 7")
		admin.Get("/waiting").Has(t, 200, "有人被拦下，还没有人处理")
		two.Get("/kiosk/pickup").HasNot(t, "data-handled")
		said := `{"scan":"` + a.Scan + `","pin":"`
		one.JSON("/kiosk/pickup/doubt", said+guardPIN+`"}`).Has(t, 200)
		one.JSON("/kiosk/pickup/doubt", said+secondPIN+`"}`).Has(t, 200)
		desk := two.Get("/kiosk/pickup")
		desk.Has(t, 200, "王建国 在 接送点 7 处理事情")
		desk.HasNot(t, "孙桂芳", "林晨")
		one.Get("/kiosk/pickup").HasNot(t, "data-handled")
		point(t, o, false).Get("/kiosk/pickup").HasNot(t, "王建国")
		b := shows(t, o, two, 1)
		two.Get("/kiosk/pickup/scans/"+b.Scan).Has(t, 200, "王建国 已在 接送点 7 接手处理")
		admin.Get("/console/pickup").Has(t, 200, "王建国 已在 接送点 7 接手处理")
		admin.Get("/console/pickup").HasNot(t, "还没有人处理")
		if n := o.Events(o.Mine.School, "pickup.handled"); n != 1 {
			t.Errorf("%d on record", n)
		}
		o.Exec("UPDATE pickup_event SET adult_id = ? WHERE adult_id = ?", webtest.AdminOf(o.Mine), o.Parent.Person)
		admin.Get("/console/pickup").Has(t, 200, "今天没有人被拦下")
		set(o, monday, 17*60)
		two.Get("/kiosk/pickup").HasNot(t, "data-handled")
		o.Verified()
	})
}
