package app_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/app"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/logs"
	"yunka/server/scan/scantest"
)

// scrape is what /metrics says, a value for each series.
func scrape(t testing.TB, at string) map[string]string {
	t.Helper()
	res, err := once.Get(at)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%d, %v: %s", res.StatusCode, err, b)
	}
	list := map[string]string{}
	for line := range strings.Lines(string(b)) {
		if at := strings.LastIndexByte(strings.TrimSpace(line), ' '); at > 0 && line[0] != '#' {
			list[line[:at]] = strings.TrimSpace(line[at:])
		}
	}
	return list
}

// What happens in a running server is counted, and no label says whom it happened to.
func TestMetricsOfARunningServer(t *testing.T) {
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			cfg := configOn(t, e)
			cfg.Metrics = "127.0.0.1:0"
			a := start(t, cfg)
			s := settle(t, a)
			_, cookie := account(t, a, s.Parent, "parent-1")
			ws, r := dial(t, a, "/live?topics=child:"+s.Charge.Person, ask{cookie: map[string]string{"yunka": cookie}})
			if ws == nil {
				t.Fatal(r.status, r.body)
			}
			frames, _ := listen(t, ws)
			<-frames
			first := do(t, a, "POST", "/api/v1/scans", ask{bearer: s.ReaderToken, json: `{"key":"m1","chip":"` + s.Student.Chip + `"}`})
			if answer := scantest.Decode(t, []byte(first.body)); !answer.Open {
				t.Fatal(first.body)
			}
			do(t, a, "POST", "/api/v1/scans", ask{bearer: s.ReaderToken, json: `{"key":"m2","chip":"99"}`})
			do(t, a, "POST", "/api/v1/scans", ask{bearer: "yk_of-no-terminal-at-all", json: `{"key":"m3","chip":"99"}`})
			do(t, a, "POST", "/login", ask{form: url.Values{"login": {"parent-1"}, "password": {"wrong"}}})
			do(t, a, "GET", "/people/"+s.Student.Person, ask{})
			var got map[string]string
			want := map[string]string{
				`yunka_decisions_total{decision="ALLOW",reason="OK",scene="gate"}`:          "1",
				`yunka_decisions_total{decision="DENY",reason="CODE_UNKNOWN",scene="gate"}`: "1",
				`yunka_scan_seconds_count`:                                                    "2",
				`yunka_refusals_total{code="terminal_token"}`:                                 "1",
				`yunka_logins_total{result="ok"}`:                                             "1",
				`yunka_logins_total{result="wrong"}`:                                          "1",
				`yunka_http_requests_total{method="POST",route="/api/v1/scans",status="200"}`: "2",
				`yunka_http_requests_total{method="POST",route="/api/v1/scans",status="401"}`: "1",
				`yunka_http_requests_total{method="GET",route="/live",status="101"}`:          "1",
				`yunka_http_requests_total{method="",route="none",status="404"}`:              "1",
				`yunka_http_request_seconds_count{method="POST",route="/login"}`:              "2",
				`yunka_sockets`:           "1",
				`yunka_ready`:             "1",
				`yunka_scan_waiting`:      "0",
				`yunka_hashes_running`:    "0",
				`yunka_hashes_shed_total`: "0",
				`yunka_feed_behind`:       "0",
			}
			until(t, "everything is counted", func() bool { // some of it after its answer
				got = scrape(t, a.MetricsURL())
				for series, value := range want {
					if got[series] != value {
						return false
					}
				}
				return true
			})
			pools := map[db.Engine][]string{db.SQLite: {"writer", "readers"}, db.Postgres: {"scans", "pages"}}[e]
			for _, pool := range pools {
				if got[`yunka_db_connections_max{pool="`+pool+`"}`] == "" {
					t.Errorf("no pool %s", pool)
				}
			}
			if _, lite := got["yunka_sqlite_writer_longest_seconds"]; lite != (e == db.SQLite) {
				t.Errorf("SQLite's writer on %s", e)
			}
			for _, series := range []string{"yunka_outbox_oldest_seconds", `yunka_outbox_waiting{kind="notice"}`, "process_open_fds", "go_goroutines", `yunka_info{version=""}`} {
				if got[series] == "" {
					t.Errorf("no %s", series)
				}
			}
			named := regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-|127\.0\.0\.1|parent-1|` + s.Student.Chip)
			for series := range got {
				if named.MatchString(series) {
					t.Errorf("a label names somebody: %s", series)
				}
			}
			t.Logf("%d series", len(got))
		})
	}
}

// The pages and the API have no metrics, and the metrics' address has no pages.
func TestMetricsHaveAnAddressOfTheirOwn(t *testing.T) {
	a := start(t, app.Config{Data: dbtest.Dir(t), Metrics: "127.0.0.1:0"})
	for _, path := range []string{"/metrics", "/debug/pprof/", "/api/metrics"} {
		if r := do(t, a, "GET", path, ask{}); r.status != 404 {
			t.Errorf("%s on the pages' address: %d", path, r.status)
		}
	}
	at := strings.TrimSuffix(a.MetricsURL(), "/metrics")
	for path, want := range map[string]int{"/login": 404, "/debug/pprof/": 200, "/metrics": 200} {
		res, err := once.Get(at + path)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("%s: %d, want %d", path, res.StatusCode, want)
		}
	}
	if off := start(t, app.Config{Data: dbtest.Dir(t)}); off.MetricsURL() != "" {
		t.Errorf("without a setting they are at %s", off.MetricsURL())
	}
}

// A port alone is this machine's: whoever reads the profiles reads all of the memory.
func TestMetricsAddress(t *testing.T) {
	for given, want := range map[string]string{"": "", "9090": "127.0.0.1:9090", ":9090": "127.0.0.1:9090", "10.0.0.5:9090": "10.0.0.5:9090", "0.0.0.0:0": "0.0.0.0:0", "[::1]:9090": "[::1]:9090"} {
		c, err := app.Config{Metrics: given}.Complete()
		if err != nil || c.Metrics != want {
			t.Errorf("%q: %q, %v", given, c.Metrics, err)
		}
	}
	for _, bad := range []string{"here", "10.0.0.5", "1.2.3.4:http", ":99999", "1:2:3"} {
		if c, err := (app.Config{Metrics: bad}).Complete(); err == nil || !strings.Contains(err.Error(), "YUNKA_METRICS") {
			t.Errorf("%q is taken as %q: %v", bad, c.Metrics, err)
		}
	}
}

// saying is a log that is read while it is written.
type saying struct {
	mu   sync.Mutex
	text strings.Builder
}

func (s *saying) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(b)
}

func (s *saying) said() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// A server's log in JSON names nobody, and tells of a broken database once.
func TestOneFaultOfAServerIsOneLine(t *testing.T) {
	var to saying
	log, err := logs.New(&to, "json")
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.New(t.Context(), app.Config{Addr: "127.0.0.1:0", Data: dbtest.Dir(t), Clock: time.Now, HashCost: scantest.HashCost}, log)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := errors.Join(<-ended, a.Close()); err != nil {
			t.Error(err)
		}
	})
	rename := func(from, to string) {
		t.Helper()
		inTx(t, a.DB, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.NewRaw("ALTER TABLE ? RENAME TO ?", bun.Ident(from), bun.Ident(to)).Exec(ctx)
			return err
		})
	}
	rename("account", "account_gone")
	for range 20 {
		if r := do(t, a, "POST", "/login", ask{form: url.Values{"login": {"wang.fang"}, "password": {"wrong"}}}); r.status != 500 {
			t.Fatal(r.status, r.body)
		}
	}
	rename("account_gone", "account")
	text := to.said()
	if n := strings.Count(text, `"msg":"request failed"`); n != 1 {
		t.Errorf("20 requests that fail for one reason are %d lines:\n%s", n, text)
	}
	if n := strings.Count(text, `"level":"INFO","msg":"login","result":"error","login":"`); n != 20 {
		t.Errorf("%d logins:\n%s", n, text)
	}
	if strings.Contains(text, "wang.fang") || strings.Contains(text, "127.0.0.1") {
		t.Errorf("somebody is named:\n%s", text)
	}
}
