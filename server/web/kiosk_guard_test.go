package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/scan"
	"yunka/server/scan/scantest"
	"yunka/server/terminal"
	"yunka/views/kiosk"
)

const guardPIN = "382916"

// desk is a tablet at a gate.
type desk struct {
	browser
	who terminal.Identity
}

func (o office) tablet(w *scantest.World, gate string, staff bool) desk {
	o.Helper()
	who, token := w.Terminal(o.T, gate, staff)
	b := o.browser()
	b.setCookie("__Host-yunka-terminal", token)
	return desk{b, who}
}

// json posts what a page's script posts.
func (b browser) json(path, body string) answer {
	b.Helper()
	req, err := http.NewRequest("POST", b.srv.URL+path, strings.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Origin", b.srv.URL)
	res, err := b.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		b.Fatal(err)
	}
	return answer{res, string(text)}
}

func (o office) setPIN(w *scantest.World, h *scantest.Holder, pin string) {
	o.Helper()
	actor := allow.Actor{Kind: allow.Account, People: map[string]bool{h.Person: true}, Seats: []allow.Seat{{School: w.School, Person: h.Person, Role: allow.Guard}}}
	if err := o.accounts.SetPIN(context.Background(), actor, h.Person, pin); err != nil {
		o.Fatal(err)
	}
}

func (d desk) pass(o office, w *scantest.World, h *scantest.Holder) scan.Answer {
	o.Helper()
	return scantest.Present(o.T, w.Service(o.T, o.db), scan.Presentation{Terminal: d.who, Key: w.Key(), Chip: h.Chip})
}

// What did not happen is taken back by a guard, and whoever asks after it reads so.
func TestAGuardTakesAPassageBack(t *testing.T) {
	if kiosk.UndoLife != scan.UndoLife {
		t.Error("the button stands there for another time than it works")
	}
	eachOffice(t, func(t *testing.T, o office) {
		o.setPIN(o.mine, o.guard, guardPIN)
		o.exec("UPDATE person SET name = '林知夏' WHERE id = ?", o.pupil.Person)
		admin, mother := o.as(adminOf(o.mine)), o.as(o.parent.Person)
		tab, beside, queue := o.tablet(o.mine, o.mine.GateIn, true), o.tablet(o.mine, o.mine.GateIn, true), o.tablet(o.mine, o.mine.GateIn, false)
		alien := o.tablet(o.other, o.other.GateIn, true)
		o.setPIN(o.other, o.other.Holder(t, allow.Guard), "594027")
		a := tab.pass(o, o.mine, o.pupil)
		if !a.Open {
			t.Fatal(a.Reason)
		}
		mother.get("/card").has(t, 200, "在校", "进校")
		tab.get("/kiosk").has(t, 200, `data-scan="`+a.Scan+`"`, "data-undo")
		tab.get("/kiosk").hasNot(t, `data-left="-`)
		beside.get("/kiosk").hasNot(t, `data-scan="`+a.Scan)
		queue.get("/kiosk").hasNot(t, "data-undo")

		path := "/kiosk/scans/" + a.Scan + "/undo"
		good := `{"pin":"` + guardPIN + `","key":"u1"}`
		for _, c := range []struct {
			who    desk
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
			{desk{browser: o.browser()}, path, good, 401, "terminal_token"},
		} {
			got := c.who.json(c.path, c.body)
			if got.StatusCode != c.status || !strings.Contains(got.body, c.code) {
				t.Errorf("%s %.60q: %d %.200s, want %d %s", c.path, c.body, got.StatusCode, got.body, c.status, c.code)
			}
		}
		if n := o.text("SELECT count(*) || '' FROM scan_undo"); n != "0" {
			t.Fatalf("%s taken back by requests that were refused", n)
		}

		first := tab.json(path, good)
		first.has(t, 200, a.Scan)
		if again := tab.json(path, good); again.body != first.body {
			t.Errorf("the same request: %s, was %s", again.body, first.body)
		}
		tab.json(path, `{"pin":"`+guardPIN+`","key":"u2"}`).has(t, 409, "already_undone")
		if n := o.events(o.mine.School, "scan.undo"); n != 1 {
			t.Errorf("%d events", n)
		}

		const back = "没有通过，值班撤回"
		card := mother.get("/card")
		card.has(t, 200, back)
		card.hasNot(t, ">在校<", "进校，")
		admin.get("/console").has(t, 200, back, `现在在校</dt><dd>0</dd>`, `进校</dt><dd>0</dd>`)
		admin.get("/console?decision=ALLOW").hasNot(t, "scan-"+a.Scan)
		admin.get("/console/people/"+o.pupil.Person).has(t, 200, back)
		admin.get("/console/scans.csv").has(t, 200, back)
		admin.get("/console/audit").has(t, 200, "撤回了一次放行")
		page := tab.get("/kiosk")
		page.has(t, 200, back)
		page.hasNot(t, `data-scan="`+a.Scan)

		// Two minutes later it is the office's matter.
		o.pass(time.Minute)
		late := tab.pass(o, o.mine, o.pupil)
		o.pass(scan.UndoLife + time.Millisecond)
		tab.get("/kiosk").hasNot(t, `data-scan="`+late.Scan)
		tab.json("/kiosk/scans/"+late.Scan+"/undo", `{"pin":"`+guardPIN+`","key":"u3"}`).has(t, 409, "undo_too_late")
		o.verified()
	})
}

// Who is where by class, and a class by name: behind the PIN, of this school.
func TestWhoIsWhere(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		o.setPIN(o.mine, o.guard, guardPIN)
		o.exec("UPDATE person SET name = '林知夏', folded = '林知夏' WHERE id = ?", o.pupil.Person)
		tab, queue := o.tablet(o.mine, o.mine.GateIn, true), o.tablet(o.mine, o.mine.GateIn, false)
		away := o.text("SELECT MIN(id) FROM gate WHERE school_id = ? AND direction = 'out'", o.mine.School)
		out := o.tablet(o.mine, away, true)
		class, elsewhere := "/kiosk/classes/"+o.class, "/kiosk/classes/"+o.elsewhere
		foreign := "/kiosk/classes/" + db.NewID()
		o.exec("INSERT INTO class (id, school_id, grade, name, created_at) SELECT ?, school_id, '四年级', '1班', 0 FROM membership WHERE id = ?", strings.TrimPrefix(foreign, "/kiosk/classes/"), o.alien.Membership)

		for _, path := range []string{"/kiosk/classes", class} {
			a := tab.get(path)
			a.has(t, http.StatusForbidden, "search_locked")
			a.hasNot(t, "林知夏", "三年级")
			queue.get(path).has(t, http.StatusForbidden)
			o.browser().get(path, "Accept", "application/json").has(t, http.StatusUnauthorized)
		}
		tab.json("/kiosk/people", `{"q":"知夏"}`).has(t, http.StatusForbidden, "search_locked")
		tab.json("/kiosk/duty", `{"pin":"`+guardPIN+`"}`).has(t, 200)

		row := func(name string, inside, left, unseen int) {
			t.Helper()
			tab.get("/kiosk/classes").has(t, 200, fmt.Sprintf(`"name":%q,"inside":%d,"left":%d,"unseen":%d`, name, inside, left, unseen))
		}
		row("三年级2班", 0, 0, 1)
		if a := tab.pass(o, o.mine, o.pupil); !a.Open {
			t.Fatal(a.Reason)
		}
		row("三年级2班", 1, 0, 0)
		row("三年级3班", 0, 0, 1)
		row("其他人", 0, 0, 0)
		tab.pass(o, o.mine, o.teacher)
		row("其他人", 1, 0, 0)
		list := tab.get(class)
		list.has(t, 200, "林知夏", "进校", "Gate in")
		list.hasNot(t, o.foreign.Person, o.pupil.Chip)
		tab.get(elsewhere).has(t, 200, o.foreign.Person, "今天还没有记录")
		tab.json("/kiosk/people", `{"q":"知夏"}`).has(t, 200, "林知夏", "三年级2班", "进校")
		for _, body := range []string{``, `{"q":1}`, `{"q":"x","all":true}`} {
			tab.json("/kiosk/people", body).has(t, http.StatusBadRequest)
		}
		for _, q := range []string{"", " ", "%", "_", strings.Repeat("林", 41), "😀", "' OR 1=1 --"} {
			body, _ := json.Marshal(map[string]string{"q": q})
			a := tab.json("/kiosk/people", string(body))
			a.has(t, 200)
			a.hasNot(t, "林知夏")
		}

		// Taken back, she has not come; and out is out.
		if a := out.pass(o, o.mine, o.pupil); !a.Open {
			t.Fatal(a.Reason)
		} else {
			row("三年级2班", 0, 1, 0)
			out.json("/kiosk/scans/"+a.Scan+"/undo", `{"pin":"`+guardPIN+`","key":"w"}`).has(t, 200)
			row("三年级2班", 1, 0, 0)
		}

		looks := o.events(o.mine.School, "people.search")
		tab.get(foreign).has(t, http.StatusNotFound)
		tab.get("/kiosk/classes/no-such-class").has(t, http.StatusNotFound)
		tab.get("/kiosk/classes")
		if n := o.events(o.mine.School, "people.search"); n != looks {
			t.Errorf("%d looks at nobody are on record", n-looks)
		}
		tab.get(class)
		if n := o.events(o.mine.School, "people.search"); n != looks+1 {
			t.Errorf("%d events for a look at a class", n-looks)
		}
		tab.json("/kiosk/duty/end", `{}`).has(t, 200)
		tab.get(class).has(t, http.StatusForbidden, "search_locked")
		o.verified()
	})
}
