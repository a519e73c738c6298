package register

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"yunka/server/attendance/rule"
	"yunka/server/campus"
	"yunka/server/timetable"
)

// PersonDay is one member's day as the facts say it at the moment of reading.
type PersonDay struct {
	Calendar timetable.Day
	Opened   bool // the day has begun and somebody was expected in the school
	Sessions []rule.Session
	Cells    []rule.Cell // of the sessions, in their order; none of a day that has not begun
	Punches  []rule.Punch
	Known    map[string]rule.Known
	windows  []rule.Window
	gates    map[string]string
	person   string
}

// DayOf derives a member's day: who the person was on that day is the caller's to read.
func (s *Service) DayOf(ctx context.Context, q bun.IDB, school, day string, m campus.Member) (v PersonDay, err error) {
	w, err := newWorld(ctx, q, school)
	if err != nil {
		return v, err
	}
	v = PersonDay{Calendar: w.calendar.Day(day), windows: w.windows(day, m), person: m.PersonID}
	if v.Calendar.SchoolDay() {
		v.Sessions = rule.For(w.sessions, m.Role, m.Grade, m.ClassID, day, v.Calendar.WorksAs)
	}
	opened, ok, err := w.day(ctx, q, day)
	if err != nil {
		return v, err
	}
	if v.Opened = ok; !ok {
		if day > timetable.Today(s.db.Now(), w.loc) {
			return v, nil
		}
		// The keeper opens a day within seconds; one without school never.
		if opened, err = lastOpened(ctx, q, school, day); err != nil {
			return v, err
		}
		w.days[day] = &opened
	}
	from, to := w.bounds(day)
	facts, err := s.facts(ctx, q, w, day, opened, []string{m.PersonID}, from, to)
	if err != nil {
		return v, err
	}
	f := facts(m.PersonID)
	v.Punches, v.Known, v.Cells = f.Punches, f.Known, rule.Derive(v.windows, f)
	v.gates, err = gatesAt(ctx, q, w, day, []string{m.PersonID})
	return v, err
}

// Session is one of the day's; the zero one if there is none of that id.
func (d PersonDay) Session(id string) (s rule.Session) {
	for _, one := range d.Sessions {
		if one.ID == id {
			return one
		}
	}
	return s
}

// Cell is what came of a session; the zero one if there is none.
func (d PersonDay) Cell(session string) (c rule.Cell) {
	for _, one := range d.Cells {
		if one.Session == session {
			return one
		}
	}
	return c
}

// Window is a session as instants.
func (d PersonDay) Window(session string) (w rule.Window) {
	for _, one := range d.windows {
		if one.Session == session {
			return one
		}
	}
	return w
}

// Where is the gate or reader that saw the person at an instant; "" if that is not known.
func (d PersonDay) Where(at int64) string { return d.gates[fmt.Sprint(d.person, at)] }
