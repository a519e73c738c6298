package app_test

import (
	"bytes"
	"mime/multipart"

	"yunka/server/db"
	"yunka/server/schooltest"
)

func init() {
	house := func(rest string) func(*matrix, cell) string {
		return func(_ *matrix, c cell) string { return "/console/dorm/houses/" + c.id + rest }
	}
	add(map[string]probe{
		"GET /console/dorm":                        page(),
		"POST /console/dorm":                       {on: aSchool, body: aBuildingsName},
		"POST /console/dorm/import":                {on: aSchool, body: bedsFile},
		"GET /console/dorm/beds.csv":               page(),
		"GET /console/dorm/houses/{id}":            {on: aSchool, arrange: aHouse, path: house("")},
		"GET /console/dorm/houses/{id}/free":       {on: aSchool, arrange: aHouse, path: house("/free")},
		"POST /console/dorm/houses/{id}/rooms":     {on: aSchool, arrange: aHouse, path: house("/rooms"), body: forms("first", "901", "rooms", "1", "beds", "2", "floor", "9")},
		"POST /console/dorm/houses/{id}/settings":  {on: aSchool, arrange: aHouse, path: house("/settings"), body: forms("curfew", "22:00")},
		"GET /console/dorm/houses/{id}/night":      {on: aSchool, arrange: aHouse, path: house("/night")},
		"GET /console/dorm/houses/{id}/nights":     {on: aSchool, arrange: aHouse, path: house("/nights")},
		"GET /console/dorm/houses/{id}/nights.csv": {on: aSchool, arrange: aHouse, path: house("/nights.csv")},
		"POST /console/dorm/houses/{id}/note":      {on: aSchool, arrange: aHouse, path: house("/note"), body: aNightsNote},
		"GET /console/dorm/houses/{id}/repairs":    {on: aSchool, arrange: aHouse, path: house("/repairs")},
		"GET /console/dorm/houses/{id}/events":     {on: aSchool, arrange: aHouse, path: house("/events")},
		"POST /console/dorm/rule":                  {on: aSchool, arrange: aHouse, body: aBedRule},
		"GET /console/dorm/houses/{id}/notices":    {on: aSchool, arrange: aHouse, path: house("/notices")},
		"POST /console/dorm/houses/{id}/notices":   {on: aSchool, arrange: aHouse, path: house("/notices"), body: aHousesNotice},
		"POST /console/dorm/notices/{id}/end":      {on: aSchool, arrange: in(aHouse, "notice-")},
		"GET /console/dorm/houses/{id}/locks":      {on: aSchool, arrange: aHouse, path: house("/locks")},
		"GET /console/dorm/beds/{id}":              {on: aSchool, arrange: in(aHouse, "bed-")},
		"POST /console/dorm/beds/{id}":             {on: aSchool, arrange: in(aHouse, "spare-"), body: forms("state", "kept")},
		"POST /console/dorm/beds/{id}/give":        {on: aSchool, arrange: in(aHouse, "spare-"), body: givesBed},
		"POST /console/dorm/rooms/{id}/door":       {on: aSchool, arrange: in(aHouse, "room-")},
		"POST /console/dorm/stays/{id}/end":        {on: aSchool, arrange: in(aHouse, "stay-")},
		"POST /console/dorm/repairs/{id}":          {on: aSchool, arrange: in(aHouse, "repair-"), body: forms("state", "work", "told", "今天来修")},
		"POST /console/dorm/events/{id}/seen":      {on: aSchool, arrange: in(aHouse, "event-")},
		"GET /dorm/{id}":                           {on: aPerson},
		"POST /dorm/{id}/repairs":                  {on: aPerson, arrange: livesThere, body: forms("what", "灯不亮")},
		"POST /dorm/{id}/mended":                   {on: aPerson, arrange: isMended, body: mendsIt},
		"POST /dorm/{id}/phone":                    {on: aPerson, body: forms("phone", "1")},
		"SOCKET dorm-night:{id}":                   {on: aSchool, arrange: aHouse, run: socket("dorm-night")},
	})
}

func aBuildingsName(m *matrix, c cell) ask {
	return forms("name", "楼"+m.ours.Key(), "school", c.school.School)(m, c)
}

func bedsFile(m *matrix, c cell) ask {
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	if err := w.WriteField("school", c.school.School); err != nil {
		m.Fatal(err)
	}
	if err := w.WriteField("look", "0"); err != nil {
		m.Fatal(err)
	}
	f, err := w.CreateFormFile("file", "a.csv")
	if err != nil {
		m.Fatal(err)
	}
	if _, err := f.Write([]byte("学号,楼,房间,床位\nnobody,x,1,1\n")); err != nil {
		m.Fatal(err)
	}
	if err := w.Close(); err != nil {
		m.Fatal(err)
	}
	return ask{body: buf.String(), kind: w.FormDataContentType()}
}

// aHouse is a building of the target's school with a room, a bed in which its pupil lives, one
// that is free, a repair and an event; the cell's id is the building.
func aHouse(m *matrix, c cell) cell {
	school, id, who := c.school.School, db.NewID(), c.school.Student.Person
	exec := func(query string, args ...any) { m.ours.Exec(m.T, query, args...) }
	exec("DELETE FROM dorm_stay WHERE school_id = ?", school)
	exec("INSERT INTO zone (id, school_id, name, created_at) VALUES (?, ?, ?, 0)", id, school, "楼"+id)
	exec("INSERT INTO dorm_building (id, school_id, curfew, tells, added_at) VALUES (?, ?, 1320, FALSE, 0)", id, school)
	exec("INSERT INTO dorm_room (id, school_id, building_id, floor, name) VALUES (?, ?, ?, 1, '101')", "room-"+id, school, id)
	for _, bed := range []string{"bed-", "spare-"} {
		exec("INSERT INTO dorm_bed (id, school_id, room_id, name, state) VALUES (?, ?, ?, ?, 'open')", bed+id, school, "room-"+id, bed)
	}
	exec("INSERT INTO dorm_stay (id, school_id, bed_id, person_id, from_at, settled, given_by, given_at, ended_by) VALUES (?, ?, ?, ?, 1, FALSE, '', 0, '')", "stay-"+id, school, "bed-"+id, who)
	exec("INSERT INTO dorm_repair (id, school_id, room_id, person_id, what, state, told, asked_at, changed_at, changed_by) VALUES (?, ?, ?, ?, '灯', 'open', '', 1, 1, '')", "repair-"+id, school, "room-"+id, who)
	exec("INSERT INTO dorm_event (id, school_id, building_id, kind, person_id, place, at, seen_at, seen_by) VALUES (?, ?, ?, 'vacant_opened', '', '101', 1, 0, '')", "event-"+id, school, id)
	exec("INSERT INTO dorm_notice (id, school_id, building_id, text, until_at, by_name, posted_at) VALUES (?, ?, ?, '停水', ?, '', 0)", "notice-"+id, school, id, m.app.DB.Now().AddDate(1, 0, 0).UnixMilli())
	c.id = id
	return c
}

func aBedRule(m *matrix, c cell) ask {
	return forms("school", c.school.School, "house", c.id, "look", "0")(m, c)
}

func aHousesNotice(m *matrix, c cell) ask {
	return forms("text", "停水", "until", m.app.DB.Now().AddDate(0, 0, 2).UTC().Format("2006-01-02T15:04"))(m, c)
}

// in is a thing of what was arranged, by the beginning of its id.
func in(arrange func(*matrix, cell) cell, what string) func(*matrix, cell) cell {
	return func(m *matrix, c cell) cell {
		c = arrange(m, c)
		c.id = what + c.id
		return c
	}
}

func givesBed(m *matrix, c cell) ask { return forms("person", c.school.Guard.Person)(m, c) }

func aNightsNote(m *matrix, c cell) ask {
	now := m.app.DB.Now().UTC()
	return forms("night", now.AddDate(0, 0, -1).Format("2006-01-02"), "person", c.school.Student.Person, "text", "家长说在家")(m, c)
}

// livesThere gives the target a bed.
func livesThere(m *matrix, c cell) cell {
	person := c.id
	c = aHouse(m, c)
	m.ours.Exec(m.T, "UPDATE dorm_stay SET person_id = ? WHERE id = ?", person, "stay-"+c.id)
	c.id = person
	return c
}

// isMended has a repair of the target's room said to be done.
func isMended(m *matrix, c cell) cell {
	c = livesThere(m, c)
	m.ours.Exec(m.T, "UPDATE dorm_repair SET state = 'done' WHERE person_id = ? OR room_id IN (SELECT b.room_id FROM dorm_stay s JOIN dorm_bed b ON b.id = s.bed_id WHERE s.person_id = ?)", c.id, c.id)
	return c
}

func mendsIt(m *matrix, c cell) ask {
	id := schooltest.Value[string](m, m.app.DB, "SELECT f.id FROM dorm_repair f JOIN dorm_bed b ON b.room_id = f.room_id JOIN dorm_stay s ON s.bed_id = b.id WHERE s.person_id = ?", c.id)
	return forms("repair", id, "mended", "1")(m, c)
}
