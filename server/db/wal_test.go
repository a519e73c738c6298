package db_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/db/dbtest"
)

// SQLite's journal grows while somebody reads, and the file keeps its size. It is cut as
// soon as nobody does, and a read ends in time.
func TestTheJournalStaysSmall(t *testing.T) {
	path := filepath.Join(dbtest.Dir(t), "yunka.db")
	d := dbtest.Dial(t, "sqlite:"+path)
	if _, err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	size := func() int64 {
		t.Helper()
		is, err := os.Stat(path + "-wal")
		if err != nil {
			t.Fatal(err)
		}
		return is.Size()
	}
	grow := func() {
		t.Helper()
		for range 40 {
			err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.ExecContext(ctx, "INSERT INTO probe (server, at) VALUES (?, 1) ON CONFLICT (server) DO UPDATE SET at = probe.at + 1", strings.Repeat("x", 1<<20)+db.NewID())
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	// reading runs fn while somebody reads; how the read ended is its result.
	reading := func(fn func()) error {
		t.Helper()
		begun, end := make(chan struct{}), make(chan struct{})
		ended := make(chan error, 1)
		go func() {
			ended <- d.Read(t.Context(), func(ctx context.Context, q bun.IDB) error {
				var n int
				if err := q.NewRaw("SELECT COUNT(*) FROM probe").Scan(ctx, &n); err != nil {
					return err
				}
				close(begun)
				select {
				case <-end:
				case <-ctx.Done():
				}
				return q.NewRaw("SELECT COUNT(*) FROM probe").Scan(ctx, &n)
			})
		}()
		<-begun
		fn()
		close(end)
		return <-ended
	}
	err := reading(func() {
		grow()
		if n := size(); n <= db.WALLimit {
			t.Fatalf("the journal has %d bytes: the test is too small", n)
		}
		if err := d.TrimWAL(t.Context()); !errors.Is(err, db.ErrReaders) {
			t.Errorf("cut under a reader: %v", err)
		}
		if err := write(d); err != nil { // and nobody waits for the reader
			t.Error(err)
		}
	})
	if err != nil {
		t.Error(err)
	}
	if n := size(); n <= db.WALLimit {
		t.Errorf("it shrinks by itself to %d: what is TrimWAL for?", n)
	}
	if err := d.TrimWAL(t.Context()); err != nil {
		t.Error(err)
	}
	if n := size(); n != 0 {
		t.Errorf("%d bytes are left", n)
	}
	ready(t, d, "")

	// Nobody reads for ever.
	db.ReadWithin(d, 10*time.Millisecond)
	err = reading(func() {
		grow()
		for end := time.Now().Add(time.Minute); size() > db.WALLimit; time.Sleep(time.Millisecond) {
			if err := d.TrimWAL(t.Context()); err != nil && !errors.Is(err, db.ErrReaders) || time.Now().After(end) {
				t.Fatalf("%d bytes are left: %v", size(), err)
			}
		}
	})
	if err == nil {
		t.Error("a read that took too long was told nothing")
	}
	// But a backup may take its time.
	err = d.Snapshot(t.Context(), func(ctx context.Context, q bun.IDB) error {
		time.Sleep(20 * time.Millisecond)
		var n int
		return q.NewRaw("SELECT COUNT(*) FROM probe").Scan(ctx, &n)
	})
	if err != nil {
		t.Errorf("a backup: %v", err)
	}
}
