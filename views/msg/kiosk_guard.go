package msg

import "context"

// What a guard opens with the PIN, and sees beside an answer.
func SearchLocked(ctx context.Context) string {
	return pick(ctx, "按姓名查找要先输值班密码；5 分钟不用会自动锁上", "A guard’s PIN opens the search; unused for 5 minutes it locks itself")
}
func SearchUnlock(ctx context.Context) string { return pick(ctx, "打开查找", "Open the search") }
func SearchLock(ctx context.Context) string   { return pick(ctx, "锁上", "Lock") }
func EarlierToday(ctx context.Context) string {
	return pick(ctx, "今天早些时候", "Earlier today")
}
func NoAnswer(ctx context.Context) string {
	return pick(ctx, "没有连上服务器，请再试", "No answer from the server. Please try again")
}

// Who is where, by class.
func WhereTitle(ctx context.Context) string {
	return pick(ctx, "按最后一次方向", "By last direction")
}
func OtherPeople(ctx context.Context) string   { return pick(ctx, "其他人", "Others") }
func BackToClasses(ctx context.Context) string { return pick(ctx, "全部班级", "All classes") }
func NoClasses(ctx context.Context) string {
	return pick(ctx, "还没有班级。请让办公室导入花名册", "No classes yet. Ask the office to import the roster")
}
