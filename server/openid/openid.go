// Package openid knows who an account is at WeChat: the openid of its user for an official
// account (an app), which WeChat Pay asks for when somebody pays inside WeChat. It is asked
// for by WeChat's web login with the scope snsapi_base, which shows nothing to anybody:
// https://developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/Wechat_webpage_authorization.html
//
// An openid says who pays. It logs nobody in here.
package openid

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"time"

	"github.com/uptrace/bun"

	"yunka/server/db"
	"yunka/server/wechatpay"
)

// timeout of WeChat's answer, which somebody waits for.
const timeout = 4 * time.Second

// maxAnswer bounds it, in bytes.
const maxAnswer = 8 << 10

// ErrAgain is a code that WeChat does not take: it is over, was used, or is nobody's. The
// login can be begun anew, once.
var ErrAgain = errors.New("openid: the code is over")

// ErrUnknown is no answer, or one without an openid.
var ErrUnknown = errors.New("openid: no answer of WeChat that can be used")

// Service asks WeChat and remembers. A nil one is off.
type Service struct {
	o      wechatpay.OAuth
	client *http.Client
}

// New makes it; nil for a merchant without an app's secret.
func New(pay *wechatpay.Client) *Service {
	if pay == nil {
		return nil
	}
	o, on := pay.OAuth()
	if !on {
		return nil
	}
	return &Service{o: o, client: &http.Client{Timeout: timeout, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// State is a new one: it is kept with the session, and works once.
func State() string { return rand.Text() }

// Page is where WeChat says who its user is; it comes back with the state and a code.
func (s *Service) Page(back, state string) string {
	q := url.Values{"appid": {s.o.AppID}, "redirect_uri": {back}, "response_type": {"code"}, "scope": {"snsapi_base"}, "state": {state}}
	return s.o.Authorize + "/connect/oauth2/authorize?" + q.Encode() + "#wechat_redirect"
}

var sound = regexp.MustCompile(`^[0-9A-Za-z_-]{1,64}$`)

// Ask is the openid of a code. ErrAgain, ErrUnknown: what WeChat says is not passed on, its
// address has the secret in it.
func (s *Service) Ask(ctx context.Context, code string) (string, error) {
	if code == "" || len(code) > 256 {
		return "", ErrAgain
	}
	q := url.Values{"appid": {s.o.AppID}, "secret": {s.o.Secret}, "code": {code}, "grant_type": {"authorization_code"}}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.o.API+"/sns/oauth2/access_token?"+q.Encode(), nil)
	if err != nil {
		return "", ErrUnknown
	}
	res, err := s.client.Do(req)
	if err != nil {
		return "", ErrUnknown
	}
	defer res.Body.Close()
	var in struct {
		OpenID   string `json:"openid"`
		Errcode  int    `json:"errcode"`
		Snapshot int    `json:"is_snapshotuser"` // a visitor who has not agreed to anything: a made-up openid
	}
	if json.NewDecoder(io.LimitReader(res.Body, maxAnswer)).Decode(&in) != nil {
		return "", ErrUnknown
	}
	switch {
	case in.Errcode == 40029 || in.Errcode == 40163 || in.Errcode == 42003: // invalid, used, over
		return "", ErrAgain
	case in.Errcode != 0:
		return "", fmt.Errorf("%w: %d", ErrUnknown, in.Errcode)
	case in.Snapshot != 0 || !sound.MatchString(in.OpenID):
		return "", ErrUnknown
	}
	return in.OpenID, nil
}

// Of is an account's openid; "" is not known.
func (s *Service) Of(ctx context.Context, q bun.IDB, account string) (id string, err error) {
	err = q.NewRaw("SELECT openid FROM wechat_user WHERE app_id = ? AND account_id = ?", s.o.AppID, account).Scan(ctx, &id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return id, err
}

// Bind remembers an account's openid: the last one, since who uses WeChat on the phone may
// be another than yesterday.
func (s *Service) Bind(ctx context.Context, tx *db.Tx, account, openid string) error {
	_, err := tx.NewRaw(`
		INSERT INTO wechat_user (app_id, account_id, openid, bound_at)
		VALUES (?, ?, ?, ?)
		ON CONFLICT (app_id, account_id) DO UPDATE
		SET openid = excluded.openid, bound_at = excluded.bound_at`, s.o.AppID, account, openid, tx.NowMS()).Exec(ctx)
	return err
}
