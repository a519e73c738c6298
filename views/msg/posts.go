package msg

import "context"

// What is wrong with a post to give.
func PostKindWrong(ctx context.Context) string {
	return Pick(ctx, "请选职务", "Please choose a post")
}
func PostGradeWrong(ctx context.Context) string {
	return Pick(ctx, "请选年级", "Please choose a grade")
}
func PostSubjectWrong(ctx context.Context) string {
	return Pick(ctx, "科目最多 20 个字", "A subject has at most 20 characters")
}
func PostDatesWrong(ctx context.Context) string {
	return Pick(ctx, "最后一天不能早于今天或开始那天", "The last day cannot be before today or before the first")
}
func PostStandInDates(ctx context.Context) string {
	return Pick(ctx, "代理要写到哪天止，而且不能超出本人的任期", "A stand-in needs a last day, inside the time of the post itself")
}
func PostRoleWrong(ctx context.Context) string {
	return Pick(ctx, "要先有相应的身份：班级和年级的职务要是老师，其他职务要是教职工", "Needs a role first: a teacher for classes and grades, staff for the others")
}
func PostTwice(ctx context.Context) string {
	return Pick(ctx, "这段时间已经有这个职务了", "Has this post in that time already")
}
func ClassHasTeacher(ctx context.Context, name string) string {
	return Pick(ctx, "这个班已有班主任：%s。先结束那一个，或登记为代理", "The class has a class teacher: %s. End that post first, or have this person stand in", name)
}
func PostSelf(ctx context.Context) string {
	return Pick(ctx, "不能代自己", "Nobody stands in for themselves")
}
func PostOver(ctx context.Context) string {
	return Pick(ctx, "这个职务已经结束了", "This post has ended")
}
func PostForWrong(ctx context.Context) string {
	return Pick(ctx, "请选代谁", "Please choose whom to stand in for")
}
