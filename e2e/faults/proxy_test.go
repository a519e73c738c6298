package faults

import (
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// proxy is the way of one server to its database.
type proxy struct {
	to      string
	listens net.Listener
	stalled atomic.Bool  // nothing moves, nothing is closed
	refuses atomic.Bool  // whoever comes is sent away
	delay   atomic.Int64 // ns that each piece waits, one way
	mu      sync.Mutex
	open    map[net.Conn]bool
}

// through is a proxy to the database of a URL, and the URL that leads through it.
func through(t *testing.T, direct string) (*proxy, string) {
	t.Helper()
	at, err := url.Parse(direct)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{to: at.Host, listens: l, open: map[net.Conn]bool{}}
	at.Host = l.Addr().String()
	go p.accept()
	t.Cleanup(func() { l.Close(); p.cut() })
	return p, at.String()
}

func (p *proxy) accept() {
	for {
		c, err := p.listens.Accept()
		if err != nil {
			return
		}
		if p.refuses.Load() {
			c.Close()
			continue
		}
		go p.join(c)
	}
}

func (p *proxy) join(client net.Conn) {
	server, err := net.Dial("tcp", p.to)
	if err != nil {
		client.Close()
		return
	}
	p.mu.Lock()
	p.open[client], p.open[server] = true, true
	p.mu.Unlock()
	go p.carry(server, client)
	p.carry(client, server)
}

func (p *proxy) carry(from, to net.Conn) {
	defer p.end(from)
	defer p.end(to)
	b := make([]byte, 64<<10)
	for {
		n, err := from.Read(b)
		if err != nil {
			return
		}
		for p.stalled.Load() {
			time.Sleep(5 * time.Millisecond)
		}
		time.Sleep(time.Duration(p.delay.Load()))
		if _, err := to.Write(b[:n]); err != nil {
			return
		}
	}
}

func (p *proxy) end(c net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.open, c)
	_ = c.Close()
}

// cut ends every connection at once, wherever its bytes are.
func (p *proxy) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.open {
		_ = c.(*net.TCPConn).SetLinger(0) // a reset, not a goodbye
		_ = c.Close()
	}
}
