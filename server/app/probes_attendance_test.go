package app_test

import (
	"yunka/server/db"
)

func init() {
	add(map[string]probe{
		"GET /console/attendance":       page(),
		"SOCKET attendance-office:{id}": {on: aSchool, run: socket("attendance-office")},
		"GET /console/sessions":         page(),
		"GET /console/sessions/preview": page(),
		"POST /console/sessions": {on: aSchool, body: forSchool("name", "上午", "role", "student", "day", "0", "opens", "06:30", "starts", "08:00",
			"ends", "11:30", "closes", "12:00", "grace", "5", "absent_after", "60", "early_grace", "0")},
		"POST /console/sessions/{id}/end": {on: aSchool, arrange: aSession},
		"SOCKET attendance:{id}":          {on: aPerson, run: socket("attendance")},
	})
}

// aSession is one of the target's school, for one cell.
func aSession(m *matrix, c cell) cell {
	id := db.NewID()
	m.ours.Exec(m.T, `INSERT INTO attendance_session (id, school_id, name, role, grade, class_id, weekdays, opens, starts, grace, absent_after, ends,
		early_grace, closes, must_out, from_day, until_day, created_at)
		VALUES (?, ?, '晚上', 'teacher', '', '', 1, 1, 2, 0, 0, 3, 0, 4, FALSE, '2020-01-01', '', 0)`, id, c.school.School)
	c.id = id
	return c
}
