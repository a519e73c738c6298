package msg

import "context"

// The file of teachers.
func Teachers(ctx context.Context) string { return Pick(ctx, "教师名单", "Teachers' file") }
func TeachersFile(ctx context.Context) string {
	return Pick(ctx, "传一份教师名单", "Upload a teachers' file")
}
func TeachersHint(ctx context.Context) string {
	return Pick(ctx, "列：工号、姓名、手机、任教班级、班主任、卡号。只有工号和姓名必须有。CSV，UTF-8 或 GB18030 都可以。",
		"Columns: staff number, name, phone, classes, class teacher, chip. Only number and name are required. CSV in UTF-8 or GB18030.")
}
func TeachersHow(ctx context.Context) string {
	return Pick(ctx, "先检查，什么都不改。空格子不改动；填了的班级以文件为准；不在文件里的老师不动。",
		"It is checked first and changes nothing. An empty cell changes nothing; filled classes are as the file says; teachers who are not in it stay as they are.")
}
func TeachersApply(ctx context.Context) string {
	return Pick(ctx, "按上面的改", "Make these changes")
}
func TeachersSame(ctx context.Context) string {
	return Pick(ctx, "和系统里一样，没有要改的", "As in the books: nothing to change")
}
func TeachersRefused(ctx context.Context) string {
	return Pick(ctx, "有要改正的行，什么都没有改动。改好文件再传一次", "Some lines must be fixed and nothing has changed. Fix the file and upload it again")
}
func TeachersIgnored(ctx context.Context, list string) string {
	return Pick(ctx, "这些列用不上：%s", "Columns that are not used: %s", list)
}
func TeacherChanges(ctx context.Context) string { return Pick(ctx, "会改动什么", "Changes") }

// TeacherChange says what a line changes; title is the post's.
func TeacherChange(ctx context.Context, what, title string) string {
	switch what {
	case "added":
		return Pick(ctx, "登记为新老师，建卡", "Added as a new teacher, with a card")
	case "role":
		return Pick(ctx, "加上老师身份，建卡", "Gets the role of a teacher, with a card")
	case "number":
		return Pick(ctx, "补上工号", "Gets the staff number")
	case "phone":
		return Pick(ctx, "改手机号", "Another phone number")
	case "chip":
		return Pick(ctx, "绑定卡片，原来的作废", "Another chip; the one before is dead")
	case "given":
		return Pick(ctx, "给职务：%s", "Post given: %s", title)
	case "ended":
		return Pick(ctx, "结束职务：%s", "Post ended: %s", title)
	}
	return what
}
