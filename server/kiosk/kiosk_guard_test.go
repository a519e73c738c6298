package kiosk_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/scan"
	"yunka/server/web/webtest"
	"yunka/views/kiosk"
)

const guardPIN = "382916"

// What did not happen is taken back by a guard, and whoever asks after it reads so.
func TestAGuardTakesAPassageBack(t *testing.T) {
	if kiosk.UndoLife != scan.UndoLife {
		t.Error("the button stands there for another time than it works")
	}
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		o.SetPIN(o.Mine, o.Guard, guardPIN)
		o.Exec("UPDATE person SET name = '林知夏' WHERE id = ?", o.Pupil.Person)
		admin, mother := o.As(webtest.AdminOf(o.Mine)), o.As(o.Parent.Person)
		tab, beside, queue := o.Tablet(o.Mine, o.Mine.GateIn, true), o.Tablet(o.Mine, o.Mine.GateIn, true), o.Tablet(o.Mine, o.Mine.GateIn, false)
		alien := o.Tablet(o.Other, o.Other.GateIn, true)
		o.SetPIN(o.Other, o.Other.Holder(t, allow.Guard), "594027")
		a := tab.Pass(o, o.Mine, o.Pupil)
		if !a.Open {
			t.Fatal(a.Reason)
		}
		mother.Get("/card").Has(t, 200, "在校", "进校")
		tab.Get("/kiosk").Has(t, 200, `data-scan="`+a.Scan+`"`, "data-undo")
		tab.Get("/kiosk").HasNot(t, `data-left="-`)
		beside.Get("/kiosk").HasNot(t, `data-scan="`+a.Scan)
		queue.Get("/kiosk").HasNot(t, "data-undo")

		path := "/kiosk/scans/" + a.Scan + "/undo"
		good := `{"pin":"` + guardPIN + `","key":"u1"}`
		for _, c := range []struct {
			who    webtest.Desk
			path   string
			body   string
			status int
			code   string
		}{
			{tab, path, ``, 400, "bad_json"},
			{tab, path, `{"pin":"382916"`, 400, "bad_json"},
			{tab, path, `[]`, 400, "bad_json"},
			{tab, path, `{"pin":382916,"key":"u1"}`, 400, "bad_json"},
			{tab, path, `{"pin":"382916","key":"u1","scan":"x"}`, 400, "bad_json"},
			{tab, path, strings.Repeat(" ", 20<<10) + good, 413, ""},
			{tab, path, `{"pin":"","key":"u1"}`, 422, "pin_wrong"},
			{tab, path, `{"pin":"000111","key":"u1"}`, 422, "pin_wrong"},
			{tab, path, `{"pin":"３８２９１６","key":"u1"}`, 422, "pin_wrong"},
			{tab, path, `{"pin":"` + guardPIN + `","key":""}`, 422, "key"},
			{tab, path, `{"pin":"` + guardPIN + `","key":"` + strings.Repeat("k", 65) + `"}`, 422, "key"},
			{tab, "/kiosk/scans/no-such-scan/undo", good, 404, "not_found"},
			{tab, "/kiosk/scans/%00/undo", good, 400, "bad_address"},
			{tab, "/kiosk/scans/" + strings.Repeat("x", 3000) + "/undo", good, 404, "not_found"},
			{beside, path, good, 404, "not_found"},
			{alien, path, `{"pin":"594027","key":"u1"}`, 404, "not_found"},
			{queue, path, good, 403, "forbidden"},
			{webtest.Desk{Browser: o.Browser()}, path, good, 401, "terminal_token"},
		} {
			got := c.who.JSON(c.path, c.body)
			if got.StatusCode != c.status || !strings.Contains(got.Body, c.code) {
				t.Errorf("%s %.60q: %d %.200s, want %d %s", c.path, c.body, got.StatusCode, got.Body, c.status, c.code)
			}
		}
		if n := o.Text("SELECT count(*) || '' FROM scan_undo"); n != "0" {
			t.Fatalf("%s taken back by requests that were refused", n)
		}

		first := tab.JSON(path, good)
		first.Has(t, 200, a.Scan)
		if again := tab.JSON(path, good); again.Body != first.Body {
			t.Errorf("the same request: %s, was %s", again.Body, first.Body)
		}
		tab.JSON(path, `{"pin":"`+guardPIN+`","key":"u2"}`).Has(t, 409, "already_undone")
		if n := o.Events(o.Mine.School, "scan.undo"); n != 1 {
			t.Errorf("%d events", n)
		}

		const back = "没有通过，值班撤回"
		card := mother.Get("/card")
		card.Has(t, 200, back)
		card.HasNot(t, ">在校<", "进校，")
		admin.Get("/console").Has(t, 200, back, `现在在校</dt><dd>0</dd>`, "所有人进 0 次")
		admin.Get("/console?decision=ALLOW").HasNot(t, "scan-"+a.Scan)
		admin.Get("/console/people/"+o.Pupil.Person).Has(t, 200, back)
		admin.Get("/console/scans.csv").Has(t, 200, back)
		admin.Get("/console/audit").Has(t, 200, "撤回了一次放行")
		page := tab.Get("/kiosk")
		page.Has(t, 200, back)
		page.HasNot(t, `data-scan="`+a.Scan)

		// Two minutes later it is the office's matter.
		o.Pass(time.Minute)
		late := tab.Pass(o, o.Mine, o.Pupil)
		o.Pass(scan.UndoLife + time.Millisecond)
		tab.Get("/kiosk").HasNot(t, `data-scan="`+late.Scan)
		tab.JSON("/kiosk/scans/"+late.Scan+"/undo", `{"pin":"`+guardPIN+`","key":"u3"}`).Has(t, 409, "undo_too_late")
		o.Verified()
	})
}

// Who is where by class, and a class by name: behind the PIN, of this school.
func TestWhoIsWhere(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		o.SetPIN(o.Mine, o.Guard, guardPIN)
		o.Exec("UPDATE person SET name = '林知夏', folded = '林知夏' WHERE id = ?", o.Pupil.Person)
		tab, queue := o.Tablet(o.Mine, o.Mine.GateIn, true), o.Tablet(o.Mine, o.Mine.GateIn, false)
		away := o.Text("SELECT MIN(id) FROM gate WHERE school_id = ? AND direction = 'out'", o.Mine.School)
		out := o.Tablet(o.Mine, away, true)
		class, elsewhere := "/kiosk/classes/"+o.Class, "/kiosk/classes/"+o.Elsewhere
		foreign := "/kiosk/classes/" + db.NewID()
		o.Exec("INSERT INTO class (id, school_id, grade, name, created_at) SELECT ?, school_id, '四年级', '1班', 0 FROM membership WHERE id = ?", strings.TrimPrefix(foreign, "/kiosk/classes/"), o.Alien.Membership)

		for _, path := range []string{"/kiosk/classes", class} {
			a := tab.Get(path)
			a.Has(t, http.StatusForbidden, "search_locked")
			a.HasNot(t, "林知夏", "三年级")
			queue.Get(path).Has(t, http.StatusForbidden)
			o.Browser().Get(path, "Accept", "application/json").Has(t, http.StatusUnauthorized)
		}
		tab.JSON("/kiosk/people", `{"q":"知夏"}`).Has(t, http.StatusForbidden, "search_locked")
		tab.JSON("/kiosk/duty", `{"pin":"`+guardPIN+`"}`).Has(t, 200)

		row := func(name string, inside, left, unseen int) {
			t.Helper()
			tab.Get("/kiosk/classes").Has(t, 200, fmt.Sprintf(`"name":%q,"inside":%d,"left":%d,"unseen":%d`, name, inside, left, unseen))
		}
		row("三年级2班", 0, 0, 1)
		if a := tab.Pass(o, o.Mine, o.Pupil); !a.Open {
			t.Fatal(a.Reason)
		}
		row("三年级2班", 1, 0, 0)
		row("三年级3班", 0, 0, 1)
		row("其他人", 0, 0, 0)
		tab.Pass(o, o.Mine, o.Teacher)
		row("其他人", 1, 0, 0)
		list := tab.Get(class)
		list.Has(t, 200, "林知夏", "进校", "Gate in")
		list.HasNot(t, o.Foreign.Person, o.Pupil.Chip)
		tab.Get(elsewhere).Has(t, 200, o.Foreign.Person, "今天还没有记录")
		tab.JSON("/kiosk/people", `{"q":"知夏"}`).Has(t, 200, "林知夏", "三年级2班", "进校")
		for _, body := range []string{``, `{"q":1}`, `{"q":"x","all":true}`} {
			tab.JSON("/kiosk/people", body).Has(t, http.StatusBadRequest)
		}
		for _, q := range []string{"", " ", "%", "_", strings.Repeat("林", 41), "😀", "' OR 1=1 --"} {
			body, _ := json.Marshal(map[string]string{"q": q})
			a := tab.JSON("/kiosk/people", string(body))
			a.Has(t, 200)
			a.HasNot(t, "林知夏")
		}

		// Taken back, she has not come; and out is out.
		if a := out.Pass(o, o.Mine, o.Pupil); !a.Open {
			t.Fatal(a.Reason)
		} else {
			row("三年级2班", 0, 1, 0)
			out.JSON("/kiosk/scans/"+a.Scan+"/undo", `{"pin":"`+guardPIN+`","key":"w"}`).Has(t, 200)
			row("三年级2班", 1, 0, 0)
		}

		looks := o.Events(o.Mine.School, "people.search")
		tab.Get(foreign).Has(t, http.StatusNotFound)
		tab.Get("/kiosk/classes/no-such-class").Has(t, http.StatusNotFound)
		tab.Get("/kiosk/classes")
		if n := o.Events(o.Mine.School, "people.search"); n != looks {
			t.Errorf("%d looks at nobody are on record", n-looks)
		}
		tab.Get(class)
		if n := o.Events(o.Mine.School, "people.search"); n != looks+1 {
			t.Errorf("%d events for a look at a class", n-looks)
		}
		tab.JSON("/kiosk/duty/end", `{}`).Has(t, 200)
		tab.Get(class).Has(t, http.StatusForbidden, "search_locked")
		o.Verified()
	})
}
