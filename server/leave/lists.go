package leave

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"yunka/server/leave/request"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/timetable"
	"yunka/server/timetable/sheet"
	"yunka/server/web"
	frame "yunka/views/console"
	view "yunka/views/leave"
)

// maxRange is the most days that one list spans.
const maxRange = 200

// ofGrade begins the value that stands for a whole grade among the classes.
const ofGrade = "grade:"

// listRoutes are the lists of leaves: of the classes that somebody answers for, of all
// to the office.
func (s *Leaves) listRoutes() []web.Route {
	return []web.Route{
		{Method: "GET", Pattern: "/console/leave/list", Action: allow.LeaveApprove, Handle: s.listPage},
		{Method: "GET", Pattern: "/console/leave/list.csv", Action: allow.LeaveApprove, Handle: s.listCSV},
		{Method: "GET", Pattern: "/console/leave/list.xlsx", Action: allow.LeaveApprove, Handle: s.listXLSX},
	}
}

// listed reads what an address asks for. Whose leaves they are is asked inside the
// transaction that reads them, and is on record before anything is shown.
func (s *Leaves) listed(r *http.Request, action string) (v view.LeaveList, err error) {
	a := web.Actor(r)
	school, err := s.SchoolOf(r)
	if err != nil {
		return v, err
	}
	s.CheckedByService(r)
	err = s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v = view.LeaveList{Shell: sh}
		var mine []string // nil is the whole school
		if err := allow.Check(a, allow.LeaveApprove, allow.Target{School: school}); err != nil {
			if mine = allow.ClassesFor(a, allow.LeaveApprove, school); len(mine) == 0 {
				return err
			}
		}
		classes, err := campus.Classes(ctx, q, school)
		if err != nil {
			return err
		}
		classes = slices.DeleteFunc(classes, func(c campus.Class) bool { return mine != nil && !slices.Contains(mine, c.ID) })
		loc, now := sc.Location(), s.Now()
		by := request.Query{School: school, Classes: mine}
		asked := r.URL.Query()
		v.From, v.To = days(asked, timetable.Today(now, loc))
		by.From, by.To = timetable.Instant(v.From, 0, loc).UnixMilli(), timetable.Instant(timetable.AddDays(v.To, 1), 0, loc).UnixMilli()
		v.Class = options(&v, classes, asked.Get("class"), &by)
		if slices.Contains(request.Kinds, asked.Get("kind")) {
			v.Kind, by.Kind = asked.Get("kind"), asked.Get("kind")
		}
		if slices.Contains(view.States, asked.Get("state")) {
			v.State, by.State = asked.Get("state"), asked.Get("state")
		}
		if v.State == view.Missing {
			by.State, by.Missing = "", timetable.Today(now, loc)
		}
		v.Name = strings.TrimSpace(strings.ToValidUTF8(asked.Get("q"), ""))
		if len(v.Name) > request.MaxText {
			v.Name = strings.ToValidUTF8(v.Name[:request.MaxText], "")
		}
		list, err := request.List(ctx, q, by)
		if err != nil {
			return err
		}
		if v.More = len(list) > request.MaxListed; v.More {
			list = list[:request.MaxListed]
		}
		if folded := campus.Fold(v.Name); folded != "" {
			list = slices.DeleteFunc(list, func(l request.Leave) bool { return !strings.Contains(campus.Fold(l.Name), folded) })
		}
		err = request.Classed(ctx, q, school, now.UnixMilli(), list)
		v.Leaves = all(list, loc, now)
		return err
	})
	if err != nil {
		return v, err
	}
	people := map[string]bool{}
	for _, l := range v.Leaves {
		people[l.Person] = true
	}
	return v, s.Viewed(r, school, action, map[string]any{"from": v.From, "to": v.To, "people": len(people)})
}

// days are the days of a list, both inclusive: this week if nothing sensible is asked.
func days(asked url.Values, today string) (from, to string) {
	from, to = timetable.Monday(today), timetable.AddDays(timetable.Monday(today), 6)
	if day := asked.Get("from"); timetable.ValidDay(day) {
		from, to = day, max(day, to)
	}
	if day := asked.Get("to"); timetable.ValidDay(day) {
		to = day
		if asked.Get("from") == "" {
			from = min(from, to)
		}
	}
	if to < from {
		from, to = to, from
	}
	return from, min(to, timetable.AddDays(from, maxRange-1))
}

// options are the classes and grades that a list may be narrowed to, and what was chosen.
func options(v *view.LeaveList, classes []campus.Class, chosen string, by *request.Query) string {
	grades, picked := []string{}, []string{}
	for _, c := range classes {
		v.Classes = append(v.Classes, frame.Option{Value: c.ID, Text: campus.ClassName(c.Grade, c.Name)})
		if !slices.Contains(grades, c.Grade) {
			grades = append(grades, c.Grade)
		}
		if chosen == c.ID || chosen == ofGrade+c.Grade {
			picked = append(picked, c.ID)
		}
	}
	if len(grades) > 1 || by.Classes == nil {
		for _, g := range grades {
			v.Grades = append(v.Grades, frame.Option{Value: ofGrade + g, Text: g})
		}
	}
	if len(picked) == 0 {
		return ""
	}
	by.Classes = picked
	return chosen
}

func (s *Leaves) listPage(w http.ResponseWriter, r *http.Request) error {
	v, err := s.listed(r, "leave.listed")
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, view.List(v))
}

func (s *Leaves) listCSV(w http.ResponseWriter, r *http.Request) error {
	v, rows, err := s.rows(r)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return web.Sheet(w, "leave-"+v.From+"-"+v.To+".csv", view.SheetHead(r.Context()), rows)
}

func (s *Leaves) listXLSX(w http.ResponseWriter, r *http.Request) error {
	v, rows, err := s.rows(r)
	if err != nil {
		return err
	}
	b, err := sheet.Plain(view.SheetName(r.Context()), view.SheetHead(r.Context()), rows)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	w.Header().Set("Content-Disposition", `attachment; filename="leave-`+v.From+"-"+v.To+`.xlsx"`)
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(b) // the client may have gone
	return nil
}

// rows is a list as a file has it; one that would be cut short is refused.
func (s *Leaves) rows(r *http.Request) (v view.LeaveList, rows [][]string, err error) {
	if v, err = s.listed(r, "leave.exported"); err != nil {
		return v, nil, err
	}
	if v.More {
		return v, nil, fault.New(fault.Invalid, "leave_many")
	}
	for _, l := range v.Leaves {
		rows = append(rows, view.SheetRow(r.Context(), l))
	}
	return v, rows, nil
}

// notOffice shows the line of the lists to who has not the office's page, which leads there.
func notOffice(_ context.Context, _ bun.IDB, a allow.Actor, sc campus.School, _ *frame.RailItem) (bool, error) {
	return !allow.Can(a, allow.LeaveManage, allow.Target{School: sc.ID}), nil
}
