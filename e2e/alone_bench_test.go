package e2e

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"yunka/server/cardcode"
	"yunka/server/db"
	"yunka/server/scan/scantest"
)

// crowd puts people with phones of their own into the demo school and gives
// their handles' keys, by handle.
func (s *school) crowd(people int) map[uint64]ed25519.PrivateKey {
	s.Helper()
	const chunk, first = 500, 1 << 40
	keys := map[uint64]ed25519.PrivateKey{}
	_, school := s.office()
	for from := 0; from < people; from += chunk {
		var rows [4][][]any
		for i := from; i < from+chunk; i++ {
			public, key, err := ed25519.GenerateKey(rand.Reader)
			if err != nil {
				s.Fatal(err)
			}
			handle := uint64(first + i)
			keys[handle] = key
			person, member, card, name := db.NewID(), db.NewID(), db.NewID(), fmt.Sprintf("陈%05d", i)
			rows[0] = append(rows[0], []any{person, school, name, name, "", "active", 1, 1})
			rows[1] = append(rows[1], []any{member, school, person, "student", 1, 1})
			rows[2] = append(rows[2], []any{card, school, person, member, "active", 1, 1})
			rows[3] = append(rows[3], []any{db.NewID(), school, person, card, "phone", int64(handle), []byte(public), "bench", "live", 1, 0, s.now().AddDate(0, 0, 7).UnixMilli(), 1})
		}
		err := s.app.DB.Tx(s.Context(), func(ctx context.Context, tx *db.Tx) error {
			for i, into := range []string{"person (id, school_id, name, folded, gender, state, state_at, created_at)", "membership (id, school_id, person_id, role, valid_from, created_at)",
				"card (id, school_id, person_id, membership_id, state, state_at, created_at)", "credential (id, school_id, person_id, card_id, kind, handle, public_key, device, state, state_at, mark, lease_until, created_at)"} {
				if err := scantest.Insert(ctx, tx, into, rows[i]); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			s.Fatal(err)
		}
	}
	return keys
}

// processes are the story's browser and all that it started.
func (s *school) processes() (list []int) {
	s.Helper()
	parents := map[int]int{}
	dirs, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		s.Fatal(err)
	}
	for _, dir := range dirs {
		pid, _ := strconv.Atoi(filepath.Base(dir))
		stat, _ := os.ReadFile(dir + "/stat")
		if fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:])); len(fields) > 1 { // state, parent
			parents[pid], _ = strconv.Atoi(fields[1])
		}
		if line, _ := os.ReadFile(dir + "/cmdline"); bytes.Contains(line, []byte("--user-data-dir="+s.profile)) {
			list = append(list, pid)
		}
	}
	for i := 0; i < len(list); i++ {
		for pid, parent := range parents {
			if parent == list[i] && !slices.Contains(list, pid) {
				list = append(list, pid)
			}
		}
	}
	return list
}

// slowed lets the whole browser run one ms in every rate until it is called off:
// Chromium's own throttle slows a page and not its workers, and the worker is
// what decides.
func (s *school) slowed(rate int) (off func()) {
	s.Helper()
	list := s.processes()
	if len(list) < 3 {
		s.Fatalf("the browser is %v", list)
	}
	all := func(signal syscall.Signal) {
		for _, pid := range list {
			_ = syscall.Kill(pid, signal)
		}
	}
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-end:
				return
			default:
			}
			all(syscall.SIGSTOP)
			time.Sleep(time.Duration(rate-1) * time.Millisecond)
			all(syscall.SIGCONT)
			time.Sleep(time.Millisecond)
		}
	}()
	return func() { close(end); <-ended }
}

// How long a tablet that is alone takes from a code that is read to the colour,
// with 50,000 people in its list: signature, row, rules, the log's chain and a
// commit of IndexedDB that is on the disk, to the page's colour and to the frame
// after it (60 in a second: up to 17 ms are waiting); at full speed, with
// Chromium's throttle, which slows the page and not its workers, and with the
// whole browser stopped for three ms out of four.
func BenchmarkAloneWith50000(b *testing.B) {
	const people, rounds = 50_000, 60
	s := openSchool(b)
	s.profile = b.TempDir()
	keys := s.crowd(people)
	office := s.browse("office", desk).login(s.Admin)
	tab := s.browse("tablet", tablet)
	s.adds(office, "南门进")
	tab = s.pairs(office, tab)
	tab.visit("/kiosk").sees(heldList) // no story looks on: that forces a layout
	tab.expects(away...)
	office.expects(`^console: htmx: htmx:ws:error`, `^socket: `, `^request: `, `^log: `)
	s.stop()
	tab.says(`(() => {
		globalThis.took = []
		const box = document.querySelector('[data-result]')
		globalThis.presents = (text) => new Promise((done) => {
			const seen = new MutationObserver(() => {
				if (box.hidden) return
				seen.disconnect()
				const decided = performance.now() - began
				requestAnimationFrame(() => { took.push([decided, performance.now() - began]); done(box.dataset.decision) })
			})
			seen.observe(box, { attributeFilter: ['hidden', 'data-decision'] })
			const key = (code) => document.body.dispatchEvent(new KeyboardEvent('keydown', { code, bubbles: true, cancelable: true }))
			for (const c of text) key('Digit' + c)
			const began = performance.now()
			key('Enter')
		})
	})()`)
	handles := make([]uint64, 0, len(keys))
	for h := range keys { // in no order
		handles = append(handles, h)
	}
	times := map[string][]float64{}
	for b.Loop() {
		for _, how := range []struct {
			name        string
			page, whole int
		}{{"-1x-ms", 1, 1}, {"-page-4x-ms", 4, 1}, {"-whole-4x-ms", 1, 4}} {
			tab.do(command(emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: float64(how.page)}))
			off := func() {}
			if how.whole > 1 {
				off = s.slowed(how.whole)
			}
			for range rounds {
				h := handles[0]
				handles = handles[1:]
				code := cardcode.Sign(keys[h], 0, h, uint32(s.now().Unix()), 0).Text()
				tab.shows()
				said, err := ask[string](tab, fmt.Sprintf("presents(%q)", code), chromedp.EvalAwaitPromise)
				if err != nil || said != "ALLOW" {
					b.Fatalf("%s, %v", said, err)
				}
			}
			off()
			raw := tab.says(`JSON.stringify(took.splice(0))`)
			var all [][2]float64
			if err := json.Unmarshal([]byte(raw), &all); err != nil {
				b.Fatal(err)
			}
			for i, what := range []string{"decided", "frame"} {
				var list []float64
				for _, one := range all {
					list = append(list, one[i])
				}
				slices.Sort(list)
				p50, p95 := "p50-"+what+how.name, "p95-"+what+how.name
				times[p50], times[p95] = append(times[p50], list[len(list)/2]), append(times[p95], list[len(list)*95/100])
			}
		}
	}
	for name, list := range times {
		slices.Sort(list)
		b.ReportMetric(list[len(list)/2], name)
	}
	b.ReportMetric(0, "ns/op")
}
