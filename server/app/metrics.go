package app

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/netip"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/access"
	"yunka/server/fault"
	"yunka/server/ops"
	"yunka/server/outbox"
	"yunka/server/reason"
	"yunka/server/scan"
)

// observe counts how a presentation ended. One that nobody waits for any more and one that
// was none are no failure of ours.
func (a *App) observe(p scan.Presentation, policy *access.Policy, answer []byte, err error, took time.Duration) {
	if f := fault.As(err); err != nil {
		if (f.Kind == fault.Unavailable || f.Kind == fault.Internal) && !errors.Is(err, context.Canceled) {
			a.ops.Undecided(f.Code, took)
		}
		return
	}
	scene := "unknown" // before a school's rules were read
	if policy != nil {
		scene = string(policy.Terminals[p.Terminal.ID].Scene)
	}
	var said struct {
		Decision reason.Decision
		Reason   reason.Code
	}
	if err := json.Unmarshal(answer, &said); err != nil {
		a.ops.Undecided("unreadable", took)
		return
	}
	a.ops.Decision(scene, string(said.Decision), string(said.Reason), took)
}

// sources are what the metrics ask at each scrape.
func (a *App) sources() ops.Sources {
	s := ops.Sources{
		Ready: a.Web.Ready,
		Pools: func() (list []ops.Pool) {
			for _, p := range a.DB.Pools() {
				list = append(list, ops.Pool(p))
			}
			return list
		},
		Lanes: func() ops.Lanes { return ops.Lanes(a.Scans.Load()) },
		Hashes: func() (h ops.Hashes) {
			h.Running, h.Waiting, h.Shed = a.Accounts.HashLoad()
			return h
		},
		Outbox: a.backlog,
		Live: func() ops.Live {
			st := a.Hub.Stats()
			return ops.Live{Sockets: st.Connections, Topics: st.Topics, Behind: st.Behind, RingItems: st.Kept, RingBytes: int64(st.KeptBytes), Frames: st.Frames, Bytes: st.Bytes,
				Slow: st.Slow, Lost: st.Lost, HalfOpen: st.HalfOpen, Snapshots: st.Snapshots, FromMemory: st.Replays}
		},
		Connections: func() (c ops.Connections) {
			c.Open, c.Dropped, c.Refused = a.limit.Stats()
			return c
		},
	}
	if _, _, ok := a.DB.WriterLine(); ok {
		s.Writer = func() (urgent, normal int, longest time.Duration) {
			urgent, normal, _ = a.DB.WriterLine()
			return urgent, normal, a.DB.LongestHold()
		}
	}
	return s
}

func (a *App) backlog(ctx context.Context) (o ops.Outbox, err error) {
	now := a.DB.Now().UnixMilli()
	err = a.DB.Read(ctx, func(ctx context.Context, q bun.IDB) error {
		b, err := outbox.ReadBacklog(ctx, q, now)
		o = ops.Outbox{Notices: b.Notices, Deliveries: b.Deliveries, Dead: b.Dead}
		if b.OldestDue > 0 {
			o.Oldest = time.Duration(now-b.OldestDue) * time.Millisecond
		}
		return err
	})
	return o, err
}

// watchServer answers the metrics and profiles. A profile is taken over some time.
func (a *App) watchServer() *http.Server {
	return &http.Server{Handler: a.ops.Handler(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 3 * time.Minute, ErrorLog: a.server.ErrorLog}
}

// MetricsURL is where the metrics are; "" for nowhere.
func (a *App) MetricsURL() string {
	if a.metrics == nil {
		return ""
	}
	return "http://" + a.metrics.Addr().String() + "/metrics"
}

// exempt names the addresses whose connections are not counted: those of proxies that
// speak for others, and this machine's own, where a proxy is that nobody has named.
func (a *App) exempt(addr netip.Addr) bool {
	if addr.IsLoopback() {
		return true
	}
	for _, p := range a.cfg.Proxies {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}
