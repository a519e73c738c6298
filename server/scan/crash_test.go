package scan_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/feed"
	"yunka/server/scan"
	"yunka/server/scan/scantest"
	"yunka/server/terminal"
)

// Crash rounds: a server process under load is killed, or its PostgreSQL is
// stopped without a goodbye. After each round no acknowledged scan is lost, none
// is doubled, and what was never answered gets one answer at the first retry.
// YUNKA_CRASH_ROUNDS sets how many rounds each kind runs.

func rounds(t *testing.T) int {
	if n, err := strconv.Atoi(os.Getenv("YUNKA_CRASH_ROUNDS")); err == nil && n > 0 {
		return n
	}
	return 3
}

func TestCrashKilledOnSQLite(t *testing.T) {
	c := newCrash(t, "sqlite:"+filepath.Join(dbtest.Disk(t), "yunka.db"))
	for round := range rounds(t) {
		c.killed(t, round)
	}
}

func TestCrashKilledOnPostgres(t *testing.T) {
	cluster := durable(t)
	c := newCrash(t, cluster.URL("postgres"))
	for round := range rounds(t) {
		c.killed(t, round)
	}
}

// PostgreSQL goes away under a living server, which must go on by itself.
func TestCrashPostgresStopped(t *testing.T) {
	cluster := durable(t)
	c := newCrash(t, cluster.URL("postgres"))
	for round := range rounds(t) {
		p := start(t, c.orders(round))
		p.await(t, 1+c.random.IntN(200))
		time.Sleep(time.Duration(c.random.IntN(20_000)) * time.Microsecond)
		cluster.StopImmediate()
		if err := cluster.Start(); err != nil {
			t.Fatal(err)
		}
		p.await(t, 100)
		p.finish(t)
		c.check(t, round, p)
	}
}

func durable(t *testing.T) *dbtest.Cluster {
	t.Helper()
	c, err := dbtest.NewCluster(dbtest.Disk(t), true)
	if err != nil {
		missing(t, err)
	}
	t.Cleanup(c.Stop)
	return c
}

// crash is a school and what was acknowledged in it so far.
type crash struct {
	url       string
	school    string
	random    *rand.Rand
	seed      uint64
	holders   []scantest.Holder
	terminals []terminal.Identity
	acked     []ack
}

func newCrash(t *testing.T, url string) *crash {
	t.Helper()
	c := &crash{url: url, seed: uint64(time.Now().UnixNano())}
	t.Logf("seed %d", c.seed)
	c.random = rand.New(rand.NewPCG(c.seed, 0))
	d, err := db.Open(t.Context(), url, db.WithClock(scantest.NewClock().Now))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	w := scantest.New(t, d)
	c.school = w.School
	for range 30 {
		c.holders = append(c.holders, *w.Holder(t, allow.Student))
	}
	for range 16 {
		who, _ := w.Terminal(t, w.GateIn, false)
		c.terminals = append(c.terminals, who)
	}
	return c
}

// at is the frozen clock of a round: each has fresh codes of its own.
func (c *crash) at(round int) time.Time { return scantest.Noon.Add(time.Duration(round) * time.Second) }

func (c *crash) orders(round int) orders {
	return orders{URL: c.url, Now: c.at(round).UnixMilli(), Round: round, Callers: 16, Seed: c.random.Uint64(), Holders: c.holders, Terminals: c.terminals}
}

func (c *crash) killed(t *testing.T, round int) {
	t.Helper()
	p := start(t, c.orders(round))
	p.await(t, 1+c.random.IntN(300))
	time.Sleep(time.Duration(c.random.IntN(20_000)) * time.Microsecond)
	p.kill()
	c.check(t, round, p)
}

func (c *crash) check(t *testing.T, round int, p *process) {
	t.Helper()
	c.alone(t)
	d, err := db.Open(t.Context(), c.url, db.WithClock(func() time.Time { return c.at(round) }))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if d.Engine() == db.SQLite {
		if s := one[string](t, d, "PRAGMA integrity_check"); s != "ok" {
			t.Fatalf("round %d: %s", round, s)
		}
	}
	for _, a := range p.acked {
		delete(p.asked, [2]string{a.Terminal, a.Key})
	}
	c.acked = append(c.acked, p.acked...)
	decided := 0
	for _, q := range p.asked {
		decided += one[int](t, d, "SELECT count(*) FROM scan WHERE terminal_id = ? AND request_key = ?", q.Terminal.ID, q.Key)
	}
	c.retry(t, d, p.asked)
	c.recorded(t, d)
	c.invariants(t, d)
	if t.Failed() {
		t.Fatalf("round %d, seed %d", round, c.seed)
	}
	t.Logf("round %d: %d answered, %d not, of which %d had been decided", round, len(p.acked), len(p.asked), decided)
}

// alone waits until PostgreSQL has ended what the killed process had sent.
func (c *crash) alone(t *testing.T) {
	t.Helper()
	if c.url[:8] != "postgres" {
		return
	}
	conn, err := pgx.Connect(t.Context(), c.url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	for others := 1; others > 0; time.Sleep(time.Millisecond) {
		if err := conn.QueryRow(t.Context(), "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'yunka'").Scan(&others); err != nil {
			t.Fatal(err)
		}
	}
}

// retry asks again what was never answered: twice, and both answers are one.
func (c *crash) retry(t *testing.T, d *db.DB, asked map[[2]string]scan.Presentation) {
	t.Helper()
	s, err := scan.New(t.Context(), scan.Config{DB: d, Feed: feed.New(), Words: scantest.Words{}})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for id, p := range asked {
		first, err := s.Present(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		second, err := s.Present(t.Context(), p)
		if err != nil || !bytes.Equal(first, second) {
			t.Errorf("key %s: %s, then %s (%v)", p.Key, first, second, err)
		}
		c.acked = append(c.acked, ack{id[0], id[1], first})
	}
}

// recorded looks for every answer ever given, of all rounds.
func (c *crash) recorded(t *testing.T, d *db.DB) {
	t.Helper()
	type row struct{ ID, TerminalID, RequestKey, Answer string }
	var rows []row
	if err := d.Read(t.Context(), func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw("SELECT id, terminal_id, request_key, answer FROM scan WHERE school_id = ?", c.school).Scan(ctx, &rows)
	}); err != nil {
		t.Fatal(err)
	}
	byKey, byID := map[[2]string]row{}, map[string]row{}
	for _, r := range rows {
		byKey[[2]string{r.TerminalID, r.RequestKey}], byID[r.ID] = r, r
	}
	for _, a := range c.acked {
		got := scantest.Decode(t, a.Answer)
		r, own := byKey[[2]string{a.Terminal, a.Key}]
		switch {
		case own && r.Answer != string(a.Answer):
			t.Errorf("key %s was answered %s, but %s is stored", a.Key, a.Answer, r.Answer)
		case own:
		case got.Open:
			t.Errorf("key %s: an opening was lost: %s", a.Key, a.Answer)
		case byID[got.Scan].ID == "":
			t.Errorf("key %s: the scan was lost: %s", a.Key, a.Answer)
		case !got.Replay && byID[got.Scan].Answer != string(a.Answer): // a refusal counted on an earlier one
			t.Errorf("key %s: %s is neither recorded nor counted", a.Key, a.Answer)
		}
	}
}

func (c *crash) invariants(t *testing.T, d *db.DB) {
	t.Helper()
	for name, query := range map[string]string{
		"feed numbers missing or doubled": `SELECT count(*) FROM feed_head h WHERE h.last <> (SELECT count(*) FROM (SELECT feed FROM scan WHERE school_id = h.school_id UNION SELECT number FROM feed_event WHERE school_id = h.school_id UNION SELECT feed FROM scan_confirmation WHERE school_id = h.school_id UNION SELECT feed FROM scan_undo WHERE school_id = h.school_id) AS n)
OR h.last <> (SELECT count(*) FROM scan WHERE school_id = h.school_id) + (SELECT count(*) FROM feed_event WHERE school_id = h.school_id) + (SELECT count(*) FROM scan_undo WHERE school_id = h.school_id) + (SELECT count(*) FROM scan_confirmation WHERE school_id = h.school_id)
OR h.last <> (SELECT max(n) FROM (SELECT max(feed) AS n FROM scan WHERE school_id = h.school_id UNION ALL SELECT max(number) FROM feed_event WHERE school_id = h.school_id) AS m)`,
		"marks that are not the newest consumed": "SELECT count(*) FROM credential c WHERE c.kind = 'phone' AND c.mark <> COALESCE((SELECT max(mark) FROM scan s WHERE s.credential_id = c.id AND s.consumed), 0)",
		"codes consumed twice":                   "SELECT count(*) FROM (SELECT credential_id FROM scan WHERE consumed GROUP BY credential_id, mark HAVING count(*) > 1) AS x",
		"codes that opened twice":                "SELECT count(*) FROM (SELECT credential_id FROM scan WHERE open AND mark IS NOT NULL GROUP BY credential_id, mark HAVING count(*) > 1) AS x",
		"openings without a consumed code":       "SELECT count(*) FROM scan WHERE open AND kind = 'phone' AND NOT consumed",
	} {
		if n := one[int](t, d, query); n != 0 {
			t.Errorf("%s: %d", name, n)
		}
	}
	if one[int](t, d, fmt.Sprintf("SELECT count(*) FROM scan WHERE school_id = '%s' AND open", c.school)) == 0 {
		t.Error("nothing opened: this load shows nothing")
	}
}
