package app_test

import (
	"bytes"
	"mime/multipart"

	"yunka/server/db"
)

func init() {
	at := func(state string) func(*matrix, cell) cell {
		return func(m *matrix, c cell) cell { return aFace(m, c, state) }
	}
	add(map[string]probe{
		"GET /console/faces":                page(),
		"POST /console/faces":               {on: aSchool, arrange: noFaces, body: beginsFace},
		"GET /console/faces/{id}":           {on: aSchool, arrange: at("draft")},
		"GET /console/faces/{id}/preview":   {on: aSchool, arrange: at("draft")},
		"GET /console/faces/{id}/review":    {on: aSchool, arrange: at("submitted")},
		"POST /console/faces/{id}":          {on: aSchool, arrange: at("draft"), body: savesFace},
		"POST /console/faces/{id}/withdraw": {on: aSchool, arrange: at("submitted")},
		"POST /console/faces/{id}/discard":  {on: aSchool, arrange: at("draft")},
		"POST /console/faces/{id}/take":     {on: aSchool, arrange: at("submitted")},
		"POST /console/faces/{id}/decide":   {on: aSchool, arrange: at("in_review"), body: forms("yes", "1")},
		"POST /console/faces/{id}/try":      {on: aSchool, arrange: at("approved"), body: triesFace},
		"POST /console/faces/{id}/end":      {on: aSchool, arrange: at("trial")},
		"POST /console/faces/{id}/publish":  {on: aSchool, arrange: at("approved")},
		"POST /console/faces/{id}/retire":   {on: aSchool, arrange: at("published")},
		"GET /faces/look/{file}":            {path: func(*matrix, cell) string { return "/faces/look/12396b.css" }},
		"GET /faces/pictures/{id}":          {on: aSchool, arrange: aCover},
	})
}

const aDesign = `{"student":{"color":"#12396b"},"teacher":{"color":"#12396b"},"parent":{"color":"#12396b"}}`

func noFaces(m *matrix, c cell) cell {
	m.ours.Exec(m.T, "DELETE FROM face_version WHERE school_id = ?", c.school.School)
	return c
}

// aFace is a version of the target's school in a state; who reviews it is who asks.
func aFace(m *matrix, c cell, state string) cell {
	noFaces(m, c)
	id, school := db.NewID(), c.school.School
	class := ""
	if state == "trial" {
		class = c.school.Class(m.T, "六年级", id)
	}
	reviewer := ""
	if state == "in_review" {
		reviewer = c.who.account
	}
	m.ours.Exec(m.T, `
		INSERT INTO face_version (id, school_id, number, state, body, based_on, rev, class_id, made_by, made_name, made_at, saved_at,
			submitted_by, submitted_name, submitted_at, reviewer, reviewer_name, taken_at, reviewed_at, why, published_at, ended_at)
		VALUES (?, ?, 1, ?, ?, 0, 1, NULLIF(?, ''), '', '', 0, 0, 'somebody', '', 0, ?, '', 0, 0, '', 0, 0)`, id, school, state, aDesign, class, reviewer)
	c.id = id
	return c
}

func beginsFace(_ *matrix, c cell) ask {
	return forms("school", c.school.School, "from", "lake")(nil, c)
}

func triesFace(m *matrix, c cell) ask {
	return forms("class", c.school.Class(m.T, "六年级", db.NewID()))(m, c)
}

func savesFace(m *matrix, _ cell) ask {
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	fields := map[string]string{"rev": "1", "do": "save"}
	for _, role := range []string{"student", "teacher", "parent"} {
		fields[role+".tone"] = "#12396b"
	}
	for k, v := range fields {
		if err := w.WriteField(k, v); err != nil {
			m.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		m.Fatal(err)
	}
	return ask{body: buf.String(), kind: w.FormDataContentType()}
}

func aCover(m *matrix, c cell) cell {
	c.id = db.NewID()
	m.ours.Exec(m.T, "INSERT INTO face_picture (id, school_id, jpeg, light, added_at) VALUES (?, ?, ?, '#000000', 0)", c.id, c.school.School, []byte{1})
	return c
}
