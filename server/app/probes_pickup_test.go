package app_test

import (
	"net/url"

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
		"POST /pickup/{id}/hold":                  {on: aPerson, arrange: nothingReleased, body: forms("why", "等医生")},
		"POST /kiosk/pickup/release":              {on: aScan, arrange: aGuardianCame, body: jsonBody(`{"pin":"`+guardPIN+`","scan":%q,"child":%q}`, named, theChild)},
		"POST /kiosk/pickup/undo":                 {on: aScan, arrange: justReleased, body: jsonBody(`{"pin":"`+guardPIN+`","child":%q}`, theChild)},
		"GET /kiosk/pickup":                       {},
		"GET /kiosk/pickup/scans/{id}":            {on: aScan, arrange: aGuardianCame},
		"GET /kiosk/pickup/scans/{id}/photo":      {on: aScan, arrange: aGuardianCame},
		"POST /kiosk/pickup/shift":                {body: jsonBody(`{"pin":"` + guardPIN + `"}`)},
		"POST /kiosk/pickup/shift/end":            {body: jsonBody(`{}`), unrecorded: noFact},
		"POST /kiosk/pickup/doubt":                {on: aScan, arrange: aGuardianCame, body: jsonBody(`{"pin":"`+guardPIN+`","scan":%q}`, named)},
		"POST /console/pickup/lockdown":           {on: aSchool, arrange: unlocked, body: forSchool("why", "演练")},
		"POST /console/pickup/lockdown/end":       {on: aSchool, arrange: lockedDown, body: forSchool()},
		"POST /console/pickup/times":              {on: aSchool, body: forSchool("day1", "16:30", "day2", "16:30", "day3", "15:00", "day4", "16:30", "day5", "16:30", "cut_off", "30")},
		"GET /console/guardianships/{id}/pickup":  {on: aPerson, arrange: aGuardianship},
		"POST /console/guardianships/{id}/pickup": {on: aPerson, arrange: aGuardianship, body: forms("kind", "never", "document", "判决书", "from", "2026-11-23", "holidays", "usual")},
		"POST /console/restrictions/{id}/end":     {on: aPerson, arrange: aRestriction},
		"GET /console/restrictions/{id}/evidence": {on: aPerson, arrange: aRestriction},
		"GET /pickup/class/{id}/ready":            {on: aSchool, arrange: aLoneClass},
		"GET /pickup/class/{id}/left":             {on: aSchool, arrange: aLoneClass},
		"GET /board":                              page(),
		"POST /board/pair": {arrange: func(m *matrix, c cell) cell {
			c.id = m.ours.pairing(m.T, m.app, m.ours.GateIn, false)
			return c
		}, body: func(_ *matrix, c cell) ask { return ask{form: url.Values{"code": {c.id}}} }},
		"SOCKET pickup-class:{id}":         {on: aSchool, arrange: aLoneClass, run: socket("pickup-class")},
		"SOCKET pickup-board:{id}":         {on: aDevice, run: socket("pickup-board")},
		"SOCKET pickup-gate:{id}":          {on: aDevice, run: socket("pickup-gate")},
		"GET /console/pickup/left":         page(),
		"POST /console/pickup/calling":     {on: aSchool, body: forSchool("auto", "on")},
		"POST /console/pickup/boards/{id}": {on: aSchool, arrange: aBoard, body: forms("of", "")},
		"POST /pickup/{id}/call":           {on: aPerson, arrange: nothingReleased},
		"POST /pickup/{id}/ready":          {on: aPerson, arrange: nothingReleased},
		"POST /pickup/{id}/back":           {on: aPerson, arrange: sentOut},
		"POST /pickup/{id}/return":         {on: aPerson, arrange: isGone, body: forms("why", "忘了书包")},
		"POST /kiosk/pickup/call":          {on: aScan, arrange: aGuardianCame, body: jsonBody(`{"scan":%q,"child":%q}`, named, theChild)},
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

func nothingReleased(m *matrix, c cell) cell {
	for _, table := range []string{"pickup_order", "pickup_day", "pickup_week"} { // other lines have made plans
		m.ours.Exec(m.T, "DELETE FROM "+table)
	}
	return unlocked(m, c)
}

func unlocked(m *matrix, c cell) cell {
	m.ours.Exec(m.T, "DELETE FROM pickup_lockdown")
	return c
}

// lockedDown is a lockdown that nobody has called over.
func lockedDown(m *matrix, c cell) cell {
	c = unlocked(m, c)
	m.ours.Exec(m.T, "INSERT INTO pickup_lockdown (id, school_id, why, by_person, at, first_by, first_at, ended_by) VALUES (?, ?, '演练', '', 0, '', 0, '')", db.NewID(), c.school.School)
	return c
}

// theChild is the one that a parent of the target school looks after.
func theChild(_ *matrix, c cell) any { return c.school.Charge.Person }

// aGuardianCame is a scan at the school's staff kiosk that has identified the parent.
func aGuardianCame(m *matrix, c cell) cell {
	c = nothingReleased(m, c)
	c.id = db.NewID()
	m.ours.Exec(m.T, `INSERT INTO scan (id, school_id, feed, terminal_id, request_key, request_hash, kind, person_id, consumed, decision, reason, open, direction, at, answer)
		VALUES (?, ?, (SELECT COALESCE(MIN(s.feed), 0) - 1 FROM scan s WHERE s.feed < 0), ?, ?, '', 'phone', ?, FALSE, 'ALLOW', 'OK', FALSE, '', ?, '{}')`,
		c.id, c.school.School, c.school.StaffKiosk.ID, c.id, c.school.Parent.Person, m.app.DB.Now().UnixMilli())
	return c
}

// justReleased is the child released at the school's staff kiosk.
func justReleased(m *matrix, c cell) cell {
	c = aGuardianCame(m, c)
	m.ours.Exec(m.T, `INSERT INTO pickup_order (school_id, day, child_id, state, adult_id, scan_id, terminal_id, arrived_at, released_at, released_by, held_by, held_why, held_at)
		VALUES (?, ?, ?, 'RELEASED', ?, ?, ?, 0, ?, '', '', '', 0)`,
		c.school.School, timetable.Today(m.app.DB.Now(), scantest.Noon.Location()), c.school.Charge.Person, c.school.Parent.Person, c.id, c.school.StaffKiosk.ID, m.app.DB.Now().UnixMilli())
	return c
}

// aBoard is a paired board of the target school.
func aBoard(m *matrix, c cell) cell {
	c.id = db.NewID()
	m.ours.Exec(m.T, "INSERT INTO terminal (id, school_id, name, scene, kind, staff, version, created_at) VALUES (?, ?, '大厅', 'board', 'kiosk', FALSE, '', 0)", c.id, c.school.School)
	return c
}

func sentOut(m *matrix, c cell) cell { return standsAs(m, c, "READY") }
func isGone(m *matrix, c cell) cell  { return standsAs(m, c, "RELEASED") }

// standsAs is the target in a state of today.
func standsAs(m *matrix, c cell, state string) cell {
	c = nothingReleased(m, c)
	m.ours.Exec(m.T, `INSERT INTO pickup_order (school_id, day, child_id, state, adult_id, scan_id, terminal_id, arrived_at, released_at, released_by, held_by, held_why, held_at)
		VALUES (?, ?, ?, ?, '', '', '', 0, 0, '', '', '', 0)`, c.school.School, timetable.Today(m.app.DB.Now(), scantest.Noon.Location()), c.id, state)
	return c
}
