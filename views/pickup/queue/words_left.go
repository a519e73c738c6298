package queue

import (
	"context"

	"yunka/views/msg"
)

func leftTitle(ctx context.Context) string { return msg.Pick(ctx, "还没接走", "Not collected yet") }
func leftCount(ctx context.Context, n int) string {
	return msg.Pick(ctx, number(n)+" 人还在学校等", number(n)+" are still waiting")
}
func printIt(ctx context.Context) string { return msg.Pick(ctx, "打印", "Print") }
func nobodyLeft(ctx context.Context) string {
	return msg.Pick(ctx, "都接走了", "Everybody was collected")
}
func nobodyLeftText(ctx context.Context) string {
	return msg.Pick(ctx, "计划由家人来接的孩子都已放行。", "Every child whose family collects it was released.")
}
func colAdults(ctx context.Context) string { return msg.Pick(ctx, "家人电话", "Family") }
func leftState(ctx context.Context, l Left) string {
	switch {
	case l.Held:
		return msg.Pick(ctx, "老师先留下了", "Held by staff")
	case l.State == "ARRIVED":
		return isHere(ctx)
	case l.State == "CALLED":
		return isCalled(ctx)
	case l.State == "READY":
		return isReady(ctx)
	}
	return msg.Pick(ctx, "还没有人来", "Nobody has come yet")
}
func noPhone(ctx context.Context) string { return msg.Pick(ctx, "没有电话", "no phone") }

func figuresTitle(ctx context.Context) string {
	return msg.Pick(ctx, "等了多久", "How long it took")
}
func figuresHint(ctx context.Context) string {
	return msg.Pick(ctx, "从家人到门口扫码，到放行。", "From the scan at the gate to the release.")
}
func noFigures(ctx context.Context) string {
	return msg.Pick(ctx, "最近两周还没有放行", "No release in the last two weeks")
}
func colDay(ctx context.Context) string    { return msg.Pick(ctx, "日子", "Day") }
func colN(ctx context.Context) string      { return msg.Pick(ctx, "人数", "Children") }
func colMedian(ctx context.Context) string { return msg.Pick(ctx, "一半不超过", "Half within") }
func colP90(ctx context.Context) string    { return msg.Pick(ctx, "九成不超过", "9 in 10 within") }
func noGate(ctx context.Context) string    { return msg.Pick(ctx, "没有门", "No gate") }
func wait(ctx context.Context, seconds int) string {
	m, s := seconds/60, seconds%60
	switch {
	case m == 0:
		return msg.Pick(ctx, number(s)+" 秒", number(s)+" s")
	case s == 0:
		return msg.Pick(ctx, number(m)+" 分", number(m)+" min")
	}
	return msg.Pick(ctx, number(m)+" 分 "+number(s)+" 秒", number(m)+" min "+number(s)+" s")
}
