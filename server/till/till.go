// Package till is the scene of paying: a terminal with the scene till asks for an amount,
// the holder shows a code that was made for paying or a chip, and the sale is written in
// the commit of that scan (part.go). What a sale is, its limits and its way back are
// package sale; the money is package ledger's.
//
//   - A code pays once, a till's number is one sale for ever, on any number of servers.
//   - No till, and no answer to one, says what somebody has or why not: a cashier may ask.
//   - Without its server a till sells nothing.
package till

import (
	"errors"

	"yunka/server/scan/part"
	"yunka/server/scene"
)

// NoticeLow is the kind of the notice that little is left in a wallet. Its data is a Low.
const NoticeLow = "wallet.low"

// Low says how much is left, and below what somebody wants to be told, in fen.
type Low struct {
	Left  int64 `json:"left"`
	Below int64 `json:"below"`
}

var errMoney = errors.New("till: the ledger refused a sale that was asked for under its locks")

// Till is the scene.
type Till struct{}

// New makes it.
func New() *Till { return &Till{} }

// Scene is the till as the program takes it in.
func (t *Till) Scene() scene.Scene {
	return scene.Scene{Name: "till", Notices: notices, Parts: []part.Part{Part()}}
}
