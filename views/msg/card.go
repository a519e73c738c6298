package msg

import "context"

func AtSchool(ctx context.Context) string { return Pick(ctx, "在校", "At school") }
func LeftSchool(ctx context.Context) string {
	return Pick(ctx, "已出校", "Left")
}
func NotSeenYet(ctx context.Context) string {
	return Pick(ctx, "今天还没有记录", "Nothing yet today")
}
func Unseen(ctx context.Context) string { return Pick(ctx, "没到", "Not here") }

func Today(ctx context.Context) string { return Pick(ctx, "今天", "Today") }

func PhoneSince(ctx context.Context, day string) string {
	return Pick(ctx, "%s 领卡", "since %s", day)
}
func LastUsed(ctx context.Context, when string) string {
	return Pick(ctx, "上次用 %s", "last used %s", when)
}
func AddPerson(ctx context.Context) string { return Pick(ctx, "用激活码添加", "Add with a code") }

// GuardianOf names whose guardian a card's holder is: "林知夏、林知秋的家长".
func GuardianOf(ctx context.Context, children string) string {
	return Pick(ctx, children+"的家长", "Guardian of "+children)
}

// ListComma joins names.
func ListComma(ctx context.Context) string { return Pick(ctx, "、", ", ") }
