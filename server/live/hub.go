package live

import (
	"context"
	"log/slog"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/feed"
)

// Config of a hub. DB, Feed and Reauthorise are required.
type Config struct {
	DB     *db.DB
	Feed   *feed.Feed
	Now    func() time.Time // for durations and expiry; default time.Now
	Logger *slog.Logger     // default slog.Default()

	// Reauthorise asks again what a viewer may see. An error means that it is
	// not known: nothing changes and the question is repeated.
	Reauthorise func(ctx context.Context, v Viewer, topics []Topic) (Verdict, error)
	// Affected names the viewers whose rights those items may have moved. It
	// lets a change of rights in another process arrive here; without it such
	// an item asks again for every viewer of the school.
	Affected func(ctx context.Context, q bun.IDB, school string, items []feed.Item) ([]string, error)

	// RecheckEvery is how often everybody is asked about although nothing was
	// heard; 0 is 30 s. Whatever moves rights writes a feed item, so this is only
	// for what that misses.
	RecheckEvery time.Duration

	Secure       bool     // a proxy in front speaks TLS: pages come from https
	Origins      []string // more allowed origins, exact: "https://card.example"
	QueueBytes   int      // bound of a connection's queue; default 64 KiB
	MaxPerViewer int      // connections of one viewer; default 20
	MaxConns     int      // connections of this process; default 20,000
}

// Close codes that are not in RFC 6455. A page does not come back after them.
const CloseLoggedOut = 4401

// CloseNormal says that all is well and there is nothing more.
const CloseNormal = 1000

const (
	closeRestart     = 1012
	closeTryAgain    = 1013
	closePolicy      = 1008
	tickEvery        = time.Second
	pulseEvery       = 250 * time.Millisecond
	pingEvery        = 25 * time.Second
	pongWithin       = 10 * time.Second
	probeWithin      = 3 * time.Second // while somebody waits for its place
	slowGrace        = 2 * time.Second
	closeWithin      = 5 * time.Second // for the peer's half of the close handshake
	writeWithin      = 10 * time.Second
	recheckEvery     = 30 * time.Second
	joinWithin       = 10 * time.Second
	warmFor          = time.Minute // an unwatched topic is still rendered
	snapshotFor      = time.Second // a snapshot is shared
	ringNumbers      = 1024
	ringBytes        = 256 << 10 // of one topic and language
	batchItems       = 256
	renderAttempts   = 8
	sendBuffer       = 64 << 10
	readLimit        = 4 << 10
	messagesPer10s   = 10
	hardQueueFactor  = 4
	joinFrames       = 16 << 10 // queued fragments travel in frames of about this size
	shutdownSlices   = 20
	shutdownPause    = 50 * time.Millisecond
	shutdownPatience = 2 * time.Second // with the slices before it a stop takes 3 s at most
)

// Hub holds the connections of this process.
type Hub struct {
	cfg    Config
	log    *slog.Logger
	now    func() time.Time
	ctx    context.Context
	cancel context.CancelFunc
	wg     sync.WaitGroup // readers, backlog writers, followers, shards, the re-authoriser
	stop   sync.Once
	ticks  <-chan time.Time // tests turn it; nil is a ticker

	renderers []*renderer
	byKind    map[string]*renderer

	mu       sync.Mutex // guards what follows; never held while taking a school's or connection's lock
	started  bool
	closing  bool
	schools  map[string]*school
	watchers map[string]*watcher // by viewer
	conns    int                 // including those still joining
	moved    map[string]moved    // recent rechecks, by viewer or "school:…"

	epoch    atomic.Uint64
	said     atomic.Int64 // when a foreign page was last said, ms
	due      dueSet
	shards   []*shard
	next     atomic.Uint32
	stats    counters
	released chan struct{} // one place; a connection is gone
}

type renderer struct {
	Renderer
	kinds map[string]bool
}

type counters struct {
	frames, bytes, slow, lost, halfOpen, snapshots, replays, rechecks, resets atomic.Int64
}

// Stats are counted since the start, except those of the present.
type Stats struct {
	Connections, Schools, Topics int   // at present
	Behind                       int64 // at present: numbers that a school's feed was heard to have and its pages have not, the most of any school
	Kept, KeptBytes              int   // at present: fragments that are kept for pages that come back
	Frames, Bytes                int64 // written
	Slow, Lost, HalfOpen         int64 // closed because of: a full queue, rights, silence
	Snapshots, Replays           int64 // joins by snapshot made; joins from memory
	Rechecks, Resets             int64
}

// New makes a hub. Register renderers, then Run it.
func New(cfg Config) *Hub {
	if cfg.Reauthorise == nil {
		panic("live: Config.Reauthorise is missing") // without it a lost right would stay open
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.Default()
	}
	if cfg.RecheckEvery == 0 {
		cfg.RecheckEvery = recheckEvery
	}
	if cfg.QueueBytes <= 0 {
		cfg.QueueBytes = 64 << 10
	}
	if cfg.MaxPerViewer <= 0 {
		cfg.MaxPerViewer = 20
	}
	if cfg.MaxConns <= 0 {
		cfg.MaxConns = 20_000
	}
	h := &Hub{
		cfg: cfg, log: cfg.Logger.With("component", "live"), now: cfg.Now,
		byKind: map[string]*renderer{}, schools: map[string]*school{},
		watchers: map[string]*watcher{}, moved: map[string]moved{},
		released: make(chan struct{}, 1),
	}
	h.ctx, h.cancel = context.WithCancel(context.Background())
	h.due.bell = make(chan struct{}, 1)
	h.epoch.Store(1)
	for range runtime.GOMAXPROCS(0) {
		h.shards = append(h.shards, newShard(h))
	}
	return h
}

// Register says who renders topics of these kinds. Kinds given together share
// one Render call. It is called before Run.
func (h *Hub) Register(r Renderer, kinds ...string) {
	reg := &renderer{Renderer: r, kinds: map[string]bool{}}
	for _, k := range kinds {
		if h.byKind[k] != nil {
			panic("live: two renderers for topics of kind " + k)
		}
		reg.kinds[k] = true
		h.byKind[k] = reg
	}
	h.renderers = append(h.renderers, reg)
}

// Run serves until ctx ends, then closes.
func (h *Hub) Run(ctx context.Context) error {
	h.start()
	ticks := h.ticks
	if ticks == nil {
		t := time.NewTicker(tickEvery)
		defer t.Stop()
		ticks = t.C
	}
	over := make(chan struct{})
	go func() {
		defer close(over)
		select {
		case <-ctx.Done():
			h.Close()
		case <-h.ctx.Done():
		}
	}()
	for {
		select {
		case <-ticks:
			h.turn()
		case <-over:
			return nil
		}
	}
}

// start starts what runs for as long as the hub does, unless Close was first:
// nothing may be added to what it already waits for.
func (h *Hub) start() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closing || h.started {
		return
	}
	h.started = true
	for _, sh := range h.shards {
		h.wg.Go(sh.run)
	}
	h.wg.Go(h.reauthorise)
}

// turn is everything that happens by time.
func (h *Hub) turn() {
	now := h.now()
	for _, sh := range h.shards {
		sh.turn(now)
	}
	h.mu.Lock()
	for _, s := range h.schools {
		s.nudge()
	}
	h.recheckDue(now)
	h.mu.Unlock()
}

// Nudge tells the hub that a school's feed may have moved: for a bus between
// processes. It is latency only.
func (h *Hub) Nudge(school string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if s := h.schools[school]; s != nil {
		s.nudge()
	}
}

// Close refuses new connections, asks the present ones to come back later (in
// slices, so that they do not come back all at once), and waits for everything
// to end. Run must still be running for the goodbyes to be written.
func (h *Hub) Close() {
	h.stop.Do(func() {
		h.mu.Lock()
		h.closing = true
		h.mu.Unlock()
		all := h.all(func(*conn) bool { return true })
		size := max(16, (len(all)+shutdownSlices-1)/shutdownSlices)
		for len(all) > 0 {
			n := min(size, len(all))
			for _, c := range all[:n] {
				c.end(closeRestart, "restart")
			}
			if all = all[n:]; len(all) > 0 {
				pause := time.NewTimer(shutdownPause)
				<-pause.C
			}
		}
		patience := time.NewTimer(shutdownPatience)
		defer patience.Stop()
	wait:
		for h.Stats().Connections > 0 {
			select {
			case <-h.released:
			case <-patience.C:
				break wait
			}
		}
		for _, c := range h.all(func(*conn) bool { return true }) {
			c.cut()
		}
		h.cancel()
	})
	h.wg.Wait()
}

// all lists the connections that match.
func (h *Hub) all(match func(*conn) bool) (list []*conn) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, w := range h.watchers {
		for c := range w.conns {
			if match(c) {
				list = append(list, c)
			}
		}
	}
	return list
}

// CloseViewer closes every connection of a viewer, for example of a revoked
// terminal with CloseLoggedOut.
func (h *Hub) CloseViewer(id string, code int) {
	h.mu.Lock()
	var list []*conn
	if w := h.watchers[id]; w != nil {
		for c := range w.conns {
			list = append(list, c)
		}
	}
	h.note(id)
	h.mu.Unlock()
	for _, c := range list {
		h.stats.lost.Add(1)
		c.end(code, "closed")
	}
}

// Stats counts.
func (h *Hub) Stats() Stats {
	h.mu.Lock()
	st := Stats{Connections: h.conns, Schools: len(h.schools)}
	schools := make([]*school, 0, len(h.schools))
	for _, s := range h.schools {
		schools = append(schools, s)
	}
	h.mu.Unlock()
	for _, s := range schools {
		s.mu.Lock()
		st.Topics += len(s.groups)
		for _, g := range s.groups {
			st.Kept += len(g.log)
			st.KeptBytes += g.logBytes
		}
		if s.cursor > 0 { // else it has just begun
			st.Behind = max(st.Behind, h.cfg.Feed.Heard(s.id)-s.cursor)
		}
		s.mu.Unlock()
	}
	c := &h.stats
	st.Frames, st.Bytes = c.frames.Load(), c.bytes.Load()
	st.Slow, st.Lost, st.HalfOpen = c.slow.Load(), c.lost.Load(), c.halfOpen.Load()
	st.Snapshots, st.Replays = c.snapshots.Load(), c.replays.Load()
	st.Rechecks, st.Resets = c.rechecks.Load(), c.resets.Load()
	return st
}
