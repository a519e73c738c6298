package live

import (
	"runtime"
	"sync"
	"syscall"
	"time"
)

// shard writes for some of the connections, one after the other, and never
// waits for one of them.
type shard struct {
	h *Hub

	connsMu sync.Mutex
	conns   map[*conn]struct{}

	dirtyMu sync.Mutex
	dirty   []*conn
	bell    chan struct{}

	scratch []byte

	// For try, so that a write allocates nothing.
	b   []byte
	n   int
	err error
	fn  func(fd uintptr) bool
}

// pace is after how many connections a shard lets others run: thousands of
// writes in one go overflow what the kernel queues for loopback.
const pace = 256

func newShard(h *Hub) *shard {
	sh := &shard{h: h, conns: map[*conn]struct{}{}, bell: make(chan struct{}, 1)}
	sh.fn = func(fd uintptr) bool {
		sh.n, sh.err = writeNow(fd, sh.b)
		return true
	}
	return sh
}

func (sh *shard) add(c *conn) {
	sh.dirtyMu.Lock()
	sh.dirty = append(sh.dirty, c)
	sh.dirtyMu.Unlock()
	select {
	case sh.bell <- struct{}{}:
	default:
	}
}

func (sh *shard) run() {
	var work []*conn
	for {
		select {
		case <-sh.h.ctx.Done():
			return
		case <-sh.bell:
		}
		sh.dirtyMu.Lock()
		work, sh.dirty = sh.dirty, work[:0]
		sh.dirtyMu.Unlock()
		for i, c := range work {
			c.flush(sh)
			if i%pace == pace-1 {
				runtime.Gosched()
			}
		}
		clear(work)
		if cap(sh.scratch) > 1<<20 {
			sh.scratch = nil
		}
	}
}

// try writes what the socket takes at once.
func (sh *shard) try(raw syscall.RawConn, b []byte) (int, error) {
	sh.b = b
	if err := raw.Write(sh.fn); err != nil {
		return 0, err
	}
	sh.b = nil
	return sh.n, sh.err
}

func (sh *shard) turn(now time.Time) {
	sh.connsMu.Lock()
	defer sh.connsMu.Unlock()
	var shared *piece
	beat := func() *piece {
		if shared == nil {
			shared = beatPiece(sh.h.clockMS())
		}
		return shared
	}
	for c := range sh.conns {
		c.turn(now, beat)
	}
}
