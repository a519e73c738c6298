package app_test

import (
	"strings"
)

func init() {
	add(map[string]probe{
		"GET /console/teachers":      page(),
		"POST /console/teachers":     {on: aSchool, body: teachersFile},
		"GET /console/imports":       page(),
		"POST /console/imports":      {on: aSchool, body: upload},
		"GET /console/imports/{id}":  {on: anImport},
		"GET /console/audit":         {shows: staff},
		"POST /console/audit/verify": {on: aSchool, body: forSchool()},
		"GET /console/audit.csv":     {shows: staff},
	})
}

// teachersFile adds a teacher.
func teachersFile(m *matrix, c cell) ask {
	return fileFor(m, c, "工号,姓名\nT"+strings.ToUpper(m.ours.Key())+",新老师\n")
}
