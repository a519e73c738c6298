package schoolyear

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
		Key: "timetable", Icon: ui.IconTable, Roles: []allow.Role{allow.Student, allow.Teacher, allow.Parent},
		Text: func(ctx context.Context) string { return msg.Pick(ctx, "课表", "Timetable") },
		Link: func(h scene.Holder) string { return "#lessons-" + h.PersonID }, // its part of the card page
	},
}
