package wechatpay

import (
	"context"
	"net/url"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
	"github.com/wechatpay-apiv3/wechatpay-go/services/payments"
)

// A code of WeChat that a till reads is paid by an address that the SDK has no service for:
// https://pay.weixin.qq.com/doc/v3/merchant/4012791859 (payment by code, since 2024-04).

type amount struct {
	Total    int64  `json:"total"`
	Currency string `json:"currency"`
}

// PayByCode asks to be paid by the code of a phone. Refused with AuthCode or NotEnough is a
// no; Refused with Paying, a Trade that is not paid, and ErrUnknown are neither: query, and
// reverse what stays so. Nobody calls back for it.
func (c *Client) PayByCode(ctx context.Context, o Order, code, device string) (Trade, error) {
	body := map[string]any{"appid": c.m.AppID, "mchid": c.m.MchID, "description": o.Text, "out_trade_no": o.No, "payer": map[string]any{"auth_code": code},
		"amount": amount{o.Amount, "CNY"}, "scene_info": map[string]any{"store_info": map[string]any{"out_id": device}}}
	res, err := c.api.Post(ctx, Live+"/v3/pay/transactions/codepay", body)
	if err != nil {
		return Trade{}, outcome(err)
	}
	p := new(payments.Transaction)
	if core.UnMarshalResponse(res.Response, p) != nil {
		return Trade{}, ErrUnknown
	}
	return c.trade(o.No, p), nil
}

// Reverse takes a payment by code back, paid or not: not before 15 s after it was asked
// for. Refused with Paying is not reversed.
func (c *Client) Reverse(ctx context.Context, no string) error {
	_, err := c.api.Post(ctx, Live+"/v3/pay/transactions/out-trade-no/"+url.PathEscape(no)+"/reverse", map[string]any{"appid": c.m.AppID, "mchid": c.m.MchID})
	return outcome(err)
}
