package book_test

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/attendance/report"
	"yunka/server/attendance/report/book"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/schooltest"
	"yunka/server/timetable"
)

// A term of 3,000 pupils, 100 days and two sessions a day: the report within 2 s, its workbook
// within 5 s and 64 MB. It measures, and checks that nobody is missing.
func BenchmarkTerm(b *testing.B) {
	for _, e := range dbtest.Engines {
		b.Run(string(e), func(b *testing.B) { term(b, e) })
	}
}

func term(t *testing.B, e db.Engine) {
	const people, days = 3000, 100
	d := dbtest.Open(t, e)
	f := schooltest.New(t, d)
	var classes []string
	for i := range people / 50 {
		classes = append(classes, f.Class(t, fmt.Sprintf("%d年级", i/10+1), fmt.Sprintf("%d班", i%10+1)))
	}
	id := func(i int) string { return fmt.Sprintf("01900000-0000-7000-8000-%012d", i) }
	var rows [][]any
	write := func(into string, most int) {
		if len(rows) > most {
			f.Tx(t, func(ctx context.Context, tx *db.Tx) error { return schooltest.Insert(ctx, tx, into, rows) })
			rows = rows[:0]
		}
	}
	const person, cell = "person (id, school_id, name, folded, number, gender, state, state_at, created_at)", "attendance_cell (school_id, generation, person_id, day, session_id, role, class_id, state, was, came, left_at, late, early, excuse, vouched)"
	for i := range people {
		rows = append(rows, []any{id(i), f.School, fmt.Sprint("学生", i), fmt.Sprint("学生", i), fmt.Sprintf("2026%08d", i), "", "active", 0, 0})
		write(person, 500)
	}
	write(person, 0)
	am, pm := db.NewID(), db.NewID()
	day, n := "2026-09-01", 0
	last := day
	for n < days {
		if timetable.Weekday(day) <= 5 {
			n++
			last = day
			for i := range people {
				state := []string{"present", "present", "late", "present", "present", "leave", "present", "absent", "present", "present"}[(i*7+n*3)%10]
				for _, s := range []string{am, pm} {
					rows = append(rows, []any{f.School, 0, id(i), day, s, "student", classes[i/50], state, "", 1, 1, 60, 0, "", false})
				}
				write(cell, 1500)
			}
		}
		day = timetable.AddDays(day, 1)
	}
	write(cell, 0)
	var r report.Report
	var took time.Duration
	for t.Loop() {
		from := time.Now()
		err := d.Read(t.Context(), func(ctx context.Context, q bun.IDB) error {
			sc, err := campus.SchoolByID(ctx, q, f.School)
			if err != nil {
				return err
			}
			r, err = report.Make(ctx, q, sc, report.Ask{Role: allow.Student, Span: "days", First: "2026-09-01", Last: last}, time.Date(2027, 2, 1, 12, 0, 0, 0, sc.Location()))
			return err
		})
		took = time.Since(from)
		if err != nil || r.Total.Expected() != people*days || len(r.People) != people {
			t.Fatalf("%+v: %v", r.Total, err)
		}
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	from := time.Now()
	most := uint64(0)
	file, err := book.XLSX(t.Context(), r, func(int, int) error {
		runtime.ReadMemStats(&after)
		most = max(most, after.HeapAlloc)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	most = max(most, after.HeapAlloc)
	t.Logf("report %v; workbook %v, %d KB, heap %d MB more", took.Round(time.Millisecond), time.Since(from).Round(time.Millisecond), len(file)/1024, (int64(most)-int64(before.HeapAlloc))>>20)
}
