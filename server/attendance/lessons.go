package attendance

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/attendance/roll"
	"yunka/server/campus"
	"yunka/server/timetable"
	"yunka/server/web"
	rollview "yunka/views/attendance/roll"
)

// lessonLine is a lesson of today as a list shows it to somebody; "" is who is of
// no account, for whom everybody has a name.
func lessonLine(l timetable.Lesson, reader string, now time.Time) rollview.Line {
	v := rollview.Line{
		ClassID: l.ClassID, Class: campus.ClassName(l.Grade, l.Class), Period: l.Period, PeriodName: l.PeriodName,
		From: timetable.Clock(l.From), To: timetable.Clock(l.To), Subject: l.Subject, Room: l.Room,
		Cancelled: l.Cancelled, Now: l.Running(now), Over: !now.Before(l.End),
	}
	if reader == "" || l.Teacher != reader {
		v.Who = l.Name
	}
	if l.Replaced() {
		if v.Away = reader != "" && l.PlannedTeacher == reader && l.Teacher != reader; !v.Away {
			v.Instead = l.PlannedName
		}
	}
	if opens := l.Start.Add(-roll.Early); now.Before(opens) {
		v.Opens = opens.In(l.Start.Location()).Format("15:04")
	}
	return v
}

// withRolls says of lessons of a day how they were called.
func withRolls(ctx context.Context, q bun.IDB, sc campus.School, day string, lines []rollview.Line) error {
	var classes []string
	for _, l := range lines {
		classes = append(classes, l.ClassID)
	}
	slices.Sort(classes)
	tallies, err := roll.Tallies(ctx, q, sc.ID, day, slices.Compact(classes))
	for _, t := range tallies {
		for i, l := range lines {
			if l.ClassID == t.ClassID && l.Period == t.Period {
				lines[i].Called = &rollview.Tally{Here: t.Here, Late: t.Late, Absent: t.Absent, Unknown: t.Unknown, At: web.At(t.At, sc.Location()), By: t.By}
			}
		}
	}
	return err
}

// lessonsOf are the lessons of classes today, by class.
func (s *Attendance) lessonsOf(ctx context.Context, q bun.IDB, sc campus.School, classes ...string) (map[string][]rollview.Line, error) {
	day := timetable.Today(s.Now(), sc.Location())
	t, err := timetable.Load(ctx, q, sc, day, day, timetable.Filter{Classes: classes})
	if err != nil {
		return nil, err
	}
	var lines []rollview.Line
	for _, class := range classes {
		for _, l := range t.Lessons(class, day) {
			lines = append(lines, lessonLine(l, "", s.Now()))
		}
	}
	err = withRolls(ctx, q, sc, day, lines)
	of := map[string][]rollview.Line{}
	for _, l := range lines {
		l.Class = "" // the page says it
		of[l.ClassID] = append(of[l.ClassID], l)
	}
	return of, err
}

// myLessons are the lessons that somebody gives today, instead of others too, and those
// of their own that somebody else gives.
func (s *Attendance) myLessons(ctx context.Context, q bun.IDB, a allow.Actor) (lines []rollview.Line, err error) {
	for _, seat := range a.Seats {
		if seat.Role != allow.Teacher {
			continue
		}
		sc, err := campus.SchoolByID(ctx, q, seat.School)
		if err != nil {
			return nil, err
		}
		day := timetable.Today(s.Now(), sc.Location())
		t, err := timetable.Load(ctx, q, sc, day, day, timetable.Filter{Teachers: []string{seat.Person}})
		if err != nil {
			return nil, err
		}
		var some []rollview.Line
		for _, l := range t.OfTeacher(seat.Person, day) {
			some = append(some, lessonLine(l, seat.Person, s.Now()))
		}
		if err := withRolls(ctx, q, sc, day, some); err != nil {
			return nil, err
		}
		lines = append(lines, some...)
	}
	return lines, nil
}
