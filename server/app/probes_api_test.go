package app_test

func init() {
	add(map[string]probe{
		"GET /api/v1/list":                              {arrange: withListKey},
		"POST /api/v1/scans":                            {on: aPass, body: jsonBody(`{"key":%q,"chip":%q}`, freshKey, named), decided: true, unrecorded: scanIsFact},
		"GET /api/v1/scans":                             {arrange: passed, shows: append([]string{"terminal"}, staff...)},
		"POST /api/v1/scans/{id}/confirm":               {on: aScan, arrange: waiting, body: jsonBody(`{"pin":"`+guardPIN+`","key":%q,"accept":true}`, freshKey)},
		"POST /api/v1/scans/{id}/passage":               {on: aScan, arrange: letThrough, body: jsonBody(`{"passed":false}`)},
		"POST /api/v1/lock":                             {body: jsonBody(`{"clock":1795420800000,"events":[]}`), unrecorded: noFact},
		"POST /api/v1/attendance/punches":               {body: jsonBody(`{"clock":1795420800000,"punches":[]}`), unrecorded: noFact},
		"POST /api/gate/v1/heart_beat":                  {body: jsonBody(`{"device_no":"g1","version":"1"}`), unrecorded: noFact},
		"POST /api/gate/v1/offline_verification/report": {body: jsonBody(`{"device_no":"g1","records":[]}`), unrecorded: noFact},
		"POST /api/v1/records":                          {body: jsonBody(`{"records":[]}`), unrecorded: noFact},
		"POST /api/v1/heartbeat":                        {body: jsonBody(`{"clock":"2026-11-23T07:46:02+08:00","version":"1"}`), unrecorded: noFact},
		"GET /api":                                      page(),
		"GET /api/page/{file}":                          {path: func(*matrix, cell) string { return "/api/page/try.js" }},
		"GET /api/openapi.json":                         page(),
		"GET /api/openapi.yaml":                         page(),
	})
}
