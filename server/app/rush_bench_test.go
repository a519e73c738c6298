package app

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/roster"
	"yunka/server/scan/scantest"
)

// rush is the real program with a school whose pupils all come at once.
type rush struct {
	app    *App
	client *http.Client
	bodies []string
	tokens []string
	next   atomic.Int64
}

const (
	rushPupils = 400
	rushCodes  = 50 // of each
)

func newRush(b *testing.B, databaseURL string) *rush {
	b.Helper()
	dir := benchDir(b)
	a, err := New(b.Context(), Config{Addr: "127.0.0.1:0", Data: dir, DatabaseURL: databaseURL, Clock: time.Now}, slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- a.Run(ctx) }()
	b.Cleanup(func() {
		stop()
		<-done
		_ = a.Close()
	})
	w := scantest.New(b, a.DB)
	w.Exec(b, "DELETE FROM opening")
	w.Exec(b, "UPDATE school SET policy_version = policy_version + 1")
	r := &rush{app: a, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}}
	for range 64 {
		_, token := w.Terminal(b, w.GateIn, false)
		r.tokens = append(r.tokens, token)
	}
	holders := make([]*scantest.Holder, rushPupils)
	for i := range holders {
		holders[i] = w.Holder(b, allow.Student)
	}
	// Codes of one holder are used in order, and by one caller: holders[i], then i+1 …
	now := time.Now()
	for seq := range rushCodes {
		for i, h := range holders {
			r.bodies = append(r.bodies, fmt.Sprintf(`{"key":"r%d-%d","code":%q}`, i, seq, h.Code(now, uint8(seq))))
		}
	}
	return r
}

// benchDir is on the disk, not in memory: syncs must cost what they cost.
func benchDir(b *testing.B) string {
	b.Helper()
	dir, err := os.MkdirTemp(".", ".bench-")
	if err != nil {
		b.Fatal(err)
	}
	dir, _ = filepath.Abs(dir)
	b.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// present sends one of the prepared codes and says whether it opened.
func (r *rush) present() (opened bool, took time.Duration, ok bool) {
	n := r.next.Add(1) - 1
	if n >= int64(len(r.bodies)) {
		return false, 0, false
	}
	req, _ := http.NewRequest(http.MethodPost, r.app.URL()+"/api/v1/scans", bytes.NewBufferString(r.bodies[n]))
	req.Header.Set("Authorization", "Bearer "+r.tokens[n%int64(len(r.tokens))])
	req.Header.Set("Content-Type", "application/json")
	start := time.Now()
	res, err := r.client.Do(req)
	if err != nil {
		return false, 0, true
	}
	body, _ := io.ReadAll(res.Body)
	res.Body.Close()
	return bytes.Contains(body, []byte(`"open":true`)), time.Since(start), true
}

// run presents until limit codes are used or until stop, and reports.
func (r *rush) run(callers, limit int, until func() bool) (opened int, rate float64, took []time.Duration) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	var left atomic.Int64
	left.Store(int64(limit))
	start := time.Now()
	for range callers {
		wg.Go(func() {
			var mine []time.Duration
			good := 0
			for left.Add(-1) >= 0 && !until() {
				o, d, ok := r.present()
				if !ok {
					break
				}
				if o {
					good++
				}
				mine = append(mine, d)
			}
			mu.Lock()
			opened += good
			took = append(took, mine...)
			mu.Unlock()
		})
	}
	wg.Wait()
	slices.Sort(took)
	return opened, float64(len(took)) / time.Since(start).Seconds(), took
}

func quantile(took []time.Duration, q float64) float64 {
	if len(took) == 0 {
		return 0
	}
	return float64(took[int(float64(len(took)-1)*q)].Microseconds()) / 1000
}

func never() bool { return false }

// BenchmarkScansHTTP: the whole way, client and server on the same cores: HTTP,
// JSON, token, signature, decision, commit, answer.
func BenchmarkScansHTTP(b *testing.B) {
	for _, e := range dbtest.Engines {
		b.Run(string(e), func(b *testing.B) {
			url := ""
			if e == db.Postgres {
				c, err := dbtest.NewCluster(benchDir(b), true)
				if err != nil {
					b.Skip(err)
				}
				b.Cleanup(c.Stop)
				url = c.URL("postgres")
			}
			for _, callers := range []int{1, 8, 64} {
				b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) {
					for b.Loop() {
						b.StopTimer()
						r := newRush(b, url)
						r.run(callers, 200, never) // warm
						b.StartTimer()
						opened, rate, took := r.run(callers, map[int]int{1: 1500, 8: 5000, 64: 10000}[callers], never)
						if opened != len(took) {
							b.Errorf("%d of %d opened", opened, len(took))
						}
						b.ReportMetric(rate, "scans/s")
						b.ReportMetric(quantile(took, .5), "p50-ms")
						b.ReportMetric(quantile(took, .99), "p99-ms")
						b.ReportMetric(0, "ns/op")
					}
				})
			}
		})
	}
}

// BenchmarkImportDuringScans: a school office imports 1,237 pupils while the
// gates go on. What may be held is SQLite's one writer.
func BenchmarkImportDuringScans(b *testing.B) {
	file, err := os.ReadFile("../roster/testdata/roster.csv")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		r := newRush(b, "")
		_, _, alone := r.run(8, 2000, never)
		r.app.DB.LongestHold()
		var over atomic.Bool
		imported := make(chan time.Duration, 1)
		go func() {
			defer over.Store(true)
			ctx := context.Background()
			var school string
			err := r.app.DB.Tx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
				school, err = campus.CreateSchool(ctx, tx, campus.School{Slug: "import", Name: "Import"})
				return err
			})
			start := time.Now()
			if err == nil {
				var res roster.Result
				res, err = r.app.Roster.Import(ctx, allow.Actor{Kind: allow.System}, school, "roster.csv", bytes.NewReader(file), roster.ImportOptions{})
				if err == nil && !res.Applied {
					err = fmt.Errorf("not applied: %v", res.Problems)
				}
			}
			if err != nil {
				b.Error(err)
			}
			imported <- time.Since(start)
		}()
		_, rate, took := r.run(8, 1<<30, over.Load)
		b.ReportMetric(float64((<-imported).Milliseconds()), "import-ms")
		b.ReportMetric(float64(r.app.DB.LongestHold().Microseconds())/1000, "longest-hold-ms")
		b.ReportMetric(rate, "scans/s")
		b.ReportMetric(quantile(alone, .99), "alone-p99-ms")
		b.ReportMetric(quantile(took, .99), "p99-ms")
		b.ReportMetric(0, "ns/op")
	}
}
