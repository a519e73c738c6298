package pickup

import (
	"context"

	"yunka/views/msg"
)

func colState(ctx context.Context) string { return msg.Pick(ctx, "现在", "Now") }

// goneWords says where a child stands today.
func goneWords(ctx context.Context, g Gone) string {
	at := msg.Clock(g.At)
	switch {
	case g.State == "RELEASED":
		return msg.Pick(ctx, at+" 已由"+g.Adult+"接走，"+g.By+" 确认", "Picked up at "+at+" by "+g.Adult+", confirmed by "+g.By)
	case g.HeldBy != "":
		return msg.Pick(ctx, "老师先留下了", "Held by staff")
	case g.State == "ARRIVED" || g.State == "CALLED" || g.State == "READY":
		return msg.Pick(ctx, at+" "+g.Adult+" 到了", g.Adult+" came at "+at)
	case g.State == "NO_SHOW":
		return msg.Pick(ctx, "放学后还没有人来接", "Nobody has come")
	}
	return msg.Pick(ctx, "还没接走", "Not picked up yet")
}

func heldWords(ctx context.Context, g Gone) string {
	return msg.Pick(ctx, g.HeldBy+" 先留下了孩子："+g.HeldWhy+"。现在谁也接不走。", g.HeldBy+" holds the child: "+g.HeldWhy+". Nobody can take it now.")
}
func letGo(ctx context.Context) string   { return msg.Pick(ctx, "可以走了", "Let go") }
func holdIt(ctx context.Context) string  { return msg.Pick(ctx, "先留下孩子", "Hold the child") }
func holdWhy(ctx context.Context) string { return msg.Pick(ctx, "为什么", "Why") }

func lockTitle(ctx context.Context) string { return msg.Pick(ctx, "紧急封闭", "Lockdown") }
func lockHolds(ctx context.Context, l Lock) string {
	at := msg.Clock(l.Since)
	return msg.Pick(ctx, l.By+" "+at+" 开始封闭："+l.Why+"。现在谁也接不走。", "Started by "+l.By+" at "+at+": "+l.Why+". Nobody is released now.")
}
func lockFirst(ctx context.Context, by string) string {
	return msg.Pick(ctx, by+" 已说可以结束，还要另一个人确认。", by+" said that it is over; a second person must confirm.")
}
func lockEnd(ctx context.Context) string { return msg.Pick(ctx, "结束封闭", "End the lockdown") }
func lockEndAsk(ctx context.Context) string {
	return msg.Pick(ctx, "要两个人都说结束才会结束。", "It ends when two people say so.")
}
func lockWhy(ctx context.Context) string { return msg.Pick(ctx, "为什么", "Why") }
func lockHint(ctx context.Context) string {
	return msg.Pick(ctx, "马上停止所有放行，结束要两个人。", "Stops every release at once; two people end it.")
}
func lockStart(ctx context.Context) string { return msg.Pick(ctx, "马上封闭", "Lock down now") }

// ReleasedWords is the title of a message: a child was picked up.
func ReleasedWords(ctx context.Context, child, rel, at string) string {
	if rel == "" {
		return msg.Pick(ctx, child+" "+at+" 被受委托的人接走了", child+" was picked up by a delegate at "+at)
	}
	who := msg.Relation(ctx, rel)
	return msg.Pick(ctx, child+" "+at+" 被"+who+"接走了", child+" was picked up at "+at+": "+who)
}
