// Package wallet is the pages of money: somebody's wallet with its limits and bills on a
// phone, and the office's: what was sold, the cash desk, merchants and tills, refunds,
// subsidies and how the school pays. Amounts are fen until they are drawn.
package wallet

import (
	"time"

	"yunka/views/console"
	"yunka/views/layout"
	"yunka/views/ui"
)

// orderFace is that of an order, which may be paid inside WeChat.
var orderFace = layout.Face{CSS: "wallet.css", Scripts: []string{"live.js", "topup.js", "logout.js"}, Body: "class"}

// face is the look of the pages of a phone.
var face = layout.Face{CSS: "wallet.css", Scripts: []string{"live.js", "logout.js"}, Body: "class"}

// Rail is the office's line.
var Rail = console.RailItem{Group: console.RailNow, Order: 40, Key: "money", Path: "/money", Icon: ui.IconWallet, Text: navMoney}

// Path is somebody's wallet.
func Path(person string) string { return "/wallet/" + person }

// MonthPath is a bill, month is 2026-11.
func MonthPath(person, month string) string { return Path(person) + "/bill/" + month }

// Purse is what there is.
type Purse struct {
	Open      bool // there is a wallet, or was
	Closed    bool
	Has       int64
	Subsidies []Subsidy
}

// Subsidy is one that can still be spent.
type Subsidy struct {
	Name  string
	Left  int64
	Until time.Time // the last instant it is spent
	Days  int       // school's days left, today included
}

// Rule is what may be spent; 0 is no limit.
type Rule struct {
	PerSale, PerMeal, PerDay, Low int64
	Blocked                       []string
	SetAt                         time.Time
}

// Sale is one line of what was bought.
type Sale struct {
	ID                   string
	At                   time.Time
	Merchant, Kind, Till string
	Meal                 string
	Amount, Given        int64
	Refunded             int64
	State, Reason        string
	Person, Class        string
	Wechat               bool // by a code of WeChat, of somebody whom the school does not know
	PersonID             string
	Seq                  int64
}

// WalletView is /wallet/<person>.
type WalletView struct {
	Page     layout.Page
	ID, Name string
	Class    string
	Own      bool // it is the reader's
	Purse    Purse
	Rule     Rule
	Limits   bool // the reader may set them
	TopUp    bool // the reader may put money in, by WeChat Pay
	Online   bool // there is a way to top up beside the cash desk
	Spent    int64
	Today    []Sale
	Month    string // 2026-11
	MonthSum int64
	Kinds    []string
	Problem  string
	HasPIN   bool // the reader has set a pay PIN: of the own wallet
	Draft    Draft
	OpenForm bool
}

// Draft is a form of limits as it was typed.
type Draft struct {
	PerSale, PerMeal, PerDay, Low string
	Blocked                       []string
}

// BillView is /wallet/<person>/bill/<month>.
type BillView struct {
	Page             layout.Page
	ID, Name, Class  string
	First            time.Time // of the month
	Before, After    string    // months; "" for none
	Until            time.Time // now, in a month that runs
	Opening, Closing int64
	Spent, Back      int64 // all of it, subsidies too
	Own, Given       int64 // how it was paid
	Kinds            []KindSum
	Explain          []Line
	Bars             []Bar
	Days             []Day
	Search           string
	Found            int
}

// KindSum is what was spent at a kind of merchants.
type KindSum struct {
	Kind    string
	N, Back int
	Sum     int64
}

// Line is a step from one balance to another.
type Line struct {
	Kind string
	N    int
	Sum  int64
}

// Bar is a day of a month's chart, in fen.
type Bar struct {
	Day   int
	Sum   int64
	Today bool
}

// Day is a day of a bill, newest first.
type Day struct {
	At    time.Time
	Spent int64
	Moves []Move
}

// Move is one movement of somebody's money.
type Move struct {
	ID          string
	At          time.Time
	Kind        string // topup, payout, subsidy, sale, refund, expiry
	Title       string // the merchant, or the subsidy
	Till, Meal  string
	Own, Given  int64
	Before, Now int64 // of the wallet
	Why         string
}
