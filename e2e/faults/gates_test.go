package faults

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/scan"
	"yunka/server/scan/scantest"
)

// gate is a terminal that presents chips one after the other, each until it is answered,
// as the README asks readers to: the same key again, at the next server.
type gate struct {
	terminal, token string
	to              []*server
	chips           []string
}

// seen is what gates saw since mark.
type seen struct {
	mu       sync.Mutex
	took     []time.Duration // of single requests that were answered 200
	waited   []time.Duration // from the first request of a key to its answer
	others   map[string]int  // answers that were none, by status or error
	open     map[string]time.Time
	answered map[string]map[string]string // by terminal and key, the scan; never forgotten
}

// traffic runs gates until stop.
type traffic struct {
	seen
	cancel context.CancelFunc
	all    sync.WaitGroup
}

// pace is how often a gate presents: a person every tenth of a second.
const pace = 100 * time.Millisecond

// client has no limit of its own: how long an answer takes is what is watched.
var client = &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 256},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

func begin(gates ...gate) *traffic {
	ctx, cancel := context.WithCancel(context.Background())
	f := &traffic{cancel: cancel, seen: seen{others: map[string]int{}, open: map[string]time.Time{}, answered: map[string]map[string]string{}}}
	for _, g := range gates {
		f.answered[g.terminal] = map[string]string{}
		f.all.Go(func() { f.run(ctx, g) })
	}
	return f
}

func (f *traffic) run(ctx context.Context, g gate) {
	for n := 0; ctx.Err() == nil; n++ {
		key := db.NewID()
		f.mu.Lock()
		f.open[key] = time.Now()
		f.mu.Unlock()
		for try := 0; ; try++ { // also after stop: each key gets its answer
			if f.ask(g, g.to[try%len(g.to)], key, g.chips[n%len(g.chips)]) {
				break
			}
			time.Sleep(pace)
		}
		select {
		case <-ctx.Done():
		case <-time.After(pace):
		}
	}
}

func (f *traffic) ask(g gate, s *server, key, chip string) (answered bool) {
	begun := time.Now()
	status, body, err := post(s.url+"/api/v1/scans", g.token, fmt.Appendf(nil, `{"key":%q,"chip":%q}`, key, chip))
	took := time.Since(begun)
	var a scan.Answer
	if err == nil && status == http.StatusOK {
		err = json.Unmarshal(body, &a)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case err != nil:
		f.others["no answer"]++
		return false
	case status != http.StatusOK:
		f.others[fmt.Sprint(status)]++
		return false
	}
	f.took = append(f.took, took)
	f.waited = append(f.waited, time.Since(f.open[key]))
	delete(f.open, key)
	f.answered[g.terminal][key] = a.Scan
	return true
}

func post(url, token string, body []byte) (status int, answer []byte, err error) {
	req, err := http.NewRequest(http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	res, err := client.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	answer, err = io.ReadAll(res.Body)
	return res.StatusCode, answer, err
}

// mark forgets what was seen so far; what was answered stays.
func (f *traffic) mark() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.took, f.waited, f.others = nil, nil, map[string]int{}
}

// failures are the requests since mark that were not answered 200.
func (f *traffic) failures() (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, k := range f.others {
		n += k
	}
	return n
}

// p99 of single requests, and the longest that a person stood there.
func (f *traffic) p99() (p99, longest time.Duration, n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.took) == 0 {
		return 0, 0, 0
	}
	took := slices.Sorted(slices.Values(f.took))
	return took[len(took)*99/100].Round(time.Millisecond), slices.Max(f.waited).Round(time.Millisecond), len(took)
}

func (f *traffic) String() string {
	p99, longest, n := f.p99()
	text := fmt.Sprintf("%d answered, p99 %v, longest %v", n, p99, longest)
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, what := range slices.Sorted(maps.Keys(f.others)) {
		text += fmt.Sprintf(", %d x %s", f.others[what], what)
	}
	return text
}

// goesOn waits until n more presentations are answered, and says how long that took.
func (f *traffic) goesOn(t *testing.T, n int) time.Duration {
	t.Helper()
	begun := time.Now()
	count := func() (all int) {
		f.mu.Lock()
		defer f.mu.Unlock()
		for _, keys := range f.answered {
			all += len(keys)
		}
		return all
	}
	want := count() + n
	until(t, "gates are answered again", func() bool { return count() >= want })
	return time.Since(begun).Round(10 * time.Millisecond)
}

// stop ends the traffic after each key has had its answer, and compares what gates were
// told with the books: nothing is missing, nothing is there twice.
func (f *traffic) stop(t *testing.T, w *scantest.World) {
	t.Helper()
	f.cancel()
	f.all.Wait()
	type row struct{ ID, RequestKey string }
	for terminal, keys := range f.answered {
		var rows []row
		err := w.DB.Read(t.Context(), func(ctx context.Context, q bun.IDB) error {
			rows = rows[:0]
			return q.NewRaw(`SELECT id, request_key FROM scan WHERE terminal_id = ?
UNION ALL
SELECT scan_id, request_key FROM scan_reread WHERE terminal_id = ?`, terminal, terminal).Scan(ctx, &rows)
		})
		if err != nil {
			t.Fatal(err)
		}
		stored := map[string]string{}
		for _, r := range rows {
			if stored[r.RequestKey] != "" {
				t.Errorf("%s is stored twice", r.RequestKey)
			}
			stored[r.RequestKey] = r.ID
		}
		for key, id := range keys {
			if stored[key] != id {
				t.Errorf("%s was answered by scan %s, stored is %q", key, id, stored[key])
			}
		}
	}
}
