package wechatpay

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
)

// maxCallback is what a callback may have, in bytes.
const maxCallback = 64 << 10

// Event is a callback that is WeChat Pay's own. Only the numbers are to be believed: what
// has become of them is asked.
type Event struct {
	ID, Type       string
	Order, Refund  string // ours; Refund is "" for a payment
	OrderFromOther bool   // another merchant's
}

// ErrCallback is a callback that is not WeChat Pay's, or none at all.
var ErrCallback = errors.New("wechatpay: no callback of WeChat Pay")

// Callback reads one: signed with the platform's key within 5 minutes, encrypted with the
// merchant's.
func (c *Client) Callback(r *http.Request) (e Event, err error) {
	defer func() { // the SDK has panicked on bad callbacks before
		if recover() != nil {
			e, err = Event{}, ErrCallback
		}
	}()
	body, err := io.ReadAll(io.LimitReader(r.Body, maxCallback+1))
	if err != nil || len(body) > maxCallback {
		return e, ErrCallback
	}
	for _, h := range []string{"Wechatpay-Timestamp", "Wechatpay-Nonce", "Wechatpay-Serial", "Wechatpay-Signature"} {
		if v := r.Header.Values(h); len(v) != 1 || v[0] == "" || len(v[0]) > 1024 {
			return e, ErrCallback
		}
	}
	var shape struct {
		ID       string `json:"id"`
		Type     string `json:"event_type"`
		Resource *struct {
			Nonce      string `json:"nonce"`
			Ciphertext string `json:"ciphertext"`
		} `json:"resource"`
	}
	if json.Unmarshal(body, &shape) != nil || shape.Resource == nil || len(shape.Resource.Nonce) != 12 || shape.Resource.Ciphertext == "" || shape.ID == "" {
		return e, ErrCallback
	}
	in := r.Clone(r.Context())
	in.Body = io.NopCloser(bytes.NewReader(body))
	var content struct {
		MchID  string `json:"mchid"`
		Order  string `json:"out_trade_no"`
		Refund string `json:"out_refund_no"`
	}
	if _, err := c.notices.ParseNotifyRequest(r.Context(), in, &content); err != nil {
		return e, ErrCallback // its text holds the whole request
	}
	if content.Order == "" || len(content.Order) > 32 || len(content.Refund) > 64 || strings.HasPrefix(shape.Type, "REFUND.") != (content.Refund != "") {
		return e, ErrCallback
	}
	return Event{ID: shape.ID, Type: shape.Type, Order: content.Order, Refund: content.Refund, OrderFromOther: content.MchID != c.m.MchID}, nil
}
