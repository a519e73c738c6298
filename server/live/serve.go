package live

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/coder/websocket"

	"yunka/server/fault"
)

var errClosing = &fault.Error{Kind: fault.Unavailable, Code: "live_closing", RetryAfter: 1}

// Serve upgrades the request and returns; the hub owns the connection then.
// since is the highest version the page has, 0 for none. An error means that
// nothing was written: a fault for the handler to answer with. The viewer has
// been authorised for its topics.
//
// A browser cannot see the status of a refused upgrade. Who is not logged in
// should get Refuse, so that the page stops coming back.
func (h *Hub) Serve(w http.ResponseWriter, r *http.Request, v Viewer, since int64) error {
	if !h.sameOrigin(r, v.Bearer) {
		return h.foreign(r)
	}
	c := &conn{h: h, viewer: v}
	for _, t := range v.Topics {
		if h.byKind[t.Kind] == nil || t.ID == "" || t.School == "" {
			return fault.New(fault.NotFound, "not_found")
		}
	}
	if len(v.Topics) == 0 || v.ID == "" {
		return fault.New(fault.Forbidden, "forbidden")
	}
	if err := h.reserve(v.ID); err != nil {
		return err
	}
	handed := false
	defer func() {
		if !handed {
			h.leave(c)
		}
	}()
	ctx, cancel := context.WithTimeout(h.ctx, joinWithin)
	defer cancel()

	held, err := h.sit(ctx, c)
	defer func() {
		for i, st := range c.seats {
			if i < len(held) {
				st.s.unhold(held[i])
			}
		}
	}()
	if err != nil {
		return err
	}
	if len(c.seats) > 1 {
		since = 0 // one number cannot stand for several schools
	}
	begins := make([][]begin, len(c.seats))
	for i, st := range c.seats {
		if begins[i], err = st.s.prepare(ctx, held[i], since); err != nil {
			return unavailable(err)
		}
	}
	if !c.accept(w, r) {
		return nil // the library has answered
	}
	if !h.enter(c) {
		c.cut()
		return nil
	}
	handed = true // enter has started the reader, which leaves
	for i, st := range c.seats {
		for !st.s.attach(st, begins[i]) {
			if begins[i], err = st.s.prepare(ctx, held[i], 0); err != nil {
				h.log.Warn("joining failed", "school", st.s.id, "error", err)
				c.end(closeTryAgain, "try again")
				return nil
			}
		}
	}
	c.enqueue(clockPiece(h.clockMS())) // a phone's own clock may be wrong
	for _, b := range begins {
		for _, b := range b {
			if b.snap == nil {
				h.stats.replays.Add(1)
			}
		}
	}
	return nil
}

// Refuse upgrades and closes at once with the code, which is how a page learns
// that it need not come back (CloseLoggedOut).
func (h *Hub) Refuse(w http.ResponseWriter, r *http.Request, code int, reason string) error {
	if !h.sameOrigin(r, false) {
		return h.foreign(r)
	}
	ws, err := websocket.Accept(w, r, &websocket.AcceptOptions{InsecureSkipVerify: true})
	if err != nil {
		return nil
	}
	return ignore(ws.Close(websocket.StatusCode(code), reason))
}

// ignore: a peer that goes before the farewell is complete is no error.
func ignore(error) error { return nil }

func unavailable(err error) error {
	f := fault.Wrap(fault.Unavailable, "live_unavailable", err)
	f.RetryAfter = 1
	return f
}

// foreign refuses a page of another origin, and says so once a minute: it may be our own
// behind a proxy that asks for another host.
func (h *Hub) foreign(r *http.Request) error {
	now := h.now().UnixMilli()
	if last := h.said.Load(); now-last >= time.Minute.Milliseconds() && h.said.CompareAndSwap(last, now) {
		h.log.Warn("a page was refused its socket: if it is this server's, set YUNKA_URL to its address, or let the proxy pass the Host header on",
			"page", r.Header.Get("Origin"), "asked for", r.Host)
	}
	return fault.New(fault.Forbidden, "origin")
}

// sameOrigin: cookies ride on an upgrade from any page, so the Origin must be
// ours. Only what authenticates by a token in a header may have none.
func (h *Hub) sameOrigin(r *http.Request, bearer bool) bool {
	origins := r.Header.Values("Origin")
	if len(origins) == 0 {
		return bearer && r.Header.Get("Cookie") == ""
	}
	if len(origins) > 1 {
		return false
	}
	scheme := "http://"
	if r.TLS != nil || h.cfg.Secure {
		scheme = "https://"
	}
	if strings.EqualFold(origins[0], scheme+r.Host) {
		return true
	}
	for _, o := range h.cfg.Origins {
		if strings.EqualFold(origins[0], o) {
			return true
		}
	}
	return false
}

// sit gives the connection a seat in each school of its topics, holding their
// groups.
func (h *Hub) sit(ctx context.Context, c *conn) (held [][]*group, err error) {
	var order []string
	topics := map[string][]Topic{}
	for _, t := range c.viewer.Topics {
		if topics[t.School] == nil {
			order = append(order, t.School)
		}
		topics[t.School] = append(topics[t.School], t)
	}
	for _, id := range order {
		s, err := h.acquire(id)
		if err != nil {
			return held, err
		}
		st := &seat{c: c, s: s}
		c.seats = append(c.seats, st)
		select {
		case <-s.ready:
		case <-ctx.Done():
			return held, unavailable(ctx.Err())
		}
		groups := s.hold(topics[id], c.viewer.Lang)
		held = append(held, groups)
		st.groups = slices.Clone(groups)
	}
	return held, nil
}

// accept hijacks the request through coder/websocket.
func (c *conn) accept(w http.ResponseWriter, r *http.Request) bool {
	c.shard = c.h.shards[int(c.h.next.Add(1))%len(c.h.shards)]
	now := c.h.now()
	c.pingAt, c.window = now.Add(pingEvery), now
	ws, err := websocket.Accept(&upgrade{w, c}, r, &websocket.AcceptOptions{
		InsecureSkipVerify: true, // sameOrigin has verified more than the library would
		CompressionMode:    websocket.CompressionDisabled,
		OnPongReceived:     c.pong,
	})
	if err != nil {
		if c.net != nil {
			c.cut()
		}
		return false
	}
	ws.SetReadLimit(readLimit)
	c.ws = ws
	return true
}

// upgrade hands coder/websocket a socket whose writes go to the connection's
// queue, and buffers of a size that thousands can have.
type upgrade struct {
	http.ResponseWriter
	c *conn
}

func (u *upgrade) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	sock, brw, err := http.NewResponseController(u.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	u.c.net = sock
	tcp, ok := sock.(*net.TCPConn)
	if t, isTLS := sock.(*tls.Conn); isTLS {
		tcp, _ = t.NetConn().(*net.TCPConn)
	}
	if tcp != nil {
		// Left alone, the kernel swallows megabytes for a reader that stalls.
		_ = tcp.SetWriteBuffer(sendBuffer)
	}
	if ok && canWriteNow {
		if raw, err := syscall.Conn(tcp).SyscallConn(); err == nil {
			u.c.raw = raw
		}
	}
	early, _ := brw.Reader.Peek(brw.Reader.Buffered())
	early = bytes.Clone(early)
	wr := &wire{Conn: sock, c: u.c}
	rd := bufio.NewReaderSize(io.MultiReader(bytes.NewReader(early), wr), max(256, len(early)))
	_, _ = rd.Peek(len(early)) // the library looks at what is buffered
	return wr, bufio.NewReadWriter(rd, bufio.NewWriterSize(wr, 256)), nil
}
