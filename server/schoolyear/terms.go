package schoolyear

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/timetable"
	"yunka/server/web"
	frame "yunka/views/console"
	view "yunka/views/schoolyear"
)

func (s *SchoolYear) terms(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolFor(r, "")
	if err != nil {
		return err
	}
	return s.termsPage(w, r, school, http.StatusOK, view.TermForm{ID: r.URL.Query().Get("id")}, true)
}

// termsPage lists the terms; fresh fills the form from the term that it is about.
func (s *SchoolYear) termsPage(w http.ResponseWriter, r *http.Request, school string, status int, f view.TermForm, fresh bool) error {
	v := view.TermsView{Form: f}
	err := s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Frame = frameOf(web.Actor(r), sh)
		today := timetable.Today(s.Now(), sc.Location())
		c, err := timetable.LoadCalendar(ctx, q, sc.ID)
		if err != nil {
			return err
		}
		used, err := timetable.TermsInUse(ctx, q, sc.ID)
		if err != nil {
			return err
		}
		known := false
		for _, t := range c.Terms() {
			v.Terms = append(v.Terms, view.Term{ID: t.ID, Name: t.Name, First: t.FirstDay, Last: t.LastDay, Weeks: t.Weeks(), Days: c.SchoolDays(t.FirstDay, t.LastDay),
				Now: t.FirstDay <= today && today <= t.LastDay, Lessons: used[t.ID]})
			if t.ID == f.ID {
				known = true
				if fresh {
					v.Form.Name, v.Form.First, v.Form.Last = t.Name, t.FirstDay, t.LastDay
				}
			}
		}
		if f.ID != "" && !known {
			return fault.New(fault.NotFound, "not_found")
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, status, view.Terms(v))
}

func (s *SchoolYear) saveTerm(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	school, err := s.SchoolFor(r, r.PostForm.Get("school"))
	if err != nil {
		return err
	}
	get := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	f := view.TermForm{ID: get("id"), Name: get("name"), First: get("first"), Last: get("last")}
	_, err = s.times.SaveTerm(web.Finish(r), web.Actor(r), school, timetable.Term{ID: f.ID, Name: f.Name, FirstDay: f.First, LastDay: f.Last})
	if err == nil {
		return web.See(w, r, "/console/terms?done=term-saved")
	}
	if f.Field, f.Error = termWords(r.Context(), err); f.Error == "" {
		return err
	}
	return s.termsPage(w, r, school, fault.Status(err), f, false)
}

func (s *SchoolYear) removeTerm(w http.ResponseWriter, r *http.Request) error {
	o, err := s.Named(r, timetable.OwnerOfTerm)
	if err != nil {
		return err
	}
	err = s.times.RemoveTerm(web.Finish(r), web.Actor(r), o.School, o.ID)
	if err == nil {
		return web.See(w, r, "/console/terms?done=term-removed")
	}
	f := view.TermForm{}
	if f.Field, f.Error = termWords(r.Context(), err); f.Error == "" {
		return err
	}
	return s.termsPage(w, r, o.School, fault.Status(err), f, false)
}

// usual is the day that the form of a school without periods begins with.
var usual = [][3]int{{1, 500, 540}, {2, 550, 590}, {3, 620, 660}, {4, 670, 710}, {5, 810, 850}, {6, 860, 900}, {7, 920, 960}}

// spareRows are empty rows below the periods.
const spareRows = 3

func (s *SchoolYear) periods(w http.ResponseWriter, r *http.Request) error {
	school, err := s.SchoolFor(r, "")
	if err != nil {
		return err
	}
	f := view.PeriodsForm{Grade: r.URL.Query().Get("grade"), From: r.URL.Query().Get("from")}
	return s.periodsPage(w, r, school, http.StatusOK, f, true)
}

func (s *SchoolYear) periodsPage(w http.ResponseWriter, r *http.Request, school string, status int, f view.PeriodsForm, fresh bool) error {
	v := view.PeriodsView{Form: f}
	err := s.SchoolRead(r, school, func(ctx context.Context, q bun.IDB, sh frame.Shell, sc campus.School) error {
		v.Frame = frameOf(web.Actor(r), sh)
		classes, err := campus.Classes(ctx, q, sc.ID)
		if err != nil {
			return err
		}
		for _, c := range classes {
			if !slices.Contains(v.Grades, c.Grade) {
				v.Grades = append(v.Grades, c.Grade)
			}
		}
		p, err := timetable.LoadPeriods(ctx, q, sc.ID)
		if err != nil {
			return err
		}
		today := timetable.Today(s.Now(), sc.Location())
		if fresh {
			if err := s.startPeriods(ctx, q, sc, p, today, &v.Form); err != nil {
				return err
			}
		}
		for _, set := range p.Sets() {
			one := view.PeriodSet{Grade: set.Grade, From: set.FromDay, Open: set.Grade == v.Form.Grade && set.FromDay == v.Form.From}
			for _, p := range set.List {
				one.List = append(one.List, periodRow(p))
			}
			v.Sets = append(v.Sets, one)
		}
		slices.SortStableFunc(v.Sets, func(a, b view.PeriodSet) int { return campus.CompareGrades(a.Grade, b.Grade) })
		for range spareRows {
			v.Form.Rows = append(v.Form.Rows, view.Period{})
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.Render(w, r, status, view.Periods(v))
}

// startPeriods fills the form with the set that it is about, else with the one that
// holds now, else with a usual day from the term's first day on.
func (s *SchoolYear) startPeriods(ctx context.Context, q bun.IDB, sc campus.School, p timetable.Periods, today string, f *view.PeriodsForm) error {
	day := f.From
	if !timetable.ValidDay(day) {
		day = today
	}
	set, known := p.Set(f.Grade, day)
	if !timetable.ValidDay(f.From) {
		f.From = set.FromDay
	}
	for _, one := range set.List {
		f.Rows = append(f.Rows, periodRow(one))
	}
	if known {
		return nil
	}
	c, err := timetable.LoadCalendar(ctx, q, sc.ID)
	if err != nil {
		return err
	}
	if f.From == "" {
		f.From = today
		if t, ok := c.Term(today); ok {
			f.From = t.FirstDay
		} else if next, ok := c.Next(today); ok {
			f.From = next.Term.FirstDay
		}
	}
	for _, u := range usual {
		f.Rows = append(f.Rows, periodRow(timetable.Period{Number: u[0], Name: usualName(ctx, u[0]), From: u[1], To: u[2]}))
	}
	return nil
}

func periodRow(p timetable.Period) view.Period {
	return view.Period{Number: strconv.Itoa(p.Number), Name: p.Name, From: timetable.Clock(p.From), To: timetable.Clock(p.To)}
}

func (s *SchoolYear) savePeriods(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	school, err := s.SchoolFor(r, r.PostForm.Get("school"))
	if err != nil {
		return err
	}
	f := view.PeriodsForm{Grade: r.PostForm.Get("grade"), From: strings.TrimSpace(r.PostForm.Get("from"))}
	set := timetable.PeriodSet{Grade: f.Grade, FromDay: f.From}
	cells := func(name string, i int) string {
		if list := r.PostForm[name]; i < len(list) {
			return strings.TrimSpace(list[i])
		}
		return ""
	}
	for i := range min(len(r.PostForm["number"]), 40) {
		row := view.Period{Number: cells("number", i), Name: cells("name", i), From: cells("begins", i), To: cells("ends", i)}
		if row == (view.Period{}) {
			continue
		}
		f.Rows = append(f.Rows, row)
		p := timetable.Period{Name: cmp.Or(row.Name, row.Number)}
		p.Number, _ = strconv.Atoi(row.Number)
		from, ok1 := timetable.ParseClock(row.From)
		to, ok2 := timetable.ParseClock(row.To)
		if p.From, p.To = from, to; !ok1 || !ok2 {
			p.From, p.To = 0, 0 // no length: its row is named
		}
		set.List = append(set.List, p)
	}
	if len(set.List) == 0 {
		err = fault.New(fault.Invalid, "period_none")
	} else {
		err = s.times.SetPeriods(web.Finish(r), web.Actor(r), school, set)
	}
	if err == nil {
		return web.See(w, r, "/console/periods?done=periods-saved")
	}
	return s.periodsRefused(w, r, school, f, err)
}

func (s *SchoolYear) periodsRefused(w http.ResponseWriter, r *http.Request, school string, f view.PeriodsForm, err error) error {
	var bad *timetable.BadPeriod
	if errors.As(err, &bad) {
		f.Row, f.Other = bad.Row, bad.Other
	}
	if f.Error = periodWords(r.Context(), err); f.Error == "" {
		return err
	}
	return s.periodsPage(w, r, school, fault.Status(err), f, len(f.Rows) == 0)
}

func (s *SchoolYear) removePeriods(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	school, err := s.SchoolFor(r, r.PostForm.Get("school"))
	if err != nil {
		return err
	}
	f := view.PeriodsForm{Grade: r.PostForm.Get("grade"), From: r.PostForm.Get("from")}
	err = s.times.SetPeriods(web.Finish(r), web.Actor(r), school, timetable.PeriodSet{Grade: f.Grade, FromDay: f.From})
	if err == nil {
		return web.See(w, r, "/console/periods?done=periods-saved")
	}
	return s.periodsRefused(w, r, school, f, err)
}

func sortGrades(list []view.Expected) {
	slices.SortStableFunc(list, func(a, b view.Expected) int { return campus.CompareGrades(a.Grade, b.Grade) })
}
