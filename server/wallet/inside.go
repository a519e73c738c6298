package wallet

import (
	"context"
	"crypto/subtle"
	"errors"
	"net/http"
	"strings"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/openid"
	"yunka/server/web"
)

// wechatLogin is how a top-up learns who its payer is at WeChat, when the page is open
// inside it: WeChat's login is asked once in a session, before the form is shown, and sends
// back here. It shows nothing; without an answer the form offers what goes without.
type wechatLogin struct{ *Wallet }

// What a session keeps of it: the state that was sent and the page to come back to. tried
// says that it was asked, so that a login that fails does not go round for ever.
const (
	wechatState = "wechat.state"
	wechatTo    = "wechat.to"
	wechatTried = "wechat.tried"
)

// insideWechat reports whether a request comes from WeChat's own browser.
func insideWechat(r *http.Request) bool {
	return strings.Contains(r.UserAgent(), "MicroMessenger")
}

func (s wechatLogin) openID(r *http.Request) (id string, err error) {
	err = s.DB.Read(r.Context(), func(ctx context.Context, q bun.IDB) (err error) {
		id, err = s.login.Of(ctx, q, web.Actor(r).Account)
		return err
	})
	return id, err
}

// leads sends who has come by WeChat to its login, if who that is there is not known.
func (s wechatLogin) leads(w http.ResponseWriter, r *http.Request) (gone bool, err error) {
	if s.login == nil || !insideWechat(r) || s.Sessions.GetString(r.Context(), wechatTried) != "" {
		return false, nil
	}
	if id, err := s.openID(r); id != "" || err != nil {
		return false, err
	}
	state := openid.State()
	s.Sessions.Put(r.Context(), wechatTried, "1")
	s.Sessions.Put(r.Context(), wechatState, state)
	s.Sessions.Put(r.Context(), wechatTo, r.URL.Path)
	return true, web.See(w, r, s.login.Page(s.home+"/wechat/back", state))
}

// back takes the code of WeChat's login, for the session that asked and once.
func (s wechatLogin) back(w http.ResponseWriter, r *http.Request) error {
	want, to := s.Sessions.PopString(r.Context(), wechatState), s.Sessions.PopString(r.Context(), wechatTo)
	if s.login == nil || want == "" || to == "" {
		return web.ErrNotFound
	}
	got := r.URL.Query().Get("state")
	if subtle.ConstantTimeCompare([]byte(want), []byte(got)) != 1 {
		s.Logger.Warn("WeChat's login came back with another state")
		return web.See(w, r, to)
	}
	id, err := s.login.Ask(r.Context(), r.URL.Query().Get("code"))
	if err != nil {
		if !errors.Is(err, openid.ErrAgain) {
			s.Logger.Warn("WeChat's login", "err", err)
		}
		return web.See(w, r, to)
	}
	if err := s.DB.Tx(web.Finish(r), func(ctx context.Context, tx *db.Tx) error {
		return s.login.Bind(ctx, tx, web.Actor(r).Account, id)
	}); err != nil {
		return err
	}
	return web.See(w, r, to)
}
