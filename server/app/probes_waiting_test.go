package app_test

func init() {
	add(map[string]probe{
		"GET /waiting":         {},
		"GET /console/waiting": page(),
		"SOCKET waiting:{id}":  {on: aPerson, run: socket("waiting")},
	})
}
