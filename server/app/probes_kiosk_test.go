package app_test

import (
	"net/url"
)

func init() {
	add(map[string]probe{
		"GET /kiosk/away":       page(),
		"GET /kiosk/worker.js":  page(),
		"GET /kiosk/decoder.js": page(),
		"GET /kiosk":            {arrange: passed, shows: []string{"staff kiosk"}},
		"GET /kiosk/shell":      {},
		"POST /kiosk/pair": {arrange: func(m *matrix, c cell) cell {
			c.id = m.ours.pairing(m.T, m.app, m.ours.GateIn, false)
			return c
		}, body: func(_ *matrix, c cell) ask { return ask{form: url.Values{"code": {c.id}}} }},
		"POST /kiosk/scans":              {on: aPass, body: jsonBody(`{"key":%q,"chip":%q}`, freshKey, named), decided: true, unrecorded: scanIsFact},
		"POST /kiosk/scans/{id}/confirm": {on: aScan, arrange: waiting, body: jsonBody(`{"pin":"`+guardPIN+`","key":%q,"accept":true}`, freshKey)},
		"GET /kiosk/scans/{id}/before":   {on: aScan, arrange: presented},
		"GET /kiosk/scans/{id}/photo":    {on: aScan, arrange: photographed},
		"POST /kiosk/scans/{id}/undo":    {on: aScan, arrange: letThrough, body: jsonBody(`{"pin":"`+guardPIN+`","key":%q}`, freshKey)},
		"GET /kiosk/checks":              {arrange: func(m *matrix, c cell) cell { waiting(m, c); return c }, unrecorded: noFact},
		"POST /kiosk/shift":              {body: jsonBody(`{"pin":"` + guardPIN + `"}`)},
		"POST /kiosk/shift/end":          {unrecorded: noFact},
		"GET /kiosk/classes":             {arrange: onDuty, unrecorded: noFact},
		"GET /kiosk/classes/{id}": {arrange: func(m *matrix, c cell) cell {
			c.id = text(m.T, m.app.DB, "SELECT class_id FROM membership WHERE id = ?", m.ours.Charge.Membership)
			return onDuty(m, c)
		}, shows: staff},
		"POST /kiosk/duty":      {body: jsonBody(`{"pin":"` + guardPIN + `"}`)},
		"POST /kiosk/duty/end":  {arrange: onDuty, unrecorded: noFact},
		"POST /kiosk/people":    {arrange: onDuty, body: jsonBody(`{"q":"人"}`), shows: staff},
		"POST /kiosk/manual":    {on: aPerson, body: jsonBody(`{"key":%q,"person":%q,"reason":"left the phone at home","pin":"`+guardPIN+`"}`, freshKey, named)},
		"POST /kiosk/records":   {body: jsonBody(`{"terminal_time":0,"records":[]}`), unrecorded: noFact},
		"POST /kiosk/heartbeat": {body: jsonBody(`{"at":0,"version":"1"}`), unrecorded: noFact},
		"GET /kiosk/list":       {arrange: withListKey},
	})
}

// photographed is a presentation of somebody with a photo.
func photographed(m *matrix, c cell) cell {
	c = presented(m, c)
	m.ours.Exec(m.T, "INSERT INTO person_photo (person_id, school_id, jpeg, at) VALUES (?, ?, ?, 0) ON CONFLICT (person_id) DO NOTHING", c.school.Teacher.Person, c.school.School, []byte("jpeg"))
	return c
}
