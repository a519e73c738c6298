package gate

import (
	"context"

	"yunka/views/msg"
)

// doneWords says what a form of the scene has just done.
func doneWords(ctx context.Context, done string) string {
	switch done {
	case "saved":
		return msg.Pick(ctx, "已保存，下一次刷卡就按新的来。", "Saved. The next scan goes by it.")
	case "walls":
		return msg.Pick(ctx, "大屏都取下了。", "All screens are taken down.")
	}
	return ""
}

// actionWords says what an event of the scene did.
func actionWords(ctx context.Context, action string) string {
	switch action {
	case "wall.hung":
		return msg.Pick(ctx, "挂了一块大屏", "Hung up a screen")
	case "wall.ended":
		return msg.Pick(ctx, "取下了大屏", "Took the screens down")
	case "scans.exported":
		return msg.Pick(ctx, "下载了通行记录", "Downloaded scans")
	case "console.viewed":
		return msg.Pick(ctx, "看了现场", "Looked at the live page")
	case "gate.added":
		return msg.Pick(ctx, "建了门", "Made a gate")
	case "zone.changed":
		return msg.Pick(ctx, "改了区域", "Changed a zone")
	case "rule.added":
		return msg.Pick(ctx, "加了通行规则", "Added a rule")
	case "rule.removed":
		return msg.Pick(ctx, "去掉了通行规则", "Removed a rule")
	case "group.added":
		return msg.Pick(ctx, "新建了资格小组", "Made a group")
	case "group.granted":
		return msg.Pick(ctx, "给了资格", "Granted a clearance")
	case "group.ended":
		return msg.Pick(ctx, "收回了资格", "Took back a clearance")
	case "calendar.changed":
		return msg.Pick(ctx, "改了校历", "Changed the calendar")
	case "zone.reset":
		return msg.Pick(ctx, "重置了区域里的人", "Reset who is inside of a zone")
	case "zone.released":
		return msg.Pick(ctx, "紧急疏散，全部重置", "Evacuation, reset everything")
	case "conflicts.read":
		return msg.Pick(ctx, "查看了要核实的", "Read what is to be looked into")
	case "conflict.resolved":
		return msg.Pick(ctx, "核实了一件", "Dealt with a conflict")
	case "presence.reset":
		return msg.Pick(ctx, "重置了进出状态", "Reset somebody's in/out state")
	case "presence.asked":
		return msg.Pick(ctx, "查了能不能通行", "Asked whether somebody may pass")
	case "inside.viewed":
		return msg.Pick(ctx, "看了区域内名单", "Viewed who is inside of a zone")
	case "gate.changed":
		return msg.Pick(ctx, "改了门", "Changed a gate")
	}
	return ""
}
