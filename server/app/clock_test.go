package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/app"
	"yunka/server/cardcode"
	"yunka/server/db"
	"yunka/server/db/dbtest"
)

// setClock is a machine's clock that can be set, beside one that cannot.
type setClock struct {
	by    atomic.Int64
	began time.Time
}

func (c *setClock) on(cfg app.Config) app.Config {
	c.began = time.Now()
	cfg.Clock = func() time.Time { return time.Now().Add(time.Duration(c.by.Load())) }
	cfg.Elapsed = func() time.Duration { return time.Since(c.began) }
	return cfg
}

func (c *setClock) set(by time.Duration) { c.by.Store(int64(by)) }

// gate asks a server as gates and phones do.
type gate struct {
	*testing.T
	a *app.App
	s *school
	n int
}

func (g *gate) present() reply {
	g.Helper()
	g.n++
	code := g.s.Student.Code(g.a.DB.Now(), uint8(g.n))
	return do(g.T, g.a, "POST", "/api/v1/scans", ask{bearer: g.s.ReaderToken, quiet: true, json: fmt.Sprintf(`{"key":"clock-%d","code":%q}`, g.n, code)})
}

func (r reply) code() string {
	var problem struct{ Code string }
	_ = json.Unmarshal([]byte(r.body), &problem)
	return problem.Code
}

// opens wants the gate to decide, and to open.
func (g *gate) opens(when string) {
	g.Helper()
	if body := g.decides(when); !strings.Contains(body, `"open":true`) {
		g.Errorf("%s: %s", when, body)
	}
}

// decides wants the gate to decide.
func (g *gate) decides(when string) string {
	g.Helper()
	r := g.present()
	if r.status != 200 {
		g.Errorf("%s: %d %s", when, r.status, r.body)
	}
	body := r.body
	if r := do(g.T, g.a, "GET", "/readyz", ask{}); r.status != 200 {
		g.Errorf("%s: /readyz says %d %s", when, r.status, r.body)
	}
	return body
}

// refuses wants nothing to be decided, and nobody to be told the time.
func (g *gate) refuses(when, ready string) {
	g.Helper()
	if r := do(g.T, g.a, "GET", "/readyz", ask{}); r.status != 503 || r.code() != ready {
		g.Errorf("%s: /readyz says %d %s, want %s", when, r.status, r.body, ready)
	}
	if r := g.present(); r.status != 503 || r.code() != "not_decided" || r.header.Get("Retry-After") == "" {
		g.Errorf("%s: a presentation gets %d %s", when, r.status, r.body)
	}
	reader, kiosk := ask{bearer: g.s.ReaderToken, quiet: true}, ask{cookie: map[string]string{"yunka-terminal": g.s.KioskToken}}
	beat, list := reader, reader
	beat.json = `{"clock":"2026-12-01T07:46:02+08:00"}`
	records := reader
	records.json = `{"records":[]}`
	here := kiosk
	here.json = `{"at":1,"version":"x"}`
	for _, c := range []struct {
		method, path string
		q            ask
	}{
		{"GET", "/time", ask{}}, {"POST", "/api/v1/heartbeat", beat}, {"GET", "/api/v1/list", list}, {"POST", "/api/v1/records", records},
		{"POST", "/kiosk/heartbeat", here}, {"GET", "/kiosk/list", kiosk},
	} {
		if r := do(g.T, g.a, c.method, c.path, c.q); r.status != 503 || r.code() != "not_decided" {
			g.Errorf("%s: %s %s gets %d %s", when, c.method, c.path, r.status, r.body)
		}
	}
}

// marks wants no phone to be used up to a time that is to come.
func (g *gate) marks() {
	g.Helper()
	var most int64
	if err := g.a.DB.Read(g.Context(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT MAX(mark) FROM credential").Scan(ctx, &most)
	}); err != nil {
		g.Fatal(err)
	}
	if cardcode.Ahead(most, time.Now().UnixMilli()) {
		g.Errorf("a phone is used up to %v", time.Unix(most>>8, 0))
	}
}

// A clock that is set while the program runs stops decisions at once, and nobody is
// locked out by it. They go on when it is back, or when an administrator says that it is
// right, and a restart believes no clock that is behind what stands in the database.
func TestAClockThatIsSet(t *testing.T) {
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			var clock setClock
			cfg := clock.on(configOn(t, e))
			cfg.Grace = time.Nanosecond
			a, stop := startStoppable(t, cfg)
			g := &gate{T: t, a: a, s: settle(t, a)}
			g.opens("before")
			jumped := map[db.Engine]string{db.SQLite: "clock_jumped", db.Postgres: "clocks_differ"}[e] // PostgreSQL's own says it, too
			for _, by := range []time.Duration{25 * time.Hour, time.Hour, -time.Hour} {
				clock.set(by)
				g.refuses(fmt.Sprint("set by ", by), jumped)
				clock.set(0)
				until(t, "the clocks agree again", func() bool { return a.DB.ClockError() == nil })
				g.opens("back")
				g.marks()
			}
			clock.set(9 * time.Second) // as time synchronisation does
			if r := g.present(); r.status != 200 {
				t.Errorf("after a small step: %d %s", r.status, r.body)
			}
			clock.set(0)
			if e == db.Postgres {
				return // a word moves no clock, and the two must agree
			}

			accept := func() {
				t.Helper()
				if err := a.DB.Tx(t.Context(), db.AcceptClock); err != nil {
					t.Fatal(err)
				}
			}
			right := func() bool { return a.DB.ClockError() == nil }
			clock.set(25 * time.Hour)
			g.refuses("set for good", "clock_jumped")
			accept()
			until(t, "it decides again by the new time", right)
			g.opens("accepted")
			if err := stop(); err != nil {
				t.Fatal(err)
			}

			clock.set(0) // it was wrong, and it is mended at night
			a, stop = startStoppable(t, clock.on(cfg))
			g.a = a
			g.refuses("behind the records", "clock_behind")
			accept()
			until(t, "it decides again", right)
			if err := stop(); err != nil {
				t.Fatal(err)
			}
			g.a = start(t, clock.on(cfg))
			g.decides("what was accepted once")
		})
	}
}

// A server that is started with another time than the database's decides nothing.
func TestAServerFarFromTheDatabasesClockDecidesNothing(t *testing.T) {
	cfg := configOn(t, db.Postgres)
	s := settle(t, start(t, cfg))
	var clock setClock
	clock.set(time.Minute)
	cfg.Data = ""
	g := &gate{T: t, a: start(t, clock.on(cfg)), s: s}
	g.refuses("a minute ahead", "clocks_differ")
	clock.set(0) // and set right: nothing was decided by the wrong one
	until(t, "the clocks agree", func() bool { return g.a.DB.ClockError() == nil })
	g.opens("the same time")
}
