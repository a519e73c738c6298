package schoolyear

import (
	"context"

	"yunka/views/msg"
)

func lessonsTitle(ctx context.Context) string {
	return msg.Pick(ctx, "今天的课", "Today's lessons")
}
func nowOn(ctx context.Context) string { return msg.Pick(ctx, "正在上", "now") }

func noLessonsToday(ctx context.Context, kind, name, next string) string {
	text := msg.Pick(ctx, "今天没有课", "No lessons today")
	if kind != "school" && kind != "makeup" {
		text = msg.Pick(ctx, "今天不上课", "No school today")
	}
	if name != "" {
		text = msg.Pick(ctx, text+"（"+name+"）", text+" ("+name+")")
	}
	if next != "" {
		text += msg.Pick(ctx, "，下次上课是 "+Day(ctx, next), "; the next school day is "+Day(ctx, next))
	}
	return text
}

func (l TodayLesson) changed() bool { return l.Cancelled || l.Away || l.Instead != "" || l.OtherRoom }

// note is a substitution in words.
func (l TodayLesson) note(ctx context.Context) string {
	switch {
	case l.Cancelled:
		return msg.Pick(ctx, "停课", "cancelled")
	case l.Away:
		return msg.Pick(ctx, l.Who+" 代您上", l.Who+" takes it for you")
	case l.Instead != "" && l.Class != "": // on the substitute's own card
		return msg.Pick(ctx, "代 "+l.Instead, "for "+l.Instead)
	case l.Instead != "":
		return msg.Pick(ctx, "代 "+l.Instead, "instead of "+l.Instead)
	}
	return msg.Pick(ctx, "换教室", "another room")
}
