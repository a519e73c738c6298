package app_test

import (
	"net/url"
	"time"

	"yunka/server/db"
)

func init() {
	add(map[string]probe{
		"GET /console/visits":           page(),
		"POST /console/visits":          {on: aSchool, body: aGuest},
		"POST /console/visits/{id}/end": {on: aPerson, arrange: aVisit},
	})
}

// aGuest of the target school, tomorrow's.
func aGuest(m *matrix, c cell) ask {
	soon := m.ours.DB.Now().Add(26 * time.Hour)
	v := url.Values{"name": {"李维修"}, "purpose": {"电梯年检"}, "zone": {c.school.Zone}, "look": {"photo"}, "from": {soon.Format("2006-01-02T15:04")}, "to": {soon.Add(time.Hour).Format("2006-01-02T15:04")}}
	v.Set("school", c.school.School)
	return ask{form: v}
}

// aVisit of the target person's guest.
func aVisit(m *matrix, c cell) cell {
	id := db.NewID()
	m.ours.Exec(m.T, "INSERT INTO pass (id, school_id, kind, person_id, zone_id, secret, state, state_at, look, times, valid_from, valid_to, created_at) VALUES (?, ?, 'visit', ?, ?, ?, 'live', 0, 'none', 1, 0, 4102444800000, 0)", id, c.school.School, c.id, c.school.Zone, id)
	m.ours.Exec(m.T, "INSERT INTO visit (pass_id, school_id, host_id, person_id, company, phone, purpose, valid_from, valid_to, created_at) VALUES (?, ?, ?, ?, '', '', 'x', 0, 4102444800000, 0)", id, c.school.School, c.id, c.id)
	c.id = id
	return c
}
