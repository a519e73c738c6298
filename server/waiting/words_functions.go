package waiting

import (
	"context"

	"yunka/server/allow"
	"yunka/server/scene"
	"yunka/views/msg"
	"yunka/views/ui"
)

// functions are what a card can lead to.
var functions = []scene.Function{
	{
		Key: "approvals", Icon: ui.IconCheck, Roles: []allow.Role{allow.Teacher}, Own: true,
		Text: func(ctx context.Context) string { return msg.Pick(ctx, "待办审批", "Approvals") },
		Link: func(scene.Holder) string { return "/waiting" },
	},
}
