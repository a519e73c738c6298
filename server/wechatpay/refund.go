package wechatpay

import (
	"context"

	"github.com/wechatpay-apiv3/wechatpay-go/services/refunddomestic"
)

// RefundState is how far a refund has come.
type RefundState string

// The states. An abnormal one waits for the merchant: the payer's card is closed.
const (
	RefundDone     RefundState = "SUCCESS"
	RefundOver     RefundState = "CLOSED"
	RefundWorking  RefundState = "PROCESSING"
	RefundAbnormal RefundState = "ABNORMAL"
)

// Refund is money that goes back for an order, of which Total was paid. The same number
// goes back once, however often it is asked for.
type Refund struct {
	No, Order     string // both ours
	Amount, Total int64
	Why           string // the payer reads it, at most 80 bytes
}

// Back asks for a refund and says how far it is.
func (c *Client) Back(ctx context.Context, r Refund) (RefundState, error) {
	api := refunddomestic.RefundsApiService{Client: c.api}
	notify, currency := c.m.Callback+CallbackPath, "CNY"
	res, _, err := api.Create(ctx, refunddomestic.CreateRequest{OutTradeNo: &r.Order, OutRefundNo: &r.No, Reason: &r.Why, NotifyUrl: &notify,
		Amount: &refunddomestic.AmountReq{Refund: &r.Amount, Total: &r.Total, Currency: &currency}})
	return refunded(res, err)
}

// QueryRefund asks how far a refund is.
func (c *Client) QueryRefund(ctx context.Context, no string) (RefundState, error) {
	api := refunddomestic.RefundsApiService{Client: c.api}
	res, _, err := api.QueryByOutRefundNo(ctx, refunddomestic.QueryByOutRefundNoRequest{OutRefundNo: &no})
	return refunded(res, err)
}

func refunded(res *refunddomestic.Refund, err error) (RefundState, error) {
	switch {
	case err != nil:
		return "", outcome(err)
	case res == nil || res.Status == nil:
		return "", ErrUnknown
	}
	return RefundState(*res.Status), nil
}
