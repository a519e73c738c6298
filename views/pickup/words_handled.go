package pickup

import (
	"context"

	"yunka/views/msg"
)

// handledElsewhere is read by the queue, too: that somebody is busy, and no more.
func handledElsewhere(ctx context.Context, h Handled) string {
	at := msg.Clock(h.Since)
	return msg.Pick(ctx, at+" 起 "+h.By+" 在 "+h.Where+" 处理事情", h.By+" has been busy at "+h.Where+" since "+at)
}

// handledBy is for staff in front of the adult.
func handledBy(ctx context.Context, h Handled) string {
	at := msg.Clock(h.Since)
	return msg.Pick(ctx, h.By+" 已在 "+h.Where+" 接手处理（"+at+"）", h.By+" took this on at "+h.Where+" at "+at)
}

func stopsTitle(ctx context.Context) string {
	return msg.Pick(ctx, "今天被拦下的", "Stopped today")
}

func noStops(ctx context.Context) string {
	return msg.Pick(ctx, "今天没有人被拦下", "Nobody was stopped today")
}

func noStopsText(ctx context.Context) string {
	return msg.Pick(ctx, "有接送限制的人来接孩子时，会写在这里，也会通知教务处和班主任。", "When an adult under a restriction comes for a child it is listed here; the office and the class teacher are told.")
}

func stopLine(ctx context.Context, x Stop) string {
	at := msg.Clock(x.At)
	return msg.Pick(ctx, at+" 在 "+x.Terminal+"，来接"+x.Child, "At "+x.Terminal+" at "+at+", for "+x.Child)
}

// StopsWaiting is the line of what waits for the office.
func StopsWaiting(ctx context.Context) string {
	return msg.Pick(ctx, "有人被拦下，还没有人处理", "Somebody was stopped, and nobody deals with it yet")
}

func nobodyDeals(ctx context.Context) string {
	return msg.Pick(ctx, "还没有人处理", "Nobody deals with it yet")
}

func cameBack(ctx context.Context) string {
	return msg.Pick(ctx, "孩子又回学校了", "The child came back")
}

func cameBackHint(ctx context.Context) string {
	return msg.Pick(ctx, "接走以后又回到学校时记下。家里会收到消息，之后要重新有人来接。", "For a child who was picked up and is at school again. The family is told, and somebody has to come again.")
}

func cameBackSave(ctx context.Context) string {
	return msg.Pick(ctx, "记下：在学校", "Note: at school")
}
