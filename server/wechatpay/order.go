package wechatpay

import (
	"context"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
	"github.com/wechatpay-apiv3/wechatpay-go/services/payments"
	"github.com/wechatpay-apiv3/wechatpay-go/services/payments/h5"
	"github.com/wechatpay-apiv3/wechatpay-go/services/payments/native"
)

// Order is what somebody is asked to pay.
type Order struct {
	No      string // ours, 6 to 32 of 0-9A-Za-z_-*, once for ever
	Text    string // what for, at most 127 characters
	Amount  int64
	Expires time.Time
}

// TradeState of an order at WeChat Pay.
type TradeState string

// The states. One that is refunded was paid.
const (
	Success    TradeState = "SUCCESS"
	Refunded   TradeState = "REFUND"
	NotPaid    TradeState = "NOTPAY"
	OrderOver  TradeState = "CLOSED"
	Revoked    TradeState = "REVOKED" // reversed, of a code that a till read
	UserPaying TradeState = "USERPAYING"
	PayError   TradeState = "PAYERROR"
)

// Trade is what WeChat Pay has of an order. Mine says that merchant, app, currency and
// number are those that were asked with.
type Trade struct {
	No, ID string // ID is WeChat Pay's own
	State  TradeState
	Amount int64
	Mine   bool
	At     time.Time // when it was paid; zero if not
}

// Native makes an order that is paid by scanning the QR code of the answer.
func (c *Client) Native(ctx context.Context, o Order) (code string, err error) {
	api := native.NativeApiService{Client: c.api}
	res, _, err := api.Prepay(ctx, native.PrepayRequest{Appid: &c.m.AppID, Mchid: &c.m.MchID, Description: &o.Text, OutTradeNo: &o.No, TimeExpire: &o.Expires,
		NotifyUrl: core.String(c.m.Callback + CallbackPath), Amount: &native.Amount{Total: &o.Amount, Currency: core.String("CNY")}})
	if err != nil {
		return "", outcome(err)
	}
	return text(res.CodeUrl), nil
}

// H5 makes an order that is paid by opening the address of the answer in a phone's browser,
// which opens WeChat. ip is the phone's.
func (c *Client) H5(ctx context.Context, o Order, ip string) (address string, err error) {
	api := h5.H5ApiService{Client: c.api}
	res, _, err := api.Prepay(ctx, h5.PrepayRequest{Appid: &c.m.AppID, Mchid: &c.m.MchID, Description: &o.Text, OutTradeNo: &o.No, TimeExpire: &o.Expires,
		NotifyUrl: core.String(c.m.Callback + CallbackPath), Amount: &h5.Amount{Total: &o.Amount, Currency: core.String("CNY")},
		SceneInfo: &h5.SceneInfo{PayerClientIp: &ip, H5Info: &h5.H5Info{Type: core.String("Wap")}}})
	if err != nil {
		return "", outcome(err)
	}
	return text(res.H5Url), nil
}

// Query asks what became of an order. Refused with NotExist if it never arrived.
func (c *Client) Query(ctx context.Context, no string) (Trade, error) {
	api := native.NativeApiService{Client: c.api} // one address for all kinds of orders
	res, _, err := api.QueryOrderByOutTradeNo(ctx, native.QueryOrderByOutTradeNoRequest{OutTradeNo: &no, Mchid: &c.m.MchID})
	if err != nil {
		return Trade{}, outcome(err)
	}
	return c.trade(no, res), nil
}

// Close ends an order that nobody has paid. Refused with Paid if somebody has.
func (c *Client) Close(ctx context.Context, no string) error {
	api := native.NativeApiService{Client: c.api}
	_, err := api.CloseOrder(ctx, native.CloseOrderRequest{OutTradeNo: &no, Mchid: &c.m.MchID})
	return outcome(err)
}

func (c *Client) trade(no string, p *payments.Transaction) Trade {
	t := Trade{No: text(p.OutTradeNo), ID: text(p.TransactionId), State: TradeState(text(p.TradeState))}
	currency := ""
	if p.Amount != nil {
		currency = text(p.Amount.Currency)
		if p.Amount.Total != nil {
			t.Amount = *p.Amount.Total
		}
	}
	// An order that nobody has paid yet is answered without an amount.
	t.Mine = t.No == no && text(p.Mchid) == c.m.MchID && text(p.Appid) == c.m.AppID && (currency == "CNY" || p.Amount == nil)
	if at, err := time.Parse(time.RFC3339, text(p.SuccessTime)); err == nil {
		t.At = at
	}
	return t
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
