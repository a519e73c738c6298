// Package reports is the pages of attendance's reports (package report): for the office of the
// whole school and of staff, for class teachers and heads of grades of their classes; their
// files (package report/export); and the week's report that a class teacher may wish for.
//
// Each report asks for attendance.read about every class that it is of, or about the whole
// school. A file is its asker's alone, and the right is asked again when it is fetched.
package reports

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/attendance/report"
	"yunka/server/attendance/report/export"
	"yunka/server/campus"
	"yunka/server/console"
	"yunka/server/fault"
	"yunka/server/scene"
	"yunka/server/timetable"
	"yunka/server/web"
	view "yunka/views/attendance/reports"
	frame "yunka/views/console"
)

// Reports has the handlers of its routes.
type Reports struct {
	*console.Console
	files *export.Service
}

// New makes the pages on the console.
func New(c *console.Console) *Reports {
	return &Reports{Console: c, files: export.New(c.DB, c.Logger)}
}

// Extend adds the pages to their scene.
func (s *Reports) Extend(sc scene.Scene) scene.Scene {
	own := sc.Words
	sc.Routes, sc.Topics, sc.Notices = append(sc.Routes, s.Routes()...), append(sc.Topics, s.Topics()...), append(sc.Notices, Notices...)
	sc.Rail = append(sc.Rail, scene.RailEntry{Item: view.Rail, Action: allow.AttendanceRead, Apart: true})
	sc.Jobs = append(sc.Jobs, scene.Job{Name: "report-files", Run: s.files.Run}, scene.Every("report-mondays", time.Minute, s.Logger, s.Mondays))
	sc.Words = scene.Words{
		Action: func(ctx context.Context, verb string) string { return cmp.Or(own.Action(ctx, verb), Action(ctx, verb)) },
		Done:   func(ctx context.Context, word string) string { return cmp.Or(own.Done(ctx, word), Done(ctx, word)) },
		Fault:  func(ctx context.Context, f *fault.Error) string { return cmp.Or(own.Fault(ctx, f), Fault(ctx, f)) },
		Detail: Detail,
	}
	return sc
}

// Routes are those of the pages.
func (s *Reports) Routes() []web.Route {
	const path = "/console/reports"
	return []web.Route{
		{Method: "GET", Pattern: path, Action: allow.AttendanceRead, Handle: s.page},
		{Method: "POST", Pattern: path + "/exports", Action: allow.AttendanceRead, Handle: s.export},
		{Method: "GET", Pattern: path + "/exports/{id}", Action: allow.AttendanceRead, Handle: s.exportPage},
		{Method: "GET", Pattern: path + "/exports/{id}/file", Action: allow.AttendanceRead, Handle: s.file},
		{Method: "POST", Pattern: path + "/exports/{id}/cancel", Action: allow.AttendanceRead, Handle: s.cancel},
		{Method: "POST", Pattern: path + "/wish", Action: allow.AttendanceMark, Handle: s.wish},
	}
}

// askOf reads what is asked for.
func askOf(get func(string) string) (v view.Ask, a report.Ask) {
	v = view.Ask{Role: get("role"), Span: get("span"), Day: get("day"), From: get("from"), To: get("to"), Grade: get("grade"), Class: get("class"), Person: get("person"), Sessions: get("unit") == "session"}
	switch who := get("who"); {
	case who == "teacher", who == "student":
		v.Role, v.Grade, v.Class, v.Person = who, "", "", ""
	case strings.HasPrefix(who, "g:"):
		v.Role, v.Grade, v.Class, v.Person = "student", who[2:], "", ""
	case strings.HasPrefix(who, "c:"):
		v.Role, v.Grade, v.Class, v.Person = "student", "", who[2:], ""
	}
	if v.Role != string(allow.Teacher) {
		v.Role = string(allow.Student)
	}
	if !slices.Contains(report.Spans, v.Span) {
		v.Span = "month"
	}
	for _, text := range []*string{&v.Day, &v.From, &v.To} {
		if !timetable.ValidDay(*text) {
			*text = ""
		}
	}
	for _, text := range []*string{&v.Grade, &v.Class, &v.Person} {
		if len(*text) > 100 || strings.ContainsRune(*text, 0) {
			*text = "-"
		}
	}
	return v, report.Ask{Role: allow.Role(v.Role), Grade: v.Grade, Class: v.Class, Person: v.Person, Span: v.Span, First: v.From, Last: v.To, Sessions: v.Sessions}
}

// scope is what the account may see of a school.
type scope struct {
	whole   bool
	classes []campus.Class
}

func (s *Reports) scope(ctx context.Context, q bun.IDB, a allow.Actor, school string) (sc scope, err error) {
	sc.whole = allow.Can(a, allow.AttendanceRead, allow.Target{School: school})
	all, err := campus.Classes(ctx, q, school)
	for _, c := range all {
		if allow.Can(a, allow.AttendanceRead, allow.Target{School: school, Class: c.ID}) {
			sc.classes = append(sc.classes, c)
		}
	}
	return sc, err
}

// may reports whether a report lies within what the account may see.
func (sc scope) may(a report.Ask, all []campus.Class) bool {
	if sc.whole {
		return true
	}
	has := func(id string) bool {
		return slices.ContainsFunc(sc.classes, func(c campus.Class) bool { return c.ID == id })
	}
	switch {
	case a.Role != allow.Student:
		return false
	case a.Class != "":
		return has(a.Class)
	case a.Grade != "":
		n := 0
		for _, c := range all {
			if c.Grade == a.Grade {
				if !has(c.ID) {
					return false
				}
				n++
			}
		}
		return n > 0
	}
	return false
}

// permit asks the route's right about what a report is of.
func (s *Reports) permit(r *http.Request, school string, a report.Ask) error {
	actor := web.Actor(r)
	may := false
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		sc, err := s.scope(ctx, q, actor, school)
		if err != nil {
			return err
		}
		all, err := campus.Classes(ctx, q, school)
		may = sc.may(a, all)
		return err
	})
	if err != nil || may {
		s.CheckedByService(r)
		return err
	}
	if err := s.Check(r, allow.Target{School: school}); err != nil {
		return err
	}
	return fault.New(fault.Forbidden, "forbidden")
}

// school is the one that the request is about, and the report that an account without the
// whole school sees first.
func (s *Reports) school(r *http.Request, v *view.Ask, a *report.Ask) (school string, err error) {
	if school, err = s.SchoolOf(r); err != nil {
		return "", err
	}
	if a.Class != "" || a.Grade != "" || a.Person != "" || a.Role != allow.Student {
		return school, nil
	}
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		sc, err := s.scope(ctx, q, web.Actor(r), school)
		if err == nil && !sc.whole && len(sc.classes) > 0 {
			a.Class = sc.classes[0].ID
			v.Class = a.Class
		}
		return err
	})
	return school, err
}

func (s *Reports) page(w http.ResponseWriter, r *http.Request) error {
	v, a := askOf(r.URL.Query().Get)
	school, err := s.school(r, &v, &a)
	if err != nil {
		return err
	}
	if err := s.permit(r, school, a); err != nil {
		return err
	}
	s.Stay(r, school)
	page := view.View{Ask: v}
	err = s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		page.Shell = sh
		return s.read(ctx, q, web.Actor(r), sc, &page, a)
	})
	if err != nil {
		return err
	}
	if page.Error == "" { // whether there was somebody to see or not
		if err := s.Viewed(r, school, "attendance.report", map[string]any{"from": page.First, "to": page.Last, "people": page.Total.People}); err != nil {
			return err
		}
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, view.Page(page))
}

// read fills a page.
func (s *Reports) read(ctx context.Context, q bun.IDB, actor allow.Actor, sc campus.School, v *view.View, a report.Ask) error {
	mine, err := s.scope(ctx, q, actor, sc.ID)
	if err != nil {
		return err
	}
	v.Whole, v.Grades, v.Classes = mine.whole, nil, nil
	all, err := campus.Classes(ctx, q, sc.ID)
	if err != nil {
		return err
	}
	for _, c := range mine.classes {
		name := campus.ClassName(c.Grade, c.Name)
		v.Classes = append(v.Classes, frame.Option{Value: c.ID, Text: name})
		if c.ID == a.Class {
			v.ClassName = name
		}
		if !slices.Contains(v.Grades, c.Grade) && mine.may(report.Ask{Role: allow.Student, Grade: c.Grade}, all) {
			v.Grades = append(v.Grades, c.Grade)
		}
	}
	calendar, err := timetable.LoadCalendar(ctx, q, sc.ID)
	if err != nil {
		return err
	}
	now := s.Now().In(sc.Location())
	today := timetable.Today(now, sc.Location())
	if v.Ask.Day == "" {
		v.Ask.Day = today
	}
	if v.Ask.Span == "days" && (v.Ask.From == "" || v.Ask.To == "") {
		v.Ask.From, v.Ask.To = timetable.AddDays(today, -29), today
		a.First, a.Last = v.Ask.From, v.Ask.To
	}
	if err := a.Over(calendar, v.Ask.Day); err != nil {
		if v.Error = s.FaultWords(ctx, fault.As(err)); v.Error == "" {
			return err
		}
		return nil
	}
	v.First, v.Last = a.First, a.Last
	if a.Span != "days" {
		v.Prev = timetable.AddDays(a.First, -1)
		if a.Last < today {
			v.Next = timetable.AddDays(a.Last, 1)
		}
	}
	rep, err := report.Make(ctx, q, sc, a, now)
	if err != nil {
		return err
	}
	if before, ok := a.Before(calendar); ok {
		t, err := report.Total(ctx, q, sc, before)
		if err != nil {
			return err
		}
		if t.Known() > 0 {
			x := sumsOf(t)
			v.Before = &x
		}
	}
	fill(ctx, v, rep)
	if a.Person != "" {
		if v.PersonName, err = campus.PersonName(ctx, q, sc.ID, a.Person); err != nil {
			return err
		}
	}
	if a.Class != "" && a.Person == "" && allow.Can(actor, allow.AttendanceMark, allow.Target{School: sc.ID, Class: a.Class}) {
		on, err := wished(ctx, q, sc.ID, a.Class)
		if err != nil {
			return err
		}
		v.Wish = &view.Wish{Class: a.Class, On: on}
	}
	return nil
}
