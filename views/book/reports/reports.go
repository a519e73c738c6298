// Package reports are the pages of attendance's reports in the book.
package reports

import (
	"fmt"

	"yunka/views/attendance/reports"
	"yunka/views/book/leaf"
	"yunka/views/console"
)

// Leaves are a grade's month, a class's week, a day, staff, a term without figures, and the
// making of a file in each state; shell is the office's frame.
func Leaves(shell func() console.Shell) []leaf.Leaf {
	sh := shell()
	sh.Rail = append(sh.Rail, reports.Rail)
	noon := leaf.At(12, 0, 0)
	month := reports.Ask{Role: "student", Span: "month", Day: "2026-10-15", Grade: "三年级"}
	v := reports.View{Shell: sh, Ask: month, First: "2026-10-01", Last: "2026-10-31", Whole: true, Grades: []string{"三年级", "四年级"}, Classes: []console.Option{{Value: "c1", Text: "三(1)班"}, {Value: "c2", Text: "三(2)班"}},
		Prev: "2026-09-30", Next: "2026-11-01", AsOf: noon, Complete: true, SchoolDays: 18, ClosedUntil: "2026-10-31",
		Total:  reports.Sums{People: 168, Expected: 3016, Attended: 2949, OnTime: 2904, Late: 26, Early: 4, Official: 15, Sick: 50, Leave: 14, Absent: 3, LateMinutes: 173},
		Before: &reports.Sums{Expected: 2000, Attended: 1970},
		After:  &reports.Sums{People: 168, Expected: 3016, Attended: 2949, OnTime: 2904, Late: 26, Early: 4, Official: 15, Sick: 51, Leave: 14, Absent: 2, LateMinutes: 173}}
	for i, n := range []string{"三(1)班", "三(2)班"} {
		v.Rows = append(v.Rows, reports.Row{Name: n, Ask: reports.Ask{Role: "student", Span: "month", Day: "2026-10-15", Class: fmt.Sprint("c", i+1)}, Sums: reports.Sums{People: 42, Expected: 756, Attended: 742, OnTime: 733, Late: 6, Official: 3, Sick: 9, Leave: 4, Absent: 1, LateMinutes: 40}})
	}
	for i, away := range []int{2, 1, 3, 2, 3, 2, 3, 3, 5, 7, 8, 8, 6, 5, 3, 2, 2, 2} {
		v.Days = append(v.Days, reports.Day{Day: fmt.Sprintf("2026-10-%02d", 8+i), Sums: reports.Sums{Expected: 168, Attended: 168 - away, Sick: away}})
	}
	v.Streaks = []reports.Note{{Name: "林知夏", Class: "三(1)班", N: 3, Days: []string{"2026-10-19", "2026-10-20", "2026-10-21"}}, {Name: leaf.Longer, Class: "三(2)班", N: 7, Days: []string{"2026-10-19", "2026-10-20", "2026-10-21", "2026-10-22", "2026-10-23", "2026-10-26", "2026-10-27"}}}
	v.OftenLate = []reports.Note{{Name: "陈一诺", Class: "三(2)班", N: 4, Minutes: 31}}
	v.Absents = []reports.Note{{Name: "王梓涵", Class: "三(1)班", N: 1, Days: []string{"2026-10-27"}}}
	v.Corrections = []reports.Correction{{Name: "王梓涵", Class: "三(1)班", Day: "2026-10-27", From: "absent", To: "sick", By: "赵立新", At: noon}}
	v.Lates = []reports.Late{{Name: "林知夏", Class: "三(1)班", Day: "2026-10-28", At: leaf.At(7, 48, 0), Came: noon}}
	week := v
	week.Ask = reports.Ask{Role: "student", Span: "week", Day: "2026-11-23", Class: "c1"}
	week.ClassName, week.First, week.Last, week.Complete, week.After, week.ClosedUntil, week.Corrections, week.Lates = "三(1)班", "2026-11-23", "2026-11-29", false, nil, "", nil, nil
	week.Silent = []reports.Silent{{Name: "T1", Until: noon}, {Name: leaf.Longer}}
	week.Rows = []reports.Row{{Name: "林知夏", Number: "20260118", Ask: reports.Ask{Role: "student", Span: "week", Person: "p1"}, Sums: reports.Sums{People: 1, Expected: 5, Attended: 4, OnTime: 4, Pending: 1}}, {Name: leaf.Longer, Sums: reports.Sums{People: 1, Expected: 5, Attended: 5, OnTime: 5}}}
	week.Days, week.Streaks, week.Absents = week.Days[:5], nil, nil
	week.Unknown = []reports.Note{{Name: "林知夏", Class: "三(1)班", N: 1, Days: []string{"2026-11-23"}}}
	week.Wish, week.Whole = &reports.Wish{Class: "c1", On: true}, false
	week.Total.Pending = 12
	person := week
	person.Ask.Person, person.PersonName, person.Wish, person.Rows = "p1", "林知夏", nil, person.Rows[:1]
	staff := v
	staff.Ask = reports.Ask{Role: "teacher", Span: "days", From: "2026-10-01", To: "2026-10-31", Sessions: true}
	staff.Rows, staff.After, staff.Corrections, staff.Lates, staff.Streaks = []reports.Row{{Name: "赵立新", Number: "T001", Sums: reports.Sums{People: 1, Expected: 36, Attended: 36, OnTime: 36}}}, nil, nil, nil, nil
	wrong := reports.View{Shell: sh, Ask: reports.Ask{Role: "student", Span: "term", Day: "2026-08-01"}, Error: leaf.Longer, Whole: true}
	none := reports.View{Shell: sh, Ask: reports.Ask{Role: "student", Span: "day", Day: "2026-11-22"}, First: "2026-11-22", Last: "2026-11-22", AsOf: noon, Wish: &reports.Wish{Class: "c1"}}
	file := func(state string, done int) reports.ExportView {
		return reports.ExportView{Shell: sh, Ask: month, First: "2026-10-01", Last: "2026-10-31", Part: reports.Progress{ID: "e1", Format: "xlsx", State: state, Done: done, All: 3000, Size: 184_320}}
	}
	return []leaf.Leaf{
		leaf.Desk("reports-month", reports.Page(v)),
		leaf.Desk("reports-week", reports.Page(week)),
		leaf.Desk("reports-person", reports.Page(person)),
		leaf.Desk("reports-staff", reports.Page(staff)),
		leaf.Desk("reports-term-none", reports.Page(wrong)),
		leaf.Desk("reports-day-none", reports.Page(none)),
		leaf.Desk("reports-file-waiting", reports.Export(file("waiting", 0))),
		leaf.Desk("reports-file-running", reports.Export(file("running", 1200))),
		leaf.Desk("reports-file-done", reports.Export(file("done", 3000))),
		leaf.Desk("reports-file-cancelled", reports.Export(file("cancelled", 1200))),
		leaf.Desk("reports-file-failed", reports.Export(file("failed", 0))),
	}
}
