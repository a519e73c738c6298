package signin

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/live"
	"yunka/server/signin/meeting"
	"yunka/server/web"
	view "yunka/views/signin"
)

// Kinds of topics. The list's id is a session and one of its lists, session.tab; the room's
// is a session and a host (see roomTopic), and it names nobody.
const (
	topicList = "signin"
	topicRoom = "signin-room"
)

func (s *Signin) topics() []web.Topic {
	return []web.Topic{
		{Kind: topicList, Permit: s.permit, Snapshot: s.listState, Render: s.listPieces, Pulse: s.listPulse},
		{Kind: topicRoom, Permit: s.permit, Snapshot: s.roomState, Render: s.roomPieces, Pulse: s.roomPulse},
	}
}

// permit keeps the sessions that the account runs.
func (s *Signin) permit(ctx context.Context, q bun.IDB, a allow.Actor, asked []live.Topic) (may []live.Topic, err error) {
	for _, t := range asked {
		id, tab, _ := strings.Cut(t.ID, ".")
		if _, named := s.originOf(t.ID); t.Kind == topicList && !tabs[tab] || t.Kind == topicRoom && !named {
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

// touched are those of the watched topics whose session a batch of news changes.
func touched(ctx context.Context, q bun.IDB, n web.News, ids []string) (some []string, err error) {
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

func (s *Signin) listPiece(ctx context.Context, q bun.IDB, sc campus.School, id string, version int64) (web.Piece, error) {
	session, tab, _ := strings.Cut(id, ".")
	v, err := s.read(ctx, q, sc, session, tab, most)
	return web.Piece{ID: id, Key: "signin-list", State: true, Version: version, Content: web.Partial("signin-list", "outerMorph", version, view.ListPart(v))}, err
}

func (s *Signin) listState(ctx context.Context, q bun.IDB, t live.Topic, at int64) ([]web.Piece, error) {
	sc, err := campus.SchoolByID(ctx, q, t.School)
	if err != nil {
		return nil, err
	}
	p, err := s.listPiece(ctx, q, sc, t.ID, at)
	return []web.Piece{p}, err
}

func (s *Signin) listPieces(ctx context.Context, q bun.IDB, n web.News, ids []string) (out []web.Piece, err error) {
	some, err := touched(ctx, q, n, ids)
	for _, id := range some {
		p, err := s.listPiece(ctx, q, n.School, id, n.Last)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, err
}

// lookEvery is how often a page is read because time has passed: it opens, a re-check ends.
const lookEvery = 2 * time.Second

func (s *Signin) listPulse(ctx context.Context, q bun.IDB, t live.Topic) ([]web.Pulse, error) {
	if !s.Due(t, "signin-list", lookEvery) {
		return nil, nil
	}
	sc, err := campus.SchoolByID(ctx, q, t.School)
	if err != nil {
		return nil, err
	}
	session, tab, _ := strings.Cut(t.ID, ".")
	v, err := s.read(ctx, q, sc, session, tab, most)
	v.At = time.Time{} // a look that finds nothing new is no news
	return []web.Pulse{web.Part("signin-list", lookEvery, func() templ.Component { return view.ListPart(v) })}, err
}

// roomPage is the screen of the room.
func (s *Signin) roomPage(w http.ResponseWriter, r *http.Request) error {
	one, sc, err := s.session(r)
	if err != nil {
		return err
	}
	v := view.RoomView{Page: s.Page(r), Back: view.Path(one.ID)}
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		since, err := feed.Last(ctx, q, sc.ID)
		if err != nil {
			return err
		}
		v.Page.Live = "/live?topics=" + url.QueryEscape(roomTopic(one.ID, r.Host)) + "&since=" + strconv.FormatInt(since, 10)
		v.Room, err = s.room(ctx, q, sc, one.ID)
		return err
	})
	if err != nil {
		return err
	}
	v.Page.SchoolName, v.Page.Demo, v.Page.AsOf, v.Page.Theme = sc.Name, sc.Demo, s.Now().In(sc.Location()), "dark"
	v.Room.Code = s.code(one, s.Address(r))
	v.Room.Code.OpensAt = web.At(one.OpensAt, sc.Location())
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, view.RoomPage(v))
}

// room is how many have come. The code is not in it: see code.
func (s *Signin) room(ctx context.Context, q bun.IDB, sc campus.School, id string) (v view.Room, err error) {
	l, err := s.read(ctx, q, sc, id, "away", 1)
	if err != nil {
		return v, err
	}
	return view.Room{Session: l.Session, In: l.In, Missing: l.Missing, Away: l.Away}, nil
}

// code is the picture of now, and until when it is shown; none before it opens and after it
// is over.
func (s *Signin) code(one meeting.Session, origin string) view.Code {
	now := s.Now().UnixMilli()
	phase := one.Phase(now)
	c := view.Code{Phase: string(phase), Late: phase == meeting.Late, Opens: one.OpensAt}
	if phase != meeting.Opened && phase != meeting.Late && (phase != meeting.Over || !one.SignOut) {
		return c
	}
	c.Until = now + meeting.Left(now)
	c.QR = web.QR(origin + "/in/" + one.ID + "/" + one.Code(meeting.Turn(now)))
	return c
}

// A socket does not say by which name its browser knows the server, and a code of the room
// is an address: the topic's id has the host beside the session.
func roomTopic(session, host string) string {
	return topicRoom + ":" + session + "." + base64.RawURLEncoding.EncodeToString([]byte(host))
}

var hostName = regexp.MustCompile(`^[A-Za-z0-9.:\[\]-]{1,100}$`)

func (s *Signin) originOf(topic string) (origin string, ok bool) {
	_, coded, _ := strings.Cut(topic, ".")
	host, err := base64.RawURLEncoding.DecodeString(coded)
	if err != nil || !hostName.Match(host) {
		return "", false
	}
	if s.Secure {
		return "https://" + string(host), true
	}
	return "http://" + string(host), true
}

func (s *Signin) counts(ctx context.Context, q bun.IDB, sc campus.School, id string, version int64) (web.Piece, error) {
	session, _, _ := strings.Cut(id, ".")
	v, err := s.room(ctx, q, sc, session)
	return web.Piece{ID: id, Key: "room-counts", State: true, Version: version, Content: web.Partial("room-counts", "outerMorph", version, view.CountsPart(v))}, err
}

func (s *Signin) roomState(ctx context.Context, q bun.IDB, t live.Topic, at int64) ([]web.Piece, error) {
	sc, err := campus.SchoolByID(ctx, q, t.School)
	if err != nil {
		return nil, err
	}
	p, err := s.counts(ctx, q, sc, t.ID, at)
	if err != nil {
		return nil, err
	}
	parts, err := s.roomPulse(ctx, q, t)
	return append(web.Whole(t.ID, parts, at), p), err
}

func (s *Signin) roomPieces(ctx context.Context, q bun.IDB, n web.News, ids []string) (out []web.Piece, err error) {
	some, err := touched(ctx, q, n, ids)
	for _, id := range some {
		p, err := s.counts(ctx, q, n.School, id, n.Last)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, err
}

// roomPulse is asked several times a second: what it draws is the same until the code
// turns, and then it is sent at once.
func (s *Signin) roomPulse(ctx context.Context, q bun.IDB, t live.Topic) ([]web.Pulse, error) {
	session, _, _ := strings.Cut(t.ID, ".")
	one, err := meeting.Plain(ctx, q, session)
	origin, ok := s.originOf(t.ID)
	if err != nil || !ok {
		return nil, err
	}
	sc, err := campus.SchoolByID(ctx, q, one.SchoolID)
	c := s.code(one, origin)
	c.OpensAt = web.At(c.Opens, sc.Location())
	return []web.Pulse{web.Part("room-code", 0, func() templ.Component { return view.CodePart(c) })}, err
}
