package db_test

import (
	"context"
	"testing"
	"time"

	"yunka/server/db"
	"yunka/server/db/dbtest"
)

func TestPools(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		pools := func() map[string]db.PoolStats {
			m := map[string]db.PoolStats{}
			for _, p := range d.Pools() {
				if p.Max <= 0 || p.InUse+p.Idle > p.Max {
					t.Errorf("%+v", p)
				}
				m[p.Name] = p
			}
			return m
		}
		busy := map[db.Engine]string{db.SQLite: "writer", db.Postgres: "pages"}[d.Engine()]
		before := pools()
		if len(before) != 2 {
			t.Errorf("%v", before)
		}
		if err := d.Tx(t.Context(), func(context.Context, *db.Tx) error {
			if now := pools()[busy]; now.InUse < 1 {
				t.Errorf("in a transaction: %+v", now)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if now := pools()[busy]; now.InUse != before[busy].InUse {
			t.Errorf("after it: %+v, before it %+v", now, before[busy])
		}
	})
}

// Who waits for SQLite's writer is counted, scans by themselves.
func TestTheWritersLine(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	held, let := make(chan struct{}), make(chan struct{})
	ended := make(chan error, 3)
	nothing := func(context.Context, *db.Tx) error { return nil }
	go func() {
		ended <- d.Tx(context.Background(), func(context.Context, *db.Tx) error {
			close(held)
			<-let
			return nil
		})
	}()
	<-held
	go func() { ended <- d.Urgent(context.Background(), nothing) }()
	go func() { ended <- d.Tx(context.Background(), nothing) }()
	for {
		urgent, normal, ok := d.WriterLine()
		if !ok {
			t.Fatal("no line")
		}
		if urgent == 1 && normal == 1 {
			break
		}
		time.Sleep(time.Millisecond)
	}
	close(let)
	for range 3 {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
	if urgent, normal, _ := d.WriterLine(); urgent+normal != 0 {
		t.Errorf("%d and %d wait for nothing", urgent, normal)
	}
}
