package app_test

import (
	"maps"

	"yunka/server/db"
)

func init() {
	maps.Copy(probes, map[string]probe{
		"GET /inbox":                        {on: aPerson, path: inboxOf("/inbox")},
		"GET /inbox/settings":               {on: aPerson, path: inboxOf("/inbox/settings")},
		"POST /inbox/read":                  {on: aPerson, arrange: anUnread, body: forPerson(), unrecorded: ownSession},
		"POST /inbox/settings":              {on: aPerson, body: forPerson("quiet", "never"), unrecorded: ownSession},
		"POST /inbox/channel":               {on: aPerson, body: forPerson("kind", "wechat")},
		"GET /console/messages":             {shows: staff},
		"POST /console/messages/quiet":      {on: aSchool, body: forSchool("quiet", "never")},
		"POST /console/messages/channel":    {on: aSchool, body: forSchool("kind", "wechat")},
		"POST /console/messages/{id}/retry": {on: aSchool, arrange: aDeadLetter, body: ofLettersSchool()},
		"POST /console/messages/{id}/drop":  {on: aSchool, arrange: aDeadLetter, body: ofLettersSchool("note", "搬走了")},
		"SOCKET inbox:{id}":                 {on: aPerson, run: socket("inbox")},
		"SOCKET inboxlist:{id}":             {on: aPerson, run: socket("inboxlist")},
	})
}

// inboxOf is a page about the person of a cell.
func inboxOf(path string) func(*matrix, cell) string {
	return func(_ *matrix, c cell) string { return path + "?of=" + c.id }
}

// forPerson is a form about the person of a cell.
func forPerson(pairs ...string) func(*matrix, cell) ask {
	return func(m *matrix, c cell) ask {
		a := forms(pairs...)(m, c)
		a.form.Set("of", c.id)
		return a
	}
}

// anUnread is a new message of the target, for one cell.
func anUnread(m *matrix, c cell) cell {
	m.ours.Exec(m.T, `INSERT INTO outbox_delivery (id, school_id, number, person_id, about_id, via, via_id, day, urgent, digest, state, hold, due_at, message, at)
		SELECT ?, ?, COALESCE(MAX(number), 0) + 1, ?, ?, 'self', '', '2026-11-23', FALSE, '', 'done', '', 0, COALESCE(MAX(number), 0) + 1, 0 FROM outbox_delivery`,
		db.NewID(), c.school.School, c.id, c.id)
	return c
}

// aDeadLetter is a message that could not be sent, of the target's school, for one cell.
func aDeadLetter(m *matrix, c cell) cell {
	id := db.NewID()
	m.ours.Exec(m.T, `INSERT INTO outbox_send (id, school_id, person_id, message, kind, state, due_at, lease_until, claim, attempts, error)
		VALUES (?, ?, ?, 1, ?, 'dead', 0, 0, '', 8, 'no connection')`, id, c.school.School, id, id)
	c.id = id
	return c
}

// ofLettersSchool is a form for the school of the letter.
func ofLettersSchool(pairs ...string) func(*matrix, cell) ask {
	return func(m *matrix, c cell) ask {
		a := forms(pairs...)(m, c)
		a.form.Set("school", c.school.School)
		return a
	}
}
