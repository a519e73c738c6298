package gate

import (
	"context"
	"strconv"

	"yunka/views/msg"
)

// The form of a gate.
func gateAdd(ctx context.Context) string { return msg.Pick(ctx, "加一道门", "Add a gate") }

func gateChange(ctx context.Context) string { return msg.Pick(ctx, "修改", "Change") }
func gateSave(ctx context.Context) string   { return msg.Pick(ctx, "保存", "Save") }
func gateName(ctx context.Context) string   { return msg.Pick(ctx, "门的名字", "Name of the gate") }
func gateDirection(ctx context.Context) string {
	return msg.Pick(ctx, "过这道门", "Passing it means")
}
func gateZone(ctx context.Context) string    { return msg.Pick(ctx, "门后是", "It leads to") }
func gateZoneNew(ctx context.Context) string { return msg.Pick(ctx, "新的区域", "A new zone") }
func gateZoneName(ctx context.Context) string {
	return msg.Pick(ctx, "新区域的名字", "Name of the new zone")
}
func gateCopy(ctx context.Context) string {
	return msg.Pick(ctx, "周二到周五同周一", "Tuesday to Friday as Monday")
}
func gateDayExample(ctx context.Context) string { return msg.Pick(ctx, "不开门", "shut") }
func gateWeek(ctx context.Context) string {
	return msg.Pick(ctx, "按时间开门", "Open at these hours")
}

func gateWeekHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"如 06:30-08:30, 16:00-18:30；空着就是当天不开",
		"e.g. 06:30-08:30, 16:00-18:30; empty is shut that day")
}

func gateZoneHint(ctx context.Context) string {
	return msg.Pick(ctx, "通往同一区域的门共用“谁可以过”", "Gates to the same zone share who may pass")
}

func gateZoneNameHint(ctx context.Context) string {
	return msg.Pick(ctx, "选了“新的区域”才要填，如 图书馆", "Only for a new zone, e.g. Library")
}

func gateRightsHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"对通往这个区域的每道门都算数；出门不受限制",
		"Holds at every gate to this zone; nobody is kept from leaving")
}

func gateSaveHint(ctx context.Context) string {
	return msg.Pick(ctx, "保存后，下一次刷卡就按新的来", "The next scan after saving goes by it")
}

// gateRight is what a zone grants a role.
func gateRight(ctx context.Context, effect string) string {
	switch effect {
	case "allow":
		return msg.Pick(ctx, "可以过", "may pass")
	case "confirm":
		return msg.Pick(ctx, "门卫看过再放行", "a guard looks first")
	}
	return msg.Pick(ctx, "不可以过", "may not pass")
}

// Zones: what lies inside what.
func zonesTitle(ctx context.Context) string { return msg.Pick(ctx, "区域", "Zones") }

func zoneNameWord(ctx context.Context) string {
	return msg.Pick(ctx, "区域的名字", "Name of the zone")
}
func zoneInside(ctx context.Context) string { return msg.Pick(ctx, "它在哪里", "Where it lies") }
func zoneInsideNew(ctx context.Context) string {
	return msg.Pick(ctx, "新区域在哪里", "Where the new zone lies")
}

func zoneOutermost(ctx context.Context) string {
	return msg.Pick(ctx, "最外面：出了它就离开学校", "outermost: leaving it is leaving the school")
}

func zoneWithin(ctx context.Context, zone string) string {
	return msg.Pick(ctx, "在“"+zone+"”里面", "inside “"+zone+"”")
}

func zoneInsideHint(ctx context.Context) string {
	return msg.Pick(ctx,
		"从里面的区域（如图书馆）出来，人还在学校：家长看到“离开图书馆”，不是“出校”",
		"Who leaves a zone inside another, such as a library, is still at school: parents read “Left the library”, not “Left”")
}

func zoneGates(ctx context.Context, n int) string {
	if n == 0 {
		return msg.Pick(ctx, "没有门通到这里", "no gate leads here")
	}
	if n == 1 {
		return msg.Pick(ctx, "1 道门", "1 gate")
	}
	return msg.Pick(ctx, strconv.Itoa(n)+" 道门", strconv.Itoa(n)+" gates")
}

func GateNameWrong(ctx context.Context) string {
	return msg.Pick(ctx, "门的名字要填，最多 40 个字", "A name of at most 40 characters, please")
}

func GateTaken(ctx context.Context) string {
	return msg.Pick(ctx, "已有同名的门，请换一个名字", "Another gate has this name. Choose another one")
}

func GateZoneWrong(ctx context.Context) string {
	return msg.Pick(ctx, "请选区域，或填新区域的名字", "Choose a zone, or name a new one")
}

func GateHoursWrong(ctx context.Context) string {
	return msg.Pick(ctx,
		"时间看不懂。请写成 06:30-18:00，开门早于关门",
		"Please write hours as 06:30-18:00, opening before closing")
}

func GateOverlap(ctx context.Context) string {
	return msg.Pick(ctx, "同一天的两段时间重叠了", "Two spans of one day overlap")
}

func GateNever(ctx context.Context) string {
	return msg.Pick(ctx, "一天也不开？请填时间，或选“全天开放”", "Never open? Fill in hours, or choose always open")
}

// GateWay is what passing a gate means.
func GateWay(ctx context.Context, direction string) string {
	switch direction {
	case "in":
		return msg.Pick(ctx, "进去", "going in")
	case "out":
		return msg.Pick(ctx, "出来", "coming out")
	}
	return msg.Pick(ctx, "不分进出", "either")
}

func ZoneNameWrong(ctx context.Context) string {
	return msg.Pick(ctx, "区域的名字要填，最多 40 个字", "A name of at most 40 characters, please")
}

func ZoneTaken(ctx context.Context) string {
	return msg.Pick(ctx, "已有同名的区域，请换一个名字", "Another zone has this name. Choose another one")
}

func ZoneLoop(ctx context.Context) string {
	return msg.Pick(ctx, "一个区域不能在它自己里面", "A zone cannot lie inside itself")
}

func navCalendar(ctx context.Context) string { return msg.Pick(ctx, "校历", "Calendar") }
