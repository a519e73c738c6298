package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// A crowd is many open pages. A client is one goroutine and 2 KB of buffer:
// it reads frames, looks for the time in each message, answers pings.
type crowd struct {
	kind, addr, origin string
	returns            bool // comes back when its connection ends

	mu    sync.Mutex
	conns map[int]net.Conn
	ended bool

	waits []time.Duration // of the deliveries since forget, as far as they fit
	next  atomic.Int64    // place in waits

	open  atomic.Int64
	heard atomic.Int64
	gone  atomic.Int64
}

const joiners = 64 // handshakes at a time

func (c *crowd) join(n int) error {
	c.conns = map[int]net.Conn{}
	errs := make(chan error, n)
	turns := make(chan struct{}, joiners)
	for id := range n {
		go func() {
			turns <- struct{}{}
			conn, r, err := c.dial(id)
			<-turns
			errs <- err
			if err != nil {
				return
			}
			c.live(id, conn, r)
		}()
	}
	for range n {
		if err := <-errs; err != nil {
			return err
		}
	}
	c.untilOpen(n)
	return nil
}

// live reads until the connection ends, and comes back if it is that kind.
func (c *crowd) live(id int, conn net.Conn, r *bufio.Reader) {
	for {
		err := c.read(conn, r)
		_ = conn.Close()
		c.open.Add(-1)
		c.gone.Add(1)
		c.mu.Lock()
		ended := c.ended
		c.mu.Unlock()
		if !c.returns || ended || err == nil {
			return
		}
		for delay := time.Second; ; delay = min(2*delay, 30*time.Second) {
			time.Sleep(rand.N(delay))
			if conn, r, err = c.dial(id); err == nil {
				break
			}
		}
	}
}

func (c *crowd) dial(id int) (net.Conn, *bufio.Reader, error) {
	conn, err := net.Dial("tcp", c.addr)
	if err != nil {
		return nil, nil, err
	}
	_, err = fmt.Fprintf(conn, "GET /ws?id=%d HTTP/1.1\r\nHost: %s\r\nOrigin: http://%s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", id, c.addr, c.origin)
	if err != nil {
		return nil, nil, err
	}
	r := bufio.NewReaderSize(conn, 2048)
	res, err := http.ReadResponse(r, nil)
	if err != nil {
		_ = conn.Close()
		return nil, nil, err
	}
	if res.StatusCode != http.StatusSwitchingProtocols {
		_ = conn.Close()
		return nil, nil, fmt.Errorf("handshake: %s", res.Status)
	}
	if c.kind == "centrifuge" {
		if err := send(conn, 1, []byte(`{"id":1,"connect":{}}`)); err != nil {
			return nil, nil, err
		}
	}
	c.mu.Lock()
	c.conns[id] = conn
	c.mu.Unlock()
	return conn, r, nil
}

var errEnd = errors.New("end")

func (c *crowd) read(conn net.Conn, r *bufio.Reader) error {
	var payload []byte
	greeted := false
	for {
		op, n, err := header(r)
		if err != nil {
			return err
		}
		payload = slices.Grow(payload[:0], n)[:n]
		if _, err := io.ReadFull(r, payload); err != nil {
			return err
		}
		switch op {
		case 8:
			return errEnd
		case 9:
			if err := send(conn, 10, payload); err != nil {
				return err
			}
			continue
		case 10:
			continue
		}
		if !greeted { // the first frame of both is the answer to joining
			greeted = true
			c.open.Add(1)
		}
		if c.kind == "centrifuge" && string(payload) == "{}" {
			if err := send(conn, 1, payload); err != nil {
				return err
			}
			continue
		}
		c.count(payload)
	}
}

// count notes each message of a frame: a server may put several into one.
func (c *crowd) count(payload []byte) {
	now := time.Now().UnixNano()
	for {
		i := bytes.IndexByte(payload, '@')
		if i < 0 {
			return
		}
		j := bytes.IndexByte(payload[i+1:], '@')
		if j < 0 {
			return
		}
		sent, err := strconv.ParseInt(string(payload[i+1:i+1+j]), 10, 64)
		if err != nil {
			panic(fmt.Sprintf("not a message: %q", payload))
		}
		if at := int(c.next.Add(1)) - 1; at < len(c.waits) {
			c.waits[at] = time.Duration(now - sent)
		}
		c.heard.Add(1)
		payload = payload[i+j+2:]
	}
}

// hear has n messages said and waits until everybody got them all; paced means
// one at a time.
func (c *crowd) hear(s *server, n int, paced bool) (time.Duration, error) {
	begin, base, all := time.Now(), c.heard.Load(), c.open.Load()
	for i := range n {
		if err := s.say(); err != nil {
			return 0, err
		}
		if paced {
			if err := c.untilHeard(base + int64(i+1)*all); err != nil {
				return 0, err
			}
		}
	}
	if err := c.untilHeard(base + int64(n)*all); err != nil {
		return 0, err
	}
	return time.Since(begin), nil
}

func (c *crowd) untilHeard(want int64) error {
	gone := c.gone.Load()
	for limit := time.Now().Add(time.Minute); c.heard.Load() < want; time.Sleep(200 * time.Microsecond) {
		if time.Now().After(limit) || c.gone.Load() > gone {
			return fmt.Errorf("%d of %d deliveries, %d sockets closed", c.heard.Load(), want, c.gone.Load()-gone)
		}
	}
	return nil
}

func (c *crowd) untilOpen(n int) {
	for int(c.open.Load()) < n {
		time.Sleep(time.Millisecond)
	}
}

func (c *crowd) untilNobody() {
	for c.open.Load() > 0 {
		time.Sleep(time.Millisecond)
	}
}

// forget starts a new list of delays.
func (c *crowd) forget(room int) {
	c.waits = make([]time.Duration, room)
	c.next.Store(0)
}

func (c *crowd) delays() (p50, p99, most time.Duration) {
	list := c.waits[:min(int(c.next.Load()), len(c.waits))]
	slices.Sort(list)
	n := len(list)
	return list[n/2], list[n*99/100], list[n-1]
}

func (c *crowd) leave() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ended = true
	for _, conn := range c.conns {
		_ = conn.Close()
	}
}

func header(r *bufio.Reader) (op byte, n int, err error) {
	var b [8]byte
	if _, err := io.ReadFull(r, b[:2]); err != nil {
		return 0, 0, err
	}
	op, n = b[0]&15, int(b[1]&127)
	switch n {
	case 126:
		_, err = io.ReadFull(r, b[:2])
		n = int(binary.BigEndian.Uint16(b[:2]))
	case 127:
		_, err = io.ReadFull(r, b[:8])
		n = int(binary.BigEndian.Uint64(b[:8]))
	}
	return op, n, err
}

// send writes one small masked frame; the mask is zero, which is a mask too.
func send(conn net.Conn, op byte, payload []byte) error {
	b := append([]byte{0x80 | op, 0x80 | byte(len(payload)), 0, 0, 0, 0}, payload...)
	_, err := conn.Write(b)
	return err
}
