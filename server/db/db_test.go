package db_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/db/dbtest"
)

func addSchool(tx *db.Tx, ctx context.Context, id string) error {
	_, err := tx.NewRaw("INSERT INTO school (id, slug, name, zone, demo, lease_seconds, policy_version, created_at) VALUES (?, ?, 'x', 'Asia/Shanghai', FALSE, 1, 1, ?)", id, id, tx.NowMS()).Exec(ctx)
	return err
}

func version(t *testing.T, d *db.DB, id string) (v int64) {
	t.Helper()
	err := d.Read(t.Context(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT policy_version FROM school WHERE id = ?", id).Scan(ctx, &v)
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestMigrateTwiceChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if n, err := d.Migrate(t.Context()); err != nil || n != 0 {
			t.Fatalf("second Migrate: %d, %v", n, err)
		}
		if n, err := d.Pending(t.Context()); err != nil || n != 0 {
			t.Fatalf("Pending: %d, %v", n, err)
		}
	})
}

func TestTxCommitsRollsBackAndRunsAfterOnlyAfterCommit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		ran := 0
		boom := errors.New("boom")
		err := d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
			tx.After(func() { ran++ })
			if err := addSchool(tx, ctx, "a"); err != nil {
				return err
			}
			return boom
		})
		if !errors.Is(err, boom) || ran != 0 {
			t.Fatalf("err %v, After ran %d times after a rollback", err, ran)
		}
		func() {
			defer func() { _ = recover() }()
			_ = d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
				tx.After(func() { ran++ })
				if err := addSchool(tx, ctx, "a"); err != nil {
					return err
				}
				panic("boom")
			})
		}()
		if err := d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
			tx.After(func() { ran++ })
			return addSchool(tx, ctx, "a") // would be refused if either row had stayed
		}); err != nil || ran != 1 {
			t.Fatalf("err %v, After ran %d times", err, ran)
		}
		err = d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return addSchool(tx, ctx, "a") })
		if !db.IsUnique(err) {
			t.Fatalf("second row: %v, want a unique error", err)
		}
	})
}

func TestNestingIsAnErrorNotAHang(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			if err := d.Read(ctx, func(context.Context, bun.IDB) error { return nil }); !errors.Is(err, db.ErrNested) {
				t.Errorf("Read in Tx: %v", err)
			}
			return d.Tx(ctx, func(context.Context, *db.Tx) error { return nil })
		})
		if !errors.Is(err, db.ErrNested) {
			t.Fatalf("got %v", err)
		}
	})
}

// Read-then-write by many at once loses no update: SQLite by its one writer,
// PostgreSQL by row locks.
func TestConcurrentWritersLoseNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		if err := d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return addSchool(tx, ctx, "a") }); err != nil {
			t.Fatal(err)
		}
		lock := ""
		if d.Engine() == db.Postgres {
			lock = " FOR UPDATE"
		}
		var wg sync.WaitGroup
		for w := range 16 {
			wg.Go(func() {
				for range 10 {
					run := d.Tx
					if w%2 == 0 {
						run = d.Urgent
					}
					err := run(ctx, func(ctx context.Context, tx *db.Tx) error {
						var v int64
						if err := tx.NewRaw("SELECT policy_version FROM school WHERE id = 'a'"+lock).Scan(ctx, &v); err != nil {
							return err
						}
						_, err := tx.NewRaw("UPDATE school SET policy_version = ? WHERE id = 'a'", v+1).Exec(ctx)
						return err
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if v := version(t, d, "a"); v != 161 {
			t.Fatalf("policy_version %d, want 161", v)
		}
	})
}

// A serialization failure runs the function again with an empty After list.
func TestRetryEmptiesAfter(t *testing.T) {
	d := dbtest.Open(t, db.Postgres)
	ctx := t.Context()
	ran, calls := 0, 0
	err := d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error {
		calls++
		tx.After(func() { ran++ })
		if calls < 3 {
			_, err := tx.NewRaw("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '40001'; END $$").Exec(ctx)
			return err
		}
		return nil
	})
	if err != nil || calls != 3 || ran != 1 {
		t.Fatalf("err %v, calls %d, After ran %d", err, calls, ran)
	}
}

func TestReadIsOneSnapshotAndCannotWrite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		if err := d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return addSchool(tx, ctx, "a") }); err != nil {
			t.Fatal(err)
		}
		count := func(ctx context.Context, q bun.IDB) (n int) {
			if err := q.NewRaw("SELECT count(*) FROM school").Scan(ctx, &n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		err := d.Read(ctx, func(rctx context.Context, q bun.IDB) error {
			before := count(rctx, q)
			if err := d.Tx(ctx, func(ctx context.Context, tx *db.Tx) error { return addSchool(tx, ctx, "b") }); err != nil {
				return err
			}
			if after := count(rctx, q); after != before {
				return fmt.Errorf("the snapshot moved from %d to %d rows", before, after)
			}
			_, err := q.NewRaw("DELETE FROM school").Exec(rctx)
			if err == nil {
				return errors.New("a read could write")
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// DESIGN: col + ? with a negative number must not become "col --5", a comment.
func TestNegativeArgumentIsANumber(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Read(t.Context(), func(ctx context.Context, q bun.IDB) error {
			var n int64
			if err := q.NewRaw("SELECT 10 - (?)", -5).Scan(ctx, &n); err != nil {
				return err
			}
			if n != 15 {
				return fmt.Errorf("10 - (-5) = %d", n)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// The durability of an acknowledged scan on SQLite stands on these pragmas; a
// kill alone cannot show it.
func TestWriterIsDurable(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		want := map[string]string{"synchronous": "2", "journal_mode": "wal", "foreign_keys": "1"}
		if d.Engine() == db.Postgres {
			want = map[string]string{"synchronous_commit": "on"}
		}
		err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			for name, value := range want {
				var got string
				show := "PRAGMA " + name
				if d.Engine() == db.Postgres {
					show = "SHOW " + name
				}
				if err := tx.NewRaw(show).Scan(ctx, &got); err != nil {
					return err
				}
				if got != value {
					t.Errorf("%s = %s, want %s", name, got, value)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestUrgentGoesFirst(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	ctx := t.Context()
	var mu sync.Mutex
	var order []string
	var wg sync.WaitGroup
	note := func(s string) func(context.Context, *db.Tx) error {
		return func(context.Context, *db.Tx) error { mu.Lock(); order = append(order, s); mu.Unlock(); return nil }
	}
	holding, queued := make(chan struct{}), make(chan struct{})
	wg.Go(func() {
		_ = d.Tx(ctx, func(context.Context, *db.Tx) error { close(holding); <-queued; return nil })
	})
	<-holding
	for range 3 {
		wg.Go(func() { _ = d.Tx(ctx, note("normal")) })
	}
	waitFor(t, func() bool { return db.Waiting(d) == 3 })
	wg.Go(func() { _ = d.Urgent(ctx, note("urgent")) })
	waitFor(t, func() bool { return db.Waiting(d) == 4 })
	close(queued)
	wg.Wait()
	if order[0] != "urgent" {
		t.Fatalf("order %v", order)
	}
}

func waitFor(t *testing.T, cond func() bool) {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); !cond(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("condition never came")
		}
	}
}
