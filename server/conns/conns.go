// Package conns bounds how many connections to an HTTP server one address may have, so
// that one machine cannot take all of the server's files and memory.
//
//	limit := conns.New(4096, trusted)
//	server := &http.Server{ConnState: limit.ConnState}
//
// A school may stand behind one address, its gates among two thousand phones. So who comes
// when the address is full is not turned away while another connection of it does nothing:
// the one that has been idle longest ends instead, which costs its browser a new connection
// at its next request. Somebody who only holds connections open keeps nobody out, and only
// where each is in the middle of a request is the newest refused.
//
// A WebSocket is not counted: it is a viewer's, and package live bounds those.
package conns

import (
	"crypto/tls"
	"net"
	"net/http"
	"net/netip"
	"sync"
)

// Limit is the bound of one program, whatever number of servers it has.
type Limit struct {
	most   int
	exempt func(netip.Addr) bool

	mu               sync.Mutex
	turn             uint64
	open             map[net.Conn]*conn
	of               map[netip.Prefix]map[net.Conn]*conn
	dropped, refused int64
}

type conn struct {
	from netip.Prefix
	busy bool
	turn uint64 // when it began to do nothing
}

// New makes a limit of most connections for an address, of IPv6 for a network of 64 bits;
// 0 bounds nothing. Those that exempt names are not counted: a proxy's connections are
// everybody's.
func New(most int, exempt func(netip.Addr) bool) *Limit {
	return &Limit{most: most, exempt: exempt, open: map[net.Conn]*conn{}, of: map[netip.Prefix]map[net.Conn]*conn{}}
}

// ConnState is for http.Server.
func (l *Limit) ConnState(c net.Conn, state http.ConnState) {
	if l.most == 0 {
		return
	}
	if end := l.moved(c, state); end != nil {
		cut(end)
	}
}

// moved takes in a connection's new state, and gives the one that must end for it.
func (l *Limit) moved(c net.Conn, state http.ConnState) (end net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.turn++
	if state == http.StateNew {
		return l.take(c)
	}
	is := l.open[c]
	if is == nil {
		return nil
	}
	switch state {
	case http.StateActive:
		is.busy = true
	case http.StateIdle:
		is.busy, is.turn = false, l.turn
	case http.StateHijacked, http.StateClosed:
		l.forget(c)
	}
	return nil
}

func (l *Limit) take(c net.Conn) (end net.Conn) {
	from, ok := network(c.RemoteAddr())
	if !ok || l.exempt(from.Addr()) {
		return nil
	}
	others := l.of[from]
	if len(others) >= l.most {
		if end = oldest(others); end == nil {
			l.refused++
			return c
		}
		l.dropped++
		l.forget(end)
	}
	if l.of[from] == nil {
		l.of[from] = map[net.Conn]*conn{}
	}
	is := &conn{from: from, turn: l.turn}
	l.open[c], l.of[from][c] = is, is
	return end
}

// oldest is the connection that has done nothing for longest; nil if all are busy.
func oldest(list map[net.Conn]*conn) (found net.Conn) {
	var turn uint64
	for c, is := range list {
		if !is.busy && (found == nil || is.turn < turn) {
			found, turn = c, is.turn
		}
	}
	return found
}

func (l *Limit) forget(c net.Conn) {
	is := l.open[c]
	delete(l.open, c)
	delete(l.of[is.from], c)
	if len(l.of[is.from]) == 0 {
		delete(l.of, is.from)
	}
}

// network is the address of a connection, of IPv6 the network of 64 bits that one
// customer has.
func network(a net.Addr) (netip.Prefix, bool) {
	at, err := netip.ParseAddrPort(a.String())
	if err != nil {
		return netip.Prefix{}, false
	}
	addr := at.Addr().Unmap().WithZone("")
	if addr.Is4() {
		return netip.PrefixFrom(addr, 32), true
	}
	p, err := addr.Prefix(64)
	return p, err == nil
}

// cut ends a connection without a word: a goodbye over TLS may have to wait for its peer.
func cut(c net.Conn) {
	if t, ok := c.(*tls.Conn); ok {
		c = t.NetConn()
	}
	_ = c.Close()
}

// Stats are the connections that are counted now, and how many were ended because their
// address had too many: idle ones, and new ones where none was idle.
func (l *Limit) Stats() (open int, dropped, refused int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.open), l.dropped, l.refused
}
