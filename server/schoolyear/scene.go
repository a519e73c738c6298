// Package schoolyear is the scene of the school's time: the office's pages of the
// calendar, terms, periods, timetables, substitutions and the files they come from,
// and the lessons of today on each card.
package schoolyear

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/console"
	"yunka/server/scene"
	"yunka/server/timetable"
	"yunka/server/timetable/sheet"
	"yunka/server/web"
	frame "yunka/views/console"
	view "yunka/views/schoolyear"
)

// SchoolYear has the handlers of its routes.
type SchoolYear struct {
	*console.Console
	times *timetable.Service
	cards cards
}

// New makes the scene on the console. closed says which days' attendance is closed.
func New(c *console.Console, closed timetable.Closed) *SchoolYear {
	return &SchoolYear{Console: c, times: timetable.NewService(c.DB, c.Feed, closed), cards: cards{changes: map[string]time.Time{}}}
}

// Scene is the pages and the part of the card as the program takes them in.
func (s *SchoolYear) Scene() scene.Scene {
	return scene.Scene{
		Name:      "schoolyear",
		Functions: functions,
		Routes:    s.routes(),
		Topics:    s.topics(),
		Rail:      []scene.RailEntry{{Item: view.RailCalendar, Action: allow.GatesManage}, {Item: view.RailTimetable, Action: allow.TimetableRead}},
		Sections:  []scene.Section{s.section()},
		Words:     scene.Words{Action: actionWords, Done: doneWords},
	}
}

// maxFile is what a form with a file may have beside the file itself.
const maxFile = sheet.MaxBytes + 1<<20

func (s *SchoolYear) routes() []web.Route {
	return []web.Route{
		{Method: "GET", Pattern: "/console/calendar", Action: allow.GatesManage, Handle: s.calendar},
		{Method: "POST", Pattern: "/console/calendar", Action: allow.GatesManage, Handle: s.setDays},
		{Method: "POST", Pattern: "/console/calendar/file", Action: allow.GatesManage, Handle: s.daysFile, MaxBody: maxFile},
		{Method: "GET", Pattern: "/console/calendar/template.csv", Action: allow.GatesManage, Handle: s.daysTemplate},
		{Method: "GET", Pattern: "/console/terms", Action: allow.TimetableManage, Handle: s.terms},
		{Method: "POST", Pattern: "/console/terms", Action: allow.TimetableManage, Handle: s.saveTerm},
		{Method: "POST", Pattern: "/console/terms/{id}/remove", Action: allow.TimetableManage, Handle: s.removeTerm},
		{Method: "GET", Pattern: "/console/periods", Action: allow.TimetableManage, Handle: s.periods},
		{Method: "POST", Pattern: "/console/periods", Action: allow.TimetableManage, Handle: s.savePeriods},
		{Method: "POST", Pattern: "/console/periods/remove", Action: allow.TimetableManage, Handle: s.removePeriods},
		{Method: "GET", Pattern: "/console/timetable", Action: allow.TimetableRead, Handle: s.timetable},
		{Method: "POST", Pattern: "/console/timetable/lessons", Action: allow.TimetableManage, Handle: s.setLesson},
		{Method: "GET", Pattern: "/console/timetable/export.csv", Action: allow.TimetableRead, Handle: s.exportCSV},
		{Method: "GET", Pattern: "/console/timetable/export.xlsx", Action: allow.TimetableRead, Handle: s.exportXLSX},
		{Method: "GET", Pattern: "/console/timetable/export.ics", Action: allow.TimetableRead, Handle: s.exportICS},
		{Method: "GET", Pattern: "/console/timetable/template.csv", Action: allow.TimetableManage, Handle: s.templateCSV},
		{Method: "GET", Pattern: "/console/timetable/template.xlsx", Action: allow.TimetableManage, Handle: s.templateXLSX},
		{Method: "GET", Pattern: "/console/timetable/import", Action: allow.TimetableManage, Handle: s.importPage},
		{Method: "POST", Pattern: "/console/timetable/import", Action: allow.TimetableManage, Handle: s.importFile, MaxBody: maxFile},
		{Method: "GET", Pattern: "/console/substitutions", Action: allow.TimetableManage, Handle: s.substitutions},
		{Method: "POST", Pattern: "/console/substitutions", Action: allow.TimetableManage, Handle: s.substitute},
		{Method: "POST", Pattern: "/console/substitutions/{id}/undo", Action: allow.TimetableManage, Handle: s.undo},
	}
}

// frame is what every page has beside the shell.
func frameOf(a allow.Actor, sh frame.Shell) view.Frame {
	return view.Frame{Shell: sh, Manages: allow.Can(a, allow.TimetableManage, allow.Target{School: sh.SchoolID})}
}

// named is the names of classes by id, in the order of a school, with those the
// office may choose from.
type named struct {
	ids   []string
	names map[string]string
	grade map[string]string
}

func (n named) options(ids []string) (list []frame.Option) {
	for _, id := range ids {
		list = append(list, frame.Option{Value: id, Text: n.names[id]})
	}
	return list
}

func teacherOptions(ctx context.Context, q bun.IDB, school string, now time.Time) ([]timetable.Teacher, []frame.Option, error) {
	list, err := timetable.Teachers(ctx, q, school, now.UnixMilli())
	var options []frame.Option
	for _, t := range list {
		text := t.Name
		if t.Number != "" {
			text += " " + t.Number
		}
		options = append(options, frame.Option{Value: t.ID, Text: text})
	}
	return list, options, err
}
