package cli_test

import (
	"fmt"
	"strings"
	"testing"

	"yunka/server/app"
)

func TestRoutesPrintsEveryRouteWithItsAction(t *testing.T) {
	s := open(t)
	lines := strings.Split(strings.TrimRight(s.ok("routes").out, "\n"), "\n")
	want := app.Routes()
	if len(want) < 150 {
		t.Errorf("%d routes", len(want))
	}
	if len(lines) != len(want)+1 || strings.Join(strings.Fields(lines[0]), " ") != "METHOD PATH ACTION" {
		t.Fatalf("%d lines for %d routes, the first %q", len(lines), len(want), lines[0])
	}
	for i, r := range want {
		if got := strings.Join(strings.Fields(lines[i+1]), " "); got != fmt.Sprint(r.Method, " ", r.Path, " ", r.Action) {
			t.Errorf("line %d: %q, want %v", i+1, got, r)
		}
	}
	s.fails(2, "unexpected argument", "routes", "of", "what")
}
