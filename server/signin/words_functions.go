package signin

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
		Key: "signin", Icon: ui.IconCame, Roles: []allow.Role{allow.Student, allow.Teacher}, Own: true,
		Text: func(ctx context.Context) string { return msg.Pick(ctx, "签到", "Sign-in") },
		Link: func(scene.Holder) string { return "/signins" },
	},
}
