package pickup

import (
	"context"

	"yunka/server/allow"
	"yunka/server/scene"
	"yunka/views/msg"
	view "yunka/views/pickup"
	"yunka/views/ui"
)

// functions are what a card can lead to.
var functions = []scene.Function{
	{
		Key: "pickup", Icon: ui.IconPeople, Roles: []allow.Role{allow.Parent},
		Text: func(ctx context.Context) string { return msg.Pick(ctx, "接送", "Pickup") },
		Link: func(h scene.Holder) string {
			if !allow.Can(h.Actor, allow.PickupRead, allow.Target{School: h.School.ID, Person: h.PersonID, Class: h.Class}) {
				return ""
			}
			return view.Path(h.PersonID)
		},
	},
}
