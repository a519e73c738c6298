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
	"yunka/server/allow"
	"yunka/server/console"
	"yunka/server/scene"
	view "yunka/views/attendance"
)

// Attendance has the handlers of its routes.
type Attendance struct {
	*console.Console
	service *Service
}

// New makes the scene on the console.
func New(c *console.Console) *Attendance {
	return &Attendance{Console: c, service: NewService(c.DB, c.Feed)}
}

// Scene is attendance as the program takes it in.
func (s *Attendance) Scene() scene.Scene {
	return scene.Scene{
		Name:     "attendance",
		Routes:   s.routes(),
		Topics:   s.topics(),
		Rail:     []scene.RailEntry{{Item: view.RailSessions, Action: allow.AttendanceManage}},
		Sections: []scene.Section{s.daySection()},
		Words:    scene.Words{Action: actionWords, Done: doneWords},
	}
}
