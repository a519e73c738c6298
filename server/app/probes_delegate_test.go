package app_test

import (
	"bytes"
	"image"
	"image/png"
	"mime/multipart"
	"strings"

	"yunka/server/db"
	"yunka/server/secret"
)

func init() {
	link := func(path string) func(*matrix, cell) string {
		return func(m *matrix, c cell) string { return strings.Replace(path, "{code}", aLink, 1) }
	}
	add(map[string]probe{
		"GET /delegates":                  {},
		"GET /delegates/new":              {},
		"POST /delegates":                 {on: aPerson, body: aDelegate},
		"GET /delegates/{id}":             {on: aPerson, arrange: aMandate, shows: staff},
		"GET /delegates/{id}/photo":       {on: aPerson, arrange: aMandate, shows: staff},
		"POST /delegates/{id}/end":        {on: aPerson, arrange: aMandate},
		"POST /delegates/{id}/link":       {on: aPerson, arrange: aMandate, body: forms("password", passphrase)},
		"GET /d/{code}":                   {path: link("/d/{code}")},
		"GET /d/shell":                    page(),
		"GET /d-sw.js":                    page(),
		"POST /d/{code}/arrive":           {path: link("/d/{code}/arrive"), body: jsonBody(`{}`), unrecorded: noFact},
		"POST /d/{code}/digits":           {path: link("/d/{code}/digits"), body: jsonBody(`{"digits":"123456"}`), unrecorded: noFact},
		"POST /d/{code}/claim":            {path: link("/d/{code}/claim"), body: jsonBody(`{}`), unrecorded: noFact},
		"POST /delegate/contact/{handle}": {on: aPhone, arrange: handle, body: contact, unrecorded: noFact},
	})
}

// aLink leads nowhere.
const aLink = "AAAAAAAAAAAAAAAAAAAAAA"

// aMandate is that an adult collects the target; the target's parent has given it.
func aMandate(m *matrix, c cell) cell {
	id := db.NewID()
	m.ours.Exec(m.T, `INSERT INTO person (id, school_id, name, folded, gender, state, state_at, guest, created_at) VALUES (?, ?, '何秀兰', '何秀兰', '', 'active', 0, TRUE, 0)`, id, c.school.School)
	m.ours.Exec(m.T, `INSERT INTO membership (id, school_id, person_id, role, valid_from, created_at) VALUES (?, ?, ?, 'delegate', 1, 0)`, id, c.school.School, id)
	m.ours.Exec(m.T, `INSERT INTO card (id, school_id, person_id, membership_id, state, state_at, created_at) VALUES (?, ?, ?, ?, 'active', 0, 0)`, id, c.school.School, id, id)
	m.ours.Exec(m.T, `INSERT INTO person_photo (person_id, school_id, jpeg, at) VALUES (?, ?, ?, 0)`, id, c.school.School, []byte{0xff, 0xd8, 0xff})
	m.ours.Exec(m.T, `INSERT INTO mandate (id, school_id, guardian_id, person_id, membership_id, card_id, phone, relation, first_day, last_day, weekdays, from_minute, to_minute,
		link_hash, link_until, digits, tries, device, ended_by, created_at) VALUES (?, ?, ?, ?, ?, ?, '13900000000', 'friend', '2026-01-01', '2099-01-01', 127, 0, 1440, ?, 4102444800000, '123456', 0, '', '', 0)`,
		id, c.school.School, c.school.Parent.Person, id, id, id, secret.Hash(id))
	m.ours.Exec(m.T, `INSERT INTO mandate_child (mandate_id, child_id, school_id, ended_by) VALUES (?, ?, ?, '')`, id, c.id, c.school.School)
	c.id = id
	return c
}

// aDelegate is a form that asks somebody to collect the target tomorrow.
func aDelegate(m *matrix, c cell) ask {
	var body bytes.Buffer
	mw := multipart.NewWriter(&body)
	day := m.app.DB.Now().AddDate(0, 0, 2).Format("2006-01-02")
	for _, f := range [][2]string{{"child", c.id}, {"name", "何秀兰"}, {"phone", "13900000000"}, {"relation", "friend"}, {"kind", "once"}, {"day", day}, {"from", "16:00"}, {"to", "17:00"}, {"password", passphrase}} {
		_ = mw.WriteField(f[0], f[1])
	}
	w, err := mw.CreateFormFile("photo", "photo.png")
	if err != nil {
		m.Fatal(err)
	}
	if err := png.Encode(w, image.NewRGBA(image.Rect(0, 0, 240, 300))); err != nil {
		m.Fatal(err)
	}
	_ = mw.Close()
	return ask{body: body.String(), kind: mw.FormDataContentType()}
}
