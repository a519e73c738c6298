// Package dbtest gives a test a fresh, migrated database on each engine.
//
//	dbtest.Each(t, func(t *testing.T, d *db.DB) { … })
//
// SQLite is a file in t.TempDir. PostgreSQL is the cluster that YUNKA_TEST_PG
// names; `make test` starts one for all packages (see pgrun). Without it each test
// binary starts a private one from the machine's own binaries. Without binaries
// the PostgreSQL half is skipped on a laptop and fatal when CI is set.
//
// The databases of the tests are copies of one that is migrated once for each
// cluster. A cluster that pgrun or a test binary has started goes away with it; on
// one that somebody else runs the template stays for the next time.
package dbtest

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"

	"yunka/server/db"
	schema "yunka/sql"
)

// ServerEnv names the running cluster, as the URL of its database postgres.
const ServerEnv = "YUNKA_TEST_PG"

// enginesEnv leaves PostgreSQL out when it says sqlite, as in make quick.
const enginesEnv = "YUNKA_TEST_ENGINES"

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
		path := filepath.Join(Dir(t), "yunka.db")
		if err := os.WriteFile(path, src, 0o600); err != nil {
			t.Fatal(err)
		}
		return "sqlite:" + path
	}
	base := server(t)
	source, err := template()
	if err != nil {
		t.Fatal(err)
	}
	name := "t_" + strings.ReplaceAll(db.NewID(), "-", "")
	if err := admin(base, "CREATE DATABASE "+name+" TEMPLATE "+source); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = admin(base, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)") })
	return strings.Replace(base, "/postgres?", "/"+name+"?", 1)
}

// server is the URL of the running cluster's maintenance database; where there is
// none, or YUNKA_TEST_ENGINES says sqlite, the test is skipped.
func server(t testing.TB) string {
	t.Helper()
	if os.Getenv(enginesEnv) == string(db.SQLite) {
		t.Skip(enginesEnv + " says sqlite")
	}
	base, err := postgres()
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	return base
}

// Dir is a directory for a database file. Each commit syncs the file, as it has
// to, and on a disk that takes most of the time of a test with thousands of
// commits; so it lies in memory where there is plenty. Benchmarks get a disk, and
// tests that are about the disk take one themselves.
func Dir(t testing.TB) string {
	t.Helper()
	const memory, tmpfs, plenty = "/dev/shm", 0x01021994, 1 << 30
	if _, bench := t.(*testing.B); bench {
		return t.TempDir()
	}
	var fs syscall.Statfs_t
	if syscall.Statfs(memory, &fs) != nil || fs.Type != tmpfs || int64(fs.Bavail)*fs.Bsize < plenty {
		return t.TempDir()
	}
	dir, err := os.MkdirTemp(memory, "yunka-test-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Errorf("remove: %v", err)
		}
	})
	return dir
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

// template is the migrated PostgreSQL database. Its name says which migrations it
// has, so that all test binaries of a run share one.
var template = sync.OnceValues(func() (string, error) {
	sum := sha256.New()
	err := fs.WalkDir(schema.Migrations, ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := schema.Migrations.ReadFile(path)
		fmt.Fprintf(sum, "%s %d\n%s", path, len(b), b)
		return err
	})
	return fmt.Sprintf("tmpl_%x", sum.Sum(nil)[:8]), err
})

// postgres is the URL of the maintenance database of a running cluster that has
// the template.
var postgres = sync.OnceValues(func() (string, error) {
	base := os.Getenv(ServerEnv)
	if base == "" {
		c, err := NewCluster(ClusterDir(), false)
		if err != nil {
			return "", err
		}
		base = c.URL("postgres")
	}
	return base, makeTemplate(base)
})

// templateLock is an arbitrary constant: the advisory lock that lets one process
// make the template at a time.
const templateLock = 0x59756e74

// makeTemplate makes the template if no other process has. It gets its name when
// it is whole, so one that was cut short is never copied.
func makeTemplate(base string) error {
	name, err := template()
	if err != nil {
		return err
	}
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, base)
	if err != nil {
		return err
	}
	defer conn.Close(ctx) // and the lock with it
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", templateLock); err != nil {
		return err
	}
	var there bool
	if err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name).Scan(&there); err != nil || there {
		return err
	}
	for _, step := range []func() error{
		func() error { return admin(base, "DROP DATABASE IF EXISTS "+name+"_new WITH (FORCE)") },
		func() error { return admin(base, "CREATE DATABASE "+name+"_new") },
		func() error { return migrate(strings.Replace(base, "/postgres?", "/"+name+"_new?", 1)) },
		func() error { return admin(base, "ALTER DATABASE "+name+"_new RENAME TO "+name) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// ClusterDir makes the directory of this process's own cluster, and deletes those
// of processes that are gone.
func ClusterDir() string {
	removeStale()
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("yunka-pg-%d", os.Getpid()))
	_ = os.MkdirAll(dir, 0o755) // initdb says what is wrong
	return dir
}

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
