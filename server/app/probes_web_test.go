package app_test

import (
	"regexp"
)

func init() {
	add(map[string]probe{
		"GET /livez":   page(),
		"GET /readyz":  page(),
		"GET /time":    page(),
		"GET /static/": {path: func(m *matrix, _ cell) string { return asset(m) }},
		"GET /live":    page(),
	})
}

var assetLink = regexp.MustCompile(`"(/static/[^"]+\.css)"`)

func asset(m *matrix) string {
	found := assetLink.FindStringSubmatch(do(m.T, m.app, "GET", "/login", ask{}).body)
	if found == nil {
		m.Fatal("the login page has no style")
	}
	return found[1]
}
