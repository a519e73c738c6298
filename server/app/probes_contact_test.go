package app_test

import (
	"bytes"
	"mime/multipart"
	"strings"

	"yunka/server/allow"
	"yunka/server/db"
)

func init() {
	of := func(path string) func(*matrix, cell) string {
		return func(_ *matrix, c cell) string {
			return strings.NewReplacer("{id}", c.person, "{message}", "m"+c.person).Replace(path)
		}
	}
	talks := func(path string, body func(*matrix, cell) ask, unrecorded string) probe {
		return probe{on: aPerson, arrange: aThread, path: of(path), body: body, unrecorded: unrecorded}
	}
	office := func(path string, body func(*matrix, cell) ask) probe {
		return probe{on: aSchool, arrange: aThreadOfSchool, path: of(path), body: body}
	}
	opened := office("/console/contact/{id}", nil)
	opened.shows = []string{"admin"}
	add(map[string]probe{
		"GET /contact/{id}":                            {on: aPerson},
		"POST /contact/{id}":                           {on: aPerson, arrange: isTaught, body: writesToTeacher},
		"GET /threads":                                 page(),
		"GET /threads/{id}":                            talks("/threads/{id}", nil, ""),
		"POST /threads/{id}":                           talks("/threads/{id}", aMessage, ""),
		"POST /threads/{id}/read":                      talks("/threads/{id}/read", nil, "a receipt is its own record"),
		"POST /threads/{id}/report":                    talks("/threads/{id}/report", forms("why", "骂人"), ""),
		"GET /threads/{id}/pictures/{message}":         talks("/threads/{id}/pictures/{message}", nil, ""),
		"GET /console/contact":                         page(),
		"GET /console/contact/{id}":                    opened,
		"GET /console/contact/{id}/pictures/{message}": office("/console/contact/{id}/pictures/{message}", nil),
		"POST /console/contact/{id}/open":              office("/console/contact/{id}/open", forms("why", "举报")),
		"POST /console/contact/{id}/settle":            office("/console/contact/{id}/settle", nil),
		"SOCKET thread:{id}":                           {on: aPerson, arrange: threadAsID, run: socket("thread")},
	})
}

// isTaught puts the target into a class of which a teacher is in charge; the person is the teacher.
func isTaught(m *matrix, c cell) cell {
	class := c.school.Class(m.T, "六年级", db.NewID())
	teacher := c.school.Holder(m.T, allow.Teacher)
	m.ours.Exec(m.T, "UPDATE membership SET class_id = ? WHERE person_id = ? AND role = ?", class, c.holder.Person, allow.Student)
	m.ours.Exec(m.T, "INSERT INTO post (id, school_id, person_id, membership_id, kind, of_what, of_id, subject, valid_from, created_at) VALUES (?, ?, ?, ?, ?, 'class', ?, '', 0, 0)",
		db.NewID(), c.school.School, teacher.Person, teacher.Membership, allow.ClassTeacher, class)
	c.person = teacher.Person
	return c
}

func writesToTeacher(m *matrix, c cell) ask { return forms("teacher", c.person)(m, c) }

// aThread is about the target, between who asks (the target, where nobody does) and a teacher.
func aThread(m *matrix, c cell) cell {
	c = isTaught(m, c)
	family := c.holder.Person
	if c.who.holder != nil && c.who.role == "parent" {
		family = c.who.holder.Person
	}
	c.person = putThread(m, c, c.holder.Person, family, c.person)
	return c
}

func putThread(m *matrix, c cell, child, family, teacher string) string {
	id, school := db.NewID(), c.school.School
	m.ours.Exec(m.T, "INSERT INTO contact_thread (id, school_id, child_id, family_id, teacher_id, begun_at, last_at, family_read_at, teacher_read_at) VALUES (?, ?, ?, ?, ?, 1, 2, 0, 0)", id, school, child, family, teacher)
	m.ours.Exec(m.T, "INSERT INTO contact_message (id, school_id, thread_id, by_teacher, text, jpeg, at) VALUES (?, ?, ?, TRUE, '在', ?, 2)", "m"+id, school, id, []byte{1})
	return id
}

// aThreadOfSchool is one of the target's school that the account of who asks has opened.
func aThreadOfSchool(m *matrix, c cell) cell {
	child, teacher := c.school.Holder(m.T, allow.Student), c.school.Holder(m.T, allow.Teacher)
	c.person = putThread(m, c, child.Person, child.Person, teacher.Person)
	m.ours.Exec(m.T, "INSERT INTO contact_opening (id, school_id, thread_id, account_id, why, at, until_at) VALUES (?, ?, ?, ?, '', 0, ?)",
		db.NewID(), c.school.School, c.person, c.who.account, m.app.DB.Now().AddDate(1, 0, 0).UnixMilli())
	return c
}

func threadAsID(m *matrix, c cell) cell {
	c = aThread(m, c)
	c.id = c.person
	return c
}

func aMessage(m *matrix, _ cell) ask {
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	if err := w.WriteField("text", "在吗"); err != nil {
		m.Fatal(err)
	}
	if err := w.Close(); err != nil {
		m.Fatal(err)
	}
	return ask{body: buf.String(), kind: w.FormDataContentType()}
}
