package hall

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/campus"
	"yunka/server/feed"
	"yunka/server/live"
	"yunka/server/signin/meeting"
	"yunka/server/web"
	view "yunka/views/signin"
)

// roomPage is the screen of the room.
func (s *Hall) roomPage(w http.ResponseWriter, r *http.Request) error {
	one, sc, err := s.Session(r)
	if err != nil {
		return err
	}
	v := view.RoomView{Page: s.Page(r), Back: view.Path(one.ID)}
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		since, err := feed.Last(ctx, q, sc.ID)
		if err != nil {
			return err
		}
		v.Page.Live = "/live?topics=" + url.QueryEscape(hosted(topicRoom, one.ID, s.host(r))) + "&since=" + strconv.FormatInt(since, 10)
		v.Room, err = s.room(ctx, q, sc, one.ID)
		return err
	})
	if err != nil {
		return err
	}
	v.Page.SchoolName, v.Page.Demo, v.Page.AsOf, v.Page.Theme = sc.Name, sc.Demo, s.Now().In(sc.Location()), "dark"
	v.Origin = s.Address(r)
	v.Room.Code = s.code(one, v.Origin)
	v.Room.Code.OpensAt = web.At(one.OpensAt, sc.Location())
	w.Header().Set("Cache-Control", "no-store")
	return s.Render(w, r, http.StatusOK, view.RoomPage(v))
}

// room is how many have come. The code is not in it: see code.
func (s *Hall) room(ctx context.Context, q bun.IDB, sc campus.School, id string) (v view.Room, err error) {
	l, err := s.Read(ctx, q, sc, id, "away", 1)
	if err != nil {
		return v, err
	}
	return view.Room{Session: l.Session, In: l.In, Missing: l.Missing, Away: l.Away}, nil
}

// code is the picture of now, and until when it is shown; none before it opens and after it
// is over.
func (s *Hall) code(one meeting.Session, origin string) view.Code {
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
func hosted(kind, id, host string) string {
	return kind + ":" + id + "." + base64.RawURLEncoding.EncodeToString([]byte(host))
}

// host is the server's as the browser knows it.
func (s *Hall) host(r *http.Request) string {
	_, host, _ := strings.Cut(s.Address(r), "://")
	return host
}

var hostName = regexp.MustCompile(`^[A-Za-z0-9.:\[\]-]{1,100}$`)

// hostOf is the host that a topic names.
func hostOf(topic string) (host string, ok bool) {
	_, coded, _ := strings.Cut(topic, ".")
	b, err := base64.RawURLEncoding.DecodeString(coded)
	return string(b), err == nil && hostName.Match(b)
}

func (s *Hall) originOf(topic string) (origin string, ok bool) {
	host, ok := hostOf(topic)
	if s.Secure {
		return "https://" + host, ok
	}
	return "http://" + host, ok
}

func (s *Hall) counts(ctx context.Context, q bun.IDB, sc campus.School, id string, version int64) (web.Piece, error) {
	session, _, _ := strings.Cut(id, ".")
	v, err := s.room(ctx, q, sc, session)
	return web.Piece{ID: id, Key: "room-counts", State: true, Version: version, Content: web.Partial("room-counts", "outerMorph", version, view.CountsPart(v))}, err
}

func (s *Hall) roomState(ctx context.Context, q bun.IDB, t live.Topic, at int64) ([]web.Piece, error) {
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

func (s *Hall) roomPieces(ctx context.Context, q bun.IDB, n web.News, ids []string) (out []web.Piece, err error) {
	some, err := Touched(ctx, q, n, ids)
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
func (s *Hall) roomPulse(ctx context.Context, q bun.IDB, t live.Topic) ([]web.Pulse, error) {
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
