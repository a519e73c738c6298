package feed_test

import (
	"context"
	"testing"
	"time"

	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/feed"
	"yunka/server/schooltest"
)

// What one server writes is heard at another, which does not look for itself here; and
// heard again after its connection was cut.
func TestTheBellIsHeardFar(t *testing.T) {
	url := dbtest.URL(t, db.Postgres)
	s := schooltest.New(t, dbtest.Dial(t, url))
	here, there := s.Feed, feed.New()
	other := dbtest.Dial(t, url)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 2)
	go func() { ended <- here.Relay(ctx, s.DB) }()
	go func() { ended <- there.Relay(ctx, other) }()
	t.Cleanup(func() {
		stop()
		for range 2 {
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}
	})
	bell, quiet := there.Listen(s.School)
	defer quiet()
	hears := func(why string) {
		t.Helper()
		var n int64
		for end := time.Now().Add(time.Minute); time.Now().Before(end); {
			err := s.DB.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				return here.Append(ctx, tx, s.School, feed.Item{Kind: feed.CardState, Subject: "x"})
			})
			if err != nil {
				t.Fatal(err)
			}
			select {
			case n = <-bell:
				if n > 0 {
					return
				}
			case <-time.After(100 * time.Millisecond): // it is not listening yet
			}
		}
		t.Fatalf("%s: nothing is heard", why)
	}
	hears("at first")
	if _, err := s.DB.Hot().Exec(t.Context(), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query ILIKE 'LISTEN%'"); err != nil {
		t.Fatal(err)
	}
	for n := int64(-1); n != 0; { // who may have missed something is told to look
		select {
		case n = <-bell:
		case <-time.After(time.Minute):
			t.Fatal("nobody said that something may be missing")
		}
	}
	hears("after the cut")
}
