// Package attendance is the scene of who was expected at school, who came, and
// when. Everything it says is derived: what a gate or a reader saw is a scan and is
// never changed here.
//
//   - A Session says when whom is expected: a role, one of its grades or one of its
//     classes, on some weekdays, from a minute of the school's day to another. A
//     class with sessions of its own uses these alone, otherwise its grade's, else
//     the role's.
//   - A change of a session ends it and makes another from a day on, so that days of
//     the past keep the rules that they had.
package attendance

import (
	"context"
	"slices"

	"yunka/server/allow"
	"yunka/server/attendance/correction"
	"yunka/server/attendance/days"
	"yunka/server/attendance/register"
	"yunka/server/attendance/reports"
	"yunka/server/attendance/roll"
	"yunka/server/console"
	"yunka/server/db"
	"yunka/server/feed"
	"yunka/server/projection"
	"yunka/server/scene"
	"yunka/server/web"
	view "yunka/views/attendance"
	dayview "yunka/views/attendance/days"
)

// Attendance has the handlers of its routes.
type Attendance struct {
	*console.Console
	register *register.Service
	rolls    *roll.Service
	runner   *projection.Runner
	usuals   usualCache
	looks    looks
	days     *days.Days
	reports  *reports.Reports
}

// New makes the scene on the console; away says who is excused, gone who left otherwise than
// by a gate.
func New(c *console.Console, away register.Excuses, gone register.Departures) *Attendance {
	r := register.New(c.DB, c.Feed, away).Departs(gone)
	return &Attendance{Console: c, register: r, days: days.New(c, r), reports: reports.New(c), rolls: roll.New(c.DB, c.Feed, r), runner: &projection.Runner{DB: c.DB, Feed: c.Feed, Projection: r.Projection(), Log: c.Logger}}
}

// Demo gives a new demo school its sessions and the days of a term.
func Demo(ctx context.Context, d *db.DB, f *feed.Feed, admin allow.Actor, school string) error {
	r := register.New(d, f, nil)
	if err := r.Demo(ctx, admin, school); err != nil {
		return err
	}
	return correction.New(d, r).Demo(ctx, school)
}

// Scene is attendance as the program takes it in.
func (s *Attendance) Scene() scene.Scene {
	return s.reports.Extend(scene.Scene{
		Name:      "attendance",
		Functions: functions,
		Routes: slices.Concat(s.routes(), s.todayRoutes(), s.classRoutes(), s.rollRoutes(), s.wallRoutes(), s.days.Routes()),
		Topics: slices.Concat(s.topics(), []web.Topic{s.officeTopic()}, s.classTopics(), s.wallTopics(), s.days.Topics()),
		Rail: []scene.RailEntry{
			{Item: view.RailToday, Action: allow.AttendanceManage},
			{Item: view.RailClasses, Action: allow.AttendanceManage},
			{Item: view.RailSessions, Action: allow.AttendanceManage},
			{Item: dayview.RailCorrections, Action: allow.AttendanceManage},
		},
		Sections: []scene.Section{s.daySection(), s.classSection()},
		Words:    scene.Words{Action: actionWords, Done: doneWords, Fault: faultWords},
		Notices:  slices.Concat(notices, days.Notices),
		Waiting:  s.days.Waiting(),
		Jobs: []scene.Job{
			{Name: "cells", Run: s.runner.Run},
			{Name: "days", Run: func(ctx context.Context) error {
				return s.register.Run(ctx, func(err error) { s.Logger.Error("attendance", "err", err) })
			}},
		},
	})
}
