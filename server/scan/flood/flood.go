// Package flood counts refusals that come again and again. A reader that sees the same
// refused thing again and again (a sticker on the glass, a script with a stolen token)
// must not fill the books: the first few refusals of one kind at one terminal are
// recorded as scans, the rest of that minute is counted on the last of them. A refusal
// that was only counted spends nothing and opens nothing, and its key is not kept.
package flood

import (
	"sync"

	"yunka/server/reason"
)

const (
	after  = 5
	window = 60_000 // ms
	keep   = 4096   // runs remembered
)

// Key is one kind of refusal.
type Key struct {
	Terminal, Credential string
	Reason               reason.Code
}

type run struct {
	since  int64
	times  int
	scan   string // last one recorded
	answer []byte
}

// Floods are the runs of one server.
type Floods struct {
	mu sync.Mutex
	m  map[Key]*run
}

// Counted returns the scan on which this refusal is to be counted, if the run
// is long enough to count instead of record.
func (f *Floods) Counted(k Key, at int64) (scan string, answer []byte, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	r := f.m[k]
	if r == nil || at-r.since >= window || r.times < after {
		return "", nil, false
	}
	return r.scan, r.answer, true
}

// Recorded notes a refusal that got a scan of its own. It runs after the commit.
func (f *Floods) Recorded(k Key, at int64, scan string, answer []byte) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.m == nil || len(f.m) >= keep {
		f.m = map[Key]*run{}
	}
	r := f.m[k]
	if r == nil || at-r.since >= window {
		r = &run{since: at}
		f.m[k] = r
	}
	r.times++
	r.scan, r.answer = scan, answer
}
