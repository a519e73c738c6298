package floor

import (
	"context"
	"encoding/json"
	"io"
	"net/http"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/access/rule"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/live"
	"yunka/server/mandate"
	"yunka/server/pickup/plan"
	"yunka/server/pickup/release"
	"yunka/server/terminal"
	"yunka/server/web"
)

// topicGate's id is a staffed terminal of the scene pickup, for itself. It says that the
// screen which stands there is old, by the ids of children, and names nobody: the terminal
// asks again for what it may show, with the rights of that moment.
const topicGate = "pickup-gate"

// moved is what a terminal is told: All is after a time in which it heard nothing, and for
// what is not about one child.
type moved struct {
	Children []string `json:"children,omitempty"`
	All      bool     `json:"all,omitempty"`
}

func (s *Floor) gateTopic() web.Topic {
	return web.Topic{
		Kind: topicGate, Screen: s.deskViewer, Still: deskStill,
		Snapshot: func(_ context.Context, _ bun.IDB, t live.Topic, at int64) ([]web.Piece, error) {
			return []web.Piece{{ID: t.ID, Key: topicGate, Version: at, Content: says(moved{All: true})}}, nil
		},
		Render: func(_ context.Context, _ bun.IDB, n web.News, ids []string) (out []web.Piece, err error) {
			m := movedBy(n.Items)
			if !m.All && len(m.Children) == 0 {
				return nil, nil
			}
			for _, id := range ids {
				out = append(out, web.Piece{ID: id, Key: topicGate, Version: n.Last, Content: says(m)})
			}
			return out, nil
		},
	}
}

// movedBy is what items of the feed change on screens of scans.
func movedBy(items []feed.Item) (m moved) {
	for _, it := range items {
		switch it.Kind {
		case release.Frozen, release.Handled, mandate.Changed, feed.CalendarMoved, feed.RosterDone, feed.PersonState:
			return moved{All: true}
		case plan.Changed, release.Moved:
			m.Children = append(m.Children, it.Subject)
		}
	}
	return m
}

func says(m moved) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		text, err := json.Marshal(m)
		if err != nil {
			return err
		}
		_, err = w.Write(append(text, '\n'))
		return err
	})
}

// deskViewer is a terminal of the scene pickup that asks for its own topic: who stands at
// one without staff reads no children, and hears of none.
func (s *Floor) deskViewer(r *http.Request, t live.Topic, epoch uint64) (v live.Viewer, mine bool, err error) {
	c, err := r.Cookie(s.Cookie(web.TerminalCookie))
	if err != nil {
		return v, true, nil
	}
	who, err := s.kiosk.Terminals.Authenticate(r.Context(), c.Value)
	if err == nil {
		err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error { return isDesk(ctx, q, who) })
	}
	if fault.Is(err, fault.Unauthenticated) || fault.Is(err, fault.NotFound) {
		return v, true, nil
	}
	if err == nil && t.ID != who.ID {
		err = fault.New(fault.NotFound, "not_found")
	}
	if err != nil {
		return v, true, err
	}
	t.School = who.School
	return live.Viewer{ID: who.ID, Session: who.TokenHash, Lang: s.Lang(r), Topics: []live.Topic{t}, Epoch: epoch}, true, nil
}

// isDesk is NotFound unless a terminal hands children over.
func isDesk(ctx context.Context, q bun.IDB, who terminal.Identity) error {
	row, err := terminal.Find(ctx, q, who.School, who.ID)
	if err == nil && (row.Scene != string(rule.PickupScene) || !row.Staff) {
		err = fault.New(fault.NotFound, "not_found")
	}
	return err
}

func deskStill(ctx context.Context, q bun.IDB, v live.Viewer) (bool, error) {
	who, err := terminal.ByHash(ctx, q, v.Session)
	if err == nil {
		err = isDesk(ctx, q, who)
	}
	if fault.Is(err, fault.Unauthenticated) || fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil && who.ID == v.ID, err
}
