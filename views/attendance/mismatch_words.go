package attendance

import (
	"context"

	"yunka/views/msg"
)

func lostTitle(ctx context.Context) string {
	return msg.Pick(ctx, "在校，课上没见到", "At school, not in the lesson")
}
func lostHint(ctx context.Context) string {
	return msg.Pick(ctx, "请马上去找", "Please look for them now")
}
func found(ctx context.Context) string { return msg.Pick(ctx, "找到了", "Found") }

// lostSeen is where a pupil was seen who is not in the lesson.
func lostSeen(ctx context.Context, p Pupil) string {
	switch {
	case p.Came.IsZero():
		return msg.Pick(ctx, "今天有老师记过在校", "A teacher has noted them as here today")
	case p.Where == "":
		return msg.Pick(ctx, msg.Clock(p.Came)+" 进校，没有离校记录", "Came at "+msg.Clock(p.Came)+", no gate saw them leave")
	}
	return msg.Pick(ctx, msg.Clock(p.Came)+" 从"+p.Where+"进校，没有离校记录", "Came at "+msg.Clock(p.Came)+" by "+p.Where+", no gate saw them leave")
}

func lostMissed(ctx context.Context, in InClass) string {
	return msg.Pick(ctx, in.From+" "+in.Subject+"课没见到，"+in.By+" "+msg.Clock(in.At)+" 点的名",
		"Not in "+in.Subject+" at "+in.From+"; called at "+msg.Clock(in.At)+" by "+in.By)
}

func unseenTitle(ctx context.Context) string {
	return msg.Pick(ctx, "课上在，闸机没看到", "In the lesson, not seen at a gate")
}
func unseenHint(ctx context.Context) string {
	return msg.Pick(ctx, "家长不会收到缺勤通知", "No parent is told that they are absent")
}

func unseenSays(ctx context.Context, p Pupil) string {
	in := *p.Class
	text := msg.Pick(ctx, in.From+" "+in.Subject+"课在，"+in.By+"点的名", "In "+in.Subject+" at "+in.From+", says "+in.By)
	if !in.Left.IsZero() {
		return msg.Joined(ctx, text, msg.Pick(ctx, "闸机 "+msg.Clock(in.Left)+" 看到离校", "a gate saw them leave at "+msg.Clock(in.Left)))
	}
	return text
}

func lostSays(ctx context.Context, list []LostIn) string {
	n := 0
	for _, c := range list {
		n += c.N
	}
	if n == 1 {
		return msg.Pick(ctx, "1 名学生在校，课上没见到", "1 pupil is at school and not in the lesson")
	}
	return msg.Pick(ctx, number(n)+" 名学生在校，课上没见到", number(n)+" pupils are at school and not in their lessons")
}

func lostIn(ctx context.Context, c LostIn) string {
	return msg.Pick(ctx, c.Name+" "+number(c.N)+" 人", c.Name+": "+number(c.N))
}
