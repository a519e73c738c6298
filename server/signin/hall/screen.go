package hall

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/access/rule"
	"yunka/server/campus"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/live"
	"yunka/server/signin/meeting"
	"yunka/server/terminal"
	"yunka/server/web"
	view "yunka/views/signin"
)

// screenPath is where a screen that hangs in a room is paired, and what it shows from then
// on: the code of the session that stands there.
const screenPath = "/signin-screen"

// screenPage is a paired screen, or the form that makes one. It names nobody, so its reading
// is not on record.
func (s *Hall) screenPage(w http.ResponseWriter, r *http.Request) error {
	who, token, err := s.screenOf(r)
	w.Header().Set("Cache-Control", "no-store")
	switch {
	case fault.Is(err, fault.Unauthenticated):
		return s.Render(w, r, http.StatusOK, view.PairScreen(view.PairView{Page: s.Page(r)}))
	case fault.Is(err, fault.NotFound):
		return s.Render(w, r, http.StatusOK, view.PairScreen(view.PairView{Page: s.Page(r), Error: view.NoScreen(r.Context())}))
	case err != nil:
		return err
	}
	v := view.ScreenView{Page: s.Page(r)}
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		since, err := feed.Last(ctx, q, who.School)
		if err != nil {
			return err
		}
		sc, err := campus.SchoolByID(ctx, q, who.School)
		if err != nil {
			return err
		}
		v.Page.SchoolName, v.Page.Demo, v.Page.AsOf, v.Page.Theme = sc.Name, sc.Demo, s.Now().In(sc.Location()), "dark"
		v.Page.Account, v.Page.NeedsPIN = "", ""
		v.Page.Live = "/live?topics=" + url.QueryEscape(hosted(topicScreen, who.ID, s.host(r))) + "&since=" + strconv.FormatInt(since, 10)
		v.Screen, err = s.screen(ctx, q, sc, who.ID, s.Address(r))
		return err
	})
	if err != nil {
		return err
	}
	s.SetCookie(w, web.TerminalCookie, token, web.CookieYear) // else it would stop a year after it was paired
	return s.Render(w, r, http.StatusOK, view.ScreenPage(v))
}

// screen is what a paired screen shows now.
func (s *Hall) screen(ctx context.Context, q bun.IDB, sc campus.School, id, origin string) (v view.Screen, err error) {
	row, err := terminal.Find(ctx, q, sc.ID, id)
	if err != nil {
		return v, err
	}
	now := s.Now()
	v.Name = row.Name
	one, next, err := meeting.AtTerminalNow(ctx, q, id, now.UnixMilli())
	if err != nil {
		return v, err
	}
	if next.ID != "" {
		n := Shown(next, sc.Location(), now)
		v.Next = &n
	}
	if one.ID == "" {
		return v, nil
	}
	room, err := s.room(ctx, q, sc, one.ID)
	room.Code = s.code(one, origin)
	room.Code.OpensAt = web.At(one.OpensAt, sc.Location())
	v.Room = &room
	return v, err
}

// screenOf is the screen that a browser is, and its token: Unauthenticated for none, NotFound for a
// terminal of another use.
func (s *Hall) screenOf(r *http.Request) (who terminal.Identity, token string, err error) {
	c, err := r.Cookie(s.Cookie(web.TerminalCookie))
	if err != nil {
		return who, "", fault.New(fault.Unauthenticated, "terminal_token")
	}
	if who, err = s.kiosk.Terminals.Authenticate(r.Context(), c.Value); err != nil {
		return who, "", err
	}
	return who, c.Value, s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) error {
		row, err := terminal.Find(ctx, q, who.School, who.ID)
		if err == nil && row.Scene != string(rule.RoomScene) {
			err = fault.New(fault.NotFound, "not_found")
		}
		return err
	})
}

// pairScreen trades a one-time code for the screen's token, as a kiosk does.
func (s *Hall) pairScreen(w http.ResponseWriter, r *http.Request) error {
	if err := web.Form(r); err != nil {
		return err
	}
	code := r.PostForm.Get("code")
	token, wrong := "", false
	err := s.Accounts.GuardPairing(r.Context(), web.StateOf(r).Network, func() (bool, error) {
		var err error
		token, _, err = s.kiosk.Terminals.Pair(r.Context(), code)
		if wrong = fault.Is(err, fault.Invalid); wrong {
			return true, nil
		}
		return false, err
	})
	switch {
	case wrong && err == nil:
		return s.Render(w, r, http.StatusUnprocessableEntity, view.PairScreen(view.PairView{Page: s.Page(r), Code: code, Error: view.PairFailed(r.Context())}))
	case fault.Is(err, fault.TooMany):
		s.RetryAfter(w, err)
		return s.Render(w, r, http.StatusTooManyRequests, view.PairScreen(view.PairView{Page: s.Page(r), Error: view.TooBusy(r.Context())}))
	case err != nil:
		return err
	}
	s.SetCookie(w, web.TerminalCookie, token, web.CookieYear)
	return web.See(w, r, screenPath)
}

// screenViewer is a paired screen that asks for its own topic. A zero Viewer is a screen that
// is none any more.
func (s *Hall) screenViewer(r *http.Request, t live.Topic, epoch uint64) (v live.Viewer, mine bool, err error) {
	who, _, err := s.screenOf(r)
	if fault.Is(err, fault.Unauthenticated) || fault.Is(err, fault.NotFound) {
		return v, true, nil
	}
	if err != nil {
		return v, true, err
	}
	id, _, _ := strings.Cut(t.ID, ".")
	if _, named := hostOf(t.ID); id != who.ID || !named {
		return v, true, fault.New(fault.NotFound, "not_found")
	}
	t.School = who.School
	return live.Viewer{ID: who.ID, Session: who.TokenHash, Lang: s.Lang(r), Topics: []live.Topic{t}, Epoch: epoch}, true, nil
}

func screenStill(ctx context.Context, q bun.IDB, v live.Viewer) (bool, error) {
	who, err := terminal.ByHash(ctx, q, v.Session)
	if fault.Is(err, fault.Unauthenticated) {
		return false, nil
	}
	return err == nil && who.ID == v.ID, err
}

func (s *Hall) screenState(ctx context.Context, q bun.IDB, t live.Topic, at int64) ([]web.Piece, error) {
	parts, err := s.screenParts(ctx, q, t)
	return web.Whole(t.ID, parts, at), err
}

// screenEvery is how often a screen looks which session stands there and how many have
// come; the code itself turns on the second, which is a whole multiple of it.
const screenEvery = 500 * time.Millisecond

func (s *Hall) screenPulse(ctx context.Context, q bun.IDB, t live.Topic) ([]web.Pulse, error) {
	if !s.Due(t, "room-side", screenEvery) {
		return nil, nil
	}
	return s.screenParts(ctx, q, t)
}

func (s *Hall) screenParts(ctx context.Context, q bun.IDB, t live.Topic) ([]web.Pulse, error) {
	id, _, _ := strings.Cut(t.ID, ".")
	origin, ok := s.originOf(t.ID)
	if !ok {
		return nil, nil
	}
	sc, err := campus.SchoolByID(ctx, q, t.School)
	if err != nil {
		return nil, err
	}
	v, err := s.screen(ctx, q, sc, id, origin)
	return []web.Pulse{
		web.Part("room-code", 0, func() templ.Component { return view.ScreenCode(v) }),
		web.Part("room-side", 0, func() templ.Component { return view.ScreenSide(v) }),
	}, err
}
