package app_test

import (
	"net/url"
)

func init() {
	add(map[string]probe{
		"POST /console/school": {on: aSchool, body: func(_ *matrix, c cell) ask { return ask{form: url.Values{"id": {c.id}}} }, unrecorded: ownSession},
	})
}
