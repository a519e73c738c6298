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
		return msg.Pick(ctx, "挂了一块大屏", "Put up a screen")
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
	case "kiosk.viewed":
		return msg.Pick(ctx, "打开了门口的平板", "Opened the gate's tablet")
	case "scan.read":
		return msg.Pick(ctx, "读取了通行记录", "Read the scans")
	case "scan.identity":
		return msg.Pick(ctx, "读取了通行记录，连同姓名和学号", "Read the scans with names and numbers")
	case "people.search":
		return msg.Pick(ctx, "在终端上查人", "Searched at a terminal")
	case "scan.confirm":
		return msg.Pick(ctx, "核对了一次刷卡", "Settled a scan")
	case "scan.manual":
		return msg.Pick(ctx, "登记了一次人工放行", "Recorded a scan by hand")
	case "scan.undo":
		return msg.Pick(ctx, "撤回了一次放行：人没有过去", "Undid a passage: nobody went through")
	case "kiosk.shift":
		return msg.Pick(ctx, "在大门当班", "Began a shift at a gate")
	case "search.opened":
		return msg.Pick(ctx, "用值班密码打开了按姓名查找", "Opened the search by name with a PIN")
	}
	return ""
}

// detailWords names a part of an event's detail; "" for ids and what nobody reads.
func detailWords(ctx context.Context, key string) string {
	switch key {
	case "accept":
		return msg.Pick(ctx, "放行", "let through")
	case "decision":
		return msg.Pick(ctx, "结果", "decision:")
	case "reason":
		return msg.Pick(ctx, "原因", "reason:")
	case "note":
		return msg.Pick(ctx, "说明", "note:")
	}
	return ""
}
