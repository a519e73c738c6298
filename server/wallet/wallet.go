// Package wallet is the scene of money on a card: a person's wallet with its limits and
// bills, and the office's pages of sales, the cash desk, refunds, merchants and subsidies.
// Package purse and package sale keep the books; the scene till takes the money.
//
// Money is its own office: who holds the post finance sees it, no admin does without it.
package wallet

import (
	"context"
	"time"

	"github.com/a-h/templ"
	"github.com/uptrace/bun"

	"yunka/server/allow"
	"yunka/server/campus"
	"yunka/server/console"
	"yunka/server/ledger"
	"yunka/server/openid"
	"yunka/server/purse"
	"yunka/server/sale"
	"yunka/server/sale/codepay"
	"yunka/server/scene"
	"yunka/server/topup"
	"yunka/server/web"
	"yunka/server/wechatpay"
	view "yunka/views/wallet"
)

// Wallet has the handlers of its routes.
type Wallet struct {
	*console.Console
	purses *purse.Service
	sales  *sale.Service
	tops   *topup.Service
	codes  *codepay.Service
	pay    *wechatpay.Client
	login  *openid.Service
	home   string // this program's address, as WeChat goes back to it
}

// Deps is what the scene asks beside the console's own.
type Deps struct {
	Pay *wechatpay.Client // nil without a merchant: people top up at the cash desk
}

// New makes the scene on the console.
func New(c *console.Console, d Deps) *Wallet {
	s := &Wallet{Console: c, purses: purse.New(c.DB, c.Feed), sales: sale.New(c.DB, c.Feed), tops: topup.New(c.DB, c.Feed, d.Pay, c.Logger), codes: codepay.New(c.DB, c.Feed, d.Pay, c.Logger), pay: d.Pay, login: openid.New(d.Pay)}
	if d.Pay != nil {
		s.home = d.Pay.Home()
	}
	return s
}

// Scene is the wallet as the program takes it in.
func (s *Wallet) Scene() scene.Scene {
	p := paying{s}
	return scene.Scene{
		Name: "wallet",
		Routes: []web.Route{
			{Method: "GET", Pattern: "/wallet/{id}", Action: allow.WalletRead, Handle: s.page},
			{Method: "POST", Pattern: "/wallet/{id}/limits", Action: allow.WalletLimit, Handle: s.setLimits},
			{Method: "GET", Pattern: "/wallet/{id}/bill/{month}", Action: allow.WalletRead, Handle: s.bill},
			{Method: "GET", Pattern: "/wallet/{id}/topup", Action: allow.WalletTopUp, Handle: s.topUp},
			{Method: "POST", Pattern: "/wallet/{id}/topup", Action: allow.WalletTopUp, Handle: s.askTopUp},
			{Method: "GET", Pattern: "/wechat/back", Action: allow.SessionUse, Handle: wechatLogin{s}.back},
			{Method: "GET", Pattern: "/wallet/{id}/topup/{order}", Action: allow.WalletTopUp, Handle: s.order},
			{Method: "GET", Pattern: "/wallet/{id}/pay/{sale}", Action: allow.WalletPay, Handle: p.payPage},
			{Method: "POST", Pattern: "/wallet/{id}/pay/{sale}", Action: allow.WalletPay, Handle: p.payNow},
			{Method: "GET", Pattern: "/wallet/{id}/pin", Action: allow.WalletPay, Handle: p.pinPage},
			{Method: "POST", Pattern: "/wallet/{id}/pin", Action: allow.WalletPay, Handle: p.setPIN},
			{Method: "POST", Pattern: wechatpay.CallbackPath, Action: allow.PagePublic, Handle: s.callback, Bare: true, JSON: true},

			{Method: "GET", Pattern: "/console/money", Action: allow.MoneyRead, Handle: s.office},
			{Method: "GET", Pattern: "/console/money/sales.csv", Action: allow.MoneyRead, Handle: s.sheet},
			{Method: "GET", Pattern: "/console/money/sales/{id}", Action: allow.MoneyRead, Handle: s.salePage},
			{Method: "POST", Pattern: "/console/money/sales/{id}/refund", Action: allow.MoneyManage, Handle: s.refund},
			{Method: "GET", Pattern: "/console/money/topups", Action: allow.MoneyRead, Handle: s.topUps},
			{Method: "POST", Pattern: "/console/money/topups/{id}/resolve", Action: allow.MoneyManage, Handle: s.resolveTopUp},
			{Method: "POST", Pattern: "/console/money/codes/{id}/resolve", Action: allow.MoneyManage, Handle: s.resolveCode},
			{Method: "GET", Pattern: "/console/money/refunds", Action: allow.MoneyManage, Handle: s.refunds},
			{Method: "POST", Pattern: "/console/money/refunds/{id}/answer", Action: allow.MoneyManage, Handle: s.answer},
			{Method: "GET", Pattern: "/console/money/desk", Action: allow.MoneyDesk, Handle: s.desk},
			{Method: "POST", Pattern: "/console/money/desk", Action: allow.MoneyDesk, Handle: s.takeCash},
			{Method: "POST", Pattern: "/console/money/desk/close", Action: allow.MoneyDesk, Handle: s.payOut},
			{Method: "GET", Pattern: "/console/money/settings", Action: allow.MoneyManage, Handle: s.settings},
			{Method: "POST", Pattern: "/console/money/settings", Action: allow.MoneyManage, Handle: s.set},
			{Method: "POST", Pattern: "/console/money/merchants", Action: allow.MoneyManage, Handle: s.addMerchant},
			{Method: "POST", Pattern: "/console/money/merchants/{id}", Action: allow.MoneyManage, Handle: s.changeMerchant},
			{Method: "POST", Pattern: "/console/money/tills/{id}", Action: allow.MoneyManage, Handle: s.bind},
			{Method: "POST", Pattern: "/console/money/subsidies", Action: allow.MoneyManage, Handle: s.give},
		},
		Topics: []web.Topic{
			{Kind: topic, Permit: mayWatch, Snapshot: s.state, Render: s.pieces},
			{Kind: payTopic, Permit: mayPay, Snapshot: p.asksState, Render: p.asksPieces},
			{Kind: topUpTopic, Permit: mayWatchOrder, Snapshot: s.orderState, Render: s.orderPieces},
		},
		Rail:     []scene.RailEntry{{Item: view.Rail, Action: allow.MoneyRead}},
		Sections: []scene.Section{p.asksSection(), {Order: 20, Draw: s.section}},
		Jobs: []scene.Job{
			scene.Every("subsidies", time.Hour, s.Logger, s.purses.ExpireAll),
			scene.Every("topups", 5*time.Second, s.Logger, s.tops.Run),
			scene.Every("ledger", ledger.NightEvery, s.Logger, func(ctx context.Context) error { return ledger.Night(ctx, s.DB) }),
		},
		Waiting:   scene.Waiting{Kinds: []string{purse.Moved, topup.Moved, sale.Asks}, List: s.waiting},
		Words:     scene.Words{Action: actionWords, Done: doneWords, Fault: faultWords},
		Functions: functions,
	}
}

// section is the line of the card page: for a guardian with the right, and for oneself
// where there is a wallet.
func (s *Wallet) section(ctx context.Context, q bun.IDB, h scene.Holder) (templ.Component, error) {
	if !allow.Can(h.Actor, allow.WalletRead, allow.Target{School: h.School.ID, Person: h.PersonID, Class: h.Class}) {
		return nil, nil
	}
	p, err := s.purse(ctx, q, h.School, h.PersonID)
	if err != nil || !h.Child && !p.Open {
		return nil, err
	}
	return view.Entry(h.PersonID, p, !h.Child), nil
}

// waiting is what waits for who has the post finance: refunds that somebody else asked
// for, top-ups that need a person, and a night's check that found something.
func (s *Wallet) waiting(ctx context.Context, q bun.IDB, a allow.Actor, sc campus.School) ([]scene.WaitingLine, error) {
	if !allow.Can(a, allow.MoneyManage, allow.Target{School: sc.ID}) {
		return nil, nil
	}
	n, since, err := sale.WaitingForMe(ctx, q, a, sc.ID)
	if err != nil {
		return nil, err
	}
	const base = "/console/money"
	line := scene.WaitingLine{Icon: view.Rail.Icon, Title: view.RefundsWait, Link: base + "/refunds", N: n}
	if n > 0 {
		line.Since = time.UnixMilli(since)
	}
	list := []scene.WaitingLine{line}
	last, found, err := ledger.LastCheck(ctx, q, sc.ID)
	if err != nil {
		return nil, err
	}
	if found && last.Broken > 0 {
		list = append(list, scene.WaitingLine{Icon: view.Rail.Icon, Title: view.BooksWrong, Link: base, N: int(last.Broken), Since: time.UnixMilli(last.At), Late: true})
	}
	orders, err := s.waitingTopUps(ctx, q, a, sc)
	return append(list, orders...), err
}
