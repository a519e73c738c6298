package wallet

import (
	"time"

	"yunka/views/console"
	"yunka/views/layout"
	"yunka/views/ui"
)

// TopUpPath is where money is put into somebody's wallet; OrderPath one order of it.
func TopUpPath(person string) string { return Path(person) + "/topup" }

// OrderPath is the page of an order.
func OrderPath(person, order string) string { return TopUpPath(person) + "/" + order }

// Sums are what the form offers, in fen.
var Sums = []int64{2_000, 5_000, 10_000, 20_000}

// TopUpView is /wallet/<person>/topup.
type TopUpView struct {
	Page            layout.Page
	ID, Name, Class string
	Has             int64
	Key             string
	Sum             string // of the chips, in fen
	Other           string // as it was typed; it comes before the chips
	Open            []Order
	Problem         string
	Wechat          bool // the page is open inside WeChat, which opens no H5 payment
	Inside          bool // and who its user is there is known: it can be paid on the spot
}

// Order is one of WeChat Pay.
type Order struct {
	ID            string
	Way           string // native, h5 or jsapi
	State         string
	Amount, Got   int64
	Link          string  // to open, in a phone's browser
	Code          ui.Code // to scan
	Pay           *WechatRequest
	At, Until     time.Time
	PaidAt        time.Time
	WechatID      string
	Reason        string
	Person, Class string
	PersonID      string
}

// WechatRequest is what the page asks WeChat with when it is open inside it.
type WechatRequest struct{ AppID, TimeStamp, Nonce, Package, SignType, Sign string }

// OrderView is /wallet/<person>/topup/<order>.
type OrderView struct {
	Page            layout.Page
	ID, Name, Class string
	Order           Order
	Has             int64
}

// TopUpsView is /console/money/topups.
type TopUpsView struct {
	Shell         console.Shell
	From, To      string
	State, Search string
	List          []Order
	N             int
	Sum           int64
	Offset, Limit int
	On            bool // there is a merchant's number
	Troubles      []Trouble
}

// Trouble is money of WeChat Pay that a person of the office has to look at: another amount
// was paid (disputed), or it could not be given back (stuck).
type Trouble struct {
	Path             string // below /console/money
	Refund           string // of a sale
	State            string
	Amount, Asked    int64 // Asked 0 is not known
	At               time.Time
	Who              string // the person of a top-up, the merchant of a sale
	Seq              int64  // the till's number, 0 for a top-up
	WechatID, Reason string
	Ways             []string
}
