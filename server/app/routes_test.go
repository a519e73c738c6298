package app_test

import (
	"slices"
	"testing"

	"yunka/server/api"
	"yunka/server/app"
	"yunka/server/db/dbtest"
)

// The table that `yunka routes` prints is what the running program serves.
func TestRoutesAreThoseThatAreServed(t *testing.T) {
	a := start(t, app.Config{Data: dbtest.Dir(t)})
	listed := app.Routes()
	served := map[app.Route]bool{}
	for _, r := range a.Web.Routes() {
		served[app.Route{Method: r.Method, Path: r.Pattern, Action: r.Action}] = true
	}
	for _, r := range api.Routes() {
		served[app.Route(r)] = true
	}
	for r := range served {
		if !slices.Contains(listed, r) {
			t.Errorf("%v is served and not listed", r)
		}
	}
	if len(listed) != len(served) {
		t.Errorf("%d routes listed, %d served", len(listed), len(served))
	}
}
