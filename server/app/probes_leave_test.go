package app_test

import (
	"yunka/server/db"
	"yunka/server/scan/scantest"
	"yunka/server/timetable"
)

func init() {
	add(map[string]probe{
		"GET /leave/{id}": {on: aPerson},
		"POST /leave/{id}": {on: aPerson, arrange: noLeave, body: func(m *matrix, c cell) ask {
			return forms("kind", "sick", "reason", "发烧", "first", aComingDay(m), "last", aComingDay(m))(m, c)
		}},
		"GET /leaves":               {},
		"GET /leaves/{id}":          {on: aPerson, arrange: aForeignLeave("asked")},
		"GET /leaves/{id}/evidence": {on: aPerson, arrange: aForeignLeave("asked")},
		"GET /leaves/{id}/slip":     {on: aPerson, arrange: aForeignLeave("approved")},
		"GET /leaves/{id}/photo": {on: aPerson, arrange: func(m *matrix, c cell) cell {
			return aForeignLeave("approved")(m, withPhoto(m, c))
		}},
		"POST /kiosk/leave": {arrange: aNumber, body: jsonBody(`{"number":"123456"}`), shows: staff},
		"GET /kiosk/leave/{id}/photo": {arrange: func(m *matrix, c cell) cell {
			c = aNumber(m, c)
			c.id = "123456"
			return c
		}},
		"POST /leaves/{id}/evidence":   {on: aPerson, arrange: aLeaveWithoutProof, body: aProof},
		"POST /leaves/{id}/confirm":    {on: aPerson, arrange: aForeignLeave("unconfirmed")},
		"POST /leaves/{id}/approve":    {on: aPerson, arrange: aForeignLeave("asked")},
		"POST /leaves/{id}/reject":     {on: aPerson, arrange: aForeignLeave("asked"), body: forms("answer", "考试")},
		"POST /leaves/{id}/end":        {on: aPerson, arrange: aForeignLeave("approved")},
		"GET /console/leave/list":      {shows: staff},
		"GET /console/leave/list.csv":  {shows: staff},
		"GET /console/leave/list.xlsx": {shows: staff},
		"GET /console/leave":           page(),
		"POST /console/leave/levels":   {on: aSchool, body: forSchool("class_days", "2", "grade_days", "9")},
		"POST /console/leave":          {on: aSchool, body: forSchool()},
	})
}

// aComingDay is the Monday after today.
func aComingDay(m *matrix) string {
	return timetable.AddDays(timetable.Monday(timetable.Today(m.app.DB.Now(), scantest.Noon.Location())), 7)
}

func noLeave(m *matrix, c cell) cell {
	m.ours.Exec(m.T, "DELETE FROM leave_request")
	return c
}

// aForeignLeave is one of the target that somebody else has asked for, with a picture;
// its id stands for the target.
func aForeignLeave(state string) func(*matrix, cell) cell {
	return func(m *matrix, c cell) cell {
		id, day := db.NewID(), aComingDay(m)
		loc := scantest.Noon.Location()
		m.ours.Exec(m.T, "DELETE FROM leave_request")
		m.ours.Exec(m.T, `INSERT INTO leave_request (id, school_id, person_id, kind, reason, collects, from_at, to_at, first_day, last_day, days, evidence, asked_by, asked_at, state, decided_by, decided_at, answer, number)
			VALUES (?, ?, ?, 'sick', '发烧', '', ?, ?, ?, ?, 1, ?, 'nobody', ?, ?, '', 0, '', CASE WHEN ? = 'approved' THEN '123456' ELSE '' END)`,
			id, c.school.School, c.id, timetable.Instant(day, 0, loc).UnixMilli(), timetable.Instant(day, 24*60, loc).UnixMilli(), day, day, []byte{0xff, 0xd8, 0xff}, m.app.DB.Now().UnixMilli(), state, state)
		c.id = id
		return c
	}
}

// aLeaveWithoutProof is one whose proof is still to come.
func aLeaveWithoutProof(m *matrix, c cell) cell {
	c = aForeignLeave("approved")(m, c)
	m.ours.Exec(m.T, "UPDATE leave_request SET evidence = NULL")
	return c
}

// aProof is a picture in the form of a proof.
func aProof(m *matrix, _ cell) ask { return aPicture(m, "evidence", 400, 500) }

// aNumber is a leave of our pupil with a photo and the number 123456, with a guard on duty.
func aNumber(m *matrix, c cell) cell {
	theirs := cell{id: m.ours.Charge.Person, school: m.ours}
	aForeignLeave("approved")(m, withPhoto(m, theirs))
	return onDuty(m, c)
}
