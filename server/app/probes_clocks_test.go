package app_test

import (
	"yunka/server/db"
	"yunka/server/terminal"
)

func init() {
	add(map[string]probe{
		"GET /console/clocks":            page(),
		"POST /console/clocks":           {on: aSchool, body: aClock},
		"POST /console/clocks/{id}":      {on: aSchool, arrange: theClock, body: forms("who", "pupils")},
		"POST /console/clocks/{id}/path": {on: aSchool, arrange: theClock},
		"POST /console/clocks/{id}/stop": {on: aSchool, arrange: theClock},
	})
}

// aClock is the form of another one.
func aClock(m *matrix, c cell) ask {
	return forSchool("name", "ADMS "+m.ours.Key(), "serial", "CK-"+m.ours.Key(), "who", "staff")(m, c)
}

// theClock stands for the school.
func theClock(m *matrix, c cell) cell {
	id, _, err := m.app.Terminals.Add(m.Context(), c.school.World.Admin, c.school.School, terminal.Draft{Name: "ADMS " + c.school.Key(), Kind: terminal.Reader, Scene: "attendance"})
	if err != nil {
		m.Fatal(err)
	}
	m.ours.Exec(m.T, `INSERT INTO clock_device (terminal_id, school_id, serial, path, need_path, networks, who, keys, firmware, gb, seen_at, seen_from, offset_ms, commands,
		check_command, check_from, check_until, check_sent, check_tries, check_count, proves, created_at)
		VALUES (?, ?, ?, ?, TRUE, '', 'staff', FALSE, '', FALSE, 0, '', 0, 0, 0, 0, 0, 0, 0, -1, 0, 0)`, id, c.school.School, "CK-"+id, db.NewID())
	c.id = id
	return c
}
