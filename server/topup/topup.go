// Package topup puts money into wallets by WeChat Pay. It is not part of package purse,
// which knows no channel that answers late: an order here lives between two books, ours and
// WeChat Pay's, and most of the code is about when they differ.
//
//   - An order is written before WeChat Pay is asked, and asked about until it is final.
//   - A callback is only a knock: money is believed by our own query, whose answer is signed.
//   - The ledger's movement topup:<order> is the fence: however many hear of a payment, on
//     however many servers, there is one. It goes to the wallet; to suspense if another
//     amount was paid, for the office to look at; and into transit, and back to the payer,
//     if its person has left or closed the wallet meanwhile.
//   - A payment that comes after the order was given up still counts.
//
// Amounts are integer fen, instants Unix ms.
package topup

import (
	"context"
	"log/slog"
	"time"

	"yunka/server/db"
	"yunka/server/fault"
	"yunka/server/feed"
	"yunka/server/purse"
	"yunka/server/wechatpay"
)

// Moved is the feed's kind of an order that is in another state; the subject is the order.
const Moved = "topup.moved"

// State of an order.
type State string

// The states.
const (
	Created   State = "created"
	Paying    State = "paying"
	Paid      State = "paid"
	Closed    State = "closed"
	Failed    State = "failed"
	Disputed  State = "disputed"
	Returning State = "returning"
	Returned  State = "returned"
	Stuck     State = "stuck"
)

// Open reports whether an order can still be paid.
func (s State) Open() bool { return s == Created || s == Paying }

// captured reports whether the ledger has an order's money.
func (s State) captured() bool {
	return s == Paid || s == Disputed || s == Returning || s == Returned || s == Stuck
}

// The ways to pay an order: scan its code, open its address in the phone's browser, or pay
// it inside WeChat.
const (
	Native = "native"
	H5     = "h5"
	JSAPI  = "jsapi"
)

// Limits: of one order, and of what one person may be given in a day by all orders that are
// paid or can be.
const (
	Min    = 100
	Max    = purse.MaxTopUp
	MaxDay = 500_000
)

// life is how long an order can be paid.
const life = 15 * time.Minute

// The ledger's accounts of the other side.
const (
	channelPrefix = "channel:wechat:" // and the merchant's number
	suspense      = "suspense:long"   // came, and nobody knows for what
	transit       = "refund_transit"  // on its way back to a payer
)

// IsChannel reports whether a memo of the ledger says that money came by WeChat Pay.
func IsChannel(memo string) bool {
	return len(memo) > len(channelPrefix) && memo[:len(channelPrefix)] == channelPrefix
}

// Order is one.
type Order struct {
	ID, SchoolID, PersonID string
	AskedBy, AskedKey, Way string
	Amount                 int64
	State                  State
	Link                   string // what the code says, the address to open, or inside WeChat the order's number there
	Reason                 string // why it failed, or is stuck: WeChat Pay's word
	Got                    int64
	WechatID               string
	Day                    string
	At, ExpiresAt, PaidAt  int64
	NextAt, Tries          int64
}

// Bank is what is asked of WeChat Pay: a *wechatpay.Client.
type Bank interface {
	MchID() string
	Native(ctx context.Context, o wechatpay.Order) (string, error)
	H5(ctx context.Context, o wechatpay.Order, ip string) (string, error)
	JSAPI(ctx context.Context, o wechatpay.Order, openid string) (string, error)
	Query(ctx context.Context, no string) (wechatpay.Trade, error)
	Close(ctx context.Context, no string) error
	Back(ctx context.Context, r wechatpay.Refund) (wechatpay.RefundState, error)
}

// Service keeps orders.
type Service struct {
	db   *db.DB
	feed *feed.Feed
	bank Bank
	log  *slog.Logger
}

// New makes it. bank nil is a school without a merchant's number: nothing is ordered.
func New(d *db.DB, f *feed.Feed, bank *wechatpay.Client, log *slog.Logger) *Service {
	s := &Service{db: d, feed: f, log: log}
	if bank != nil { // a nil in an interface is not nil
		s.bank = bank
	}
	return s
}

// On reports whether there is a merchant.
func (s *Service) On() bool { return s.bank != nil }

var errOff = fault.New(fault.Unavailable, "topup_off")
