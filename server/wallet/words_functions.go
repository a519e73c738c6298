package wallet

import (
	"context"

	"yunka/server/allow"
	"yunka/server/scene"
	"yunka/views/msg"
	"yunka/views/ui"
	view "yunka/views/wallet"
)

// functions are what a card can lead to.
var functions = []scene.Function{
	{
		Key: "wallet", Icon: ui.IconWallet, Roles: []allow.Role{allow.Student, allow.Teacher, allow.Parent},
		Text: func(ctx context.Context) string { return msg.Pick(ctx, "钱包", "Wallet") },
		Link: func(h scene.Holder) string {
			if !allow.Can(h.Actor, allow.WalletRead, allow.Target{School: h.School.ID, Person: h.PersonID, Class: h.Class}) {
				return ""
			}
			return view.Path(h.PersonID)
		},
	},
}
