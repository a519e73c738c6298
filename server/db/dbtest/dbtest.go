// Package dbtest gives a test a fresh, migrated database on each engine.
//
//	dbtest.Each(t, func(t *testing.T, d *db.DB) { … })
//
// SQLite is a file in t.TempDir. PostgreSQL is a private cluster started from
// the machine's own binaries, once for each test binary (or the one named by
// YUNKA_TEST_PG, which `make test` starts for all of them). Without binaries
// the PostgreSQL half is skipped on a laptop and fatal when CI is set.
package dbtest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"

	"yunka/server/db"
)

// Engines are both.
var Engines = []db.Engine{db.SQLite, db.Postgres}

// Each runs fn as a subtest on each engine.
func Each(t *testing.T, fn func(t *testing.T, d *db.DB), opts ...db.Option) {
	t.Helper()
	for _, e := range Engines {
		t.Run(string(e), func(t *testing.T) { fn(t, Open(t, e, opts...)) })
	}
}

// Open opens a fresh, migrated database; it is closed when the test ends.
func Open(t testing.TB, e db.Engine, opts ...db.Option) *db.DB {
	t.Helper()
	return Dial(t, URL(t, e), opts...)
}

// Dial opens a database that URL made; two Dials are two processes' handles.
func Dial(t testing.TB, url string, opts ...db.Option) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), url, opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return d
}

// URL makes a fresh, migrated database and returns where it is.
func URL(t testing.TB, e db.Engine) string {
	t.Helper()
	if e == db.SQLite {
		src, err := sqliteTemplate()
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "yunka.db")
		if err := os.WriteFile(path, src, 0o600); err != nil {
			t.Fatal(err)
		}
		return "sqlite:" + path
	}
	base, err := postgres()
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	name := "t_" + strings.ReplaceAll(db.NewID(), "-", "")
	if err := admin(base, "CREATE DATABASE "+name+" TEMPLATE "+template); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = admin(base, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)") })
	return strings.Replace(base, "/postgres?", "/"+name+"?", 1)
}

// sqliteTemplate is one migrated file, copied for each test.
var sqliteTemplate = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "yunka-template-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "t.db")
	if err := migrate("sqlite:" + path); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

var template = fmt.Sprintf("tmpl_%d", os.Getpid())

// postgres is the URL of the maintenance database of a running cluster whose
// template is migrated.
var postgres = sync.OnceValues(func() (string, error) {
	base := os.Getenv("YUNKA_TEST_PG")
	if base == "" {
		removeStale()
		dir := filepath.Join(os.TempDir(), fmt.Sprintf("yunka-pg-%d", os.Getpid()))
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return "", err
		}
		c, err := NewCluster(dir, false)
		if err != nil {
			return "", err
		}
		base = c.URL("postgres")
	}
	if err := admin(base, "CREATE DATABASE "+template); err != nil {
		return "", err
	}
	return base, migrate(strings.Replace(base, "/postgres?", "/"+template+"?", 1))
})

// removeStale deletes clusters of test binaries that are gone.
func removeStale() {
	dirs, _ := filepath.Glob(filepath.Join(os.TempDir(), "yunka-pg-*"))
	for _, dir := range dirs {
		var pid int
		if _, err := fmt.Sscanf(filepath.Base(dir), "yunka-pg-%d", &pid); err == nil && syscall.Kill(pid, 0) != nil {
			_ = os.RemoveAll(dir)
		}
	}
}

func migrate(url string) error {
	ctx := context.Background()
	d, err := db.Open(ctx, url)
	if err != nil {
		return err
	}
	if _, err := d.Migrate(ctx); err != nil {
		d.Close()
		return err
	}
	return d.Close()
}

func admin(url, sql string) error {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, sql)
	return err
}
