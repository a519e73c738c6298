package register

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/attendance/rule"
	"yunka/server/campus"
	"yunka/server/timetable"
)

// Expected lists the sessions of a member on a day with their instants, the earliest
// first; none on a day without school.
func Expected(ctx context.Context, q bun.IDB, sc campus.School, m campus.Member, day string) (list []rule.Window, err error) {
	calendar, err := timetable.LoadCalendar(ctx, q, sc.ID)
	if err != nil || !calendar.SchoolDay(day) {
		return nil, err
	}
	sessions, err := Sessions(ctx, q, sc.ID, day, day)
	for _, one := range rule.For(sessions, m.Role, m.Grade, m.ClassID, day, calendar.Day(day).WorksAs) {
		loc := sc.Location()
		list = append(list, rule.Window{Session: one.Name, Starts: timetable.Instant(day, one.Starts, loc).UnixMilli(), Ends: timetable.Instant(day, one.Ends, loc).UnixMilli()})
	}
	return list, err
}
