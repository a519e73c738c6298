package gate

import (
	"context"

	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/console"
	"yunka/server/feed"
	"yunka/server/live"
	"yunka/server/web"
	"yunka/views/gate/dashboard"
)

// topics are the dashboard and the wall.
func (s *Gate) topics() []web.Topic {
	return []web.Topic{
		{Kind: live.Console, Permit: mayWatch, Snapshot: s.state, Render: pieces, Pulse: s.pulses},
		{Kind: live.Wall, Permit: mayWatch, Screen: s.wallViewer, Still: s.wallStill, Snapshot: s.wallState, Pulse: s.wallPulses},
	}
}

// consoleMay keeps the schools whose console the account may open.
func mayWatch(_ context.Context, _ bun.IDB, a allow.Actor, asked []live.Topic) (may []live.Topic, err error) {
	for _, t := range asked {
		if t.School = t.ID; allow.Can(a, allow.ConsoleView, allow.Target{School: t.School}) {
			may = append(may, t)
		}
	}
	return may, nil
}

// pieces are new rows of the feed. The figures beside it come by pulse.
func pieces(_ context.Context, _ bun.IDB, n web.News, _ []string) (out []web.Piece, err error) {
	for _, e := range n.Entries {
		if e.Kind == feed.Undo {
			e.At = e.Scanned
		}
		row := dashboard.FeedRow(console.FeedRow(e, n.Loc))
		c := web.Partial("feed", "afterbegin", e.Feed, row)
		if web.Ends(e) {
			c = web.Partial("scan-"+e.Scan, "outerMorph", e.Feed, row)
		}
		out = append(out, web.Piece{ID: n.School.ID, Key: "scan-" + e.Scan, Version: e.Feed, Content: c})
	}
	return out, nil
}
