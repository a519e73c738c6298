package app_test

import (
	"net/url"
	"strings"

	"yunka/server/db"
)

func init() {
	add(map[string]probe{
		"POST /kiosk/ask":                      {on: aPerson, arrange: onDuty, body: jsonBody(`{"person":%q}`, named), shows: staff},
		"GET /console":                         {shows: staff},
		"GET /console/wall":                    page(),
		"POST /console/wall":                   {on: aSchool, body: forSchool()},
		"POST /console/wall/end":               {on: aSchool, body: forSchool(), arrange: hung},
		"GET /wall":                            page(),
		"GET /console/scans.csv":               {shows: staff},
		"GET /console/gates":                   page(),
		"GET /console/gates/new":               page(),
		"POST /console/gates":                  {on: aSchool, body: aNewGate},
		"GET /console/gates/{id}":              {on: aGate},
		"POST /console/gates/{id}":             {on: aGate, body: aNewGate},
		"POST /console/zones/{id}":             {on: aZone, body: aZoneForm},
		"GET /console/zones/{id}":              {on: aZone},
		"POST /console/zones/{id}/rules":       {on: aZone, body: forms("who", "role:teacher", "effect", "allow")},
		"POST /console/rules/{id}/remove":      {on: aZone, arrange: aRule},
		"GET /console/inside":                  page(),
		"POST /console/inside/reset":           {on: aSchool, body: forSchool("why", "演习")},
		"POST /console/people/{id}/presence":   {on: aPerson},
		"GET /console/ask":                     page(),
		"GET /console/groups":                  page(),
		"POST /console/groups":                 {on: aSchool, body: aNewGroup},
		"GET /console/groups/{id}":             {on: aSchool, arrange: aGroup("")},
		"POST /console/groups/{id}":            {on: aPerson, arrange: aGroup("put"), body: aMember},
		"POST /console/groups/{id}/remove":     {on: aPerson, arrange: aGroup("member"), body: aMember},
		"GET /console/conflicts":               {shows: staff},
		"POST /console/conflicts/{id}/resolve": {on: aSchool, arrange: aConflict, body: forms("note", "查过了")},
		"SOCKET console:{id}":                  {on: aSchool, run: socket("console")},
		"SOCKET wall:{id}":                     {on: aSchool, run: socket("wall")},
	})
}

// hung is a school with a screen in its hall.
func hung(m *matrix, c cell) cell {
	if _, err := m.app.Terminals.HangWall(m.Context(), c.school.World.Admin, c.school.School); err != nil {
		m.Fatal(err)
	}
	return c
}

// aNewGate is a gate's form, each time with another name.
func aNewGate(m *matrix, c cell) ask {
	v := url.Values{"name": {"门 " + db.NewID()}, "direction": {"out"}, "newzone": {"操场 " + db.NewID()}, "hours": {"week"}, "day1": {"06:30-18:00"}, "right-student": {"allow"}}
	if strings.HasSuffix(c.line, "/gates") {
		v.Set("school", c.id)
	}
	return ask{form: v}
}

// aRule of the target zone.
func aRule(m *matrix, c cell) cell {
	id := db.NewID()
	m.ours.Exec(m.T, "INSERT INTO access_rule (id, school_id, zone_id, who, who_id, effect, note, created_at) VALUES (?, ?, ?, 'role', 'teacher', 'allow', '', 0)", id, c.school.School, c.id)
	c.id = id
	return c
}

func aNewGroup(_ *matrix, c cell) ask {
	return ask{form: url.Values{"school": {c.id}, "name": {"小组 " + db.NewID()}}}
}

// aConflict of a terminal of the target's school.
func aConflict(m *matrix, c cell) cell {
	id := db.NewID()
	m.ours.Exec(m.T, "INSERT INTO conflict (id, school_id, terminal_id, seq, kind, detail, at, raised_at) SELECT ?, school_id, MIN(id), (SELECT COUNT(*) FROM conflict), 'CHAIN', '', 0, 0 FROM terminal WHERE school_id = ? GROUP BY school_id", id, c.school.School)
	c.id = id
	return c
}

// aGroup of the target's school; the target may be in it.
func aGroup(with string) func(*matrix, cell) cell {
	return func(m *matrix, c cell) cell {
		id := db.NewID()
		m.ours.Exec(m.T, "INSERT INTO access_group (id, school_id, name, created_at) VALUES (?, ?, ?, 0)", id, c.school.School, "g"+id)
		if with == "member" {
			m.ours.Exec(m.T, "INSERT INTO access_group_member (group_id, person_id, school_id, granted_by, at) VALUES (?, ?, ?, 'test', 0)", id, c.id, c.school.School)
		}
		c.person, c.id = c.id, id
		return c
	}
}

// aMember is the person of a group's cell.
func aMember(_ *matrix, c cell) ask {
	return ask{form: url.Values{"person": {c.person}, "people": {c.person}}}
}

// aZoneForm renames a zone, each time to another name.
func aZoneForm(*matrix, cell) ask {
	return ask{form: url.Values{"name": {"操场 " + db.NewID()}}}
}
