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
			id, notice, _ := strings.Cut(c.id, " ")
			return strings.NewReplacer("{id}", id, "{notice}", notice, "{file}", "f"+notice).Replace(path)
		}
	}
	add(map[string]probe{
		"GET /notices/{id}":                        {on: aPerson},
		"POST /notices/{id}/seen":                  {on: aPerson, arrange: isTold, body: seesNotice, unrecorded: "a receipt is its own record"},
		"GET /notices/{id}/files/{file}":           {on: aPerson, arrange: isTold, path: toldFile},
		"GET /class-notices":                       page(),
		"GET /class-notices/{id}":                  {on: aSchool, arrange: aToldClass, path: of("/class-notices/{id}")},
		"POST /class-notices/{id}":                 {on: aSchool, arrange: aToldClass, path: of("/class-notices/{id}"), body: postsNotice},
		"GET /class-notices/{id}/readers/{notice}": {on: aSchool, arrange: aToldClass, path: of("/class-notices/{id}/readers/{notice}"), shows: []string{"admin"}},
		"GET /class-notices/{id}/files/{file}":     {on: aSchool, arrange: aToldClass, path: of("/class-notices/{id}/files/{file}")},
		"POST /class-notices/{id}/withdraw":        {on: aSchool, arrange: aToldClass, path: of("/class-notices/{id}/withdraw"), body: withdrawsNotice},
		"SOCKET notices:{id}":                      {on: aPerson, arrange: readsItself, run: socket("notices")},
	})
}

// aToldClass is a class of the target's school that was told something; the cell's id is the class
// and the notice.
func aToldClass(m *matrix, c cell) cell {
	id := db.NewID()
	class := c.school.Class(m.T, "六年级", id)
	aNotice(m, c, class, id)
	c.id = class + " " + id
	return c
}

func aNotice(m *matrix, c cell, class, id string) {
	school := c.school.School
	m.ours.Exec(m.T, `
		INSERT INTO class_notice (id, school_id, class_id, text, by_person, by_name, made_at, tell_at, told_at, withdrawn_at)
		VALUES (?, ?, ?, '春游', '', '', 1, 1, 1, 0)`, id, school, class)
	m.ours.Exec(m.T, `
		INSERT INTO class_notice_file (id, school_id, notice_id, place, picture, name, size, content)
		VALUES (?, ?, ?, 0, FALSE, 'a.pdf', 1, ?)`, "f"+id, school, id, []byte{1})
}

// isTold puts the target into a class that was told something.
func isTold(m *matrix, c cell) cell {
	id := db.NewID()
	class := c.school.Class(m.T, "六年级", id)
	aNotice(m, c, class, id)
	m.ours.Exec(m.T, "UPDATE membership SET class_id = ? WHERE person_id = ? AND role = ?", class, c.holder.Person, allow.Student)
	c.person = id
	return c
}

func toldFile(_ *matrix, c cell) string { return "/notices/" + c.id + "/files/f" + c.person }

func seesNotice(m *matrix, c cell) ask { return forms("notice", c.person)(m, c) }

func withdrawsNotice(m *matrix, c cell) ask {
	_, notice, _ := strings.Cut(c.id, " ")
	return forms("notice", notice)(m, c)
}

func postsNotice(m *matrix, _ cell) ask {
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	if err := w.WriteField("text", "明天春游"); err != nil {
		m.Fatal(err)
	}
	if err := w.Close(); err != nil {
		m.Fatal(err)
	}
	return ask{body: buf.String(), kind: w.FormDataContentType()}
}

// readsItself is the page of the target as who asks reads it.
func readsItself(m *matrix, c cell) cell {
	c = isTold(m, c)
	reader := "nobody"
	if c.who.holder != nil {
		reader = c.who.holder.Person
	}
	c.id += "." + reader
	return c
}
