package msg

import (
	"context"
)

func GateNameWrong(ctx context.Context) string {
	return Pick(ctx, "门的名字要填，最多 40 个字", "A name of at most 40 characters, please")
}
func GateTaken(ctx context.Context) string {
	return Pick(ctx, "已有同名的门，请换一个名字", "Another gate has this name. Choose another one")
}
func GateZoneWrong(ctx context.Context) string {
	return Pick(ctx, "请选区域，或填新区域的名字", "Choose a zone, or name a new one")
}
func GateHoursWrong(ctx context.Context) string {
	return Pick(ctx, "时间看不懂。请写成 06:30-18:00，开门早于关门", "Please write hours as 06:30-18:00, opening before closing")
}
func GateOverlap(ctx context.Context) string {
	return Pick(ctx, "同一天的两段时间重叠了", "Two spans of one day overlap")
}
func GateNever(ctx context.Context) string {
	return Pick(ctx, "一天也不开？请填时间，或选“全天开放”", "Never open? Fill in hours, or choose always open")
}
func GateChoose(ctx context.Context) string {
	return Pick(ctx, "请从列表里选", "Please choose from the lists")
}

// GateWay is what passing a gate means.
func GateWay(ctx context.Context, direction string) string {
	switch direction {
	case "in":
		return Pick(ctx, "进去", "going in")
	case "out":
		return Pick(ctx, "出来", "coming out")
	}
	return Pick(ctx, "不分进出", "either")
}

func ZoneNameWrong(ctx context.Context) string {
	return Pick(ctx, "区域的名字要填，最多 40 个字", "A name of at most 40 characters, please")
}
func ZoneTaken(ctx context.Context) string {
	return Pick(ctx, "已有同名的区域，请换一个名字", "Another zone has this name. Choose another one")
}
func ZoneLoop(ctx context.Context) string {
	return Pick(ctx, "一个区域不能在它自己里面", "A zone cannot lie inside itself")
}
