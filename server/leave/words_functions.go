package leave

import (
	"context"

	"yunka/server/allow"
	"yunka/server/scene"
	view "yunka/views/leave"
	"yunka/views/msg"
	"yunka/views/ui"
)

// functions are what a card can lead to.
var functions = []scene.Function{
	{
		Key: "leave", Icon: ui.IconExit, Roles: []allow.Role{allow.Student, allow.Parent},
		Text: func(ctx context.Context) string { return msg.Pick(ctx, "请假", "Leave") },
		Link: func(h scene.Holder) string {
			if !allow.Can(h.Actor, allow.LeaveAsk, allow.Target{School: h.School.ID, Person: h.PersonID, Class: h.Class}) {
				return ""
			}
			return view.PersonPath(h.PersonID)
		},
	},
}
