package faults

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"yunka/server/app"
	"yunka/server/db/dbtest"
)

// database is the PostgreSQL that two servers share.
type database struct {
	*dbtest.Cluster
	url string
}

func onPostgres(t *testing.T) *field {
	cluster, err := dbtest.NewCluster(dbtest.Disk(t), true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Stop)
	direct := cluster.URL("postgres")
	f := settle(t, app.Config{DatabaseURL: direct, Data: dbtest.Dir(t)}, 2)
	f.database = database{cluster, direct}
	for range 2 {
		way, url := through(t, direct)
		f.ways = append(f.ways, way)
		f.servers = append(f.servers, newServer(t, dbtest.Dir(t), url))
	}
	return f
}

// hand is a connection that writes whatever the database says that it is.
func (d database) hand(t *testing.T) *pgx.Conn {
	t.Helper()
	cfg, err := pgx.ParseConfig(d.url)
	if err != nil {
		t.Fatal(err)
	}
	cfg.RuntimeParams["default_transaction_read_only"] = "off"
	c, err := pgx.ConnectConfig(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close(context.Background()) })
	return c
}

func sql(t *testing.T, c *pgx.Conn, q string, args ...any) {
	t.Helper()
	if _, err := c.Exec(t.Context(), q, args...); err != nil {
		t.Fatal(err)
	}
}

// held keeps what a statement locks for a while.
func (d database) held(t *testing.T, howLong time.Duration, lock string, args ...any) {
	t.Helper()
	c := d.hand(t)
	sql(t, c, "SET idle_in_transaction_session_timeout = 0")
	sql(t, c, "BEGIN")
	sql(t, c, lock, args...)
	pause(t.Context(), howLong)
	sql(t, c, "ROLLBACK")
}

var postgresRows = []row{
	{"one pupil's row is held for 10 s", "the others of the gate do not notice", func(t *testing.T, f *field) string {
		s := f.schools[0]
		gates := s.at(f.servers...)
		for i := range gates[1:] {
			gates[i+1].chips = s.chips[1:]
		}
		gates[0].chips = s.chips[:1] // whoever stands at this one has to wait
		waits, others := begin(gates[0]), begin(gates[1:]...)
		others.goesOn(t, 50)
		others.mark()
		waits.mark()
		f.database.held(t, 10*time.Second, "SELECT 1 FROM person WHERE id = (SELECT person_id FROM card WHERE id = (SELECT card_id FROM credential WHERE chip = $1 AND school_id = $2)) FOR UPDATE", s.chips[0], s.School)
		withoutFailures(t, others)
		seen := fmt.Sprintf("others: %v; who is held: %v", others, waits)
		waits.stop(t, s.World)
		others.stop(t, s.World)
		return seen
	}},
	{"a school's own row is held for 10 s", "another school does not notice", func(t *testing.T, f *field) string {
		mine, other := begin(f.schools[0].at(f.servers...)...), begin(f.schools[1].at(f.servers...)...)
		other.goesOn(t, 100)
		calm, _, _ := other.p99()
		other.mark()
		mine.mark()
		f.database.held(t, 10*time.Second, "SELECT 1 FROM feed_head WHERE school_id = $1 FOR UPDATE", f.schools[0].School)
		withoutFailures(t, other)
		p99, _, _ := other.p99()
		seen := fmt.Sprintf("other school: p99 %v, before %v; held: %v", p99, calm, mine)
		mine.stop(t, f.schools[0].World)
		other.stop(t, f.schools[1].World)
		return seen
	}},
	{"the way to the database stalls for 10 s", "an answer in 3 s, /readyz no; the other server does not notice; well again in 5 s", func(t *testing.T, f *field) string {
		a, b := f.servers[0], f.servers[1]
		at, beside := begin(f.schools[0].at(a)...), begin(f.schools[1].at(b)...)
		at.goesOn(t, 50)
		beside.mark()
		f.ways[0].stalled.Store(true)
		no := a.becomes(t, "no")
		pause(t.Context(), 10*time.Second)
		at.mu.Lock()
		told := at.others["503"]
		at.mu.Unlock()
		if told == 0 {
			t.Error("nobody was told that nothing was decided")
		}
		withoutFailures(t, beside)
		f.ways[0].stalled.Store(false)
		again := a.becomes(t, "")
		goes := at.goesOn(t, 20)
		within(t, "becoming well", again+goes, 5*time.Second)
		seen := fmt.Sprintf("no after %v, yes after %v, 20 answers after %v; %v; the other: %v", no, again, goes, at, beside)
		at.stop(t, f.schools[0].World)
		beside.stop(t, f.schools[1].World)
		return seen
	}},
	{"every connection is cut, five times", "each presentation gets one answer", func(t *testing.T, f *field) string {
		at := begin(f.schools[0].at(f.servers[0])...)
		at.goesOn(t, 30)
		at.mark()
		for range 5 {
			f.ways[0].cut()
			at.goesOn(t, 30)
		}
		seen := at.String()
		at.stop(t, f.schools[0].World)
		return seen
	}},
	{"the database is 20 ms away", "slower, and nothing else", func(t *testing.T, f *field) string {
		at := begin(f.schools[0].at(f.servers[0])...)
		f.ways[0].delay.Store(int64(10 * time.Millisecond))
		at.goesOn(t, 30)
		at.mark()
		at.goesOn(t, 200)
		withoutFailures(t, at)
		seen := at.String()
		f.ways[0].delay.Store(0)
		at.stop(t, f.schools[0].World)
		return seen
	}},
	{"a restart of PostgreSQL without a goodbye, three times", "nothing is lost; well in 5 s", func(t *testing.T, f *field) string {
		at := begin(f.schools[0].at(f.servers...)...)
		at.goesOn(t, 50)
		at.mark()
		var longest time.Duration
		for range 3 {
			f.database.StopImmediate()
			pause(t.Context(), 2*time.Second)
			if err := f.database.Start(); err != nil {
				t.Fatal(err)
			}
			took := at.goesOn(t, 20)
			for _, s := range f.servers {
				took += s.becomes(t, "")
			}
			longest = max(longest, took)
		}
		within(t, "becoming well", longest, 5*time.Second)
		seen := fmt.Sprintf("well after %v; %v", longest, at)
		at.stop(t, f.schools[0].World)
		return seen
	}},
	{"PostgreSQL only reads", "/readyz no, nothing is decided; well by itself", func(t *testing.T, f *field) string {
		at := begin(f.schools[0].at(f.servers...)...)
		at.goesOn(t, 30)
		hand := f.database.hand(t)
		sql(t, hand, "ALTER SYSTEM SET default_transaction_read_only = on")
		sql(t, hand, "SELECT pg_reload_conf()")
		no := f.servers[0].becomes(t, "no")
		at.mark()
		pause(t.Context(), 3*time.Second)
		why := f.servers[0].ready()
		if n, _, answered := at.p99(); answered > 0 {
			t.Errorf("%d were answered by a database that only reads (%v)", answered, n)
		}
		sql(t, hand, "ALTER SYSTEM RESET default_transaction_read_only")
		sql(t, hand, "SELECT pg_reload_conf()")
		again := f.servers[0].becomes(t, "")
		at.goesOn(t, 20)
		at.stop(t, f.schools[0].World)
		return fmt.Sprintf("no after %v (%s), yes after %v", no, why, again)
	}},
	{"somebody takes every connection that is left", "gates go on with theirs", func(t *testing.T, f *field) string {
		at := begin(f.schools[0].at(f.servers...)...)
		at.goesOn(t, 50)
		at.mark()
		var taken []*pgx.Conn
		for {
			c, err := pgx.Connect(t.Context(), f.database.url)
			if err != nil {
				break
			}
			taken = append(taken, c)
		}
		at.goesOn(t, 100)
		withoutFailures(t, at)
		ready := f.servers[0].ready()
		for _, c := range taken {
			_ = c.Close(t.Context())
		}
		seen := fmt.Sprintf("%d taken; /readyz %q; %v", len(taken), ready, at)
		at.stop(t, f.schools[0].World)
		return seen
	}},
	{"the bell's connection ends, ten times", "a page of the other server is told within 2 s", func(t *testing.T, f *field) string {
		s, a, b := f.schools[0], f.servers[0], f.servers[1]
		_, frames := socket(t, b.addr, "/live?topics=console:"+s.School, f.login(t, b))
		heard := make(chan time.Time, 4096)
		go func() {
			buf := make([]byte, 64<<10)
			for {
				if _, err := frames.Read(buf); err != nil {
					return
				}
				heard <- time.Now()
			}
		}()
		hand := f.database.hand(t)
		show := func(n int) time.Duration {
			for quiet := false; !quiet; { // what the page is told besides
				select {
				case <-heard:
				case <-time.After(300 * time.Millisecond):
					quiet = true
				}
			}
			begun := time.Now()
			g := s.gates[0]
			if status, body, err := post(a.url+"/api/v1/scans", g.token, fmt.Appendf(nil, `{"key":"bell-%d-%d","chip":%q}`, begun.UnixNano(), n, s.chips[n%len(s.chips)])); err != nil || status != 200 {
				t.Fatal(status, string(body), err)
			}
			select {
			case at := <-heard:
				return at.Sub(begun)
			case <-time.After(patience):
				t.Fatal("the page was never told")
				return 0
			}
		}
		var calm, broken []time.Duration
		for i := range 20 {
			calm = append(calm, show(i))
		}
		for i := range 10 {
			sql(t, hand, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query ILIKE 'listen%'")
			broken = append(broken, show(i))
		}
		within(t, "telling a page", slices.Max(broken), 2*time.Second)
		return fmt.Sprintf("longest of 20 %v, of 10 without the bell %v", slices.Max(calm).Round(time.Millisecond), slices.Max(broken).Round(time.Millisecond))
	}},
	{"one of two servers is killed, five times", "nothing is lost, the other goes on; ready again in 3 s", func(t *testing.T, f *field) string {
		at := begin(f.schools[0].at(f.servers...)...)
		at.goesOn(t, 50)
		at.mark()
		var longest time.Duration
		for range 5 {
			f.servers[0].kill()
			at.goesOn(t, 30)
			longest = max(longest, f.servers[0].start(t))
		}
		within(t, "the start", longest, 3*time.Second)
		seen := fmt.Sprintf("ready after %v; %v", longest, at)
		at.stop(t, f.schools[0].World)
		return seen
	}},
	{"a stop beside 100 dead sockets and a stalled database", "5 s, exit code 0, nothing is lost", func(t *testing.T, f *field) string {
		s := f.servers[0]
		at := begin(f.schools[0].at(f.servers...)...)
		admin := f.login(t, f.servers[1])
		for range 20 { // as many as one viewer may have
			socket(t, s.addr, "/live?topics=console:"+f.schools[0].School, admin)
		}
		for range 80 {
			c, err := net.Dial("tcp", s.addr)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
		}
		at.goesOn(t, 50)
		f.ways[0].stalled.Store(true)
		pause(t.Context(), time.Second)
		begun := time.Now()
		if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		if err := s.cmd.Wait(); err != nil {
			t.Errorf("it ends with %v", err)
		}
		took := time.Since(begun)
		within(t, "the stop", took, 5*time.Second)
		f.ways[0].stalled.Store(false)
		s.start(t)
		at.stop(t, f.schools[0].World)
		return fmt.Sprintf("%v", took.Round(10*time.Millisecond))
	}},
	{"60 clients try passwords", "gates do not fail", func(t *testing.T, f *field) string {
		return beside(t, f, func(ctx context.Context, s *server, all *sync.WaitGroup) {
			for i := range 60 {
				all.Go(func() {
					for n := 0; ctx.Err() == nil; n++ {
						form := url.Values{"login": {fmt.Sprintf("nobody%d-%d", i, n)}, "password": {"wrong"}}
						req, err := http.NewRequestWithContext(ctx, "POST", s.url+"/login", strings.NewReader(form.Encode()))
						if err != nil {
							return
						}
						req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
						req.Header.Set("Origin", s.url)
						if res, err := client.Do(req); err == nil {
							res.Body.Close()
						}
					}
				})
			}
		})
	}},
	{"300 clients ask for the largest page and do not read", "gates do not fail", func(t *testing.T, f *field) string {
		admin := f.login(t, f.servers[0])
		return beside(t, f, func(ctx context.Context, s *server, all *sync.WaitGroup) {
			for range 300 {
				all.Go(func() {
					c, err := net.Dial("tcp", s.addr)
					if err != nil {
						return
					}
					defer c.Close()
					fmt.Fprintf(c, "GET /console HTTP/1.1\r\nHost: %s\r\nCookie: yunka=%s\r\n\r\n", s.addr, admin)
					<-ctx.Done()
				})
			}
		})
	}},
	{"one address opens 6,000 connections", "gates from elsewhere do not fail", func(t *testing.T, f *field) string {
		var most int
		seen := beside(t, f, func(ctx context.Context, s *server, all *sync.WaitGroup) {
			from := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 2)}, Timeout: 5 * time.Second}
			var mu sync.Mutex
			for range 6 {
				all.Go(func() {
					for range 1000 {
						c, err := from.DialContext(ctx, "tcp", s.addr)
						if err != nil {
							continue
						}
						defer c.Close()
						mu.Lock()
						most++
						mu.Unlock()
					}
					<-ctx.Done()
				})
			}
		})
		return fmt.Sprintf("%d opened; %s", most, seen)
	}},
}

// beside runs what presses a server while gates ask it, and is red when one is not answered.
func beside(t *testing.T, f *field, press func(ctx context.Context, s *server, all *sync.WaitGroup)) string {
	t.Helper()
	s := f.servers[0]
	at := begin(f.schools[0].at(s)...)
	at.goesOn(t, 50)
	calm, _, _ := at.p99()
	ctx, cancel := context.WithCancel(t.Context())
	var all sync.WaitGroup
	press(ctx, s, &all)
	pause(ctx, 2*time.Second)
	at.mark()
	at.goesOn(t, 300)
	withoutFailures(t, at)
	seen := fmt.Sprintf("p99 before %v; %v", calm, at)
	cancel()
	all.Wait()
	at.stop(t, f.schools[0].World)
	return seen
}
