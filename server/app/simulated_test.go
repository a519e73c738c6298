package app

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"yunka/server/db/dbtest"
	"yunka/server/demo"
	"yunka/server/scan/scantest"
)

// simulated is a running program with a demo school in a folder of its own; it stops with
// the test.
func simulated(t *testing.T, clock func() time.Time) (a *App, d demo.Demo, dir string) {
	t.Helper()
	dir = dbtest.Dir(t)
	a, err := New(t.Context(), Config{Addr: "127.0.0.1:0", Data: dir, Clock: clock, HashCost: scantest.HashCost}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	d, err = demo.Build(t.Context(), demo.Services{DB: a.DB, Accounts: a.Accounts, Campus: a.Campus, Roster: a.Roster, Cards: a.Cards, Terminals: a.Terminals}, dir)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error)
	go func() { done <- a.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a, d, dir
}
