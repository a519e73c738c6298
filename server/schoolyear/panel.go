package schoolyear

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/timetable"
	"yunka/server/web"
	frame "yunka/views/console"
	view "yunka/views/schoolyear"
)

// openPanel fills what stands beside the week: the opened lesson, who could stand in,
// and the forms. tt has the lessons of the whole school.
func (s *SchoolYear) openPanel(ctx context.Context, q bun.IDB, sc campus.School, tt *timetable.Timetable, names named, v *view.TimetableView, a asked) error {
	if names.names[a.class] == "" {
		return fault.New(fault.NotFound, "not_found")
	}
	d := tt.Day(a.day)
	period, ok := tt.Periods.Period(names.grade[a.class], a.day, a.period)
	if !ok || !d.SchoolDay() {
		return nil // nothing can be there: the week alone
	}
	teachers, options, err := teacherOptions(ctx, q, sc.ID, s.Now())
	if err != nil {
		return err
	}
	p := &view.Panel{Day: a.day, Period: a.period, PeriodName: period.Name, From: timetable.Clock(period.From), To: timetable.Clock(period.To),
		ClassID: a.class, Class: names.names[a.class], Teachers: append([]frame.Option{{Text: "—"}}, options...)}
	p.Edit = view.LessonForm{Weeks: "0", From: max(a.day, d.Term.FirstDay)}
	list := tt.Lessons(a.class, a.day)
	if i := slices.IndexFunc(list, func(l timetable.Lesson) bool { return l.Period == a.period }); i >= 0 {
		l := list[i]
		one := lessonView(l, view.TimetableView{Whose: view.OfClass})
		p.Lesson = &one
		teacher, room := l.Teacher, l.Room
		if l.Sub != nil {
			p.SubID, p.Note = l.Sub.ID, l.Sub.Note
			p.Sub = view.SubForm{Teacher: l.Sub.Teacher, Room: l.Sub.Room, Note: l.Sub.Note, Cancelled: l.Cancelled}
			teacher, room = l.PlannedTeacher, l.PlannedRoom
		}
		p.Edit = view.LessonForm{Subject: l.Subject, Teacher: teacher, Room: room, Weeks: strconv.Itoa(int(l.Weeks)), From: p.Edit.From}
		p.Candidates = candidates(tt, l, teacher, teachers)
		for r := range v.Rows {
			for c := range v.Rows[r].Cells {
				for n := range v.Rows[r].Cells[c] {
					cell := &v.Rows[r].Cells[c][n]
					cell.Open = cell.Day == a.day && cell.ClassID == a.class && cell.Period == a.period
				}
			}
		}
	}
	if a.sub != nil {
		p.Sub = *a.sub
	}
	if a.edit != nil {
		p.Edit = *a.edit
	}
	v.Panel = p
	return nil
}

// candidates are the teachers who might take a lesson but whom the timetable names:
// the free ones first, of them those who teach the subject, then those who stand in
// least this week.
func candidates(tt *timetable.Timetable, l timetable.Lesson, planned string, teachers []timetable.Teacher) (list []view.Candidate) {
	teaches, subs := map[string][]string{}, map[string]int{}
	for _, o := range tt.Slots() {
		if o.Teacher != "" && !slices.Contains(teaches[o.Teacher], o.Subject) {
			teaches[o.Teacher] = append(teaches[o.Teacher], o.Subject)
		}
	}
	busy := map[string]string{}
	monday := timetable.Monday(l.Day)
	for i := range 7 {
		for _, o := range tt.All(timetable.AddDays(monday, i)) {
			if o.Replaced() {
				subs[o.Teacher]++
			}
			if o.Day == l.Day && o.Key() != l.Key() && !o.Cancelled && o.From < l.To && l.From < o.To && o.Teacher != "" {
				busy[o.Teacher] = campus.ClassName(o.Grade, o.Class)
			}
		}
	}
	for _, t := range teachers {
		if t.ID == planned {
			continue
		}
		c := view.Candidate{ID: t.ID, Name: t.Name, Teaches: teaches[t.ID], Busy: busy[t.ID], Subs: subs[t.ID]}
		list = append(list, c)
	}
	rank := func(c view.Candidate) int {
		switch {
		case c.Busy != "":
			return 2
		case slices.Contains(c.Teaches, l.Subject):
			return 0
		}
		return 1
	}
	slices.SortStableFunc(list, func(a, b view.Candidate) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.Subs, b.Subs))
	})
	return list
}

func (s *SchoolYear) substitutions(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolFor(r, "")
	if err != nil {
		return err
	}
	return s.substitutionsPage(w, r, school, http.StatusOK, r.URL.Query().Get("day"), "")
}

func (s *SchoolYear) substitutionsPage(w http.ResponseWriter, r *http.Request, school string, status int, day, problem string) error {
	v := view.SubstitutionsView{Day: day, Error: problem, Teacher: r.URL.Query().Get("teacher")}
	err := s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Frame = frameOf(web.Actor(r), sh)
		if !timetable.ValidDay(v.Day) {
			v.Day = timetable.Today(s.Now(), sc.Location())
		}
		v.Before, v.After = timetable.AddDays(v.Day, -1), timetable.AddDays(v.Day, 1)
		var err error
		if _, v.Teachers, err = teacherOptions(ctx, q, sc.ID, s.Now()); err != nil {
			return err
		}
		tt, err := timetable.Load(ctx, q, sc, v.Day, v.Day, timetable.Filter{})
		if err != nil {
			return err
		}
		d := tt.Day(v.Day)
		v.Kind, v.Name = string(d.Kind), d.Name
		if v.Teacher != "" {
			for _, l := range tt.OfTeacher(v.Teacher, v.Day) {
				if l.Teacher == v.Teacher && l.PlannedTeacher != "" && l.PlannedTeacher != v.Teacher {
					continue // it is somebody else's, whom they stand in for
				}
				v.Lessons = append(v.Lessons, lessonView(l, view.TimetableView{Whose: view.OfTeacher}))
				v.Times = append(v.Times, timetable.Clock(l.From)+"–"+timetable.Clock(l.To))
			}
		}
		names, err := readClasses(ctx, q, sc.ID)
		if err != nil {
			return err
		}
		subs, err := timetable.Substitutions(ctx, q, sc.ID, v.Day, v.Day)
		for _, sub := range subs {
			v.List = append(v.List, subView(tt, names, sub))
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, status, view.Substitutions(v))
}

func subView(tt *timetable.Timetable, names named, sub timetable.Substitution) view.Substitution {
	one := view.Substitution{ID: sub.ID, Class: names.names[sub.ClassID], ClassID: sub.ClassID, Period: sub.Period, Teacher: sub.Name, Room: sub.Room, Note: sub.Note,
		Cancelled: sub.Cancelled, Gone: true, Time: strconv.Itoa(sub.Period)}
	for _, l := range tt.Lessons(sub.ClassID, sub.Day) {
		if l.Period == sub.Period {
			one.Gone, one.Subject, one.Time = false, l.Subject, timetable.Clock(l.From)+"–"+timetable.Clock(l.To)
			if l.Replaced() {
				one.Planned = cmp.Or(l.PlannedName, "—")
			}
		}
	}
	return one
}

// substitute says what is different about a lesson of one day.
func (s *SchoolYear) substitute(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	school, err := s.SchoolFor(r, r.PostForm.Get("school"))
	if err != nil {
		return err
	}
	get := r.PostForm.Get
	f := view.SubForm{Teacher: get("teacher"), Room: get("room"), Note: get("note"), Cancelled: get("cancelled") == "1"}
	a := asked{whose: view.OfClass, id: get("class"), day: get("day"), class: get("class"), sub: &f}
	a.period, _ = strconv.Atoi(get("period"))
	d := timetable.Substitution{Day: a.day, ClassID: a.class, Period: a.period, Teacher: f.Teacher, Room: f.Room, Note: f.Note, Cancelled: f.Cancelled}
	_, err = s.times.Substitute(web.Finish(r), web.Actor(r), school, d)
	if err == nil {
		return web.See(w, r, "/console/timetable?class="+a.class+"&day="+a.day+"&period="+strconv.Itoa(a.period)+"&done=sub-saved")
	}
	if f.Field, f.Error = subWords(r.Context(), err); f.Error == "" || !timetable.ValidDay(a.day) {
		return err
	}
	return s.timetablePage(w, r, school, nil, fault.Status(err), a)
}

// undo takes a substitution back.
func (s *SchoolYear) undo(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, timetable.OwnerOfSubstitution)
	if err != nil {
		return err
	}
	if err := web.Form(r); err != nil {
		return err
	}
	day := ""
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		sub, err := timetable.SubstitutionByID(ctx, q, o.School, o.ID)
		day = sub.Day
		return err
	})
	if err != nil {
		return err
	}
	err = s.times.Undo(web.Finish(r), web.Actor(r), o.School, o.ID)
	if err == nil {
		return web.See(w, r, "/console/substitutions?day="+day+"&done=sub-undone")
	}
	_, text := subWords(r.Context(), err)
	if text == "" {
		return err
	}
	return s.substitutionsPage(w, r, o.School, fault.Status(err), day, text)
}
