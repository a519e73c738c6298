package app

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/adms"
	"yunka/server/allow"
	"yunka/server/db/dbtest"
	"yunka/server/demo"
	"yunka/server/punch"
	"yunka/server/scan/scantest"
	"yunka/server/sim"
	"yunka/server/terminal"
)

// Attendance machines through HTTP: one of the API and a ZKTeco clock, each shuffled, doubled
// and cut off. Not a punch is lost or counted twice, and the clock knows the school's people.
func TestSimulatedClocks(t *testing.T) {
	dir := dbtest.Dir(t)
	a, err := New(t.Context(), Config{Addr: "127.0.0.1:0", Clocks: "127.0.0.1:0", Data: dir, Clock: time.Now, HashCost: scantest.HashCost}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if _, err = demo.Build(t.Context(), demo.Services{DB: a.DB, Accounts: a.Accounts, Campus: a.Campus, Roster: a.Roster, Cards: a.Cards, Terminals: a.Terminals}, dir); err != nil {
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
	var school, number string
	read := func(fn func(ctx context.Context, q bun.IDB) error) {
		t.Helper()
		if err := a.DB.Read(t.Context(), fn); err != nil {
			t.Fatal(err)
		}
	}
	read(func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT school_id, number FROM person WHERE number IS NOT NULL ORDER BY id LIMIT 1").Scan(ctx, &school, &number)
	})
	admin := allow.Actor{Kind: allow.Account, Seats: []allow.Seat{{School: school, Role: allow.Admin}}}
	_, token, err := a.Terminals.Add(t.Context(), admin, school, terminal.Draft{Name: "API", Kind: terminal.Reader, Scene: "attendance"})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	r, err := sim.RunClock(t.Context(), sim.ClockConfig{URL: a.URL(), Token: token, Number: []string{number}, Times: 300, Drift: 3 * time.Hour, Out: &out})
	t.Log(out.String())
	if err != nil || r.Stored != 300 || r.Repeated == 0 || r.Unknown != 0 {
		t.Errorf("%+v: %v", r, err)
	}
	clocks := adms.New(a.DB, punch.New(a.DB, a.Feed, a.Terminals), a.Terminals, slog.New(slog.DiscardHandler))
	id, err := clocks.Add(t.Context(), admin, school, adms.Clock{Name: "ADMS", Serial: "SIM1", Who: adms.Staff, NeedPath: true})
	if err != nil {
		t.Fatal(err)
	}
	var path string
	var people int
	read(func(ctx context.Context, q bun.IDB) error {
		if err := q.NewRaw("SELECT path FROM clock_device WHERE terminal_id = ?", id).Scan(ctx, &path); err != nil {
			return err
		}
		return q.NewRaw("SELECT COUNT(DISTINCT person_id) FROM membership WHERE school_id = ? AND role IN ('teacher', 'guard', 'admin')", school).Scan(ctx, &people)
	})
	_, port, _ := net.SplitHostPort(a.clocks.Addr().String())
	out.Reset()
	c := sim.ClockConfig{URL: fmt.Sprintf("http://127.0.0.1:%s/%s", port, path), Serial: "SIM1", Times: 400, Out: &out}
	r, err = sim.RunClock(t.Context(), c)
	t.Log(out.String())
	if err != nil || r.People != people || r.Checked == 0 {
		t.Errorf("%+v, %d people: %v", r, people, err)
	}
	var n int
	read(func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT COUNT(*) FROM punch WHERE terminal_id = ? AND person_id IS NOT NULL", id).Scan(ctx, &n)
	})
	if n != 400 {
		t.Errorf("%d punches of the clock are there, want 400", n)
	}
	c.Serial = "SIM2"
	if _, err := sim.RunClock(t.Context(), c); err == nil {
		t.Error("a clock that nobody registered is answered")
	}
}
