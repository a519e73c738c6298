package gate_test

import (
	"context"
	"encoding/csv"
	"net/url"
	"strings"
	"testing"
	"time"

	"yunka/server/reason"
	"yunka/server/scan"
	"yunka/server/scan/scantest"
	"yunka/server/terminal"
	"yunka/server/web/webtest"
)

// Three scans of one day; the page, its filters and the table show the same.
func TestADayIsShownFilteredAndTakenHome(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		o.Exec("UPDATE person SET name = '=HYPERLINK(1)' WHERE id = ?", o.Foreign.Person)
		o.Exec("UPDATE person SET name = '林知夏' WHERE id = ?", o.Pupil.Person)
		gate, _ := o.Mine.Terminal(t, o.Mine.GateIn, false)
		s := o.Mine.Service(t, o.DB)
		scantest.Present(t, s, scan.Presentation{Terminal: gate, Key: "a", Chip: o.Pupil.Chip})
		scantest.Present(t, s, scan.Presentation{Terminal: gate, Key: "b", Chip: o.Foreign.Chip})
		scantest.Present(t, s, scan.Presentation{Terminal: gate, Key: "c", Chip: "00000000"})
		b := o.As(webtest.AdminOf(o.Mine))
		day := o.Clock().In(scantest.Noon.Location()).Format(time.DateOnly)

		rows := func(query string) int {
			t.Helper()
			a := b.Get("/console?" + query)
			a.Has(t, 200)
			return strings.Count(a.Body, `<tr id="scan-`)
		}
		for query, want := range map[string]int{
			"": 3, "day=" + day: 3, "day=2099-01-01": 3, "class=" + o.Class: 1, "class=" + o.Elsewhere: 1, "gate=" + o.Mine.GateIn: 3, "gate=" + o.Mine.GateOut: 0,
			"decision=DENY": 1, "decision=ALLOW": 2, "decision=CONFIRM": 0, "person=" + o.Pupil.Person: 1, "q=" + url.QueryEscape("知"): 1, "q=hyperlink": 1, "q=%25": 0, "q=_": 0,
			"q=" + url.QueryEscape("知") + "&decision=DENY": 0,
		} {
			if n := rows(query); n != want {
				t.Errorf("%q shows %d rows, want %d", query, n, want)
			}
		}
		b.Get("/console").Has(t, 200, "2 / 在册 2", "3 次的 33.3%", `hx-ws:connect`)
		for _, bad := range []string{"day=tomorrow", "day=2026-13-40", "day=0001-01-01", "decision=MAYBE", "q=%ff", "gate=%00", "q=" + strings.Repeat("x", 200)} {
			if a := b.Get("/console?" + bad); a.StatusCode != 400 {
				t.Errorf("%q is answered %d", bad, a.StatusCode)
			}
		}
		b.Get("/console?person="+o.Alien.Person).Has(t, 404)

		before := o.Events(o.Mine.School, "scans.exported")
		file := b.Get("/console/scans.csv?decision=ALLOW")
		file.Has(t, 200)
		if o.Events(o.Mine.School, "scans.exported") != before+1 {
			t.Error("the export is not on record")
		}
		body, found := strings.CutPrefix(file.Body, "\ufeff")
		table, err := csv.NewReader(strings.NewReader(body)).ReadAll()
		if !found || err != nil || len(table) != 3 {
			t.Fatalf("%v %v %q", found, err, file.Body)
		}
		if table[1][2] != "林知夏" || table[2][2] != "'=HYPERLINK(1)" {
			t.Errorf("%q", table)
		}
		if !strings.HasPrefix(file.Header.Get("Content-Type"), "text/csv") || !strings.Contains(file.Header.Get("Content-Disposition"), day) {
			t.Error(file.Header)
		}

		// The next day nothing is of today, and yesterday is as it was.
		o.Pass(24 * time.Hour)
		again := func() { b.Login("u"+webtest.AdminOf(o.Mine), webtest.SecretPhrase).Want(t, 303, "/") } // an admin's session is short
		again()
		b.Get("/console").Has(t, 200, "还没有通行记录", `class="card kpi none"`)
		past := b.Get("/console?day=" + day)
		past.Has(t, 200, "过去的一天", "林知夏", "这天到校学生")
		past.HasNot(t, "hx-ws:connect", `id="terminals"`)
		o.Verified()
	})
}

// A tablet that beat and beats no more is something to look at; one that is
// silent since yesterday is switched off, and a reader that never beats says
// nothing by its silence.
func TestASilentTerminalIsAnAlarm(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		b := o.As(webtest.AdminOf(o.Mine))
		_, token := o.Mine.Terminal(t, o.Mine.GateIn, true)
		who, err := o.Mine.Terminals.Authenticate(context.Background(), token)
		if err != nil {
			t.Fatal(err)
		}
		o.Exec("UPDATE terminal SET name = '值班室' WHERE id = ?", who.ID)
		beat := func(off time.Duration) {
			t.Helper()
			if _, err := terminal.New(o.DB, o.Mine.Feed).Beat(context.Background(), who, terminal.Pulse{ClockMS: o.Clock().Add(off).UnixMilli(), Version: "1"}); err != nil {
				t.Fatal(err)
			}
		}
		beat(0)
		b.Get("/console").HasNot(t, "没有消息", "的时钟")
		o.Pass(91 * time.Second)
		b.Get("/console").Has(t, 200, "“值班室”从", "没有消息", "1 台终端要看")
		b.Get("/console/people").Has(t, 200, "1 台终端要看") // in the rail of every page
		beat(9 * time.Second)
		b.Get("/console").Has(t, 200, "“值班室”的时钟快 9.0 秒")
		beat(0)
		b.Get("/console").HasNot(t, "没有消息", "的时钟")
		o.Pass(24 * time.Hour)
		b.Login("u"+webtest.AdminOf(o.Mine), webtest.SecretPhrase).Want(t, 303, "/")
		again := b.Get("/console")
		again.Has(t, 200, "离线 24 小时")
		again.HasNot(t, "没有消息")
	})
}

// A screen in the hall says how many, never who.
func TestTheWallNamesNobody(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		o.Exec("UPDATE person SET name = '林知夏' WHERE id = ?", o.Pupil.Person)
		gate, _ := o.Mine.Terminal(t, o.Mine.GateIn, false)
		scantest.Present(t, o.Mine.Service(t, o.DB), scan.Presentation{Terminal: gate, Key: "a", Chip: o.Pupil.Chip})
		b := o.As(webtest.AdminOf(o.Mine))
		a := b.Get("/console/wall")
		a.Has(t, 200, "/live?topics=wall%3A"+o.Mine.School, "学生", "进校")
		a.HasNot(t, "林知夏", o.Pupil.Person, "三年级", o.AlienReader)
		o.EveryFormHasItsRoute(a)

		// Hung up, it goes on when the admin's session is long over, and stops
		// when it is taken down. Its pass opens nothing else.
		b.Post("/console/wall", nil, "school", o.Mine.School).Want(t, 303, "/wall")
		o.Pass(48 * time.Hour)
		b.Get("/console/wall").Want(t, 303, "/login?next=%2Fconsole%2Fwall")
		hung := b.Get("/wall")
		hung.Has(t, 200, "/live?topics=wall%3A"+o.Mine.School)
		hung.HasNot(t, "<form", "林知夏")
		b.Get("/console").Want(t, 303, "/login?next=%2Fconsole")
		if n := o.Text("SELECT count(*) FROM wall WHERE token_hash = ?", b.Cookie("__Host-yunka-wall")); n != "0" {
			t.Error("the table holds the pass itself")
		}
		b.Login("u"+webtest.AdminOf(o.Mine), webtest.SecretPhrase).Want(t, 303, "/")
		b.Post("/console/wall/end", nil, "school", o.Mine.School).Want(t, 303, "/console?done=walls")
		b.Get("/wall").Want(t, 303, "/console/wall")
		if o.Events(o.Mine.School, "wall.hung") != 1 || o.Events(o.Mine.School, "wall.ended") != 1 {
			t.Error("not on record")
		}
		o.Browser().Get("/wall").Want(t, 303, "/console/wall")
		o.Verified()
	})
}

// A check that nobody ends is an alarm on top after two minutes, and none before: a guard
// is looking. The figures say how many pupils were seen, and of the others no more than
// that they were not.
func TestAnUnansweredCheckIsAnAlarm(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		b := o.As(webtest.AdminOf(o.Mine))
		gate, _ := o.Mine.Terminal(t, o.Mine.GateIn, true)
		door, _ := o.Mine.Terminal(t, o.Mine.OfficeIn, true)
		s := o.Mine.Service(t, o.DB)
		scantest.Present(t, s, scan.Presentation{Terminal: gate, Key: "seen", Chip: o.Pupil.Chip})
		b.Get("/console").Has(t, 200, "/ 在册 ", "今天还没见到")
		b.Get("/console").HasNot(t, "没有人处理")
		if a := scantest.Present(t, s, scan.Presentation{Terminal: door, Key: "check", Chip: o.Parent.Chip}); a.Decision != reason.Confirm {
			t.Fatalf("%+v", a)
		}
		b.Get("/console").HasNot(t, "没有人处理")
		o.Pass(2*time.Minute + time.Second)
		b.Get("/console").Has(t, 200, "1 条核对没有人处理", `href="#waiting"`)
	})
}

// A reader that sends unknown chips in a row, or a chip's number from the other end, is
// something to look at, in words; after a while it is not any more.
func TestAReadersTroubleWithChipsIsAnAlarm(t *testing.T) {
	webtest.EachOffice(t, func(t *testing.T, o webtest.Office) {
		b := o.As(webtest.AdminOf(o.Mine))
		b.Get("/console").HasNot(t, "不认识的卡", "读反了")
		o.Exec("UPDATE terminal SET unknown_chips = 20, unknown_chips_at = ? WHERE id = ?", o.Clock().UnixMilli(), o.Reader)
		b.Get("/console").Has(t, 200, "连着读到 20 张以上不认识的卡", "1 台终端要看")
		o.Exec("UPDATE terminal SET reversed_chip_at = ? WHERE id = ?", o.Clock().UnixMilli(), o.Reader)
		b.Get("/console").Has(t, 200, "把卡号读反了", "/device/scanner")
		o.Pass(5 * time.Hour)
		b.Login("u"+webtest.AdminOf(o.Mine), webtest.SecretPhrase).Want(t, 303, "/")
		b.Get("/console").HasNot(t, "不认识的卡", "读反了")
	})
}
