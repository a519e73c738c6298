package inbox

import (
	"context"

	"yunka/server/allow"
	"yunka/server/scene"
	view "yunka/views/inbox"
	"yunka/views/msg"
	"yunka/views/ui"
)

// functions are what a card can lead to.
var functions = []scene.Function{
	{
		Key: "messages", Icon: ui.IconBell, Roles: []allow.Role{allow.Student, allow.Teacher, allow.Parent}, Own: true,
		Text: func(ctx context.Context) string { return msg.Pick(ctx, "消息", "Messages") },
		Link: func(h scene.Holder) string { return view.Path(h.PersonID) },
	},
}
