package attendance

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
		Key: "attendance", Icon: ui.IconCalendar, Roles: []allow.Role{allow.Student, allow.Parent},
		Text: func(ctx context.Context) string { return msg.Pick(ctx, "考勤", "Attendance") },
		Link: func(h scene.Holder) string {
			if !allow.Can(h.Actor, allow.AttendanceRead, allow.Target{School: h.School.ID, Person: h.PersonID, Class: h.Class}) {
				return ""
			}
			return "/attendance/" + h.PersonID + "/month/" + h.Now.In(h.Loc).Format("2006-01")
		},
	},
	{
		Key: "classes", Icon: ui.IconSchool, Roles: []allow.Role{allow.Teacher}, Own: true,
		Text: func(ctx context.Context) string { return msg.Pick(ctx, "点名", "Roll call") },
		Link: func(scene.Holder) string { return "/class" },
	},
}
