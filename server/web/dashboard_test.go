package web_test

import (
	"context"
	"encoding/csv"
	"net/url"
	"strings"
	"testing"
	"time"

	"yunka/server/scan"
	"yunka/server/scan/scantest"
	"yunka/server/terminal"
)

// Three scans of one day; the page, its filters and the table show the same.
func TestADayIsShownFilteredAndTakenHome(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		o.exec("UPDATE person SET name = '=HYPERLINK(1)' WHERE id = ?", o.foreign.Person)
		o.exec("UPDATE person SET name = '林知夏' WHERE id = ?", o.pupil.Person)
		gate, _ := o.mine.Terminal(t, o.mine.GateIn, false)
		s := o.mine.Service(t, o.db)
		scantest.Present(t, s, scan.Presentation{Terminal: gate, Key: "a", Chip: o.pupil.Chip})
		scantest.Present(t, s, scan.Presentation{Terminal: gate, Key: "b", Chip: o.foreign.Chip})
		scantest.Present(t, s, scan.Presentation{Terminal: gate, Key: "c", Chip: "00000000"})
		b := o.as(adminOf(o.mine))
		day := o.clock().In(scantest.Noon.Location()).Format(time.DateOnly)

		rows := func(query string) int {
			t.Helper()
			a := b.get("/console?" + query)
			a.has(t, 200)
			return strings.Count(a.body, `<tr id="scan-`)
		}
		for query, want := range map[string]int{
			"": 3, "day=" + day: 3, "day=2099-01-01": 3, "class=" + o.class: 1, "class=" + o.elsewhere: 1, "gate=" + o.mine.GateIn: 3, "gate=" + o.mine.GateOut: 0,
			"decision=DENY": 1, "decision=ALLOW": 2, "decision=CONFIRM": 0, "person=" + o.pupil.Person: 1, "q=" + url.QueryEscape("知"): 1, "q=hyperlink": 1, "q=%25": 0, "q=_": 0,
			"q=" + url.QueryEscape("知") + "&decision=DENY": 0,
		} {
			if n := rows(query); n != want {
				t.Errorf("%q shows %d rows, want %d", query, n, want)
			}
		}
		b.get("/console").has(t, 200, "2 / 在册 2", "3 次的 33.3%", `hx-ws:connect`)
		for _, bad := range []string{"day=tomorrow", "day=2026-13-40", "day=0001-01-01", "decision=MAYBE", "q=%ff", "gate=%00", "q=" + strings.Repeat("x", 200)} {
			if a := b.get("/console?" + bad); a.StatusCode != 400 {
				t.Errorf("%q is answered %d", bad, a.StatusCode)
			}
		}
		b.get("/console?person="+o.alien.Person).has(t, 404)

		before := o.events(o.mine.School, "scans.exported")
		file := b.get("/console/scans.csv?decision=ALLOW")
		file.has(t, 200)
		if o.events(o.mine.School, "scans.exported") != before+1 {
			t.Error("the export is not on record")
		}
		body, found := strings.CutPrefix(file.body, "\ufeff")
		table, err := csv.NewReader(strings.NewReader(body)).ReadAll()
		if !found || err != nil || len(table) != 3 {
			t.Fatalf("%v %v %q", found, err, file.body)
		}
		if table[1][2] != "林知夏" || table[2][2] != "'=HYPERLINK(1)" {
			t.Errorf("%q", table)
		}
		if !strings.HasPrefix(file.Header.Get("Content-Type"), "text/csv") || !strings.Contains(file.Header.Get("Content-Disposition"), day) {
			t.Error(file.Header)
		}

		// The next day nothing is of today, and yesterday is as it was.
		o.pass(24 * time.Hour)
		again := func() { b.login("u"+adminOf(o.mine), secretPhrase).want(t, 303, "/") } // an admin's session is short
		again()
		b.get("/console").has(t, 200, "还没有通行记录", `class="card kpi none"`)
		past := b.get("/console?day=" + day)
		past.has(t, 200, "过去的一天", "林知夏", "这天刷卡")
		past.hasNot(t, "hx-ws:connect", `id="terminals"`)
		o.verified()
	})
}

// A tablet that beat and beats no more is something to look at; one that is
// silent since yesterday is switched off, and a reader that never beats says
// nothing by its silence.
func TestASilentTerminalIsAnAlarm(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		b := o.as(adminOf(o.mine))
		_, token := o.mine.Terminal(t, o.mine.GateIn, true)
		who, err := o.mine.Terminals.Authenticate(context.Background(), token)
		if err != nil {
			t.Fatal(err)
		}
		o.exec("UPDATE terminal SET name = '值班室' WHERE id = ?", who.ID)
		beat := func(off time.Duration) {
			t.Helper()
			if _, err := terminal.New(o.db, o.mine.Feed).Beat(context.Background(), who, terminal.Pulse{ClockMS: o.clock().Add(off).UnixMilli(), Version: "1"}); err != nil {
				t.Fatal(err)
			}
		}
		beat(0)
		b.get("/console").hasNot(t, "没有消息", "的时钟")
		o.pass(91 * time.Second)
		b.get("/console").has(t, 200, "“值班室”从", "没有消息", "1 台终端要看")
		b.get("/console/people").has(t, 200, "1 台终端要看") // in the rail of every page
		beat(9 * time.Second)
		b.get("/console").has(t, 200, "“值班室”的时钟快 9.0 秒")
		beat(0)
		b.get("/console").hasNot(t, "没有消息", "的时钟")
		o.pass(24 * time.Hour)
		b.login("u"+adminOf(o.mine), secretPhrase).want(t, 303, "/")
		again := b.get("/console")
		again.has(t, 200, "离线 24 小时")
		again.hasNot(t, "没有消息")
	})
}

// A screen in the hall says how many, never who.
func TestTheWallNamesNobody(t *testing.T) {
	eachOffice(t, func(t *testing.T, o office) {
		o.exec("UPDATE person SET name = '林知夏' WHERE id = ?", o.pupil.Person)
		gate, _ := o.mine.Terminal(t, o.mine.GateIn, false)
		scantest.Present(t, o.mine.Service(t, o.db), scan.Presentation{Terminal: gate, Key: "a", Chip: o.pupil.Chip})
		b := o.as(adminOf(o.mine))
		a := b.get("/console/wall")
		a.has(t, 200, "/live?topics=wall%3A"+o.mine.School, "学生", "进校")
		a.hasNot(t, "林知夏", o.pupil.Person, "三年级", o.alienReader)
		o.everyFormHasItsRoute(a)

		// Hung up, it goes on when the admin's session is long over, and stops
		// when it is taken down. Its pass opens nothing else.
		b.post("/console/wall", nil, "school", o.mine.School).want(t, 303, "/wall")
		o.pass(48 * time.Hour)
		b.get("/console/wall").want(t, 303, "/login?next=%2Fconsole%2Fwall")
		hung := b.get("/wall")
		hung.has(t, 200, "/live?topics=wall%3A"+o.mine.School)
		hung.hasNot(t, "<form", "林知夏")
		b.get("/console").want(t, 303, "/login?next=%2Fconsole")
		if n := o.text("SELECT count(*) FROM wall WHERE token_hash = ?", b.cookie("__Host-yunka-wall")); n != "0" {
			t.Error("the table holds the pass itself")
		}
		b.login("u"+adminOf(o.mine), secretPhrase).want(t, 303, "/")
		b.post("/console/wall/end", nil, "school", o.mine.School).want(t, 303, "/console?done=walls")
		b.get("/wall").want(t, 303, "/console/wall")
		if o.events(o.mine.School, "wall.hung") != 1 || o.events(o.mine.School, "wall.ended") != 1 {
			t.Error("not on record")
		}
		o.browser().get("/wall").want(t, 303, "/console/wall")
		o.verified()
	})
}
