package app_test

import (
	"yunka/server/db"
	"yunka/server/scan/scantest"
	"yunka/server/timetable"
)

func init() {
	nextMonday := func(m *matrix) string {
		return timetable.AddDays(timetable.Monday(timetable.Today(m.app.DB.Now(), scantest.Noon.Location())), 7)
	}
	add(map[string]probe{
		"GET /pickup/{id}": {on: aPerson},
		"POST /pickup/{id}/day": {on: aPerson, body: func(m *matrix, c cell) ask {
			return forms("day", nextMonday(m), "way", "bus")(m, c)
		}},
		"POST /pickup/{id}/week":                  {on: aPerson, body: forms("weekday", "3", "way", "walk")},
		"GET /pickup/class/{id}":                  {on: aSchool, arrange: aLoneClass},
		"GET /pickup/requests":                    {},
		"POST /pickup/requests/{id}/accept":       {on: aPerson, arrange: aLateChange("nobody")},
		"POST /pickup/requests/{id}/refuse":       {on: aPerson, arrange: aLateChange("nobody")},
		"POST /pickup/requests/{id}/withdraw":     {on: aPerson, arrange: aLateChange("")},
		"GET /console/pickup":                     page(),
		"POST /console/pickup/times":              {on: aSchool, body: forSchool("day1", "16:30", "day2", "16:30", "day3", "15:00", "day4", "16:30", "day5", "16:30", "cut_off", "30")},
		"GET /console/guardianships/{id}/pickup":  {on: aPerson, arrange: aGuardianship},
		"POST /console/guardianships/{id}/pickup": {on: aPerson, arrange: aGuardianship, body: forms("kind", "never", "document", "判决书", "from", "2026-11-23", "holidays", "usual")},
		"POST /console/restrictions/{id}/end":     {on: aPerson, arrange: aRestriction},
		"GET /console/restrictions/{id}/scan":     {on: aPerson, arrange: aRestriction},
	})
}

// aLateChange is an open request about the target; by "" is the actor.
func aLateChange(by string) func(*matrix, cell) cell {
	return func(m *matrix, c cell) cell {
		id, who := db.NewID(), by
		if who == "" && c.who.holder != nil {
			who = c.who.holder.Person
		}
		m.ours.Exec(m.T, "DELETE FROM pickup_request")
		m.ours.Exec(m.T, `INSERT INTO pickup_request (id, school_id, child_id, day, mode, adult_id, note, asked_by, asked_at, state, decided_by, decided_at)
			VALUES (?, ?, ?, ?, 'walk', '', '', ?, 0, 'open', '', 0)`, id, c.school.School, c.id, timetable.Today(m.app.DB.Now(), scantest.Noon.Location()), who)
		c.id = id
		return c
	}
}

// aRestriction is one on a guardianship of the target, with a document.
func aRestriction(m *matrix, c cell) cell {
	person := c.id
	c = aGuardianship(m, c)
	id := db.NewID()
	m.ours.Exec(m.T, `INSERT INTO pickup_restriction (id, school_id, guardianship_id, adult_id, child_id, kind, from_day, until_day, odd, even, handover, holidays, document, scan,
		by_person, at, ended_by)
		SELECT ?, g.school_id, g.id, g.adult_id, g.child_id, 'never', '2020-01-01', '2020-01-02', 0, 0, 0, 'usual', '判决书', ?, '', 0, '' FROM guardianship g WHERE g.id = ?`,
		id, []byte{0xff, 0xd8, 0xff}, c.id)
	c.person, c.id = person, id
	return c
}
