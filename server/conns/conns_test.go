package conns_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

	"yunka/server/conns"
)

func nobody(netip.Addr) bool { return false }

// site is a server of three connections an address. /slow answers when it is let.
type site struct {
	*testing.T
	limit *conns.Limit
	url   string
	let   chan struct{}
	slow  chan struct{} // somebody waits at /slow
	idle  chan struct{} // a connection has begun to do nothing
}

func newSite(t *testing.T, exempt func(netip.Addr) bool, secure bool) *site {
	t.Helper()
	s := &site{T: t, limit: conns.New(3, exempt), let: make(chan struct{}), slow: make(chan struct{}, 10), idle: make(chan struct{}, 100)}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/slow":
			s.slow <- struct{}{}
			<-s.let
		case "/socket":
			c, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			_, _ = io.WriteString(c, "HTTP/1.1 101 Switching Protocols\r\n\r\n")
			return
		}
		_, _ = io.WriteString(w, "hello")
	}))
	server.Config.ConnState = func(c net.Conn, state http.ConnState) {
		s.limit.ConnState(c, state)
		if state == http.StateIdle {
			s.idle <- struct{}{}
		}
	}
	if secure {
		server.StartTLS()
	} else {
		server.Start()
	}
	s.url = server.Listener.Addr().String()
	t.Cleanup(func() { close(s.let); server.Close() })
	return s
}

// dial opens a connection, and waits until the server has taken it or ended it.
func (s *site) dial() net.Conn {
	s.Helper()
	before := s.taken()
	c, err := net.Dial("tcp", s.url)
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() { c.Close() })
	s.until("the server has seen it", func() bool { return s.taken() > before })
	return c
}

// taken counts what has come so far, where nothing goes by itself.
func (s *site) taken() int64 {
	open, dropped, refused := s.limit.Stats()
	return int64(open) + dropped + refused
}

func (s *site) until(what string, cond func() bool) {
	s.Helper()
	for end := time.Now().Add(time.Minute); !cond(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			s.Fatalf("waited in vain: %s", what)
		}
	}
}

// asks sends a request and reads its answer.
func asks(c net.Conn, path string) error {
	if _, err := fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", path); err != nil {
		return err
	}
	return answered(c)
}

func answered(c net.Conn) error {
	_ = c.SetReadDeadline(time.Now().Add(time.Minute))
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, res.Body)
	return errors.Join(err, res.Body.Close())
}

func (s *site) want(open int, dropped, refused int64) {
	s.Helper()
	s.until(fmt.Sprintf("%d open, %d dropped, %d refused", open, dropped, refused), func() bool {
		o, d, r := s.limit.Stats()
		return o == open && d == dropped && r == refused
	})
}

// Who comes when the address is full takes the place of the connection that has done
// nothing for longest: a gate is let in, whatever somebody holds open beside it.
func TestTheIdleMakeRoom(t *testing.T) {
	s := newSite(t, nobody, false)
	first, second, third := s.dial(), s.dial(), s.dial()
	for _, c := range []net.Conn{second, third, first} {
		if err := asks(c, "/"); err != nil {
			t.Fatal(err)
		}
		<-s.idle
	}
	s.want(3, 0, 0)
	gate := s.dial()
	if err := asks(gate, "/"); err != nil {
		t.Errorf("the fourth: %v", err)
	}
	<-s.idle
	s.want(3, 1, 0)
	if err := asks(second, "/"); err == nil {
		t.Error("the one that had done nothing for longest goes on")
	}
	for name, c := range map[string]net.Conn{"first": first, "third": third} {
		if err := asks(c, "/"); err != nil {
			t.Errorf("the %s: %v", name, err)
		}
		<-s.idle
	}
	for range 50 { // a flood of connections that say nothing
		s.dial()
	}
	s.want(3, 51, 0)
	if err := asks(s.dial(), "/"); err != nil {
		t.Errorf("after a flood: %v", err)
	}
}

// Whose request is being answered is not cut off for a newcomer.
func TestTheBusyStay(t *testing.T) {
	s := newSite(t, nobody, false)
	var busy []net.Conn
	for range 3 {
		c := s.dial()
		if _, err := io.WriteString(c, "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		<-s.slow
		busy = append(busy, c)
	}
	if err := asks(s.dial(), "/"); err == nil {
		t.Error("a fourth beside three that are busy was answered")
	}
	s.want(3, 0, 1)
	for range busy {
		s.let <- struct{}{}
	}
	for _, c := range busy {
		if err := answered(c); err != nil {
			t.Error(err)
		}
	}
	busy[0].Close()
	s.want(2, 0, 1)
	if err := asks(s.dial(), "/"); err != nil {
		t.Errorf("when there is room again: %v", err)
	}
}

func TestSocketsAndTrustedAddressesAreNotCounted(t *testing.T) {
	s := newSite(t, nobody, false)
	for range 5 {
		c := s.dial()
		if err := asks(c, "/socket"); err != nil {
			t.Fatal(err)
		}
		s.want(0, 0, 0)
	}
	trusted := newSite(t, func(a netip.Addr) bool { return a.IsLoopback() }, false)
	var list []net.Conn
	for range 10 {
		c, err := net.Dial("tcp", trusted.url)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		list = append(list, c)
	}
	for _, c := range list {
		if err := asks(c, "/"); err != nil {
			t.Error(err)
		}
	}
	trusted.want(0, 0, 0)
}

// One that says nothing after its connection over TLS is dropped like any other.
func TestOverTLS(t *testing.T) {
	s := newSite(t, nobody, true)
	for range 6 {
		s.dial()
	}
	s.want(3, 3, 0)
}

// Half of an IPv6 network of 64 bits is one customer's, too.
func TestNetworks(t *testing.T) {
	l := conns.New(2, nobody)
	come := func(addr string) *pretended {
		c := &pretended{addr: addr}
		l.ConnState(c, http.StateNew)
		return c
	}
	first := come("[2001:db8:1:2::1]:1000")
	come("[2001:db8:1:2::2]:1000")
	if come("[2001:db8:1:2:ffff::3]:1000"); !first.closed {
		t.Error("three of one network stay")
	}
	for _, other := range []string{"[2001:db8:1:3::1]:1", "10.0.0.1:1", "[::ffff:10.0.0.1]:2", "10.0.0.2:1", "@"} {
		if come(other).closed {
			t.Errorf("%s is one of them", other)
		}
	}
	if mapped := come("10.0.0.1:3"); mapped.closed {
		t.Error("the newest is closed")
	}
	if open, dropped, refused := l.Stats(); open != 6 || dropped != 2 || refused != 0 {
		t.Errorf("%d open, %d dropped, %d refused", open, dropped, refused)
	}
	none := conns.New(0, nobody)
	none.ConnState(first, http.StateNew)
	if open, _, _ := none.Stats(); open != 0 {
		t.Error("a limit of 0 counts")
	}
}

// pretended is a connection from anywhere.
type pretended struct {
	net.Conn
	addr   string
	closed bool
}

type addr string

func (a addr) Network() string { return "tcp" }
func (a addr) String() string  { return string(a) }

func (p *pretended) RemoteAddr() net.Addr { return addr(p.addr) }
func (p *pretended) Close() error         { p.closed = true; return nil }
