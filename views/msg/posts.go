package msg

import "context"

// Posts: what somebody is in charge of beside the role.
func Posts(ctx context.Context) string { return Pick(ctx, "职务", "Posts") }

// PostName is the word for a post.
func PostName(ctx context.Context, post string) string {
	switch post {
	case "class_teacher":
		return Pick(ctx, "班主任", "Class teacher")
	case "subject_teacher":
		return Pick(ctx, "任课老师", "Subject teacher")
	case "grade_head":
		return Pick(ctx, "年级组长", "Head of a grade")
	case "registrar":
		return Pick(ctx, "学籍管理", "Registrar")
	case "gate_manager":
		return Pick(ctx, "门禁管理", "Gate manager")
	case "auditor":
		return Pick(ctx, "审计", "Auditor")
	case "finance":
		return Pick(ctx, "财务", "Finance")
	case "cashier":
		return Pick(ctx, "收银", "Cashier")
	case "librarian":
		return Pick(ctx, "图书管理", "Librarian")
	case "warden":
		return Pick(ctx, "宿舍管理", "Dormitory warden")
	}
	return post
}

// PostGives says what a post lets its holder do.
func PostGives(ctx context.Context, post string) string {
	switch post {
	case "class_teacher":
		return Pick(ctx, "看本班学生，给本班家庭开重设密码的纸条", "sees the pupils of the class and prints reset slips for its families")
	case "subject_teacher":
		return Pick(ctx, "现在只作登记，还不给权限", "is on record; gives no right yet")
	case "grade_head":
		return Pick(ctx, "看全年级的学生", "sees the pupils of the grade")
	case "registrar":
		return Pick(ctx, "看所有人员，导入花名册", "sees everybody and imports rosters")
	case "gate_manager":
		return Pick(ctx, "管门、区域、通行规则和校历，看终端", "manages gates, zones, rules and the calendar; sees the terminals")
	case "auditor":
		return Pick(ctx, "看操作记录", "reads the audit")
	case "finance":
		return Pick(ctx, "管钱：流水、财务窗口、商户、补贴和退款", "runs the money: sales, the cash desk, merchants, subsidies and refunds")
	}
	return Pick(ctx, "现在只作登记，还不给权限", "is on record; gives no right yet")
}

// PostTitle joins a post with what it is of.
func PostTitle(ctx context.Context, post, of, subject string) string {
	name := PostName(ctx, post)
	if of == "" {
		return name
	}
	if subject != "" {
		return Pick(ctx, "%s %s（%s）", "%[2]s, %[1]s (%[3]s)", of, name, subject)
	}
	return Pick(ctx, "%s %s", "%[2]s, %[1]s", of, name)
}

func PostsNone(ctx context.Context) string { return Pick(ctx, "还没有职务", "No post yet") }
func PostsNoneDo(ctx context.Context) string {
	return Pick(ctx, "老师没有职务，就看不到任何班级的学生", "Without a post a teacher sees the pupils of no class")
}
func PostGive(ctx context.Context) string  { return Pick(ctx, "给一个职务", "Give a post") }
func PostKind(ctx context.Context) string  { return Pick(ctx, "职务", "Post") }
func PostGrade(ctx context.Context) string { return Pick(ctx, "年级", "Grade") }
func PostSubject(ctx context.Context) string {
	return Pick(ctx, "科目", "Subject")
}
func PostSubjectHint(ctx context.Context) string {
	return Pick(ctx, "可以不填", "May stay empty")
}
func PostFrom(ctx context.Context) string { return Pick(ctx, "从哪天起", "From") }
func PostFromHint(ctx context.Context) string {
	return Pick(ctx, "不填就是现在", "Empty is now")
}
func PostTo(ctx context.Context) string { return Pick(ctx, "到哪天止", "Last day") }
func PostToHint(ctx context.Context) string {
	return Pick(ctx, "含当天；不填就一直有效", "Included; empty is without an end")
}
func PostStandIn(ctx context.Context) string {
	return Pick(ctx, "代理别人的职务", "Stand in for somebody")
}
func PostStandInHint(ctx context.Context) string {
	return Pick(ctx, "代理期间，权限和本人一样；到期自动结束", "Has the same rights for that time; ends by itself")
}
func PostFor(ctx context.Context) string { return Pick(ctx, "代谁", "Stands in for") }
func PostHolder(ctx context.Context, title, name string) string {
	return Pick(ctx, "%s · %s", "%s · %s", title, name)
}
func PostStandsFor(ctx context.Context, name string) string {
	return Pick(ctx, "代 %s", "stands in for %s", name)
}
func PostEnd(ctx context.Context) string { return Pick(ctx, "结束职务", "End the post") }
func PostEndAsk(ctx context.Context, title string) string {
	return Pick(ctx, "结束“%s”？马上失去权限，代他的人也一起结束。", "End “%s”? The rights go at once; whoever stands in ends, too.", title)
}
func PostsEnded(ctx context.Context, n int) string {
	return Pick(ctx, "已结束的职务（%d）", "Ended posts (%d)", n)
}

// PostState is the word for how the dates of a post stand.
func PostState(ctx context.Context, state string) string {
	switch state {
	case "planned":
		return Pick(ctx, "未开始", "Planned")
	case "over":
		return Pick(ctx, "已结束", "Ended")
	case "unfounded":
		return Pick(ctx, "身份已结束，不起作用", "Without effect: the role has ended")
	}
	return Pick(ctx, "在任", "In force")
}

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
