package app_test

import (
	"yunka/server/db"
	"yunka/server/scan/scantest"
	"yunka/server/timetable"
)

func init() {
	add(map[string]probe{
		"GET /class":                     {},
		"GET /class/{id}":                {on: aSchool, arrange: aLoneClass, shows: []string{"admin"}},
		"POST /class/{id}/mark":          {on: aSchool, arrange: aPupilsClass, body: aboutThePupil("what", "here")},
		"POST /class/{id}/unmark":        {on: aSchool, arrange: aPupilsClass, body: aboutThePupil()},
		"GET /console/classes":           page(),
		"GET /class/{id}/roll/{period}":  {on: aSchool, arrange: aTeachersLesson, path: theRoll, shows: []string{"teacher", "admin"}},
		"POST /class/{id}/roll/{period}": {on: aSchool, arrange: aTeachersLesson, path: theRoll, body: aboutThePupil("finish", "1", "key", "k", "after", "0")},
		"SOCKET class:{id}":              {on: aSchool, arrange: aLoneClass, run: socket("class")},
		"SOCKET classcalls:{id}":         {on: aSchool, arrange: aLoneClass, run: socket("classcalls")},
	})
}

// aLoneClass is one of the target's school that nobody is in charge of, for one cell.
func aLoneClass(m *matrix, c cell) cell {
	id := db.NewID()
	m.ours.Exec(m.T, "INSERT INTO class (id, school_id, grade, name, created_at) VALUES (?, ?, '九年级', ?, 0)", id, c.school.School, id)
	c.id = id
	return c
}

// aPupilsClass is such a class with a pupil who is expected all day; their ids are made
// of the class's.
func aPupilsClass(m *matrix, c cell) cell {
	c = aLoneClass(m, c)
	m.ours.Exec(m.T, "INSERT INTO person (id, school_id, name, folded, gender, state, state_at, created_at) VALUES (?, ?, '学生', '学生', '', 'active', 0, 0)", "p"+c.id, c.school.School)
	m.ours.Exec(m.T, "INSERT INTO membership (id, school_id, person_id, role, class_id, valid_from, created_at) VALUES (?, ?, ?, 'student', ?, 0, 0)",
		"m"+c.id, c.school.School, "p"+c.id, c.id)
	m.ours.Exec(m.T, `INSERT INTO attendance_session (id, school_id, name, role, grade, class_id, weekdays, opens, starts, grace, absent_after, ends,
		early_grace, closes, must_out, from_day, until_day, created_at)
		VALUES (?, ?, '全天', 'student', '九年级', ?, 127, 0, 1, 0, 1, 1438, 0, 1439, FALSE, '2020-01-01', '', 0)`, "s"+c.id, c.school.School, c.id)
	m.ours.Exec(m.T, "INSERT INTO attendance_day (school_id, day, since, opened_at) VALUES (?, ?, 0, 0) ON CONFLICT DO NOTHING", c.school.School, aMonday(m))
	return c
}

// aMonday is the last one, which has lessons whenever the tests run.
func aMonday(m *matrix) string {
	return timetable.Monday(timetable.Today(m.app.DB.Now(), scantest.Noon.Location()))
}

// aboutThePupil is a form about the pupil of aPupilsClass.
func aboutThePupil(pairs ...string) func(*matrix, cell) ask {
	return func(m *matrix, c cell) ask {
		a := forms(pairs...)(m, c)
		a.form.Set("person", "p"+c.id)
		a.form.Set("s-p"+c.id, "here")
		a.form.Set("session", "s"+c.id)
		a.form.Set("day", aMonday(m))
		if a.form.Get("finish") != "" { // a roll is of today
			a.form.Set("day", timetable.Today(m.app.DB.Now(), scantest.Noon.Location()))
		}
		return a
	}
}

// aTeachersLesson is a lesson of such a class that is held all day today, whichever day
// it is, and given by the matrix's teacher, who has no post.
func aTeachersLesson(m *matrix, c cell) cell {
	c = aPupilsClass(m, c)
	for _, table := range []string{"substitution", "lesson", "period", "term"} {
		m.ours.Exec(m.T, "DELETE FROM "+table)
	}
	today := timetable.Today(m.app.DB.Now(), scantest.Noon.Location())
	works := min(timetable.Weekday(today), 5)
	m.ours.Exec(m.T, "INSERT INTO calendar_day (school_id, day, works_as, name) VALUES (?, ?, ?, '') ON CONFLICT DO NOTHING", c.school.School, today, works)
	m.ours.Exec(m.T, "INSERT INTO term (id, school_id, name, first_day, last_day, created_at) VALUES (?, ?, '学期', '2020-01-01', '2029-12-31', 0)", "t"+c.id, c.school.School)
	m.ours.Exec(m.T, "INSERT INTO period (school_id, grade, from_day, number, name, from_minute, to_minute) VALUES (?, '', '2020-01-01', 1, '一', 0, 1440)", c.school.School)
	m.ours.Exec(m.T, `INSERT INTO lesson (id, school_id, term_id, class_id, weekday, period, weeks, subject, teacher_id, room, from_day, until_day, created_at)
		VALUES (?, ?, ?, ?, ?, 1, 0, '语文', ?, '', '2020-01-01', '', 0)`, "l"+c.id, c.school.School, "t"+c.id, c.id, works, m.ours.Teacher.Person)
	return c
}

func theRoll(_ *matrix, c cell) string { return "/class/" + c.id + "/roll/1" }
