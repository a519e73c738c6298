package console

import (
	"context"

	"yunka/views/msg"
)

// Posts: what somebody is in charge of beside the role.
func postsTitle(ctx context.Context) string { return msg.Pick(ctx, "职务", "Posts") }

// PostName is the word for a post.
func postName(ctx context.Context, post string) string {
	switch post {
	case "class_teacher":
		return msg.Pick(ctx, "班主任", "Class teacher")
	case "subject_teacher":
		return msg.Pick(ctx, "任课老师", "Subject teacher")
	case "grade_head":
		return msg.Pick(ctx, "年级组长", "Head of a grade")
	case "registrar":
		return msg.Pick(ctx, "学籍管理", "Registrar")
	case "gate_manager":
		return msg.Pick(ctx, "门禁管理", "Gate manager")
	case "auditor":
		return msg.Pick(ctx, "审计", "Auditor")
	case "finance":
		return msg.Pick(ctx, "财务", "Finance")
	case "cashier":
		return msg.Pick(ctx, "收银", "Cashier")
	case "librarian":
		return msg.Pick(ctx, "图书管理", "Librarian")
	case "warden":
		return msg.Pick(ctx, "宿舍管理", "Dormitory warden")
	}
	return post
}

// PostGives says what a post lets its holder do.
func postGives(ctx context.Context, post string) string {
	switch post {
	case "class_teacher":
		return msg.Pick(ctx, "看本班学生，给本班家庭开重设密码的纸条", "sees the pupils of the class and prints reset slips for its families")
	case "subject_teacher":
		return msg.Pick(ctx, "现在只作登记，还不给权限", "is on record; gives no right yet")
	case "grade_head":
		return msg.Pick(ctx, "看全年级的学生", "sees the pupils of the grade")
	case "registrar":
		return msg.Pick(ctx, "看所有人员，导入花名册", "sees everybody and imports rosters")
	case "gate_manager":
		return msg.Pick(ctx, "管门、区域、通行规则和校历，看终端", "manages gates, zones, rules and the calendar; sees the terminals")
	case "auditor":
		return msg.Pick(ctx, "看操作记录", "reads the audit")
	}
	return msg.Pick(ctx, "现在只作登记，还不给权限", "is on record; gives no right yet")
}

// PostTitle joins a post with what it is of.
func postTitle(ctx context.Context, post, of, subject string) string {
	name := postName(ctx, post)
	if of == "" {
		return name
	}
	if subject != "" {
		return msg.Pick(ctx, "%s %s（%s）", "%[2]s, %[1]s (%[3]s)", of, name, subject)
	}
	return msg.Pick(ctx, "%s %s", "%[2]s, %[1]s", of, name)
}

func postsNone(ctx context.Context) string { return msg.Pick(ctx, "还没有职务", "No post yet") }
func postsNoneDo(ctx context.Context) string {
	return msg.Pick(ctx, "老师没有职务，就看不到任何班级的学生", "Without a post a teacher sees the pupils of no class")
}
func postGive(ctx context.Context) string  { return msg.Pick(ctx, "给一个职务", "Give a post") }
func postKind(ctx context.Context) string  { return msg.Pick(ctx, "职务", "Post") }
func postGrade(ctx context.Context) string { return msg.Pick(ctx, "年级", "Grade") }
func postSubject(ctx context.Context) string {
	return msg.Pick(ctx, "科目", "Subject")
}
func postSubjectHint(ctx context.Context) string {
	return msg.Pick(ctx, "可以不填", "May stay empty")
}
func postFrom(ctx context.Context) string { return msg.Pick(ctx, "从哪天起", "From") }
func postFromHint(ctx context.Context) string {
	return msg.Pick(ctx, "不填就是现在", "Empty is now")
}
func postTo(ctx context.Context) string { return msg.Pick(ctx, "到哪天止", "Last day") }
func postToHint(ctx context.Context) string {
	return msg.Pick(ctx, "含当天；不填就一直有效", "Included; empty is without an end")
}
func postStandIn(ctx context.Context) string {
	return msg.Pick(ctx, "代理别人的职务", "Stand in for somebody")
}
func postStandInHint(ctx context.Context) string {
	return msg.Pick(ctx, "代理期间，权限和本人一样；到期自动结束", "Has the same rights for that time; ends by itself")
}
func postFor(ctx context.Context) string { return msg.Pick(ctx, "代谁", "Stands in for") }
func postHolder(ctx context.Context, title, name string) string {
	return msg.Pick(ctx, "%s · %s", "%s · %s", title, name)
}
func postStandsFor(ctx context.Context, name string) string {
	return msg.Pick(ctx, "代 %s", "stands in for %s", name)
}
func postEnd(ctx context.Context) string { return msg.Pick(ctx, "结束职务", "End the post") }
func postEndAsk(ctx context.Context, title string) string {
	return msg.Pick(ctx, "结束“%s”？马上失去权限，代他的人也一起结束。", "End “%s”? The rights go at once; whoever stands in ends, too.", title)
}
func postsEnded(ctx context.Context, n int) string {
	return msg.Pick(ctx, "已结束的职务（%d）", "Ended posts (%d)", n)
}

// PostState is the word for how the dates of a post stand.
func postState(ctx context.Context, state string) string {
	switch state {
	case "planned":
		return msg.Pick(ctx, "未开始", "Planned")
	case "over":
		return msg.Pick(ctx, "已结束", "Ended")
	case "unfounded":
		return msg.Pick(ctx, "身份已结束，不起作用", "Without effect: the role has ended")
	}
	return msg.Pick(ctx, "在任", "In force")
}

// The file of teachers.
func teachersTitle(ctx context.Context) string {
	return msg.Pick(ctx, "教师名单", "Teachers' file")
}
func teachersUpload(ctx context.Context) string {
	return msg.Pick(ctx, "传一份教师名单", "Upload a teachers' file")
}
func teachersHint(ctx context.Context) string {
	return msg.Pick(ctx, "列：工号、姓名、手机、任教班级、班主任、卡号。只有工号和姓名必须有。CSV，UTF-8 或 GB18030 都可以。",
		"Columns: staff number, name, phone, classes, class teacher, chip. Only number and name are required. CSV in UTF-8 or GB18030.")
}
func teachersHow(ctx context.Context) string {
	return msg.Pick(ctx, "先检查，什么都不改。空格子不改动；填了的班级以文件为准；不在文件里的老师不动。",
		"It is checked first and changes nothing. An empty cell changes nothing; filled classes are as the file says; teachers who are not in it stay as they are.")
}
func teachersDo(ctx context.Context) string {
	return msg.Pick(ctx, "按上面的改", "Make these changes")
}
func teachersSame(ctx context.Context) string {
	return msg.Pick(ctx, "和系统里一样，没有要改的", "As in the books: nothing to change")
}
func teachersRefused(ctx context.Context) string {
	return msg.Pick(ctx, "有要改正的行，什么都没有改动。改好文件再传一次", "Some lines must be fixed and nothing has changed. Fix the file and upload it again")
}
func teachersIgnored(ctx context.Context, list string) string {
	return msg.Pick(ctx, "这些列用不上：%s", "Columns that are not used: %s", list)
}
func changesTitle(ctx context.Context) string { return msg.Pick(ctx, "会改动什么", "Changes") }

// TeacherChange says what a line changes; title is the post's.
func teacherChange(ctx context.Context, what, title string) string {
	switch what {
	case "added":
		return msg.Pick(ctx, "登记为新老师，建卡", "Added as a new teacher, with a card")
	case "role":
		return msg.Pick(ctx, "加上老师身份，建卡", "Gets the role of a teacher, with a card")
	case "number":
		return msg.Pick(ctx, "补上工号", "Gets the staff number")
	case "phone":
		return msg.Pick(ctx, "改手机号", "Another phone number")
	case "chip":
		return msg.Pick(ctx, "绑定卡片，原来的作废", "Another chip; the one before is dead")
	case "given":
		return msg.Pick(ctx, "给职务：%s", "Post given: %s", title)
	case "ended":
		return msg.Pick(ctx, "结束职务：%s", "Post ended: %s", title)
	}
	return what
}
