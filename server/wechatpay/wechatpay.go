// Package wechatpay asks WeChat Pay (APIv3) for money and hears of it: orders that are paid
// on a phone or by a QR code, codes that a till reads, refunds, callbacks. It knows no
// school and no ledger.
//
// The official SDK signs, verifies and decrypts. Around it stands what it leaves open
// (measured on v0.2.21, see the tests):
//
//   - It believes an error that nobody signed. Here every answer is verified, an unverified
//     one is ErrUnknown: neither yes nor no. Only a Refused is WeChat Pay's own no.
//   - A callback without a resource, or with a nonce of another length than 12, is a panic.
//     Here it is refused before.
//   - Its errors embed whole requests, so they are not passed on.
//   - It has WeChat Pay's address built in. Here it is a setting: the emulator and WeChat Pay
//     itself are asked by the same code.
//
// Amounts are integer fen of CNY. A callback is only a knock: who gets one asks Query.
package wechatpay

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/verifiers"
	"github.com/wechatpay-apiv3/wechatpay-go/core/notify"
	"github.com/wechatpay-apiv3/wechatpay-go/core/option"
)

// timeout of one request. A callback is answered within 5 s, and asks once meanwhile.
const timeout = 4 * time.Second

// Client speaks for one merchant. It is safe for concurrent use.
type Client struct {
	m        Merchant
	api      *core.Client
	verifier auth.Verifier
	notices  *notify.Handler
}

// New makes it. It asks nothing: the platform's public key is a file, not a download.
func New(ctx context.Context, m Merchant) (*Client, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	c := &Client{m: m, verifier: verifiers.NewSHA256WithRSAPubkeyVerifier(m.PublicKeyID, *m.PublicKey)}
	var err error
	c.api, err = core.NewClient(ctx, option.WithWechatPayPublicKeyAuthCipher(m.MchID, m.Serial, m.Key, m.PublicKeyID, m.PublicKey),
		option.WithHTTPClient(&http.Client{Timeout: timeout, Transport: newWire(m.Base, c.verifier), CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}))
	if err != nil {
		return nil, err
	}
	c.notices, err = notify.NewRSANotifyHandler(m.APIv3Key, c.verifier)
	return c, err
}

// MchID is the merchant's number.
func (c *Client) MchID() string { return c.m.MchID }

// Home is this program's address, as the merchant has it.
func (c *Client) Home() string { return c.m.Callback }

// ErrUnknown is what became of a request that has no answer to be believed: it may have been
// done. Ask again, or query; never take it for a no.
var ErrUnknown = errors.New("wechatpay: no answer that can be believed")

// Refused is a signed no.
type Refused struct {
	Status int
	Code   string // such as NotExist
}

func (r *Refused) Error() string { return "wechatpay: refused with " + r.Code }

// The codes that are acted on.
const (
	NotExist  = "ORDER_NOT_EXIST"
	Closed    = "ORDER_CLOSED"
	Paid      = "ORDERPAID"
	Paying    = "USERPAYING"
	System    = "SYSTEM_ERROR"
	AuthCode  = "AUTH_CODE_INVALID"
	NotEnough = "NOTENOUGH"
)

// Is reports whether err is a signed no with a code.
func Is(err error, code string) bool {
	var r *Refused
	return errors.As(err, &r) && r.Code == code
}

// outcome turns the SDK's error into ours: its text is not to be logged.
func outcome(err error) error {
	if err == nil {
		return nil
	}
	var e *core.APIError
	if errors.As(err, &e) && e.Code != "" && e.Code != System && e.StatusCode < 500 {
		return &Refused{Status: e.StatusCode, Code: e.Code}
	}
	return ErrUnknown
}
