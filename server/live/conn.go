package live

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"sync"
	"syscall"
	"time"

	"github.com/coder/websocket"
)

// conn is one connection. coder/websocket shakes hands, reads and answers
// pings and closes; what it writes and what the hub sends go through the one
// queue here (see wire), and leave by a shard or a backlog writer.
type conn struct {
	h     *Hub
	shard *shard
	ws    *websocket.Conn
	net   net.Conn
	raw   syscall.RawConn // nil where one cannot write without waiting (TLS)

	// Under Hub.mu.
	viewer  Viewer
	checked time.Time

	mu      sync.Mutex
	seats   []*seat
	queue   []*piece
	bytes   int       // queued, without free pieces
	over    time.Time // since when above the bound
	rest    []byte    // begun, not yet taken by the socket
	busy    bool      // a shard or a backlog writer will look at the queue
	closing bool      // nothing but the close frame goes out any more
	gone    bool      // the reader has ended: close when written
	closeBy time.Time
	pingAt  time.Time
	pinged  time.Time // zero: no pong is awaited
	probed  bool      // it is awaited for probeWithin, not for pongWithin

	received int // data messages since window
	window   time.Time
}

// enqueue adds pieces in one step, so that pieces of one number leave together.
func (c *conn) enqueue(ps ...*piece) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closing {
		return
	}
	for _, p := range ps {
		if p.state {
			c.drop(func(q *piece) bool { return q.state && q.group == p.group && q.key == p.key })
		}
		c.queue = append(c.queue, p)
		if !p.free {
			c.bytes += len(p.frame)
		}
	}
	c.bound()
	c.wake()
}

// drop takes matching pieces out of the queue.
func (c *conn) drop(match func(*piece) bool) {
	kept := c.queue[:0]
	for _, q := range c.queue {
		if !match(q) {
			kept = append(kept, q)
		} else if !q.free {
			c.bytes -= len(q.frame)
		}
	}
	clear(c.queue[len(kept):])
	c.queue = kept
}

func (c *conn) bound() {
	switch limit := c.h.cfg.QueueBytes; {
	case c.bytes <= limit:
		c.over = time.Time{}
	case c.bytes > hardQueueFactor*limit:
		c.tooSlow()
	case c.over.IsZero():
		c.over = c.h.now()
	}
}

func (c *conn) tooSlow() {
	c.h.stats.slow.Add(1)
	c.endLocked(closeTryAgain, "slow")
}

func (c *conn) wake() {
	if !c.busy {
		c.busy = true
		c.shard.add(c)
	}
}

// end says goodbye: what is queued is dropped, the close frame goes out, and
// the peer has five seconds to answer.
func (c *conn) end(code int, reason string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closing {
		c.endLocked(code, reason)
	}
}

func (c *conn) endLocked(code int, reason string) { c.sayClose(closePiece(code, reason)) }

func (c *conn) sayClose(p *piece) {
	c.closing = true
	c.closeBy = c.h.now().Add(closeWithin)
	clear(c.queue)
	c.queue, c.bytes = append(c.queue[:0], p), 0
	c.wake()
}

// cut closes the socket without a word. It does not wait, so the TLS layer and
// its farewell are passed by.
func (c *conn) cut() {
	if t, ok := c.net.(*tls.Conn); ok {
		_ = t.NetConn().Close()
		return
	}
	_ = c.net.Close()
}

// take returns the next bytes to write: what is left of the last ones, a
// control frame, one piece as it is, or several pieces as one frame, made in
// scratch. owned is false if the bytes are in scratch. nil means that there is
// nothing, and that the caller is no longer the writer.
func (c *conn) take(scratch *[]byte) (b []byte, owned bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.rest != nil {
		b, c.rest = c.rest, nil
		return b, true
	}
	if len(c.queue) == 0 {
		c.queue, c.busy = nil, false
		if c.gone {
			c.cut()
		}
		return nil, true
	}
	n, size := 1, len(c.queue[0].frame)
	if first := c.queue[0]; !first.control {
		for ; n < len(c.queue) && !c.queue[n].control; n++ {
			if size >= joinFrames && c.queue[n].version != c.queue[n-1].version {
				break
			}
			size += len(c.queue[n].frame)
		}
	}
	run := c.queue[:n]
	if n == 1 {
		b, owned = run[0].frame, true
	} else {
		payload := 0
		for _, p := range run {
			payload += len(p.html())
		}
		b = appendHeader((*scratch)[:0], opText, payload)
		for _, p := range run {
			b = append(b, p.html()...)
		}
		*scratch = b
	}
	for _, p := range run {
		if !p.free {
			c.bytes -= len(p.frame)
		}
	}
	clear(run)
	c.queue = c.queue[n:]
	if c.bytes <= c.h.cfg.QueueBytes {
		c.over = time.Time{}
	}
	c.h.stats.frames.Add(1)
	c.h.stats.bytes.Add(int64(len(b)))
	return b, owned
}

// flush writes without waiting, on a shard.
func (c *conn) flush(sh *shard) {
	for {
		if c.raw == nil {
			c.h.wg.Go(c.backlog)
			return
		}
		b, owned := c.take(&sh.scratch)
		if b == nil {
			return
		}
		n, err := sh.try(c.raw, b)
		if err != nil {
			c.broken()
			return
		}
		if n == len(b) {
			continue
		}
		left := b[n:]
		if !owned {
			left = bytes.Clone(left)
		}
		c.mu.Lock()
		c.rest = left
		c.mu.Unlock()
		c.h.wg.Go(c.backlog)
		return
	}
}

// backlog writes what a shard could not, and ends with the backlog.
func (c *conn) backlog() {
	var scratch []byte
	for {
		b, _ := c.take(&scratch)
		if b == nil {
			return
		}
		_ = c.net.SetWriteDeadline(time.Now().Add(writeWithin))
		if _, err := c.net.Write(b); err != nil {
			c.broken()
			return
		}
	}
}

// broken ends a connection that cannot be written; busy stays set, so nobody
// tries again.
func (c *conn) broken() {
	c.mu.Lock()
	c.closing = true
	c.queue, c.bytes, c.rest = nil, 0, nil
	c.mu.Unlock()
	c.cut()
}

// turn looks at the clock. beat makes what a connection is sent whose time has
// come.
func (c *conn) turn(now time.Time, beat func() *piece) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.closing:
		if !c.closeBy.IsZero() && !now.Before(c.closeBy) {
			c.cut()
		}
	case !c.over.IsZero() && now.Sub(c.over) >= slowGrace:
		c.tooSlow()
	case !c.pinged.IsZero():
		if wait := now.Sub(c.pinged); wait >= pongWithin || c.probed && wait >= probeWithin {
			c.h.stats.halfOpen.Add(1)
			c.closing = true
			c.cut()
		}
	case !now.Before(c.pingAt):
		c.pinged = now
		p := beat()
		c.queue = append(c.queue, p)
		c.bytes += len(p.frame)
		c.wake()
	}
}

func (c *conn) pong(context.Context, []byte) {
	now := c.h.now()
	c.mu.Lock()
	c.pinged, c.pingAt, c.probed = time.Time{}, now.Add(pingEvery), false
	c.mu.Unlock()
}

// probe asks at the next turn whether the page is still there, or waits less for the
// answer to what was asked already.
func (c *conn) probe() {
	now := c.h.now()
	c.mu.Lock()
	c.probed = true
	if c.pinged.IsZero() {
		c.pingAt = now
	}
	c.mu.Unlock()
}

// read is the connection's goroutine. A page has nothing to say here.
func (c *conn) read() {
	peerClosed := false
	for {
		if err := c.message(); err != nil {
			peerClosed = websocket.CloseStatus(err) != -1
			break
		}
		if now := c.h.now(); now.Sub(c.window) >= 10*time.Second {
			c.window, c.received = now, 0
		}
		if c.received++; c.received > messagesPer10s {
			c.end(closePolicy, "no messages expected")
		}
	}
	c.h.leave(c)
	c.settle(peerClosed)
	_ = c.ws.CloseNow() // releases the library's finalizer
}

func (c *conn) message() error {
	_, r, err := c.ws.Reader(context.Background())
	if err != nil {
		return err
	}
	var buf [256]byte
	for {
		if _, err := r.Read(buf[:]); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// settle lets the close frame out before the socket is closed. Unread bytes
// would make the kernel reset the connection and the peer lose the frame, so
// after a refusal they are read away for a moment.
func (c *conn) settle(peerClosed bool) {
	c.mu.Lock()
	said := c.closing && c.busy || !c.closeBy.IsZero()
	c.closing = true
	c.mu.Unlock()
	if said && !peerClosed {
		_ = c.net.SetReadDeadline(time.Now().Add(slowGrace))
		var buf [256]byte
		for {
			if _, err := c.net.Read(buf[:]); err != nil {
				break
			}
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.gone = true
	if c.busy { // the writer closes when it is through
		_ = c.net.SetWriteDeadline(time.Now().Add(slowGrace))
		return
	}
	c.cut()
}

// wire is the socket as coder/websocket sees it.
type wire struct {
	net.Conn
	c *conn
}

// Write takes a control frame: the library has nothing else to write, and its
// buffer holds a whole one.
func (w *wire) Write(b []byte) (int, error) {
	c := w.c
	p := &piece{control: true, frame: bytes.Clone(b)}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.closing: // one close frame is enough
	case b[0] == opClose:
		c.sayClose(p)
	default: // a pong; the newest ping is the one to answer
		c.drop(func(q *piece) bool { return q.control && q.frame[0] == opPong })
		c.queue = append(c.queue, p)
		c.bytes += len(p.frame)
		c.bound()
		c.wake()
	}
	return len(b), nil
}

// Close only ends the reading; settle closes the socket.
func (w *wire) Close() error { return w.SetReadDeadline(time.Unix(1, 0)) }
