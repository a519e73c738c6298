package schoolyear

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/timetable"
	"yunka/server/web"
	frame "yunka/views/console"
	view "yunka/views/schoolyear"
)

// asked is which timetable a page shows, and what is opened in it.
type asked struct {
	whose  view.Whose
	id     string // "" is the first there is
	day    string // any of the week; "" is today
	class  string // of the opened lesson
	period int    // of the opened lesson, 0 for none
	sub    *view.SubForm
	edit   *view.LessonForm
}

func readAsked(r *http.Request) asked {
	q := r.URL.Query()
	a := asked{whose: view.OfClass, id: q.Get("class"), day: q.Get("day"), class: q.Get("of")}
	switch {
	case q.Has("teacher"):
		a.whose, a.id = view.OfTeacher, q.Get("teacher")
	case q.Has("room"):
		a.whose, a.id = view.InRoom, q.Get("room")
	}
	if !timetable.ValidDay(a.day) {
		a.day = ""
	}
	a.period, _ = strconv.Atoi(q.Get("period"))
	return a
}

// mayRead checks who may read what is asked for: whoever may read the whole school's
// timetable anything, whoever holds a post for classes theirs. It answers with the
// classes that may be chosen, nil for all.
func (s *SchoolYear) mayRead(r *http.Request, a *asked) (school string, classes []string, err error) {
	if school, err = s.SchoolOf(r); err != nil {
		return "", nil, err
	}
	who := web.Actor(r)
	whole := func() bool { return allow.Can(who, allow.TimetableRead, allow.Target{School: school}) }
	if !whole() {
		classes = allow.ClassesFor(who, allow.TimetableRead, school)
	}
	target := allow.Target{School: school}
	if a.whose == view.OfClass {
		if a.id == "" && len(classes) > 0 {
			a.id = classes[0]
		}
		target.Class = a.id
	}
	if target.Class != "" {
		switch o, err := s.OwnerOf(r.Context(), timetable.OwnerOfClass, a.id); {
		case fault.Is(err, fault.NotFound):
			return "", nil, cmp.Or(s.Check(r, allow.Target{School: school}), err) // who may not act here learns nothing about ids
		case err != nil:
			return "", nil, err
		case o.School != school:
			target.School, school = o.School, o.School
		}
	}
	if err := s.Check(r, target); err != nil {
		return "", nil, err
	}
	s.Stay(r, school)
	if whole() {
		return school, nil, nil
	}
	return school, allow.ClassesFor(who, allow.TimetableRead, school), nil
}

func (s *SchoolYear) timetable(w http.ResponseWriter, r *http.Request) error {
	a := readAsked(r)
	school, classes, err := s.mayRead(r, &a)
	if err != nil {
		return err
	}
	return s.timetablePage(w, r, school, classes, http.StatusOK, a)
}

func (s *SchoolYear) timetablePage(w http.ResponseWriter, r *http.Request, school string, classes []string, status int, a asked) error {
	var v view.TimetableView
	err := s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) (err error) {
		v, err = s.readTimetable(ctx, q, sc, frameOf(web.Actor(r), sh), classes, a)
		return err
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, status, view.Timetable(v))
}

func (s *SchoolYear) readTimetable(ctx context.Context, q bun.IDB, sc campus.School, f view.Frame, classes []string, a asked) (v view.TimetableView, err error) {
	v = view.TimetableView{Frame: f, Whose: a.whose, ID: a.id, All: classes == nil}
	today := timetable.Today(s.Now(), sc.Location())
	a.day = cmp.Or(a.day, today)
	v.Monday, v.ThisWeek = timetable.Monday(a.day), timetable.Monday(today)
	v.Previous, v.Next = timetable.AddDays(v.Monday, -7), timetable.AddDays(v.Monday, 7)
	names, err := readClasses(ctx, q, sc.ID)
	if err != nil {
		return v, err
	}
	whole := a.period > 0 && f.Manages || a.whose != view.OfClass
	filter := timetable.Filter{}
	if classes == nil {
		classes = names.ids
	}
	if a.whose == view.OfClass {
		if len(classes) == 0 {
			v.Empty = view.EmptyClasses
			return v, nil
		}
		if v.ID == "" {
			v.ID = classes[0]
		}
		if v.Name = names.names[v.ID]; v.Name == "" {
			return v, fault.New(fault.NotFound, "not_found")
		}
		v.Choices = names.options(classes)
		if !whole {
			filter.Classes = []string{v.ID}
		}
	}
	tt, err := timetable.Load(ctx, q, sc, v.Monday, timetable.AddDays(v.Monday, 6), filter)
	if err != nil {
		return v, err
	}
	if err := s.chooseOther(ctx, q, sc, tt, &v); err != nil {
		return v, err
	}
	switch {
	case len(tt.Terms()) == 0:
		v.Empty = view.EmptyTerms
	case len(tt.Periods.Sets()) == 0:
		v.Empty = view.EmptyPeriods
	}
	if v.Empty != "" {
		return v, nil
	}
	drawWeek(&v, tt, names, today)
	if a.period > 0 && f.Manages {
		if a.class == "" && a.whose == view.OfClass {
			a.class = v.ID
		}
		err = s.openPanel(ctx, q, sc, tt, names, &v, a)
	}
	switch { // where no form can say it, the page does
	case a.edit != nil && v.Panel == nil:
		v.Error = a.edit.Error
	case a.sub != nil && (v.Panel == nil || v.Panel.Lesson == nil):
		v.Error = a.sub.Error
	}
	return v, err
}

// chooseOther fills the choices of teachers and of rooms; NotFound for one that the
// school does not have.
func (s *SchoolYear) chooseOther(ctx context.Context, q bun.IDB, sc campus.School, tt *timetable.Timetable, v *view.TimetableView) (err error) {
	switch v.Whose {
	case view.OfTeacher:
		if _, v.Choices, err = teacherOptions(ctx, q, sc.ID, s.Now()); err != nil {
			return err
		}
	case view.InRoom:
		if t, ok := termFor(tt.Calendar, v.Monday); ok {
			rooms, err := timetable.Rooms(ctx, q, sc.ID, t.ID)
			if err != nil {
				return err
			}
			for _, room := range rooms {
				v.Choices = append(v.Choices, frame.Option{Value: room, Text: room})
			}
		}
	default:
		return nil
	}
	if v.ID == "" && len(v.Choices) > 0 {
		v.ID = v.Choices[0].Value
	}
	i := slices.IndexFunc(v.Choices, func(o frame.Option) bool { return o.Value == v.ID })
	if i < 0 && v.ID != "" && v.Whose == view.OfTeacher {
		return fault.New(fault.NotFound, "not_found")
	}
	if i >= 0 {
		v.Name = v.Choices[i].Text
	}
	return nil
}

// termFor is the term of a week: of its Monday, or the one that begins in it.
func termFor(c timetable.Calendar, monday string) (timetable.Term, bool) {
	for i := range 7 {
		if t, ok := c.Term(timetable.AddDays(monday, i)); ok {
			return t, true
		}
	}
	return timetable.Term{}, false
}

func readClasses(ctx context.Context, q bun.IDB, school string) (named, error) {
	n := named{names: map[string]string{}, grade: map[string]string{}}
	list, err := campus.Classes(ctx, q, school)
	for _, c := range list {
		n.ids = append(n.ids, c.ID)
		n.names[c.ID], n.grade[c.ID] = campus.ClassName(c.Grade, c.Name), c.Grade
	}
	return n, err
}

// drawWeek fills the columns and rows: Monday to Friday, and a weekend day that has
// lessons or a name.
func drawWeek(v *view.TimetableView, tt *timetable.Timetable, names named, today string) {
	sunday := timetable.AddDays(v.Monday, 6)
	if t, ok := termFor(tt.Calendar, v.Monday); ok {
		v.Term = t.Name
		v.Week, v.Odd = tt.Week(max(v.Monday, t.FirstDay))
	}
	rows := map[[2]int]*view.Row{}
	at := map[[2]int]int{} // minutes -> period, for the order
	add := func(p timetable.Period, width int) *view.Row {
		k := [2]int{p.From, p.To}
		if rows[k] == nil {
			rows[k] = &view.Row{Number: p.Number, Name: p.Name, From: timetable.Clock(p.From), To: timetable.Clock(p.To)}
			at[k] = p.From
		}
		for len(rows[k].Cells) < width {
			rows[k].Cells = append(rows[k].Cells, nil)
		}
		return rows[k]
	}
	grade := names.grade[v.ID] // "" for teachers and rooms
	for _, d := range tt.Days(v.Monday, sunday) {
		if timetable.Weekday(d.Day) > 5 && !d.SchoolDay() && (d.Name == "" || d.Kind == timetable.Vacation) {
			continue
		}
		v.Days = append(v.Days, view.Column{Day: d.Day, Kind: string(d.Kind), Name: d.Name, Works: d.WorksAs, Today: d.Day == today})
		for _, p := range tt.Periods.Of(grade, d.Day) {
			add(p, len(v.Days))
		}
		for _, l := range lessonsOf(tt, *v, d.Day) {
			row := add(timetable.Period{Number: l.Period, Name: l.PeriodName, From: l.From, To: l.To}, len(v.Days))
			row.Cells[len(v.Days)-1] = append(row.Cells[len(v.Days)-1], lessonView(l, *v))
			v.Lessons++
			if l.Sub != nil {
				v.Changed++
			}
		}
	}
	keys := make([][2]int, 0, len(rows))
	for k := range rows {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b [2]int) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	before := -1
	for _, k := range keys {
		row := *rows[k]
		for len(row.Cells) < len(v.Days) {
			row.Cells = append(row.Cells, nil)
		}
		if before >= 0 && k[0]-before >= longBreak {
			row.BreakFrom, row.Break = timetable.Clock(before), timetable.Clock(k[0])
		}
		before = max(before, k[1])
		v.Rows = append(v.Rows, row)
	}
	if v.Lessons == 0 && v.Week > 0 {
		v.Empty = view.EmptyLessons
	}
}

// longBreak is from how many minutes on a break is drawn.
const longBreak = 20

func lessonsOf(tt *timetable.Timetable, v view.TimetableView, day string) []timetable.Lesson {
	switch v.Whose {
	case view.OfTeacher:
		return tt.OfTeacher(v.ID, day)
	case view.InRoom:
		return tt.InRoom(v.ID, day)
	}
	return tt.Lessons(v.ID, day)
}

func lessonView(l timetable.Lesson, v view.TimetableView) view.Lesson {
	one := view.Lesson{ID: l.ID, Day: l.Day, ClassID: l.ClassID, Period: l.Period, Subject: l.Subject, Teacher: l.Name, Room: l.Room, Weeks: int(l.Weeks),
		Cancelled: l.Cancelled, Sub: l.Sub != nil}
	if v.Whose != view.OfClass {
		one.Class = campus.ClassName(l.Grade, l.Class)
	}
	if l.Replaced() {
		one.Planned = cmp.Or(l.PlannedName, "—")
	}
	if l.Sub != nil && l.Sub.Room != "" {
		one.PlannedRoom = l.PlannedRoom
	}
	return one
}

// setLesson changes the timetable from a day on, or ends a lesson of it.
func (s *SchoolYear) setLesson(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	school, err := s.SchoolFor(r, r.PostForm.Get("school"))
	if err != nil {
		return err
	}
	get := r.PostForm.Get
	f := view.LessonForm{Subject: get("subject"), Teacher: get("by"), Room: get("where"), Weeks: get("weeks"), From: get("from")}
	a := asked{whose: view.OfClass, id: get("class"), day: get("day"), class: get("class"), edit: &f}
	a.period, _ = strconv.Atoi(get("period"))
	if !timetable.ValidDay(a.day) {
		return fault.New(fault.Malformed, "bad_form")
	}
	if get("remove") == "yes" {
		err = s.times.RemoveLesson(web.Finish(r), web.Actor(r), school, get("lesson"), f.From)
	} else {
		var weekday int
		if weekday, err = s.weekdayOf(r.Context(), school, a.day); err != nil {
			return err
		}
		weeks, wrong := strconv.Atoi(f.Weeks)
		if wrong != nil {
			weeks = -1
		}
		_, err = s.times.SetLesson(web.Finish(r), web.Actor(r), school, timetable.LessonDraft{From: f.From, Replaces: get("lesson"),
			Slot: timetable.Slot{ClassID: a.class, Weekday: weekday, Period: a.period, Weeks: timetable.Weeks(weeks), Subject: f.Subject, Teacher: f.Teacher, Room: f.Room}})
	}
	if err == nil {
		return web.See(w, r, "/console/timetable?class="+a.class+"&day="+a.day+"&done=lesson-saved")
	}
	if f.Field, f.Error = lessonWords(r.Context(), err); f.Error == "" {
		return err
	}
	return s.timetablePage(w, r, school, nil, fault.Status(err), a)
}

// weekdayOf is the weekday of the timetable that a day shows, which a make-up day
// borrows.
func (s *SchoolYear) weekdayOf(ctx context.Context, school, day string) (n int, err error) {
	err = s.DB.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		c, err := timetable.LoadCalendar(ctx, q, school)
		if n = c.Day(day).WorksAs; n == 0 {
			n = timetable.Weekday(day)
		}
		return err
	})
	return n, err
}
