package leave

import (
	"context"
	"strings"

	"yunka/views/msg"
)

func labelAmount(ctx context.Context) string { return msg.Pick(ctx, "请多久", "How much") }
func amountName(ctx context.Context, amount string) string {
	switch amount {
	case "morning":
		return msg.Pick(ctx, "上午", "Morning")
	case "afternoon":
		return msg.Pick(ctx, "下午", "Afternoon")
	case "lessons":
		return msg.Pick(ctx, "下面选的几节课", "The lessons chosen below")
	case "clock":
		return msg.Pick(ctx, "下面填的钟点", "The times given below")
	}
	return msg.Pick(ctx, "整天", "Whole days")
}
func lessonsTitle(ctx context.Context, first string) string {
	return msg.Pick(ctx, day(ctx, first)+" 的课", "Lessons of "+day(ctx, first))
}
func lessonName(ctx context.Context, l Lesson) string {
	name := l.Name
	if name == "" {
		name = msg.Pick(ctx, "第 "+l.Number+" 节", "Lesson "+l.Number)
	}
	if l.Subject != "" {
		name += " " + l.Subject
	}
	return name
}
func lookDo(ctx context.Context) string {
	return msg.Pick(ctx, "先看看覆盖哪些课", "See what it covers")
}

// previewWords says what a request would be before it is sent.
func previewWords(ctx context.Context, p Preview) string {
	text := msg.Joined(ctx, When(ctx, p.From, p.To), schoolDays(ctx, p.Days))
	comma := msg.Pick(ctx, "、", ", ")
	if len(p.Sessions) > 0 {
		text += msg.Pick(ctx, "。覆盖时段：", ". Covers ") + strings.Join(p.Sessions, comma)
	}
	if len(p.Lessons) > 0 {
		names := make([]string, len(p.Lessons))
		for i, l := range p.Lessons {
			names[i] = lessonName(ctx, l)
		}
		text += msg.Pick(ctx, "。课：", ". Lessons: ") + strings.Join(names, comma)
	}
	if len(p.Sessions)+len(p.Lessons) == 0 {
		text += msg.Pick(ctx, "。这段时间没有要上的课", ". There are no lessons then")
	}
	return text + msg.Pick(ctx, "。还没有送出。", ". Not sent yet.")
}
