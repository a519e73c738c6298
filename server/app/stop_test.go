package app_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"

	"yunka/server/app"
	"yunka/server/audit"
	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/scan/scantest"
)

// A stop while the gates are busy loses nothing that was acknowledged: the
// server says first that it is not ready, tells the pages to come back, answers
// what it has begun, and ends.
func TestStopLosesNothing(t *testing.T) {
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) { stopLosesNothing(t, e) })
	}
}

func stopLosesNothing(t *testing.T, e db.Engine) {
	cfg := configOn(t, e)
	cfg.Grace = time.Second
	a, stop := startStoppable(t, cfg)
	heard := make(chan struct{})
	app.Pause(a, func(d time.Duration) {
		if d != cfg.Grace {
			t.Errorf("a grace of %v", d)
		}
		<-heard
	})
	s := settle(t, a)
	_, admin := account(t, a, s.Admin, "admin-1")
	var pages []<-chan error
	for range 5 {
		ws, r := dial(t, a, "/live?topics=console:"+s.School, ask{cookie: map[string]string{"yunka": admin}})
		if ws == nil {
			t.Fatalf("%d %s", r.status, r.body)
		}
		_, ended := listen(t, ws)
		pages = append(pages, ended)
	}
	holders := []*scantest.Holder{s.Student, s.Charge, s.Other, s.Teacher, s.Parent, s.Guard}
	gate := &http.Client{Timeout: patience, Transport: &http.Transport{MaxIdleConnsPerHost: 32}}
	defer gate.CloseIdleConnections()
	var mu sync.Mutex
	acknowledged := map[string]string{} // scan: answer
	refused := map[int]int{}
	var callers sync.WaitGroup
	var sent atomic.Int64
	url := a.URL()
	for i := range 16 {
		_, token := s.Terminal(t, s.GateIn, false)
		callers.Go(func() {
			for n := 0; ; n++ {
				req := request(t, url, "POST", "/api/v1/scans", ask{bearer: token, quiet: true,
					json: fmt.Sprintf(`{"key":"g%d-%d","chip":%q}`, i, n, holders[(i+n)%len(holders)].Chip)})
				res, err := gate.Do(req)
				if err != nil {
					return // nobody listens any more
				}
				b, err := io.ReadAll(res.Body)
				res.Body.Close()
				sent.Add(1)
				mu.Lock()
				if err == nil && res.StatusCode == 200 {
					acknowledged[scantest.Decode(t, b).Scan] = string(b)
				} else {
					refused[res.StatusCode]++
				}
				mu.Unlock()
				if res.StatusCode == 429 { // faster than a terminal may ask
					time.Sleep(5 * time.Millisecond)
				}
			}
		})
	}
	until(t, "scans run", func() bool { return sent.Load() > 200 })
	notReady := make(chan bool, 1)
	go func() {
		defer close(heard)
		for {
			res, err := gate.Get(url + "/readyz")
			if err != nil {
				notReady <- false
				return
			}
			b, _ := io.ReadAll(res.Body)
			res.Body.Close()
			if res.StatusCode == 503 && strings.Contains(string(b), "draining") {
				notReady <- true
				return
			}
			time.Sleep(time.Millisecond)
		}
	}()
	begun := time.Now()
	if err := stop(); err != nil {
		t.Errorf("run: %v", err)
	}
	took := time.Since(begun)
	if !<-notReady {
		t.Error("nobody was told that the server is going: /readyz never said 503")
	}
	for _, ended := range pages {
		select {
		case err := <-ended:
			if code := websocket.CloseStatus(err); code != 1012 && code != 1001 {
				t.Errorf("a page was closed with %d: %v", code, err)
			}
		case <-time.After(patience):
			t.Error("a page was left hanging")
		}
	}
	callers.Wait()
	for code := range refused {
		if code != 503 && code != 429 {
			t.Errorf("%d requests ended with %d", refused[code], code)
		}
	}
	for id, answer := range acknowledged {
		if got := text(t, a.DB, "SELECT COALESCE((SELECT CAST(answer AS TEXT) FROM scan_reread WHERE scan_id = ?0 AND answer = ?1 LIMIT 1), (SELECT CAST(answer AS TEXT) FROM scan WHERE id = ?0), '')", id, answer); got != answer {
			t.Errorf("acknowledged and lost: %s, stored %q", answer, got)
		}
	}
	if n := number(t, a.DB, "SELECT count(*) - count(DISTINCT request_key) FROM scan"); n != 0 {
		t.Errorf("%d scans are double", n)
	}
	if _, err := audit.Verify(t.Context(), a.DB); err != nil {
		t.Error(err)
	}
	t.Logf("%d scans acknowledged, %v refused, stopped in %v", len(acknowledged), refused, took.Round(time.Millisecond))
}
