package app_test

func init() {
	add(map[string]probe{
		"GET /console/start":            page(),
		"GET /console/start/roster.csv": page(),
		"GET /console/start/sample.csv": page(),
		"POST /console/start/school":    {on: aSchool, body: forSchool("name", "第一小学", "zone", "Asia/Urumqi")},
		"POST /console/start/gate":      {on: aSchool, body: forSchool("gate", "北门", "days", "daily", "from", "06:30", "to", "18:00")},
		"POST /console/start/done":      {on: aSchool, body: forSchool()},
	})
}
