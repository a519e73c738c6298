package app_test

import (
	"strings"

	"yunka/server/db"
	"yunka/server/scan/scantest"
	"yunka/server/timetable"
)

func init() {
	day := func(path string) func(*matrix, cell) string {
		return func(m *matrix, c cell) string {
			return strings.NewReplacer("{id}", c.id, "{day}", aSchoolDay(m), "{month}", aSchoolDay(m)[:7]).Replace(path)
		}
	}
	add(map[string]probe{
		"GET /attendance/{id}/{day}":         {on: aPerson, path: day("/attendance/{id}/{day}")},
		"GET /attendance/{id}/month/{month}": {on: aPerson, path: day("/attendance/{id}/month/{month}")},
		"GET /attendance/{id}/ask/{day}":     {on: aPerson, arrange: expected, path: day("/attendance/{id}/ask/{day}?session=s-{id}")},
		"POST /attendance/{id}/ask/{day}": {on: aPerson, arrange: expected, path: day("/attendance/{id}/ask/{day}"), body: func(m *matrix, c cell) ask {
			return forms("session", "s-"+c.id, "reason", "official")(m, c)
		}},
		"GET /corrections":                {},
		"GET /corrections/{id}":           {on: aPerson, arrange: aCorrection},
		"GET /corrections/{id}/evidence":  {on: aPerson, arrange: aCorrection},
		"POST /corrections/{id}/withdraw": {on: aPerson, arrange: aCorrection},
		"POST /corrections/{id}/accept":   {on: aPerson, arrange: aForeignRequest, body: forms("as", "made_up")},
		"POST /corrections/{id}/refuse":   {on: aPerson, arrange: aForeignRequest, body: forms("answer", "没有")},
		"GET /console/corrections":        page(),
		"POST /console/corrections/close": {on: aSchool, arrange: neverClosed, body: func(m *matrix, c cell) ask {
			return forSchool("until", timetable.AddDays(timetable.Today(m.app.DB.Now(), scantest.Noon.Location()), -9))(m, c)
		}},
		"SOCKET attendance-day:{id}": {on: aPerson, arrange: aDay, run: socket("attendance-day")},
		"SOCKET attendance-ask:{id}": {on: aPerson, arrange: aDay, run: socket("attendance-ask")},
	})
}

// aSchoolDay is today or, on a weekend, the Friday before.
func aSchoolDay(m *matrix) string {
	day := timetable.Today(m.app.DB.Now(), scantest.Noon.Location())
	for timetable.Weekday(day) > 5 {
		day = timetable.AddDays(day, -1)
	}
	return day
}

// expected makes the person of a cell one who is expected from the first minute of the
// day on, in a class of their own that the same people are in charge of; nothing is asked.
func expected(m *matrix, c cell) cell {
	m.ours.Exec(m.T, "DELETE FROM attendance_correction")
	m.ours.Exec(m.T, `INSERT INTO attendance_session (id, school_id, name, role, grade, class_id, weekdays, opens, starts, grace, absent_after, ends,
		early_grace, closes, must_out, from_day, until_day, created_at)
		SELECT ?, m.school_id, '全天', m.role, COALESCE(k.grade, ''), COALESCE(k.id, ''), 127, 0, 0, 0, 1, 1438, 0, 1439, FALSE, '2020-01-01', '', 0
		FROM membership m
		LEFT JOIN class k ON k.id = m.class_id
		WHERE m.person_id = ? AND m.role IN ('student', 'teacher')
		ON CONFLICT DO NOTHING`, "s-"+c.id, c.id)
	m.ours.Exec(m.T, "INSERT INTO attendance_day (school_id, day, since, opened_at) VALUES (?, ?, 0, 0) ON CONFLICT DO NOTHING", c.school.School, aSchoolDay(m))
	return c
}

// aCorrection is an open request about the target that the actor has made, with a
// picture; its id stands for the target.
func aCorrection(m *matrix, c cell) cell {
	by := "nobody"
	if c.who.holder != nil {
		by = c.who.holder.Person
	}
	return requestBy(m, c, by)
}

// aForeignRequest is one that somebody else has made.
func aForeignRequest(m *matrix, c cell) cell { return requestBy(m, c, "nobody") }

func requestBy(m *matrix, c cell, by string) cell {
	id := db.NewID()
	m.ours.Exec(m.T, "DELETE FROM attendance_correction")
	m.ours.Exec(m.T, `INSERT INTO attendance_correction (id, school_id, day, person_id, session_id, was, wanted, reason, note, evidence, asked_by, asked_at, state, answer)
		VALUES (?, ?, ?, ?, 'none', 'late', 'made_up', 'there', '', ?, ?, ?, 'open', '')`,
		id, c.school.School, aSchoolDay(m), c.id, []byte{0xff, 0xd8, 0xff}, by, m.app.DB.Now().UnixMilli())
	c.id = id
	return c
}

func neverClosed(m *matrix, c cell) cell {
	m.ours.Exec(m.T, "DELETE FROM attendance_lock")
	return c
}

// aDay is the target's day as topics name it.
func aDay(m *matrix, c cell) cell {
	c.id += "." + aSchoolDay(m)
	return c
}
