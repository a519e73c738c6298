package app_test

import (
	"yunka/server/db"
)

func init() {
	add(map[string]probe{
		"GET /console/reports":                      page(),
		"POST /console/reports/exports":             {body: forms("span", "day", "format", "csv")},
		"GET /console/reports/exports/{id}":         {on: aSchool, arrange: theExport},
		"GET /console/reports/exports/{id}/file":    {on: aSchool, arrange: theExport},
		"POST /console/reports/exports/{id}/cancel": {on: aSchool, arrange: theExport, unrecorded: noFact},
		"POST /console/reports/wish":                {on: aSchool, arrange: aLoneClass, body: func(m *matrix, c cell) ask { return forms("class", c.id, "on", "1")(m, c) }},
		"SOCKET report-export:{id}":                 {on: aSchool, arrange: theExport, run: socket("report-export")},
	})
}

// theExport is a file of the whole school that the asking account has asked for.
func theExport(m *matrix, c cell) cell {
	c.id = db.NewID()
	m.ours.Exec(m.T, `INSERT INTO report_export (id, school_id, account_id, ask, format, lang, state, done_rows, all_rows, content, asked_at, beat_at)
		VALUES (?, ?, ?, '{"role":"student","span":"day","first":"2026-11-23","last":"2026-11-23"}', 'csv', 'zh-CN', 'done', 1, 1, ?, ?, 0)`, c.id, c.school.School, c.who.account, []byte("x"), m.app.DB.Now().UnixMilli())
	return c
}
