package live_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/db/dbtest"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/live"
)

const school = "school-1"

// teller is a renderer whose fragments can be counted: topics of kind console
// get every item, topics of kind gate each third, topics of kind card only the
// newest number.
type teller struct {
	pad      string
	fail     atomic.Int32 // so many Render calls fail
	renders  atomic.Int32
	snapshot atomic.Int32
	gate     atomic.Pointer[chan struct{}] // Render reports to it and waits for it
	hour     atomic.Int64                  // state that only time moves
	told     int64                         // the hour that the last pulse told
}

var errTold = errors.New("told to fail")

func (f *teller) Snapshot(ctx context.Context, q bun.IDB, t live.Topic, lang string, at int64) ([]byte, error) {
	f.snapshot.Add(1)
	var n int64
	if err := q.NewRaw("SELECT COUNT(*) FROM feed_event WHERE school_id = ? AND number <= ?", t.School, at).Scan(ctx, &n); err != nil {
		return nil, err
	}
	return fmt.Appendf(nil, "<s:%s:%d:%d:%s>", t.Kind, at, n, lang), nil
}

func (f *teller) Render(_ context.Context, _ bun.IDB, b live.Batch) (out []live.Fragment, err error) {
	f.renders.Add(1)
	if g := f.gate.Swap(nil); g != nil {
		*g <- struct{}{}
		<-*g
	}
	if f.fail.Add(-1) >= 0 {
		return nil, errTold
	}
	for _, it := range b.Items {
		for _, t := range b.Topics {
			if t.Kind == live.Gate && it.Number%3 != 0 {
				continue
			}
			out = append(out, live.Fragment{
				Topic: t, Version: it.Number, State: t.Kind == live.Card, Key: "k",
				Draw: func(lang string) ([]byte, error) {
					return fmt.Appendf(nil, "<i:%s:%d:0:%s>%s", t.Kind, it.Number, lang, f.pad), nil
				},
			})
		}
	}
	return out, nil
}

// Pulse tells the hour when it has changed.
func (f *teller) Pulse(_ context.Context, _ bun.IDB, b live.Batch) (out []live.Fragment, err error) {
	hour := f.hour.Load()
	if hour == f.told {
		return nil, nil
	}
	f.told = hour
	for _, t := range b.Topics {
		out = append(out, live.Fragment{Topic: t, Version: b.At, State: true, Key: "hour", Draw: live.HTML(fmt.Appendf(nil, "<hour %d at %d>", hour, b.At))})
	}
	return out, nil
}

type clock struct{ ns atomic.Int64 }

func newClock() *clock {
	c := &clock{}
	c.ns.Store(time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC).UnixNano())
	return c
}
func (c *clock) Now() time.Time          { return time.Unix(0, c.ns.Load()) }
func (c *clock) forward(d time.Duration) { c.ns.Add(int64(d)) }

// stand is a hub behind a real server.
type stand struct {
	*live.Hub
	t      *testing.T
	db     *db.DB
	feed   *feed.Feed
	srv    *httptest.Server
	clock  *clock
	teller *teller
	stop   context.CancelFunc
	ended  chan struct{}

	mu     sync.Mutex
	rights func(v live.Viewer, topics []live.Topic) (live.Verdict, error)
	asked  atomic.Int32
	served atomic.Int32
}

func (s *stand) allow(fn func(v live.Viewer, topics []live.Topic) (live.Verdict, error)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rights = fn
}

func everything(_ live.Viewer, topics []live.Topic) (live.Verdict, error) {
	return live.Verdict{OK: true, Topics: topics}, nil
}

func open(t *testing.T, d *db.DB, change ...func(*live.Config)) *stand {
	t.Helper()
	s := &stand{t: t, db: d, feed: feed.New(), clock: newClock(), teller: &teller{}, rights: everything, ended: make(chan struct{})}
	cfg := live.Config{
		DB: d, Feed: s.feed, Now: s.clock.Now, Logger: slog.New(slog.NewTextHandler(io.Discard, nil)),
		MaxPerViewer: 1000,
		Reauthorise: func(_ context.Context, v live.Viewer, topics []live.Topic) (live.Verdict, error) {
			s.asked.Add(1)
			s.mu.Lock()
			fn := s.rights
			s.mu.Unlock()
			return fn(v, topics)
		},
	}
	for _, fn := range change {
		fn(&cfg)
	}
	s.Hub = live.New(cfg)
	s.Register(s.teller, live.Console, live.Gate, live.Card)
	live.Manual(s.Hub)
	ctx, cancel := context.WithCancel(context.Background())
	s.stop = cancel
	go func() {
		defer close(s.ended)
		_ = s.Run(ctx)
	}()
	s.srv = httptest.NewServer(s)
	t.Cleanup(func() {
		cancel()
		<-s.ended
		s.srv.Close()
	})
	return s
}

// ServeHTTP is the handler a web package would write.
func (s *stand) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	v := live.Viewer{ID: q.Get("id"), Session: q.Get("session"), Lang: q.Get("lang"), Bearer: q.Has("bearer"), Epoch: s.Epoch()}
	for _, t := range strings.Split(q.Get("topics"), ",") {
		kind, at, _ := strings.Cut(t, "@")
		if at == "" {
			at = school
		}
		v.Topics = append(v.Topics, live.Topic{Kind: kind, ID: kind + "-1", School: at})
	}
	since, _ := strconv.ParseInt(q.Get("since"), 10, 64)
	err := s.Serve(w, r, v, since)
	s.served.Add(1)
	if err != nil {
		http.Error(w, fault.As(err).Code, fault.Status(err))
	}
}

func (s *stand) url(id, topics string, since int64) string {
	return fmt.Sprintf("%s/?id=%s&session=%[2]s&lang=zh&topics=%s&since=%d", s.srv.URL, id, topics, since)
}

func (s *stand) dial(url string, client *http.Client) (*websocket.Conn, error) {
	before := s.served.Load()
	c, _, err := websocket.Dial(s.t.Context(), url, &websocket.DialOptions{HTTPClient: client, HTTPHeader: http.Header{"Origin": {s.srv.URL}}})
	if err == nil {
		c.SetReadLimit(-1)
		// The handshake is answered a moment before the hub knows the connection.
		until(s.t, "the handler returned", func() bool { return s.served.Load() > before })
	}
	return c, err
}

func (s *stand) join(id, topics string, since int64) *client {
	s.t.Helper()
	ws, err := s.dial(s.url(id, topics, since), nil)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = ws.CloseNow() })
	return &client{ws: ws, t: s.t}
}

// say writes n items in one transaction.
func (s *stand) say(n int) {
	s.t.Helper()
	if err := s.tell("told", n); err != nil {
		s.t.Fatal(err)
	}
}

func (s *stand) tell(kind string, n int) error {
	return s.db.Tx(s.t.Context(), func(ctx context.Context, tx *db.Tx) error {
		for range n {
			if err := s.feed.Append(ctx, tx, school, feed.Item{Kind: kind, Subject: "x"}); err != nil {
				return err
			}
		}
		return nil
	})
}

func addSchool(t *testing.T, d *db.DB, ids ...string) {
	t.Helper()
	err := d.Tx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		for _, id := range ids {
			if _, err := tx.NewRaw("INSERT INTO school (id, slug, name, zone, demo, lease_seconds, policy_version, created_at) VALUES (?, ?, 'x', 'Asia/Shanghai', FALSE, 1, 1, 0)", id, id).Exec(ctx); err != nil {
				return err
			}
			if _, err := tx.NewRaw("INSERT INTO feed_head (school_id, last) VALUES (?, 0)", id).Exec(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func sqlite(t *testing.T, change ...func(*live.Config)) *stand {
	t.Helper()
	d := dbtest.Open(t, db.SQLite)
	addSchool(t, d, school)
	return open(t, d, change...)
}

// until waits for a condition.
func until(t *testing.T, what string, cond func() bool) {
	t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	limit := time.NewTimer(5 * time.Minute)
	defer limit.Stop()
	for !cond() {
		select {
		case <-tick.C:
		case <-limit.C:
			t.Fatalf("never: %s", what)
		}
	}
}

// event is one fragment or snapshot as the page sees it.
type event struct {
	snapshot bool
	kind     string
	n, count int64
	lang     string
}

var mark = regexp.MustCompile(`<([si]):(\w+):(\d+):(\d+):(\w+)>`)

func parse(frame []byte) (out []event) {
	for _, m := range mark.FindAllSubmatch(frame, -1) {
		n, _ := strconv.ParseInt(string(m[3]), 10, 64)
		count, _ := strconv.ParseInt(string(m[4]), 10, 64)
		out = append(out, event{string(m[1]) == "s", string(m[2]), n, count, string(m[5])})
	}
	return out
}

// client is a page: it reads frames and checks that nothing is missing,
// double, or out of order.
type client struct {
	ws  *websocket.Conn
	t   *testing.T
	pos map[string]int64 // by kind: the newest number it shows
	max int64            // what it would come back with
}

func (c *client) read(ctx context.Context) ([]event, error) {
	_, b, err := c.ws.Read(ctx)
	if err != nil {
		return nil, err
	}
	evs := parse(b)
	return evs, c.take(evs)
}

func (c *client) take(evs []event) error {
	if c.pos == nil {
		c.pos = map[string]int64{}
	}
	for _, e := range evs {
		pos := c.pos[e.kind]
		want := pos + 1
		if e.kind == live.Gate {
			want = pos/3*3 + 3
		}
		switch {
		case e.snapshot && (e.count != e.n || e.n < pos):
			return fmt.Errorf("snapshot %+v at %d", e, pos)
		case !e.snapshot && e.kind != live.Card && e.n != want:
			return fmt.Errorf("item %+v at %d, want %d", e, pos, want)
		case !e.snapshot && e.n <= pos:
			return fmt.Errorf("item %+v again at %d", e, pos)
		}
		c.pos[e.kind] = e.n
		c.max = max(c.max, e.n)
	}
	return nil
}

// reach reads until the kind shows number n.
func (c *client) reach(kind string, n int64) {
	c.t.Helper()
	for c.pos[kind] < n {
		if _, err := c.read(c.t.Context()); err != nil {
			c.t.Fatalf("at %d of %d: %v", c.pos[kind], n, err)
		}
	}
}

// closed reads until the end and wants the code.
func (c *client) closed(code int) {
	c.t.Helper()
	for {
		if _, err := c.read(c.t.Context()); err != nil {
			if got := websocket.CloseStatus(err); int(got) != code {
				c.t.Fatalf("closed with %v (%v), want %d", got, err, code)
			}
			return
		}
	}
}

// narrow is an HTTP client whose sockets hold little.
func narrow() *http.Client {
	return &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := (&net.Dialer{}).DialContext(ctx, network, addr)
		if err == nil {
			err = c.(*net.TCPConn).SetReadBuffer(4096)
		}
		return c, err
	}}}
}
