package schoolyear

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/access/rule"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/timetable"
	"yunka/server/timetable/ical"
	"yunka/server/timetable/sheet"
	"yunka/server/web"
	frame "yunka/views/console"
	"yunka/views/msg"
	view "yunka/views/schoolyear"
)

// firstMonth is the month in which the pages let a school year begin.
const firstMonth = time.September

func (s *SchoolYear) calendar(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolFor(r, "")
	if err != nil {
		return err
	}
	return s.calendarPage(w, r, school, http.StatusOK, view.CalendarView{Range: view.RangeForm{As: "8"}})
}

func (s *SchoolYear) calendarPage(w http.ResponseWriter, r *http.Request, school string, status int, v view.CalendarView) error {
	err := s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Frame = frameOf(web.Actor(r), sh)
		v.Today = timetable.Today(s.Now(), sc.Location())
		day := r.URL.Query().Get("day")
		if v.Range.First != "" {
			day = v.Range.First
		}
		if !timetable.ValidDay(day) {
			day = ""
		}
		var err error
		if v.Year, err = strconv.Atoi(r.URL.Query().Get("year")); err != nil || v.Year < 2000 || v.Year > 2150 {
			v.Year = yearOf(v.Today)
		}
		if day != "" {
			v.Year = yearOf(day)
		}
		open := day
		if open == "" && yearOf(v.Today) == v.Year {
			open = v.Today
		}
		tt, err := timetable.Load(ctx, q, sc, open, open, timetable.Filter{})
		if err != nil {
			return err
		}
		drawYear(&v, tt.Calendar, open)
		if open == "" {
			return nil
		}
		v.Open = openDay(tt, open, v.Today)
		if v.Range.First == "" && day != "" {
			v.Range.First, v.Range.Was, v.Range.Name = day, day, v.Open.Name
			v.Range.As, v.Range.Follows = typedAs(tt.Day(day), v.Open.Marked), v.Open.Follows
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, status, view.Calendar(v))
}

// yearOf is the school year of a day.
func yearOf(day string) int {
	t, _ := time.Parse(time.DateOnly, day)
	if t.Month() < firstMonth {
		return t.Year() - 1
	}
	return t.Year()
}

// typedAs is what the form says of a day as it is.
func typedAs(d timetable.Day, marked bool) string {
	switch {
	case d.Kind == timetable.Holiday || !marked:
		return strconv.Itoa(rule.Holiday)
	case d.WorksAs != 0 && d.WorksAs != timetable.Weekday(d.Day):
		return strconv.Itoa(d.WorksAs)
	}
	return "event"
}

// drawYear fills the months and the ribbon.
func drawYear(v *view.CalendarView, c timetable.Calendar, open string) {
	first := time.Date(v.Year, firstMonth, 1, 12, 0, 0, 0, time.UTC)
	end := first.AddDate(1, 0, 0)
	v.Unmarked = true
	for m := first; m.Before(end); m = m.AddDate(0, 1, 0) {
		month := view.Month{Year: m.Year(), Month: int(m.Month())}
		for day := m; day.Month() == m.Month(); day = day.AddDate(0, 0, 1) {
			d := c.Day(day.Format(time.DateOnly))
			at := timetable.Weekday(d.Day) - 1
			if at == 0 || len(month.Weeks) == 0 {
				month.Weeks = append(month.Weeks, view.Week{})
			}
			week := &month.Weeks[len(month.Weeks)-1]
			week.Number = max(week.Number, d.Week)
			week.Days[at] = cell(d, v.Today, open)
			v.Unmarked = v.Unmarked && d.Kind != timetable.Holiday
		}
		v.Months = append(v.Months, month)
	}
	from, to := first.Format(time.DateOnly), end.AddDate(0, 0, -1).Format(time.DateOnly)
	length := timetable.DaysBetween(from, to) + 1
	place := func(a, b string) (x, w int) {
		x = timetable.DaysBetween(from, max(a, from)) * 1000 / length
		return x, (timetable.DaysBetween(from, min(b, to))+1)*1000/length - x
	}
	terms := c.Terms()
	v.Unmarked = v.Unmarked && len(terms) > 0
	before := ""
	for _, t := range terms {
		if t.LastDay < from || t.FirstDay > to {
			continue
		}
		if before != "" && timetable.DaysBetween(before, t.FirstDay) > 1 {
			span := view.TermSpan{Vacation: true, First: timetable.AddDays(before, 1), Last: timetable.AddDays(t.FirstDay, -1), TodayX: -1}
			span.X, span.W = place(span.First, span.Last)
			span.Days = timetable.DaysBetween(span.First, span.Last) + 1
			v.Terms = append(v.Terms, span)
		}
		before = t.LastDay
		span := view.TermSpan{Name: t.Name, First: t.FirstDay, Last: t.LastDay, Weeks: t.Weeks(), Days: c.SchoolDays(t.FirstDay, t.LastDay), TodayX: -1}
		span.X, span.W = place(t.FirstDay, t.LastDay)
		if t.FirstDay <= v.Today && v.Today <= t.LastDay {
			span.TodayX, _ = place(v.Today, v.Today)
			span.TodayWeek, _ = c.Week(v.Today)
		}
		v.Terms = append(v.Terms, span)
	}
}

func cell(d timetable.Day, today, open string) view.Cell {
	t, _ := time.Parse(time.DateOnly, d.Day)
	return view.Cell{Day: d.Day, N: t.Day(), Kind: string(d.Kind), Name: d.Name, Today: d.Day == today, Open: d.Day == open,
		Event: d.Name != "" && d.Kind != timetable.Holiday && d.Kind != timetable.MakeUp}
}

// openDay says what a day is and when which grade has lessons.
func openDay(tt *timetable.Timetable, day, today string) *view.OpenDay {
	d := tt.Day(day)
	o := &view.OpenDay{Cell: cell(d, today, day), Week: d.Week, Odd: d.Odd, Term: d.Term.Name, WorksAs: d.WorksAs, Follows: d.Follows, Marked: tt.Marked(day)}
	if d.Week > 0 {
		o.Odd = d.Week%2 == 1
	}
	classes := map[string]bool{}
	at := map[string]int{}
	for _, l := range tt.All(day) {
		if l.Cancelled {
			continue
		}
		i, known := at[l.Grade]
		if !known {
			i = len(o.Grades)
			at[l.Grade] = i
			o.Grades = append(o.Grades, view.Expected{Grade: l.Grade, From: timetable.Clock(l.From)})
		}
		g := &o.Grades[i]
		g.To = max(g.To, timetable.Clock(l.To))
		if !classes[l.ClassID] {
			classes[l.ClassID] = true
			g.Classes++
		}
	}
	sortGrades(o.Grades)
	return o
}

func (s *SchoolYear) setDays(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	school, err := s.SchoolFor(r, r.PostForm.Get("school"))
	if err != nil {
		return err
	}
	get := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	f := view.RangeForm{First: get("first"), Last: get("last"), As: get("as"), Follows: get("follows"), Name: get("name"), Was: get("was")}
	spans, err := spansOf(f)
	if err == nil {
		err = s.times.SetDays(web.Finish(r), web.Actor(r), school, spans, f.Was == f.First && len(spans) == 1 && spans[0].First == spans[0].Last)
	}
	if err == nil {
		return web.See(w, r, "/console/calendar?done=days-saved&day="+f.First+"#day")
	}
	if f.Field, f.Error = daysWords(r.Context(), err); f.Error == "" {
		return err
	}
	return s.calendarPage(w, r, school, fault.Status(err), view.CalendarView{Range: f})
}

// spansOf reads the form: an event works as what each of its days is.
func spansOf(f view.RangeForm) ([]access.Span, error) {
	span := access.Span{First: f.First, Last: f.Last, Follows: f.Follows, Name: f.Name}
	if span.Last == "" {
		span.Last = span.First
	}
	if f.As != "event" {
		var err error
		if span.WorksAs, err = strconv.Atoi(f.As); err != nil || span.WorksAs < 0 {
			return nil, fault.New(fault.Invalid, "calendar_as")
		}
		if span.WorksAs == 0 || span.WorksAs == rule.Holiday {
			span.Follows = ""
		} else if timetable.ValidDay(span.Follows) { // the day says which weekday it is
			span.WorksAs = timetable.Weekday(span.Follows)
		}
		return []access.Span{span}, nil
	}
	if !timetable.ValidDay(span.First) || !timetable.ValidDay(span.Last) || span.Last < span.First || timetable.DaysBetween(span.First, span.Last) >= access.MaxSpan {
		return nil, fault.New(fault.Invalid, "calendar_days")
	}
	if span.Name == "" {
		return nil, fault.New(fault.Invalid, "calendar_event_name")
	}
	var list []access.Span
	for day := span.First; day <= span.Last; day = timetable.AddDays(day, 1) {
		list = append(list, access.Span{First: day, Last: day, WorksAs: timetable.Weekday(day), Name: span.Name})
	}
	return list, nil
}

// daysFile checks a file of holidays and keeps nothing of it; with apply=yes it
// writes the file, if it is the one that was checked.
func (s *SchoolYear) daysFile(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolFor(r, "") // before 10 MB are read for somebody who may not
	if err != nil {
		return err
	}
	u, err := web.ReadUpload(r, "file", sheet.MaxBytes)
	var h timetable.Holidays
	if err == nil {
		if school, err = s.SchoolFor(r, u.Get("school")); err != nil {
			return err
		}
		h, err = s.readDays(r, school, u.Content)
	}
	apply := u.Get("apply") == "yes"
	if err == nil && apply && u.Get("checked") == u.Hash() {
		err = s.times.ApplyDays(web.Finish(r), web.Actor(r), school, h)
		if err == nil {
			return web.See(w, r, "/console/calendar?done=days-saved")
		}
		if fault.As(err).Code == "file_problems" { // somebody else changed the calendar since
			apply, err = false, nil
		}
	}
	file := &view.DaysFile{Name: u.Name}
	status := http.StatusOK
	if err == nil {
		var p timetable.PlannedDays
		if p, err = s.times.CheckDays(r.Context(), web.Actor(r), school, h); err == nil {
			fillDays(r.Context(), file, p)
			if len(p.Problems) == 0 {
				file.Hash = u.Hash()
			}
			if apply {
				file.Error, status = otherFile(r.Context()), http.StatusConflict
			}
		}
	}
	if err != nil {
		if file.Error = fileWords(r.Context(), err); file.Error == "" {
			if _, file.Error = daysWords(r.Context(), err); file.Error == "" {
				return err
			}
		}
		status = fault.Status(err)
	}
	return s.calendarPage(w, r, school, status, view.CalendarView{Range: view.RangeForm{As: "8"}, File: file})
}

func (s *SchoolYear) readDays(r *http.Request, school string, content []byte) (timetable.Holidays, error) {
	if !ical.Is(content) {
		return sheet.Holidays(content)
	}
	var loc *time.Location
	err := s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		sc, err := campus.SchoolByID(ctx, q, school)
		loc = sc.Location()
		return err
	})
	if err != nil {
		return timetable.Holidays{}, err
	}
	return ical.Holidays(content, loc)
}

func fillDays(ctx context.Context, file *view.DaysFile, p timetable.PlannedDays) {
	for _, d := range p.Days {
		file.Rows = append(file.Rows, view.FileDay{Row: d.Row, First: d.Span.First, Last: d.Span.Last, WorksAs: d.Span.WorksAs, Follows: d.Span.Follows, Name: d.Span.Name})
	}
	file.Same, file.More = p.Same, p.More
	file.Problems = problemRows(ctx, p.Problems)
}

func problemRows(ctx context.Context, list []timetable.Problem) (rows []view.Problem) {
	for _, p := range list {
		text, value := problemWords(ctx, p)
		rows = append(rows, view.Problem{Row: p.Row, Column: p.Column, Value: value, Text: text})
	}
	return rows
}

// daysTemplate is a file of holidays to fill in.
func (s *SchoolYear) daysTemplate(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.SchoolFor(r, ""); err != nil {
		return err
	}
	return sendCSV(w, "holidays.csv", sheet.HolidayHeads(english(r.Context())), nil)
}

// sendCSV answers with a file that Excel opens as UTF-8.
func sendCSV(w http.ResponseWriter, name string, head []string, rows [][]string) error {
	return web.Sheet(w, name, head, rows)
}

func english(ctx context.Context) bool { return msg.LangOf(ctx) == msg.En }

func sendFile(w http.ResponseWriter, name, kind string, content []byte) error {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(content) // the client may have gone
	return nil
}
