package msg

import "context"

func PersonNameWrong(ctx context.Context) string {
	return Pick(ctx, "姓名要填，最多 40 个字", "A name of at most 40 characters, please")
}
func PersonNumberWrong(ctx context.Context) string {
	return Pick(ctx, "学号里不能有空格，最多 40 位", "At most 40 characters without blanks, please")
}
func PersonPhoneWrong(ctx context.Context) string {
	return Pick(ctx, "手机号是 1 开头的 11 位数字", "A mobile number has 11 digits and begins with 1")
}
func PersonTaken(ctx context.Context) string {
	return Pick(ctx, "学号，或同一手机号和姓名，已经登记过了", "This number, or this phone with this name, is in the books already")
}
func PersonClassMissing(ctx context.Context) string {
	return Pick(ctx, "请选班级", "Please choose a class")
}
func PersonStale(ctx context.Context) string {
	return Pick(ctx, "别人刚改过这个人的资料。请重新打开这一页再改", "Somebody else has just changed this person. Open the page again and then change it")
}
func PhoneOtherName(ctx context.Context) string {
	return Pick(ctx, "这个手机号登记在另一个姓名下。请先核对是不是同一个人", "This phone is in the books under another name. Check first whether it is the same person")
}
func GuardianTwice(ctx context.Context) string {
	return Pick(ctx, "已经是监护人了", "Is a guardian already")
}
func GuardianSelf(ctx context.Context) string {
	return Pick(ctx, "自己不能是自己的监护人", "Nobody is their own guardian")
}
func NotAPupil(ctx context.Context) string {
	return Pick(ctx, "只有在校学生才有监护人", "Only a pupil of the school has guardians")
}
func MembershipOver(ctx context.Context) string {
	return Pick(ctx, "结束超过一天了，不能撤回。请用“加一个人”或花名册重新登记", "It ended more than a day ago. Enter the person anew, by hand or with a roster")
}
func MembershipTwice(ctx context.Context) string {
	return Pick(ctx, "这个人已经有同样的身份了", "This person has such a role already")
}
func OwnMembership(ctx context.Context) string {
	return Pick(ctx, "不能对自己这样做。请让另一位管理员来做", "You cannot do that to yourself. Please ask another administrator")
}

func PhotoWrong(ctx context.Context) string {
	return Pick(ctx, "请选一张 JPEG 或 PNG 照片，最多 10 MB", "Please choose a JPEG or PNG of at most 10 MB")
}
func PhotoTooSmall(ctx context.Context) string {
	return Pick(ctx, "照片太小，每边至少 100 像素", "The photo is too small: at least 100 pixels each way")
}
func PhotoTooLarge(ctx context.Context) string {
	return Pick(ctx, "照片太大或太复杂，最多 1600 万像素。请另存为普通 JPEG 再上传", "The photo is too large or too complicated: at most 16 megapixels. Please save it as a plain JPEG")
}

// StoppedByOther is why a card does not go on: each guardian's stop counts.
func StoppedByOther(ctx context.Context) string {
	return Pick(ctx, "这张卡还有别人停用：要停用的那位家长或学校来恢复", "Somebody else has stopped this card: that parent or the school can let it go on")
}
