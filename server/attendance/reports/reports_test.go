package reports_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"
	"github.com/xuri/excelize/v2"

	"yunka/server/allow"
	"yunka/server/attendance/report"
	"yunka/server/attendance/report/export"
	"yunka/server/attendance/reports"
	"yunka/server/console"
	"yunka/server/scan/scantest"
	"yunka/server/timetable"
	"yunka/server/web/webtest"
)

// office is the office of the stories, with a week of cells of two pupils.
type office struct {
	webtest.Office
	admin, teacher, parent webtest.Browser
	day                    string // a Monday
}

func each(t *testing.T, story func(o office)) {
	webtest.EachOffice(t, func(t *testing.T, w webtest.Office) {
		o := office{Office: w, admin: w.As(webtest.AdminOf(w.Mine)), teacher: w.As(w.Teacher.Person), parent: w.As(w.Parent.Person)}
		o.day = timetable.Monday(timetable.Today(o.Clock(), scantest.Noon.Location()))
		o.Exec("UPDATE person SET name = '=1+1', number = '033010620180118' WHERE id = ?", o.Pupil.Person)
		for n := range 5 {
			for person, class := range map[string]string{o.Pupil.Person: o.Class, o.Foreign.Person: o.Elsewhere} {
				state := "present"
				if n == 1 && person == o.Pupil.Person {
					state = "absent"
				}
				o.Exec(`INSERT INTO attendance_cell (school_id, generation, person_id, day, session_id, role, class_id, state, was, came, left_at, late, early, excuse, vouched)
					VALUES (?, 0, ?, ?, 'am', 'student', ?, ?, '', 0, 0, 0, 0, '', FALSE)`, o.Mine.School, person, timetable.AddDays(o.day, n-7), class, state)
			}
		}
		story(o)
	})
}

func (o office) week() string { return "span=week&day=" + timetable.AddDays(o.day, -7) }

// The office reads the whole school, a class teacher the own class and nothing else, a parent
// nothing; a look is on record.
func TestWhoReadsAReport(t *testing.T) {
	each(t, func(o office) {
		o.admin.Get("/console/reports?"+o.week()).Has(o.T, 200, "90.0%", "9 / 10", "三年级2班", "三年级3班")
		o.teacher.Get("/console/reports?"+o.week()).Has(o.T, 200, "80.0%", "4 / 5", "=1+1")
		o.teacher.Get("/console/reports?"+o.week()+"&class="+o.Class+"&person="+o.Pupil.Person).Has(o.T, 200, "80.0%")
		for _, more := range []string{"&class=" + o.Elsewhere, "&grade=三年级", "&role=teacher", "&who=teacher", "&who=student&class=" + o.Elsewhere + "&person=" + o.Foreign.Person} {
			if a := o.teacher.Get("/console/reports?" + o.week() + more); a.StatusCode == 200 && (strings.Contains(a.Body, "三年级3班") || strings.Contains(a.Body, "9 / 10")) {
				o.Errorf("a class teacher reads %s", more)
			}
		}
		o.parent.Get("/console/reports?"+o.week()).Has(o.T, 403)
		if n := o.Events(o.Mine.School, "attendance.report"); n < 3 {
			o.Errorf("%d looks are on record", n)
		}
		o.admin.Get("/console/reports?span=days&from=2025-01-01&to=2026-06-01").Has(o.T, 200, "400")
		o.admin.Get("/console/reports?span=day&day=1999-01-01").Has(o.T, 200, "没有人应到")
		o.Verified()
	})
}

// A file is made beside the page, opens, and is its asker's alone; cancelled half way there is
// none.
func TestAFileOfAReport(t *testing.T) {
	each(t, func(o office) {
		files := export.New(o.DB, slog.New(slog.DiscardHandler))
		ask := func(b webtest.Browser, format string) string {
			o.Helper()
			a := b.Post("/console/reports/exports", nil, "span", "week", "day", timetable.AddDays(o.day, -7), "format", format)
			a.Has(o.T, 303)
			return a.Header.Get("Location")
		}
		work := func() {
			o.Helper()
			for {
				more, err := files.Step(context.Background())
				if err != nil {
					o.Fatal(err)
				}
				if !more {
					return
				}
			}
		}
		one := ask(o.admin, "xlsx")
		o.admin.Get(one).Has(o.T, 200, "排队中")
		o.admin.Get(one+"/file").Has(o.T, 404)
		work()
		o.admin.Get(one).Has(o.T, 200, "做好了")
		got := o.admin.Get(one + "/file")
		got.Has(o.T, 200)
		f, err := excelize.OpenReader(bytes.NewReader([]byte(got.Body)))
		if err != nil {
			o.Fatal(err)
		}
		rows, err := f.GetRows("每人")
		if err != nil || len(rows) != 3 {
			o.Errorf("%v: %v", rows, err)
		}
		o.teacher.Get(one).Has(o.T, 404)
		o.teacher.Get(one+"/file").Has(o.T, 404)
		o.parent.Get(one+"/file").Has(o.T, 403)
		two := ask(o.teacher, "csv")
		o.teacher.Post(two+"/cancel", nil).Has(o.T, 303)
		work()
		o.teacher.Get(two).Has(o.T, 200, "已取消")
		o.teacher.Get(two+"/file").Has(o.T, 404)
		three := ask(o.teacher, "csv")
		work()
		o.teacher.Get(three+"/file").Has(o.T, 200, "'=1+1", "'033010620180118")
		if a := o.teacher.Get(three + "/file"); strings.Contains(a.Body, "三年级3班") {
			o.Error("a class teacher's file has another class")
		}
		for range 3 {
			ask(o.teacher, "csv")
		}
		o.teacher.Post("/console/reports/exports", nil, "span", "week", "format", "csv").Has(o.T, 409)
		o.teacher.Post("/console/reports/exports", nil, "span", "week", "format", "exe").Has(o.T, 422)
		o.Pass(25 * time.Hour)
		work()
		if n := o.Text("SELECT count(*) FROM report_export"); n != "0" {
			o.Errorf("%s files are kept after a day", n)
		}
	})
}

// What must never happen: somebody cancels, and the file is there all the same; or a server dies
// in the middle, and the page says for ever that it is being made.
func TestNoFileWithoutAnEnd(t *testing.T) {
	each(t, func(o office) {
		files := export.New(o.DB, slog.New(slog.DiscardHandler))
		a := report.Ask{Role: allow.Student, Span: "days", First: timetable.AddDays(o.day, -7), Last: o.day}
		id, err := files.Ask(context.Background(), "x", o.Mine.School, "acc", a, "csv", "zh-CN")
		if err != nil {
			o.Fatal(err)
		}
		o.Exec("UPDATE report_export SET state = 'cancelled' WHERE id = ?", id)
		if _, err := files.Step(context.Background()); err != nil {
			o.Fatal(err)
		}
		if n := o.Text("SELECT count(*) FROM report_export WHERE content IS NOT NULL"); n != "0" {
			o.Error("a cancelled export has a file")
		}
		o.Exec("UPDATE report_export SET state = 'running', beat_at = 0 WHERE id = ?", id)
		if _, err := files.Step(context.Background()); err != nil {
			o.Fatal(err)
		}
		if got := o.Text("SELECT state FROM report_export WHERE id = ?", id); got != "failed" {
			o.Errorf("one whose server died is %s", got)
		}
	})
}

// On Monday from seven the class teacher who wished for it is told of the week before, once,
// by however many servers; holidays tell nobody anything.
func TestMondays(t *testing.T) {
	each(t, func(o office) {
		s := reports.New(console.New(o.Web, nil))
		tell := func() string {
			o.Helper()
			for range 2 {
				if err := s.Mondays(context.Background()); err != nil {
					o.Fatal(err)
				}
			}
			return o.Text("SELECT count(*) FROM outbox_notice WHERE kind = 'attendance.week'")
		}
		if n := tell(); n != "0" {
			o.Errorf("%s messages that nobody wished for", n)
		}
		o.parent.Post("/console/reports/wish", nil, "class", o.Class, "on", "1").Has(o.T, 403)
		o.teacher.Post("/console/reports/wish", nil, "class", o.Elsewhere, "on", "1").Has(o.T, 403)
		o.teacher.Post("/console/reports/wish", nil, "class", o.Class, "on", "1").Has(o.T, 303)
		if n := tell(); n != "1" { // it is Monday noon
			o.Errorf("%s messages on the first Monday", n)
		}
		var data string
		if err := o.DB.Read(context.Background(), func(ctx context.Context, q bun.IDB) error {
			return q.NewRaw("SELECT data FROM outbox_notice WHERE kind = 'attendance.week'").Scan(ctx, &data)
		}); err != nil || !strings.Contains(data, `"came":4,"of":5`) {
			o.Errorf("%s: %v", data, err)
		}
		o.Pass(6 * 24 * time.Hour)
		if n := tell(); n != "1" {
			o.Errorf("%s messages within the week", n)
		}
		o.Pass(24 * time.Hour)
		if n := tell(); n != "1" { // the week before had no school
			o.Errorf("%s messages after a week without school", n)
		}
		o.teacher.Post("/console/reports/wish", nil, "class", o.Class, "on", "0")
	})
}
