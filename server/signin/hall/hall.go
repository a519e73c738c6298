// Package hall is the screens of sessions that many people look at: the room's code, by an
// organiser's laptop or by a screen that hangs there and is paired, and the wall with the
// names of who has come. It also reads a session's list for them and for the organiser's page.
package hall

import (
	"context"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/console"
	"yunka/server/fault"
	"yunka/server/kiosk"
	"yunka/server/live"
	"yunka/server/signin/meeting"
	"yunka/server/web"
)

// Away are those of some people who are on leave at an instant.
type Away func(ctx context.Context, q bun.IDB, school string, people []string, at int64) (map[string]bool, error)

// Hall has the handlers of its routes.
type Hall struct {
	*console.Console
	kiosk *kiosk.Kiosk
	away  Away
}

// New makes them on the console and the kiosks.
func New(c *console.Console, k *kiosk.Kiosk, away Away) *Hall {
	k.Sends(rule.RoomScene, screenPath)
	return &Hall{Console: c, kiosk: k, away: away}
}

// ShowRoutes are the pages of the screens.
func (s *Hall) ShowRoutes() []web.Route {
	return []web.Route{
		{Method: "GET", Pattern: "/signins/{id}/room", Action: allow.SigninRun, Handle: s.roomPage},
		{Method: "GET", Pattern: "/signins/{id}/wall", Action: allow.SigninRun, Handle: s.wallPage},
		{Method: "GET", Pattern: screenPath, Action: allow.TerminalPair, Handle: s.screenPage},
		{Method: "POST", Pattern: screenPath + "/pair", Action: allow.TerminalPair, Handle: s.pairScreen},
	}
}

// Kinds of topics. The room's id is a session and a host, the screen's a terminal and a host
// (see hosted), and they name nobody; the wall's is a session.
const (
	topicRoom   = "signin-room"
	topicWall   = "signin-wall"
	topicScreen = "signin-screen"
)

// ShowTopics keep the screens true.
func (s *Hall) ShowTopics() []web.Topic {
	return []web.Topic{
		{Kind: topicRoom, Permit: Permit, Snapshot: s.roomState, Render: s.roomPieces, Pulse: s.roomPulse},
		{Kind: topicWall, Permit: Permit, Snapshot: s.wallState, Render: s.wallPieces, Pulse: s.wallPulse},
		{Kind: topicScreen, Screen: s.screenViewer, Still: screenStill, Snapshot: s.screenState, Pulse: s.screenPulse},
	}
}

// Permit keeps the topics of sessions that the account runs.
func Permit(ctx context.Context, q bun.IDB, a allow.Actor, asked []live.Topic) (may []live.Topic, err error) {
	for _, t := range asked {
		id, _, _ := strings.Cut(t.ID, ".")
		if _, named := hostOf(t.ID); t.Kind == topicRoom && !named {
			continue
		}
		one, err := meeting.Read(ctx, q, id)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		organisers, err := meeting.Organisers(ctx, q, id)
		if err != nil {
			return nil, err
		}
		if t.School = one.SchoolID; allow.Can(a, allow.SigninRun, meeting.Target(one.SchoolID, organisers, a)) {
			may = append(may, t)
		}
	}
	return may, nil
}

// Touched are those of the watched topics whose session a batch of news changes.
func Touched(ctx context.Context, q bun.IDB, n web.News, ids []string) (some []string, err error) {
	sessions, of := map[string]bool{}, map[string]bool{}
	var terminals, watched []string
	for _, it := range n.Items {
		if it.Kind == meeting.Changed {
			of[it.Subject] = true
		}
	}
	for _, e := range n.Entries {
		terminals = append(terminals, e.TerminalID)
	}
	for _, id := range ids {
		session, _, _ := strings.Cut(id, ".")
		if !sessions[session] {
			sessions[session], watched = true, append(watched, session)
		}
	}
	scanned, err := meeting.AtTerminal(ctx, q, watched, terminals)
	for _, id := range scanned {
		of[id] = true
	}
	for _, id := range ids {
		if session, _, _ := strings.Cut(id, "."); of[session] {
			some = append(some, id)
		}
	}
	return some, err
}
