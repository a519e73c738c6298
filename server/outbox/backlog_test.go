package outbox_test

import (
	"context"
	"testing"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/outbox"
	"yunka/server/schooltest"
)

func TestBacklog(t *testing.T) {
	clock := schooltest.NewClock()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := schooltest.New(t, d, schooltest.Bare)
		read := func() (b outbox.Backlog) {
			t.Helper()
			if err := d.Read(t.Context(), func(ctx context.Context, q bun.IDB) (err error) {
				b, err = outbox.ReadBacklog(ctx, q, clock.Now().UnixMilli())
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return b
		}
		if b := read(); b != (outbox.Backlog{}) {
			t.Errorf("at first: %+v", b)
		}
		first := clock.Now().UnixMilli()
		for _, key := range []string{"a", "b", "c"} {
			if err := put(f, some(key)); err != nil {
				t.Fatal(err)
			}
		}
		f.Exec(t, "UPDATE outbox_notice SET due_at = due_at + 60000 WHERE key = 'c'") // later
		if b := read(); b != (outbox.Backlog{Notices: 2, OldestDue: first}) {
			t.Errorf("two are due: %+v", b)
		}
		f.Exec(t, "UPDATE outbox_notice SET state = 'dead' WHERE key = 'a'")
		f.Exec(t, "UPDATE outbox_notice SET due_at = ? WHERE key = 'b'", first-5)
		if b := read(); b != (outbox.Backlog{Notices: 1, Dead: 1, OldestDue: first - 5}) {
			t.Errorf("one is due, one was given up: %+v", b)
		}
	}, db.WithClock(clock.Now))
}
