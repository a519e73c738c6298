package app_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	accounts "yunka/server/account"
	"yunka/server/account/hash"
	"yunka/server/app"
	"yunka/server/db/dbtest"
)

// flood sends wrong logins, each from a client of its own, until ctx ends: all at once, or
// one after the other in each of n.
type flood struct {
	busy, looked atomic.Int64 // sent away; compared with a password
	wrong        atomic.Int64 // anything else
	all          sync.WaitGroup
}

func (f *flood) begin(ctx context.Context, url string, n int, again bool) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: n}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	var number atomic.Int64
	for range n {
		f.all.Go(func() {
			for {
				f.try(ctx, client, url, fmt.Sprint("nobody", number.Add(1)))
				if !again || ctx.Err() != nil {
					return
				}
			}
		})
	}
	f.all.Go(func() { <-ctx.Done(); client.CloseIdleConnections() })
}

func (f *flood) try(ctx context.Context, client *http.Client, to, login string) {
	form := url.Values{"login": {login}, "password": {"wrong"}}
	req, err := http.NewRequestWithContext(ctx, "POST", to+"/login", strings.NewReader(form.Encode()))
	if err != nil {
		f.wrong.Add(1)
		return
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", to)
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	res, err := client.Do(req)
	if err != nil { // ctx has ended
		return
	}
	b, _ := io.ReadAll(res.Body)
	res.Body.Close()
	after, _ := strconv.Atoi(res.Header.Get("Retry-After"))
	switch {
	case res.StatusCode == http.StatusTooManyRequests && after > 0 && strings.Contains(string(b), "登录的人太多"):
		f.busy.Add(1)
	case res.StatusCode == http.StatusUnauthorized:
		f.looked.Add(1)
	default:
		f.wrong.Add(1)
	}
}

// slow runs a server whose passwords cost a second or so, as under a flood on a small
// machine.
func slow(t testing.TB, cfg app.Config) *app.App {
	t.Helper()
	cfg.Addr, cfg.Data, cfg.Clock = "127.0.0.1:0", dbtest.Dir(t), time.Now
	a, err := app.New(t.Context(), cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

// Many more log in at once than can: those whom there is no room for are told so in words
// at once and come back later, few are looked at, and the gates go on meanwhile.
func TestAFloodOfLoginsLeavesTheGates(t *testing.T) {
	a := slow(t, app.Config{HashCost: accounts.Cost{Memory: 64 << 10, Time: 16, Threads: 1}})
	s := settle(t, a)
	room := hash.AtOnce() * (1 + hash.Waiting)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var f flood
	f.begin(ctx, a.URL(), room+100, false)
	until(t, "those for whom there is no room are sent away", func() bool { return f.busy.Load() >= 100-f.looked.Load() && f.busy.Load() > 0 })
	for i := range 30 {
		r := do(t, a, "POST", "/api/v1/scans", ask{bearer: s.ReaderToken, json: fmt.Sprintf(`{"key":"f%d","chip":%q}`, i, s.Student.Chip)})
		if r.status != 200 {
			t.Errorf("scan %d: %d %s", i, r.status, r.body)
		}
		if running, waiting, _ := a.Accounts.HashLoad(); running > hash.AtOnce() || waiting > hash.AtOnce()*hash.Waiting {
			t.Errorf("%d hashes run and %d wait", running, waiting)
		}
	}
	cancel()
	f.all.Wait()
	if f.wrong.Load() > 0 {
		t.Errorf("%d got another answer", f.wrong.Load())
	}
	until(t, "nobody hashes for those who have gone", func() bool { running, waiting, _ := a.Accounts.HashLoad(); return running+waiting == 0 })
}

// Gates beside a flood of wrong logins at the cost that passwords have: what a scan takes
// through HTTP, p50 and p99, without it and with 60 clients that try again and again.
func BenchmarkGatesBesideALoginFlood(b *testing.B) {
	for _, clients := range []int{0, 60} {
		b.Run(fmt.Sprint(clients), func(b *testing.B) {
			a := slow(b, app.Config{})
			s := settle(b, a)
			ctx, cancel := context.WithCancel(b.Context())
			var f flood
			f.begin(ctx, a.URL(), clients, true)
			gate := &http.Client{Timeout: patience}
			var took []time.Duration
			n := 0
			for b.Loop() {
				n++
				req := request(b, a.URL(), "POST", "/api/v1/scans", ask{bearer: s.ReaderToken, quiet: true, json: fmt.Sprintf(`{"key":"b%d","chip":%q}`, n, s.Student.Chip)})
				begun := time.Now()
				res, err := gate.Do(req)
				if err != nil {
					b.Fatal(err)
				}
				_, _ = io.Copy(io.Discard, res.Body)
				res.Body.Close()
				took = append(took, time.Since(begun))
				if res.StatusCode != http.StatusOK {
					b.Fatal(res.StatusCode)
				}
				time.Sleep(10 * time.Millisecond) // a gate, not a load
			}
			cancel()
			f.all.Wait()
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-p50")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "ms-p99")
			b.ReportMetric(float64(f.looked.Load()), "looked-at")
			b.ReportMetric(float64(f.busy.Load()), "sent-away")
		})
	}
}
