package db_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/fault"
)

// ready wants a code of Ready, "" for yes.
func ready(t *testing.T, d *db.DB, want string) {
	t.Helper()
	err := d.Ready(t.Context())
	if want == "" {
		if err != nil {
			t.Errorf("not ready: %v", err)
		}
	} else if !fault.Is(err, fault.Unavailable) || fault.As(err).Code != want {
		t.Errorf("ready says %v, want %s", err, want)
	}
}

func write(d *db.DB) error {
	return d.Tx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO probe (server, at) VALUES ('x', 1) ON CONFLICT (server) DO UPDATE SET at = 2")
		return err
	})
}

func TestReadyIsWhatCanBeWritten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ready(t, d, "")
		ready(t, d, "")
		if err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.ExecContext(ctx, "DELETE FROM bun_migrations WHERE id = (SELECT MAX(id) FROM bun_migrations)")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		ready(t, d, "schema_behind")
	})
}

// A file that is gone, or another one in its place: what is written goes to what
// nobody will ever open again, so nothing is.
func TestAFileThatIsGone(t *testing.T) {
	url := dbtest.URL(t, db.SQLite)
	path := strings.TrimPrefix(url, "sqlite:")
	d := dbtest.Dial(t, url)
	aside := filepath.Join(filepath.Dir(path), "aside")
	if err := os.Rename(path, aside); err != nil {
		t.Fatal(err)
	}
	for _, replaced := range []bool{false, true} {
		if replaced {
			if err := os.WriteFile(path, nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		ready(t, d, "database_file_gone")
		if err := write(d); !fault.Is(err, fault.Unavailable) {
			t.Errorf("written into nothing: %v", err)
		}
	}
	if err := os.Rename(aside, path); err != nil {
		t.Fatal(err)
	}
	ready(t, d, "")
	if err := write(d); err != nil {
		t.Error(err)
	}
}

// SQLite says that it is full as it does on a full disk.
func TestAFullDisk(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	full := func(pages string) {
		t.Helper()
		if _, err := d.Writer().ExecContext(t.Context(), "PRAGMA max_page_count = "+pages); err != nil {
			t.Fatal(err)
		}
	}
	full("1")                            // it becomes what there is
	for _, size := range []int{900, 0} { // the small ones take what the large ones leave
		for err := error(nil); err == nil; {
			err = d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.ExecContext(ctx, "INSERT INTO probe (server, at) VALUES (?, 9000000000000)", db.NewID()+strings.Repeat("x", size))
				return err
			})
		}
	}
	ready(t, d, "database_unavailable")
	full("1000000")
	ready(t, d, "")
}

func TestADatabaseThatOnlyReads(t *testing.T) {
	url := dbtest.URL(t, db.Postgres)
	admin := dbtest.Dial(t, url)
	d := dbtest.Dial(t, url)
	ready(t, d, "")
	for on, want := range map[string]string{"on": "database_unavailable", "off": ""} {
		if _, err := admin.Hot().Exec(t.Context(), "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE; ALTER DATABASE "+admin.Hot().Config().ConnConfig.Database+" SET default_transaction_read_only = "+on); err != nil {
			t.Fatal(err)
		}
		d.DropIdle() // new connections have the new setting
		ready(t, d, want)
	}
}

// What others on the machine may not read, and what is left of a school.
func TestFilesOfOne(t *testing.T) {
	path := filepath.Join(dbtest.Dir(t), "new.db")
	d := dbtest.Dial(t, "sqlite:"+path)
	if _, err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{path, path + "-wal", path + "-shm"} {
		if is, err := os.Stat(p); err != nil || is.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", p, is.Mode(), err)
		}
	}
	old := filepath.Join(dbtest.Dir(t), "old.db")
	if err := os.WriteFile(old, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	dbtest.Dial(t, "sqlite:"+old)
	if is, err := os.Stat(old); err != nil || is.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", is.Mode(), err)
	}
	left := filepath.Join(dbtest.Dir(t), "left.db")
	if err := os.WriteFile(left+"-wal", []byte("a journal"), 0o600); err != nil {
		t.Fatal(err)
	}
	if d, err := db.Open(t.Context(), "sqlite:"+left); err == nil {
		d.Close()
		t.Error("a blank school was made over what is left of one")
	}
}

func TestOneServesAFile(t *testing.T) {
	url := dbtest.URL(t, db.SQLite)
	one, two := dbtest.Dial(t, url), dbtest.Dial(t, url)
	release, err := one.LockServing()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := two.LockServing(); !errors.Is(err, db.ErrServed) {
		t.Errorf("two serve: %v", err)
	}
	if err := write(two); err != nil {
		t.Errorf("a command beside it: %v", err)
	}
	release()
	if release, err = two.LockServing(); err != nil {
		t.Errorf("after the first: %v", err)
	} else {
		release()
	}
}
