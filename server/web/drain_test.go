package web_test

import (
	"log/slog"
	"strings"
	"testing"

	"yunka/server/app"
	"yunka/server/db"
	"yunka/server/web/webtest"
)

// A server that is being stopped and says so is nothing that somebody has to look at; a
// broken database is.
func TestWhatIsRefusedWhileStoppingIsNoError(t *testing.T) {
	var said strings.Builder
	s := webtest.Open(t, db.SQLite, func(d *app.PageDeps) {
		d.Logger = slog.New(slog.NewTextHandler(&said, &slog.HandlerOptions{Level: slog.LevelError}))
	})
	b := s.Browser()
	s.Web.Drain()
	b.Get("/readyz").Want(t, 503, "")
	if said.Len() > 0 {
		t.Errorf("an error while stopping:\n%s", &said)
	}

	running := webtest.Open(t, db.SQLite, func(d *app.PageDeps) {
		d.Logger = slog.New(slog.NewTextHandler(&said, &slog.HandlerOptions{Level: slog.LevelError}))
	})
	running.Account("p1", "wang.fang")
	running.Exec("ALTER TABLE session RENAME TO gone")
	running.Browser().Login("wang.fang", webtest.Secret)
	if !strings.Contains(said.String(), "level=ERROR") {
		t.Errorf("a broken database is no error: %q", &said)
	}
}
