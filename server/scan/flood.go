package scan

import (
	"sync"

	"yunka/server/reason"
)

// A reader that sees the same refused thing again and again (a sticker on the
// glass, a script with a stolen token) must not fill the books: the first few
// refusals of one kind at one terminal are recorded as scans, the rest of that
// minute is counted on the last of them. A refusal that was only counted spends
// nothing and opens nothing, and its key is not kept.
const (
	floodAfter  = 5
	floodWindow = 60_000 // ms
	floodKeep   = 4096   // runs remembered
)

type floodKey struct {
	terminal, credential string
	reason               reason.Code
}

type floodRun struct {
	since  int64
	times  int
	scan   string // last one recorded
	answer []byte
}

type floods struct {
	mu sync.Mutex
	m  map[floodKey]*floodRun
}

// counted returns the scan on which this refusal is to be counted, if the run
// is long enough to count instead of record.
func (f *floods) counted(k floodKey, at int64) (scan string, answer []byte, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	run := f.m[k]
	if run == nil || at-run.since >= floodWindow || run.times < floodAfter {
		return "", nil, false
	}
	return run.scan, run.answer, true
}

// recorded notes a refusal that got a scan of its own. It runs after the commit.
func (f *floods) recorded(k floodKey, at int64, scan string, answer []byte) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.m == nil || len(f.m) >= floodKeep {
		f.m = map[floodKey]*floodRun{}
	}
	run := f.m[k]
	if run == nil || at-run.since >= floodWindow {
		run = &floodRun{since: at}
		f.m[k] = run
	}
	run.times++
	run.scan, run.answer = scan, answer
}
