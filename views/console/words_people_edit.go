package console

import (
	"context"

	"yunka/views/msg"
)

// Forms about people and guardians.
func personAdd(ctx context.Context) string { return msg.Pick(ctx, "加一个人", "Add a person") }

func personEdit(ctx context.Context) string { return msg.Pick(ctx, "修改资料", "Change details") }
func personName(ctx context.Context) string { return msg.Pick(ctx, "姓名", "Name") }
func personNumber(ctx context.Context) string {
	return msg.Pick(ctx, "学号或工号", "Student or staff number")
}
func personPhone(ctx context.Context) string { return msg.Pick(ctx, "手机号", "Mobile number") }

func personPhoneHint(ctx context.Context) string {
	return msg.Pick(ctx, "11 位；家长按手机号和姓名认", "11 digits; parents are known by it and their name")
}

func personClass(ctx context.Context) string { return msg.Pick(ctx, "班级", "Class") }
func personRole(ctx context.Context) string  { return msg.Pick(ctx, "身份", "Role") }
func personClassHint(ctx context.Context) string {
	return msg.Pick(ctx, "学生要选班级", "A pupil needs a class")
}
func chooseClass(ctx context.Context) string { return msg.Pick(ctx, "选班级", "Choose a class") }
func save(ctx context.Context) string        { return msg.Pick(ctx, "保存", "Save") }
func guardianAdd(ctx context.Context) string {
	return msg.Pick(ctx, "加一位监护人", "Add a guardian")
}

func guardianAddHint(ctx context.Context) string {
	return msg.Pick(ctx, "姓名和手机号都一样，就认作同一个人", "Same name and same phone is the same person")
}

func relationLabel(ctx context.Context) string { return msg.Pick(ctx, "关系", "Relation") }

// relation is a relation of the books in the page's language.
func relation(ctx context.Context, r string) string {
	switch r {
	case "母亲":
		return msg.Pick(ctx, "母亲", "Mother")
	case "父亲":
		return msg.Pick(ctx, "父亲", "Father")
	case "祖母":
		return msg.Pick(ctx, "奶奶", "Father’s mother")
	case "祖父":
		return msg.Pick(ctx, "爷爷", "Father’s father")
	case "外祖母":
		return msg.Pick(ctx, "外婆", "Mother’s mother")
	case "外祖父":
		return msg.Pick(ctx, "外公", "Mother’s father")
	case "其他":
		return msg.Pick(ctx, "其他", "Other")
	}
	return r
}

func rightsEdit(ctx context.Context) string { return msg.Pick(ctx, "改权限", "Change rights") }
func rightsSave(ctx context.Context) string { return msg.Pick(ctx, "保存权限", "Save rights") }

func rightsRestricted(ctx context.Context) string {
	return msg.Pick(ctx, "有限制（如法院裁定）：什么都不能做，对方看不到原因", "Restricted, for example by a court: may do nothing, and is not told why")
}

func guardianEnd(ctx context.Context) string { return msg.Pick(ctx, "解除关系", "Remove") }

func guardianEndAsk(ctx context.Context, name string) string {
	return msg.Pick(ctx, "解除 "+name+" 的监护关系？马上看不到孩子，也不能接。", "Remove "+name+" as a guardian? They stop seeing the child, and may not collect them, at once.")
}

func memberEnd(ctx context.Context, role string) string {
	return msg.Pick(ctx, "结束"+role+"身份", "End as "+role)
}

func memberEndAsk(ctx context.Context, role string) string {
	if role == "parent" {
		return msg.Pick(ctx, "结束后，家长卡、手机和卡片马上不能用，也不能再看孩子、停用或恢复孩子的卡、请假、接送：名下的监护关系一起结束。24 小时内可以撤回。",
			"The parent's card, its phones and chips stop at once, and so do all rights for the children: to see them, to stop their cards, to ask for leave, to pick up. The guardianships end with the role. It can be taken back within 24 hours.")
	}
	return msg.Pick(ctx, "结束后，这个身份的卡、手机和卡片马上不能用。24 小时内可以撤回。", "The card, its phones and chips stop at once. It can be taken back within 24 hours.")
}

func memberResume(ctx context.Context) string {
	return msg.Pick(ctx, "撤回结束", "Take the end back")
}

// Filters of the list of people, and the slips of a class.
func allClasses(ctx context.Context) string { return msg.Pick(ctx, "所有班级", "All classes") }

func peopleStateLabel(ctx context.Context) string { return msg.Pick(ctx, "状态", "State") }

func peopleState(ctx context.Context, state string) string {
	switch state {
	case "stopped":
		return msg.Pick(ctx, "人或卡已停用", "Person or card stopped")
	case "noaccount":
		return msg.Pick(ctx, "还没激活", "Not activated")
	case "unclaimed":
		return msg.Pick(ctx, "没有手机卡和实体卡", "No phone, no chip")
	case "nophone":
		return msg.Pick(ctx, "没有手机号", "No mobile number")
	case "left":
		return msg.Pick(ctx, "已离校", "Left the school")
	}
	return msg.Pick(ctx, "所有状态", "Any state")
}

func codesForPupils(ctx context.Context) string {
	return msg.Pick(ctx, "打印这个班学生的激活码", "Print codes for the pupils")
}

func codesForParents(ctx context.Context) string {
	return msg.Pick(ctx, "打印这个班家长的激活码", "Print codes for the parents")
}

func codesAsk(ctx context.Context) string {
	return msg.Pick(ctx, "给还没激活的人每人发一个新码，以前发的码作废。现在发吗？", "Everybody not yet activated gets a new code; codes given before stop working. Make them now?")
}

func codesTitle(ctx context.Context, class string) string {
	return msg.Pick(ctx, class+" 的激活码", "Activation codes of "+class)
}

func codesNone(ctx context.Context) string {
	return msg.Pick(ctx, "都激活了", "Everybody is activated")
}

func codesNoneDo(ctx context.Context) string {
	return msg.Pick(ctx, "这个班没有还要发码的人。", "Nobody in this class needs a code.")
}

func codesHow(ctx context.Context, url string) string {
	return msg.Pick(ctx, "打开 "+url+" 输入这个码", "Open "+url+" and enter this code")
}

func printWord(ctx context.Context) string { return msg.Pick(ctx, "打印", "Print") }

// The photo of a person.
func photoWord(ctx context.Context) string { return msg.Pick(ctx, "照片", "Photo") }

func photoAdd(ctx context.Context) string    { return msg.Pick(ctx, "加照片", "Add a photo") }
func photoChange(ctx context.Context) string { return msg.Pick(ctx, "换照片", "Change photo") }
func photoRemove(ctx context.Context) string { return msg.Pick(ctx, "删除照片", "Remove photo") }

func photoRemoveAsk(ctx context.Context) string {
	return msg.Pick(ctx, "删除这张照片？门口的值班人员不再看到。", "Remove this photo? Guards will no longer see it.")
}

func photoFile(ctx context.Context) string { return msg.Pick(ctx, "照片文件", "Photo file") }

func photoHint(ctx context.Context) string {
	return msg.Pick(ctx, "JPEG 或 PNG，最多 10 MB；只留一张小图，拍摄地点等信息不保留", "JPEG or PNG, at most 10 MB. Only a small picture is kept, nothing of where it was taken")
}

func photoOf(ctx context.Context, name string) string {
	return msg.Pick(ctx, name+"的照片", "Photo of "+name)
}
