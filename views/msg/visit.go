package msg

import (
	"context"
	"time"
)

func VisitWhen(ctx context.Context, from, to time.Time) string {
	if from.Format(time.DateOnly) == to.Format(time.DateOnly) {
		return Pick(ctx, "%s %s 到 %s", "%s, %s to %s", Day(ctx, from), Clock(from), Clock(to))
	}
	return Pick(ctx, "%s %s 到 %s %s", "%s, %s to %s, %s", Day(ctx, from), Clock(from), Day(ctx, to), Clock(to))
}
func VisitHost(ctx context.Context, name string) string {
	return Pick(ctx, "接待人 %s", "visits %s", name)
}

// VisitWrong is what to mend in an invitation.
func VisitWrong(ctx context.Context, field string) string {
	switch field {
	case "name":
		return Pick(ctx, "请写访客姓名，最多 40 个字", "Write the visitor's name, at most 40 characters")
	case "company":
		return Pick(ctx, "单位最多 60 个字", "At most 60 characters")
	case "phone":
		return Pick(ctx, "电话只能有数字、空格、+ 和 -", "A phone number has digits, spaces, + and - only")
	case "purpose":
		return Pick(ctx, "请写来访事由，最多 100 个字", "Say what the visit is for, at most 100 characters")
	case "time":
		return Pick(ctx,
			"结束要晚于开始和现在，最长 7 天，最早可提前 90 天邀请",
			"The end comes after the beginning and after now; a visit lasts at most 7 days and begins within 90")
	}
	return Pick(ctx, "这个选项已经没有了，请重新选择", "That choice is gone. Please choose again")
}
