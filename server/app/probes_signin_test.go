package app_test

import (
	"net/url"
	"strings"

	"yunka/server/db"
	"yunka/server/signin/meeting"
)

func init() {
	person := func(path string) func(*matrix, cell) string {
		return func(_ *matrix, c cell) string {
			return strings.NewReplacer("{id}", c.id, "{person}", "p"+c.id).Replace(path)
		}
	}
	add(map[string]probe{
		"GET /signins":                       {},
		"GET /signed/{id}":                   {on: aPerson, shows: []string{"admin"}},
		"GET /signins/new":                   page(),
		"POST /signins":                      {on: aSchool, body: aComingSignin},
		"GET /signins/{id}":                  {on: aSchool, arrange: aSignin, shows: []string{"admin", "teacher"}},
		"GET /signins/{id}/list.csv":         {on: aSchool, arrange: aSignin, shows: []string{"admin", "teacher"}},
		"GET /signins/{id}/list.xlsx":        {on: aSchool, arrange: aSignin, shows: []string{"admin", "teacher"}},
		"GET /signins/{id}/people/{person}":  {on: aSchool, arrange: aSignin, path: person("/signins/{id}/people/{person}"), shows: []string{"admin", "teacher"}},
		"POST /signins/{id}/people/{person}": {on: aSchool, arrange: aSignin, path: person("/signins/{id}/people/{person}"), body: forms("what", "in", "why", "没电")},
		"POST /signins/{id}/close":           {on: aSchool, arrange: aSignin},
		"POST /signins/{id}/reopen":          {on: aSchool, arrange: aClosedSignin, body: forms("why", "漏了")},
		"POST /signins/{id}/check":           {on: aSchool, arrange: aSignedSignin, body: forms("people", "1")},
		"POST /signins/{id}/phone":           {on: aSchool, arrange: aSignin},
		"POST /signins/{id}/here":            {on: aSchool, arrange: aSignin, unrecorded: noFact},
		"GET /signins/{id}/room":             {on: aSchool, arrange: aSignin},
		"GET /signins/{id}/wall":             {on: aSchool, arrange: aSignin, shows: []string{"admin", "teacher"}},
		"GET /signin-screen":                 page(),
		"POST /signin-screen/pair": {arrange: func(m *matrix, c cell) cell {
			c.id = m.ours.pairing(m.T, m.app, m.ours.GateIn, false)
			return c
		}, body: func(_ *matrix, c cell) ask { return ask{form: url.Values{"code": {c.id}}} }},
		"SOCKET signin-screen:{id}":          {on: aDevice, run: socket("signin-screen")},
		"GET /in/{id}/{code}":                {path: theRoomsCode},
		"GET /in":                            page(),
		"POST /in":                           {unrecorded: noFact},
		"GET /console/signins":               {shows: []string{"admin", "teacher"}},
		"POST /console/signins/networks":     {on: aSchool, body: someNetworks},
		"GET /console/signins/sessions.csv":  {shows: []string{"admin", "teacher"}},
		"GET /console/signins/sessions.xlsx": {shows: []string{"admin", "teacher"}},
		"GET /console/signins/people.csv":    {shows: []string{"admin", "teacher"}},
		"GET /console/signins/people.xlsx":   {shows: []string{"admin", "teacher"}},
		"SOCKET signin:{id}":                 {on: aSchool, arrange: withTopic(".missing"), run: socket("signin")},
		"SOCKET signin-wall:{id}":            {on: aSchool, arrange: aSignin, run: socket("signin-wall")},
		"SOCKET signin-room:{id}":            {on: aSchool, arrange: withTopic(".bG9jYWxob3N0"), run: socket("signin-room")}, // localhost
	})
}

func someNetworks(_ *matrix, c cell) ask {
	return ask{form: url.Values{"networks": {"10.0.0.0/8"}, "school": {c.school.School}}}
}

// aComingSignin is one of the target school, tomorrow's.
func aComingSignin(m *matrix, c cell) ask {
	day := m.app.DB.Now().AddDate(0, 0, 1).Format("2006-01-02")
	v := url.Values{"title": {"讲座"}, "day": {day}, "from": {"10:00"}, "to": {"11:00"}, "who": {"open"}, "school": {c.school.School}}
	return ask{form: v}
}

// aSignin is a session of the target school that is open now and that our teacher runs;
// its pupil has the id of the session with a p in front.
func aSignin(m *matrix, c cell) cell {
	id, now := db.NewID(), m.app.DB.Now().UnixMilli()
	m.ours.Exec(m.T, `INSERT INTO signin_session (id, school_id, title, place, who, opens_at, starts_at, late_at, ends_at, capacity, walk_ins, sign_out, secret, series_id,
		lesson_class, lesson_day, lesson_period, state, made_by, made_at, closed_by, closed_at, ask_by, ask_why, ask_at, reminded_at)
		VALUES (?, ?, '讲座', '', 'list', ?, ?, ?, ?, 0, FALSE, FALSE, 'secret', '', '', '', 0, 'live', '', 0, '', 0, '', '', 0, 1)`,
		id, c.school.School, now-60_000, now, now+600_000, now+3_600_000)
	m.ours.Exec(m.T, "INSERT INTO person (id, school_id, name, folded, gender, state, state_at, created_at) VALUES (?, ?, '学生', '学生', '', 'active', 0, 0)", "p"+id, c.school.School)
	m.ours.Exec(m.T, "INSERT INTO membership (id, school_id, person_id, role, valid_from, created_at) VALUES (?, ?, ?, 'student', 0, 0)", "m"+id, c.school.School, "p"+id)
	m.ours.Exec(m.T, "INSERT INTO signin_expected (session_id, person_id, school_id) VALUES (?, ?, ?)", id, "p"+id, c.school.School)
	if c.school.School == m.ours.School {
		m.ours.Exec(m.T, "INSERT INTO signin_organiser (session_id, person_id, school_id) VALUES (?, ?, ?)", id, m.ours.Teacher.Person, c.school.School)
	}
	c.id = id
	return c
}

// aSignedSignin is one to which its pupil has signed in.
func aSignedSignin(m *matrix, c cell) cell {
	c = aSignin(m, c)
	m.ours.Exec(m.T, `INSERT INTO signin_mark (session_id, person_id, school_id, state, how, late, walk_in, at, out_at, device, scan_id, by_person, why)
		VALUES (?, ?, ?, 'in', 'code', FALSE, FALSE, 1, 0, '', '', '', '')`, c.id, "p"+c.id, c.school.School)
	return c
}

// aClosedSignin is one that is closed.
func aClosedSignin(m *matrix, c cell) cell {
	c = aSignin(m, c)
	m.ours.Exec(m.T, "UPDATE signin_session SET state = 'closed' WHERE id = ?", c.id)
	return c
}

func withTopic(rest string) func(*matrix, cell) cell {
	return func(m *matrix, c cell) cell {
		c = aSignin(m, c)
		c.id += rest
		return c
	}
}

// theRoomsCode is that of a session of our school, whoever asks.
func theRoomsCode(m *matrix, c cell) string {
	c.school = m.ours
	c = aSignin(m, c)
	one := meeting.Session{ID: c.id, Secret: "secret"}
	return "/in/" + c.id + "/" + one.Code(meeting.Turn(m.app.DB.Now().UnixMilli()))
}
