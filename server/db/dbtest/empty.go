package dbtest

import (
	"path/filepath"
	"strings"
	"testing"

	"yunka/server/db"
)

// EmptyURL makes a database with nothing in it, for tests of the migrations.
func EmptyURL(t testing.TB, e db.Engine) string {
	t.Helper()
	if e == db.SQLite {
		return "sqlite:" + filepath.Join(t.TempDir(), "yunka.db")
	}
	base := server(t)
	name := "e_" + strings.ReplaceAll(db.NewID(), "-", "")
	if err := admin(base, "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = admin(base, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)") })
	return strings.Replace(base, "/postgres?", "/"+name+"?", 1)
}
