package audit_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/audit"
	"yunka/server/db"
	"yunka/server/db/dbtest"
)

func record(t *testing.T, d *db.DB, school string, n int) {
	t.Helper()
	for i := range n {
		if err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			return audit.Record(ctx, tx, audit.Event{School: school, Actor: "account:a", Action: "people.read", Target: fmt.Sprintf("person:%d", i), Detail: map[string]any{"count": i}})
		}); err != nil {
			t.Fatal(err)
		}
	}
}

// tamper is what somebody with the database's password does.
func tamper(t *testing.T, d *db.DB, statements ...string) {
	t.Helper()
	if err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		for _, s := range statements {
			if _, err := tx.NewRaw(s).Exec(ctx); err != nil {
				return fmt.Errorf("%s: %w", s, err)
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

func TestAnUntouchedChainIsWhole(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if n, err := audit.Verify(t.Context(), d); n != 0 || err != nil {
			t.Fatalf("nothing recorded: %d, %v", n, err)
		}
		record(t, d, "s1", 7)
		record(t, d, "", 3)
		record(t, d, "s2", 1)
		if n, err := audit.Verify(t.Context(), d); n != 11 || err != nil {
			t.Fatalf("%d events, %v", n, err)
		}
	})
}

func TestVerifyNamesTheFirstBadEvent(t *testing.T) {
	const move = "UPDATE audit_event SET number = %d WHERE school_id = 's2' AND number = %d"
	swap := []string{fmt.Sprintf(move, 99, 3), fmt.Sprintf(move, 3, 4), fmt.Sprintf(move, 4, 99)}
	for _, c := range []struct {
		story  string
		number int64
		sql    []string
	}{
		{"actor altered", 3, []string{"UPDATE audit_event SET actor = 'account:b' WHERE school_id = 's2' AND number = 3"}},
		{"action altered", 3, []string{"UPDATE audit_event SET action = 'x' WHERE school_id = 's2' AND number = 3"}},
		{"target altered", 1, []string{"UPDATE audit_event SET target = 'person:9' WHERE school_id = 's2' AND number = 1"}},
		{"detail altered", 5, []string{"UPDATE audit_event SET detail = '{}' WHERE school_id = 's2' AND number = 5"}},
		{"time altered", 2, []string{"UPDATE audit_event SET at = at + 1 WHERE school_id = 's2' AND number = 2"}},
		{"hash altered", 4, []string{"UPDATE audit_event SET hash = 'x' WHERE school_id = 's2' AND number = 4"}},
		{"text moved between fields", 3, []string{"UPDATE audit_event SET actor = 'account:ap', action = 'eople.read' WHERE school_id = 's2' AND number = 3"}},
		{"deleted in the middle", 3, []string{"DELETE FROM audit_event WHERE school_id = 's2' AND number = 3"}},
		{"deleted at the start", 1, []string{"DELETE FROM audit_event WHERE school_id = 's2' AND number = 1"}},
		{"deleted and the rest moved up", 3, []string{
			"DELETE FROM audit_event WHERE school_id = 's2' AND number = 3",
			fmt.Sprintf(move, 3, 4), fmt.Sprintf(move, 4, 5), "UPDATE audit_head SET number = 4 WHERE school_id = 's2'",
		}},
		{"reordered", 3, swap},
		{"truncated", 5, []string{"DELETE FROM audit_event WHERE school_id = 's2' AND number = 5"}},
		{"truncated, and the head's number with it", 4, []string{
			"DELETE FROM audit_event WHERE school_id = 's2' AND number = 5", "UPDATE audit_head SET number = 4 WHERE school_id = 's2'",
		}},
		{"truncated to nothing", 1, []string{"DELETE FROM audit_event WHERE school_id = 's2'"}},
		{"appended beyond the head", 6, []string{
			"INSERT INTO audit_event (school_id, number, at, actor, action, target, detail, prev_hash, hash) SELECT school_id, 6, at, actor, action, target, detail, hash, 'x' FROM audit_event WHERE school_id = 's2' AND number = 5",
		}},
		{"the head removed", 1, []string{"DELETE FROM audit_head WHERE school_id = 's2'"}},
		{"the head's hash altered", 5, []string{"UPDATE audit_head SET hash = 'x' WHERE school_id = 's2'"}},
		{"an event of another school", 2, []string{
			"DELETE FROM audit_event WHERE school_id = 's2' AND number = 2",
			"INSERT INTO audit_event (school_id, number, at, actor, action, target, detail, prev_hash, hash) SELECT 's2', number, at, actor, action, target, detail, prev_hash, hash FROM audit_event WHERE school_id = 's1' AND number = 2",
		}},
	} {
		t.Run(c.story, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				record(t, d, "s1", 5)
				record(t, d, "s2", 5)
				record(t, d, "s3", 5)
				tamper(t, d, c.sql...)
				_, err := audit.Verify(t.Context(), d)
				var broken *audit.Broken
				if !errors.As(err, &broken) {
					t.Fatalf("not found: %v", err)
				}
				if broken.School != "s2" || broken.Number != c.number {
					t.Fatalf("%v, want event %d of s2", broken, c.number)
				}
			})
		})
	}
}

func TestSixteenAtOnceMakeOneUnbrokenChain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const writers, each = 16, 8
		var wg sync.WaitGroup
		start := make(chan struct{})
		for w := range writers {
			wg.Go(func() {
				<-start
				for i := range each {
					err := d.Tx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
						if err := audit.Record(ctx, tx, audit.Event{School: "s1", Actor: fmt.Sprint("account:", w), Action: "people.read", Target: fmt.Sprint("person:", i)}); err != nil {
							return err
						}
						if (w+i)%5 == 0 { // rolled back: no gap
							return errChangedMind
						}
						return nil
					})
					if err != nil && !errors.Is(err, errChangedMind) {
						t.Error(err)
					}
				}
			})
		}
		close(start)
		wg.Wait()
		kept := int64(0)
		for w := range writers {
			for i := range each {
				if (w+i)%5 != 0 {
					kept++
				}
			}
		}
		if n, err := audit.Verify(t.Context(), d); err != nil || n != kept {
			t.Fatalf("%d events, want %d: %v", n, kept, err)
		}
	})
}

var errChangedMind = errors.New("changed my mind")

// A long chain is read in pages; the page's edge is no place to hide.
func TestALongChainIsReadInPages(t *testing.T) {
	now := time.UnixMilli(1_790_000_000_000)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const n = 2001
		if err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			for range n {
				if err := audit.Record(ctx, tx, audit.Event{School: "s1", Actor: "system", Action: "roster.applied"}); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if got, err := audit.Verify(t.Context(), d); err != nil || got != n {
			t.Fatalf("%d, %v", got, err)
		}
		var at int64
		if err := d.Read(t.Context(), func(ctx context.Context, q bun.IDB) error {
			return q.NewRaw("SELECT max(at) FROM audit_event").Scan(ctx, &at)
		}); err != nil || at != now.UnixMilli() {
			t.Fatalf("at %d, %v: an event has its transaction's time", at, err)
		}
		tamper(t, d, "DELETE FROM audit_event WHERE number = 2001")
		var broken *audit.Broken
		if _, err := audit.Verify(t.Context(), d); !errors.As(err, &broken) || broken.Number != 2001 {
			t.Fatalf("cut at the page's edge: %v", err)
		}
	}, db.WithClock(func() time.Time { return now }))
}
