package schoolyear

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/timetable"
	"yunka/server/timetable/ical"
	"yunka/server/timetable/sheet"
	"yunka/server/web"
	frame "yunka/views/console"
	view "yunka/views/schoolyear"
)

const (
	mostChanges = 300 // of a file that the preview lists
	kindXLSX    = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	kindICS     = "text/calendar; charset=utf-8"
)

func (s *SchoolYear) importPage(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolFor(r, "")
	if err != nil {
		return err
	}
	return s.importDraw(w, r, school, http.StatusOK, view.ImportView{})
}

func (s *SchoolYear) importDraw(w http.ResponseWriter, r *http.Request, school string, status int, v view.ImportView) error {
	err := s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Frame = frameOf(web.Actor(r), sh)
		names, err := readClasses(ctx, q, sc.ID)
		if err != nil {
			return err
		}
		v.Classes = append([]frame.Option{{Text: noClass(ctx)}}, names.options(names.ids)...)
		if v.From != "" {
			return nil
		}
		c, err := timetable.LoadCalendar(ctx, q, sc.ID)
		v.From = startOf(c, timetable.Today(s.Now(), sc.Location()))
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, status, view.Import(v))
}

// startOf is the day that a form proposes for a timetable: today in a term, else the
// first day of the next one.
func startOf(c timetable.Calendar, today string) string {
	if _, in := c.Term(today); in {
		return today
	}
	for _, t := range c.Terms() {
		if t.FirstDay > today {
			return t.FirstDay
		}
	}
	return today
}

// importFile checks a timetable and keeps nothing of it; with apply=yes it puts the
// file into effect, if it is the one that was checked.
func (s *SchoolYear) importFile(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolFor(r, "") // before 10 MB are read for somebody who may not
	if err != nil {
		return err
	}
	u, err := web.ReadUpload(r, "file", sheet.MaxBytes)
	v := view.ImportView{File: u.Name, From: u.Get("from"), Class: u.Get("class")}
	var f timetable.File
	if err == nil {
		if school, err = s.SchoolFor(r, u.Get("school")); err != nil {
			return err
		}
		f, err = s.readFile(r.Context(), school, u.Content, v.From, v.Class)
	}
	var p timetable.Planned
	apply := u.Get("apply") == "yes"
	switch {
	case err != nil:
	case apply && u.Get("checked") == u.Hash():
		p, err = s.times.ApplyFile(web.Finish(r), web.Actor(r), school, v.From, f)
		if err == nil && p.Applied {
			return web.See(w, r, "/console/timetable?day="+v.From+"&done=timetable-imported")
		}
	default:
		p, err = s.times.CheckFile(r.Context(), web.Actor(r), school, v.From, f)
	}
	if err != nil {
		if v.Form.Field, v.Form.Error = importWords(r.Context(), err); v.Form.Error == "" {
			return err
		}
		return s.importDraw(w, r, school, fault.Status(err), v)
	}
	status := http.StatusOK
	fillPlan(r.Context(), &v, p)
	if len(p.Problems) == 0 && len(p.Adds)+len(p.Ends) > 0 {
		v.Hash = u.Hash()
	}
	if apply { // another file than the one that was checked, or one that no longer fits
		v.Form.Error, status = otherFile(r.Context()), http.StatusConflict
		if len(p.Problems) > 0 {
			v.Form.Error = changedSince(r.Context())
		}
	}
	return s.importDraw(w, r, school, status, v)
}

// readFile reads a file in whatever form it is.
func (s *SchoolYear) readFile(ctx context.Context, school string, content []byte, from, class string) (f timetable.File, err error) {
	if !ical.Is(content) {
		return sheet.Lessons(content)
	}
	var sc ical.School
	err = s.DB.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		one, err := campus.SchoolByID(ctx, q, school)
		if err != nil {
			return err
		}
		tt, err := timetable.Load(ctx, q, one, from, from, timetable.Filter{Classes: []string{}})
		if err != nil {
			return err
		}
		classes, err := campus.Classes(ctx, q, school)
		names := map[string]string{}
		for _, c := range classes {
			for _, key := range campus.ClassKeys(c.Grade, c.Name) {
				names[key] = c.Grade
			}
			names[timetable.ClassKey(campus.ClassName(c.Grade, c.Name))] = c.Grade
			if c.ID == class {
				sc.Class = campus.ClassName(c.Grade, c.Name)
			}
		}
		sc.Calendar, sc.Periods, sc.Loc, sc.From = tt.Calendar, tt.Periods, tt.Loc, from
		sc.Grade = func(class string) (string, bool) {
			grade, ok := names[timetable.ClassKey(class)]
			return grade, ok
		}
		return err
	})
	if err != nil {
		return f, err
	}
	return ical.Lessons(content, sc)
}

func fillPlan(ctx context.Context, v *view.ImportView, p timetable.Planned) {
	v.Checked, v.Lessons, v.Same, v.More = true, p.Lessons, p.Same, p.More
	v.Problems = problemRows(ctx, p.Problems)
	if len(p.Problems) > 0 {
		return // what would change is of no interest before the file is right
	}
	all := len(p.Adds) + len(p.Ends)
	ends := p.Ends[:min(len(p.Ends), mostChanges/2)]
	adds := p.Adds[:min(len(p.Adds), mostChanges-len(ends))]
	v.Ends, v.Adds, v.Left = changesOf(ends), changesOf(adds), all-len(ends)-len(adds)
}

func changesOf(slots []timetable.Slot) (list []view.Change) {
	for _, o := range slots {
		list = append(list, view.Change{Class: campus.ClassName(o.Grade, o.Class), Subject: o.Subject, Teacher: o.Name, Room: o.Room,
			Weekday: o.Weekday, Period: o.Period, Weeks: int(o.Weeks)})
	}
	return list
}

// whole reads the school's slots that hold in the week of the address's day.
func (s *SchoolYear) whole(r *http.Request, action allow.Action) (sc campus.School, tt *timetable.Timetable, slots []timetable.Slot, classes []campus.Class, err error) {
	school, err := s.SchoolFor(r, "")
	if err != nil {
		return sc, nil, nil, nil, err
	}
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		if sc, err = campus.SchoolByID(ctx, q, school); err != nil {
			return err
		}
		if classes, err = campus.Classes(ctx, q, school); err != nil {
			return err
		}
		c, err := timetable.LoadCalendar(ctx, q, school)
		if err != nil {
			return err
		}
		day := r.URL.Query().Get("day")
		if !timetable.ValidDay(day) {
			day = timetable.Today(s.Now(), sc.Location())
		}
		if t, in := termFor(c, timetable.Monday(day)); in {
			day = min(max(day, t.FirstDay), t.LastDay) // a week may begin before its term
		} else {
			day = startOf(c, day)
		}
		tt, err = timetable.Load(ctx, q, sc, day, day, timetable.Filter{})
		if err == nil {
			slots = slices.DeleteFunc(tt.Slots(), func(o timetable.Slot) bool { return action == allow.TimetableManage })
		}
		return err
	})
	return sc, tt, slots, classes, err
}

func (s *SchoolYear) exportCSV(w http.ResponseWriter, r *http.Request) error {
	_, _, slots, _, err := s.whole(r, allow.TimetableRead)
	if err != nil {
		return err
	}
	en := english(r.Context())
	return sendCSV(w, "timetable.csv", sheet.Heads(en), sheet.Table(slots, en))
}

func (s *SchoolYear) exportXLSX(w http.ResponseWriter, r *http.Request) error {
	return s.workbook(w, r, allow.TimetableRead, "timetable.xlsx")
}

// templateXLSX has an empty grid for each class.
func (s *SchoolYear) templateXLSX(w http.ResponseWriter, r *http.Request) error {
	return s.workbook(w, r, allow.TimetableManage, "timetable-template.xlsx")
}

func (s *SchoolYear) templateCSV(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.SchoolFor(r, ""); err != nil {
		return err
	}
	return sendCSV(w, "timetable-template.csv", sheet.Heads(english(r.Context())), nil)
}

func (s *SchoolYear) workbook(w http.ResponseWriter, r *http.Request, action allow.Action, name string) error {
	sc, tt, slots, classes, err := s.whole(r, action)
	if err != nil {
		return err
	}
	day := timetable.Today(s.Now(), sc.Location())
	if len(slots) > 0 {
		day = slots[0].FromDay
	}
	if asked := r.URL.Query().Get("day"); timetable.ValidDay(asked) {
		day = asked
	}
	day = max(day, startOf(tt.Calendar, day))
	var list []sheet.Class
	for _, c := range classes {
		list = append(list, sheet.Class{Grade: c.Grade, Name: c.Name, Periods: tt.Periods.Of(c.Grade, day)})
	}
	b, err := sheet.Workbook(list, slots, english(r.Context()))
	if err != nil {
		return err
	}
	return sendFile(w, name, kindXLSX, b)
}

// exportICS is the calendar of a class or a teacher over the whole term.
func (s *SchoolYear) exportICS(w http.ResponseWriter, r *http.Request) error {
	a := readAsked(r)
	school, _, err := s.mayRead(r, &a)
	if err != nil {
		return err
	}
	if a.whose == view.InRoom || a.id == "" {
		return fault.New(fault.NotFound, "not_found")
	}
	var content []byte
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		sc, err := campus.SchoolByID(ctx, q, school)
		if err != nil {
			return err
		}
		whose, name := ical.Whose{Class: a.id}, ""
		if a.whose == view.OfTeacher {
			whose = ical.Whose{Teacher: a.id}
			name, err = campus.PersonName(ctx, q, school, a.id)
		} else {
			var names named
			names, err = readClasses(ctx, q, school)
			if name = names.names[a.id]; err == nil && name == "" {
				err = fault.New(fault.NotFound, "not_found")
			}
		}
		if err != nil {
			return err
		}
		c, err := timetable.LoadCalendar(ctx, q, school)
		if err != nil {
			return err
		}
		today := timetable.Today(s.Now(), sc.Location())
		term, ok := c.Term(startOf(c, cmp.Or(a.day, today)))
		if !ok {
			return fault.New(fault.NotFound, "not_found")
		}
		filter := timetable.Filter{Classes: []string{a.id}}
		if a.whose == view.OfTeacher {
			filter = timetable.Filter{Teachers: []string{a.id}}
		}
		tt, err := timetable.Load(ctx, q, sc, term.FirstDay, term.LastDay, filter)
		if err != nil {
			return err
		}
		content, err = ical.Write(tt, term, whose, icalWords(ctx, name), s.Now())
		return err
	})
	if err != nil {
		return err
	}
	return sendFile(w, "timetable.ics", kindICS, content)
}
