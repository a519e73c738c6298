package library

import (
	"context"

	"yunka/server/allow"
	"yunka/server/scene"
	view "yunka/views/library"
	"yunka/views/msg"
	"yunka/views/ui"
)

// functions are what a card can lead to.
var functions = []scene.Function{
	{
		Key: "library", Icon: ui.IconList, Roles: []allow.Role{allow.Student, allow.Teacher, allow.Parent},
		Text: func(ctx context.Context) string { return msg.Pick(ctx, "借阅", "Library") },
		Link: func(h scene.Holder) string {
			if !allow.Can(h.Actor, allow.LibraryRead, allow.Target{School: h.School.ID, Person: h.PersonID}) {
				return ""
			}
			return view.Path(h.PersonID)
		},
	},
}
