package ops

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Sources are asked at each scrape. One that is nil is not there, and one that fails is
// left out of that scrape.
type Sources struct {
	Ready       func(ctx context.Context) error // what /readyz asks
	Pools       func() []Pool
	Writer      func() (urgent, normal int, longest time.Duration) // who waits for SQLite's writer, and how long one has held it since the last scrape
	Lanes       func() Lanes
	Hashes      func() Hashes
	Outbox      func(ctx context.Context) (Outbox, error)
	Live        func() Live
	Connections func() Connections
}

// Pool is a pool of database connections.
type Pool struct {
	Name             string
	Max, InUse, Idle int
	Waits            int64 // how often somebody waited for one
	Waited           time.Duration
}

// Lanes are the queues of presentations, a lane for each school.
type Lanes struct{ Lanes, Waiting, Longest, Running int }

// Hashes are those of passwords and PINs.
type Hashes struct {
	Running, Waiting int
	Shed             int64
}

// Outbox is what is to be told to people.
type Outbox struct {
	Notices, Deliveries, Dead int64
	Oldest                    time.Duration // since the oldest of them was due
}

// Live are the open pages.
type Live struct {
	Sockets, Topics       int
	Behind                int64 // facts that the feed has and the pages of a school do not, at the most
	RingItems             int
	RingBytes             int64
	Frames, Bytes         int64
	Slow, Lost, HalfOpen  int64
	Snapshots, FromMemory int64
}

// Connections are those of the pages and the API, before they are sockets.
type Connections struct {
	Open             int
	Dropped, Refused int64
}

// sampleWithin bounds a scrape: a number that is not there by then is left out.
const sampleWithin = 2 * time.Second

// sampler is a prometheus.Collector over Sources.
type sampler struct{ Sources }

// all are its numbers; Describe sends what desc has made.
var all []*prometheus.Desc

func desc(name, help string, labels ...string) *prometheus.Desc {
	d := prometheus.NewDesc(name, help, labels, nil)
	all = append(all, d)
	return d
}

var (
	ready = desc("yunka_ready", "1 if /readyz says yes, else 0.")

	poolMax    = desc("yunka_db_connections_max", "Connections that a pool may have.", "pool")
	poolOpen   = desc("yunka_db_connections", "Connections of a pool by what they do: in_use, idle.", "pool", "state")
	poolWaits  = desc("yunka_db_waits_total", "How often somebody waited for a connection.", "pool")
	poolWaited = desc("yunka_db_wait_seconds_total", "For how long, together.", "pool")

	writerWaiting = desc("yunka_sqlite_writer_waiting", "Transactions that wait for SQLite's one writer: urgent are scans.", "class")
	writerHeld    = desc("yunka_sqlite_writer_longest_seconds", "The longest that one transaction has held the writer since the last scrape.")

	lanes        = desc("yunka_scan_lanes", "Schools, and their scenes, that have presentations waiting or running.")
	lanesWaiting = desc("yunka_scan_waiting", "Presentations that wait for their turn.")
	lanesLongest = desc("yunka_scan_waiting_longest", "Those of the longest lane.")
	lanesRunning = desc("yunka_scan_batches", "Batches that are running.")

	hashesRunning = desc("yunka_hashes_running", "Hashes of passwords and PINs that are computed now.")
	hashesWaiting = desc("yunka_hashes_waiting", "Those that wait for their turn.")
	hashesShed    = desc("yunka_hashes_shed_total", "Logins that were sent away because too many waited.")

	outboxWaiting = desc("yunka_outbox_waiting", "What is to be told and is due: notices that nobody is addressed for, deliveries into inboxes. Each server of a database says the same.", "kind")
	outboxDead    = desc("yunka_outbox_dead", "Notices that were given up; the office decides of them.")
	outboxOldest  = desc("yunka_outbox_oldest_seconds", "Since when the oldest that waits has been due.")

	sockets       = desc("yunka_sockets", "Open pages' sockets.")
	topics        = desc("yunka_live_topics", "Topics in a language that somebody watches, or did a moment ago.")
	behind        = desc("yunka_feed_behind", "Facts that the feed of a school has and its open pages do not, of the school that has most.")
	ringItems     = desc("yunka_live_ring_items", "Fragments that are kept for pages that come back.")
	ringBytes     = desc("yunka_live_ring_bytes", "What they weigh.")
	frames        = desc("yunka_socket_frames_total", "Frames written.")
	frameBytes    = desc("yunka_socket_bytes_total", "What they weighed.")
	socketsClosed = desc("yunka_sockets_closed_total", "Sockets that the server has ended: slow (a full queue), lost (rights), half_open (silence).", "why")
	joins         = desc("yunka_socket_joins_total", "How pages came to their state: a snapshot that was made, or from memory.", "by")

	connections        = desc("yunka_connections", "Connections to the pages and the API, sockets and this machine's own not counted.")
	connectionsDropped = desc("yunka_connections_dropped_total", "Connections that ended because their address has too many: idle (the oldest that did nothing), new (none did nothing).", "which")
)

// Describe implements prometheus.Collector.
func (s sampler) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range all {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (s sampler) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), sampleWithin)
	defer cancel()
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	count := func(d *prometheus.Desc, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, v, labels...)
	}
	if s.Ready != nil {
		yes := 1.0
		if s.Ready(ctx) != nil {
			yes = 0
		}
		gauge(ready, yes)
	}
	if s.Pools != nil {
		for _, p := range s.Pools() {
			gauge(poolMax, float64(p.Max), p.Name)
			gauge(poolOpen, float64(p.InUse), p.Name, "in_use")
			gauge(poolOpen, float64(p.Idle), p.Name, "idle")
			count(poolWaits, float64(p.Waits), p.Name)
			count(poolWaited, p.Waited.Seconds(), p.Name)
		}
	}
	if s.Writer != nil {
		urgent, normal, longest := s.Writer()
		gauge(writerWaiting, float64(urgent), "urgent")
		gauge(writerWaiting, float64(normal), "normal")
		gauge(writerHeld, longest.Seconds())
	}
	if s.Lanes != nil {
		l := s.Lanes()
		gauge(lanes, float64(l.Lanes))
		gauge(lanesWaiting, float64(l.Waiting))
		gauge(lanesLongest, float64(l.Longest))
		gauge(lanesRunning, float64(l.Running))
	}
	if s.Hashes != nil {
		h := s.Hashes()
		gauge(hashesRunning, float64(h.Running))
		gauge(hashesWaiting, float64(h.Waiting))
		count(hashesShed, float64(h.Shed))
	}
	if s.Live != nil {
		l := s.Live()
		gauge(sockets, float64(l.Sockets))
		gauge(topics, float64(l.Topics))
		gauge(behind, float64(l.Behind))
		gauge(ringItems, float64(l.RingItems))
		gauge(ringBytes, float64(l.RingBytes))
		count(frames, float64(l.Frames))
		count(frameBytes, float64(l.Bytes))
		count(socketsClosed, float64(l.Slow), "slow")
		count(socketsClosed, float64(l.Lost), "lost")
		count(socketsClosed, float64(l.HalfOpen), "half_open")
		count(joins, float64(l.Snapshots), "snapshot")
		count(joins, float64(l.FromMemory), "memory")
	}
	if s.Connections != nil {
		c := s.Connections()
		gauge(connections, float64(c.Open))
		count(connectionsDropped, float64(c.Dropped), "idle")
		count(connectionsDropped, float64(c.Refused), "new")
	}
	if s.Outbox != nil {
		if o, err := s.Outbox(ctx); err == nil {
			gauge(outboxWaiting, float64(o.Notices), "notice")
			gauge(outboxWaiting, float64(o.Deliveries), "delivery")
			gauge(outboxDead, float64(o.Dead))
			gauge(outboxOldest, o.Oldest.Seconds())
		}
	}
}
