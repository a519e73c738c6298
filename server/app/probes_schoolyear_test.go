package app_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"mime/multipart"
	"net/url"

	"yunka/server/db"
	"yunka/server/schooltest"
)

func init() {
	inTerm := func(body func(*matrix, cell) ask) probe { return probe{on: aSchool, arrange: aTerm, body: body} }
	query := func(pairs ...string) func(*matrix, cell) string {
		return func(m *matrix, c cell) string {
			v := url.Values{}
			for i := 1; i < len(pairs); i += 2 {
				v.Set(pairs[i], pairs[i+1])
			}
			return pairs[0] + "?" + v.Encode()
		}
	}
	add(map[string]probe{
		"GET /console/calendar":                page(),
		"POST /console/calendar":               {on: aSchool, body: forSchool("first", "2030-01-01", "as", "8")},
		"POST /console/calendar/file":          inTerm(applied("开始,类型,名称\n2030-01-08,放假,雪\n")),
		"GET /console/calendar/template.csv":   page(),
		"GET /console/terms":                   page(),
		"POST /console/terms":                  inTerm(forSchool("name", "第二学期", "first", "2030-08-30", "last", "2030-12-20")),
		"POST /console/terms/{id}/remove":      {on: aSchool, arrange: anEmptyTerm},
		"GET /console/periods":                 page(),
		"POST /console/periods":                inTerm(forSchool("from", "2030-01-07", "number", "1", "name", "一", "begins", "08:00", "ends", "08:40")),
		"POST /console/periods/remove":         inTerm(forSchool("from", "2031-01-01")),
		"GET /console/timetable":               page(),
		"GET /console/timetable/import":        page(),
		"GET /console/timetable/template.csv":  page(),
		"GET /console/timetable/template.xlsx": page(),
		"GET /console/timetable/export.csv":    page(),
		"GET /console/timetable/export.xlsx":   page(),
		"GET /console/timetable/export.ics": {on: aSchool, arrange: aTerm, path: func(m *matrix, c cell) string {
			return query("/console/timetable/export.ics", "class", classOf(m, c), "day", "2030-01-07")(m, c)
		}},
		"POST /console/timetable/lessons": inTerm(func(m *matrix, c cell) ask {
			return forSchool("class", classOf(m, c), "day", "2030-01-08", "period", "1", "subject", "数学", "weeks", "0", "from", "2030-01-08")(m, c)
		}),
		"POST /console/timetable/import": inTerm(func(m *matrix, c cell) ask {
			class := schooltest.Value[string](m, m.app.DB, "SELECT grade || name FROM class WHERE id = ?", classOf(m, c))
			return applied("班级,星期,节次,科目\n"+class+",周三,1,语文\n", "from", "2030-01-07")(m, c)
		}),
		"GET /console/substitutions": page(),
		"POST /console/substitutions": inTerm(func(m *matrix, c cell) ask {
			return forSchool("class", classOf(m, c), "day", "2030-01-07", "period", "1", "cancelled", "1")(m, c)
		}),
		"POST /console/substitutions/{id}/undo": {on: aSchool, arrange: aSubstitution},
		"SOCKET lessons:{id}":                   {on: aPerson, run: socket("lessons")},
	})
}

func classOf(m *matrix, c cell) string {
	return schooltest.Value[string](m, m.app.DB, "SELECT id FROM class WHERE school_id = ? ORDER BY id LIMIT 1", c.school.School)
}

// aTerm makes the target's school one term with one period and one lesson, on
// Mondays.
func aTerm(m *matrix, c cell) cell {
	for _, table := range []string{"substitution", "lesson", "period", "term"} {
		m.ours.Exec(m.T, "DELETE FROM "+table)
	}
	school, term := c.school.School, db.NewID()
	m.ours.Exec(m.T, "INSERT INTO term (id, school_id, name, first_day, last_day, created_at) VALUES (?, ?, '第一学期', '2030-01-07', '2030-06-28', 0)", term, school)
	m.ours.Exec(m.T, "INSERT INTO period (school_id, grade, from_day, number, name, from_minute, to_minute) VALUES (?, '', '2030-01-01', 1, '一', 480, 520)", school)
	m.ours.Exec(m.T, `INSERT INTO lesson (id, school_id, term_id, class_id, weekday, period, weeks, subject, room, from_day, until_day, created_at)
		VALUES (?, ?, ?, ?, 1, 1, 0, '语文', '', '2030-01-07', '', 0)`, db.NewID(), school, term, classOf(m, c))
	return c
}

func anEmptyTerm(m *matrix, c cell) cell {
	c = aTerm(m, c)
	m.ours.Exec(m.T, "DELETE FROM lesson")
	c.id = schooltest.Value[string](m, m.app.DB, "SELECT id FROM term WHERE school_id = ?", c.school.School)
	return c
}

func aSubstitution(m *matrix, c cell) cell {
	c = aTerm(m, c)
	class := classOf(m, c)
	c.id = db.NewID()
	m.ours.Exec(m.T, `INSERT INTO substitution (id, school_id, day, class_id, period, room, cancelled, note, made_by, created_at)
		VALUES (?, ?, '2030-01-07', ?, 1, '', TRUE, '', 'x', 0)`, c.id, c.school.School, class)
	return c
}

// applied uploads a file that says it was checked.
func applied(content string, pairs ...string) func(*matrix, cell) ask {
	return func(m *matrix, c cell) ask {
		sum := sha256.Sum256([]byte(content))
		var buf bytes.Buffer
		w := multipart.NewWriter(&buf)
		fields := append([]string{"school", c.id, "apply", "yes", "checked", hex.EncodeToString(sum[:])}, pairs...)
		for i := 0; i < len(fields); i += 2 {
			if err := w.WriteField(fields[i], fields[i+1]); err != nil {
				m.Fatal(err)
			}
		}
		f, err := w.CreateFormFile("file", "file.csv")
		if err != nil {
			m.Fatal(err)
		}
		if _, err := f.Write([]byte(content)); err != nil {
			m.Fatal(err)
		}
		if err := w.Close(); err != nil {
			m.Fatal(err)
		}
		return ask{body: buf.String(), kind: w.FormDataContentType()}
	}
}
