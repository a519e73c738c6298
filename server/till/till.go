// Package till is the scene of paying: a terminal with the scene till asks for an amount,
// the holder shows a code that was made for paying or a chip, and the sale is written in
// the commit of that scan (part.go). What a sale is, its limits and its way back are
// package sale; the money is package ledger's. A shop without a machine of its own pairs
// any tablet at /till (page.go).
//
//   - A code pays once, a till's number is one sale for ever, on any number of servers.
//   - No till, and no answer to one, says what somebody has or why not: a cashier may ask.
//   - Without its server a till sells nothing.
//   - Money goes back, and a day is closed, under the name of who is on shift.
package till

import (
	"errors"
	"time"

	"yunka/server/access/rule"
	"yunka/server/allow"
	"yunka/server/console"
	"yunka/server/kiosk"
	"yunka/server/sale"
	"yunka/server/sale/charge"
	"yunka/server/sale/codepay"
	"yunka/server/scan/part"
	"yunka/server/scene"
	"yunka/server/web"
	"yunka/server/wechatpay"
)

var errMoney = errors.New("till: the ledger refused a sale that was asked for under its locks")

// Till has the handlers of its routes.
type Till struct {
	*console.Console
	kiosk   *kiosk.Kiosk
	sales   *sale.Service
	charges *charge.Service
	codes   *codepay.Service
}

// New makes the scene on the kiosks. pay is nil without a merchant at WeChat Pay.
func New(c *console.Console, k *kiosk.Kiosk, pay *wechatpay.Client) *Till {
	k.Sends(rule.TillScene, "/till", "till.css", "till.js")
	sales := sale.New(c.DB, c.Feed)
	codes := codepay.New(c.DB, c.Feed, pay, c.Logger)
	return &Till{Console: c, kiosk: k, sales: sales, codes: codes, charges: charge.New(c.DB, k.Scans, sales, codes)}
}

// Scene is the till as the program takes it in.
func (s *Till) Scene() scene.Scene {
	return scene.Scene{
		Name: "till",
		Routes: []web.Route{
			{Method: "GET", Pattern: "/till", Action: allow.TerminalPair, Handle: s.page},
			{Method: "GET", Pattern: "/till/desk", Action: allow.ChargeTake, Handle: s.deskPart, JSON: true, Bare: true},
			{Method: "GET", Pattern: "/till/day", Action: allow.ChargeTake, Handle: s.dayPart, JSON: true, Bare: true},
			{Method: "POST", Pattern: "/till/charges", Action: allow.ChargeTake, Handle: s.charge, MaxBody: web.MaxJSON, JSON: true, Bare: true},
			{Method: "GET", Pattern: "/till/charges/{seq}", Action: allow.ChargeTake, Handle: s.state, JSON: true, Bare: true},
			{Method: "POST", Pattern: "/till/charges/{seq}/void", Action: allow.ChargeTake, Handle: s.void, MaxBody: web.MaxJSON, JSON: true, Bare: true},
			{Method: "POST", Pattern: "/till/charges/{seq}/drop", Action: allow.ChargeTake, Handle: s.drop, MaxBody: web.MaxJSON, JSON: true, Bare: true},
			{Method: "POST", Pattern: "/till/charges/{seq}/refund", Action: allow.ChargeTake, Handle: s.refund, MaxBody: web.MaxJSON, JSON: true, Bare: true},
			{Method: "GET", Pattern: "/till/scans/{id}/photo", Action: allow.ChargeTake, Handle: s.photo, JSON: true, Bare: true},
			{Method: "POST", Pattern: "/till/shift", Action: allow.ChargeTake, Handle: s.takeShift, MaxBody: web.MaxJSON, JSON: true, Bare: true},
			{Method: "POST", Pattern: "/till/shift/end", Action: allow.ChargeTake, Handle: s.endShift, MaxBody: web.MaxJSON, JSON: true, Bare: true},
			{Method: "POST", Pattern: "/till/batch", Action: allow.ChargeTake, Handle: s.closeDay, MaxBody: web.MaxJSON, JSON: true, Bare: true},
		},
		Words:   scene.Words{Action: actionWords, Fault: faultWords},
		Notices: notices,
		Jobs:    []scene.Job{scene.Every("codepay", 2*time.Second, s.Logger, s.codes.Run)},
		Parts:   []part.Part{Part()},
	}
}
