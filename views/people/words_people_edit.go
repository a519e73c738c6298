package people

import (
	"context"

	"yunka/views/msg"
)

// Forms about people and guardians.
func personAdd(ctx context.Context) string { return msg.Pick(ctx, "添加人员", "Add a person") }

func personEdit(ctx context.Context) string { return msg.Pick(ctx, "修改资料", "Change details") }

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
	return msg.Pick(ctx,
		"有限制（如法院裁定）：什么都不能做，对方看不到原因",
		"Restricted, for example by a court: may do nothing, and is not told why")
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
	return msg.Pick(ctx,
		"结束后，这个身份的卡、手机和卡片马上不能用。24 小时内可以撤回。",
		"The card, its phones and chips stop at once. It can be taken back within 24 hours.")
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
	return msg.Pick(ctx,
		"给还没激活的人每人发一个新码，以前发的码作废。现在发吗？",
		"Everybody not yet activated gets a new code; codes given before stop working. Make them now?")
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
	return msg.Pick(ctx,
		"JPEG 或 PNG，最多 10 MB；只留一张小图，拍摄地点等信息不保留",
		"JPEG or PNG, at most 10 MB. Only a small picture is kept, nothing of where it was taken")
}

func photoOf(ctx context.Context, name string) string {
	return msg.Pick(ctx, name+"的照片", "Photo of "+name)
}

func PersonNameWrong(ctx context.Context) string {
	return msg.Pick(ctx, "姓名要填，最多 40 个字", "A name of at most 40 characters, please")
}

func PersonNumberWrong(ctx context.Context) string {
	return msg.Pick(ctx, "学号里不能有空格，最多 40 位", "At most 40 characters without blanks, please")
}

func PersonPhoneWrong(ctx context.Context) string {
	return msg.Pick(ctx, "手机号是 1 开头的 11 位数字", "A mobile number has 11 digits and begins with 1")
}

func PersonTaken(ctx context.Context) string {
	return msg.Pick(ctx,
		"学号，或同一手机号和姓名，已经登记过了",
		"This number, or this phone with this name, is in the books already")
}

func PersonClassMissing(ctx context.Context) string {
	return msg.Pick(ctx, "请选班级", "Please choose a class")
}

func PersonStale(ctx context.Context) string {
	return msg.Pick(ctx,
		"别人刚改过这个人的资料。请重新打开这一页再改",
		"Somebody else has just changed this person. Open the page again and then change it")
}

func PhoneOtherName(ctx context.Context) string {
	return msg.Pick(ctx,
		"这个手机号登记在另一个姓名下。请先核对是不是同一个人",
		"This phone is in the books under another name. Check first whether it is the same person")
}

func GuardianTwice(ctx context.Context) string {
	return msg.Pick(ctx, "已经是监护人了", "Is a guardian already")
}

func GuardianSelf(ctx context.Context) string {
	return msg.Pick(ctx, "自己不能是自己的监护人", "Nobody is their own guardian")
}

func NotAPupil(ctx context.Context) string {
	return msg.Pick(ctx, "只有在校学生才有监护人", "Only a pupil of the school has guardians")
}

func MembershipOver(ctx context.Context) string {
	return msg.Pick(ctx,
		"结束超过一天了，不能撤回。请用“添加人员”或花名册重新登记",
		"It ended more than a day ago. Enter the person anew, by hand or with a roster")
}

func MembershipTwice(ctx context.Context) string {
	return msg.Pick(ctx, "这个人已经有同样的身份了", "This person has such a role already")
}

func OwnMembership(ctx context.Context) string {
	return msg.Pick(ctx,
		"不能对自己这样做。请让另一位管理员来做",
		"You cannot do that to yourself. Please ask another administrator")
}

func PhotoWrong(ctx context.Context) string {
	return msg.Pick(ctx, "请选一张 JPEG 或 PNG 照片，最多 10 MB", "Please choose a JPEG or PNG of at most 10 MB")
}

func PhotoTooSmall(ctx context.Context) string {
	return msg.Pick(ctx, "照片太小，每边至少 100 像素", "The photo is too small: at least 100 pixels each way")
}

func PhotoTooLarge(ctx context.Context) string {
	return msg.Pick(ctx,
		"照片太大或太复杂，最多 1600 万像素。请另存为普通 JPEG 再上传",
		"The photo is too large or too complicated: at most 16 megapixels. Please save it as a plain JPEG")
}

func pickupRestrictions(ctx context.Context) string {
	return msg.Pick(ctx, "接送限制", "Pickup restrictions")
}

func onlyHereWord(ctx context.Context) string {
	return msg.Pick(ctx,
		"上面的网址只有这台电脑打得开，手机打不开。请用学校的网址登录后再打印",
		"Only this computer reaches the address on it; no phone does. Sign in by the school’s address, then print")
}
